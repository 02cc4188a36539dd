import { routeTo } from "../../repository/route.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** Specification §4.5: a target counts only when every delegation on the way to it allows its path (interop R42). */
export const delegated: Rule = {
  code: "TARGET_NOT_DELEGATED",
  title: "Targets lie within the delegated paths",
  why: "Clients look for a target only where the offline roles send them; one outside would be signed and never found.",
  *check(context) {
    for (const change of proposed(context)) {
      if (routeTo(context.trust, change.path) === undefined) {
        yield atTarget(this, context, change.by, { patterns: patterns(context.trust).join(", ") });
      }
    }
    if (!context.adopting) return;
    // Narrowed paths must not leave published targets behind, signed for ever and found by nobody.
    const judged = new Set(context.changes.map(({ path }) => path));
    for (const path of context.paths()) {
      if (judged.has(path) || routeTo(context.trust, path) !== undefined) continue;
      const file = `${context.names.trust}/targets.json`;
      yield {
        code: this.code,
        severity: "error",
        file,
        data: { file, path, patterns: patterns(context.trust).join(", ") },
      };
    }
  },
};

function patterns(trust: Parameters<typeof routeTo>[0]): readonly string[] {
  const roles = trust.offline.get("targets")?.signed.delegations?.roles ?? [];
  return roles.flatMap(({ scope }) => (scope.kind === "paths" ? scope.patterns : []));
}
