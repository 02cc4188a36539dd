import type { Provided } from "../../release/releases.ts";
import { replacedBy } from "../../release/releases.ts";
import { changedParts } from "../../release/target-change.ts";
import { differences } from "../../tuf/difference.ts";
import { encodeTargetFile, type TargetFile } from "../../tuf/targets.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, type Case, proposed, type Rule } from "../rule.ts";

/** T25, T74. */
export const immutable: Rule = {
  of: policyFaults.TARGET_IMMUTABLE,
  title: "Published targets keep their content",
  why: "A path that changes its bytes, hashes or custom data is how a good release becomes a bad one unseen; a newer release file says so openly.",
  *check(context) {
    if (!context.policy.immutable) return;
    for (const change of proposed(context)) {
      const before = change.kind === "change" ? change.before : context.signedByPeople?.(change.path);
      if (before === undefined) continue;
      const what = changedParts(differences(encodeTargetFile(before), encodeTargetFile(change.after)));
      if (what === "") continue;
      if (takesOver(context, change.path, change.by, context.provider(change.path))) continue;
      const digest = (target: TargetFile): string => target.hashes.get("sha256") ?? "";
      yield atTarget(policyFaults.TARGET_IMMUTABLE, context, change.by, {
        what,
        before: digest(before),
        after: digest(change.after),
      });
    }
  },
};

/**
 * Whether the change is said openly: the new provider replaces the old one; or the old one is taken back, and what it had replaced
 * comes back as it was, or has been replaced in turn by the new one before the worker ran.
 */
function takesOver(context: Case, path: string, by: Provided, was: Provided | undefined): boolean {
  if (was === undefined || was.release.file === by.release.file) return false;
  const replaced = replacedBy(by.release, context.after);
  if (replaced.has(was.release.file)) return true;
  if (context.after.has(was.release.file)) return false;
  const covered = replacedBy(was.release, context.before);
  return [by.release.file, ...replaced].some((file) => covered.has(file) && keeps(context, file, path));
}

/** Whether a release file names the path, before and after, and is the same bytes: a revert must bring back what was there. */
function keeps({ before, after }: Case, file: string, path: string): boolean {
  const [old, now] = [before.get(file), after.get(file)];
  if (old === undefined || now === undefined || Buffer.compare(old.bytes, now.bytes) !== 0) return false;
  return now.targets.some((target) => target.path === path);
}
