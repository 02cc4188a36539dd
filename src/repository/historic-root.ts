import { Fault } from "../base/fault.ts";
import { formatInstant, instant } from "../base/time.ts";
import { canonical } from "../tuf/canonical.ts";
import { fromHex, sha256 } from "../tuf/digest.ts";
import type { Json, JsonObject } from "../tuf/json.ts";
import { type KeyId, keyFromPoint, PublicKey } from "../tuf/key.ts";
import { decodeRoot, type Root, topLevelRoles } from "../tuf/root.ts";
import { mapOf, object, string } from "../tuf/shape.ts";

/**
 * Reads the `signed` part of a root that newer ones have followed. It was signed as it stands and can never change, so forms that
 * Kaprien would not write are read: an expiry with a fraction or an offset, no `consistent_snapshot`, roles nobody asks for,
 * elliptic keys as a bare point, keys of unknown kinds, keyids that are not the hash of their key. None of that weakens a threshold:
 * signatures are counted by key material, and a key that cannot be read, or is weak, verifies nothing. Faults as `decodeRoot` for the rest.
 */
export function decodeHistoricRoot(json: JsonObject): Root {
  const roles = object(json.get("roles"), "root.roles");
  const strict = new Map<string, Json>([
    ...json,
    ["expires", expiry(string(json.get("expires"), "root.expires"))],
    ["consistent_snapshot", json.get("consistent_snapshot") ?? false],
    ["roles", new Map([...roles].filter(([name]) => topLevelRoles.some((known) => known === name)))],
    ["keys", new Map()],
  ]);
  const keys = mapOf(object)(json.get("keys"), "root.keys");
  return { ...decodeRoot(strict), keys: new Map([...keys].map(([keyid, key]) => [keyid, historicKey(key, keyid)])) };
}

const loose = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The same second as the specification writes it; what is no time stays, to be refused. */
function expiry(text: string): string {
  const [, seconds, zone] = loose.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(milliseconds) ? text : formatInstant(instant(milliseconds / 1000));
}

/** Whoever counts signatures looks a key up by the keyid that it is listed under, not by the one it has. */
function historicKey(json: JsonObject, keyid: KeyId): PublicKey {
  try {
    const point = barePoint(json);
    const key = point === undefined ? PublicKey.decode(json, sha256(canonical(json))) : keyFromPoint(point);
    return key.listedAs(keyid);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return PublicKey.unreadable(json, keyid);
  }
}

/** The uncompressed point of an elliptic key that is written in hex alone. */
function barePoint(json: JsonObject): Uint8Array | undefined {
  const value = object(json.get("keyval"), "key.keyval").get("public");
  const elliptic = json.get("scheme") === "ecdsa-sha2-nistp256";
  return elliptic && typeof value === "string" && /^04[0-9a-f]{128}$/.test(value) ? fromHex(value) : undefined;
}
