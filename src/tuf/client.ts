import { Fault } from "../base/fault.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import { type Authority, sameSigners, topLevelAuthority } from "./authority.ts";
import type { MetaFile } from "./common.ts";
import { authorityFrom } from "./delegations.ts";
import { digest } from "./digest.ts";
import { type Decode, decodeEnvelope, type Envelope } from "./envelope.ts";
import { tufFaults } from "./faults.ts";
import { decodeRoot, type Root, type TopLevelRole } from "./root.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "./snapshot.ts";
import { tally, unmet } from "./tally.ts";
import { decodeTargets, type Targets } from "./targets.ts";
import type { Verifier } from "./verifier.ts";

/** What a client trusts: what it has on disk, then more with each file of an update. Immutable. */
export interface Trusted {
  readonly root: Envelope<Root>;
  readonly timestamp?: Envelope<Timestamp>;
  readonly snapshot?: Envelope<Snapshot>;
  /** Targets roles by name, `targets` itself included. */
  readonly targets: ReadonlyMap<string, Envelope<Targets>>;
  /** How far this update has come; what was trusted before it began only serves the rollback checks. */
  readonly stage: "roots" | "timestamp" | "snapshot";
  readonly verifier: Verifier;
  /** How files are read, when not as every client does: what other tools signed may be of an older form. */
  readonly decoders?: Decoders;
}

/** The readers of the `signed` part of each role but root. */
export interface Decoders {
  readonly timestamp: Decode<Timestamp>;
  readonly snapshot: Decode<Snapshot>;
  readonly targets: Decode<Targets>;
}

const strictly: Decoders = { timestamp: decodeTimestamp, snapshot: decodeSnapshot, targets: decodeTargets };

/** A file as it came from the repository. */
export type File =
  | { readonly role: "root" | "timestamp" | "snapshot" | "targets"; readonly bytes: Uint8Array }
  | { readonly role: "delegated"; readonly name: string; readonly delegator: string; readonly bytes: Uint8Array };

/** Why a file is not trusted. `step` is the section of specification 1.0.34 that refuses it. */
export interface Refusal {
  readonly kind: "refused";
  readonly fault: Fault;
  readonly code: string;
  readonly role: string;
  readonly step: string;
}

export type Verdict = { readonly kind: "trusted"; readonly state: Trusted } | Refusal;

/** Begins with a root obtained out of band, trusted as it is (§5.2). Faults when it cannot be decoded. */
export function bootstrap(root: Uint8Array, verifier: Verifier): Trusted {
  return { root: decodeEnvelope(root, decodeRoot), targets: new Map(), stage: "roots", verifier };
}

/**
 * Begins another update with what an earlier one ended with (§5.1 fixes `now` for its whole length). Targets roles go:
 * the keys that vouched for them may be revoked, and no rollback check needs them (5.5.5 goes by the snapshot).
 */
export function restart(state: Trusted): Trusted {
  return { ...state, targets: new Map(), stage: "roots" };
}

/**
 * The client workflow (specification §5) as a pure function: one file in, the next state or a refusal out. Files come in
 * the order root (N+1, N+2, …), timestamp, snapshot, targets, delegated roles. Never throws for bad input.
 */
