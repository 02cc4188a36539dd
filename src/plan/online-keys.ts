import type { Config, OnlineKeys } from "../config/config.ts";
import { isBinName } from "../config/names.ts";
import type { Trust } from "../repository/trust.ts";
import type { RoleKeys } from "../tuf/common.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { roleKeys } from "../tuf/root.ts";
import { planFaults } from "./faults.ts";
import { onlineDelegations } from "./online-roles.ts";

/** An online role as its delegator describes it. Hash bins are one role to the configuration, whatever their delegators say. */
export interface OnlineRole {
  /** As `online-keys` names it. */
  readonly name: string;
  readonly required: RoleKeys;
  readonly keys: ReadonlyMap<KeyId, PublicKey>;
}

/** The addresses of a role's keys: its own, or the default ones. Faults `ONLINE_KEY_UNSET` when there are neither. */
export function onlineUris(onlineKeys: OnlineKeys, role: string): readonly string[] {
  const uris = (onlineKeys as Readonly<Record<string, readonly string[]>>)[role] ?? onlineKeys.default;
  if (uris === undefined) throw planFaults.ONLINE_KEY_UNSET({ role });
  return uris;
}

/** Faults `ONLINE_KEY_UNSET` when an online role has no address, `ONLINE_KEYS_TOO_FEW` when it has fewer than must sign. */
export function requireOnlineUris({ onlineKeys }: Pick<Config, "onlineKeys">, trust: Trust): void {
  for (const [role, described] of onlineRoles(trust)) {
    const valid = onlineUris(onlineKeys, role).length;
    for (const {
      required: { threshold },
    } of described)
      if (valid < threshold)
        throw planFaults.ONLINE_KEYS_TOO_FEW({ role, threshold, valid, missing: threshold - valid });
  }
}

/** Every online role by the name it has in `online-keys`, as each of its delegators describes it. */
export function onlineRoles(trust: Trust): ReadonlyMap<string, readonly OnlineRole[]> {
  const { signed: root } = trust.root;
  const delegated = onlineDelegations(trust).map(({ name, delegation, keys }): OnlineRole => {
    return { name: isBinName(name) ? "bins" : name, required: delegation, keys };
  });
  const top = (["snapshot", "timestamp"] as const).map((name): OnlineRole => {
    return { name, required: roleKeys(root, name), keys: root.keys };
  });
  const roles = new Map<string, Map<string, OnlineRole>>();
  for (const role of [...delegated, ...top]) {
    const { keyids, threshold } = role.required;
    // Thousands of bins have one description, which need not be looked at thousands of times.
    const described = roles.get(role.name) ?? new Map<string, OnlineRole>();
    described.set(`${threshold} ${keyids.join(" ")}`, role);
    roles.set(role.name, described);
  }
  return new Map([...roles].map(([name, described]) => [name, [...described.values()]]));
}
