import { pathProblem } from "../../release/target-path.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** T11, T12. */
export const pathGrammar: Rule = {
  code: "TARGET_PATH_INVALID",
  title: "Target paths are plain",
  why: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
  *check(context) {
    for (const change of proposed(context)) {
      const reason = pathProblem(change.path, context.policy.unicode);
      if (reason !== undefined) yield atTarget(this, context, change.by, { reason });
    }
  },
};
