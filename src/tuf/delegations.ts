import { createHash } from "node:crypto";
import { decodeKeys, decodeRoleKeys, encodeKeys, encodeRoleKeys, type RoleKeys } from "./common.ts";
import { treeLimits } from "./delegation-tree.ts";
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

/** The delegations of a targets role: a list in order of priority, or succinct hash bins. */
export interface Delegations {
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
  readonly roles: readonly DelegatedRole[];
  readonly succinct?: SuccinctRoles;
  readonly rest: JsonObject;
}

/** A delegated role that a search may visit. */
export interface Delegation extends RoleKeys {
  readonly name: string;
  readonly terminating: boolean;
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
    // Clients disagree on which of two roles with one name counts (interop R36).
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

/** The delegations whose scope holds `path`, in order of priority. */
export function delegationsFor(delegations: Delegations, path: string): readonly Delegation[] {
  const { succinct } = delegations;
  if (succinct !== undefined) return [asDelegation(succinct, succinctName(succinct, path))];
  const hash = createHash("sha256").update(path).digest("hex");
  return delegations.roles.filter(({ scope }) =>
    scope.kind === "paths"
      ? scope.patterns.some((pattern) => matchesPattern(pattern, path))
      : scope.prefixes.some((prefix) => hash.startsWith(prefix)),
  );
}

/** The delegation to the role called `name`, or undefined. */
export function delegationTo(delegations: Delegations, name: string): Delegation | undefined {
  const { succinct } = delegations;
  if (succinct === undefined) return delegations.roles.find((role) => role.name === name);
  return isSuccinctName(succinct, name) ? asDelegation(succinct, name) : undefined;
}

/** How many roles are delegated to, without naming one of them. */
export function delegatedCount({ roles, succinct }: Delegations): number {
  return succinct === undefined ? roles.length : 2 ** succinct.bitLength;
}

/** Every delegated role, in order. */
export function* delegatedRoles(delegations: Delegations): Generator<Delegation> {
  const { succinct } = delegations;
  if (succinct === undefined) yield* delegations.roles;
  else
    for (let index = 0; index < 2 ** succinct.bitLength; index++) yield asDelegation(succinct, nameOf(succinct, index));
}

/** Every delegated role's name, in order. */
export function* delegatedNames(delegations: Delegations): Generator<string> {
  for (const { name } of delegatedRoles(delegations)) yield name;
}

// TAP 15 calls bins non-terminating; every client treats them as terminating (interop C4). Nothing may follow them anyway.
function asDelegation(succinct: SuccinctRoles, name: string): Delegation {
  return { name, terminating: true, keyids: succinct.keyids, threshold: succinct.threshold };
}

/** TAP 15: the first `bitLength` bits of the path's SHA-256 choose the bin. */
function succinctName(succinct: SuccinctRoles, path: string): string {
  const head = createHash("sha256").update(path).digest().readUInt32BE(0);
  return nameOf(succinct, head >>> (32 - succinct.bitLength));
}

function nameOf({ namePrefix, bitLength }: SuccinctRoles, index: number): string {
  return `${namePrefix}-${index.toString(16).padStart(Math.ceil(bitLength / 4), "0")}`;
}

function isSuccinctName(succinct: SuccinctRoles, name: string): boolean {
  const digits = name.slice(succinct.namePrefix.length + 1);
  const index = /^[0-9a-f]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  return index < 2 ** succinct.bitLength && nameOf(succinct, index) === name;
}
