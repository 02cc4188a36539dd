import type { Fault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { intentPaths, oddlyNamedDirectory } from "../repository/layout.ts";
import { limits } from "../tuf/limits.ts";
import { eventLimits, eventPaths } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";

/** Drafts that an event may have: one for each role that people sign. */
const maximumDrafts = 512;

/**
 * Paths of an event's files on its branch: the event, its drafts and its signatures, and nothing else (T20). Empty where there are none.
 * Faults `EVENT_FILE_INVALID` for anything that is not a plain file in its place.
 */
export async function eventEntries(tree: Tree, names: Names, event: string): Promise<readonly string[]> {
  const { directory, event: file, drafts, signatures } = eventPaths(names, event);
  const found: string[] = [];
  for (const { name, kind } of await tree.list(directory)) {
    const path = `${directory}/${name}`;
    if (path === file && kind === "file") found.push(file);
    else if (path === drafts && kind === "directory") found.push(...(await plainFiles(tree, drafts, maximumDrafts)));
    else if (path === signatures && kind === "directory") found.push(...(await signatureEntries(tree, signatures)));
    else throw outOfPlace(path);
  }
  return found;
}

async function signatureEntries(tree: Tree, directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, kind } of await tree.list(directory)) {
    const path = `${directory}/${name}`;
    if (kind !== "directory") throw outOfPlace(path);
    found.push(...(await plainFiles(tree, path, eventLimits.signatures - found.length)));
  }
  return found;
}

async function plainFiles(tree: Tree, directory: string, most: number): Promise<readonly string[]> {
  const entries = await tree.list(directory);
  if (entries.length > most)
    throw signingEventFaults.EVENT_FILE_INVALID({ file: directory, reason: "it holds too many files" });
  return entries.map(({ name, kind }) => {
    const path = `${directory}/${name}`;
    if (kind !== "file" || !name.endsWith(".json")) throw outOfPlace(path);
    return path;
  });
}

function outOfPlace(file: string): Fault {
  return signingEventFaults.EVENT_FILE_INVALID({ file, reason: "nothing of that kind belongs there" });
}

/** Every file of an event on its branch. Faults as {@link eventEntries}. */
export async function eventFiles(tree: Tree, names: Names, event: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return read(tree, await eventEntries(tree, names, event));
}

/** The signed files of a branch: every root and every role, as they are. */
export async function trustFiles(tree: Tree, names: Names): Promise<ReadonlyMap<string, Uint8Array>> {
  const paths: string[] = [];
  for (const directory of [intentPaths(names).roots, names.trust, oddlyNamedDirectory(names)])
    for (const { name, kind } of await tree.list(directory))
      if (kind === "file" && name.endsWith(".json")) paths.push(`${directory}/${name}`);
  return read(tree, paths);
}

async function read(tree: Tree, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = await tree.read(path, limits.targets);
    if (bytes !== undefined) files.set(path, bytes);
  }
  return files;
}
