import { defineFaults, type Faults } from "./fault.ts";

const table = {
  USAGE: {
    family: "usage",
    title: "{reason}",
    meaning: "The command line was not understood.",
    fix: "See `kaprien {command?} --help`.",
    exit: 64,
  },
  UNEXPECTED: {
    family: "internal",
    title: "Something went wrong that Kaprien did not foresee: {reason}",
    meaning: "This is a defect, or a failure of the machine.",
    fix: "Run again with --debug on the command line, and report what it prints.",
    exit: 1,
  },
  TIME_INVALID: {
    family: "content",
    title: "{value} is not a time as metadata has it",
    meaning: "Times are written YYYY-MM-DDTHH:MM:SSZ.",
    fix: "Correct it.",
    exit: 3,
  },
  FILE_TOO_LARGE: {
    family: "content",
    title: "{file} has {actual} bytes; {limit} are read at most",
    meaning: "Size is checked before reading.",
    fix: "Make it smaller.",
    exit: 1,
  },
} as const;

/** Codes that no room has to itself. */
export const baseFaults: Faults<typeof table> = defineFaults(table);
