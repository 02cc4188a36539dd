import type { Names } from "../config/names.ts";
import { mergeBase } from "../git/merge-base.ts";
import type { CommitId, ObjectId, Store, Tree } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { eventBranch, eventPaths } from "./event-file.ts";
import { eventEntries, eventFiles } from "./event-files.ts";
import { signingEventFaults } from "./faults.ts";

/** An event's branch, as this repository has it and as it was last fetched. */
export interface EventBranch {
  readonly branch: string;
  /** What counts: with the signatures of both sides. */
  readonly head: Tree;
  /** Its commit here; undefined when there is only a remote-tracking copy. */
  readonly local: Tree | undefined;
  /** A fetched copy with something that the local branch has not. */
  readonly fetched: Tree | undefined;
  /** Where both parted, when that is known. */
  readonly parted?: Tree | undefined;
}

/** Finds the branch of an event, also in a clone that only fetched it. Faults `EVENT_MISSING`, `EVENT_DIVERGED`. */
export async function findEvent(store: Store, name: string, names: Names): Promise<EventBranch> {
  const branch = eventBranch(name);
  const local = await store.tree(branch);
  const fetched = await store.tree(`refs/remotes/origin/${branch}`);
  const only = local ?? fetched;
  if (only === undefined) throw signingEventFaults.EVENT_MISSING({ event: name });
  if (local === undefined || fetched === undefined || local.commit === fetched.commit)
    return { branch, head: only, local, fetched: undefined };
  const base = await mergeBase(store, local, fetched);
  const parted = base.kind === "one" ? base.tree : undefined;
  if (parted?.commit === fetched.commit) return { branch, head: local, local, fetched: undefined };
  if (parted?.commit === local.commit) return { branch, head: fetched, local, fetched, parted };
  const paths = eventPaths(names, name);
  if (!sameEntry(await local.entry(paths.event), await fetched.entry(paths.event)))
    throw signingEventFaults.EVENT_DIVERGED({ event: name, branch });
  return { branch, head: withSignaturesOf(local, fetched, paths.signatures), local, fetched, parted };
}

/** The first tree, and below `directory` what either of the two has. */
function withSignaturesOf(first: Tree, second: Tree, directory: string): Tree {
  const within = (path: string): boolean => path === directory || path.startsWith(`${directory}/`);
  return {
    commit: first.commit,
    parents: first.parents,
    committed: first.committed,
    read: async (path, limit) =>
      (await first.read(path, limit)) ?? (within(path) ? second.read(path, limit) : undefined),
    list: async (path) => {
      const own = await first.list(path);
      // The directory that holds the signatures may be missing on one side, and so be listed by the other alone.
      const others = (await second.list(path)).filter(({ name }) => within(path === "" ? name : `${path}/${name}`));
      return [...own, ...others.filter(({ name }) => !own.some((each) => each.name === name))];
    },
    entry: async (path) => (await first.entry(path)) ?? (within(path) ? second.entry(path) : undefined),
  };
}

/**
 * Commits to an event's branch, on top of what is here and what was fetched, so that a plain `git push` brings it to the others. The event's
 * own files are those of `head` with `files`; of everything beside them, what the fetched side changed comes along. With `onto`, everything
 * beside them becomes what it is there. Faults `EVENT_BEHIND` when git has to merge the branches first.
 */
export async function commitToEvent(
  store: Store,
  names: Names,
  name: string,
  { branch, head, local, fetched, parted }: EventBranch,
  files: ReadonlyMap<string, Uint8Array | null>,
  message: string,
  onto?: Tree,
): Promise<CommitId> {
  const { directory } = eventPaths(names, name);
  const start = local ?? head;
  const all = new Map<string, Uint8Array | null>();
  if (fetched !== undefined) {
    for (const path of await eventEntries(start, names, name)) all.set(path, null);
    for (const [path, bytes] of await eventFiles(head, names, name)) all.set(path, bytes);
  }
  for (const [path, bytes] of files) all.set(path, bytes);
  const grafts =
    onto !== undefined
      ? await beside(start, start, onto, directory, branch)
      : fetched === undefined
        ? new Map<string, ObjectId | null>()
        : await beside(parted, start, fetched, directory, branch);
  const others = [fetched, onto].flatMap((tree) => (tree === undefined ? [] : [tree.commit]));
  if (local === undefined) await store.start(branch, head.commit);
  const parents = [...new Set([start.commit, ...others])];
  return store.propose(branch, parents, { files: all, grafts }, message);
}

/**
 * What `theirs` changed since `parted` beside the directory `own`, as grafts onto `ours`: without it a commit with both as parents would take
 * it back. What both changed, and what is no plain file or directory, is left to git: faults `EVENT_BEHIND`.
 */
async function beside(
  parted: Tree | undefined,
  ours: Tree,
  theirs: Tree,
  own: string,
  branch: string,
): Promise<ReadonlyMap<string, ObjectId | null>> {
  const grafts = new Map<string, ObjectId | null>();
  const visit = async (directory: string): Promise<void> => {
    const [before, mine, fresh] = await Promise.all(
      [parted, ours, theirs].map(
        async (tree) => new Map(((await tree?.list(directory)) ?? []).map((entry) => [entry.name, entry])),
      ),
    );
    for (const name of new Set([...(mine?.keys() ?? []), ...(fresh?.keys() ?? [])])) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const [was, here, there] = [before?.get(name), mine?.get(name), fresh?.get(name)];
      if (path === own || sameEntry(here, there) || sameEntry(was, there)) continue;
      if (own.startsWith(`${path}/`)) {
        await visit(path);
        continue;
      }
      const plain = [here, there].every((entry) => entry === undefined || ["file", "directory"].includes(entry.kind));
      // Without a commit where both parted nobody knows who changed what. A store writes no names of the signed branch.
      if (parted === undefined || !sameEntry(was, here) || !plain || /^(?:source|state\.json)$/i.test(path))
        throw signingEventFaults.EVENT_BEHIND({ branch, file: path });
      grafts.set(path, there?.id ?? null);
    }
  };
  await visit("");
  return grafts;
}
