import { Fault } from "../tuf/fault.ts";

/** A git object id: 40 lower-case hex digits. */
export type ObjectId = string;
/** The object id of a commit. */
export type CommitId = string;

/** One entry of a directory, as git records it. */
export interface Entry {
  readonly name: string;
  /** `file` is a plain blob, mode 100644; everything else that is not a directory is refused by readers (T20). */
  readonly kind: "file" | "directory" | "executable" | "symlink" | "submodule";
  readonly id: ObjectId;
}

/**
 * One commit, read-only; never a working tree (T21). Reads are lazy and go to the object database. Paths are relative,
 * with forward slashes; `""` is the root. `read` and `id` resolve to undefined when nothing is there; `list` to an empty
 * array. May fault with `STORE_OBJECT_MISSING` (the database lacks an object that a tree names), `STORE_OBJECT_TOO_LARGE`
 * (over `limit` bytes; nothing is read) or `STORE_UNREACHABLE`. `read` faults with `TREE_NOT_A_FILE` for anything that is
 * not a plain blob.
 */
export interface Tree {
  readonly commit: CommitId;
  /** The commit's parents, whether or not the database has them. */
  readonly parents: readonly CommitId[];
  /** When it was committed, as the committer's clock had it: seconds since 1970. 0 where there is no commit, or it names no such time. */
  readonly committed: number;
  read(path: string, limit?: number): Promise<Uint8Array | undefined>;
  list(directory: string): Promise<readonly Entry[]>;
  id(path: string): Promise<ObjectId | undefined>;
}

/** A tree over bytes at hand: for files that are not committed yet. It has no object ids and no history. */
export function treeOfFiles(files: ReadonlyMap<string, Uint8Array>): Tree {
  return {
    commit: "",
    parents: [],
    committed: 0,
    read: async (path, limit) => {
      const bytes = files.get(path);
      if (bytes !== undefined && limit !== undefined && bytes.length > limit)
        throw new Fault("STORE_OBJECT_TOO_LARGE", { object: path, size: bytes.length, limit });
      return bytes;
    },
    list: async (directory) => {
      const names = new Map<string, Entry["kind"]>();
      for (const path of files.keys()) {
        if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
        const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
        if (name !== undefined) names.set(name, below.length > 0 ? "directory" : "file");
      }
      return [...names].map(([name, kind]) => ({ name, kind, id: "" }));
    },
    id: async () => undefined,
  };
}
