import type { PublicKey } from "./key.ts";

/**
 * Whether `signature` is `key`'s over `payload`, in the DER and salt forms that all clients share. Pure and synchronous; never
 * throws; false for a key that it cannot read. Made by {@link verifierOf}.
 */
export interface Verifier {
  verify(key: PublicKey, payload: Uint8Array, signature: Uint8Array): boolean;
}

/** A platform's answer for a key whose one SPKI DER is `spki`. It may throw for what it cannot read. */
export type Check = (key: PublicKey, spki: Uint8Array, payload: Uint8Array, signature: Uint8Array) => boolean;

/** A verifier of what a platform can check: it also refuses keys that nothing may count for (T87), whatever the platform says. */
export function verifierOf(check: Check): Verifier {
  return {
    verify(key, payload, signature) {
      try {
        const { spki } = key;
        if (spki === undefined) return false;
        // A weakness that takes time to see is looked for when there is something to gain from it.
        return check(key, spki, payload, signature) && key.whyUnfit("listed") === undefined;
      } catch {
        return false;
      }
    },
  };
}
