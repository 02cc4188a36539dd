/**
 * Every path rule, once: the branch people write, the branch the worker writes, the published site, and the order in
 * which that is written.
 */

/** Names that `kaprien.yml` may change. */
export interface Names {
  /** The branch people merge to. */
  readonly intentBranch: string;
  /** The branch the worker alone writes. */
  readonly signedBranch: string;
  /** Directory of release files on the intent branch. */
  readonly targets: string;
  /** Directory of offline-signed metadata on the intent branch. */
  readonly trust: string;
}

export const defaultNames: Names = { intentBranch: "main", signedBranch: "tuf", targets: "targets", trust: "trust" };

/** Configuration on the intent branch, read at a commit (the face's own search is wider). */
export const configFile = "kaprien.yml";

/**
 * Whether a role is one of the hash bins: `bins-3a`, or `bins2-3a` after a migration to another number of them (T55). The letters keep
 * clients from reading a number (interop D5).
 */
export function isBinName(role: string): boolean {
  return /^bins\d*-[0-9a-f]{1,8}$/.test(role);
}

/** Whether online keys sign a delegated role: a hash bin, or one called `online-…` that holds the targets of its patterns. People sign the others. */
export function isOnlineRole(role: string): boolean {
  return isBinName(role) || /^online-[a-z0-9_-]{1,56}$/.test(role);
}

/** The name that the hash bins of one delegation share: `bins2` of `bins2-3a`. */
export function binPrefix(bin: string): string {
  return bin.slice(0, bin.indexOf("-"));
}

/**
 * Whether a delegated role may be called so (T16): it becomes part of file names and addresses, here and at every client. Dots stand inside
 * alone, for roles of repositories that were taken over.
 */
export function isRoleName(name: string): boolean {
  return /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name);
}
