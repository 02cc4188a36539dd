import { tufFaults } from "../../tuf/faults.ts";
import { decodeJson } from "../../tuf/json.ts";
import type { PublicKey } from "../../tuf/key.ts";
import { object } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyFromOpenssl } from "../openssl-key.ts";
import { reading } from "../reading.ts";
import { isKeyFile } from "./format.ts";
import { readPublicHalf } from "./key-file.ts";
import { privateValue, publicFromJson } from "./public-json.ts";

/**
 * The public key in a file: SPKI PEM, a securesystemslib (TUF) key as JSON, or the readable half of our own key file. Faults
 * `KEY_INVALID`, `KEY_WEAK`, `KEY_UNSUPPORTED`, and `KEY_NOT_PUBLIC` for a private key, which has no business where a public one is
 * asked for.
 */
export function readPublicKey(bytes: Uint8Array): PublicKey {
  const text = Buffer.from(bytes).toString("utf8").trim();
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----|@@@@/.test(text)) throw keysFaults.KEY_NOT_PUBLIC();
  return reading(tufFaults.KEY_INVALID, () => {
    if (!text.startsWith("{")) return keyFromOpenssl(text);
    const json = object(decodeJson(bytes), "key");
    if (isKeyFile(json)) return readPublicHalf(bytes);
    if (privateValue(json) !== undefined) throw keysFaults.KEY_NOT_PUBLIC();
    return publicFromJson(json);
  });
}
