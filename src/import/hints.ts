import { keyUri } from "../config/key-address.ts";
import type { ScheduledRole } from "../config/settings.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { FoundRepository } from "./verify.ts";

/** Members that tuf-on-ci and RSTUF write into keys and roles. They are part of what was signed, and stay there. */
const members = {
  owner: ["x-tuf-on-ci-keyowner", "x-rstuf-key-name"],
  address: ["x-tuf-on-ci-online-uri", "x-rstuf-online-key-uri"],
  expires: "x-tuf-on-ci-expiry-period",
  renew: "x-tuf-on-ci-signing-period",
} as const;

/** What a repository says about itself that belongs into kaprien.yml. Unsigned there: hints for people to look through. */
export interface Hints {
  /** Keyids by the name of their owner. */
  readonly people: ReadonlyMap<string, readonly KeyId[]>;
  /** Addresses of online keys by role, as `online-keys` of kaprien.yml names them, in a form that Kaprien reads. */
  readonly onlineKeys: ReadonlyMap<string, readonly string[]>;
  /** Addresses of online keys that it cannot read. */
  readonly unreadable: readonly string[];
  readonly lifetimes: ReadonlyMap<ScheduledRole, { readonly expires: number; readonly renew: number }>;
}

/** Reads the annotations of keys and roles. */
export function hintsOf(found: FoundRepository): Hints {
  const onlineKeys = new Map<string, readonly string[]>();
  const unreadable = new Set<string>();
  for (const [role, { required, keys }] of onlineRoles(found)) {
    const uris = required.keyids.flatMap((keyid) => annotation(keys.get(keyid)?.json, members.address) ?? []);
    const readable = [...new Set(uris)].filter((uri) => keyUri.safeParse(uri).success);
    for (const uri of uris) if (!readable.includes(uri)) unreadable.add(uri);
    if (readable.length > 0) onlineKeys.set(role, readable);
  }
  return { people: peopleOf(found), onlineKeys, unreadable: [...unreadable], lifetimes: lifetimesOf(found) };
}

/** Who signs a role. */
export interface Signatories {
  readonly required: RoleKeys;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
}

/** The roles that the worker will sign, all hash bins as one. */
export function onlineRoles({ root, delegated }: FoundRepository): ReadonlyMap<string, Signatories> {
  const roles = new Map<string, Signatories>();
  for (const [name, role] of delegated)
    if (role.kind !== "people") roles.set(role.kind === "bin" ? "bins" : name, role);
  for (const role of ["snapshot", "timestamp"] as const)
    roles.set(role, signatories(topLevelAuthority(root.signed, role)));
  return roles;
}

function signatories(authority: Authority): Signatories {
  return { required: authority, keys: authority.keys };
}

/** Every key that a role of the repository lists, by the keyid it is listed under. */
export function keysOf({ root, targets, delegated }: FoundRepository): ReadonlyMap<KeyId, PublicKey> {
  const keys = new Map(root.signed.keys);
  for (const { signed } of [targets, ...[...delegated.values()].map(({ envelope }) => envelope)])
    for (const [keyid, key] of signed.delegations?.keys ?? []) keys.set(keyid, key);
  return keys;
}

function peopleOf(found: FoundRepository): ReadonlyMap<string, readonly KeyId[]> {
  const people = new Map<string, readonly KeyId[]>();
  for (const [keyid, { json }] of keysOf(found)) {
    const name = annotation(json, members.owner);
    if (name !== undefined && /^[^\p{C}]{1,64}$/u.test(name)) people.set(name, [...(people.get(name) ?? []), keyid]);
  }
  return people;
}

function lifetimesOf({ root, targets, delegated }: FoundRepository): Hints["lifetimes"] {
  const places: readonly (readonly [ScheduledRole, JsonObject | undefined])[] = [
    ["root", root.signed.rest],
    ["targets", targets.signed.rest],
    ["bin", delegated.get("bin")?.envelope.signed.rest],
    ["snapshot", root.signed.roles.get("snapshot")?.rest],
    ["timestamp", root.signed.roles.get("timestamp")?.rest],
  ];
  return new Map(
    places.flatMap(([role, rest]) => {
      const [expires, renew] = [rest?.get(members.expires), rest?.get(members.renew)];
      const fits = typeof expires === "number" && typeof renew === "number" && renew < expires && expires <= 36_500;
      return fits ? [[role, { expires, renew }] as const] : [];
    }),
  );
}

function annotation(json: JsonObject | undefined, names: readonly string[]): string | undefined {
  const value = names.map((name) => json?.get(name)).find((found) => typeof found === "string" && found !== "");
  return value as string | undefined;
}
