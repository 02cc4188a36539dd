import { Fault } from "../base/fault.ts";
import { gitFaults } from "./faults.ts";
import { readCommit } from "./objects/commit.ts";
import { need, type ObjectDatabase } from "./objects/object.ts";
import {
  DIRECTORY,
  entries,
  entryOf,
  isDirectory,
  kindOf,
  nameKey,
  type TreeLine,
  type TreeReader,
} from "./objects/tree.ts";
import type { CommitId, Entry, Tree } from "./store.ts";

/** A commit's tree, read lazily from the object database. */
export async function openTree(objects: ObjectDatabase, trees: TreeReader, commit: CommitId): Promise<Tree> {
  const { tree: root, parents, committed } = await readCommit(objects, commit);

  async function find(path: string): Promise<TreeLine | undefined> {
    let line: TreeLine | undefined = { mode: DIRECTORY, id: root };
    for (const segment of path === "" ? [] : path.split("/")) {
      if (line === undefined || !isDirectory(line)) return undefined;
      line = (await trees.read(line.id)).get(nameKey(segment));
    }
    return line;
  }

  return {
    commit,
    parents,
    committed,
    async read(path: string, limit?: number): Promise<Uint8Array | undefined> {
      const line = await find(path);
      if (line === undefined) return undefined;
      const kind = kindOf(line.mode);
      if (kind !== "file") throw gitFaults.TREE_NOT_A_FILE({ path, kind });
      try {
        return await need(objects, line.id, "blob", limit);
      } catch (error) {
        throw error instanceof Fault ? error.with({ path }) : error;
      }
    },
    async list(directory: string): Promise<readonly Entry[]> {
      const line = await find(directory);
      return line !== undefined && isDirectory(line) ? entries(await trees.read(line.id)) : [];
    },
    async entry(path: string): Promise<Entry | undefined> {
      const line = await find(path);
      return line && entryOf(path.slice(path.lastIndexOf("/") + 1), line);
    },
  };
}
