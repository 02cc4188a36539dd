import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gitFaults } from "../faults.ts";

/** Where a local repository keeps things. */
export interface Location {
  /** `HEAD` is here: a linked work tree has one of its own. */
  readonly head: string;
  /** Refs are here. */
  readonly common: string;
  /** Directories of objects: the repository's own, then its alternates. */
  readonly objects: readonly [string, ...string[]];
}

/** What file systems say of a path with nothing, or no file, at it. */
const missing = ["ENOENT", "ENOTDIR", "EISDIR"];

/** The text of a file; undefined when reading it ends with one of the `absent` codes. */
export async function textOf(file: string, absent: readonly string[] = missing): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (absent.includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** Whether a file system error says that nothing (or no file) is at the path. */
export function isMissing(error: unknown): boolean {
  return missing.includes(errorCode(error));
}

export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

async function isDirectory(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isRepository(directory: string): Promise<boolean> {
  const parts = await Promise.all([textOf(path.join(directory, "HEAD")), isDirectory(path.join(directory, "objects"))]);
  return parts.every(Boolean);
}

/** Alternates may name alternates; git stops at five levels, and so does this. */
async function withAlternates(objects: string, level = 0): Promise<string[]> {
  const text = (await textOf(path.join(objects, "info", "alternates"))) ?? "";
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const found = lines.map((line) => path.resolve(objects, line));
  const further = level < 5 ? await Promise.all(found.map((directory) => withAlternates(directory, level + 1))) : [];
  return [...new Set([...found, ...further.flat()])];
}

async function refuseForeign(common: string, directory: string): Promise<void> {
  const config = (await textOf(path.join(common, "config"))) ?? "";
  const foreign = /^\s*(?:objectformat\s*=\s*sha256|refstorage\s*=\s*reftable)\b/im.exec(config)?.[0].trim();
  if (foreign !== undefined) throw gitFaults.STORE_FORMAT_UNSUPPORTED({ directory, format: foreign });
}

/**
 * Finds the repository at `directory`: a work tree, a linked work tree, a `.git` directory or a bare repository. Faults
 * `STORE_NOT_FOUND`, and `STORE_FORMAT_UNSUPPORTED` for SHA-256 and reftable repositories.
 */
export async function locate(directory: string): Promise<Location> {
  const dotGit = path.join(directory, ".git");
  const pointer = /^gitdir: (.+)$/m.exec((await textOf(dotGit)) ?? "")?.[1];
  const head =
    pointer !== undefined ? path.resolve(directory, pointer) : (await isDirectory(dotGit)) ? dotGit : directory;
  const shared = await textOf(path.join(head, "commondir"));
  const common = shared === undefined ? head : path.resolve(head, shared.trim());
  if (!(await isRepository(common))) throw gitFaults.STORE_NOT_FOUND({ location: directory });
  await refuseForeign(common, directory);
  const objects = path.join(common, "objects");
  return { head, common, objects: [objects, ...(await withAlternates(objects))] };
}