export function trust(state: Trusted, file: File, now: Instant): Verdict {
  const role = file.role === "delegated" ? file.name : file.role;
  try {
    if (file.role === "root") return { kind: "trusted", state: trustRoot(state, file.bytes) };
    if (file.role === "timestamp") return { kind: "trusted", state: trustTimestamp(state, file.bytes, now) };
    if (file.role === "snapshot") return { kind: "trusted", state: trustSnapshot(state, file.bytes, now) };
    const delegator = file.role === "delegated" ? file.delegator : undefined;
    return { kind: "trusted", state: trustTargets(state, role, delegator, file.bytes, now) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { step } = error.data;
    const fault = error.with({ role });
    return { kind: "refused", fault, code: fault.code, role, step: typeof step === "string" ? step : "4" };
  }
}

function trustRoot(state: Trusted, bytes: Uint8Array): Trusted {
  if (state.stage !== "roots") throw tufFaults.ROLE_OUT_OF_ORDER({ role: "root", step: "5.3" });
  const next = decodeEnvelope(bytes, decodeRoot);
  // 5.3.4: signed by a threshold of the trusted root's keys and by a threshold of its own.
  for (const signer of [state.root.signed, next.signed]) {
    requireSignatures(state, topLevelAuthority(signer, "root"), next, "5.3.4");
  }
  // 5.3.5: exactly one version further.
  const expected = state.root.signed.version + 1;
  if (next.signed.version !== expected) {
    throw tufFaults.ROLE_VERSION_MISMATCH({ role: "root", expected, actual: next.signed.version, step: "5.3.5" });
  }
  // 5.3.11: rotated timestamp or snapshot keys drop both files, which is how clients recover from versions a thief ran ahead.
  const rotated = (["timestamp", "snapshot"] as const).some(
    (role) => !sameSigners(topLevelAuthority(state.root.signed, role), topLevelAuthority(next.signed, role)),
  );
  const { timestamp: _timestamp, snapshot: _snapshot, ...rest } = state;
  return rotated ? { ...rest, root: next } : { ...state, root: next };
}

function trustTimestamp(state: Trusted, bytes: Uint8Array, now: Instant): Trusted {
  // 5.3.10: the last root must not be expired; those on the way may be (5.3.6).
  requireFresh("root", state.root.signed.expires, now, "5.3.10");
  const next = decodeEnvelope(bytes, (state.decoders ?? strictly).timestamp);
  requireTopLevel(state, "timestamp", next, "5.4.2");
  const before = stillTrusted(state, "timestamp", state.timestamp);
  if (before !== undefined) {
    // 5.4.3.1: never an older timestamp; the same version is no news and the trusted file stays.
    if (next.signed.version < before.signed.version)
      rollback("timestamp", before.signed.version, next.signed.version, "5.4.3.1");
    if (next.signed.version === before.signed.version) {
      requireFresh("timestamp", before.signed.expires, now, "5.4.4");
      return { ...state, stage: "timestamp" };
    }
    // 5.4.3.2: nor one that names an older snapshot.
    const [old, fresh] = [before.signed.snapshot.version, next.signed.snapshot.version];
    if (fresh < old) rollback("snapshot", old, fresh, "5.4.3.2");
  }
  requireFresh("timestamp", next.signed.expires, now, "5.4.4");
  return { ...state, timestamp: next, stage: "timestamp" };
}

function trustSnapshot(state: Trusted, bytes: Uint8Array, now: Instant): Trusted {
  if (state.timestamp === undefined || state.stage === "roots")
    throw tufFaults.ROLE_OUT_OF_ORDER({ role: "snapshot", step: "5.5" });
  const listed = state.timestamp.signed.snapshot;
  requireListed("snapshot", listed, bytes, "5.5.2");
  const next = decodeEnvelope(bytes, (state.decoders ?? strictly).snapshot);
  requireTopLevel(state, "snapshot", next, "5.5.3");
  requireVersion("snapshot", listed, next.signed.version, "5.5.4");
  // 5.5.5: every file listed before is listed still, at no lower version.
  const before = stillTrusted(state, "snapshot", state.snapshot);
  for (const [name, { version }] of before?.signed.meta ?? []) {
    const after = next.signed.meta.get(name);
    if (after === undefined) throw tufFaults.ROLE_NOT_LISTED({ role: name.replace(/\.json$/, ""), step: "5.5.5" });
    if (after.version < version) rollback(name.replace(/\.json$/, ""), version, after.version, "5.5.5");
  }
  requireFresh("snapshot", next.signed.expires, now, "5.5.6");
  return { ...state, snapshot: next, stage: "snapshot" };
}

function trustTargets(
  state: Trusted,
  role: string,
  delegator: string | undefined,
  bytes: Uint8Array,
  now: Instant,
): Trusted {
  if (state.snapshot === undefined || state.stage !== "snapshot")
    throw tufFaults.ROLE_OUT_OF_ORDER({ role, step: "5.6" });
  const listed = state.snapshot.signed.meta.get(`${role}.json`);
  if (listed === undefined) throw tufFaults.ROLE_NOT_LISTED({ role, step: "5.6.1" });
  requireListed(role, listed, bytes, "5.6.2");
  const next = decodeEnvelope(bytes, (state.decoders ?? strictly).targets);
  // 5.6.3: signed by the keys of whoever delegates to it.
  if (delegator === undefined) {
    requireTopLevel(state, "targets", next, "5.6.3");
  } else {
    const delegations = state.targets.get(delegator)?.signed.delegations;
    const authority = delegations && authorityFrom(delegator, delegations, role);
    if (authority === undefined) throw tufFaults.ROLE_NOT_DELEGATED({ role, delegator, step: "5.6.3" });
    requireSignatures(state, authority, next, "5.6.3");
  }
  requireVersion(role, listed, next.signed.version, "5.6.4");
  requireFresh(role, next.signed.expires, now, "5.6.5");
  return { ...state, targets: new Map([...state.targets, [role, next]]) };
}

/** What an earlier update ended with, unless the keys of the present root did not sign it: then it binds nobody. */
function stillTrusted<T>(
  { root: { signed }, verifier }: Trusted,
  role: TopLevelRole,
  envelope: Envelope<T> | undefined,
): Envelope<T> | undefined {
  return envelope && tally(topLevelAuthority(signed, role), envelope, verifier).met ? envelope : undefined;
}

function requireTopLevel(state: Trusted, role: TopLevelRole, envelope: Envelope<unknown>, step: string): void {
  requireSignatures(state, topLevelAuthority(state.root.signed, role), envelope, step);
}

function requireSignatures(
  { verifier }: Trusted,
  authority: Authority,
  envelope: Envelope<unknown>,
  step: string,
): void {
  const counted = tally(authority, envelope, verifier);
  if (!counted.met) throw unmet(authority, counted, { step });
}

function requireListed(role: string, listed: MetaFile, bytes: Uint8Array, step: string): void {
  if (listed.length !== undefined && bytes.length !== listed.length) {
    throw tufFaults.ROLE_HASH_MISMATCH({
      role,
      expected: `${listed.length} bytes`,
      actual: `${bytes.length} bytes`,
      step,
    });
  }
  for (const [algorithm, expected] of listed.hashes ?? []) {
    const actual = digest(algorithm, bytes);
    if (actual === undefined)
      throw tufFaults.ROLE_HASH_MISMATCH({
        role,
        expected,
        actual: `no ${algorithm} digest, which is unknown here,`,
        step,
      });
    if (actual !== expected) throw tufFaults.ROLE_HASH_MISMATCH({ role, expected, actual, step });
  }
}

function requireVersion(role: string, listed: MetaFile, actual: number, step: string): void {
  if (actual !== listed.version)
    throw tufFaults.ROLE_VERSION_MISMATCH({ role, expected: listed.version, actual, step });
}

function requireFresh(role: string, expires: Instant, now: Instant, step: string): void {
  if (expires <= now) throw tufFaults.ROLE_EXPIRED({ role, expires: formatInstant(expires), step });
}

function rollback(role: string, expected: number, actual: number, step: string): never {
  throw tufFaults.ROLE_ROLLBACK({ role, expected, actual, step });
}
