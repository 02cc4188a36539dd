import type { AnyCode, DataOf } from "../base/fault.ts";
import { isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { fileError } from "../base/finding.ts";
import type { Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import { type Entry, sameEntry, type Tree } from "../git/tree.ts";
import { releaseFaults } from "./faults.ts";

import { decodeRelease, parseReleaseFile, type Release, releaseLimit, targetLine } from "./release-file.ts";
import { foldPath } from "./target-path.ts";

/** Every file below `directory` of `tree`, by its path below it. */
export async function listReleases(tree: Tree | undefined, directory: string): Promise<ReadonlyMap<string, Entry>> {
  const files = new Map<string, Entry>();
  if (tree === undefined) return files;
  const visit = async (below: string): Promise<void> => {
    for (const entry of await tree.list(below === "" ? directory : `${directory}/${below}`)) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.kind === "directory" && below === "") await visit(path);
      else files.set(path, entry);
      if (files.size > maximumFiles) throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
    }
  };
  await visit("");
  return files;
}

/** A link or file where the directory of release files belongs reads as an empty one, which would remove every target (T20). */
export async function directoryFindings(tree: Tree, directory: string): Promise<readonly Finding[]> {
  const slash = directory.lastIndexOf("/");
  const siblings = await tree.list(slash < 0 ? "" : directory.slice(0, slash));
  const kind = siblings.find(({ name }) => name === directory.slice(slash + 1))?.kind;
  if (kind === undefined || kind === "directory") return [];
  const of = kind === "file" ? releaseFaults.RELEASE_FILE_NAME : releaseFaults.RELEASE_NOT_A_FILE;
  return [fileError(of, directory, { kind })];
}

/** Release files of two trees that differ, by path below their directories. */
export interface ReleaseDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** More release files than a repository holds; a tree can name one object a million times. */
const maximumFiles = 100_000;

/** Compares two directories by object id, opening only directories that differ: cost follows the change. */
export async function diffReleases(
  before: { tree: Tree; directory: string } | undefined,
  after: { tree: Tree; directory: string },
): Promise<ReleaseDifference> {
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  const visit = async (below: string, sides: { before: boolean; after: boolean }): Promise<void> => {
    const list = async (side: typeof before): Promise<Map<string, Entry>> => {
      if (side === undefined) return new Map();
      const entries = await side.tree.list(below === "" ? side.directory : `${side.directory}/${below}`);
      return new Map(entries.map((entry) => [entry.name, entry]));
    };
    const old = sides.before ? await list(before) : new Map<string, Entry>();
    const fresh = sides.after ? await list(after) : new Map<string, Entry>();
    for (const name of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
      const [a, b] = [old.get(name), fresh.get(name)];
      if (sameEntry(a, b)) continue;
      const path = below === "" ? name : `${below}/${name}`;
      const [aDirectory, bDirectory] = [a?.kind === "directory", b?.kind === "directory"];
      // Release files are two deep; what lies deeper is named as it is and refused, whatever its size.
      const open = below === "";
      if (open && (aDirectory || bDirectory)) await visit(path, { before: aDirectory, after: bDirectory });
      const [aFile, bFile] = [a !== undefined && !(open && aDirectory), b !== undefined && !(open && bDirectory)];
      if (added.length + changed.length + removed.length >= maximumFiles)
        throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
      if (aFile && bFile) changed.push(path);
      else if (aFile) removed.push(path);
      else if (bFile) added.push(path);
    }
  };
  await visit("", { before: before !== undefined, after: true });
  return { added, changed, removed };
}

/** Release files that were read, and what is wrong with those that could not be. */
export interface Releases {
  readonly releases: ReadonlyMap<string, Release>;
  readonly findings: readonly Finding[];
}

/** Reads the release files `files` of `tree`. Refused entries become findings; the rest is still read, so that one run names everything. */
export async function readReleases(
  tree: Tree,
  directory: string,
  files: Iterable<string>,
  names: Names,
): Promise<Releases> {
  const releases = new Map<string, Release>();
  const findings: Finding[] = [];
  const list = lister(tree);
  const all = [...files];
  for (let at = 0; at < all.length; at += readsAtOnce) {
    // Asked for together, they come in one request where the tree is far away.
    const some = all.slice(at, at + readsAtOnce);
    const read = await Promise.all(some.map((file) => readRelease(tree, directory, file, names, list)));
    for (const result of read) {
      if ("release" in result) releases.set(result.release.file, result.release);
      else findings.push(...result.findings);
    }
  }
  return { releases, findings };
}

const readsAtOnce = 64;

