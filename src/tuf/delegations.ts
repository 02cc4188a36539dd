import type { Authority } from "./authority.ts";
import { decodeKeys, decodeRoleKeys, encodeKeys, encodeRoleKeys, type RoleKeys } from "./common.ts";
import { treeLimits } from "./delegation-tree.ts";
import { sha256 } from "./digest.ts";
import { tufFaults } from "./faults.ts";
import type { Json, JsonObject } from "./json.ts";
import type { KeyId, PublicKey } from "./key.ts";
import { matchesPattern } from "./pattern.ts";
import { type TopLevelRole, topLevelRoles } from "./root.ts";
import { boolean, invalid, object, optional, positive, type Reader, shape, string, strings } from "./shape.ts";

/** Which targets a delegated role may name: path patterns, or prefixes of the hash of the path (specification §4.5). */
export type Scope =
  | { readonly kind: "paths"; readonly patterns: readonly string[] }
  | { readonly kind: "prefixes"; readonly prefixes: readonly string[] };

/** One delegation by name. */
export interface DelegatedRole extends RoleKeys {
  readonly name: string;
  readonly terminating: boolean;
  readonly scope: Scope;
  readonly rest: JsonObject;
}

/** TAP 15: `2^bitLength` bins named `prefix-<hex>`, one set of keys for all. */
export interface SuccinctRoles extends RoleKeys {
  /** 1 to 14, which are more roles than {@link treeLimits} from 15 on. TAP 15 itself goes to 32. */
  readonly bitLength: number;
  readonly namePrefix: string;
  readonly rest: JsonObject;
}

type Keys = ReadonlyMap<KeyId, PublicKey>;

/** The delegations of a targets role: a list in order of priority, or succinct hash bins. */
export interface Delegations {
  readonly keys: Keys;
  readonly roles: readonly DelegatedRole[];
  readonly succinct?: SuccinctRoles;
  readonly rest: JsonObject;
}

/** Faults `METADATA_INVALID`, as the keys do, and `DELEGATIONS_TOO_MANY` for more hash bins than anybody follows. */
export const decodeDelegations: Reader<Delegations> = (json, where) => {
  const members = shape(json, where);
  const keys = members.get("keys", decodeKeys);
  const roles = members.get("roles", optional(decodeRoles));
  const succinct = members.get("succinct_roles", optional(decodeSuccinct));
  if ((roles === undefined) === (succinct === undefined)) invalid(where, "either roles or succinct_roles");
  return { keys, roles: roles ?? [], ...(succinct && { succinct }), rest: members.rest() };
};

export function encodeDelegations(delegations: Delegations): Json {
  const { succinct } = delegations;
  return new Map<string, Json>([
    ...delegations.rest,
    ["keys", encodeKeys(delegations.keys)],
    succinct === undefined
      ? ["roles", delegations.roles.map(encodeRole)]
      : ["succinct_roles", encodeSuccinct(succinct)],
  ]);
}

function decodeRoles(json: Json | undefined, where: string): readonly DelegatedRole[] {
  if (!Array.isArray(json)) return invalid(where, "a list of roles", json);
  const names = new Set<string>();
  return (json as readonly Json[]).map((item) => {
    const role = shape(item, where);
    const name = role.get("name", string);
    // Clients disagree on which of two roles with one name counts (T16).
    if (names.has(name)) invalid(where, "each role name once", name);
    names.add(name);
    // A delegated "targets" would pass for the top-level one; other clients refuse these names too.
    if (name === "" || topLevelRoles.includes(name as TopLevelRole))
      invalid(where, "a name other than a top-level role's", name);
    const terminating = role.get("terminating", boolean);
    const patterns = role.get("paths", optional(strings));
    const prefixes = role.get("path_hash_prefixes", optional(strings));
    if ((patterns === undefined) === (prefixes === undefined))
      invalid(`${where} ${name}`, "either paths or path_hash_prefixes");
    const scope: Scope = patterns ? { kind: "paths", patterns } : { kind: "prefixes", prefixes: prefixes ?? [] };
    return { name, terminating, scope, ...decodeRoleKeys(role, `${where} ${name}`), rest: role.rest() };
  });
}

function encodeRole(role: DelegatedRole): Json {
  return new Map<string, Json>([
    ...role.rest,
    ["name", role.name],
    ["terminating", role.terminating],
    ...encodeRoleKeys(role),
    role.scope.kind === "paths" ? ["paths", role.scope.patterns] : ["path_hash_prefixes", role.scope.prefixes],
  ]);
}

