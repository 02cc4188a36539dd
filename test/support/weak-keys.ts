import {
  createDiffieHellman,
  createDiffieHellmanGroup,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { Point } from "@noble/ed25519";
import { rsaKey } from "./metadata.ts";

/** Public keys that nothing may count, made by hand, and signatures by them that need no private key. */

export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const long = content.length >= 0x100 ? [0x82, content.length >> 8, content.length & 0xff] : [0x81, content.length];
  return Buffer.concat([Buffer.of(tag, ...(content.length < 0x80 ? [content.length] : long)), content]);
}

export function integer(value: bigint): Buffer {
  const bytes = bytesOf(value);
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function bytesOf(value: bigint, length = 1): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(length * 2, hex.length + (hex.length % 2)), "0"), "hex");
}

export const oid: Readonly<Record<"rsa" | "rsaPss" | "ec" | "p256" | "p384" | "ed25519", Buffer>> = {
  rsa: Buffer.from("06092a864886f70d010101", "hex"),
  rsaPss: Buffer.from("06092a864886f70d01010a", "hex"),
  ec: Buffer.from("06072a8648ce3d0201", "hex"),
  p256: Buffer.from("06082a8648ce3d030107", "hex"),
  p384: Buffer.from("06052b81040022", "hex"),
  ed25519: Buffer.from("06032b6570", "hex"),
};
export const nothing: Buffer = Buffer.from("0500", "hex");

/** SPKI of any algorithm: the identifier and its parameters, then the key's own bytes. */
export function spki(algorithm: readonly Uint8Array[], key: Uint8Array): Buffer {
  return tlv(0x30, tlv(0x30, ...algorithm), tlv(0x03, Buffer.of(0), key));
}

export function rsaSpki(modulus: bigint, exponent: bigint): Buffer {
  return spki([oid.rsa, nothing], tlv(0x30, integer(modulus), integer(exponent)));
}

export function pointSpki(point: Uint8Array, curve: Uint8Array = oid.p256): Buffer {
  return spki([oid.ec, curve], point);
}

export function pemOf(der: Uint8Array, label = "PUBLIC KEY"): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** A prime of RFC 2409 or RFC 3526. */
export function knownPrime(group: "modp2" | "modp5" | "modp14" | "modp18"): bigint {
  return BigInt(`0x${createDiffieHellmanGroup(group).getPrime("hex")}`);
}

let honest: { readonly modulus: bigint; readonly point: Buffer } | undefined;

/** The numbers of keys as they should be. */
export function honestNumbers(): { readonly modulus: bigint; readonly point: Buffer } {
  if (honest !== undefined) return honest;
  const { n = "" } = createPublicKey(rsaKey("honest")).export({ format: "jwk" });
  const point = pointOf(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey);
  honest = { modulus: BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`), point };
  return honest;
}

/** The uncompressed point of an elliptic key. */
export function pointOf(key: KeyObject): Buffer {
  const { x = "", y = "" } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  return Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
}

/** A signature by RSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017 §8.1), for whoever knows the private exponent. */
export function pssSignature(bytes: Uint8Array, modulus: bigint, privateExponent: bigint): Buffer {
  const bits = modulus.toString(2).length;
  const padded = BigInt(`0x${pssEncoded(bytes, bits - 1).toString("hex")}`);
  return bytesOf(power(padded, privateExponent, modulus), Math.ceil(bits / 8));
}

function pssEncoded(bytes: Uint8Array, bits: number): Buffer {
  const hash = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
  const length = Math.ceil(bits / 8);
  const salt = Buffer.alloc(32, 7);
  const digest = hash(Buffer.alloc(8), hash(bytes), salt);
  const block = Buffer.concat([Buffer.alloc(length - 66), Buffer.of(1), salt]);
  const mask = Buffer.concat(
    Array.from({ length: Math.ceil(block.length / 32) }, (_, index) => {
      const counter = Buffer.alloc(4);
      counter.writeUInt32BE(index);
      return hash(digest, counter);
    }),
  );
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * length - bits));
  return Buffer.concat([masked, digest, Buffer.of(0xbc)]);
}

/** `base` to the `exponent`, of at least 512 bits: by OpenSSL, whose Diffie-Hellman is that and nothing else. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const exchange = createDiffieHellman(bytesOf(modulus), 2);
  exchange.setPrivateKey(bytesOf(exponent));
  return BigInt(`0x${exchange.computeSecret(bytesOf(base)).toString("hex")}`);
}

/** The inverse of `value`, by which anybody finds a private exponent who can factor the modulus. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [modulus, value, 0n, 1n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

/** Why a key with an exponent of 1 is refused. */
export const reasonOfOne = "its RSA exponent is 1, so anybody can sign for it";

/** An RSA key that anybody can sign for. */
export interface Forgeable {
  readonly name: string;
  readonly modulus: bigint;
  readonly exponent: bigint;
  /** What stands in for the private exponent. */
  readonly forged: bigint;
}

/** The whole group of 2048 bits is a prime; a square and a multiple of 3 are no better. */
export function forgeableKeys(): readonly Forgeable[] {
  const [prime, half, e] = [knownPrime("modp14"), knownPrime("modp2"), 65_537n];
  const key = (name: string, modulus: bigint, order: bigint): Forgeable => {
    return { name, modulus, exponent: e, forged: inverse(e, order) };
  };
  return [
    { name: "an exponent of 1", modulus: honestNumbers().modulus, exponent: 1n, forged: 1n },
    key("a prime modulus", prime, prime - 1n),
    key("a square modulus", half * half, half * (half - 1n)),
    key("a modulus divisible by 3", 3n * prime, 2n * (prime - 1n)),
    key("a modulus divisible by 751", 751n * prime, 750n * (prime - 1n)),
  ];
}

/** The order of the base point of ed25519. */
export const order: bigint = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The eight points whose order divides 8, as they are encoded: (RFC 8032 §5.1.2). */
export function smallOrderPoints(): readonly Point[] {
  // L times any point is one of them; this one is of order 8.
  const some = Point.fromBytes(new Uint8Array(Buffer.from(`03${"00".repeat(31)}`, "hex")), false);
  const generator = some.multiply(order - 1n, false).add(some);
  return Array.from({ length: 8 }, (_, index) => generator.multiply(BigInt(index), false));
}

/** Little-endian, as ed25519 writes numbers. */
export function littleEndian(value: bigint, sign = 0): Buffer {
  const bytes = bytesOf(value, 32).reverse();
  bytes[31] = (bytes[31] ?? 0) | (sign << 7);
  return bytes;
}
