import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  FILE_NOT_FOUND: {
    family: "local",
    title: "{file} matches no file",
    meaning: "It was taken as a path, a directory or a glob.",
    fix: "Check the spelling; quote globs.",
    exit: 1,
  },
  FILE_EXISTS: {
    family: "local",
    title: "{file} exists already",
    meaning: "Nothing is overwritten.",
    fix: "Choose another name, or remove it first.",
    exit: 1,
  },
  FILE_NOT_PLAIN: {
    family: "local",
    title: "{file} is not a plain file or a directory",
    meaning: "What lies behind a link or a device is not what was named.",
    fix: "Name the file itself; on the way to it, put a directory in the link's place.",
    exit: 1,
  },
  OUTPUT_NOT_PLAIN: {
    family: "local",
    title: "{file} is not a plain file, and is left as it is",
    meaning: "A directory, a link or a device is in its place. A download replaces nothing but plain files.",
    fix: "Name another file with --output, or a directory with --output-dir.",
    exit: 1,
  },
  WORKSPACE_UNREADABLE: {
    family: "local",
    title: "{file} cannot be read ({reason})",
    meaning: "It is not there, or not yours.",
    fix: "Check its path and permissions.",
    exit: 1,
  },
  WORKSPACE_UNWRITABLE: {
    family: "local",
    title: "The files could not be written: {reason}",
    meaning: "The disk is full, or the directory is not yours. Nothing was left half done.",
    fix: "Correct that and try again.",
    exit: 1,
  },
} as const;

/** Codes of the files of a person's machine. */
export const workspaceFaults: Faults<typeof table> = defineFaults(table);
