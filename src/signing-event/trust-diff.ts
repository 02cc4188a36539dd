import { formatInstant } from "../base/time.ts";
import { isBinName } from "../config/names.ts";
import type { TrustContent } from "../repository/trust-content.ts";
import { canonical } from "../tuf/canonical.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { DelegatedRole, Delegations } from "../tuf/delegations.ts";
import { shortText } from "../tuf/difference.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Json } from "../tuf/json.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { Root } from "../tuf/root.ts";
import { encodeTargetFile, type TargetFile, type Targets } from "../tuf/targets.ts";
import { binsText, sameSet, scopeOf, untold, untoldTargets } from "./unlisted-changes.ts";

/** A target as a difference shows it. */
export interface TargetShown {
  readonly length: number;
  readonly sha256: string;
  /** Everything else that is said of it (other hashes, custom data), in short. */
  readonly more?: string;
}

/** One thing in which two states of trust differ. JSON-safe. */
export type TrustDifference =
  | { readonly kind: "role"; readonly role: string; readonly change: "added" | "removed" }
  | { readonly kind: "version"; readonly role: string; readonly before: number; readonly after: number }
  | { readonly kind: "expiry"; readonly role: string; readonly before?: string; readonly after: string }
  | { readonly kind: "threshold"; readonly role: string; readonly before?: number; readonly after: number }
  | { readonly kind: "key"; readonly role: string; readonly change: "added" | "removed"; readonly keyid: KeyId }
  /** The same keyid stands for something else than before, in what `role` lists. */
  | { readonly kind: "key content"; readonly role: string; readonly keyid: KeyId }
  | {
      readonly kind: "delegation";
      readonly delegator: string;
      readonly role: string;
      readonly change: "added" | "removed";
    }
  | {
      readonly kind: "paths";
      readonly delegator: string;
      readonly role: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: "terminating"; readonly role: string; readonly after: boolean }
  /** Who is asked first. */
  | { readonly kind: "order"; readonly delegator: string; readonly after: readonly string[] }
  | { readonly kind: "bins"; readonly delegator: string; readonly before?: string; readonly after?: string }
  | {
      readonly kind: "target";
      readonly role: string;
      readonly path: string;
      readonly change: "added" | "changed" | "removed";
      readonly before?: TargetShown;
      readonly after?: TargetShown;
    }
  /** A member that nothing above tells of, so that nothing is signed unseen; its values in short, absent where the member is. */
  | {
      readonly kind: "member";
      readonly role: string;
      readonly member: string;
      readonly before?: string;
      readonly after?: string;
    };

/** Everything in which `after` differs from `before`; from nothing when there is no `before` (T66). Empty only when both have the same bytes. */
export function diffTrust(before: TrustContent | undefined, after: TrustContent): readonly TrustDifference[] {
  const pairs = [...after.offline].map(([role, fresh]): Pair => ({ role, old: before?.offline.get(role), fresh }));
  return [
    ...diffRoles(before, after),
    ...diffSigners(topLevel(before?.root), topLevel(after.root)),
    ...pairs.flatMap(({ old, fresh }) => diffSigners(delegated(old?.delegations), delegated(fresh.delegations))),
    ...diffKeyContent("root", before?.root.keys, after.root.keys),
    ...pairs.flatMap(({ role, old, fresh }) =>
      diffKeyContent(role, old?.delegations?.keys, fresh.delegations?.keys ?? new Map()),
    ),
    ...pairs.flatMap(diffDelegations),
    ...pairs.flatMap(diffTargets),
    ...goneTargets(before, after),
    ...untold(before?.root, after.root).map((member) => ({ kind: "member" as const, role: "root", ...member })),
    ...pairs.flatMap(({ role, old, fresh }) =>
      untoldTargets(old, fresh).map((member) => ({ kind: "member" as const, role, ...member })),
    ),
  ];
}

/** A targets role of people's, before and after. */
interface Pair {
  readonly role: string;
  readonly old: Targets | undefined;
  readonly fresh: Targets;
}

