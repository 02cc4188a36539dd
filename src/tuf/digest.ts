import { hasher as hasherOf, hex } from "#sha2";

/** The hash algorithms that clients share. */
export type HashAlgorithm = "sha256" | "sha512";

/** A digest of bytes that come one piece after the other. */
export interface Hasher {
  update(bytes: Uint8Array): Hasher;
  /** Lower-case hex. Ends the hasher. */
  digest(): string;
}

/** For what is too large to be held at once. */
export function hasher(algorithm: HashAlgorithm): Hasher {
  return hasherOf(algorithm);
}

/** Lower-case hex of the SHA-256 of `bytes`. */
export function sha256(bytes: Uint8Array | string): string {
  return hex("sha256", bytes);
}

/** Lower-case hex of the hash of `bytes`; undefined for an algorithm other than the two that clients share. */
export function digest(algorithm: string, bytes: Uint8Array): string | undefined {
  return algorithm === "sha256" || algorithm === "sha512" ? hex(algorithm, bytes) : undefined;
}

const hexadecimal = /^(?:[0-9a-f]{2})*$/;

/** Bytes from lower-case hex; undefined for anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!hexadecimal.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += digits[byte];
  return text;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** One after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
