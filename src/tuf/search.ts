import { topLevelAuthority } from "./authority.ts";
import type { Trusted } from "./client.ts";
import { tally } from "./tally.ts";
import type { TargetFile } from "./targets.ts";
import { asked } from "./visits.ts";

/** Where the search for a target has come to. */
export type Search =
  | { readonly kind: "found"; readonly role: string; readonly target: TargetFile }
  | { readonly kind: "absent" }
  /** This role's file is needed before the search can go on. */
  | { readonly kind: "needs"; readonly role: string; readonly delegator: string };

/** The search for a target through the roles trusted so far (specification §5.6.7). */
export function search(state: Trusted, path: string): Search {
  const start = topLevelAuthority(state.root.signed, "targets");
  for (const authority of asked(path, start, ({ role }) => state.targets.get(role)?.signed.delegations)) {
    const { role, by } = authority;
    const envelope = state.targets.get(role);
    // Two roles may delegate to one name with different keys: trusted through one is not trusted through the other.
    const vouched = envelope !== undefined && (role === "targets" || tally(authority, envelope, state.verifier).met);
    if (!vouched) return { kind: "needs", role, delegator: role === "targets" ? "" : by };
    const target = envelope.signed.targets.get(path);
    if (target !== undefined) return { kind: "found", role, target };
  }
  return { kind: "absent" };
}
