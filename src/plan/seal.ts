import type { Instant } from "../base/time.ts";
import { brand, type Sealed } from "../git/sealed.ts";
import { stateLimit } from "../repository/state-file.ts";
import type { Authority } from "../tuf/authority.ts";
import { toHex } from "../tuf/digest.ts";
import { type Decode, draftEnvelope, type Envelope, type Signature, withSignatures } from "../tuf/envelope.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { KeyId } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import type { Signer } from "../tuf/signer.ts";
import { tally } from "../tuf/tally.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { assemble } from "./assemble.ts";
import type { Draft } from "./draft.ts";
import { planFaults } from "./faults.ts";
import { rehearse } from "./rehearse.ts";

/** Online signers by the keyid they sign for. */
export type Signers = ReadonlyMap<KeyId, Signer>;

/**
 * The only door to the signed branch: signs bins, then snapshot, then timestamp, checks each against its delegator before
 * the next is signed, rehearses clients new and old against the result, and only then returns what may be committed. Faults
 * `SIGNER_MISSING` with the role when too few signers are at hand, `METADATA_TOO_LARGE` (T30), `REHEARSAL_FAILED`; for a draft that
 * `prove` found nothing wrong with, the first alone (T73). `step` is called before each role is signed.
 */
export async function seal(
  draft: Draft,
  signers: Signers,
  now: Instant,
  step: (name: string) => void,
): Promise<Sealed> {
  const { files, next } = await assemble(
    draft,
    (authority, json, decode) => sign(authority, json, decode, signers, draft.trust.verifier),
    (path, role, { bytes }) => {
      const limit = limitOf(role);
      if (bytes.length > limit) throw planFaults.METADATA_TOO_LARGE({ role, file: path, actual: bytes.length, limit });
    },
    step,
  );
  step("rehearse");
  rehearse(draft, next, now, draft.trust.verifier);
  return brand(draft.parent, { files, grafts: draft.grafts }, draft.before?.commit ?? null);
}

/** Bytes that clients read of a role at most (T30). */
export function limitOf(role: string): number {
  if (role === "state") return stateLimit;
  return role === "snapshot" || role === "timestamp" ? limits[role] : limits.targets;
}

/** Signs with every signer at hand that the role lists, and verifies before anything else is done with the result. */
export async function sign<T>(
  authority: Authority,
  json: JsonObject,
  decode: Decode<T>,
  signers: Signers,
  verifier: Verifier,
): Promise<Envelope<T>> {
  const { role, keyids } = authority;
  const draft = draftEnvelope(json, decode);
  const signatures = new Map<KeyId, Signature>();
  for (const keyid of keyids) {
    const signer = signers.get(keyid);
    if (signer !== undefined) signatures.set(keyid, { sig: toHex(await signer.sign(draft.payload)), rest: new Map() });
  }
  const envelope = withSignatures(draft, signatures);
  const { met, valid, threshold, invalid } = tally(authority, envelope, verifier);
  if (met) return envelope;
  const [wrong] = invalid;
  if (wrong !== undefined) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: wrong, role });
  throw planFaults.SIGNER_MISSING({
    role,
    valid: valid.length,
    threshold,
    keyids: keyids.join(", "),
  });
}
