import { contentFault, type Fault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { type Config, configFiles, configIn, configLimit, parseConfig } from "../config/config.ts";
import { configFile, defaultNames, type Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import type { Store, Tree } from "../git/store.ts";
import { type ObjectId, sameEntry } from "../git/tree.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";

/** The settings of a branch. */
export interface Settings {
  readonly main: Tree;
  readonly config: Config;
  /** The object id of the file they are from. */
  readonly id: ObjectId | undefined;
  /** Why `main` itself has no settings that count, when these are the last ones before it that did. */
  readonly problem?: Fault;
}

/** The intent branch and the settings it carries; nothing is verified by it. Faults `BRANCH_MISSING`, `CONFIG_MISSING`, `CONFIG_INVALID`. */
export async function loadConfig(store: Store, branch: string): Promise<Settings> {
  const main = await mainTree(store, branch);
  return { main, ...(await configOf(main, branch)) };
}

/**
 * {@link loadConfig} for those who must go on whatever was merged (I12): where `branch` holds no settings that can be read, the newest ones
 * before it that can. Faults as `loadConfig` when there never were any.
 */
export async function settingsInForce(store: Store, branch: string): Promise<Settings> {
  const main = await mainTree(store, branch);
  try {
    return { main, ...(await configOf(main, branch)) };
  } catch (error) {
    const problem = contentFault(error);
    const last = (await settingsBefore(store, main)) ?? (await settingsOf((await signedTip(store, defaultNames)).tip));
    if (last === undefined) throw problem;
    return { main, config: last, id: undefined, problem };
  }
}

/** What a run says that goes by earlier settings. */
export function settingsWarning({ code, data }: Fault): string {
  const file = typeof data["file"] === "string" ? data["file"] : configFile;
  return `${file} cannot be used (${code}): the last settings before it that can are in force`;
}

/** The settings that the worker went by when it signed `tip`; undefined where there are none, or none that can be read. */
export async function settingsOf(tip: Tree | undefined): Promise<Config | undefined> {
  try {
    const bytes = await tip?.read(signedPaths.sourceConfig, configLimit);
    return bytes && parseConfig(new TextDecoder().decode(bytes), configFile);
  } catch (error) {
    contentFault(error);
    return undefined;
  }
}

/** The signed branch; in a clone that never checked it out, the copy that git keeps of origin's. */
export async function signedTip(
  store: Store,
  { signedBranch }: Pick<Names, "signedBranch">,
): Promise<{ tip: Tree | undefined; tracked: boolean }> {
  const own = await store.tree(signedBranch);
  if (own !== undefined) return { tip: own, tracked: false };
  const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
  return { tip: copy, tracked: copy !== undefined };
}

async function mainTree(store: Store, branch: string): Promise<Tree> {
  const main = await store.tree(branch);
  if (main === undefined) throw repositoryFaults.BRANCH_MISSING({ branch });
  return main;
}

async function configOf(main: Tree, branch: string): Promise<{ config: Config; id: ObjectId | undefined }> {
  const found = await configIn(main);
  if (found === undefined) throw repositoryFaults.CONFIG_MISSING({ branch });
  return { config: found.config, id: found.id };
}

/** Merges that broke the settings one after another, before somebody has to say where the signed branch is. */
const maximumCommits = 1_000;

/** The settings of the newest commit before `main`, along first parents, whose file differs, can be read, and `fits`. */
export async function settingsBefore(
  store: Store,
  main: Tree,
  fits: (config: Config) => Promise<boolean> = async () => true,
): Promise<Config | undefined> {
  let tree = main;
  for (let count = 0; count < maximumCommits; count++) {
    const [parent] = tree.parents;
    // The end of a shallow clone is not the end of history: what is known of the signed branch has to do.
    const before = parent === undefined ? undefined : await store.tree(parent).catch(outOfReach);
    if (before === undefined) return undefined;
    if (!(await sameSettings(tree, before))) {
      const found = await configIn(before).catch((error: unknown) => void contentFault(error));
      if (found !== undefined && (await fits(found.config))) return found.config;
    }
    tree = before;
  }
  return undefined;
}

async function sameSettings(a: Tree, b: Tree): Promise<boolean> {
  for (const file of configFiles) if (!sameEntry(await a.entry(file), await b.entry(file))) return false;
  return true;
}

function outOfReach(error: unknown): undefined {
  if (isFault(error, gitFaults.STORE_OBJECT_MISSING)) return undefined;
  throw error;
}

/** Where branches and directories are, as `file` would have it otherwise than it is. */
export function fixedSettings(file: string, current: Config, config: Config): readonly Finding[] {
  return fixed.flatMap(([setting, name]) => {
    const [from, to] = [current.names[name], config.names[name]];
    return from === to
      ? []
      : [finding(repositoryFaults.SETTING_FIXED, { file, setting, from, to }, { severity: "error", file })];
  });
}

const fixed = [
  ["branches.intent", "intentBranch"],
  ["branches.signed", "signedBranch"],
  ["directories.targets", "targets"],
  ["directories.trust", "trust"],
] as const;
