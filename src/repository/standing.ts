import { contentFault } from "../base/fault.ts";
import { type Finding, findingOf } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import { configFile, type Names } from "../config/names.ts";
import type { Trees } from "../git/remember.ts";
import { directoryId, type ObjectId, type Tree } from "../git/tree.ts";
import { loadAudited } from "./audit.ts";
import { intentPaths } from "./layout.ts";
import { mergedSource } from "./merged-source.ts";
import { fixedSettings, type Settings, type SettingsReader, settingsBefore, signedTip, type Tip } from "./settings.ts";
import type { TrustAnchor } from "./trust.ts";
import { readTrust, type Trust } from "./trust.ts";
import type { Repository as SignedState } from "./verify-state.ts";

/** What is in force: what people merged, where it can be gone by, over what the worker signed last. Where every derivation starts. */
export interface Standing {
  /** The intent branch. */
  readonly main: Tree;
  readonly config: Config;
  /** The object id of the file that `config` is from; undefined where earlier settings stand in. */
  readonly configId: ObjectId | undefined;
  readonly tip: Tip;
  /** What the worker signed last, verified; undefined before its first run. */
  readonly before: SignedState | undefined;
  /** What people signed: on the intent branch, or in what was signed last where that cannot be read. */
  readonly trust: Trust;
  /** Parts of the intent branch that cannot be used. For each, what was in force before stands in (ADR 0020). */
  readonly broken: readonly Broken[];
  /** Whether what was signed last was made from release files that people merged (T78); true before the first run. */
  readonly merged: boolean;
  /** The settings that were merged when that was signed, where they can be read. */
  readonly former?: Config;
}

export interface Broken {
  readonly part: "settings" | "trust";
  readonly finding: Finding;
}

/** Where a standing is read: a run's own view of the store, the intent branch, the pinned root. */
export interface Ground {
  readonly store: Trees;
  readonly intent: Tree;
  readonly anchor: TrustAnchor;
  readonly now: Instant;
  readonly read: SettingsReader;
}

/**
 * Reads and verifies both branches. What has expired is read as well: what renews it could not be judged otherwise. Faults with the first
 * thing that does not hold of the signed branch, and of the intent branch before there is a signed one.
 */
export async function standingOf(ground: Ground, { problem, ...settings }: Settings): Promise<Standing> {
  const { config, moved, ...last } = await lastSigned(ground, settings.config);
  const { before } = last;
  if (problem !== undefined && before === undefined) throw problem;
  const broken: Broken[] = [];
  if (moved !== undefined) broken.push({ part: "settings", finding: moved });
  if (problem !== undefined) broken.push({ part: "settings", finding: findingOf(problem, configFile) });
  const { intent, anchor } = ground;
  const trust = await trustIn(intent, config.names, anchor, before).catch((error: unknown): Trust => {
    const finding = findingOf(error, config.names.trust);
    if (before === undefined) throw error;
    broken.push({ part: "trust", finding });
    return before;
  });
  return { ...last, main: intent, config, configId: settings.id, trust, broken };
}

interface Last extends Pick<Standing, "tip" | "before" | "merged" | "former"> {
  /** The settings that count beside it. */
  readonly config: Config;
  /** Why the settings of the intent branch do not count: they would move what was signed, or what it is made from. */
  readonly moved?: Finding;
}

/**
 * What was signed last, and the settings that count beside it. Branches and directories stay where they were when that was signed:
 * otherwise files that nobody judged would count, or versions would begin again.
 */
async function lastSigned(ground: Ground, config: Config): Promise<Last> {
  const { store, intent, read } = ground;
  let failure: unknown;
  const found = await signedAs(ground, config.names).catch((error: unknown): Signed => {
    failure = contentFault(error);
    return { tip: { kind: "none" }, before: undefined };
  });
  if (found.before !== undefined) {
    const { commit, merged } = await mergedSource(store, intent, found.before, config.names);
    const former = await settingsAt(read, commit);
    const last = { ...found, merged, ...(former && { former }) };
    const [moved] = former === undefined ? [] : fixedSettings(configFile, former, config);
    if (former === undefined || moved === undefined) return { ...last, config };
    const there = await signedAs(ground, former.names);
    if (there.before === undefined) return { ...last, config };
    const source = await mergedSource(store, intent, there.before, former.names);
    return { ...there, merged: source.merged, former, config: former, moved };
  }
  // There is no signed branch by today's name. A merge may have changed the name, and others have come on top.
  const former = await settingsBefore({ store, read }, intent, async ({ names }) => {
    return names.signedBranch !== config.names.signedBranch && (await signedTip(store, names)).kind !== "none";
  });
  const there = former && (await signedAs(ground, former.names));
  if (former !== undefined && there?.before !== undefined) {
    const { merged } = await mergedSource(store, intent, there.before, former.names);
    const [moved] = fixedSettings(configFile, former, config);
    return { ...there, merged, former, config: former, ...(moved && { moved }) };
  }
  if (failure !== undefined) throw failure;
  return { ...found, merged: true, config };
}

/** The settings that a commit carries, where they can be read. */
async function settingsAt(read: SettingsReader, commit: Tree | undefined): Promise<Config | undefined> {
  const found = commit && (await read(commit).catch((error: unknown) => void contentFault(error)));
  return found?.config;
}

type Signed = Pick<Standing, "tip" | "before">;

async function signedAs({ store, anchor, now }: Ground, names: Names): Promise<Signed> {
  const tip = await signedTip(store, names);
  return { tip, before: tip.kind === "none" ? undefined : await loadAudited(tip.tree, anchor, now) };
}

/** What people signed in `tree`. With the `trust/` of `before`, what was verified with that; else verified from the pinned root. */
export async function trustIn(
  tree: Tree,
  names: Names,
  anchor: TrustAnchor,
  before: SignedState | undefined,
): Promise<Trust> {
  const unchanged = before !== undefined && before.state.signed.source.trust === (await directoryId(tree, names.trust));
  return unchanged ? before : readTrust(tree, intentPaths(names), anchor);
}
