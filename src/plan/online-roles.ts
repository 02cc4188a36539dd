import { addDays, type Instant } from "../base/time.ts";
import { binPrefix, isBinName, isOnlineRole } from "../config/names.ts";
import type { Lifetimes } from "../config/settings.ts";
import { policyFaults } from "../policy/faults.ts";
import type { TargetChange } from "../release/target-change.ts";
import { routeTo } from "../repository/route.ts";
import type { Trust } from "../repository/trust.ts";
import { type PublishedTarget, type Repository, releasedTargets } from "../repository/verify-state.ts";
import type { Floors } from "../repository/version-floors.ts";
import type { Authority } from "../tuf/authority.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { specVersion } from "../tuf/common.ts";
import type { KeyId } from "../tuf/key.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/tally.ts";
import type { TargetFile, Targets } from "../tuf/targets.ts";
import { wholeTree } from "../tuf/visits.ts";
import { planFaults } from "./faults.ts";

/** Every hash bin and other online role that the offline roles delegate to. Faults `DELEGATION_INVALID` as every walk does. */
export function onlineDelegations({ root, offline }: Pick<Trust, "root" | "offline">): readonly Authority[] {
  const start = topLevelAuthority(root.signed, "targets");
  return [...wholeTree(start, ({ role }) => offline.get(role)?.signed.delegations)].filter(({ role }) =>
    isOnlineRole(role),
  );
}

/**
 * The online role that a change is made in: where a client's search for the path ends, and for one that goes also where it still is when
 * people have taken its path out of the delegations.
 */
export function onlineRoleOf(before: Repository | undefined, trust: Trust, { kind, path }: TargetChange): string {
  const routed = routeTo(trust, path)?.role;
  if (routed !== undefined) return routed;
  for (const [role, { signed }] of kind === "remove" ? (before?.bins ?? []) : [])
    if (signed.targets.has(path)) return role;
  // A new target outside every delegation is a finding; a caller that plans on regardless has a bug.
  throw policyFaults.TARGET_NOT_DELEGATED({ path, file: "", patterns: "" });
}

/** What becomes of the online roles. */
export interface OnlineDrafts {
  /** To sign: those whose targets change, that are due, that their delegator's keys no longer vouch for, or that are new. */
  readonly bins: ReadonlyMap<string, Targets>;
  /** To sign once more, empty: nobody delegates to them any more, and the keys they had are still in use. */
  readonly retiring: ReadonlyMap<string, Targets>;
  /** Those whose keys are not in use any more: they stay as they were signed last. */
  readonly abandoned: readonly string[];
  readonly moved: readonly PublishedTarget[];
}

/**
 * Drafts of every online role. When people changed the delegations, each published target goes to the role where a search for it ends
 * now, in the same commit that creates that role and empties the one it was in (T55). Faults `BINS_CHANGED`.
 */
export function draftBins(
  before: Repository | undefined,
  intent: { readonly trust: Trust; readonly changes: readonly TargetChange[] },
  seen: Floors,
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): OnlineDrafts {
  const delegations = onlineDelegations(intent.trust);
  requireWholeBins(before, seen, delegations);
  const { edits, moved } = editsOf(before, intent.trust, intent.changes);
  const common = { specVersion, expires: addDays(now, lifetimes.bins.expires) };
  const bins = new Map<string, Targets>();
  for (const authority of delegations) {
    const name = authority.role;
    const known = before?.bins.get(name);
    const changes = edits.get(name);
    const vouched = known !== undefined && tally(authority, known, intent.trust.verifier).met;
    if (known !== undefined && changes === undefined && !due.has(name) && vouched) continue;
    // One that comes back, too, goes on from the version that clients have seen.
    bins.set(name, {
      ...common,
      version: (seen.roles.get(name) ?? 0) + 1,
      targets: applied(known?.signed.targets, changes),
      rest: known?.signed.rest ?? new Map(),
    });
  }
  const retiring = new Map<string, Targets>();
  const abandoned: string[] = [];
  const inUse = onlineKeyids(intent.trust, delegations);
  const current = new Set(delegations.map(({ role }) => role));
  for (const { role: name, keyids, threshold } of before === undefined ? [] : onlineDelegations(before)) {
    const known = before?.bins.get(name)?.signed;
    if (known === undefined || current.has(name)) continue;
    if (keyids.filter((keyid) => inUse.has(keyid)).length < threshold) abandoned.push(name);
    else
      retiring.set(name, {
        ...common,
        version: (seen.roles.get(name) ?? known.version) + 1,
        targets: new Map(),
        rest: known.rest,
      });
  }
  return { bins, retiring, abandoned, moved };
}

/** T55: another number of bins is a migration to names of their own; one name never stands for two shares of the paths. */
function requireWholeBins(before: Repository | undefined, seen: Floors, delegations: readonly Authority[]): void {
  const current = byPrefix([...(before?.bins.keys() ?? [])]);
  const listed = byPrefix([...seen.roles.keys()]);
  for (const [prefix, names] of byPrefix(delegations.map(({ role }) => role))) {
    const past = current.get(prefix) ?? listed.get(prefix);
    if (past !== undefined && (past.size !== names.size || [...past].some((name) => !names.has(name))))
      throw planFaults.BINS_CHANGED({ prefix, before: past.size, after: names.size });
  }
}

