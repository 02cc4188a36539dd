import { pathProblem } from "../../release/target-path.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** T11, T12. */
export const pathGrammar: Rule = {
  of: policyFaults.TARGET_PATH_INVALID,
  title: "Target paths are plain",
  why: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
  *check(context) {
    for (const change of proposed(context)) {
      const reason = pathProblem(change.path, context.policy.unicode);
      if (reason !== undefined) yield atTarget(policyFaults.TARGET_PATH_INVALID, context, change.by, { reason });
    }
  },
};
