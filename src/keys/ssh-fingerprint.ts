import { createHash, createPublicKey } from "node:crypto";
import { tufFaults } from "../tuf/faults.ts";
import type { PublicKey } from "../tuf/key.ts";

/**
 * The key's fingerprint as OpenSSH prints it (`ssh-keygen -l`, `ssh-add -l`): `SHA256:` and 43 characters of base64. Faults
 * `KEY_UNSUPPORTED` for a key whose scheme is not one we can read.
 */
export function sshFingerprint(key: PublicKey): string {
  return blobFingerprint(sshBlob(key));
}

/** The fingerprint of a public key in SSH's own encoding. */
export function blobFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** RFC 4251 §5: a string, its length in front. */
export function sshString(bytes: Uint8Array | string): Uint8Array {
  const body = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** The public key in SSH's encoding (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). */
function sshBlob(key: PublicKey): Uint8Array {
  if (key.material === undefined) throw tufFaults.KEY_UNSUPPORTED({ type: key.scheme });
  if (key.scheme === "ed25519") return strings("ssh-ed25519", Buffer.from(key.public, "hex"));
  const jwk = createPublicKey(key.public).export({ format: "jwk" });
  if (key.scheme === "ecdsa-sha2-nistp256") {
    const point = Buffer.concat([Buffer.of(4), number(jwk.x), number(jwk.y)]);
    return strings(key.scheme, "nistp256", point);
  }
  return strings("ssh-rsa", mpint(number(jwk.e)), mpint(number(jwk.n)));
}

function strings(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Buffer.concat(parts.map(sshString));
}

/** JWK's integers have no leading zero but in a coordinate, whose length is fixed. */
function number(value: string | undefined): Uint8Array {
  return Buffer.from(value ?? "", "base64url");
}

function mpint(magnitude: Uint8Array): Uint8Array {
  return (magnitude[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), magnitude]) : magnitude;
}
