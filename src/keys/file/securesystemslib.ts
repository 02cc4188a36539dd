import { createDecipheriv, createHmac, createPrivateKey, type KeyObject, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { decodeJson, type JsonObject } from "../../tuf/json.ts";
import { object, shape, string } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, reading } from "../reading.ts";
import { maximumIterations } from "./pem.ts";
import { publicHalf } from "./private-key.ts";
import { publicFromJson } from "./public-json.ts";

const derive = promisify(pbkdf2);

// salt, rounds, HMAC-SHA256 of the ciphertext, counter block, ciphertext
const layout = /^([0-9a-f]{2,256})@@@@([1-9]\d{0,9})@@@@([0-9a-f]{64})@@@@([0-9a-f]{32})@@@@((?:[0-9a-f]{2})+)$/;

// RFC 8410: PKCS#8 of an ed25519 key is this header and the 32-byte seed.
const ed25519Header = Buffer.from("302e020100300506032b657004220420", "hex");

/** An encrypted key as older versions of securesystemslib wrote it, for ed25519 and ECDSA. */
export interface LegacyKey {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly mac: Uint8Array;
  readonly counter: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** The parts of an encrypted key file. Faults `SIGNER_KEY_INVALID`, also when it asks for too many rounds of PBKDF2. */
export function decodeLegacyKey(text: string): LegacyKey {
  const [, salt, rounds, mac, counter, ciphertext] = layout.exec(text) ?? [];
  if (!salt || !mac || !counter || !ciphertext) throw keyInvalid("it is not a whole securesystemslib key");
  const iterations = Number(rounds);
  if (iterations > maximumIterations)
    throw keyInvalid(`its key derivation asks for more than ${maximumIterations} rounds`);
  const bytes = (hex: string): Uint8Array => Buffer.from(hex, "hex");
  return { salt: bytes(salt), iterations, mac: bytes(mac), counter: bytes(counter), ciphertext: bytes(ciphertext) };
}

/**
 * The key inside, or undefined when the passphrase is wrong: PBKDF2-HMAC-SHA256 to 32 bytes, which key both the HMAC of
 * the ciphertext and AES-256-CTR. The counter block is not under the HMAC; that both halves agree shows it is intact.
 */
export async function unlockLegacyKey(key: LegacyKey, passphrase: string): Promise<KeyObject | undefined> {
  const secret = await derive(passphrase, key.salt, key.iterations, 32, "sha256");
  try {
    const mac = createHmac("sha256", secret).update(key.ciphertext).digest();
    if (!timingSafeEqual(mac, key.mac)) return undefined;
    const plain = createDecipheriv("aes-256-ctr", secret, key.counter).update(key.ciphertext);
    return reading(keysFaults.SIGNER_KEY_INVALID, () => privateFromJson(object(decodeJson(plain), "key")));
  } finally {
    secret.fill(0);
  }
}

/** The private key in securesystemslib's JSON, as it stands in unencrypted files. Faults `SIGNER_KEY_INVALID`, `KEY_UNSUPPORTED`. */
export function privateFromJson(json: JsonObject): KeyObject {
  return reading(keysFaults.SIGNER_KEY_INVALID, () => {
    const value = shape(shape(json, "key").get("keyval", object), "key.keyval").get("private", string);
    const expected = publicFromJson(json);
    const key = expected.scheme === "ed25519" ? fromSeed(value) : createPrivateKey(value);
    if (publicHalf(key).keyid !== expected.keyid) throw keyInvalid("its two halves are of different keys");
    return key;
  });
}

function fromSeed(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw keyInvalid("its private value is not 64 lower-case hex digits");
  return createPrivateKey({
    key: Buffer.concat([ed25519Header, Buffer.from(hex, "hex")]),
    type: "pkcs8",
    format: "der",
  });
}
