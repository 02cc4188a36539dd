import type { KeyObject } from "node:crypto";
import { decodeJson } from "../../tuf/json.ts";
import { object } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, reading } from "../reading.ts";
import { decodeKeyFile, isKeyFile } from "./format.ts";
import { unlockKeyFile } from "./key-file.ts";
import { readPrivatePem, unlockPem } from "./pem.ts";
import { decodeLegacyKey, privateFromJson, unlockLegacyKey } from "./securesystemslib.ts";

/** Asked with 1, 2, 3 for a passphrase; undefined when there is nobody to ask. */
export type Ask = (attempt: number) => Promise<string | undefined>;

/** A key that was read: in the clear, or waiting for a passphrase (`unlock` resolves to undefined when it is wrong). */
type Found =
  | { readonly kind: "clear"; readonly key: KeyObject }
  | { readonly kind: "locked"; unlock(passphrase: string): Promise<KeyObject | undefined> };

/** No key file of any kind is larger. */
export const maximumKeyBytes = 65_536;
const attempts = 3;

/**
 * The private key in `bytes`: our key file, PEM (PKCS#8, PKCS#1 or SEC1, encrypted or not), or a securesystemslib key
 * (encrypted or JSON). Asks for a passphrase only when one is needed, three times at most. Faults `SIGNER_KEY_INVALID`,
 * `KEY_UNSUPPORTED`, `SIGNER_PASSPHRASE_NEEDED` when nobody can be asked, `SIGNER_PASSPHRASE_WRONG` after the last attempt.
 */
export async function loadPrivateKey(bytes: Uint8Array, passphrase: Ask): Promise<KeyObject> {
  const found = find(bytes);
  if (found.kind === "clear") return found.key;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const answer = await passphrase(attempt);
    if (answer === undefined && attempt === 1) throw keysFaults.SIGNER_PASSPHRASE_NEEDED();
    if (answer === undefined) break;
    const key = await found.unlock(answer);
    if (key !== undefined) return key;
  }
  throw keysFaults.SIGNER_PASSPHRASE_WRONG();
}

function find(bytes: Uint8Array): Found {
  if (bytes.length > maximumKeyBytes) throw keyInvalid(`it is larger than ${maximumKeyBytes} bytes`);
  const text = Buffer.from(bytes).toString("utf8").trim();
  if (text.startsWith("{")) return findInJson(bytes);
  if (text.includes("-----BEGIN ")) return findInPem(text);
  if (text.includes("@@@@")) {
    const key = decodeLegacyKey(text);
    return { kind: "locked", unlock: (passphrase) => unlockLegacyKey(key, passphrase) };
  }
  throw keyInvalid("it is none of: a Kaprien key file, PEM, a securesystemslib key");
}

function findInJson(bytes: Uint8Array): Found {
  const json = reading(keysFaults.SIGNER_KEY_INVALID, () => object(decodeJson(bytes), "key"));
  if (!isKeyFile(json)) return { kind: "clear", key: privateFromJson(json) };
  const file = decodeKeyFile(bytes);
  return { kind: "locked", unlock: (passphrase) => unlockKeyFile(file, passphrase) };
}

function findInPem(text: string): Found {
  const found = readPrivatePem(text);
  if (!found.locked) return { kind: "clear", key: found.key };
  return { kind: "locked", unlock: async (passphrase) => unlockPem(found.pem, passphrase) };
}
