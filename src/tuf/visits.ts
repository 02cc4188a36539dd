import type { Authority } from "./authority.ts";
import { treeLimits } from "./delegation-tree.ts";
import { authoritiesFor, authoritiesFrom, type Delegations, delegatedCount, delegatedNames } from "./delegations.ts";
import { tufFaults } from "./faults.ts";

/** What a walk goes on to below a role, in order. */
interface Below {
  readonly authorities: Iterable<Authority>;
  /** Whether whatever is still to be visited besides is left out. */
  readonly last: boolean;
}

/** Says what a role delegates. */
export type DelegationsOf = (authority: Authority) => Delegations | undefined;

/**
 * The one walk over delegations (specification §5.6.7): depth first, each role once, before those that it delegates to. `below` is asked
 * about a role when the walk goes on from there, so that whoever walks can fetch the role first, or stop.
 */
function* visits(start: Authority, below: (authority: Authority) => Below): Generator<Authority> {
  const visited = new Set<string>();
  // The last one is next.
  const pending = [start];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    // 5.6.7.1: a role visited before is skipped, which also ends cycles.
    if (visited.has(next.role)) continue;
    visited.add(next.role);
    yield next;
    const { authorities, last } = below(next);
    if (last) pending.length = 0;
    for (const authority of [...authorities].reverse()) pending.push(authority);
  }
}

/**
 * `start` and every role below it (T16, T80). Nothing is visited of a role until its delegations are known to fit: each role has one
 * delegator, no more than {@link treeLimits} of them. Faults `DELEGATION_INVALID`, `DELEGATIONS_TOO_MANY` and `DELEGATIONS_TOO_DEEP`, with the
 * role that delegates so.
 */
export function wholeTree(start: Authority, delegationsOf: DelegationsOf): Generator<Authority> {
  const places = new Map([[start.role, { by: start.by, depth: 0 }]]);
  let count = 0;
  return visits(start, (authority) => {
    const { role } = authority;
    const delegations = delegationsOf(authority);
    if (delegations === undefined) return { authorities: [], last: false };
    const own = delegatedCount(delegations);
    const depth = (places.get(role)?.depth ?? 0) + 1;
    count += own;
    if (count > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({ role, limit: treeLimits.roles });
    if (own > 0 && depth > treeLimits.depth) throw tufFaults.DELEGATIONS_TOO_DEEP({ role, limit: treeLimits.depth });
    for (const name of delegatedNames(delegations)) {
      const other = places.get(name);
      // A cycle, a diamond, or a role that delegates to itself: clients disagree on whose keys count.
      if (other !== undefined) {
        const reason = `${name} is delegated to twice, by ${other.by} and by ${role}`;
        throw tufFaults.DELEGATION_INVALID({ role, reason });
      }
      places.set(name, { by: role, depth });
    }
    return { authorities: authoritiesFrom(role, delegations), last: false };
  });
}

/** Delegated roles that a client asks for one target before it gives up (interop P10). */
const mostAsked = 32;

/** `start` and the roles below it that a client asks for `path`, in its order. */
export function* asked(path: string, start: Authority, delegationsOf: DelegationsOf): Generator<Authority> {
  let count = 0;
  for (const authority of visits(start, (visited) => matching(visited, path, delegationsOf))) {
    if (count > mostAsked) return;
    count += 1;
    yield authority;
  }
}

function matching(authority: Authority, path: string, delegationsOf: DelegationsOf): Below {
  const delegations = delegationsOf(authority);
  const authorities = delegations === undefined ? [] : authoritiesFor(authority.role, delegations, path);
  const last = authorities.findIndex(({ terminating }) => terminating);
  // 5.6.7.2.1: a terminating delegation that matches drops everything still to visit.
  return last < 0 ? { authorities, last: false } : { authorities: authorities.slice(0, last + 1), last: true };
}
