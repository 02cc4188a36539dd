import { limits, signedPaths } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeState, encodeState, retiredDigest, type State } from "../repository/state.ts";
import type { Trust } from "../repository/trust.ts";
import type { RoleKeys } from "../tuf/common.ts";
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
import { type OnlineDelegation, onlineDelegations } from "./refresh.ts";
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

  const delegations = byName(trust);
  const bins = new Map([...(before?.bins ?? [])].filter(([role]) => delegations.has(role)));
  for (const [role, targets] of draft.bins) {
    step(`sign ${role}`);
    const { delegation, keys } = delegations.get(role) as OnlineDelegation;
    const envelope = await sign<Targets>(role, encodeTargets(targets), decodeTargets, delegation, keys, signers);
    bins.set(role, envelope);
    put(signedPaths.role(role), envelope, limits.targets);
  }
  const former = before === undefined ? new Map<string, OnlineDelegation>() : byName(before);
  const emptied = new Map<string, Envelope<Targets>>();
  const unsigned = new Map<string, Targets>();
  for (const [role, targets] of draft.retiring) {
    const { delegation, keys } = former.get(role) as OnlineDelegation;
    const envelope = await empty(role, targets, delegation, keys, signers, step);
    if (envelope === undefined) unsigned.set(role, targets);
    else emptied.set(role, envelope);
    if (envelope !== undefined) put(signedPaths.role(role), envelope, limits.targets);
  }

  const top = <T>(role: "snapshot" | "timestamp", json: JsonObject, decode: Decode<T>): Promise<Envelope<T>> => {
    step(`sign ${role}`);
    return sign(role, json, decode, roleKeys(root, role), root.keys, signers);
  };
  const snapshot: Envelope<Snapshot> | undefined = draft.snapshot
    ? await top("snapshot", encodeSnapshot(listedBefore(draft.snapshot, before, unsigned)), decodeSnapshot)
    : before?.snapshot;
  if (snapshot === undefined) throw new RangeError("a first commit needs a snapshot");
  if (draft.snapshot) put(signedPaths.snapshot, snapshot, limits.snapshot);

  const timestamp: Envelope<Timestamp> | undefined = draft.timestamp
    ? await top("timestamp", encodeTimestamp(naming(draft.timestamp, snapshot)), decodeTimestamp)
    : before?.timestamp;
  if (timestamp === undefined) throw new RangeError("a first commit needs a timestamp");
  if (draft.timestamp) put(signedPaths.timestamp, timestamp, limits.timestamp);

  const retired = new Map([...retiredFrom(before, trust, delegations), ...emptied]);
  for (const [role, { signed }] of retired) {
    // A later version was published than is at hand: it stays listed, and this one is not it.
    if (snapshot.signed.meta.get(`${role}.json`)?.version === signed.version) continue;
    retired.delete(role);
    files.set(signedPaths.role(role), null);
  }
  const digest = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
  const state = await sign<State>(
    "state",
    encodeState({ ...draft.state, ...(digest !== undefined && { retired: digest }) }),
    decodeState,
    roleKeys(root, "timestamp"),
    root.keys,
    signers,
  );
  put(signedPaths.state, state, limits.state);

  const next: Next = { ...trust, bins, retired, snapshot, timestamp, state };
  step("rehearse");
  // A commit that moves only source/ changes nothing a client sees.
  if (draft.timestamp || trust.roots.size !== before?.roots.size) rehearse(before, next, draft, now);
  return brand(draft.parent, { files, grafts: draft.grafts }, before?.commit ?? null);
}

function byName(trust: Trust): ReadonlyMap<string, OnlineDelegation> {
  return new Map(onlineDelegations(trust).map((role) => [role.name, role]));
}

/** T54: every role that was there and that nobody delegates to any more, as it was signed last. */
function retiredFrom(
  before: Repository | undefined,
  trust: Trust,
  delegations: ReadonlyMap<string, unknown>,
): Map<string, Envelope<Targets>> {
  if (before === undefined) return new Map();
  const all = [...before.retired, ...before.offline, ...before.bins];
  return new Map(all.filter(([role]) => !delegations.has(role) && !trust.offline.has(role)));
}

/** A role's last version, without targets; undefined, and said, when its keys are not at hand, since nothing a client trusts hangs on it. */
async function empty(
  role: string,
  targets: Targets,
  required: RoleKeys,
  keys: ReadonlyMap<KeyId, PublicKey>,
  signers: Signers,
  step: (name: string) => void,
): Promise<Envelope<Targets> | undefined> {
  step(`sign ${role}`);
  try {
    return await sign<Targets>(role, encodeTargets(targets), decodeTargets, required, keys, signers);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "SIGNER_MISSING") throw error;
    step(`leave ${role} as it was: the keys that it had are not at hand`);
    return undefined;
  }
}

/** With `roles` listed as they were before the versions that nobody signed. */
function listedBefore(
  snapshot: Snapshot,
  before: Repository | undefined,
  roles: ReadonlyMap<string, Targets>,
): Snapshot {
  const meta = new Map(snapshot.meta);
  for (const [role, targets] of roles) {
    const version = targets.version - 1;
    const listed = before?.snapshot.signed.meta.get(`${role}.json`);
    meta.set(`${role}.json`, listed?.version === version ? listed : { version, rest: new Map() });
  }
  return { ...snapshot, meta };
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
    keyids: required.keyids.join(", "),
  });
}
