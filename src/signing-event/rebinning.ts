import { type Finding, finding } from "../base/finding.ts";
import { binPrefix, isBinName, isOnlineRole, type Names } from "../config/names.ts";
import type { Store, Tree } from "../git/store.ts";
import { maximumDelegations } from "../repository/delegation-rules.ts";
import { signedPaths } from "../repository/layout.ts";
import { signedTip } from "../repository/settings.ts";
import { decode } from "../repository/trust.ts";
import { heldRoles, type TrustContent } from "../repository/trust-content.ts";
import { readFloors } from "../repository/version-floors.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import type { PublicKey } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import { decodeSnapshot } from "../tuf/snapshot.ts";
import { binsNumber, refused } from "./change-rules.ts";
import type { Signers, TrustChange } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";
import { everyPath } from "./first-trust.ts";
import { leadsOnline } from "./rotation.ts";

/** What a person asks for about hash bins. */
export interface Rebinning {
  readonly count: number;
  /** As it is when left out; succinct where there are no bins yet. */
  readonly style?: "succinct" | "prefixes";
  /** For a repository without bins: the offline role that delegates to them. A new one below targets when left out. */
  readonly by?: string;
  /** For a repository without bins: who signs them. Whoever signs snapshot when empty. */
  readonly keys: readonly PublicKey[];
}

interface BinsInForce {
  readonly count: number;
  readonly prefix: string;
  readonly style: "succinct" | "prefixes";
}

/**
 * Another number of bins under the next prefix, or the first bins of a repository that has none. `listed` are the roles that clients have
 * seen: the name of a bin never comes to mean another one (T55). Faults `EVENT_CHANGE_INVALID` when it is the number there is, and
 * `BINS_KEY_NEEDED` or `BINS_KEYS_SHARED` when the keys in force must not sign first bins, or the delegation to them.
 */
export function rebinning(base: TrustContent, listed: readonly string[], asked: Rebinning): readonly TrustChange[] {
  const { count, style } = asked;
  const present = binsInForce(base);
  const number = Math.max(0, ...[present?.prefix ?? [], ...listed].flat().filter(isBins).map(binsNumber));
  const prefix = number === 0 ? "bins" : `bins${number + 1}`;
  if (present === undefined) return firstBins(base, listed, prefix, asked);
  if (asked.by !== undefined || asked.keys.length > 0)
    throw refused("bins", "there are bins already; `kaprien rotate bins` changes who signs them");
  const next = style ?? present.style;
  if (present.count === count && present.style === next) throw refused("bins", `there are ${count} of them already`);
  return [{ kind: "bins", count, style: next, prefix }];
}

function isBins(name: string): boolean {
  return isBinName(`${name}-0`) || isBinName(name);
}

function binsInForce({ offline }: TrustContent): BinsInForce | undefined {
  for (const { delegations } of offline.values()) {
    if (delegations?.succinct !== undefined) {
      const { bitLength, namePrefix } = delegations.succinct;
      return { count: 2 ** bitLength, prefix: namePrefix, style: "succinct" };
    }
    const bins = delegations?.roles.filter(({ name }) => isBinName(name)) ?? [];
    if (bins[0] !== undefined) return { count: bins.length, prefix: binPrefix(bins[0].name), style: "prefixes" };
  }
  return undefined;
}

/**
 * Bins where there are none, asked after every role that is there, so that clients find what people signed where they found it (T82). Their
 * delegating role is new and lists nothing, or the one that `by` names.
 */
