import { formatInstant, type Instant } from "../base/time.ts";
import { isBinName } from "../config/names.ts";
import type { Lifetimes } from "../config/settings.ts";
import type { CommitId, ObjectId } from "../git/tree.ts";
import type { TargetChange } from "../release/target-change.ts";
import { signedPaths } from "../repository/layout.ts";
import { schedule } from "../repository/schedule.ts";
import type { State } from "../repository/state-file.ts";
import type { Trust } from "../repository/trust.ts";
import type { Repository } from "../repository/verify-state.ts";
import { type Floors, floorsOf, higherFloors, noFloors, requireRoom } from "../repository/version-floors.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { sameBytes } from "../tuf/digest.ts";
import { tufFaults } from "../tuf/faults.ts";
import { toPlain } from "../tuf/json.ts";
import { encodeTargetFile, type TargetFile } from "../tuf/targets.ts";
import type { Draft, SeenState } from "./draft.ts";
import { planFaults } from "./faults.ts";
import {
  draftBins,
  draftSnapshot,
  draftTimestamp,
  type OnlineDrafts,
  onlineDelegations,
  onlineRoleOf,
} from "./online-roles.ts";
import { identify, type PlannedTarget, type Requirement, type RoleChange, type SignedTarget } from "./plan.ts";

/** What people merged, as the worker found it. */
export interface Intent {
  readonly main: CommitId;
  readonly trust: Trust;
  readonly changes: readonly TargetChange[];
  readonly source: { readonly targets?: ObjectId; readonly trust: ObjectId; readonly config?: ObjectId };
  /** Versions that clients may have seen beyond those of the signed branch. */
  readonly floors?: Floors;
  readonly recovery?: Recovery;
}

/** The signed branch is to go on from a state of its past, whatever was done to it since. */
export interface Recovery {
  /** Where the branch is, to be committed onto; undefined when it is gone. */
  readonly parent: CommitId | undefined;
  /** States that were published and that the branch does not lead to. */
  readonly seen: readonly SeenState[];
}

export type Reconciliation =
  | { readonly kind: "draft"; readonly draft: Draft }
  | { readonly kind: "idle"; readonly nextDue: Instant };

/**
 * What it takes for the signed state to equal what people merged, and for no online role to run out. Pure and idempotent: over
 * its own result it is idle (I8). Faults when the offline side went backwards (T35), or when bins of the same names are another
 * number (T55).
 */
