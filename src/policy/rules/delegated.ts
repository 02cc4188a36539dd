import { fileError } from "../../base/finding.ts";
import { routeOf } from "../../repository/route.ts";
import type { Trust } from "../../repository/trust.ts";
import { policyFaults } from "../faults.ts";
import { atTarget, proposed, type Rule } from "../rule.ts";

/** Specification §4.5: a target counts only when every delegation on the way to it allows its path. */
export const delegated: Rule = {
  of: policyFaults.TARGET_NOT_DELEGATED,
  title: "Targets lie within the delegated paths",
  why: "Clients look for a target only where the offline roles send them; one outside would be signed and never found.",
  *check(context) {
    for (const change of proposed(context)) {
      const lost = lostBy(context.trust, change.path);
      if (lost?.to === "people") yield atTarget(policyFaults.TARGET_IN_OFFLINE_ROLE, context, change.by, lost.data);
      if (lost?.to === "nobody") yield atTarget(policyFaults.TARGET_NOT_DELEGATED, context, change.by, lost.data);
    }
    if (!context.adopting) return;
    // Paths that are narrowed, or given to a role of people's, must not leave published targets behind, signed for ever and found by nobody.
    const judged = new Set(context.changes.map(({ path }) => path));
    const file = `${context.names.trust}/targets.json`;
    for (const path of context.paths()) {
      const lost = judged.has(path) ? undefined : lostBy(context.trust, path);
      if (lost?.to === "people") yield fileError(policyFaults.TARGET_IN_OFFLINE_ROLE, file, { path, ...lost.data });
      if (lost?.to === "nobody") yield fileError(policyFaults.TARGET_NOT_DELEGATED, file, { path, ...lost.data });
    }
  },
};

type Lost =
  | { readonly to: "people"; readonly data: { readonly role: string } }
  | { readonly to: "nobody"; readonly data: { readonly patterns: string } };

/** Why a client does not find what online keys sign under `path`; undefined when it does. T31: some paths are for people to sign. */
function lostBy(trust: Pick<Trust, "offline">, path: string): Lost | undefined {
  const route = routeOf(trust, path);
  if (route.kind === "online") return undefined;
  if (route.kind === "people") return { to: "people", data: { role: route.role } };
  return { to: "nobody", data: { patterns: patterns(trust).join(", ") } };
}

function patterns(trust: Pick<Trust, "offline">): readonly string[] {
  const roles = trust.offline.get("targets")?.signed.delegations?.roles ?? [];
  return roles.flatMap(({ scope }) => (scope.kind === "paths" ? scope.patterns : []));
}
