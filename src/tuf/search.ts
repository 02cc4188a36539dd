import type { Trusted } from "./client.ts";
import { delegationsFor, delegationTo } from "./delegation.ts";
import type { Envelope } from "./envelope.ts";
import type { TargetFile, Targets } from "./targets.ts";
import { tally } from "./verify.ts";

/** Delegated roles a client visits for one target before it gives up (interop §2.2: 32 in the clients measured). */
const maximumRoles = 32;

/** Where the search for a target has come to. */
export type Search =
  | { readonly kind: "found"; readonly role: string; readonly target: TargetFile }
  | { readonly kind: "absent" }
  /** This role's file is needed before the search can go on. */
  | { readonly kind: "needs"; readonly role: string; readonly delegator: string };

interface Step {
  readonly role: string;
  /** Empty for targets, which root vouches for. */
  readonly delegator: string;
}

/** The pre-order depth-first search for a target through the roles trusted so far (specification §5.6.7). */
export function search(state: Trusted, path: string): Search {
  const visited = new Set<string>();
  const pending: Step[] = [{ role: "targets", delegator: "" }];
  while (visited.size <= maximumRoles) {
    const next = pending.shift();
    if (next === undefined) return { kind: "absent" };
    // 5.6.7.1: a role visited before is skipped, which also ends cycles.
    if (visited.has(next.role)) continue;
    const envelope = state.targets.get(next.role);
    if (envelope === undefined || !vouchedFor(state, next, envelope)) return { kind: "needs", ...next };
    visited.add(next.role);
    const target = envelope.signed.targets.get(path);
    if (target !== undefined) return { kind: "found", role: next.role, target };
    const { delegations } = envelope.signed;
    if (delegations === undefined) continue;
    const matching = delegationsFor(delegations, path);
    const last = matching.findIndex(({ terminating }) => terminating);
    const children = (last < 0 ? matching : matching.slice(0, last + 1)).map(({ name }) => ({
      role: name,
      delegator: next.role,
    }));
    // 5.6.7.2.1: a terminating delegation that matches drops everything still to visit.
    if (last >= 0) pending.length = 0;
    pending.unshift(...children);
  }
  return { kind: "absent" };
}

// Two roles may delegate to one name with different keys: trusted through one is not trusted through the other.
function vouchedFor(state: Trusted, { role, delegator }: Step, envelope: Envelope<Targets>): boolean {
  if (delegator === "") return true;
  const delegations = state.targets.get(delegator)?.signed.delegations;
  const delegation = delegations && delegationTo(delegations, role);
  return (
    delegations !== undefined &&
    delegation !== undefined &&
    tally(delegation, delegations.keys, envelope, state.verify).met
  );
}
