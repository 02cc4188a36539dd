import { isFault } from "../base/fault.ts";
import { signedPaths } from "../repository/layout.ts";
import { decodeState, encodeState, retiredDigest, type State } from "../repository/state-file.ts";
import type { Trust } from "../repository/trust.ts";
import type { Repository } from "../repository/verify-state.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Decode, Envelope } from "../tuf/envelope.ts";
import type { JsonObject } from "../tuf/json.ts";
import {
  decodeSnapshot,
  decodeTimestamp,
  encodeSnapshot,
  encodeTimestamp,
  type Snapshot,
  type Timestamp,
} from "../tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type Targets } from "../tuf/targets.ts";
import type { Draft } from "./draft.ts";
import { planFaults } from "./faults.ts";
import { onlineDelegations } from "./online-roles.ts";

/** A repository as it will be once committed. */
export type Next = Omit<Repository, "commit" | "at">;

/** What makes a signed file of a role's payload. Faults `SIGNER_MISSING` when its keys are not at hand. */
export type SignRole = <T>(authority: Authority, json: JsonObject, decode: Decode<T>) => Promise<Envelope<T>>;

/** Is shown each file that was made, before what follows from it is: its path, and its role for people. */
export type Accept = (path: string, role: string, envelope: Envelope<unknown>) => void;

/** The next state of the signed branch, and what writing it takes. */
export interface Assembly {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly next: Next;
}

/**
 * Makes every file of a draft in the order of signing: online targets roles, those that retire, snapshot, timestamp, state. `seal` comes
 * here with the keys, `prove` without them: what the one would refuse, the other has met before.
 */
export async function assemble(
  draft: Draft,
  sign: SignRole,
  accept: Accept,
  step: (name: string) => void,
): Promise<Assembly> {
  const { before, trust } = draft;
  const { signed: root } = trust.root;
  const files = new Map<string, Uint8Array | null>();
  const put = (path: string, role: string, envelope: Envelope<unknown>): void => {
    accept(path, role, envelope);
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
    const envelope = await sign(delegations.get(role) as Authority, encodeTargets(targets), decodeTargets);
    bins.set(role, envelope);
    put(signedPaths.role(role), role, envelope);
  }
  const former = before === undefined ? new Map<string, Authority>() : byName(before);
  const emptied = new Map<string, Envelope<Targets>>();
  const unsigned = new Map<string, Targets>();
  for (const [role, targets] of draft.retiring) {
    const envelope = await empty(former.get(role) as Authority, targets, sign, step);
    if (envelope === undefined) unsigned.set(role, targets);
    else emptied.set(role, envelope);
    if (envelope !== undefined) put(signedPaths.role(role), role, envelope);
  }

  const top = <T>(role: "snapshot" | "timestamp", json: JsonObject, decode: Decode<T>): Promise<Envelope<T>> => {
    step(`sign ${role}`);
    return sign(topLevelAuthority(root, role), json, decode);
  };
  const snapshot: Envelope<Snapshot> | undefined = draft.snapshot
    ? await top("snapshot", encodeSnapshot(listedBefore(draft.snapshot, before, unsigned)), decodeSnapshot)
    : before?.snapshot;
  if (snapshot === undefined) throw new RangeError("a first commit needs a snapshot");
  if (draft.snapshot) put(signedPaths.snapshot, "snapshot", snapshot);

  const timestamp: Envelope<Timestamp> | undefined = draft.timestamp
    ? await top("timestamp", encodeTimestamp(naming(draft.timestamp, snapshot)), decodeTimestamp)
    : before?.timestamp;
  if (timestamp === undefined) throw new RangeError("a first commit needs a timestamp");
  if (draft.timestamp) put(signedPaths.timestamp, "timestamp", timestamp);

  const retired = new Map([...retiredFrom(before, trust, delegations), ...emptied]);
  for (const [role, { signed }] of retired) {
    // A later version was published than is at hand: it stays listed, and this one is not it.
    if (snapshot.signed.meta.get(`${role}.json`)?.version === signed.version) continue;
    retired.delete(role);
    files.set(signedPaths.role(role), null);
  }
  const digest = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
  const state = await sign<State>(
    { ...topLevelAuthority(root, "timestamp"), role: "state" },
    encodeState({ ...draft.state, ...(digest !== undefined && { retired: digest }) }),
    decodeState,
  );
  put(signedPaths.state, "state", state);
  return { files, next: { ...trust, bins, retired, snapshot, timestamp, state } };
}

function byName(trust: Trust): ReadonlyMap<string, Authority> {
  return new Map(onlineDelegations(trust).map((authority) => [authority.role, authority]));
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
  authority: Authority,
  targets: Targets,
  sign: SignRole,
  step: (name: string) => void,
): Promise<Envelope<Targets> | undefined> {
  const { role } = authority;
  step(`sign ${role}`);
  try {
    return await sign(authority, encodeTargets(targets), decodeTargets);
  } catch (error) {
    if (!isFault(error, planFaults.SIGNER_MISSING)) throw error;
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
