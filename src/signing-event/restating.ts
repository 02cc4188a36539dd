import { isFault } from "../base/fault.ts";
import { isBinName, isOnlineRole } from "../config/names.ts";
import { mayBeCalled } from "../repository/delegation-rules.ts";
import { foreignBins } from "../repository/foreign-bins.ts";
import { historicForm } from "../repository/historic.ts";
import { heldRoles, type TrustContent } from "../repository/trust-content.ts";
import { sameSigners, topLevelAuthority } from "../tuf/authority.ts";
import { canonical } from "../tuf/canonical.ts";
import { type RoleKeys, specVersion } from "../tuf/common.ts";
import type { DelegatedRole, Delegations } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import { type KeyId, PublicKey } from "../tuf/key.ts";
import { matchesPattern } from "../tuf/pattern.ts";
import type { Root } from "../tuf/root.ts";
import type { Targets } from "../tuf/targets.ts";
import { binsNumber, isReservedName, refused } from "./change-rules.ts";
import { binsDelegations } from "./first-trust.ts";
import { plainPatterns, strictPatterns } from "./restated-patterns.ts";

/** What people signed with other tools, in the one form that every client reads alike. */
export interface Restated extends TrustContent {
  /** Roles that have to be signed again, by the names that they have now. */
  readonly touched: ReadonlySet<string>;
}

/**
 * `base` in strict form: keys under the keyids that are their hashes, role names and patterns that all clients read alike, hash bins under
 * Kaprien's names, consistent snapshots. Who signs, how many, and what is listed stay. A key that can verify nothing, because it is damaged or
 * weak, goes. Versions and expiries are the caller's. Pure, so that two machines come to the same bytes. Faults `EVENT_CHANGE_INVALID`.
 */
export function restated(base: TrustContent): Restated {
  return restatedAs(base, (pattern) => strictPatterns(pattern) ?? [pattern]);
}

/** The same with the patterns as they were, to compare where clients are led: only names and keys differ. */
export function renamed(base: TrustContent): Restated {
  return restatedAs(base, (pattern) => plainPatterns(pattern) ?? [pattern]);
}

type Patterns = (pattern: string) => readonly string[];

function restatedAs(base: TrustContent, patterns: Patterns): Restated {
  const names = namesFor(base);
  const nameOf = (name: string): string => names.get(name) ?? name;
  const touched = new Set([...names].flatMap(([old, now]) => (base.offline.has(old) ? [now] : [])));
  const historic = base.historic ?? new Set();
  const root = historic.has("root") ? restatedRoot(base.root) : base.root;
  if (historic.has("root")) touched.add("root");
  if (!sameSigners(topLevelAuthority(base.root, "targets"), topLevelAuthority(root, "targets"))) touched.add("targets");
  let prefix = lastPrefix(base);
  const offline = new Map<string, Targets>();
  for (const [role, content] of base.offline) {
    const { delegations } = content;
    const name = nameOf(role);
    const begins = name === role ? {} : { version: 0 };
    if (!historic.has(role)) {
      offline.set(name, { ...content, ...begins });
      continue;
    }
    touched.add(name);
    const below = delegations && {
      delegations: restatedDelegations(base, role, delegations, { nameOf, patterns, prefix }),
    };
    if (delegations !== undefined && foreignBins(base.root, delegations) !== undefined) prefix += 1;
    offline.set(name, { ...content, ...begins, ...below, specVersion });
    for (const each of delegations?.roles ?? []) {
      const now = below?.delegations.roles.find((other) => other.name === nameOf(each.name));
      if (base.offline.has(each.name) && now !== undefined && !sameSigners(each, now)) touched.add(now.name);
    }
  }
  return { root, offline, touched };
}

/** Names for roles that cannot keep theirs, in the order in which they are delegated to. */
function namesFor({ root, offline }: TrustContent): ReadonlyMap<string, string> {
  const roles = [...offline.values()].flatMap(({ delegations }) => {
    const bins = delegations && foreignBins(root, delegations);
    return (delegations?.roles ?? []).filter(({ name }) => bins?.has(name) !== true);
  });
  const taken = new Set(roles.map(({ name }) => name));
  const names = new Map<string, string>();
  for (const { name } of roles) {
    if (mayBeCalled(name) || isOnlineRole(name)) continue;
    const fresh = freeName(name, taken);
    taken.add(fresh);
    names.set(name, fresh);
  }
  return names;
}

/** `My Role/7` as `my-role-7`; with a number behind it when another role is called so. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 48);
  // With nothing but a number behind it, it would be a hash bin or an online role still.
  const fits = /^[a-z]/.test(plain) && !isReservedName(plain) && !/^online\b/.test(plain);
  const start = fits ? plain : `role-${plain}`.replace(/-$/, "");
  for (let number = 1; ; number++) {
    const fresh = number === 1 ? start : `${start}-${number}`;
    if (mayBeCalled(fresh) && !taken.has(fresh)) return fresh;
  }
}

/** The highest number that bins of Kaprien's names have; 0 when there are none. */
function lastPrefix({ offline }: TrustContent): number {
  const numbers = [...offline.values()].flatMap(({ delegations }) => [
    ...(delegations?.succinct === undefined ? [] : [`${delegations.succinct.namePrefix}-0`]),
    ...(delegations?.roles ?? []).map(({ name }) => name),
  ]);
  return Math.max(0, ...numbers.filter(isBinName).map(binsNumber));
}

