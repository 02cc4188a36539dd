import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** One row of the table of rooms: a folder of `src`, or a file at its top that is a room by itself. */
export interface Room {
  readonly name: string;
  /** Rooms that it may import besides itself. */
  readonly mayImport: readonly string[];
  /** Why it exists, in one line. */
  readonly why: string;
}

const domain = ["plan", "policy", "repository", "release", "config", "tuf", "git", "base"];

/** The table of rooms in ARCHITECTURE.md, which is the only place that says which room may import which. */
export function rooms(
  page: string = readFileSync(resolve(import.meta.dirname, "../../ARCHITECTURE.md"), "utf8"),
): readonly Room[] {
  const [, section = ""] = /^## Rooms\n([\s\S]*?)^## /m.exec(page) ?? [];
  const rows = section.matchAll(/^\| ([a-z-]+)(?:\.ts)? \| ([a-z, –-]+) \| (.+) \|$/gm);
  return [...rows]
    .filter(([, name]) => name !== "room")
    .map(([, name = "", list = "", why = ""]) => {
      const named = list === "–" ? [] : list.split(", ");
      const mayImport = named.flatMap((each) => (each === "domain" ? domain : [each])).filter((each) => each !== name);
      return { name, mayImport, why };
    });
}
