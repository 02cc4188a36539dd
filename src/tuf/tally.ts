import type { Authority } from "./authority.ts";
import { fromHex } from "./digest.ts";
import type { Envelope } from "./envelope.ts";
import type { KeyId } from "./key.ts";
import type { Verifier } from "./verifier.ts";

/** How far a role's threshold is met. */
export interface Tally {
  readonly threshold: number;
  /** Keyids whose signature verifies, one for each distinct key material. */
  readonly valid: readonly KeyId[];
  /** Keyids of the role that did not sign. */
  readonly missing: readonly KeyId[];
  /** Keyids of the role whose signature does not verify, or whose key is unknown. */
  readonly invalid: readonly KeyId[];
  /** Whether the threshold is met. */
  readonly met: boolean;
}

/**
 * Counts the signatures on `envelope` that a role accepts (specification §5.3.4 and its like). Distinct key material counts
 * once, under however many keyids it is listed (I15); keys outside the role never count.
 */
export function tally(
  { keyids, threshold, keys }: Pick<Authority, "keyids" | "threshold" | "keys">,
  envelope: Envelope<unknown>,
  verifier: Verifier,
): Tally {
  const valid: KeyId[] = [];
  const missing: KeyId[] = [];
  const invalid: KeyId[] = [];
  const counted = new Set<string>();
  for (const keyid of new Set(keyids)) {
    const signature = envelope.signatures.get(keyid);
    const key = keys.get(keyid);
    if (signature === undefined) {
      missing.push(keyid);
      continue;
    }
    const bytes = fromHex(signature.sig);
    if (key?.material === undefined || bytes === undefined || !verifier.verify(key, envelope.payload, bytes)) {
      invalid.push(keyid);
    } else if (!counted.has(key.material)) {
      counted.add(key.material);
      valid.push(keyid);
    }
  }
  return { threshold, valid, missing, invalid, met: valid.length >= threshold };
}
