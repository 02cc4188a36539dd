import { sameContent } from "../../repository/difference.ts";
import type { Provided } from "../../repository/releases.ts";
import { replacedBy } from "../../repository/releases.ts";
import { atTarget, type Case, proposed, type Rule } from "../rule.ts";

/** T25. */
export const immutable: Rule = {
  code: "TARGET_IMMUTABLE",
  title: "Published files keep their bytes",
  why: "A path that changes its bytes is how a good release becomes a bad one unseen; a newer release file says so openly.",
  *check(context) {
    if (!context.policy.immutable) return;
    for (const change of proposed(context)) {
      if (change.kind !== "change" || sameContent(change.before, change.after)) continue;
      if (takesOver(context, change.by, context.provider(change.path))) continue;
      const digest = (target: typeof change.before): string => target.hashes.get("sha256") ?? "";
      yield atTarget(this, context, change.by, { before: digest(change.before), after: digest(change.after) });
    }
  },
};

/** Whether the change is said openly: the new provider replaces the old one, or one that replaced it is taken back. */
function takesOver(context: Case, by: Provided, was: Provided | undefined): boolean {
  if (was === undefined || was.release.file === by.release.file) return false;
  if (replacedBy(by.release, context.after).has(was.release.file)) return true;
  // A revert must bring back what was there, so the file that comes back is as it was.
  const old = context.before.get(by.release.file);
  const unchanged = old !== undefined && Buffer.compare(old.bytes, by.release.bytes) === 0;
  return (
    unchanged && !context.after.has(was.release.file) && replacedBy(was.release, context.before).has(by.release.file)
  );
}