function firstBins(
  base: TrustContent,
  listed: readonly string[],
  prefix: string,
  { count, style = "succinct", by, keys }: Rebinning,
): readonly TrustChange[] {
  const { keyids, threshold } = topLevelAuthority(base.root, "targets");
  const online = held(base, true);
  const shared = keyids.find((keyid) => online.has(base.root.keys.get(keyid)?.material ?? ""));
  // Whoever takes the online key would choose the bins, and who signs them.
  if (by === undefined && shared !== undefined) throw signingEventFaults.BINS_KEYS_SHARED({ keyid: shared, count });
  const signers: Signers =
    keys.length > 0 ? { keys: keys.map(({ keyid }) => keyid), threshold: 1 } : signersOfSnapshot(base, count);
  const bins = { kind: "bins", count, style, prefix, signers } as const;
  if (by !== undefined) return [{ ...bins, delegator: by }];
  const role = freeName(base, listed);
  const present = base.offline.get("targets")?.delegations?.roles ?? [];
  const last = present.at(-1)?.name;
  if (present.length >= maximumDelegations)
    throw refused("targets", `it delegates to ${present.length} roles already; name one for the bins with --by`);
  const delegation: TrustChange = {
    kind: "delegate",
    delegator: "targets",
    role,
    paths: everyPath,
    terminating: true,
    keys: keyids,
    threshold,
    ...(last !== undefined && { after: last }),
  };
  return [delegation, { ...bins, delegator: role }];
}

/** A key that also signs for people must not come to sign bins: its thief would have both. */
function signersOfSnapshot(base: TrustContent, count: number): Signers {
  const { keyids, threshold } = topLevelAuthority(base.root, "snapshot");
  const offline = held(base, false);
  const fit = keyids.filter((keyid) => {
    const material = base.root.keys.get(keyid)?.material;
    return material !== undefined && !offline.has(material);
  });
  if (fit.length < threshold) throw signingEventFaults.BINS_KEY_NEEDED({ count });
  return { keys: fit, threshold };
}

/** The material of every key that online roles list, or that offline roles do. */
function held(base: TrustContent, online: boolean): ReadonlySet<string> {
  const roles = heldRoles(base).filter((role) => role.online === online);
  return new Set(roles.flatMap(({ keyids, keys }) => keyids.flatMap((keyid) => keys.get(keyid)?.material ?? [])));
}

/** The name of a role that delegates to the bins: one that no role has, nor had, since clients know its version (T54). */
function freeName({ offline }: TrustContent, listed: readonly string[]): string {
  const delegated = [...offline.values()].flatMap(({ delegations }) => delegations?.roles ?? []);
  const taken = new Set([...listed, ...delegated.map(({ name }) => name)]);
  for (let number = 1; ; number++) {
    const name = number === 1 ? "bin" : `bin${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Roles that clients may have seen: what was noted when the repository was imported, and what the snapshot in force lists. Unverified: it only keeps names from being used again. */
export async function listedRoles(store: Store, main: Tree, names: Names): Promise<readonly string[]> {
  const imported = (await readFloors(main, names))?.roles.keys() ?? [];
  const tip = await signedTip(store, names);
  const bytes = tip.kind === "none" ? undefined : await tip.tree.read(signedPaths.snapshot, limits.snapshot);
  const meta = bytes && decode(bytes, signedPaths.snapshot, decodeSnapshot).signed.meta;
  return [...imported, ...[...(meta?.keys() ?? [])].map((file) => file.replace(/\.json$/, ""))];
}

/**
 * Where `after` has the first bins: offline roles that clients ask before them, and with which their search for most paths ends. A release
 * of these paths does not reach the bins.
 */
export function binsFindings(before: TrustContent, after: TrustContent): readonly Finding[] {
  if (binsInForce(before) !== undefined || binsInForce(after) === undefined) return [];
  const roles = after.offline.get("targets")?.delegations?.roles ?? [];
  const bins = roles.findIndex(({ name }) => leadsOnline(after.offline, name));
  return roles.slice(0, Math.max(0, bins)).flatMap(({ name, terminating, scope }): readonly Finding[] => {
    const all = scope.kind === "paths" ? scope.patterns.find((pattern) => everyPath.includes(pattern)) : undefined;
    if (!terminating || all === undefined || isOnlineRole(name)) return [];
    return [finding(signingEventFaults.BINS_UNREACHED, { role: name, pattern: all }, { severity: "warning" })];
  });
}
