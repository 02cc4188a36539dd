import { isFault } from "../base/fault.ts";
import type { Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import { mergeBase } from "../git/merge-base.ts";
import type { Trees } from "../git/remember.ts";
import type { Tree } from "../git/store.ts";
import { directoryId } from "../git/tree.ts";
import { requireAsked } from "./audit.ts";
import { repositoryFaults } from "./faults.ts";
import type { Repository } from "./verify-state.ts";

/** What a signed state says it was made from, held against the branch that people merge to. */
export interface MergedSource {
  /** The commit that the state names, where the branch leads to it. */
  readonly commit: Tree | undefined;
  /** Whether the branch has, or had there, the release files that the state names. Only then did people merge them (T78). */
  readonly merged: boolean;
}

/**
 * The state names its source under the online keys, and so does somebody who stole them: a directory of release files that nobody merged
 * would make their targets look asked for. The branch that people merge to is what they cannot write.
 */
export async function mergedSource(
  store: Trees,
  main: Tree,
  { state }: Pick<Repository, "state">,
  names: Names,
): Promise<MergedSource> {
  const { main: id, source } = state.signed;
  const here = (await directoryId(main, names.targets)) === source.targets;
  const named = id === main.commit ? main : await store.tree(id).catch(missing);
  const leads = named !== undefined && (named === main || (await leadsTo(store, main, named)));
  const commit = leads ? named : undefined;
  const merged = here || (commit !== undefined && (await directoryId(commit, names.targets)) === source.targets);
  return { commit, merged };
}

/** Faults `SIGNED_TARGETS_DIFFER` with the paths in which a state differs from what people merged. */
export async function refuseUnmerged(main: Tree, repository: Repository, names: Names): Promise<never> {
  await requireAsked(main, repository, names.targets);
  throw repositoryFaults.SIGNED_TARGETS_DIFFER({ paths: "none by its path, but its release files were never merged" });
}

async function leadsTo(store: Trees, main: Tree, commit: Tree): Promise<boolean> {
  const base = await mergeBase(store, main, commit);
  // Where history is cut off, that it was not found says nothing (T89).
  return base.kind === "unknown" || (base.kind === "one" && base.tree.commit === commit.commit);
}

function missing(error: unknown): undefined {
  if (isFault(error, gitFaults.STORE_OBJECT_MISSING, gitFaults.STORE_OBJECT_INVALID)) return undefined;
  throw error;
}
