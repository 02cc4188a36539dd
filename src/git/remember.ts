import type { Store } from "./store.ts";
import type { CommitId, Entry, ObjectId, Tree } from "./tree.ts";

/** The reading half of {@link Store}. */
export type Trees = Pick<Store, "tree">;

/** Bytes that one run keeps of what it read, in all; beyond that files are read again. */
const keptBytes = 64 * 1024 * 1024;

/**
 * A store for one run: each ref is resolved once, so that the whole run is about the same commits, and what was read once is not read
 * again, whichever path or commit it is asked for by. Writes go through to `store`; the branches that they move are resolved anew.
 */
export function remembering(store: Store): Store {
  const refs = new Map<string, Promise<Tree | undefined>>();
  const commits = new Map<CommitId, Tree>();
  const files = new Map<ObjectId, Promise<Uint8Array | undefined>>();
  let kept = 0;

  const read = (
    tree: Tree,
    path: string,
    limit: number | undefined,
    { id }: Entry,
  ): Promise<Uint8Array | undefined> => {
    const known = files.get(id);
    if (known !== undefined) return known.then((bytes) => (within(bytes, limit) ? bytes : tree.read(path, limit)));
    const reading = tree.read(path, limit);
    files.set(id, reading);
    reading.then(
      (bytes) => {
        kept += bytes?.length ?? 0;
        if (kept > keptBytes) files.delete(id);
      },
      () => files.delete(id),
    );
    return reading;
  };

  const remembered = (tree: Tree): Tree => {
    const known = commits.get(tree.commit);
    if (known !== undefined) return known;
    const entry = once((path: string) => tree.entry(path));
    const wrapped: Tree = {
      commit: tree.commit,
      parents: tree.parents,
      committed: tree.committed,
      entry,
      list: once((directory: string) => tree.list(directory)),
      // Whatever is not a plain file is the store's to refuse.
      read: async (path, limit) => {
        const found = await entry(path);
        return found?.kind === "file" ? read(tree, path, limit, found) : tree.read(path, limit);
      },
    };
    commits.set(tree.commit, wrapped);
    return wrapped;
  };

  const moved = async <T>(branch: string, writing: Promise<T>): Promise<T> => {
    try {
      return await writing;
    } finally {
      refs.delete(branch);
    }
  };

  return {
    async tree(ref) {
      const known = commits.get(ref);
      if (known !== undefined) return known;
      const resolved = refs.get(ref) ?? store.tree(ref);
      refs.set(ref, resolved);
      const tree = await resolved.catch((error: unknown) => {
        refs.delete(ref);
        throw error;
      });
      return tree && remembered(tree);
    },
    start: (branch, at) => moved(branch, store.start(branch, at)),
    commit: (branch, sealed, message) => moved(branch, store.commit(branch, sealed, message)),
    propose: (branch, parents, writes, message) => moved(branch, store.propose(branch, parents, writes, message)),
  };
}

function within(bytes: Uint8Array | undefined, limit: number | undefined): boolean {
  return bytes === undefined || limit === undefined || bytes.length <= limit;
}

/** What failed is asked again: over a network the next answer may be another. */
function once<T>(ask: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const asking = ask(path);
    answers.set(path, asking);
    asking.catch(() => answers.delete(path));
    return asking;
  };
}
