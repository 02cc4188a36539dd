import { Point } from "@noble/ed25519";

// RFC 8410: SubjectPublicKeyInfo of an ed25519 key is this header and the 32 raw bytes.
const header = Buffer.from("302a300506032b6570032100", "hex");

/** SPKI DER from the 32 raw bytes of an ed25519 public key. */
export function ed25519Spki(raw: Uint8Array): Uint8Array {
  return Buffer.concat([header, raw]);
}

/**
 * The point that 32 bytes stand for (RFC 8032 §5.1.3). Undefined when they stand for none, or are not the one form in which clients
 * write it: a coordinate that is not reduced, or a sign where there is none.
 */
export function ed25519Point(raw: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(new Uint8Array(raw), false);
  } catch {
    return undefined;
  }
}
