import type { Entry } from "./errors/entry.ts";
import { faults } from "./errors/faults.ts";
import { importFaults } from "./errors/import.ts";
import { keysFaults } from "./errors/keys.ts";
import { refusals } from "./errors/refusals.ts";
import { trustFaults } from "./errors/trust.ts";

export type { Entry, ExitCode } from "./errors/entry.ts";

/** Every stable code. A test holds that what the source uses and what stands here are the same. */
export const catalogue: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ...Object.entries(faults),
  ...Object.entries(refusals),
  ...Object.entries(keysFaults),
  ...Object.entries(trustFaults),
  ...Object.entries(importFaults),
]);

/** The entry of a code with `data` filled in. */
export function explain(code: string, data: Readonly<Record<string, unknown>> = {}): Entry {
  const entry = catalogue.get(code) ?? faults["UNEXPECTED"];
  if (entry === undefined) throw new RangeError(code);
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (blank, name: string) => show(data[name]) ?? blank);
  return { title: fill(entry.title), meaning: fill(entry.meaning), fix: fill(entry.fix), exit: entry.exit };
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(", ") : String(value);
}
