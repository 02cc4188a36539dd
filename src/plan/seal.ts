import { limits, signedPaths } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeState, encodeState, type State } from "../repository/state.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { Delegation } from "../tuf/delegation.ts";
import { sha256, toHex } from "../tuf/digest.ts";
import { type Decode, draftEnvelope, type Envelope, type Signature, withSignatures } from "../tuf/envelope.ts";
import { Fault } from "../tuf/fault.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { roleKeys } from "../tuf/root.ts";
import type { Signer } from "../tuf/signer.ts";
import {
  decodeSnapshot,
  decodeTimestamp,
  encodeSnapshot,
  encodeTimestamp,
  type Snapshot,
  type Timestamp,
} from "../tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type Targets } from "../tuf/targets.ts";
import type { Instant } from "../tuf/time.ts";
import { tally } from "../tuf/verify.ts";
import type { Draft } from "./draft.ts";
import { binDelegations } from "./refresh.ts";
import { rehearse } from "./rehearse.ts";
import { brand, type Sealed } from "./sealed.ts";

/** Online signers by the keyid they sign for. */
export type Signers = ReadonlyMap<KeyId, Signer>;

/** A repository as it will be once committed. */
export type Next = Omit<Repository, "commit">;

/**
 * The only door to the signed branch: signs bins, then snapshot, then timestamp, checks each against its delegator before
 * the next is signed, rehearses clients new and old against the result, and only then returns what may be committed. Faults
 * `SIGNER_MISSING` with the role when too few signers are at hand, `METADATA_TOO_LARGE` (T30), `REHEARSAL_FAILED`. `step` is called
 * before each role is signed.
 */
export async function seal(
  draft: Draft,
  signers: Signers,
  now: Instant,
  step: (name: string) => void,
): Promise<Sealed> {
  const { before, trust } = draft;
  const { signed: root } = trust.root;
  const files = new Map<string, Uint8Array | null>();
  const put = (path: string, envelope: Envelope<unknown>, limit: number): void => {
    if (envelope.bytes.length > limit)
      throw new Fault("METADATA_TOO_LARGE", { file: path, actual: envelope.bytes.length, limit });
    files.set(path, envelope.bytes);
  };
  for (const [version, envelope] of trust.roots)
    if (!before?.roots.has(version)) files.set(signedPaths.root(version), envelope.bytes);
  for (const [role, envelope] of trust.offline) {
    // A version is one file for ever: another signature on the same payload does not replace the published bytes.
    if (before?.offline.get(role)?.signed.version !== envelope.signed.version)
      files.set(signedPaths.role(role), envelope.bytes);
  }

  const bins = new Map(before?.bins);
  const delegations = new Map(binDelegations(trust).map((bin) => [bin.name, bin]));
  for (const [role, targets] of draft.bins) {
    step(`sign ${role}`);
    const { delegation, keys } = delegations.get(role) as {
      delegation: Delegation;
      keys: ReadonlyMap<KeyId, PublicKey>;
    };
    const envelope = await sign<Targets>(role, encodeTargets(targets), decodeTargets, delegation, keys, signers);
    bins.set(role, envelope);
    put(signedPaths.role(role), envelope, limits.targets);
  }

  const top = <T>(role: "snapshot" | "timestamp", json: JsonObject, decode: Decode<T>): Promise<Envelope<T>> => {
    step(`sign ${role}`);
    return sign(role, json, decode, roleKeys(root, role), root.keys, signers);
  };
  const snapshot: Envelope<Snapshot> | undefined = draft.snapshot
    ? await top("snapshot", encodeSnapshot(draft.snapshot), decodeSnapshot)
    : before?.snapshot;
  if (snapshot === undefined) throw new RangeError("a first commit needs a snapshot");
  if (draft.snapshot) put(signedPaths.snapshot, snapshot, limits.snapshot);

  const timestamp: Envelope<Timestamp> | undefined = draft.timestamp
    ? await top("timestamp", encodeTimestamp(naming(draft.timestamp, snapshot)), decodeTimestamp)
    : before?.timestamp;
  if (timestamp === undefined) throw new RangeError("a first commit needs a timestamp");
  if (draft.timestamp) put(signedPaths.timestamp, timestamp, limits.timestamp);

  const state = await sign<State>(
    "state",
    encodeState(draft.state),
    decodeState,
    roleKeys(root, "timestamp"),
    root.keys,
    signers,
  );
  put(signedPaths.state, state, limits.state);

  const next: Next = { ...trust, bins, snapshot, timestamp, state };
  step("rehearse");
  // A commit that moves only source/ changes nothing a client sees.
  if (draft.timestamp || trust.roots.size !== before?.roots.size) rehearse(before, next, draft.changes, now);
  return brand(before?.commit, { files, grafts: draft.grafts });
}

/** T57. */
function naming(timestamp: Timestamp, snapshot: Envelope<Snapshot>): Timestamp {
  const hashes = new Map([["sha256", sha256(snapshot.bytes)]]);
  return {
    ...timestamp,
    snapshot: { version: snapshot.signed.version, length: snapshot.bytes.length, hashes, rest: new Map() },
  };
}

/** Signs with every signer at hand that the role lists, and verifies before anything else is done with the result. */
export async function sign<T>(
  role: string,
  json: JsonObject,
  decode: Decode<T>,
  required: RoleKeys,
  keys: ReadonlyMap<KeyId, PublicKey>,
  signers: Signers,
): Promise<Envelope<T>> {
  const draft = draftEnvelope(json, decode);
  const signatures = new Map<KeyId, Signature>();
  for (const keyid of required.keyids) {
    const signer = signers.get(keyid);
    if (signer !== undefined) signatures.set(keyid, { sig: toHex(await signer.sign(draft.payload)), rest: new Map() });
  }
  const envelope = withSignatures(draft, signatures);
  const { met, valid, threshold, invalid } = tally(required, keys, envelope);
  if (met) return envelope;
  if (invalid.length > 0) throw new Fault("SIGNER_KEY_MISMATCH", { role, keyid: invalid[0] });
  throw new Fault("SIGNER_MISSING", {
    role,
    valid: valid.length,
    threshold,
    keyids: required.keyids.map((id) => id.slice(0, 12)).join(", "),
  });
}
