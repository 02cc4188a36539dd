import { constants, createECDH, createHash, type KeyObject, privateEncrypt, randomBytes } from "node:crypto";

// A key service is sent a digest, and node:crypto signs only what it hashed itself. These sign a SHA-256 digest as it is.

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA over P-256 (FIPS 186-5 §6.4.1): r and s, 32 bytes each. `fits` chooses among the signatures that the nonce makes. */
export function signDigestEcdsa(
  key: KeyObject,
  digest: Uint8Array,
  fits: (signature: Buffer) => boolean = () => true,
): Buffer {
  const secret = number(Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url"));
  for (;;) {
    const nonce = createECDH("prime256v1");
    const r = number(nonce.generateKeys().subarray(1, 33)) % order;
    const k = number(nonce.getPrivateKey());
    const s = (inverse(k) * (number(digest) + r * secret)) % order;
    const signature = Buffer.concat([bytes(r), bytes(s)]);
    if (r !== 0n && s !== 0n && fits(signature)) return signature;
  }
}

/** RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017 §9.1.1), for a modulus of whole bytes. */
export function signDigestPss(key: KeyObject, digest: Uint8Array): Buffer {
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const salt = randomBytes(32);
  const hash = sha256(Buffer.alloc(8), digest, salt);
  const block = Buffer.concat([Buffer.alloc(length - 66), Buffer.of(1), salt]);
  const mask = Buffer.concat(
    Array.from({ length: Math.ceil(block.length / 32) }, (_, counter) => sha256(hash, Buffer.of(0, 0, 0, counter))),
  );
  const masked = block.map((byte, at) => byte ^ (mask[at] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  const encoded = Buffer.concat([masked, hash, Buffer.of(0xbc)]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

/** DER of r and s by the rules of X.690, written apart from the code under test. */
export function derOf(signature: Buffer): Buffer {
  const integer = (part: Buffer): Buffer => {
    const hex = number(part).toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const value = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
    return Buffer.concat([Buffer.of(2, value.length), value]);
  };
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function number(value: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(value).toString("hex")}`);
}

function bytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

/** Fermat: the order is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % order;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}
