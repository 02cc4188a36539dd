import { fileError } from "../../base/finding.ts";
import { shadowedTargets } from "../../repository/shadowed.ts";
import { policyFaults } from "../faults.ts";
import type { Rule } from "../rule.ts";

/** T82. */
export const shadowed: Rule = {
  of: policyFaults.TARGET_SHADOWED,
  title: "Clients still find what people signed",
  why: "A delegation placed before another one takes its paths away: what people published there would be gone, or be for other keys to sign.",
  *check({ former, trust, names, changes }) {
    if (former === undefined || former === trust) return;
    const file = `${names.trust}/targets.json`;
    // A release that provides the path from now on is judged by the other rules.
    const provided = new Set(changes.flatMap(({ kind, path }) => (kind === "add" ? [path] : [])));
    for (const { path, role, by = "no role" } of shadowedTargets(former, trust))
      if (!provided.has(path)) yield fileError(policyFaults.TARGET_SHADOWED, file, { path, role, by });
  },
};
