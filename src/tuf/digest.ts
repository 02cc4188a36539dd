import { createHash } from "node:crypto";

/** Lower-case hex of the SHA-256 of `bytes`. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
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