async function readRelease(
  tree: Tree,
  directory: string,
  file: string,
  names: Names,
  list: (directory: string) => Promise<Listing>,
): Promise<{ readonly release: Release } | { readonly findings: readonly Finding[] }> {
  const shown = `${names.targets}/${file}`;
  const refuse = <C extends AnyCode>(
    of: C,
    data: DataOf<C["entry"], "file">,
  ): { readonly findings: readonly Finding[] } => ({
    findings: [fileError(of, shown, data)],
  });
  if (parseReleaseFile(file) === undefined) return refuse(releaseFaults.RELEASE_FILE_NAME, {});
  const path = `${directory}/${file}`;
  const product = path.slice(0, path.lastIndexOf("/"));
  const twin = twinOf(await list(directory), product) ?? twinOf(await list(product), path);
  if (twin !== undefined)
    return refuse(releaseFaults.RELEASE_FILE_TWIN, { other: `${names.targets}/${twin.slice(directory.length + 1)}` });
  const kind = (await list(product)).entries.get(path)?.kind;
  if (kind !== "file") return refuse(releaseFaults.RELEASE_NOT_A_FILE, { kind: kind ?? "missing" });
  const bytes = await readWithin(tree, path);
  if (bytes === undefined) return refuse(releaseFaults.RELEASE_TOO_LARGE, { limit: releaseLimit });
  const result = decodeRelease(bytes, shown);
  return "release" in result ? { release: { ...result.release, file } } : result;
}

/** A directory: entries by their whole path, and those paths by the form under which they may be one file. */
interface Listing {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly folded: ReadonlyMap<string, readonly string[]>;
}

/** Lists each directory once. */
function lister(tree: Tree): (directory: string) => Promise<Listing> {
  const listed = new Map<string, Promise<Listing>>();
  const listing = async (directory: string): Promise<Listing> => {
    const entries = new Map((await tree.list(directory)).map((entry) => [`${directory}/${entry.name}`, entry]));
    const folded = new Map<string, string[]>();
    for (const path of entries.keys()) {
      const same = folded.get(foldPath(path));
      if (same === undefined) folded.set(foldPath(path), [path]);
      else same.push(path);
    }
    return { entries, folded };
  };
  return (directory) => {
    const known = listed.get(directory) ?? listing(directory);
    listed.set(directory, known);
    return known;
  };
}

/** T23: another entry that is the same file where case or composed forms are not told apart. */
function twinOf({ folded }: Listing, path: string): string | undefined {
  return folded.get(foldPath(path))?.find((other) => other !== path);
}

async function readWithin(tree: Tree, path: string): Promise<Uint8Array | undefined> {
  try {
    return await tree.read(path, releaseLimit);
  } catch (error) {
    if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) return undefined;
    throw error;
  }
}

/** A target with the release file that provides it. */
export interface Provided {
  readonly release: Release;
  /** Position in the release's list. */
  readonly index: number;
}

/** What a set of release files asks to be published. */
export interface Desired {
  readonly targets: ReadonlyMap<string, Provided>;
  readonly findings: readonly Finding[];
}

/**
 * The union of all release files. Where several name one path, the one that replaces all the others, directly or through
 * one another, provides it; without such a one that path is a conflict. Depends on the files alone, never on their order (T27).
 */
export function desire(releases: ReadonlyMap<string, Release>, names: Names): Desired {
  const providers = new Map<string, Provided[]>();
  const findings: Finding[] = [];
  for (const file of [...releases.keys()].sort()) {
    const release = releases.get(file) as Release;
    const seen = new Map<string, number>();
    release.targets.forEach(({ path }, index) => {
      const first = seen.get(path);
      if (first !== undefined) {
        findings.push(
          atIndex(releaseFaults.RELEASE_DUPLICATE_PATH, { release, index }, names, {
            path,
            first: targetLine(release, first),
          }),
        );
        return;
      }
      seen.set(path, index);
      const provided = { release, index };
      const others = providers.get(path);
      if (others === undefined) providers.set(path, [provided]);
      else others.push(provided);
    });
  }
  const targets = new Map<string, Provided>();
  const reached = new Map<Release, ReadonlySet<string>>();
  const reach = (release: Release): ReadonlySet<string> => {
    const known = reached.get(release) ?? replacedBy(release, releases);
    reached.set(release, known);
    return known;
  };
  for (const [path, candidates] of providers) {
    const [only, second] = candidates;
    const winner = second === undefined ? only : pick(candidates, reach);
    if (winner !== undefined) targets.set(path, winner);
    else {
      const latest = candidates.at(-1) as Provided;
      const others = candidates.slice(0, -1).map(({ release }) => `${names.targets}/${release.file}`);
      findings.push(atIndex(releaseFaults.RELEASE_PATH_CONFLICT, latest, names, { path, others: others.join(", ") }));
    }
  }
  return { targets, findings };
}

function pick(candidates: readonly Provided[], reach: (release: Release) => ReadonlySet<string>): Provided | undefined {
  const winners = candidates.filter(({ release }) => {
    const reached = reach(release);
    return candidates.every((other) => other.release === release || reached.has(other.release.file));
  });
  // Two files that replace each other have no newest.
  return winners.length === 1 ? winners[0] : undefined;
}

/** Files that `release` replaces, directly or through files that are there. */
export function replacedBy(release: Release, releases: ReadonlyMap<string, Release>): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...release.replaces];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const older of releases.get(file)?.replaces ?? []) pending.push(older);
  }
  return reached;
}

function atIndex<C extends AnyCode>(
  of: C,
  { release, index }: Provided,
  names: Names,
  data: DataOf<C["entry"], "file">,
): Finding {
  return fileError(of, `${names.targets}/${release.file}`, data, targetLine(release, index));
}