export function reconcile(
  before: Repository | undefined,
  intent: Intent,
  lifetimes: Lifetimes,
  now: Instant,
): Reconciliation {
  const seen = higherFloors(before === undefined ? noFloors : floorsOf(before), intent.floors ?? noFloors);
  requireRoom(seen, Number.MAX_SAFE_INTEGER - 1);
  const { recovery } = intent;
  const adopted = adopt(before, intent.trust, seen);
  const due = new Set(
    before &&
      schedule(before, lifetimes).flatMap((entry) =>
        // What was published of a forked history may have the same versions with other contents (I11).
        entry.online && (recovery !== undefined || entry.due <= now || isBehind(before, entry.role, seen))
          ? [entry.role]
          : [],
      ),
  );
  const online = draftBins(before, intent, seen, lifetimes, due, now);
  const { bins, retiring, moved: relocated } = online;
  const snapshot = draftSnapshot(before, intent.trust, [...bins, ...retiring], adopted, seen, lifetimes, due, now);
  const timestamp = draftTimestamp(before, intent.trust, snapshot, seen, lifetimes, due, now);
  const moved = before === undefined || !sameSource(before.state.signed.source, intent.source);
  if (before !== undefined && !moved && timestamp === undefined)
    return { kind: "idle", nextDue: nextDue(before, lifetimes) };

  const parent = recovery === undefined ? before?.commit : recovery.parent;
  const state: State = {
    main: intent.main,
    source: intent.source,
    timestamp: timestamp?.version ?? before?.timestamp.signed.version ?? 0,
    signedAt: now,
    ...(parent !== undefined && { parent }),
  };
  const signed = [
    ...bins,
    ...retiring,
    ...(snapshot ? [["snapshot", snapshot] as const] : []),
    ...(timestamp ? [["timestamp", timestamp] as const] : []),
  ];
  const updated = new Set([
    ...intent.changes.map((change) => onlineRoleOf(before, intent.trust, change)),
    ...relocated.map(({ role }) => role),
  ]);
  const roles: RoleChange[] = [
    ...adopted.map(
      ({ role, version, expires }): RoleChange => ({ role, version, expires: formatInstant(expires), kind: "adopt" }),
    ),
    ...signed.map(
      ([role, { version, expires }]): RoleChange => ({
        role,
        version,
        expires: formatInstant(expires),
        kind: retiring.has(role) ? "retire" : kindOf(role, updated, before),
      }),
    ),
  ];
  const plan = identify({
    parent: parent ?? null,
    main: intent.main,
    targets: intent.changes.map((change) => planned(change, onlineRoleOf(before, intent.trust, change))),
    roles,
    needs: requirements(intent.trust, [...signed.map(([role]) => role), "timestamp"]),
    because: reasons(before, intent, adopted, due, online),
  });
  const draft: Draft = {
    plan,
    before,
    parent,
    seen: recovery?.seen ?? [],
    trust: intent.trust,
    changes: intent.changes,
    bins,
    retiring,
    moved: relocated,
    ...(snapshot && { snapshot }),
    ...(timestamp && { timestamp }),
    state,
    grafts: grafts(before?.state.signed.source, intent.source),
  };
  return { kind: "draft", draft };
}

/** A role whose signed file is copied from the intent branch. */
interface Adopted {
  readonly role: string;
  readonly version: number;
  readonly expires: Instant;
}

/** T35, I11: what people signed only goes forward, and a version never has two contents. */
function adopt(before: Repository | undefined, trust: Trust, seen: Floors): readonly Adopted[] {
  const adopted: Adopted[] = [];
  for (const [version, root] of trust.roots) {
    const known = before?.roots.get(version);
    if (known !== undefined && !sameBytes(known.bytes, root.bytes))
      throw planFaults.ROLE_VERSION_REUSED({ role: "root", version });
    if (known === undefined) adopted.push({ role: "root", version, expires: root.signed.expires });
  }
  if (before !== undefined && trust.roots.size < before.roots.size) {
    throw tufFaults.ROLE_ROLLBACK({ role: "root", expected: before.roots.size, actual: trust.roots.size });
  }
  for (const [role, { signed, payload }] of trust.offline) {
    const known = before?.offline.get(role);
    // T54: one that comes back goes on from the version that snapshot has listed since it went.
    const gone = known === undefined && before !== undefined && before.snapshot.signed.meta.has(`${role}.json`);
    const least = (seen.roles.get(role) ?? 0) + (gone ? 1 : 0);
    if (signed.version < least) throw tufFaults.ROLE_ROLLBACK({ role, expected: least, actual: signed.version });
    if (known !== undefined && signed.version === known.signed.version) {
      if (!sameBytes(known.payload, payload)) throw planFaults.ROLE_VERSION_REUSED({ role, version: signed.version });
      continue;
    }
    adopted.push({ role, version: signed.version, expires: signed.expires });
  }
  return adopted;
}

/** Whether clients may have seen a later version of an online role than the signed branch has. */
function isBehind({ snapshot, timestamp, bins }: Repository, role: string, seen: Floors): boolean {
  if (role === "snapshot") return snapshot.signed.version < seen.snapshot;
  if (role === "timestamp") return timestamp.signed.version < seen.timestamp;
  return (bins.get(role)?.signed.version ?? 0) < (seen.roles.get(role) ?? 0);
}

/** When the next online role is due. */
export function nextDue(repository: Repository, lifetimes: Lifetimes): Instant {
  return Math.min(...schedule(repository, lifetimes).flatMap(({ online, due }) => (online ? [due] : []))) as Instant;
}

