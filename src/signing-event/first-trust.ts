import type { AnyCode, DataOf } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { addDays, type Instant } from "../base/time.ts";
import type { Lifetimes } from "../config/settings.ts";
import { type RoleKeys, specVersion } from "../tuf/common.ts";
import type { DelegatedRole, Delegations } from "../tuf/delegations.ts";
import type { KeyId, PublicKey } from "../tuf/key.ts";
import { patternProblem } from "../tuf/pattern.ts";
import type { Root, TopLevelRole } from "../tuf/root.ts";
import type { Targets } from "../tuf/targets.ts";
import { signingEventFaults } from "./faults.ts";

/** A role of the tree that a ceremony sets up (PEP 458). The first three are signed by people, the others online. */
export type CeremonyRole = "root" | "targets" | "bin" | "bins" | "snapshot" | "timestamp";
export const offlineRoles = ["root", "targets", "bin"] as const;
export const onlineRoles = ["bins", "snapshot", "timestamp"] as const;

/** Who signs a role. */
export interface Signatories {
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
}

/** What a ceremony decided. */
export interface Design {
  readonly roles: Readonly<Record<CeremonyRole, Signatories>>;
  readonly lifetimes: Lifetimes;
  /** Path patterns that `targets` delegates to `bin`. */
  readonly paths: readonly string[];
  /** A power of two from 2 to 16,384. */
  readonly bins: number;
  /** succinct: TAP 15; prefixes: for clients without it (interop D3). */
  readonly style: "succinct" | "prefixes";
}

/** Any path of up to eight segments (interop D6): no hash prefixes here, which would lose clients. */
export const everyPath: readonly string[] = Array.from({ length: 8 }, (_, depth) =>
  Array(depth + 1)
    .fill("*")
    .join("/"),
);

export const defaultBins = 256;
export const maximumBins = 16_384;

/** The unsigned first version of every offline role. */
export interface FirstTrust {
  readonly root: Root;
  readonly targets: Targets;
  readonly bin: Targets;
}

/** Metadata for `design`, unsigned, expiring as many days from `now` as it says. Call {@link designFindings} first. */
export function firstTrust(design: Design, now: Instant): FirstTrust {
  const { roles, lifetimes } = design;
  const expires = (role: "root" | "targets" | "bin"): Instant => addDays(now, lifetimes[role].expires);
  const top: readonly TopLevelRole[] = ["root", "targets", "snapshot", "timestamp"];
  const delegatedRole: DelegatedRole = {
    name: "bin",
    ...roleKeysOf(roles.bin),
    terminating: true,
    scope: { kind: "paths", patterns: design.paths },
    rest: new Map(),
  };
  const common = { specVersion, version: 1, rest: new Map() };
  return {
    root: {
      ...common,
      expires: expires("root"),
      consistentSnapshot: true,
      keys: keysOf(top.map((role) => roles[role])),
      roles: new Map(top.map((role) => [role, { ...roleKeysOf(roles[role]), rest: new Map() }])),
    },
    targets: {
      ...common,
      expires: expires("targets"),
      targets: new Map(),
      delegations: { keys: keysOf([roles.bin]), roles: [delegatedRole], rest: new Map() },
    },
    bin: {
      ...common,
      expires: expires("bin"),
      targets: new Map(),
      delegations: binsDelegations(design.roles.bins, design),
    },
  };
}

/** A role that begins. Version and expiry come when everything about it is known. */
export function emptyTargets(opened: Instant): Targets {
  return { specVersion, version: 0, expires: opened, targets: new Map(), rest: new Map() };
}