function restatedRoot(root: Root): Root {
  const keys = strictKeys(root.keys);
  const roles = [...root.roles].map(([role, held]) => [role, { ...held, ...signersOf(role, held, keys) }] as const);
  return { ...root, specVersion, consistentSnapshot: true, keys: new Map(keys.values()), roles: new Map(roles) };
}

interface Naming {
  readonly nameOf: (name: string) => string;
  readonly patterns: Patterns;
  /** The number of the last bins that have names of ours. */
  readonly prefix: number;
}

function restatedDelegations(
  base: TrustContent,
  delegator: string,
  delegations: Delegations,
  { nameOf, patterns, prefix }: Naming,
): Delegations {
  const { roles, succinct, rest } = delegations;
  const keys = strictKeys(delegations.keys);
  const bins = foreignBins(base.root, delegations);
  const others = roles.filter(({ name }) => bins?.has(name) !== true);
  const named = others.map((role): DelegatedRole => {
    const { scope } = role;
    const signers = signersOf(role.name, role, keys);
    if (scope.kind !== "paths") return { ...role, name: nameOf(role.name), ...signers };
    const strict = [...new Set(scope.patterns.flatMap(patterns))];
    requireHeld(base, delegator, role.name, scope.patterns, strict);
    return { ...role, name: nameOf(role.name), ...signers, scope: { kind: "paths", patterns: strict } };
  });
  const kept = { keys: new Map(keys.values()), rest };
  if (bins === undefined)
    return {
      ...kept,
      roles: named,
      ...(succinct && { succinct: { ...succinct, ...signersOf("bins", succinct, keys) } }),
    };
  const signers = signersOf("bins", bins.signers, keys);
  const made = binsDelegations(
    { keys: signers.keyids.flatMap((id) => kept.keys.get(id) ?? []), threshold: signers.threshold },
    {
      bins: bins.count,
      style: others.length > 0 ? "prefixes" : bins.style,
      prefix: prefix === 0 ? "bins" : `bins${prefix + 1}`,
    },
  );
  // Asked in their place: what comes after them was reached through them, or not at all.
  const at = roles.findIndex(({ name }) => bins.has(name));
  const before = Math.max(0, at);
  return { ...made, ...kept, roles: [...named.slice(0, before), ...made.roles, ...named.slice(before)] };
}

/** Faults for a target that its role lists, and that only some clients found under the pattern as it was. */
function requireHeld(
  { offline }: TrustContent,
  delegator: string,
  role: string,
  before: readonly string[],
  after: readonly string[],
): void {
  const odd = before.find((pattern) => !after.includes(pattern));
  if (odd === undefined) return;
  for (const path of offline.get(role)?.targets.keys() ?? [])
    if (!after.some((pattern) => matchesPattern(pattern, path)))
      throw refused(
        delegator,
        `clients read the pattern "${odd}" differently, and only some of them find ${path} in ${role}`,
      );
}

type StrictKeys = ReadonlyMap<KeyId, readonly [KeyId, PublicKey]>;

/** Keys by the keyid that they were listed under: the one that they get, and how they are written then. */
function strictKeys(keys: ReadonlyMap<KeyId, PublicKey>): StrictKeys {
  return new Map(
    [...keys].flatMap(([listed, key]) => {
      const strict = strictKey(listed, key);
      return strict === undefined ? [] : [[listed, strict] as const];
    }),
  );
}

/** Keys that {@link restated} leaves out, once for each role. */
export function droppedKeys(
  base: TrustContent,
): readonly { readonly role: string; readonly keyid: KeyId; readonly reason: string }[] {
  const names = namesFor(base);
  return heldRoles(base).flatMap(({ role, keyids, keys }) =>
    keyids.flatMap((keyid) => {
      const key = keys.get(keyid);
      if (key === undefined || strictKey(keyid, key) !== undefined) return [];
      const fault = historicForm(key.json, (json) => PublicKey.decode(json, sha256(canonical(json))));
      return [{ role: names.get(role) ?? role, keyid, reason: String(fault?.data["reason"] ?? "it cannot be read") }];
    }),
  );
}

/** A key as strict metadata lists it: as it is where that fits, else with its own hash as keyid. */
function strictKey(listed: KeyId, key: PublicKey): readonly [KeyId, PublicKey] | undefined {
  const plain = key.material === undefined ? key.json : key.plain().json;
  for (const [keyid, json] of [
    [listed, key.json],
    [sha256(canonical(plain)), plain],
  ] as const) {
    try {
      return [keyid, PublicKey.decode(json, keyid)];
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }
  return undefined;
}

/** The signers of a role by their new keyids, one for each key. Faults where those that are left cannot meet the threshold. */
function signersOf(role: string, { keyids, threshold }: RoleKeys, keys: StrictKeys): RoleKeys {
  const seen = new Set<string>();
  const kept = keyids.flatMap((listed): readonly KeyId[] => {
    const [keyid, key] = keys.get(listed) ?? [];
    const identity = key?.material ?? keyid;
    if (keyid === undefined || identity === undefined || seen.has(identity)) return [];
    seen.add(identity);
    return [keyid];
  });
  const readable = keyids.filter((listed) => keys.get(listed)?.[1].material !== undefined).length;
  if (readable < threshold || kept.length < threshold)
    throw refused(
      role,
      `${threshold} of its keys must sign, and Kaprien can use ${Math.min(readable, kept.length)} of them`,
    );
  return { keyids: kept, threshold };
}
