import type { Option } from "./options.ts";

export type Group = "START" | "TRUST" | "RELEASE" | "OPERATE" | "USE";

/** One thing Kaprien does. The table below makes the command line, its help, the completion and the reference. */
export interface Operation {
  readonly name: string;
  readonly group: Group;
  readonly summary: string;
  /** Positional arguments, as commander writes them: `<file...>`, `[code]`. */
  readonly arguments?: readonly { readonly syntax: string; readonly summary: string }[];
  readonly options?: readonly Option[];
  readonly example?: string;
}