const decodeSuccinct: Reader<SuccinctRoles> = (json, where) => {
  const role = shape(object(json, where), where);
  const bitLength = role.get("bit_length", positive);
  if (bitLength > 32) invalid(`${where}.bit_length`, "an integer from 1 to 32", bitLength);
  // T80: a few bytes must not ask for thousands of millions of roles, wherever somebody goes through them later.
  if (2 ** bitLength > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({ limit: treeLimits.roles });
  return { bitLength, namePrefix: role.get("name_prefix", string), ...decodeRoleKeys(role, where), rest: role.rest() };
};

function encodeSuccinct(role: SuccinctRoles): Json {
  return new Map<string, Json>([
    ...role.rest,
    ["bit_length", role.bitLength],
    ["name_prefix", role.namePrefix],
    ...encodeRoleKeys(role),
  ]);
}

/** The authorities that `by` delegates to whose scope holds `path`, in order of priority. */
export function authoritiesFor(by: string, delegations: Delegations, path: string): readonly Authority[] {
  const { succinct, roles, keys } = delegations;
  if (succinct !== undefined) return [authorityOfBin(by, succinct, keys, succinctName(succinct, path))];
  const hash = sha256(path);
  const matching = roles.filter(({ scope }) =>
    scope.kind === "paths"
      ? scope.patterns.some((pattern) => matchesPattern(pattern, path))
      : scope.prefixes.some((prefix) => hash.startsWith(prefix)),
  );
  return matching.map((role) => authorityOfRole(by, role, keys));
}

/** The authority of the role called `name`, or undefined when `by` does not delegate to it. */
export function authorityFrom(by: string, delegations: Delegations, name: string): Authority | undefined {
  const { succinct, roles, keys } = delegations;
  if (succinct !== undefined)
    return isSuccinctName(succinct, name) ? authorityOfBin(by, succinct, keys, name) : undefined;
  const found = roles.find((role) => role.name === name);
  return found && authorityOfRole(by, found, keys);
}

/** The authority of every role that `by` delegates to, in order. */
export function* authoritiesFrom(by: string, delegations: Delegations): Generator<Authority> {
  const { succinct, roles, keys } = delegations;
  if (succinct === undefined) for (const role of roles) yield authorityOfRole(by, role, keys);
  else for (const name of succinctNames(succinct)) yield authorityOfBin(by, succinct, keys, name);
}

/** How many roles are delegated to, without naming one of them. */
export function delegatedCount({ roles, succinct }: Delegations): number {
  return succinct === undefined ? roles.length : 2 ** succinct.bitLength;
}

/** Every delegated role's name, in order. */
export function* delegatedNames({ succinct, roles }: Delegations): Generator<string> {
  if (succinct === undefined) for (const { name } of roles) yield name;
  else yield* succinctNames(succinct);
}

function authorityOfRole(by: string, { name, keyids, threshold, terminating }: DelegatedRole, keys: Keys): Authority {
  return { role: name, by, keyids, threshold, keys, terminating };
}

// TAP 15 calls bins non-terminating; every client treats them as terminating (interop C4). Nothing may follow them anyway.
function authorityOfBin(by: string, { keyids, threshold }: SuccinctRoles, keys: Keys, role: string): Authority {
  return { role, by, keyids, threshold, keys, terminating: true };
}

/** TAP 15: every bin's name, in order. */
export function* succinctNames(succinct: SuccinctRoles): Generator<string> {
  for (let index = 0; index < 2 ** succinct.bitLength; index++) yield nameOf(succinct, index);
}

/** TAP 15: the first `bitLength` bits of the path's SHA-256 choose the bin. */
function succinctName(succinct: SuccinctRoles, path: string): string {
  const head = Number.parseInt(sha256(path).slice(0, 8), 16);
  return nameOf(succinct, head >>> (32 - succinct.bitLength));
}

function nameOf({ namePrefix, bitLength }: SuccinctRoles, index: number): string {
  return `${namePrefix}-${index.toString(16).padStart(Math.ceil(bitLength / 4), "0")}`;
}

/** Whether `name` is one of the bins. */
export function isSuccinctName(succinct: SuccinctRoles, name: string): boolean {
  const digits = name.slice(succinct.namePrefix.length + 1);
  const index = /^[0-9a-f]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  return index < 2 ** succinct.bitLength && nameOf(succinct, index) === name;
}
