/** Whether it is a full ref name rather than a branch's own: `refs/heads/main`, `refs/pull/1/head`. */
export function isFullRef(name: string): boolean {
  return name.startsWith("refs/");
}

/** Whether two names mean one branch, either of them short (`main`) or full (`refs/heads/main`). */
export function sameBranch(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => (isFullRef(name) ? name : `refs/heads/${name}`));
  return a === b;
}