function diffRoles(before: TrustContent | undefined, after: TrustContent): readonly TrustDifference[] {
  const old = new Map<string, Root | Targets>(before && [["root", before.root], ...before.offline]);
  const fresh = new Map<string, Root | Targets>([["root", after.root], ...after.offline]);
  const list: TrustDifference[] = [];
  for (const [role, { version, expires }] of fresh) {
    const was = old.get(role);
    const shown = formatInstant(expires);
    if (was === undefined) {
      list.push({ kind: "role", role, change: "added" });
      // A first version needs no line.
      if (version !== 1) list.push({ kind: "version", role, before: 0, after: version });
      list.push({ kind: "expiry", role, after: shown });
      continue;
    }
    if (was.version !== version) list.push({ kind: "version", role, before: was.version, after: version });
    if (was.expires !== expires) list.push({ kind: "expiry", role, before: formatInstant(was.expires), after: shown });
  }
  for (const role of old.keys()) if (!fresh.has(role)) list.push({ kind: "role", role, change: "removed" });
  return list;
}

/** By role. */
type Signers = ReadonlyMap<string, RoleKeys>;

/** Stands for all hash bins; no role can be called so. */
const allBins = "";

function topLevel(root: Root | undefined): Signers {
  return new Map(root?.roles);
}

/** Bins with the same signers as the first one are one: nobody reads a list of 256. Those that differ from it stay apart. */
function delegated({ roles, succinct }: Pick<Delegations, "roles" | "succinct"> = { roles: [] }): Signers {
  const list = new Map<string, RoleKeys>(succinct && [[allBins, succinct]]);
  const first = roles.find(({ name }) => isBinName(name));
  if (first !== undefined) list.set(allBins, first);
  const alike = (role: DelegatedRole): boolean =>
    first !== undefined && first.threshold === role.threshold && sameSet(first.keyids, role.keyids);
  for (const role of roles) if (!isBinName(role.name) || !alike(role)) list.set(role.name, role);
  return list;
}

function diffSigners(before: Signers, after: Signers): readonly TrustDifference[] {
  const list: TrustDifference[] = [];
  const named = (name: string): string => (name === allBins ? "bins" : name);
  const removed = (role: string, keyid: KeyId): TrustDifference => ({ kind: "key", role, change: "removed", keyid });
  for (const [name, { keyids, threshold }] of after) {
    const was = before.get(name);
    const role = named(name);
    for (const keyid of keyids)
      if (!was?.keyids.includes(keyid)) list.push({ kind: "key", role, change: "added", keyid });
    for (const keyid of was?.keyids ?? []) if (!keyids.includes(keyid)) list.push(removed(role, keyid));
    if (was?.threshold !== threshold)
      list.push({ kind: "threshold", role, ...(was && { before: was.threshold }), after: threshold });
  }
  for (const [name, { keyids }] of before)
    if (!after.has(name)) list.push(...keyids.map((keyid) => removed(named(name), keyid)));
  return list;
}

function diffKeyContent(
  role: string,
  before: ReadonlyMap<KeyId, PublicKey> | undefined,
  after: ReadonlyMap<KeyId, PublicKey>,
): readonly TrustDifference[] {
  if (before === after) return [];
  return [...after].flatMap(([keyid, { json }]): readonly TrustDifference[] => {
    const was = before?.get(keyid)?.json;
    return was === undefined || digestOf(was) === digestOf(json) ? [] : [{ kind: "key content", role, keyid }];
  });
}

function diffDelegations({ role: delegator, old, fresh }: Pair): readonly TrustDifference[] {
  if (old === fresh) return [];
  const [was, is] = [binsText(old?.delegations), binsText(fresh.delegations)];
  const bins: TrustDifference = { kind: "bins", delegator, ...(was && { before: was }), ...(is && { after: is }) };
  return [
    ...(was === is ? [] : [bins]),
    ...diffNamed(delegator, old?.delegations?.roles ?? [], fresh.delegations?.roles ?? []),
  ];
}

