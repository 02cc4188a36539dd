import type { Finding } from "../base/finding.ts";
import { fileError, finding, findingOf } from "../base/finding.ts";
import { type Config, configFiles, configIn } from "../config/config.ts";
import { configFile, type Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { requireOnlineUris } from "../plan/online-keys.ts";
import { diffReleases } from "../release/releases.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { shortWindows } from "../repository/schedule.ts";
import { fixedSettings } from "../repository/settings.ts";
import type { Trust } from "../repository/trust.ts";
import { floorsPath } from "../repository/version-floors.ts";
import { proposalFaults } from "./faults.ts";

/** Files that small projects keep in the repository beside their releases. */
const filesDirectory = "files";
/** What decides about releases, or about who decides; called out even when nothing is released. */
const guarded = [...configFiles, ".github", ".gitattributes", ".gitmodules", "CODEOWNERS", "docs/CODEOWNERS"];

/**
 * T6: a release changes release files, and files under `files/`, alone. Together with anything else it is refused; what else decides about
 * releases is called out when it changes on its own.
 */
export async function changedBeside(base: Tree, head: Tree, names: Names): Promise<readonly Finding[]> {
  const directory = names.targets;
  const { added, changed, removed } = await diffReleases({ tree: base, directory }, { tree: head, directory });
  if (added.length + changed.length + removed.length > 0) {
    const outside = await changedOutside(base, head, "", [names.targets, filesDirectory]);
    return outside.map((file) => fileError(proposalFaults.RELEASE_MIXED, file, { targets: names.targets }));
  }
  const found: string[] = [];
  for (const path of [names.trust, ...guarded])
    if (!sameEntry(await base.entry(path), await head.entry(path))) found.push(path);
  return found.map((file) =>
    finding(proposalFaults.NOT_A_RELEASE, { file, targets: names.targets }, { severity: "warning", file }),
  );
}

/** What clients saw of a repository that was taken over counts in the first run alone; later it could only wait for the signed branch to be lost. */
export async function floorsBeside(base: Tree, head: Tree, names: Names): Promise<readonly Finding[]> {
  const file = floorsPath(names);
  if (sameEntry(await base.entry(file), await head.entry(file))) return [];
  return [fileError(proposalFaults.IMPORT_TOO_LATE, file, { branch: names.signedBranch })];
}

const maximumPaths = 50;

/** Paths that differ and do not lie in one of `allowed`; a directory without any of those as a whole. */
export async function changedOutside(
  base: Tree,
  head: Tree,
  directory: string,
  allowed: readonly string[],
): Promise<readonly string[]> {
  const names = new Set([...(await base.list(directory)), ...(await head.list(directory))].map(({ name }) => name));
  const found: string[] = [];
  for (const name of [...names].sort()) {
    const path = directory === "" ? name : `${directory}/${name}`;
    if (allowed.includes(path) || found.length >= maximumPaths) continue;
    if (sameEntry(await base.entry(path), await head.entry(path))) continue;
    const within = allowed.some((each) => each.startsWith(`${path}/`));
    found.push(...(within ? await changedOutside(base, head, path, allowed) : [path]));
  }
  return found;
}

/**
 * Settings that the head changes are read, so that broken ones are not merged; they are not obeyed (T2). Where things are is not theirs
 * to change: release files that nobody judged would be what counts, or the signed branch would begin again at version 1. Each online role
 * of `trust`, the one that a merge would leave in force, has to find a key in them.
 */
export async function settingsBeside(
  base: Tree,
  head: Tree,
  current: Config,
  trust?: Trust,
): Promise<readonly Finding[]> {
  const same = await Promise.all(
    configFiles.map(async (file) => sameEntry(await base.entry(file), await head.entry(file))),
  );
  if (!same.includes(false)) return trust === undefined ? [] : keyFindings(current, trust);
  try {
    const found = await configIn(head);
    if (found === undefined) return [findingOf(repositoryFaults.CONFIG_MISSING({ branch: "the head" }), configFile)];
    const short = shortWindows(found.config.lifetimes, found.file);
    const keys = trust === undefined ? [] : keyFindings(found.config, trust);
    return [...keys, ...fixedSettings(found.file, current, found.config), ...short];
  } catch (error) {
    return [findingOf(error, configFile)];
  }
}

/** Whether each online role finds as many addresses as must sign; that they lead to the right keys, only the worker can tell. */
function keyFindings(config: Config, trust: Trust): readonly Finding[] {
  try {
    requireOnlineUris(config, trust);
    return [];
  } catch (error) {
    return [findingOf(error, configFile)];
  }
}
