import { ECDH } from "node:crypto";

// RFC 5480: SubjectPublicKeyInfo of a P-256 key is this header and the uncompressed point.
const header = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/**
 * The 65 bytes of a point in the uncompressed form (SEC 1 §2.3.3), from that form or the compressed one. Undefined when it is not a
 * point of P-256: off the curve, a coordinate beyond the field, the point at infinity, the hybrid form.
 */
export function p256Point(point: Uint8Array): Uint8Array | undefined {
  const form = point[0] ?? 0;
  if (!(point.length === 65 && form === 4) && !(point.length === 33 && (form === 2 || form === 3))) return undefined;
  try {
    return ECDH.convertKey(point, "prime256v1", undefined, undefined, "uncompressed") as Buffer;
  } catch {
    return undefined;
  }
}

/** SPKI DER of the 65 bytes of an uncompressed point. */
export function p256Spki(point: Uint8Array): Uint8Array {
  return Buffer.concat([header, point]);
}
