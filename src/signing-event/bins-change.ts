import { isBinName } from "../config/names.ts";
import type { Delegations } from "../tuf/delegations.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { binsNumber, refused, requireBins } from "./change-rules.ts";
import type { TrustChange } from "./event-file.ts";
import { binsDelegations } from "./first-trust.ts";

export type BinsChange = Extract<TrustChange, { kind: "bins" }>;

/** The delegations of `delegator` with other hash bins, or with the first ones. Faults `EVENT_CHANGE_INVALID`. */
export function withBins(
  delegator: string,
  delegations: Delegations | undefined,
  { count, style, prefix, signers }: BinsChange,
  keyOf: (keyid: KeyId) => PublicKey,
): Delegations {
  const first = delegations?.roles.find(({ name }) => isBinName(name));
  const current = delegations?.succinct ?? first;
  const others = delegations?.roles.filter(({ name }) => !isBinName(name)) ?? [];
  requireBins(count);
  // T55: names of bins that clients know never come to mean others.
  const earlier = delegations?.succinct?.namePrefix ?? first?.name;
  if (earlier !== undefined && binsNumber(prefix) <= binsNumber(earlier))
    throw refused("bins", `the prefix ${prefix} has to be a later one than that of ${earlier}`);
  if (others.length > 0 && style === "succinct")
    throw refused(delegator, "it delegates to other roles too, and succinct bins stand alone");
  const { keys: ids, threshold } = signers ?? { keys: current?.keyids ?? [], threshold: current?.threshold ?? 1 };
  if (ids.length === 0) throw refused("bins", "nobody is named to sign them");
  const made = binsDelegations({ keys: ids.map(keyOf), threshold }, { bins: count, style, prefix });
  const kept = { keys: new Map([...made.keys, ...(delegations?.keys ?? [])]), rest: delegations?.rest ?? new Map() };
  return { ...made, ...kept, roles: [...others, ...made.roles] };
}
