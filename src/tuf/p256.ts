import { joined, toHex } from "./digest.ts";

// RFC 5480: SubjectPublicKeyInfo of a P-256 key is this header and the uncompressed point.
const header = Uint8Array.of(
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08],
  ...[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00],
);

// SP 800-186 §3.2.1.3: y² = x³ - 3x + b over the field of p elements.
const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * The 65 bytes of a point in the uncompressed form (SEC 1 §2.3.3), from that form or the compressed one. Undefined when it is not a
 * point of P-256: off the curve, a coordinate beyond the field, the point at infinity, the hybrid form.
 */
export function p256Point(point: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const form = point[0] ?? 0;
  if (!(point.length === 65 && form === 4) && !(point.length === 33 && (form === 2 || form === 3))) return undefined;
  const x = natural(point.subarray(1, 33));
  if (x >= p) return undefined;
  const square = modulo(x * x * x - 3n * x + b);
  const y = form === 4 ? natural(point.subarray(33)) : root(square, BigInt(form & 1));
  if (y >= p || modulo(y * y - square) !== 0n) return undefined;
  return joined(Uint8Array.of(4), bytes32(x), bytes32(y));
}

/** SPKI DER of the 65 bytes of an uncompressed point. */
export function p256Spki(point: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(header, point);
}

/** The one of both square roots whose last bit is `odd`, if there are any: p is 3 modulo 4. */
function root(square: bigint, odd: bigint): bigint {
  let power = 1n;
  for (const bit of ((p + 1n) / 4n).toString(2)) {
    power = modulo(power * power);
    if (bit === "1") power = modulo(power * square);
  }
  return (power & 1n) === odd ? power : modulo(p - power);
}

function modulo(value: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

function natural(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

function bytes32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let at = 31, rest = value; rest > 0n; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}
