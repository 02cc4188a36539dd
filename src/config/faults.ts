import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  CONFIG_INVALID: {
    family: "content",
    title: "{file} cannot be used: at {where}, {reason}",
    meaning: "Settings are checked exactly, so that a misspelt one is not silently ignored.",
    fix: "Correct it; `kaprien schema config` prints what may stand there.",
    exit: 1,
  },
} as const;

/** Codes of settings. */
export const configFaults: Faults<typeof table> = defineFaults(table);
