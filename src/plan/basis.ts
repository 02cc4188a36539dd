import { contentFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { findingOf } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import { type Config, configIn } from "../config/config.ts";
import { configFile, type Names } from "../config/names.ts";
import type { Store, Tree } from "../git/store.ts";
import { directoryId } from "../git/tree.ts";
import { loadAudited } from "../repository/audit.ts";
import { intentPaths } from "../repository/layout.ts";
import { mergedSource } from "../repository/merged-source.ts";
import { fixedSettings, settingsBefore, settingsInForce, signedTip } from "../repository/settings.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import type { Repository } from "../repository/verify-state.ts";
import type { Floors } from "../repository/version-floors.ts";
import type { Recovery } from "./transition.ts";

/** What the worker signed last, verified. */
export interface LastSigned {
  /** Undefined before the first run. */
  readonly before: Repository | undefined;
  readonly tip: Tree | undefined;
  /** Whether the signed branch is here only as its remote-tracking copy, which is good for reading alone. */
  readonly tracked: boolean;
}

/** Where a derivation starts. */
export interface Basis extends LastSigned {
  /** The intent branch. */
  readonly main: Tree;
  readonly config: Config;
  readonly configId: string | undefined;
  /** What people signed: on the intent branch, or in what was signed last where that cannot be read. */
  readonly trust: Trust;
  /** Parts of the intent branch that cannot be gone by. For each, what was in force before stands in. */
  readonly broken: readonly Broken[];
  /** Whether what was signed last was made from release files that people merged (T78); true before the first run. */
  readonly merged: boolean;
  /** The settings that were merged when that was signed, where they can be read. */
  readonly former?: Config;
  readonly recovery?: Recovery;
  /** Versions that clients may have seen, which the signed branch does not know of. */
  readonly floors?: Floors;
}

export interface Broken {
  readonly part: "settings" | "trust";
  readonly finding: Finding;
}

/**
 * Reads and verifies both branches. `pin` is the SHA-256 of the trusted root's file. What has run out is read as well: what renews it could
 * not be judged otherwise. Faults with what does not hold of the signed branch, and of the intent branch before there is a signed one.
 */
export async function loadBasis(store: Store, branch: string, pin: string, now: Instant): Promise<Basis> {
  const { main, problem, ...settings } = await settingsInForce(store, branch);
  const { last, config, moved } = await standing(store, main, settings.config, pin, now);
  const { before } = last;
  if (problem !== undefined && before === undefined) throw problem;
  const broken: Broken[] = [];
  if (moved !== undefined) broken.push({ part: "settings", finding: moved });
  if (problem !== undefined) broken.push({ part: "settings", finding: findingOf(problem, configFile) });
  const trust = await trustOn(main, config.names, pin, before).catch((error: unknown): Trust => {
    const finding = findingOf(error, config.names.trust);
    if (before === undefined) throw error;
    broken.push({ part: "trust", finding });
    return before;
  });
  return { ...last, main, config, configId: settings.id, trust, broken };
}

interface Standing {
  readonly last: LastSigned & Pick<Basis, "merged" | "former">;
  readonly config: Config;
  /** Why the settings of the intent branch do not count: they would move what was signed, or what it is made from. */
  readonly moved?: Finding;
}

/**
 * What was signed last, and the settings that count beside it. Where things are stays as it was when that was signed: else files that nobody
 * judged would count, or versions would begin again.
 */
async function standing(store: Store, main: Tree, config: Config, pin: string, now: Instant): Promise<Standing> {
  let failure: unknown;
  const found = await lastSigned(store, config.names, pin, now).catch((error: unknown) => {
    failure = contentFault(error);
    return unsigned;
  });
  if (found.before !== undefined) {
    const { commit, merged } = await mergedSource(store, main, found.before, config.names);
    const former = await settingsAt(commit);
    const last = { ...found, merged, ...(former && { former }) };
    const [moved] = former === undefined ? [] : fixedSettings(configFile, former, config);
    if (former === undefined || moved === undefined) return { last, config };
    const there = await lastSigned(store, former.names, pin, now);
    if (there.before === undefined) return { last, config };
    const source = await mergedSource(store, main, there.before, former.names);
    return { last: { ...there, merged: source.merged, former }, config: former, moved };
  }
  // There is none by the name that it has today. A merge may have changed the name, and others have come on top.
  const former = await settingsBefore(store, main, async ({ names }) => {
    return names.signedBranch !== config.names.signedBranch && (await signedTip(store, names)).tip !== undefined;
  });
  const there = former && (await lastSigned(store, former.names, pin, now));
  if (former !== undefined && there?.before !== undefined) {
    const { merged } = await mergedSource(store, main, there.before, former.names);
    const [moved] = fixedSettings(configFile, former, config);
    return { last: { ...there, merged, former }, config: former, ...(moved && { moved }) };
  }
  if (failure !== undefined) throw failure;
  return { last: { ...found, merged: true }, config };
}

const unsigned: LastSigned = { before: undefined, tip: undefined, tracked: false };

/** The settings that a commit carries, where they can be read. */
async function settingsAt(commit: Tree | undefined): Promise<Config | undefined> {
  const found = commit && (await configIn(commit).catch((error: unknown) => void contentFault(error)));
  return found?.config;
}

/** Faults with whatever does not hold of it. */
export async function lastSigned(store: Store, names: Names, pin: string, now: Instant): Promise<LastSigned> {
  const { tip, tracked } = await signedTip(store, names);
  return { tip, tracked, before: tip && (await loadAudited(tip, pin, now)) };
}

/** What people signed on `main`. The same tree was verified with `before`, as metadata; only what changed since needs loading. */
export async function trustOn(main: Tree, names: Names, pin: string, before: Repository | undefined): Promise<Trust> {
  const unchanged = before !== undefined && before.state.signed.source.trust === (await directoryId(main, names.trust));
  return unchanged ? before : readTrust(main, intentPaths(names), pin);
}
