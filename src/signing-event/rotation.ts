import { isBinName, isOnlineRole } from "../config/names.ts";
import { heldRoles, type TrustContent } from "../repository/trust-content.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { TrustChange } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";

/** What a person asks for about who signs. */
export interface Rotation {
  /** A role, `bins` for all hash bins, `online` for every role that online keys sign, or `people` for those of people. */
  readonly role: string;
  readonly add: readonly PublicKey[];
  readonly remove: readonly KeyId[];
  /** As it is when left out. */
  readonly threshold?: number;
}

/** Roles with their signers in one list: all hash bins as `bins`. */
export function rolesInForce(
  base: TrustContent,
): ReadonlyMap<string, { readonly keyids: readonly KeyId[]; readonly threshold: number; readonly online: boolean }> {
  return new Map(
    heldRoles(base).map(({ role, keyids, threshold, online }) => {
      return [isBinName(role) ? "bins" : role, { keyids, threshold, online }] as const;
    }),
  );
}

/**
 * New signers of a role, or of all online roles at once; without any, a fresh expiry. A key that leaves the online roles leaves those
 * that list it; it may be in some of them only. Faults `EVENT_CHANGE_INVALID`.
 */
export function rotation(base: TrustContent, { role, add, remove, threshold }: Rotation): readonly TrustChange[] {
  const roles = rolesInForce(base);
  if (add.length === 0 && remove.length === 0 && threshold === undefined) {
    if (role === "people") return ["root", ...base.offline.keys()].map((each) => ({ kind: "renew", role: each }));
    if (role !== "root" && !base.offline.has(role))
      throw signingEventFaults.EVENT_CHANGE_INVALID({ role, reason: "its keys are online: the worker renews it" });
    return [{ kind: "renew", role }];
  }
  const meant = rolesMeant(roles, role, remove);
  const changes = meant.flatMap((name): readonly TrustChange[] => {
    const present = roles.get(name);
    if (present === undefined)
      throw signingEventFaults.EVENT_CHANGE_INVALID({ role: name, reason: "there is no such role in force" });
    const kept = present.keyids.filter((keyid) => !remove.includes(keyid));
    const fresh = add.map(({ keyid }) => keyid).filter((keyid) => !kept.includes(keyid));
    const keys = [...kept, ...fresh];
    const same = keys.join() === present.keyids.join() && (threshold ?? present.threshold) === present.threshold;
    return same ? [] : [{ kind: "keys", role: name, keys, threshold: threshold ?? present.threshold }];
  });
  const absent = remove.find((keyid) => !meant.some((name) => roles.get(name)?.keyids.includes(keyid)));
  if (absent !== undefined)
    throw signingEventFaults.EVENT_CHANGE_INVALID({ role, reason: `it does not list the key ${absent.slice(0, 16)}` });
  return changes;
}

/** `online` is every role that online keys sign; `people` every one that people sign, or of these the ones that list a key that goes. */
function rolesMeant(roles: ReturnType<typeof rolesInForce>, role: string, remove: readonly KeyId[]): readonly string[] {
  if (role !== "online" && role !== "people") return [role];
  const kind = [...roles].filter(([, { online }]) => online === (role === "online"));
  const leaving = kind.filter(([, { keyids }]) => keyids.some((keyid) => remove.includes(keyid)));
  return (role === "people" && remove.length > 0 ? leaving : kind).map(([name]) => name);
}

/** Whether online keys go in the very event that brings their successors: clients that read the old root for a while refuse what the new keys sign (T63). */
export function withoutOverlap(base: TrustContent, changes: readonly TrustChange[]): boolean {
  const roles = rolesInForce(base);
  return changes.some((change) => {
    const present = change.kind === "keys" ? roles.get(change.role) : undefined;
    if (change.kind !== "keys" || present?.online !== true) return false;
    const staying = present.keyids.filter((keyid) => change.keys.includes(keyid)).length;
    return staying < Math.max(present.threshold, change.threshold);
  });
}

/**
 * Where a new online role belongs among the delegations of `delegator`: behind what people sign themselves, which it would take away from
 * clients otherwise (T82), and before the bins, which hold everything. Empty when it is there already or is the first.
 */
export function placeOfOnline(
  { offline }: TrustContent,
  delegator: string,
  role: string,
): { readonly after?: string; readonly before?: string } {
  const roles = offline.get(delegator)?.delegations?.roles ?? [];
  const last = roles.at(-1);
  if (last === undefined || roles.some(({ name }) => name === role)) return {};
  const before = roles.find(({ name }) => isOnlineRole(name) || leadsOnline(offline, name))?.name;
  return before === undefined ? { after: last.name } : { before };
}

/** Whether an offline role delegates to online ones. */
export function leadsOnline(offline: TrustContent["offline"], role: string): boolean {
  const delegations = offline.get(role)?.delegations;
  return delegations?.succinct !== undefined || (delegations?.roles ?? []).some(({ name }) => isOnlineRole(name));
}
