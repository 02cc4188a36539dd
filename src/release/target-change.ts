import { canonical } from "../tuf/canonical.ts";
import type { JsonDifference } from "../tuf/difference.ts";
import { sameBytes } from "../tuf/digest.ts";
import { encodeTargetFile, type TargetFile } from "../tuf/targets.ts";
import type { Provided } from "./releases.ts";

/** One target that a merge adds, changes or removes. */
export type TargetChange =
  | { readonly kind: "add"; readonly path: string; readonly after: TargetFile; readonly by: Provided }
  | {
      readonly kind: "change";
      readonly path: string;
      readonly before: TargetFile;
      readonly after: TargetFile;
      readonly by: Provided;
    }
  | { readonly kind: "remove"; readonly path: string; readonly before: TargetFile };

/** What must happen to the published targets for them to be the desired ones; ordered by path (T27). */
export function targetChanges(
  published: ReadonlyMap<string, TargetFile>,
  desired: ReadonlyMap<string, Provided>,
): readonly TargetChange[] {
  const changes: TargetChange[] = [];
  for (const [path, by] of desired) {
    const before = published.get(path);
    const after = targetOf(by);
    if (before === undefined) changes.push({ kind: "add", path, after, by });
    else if (!sameTarget(before, after)) changes.push({ kind: "change", path, before, after, by });
  }
  for (const [path, before] of published) if (!desired.has(path)) changes.push({ kind: "remove", path, before });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function targetOf({ release, index }: Provided): TargetFile {
  const target = release.targets[index]?.target;
  if (target === undefined) throw new RangeError(`${release.file} has no target ${index}`);
  return target;
}

/** Whether two targets are signed alike: length, every hash, custom data. */
export function sameTarget(a: TargetFile, b: TargetFile): boolean {
  return sameBytes(canonical(encodeTargetFile(a)), canonical(encodeTargetFile(b)));
}

/** What differs of two targets, in words: `bytes`, or without them `hashes and custom data`. */
export function changedParts(changes: Iterable<JsonDifference>): string {
  const parts = new Set<string>();
  for (const { member, before, after } of changes) {
    const [top] = /^[\w-]+/.exec(member) ?? [];
    // A hash that comes or goes says nothing of the bytes.
    if (top === "length" || (top === "hashes" && before !== undefined && after !== undefined)) parts.add("bytes");
    else parts.add(top === "hashes" ? "hashes" : top === "custom" ? "custom data" : "other members");
  }
  if (parts.has("bytes")) parts.delete("hashes");
  return [...parts].sort().join(" and ");
}
