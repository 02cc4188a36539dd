import { isBinName } from "../config/names.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import type { RoleKeys } from "../tuf/common.ts";
import { type DelegatedRole, type Delegations, delegatedCount, isSuccinctName } from "../tuf/delegations.ts";
import type { Root } from "../tuf/root.ts";
import { maximumDelegations, mayBeCalled } from "./delegation-rules.ts";

/** Hash bins that other tools made, under names that Kaprien does not use for bins. */
export interface ForeignBins {
  readonly signers: RoleKeys;
  /** A power of two: as many as there are, or the next one. */
  readonly count: number;
  readonly style: "succinct" | "prefixes";
  has(name: string): boolean;
}

/**
 * The hash bins that one role of an imported repository delegates to: succinct roles, or two and more roles with prefixes of hashes and the same
 * signers. Undefined where there are none, where they can stay as they are, and where the keys that root gives to people sign them: a
 * worker must not come to sign what people signed.
 */
export function foreignBins(root: Root, delegations: Delegations): ForeignBins | undefined {
  const { roles, succinct, keys } = delegations;
  const byHash = roles.filter(({ name, scope }) => scope.kind === "prefixes" && !isBinName(name));
  const signers = succinct ?? byHash[0];
  if (signers === undefined || (succinct === undefined && !(byHash.length > 1 && byHash.every(alike(signers)))))
    return undefined;
  const kept = byHash.length <= maximumDelegations && byHash.every(({ name }) => mayBeCalled(name));
  if (succinct === undefined ? kept : isBinName(`${succinct.namePrefix}-0`)) return undefined;
  const people = (["root", "targets"] as const).flatMap((role) => topLevelAuthority(root, role).keyids);
  const materials = new Set(people.flatMap((keyid) => root.keys.get(keyid)?.material ?? []));
  if (signers.keyids.some((keyid) => materials.has(keys.get(keyid)?.material ?? ""))) return undefined;
  const names = new Set(byHash.map(({ name }) => name));
  return {
    signers: { keyids: signers.keyids, threshold: signers.threshold },
    count: succinct === undefined ? 2 ** Math.ceil(Math.log2(byHash.length)) : delegatedCount(delegations),
    style: succinct === undefined ? "prefixes" : "succinct",
    has: (name) => (succinct === undefined ? names.has(name) : isSuccinctName(succinct, name)),
  };
}

function alike(first: RoleKeys): (role: DelegatedRole) => boolean {
  const text = ({ keyids, threshold }: RoleKeys): string => [threshold, ...[...keyids].sort()].join();
  return (role) => text(role) === text(first);
}

/** Whether a name is one of the {@link foreignBins} of a role's delegations; each list of thousands is looked through once. */
export function foreignBinTest(root: Root): (delegations: Delegations | undefined, name: string) => boolean {
  const known = new Map<Delegations, ForeignBins | undefined>();
  return (delegations, name) => {
    if (delegations === undefined) return false;
    if (!known.has(delegations)) known.set(delegations, foreignBins(root, delegations));
    return known.get(delegations)?.has(name) === true;
  };
}
