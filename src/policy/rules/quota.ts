import { fileError } from "../../base/finding.ts";
import { lineOf } from "../../tuf/json.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** T29. */
export const quota: Rule = {
  of: policyFaults.QUOTA_EXCEEDED,
  title: "Proposals are of a reviewable size",
  why: "Limits keep one proposal from filling every bin, and a slip of a digit from asking clients for a petabyte.",
  *check(context) {
    const { limits } = context.policy;
    for (const release of context.touched) {
      const count = release.targets.length;
      if (count <= limits.targets) continue;
      const file = `${context.names.targets}/${release.file}`;
      const line = lineOf(release.bytes, ["targets", limits.targets]);
      const data = { what: "targets", actual: count, limit: limits.targets, setting: "targets" };
      yield fileError(policyFaults.QUOTA_EXCEEDED, file, data, line);
    }
    for (const { by, after } of proposed(context)) {
      if (after.length <= limits.length) continue;
      yield atTarget(policyFaults.QUOTA_EXCEEDED, context, by, {
        what: "bytes",
        actual: after.length,
        limit: limits.length,
        setting: "length",
      });
    }
  },
};
