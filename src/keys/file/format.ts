import { canonical, encodeJson } from "../../tuf/canonical.ts";
import { fromHex, sameBytes, toHex } from "../../tuf/digest.ts";
import { decodeJson, fromPlain, isObject, type Json, type JsonObject } from "../../tuf/json.ts";
import type { PublicKey } from "../../tuf/key.ts";
import { natural, object, type Reader, type Shape, shape, string } from "../../tuf/shape.ts";
import { keysFaults } from "../faults.ts";
import { keyInvalid, reading } from "../reading.ts";
import { publicFromJson } from "./public-json.ts";

const member = "kaprien-key";
const version = 1;
const saltLength = 32;
const nonceLength = 12;
/** Bytes of the authentication tag behind the encrypted key. */
export const tagLength = 16;

// A file can ask for at most this much work and memory before it is known to be ours (T64).
const ceiling = { n: 2 ** 20, r: 16, p: 4, memory: 2 ** 30 } as const;

/** scrypt's costs (RFC 7914) and salt. */
export interface Derivation {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
}

/**
 * An encrypted key file, version 1 (T64). Its JSON is
 * `{ "kaprien-key": 1, "public": KEY, "kdf": { "name": "scrypt", "n", "r", "p", "salt" }, "cipher": { "name": "aes-256-gcm",
 * "nonce" }, "ciphertext" }`: bytes in lower-case hex, KEY as TUF metadata lists it, and ciphertext the encrypted PKCS#8 DER
 * with the 16-byte tag behind it. The associated data is the canonical form of all members but the last, so that the
 * public half, readable without the passphrase, cannot be exchanged unnoticed once it is decrypted.
 */
export interface KeyFile {
  readonly public: PublicKey;
  readonly derivation: Derivation;
  readonly nonce: Uint8Array;
  /** The associated data. */
  readonly header: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Whether a decoded JSON file says it is one of ours, whatever its version. */
export function isKeyFile(json: Json): boolean {
  return isObject(json) && json.has(member);
}

/** The header of a new file; {@link encodeKeyFile} adds the ciphertext. */
export function keyFileHeader(key: PublicKey, derivation: Derivation, nonce: Uint8Array): JsonObject {
  const { n, r, p, salt } = derivation;
  return new Map<string, Json>([
    [member, version],
    ["public", key.json],
    ["kdf", fromPlain({ name: "scrypt", n, r, p, salt: toHex(salt) })],
    ["cipher", fromPlain({ name: "aes-256-gcm", nonce: toHex(nonce) })],
  ]);
}

export function encodeKeyFile(header: JsonObject, ciphertext: Uint8Array): Uint8Array {
  return encodeJson(new Map([...header, ["ciphertext", toHex(ciphertext)]]));
}

/** Decodes a key file. Faults `SIGNER_KEY_INVALID`: another version, an unknown member, a cost over the ceiling. */
export function decodeKeyFile(bytes: Uint8Array): KeyFile {
  return reading(keysFaults.SIGNER_KEY_INVALID, () => {
    const json = object(decodeJson(bytes), "key file");
    const file = shape(json, "key file");
    if (file.get(member, natural) !== version) throw keyInvalid(`its format is not version ${version}`);
    const kdf = named(file, "kdf", "scrypt");
    const derivation: Derivation = {
      n: kdf.get("n", natural),
      r: kdf.get("r", natural),
      p: kdf.get("p", natural),
      salt: kdf.get("salt", hex(saltLength, saltLength)),
    };
    bound(derivation);
    const cipher = named(file, "cipher", "aes-256-gcm");
    const nonce = cipher.get("nonce", hex(nonceLength, nonceLength));
    const ciphertext = file.get("ciphertext", hex(tagLength + 1));
    const publicJson = file.get("public", object);
    for (const part of [file, kdf, cipher]) if (part.rest().size > 0) throw keyInvalid("it has an unknown member");
    const header = canonical(new Map([...json].filter(([name]) => name !== "ciphertext")));
    return { public: exact(publicJson), derivation, nonce, header, ciphertext };
  });
}

function named(file: Shape, name: string, expected: string): Shape {
  const part = shape(file.get(name, object), `key file.${name}`);
  if (part.get("name", string) !== expected) throw keyInvalid(`its ${name} is not ${expected}`);
  return part;
}

function hex(minimum: number, maximum: number = Number.POSITIVE_INFINITY): Reader<Uint8Array> {
  return (json, where) => {
    const bytes = fromHex(string(json, where));
    if (bytes === undefined || bytes.length < minimum || bytes.length > maximum) {
      throw keyInvalid(`${where} is not lower-case hex of the right length`);
    }
    return bytes;
  };
}

function bound({ n, r, p }: Derivation): void {
  const powerOfTwo = n >= 2 && Number.isInteger(Math.log2(n));
  const fits = n <= ceiling.n && r >= 1 && r <= ceiling.r && p >= 1 && p <= ceiling.p && 128 * n * r <= ceiling.memory;
  if (!powerOfTwo || !fits) {
    throw keyInvalid(`its scrypt costs are out of bounds (N a power of two to 2^20, r to 16, p to 4, memory to 1 GiB)`);
  }
}

/** The key as it stands, which must be in the one form we write. */
function exact(json: JsonObject): PublicKey {
  const key = publicFromJson(json);
  if (!sameBytes(canonical(key.json), canonical(json))) throw keyInvalid("its public half is not in the form we write");
  return key;
}
