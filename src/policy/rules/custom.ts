import { depthOf, maximumDepth } from "../../tuf/json.ts";
import { portableProblem } from "../../tuf/portable.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** Around a target's custom data in a targets role: the file, its signed part, the targets, and the target. */
const around = 4;

/** T75, T73. */
export const custom: Rule = {
  of: policyFaults.TARGET_CUSTOM_INVALID,
  title: "Custom data reads alike in every client",
  why: "Clients verify a role as a whole: data that one of them canonicalises otherwise takes every other target of its bin away from it.",
  *check(context) {
    for (const change of proposed(context)) {
      const data = change.after.custom;
      if (data === undefined) continue;
      const reason =
        depthOf(data) > maximumDepth - around
          ? `it is nested more than ${maximumDepth - around} deep`
          : portableProblem(data);
      if (reason !== undefined) yield atTarget(policyFaults.TARGET_CUSTOM_INVALID, context, change.by, { reason });
    }
  },
};
