import type { Config, OnlineKeys } from "../config/config.ts";
import { isBinName } from "../config/names.ts";
import type { Trust } from "../repository/trust.ts";
import { type Authority, topLevelAuthority } from "../tuf/authority.ts";
import { planFaults } from "./faults.ts";
import { onlineDelegations } from "./online-roles.ts";

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
    for (const { threshold } of described)
      if (valid < threshold)
        throw planFaults.ONLINE_KEYS_TOO_FEW({ role, threshold, valid, missing: threshold - valid });
  }
}

/**
 * Every online role by the name it has in `online-keys`, as each of its delegators describes it. Hash bins are one role to the configuration,
 * whatever their delegators say.
 */
export function onlineRoles(trust: Trust): ReadonlyMap<string, readonly Authority[]> {
  const top = (["snapshot", "timestamp"] as const).map((role) => topLevelAuthority(trust.root.signed, role));
  const roles = new Map<string, Map<string, Authority>>();
  for (const authority of [...onlineDelegations(trust), ...top]) {
    const { role, keyids, threshold } = authority;
    const name = isBinName(role) ? "bins" : role;
    // Thousands of bins have one description, which need not be looked at thousands of times.
    const described = roles.get(name) ?? new Map<string, Authority>();
    described.set(`${threshold} ${keyids.join(" ")}`, { ...authority, role: name });
    roles.set(name, described);
  }
  return new Map([...roles].map(([name, described]) => [name, [...described.values()]]));
}
