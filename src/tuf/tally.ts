import type { Fault, FaultData } from "../base/fault.ts";
import type { Authority } from "./authority.ts";
import { fromHex } from "./digest.ts";
import type { Envelope } from "./envelope.ts";
import { tufFaults } from "./faults.ts";
import { isReadableKind, type KeyId, type PublicKey } from "./key.ts";
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
  /** Keyids of the role whose key is of a kind that Kaprien cannot read. Whether they signed is not known here. */
  readonly unreadable: readonly KeyId[];
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
  const unreadable: KeyId[] = [];
  const counted = new Set<string>();
  for (const keyid of new Set(keyids)) {
    const signature = envelope.signatures.get(keyid);
    const key = keys.get(keyid);
    if (key !== undefined && !isReadableKind(key)) {
      unreadable.push(keyid);
      continue;
    }
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
  return { threshold, valid, missing, invalid, unreadable, met: valid.length >= threshold };
}

/**
 * Why a threshold is not met. `ROLE_KEYS_UNREADABLE` names the keys that could still meet it and that Kaprien cannot read: that is no
 * sign of a forgery. `ROLE_SIGNATURES_MISSING` when signatures are missing whatever those keys signed. `more` may call the role otherwise.
 */
export function unmet(
  { role, keys }: Pick<Authority, "role" | "keys">,
  { valid, threshold, unreadable }: Tally,
  more: FaultData = {},
): Fault {
  const data = { role, valid: valid.length, threshold, ...more };
  if (valid.length + unreadable.length < threshold) return tufFaults.ROLE_SIGNATURES_MISSING(data);
  const kinds = unreadable.map((id) => `${id} (${keyKind(keys.get(id))})`);
  return tufFaults.ROLE_KEYS_UNREADABLE({ ...data, keys: kinds });
}

/** The kind of a key, as the metadata names it: `ecdsa ecdsa-sha2-nistp384`. */
export function keyKind(key: PublicKey | undefined): string {
  return (
    [...new Set([key?.keytype, key?.scheme])].filter((name) => name !== undefined && name !== "").join(" ") || "none"
  );
}
