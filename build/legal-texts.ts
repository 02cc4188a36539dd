// The places where a package keeps its licence and its notices: files, comments, and the README.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "rolldown/utils";
import { byCodeUnit } from "./bundled.ts";

const licenseName = /(?:^|[-_.])(?:un)?licen[cs]es?(?:$|[-_.])|^copying/i;
const noticeName = /^(?:notice|copyright|authors|contributors|patents|third[-_ ]?party)/i;
const licenseFolder = /^licen[cs]es?$/i;
/** `license.js` is a module, and `licenses.json` is data. */
const sourceName = /\.(?:[cm]?[jt]sx?|map|json)$/i;

const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/^\n+|\n+$/g, "");

/** Reads a text, with Unix line ends. A file that is not UTF-8 is read as Latin-1: old licences write "©" that way. */
function readText(file: string): string {
  const bytes = readFileSync(file);
  try {
    return tidy(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return tidy(bytes.toString("latin1"));
  }
}

export interface LegalFile {
  /** Path inside the package, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Whether the file is a licence for the whole package, and not a notice or the licence of a folder. */
  readonly covers: boolean;
}

/**
 * Reads the licence and notice files beside the bundled modules and in every folder above them, up to the package. A licence in another
 * folder belongs to code that is not in the bundle.
 */
export function legalFiles(directory: string, modules: Iterable<string>): LegalFile[] {
  const folders = new Set(["."]);
  for (const path of modules)
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) folders.add(folder);

  const files: Omit<LegalFile, "text">[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      const covers = folder === "." && (licenseName.test(entry.name) || licenseFolder.test(entry.name));
      if (!entry.isDirectory()) {
        if (licenseName.test(entry.name) || noticeName.test(entry.name)) files.push({ path, covers });
      } else if (licenseFolder.test(entry.name)) {
        for (const inside of readdirSync(join(directory, path), { withFileTypes: true }))
          if (inside.isFile()) files.push({ path: posix.join(path, inside.name), covers });
      }
    }
  }
  return files
    .filter(({ path }) => !sourceName.test(path))
    .sort((a, b) => byCodeUnit(a.path, b.path))
    .map(({ path, covers }) => ({ path, covers, text: readText(join(directory, path)) }));
}

/** Lists the comments of a source file that mention a copyright or a licence, without comment markers. */
export function legalComments(path: string, source: string): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return [];
  const { comments, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);

  const texts: string[] = [];
  let endOfLine: number | undefined;
  for (const { type, value, start, end } of comments) {
    // Line comments on successive lines are one text.
    if (type === "Line" && endOfLine !== undefined && /^\r?\n[ \t]*$/.test(source.slice(endOfLine, start)))
      texts.push(`${texts.pop()}\n${value.replace(/^ /, "")}`);
    else if (type === "Line") texts.push(value.replace(/^!? ?/, ""));
    else texts.push(value.replace(/^[*!]/, "").replace(/^[ \t]*\*? ?/gm, ""));
    endOfLine = type === "Line" ? end : undefined;
  }
  return texts.map(tidy).filter((text) => /copyright|\(c\)\s|©|licen[cs]|SPDX-/i.test(text));
}

/** Reads the section about the licence in a package's README. Some packages state their copyright only there. */
export function readmeSection(directory: string): string | undefined {
  const readme = readdirSync(directory).find((name) => /^readme(?:\.|$)/i.test(name));
  if (readme === undefined) return undefined;
  const lines = readText(join(directory, readme)).split("\n");
  const isHeading = (line: string, at: number): boolean =>
    /^#{1,6}[ \t]/.test(line) || (/\w/.test(line) && /^(?:-{2,}|={2,})$/.test(lines[at + 1] ?? ""));
  const start = lines.findIndex((line, at) => isHeading(line, at) && /licen[cs]e/i.test(line));
  if (start < 0) return undefined;
  const next = lines.findIndex((line, at) => at > start && isHeading(line, at));
  return tidy(lines.slice(start, next < 0 ? undefined : next).join("\n"));
}
