import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Fault } from "../../src/base/fault.ts";
import { addDays, instant } from "../../src/base/time.ts";
import { download, refresh } from "../../src/client/download.ts";
import { fetchFile, fetchUrl } from "../../src/client/http/fetch.ts";
import { tufJs } from "../../src/client/tuf-js/tuf-js.ts";
import { directoryWorkspace } from "../../src/workspace/directory/directory.ts";
import { outputBelow } from "../../src/workspace/directory/output.ts";
import { verifier } from "./verifier.ts";

/** A client with a metadata directory and a place for what it downloads. */
export interface ClientRig {
  readonly metadata: string;
  readonly downloads: string;
  /** Puts a root where the client starts from. */
  init(root: Uint8Array): Promise<void>;
  /** `ok`, or the code that the client ended with. `days` later than now. */
  refresh(options?: { readonly days?: number }): Promise<string>;
  download(paths: readonly string[], options?: { readonly days?: number }): Promise<string>;
  /** Versions by role, of what is in the metadata directory. */
  trusted(): Promise<Record<string, number>>;
  /** A file in the metadata directory, byte for byte. */
  kept(role: string): Promise<string>;
  /** Contents of the downloads by path. */
  files(): Promise<Record<string, string>>;
}

/** How a rig runs the client: in this process through the workflows, or as the program that ships. */
export type Driver = "workflow" | "command";

export async function openClient(driver: Driver, folder: string, url: string): Promise<ClientRig> {
  const metadata = path.join(folder, "metadata");
  const downloads = path.join(folder, "downloads");
  for (const directory of [metadata, downloads]) await mkdir(directory, { recursive: true });
  const act = driver === "workflow" ? inProcess : asCommand;
  return {
    metadata,
    downloads,
    init: (root) => writeFile(path.join(metadata, "root.json"), root),
    refresh: ({ days = 0 } = {}) => act({ folder, url, metadata, downloads, days }),
    download: (paths, { days = 0 } = {}) => act({ folder, url, metadata, downloads, days, paths }),
    async trusted() {
      const found: Record<string, number> = {};
      for (const name of (await readdir(metadata)).sort()) {
        if (!name.endsWith(".json")) continue;
        const { signed } = JSON.parse(await readFile(path.join(metadata, name), "utf8"));
        found[decodeURIComponent(name.slice(0, -".json".length))] = signed.version;
      }
      return found;
    },
    kept: (role) => readFile(path.join(metadata, `${role}.json`), "utf8"),
    async files() {
      const found: Record<string, string> = {};
      for (const entry of await readdir(downloads, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath, entry.name);
        found[path.relative(downloads, file).replaceAll(path.sep, "/")] = await readFile(file, "utf8");
      }
      return found;
    },
  };
}

interface Act {
  readonly folder: string;
  readonly url: string;
  readonly metadata: string;
  readonly downloads: string;
  readonly days: number;
  readonly paths?: readonly string[];
}

async function inProcess({ folder, url, metadata, downloads, days, paths }: Act): Promise<string> {
  const now = addDays(instant(Date.now() / 1000), days);
  const ports = {
    oracle: tufJs,
    verifier,
    clock: { now: () => now, sleep: async () => undefined },
    memory: directoryWorkspace(folder),
  };
  const options = {
    site: { fetch: fetchUrl, metadata: `${url}/metadata` },
    targets: `${url}/targets`,
    directory: metadata,
  };
  try {
    if (paths === undefined) await refresh(ports, options);
    else {
      const wanted = await Promise.all(
        paths.map(async (each) => ({ path: each, to: await outputBelow(downloads, path.join(downloads, each)) })),
      );
      await download(ports, { ...options, fetchFile }, wanted, () => undefined);
    }
    return "ok";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

const later = pathToFileURL(path.resolve(import.meta.dirname, "later.mjs")).href;

async function asCommand({ folder, url, metadata, downloads, days, paths }: Act): Promise<string> {
  // Loaded where it is used: it brings all of Kaprien with it.
  const { run } = await import("./cli.ts");
  const args = paths === undefined ? ["refresh"] : ["download", ...paths, "--output-dir", downloads];
  const env = days === 0 ? {} : { PAGE_DAYS_LATER: String(days), NODE_OPTIONS: `--import=${later}` };
  const options = ["--metadata-url", `${url}/metadata`, "--metadata-dir", metadata];
  const { code, stderr } = await run([...args, ...options], { cwd: folder, env });
  if (code === 0) return "ok";
  return /\[([A-Z_]+)\]/.exec(stderr)?.[1] ?? `exit ${code}: ${stderr}`;
}
