import { createHash } from "node:crypto";

/** Lower-case hex of the SHA-256 of `bytes`. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Lower-case hex of the hash of `bytes`; undefined for an algorithm other than the two that clients share. */
export function digest(algorithm: string, bytes: Uint8Array): string | undefined {
  const known = algorithm === "sha256" || algorithm === "sha512";
  return known ? createHash(algorithm).update(bytes).digest("hex") : undefined;
}

const hexadecimal = /^(?:[0-9a-f]{2})*$/;

/** Bytes from lower-case hex; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  return hexadecimal.test(text) ? Buffer.from(text, "hex") : undefined;
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
