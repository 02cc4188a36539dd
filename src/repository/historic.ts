import { type Fault, isFault } from "../base/fault.ts";
import { formatInstant, instant } from "../base/time.ts";
import { canonical } from "../tuf/canonical.ts";
import { fromHex, sha256 } from "../tuf/digest.ts";
import type { Decode } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { isObject, type Json, type JsonObject } from "../tuf/json.ts";
import { type KeyId, keyFromPoint, keyFromRaw, keyFromSpki, PublicKey } from "../tuf/key.ts";
import { decodeRoot, type Root, topLevelRoles } from "../tuf/root.ts";
import { mapOf, object, string } from "../tuf/shape.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { spkiFromPkcs1 } from "../tuf/spki.ts";
import { decodeTargets, type Targets } from "../tuf/targets.ts";

/**
 * Metadata of older forms, and of tools that write otherwise than Kaprien. It was signed as it stands and cannot change, so forms that Kaprien
 * would not write are read: an expiry with a fraction or an offset, no `consistent_snapshot`, roles nobody asks for, keys in other encodings or
 * of unknown kinds, keyids that are not the hash of their key. None of that weakens a threshold: signatures are counted by key material, and
 * a key that cannot be read, or is weak, verifies nothing.
 */

/** Reads the `signed` part of a root. Faults as `decodeRoot` for the rest. */
export function decodeHistoricRoot(json: JsonObject): Root {
  const roles = object(json.get("roles"), "root.roles");
  const strict = new Map<string, Json>([
    ...withExpiry(json, "root"),
    ["consistent_snapshot", json.get("consistent_snapshot") ?? false],
    ["roles", new Map([...roles].filter(([name]) => topLevelRoles.some((known) => known === name)))],
    ["keys", new Map()],
  ]);
  return { ...decodeRoot(strict), keys: historicKeys(json.get("keys"), "root.keys") };
}

/** Reads the `signed` part of a targets role. Faults as `decodeTargets` for the rest. */
export function decodeHistoricTargets(json: JsonObject): Targets {
  const dated = withExpiry(json, "targets");
  const below = dated.get("delegations");
  if (!isObject(below)) return decodeTargets(dated);
  const keys = historicKeys(below.get("keys"), "targets.delegations.keys");
  const keyless: JsonObject = new Map<string, Json>([...below, ["keys", new Map()]]);
  const targets = decodeTargets(new Map<string, Json>([...dated, ["delegations", keyless]]));
  return { ...targets, ...(targets.delegations && { delegations: { ...targets.delegations, keys } }) };
}

/** Reads the `signed` part of a snapshot. */
export function decodeHistoricSnapshot(json: JsonObject): Snapshot {
  return decodeSnapshot(withExpiry(json, "snapshot"));
}

/** Reads the `signed` part of a timestamp. */
export function decodeHistoricTimestamp(json: JsonObject): Timestamp {
  return decodeTimestamp(withExpiry(json, "timestamp"));
}

/** Why `decode` does not read a role as Kaprien would write it; undefined when it does. */
export function historicForm(json: JsonObject, decode: Decode<unknown>): Fault | undefined {
  try {
    decode(json);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

const loose = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The same with the second of its expiry as the specification writes it; what is no time stays, to be refused. */
function withExpiry(json: JsonObject, role: string): JsonObject {
  const text = string(json.get("expires"), `${role}.expires`);
  const [, seconds, zone] = loose.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  const expires = Number.isNaN(milliseconds) ? text : formatInstant(instant(milliseconds / 1000));
  return new Map<string, Json>([...json, ["expires", expires]]);
}

function historicKeys(json: Json | undefined, where: string): ReadonlyMap<KeyId, PublicKey> {
  const keys = mapOf(object)(json, where);
  return new Map([...keys].map(([keyid, key]) => [keyid, historicKey(key, keyid)]));
}

/** Whoever counts signatures looks a key up by the keyid that it is listed under, not by the one it has. */
function historicKey(json: JsonObject, keyid: KeyId): PublicKey {
  for (const read of [() => PublicKey.decode(json, sha256(canonical(json))), () => otherForm(json)]) {
    try {
      return read().listedAs(keyid);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }
  return PublicKey.unreadable(json, keyid);
}

/** A key whose public value is written otherwise: an elliptic point in hex alone, hex in capitals, PKCS#1, blanks around a PEM. Faults `KEY_INVALID`. */
function otherForm(json: JsonObject): PublicKey {
  const value = string(object(json.get("keyval"), "key.keyval").get("public"), "key.keyval.public");
  const scheme = json.get("scheme");
  const bytes = fromHex(value.toLowerCase());
  const key =
    bytes === undefined ? fromPem(value.trim()) : scheme === "ed25519" ? keyFromRaw(bytes) : keyFromPoint(bytes);
  if (key.scheme === scheme) return key;
  throw tufFaults.KEY_INVALID({ reason: `the public value is not a ${scheme} key` });
}

function fromPem(pem: string): PublicKey {
  return keyFromSpki(pem.startsWith("-----BEGIN RSA ") ? spkiFromPkcs1(pem) : pem, "listed");
}
