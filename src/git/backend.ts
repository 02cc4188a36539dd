import { gitFaults } from "./faults.ts";
import { openTree } from "./lazy-tree.ts";
import { encodeCommit, type Identity, peel, readCommit } from "./objects/commit.ts";
import type { NewObject, ObjectDatabase } from "./objects/object.ts";
import { TreeReader } from "./objects/tree.ts";
import { branchRef, COMMIT_ID, fullRef } from "./refs.ts";
import { rewrite } from "./rewrite.ts";
import { isSealed, type Sealed, type Writes } from "./sealed.ts";
import type { CommitId, ObjectId, Refs, Store, Tree } from "./store.ts";

/** One move of a ref: from `expected` (undefined: it must not exist) to `next`, the last of the `objects` it needs. */
export interface Move {
  readonly ref: string;
  readonly expected: CommitId | undefined;
  readonly next: CommitId;
  readonly objects: readonly NewObject[];
}

/** What differs between the stores: where objects are, what a ref points to now, and how it moves. */
export interface Backend {
  readonly objects: ObjectDatabase;
  /**
   * What a full ref, or `HEAD`, points to now, with the object in reach of `objects` if it is anywhere; undefined when
   * there is no such ref. Faults as {@link Store.tree} does.
   */
  resolve(ref: string): Promise<ObjectId | undefined>;
  /** What every full ref that begins with one of `prefixes` points to now. Faults as {@link Refs.refs} does. */
  list(prefixes: readonly string[]): Promise<ReadonlyMap<string, ObjectId>>;
  /** Puts a commit within reach of `objects`, if it can be found. */
  obtain(commit: CommitId): Promise<void>;
  /** Compare-and-swap, as {@link Store.commit} promises it. Resolves to where the ref is then: at `next`, or at an endorsed copy of it. */
  move(move: Move): Promise<CommitId>;
}

const SIGNED = /^(?:source|state\.json)(?:\/|$)/i;
const HEADS = "refs/heads/";
const COPIES = "refs/remotes/origin/";
const STATE = /^state\.json$/i;

/** A store over a backend: everything that is the same whether the commits are in memory, on disk or behind HTTP. */
export function storeOver(backend: Backend, identity: Identity): Store & Refs {
  const { objects } = backend;
  const trees = new TreeReader(objects);

  async function move(
    branch: string,
    parents: readonly CommitId[],
    base: CommitId | null,
    writes: Writes,
    message: string,
  ): Promise<CommitId> {
    const ref = branchRef(branch);
    const expected = parents[0];
    for (const commit of new Set([...parents, ...(base === null ? [] : [base])])) await known(commit);
    const before = base === null ? undefined : (await readCommit(objects, base)).tree;
    const written = await rewrite(objects, trees, before, writes);
    const commit = encodeCommit({ tree: written.root, parents, message }, identity);
    return backend.move({ ref, expected, next: commit.id, objects: [...written.objects, commit] });
  }

  /** Faults when `writes` would change a signed branch, or make another branch look like one. */
  async function refuseSigned(base: CommitId | undefined, writes: Writes): Promise<void> {
    const path = [...writes.files.keys(), ...writes.grafts.keys()].find((path) => SIGNED.test(path));
    if (path !== undefined) throw gitFaults.STORE_SIGNED_PATH({ path });
    if (base === undefined) return;
    await known(base);
    const { tree } = await readCommit(objects, base);
    const state = [...(await trees.read(tree)).keys()].find((name) => STATE.test(name));
    if (state !== undefined) throw gitFaults.STORE_SIGNED_PATH({ path: state });
  }

  async function known(commit: CommitId): Promise<void> {
    await backend.obtain(commit);
    if ((await objects.read(commit))?.type !== "commit") throw gitFaults.STORE_OBJECT_MISSING({ object: commit });
  }

  return {
    async tree(ref: string): Promise<Tree | undefined> {
      if (COMMIT_ID.test(ref)) await backend.obtain(ref);
      const id = COMMIT_ID.test(ref) ? ref : await backend.resolve(fullRef(ref));
      return id === undefined ? undefined : openTree(objects, trees, await peel(objects, id));
    },
    async start(branch: string, at: CommitId): Promise<void> {
      await known(at);
      await backend.move({ ref: branchRef(branch), expected: undefined, next: at, objects: [] });
    },
    async commit(branch: string, sealed: Sealed, message: string): Promise<CommitId> {
      if (!isSealed(sealed)) throw gitFaults.STORE_NOT_SEALED({ ref: branch });
      return move(branch, sealed.parent === undefined ? [] : [sealed.parent], sealed.base, sealed, message);
    },
    async propose(branch: string, parents: readonly CommitId[], writes: Writes, message: string): Promise<CommitId> {
      await refuseSigned(parents[0], writes);
      return move(branch, parents, parents[0] ?? null, writes, message);
    },
    async refs(prefix: string): Promise<ReadonlyMap<string, CommitId>> {
      // A prefix may end anywhere, so it is judged by what a name would make of it.
      branchRef(`${prefix}x`);
      const found = await backend.list([`${HEADS}${prefix}`, `${COPIES}${prefix}`]);
      const named = [...found].map(([ref, id]) => [ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref, id] as const);
      return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}
