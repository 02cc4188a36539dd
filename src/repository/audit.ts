import { refusal } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import { defaultNames } from "../config/names.ts";
import type { Tree } from "../git/tree.ts";
import { desire, listReleases, readReleases } from "../release/releases.ts";
import { sameTarget, targetOf } from "../release/target-change.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";
import { routeTo } from "./route.ts";
import type { TrustAnchor } from "./trust.ts";
import { loadRepository, type Repository, releasedTargets } from "./verify-state.ts";

/** {@link loadRepository}, and what {@link requireAsked} adds: for those who sign or publish what it holds. */
export async function loadAudited(tree: Tree, anchor: TrustAnchor, now: Instant): Promise<Repository> {
  const repository = await loadRepository(tree, anchor, now);
  await requireAsked(tree, repository);
  return repository;
}

const shownPaths = 10;

/**
 * T78: online roles list exactly what the release files in `directory` ask for, by default those that the state names as its source. Signatures cannot tell that: a target
 * that somebody put there with a stolen online key would outlive the key's rotation, signed anew with each change of its bin. Faults
 * `SIGNED_TARGETS_DIFFER` with the paths.
 */
export async function requireAsked(
  tree: Tree,
  repository: Pick<Repository, "bins" | "offline">,
  directory: string = signedPaths.sourceTargets,
): Promise<void> {
  const files = (await listReleases(tree, directory)).keys();
  const { releases, findings } = await readReleases(tree, directory, files, defaultNames);
  // What cannot be read is no thief's doing.
  const unread = refusal(findings);
  if (unread !== undefined) throw unread;
  const asked = new Map(desire(releases, defaultNames).targets);
  const differing: string[] = [];
  for (const { path, role, target } of releasedTargets(repository)) {
    const wanted = asked.get(path);
    const asIs = wanted !== undefined && sameTarget(targetOf(wanted), target);
    // In another role than clients look in, it would be found by some, or by nobody.
    if (!asIs || routeTo(repository, path)?.role !== role) differing.push(path);
    asked.delete(path);
  }
  differing.push(...asked.keys());
  if (differing.length === 0) return;
  const more = differing.length - shownPaths;
  throw repositoryFaults.SIGNED_TARGETS_DIFFER({
    paths: `${differing.sort().slice(0, shownPaths).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  });
}
