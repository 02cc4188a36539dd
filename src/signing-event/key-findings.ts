import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { isBinName } from "../config/names.ts";
import { heldRoles, type TrustContent } from "../repository/trust-content.ts";
import { tufFaults } from "../tuf/faults.ts";
import type { KeyId } from "../tuf/key.ts";

/** A key that is listed, and that nobody may list for the first time (T87). */
export interface UnfitKey {
  /** The first role that it signs. */
  readonly role: string;
  readonly keyid: KeyId;
  /** The end of a sentence about the key. */
  readonly reason: string;
  /** Whether its signatures count all the same. */
  readonly counts: boolean;
}

/** Every such key that `before` does not list, once. */
export function unfitKeys(before: TrustContent | undefined, after: TrustContent): readonly UnfitKey[] {
  const seen = new Set<KeyId>(before && heldRoles(before).flatMap(({ keyids }) => keyids));
  const found: UnfitKey[] = [];
  for (const { role, keyids, keys } of heldRoles(after)) {
    for (const keyid of keyids) {
      const key = keys.get(keyid);
      if (key === undefined || seen.has(keyid)) continue;
      seen.add(keyid);
      const reason = key.whyUnfit("new");
      const counts = key.whyUnfit("listed") === undefined;
      if (reason !== undefined) found.push({ role: isBinName(role) ? "bins" : role, keyid, reason, counts });
    }
  }
  return found;
}

/** What keeps `after` from being merged: new keys that no role may be given. `file` names where trust is. */
export function newKeyFindings(
  before: TrustContent | undefined,
  after: TrustContent,
  file: string,
): readonly Finding[] {
  return unfitKeys(before, after).map(({ keyid, reason }) => {
    return finding(tufFaults.METADATA_KEY_WEAK, { file, keyid, reason }, { severity: "error", file });
  });
}