/** Delegations to hash bins: `bins` of them, a power of two, named after `prefix`. */
export function binsDelegations(
  signers: Signatories,
  { bins, style, prefix = "bins" }: Pick<Design, "bins" | "style"> & { readonly prefix?: string },
): Delegations {
  const keys = keysOf([signers]);
  const signatories = roleKeysOf(signers);
  const bitLength = Math.log2(bins);
  if (style === "succinct") {
    return {
      keys,
      roles: [],
      succinct: { ...signatories, bitLength, namePrefix: prefix, rest: new Map() },
      rest: new Map(),
    };
  }
  // As many hex digits as the bins need; with fewer bins than prefixes, each bin takes a run of them.
  const digits = Math.max(1, Math.ceil(bitLength / 4));
  const run = 16 ** digits / bins;
  const list = Array.from({ length: bins }, (_, index): DelegatedRole => {
    const prefixes = Array.from({ length: run }, (_, i) => hex(index * run + i, digits));
    const name = `${prefix}-${hex(index, digits)}`;
    return { name, ...signatories, terminating: true, scope: { kind: "prefixes", prefixes }, rest: new Map() };
  });
  return { keys, roles: list, rest: new Map() };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function roleKeysOf({ keys, threshold }: Signatories): RoleKeys {
  return { keyids: keys.map(({ keyid }) => keyid), threshold };
}

function keysOf(roles: readonly Signatories[]): ReadonlyMap<KeyId, PublicKey> {
  return new Map(roles.flatMap(({ keys }) => keys.map((key) => [key.keyid, key] as const)));
}

/** What is wrong with a design (T15, T58, T60); warnings for what a person may want and should know. */
export function designFindings(design: Design): readonly Finding[] {
  const findings: Finding[] = [];
  const error = <C extends AnyCode>(of: C, data: DataOf<C["entry"]>): void => {
    findings.push(finding(of, data, { severity: "error" }));
  };
  const names = [...offlineRoles, ...onlineRoles];
  for (const role of names) {
    const { keys, threshold } = design.roles[role];
    const distinct = new Set(keys.map(({ material, keyid }) => material ?? keyid)).size;
    if (keys.length === 0) error(signingEventFaults.ROLE_NO_KEYS, { role });
    if (distinct < keys.length) error(signingEventFaults.ROLE_KEY_TWICE, { role });
    if (threshold < 1 || threshold > distinct)
      error(signingEventFaults.ROLE_THRESHOLD, { role, threshold, keys: distinct });
    const { expires, renew } = design.lifetimes[role];
    if (!(expires > 0) || !(renew >= 0) || renew >= expires)
      error(signingEventFaults.CEREMONY_LIFETIME, { role, expires, renew });
  }
  for (const offline of offlineRoles) {
    for (const online of onlineRoles) {
      const held = new Set(design.roles[online].keys.map(({ material }) => material));
      if (design.roles[offline].keys.some(({ material }) => held.has(material)))
        error(signingEventFaults.ROLE_KEY_SHARED, { offline, online });
    }
  }
  for (const pattern of design.paths) {
    const reason = patternProblem(pattern);
    if (reason !== undefined) error(signingEventFaults.CEREMONY_PATTERN, { pattern, reason });
  }
  if (design.paths.length === 0) error(signingEventFaults.CEREMONY_NO_PATHS, {});
  if (!Number.isInteger(Math.log2(design.bins)) || design.bins < 2 || design.bins > maximumBins) {
    error(signingEventFaults.CEREMONY_BINS, { bins: design.bins, maximum: maximumBins });
  } else if (design.bins > 1024) {
    findings.push(finding(signingEventFaults.CEREMONY_MANY_BINS, { bins: design.bins }, { severity: "warning" }));
  }
  const { keys, threshold } = design.roles.root;
  if (keys.length < 2 || threshold < 2 || threshold === keys.length) {
    findings.push(
      finding(
        signingEventFaults.ROOT_FRAGILE,
        { keys: keys.length, threshold, spare: keys.length - threshold },
        { severity: "warning" },
      ),
    );
  }
  return findings;
}

/**
 * How many bins suit a number of targets: about 3.4·√T, the number at which a client downloads least, as a power of two from
 * 128 to 1,024 (more only helps beyond 100,000 targets and slows one widely used client down, T30).
 */
export function suggestBins(targets: number): number {
  const ideal = 3.4 * Math.sqrt(Math.max(1, targets));
  return Math.min(1024, Math.max(128, 2 ** Math.round(Math.log2(ideal))));
}

/** Bytes, compressed, that a new client downloads to find one target: snapshot entries and one bin. */
export function clientCost(targets: number, bins: number): number {
  return Math.round(2_600 + bins * 4.3 + (targets / bins) * 88);
}
