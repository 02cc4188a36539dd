import { baseFaults } from "../base/faults.ts";
import type { Fetch } from "../client/reference-client.ts";
import { fetchBytes } from "../client/site-client.ts";
import { limits } from "../tuf/limits.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { importFaults } from "./faults.ts";

/** Files of somebody else's repository. `read` resolves to undefined for one that is not there, and faults `FILE_TOO_LARGE` before it is read. */
export interface ImportFiles {
  /** An address or a directory, for people. */
  readonly name: string;
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
}

/** A repository's metadata, whatever its layout: every file by role and version. */
export interface ImportSource {
  readonly name: string;
  root(version: number): Promise<Uint8Array | undefined>;
  /** The root that is there without a version in its name. */
  newestRoot(): Promise<Uint8Array | undefined>;
  timestamp(): Promise<Uint8Array | undefined>;
  /** Another role at the version that is listed for it; which version it really is, its content says. */
  role(name: string, version: number, limit: number): Promise<Uint8Array | undefined>;
}

/** A directory of the work tree, or anywhere else. */
export function filesBelow(workspace: Workspace, directory: string): ImportFiles {
  return { name: directory, read: (path, limit) => workspace.read(`${directory.replace(/\/+$/, "")}/${path}`, limit) };
}

/** A site, at an address without a slash at its end. */
export function filesAt(fetch: Fetch, url: string): ImportFiles {
  return { name: url, read: (path, limit) => fetchBytes({ fetch, metadata: url }, path, limit) };
}

/** More than any repository that Kaprien can carry on has; a site could go on for ever. */
const maximumBytes = 536_870_912;

/**
 * Finds the metadata at `files`: in `metadata/` or at the top; roots as `N.root.json` there or below `root_history/`; other roles with
 * their version before their name, as consistent snapshots have it, or without. Faults `IMPORT_NOTHING`.
 */
export async function locate(files: ImportFiles): Promise<ImportSource> {
  for (const directory of ["metadata/", ""]) {
    for (const name of ["timestamp.json", "1.root.json", "root.json"]) {
      const found = await files.read(`${directory}${name}`, limits.root);
      if (found !== undefined) return sourceIn(files, directory);
    }
  }
  throw importFaults.IMPORT_NOTHING({ site: files.name });
}

function sourceIn(files: ImportFiles, directory: string): ImportSource {
  let total = 0;
  const first = async (names: readonly string[], limit: number): Promise<Uint8Array | undefined> => {
    for (const name of names) {
      const bytes = await files.read(`${directory}${name}`, limit);
      if (bytes === undefined) continue;
      total += bytes.length;
      if (total > maximumBytes)
        throw baseFaults.FILE_TOO_LARGE({ file: `all of ${files.name}`, actual: total, limit: maximumBytes });
      return bytes;
    }
    return undefined;
  };
  return {
    name: files.name,
    root: (version) => first([`${version}.root.json`, `root_history/${version}.root.json`], limits.root),
    newestRoot: () => first(["root.json"], limits.root),
    timestamp: () => first(["timestamp.json"], limits.timestamp),
    role: (name, version, limit) => {
      // Encoded, as clients ask for it. So a name from elsewhere cannot lead out of the directory.
      const file = `${encodeURIComponent(name)}.json`;
      return first([`${version}.${file}`, file], limit);
    },
  };
}
