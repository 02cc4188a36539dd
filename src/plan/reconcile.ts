import type { TargetChange } from "../repository/difference.ts";
import { signedPaths } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { type Lifetimes, schedule } from "../repository/schedule.ts";
import type { State } from "../repository/state.ts";
import type { CommitId, ObjectId } from "../repository/tree.ts";
import type { Trust } from "../repository/trust.ts";
import { sameBytes } from "../tuf/digest.ts";
import { Fault } from "../tuf/fault.ts";
import { roleKeys } from "../tuf/root.ts";
import { formatInstant, type Instant } from "../tuf/time.ts";
import type { Draft } from "./draft.ts";
import { identify, type PlannedTarget, type Requirement, type RoleChange } from "./plan.ts";
import { binDelegations, binOf, draftBins, draftSnapshot, draftTimestamp } from "./refresh.ts";

/** What people merged, as the worker found it. */
export interface Intent {
  readonly main: CommitId;
  readonly trust: Trust;
  readonly changes: readonly TargetChange[];
  readonly source: { readonly targets?: ObjectId; readonly trust: ObjectId; readonly config?: ObjectId };
}

export type Reconciliation =
  | { readonly kind: "draft"; readonly draft: Draft }
  | { readonly kind: "idle"; readonly nextDue: Instant };

/**
 * What it takes for the signed state to equal what people merged, and for no online role to run out. Pure and idempotent: over
 * its own result it is idle (I8). Faults when the offline side went backwards (T35) or the bins' count changed (T55).
 */
export function reconcile(
  before: Repository | undefined,
  intent: Intent,
  lifetimes: Lifetimes,
  now: Instant,
): Reconciliation {
  const adopted = adopt(before, intent.trust);
  const due = new Set(
    before && schedule(before, lifetimes).flatMap((entry) => (entry.online && entry.due <= now ? [entry.role] : [])),
  );
  const bins = draftBins(before, intent, lifetimes, due, now);
  const snapshot = draftSnapshot(before, intent.trust, bins, adopted, lifetimes, due, now);
  const timestamp = draftTimestamp(before, intent.trust, snapshot, lifetimes, due, now);
  const moved = before === undefined || !sameSource(before.state.signed.source, intent.source);
  if (before !== undefined && !moved && timestamp === undefined)
    return { kind: "idle", nextDue: nextDue(before, lifetimes) };

  const state: State = {
    main: intent.main,
    source: intent.source,
    timestamp: timestamp?.version ?? before?.timestamp.signed.version ?? 0,
    signedAt: now,
    ...(before !== undefined && { parent: before.commit }),
  };
  const signed = [
    ...bins,
    ...(snapshot ? [["snapshot", snapshot] as const] : []),
    ...(timestamp ? [["timestamp", timestamp] as const] : []),
  ];
  const updated = new Set(intent.changes.map((change) => binOf(before, intent.trust, change)));
  const roles: RoleChange[] = [
    ...adopted.map(
      ({ role, version, expires }): RoleChange => ({ role, version, expires: formatInstant(expires), kind: "adopt" }),
    ),
    ...signed.map(
      ([role, { version, expires }]): RoleChange => ({
        role,
        version,
        expires: formatInstant(expires),
        kind: kindOf(role, updated, before),
      }),
    ),
  ];
  const plan = identify({
    parent: before?.commit ?? null,
    main: intent.main,
    targets: intent.changes.map((change) => planned(change, binOf(before, intent.trust, change))),
    roles,
    needs: requirements(intent.trust, [...signed.map(([role]) => role), "timestamp"]),
    because: reasons(before, intent, adopted, due),
  });
  const draft: Draft = {
    plan,
    before,
    trust: intent.trust,
    changes: intent.changes,
    bins,
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
function adopt(before: Repository | undefined, trust: Trust): readonly Adopted[] {
  const adopted: Adopted[] = [];
  for (const [version, root] of trust.roots) {
    const known = before?.roots.get(version);
    if (known !== undefined && !sameBytes(known.bytes, root.bytes))
      throw new Fault("ROLE_VERSION_REUSED", { role: "root", version });
    if (known === undefined) adopted.push({ role: "root", version, expires: root.signed.expires });
  }
  if (before !== undefined && trust.roots.size < before.roots.size) {
    throw new Fault("ROLE_ROLLBACK", { role: "root", expected: before.roots.size, actual: trust.roots.size });
  }
  for (const [role, { signed, payload }] of trust.offline) {
    const known = before?.offline.get(role);
    if (known !== undefined && signed.version < known.signed.version) {
      throw new Fault("ROLE_ROLLBACK", { role, expected: known.signed.version, actual: signed.version });
    }
    if (known !== undefined && signed.version === known.signed.version) {
      if (!sameBytes(known.payload, payload)) throw new Fault("ROLE_VERSION_REUSED", { role, version: signed.version });
      continue;
    }
    adopted.push({ role, version: signed.version, expires: signed.expires });
  }
  return adopted;
}

/** When the next online role is due. */
export function nextDue(repository: Repository, lifetimes: Lifetimes): Instant {
  return Math.min(...schedule(repository, lifetimes).flatMap(({ online, due }) => (online ? [due] : []))) as Instant;
}

function kindOf(role: string, updated: ReadonlySet<string>, before: Repository | undefined): RoleChange["kind"] {
  if (before === undefined) return "create";
  const isTop = role === "snapshot" || role === "timestamp";
  return updated.has(role) || (isTop && updated.size > 0) ? "update" : "renew";
}

function planned(change: TargetChange, role: string): PlannedTarget {
  const digest = (target: { hashes: ReadonlyMap<string, string> }): string => target.hashes.get("sha256") ?? "";
  const { kind, path } = change;
  if (kind === "remove") return { kind, path, before: digest(change.before), role };
  const after = { length: change.after.length, sha256: digest(change.after), role, file: change.by.release.file };
  return kind === "add" ? { kind, path, ...after } : { kind, path, ...after, before: digest(change.before) };
}

/** Whose signatures the named online roles take, each role once and all bins as one. */
function requirements(trust: Trust, roles: readonly string[]): readonly Requirement[] {
  const { signed: root } = trust.root;
  const needs = new Map<string, Requirement>();
  for (const role of roles) {
    const top = role === "snapshot" || role === "timestamp";
    const name = top ? role : "bins";
    const keys = top ? roleKeys(root, role) : binDelegations(trust).find(({ name }) => name === role)?.delegation;
    if (keys !== undefined) needs.set(name, { role: name, keyids: keys.keyids, threshold: keys.threshold });
  }
  return [...needs.values()];
}

function reasons(
  before: Repository | undefined,
  intent: Intent,
  adopted: readonly Adopted[],
  due: ReadonlySet<string>,
): readonly string[] {
  if (before === undefined) return ["nothing was signed before: this is the first run"];
  const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
  const lines: string[] = [];
  if (intent.changes.length > 0) lines.push(`${count(intent.changes.length, "target")} changed`);
  if (adopted.length > 0)
    lines.push(`people signed ${adopted.map(({ role, version }) => `${role} ${version}`).join(", ")}`);
  if (due.size > 0) lines.push(`${count(due.size, "role")} ${due.size === 1 ? "is" : "are"} due for renewal`);
  return lines.length > 0 ? lines : ["the intent branch changed in ways that change no metadata"];
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
