import type { Sealed, Writes } from "./sealed.ts";
import type { CommitId, Tree } from "./tree.ts";

export type { CommitId, Entry, ObjectId, Tree } from "./tree.ts";

/**
 * Where metadata lives: the commits of one repository. Adapters: memory, git (local and HTTP).
 *
 * Every write creates only the changed blobs and the trees above them, and moves a branch by compare-and-swap.
 */
export interface Store {
  /**
   * The tree at a ref: a branch name (`main`), a full ref (`refs/pull/1/head`), `HEAD` or a commit id. Resolves to
   * undefined only when the refs can be read and this one is not among them: missing bytes are never a missing ref (T89).
   * Faults `STORE_OBJECT_MISSING` when the commit is not there, whether a ref or the caller names it; `STORE_CORRUPT`
   * when the ref cannot be read; `STORE_BRANCH_UNKNOWN` for a copy of origin's branch that may only not have been
   * fetched. Over a network it asks the remote each time: what it returns was current then.
   */
  tree(ref: string): Promise<Tree | undefined>;

  /** Creates `branch` at a commit that exists. Faults `STORE_CONFLICT` when the branch does; otherwise as `commit`. */
  start(branch: string, at: CommitId): Promise<void>;

  /**
   * Moves `branch` from `sealed.parent` to a new commit with the sealed writes over the tree of `sealed.base`, or throws
   * `STORE_CONFLICT` and changes nothing (T36). Where the branch is still at the parent, its data say so, and its cause
   * says what keeps the branch there for now. Faults `STORE_NOT_SEALED` for a value that `seal` did not make;
   * `STORE_REJECTED` when a rule or hook of the remote refuses; `STORE_FORBIDDEN`; `STORE_UNREACHABLE`;
   * `STORE_UNKNOWN_RESULT` when neither the reply nor a second look tells whether the branch moved (T38). Resolves only
   * when the branch was seen at the new commit.
   */
  commit(branch: string, sealed: Sealed, message: string): Promise<CommitId>;

  /**
   * The same for every other branch (release files, ceremonies, a published site): moves `branch` from the first of
   * `parents` (none: it must not exist), whose tree is the base; several make a merge commit. Faults as `commit`, and
   * `STORE_SIGNED_PATH` when the base holds `state.json`, since it is a signed branch then, or a write would touch
   * `state.json` or `source/`.
   */
  propose(branch: string, parents: readonly CommitId[], writes: Writes, message: string): Promise<CommitId>;
}

/** What branches there are. Beside {@link Store}, for whoever has to find them by their names; the same adapters. */
export interface Refs {
  /**
   * The branches whose name begins with `prefix` and the commits they point to, by a name that {@link Store.tree} takes: `event/a` for a
   * branch of the repository, `refs/remotes/origin/event/a` for the copy that a clone keeps of one of origin's. In the order of their names.
   * Over a network it asks the remote each time. Faults `STORE_REF_INVALID`, `STORE_BRANCH_UNKNOWN` where branches of
   * origin's may not have been fetched, and as reading does.
   */
  refs(prefix: string): Promise<ReadonlyMap<string, CommitId>>;
}

/** What a commit is made of. */
export interface CommitContent {
  /** Id of a tree object that the forge has already. */
  readonly tree: string;
  readonly parents: readonly CommitId[];
  readonly message: string;
}
