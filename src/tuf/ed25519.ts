import { Point } from "@noble/ed25519";
import { joined } from "./digest.ts";

// RFC 8410: SubjectPublicKeyInfo of an ed25519 key is this header and the 32 raw bytes.
const header = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

/** SPKI DER from the 32 raw bytes of an ed25519 public key. */
export function ed25519Spki(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(header, raw);
}

/** The 32 raw bytes that {@link ed25519Spki} was made of. */
export function ed25519Raw(spki: Uint8Array): Uint8Array {
  return spki.subarray(header.length);
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
