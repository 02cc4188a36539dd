import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from "node:crypto";
import { promisify } from "node:util";
import { canonical } from "../../tuf/canonical.ts";
import type { PublicKey } from "../../tuf/key.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, reading } from "../reading.ts";
import { type Derivation, decodeKeyFile, encodeKeyFile, type KeyFile, keyFileHeader, tagLength } from "./format.ts";
import { passphraseProblem } from "./passphrase.ts";
import { publicHalf } from "./private-key.ts";

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/**
 * A private key as an encrypted key file (T64; see {@link KeyFile}). `n` is scrypt's cost, a power of two: about half a second
 * and 128 MiB at the default. Faults `KEY_PASSPHRASE_WEAK`, `SIGNER_KEY_INVALID`, `KEY_UNSUPPORTED`.
 */
export async function encryptKey(privateKey: KeyObject, passphrase: string, n: number = 2 ** 17): Promise<Uint8Array> {
  const problem = passphraseProblem(passphrase);
  if (problem !== undefined) throw keysFaults.KEY_PASSPHRASE_WEAK({ reason: problem });
  const derivation: Derivation = { n, r: 8, p: 1, salt: randomBytes(32) };
  const nonce = randomBytes(12);
  const header = keyFileHeader(publicHalf(privateKey), derivation, nonce);
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const secret = await deriveSecret(passphrase, derivation);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(canonical(header));
  const ciphertext = Buffer.concat([cipher.update(der), cipher.final(), cipher.getAuthTag()]);
  wipe(secret, der);
  return encodeKeyFile(header, ciphertext);
}

/**
 * The private key in a key file. Faults `SIGNER_KEY_INVALID`, and `SIGNER_PASSPHRASE_WRONG` when the passphrase is wrong or
 * the file was altered, which cannot be told apart.
 */
export async function decryptKey(bytes: Uint8Array, passphrase: string): Promise<KeyObject> {
  const key = await unlockKeyFile(decodeKeyFile(bytes), passphrase);
  if (key === undefined) throw keysFaults.SIGNER_PASSPHRASE_WRONG();
  return key;
}

/** As {@link decryptKey}, for a decoded file; undefined when the passphrase is wrong. */
export async function unlockKeyFile(file: KeyFile, passphrase: string): Promise<KeyObject | undefined> {
  const secret = await deriveSecret(passphrase, file.derivation);
  const der = decrypt(file, secret);
  wipe(secret);
  if (der === undefined) return undefined;
  const key = reading(keysFaults.SIGNER_KEY_INVALID, () =>
    createPrivateKey({ key: der, type: "pkcs8", format: "der" }),
  );
  wipe(der);
  // Authenticated already; this holds us to our own writing.
  if (publicHalf(key).keyid !== file.public.keyid) throw keyInvalid("its two halves are of different keys");
  return key;
}

/**
 * The public half of a key file, without the passphrase: what the file claims, since only decrypting it proves the claim.
 * Faults `SIGNER_KEY_INVALID`.
 */
export function readPublicHalf(bytes: Uint8Array): PublicKey {
  return decodeKeyFile(bytes).public;
}

function decrypt(file: KeyFile, secret: Uint8Array): Buffer | undefined {
  const end = file.ciphertext.length - tagLength;
  const decipher = createDecipheriv("aes-256-gcm", secret, file.nonce, { authTagLength: tagLength });
  decipher.setAAD(file.header).setAuthTag(file.ciphertext.subarray(end));
  const der = decipher.update(file.ciphertext.subarray(0, end));
  try {
    decipher.final();
    return der;
  } catch {
    wipe(der);
    return undefined;
  }
}

/** 32 bytes. The passphrase is normalised (NFC), so that it is the same on keyboards that compose accents differently. */
function deriveSecret(passphrase: string, { n, r, p, salt }: Derivation): Promise<Buffer> {
  // OpenSSL counts some block buffers beside the 128·N·r bytes of the table.
  return derive(passphrase.normalize("NFC"), salt, 32, { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 1024 });
}

function wipe(...buffers: Buffer[]): void {
  for (const buffer of buffers) buffer.fill(0);
}
