import { tufFaults } from "../../tuf/faults.ts";
import type { Json, JsonObject } from "../../tuf/json.ts";
import { keyFromRaw, type PublicKey } from "../../tuf/key.ts";
import { object, shape, string } from "../../tuf/shape.ts";
import { keyFromOpenssl } from "../openssl-key.ts";

const rawHex = /^[0-9a-f]{64}$/;

/**
 * The public key in a JSON key of TUF tools, in the form every client reads (interop P1, P2): members beyond the three
 * defined ones are left behind, so the keyid may differ from the one its maker computed. Faults `METADATA_INVALID`,
 * `KEY_INVALID`, `KEY_WEAK`, `KEY_UNSUPPORTED`.
 */
export function publicFromJson(json: Json): PublicKey {
  const members = shape(json, "key");
  const scheme = members.get("scheme", string);
  const value = shape(members.get("keyval", object), "key.keyval").get("public", string);
  if (scheme === "ed25519") {
    if (!rawHex.test(value))
      throw tufFaults.KEY_INVALID({ reason: "its public value is not 64 lower-case hex digits" });
    return keyFromRaw(Buffer.from(value, "hex"));
  }
  const key = keyFromOpenssl(value);
  if (key.scheme !== scheme)
    throw tufFaults.KEY_UNSUPPORTED({ type: /^[a-z0-9-]{1,40}$/.test(scheme) ? scheme : "unknown" });
  return key;
}

/** The private value in such a key, or undefined when it holds a public half alone. */
export function privateValue(json: JsonObject): Json | undefined {
  const keyval = shape(json, "key").get("keyval", object);
  return keyval.get("private") === "" ? undefined : keyval.get("private");
}
