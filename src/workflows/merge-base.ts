import type { CommitId, Store, Tree } from "../ports/store.ts";
import { Fault } from "../tuf/fault.ts";

/** Where two branches parted. `several`: they crossed, and no one commit is it. */
export type MergeBase = { readonly kind: "one"; readonly tree: Tree } | { readonly kind: "several" };

const maximumHistory = 10_000;

/**
 * The best common ancestor of two commits, as `git merge-base --all` finds it: one that is not an ancestor of another. An older one would hide
 * what head takes back of the base's own changes. Where history is not at hand (a shallow fetch, or more than it pays to walk)
 * the base itself stands in: then what happened there meanwhile looks like part of the proposal, never less than that.
 */
export async function mergeBase(store: Store, base: Tree, head: Tree): Promise<MergeBase> {
  const parents = new Map<CommitId, readonly CommitId[]>();
  const fromBase = await ancestors(store, base, parents);
  const fromHead = await ancestors(store, head, parents);
  if (fromBase === undefined || fromHead === undefined) return { kind: "one", tree: base };
  const common = [...fromHead].filter((commit) => fromBase.has(commit));
  const beneath = below(common, parents);
  const best = common.filter((commit) => !beneath.has(commit));
  if (best.length > 1) return { kind: "several" };
  const tree = best[0] === undefined ? undefined : await store.tree(best[0]);
  return { kind: "one", tree: tree ?? base };
}

/** A commit and everything before it; undefined when some of that cannot be read. */
async function ancestors(
  store: Store,
  tip: Tree,
  parents: Map<CommitId, readonly CommitId[]>,
): Promise<ReadonlySet<CommitId> | undefined> {
  const reached = new Set([tip.commit]);
  parents.set(tip.commit, tip.parents);
  for (const commit of reached) {
    if (reached.size > maximumHistory) return undefined;
    const known = parents.get(commit) ?? (await readable(store, commit))?.parents;
    if (known === undefined) return undefined;
    parents.set(commit, known);
    for (const parent of known) reached.add(parent);
  }
  return reached;
}

/** Proper ancestors of any of `commits`. */
function below(
  commits: readonly CommitId[],
  parents: ReadonlyMap<CommitId, readonly CommitId[]>,
): ReadonlySet<CommitId> {
  const reached = new Set(commits.flatMap((commit) => parents.get(commit) ?? []));
  for (const commit of reached) for (const parent of parents.get(commit) ?? []) reached.add(parent);
  return reached;
}

async function readable(store: Store, commit: CommitId): Promise<Tree | undefined> {
  try {
    return await store.tree(commit);
  } catch (error) {
    if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return undefined;
    throw error;
  }
}
