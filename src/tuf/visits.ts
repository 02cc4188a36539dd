import { treeLimits } from "./delegation-tree.ts";
import { type Delegation, type Delegations, delegatedCount, delegatedRoles, delegationsFor } from "./delegations.ts";
import { tufFaults } from "./faults.ts";

/** A delegated role, as a walk comes to it. */
export interface Visit {
  readonly role: string;
  readonly delegator: string;
  readonly delegation: Delegation;
  /** Everything that `delegator` delegates. */
  readonly delegations: Delegations;
}

/**
 * Every role below `targets`, each before those that it delegates to (T16, T80). `delegationsOf` says what a role delegates; it is asked about
 * a role when the walk goes on from there, so that whoever walks can fetch the role first. Nothing is visited of a role until its delegations
 * are known to fit: each role has one delegator, no more than {@link treeLimits} of them. Faults `DELEGATION_INVALID`,
 * `DELEGATIONS_TOO_MANY` and `DELEGATIONS_TOO_DEEP`, with the role that delegates so.
 */
export function* visits(delegationsOf: (role: string) => Delegations | undefined): Generator<Visit> {
  const delegators = new Map([["targets", "root"]]);
  let count = 0;

  function* below(delegator: string, depth: number): Generator<Visit> {
    const delegations = delegationsOf(delegator);
    if (delegations === undefined) return;
    const own = delegatedCount(delegations);
    count += own;
    if (count > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({ role: delegator, limit: treeLimits.roles });
    if (own > 0 && depth > treeLimits.depth)
      throw tufFaults.DELEGATIONS_TOO_DEEP({ role: delegator, limit: treeLimits.depth });
    for (const { name } of delegatedRoles(delegations)) {
      const other = delegators.get(name);
      // A cycle, a diamond, or a role that delegates to itself: clients disagree on whose keys count.
      if (other !== undefined) {
        const reason = `${name} is delegated to twice, by ${other} and by ${delegator}`;
        throw tufFaults.DELEGATION_INVALID({ role: delegator, reason });
      }
      delegators.set(name, delegator);
    }
    for (const delegation of delegatedRoles(delegations)) {
      yield { role: delegation.name, delegator, delegation, delegations };
      yield* below(delegation.name, depth + 1);
    }
  }

  yield* below("targets", 1);
}

/** Delegated roles that a client asks for one target before it gives up (interop §2.2: 32 in the clients measured). */
const mostAsked = 32;

/**
 * The roles that a client asks for `path`, in its order (specification §5.6.7): depth first, each role once. `delegationsOf` is asked about a
 * role when the search goes on from there.
 */
export function* asked(
  path: string,
  delegationsOf: (role: string) => Delegations | undefined,
): Generator<{ readonly role: string; readonly delegator: string }> {
  const visited = new Set<string>();
  // Root vouches for targets, and delegates to nobody.
  const pending = [{ role: "targets", delegator: "" }];
  while (visited.size <= mostAsked) {
    const next = pending.shift();
    if (next === undefined) return;
    // 5.6.7.1: a role visited before is skipped, which also ends cycles.
    if (visited.has(next.role)) continue;
    visited.add(next.role);
    yield next;
    const delegations = delegationsOf(next.role);
    if (delegations === undefined) continue;
    const matching = delegationsFor(delegations, path);
    const last = matching.findIndex(({ terminating }) => terminating);
    // 5.6.7.2.1: a terminating delegation that matches drops everything still to visit.
    if (last >= 0) pending.length = 0;
    const children = last < 0 ? matching : matching.slice(0, last + 1);
    pending.unshift(...children.map(({ name }) => ({ role: name, delegator: next.role })));
  }
}
