import { Point } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { joined, sameBytes, toHex } from "../tuf/digest.ts";
import { ed25519Point, ed25519Raw } from "../tuf/ed25519.ts";
import { type Verifier, verifierOf } from "../tuf/verifier.ts";

/**
 * Verifies ed25519 wherever JavaScript runs; false for the other schemes. Specification RFC 8032 §5.1.7 with the equation that OpenSSL and the
 * TUF clients use: without the cofactor, and R compared as bytes. It shares no code with them, so that tests hold one against the other.
 */
export function webVerifier(): Verifier {
  return verifierOf(({ scheme }, spki, payload, signature) => {
    if (scheme !== "ed25519" || signature.length !== 64) return false;
    const raw = ed25519Raw(spki);
    const [commitment, scalar] = [signature.subarray(0, 32), number(signature.subarray(32))];
    const point = ed25519Point(raw);
    if (point === undefined || scalar >= order) return false;
    const challenge = number(sha512(joined(commitment, raw, payload))) % order;
    const expected = Point.BASE.multiplyUnsafe(scalar).add(point.negate().multiplyUnsafe(challenge));
    return sameBytes(expected.toBytes(), commitment);
  });
}

const order: bigint = Point.CURVE().n;

/** Little-endian. */
function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`);
}
