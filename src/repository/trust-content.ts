import { isBinName, isOnlineRole } from "../config/names.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { Delegations } from "../tuf/delegations.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import type { Root } from "../tuf/root.ts";
import type { Targets } from "../tuf/targets.ts";
import type { Trust } from "./trust.ts";

/** The offline side of a repository as values: in force, or in the making. */
export interface TrustContent {
  readonly root: Root;
  /** `targets`, and the delegated roles that people sign. */
  readonly offline: ReadonlyMap<string, Targets>;
  /** As {@link Trust.historic}. */
  readonly historic?: ReadonlySet<string>;
}

export function contentOf(trust: Pick<Trust, "root" | "offline" | "historic">): TrustContent {
  return {
    ...(trust.historic !== undefined && { historic: trust.historic }),
    root: trust.root.signed,
    offline: new Map([...trust.offline].map(([role, { signed }]) => [role, signed])),
  };
}

/** The version of every role that people sign. */
export function versionsOf({ root, offline }: TrustContent): ReadonlyMap<string, number> {
  return new Map([["root", root.version], ...[...offline].map(([role, { version }]) => [role, version] as const)]);
}

/** Every key that some role of `content` lists, as the one nearest to root writes it. */
export function keysOf({ root, offline }: TrustContent): ReadonlyMap<KeyId, PublicKey> {
  const lists = [root.keys, ...[...offline.values()].flatMap(({ delegations }) => delegations?.keys ?? [])];
  return new Map(lists.reverse().flatMap((keys) => [...keys]));
}

/** Whether a delegation called `name` is meant by `role`; `bins` means every hash bin. */
export function isMeant(name: string, role: string): boolean {
  return role === "bins" ? isBinName(name) : name === role;
}

/** Whether some delegation is meant by `role`. */
export function delegates({ roles, succinct }: Delegations, role: string): boolean {
  return (role === "bins" && succinct !== undefined) || roles.some(({ name }) => isMeant(name, role));
}

type Keys = ReadonlyMap<KeyId, PublicKey>;

/** The delegations with exactly the keys that they name: those they list already as they are, the others as they are known. */
export function withUsedKeys(delegations: Delegations, known: Keys): Delegations {
  const { roles, succinct, keys } = delegations;
  return { ...delegations, keys: usedKeys(succinct === undefined ? roles : [...roles, succinct], keys, known) };
}

/** The keys that `roles` name. What is listed already stays as it is written there, whatever another role calls by the same keyid. */
export function usedKeys(roles: Iterable<RoleKeys>, listed: Keys, known: Keys): Keys {
  const used = new Set([...roles].flatMap(({ keyids }) => keyids));
  return new Map(
    [...used].flatMap((id) => {
      const key = listed.get(id) ?? known.get(id);
      return key === undefined ? [] : [[id, key] as const];
    }),
  );
}

/** A role with the keys that its delegating role names. */
export interface Held extends RoleKeys {
  readonly role: string;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
  readonly online: boolean;
}

/** Every role with its signers; all succinct bins as one. */
export function heldRoles({ root, offline }: TrustContent): readonly Held[] {
  const top = [...root.roles].map(([role, signers]): Held => {
    return { role, ...signers, keys: root.keys, online: role === "snapshot" || role === "timestamp" };
  });
  const delegated = [...offline.values()].flatMap(({ delegations }): readonly Held[] => {
    if (delegations === undefined) return [];
    const { keys, roles, succinct } = delegations;
    const named = roles.map(({ name, keyids, threshold }): Held => {
      return { role: name, keyids, threshold, keys, online: isOnlineRole(name) };
    });
    return succinct === undefined ? named : [...named, { role: "bins", ...succinct, keys, online: true }];
  });
  return [...top, ...delegated];
}
