import { type Fault, isFault } from "../base/fault.ts";
import { isBinName, isOnlineRole, isRoleName } from "../config/names.ts";
import type { Authority } from "../tuf/authority.ts";
import type { Delegations } from "../tuf/delegations.ts";
import { tufFaults } from "../tuf/faults.ts";
import { patternProblem } from "../tuf/pattern.ts";
import { topLevelRoles } from "../tuf/root.ts";
import { type DelegationsOf, wholeTree } from "../tuf/visits.ts";
import { repositoryFaults } from "./faults.ts";

/** Delegations of one role, hash bins apart: clients ask no more than 32 roles for a path. */
export const maximumDelegations = 31;
// What a repository was taken over with has its place beside the roles (floors.ts).
const reserved = new Set<string>([
  ...topLevelRoles,
  "mirrors",
  "import",
  "constructor",
  "prototype",
  "tostring",
  "valueof",
]);

/** Whether a delegated role may be called so: a role name that stands for nothing else here. */
export function mayBeCalled(name: string): boolean {
  return isRoleName(name) && !reserved.has(name);
}

/**
 * `start` and every role below it, as {@link wholeTree} comes to it, under the rules of Kaprien's repositories: names and patterns that every client
 * reads alike (T15, T16), and no delegation by a role that online keys sign, since a thief of those could give any path to keys of their own.
 * Faults as {@link wholeTree} and {@link checkDelegations}.
 */
export function delegationTree(start: Authority, delegationsOf: DelegationsOf): Generator<Authority> {
  return wholeTree(start, (authority) => {
    const delegations = delegationsOf(authority);
    if (delegations !== undefined) checkDelegations(authority.role, delegations);
    return delegations;
  });
}

/** What of the rules for what one role delegates does not hold; undefined when they all do. */
export function delegationsProblem(delegator: string, delegations: Delegations | undefined): Fault | undefined {
  try {
    if (delegations !== undefined) checkDelegations(delegator, delegations);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

/** The rules for what one role delegates. Returns the offline roles delegated to. Faults `DELEGATION_INVALID`, `ONLINE_ROLE_DELEGATES`. */
export function checkDelegations(delegator: string, delegations: Delegations): readonly string[] {
  const fail = (reason: string): never => {
    throw tufFaults.DELEGATION_INVALID({ role: delegator, reason });
  };
  if (isOnlineRole(delegator)) throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: delegator });
  if (delegations.succinct !== undefined) {
    if (!isBinName(`${delegations.succinct.namePrefix}-0`))
      fail(`the bins' prefix "${delegations.succinct.namePrefix}" is not bins`);
    return [];
  }
  const names = delegations.roles.map(({ name }) => name);
  const named = names.filter((name) => !isBinName(name));
  if (named.length > maximumDelegations)
    fail(`it delegates to ${named.length} roles; clients follow at most ${maximumDelegations}`);
  for (const name of named) if (!mayBeCalled(name)) fail(`"${name}" is not a role name`);
  for (const { scope } of delegations.roles) {
    for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
      const problem = patternProblem(pattern);
      if (problem !== undefined) fail(`in the pattern "${pattern}", ${problem}`);
    }
  }
  return named.filter((name) => !isOnlineRole(name));
}
