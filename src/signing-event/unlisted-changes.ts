import { isBinName } from "../config/names.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { canonical } from "../tuf/canonical.ts";
import { type RoleKeys, specVersion as usual } from "../tuf/common.ts";
import type { DelegatedRole, Delegations, Scope } from "../tuf/delegations.ts";
import { differences, shortText } from "../tuf/difference.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Json, JsonObject } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { encodeRoot, type Root, topLevelRoles } from "../tuf/root.ts";
import { encodeTargets, type Targets } from "../tuf/targets.ts";

/** A member that differs, with short forms of its values; one is absent where the member is. */
export interface MemberDifference {
  readonly member: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Whatever differs between two versions of a role and has no line of its own in a difference of trust, so that nothing is signed unseen. The
 * earlier version is given everything of the later one that has a line; what the files still differ in are the members to be told of. A change
 * that somebody forgets to give a line is told of here.
 */
export function untold(before: Root | undefined, after: Root): readonly MemberDifference[] {
  return before === after ? [] : inShort(encodeRoot(toldRoot(before, after)), encodeRoot(after));
}

/** The same for a targets role. */
export function untoldTargets(before: Targets | undefined, after: Targets): readonly MemberDifference[] {
  return before === after ? [] : inShort(encodeTargets(toldTargets(before, after)), encodeTargets(after));
}

function inShort(before: Json, after: Json): readonly MemberDifference[] {
  return [...differences(before, after)].map(({ member, before: was, after: is }) => ({
    member,
    ...(was !== undefined && { before: shortText(was) }),
    ...(is !== undefined && { after: shortText(is) }),
  }));
}

const nothing: JsonObject = new Map();

/** Version and expiry have lines; the specification's version is told where it is not the usual one. */
function common(before: Root | Targets | undefined, { version, expires }: Root | Targets) {
  return { rest: before?.rest ?? nothing, specVersion: before?.specVersion ?? usual, version, expires };
}

function toldRoot(before: Root | undefined, after: Root): Root {
  const roles = topLevelRoles.map((role) => {
    const was = before && topLevelAuthority(before, role);
    const rest = before?.roles.get(role)?.rest ?? nothing;
    return [role, { ...toldSigners(was, topLevelAuthority(after, role)), rest }] as const;
  });
  return {
    ...common(before, after),
    consistentSnapshot: before?.consistentSnapshot ?? true,
    keys: toldKeys(before?.keys, before ? [...before.roles.values()] : [], after.keys, [...after.roles.values()]),
    roles: new Map(roles),
  };
}

function toldTargets(before: Targets | undefined, after: Targets): Targets {
  const delegations = toldDelegations(before?.delegations, after.delegations);
  return { ...common(before, after), targets: after.targets, ...(delegations && { delegations }) };
}

/** Which keyids and how many of them have lines; in which order they are listed has none. */
function toldSigners(before: RoleKeys | undefined, { keyids, threshold }: RoleKeys): RoleKeys {
  return { keyids: before !== undefined && sameSet(before.keyids, keyids) ? before.keyids : keyids, threshold };
}

/** Whether both lists hold the same texts, however often and in whatever order. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((text) => b.includes(text)) && b.every((text) => a.includes(text));
}

/** Keys that come or go with the roles that name them have lines, and so has other content; a key that is listed and unused has none. */
function toldKeys(
  before: ReadonlyMap<KeyId, PublicKey> | undefined,
  usedBefore: readonly RoleKeys[],
  after: ReadonlyMap<KeyId, PublicKey>,
  usedAfter: readonly RoleKeys[],
): ReadonlyMap<KeyId, PublicKey> {
  const [was, is] = [usedBefore, usedAfter].map((roles) => new Set(roles.flatMap(({ keyids }) => keyids)));
  const told = new Map<KeyId, PublicKey>();
  for (const [keyid, key] of after) {
    if (before?.has(keyid)) told.set(keyid, key);
    // Only the three members that the line of a new key stands for (specification §4.2.1).
    else if (!was?.has(keyid) && is?.has(keyid)) told.set(keyid, key.plain());
  }
  for (const [keyid, key] of before ?? [])
    if (!after.has(keyid) && !(was?.has(keyid) && !is?.has(keyid))) told.set(keyid, key);
  return told;
}

function toldDelegations(before: Delegations | undefined, after: Delegations | undefined): Delegations | undefined {
  if (after === undefined) return before !== undefined && isEmpty(before) ? before : undefined;
  if (before === undefined && isEmpty(after)) return undefined;
  const old = new Map(before?.roles.map((role) => [role.name, role]));
  const bins = binsText(before) !== binsText(after);
  const succinct = after.succinct && {
    ...after.succinct,
    ...toldSigners(before?.succinct, after.succinct),
    rest: before?.succinct?.rest ?? nothing,
  };
  return {
    keys: toldKeys(before?.keys, before === undefined ? [] : signersIn(before), after.keys, signersIn(after)),
    roles: after.roles.map((role) => toldRole(old.get(role.name), role, isBinName(role.name) && bins)),
    ...(succinct && { succinct }),
    rest: before?.rest ?? nothing,
  };
}

function isEmpty({ roles, succinct }: Delegations): boolean {
  return roles.length === 0 && succinct === undefined;
}

function signersIn({ roles, succinct }: Delegations): readonly RoleKeys[] {
  return succinct === undefined ? roles : [...roles, succinct];
}

function toldRole(before: DelegatedRole | undefined, after: DelegatedRole, scopeTold: boolean): DelegatedRole {
  const same = before !== undefined && !scopeTold && sameSet(scopeOf(before.scope), scopeOf(after.scope));
  return {
    ...after,
    ...toldSigners(before, after),
    scope: same ? before.scope : after.scope,
    rest: before?.rest ?? nothing,
  };
}

/** What a scope holds, as a person reads it; the two kinds never look alike. */
export function scopeOf(scope: Scope): readonly string[] {
  return scope.kind === "paths" ? scope.patterns : scope.prefixes.map((prefix) => `#sha256:${prefix}…`);
}

/** All that there is to say about hash bins but their keys; undefined when there are none. */
export function binsText(delegations: Delegations | undefined): string | undefined {
  if (delegations === undefined) return undefined;
  const { succinct, roles } = delegations;
  if (succinct !== undefined) return `${2 ** succinct.bitLength} bins, succinct, named ${succinct.namePrefix}-…`;
  const bins = roles.filter(({ name }) => isBinName(name));
  const [first] = bins;
  if (first === undefined) return undefined;
  const all: Json = bins.map(({ name, scope, terminating }) => [name, scope.kind, ...scopeOf(scope), terminating]);
  return `${bins.length} bins, by hash prefixes, named ${first.name.replace(/-[^-]*$/, "")}-… (${sha256(canonical(all))})`;
}
