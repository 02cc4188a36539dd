import type { Stats } from "node:fs";
import { lstat, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Loader } from "cosmiconfig";
import { Explorer } from "cosmiconfig/dist/Explorer.js";
import { Fault } from "../base/fault.ts";
import { buildConfig, type Config, configFiles, parseConfig } from "../config/config.ts";
import { configFaults } from "../config/faults.ts";
import { workspaceFaults } from "../workspace/faults.ts";

const packageFile = "package.json";
const property = "kaprien";
const places = [...configFiles, packageFile];

/** Each loader returns settings that were checked: in any others cosmiconfig would follow `$import` to files that are not documented. */
const load: Loader = (file, content) =>
  basename(file) === packageFile ? inPackage(file, content) : parseConfig(content, file);

/** Loads the files that {@link searchConfig} chooses. It knows no loader that runs what it reads. */
const explorer = new Explorer({
  moduleName: property,
  packageProp: property,
  searchPlaces: places,
  searchStrategy: "none",
  loaders: { ".yml": load, ".yaml": load, ".json": load },
  metaConfigFilePath: null,
  ignoreEmptySearchPlaces: true,
  mergeImportArrays: false,
  mergeSearchPlaces: false,
  cache: false,
  transform: (result) => result,
});

/**
 * The configuration of a work tree: in `cwd`, else in the directories above it up to the top of the work tree, which is the nearest
 * with a `.git`. Outside of any work tree only `cwd` is searched. The settings are data; whoever proposes some must not have them run
 * (T83). Faults `CONFIG_INVALID`, `FILE_NOT_PLAIN` for a link in one of the places, `FILE_NOT_FOUND` for a named file.
 */
export async function searchConfig(cwd: string, named: string | undefined): Promise<Config | undefined> {
  if (named !== undefined) {
    const content = await readFile(named, "utf8").catch((cause: unknown) => {
      throw workspaceFaults.FILE_NOT_FOUND({ file: named }, { cause });
    });
    return parseConfig(content, named);
  }
  for (const directory of await searched(cwd)) {
    for (const place of places) {
      if (!(await isThere(directory, place))) continue;
      const found = await explorer.load(join(directory, place));
      if (found !== null && found.isEmpty !== true) return found.config as Config;
    }
  }
  return undefined;
}

function inPackage(file: string, content: string): { readonly [property]?: Config } {
  try {
    const data: unknown = JSON.parse(content);
    if (typeof data !== "object" || data === null || !Object.hasOwn(data, property)) return {};
    return { [property]: buildConfig((data as Record<string, unknown>)[property], file) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw configFaults.CONFIG_INVALID({ file, where: "the file", reason: "it is not JSON" }, { cause });
  }
}

/** Directories in the order in which they are searched. A directory that is a link is searched where it is. */
async function searched(cwd: string): Promise<readonly string[]> {
  const start = await realpath(cwd).catch(() => cwd);
  const directories: string[] = [];
  for (let directory = start; ; directory = dirname(directory)) {
    directories.push(directory);
    if ((await entry(join(directory, ".git"))) !== undefined) return directories;
    if (directory === dirname(directory)) return [start];
  }
}

/** Whether there is a file in this place. Faults for a link, also on the way to it: it would have any file of this machine read. */
async function isThere(directory: string, place: string): Promise<boolean> {
  const file = join(directory, place);
  const found = await entry(file);
  if (found === undefined || found.isDirectory()) return false;
  const parent = dirname(file) === directory ? undefined : await entry(dirname(file));
  if (!found.isFile() || parent?.isSymbolicLink() === true) throw workspaceFaults.FILE_NOT_PLAIN({ file });
  return true;
}

async function entry(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}
