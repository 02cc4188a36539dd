import type { TargetChange } from "../repository/difference.ts";
import { isBinName } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { routeTo } from "../repository/route.ts";
import type { Lifetimes } from "../repository/schedule.ts";
import type { Trust } from "../repository/trust.ts";
import { specVersion } from "../tuf/common.ts";
import { type Delegation, delegatedNames, delegationTo } from "../tuf/delegation.ts";
import { Fault } from "../tuf/fault.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { roleKeys } from "../tuf/root.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import type { TargetFile, Targets } from "../tuf/targets.ts";
import { addDays, type Instant } from "../tuf/time.ts";
import { tally } from "../tuf/verify.ts";

/** A hash bin as its delegator describes it. */
export interface BinDelegation {
  readonly name: string;
  readonly delegator: string;
  readonly delegation: Delegation;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
}

/** Every hash bin that the offline roles delegate to. */
export function binDelegations(trust: Pick<Trust, "offline">): readonly BinDelegation[] {
  return [...trust.offline].flatMap(([delegator, { signed }]) => {
    const { delegations } = signed;
    if (delegations === undefined) return [];
    return [...delegatedNames(delegations)].filter(isBinName).flatMap((name) => {
      const delegation = delegationTo(delegations, name);
      return delegation === undefined ? [] : [{ name, delegator, delegation, keys: delegations.keys }];
    });
  });
}

/**
 * The bin that a change is made in: where a client's search for the path ends, and for one that goes also where it still is when
 * people have taken its path out of the delegations.
 */
export function binOf(before: Repository | undefined, trust: Trust, { kind, path }: TargetChange): string {
  const routed = routeTo(trust, path)?.bin;
  if (routed !== undefined) return routed;
  for (const [role, { signed }] of kind === "remove" ? (before?.bins ?? []) : [])
    if (signed.targets.has(path)) return role;
  // A new target outside every delegation is a finding; a caller that plans on regardless has a bug.
  throw new Fault("TARGET_NOT_DELEGATED", { path, file: "", patterns: "" });
}

/** Bins to sign: those whose targets change, that are due, that their delegator's keys no longer vouch for, or that are new. */
export function draftBins(
  before: Repository | undefined,
  intent: { readonly trust: Trust; readonly changes: readonly TargetChange[] },
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): ReadonlyMap<string, Targets> {
  const delegations = binDelegations(intent.trust);
  requireSameBins(before, delegations);
  const byBin = new Map<string, TargetChange[]>();
  for (const change of intent.changes) {
    const bin = binOf(before, intent.trust, change);
    const others = byBin.get(bin);
    if (others === undefined) byBin.set(bin, [change]);
    else others.push(change);
  }
  const bins = new Map<string, Targets>();
  for (const { name, delegation, keys } of delegations) {
    const known = before?.bins.get(name);
    const changes = byBin.get(name) ?? [];
    const vouched = known !== undefined && tally(delegation, keys, known).met;
    if (known !== undefined && changes.length === 0 && !due.has(name) && vouched) continue;
    bins.set(name, {
      specVersion,
      version: (known?.signed.version ?? 0) + 1,
      expires: addDays(now, lifetimes.bins.expires),
      targets: changes.length === 0 ? (known?.signed.targets ?? new Map()) : applied(known?.signed.targets, changes),
      rest: known?.signed.rest ?? new Map(),
    });
  }
  return bins;
}

/** T55: another number of bins moves every target; that is a migration of its own, never a side effect of a merge. */
function requireSameBins(before: Repository | undefined, delegations: readonly BinDelegation[]): void {
  if (delegations.length === 0) throw new Fault("BINS_MISSING", {});
  if (before === undefined) return;
  const names = new Set(delegations.map(({ name }) => name));
  if (names.size !== before.bins.size || [...before.bins.keys()].some((name) => !names.has(name))) {
    throw new Fault("BINS_CHANGED", { before: before.bins.size, after: names.size });
  }
}

function applied(
  targets: ReadonlyMap<string, TargetFile> | undefined,
  changes: readonly TargetChange[],
): ReadonlyMap<string, TargetFile> {
  const result = new Map(targets);
  for (const change of changes) {
    if (change.kind === "remove") result.delete(change.path);
    else result.set(change.path, change.after);
  }
  return result;
}

/** The next snapshot when a listed version changes, it is due, or its keys changed; version-only entries (interop P5). */
export function draftSnapshot(
  before: Repository | undefined,
  trust: Trust,
  bins: ReadonlyMap<string, Targets>,
  adopted: readonly { readonly role: string; readonly version: number }[],
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): Snapshot | undefined {
  const listed = [...bins]
    .map(([role, { version }]) => ({ role, version }))
    .concat(adopted.filter(({ role }) => role !== "root"));
  const { signed: root } = trust.root;
  const vouched = before !== undefined && tally(roleKeys(root, "snapshot"), root.keys, before.snapshot).met;
  if (listed.length === 0 && !due.has("snapshot") && vouched) return undefined;
  // T54: entries stay for ever; a client that saw one refuses a snapshot without it.
  const meta = new Map(before?.snapshot.signed.meta);
  for (const { role, version } of listed) meta.set(`${role}.json`, { version, rest: new Map() });
  return {
    specVersion,
    version: (before?.snapshot.signed.version ?? 0) + 1,
    expires: addDays(now, lifetimes.snapshot.expires),
    meta,
    rest: before?.snapshot.signed.rest ?? new Map(),
  };
}

/** The next timestamp when there is a new snapshot, it is due, or its keys changed (T52, T57). */
export function draftTimestamp(
  before: Repository | undefined,
  trust: Trust,
  snapshot: Snapshot | undefined,
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): Timestamp | undefined {
  const { signed: root } = trust.root;
  const vouched = before !== undefined && tally(roleKeys(root, "timestamp"), root.keys, before.timestamp).met;
  if (snapshot === undefined && !due.has("timestamp") && vouched) return undefined;
  const current = before?.timestamp.signed;
  const named = snapshot === undefined ? current?.snapshot : { version: snapshot.version, rest: new Map() };
  if (named === undefined) throw new RangeError("a first timestamp needs a snapshot");
  return {
    specVersion,
    version: (current?.version ?? 0) + 1,
    expires: addDays(now, lifetimes.timestamp.expires),
    snapshot: named,
    rest: current?.rest ?? new Map(),
  };
}
