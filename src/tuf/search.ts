import type { Trusted } from "./client.ts";
import { delegationTo } from "./delegations.ts";
import type { Envelope } from "./envelope.ts";
import { tally } from "./tally.ts";
import type { TargetFile, Targets } from "./targets.ts";
import { asked } from "./visits.ts";

/** Where the search for a target has come to. */
export type Search =
  | { readonly kind: "found"; readonly role: string; readonly target: TargetFile }
  | { readonly kind: "absent" }
  /** This role's file is needed before the search can go on. */
  | { readonly kind: "needs"; readonly role: string; readonly delegator: string };

/** The search for a target through the roles trusted so far (specification §5.6.7). */
export function search(state: Trusted, path: string): Search {
  for (const step of asked(path, (role) => state.targets.get(role)?.signed.delegations)) {
    const envelope = state.targets.get(step.role);
    if (envelope === undefined || !vouchedFor(state, step, envelope)) return { kind: "needs", ...step };
    const target = envelope.signed.targets.get(path);
    if (target !== undefined) return { kind: "found", role: step.role, target };
  }
  return { kind: "absent" };
}

// Two roles may delegate to one name with different keys: trusted through one is not trusted through the other.
function vouchedFor(
  state: Trusted,
  { role, delegator }: { readonly role: string; readonly delegator: string },
  envelope: Envelope<Targets>,
): boolean {
  if (delegator === "") return true;
  const delegations = state.targets.get(delegator)?.signed.delegations;
  const delegation = delegations && delegationTo(delegations, role);
  return (
    delegations !== undefined &&
    delegation !== undefined &&
    tally(delegation, delegations.keys, envelope, state.verify).met
  );
}