function byPrefix(names: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map<string, Set<string>>();
  for (const name of names.filter(isBinName)) {
    const set = sets.get(binPrefix(name)) ?? new Set();
    sets.set(binPrefix(name), set.add(name));
  }
  return sets;
}

/** New content by path; null takes it out. */
type Edits = ReadonlyMap<string, TargetFile | null>;

/** What changes in each online role, by its name. */
function editsOf(
  before: Repository | undefined,
  trust: Trust,
  changes: readonly TargetChange[],
): { readonly edits: ReadonlyMap<string, Edits>; readonly moved: readonly PublishedTarget[] } {
  const edits = new Map<string, Map<string, TargetFile | null>>();
  const edit = (role: string, path: string, target: TargetFile | null): void => {
    const others = edits.get(role);
    if (others === undefined) edits.set(role, new Map([[path, target]]));
    else others.set(path, target);
  };
  // Under the delegations of before, what is published is where it has to be.
  const listed = before === undefined || trust === before ? [] : [...releasedTargets(before)];
  const rest = new Map(listed.map((found) => [found.path, found]));
  for (const change of changes) {
    const { path } = change;
    const role = onlineRoleOf(before, trust, change);
    const was = rest.get(path)?.role ?? role;
    if (change.kind === "remove" || was !== role) edit(was, path, null);
    if (change.kind !== "remove") edit(role, path, change.after);
    rest.delete(path);
  }
  const moved: PublishedTarget[] = [];
  for (const { path, role, target } of rest.values()) {
    const next = routeTo(trust, path)?.role;
    if (next === undefined) throw policyFaults.TARGET_NOT_DELEGATED({ path, file: "", patterns: "" });
    if (next === role) continue;
    edit(role, path, null);
    edit(next, path, target);
    moved.push({ path, role: next, target });
  }
  return { edits, moved };
}

/** Keys that the worker may have at hand. */
function onlineKeyids(trust: Trust, delegations: readonly Authority[]): ReadonlySet<KeyId> {
  const { signed: root } = trust.root;
  const top = (["snapshot", "timestamp"] as const).flatMap((role) => topLevelAuthority(root, role).keyids);
  return new Set([...delegations.flatMap(({ keyids }) => keyids), ...top]);
}

function applied(
  targets: ReadonlyMap<string, TargetFile> = new Map(),
  edits: Edits | undefined,
): ReadonlyMap<string, TargetFile> {
  if (edits === undefined) return targets;
  const result = new Map(targets);
  for (const [path, target] of edits) {
    if (target === null) result.delete(path);
    else result.set(path, target);
  }
  return result;
}

/** The next snapshot when a listed version changes, it is due, or its keys changed; version-only entries (interop P5). */
export function draftSnapshot(
  before: Repository | undefined,
  trust: Trust,
  online: Iterable<readonly [string, Targets]>,
  adopted: readonly { readonly role: string; readonly version: number }[],
  seen: Floors,
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): Snapshot | undefined {
  const listed = [...online]
    .map(([role, { version }]) => ({ role, version }))
    .concat(adopted.filter(({ role }) => role !== "root"));
  const { signed: root } = trust.root;
  const vouched =
    before !== undefined && tally(topLevelAuthority(root, "snapshot"), before.snapshot, trust.verifier).met;
  if (listed.length === 0 && !due.has("snapshot") && vouched) return undefined;
  // T54: entries stay for ever; a client that saw one refuses a snapshot without it.
  const meta = new Map(before?.snapshot.signed.meta);
  for (const [role, version] of seen.roles)
    if ((meta.get(`${role}.json`)?.version ?? 0) < version) meta.set(`${role}.json`, { version, rest: new Map() });
  for (const { role, version } of listed) meta.set(`${role}.json`, { version, rest: new Map() });
  return {
    specVersion,
    version: seen.snapshot + 1,
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
  seen: Floors,
  lifetimes: Lifetimes,
  due: ReadonlySet<string>,
  now: Instant,
): Timestamp | undefined {
  const { signed: root } = trust.root;
  const vouched =
    before !== undefined && tally(topLevelAuthority(root, "timestamp"), before.timestamp, trust.verifier).met;
  if (snapshot === undefined && !due.has("timestamp") && vouched) return undefined;
  const current = before?.timestamp.signed;
  const named = snapshot === undefined ? current?.snapshot : { version: snapshot.version, rest: new Map() };
  if (named === undefined) throw new RangeError("a first timestamp needs a snapshot");
  return {
    specVersion,
    version: seen.timestamp + 1,
    expires: addDays(now, lifetimes.timestamp.expires),
    snapshot: named,
    rest: current?.rest ?? new Map(),
  };
}
