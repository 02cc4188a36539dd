import type { Names } from "../config/names.ts";
import { planFaults } from "../plan/faults.ts";
import { canonical } from "../tuf/canonical.ts";
import { sha256, toHex } from "../tuf/digest.ts";
import { fromPlain } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { Signer } from "../tuf/signer.ts";
import { type EventSignature, encodeEventSignature, eventPaths } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";
import { type LoadedEvent, requireSoundEvent } from "./load.ts";
import { keyidsOf, signersOf } from "./report.ts";

/** One digest for all that an event asks to be signed: SHA-256 of the canonical form of its drafts' digests by role. */
export function eventDigest({ draft }: Pick<LoadedEvent, "draft">): string {
  return sha256(canonical(fromPlain(new Map(draft.roles.map(({ role, sha256 }) => [role, sha256])))));
}

/** What a key may sign of an event and has not yet: roles with the keyids by which they list it. */
function openParts({ base, draft, report }: LoadedEvent, key: PublicKey): ReadonlyMap<string, readonly KeyId[]> {
  const parts = new Map<string, readonly KeyId[]>();
  for (const { role } of draft.roles) {
    const names = keyidsOf(base, draft, role, key);
    const needs = report.roles.find((each) => each.role === role)?.needs ?? [];
    if (needs.some(({ missing }) => names.some((id) => missing.includes(id)))) parts.set(role, names);
  }
  return parts;
}

/** Roles of an event that `key` belongs to and has not signed yet. */
export function openRoles(loaded: LoadedEvent, key: PublicKey): readonly string[] {
  return [...openParts(loaded, key).keys()];
}

/**
 * Signs every draft that asks for the signer's key, and exactly those bytes (T66). `shown` is the digest that the person confirmed: anything
 * else than what was shown is not signed. Faults as {@link requireSoundEvent}, `EVENT_DIGEST_DIFFERS`,
 * `EVENT_NOT_YOURS` when the key has no part in it, `EVENT_SIGNED_ALREADY`, `SIGNER_SIGNATURE_INVALID`.
 */
export async function signEvent(
  loaded: LoadedEvent,
  signer: Signer,
  shown: string,
): Promise<readonly EventSignature[]> {
  const { name, base, draft, verifier } = loaded;
  requireSoundEvent(loaded);
  const digest = eventDigest(loaded);
  if (digest !== shown) throw signingEventFaults.EVENT_DIGEST_DIFFERS({ event: name, expected: shown, actual: digest });
  const { key } = signer;
  if (!draft.roles.some(({ role }) => keyidsOf(base, draft, role, key).length > 0))
    throw signingEventFaults.EVENT_NOT_YOURS({ event: name, keyid: key.keyid });
  const parts = openParts(loaded, key);
  if (parts.size === 0) throw signingEventFaults.EVENT_SIGNED_ALREADY({ event: name, keyid: key.keyid });
  const signatures: EventSignature[] = [];
  for (const { role, payload, sha256: covered } of draft.roles) {
    const keyids = parts.get(role) ?? [];
    if (keyids.length === 0) continue;
    const signature = await signer.sign(payload);
    for (const keyid of keyids) {
      const listed = signersOf(base, draft, role).get(keyid);
      if (listed === undefined || !verifier.verify(listed, payload, signature))
        throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid });
      signatures.push({ role, keyid, sig: toHex(signature), sha256: covered });
    }
  }
  return signatures;
}

/** Signatures as the files of the event, one each, so that two people never write the same file. */
export function signatureFiles(
  names: Names,
  event: string,
  signatures: readonly EventSignature[],
): ReadonlyMap<string, Uint8Array> {
  const paths = eventPaths(names, event);
  return new Map(signatures.map((each) => [paths.signature(each.role, each.keyid), encodeEventSignature(each)]));
}
