import { createHash } from "node:crypto";

/** A digest of bytes that come one piece after the other. */
interface Hasher {
  update(bytes: Uint8Array): Hasher;
  /** Lower-case hex. Ends the hasher. */
  digest(): string;
}

/** SHA-2 by Node. What `#sha2` means there; `sha2-web.ts` has the same exports. */
export function hasher(algorithm: "sha256" | "sha512"): Hasher {
  const hash = createHash(algorithm);
  const self: Hasher = {
    update(bytes) {
      hash.update(bytes);
      return self;
    },
    digest: () => hash.digest("hex"),
  };
  return self;
}

/** Lower-case hex of the digest of `bytes`. */
export function hex(algorithm: "sha256" | "sha512", bytes: Uint8Array | string): string {
  return createHash(algorithm).update(bytes).digest("hex");
}
