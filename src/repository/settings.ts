import { contentFault, type Fault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding } from "../base/finding.ts";
import { type Config, configFiles, configIn, configLimit, parseConfig } from "../config/config.ts";
import { configFile, defaultNames, type Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import type { Trees } from "../git/remember.ts";
import { type ObjectId, sameEntry, type Tree } from "../git/tree.ts";
import { repositoryFaults } from "./faults.ts";
import { signedPaths } from "./layout.ts";

/** The settings of a branch. */
export interface Settings {
  readonly config: Config;
  /** The object id of the file they are from; undefined for earlier ones that stand in. */
  readonly id: ObjectId | undefined;
  /** Why the branch itself has no settings that count, when these are the last ones before it that did. */
  readonly problem?: Fault;
}

/** {@link configIn}, which a run asks of every commit through one reader, so that the same file is parsed once. */
export type SettingsReader = typeof configIn;

/** A reader that parses each file once, told apart by its object id and name. */
export function settingsReader(): SettingsReader {
  const known = new Map<string, ReturnType<SettingsReader>>();
  return async (tree) => {
    const entries = await Promise.all(configFiles.map(async (file) => [file, await tree.entry(file)] as const));
    const at = entries.map(([file, entry]) => `${file} ${entry?.mode} ${entry?.id}`).join("\n");
    const found = known.get(at) ?? configIn(tree);
    known.set(at, found);
    return found;
  };
}

/** Where settings are looked for: commits, and what reads them. */
export interface SettingsSource {
  readonly store: Trees;
  readonly read: SettingsReader;
}

/**
 * The settings that `intent` carries, or, where those cannot be read, the newest ones before it that can: the worker must go on whatever was
 * merged (I12). Nothing is verified by them. Faults `CONFIG_MISSING`, `CONFIG_INVALID` when there never were any.
 */
export async function settingsInForce(source: SettingsSource, intent: Tree, branch: string): Promise<Settings> {
  try {
    const found = await source.read(intent);
    if (found === undefined) throw repositoryFaults.CONFIG_MISSING({ branch });
    return { config: found.config, id: found.id };
  } catch (error) {
    const problem = contentFault(error);
    const last =
      (await settingsBefore(source, intent)) ?? (await settingsOf(await signedTip(source.store, defaultNames)));
    if (last === undefined) throw problem;
    return { config: last, id: undefined, problem };
  }
}

/** What a run says that goes by earlier settings. */
export function settingsWarning({ code, data }: Fault): string {
  const file = typeof data["file"] === "string" ? data["file"] : configFile;
  return `${file} cannot be used (${code}): the last settings before it that can are in force`;
}

/** The settings that the worker went by when it signed `tip`; undefined where there are none, or none that can be read. */
async function settingsOf(tip: Tip): Promise<Config | undefined> {
  if (tip.kind === "none") return undefined;
  try {
    const bytes = await tip.tree.read(signedPaths.sourceConfig, configLimit);
    return bytes && parseConfig(new TextDecoder().decode(bytes), configFile);
  } catch (error) {
    contentFault(error);
    return undefined;
  }
}

/** The signed branch: this repository's own, or the copy that a clone keeps of origin's, which is good for reading only. */
export type Tip = { readonly kind: "none" } | { readonly kind: "own" | "copy"; readonly tree: Tree };

export async function signedTip(store: Trees, { signedBranch }: Pick<Names, "signedBranch">): Promise<Tip> {
  const own = await store.tree(signedBranch);
  if (own !== undefined) return { kind: "own", tree: own };
  const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
  return copy === undefined ? { kind: "none" } : { kind: "copy", tree: copy };
}

/** Merges that broke the settings one after another, before somebody has to say where the signed branch is. */
const maximumCommits = 1_000;

/** The settings of the newest commit before `main`, along first parents, whose file differs, can be read, and `fits`. */
export async function settingsBefore(
  { store, read }: SettingsSource,
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
      const found = await read(before).catch((error: unknown) => void contentFault(error));
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
