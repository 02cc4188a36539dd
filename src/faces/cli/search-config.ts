import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { cosmiconfig, type Loader } from "cosmiconfig";
import { buildConfig, type Config, parseConfig } from "../../config/config.ts";
import { Fault } from "../../tuf/fault.ts";

const places = ["kaprien.yml", "kaprien.yaml", "kaprien.json", ".config/kaprien.yml", "package.json"];

const text: Loader = (file, content) =>
  basename(file) === "package.json" ? JSON.parse(content) : parseConfig(content, file);

/**
 * The configuration of a work tree, searched for upwards from `cwd`. Data formats only: a configuration that runs as code would
 * let whoever proposes one run it (product §4). Faults `CONFIG_INVALID`, `FILE_NOT_FOUND` for a named file.
 */
export async function searchConfig(cwd: string, named: string | undefined): Promise<Config | undefined> {
  if (named !== undefined) {
    const content = await readFile(named, "utf8").catch((cause: unknown) => {
      throw new Fault("FILE_NOT_FOUND", { file: named }, { cause });
    });
    return parseConfig(content, named);
  }
  const explorer = cosmiconfig("kaprien", {
    searchPlaces: places,
    loaders: {
      ".yml": text,
      ".yaml": text,
      ".json": text,
      ".js": refused,
      ".mjs": refused,
      ".cjs": refused,
      ".ts": refused,
    },
    packageProp: "kaprien",
    stopDir: "/",
    searchStrategy: "global",
  });
  const found = await explorer.search(cwd);
  if (found === null || found.isEmpty === true) return undefined;
  return found.filepath.endsWith("package.json") ? buildConfig(found.config, found.filepath) : (found.config as Config);
}

const refused: Loader = (file) => {
  throw new Fault("CONFIG_INVALID", { file, where: "the file", reason: "configuration is data, never code" });
};
