import { gitFaults } from "./faults.ts";

/** A git object id: 40 lower-case hex digits. */
export type ObjectId = string;
/** The object id of a commit. */
export type CommitId = string;

/** One entry of a directory, as git records it. */
export interface Entry {
  readonly name: string;
  /** `file` is mode 100644 and nothing else (T20, T77); `irregular` is a mode that git does not write today. */
  readonly kind: "file" | "directory" | "executable" | "symlink" | "submodule" | "irregular";
  /** As the tree object spells it, in octal: `100644`. */
  readonly mode: string;
  readonly id: ObjectId;
}

/**
 * Whether two trees have the same thing at a path. The id is not enough: the bytes of a file are those of a link to what they spell, and
 * git takes any commit id for a submodule (T77).
 */
export function sameEntry(a: Omit<Entry, "name"> | undefined, b: Omit<Entry, "name"> | undefined): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

/** The id of the directory at `path`; undefined when there is none, or when something else has that name. */
export async function directoryId(tree: Tree, path: string): Promise<ObjectId | undefined> {
  const entry = await tree.entry(path);
  return entry?.kind === "directory" ? entry.id : undefined;
}

/**
 * One commit, read-only; never a working tree (T21). Reads are lazy and go to the object database. Paths are relative,
 * with forward slashes; `""` is the root. `read` and `entry` resolve to undefined when nothing is there; `list` to an empty
 * array. May fault with `STORE_OBJECT_MISSING` (the database lacks an object that a tree names), `STORE_OBJECT_INVALID` (git would not have
 * written it), `STORE_CORRUPT`, `STORE_OBJECT_TOO_LARGE` (over `limit` bytes; nothing is read) or `STORE_UNREACHABLE`. `read` faults with `TREE_NOT_A_FILE` for anything that is
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
  /** What is at `path`, for {@link sameEntry}. */
  entry(path: string): Promise<Entry | undefined>;
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
        throw gitFaults.STORE_OBJECT_TOO_LARGE({ object: path, size: bytes.length, limit });
      return bytes;
    },
    list: async (directory) => {
      const names = new Map<string, Entry["kind"]>();
      for (const path of files.keys()) {
        if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
        const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
        if (name !== undefined) names.set(name, below.length > 0 ? "directory" : "file");
      }
      return [...names].map(([name, kind]) => ({ name, kind, mode: "", id: "" }));
    },
    entry: async () => undefined,
  };
}
