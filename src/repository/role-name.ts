/**
 * Whether a delegated role may be called so (T16): it becomes part of file names and addresses, here and at every client. Dots stand inside
 * alone, for roles of repositories that were taken over.
 */
export function isRoleName(name: string): boolean {
  return /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name);
}