function kindOf(role: string, updated: ReadonlySet<string>, before: Repository | undefined): RoleChange["kind"] {
  if (before === undefined) return "create";
  const isTop = role === "snapshot" || role === "timestamp";
  if (!isTop && !before.bins.has(role)) return "create";
  return updated.has(role) || (isTop && updated.size > 0) ? "update" : "renew";
}

function planned(change: TargetChange, role: string): PlannedTarget {
  const { kind, path } = change;
  const whole = (target: TargetFile): SignedTarget => toPlain(encodeTargetFile(target)) as SignedTarget;
  return {
    kind,
    path,
    ...(change.kind !== "add" && { before: whole(change.before) }),
    ...(change.kind !== "remove" && { after: whole(change.after) }),
    role,
    ...(change.kind !== "remove" && { file: change.by.release.file }),
  };
}

/** Whose signatures the named online roles take, each role once and all bins as one. Roles that retire take none that others do not. */
function requirements(trust: Trust, roles: readonly string[]): readonly Requirement[] {
  const { signed: root } = trust.root;
  const needs = new Map<string, Requirement>();
  const delegations = new Map(onlineDelegations(trust).map((authority) => [authority.role, authority]));
  for (const role of roles) {
    const top = role === "snapshot" || role === "timestamp";
    const name = isBinName(role) ? "bins" : role;
    const keys = top ? topLevelAuthority(root, role) : delegations.get(role);
    if (keys !== undefined) needs.set(name, { role: name, keyids: keys.keyids, threshold: keys.threshold });
  }
  return [...needs.values()];
}

function reasons(
  before: Repository | undefined,
  intent: Intent,
  adopted: readonly Adopted[],
  due: ReadonlySet<string>,
  { moved, retiring, abandoned }: OnlineDrafts,
): readonly string[] {
  const { recovery } = intent;
  if (before === undefined && recovery !== undefined)
    return ["nothing that was signed before is good to go on from: the signed branch starts again"];
  if (before === undefined) return ["nothing was signed before: this is the first run"];
  const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
  const lines: string[] = [];
  if (recovery !== undefined) lines.push(`the signed branch goes on from ${before.commit.slice(0, 12)}`);
  if (intent.changes.length > 0) lines.push(`${count(intent.changes.length, "target")} changed`);
  if (adopted.length > 0)
    lines.push(`people signed ${adopted.map(({ role, version }) => `${role} ${version}`).join(", ")}`);
  if (moved.length > 0) lines.push(`${count(moved.length, "target")} moved to another role`);
  if (retiring.size > 0) lines.push(`nobody delegates to ${listed([...retiring.keys()])} any more`);
  if (abandoned.length > 0)
    lines.push(
      `nobody delegates to ${listed(abandoned)} any more, and the keys of before are not in use: they stay as they were signed last`,
    );
  if (due.size > 0 && recovery === undefined)
    lines.push(`${count(due.size, "role")} ${due.size === 1 ? "is" : "are"} due for renewal`);
  return lines.length > 0 ? lines : ["the intent branch changed in ways that change no metadata"];
}

function listed(roles: readonly string[]): string {
  const more = roles.length > 3 ? ` and ${roles.length - 3} more` : "";
  return `${roles.slice(0, 3).join(", ")}${more}`;
}

function sameSource(a: Intent["source"], b: Intent["source"]): boolean {
  return a.targets === b.targets && a.trust === b.trust && a.config === b.config;
}

function grafts(before: Intent["source"] | undefined, after: Intent["source"]): ReadonlyMap<string, ObjectId | null> {
  const moved = new Map<string, ObjectId | null>();
  const copies = [
    [signedPaths.sourceTargets, before?.targets, after.targets],
    [signedPaths.sourceTrust, before?.trust, after.trust],
    [signedPaths.sourceConfig, before?.config, after.config],
  ] as const;
  for (const [path, old, fresh] of copies) if (old !== fresh) moved.set(path, fresh ?? null);
  return moved;
}
