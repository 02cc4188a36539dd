import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A digest of bytes that come one piece after the other. */
interface Hasher {
  update(bytes: Uint8Array): Hasher;
  /** Lower-case hex. Ends the hasher. */
  digest(): string;
}

const algorithms = { sha256, sha512 } as const;

/** SHA-2 without Node. What `#sha2` means in a browser; `sha2-node.ts` has the same exports. */
export function hasher(algorithm: "sha256" | "sha512"): Hasher {
  const hash = algorithms[algorithm].create();
  const self: Hasher = {
    update(bytes) {
      hash.update(bytes);
      return self;
    },
    digest: () => bytesToHex(hash.digest()),
  };
  return self;
}

/** Lower-case hex of the digest of `bytes`. */
export function hex(algorithm: "sha256" | "sha512", bytes: Uint8Array | string): string {
  return bytesToHex(algorithms[algorithm](typeof bytes === "string" ? utf8ToBytes(bytes) : bytes));
}