function diffNamed(
  delegator: string,
  old: readonly DelegatedRole[],
  fresh: readonly DelegatedRole[],
): readonly TrustDifference[] {
  const list: TrustDifference[] = [];
  const before = new Map(old.map((role) => [role.name, role]));
  const after = new Set(fresh.map(({ name }) => name));
  for (const { name: role, scope, terminating } of fresh.filter(({ name }) => !isBinName(name))) {
    const was = before.get(role);
    if (was === undefined) list.push({ kind: "delegation", delegator, role, change: "added" });
    const [earlier, now] = [was === undefined ? [] : scopeOf(was.scope), scopeOf(scope)];
    const added = now.filter((path) => !earlier.includes(path));
    const removed = earlier.filter((path) => !now.includes(path));
    if (added.length + removed.length > 0) list.push({ kind: "paths", delegator, role, added, removed });
    if (was?.terminating !== terminating) list.push({ kind: "terminating", role, after: terminating });
  }
  for (const { name: role } of old)
    if (!after.has(role) && !isBinName(role)) list.push({ kind: "delegation", delegator, role, change: "removed" });
  if (isReordered(old, fresh)) list.push({ kind: "order", delegator, after: orderOf(fresh) });
  return list;
}

/** Whether roles are asked in another order, or a new one has a place among others. */
function isReordered(old: readonly DelegatedRole[], fresh: readonly DelegatedRole[]): boolean {
  const [before, after] = [old, fresh].map((roles) => new Set(roles.map(({ name }) => name)));
  const common = (roles: readonly DelegatedRole[], others: Set<string> | undefined): string =>
    roles.flatMap(({ name }) => (others?.has(name) ? [name] : [])).join("\n");
  const inserted = fresh.some(({ name }) => !before?.has(name)) && orderOf(fresh).length > 1;
  return inserted || common(old, after) !== common(fresh, before);
}

/** Roles in the order in which they are asked, neighbouring bins as one. */
function orderOf(roles: readonly DelegatedRole[]): readonly string[] {
  const names = roles.map(({ name }) => (isBinName(name) ? "bins" : name));
  return names.filter((name, index) => name !== "bins" || names[index - 1] !== "bins");
}

function diffTargets({ role, old, fresh }: Pair): readonly TrustDifference[] {
  if (old === fresh) return [];
  const list: TrustDifference[] = [];
  for (const [path, file] of fresh.targets) {
    const was = old?.targets.get(path);
    if (was === undefined) list.push({ kind: "target", role, path, change: "added", after: shown(file) });
    else if (digestOf(encodeTargetFile(was)) !== digestOf(encodeTargetFile(file)))
      list.push({ kind: "target", role, path, change: "changed", before: shown(was), after: shown(file) });
  }
  for (const [path, file] of old?.targets ?? [])
    if (!fresh.targets.has(path)) list.push({ kind: "target", role, path, change: "removed", before: shown(file) });
  return list;
}

/** Targets that go with their role. */
function goneTargets(before: TrustContent | undefined, after: TrustContent): readonly TrustDifference[] {
  const gone = [...(before?.offline ?? [])].filter(([role]) => !after.offline.has(role));
  return gone.flatMap(([role, { targets }]) =>
    [...targets].map(
      ([path, file]) => ({ kind: "target", role, path, change: "removed", before: shown(file) }) as const,
    ),
  );
}

function shown({ length, hashes, custom, rest }: TargetFile): TargetShown {
  const others = [...hashes].filter(([algorithm]) => algorithm !== "sha256");
  const more = new Map<string, Json>([
    ...rest,
    ...(others.length > 0 ? ([["hashes", new Map(others)]] as const) : []),
    ...(custom === undefined ? [] : ([["custom", custom]] as const)),
  ]);
  return { length, sha256: hashes.get("sha256") ?? "", ...(more.size > 0 && { more: shortText(more) }) };
}

function digestOf(json: Json): string {
  return sha256(canonical(json));
}
