import { toHex } from "./digest.ts";
import { ed25519Point } from "./ed25519.ts";
import { p256Point } from "./p256.ts";
import type { KeyNumbers } from "./spki.ts";

/**
 * The one judgement of public keys (T87). Whatever reads a key asks here: metadata, key files, agents, tokens, key services, events.
 * Reasons are ends of a sentence about the key.
 */

/** RSA: bits of the modulus (specification §4.2.2; RSA_PSS_2048_8192 in the Rust clients). */
const fewestBits = 2048;
const mostBits = 8192;
/** The exponent that every key generator of today uses, and the smallest that SP 800-89 §5.3.3 allows. */
const commonExponent = 65_537n;
/** Go's crypto/rsa refuses a larger one. */
const largestExponent = 2n ** 31n - 1n;
/** SP 800-89 §5.3.3: none of the primes up to 751 divides a modulus. */
const smallPrimes = primesUpTo(751);
const smallPrimesProduct = smallPrimes.reduce((product, prime) => product * prime, 1n);

/**
 * Why signatures by a key must never count: others than its holder could make them, or clients would disagree about them. Undefined for a key
 * that may be listed.
 */
export function weakness(numbers: KeyNumbers): string | undefined {
  switch (numbers.kind) {
    case "ed25519":
      return ed25519Weakness(numbers.raw);
    case "p256":
      if (numbers.point.length === 1 && numbers.point[0] === 0) return "its point is the point at infinity";
      return p256Point(numbers.point) === undefined
        ? "its point is not one of the curve P-256 in a form that clients share"
        : undefined;
    case "rsa":
      return rsaWeakness(numbers.modulus, numbers.exponent);
    case "other":
      return undefined;
  }
}

function ed25519Weakness(raw: Uint8Array): string | undefined {
  const point = ed25519Point(raw);
  if (point === undefined) return "its bytes are not a point of the curve in the one form that clients share";
  // With one of these, a signature that fits any file at all can be written down without a private key.
  return point.isSmallOrder() ? "its point is one of the eight of small order, so anybody can sign for it" : undefined;
}

function rsaWeakness(modulus: bigint, exponent: bigint): string | undefined {
  const bits = modulus.toString(2).length;
  if (bits < fewestBits) return `its RSA modulus has ${bits} bits, and clients ask for at least ${fewestBits}`;
  if (bits > mostBits) return `its RSA modulus has ${bits} bits, and clients read at most ${mostBits}`;
  // Raising to the power of 1 changes nothing: the padded hash is its own signature.
  if (exponent === 1n) return "its RSA exponent is 1, so anybody can sign for it";
  if (exponent > largestExponent) return `its RSA exponent is above ${largestExponent}, where some clients give up`;
  if (exponent % 2n === 0n) return `its RSA exponent is ${exponent}, an even number, which has no private key`;
  const factor = smallFactor(modulus);
  if (factor !== undefined) return `its RSA modulus is divisible by ${factor}, so anybody can work out the private key`;
  return undefined;
}

/** Why a key that nobody has listed before is not taken on, although signatures by it count; undefined when it is. */
export function datedness(numbers: KeyNumbers): string | undefined {
  if (numbers.kind !== "rsa" || numbers.exponent >= commonExponent) return undefined;
  return `its RSA exponent is ${numbers.exponent}, and a new key has at least ${commonExponent}`;
}

const found = new Map<string, string | undefined>();
const mostFound = 4096;

/**
 * The rest of {@link weakness}, which takes 2 ms for ed25519 and 28 ms for RSA with 2048 bits: too long for each key of a file that a
 * stranger wrote. It is asked when a key is handed over, and before its first signature counts. Answers are remembered, since a key
 * never changes.
 */
export function hiddenWeakness(numbers: KeyNumbers): string | undefined {
  if (numbers.kind !== "ed25519" && numbers.kind !== "rsa") return undefined;
  const name = numbers.kind === "rsa" ? numbers.modulus.toString(36) : toHex(numbers.raw);
  if (found.has(name)) return found.get(name);
  const reason = numbers.kind === "rsa" ? primeModulus(numbers.modulus) : mixedOrder(numbers.raw);
  if (found.size >= mostFound) found.clear();
  found.set(name, reason);
  return reason;
}

/**
 * A key is a multiple of the base point. Its sum with one of the seven other points of small order is a key too, to which the same secret
 * can be made to fit: one person would have eight keys that count apart (I15). No key generator makes one.
 */
function mixedOrder(raw: Uint8Array): string | undefined {
  return ed25519Point(raw)?.isTorsionFree() === false
    ? "its point has a part of small order, so one secret would count as several keys"
    : undefined;
}

/**
 * Whether the modulus is a prime or a power of one (SP 800-89 §5.3.3), whose private key is a matter of a division. By Fermat's little theorem
 * p divides 2^n - 2 for n = p^k; for the product of two primes that does not happen by chance.
 */
function primeModulus(modulus: bigint): string | undefined {
  let power = 1n;
  for (const bit of modulus.toString(2)) {
    power = (power * power) % modulus;
    if (bit === "1") power = (power * 2n) % modulus;
  }
  return gcd(modulus, power - 2n) === 1n
    ? undefined
    : "its RSA modulus is not the product of two primes, so anybody can work out the private key";
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The smallest of {@link smallPrimes} that divides `modulus`. */
function smallFactor(modulus: bigint): bigint | undefined {
  // One division of the large number, and then of a small one for each prime.
  const rest = modulus % smallPrimesProduct;
  return smallPrimes.find((prime) => rest % prime === 0n);
}

function primesUpTo(last: number): readonly bigint[] {
  const primes: number[] = [];
  for (let each = 2; each <= last; each++) if (primes.every((prime) => each % prime !== 0)) primes.push(each);
  return primes.map(BigInt);
}
