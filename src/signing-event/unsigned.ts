import type { Instant } from "../base/time.ts";
import { isBinName, isOnlineRole } from "../config/names.ts";
import type { Lifetimes } from "../config/settings.ts";
import { delegates, isMeant, keysOf, type TrustContent, usedKeys, withUsedKeys } from "../repository/trust-content.ts";
import { sameSigners } from "../tuf/authority.ts";
import { canonical } from "../tuf/canonical.ts";
import type { RoleKeys } from "../tuf/common.ts";
import { authorityFrom, type DelegatedRole, type Delegations } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import type { JsonObject } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { encodeRoot, type Root, type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import { encodeTargets, type Targets } from "../tuf/targets.ts";
import { type BinsChange, withBins } from "./bins-change.ts";
import {
  isReservedName,
  placed,
  refused,
  requireBase,
  requireBins,
  requireReached,
  targetProblem,
} from "./change-rules.ts";
import type { TrustChange, TrustEvent } from "./event-file.ts";
import { emptyTargets, firstTrust } from "./first-trust.ts";
import { restated } from "./restating.ts";

/** The next version of a role, to be signed. */
export interface RoleDraft {
  readonly role: string;
  readonly version: number;
  readonly json: JsonObject;
  /** Exactly what a signature covers. */
  readonly payload: Uint8Array;
  /** SHA-256 of {@link payload}, in hex. */
  readonly sha256: string;
}

/** What an event comes to. */
export interface EventDraft {
  /** Everything as it will be in force. */
  readonly after: TrustContent;
  /** Roles that change, root first, a delegating role before those it delegates to. */
  readonly roles: readonly RoleDraft[];
}

/**
 * The next versions that `event` asks for, from what is in force and the event alone, so that two machines come to the same bytes (I7).
 * Faults `EVENT_OUTDATED` when something else came into force since it was opened, and `EVENT_CHANGE_INVALID` for a change that cannot be made.
 */
export function draftEvent(base: TrustContent | undefined, event: TrustEvent): EventDraft {
  requireBase(base, event);
  const making = new Making(base, event);
  for (const change of event.changes) making.apply(change);
  return making.finish();
}

/** A change, worked out step by step. Roles that were touched get another version at the end. */
class Making {
  readonly #event: TrustEvent;
  readonly #known: Map<KeyId, PublicKey>;
  readonly #touched = new Set<string>();
  #root: Root | undefined;
  #historic: ReadonlySet<string> | undefined;
  #offline: Map<string, Targets>;

  constructor(base: TrustContent | undefined, event: TrustEvent) {
    this.#event = event;
    this.#root = base?.root;
    this.#offline = new Map(base?.offline);
    this.#historic = base?.historic;
    this.#known = new Map(base === undefined ? [] : keysOf(base));
    for (const [keyid, key] of event.keys) if (!this.#known.has(keyid)) this.#known.set(keyid, key);
  }

  apply(change: TrustChange): void {
    // A version of ours on top of one of theirs: clients would not agree on what it says.
    const [odd] = change.kind === "restate" ? [] : (this.#historic ?? []);
    if (odd !== undefined)
      throw refused(odd, "people have to sign it in strict form first, in the event of its import");
    switch (change.kind) {
      case "create":
        this.#create(change);
        break;
      case "keys":
        this.#setKeys(change.role, change);
        break;
      case "delegate":
        this.#delegate(change);
        break;
      case "undelegate":
        this.#undelegate(change.delegator, change.role);
        break;
      case "bins":
        this.#setBins(change);
        break;
      case "target":
      case "untarget":
        this.#setTarget(change);
        break;
      case "restate":
        this.#restate();
        break;
      case "renew":
        if (change.role === "root") this.#rootNow();
        else this.#targets(change.role);
        this.#touched.add(change.role);
    }
  }

  finish(): EventDraft {
    const offline = new Map<string, Targets>();
    for (const [role, targets] of this.#offline) {
      const delegations = targets.delegations && withUsedKeys(targets.delegations, this.#known);
      const next = (): Targets => ({ ...targets, ...(delegations && { delegations }), ...this.#next(role, targets) });
      offline.set(role, this.#touched.has(role) ? next() : targets);
    }
    const root = this.#rootNow();
    const next = this.#touched.has("root")
      ? { ...root, ...this.#next("root", root), keys: usedKeys(root.roles.values(), root.keys, this.#known) }
      : root;
    const order = ["root", ...offline.keys()].filter((role) => this.#touched.has(role));
    for (const change of this.#event.changes) if (change.kind === "target") requireReached(offline, change);
    const after = { root: next, offline };
    return { after, roles: order.map((role) => draftOf(role, after)) };
  }

  #next(role: string, before: { readonly version: number }): { version: number; expires: Instant } {
    const expires = this.#event.expires.get(role);
    if (expires === undefined) throw refused(role, "the event does not say when its next version expires");
    // A role that begins has version 0 until here.
    return { version: before.version + 1, expires };
  }

  #create({ roles, paths, bins, style }: Extract<TrustChange, { kind: "create" }>): void {
    if (this.#root !== undefined) throw refused("root", "there is a root of trust already");
    requireBins(bins);
    const entries = Object.entries(roles).map(([role, { keys, threshold }]) => {
      return [role, { keys: keys.map((id) => this.#key(id, role)), threshold }] as const;
    });
    const design = { roles: Object.fromEntries(entries), lifetimes: noLifetimes, paths, bins, style };
    const first = firstTrust(design as unknown as Parameters<typeof firstTrust>[0], this.#event.opened);
    this.#root = { ...first.root, version: 0 };
    this.#offline = new Map([
      ["targets", { ...first.targets, version: 0 }],
      ["bin", { ...first.bin, version: 0 }],
    ]);
    for (const role of ["root", "targets", "bin"]) this.#touched.add(role);
  }

  #restate(): void {
    const base = { root: this.#rootNow(), offline: this.#offline, ...(this.#historic && { historic: this.#historic }) };
    const { root, offline, touched } = restated(base);
    this.#root = root;
    this.#offline = new Map(offline);
    this.#historic = undefined;
    for (const role of touched) this.#touched.add(role);
    for (const [keyid, key] of keysOf({ root, offline })) this.#known.set(keyid, key);
  }

  #setKeys(role: string, { keys, threshold }: { keys: readonly KeyId[]; threshold: number }): void {
    for (const id of keys) this.#key(id, role);
    const signers: RoleKeys = { keyids: keys, threshold };
    if (topLevelRoles.includes(role as TopLevelRole)) {
      const root = this.#rootNow();
      const roles = new Map(root.roles);
      roles.set(role as TopLevelRole, { rest: roles.get(role as TopLevelRole)?.rest ?? new Map(), ...signers });
      this.#root = { ...root, roles };
      this.#touched.add("root");
      if (role === "targets") this.#touched.add("targets");
      return;
    }
    const delegators = [...this.#offline].filter(([, { delegations }]) => delegations && delegates(delegations, role));
    if (delegators.length === 0) throw refused(role, "nobody delegates to it");
    for (const [delegator, targets] of delegators) {
      const { delegations } = targets;
      if (delegations === undefined) continue;
      const changed: Delegations = {
        ...delegations,
        roles: delegations.roles.map((each) => (isMeant(each.name, role) ? { ...each, ...signers } : each)),
        ...(delegations.succinct && role === "bins" && { succinct: { ...delegations.succinct, ...signers } }),
      };
      this.#offline.set(delegator, { ...targets, delegations: changed });
      this.#touched.add(delegator);
    }
    if (this.#offline.has(role)) this.#touched.add(role);
  }

  #delegate(change: Extract<TrustChange, { kind: "delegate" }>): void {
    const { delegator, role, paths, terminating, keys, threshold } = change;
    if (isReservedName(role)) throw refused(role, "the name means something else here; call the role otherwise");
    for (const id of keys) this.#key(id, role);
    const targets = this.#targets(delegator);
    if (targets.delegations?.succinct !== undefined)
      throw refused(delegator, "it delegates to bins; another role has to delegate to this one");
    const delegations = targets.delegations ?? { keys: new Map(), roles: [], rest: new Map() };
    const elsewhere = [...this.#offline].find(
      ([name, each]) => name !== delegator && each.delegations && authorityFrom(name, each.delegations, role),
    );
    if (elsewhere !== undefined) throw refused(role, `${elsewhere[0]} delegates to it already`);
    const before = delegations.roles.find(({ name }) => name === role);
    const made: DelegatedRole = {
      name: role,
      keyids: keys,
      threshold,
      terminating,
      scope: { kind: "paths", patterns: paths },
      rest: before?.rest ?? new Map(),
    };
    const roles = placed(delegations.roles, made, change);
    this.#offline.set(delegator, { ...targets, delegations: { ...delegations, roles } });
    this.#touched.add(delegator);
    if (isOnlineRole(role)) return;
    if (!this.#offline.has(role)) {
      this.#offline.set(role, emptyTargets(this.#event.opened));
      this.#touched.add(role);
    } else if (before === undefined || !sameSigners(before, made)) {
      this.#touched.add(role);
    }
  }

  #undelegate(delegator: string, role: string): void {
    const { delegations, ...targets } = this.#targets(delegator);
    if (isBinName(role)) throw refused(role, "a hash bin goes with all the others or stays");
    if (delegations?.roles.find(({ name }) => name === role) === undefined)
      throw refused(role, `${delegator} does not delegate to it`);
    const roles = delegations.roles.filter(({ name }) => name !== role);
    this.#offline.set(delegator, roles.length === 0 ? targets : { ...targets, delegations: { ...delegations, roles } });
    this.#touched.add(delegator);
    this.#forget(role);
  }

  #forget(role: string): void {
    const below = this.#offline.get(role)?.delegations?.roles ?? [];
    this.#offline.delete(role);
    this.#touched.delete(role);
    for (const { name } of below) this.#forget(name);
  }

  #setBins(change: BinsChange): void {
    const { delegator: by } = change;
    const present = [...this.#offline].find(([, { delegations }]) => delegations && delegates(delegations, "bins"));
    const [delegator, targets] = present ?? [by ?? "bin", this.#targets(by ?? "bin")];
    if (by !== undefined && by !== delegator) throw refused("bins", `${delegator} delegates to them already`);
    const delegations = withBins(delegator, targets.delegations, change, (id) => this.#key(id, "bins"));
    this.#offline.set(delegator, { ...targets, delegations });
    this.#touched.add(delegator);
  }

  #setTarget(change: Extract<TrustChange, { kind: "target" | "untarget" }>): void {
    const { role, path } = change;
    const targets = this.#targets(role);
    const files = new Map(targets.targets);
    if (change.kind === "target") {
      const problem = targetProblem(path, change.file);
      if (problem !== undefined) throw refused(role, `${path}: ${problem}`);
      files.set(path, change.file);
    } else if (!files.delete(path)) throw refused(role, `it does not list ${path}`);
    this.#offline.set(role, { ...targets, targets: files });
    this.#touched.add(role);
  }

  #rootNow(): Root {
    if (this.#root === undefined) throw refused("root", "there is no root of trust yet");
    return this.#root;
  }

  #targets(role: string): Targets {
    const targets = this.#offline.get(role);
    if (targets === undefined) throw refused(role, "it is not a role that people sign");
    return targets;
  }

  #key(keyid: KeyId, role: string): PublicKey {
    const key = this.#known.get(keyid);
    if (key === undefined) throw refused(role, `the key ${keyid} is not known`);
    return key;
  }
}

const noLifetimes: Lifetimes = Object.fromEntries(
  ["root", "targets", "bin", "bins", "snapshot", "timestamp"].map((role) => [role, { expires: 0, renew: 0 }]),
) as unknown as Lifetimes;

function draftOf(role: string, { root, offline }: TrustContent): RoleDraft {
  const content = role === "root" ? root : offline.get(role);
  if (content === undefined) throw new RangeError(role);
  const json = role === "root" ? encodeRoot(root) : encodeTargets(content as Targets);
  const payload = canonical(json);
  return { role, version: content.version, json, payload, sha256: sha256(payload) };
}
