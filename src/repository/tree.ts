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
  read(path: string, limit?: number): Promise<Uint8Array | undefined>;
  list(directory: string): Promise<readonly Entry[]>;
  id(path: string): Promise<ObjectId | undefined>;
}
