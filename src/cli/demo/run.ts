import type { AnyCode } from "../../base/fault.ts";
/** Runs one of Kaprien's own commands in the demo's folder, as a person would; resolves to its exit code. Faults pass through. */
export type Run = (
  name: string,
  flags?: Readonly<Record<string, unknown>>,
  args?: readonly string[],
) => Promise<number>;

/** Speaks between the commands. */
export interface Narrator {
  step(title: string, detail?: string): void;
  /** Says what an attacker does, lets it happen, and shows the refusal. Faults `DEMO_FAILED` when it is not refused as `of`. */
  refused(what: string, of: AnyCode, attempt: () => Promise<unknown>): Promise<void>;
  end(text: string): void;
}
