import { createHash } from "node:crypto";
import { hashes, verify } from "@noble/ed25519";

// noble takes SHA-512 from outside; given synchronously, verification needs no promise and the reducer stays pure.
hashes.sha512 = (message) => new Uint8Array(createHash("sha512").update(message).digest());

// RFC 8410: SubjectPublicKeyInfo of an ed25519 key is this header and the 32 raw bytes.
const header = Buffer.from("302a300506032b6570032100", "hex");

/** SPKI DER from the 32 raw bytes of an ed25519 public key. */
export function ed25519Spki(raw: Uint8Array): Uint8Array {
  return Buffer.concat([header, raw]);
}

/** The 32 raw bytes inside an ed25519 SPKI DER. */
export function ed25519Raw(spki: Uint8Array): Uint8Array {
  return spki.subarray(header.length);
}

/** RFC 8032 verification, without the ZIP-215 leniency that other clients do not share. False for malformed input. */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  return verify(new Uint8Array(signature), new Uint8Array(bytes), new Uint8Array(publicKey), { zip215: false });
}
