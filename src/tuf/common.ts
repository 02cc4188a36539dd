import { isFault } from "../base/fault.ts";
import { formatInstant, type Instant, parseInstant } from "../base/time.ts";
import { tufFaults } from "./faults.ts";
import type { Json, JsonObject } from "./json.ts";
import { type KeyId, PublicKey } from "./key.ts";
import { invalid, mapOf, object, positive, type Shape, shape, string, strings } from "./shape.ts";

/** Written into new metadata. Some clients accept 1.0.N only (interop R10). */
export const specVersion = "1.0.31";

/** What every role carries (specification §4.3). */
export interface Signed {
  readonly specVersion: string;
  /** From 1; raised by any change. */
  readonly version: number;
  readonly expires: Instant;
  /** Members that this version of Kaprien does not know, kept as they were. */
  readonly rest: JsonObject;
}

/** Who signs a role: a set of keys and how many of them it takes. */
export interface RoleKeys {
  readonly keyids: readonly KeyId[];
  readonly threshold: number;
}

/** Reads the common members and checks `_type`. */
export function decodeSigned(json: JsonObject, type: string): { members: Shape; common: Omit<Signed, "rest"> } {
  const members = shape(json, type);
  const actual = members.get("_type", string);
  if (actual !== type) invalid(`${type}._type`, `"${type}"`, actual);
  const version = members.get("spec_version", string);
  if (!/^1\.\d+(\.\d+)?$/.test(version)) invalid(`${type}.spec_version`, "a version 1.x of the specification", version);
  return {
    members,
    common: { specVersion: version, version: members.get("version", positive), expires: members.get("expires", time) },
  };
}

/** The common members back as JSON, `rest` first so that nothing unknown can replace them. */
export function encodeSigned(type: string, signed: Signed, members: Iterable<readonly [string, Json]>): JsonObject {
  return new Map<string, Json>([
    ...signed.rest,
    ["_type", type],
    ["spec_version", signed.specVersion],
    ["version", signed.version],
    ["expires", formatInstant(signed.expires)],
    ...members,
  ]);
}

const time = (json: Json | undefined, where: string): Instant => parseInstant(string(json, where));

/** Keys by id, each id checked to be the hash of its key. Faults as `decodeKey`, and `METADATA_KEY_WEAK` where that says `KEY_WEAK`. */
export function decodeKeys(json: Json | undefined, where: string): ReadonlyMap<KeyId, PublicKey> {
  try {
    return new Map([...mapOf(object)(json, where)].map(([keyid, key]) => [keyid, PublicKey.decode(key, keyid)]));
  } catch (error) {
    if (!isFault(error, tufFaults.KEY_WEAK)) throw error;
    // A person who brings such a key can bring another; what was signed has to be signed again.
    const { keyid, reason } = error.data;
    throw tufFaults.METADATA_KEY_WEAK({ keyid: String(keyid), reason: String(reason) }, { cause: error });
  }
}

export function encodeKeys(keys: ReadonlyMap<KeyId, PublicKey>): Json {
  return new Map([...keys].map(([keyid, key]) => [keyid, key.json]));
}

/** The `keyids` and `threshold` of a role. A threshold above the number of keyids can never be met: faults `METADATA_INVALID`. */
export function decodeRoleKeys(role: Shape, where: string): RoleKeys {
  const keyids = role.get("keyids", strings);
  const threshold = role.get("threshold", positive);
  if (new Set(keyids).size !== keyids.length) invalid(`${where}.keyids`, "each keyid once");
  if (threshold > keyids.length) {
    throw tufFaults.METADATA_INVALID({
      where,
      reason: `a threshold of ${threshold} cannot be met by ${keyids.length} keys`,
    });
  }
  return { keyids, threshold };
}

export function encodeRoleKeys(role: RoleKeys): [string, Json][] {
  return [
    ["keyids", role.keyids],
    ["threshold", role.threshold],
  ];
}

/** A file as snapshot and timestamp list it. */
export interface MetaFile {
  readonly version: number;
  readonly length?: number;
  /** Lower-case hex by algorithm. */
  readonly hashes?: ReadonlyMap<string, string>;
  readonly rest: JsonObject;
}

/** Hashes by algorithm; at least one. */
export function decodeHashes(json: Json | undefined, where: string): ReadonlyMap<string, string> {
  const hashes = mapOf(string)(json, where);
  return hashes.size > 0 ? hashes : invalid(where, "at least one hash");
}
