/**
 * Every path rule, once: the branch people write, the branch the worker writes, the published site, and the order in
 * which that is written.
 */

/** Names that `kaprien.yml` may change. */
export interface Names {
  /** The branch people merge to. */
  readonly intentBranch: string;
  /** The branch the worker alone writes. */
  readonly signedBranch: string;
  /** Directory of release files on the intent branch. */
  readonly targets: string;
  /** Directory of offline-signed metadata on the intent branch. */
  readonly trust: string;
}

export const defaultNames: Names = { intentBranch: "main", signedBranch: "tuf", targets: "targets", trust: "trust" };

/** Where a branch keeps roots and targets roles. */
export interface MetadataPaths {
  readonly roots: string;
  root(version: number): string;
  role(name: string): string;
}

/** Configuration on the intent branch, read at a commit (the face's own search is wider). */
export const configFile = "kaprien.yml";

/** The intent branch: `trust/root/1.root.json`, `trust/targets.json`. */
export function intentPaths(names: Names): MetadataPaths {
  const roots = `${names.trust}/root`;
  return { roots, root: (version) => `${roots}/${version}.root.json`, role: (name) => `${names.trust}/${name}.json` };
}

/** The signed branch: unversioned names, because history is the version; bins sharded, because git rewrites whole trees. A role that retired keeps its place. */
export const signedPaths: MetadataPaths & {
  readonly snapshot: string;
  readonly timestamp: string;
  readonly state: string;
  readonly sourceTargets: string;
  readonly sourceTrust: string;
  readonly sourceRoots: string;
  readonly sourceConfig: string;
} = {
  roots: "metadata/root",
  root: (version) => `metadata/root/${version}.root.json`,
  role: (name) =>
    isBinName(name)
      ? `metadata/bins/${shard(name)}/${name}.json`
      : isOnlineRole(name)
        ? `metadata/online/${name}.json`
        : `metadata/${name}.json`,
  snapshot: "metadata/snapshot.json",
  timestamp: "metadata/timestamp.json",
  state: "state.json",
  sourceTargets: "source/targets",
  sourceTrust: "source/trust",
  sourceRoots: "source/trust/root",
  sourceConfig: "source/kaprien.yml",
};

/**
 * Whether a role is one of the hash bins: `bins-3a`, or `bins2-3a` after a migration to another number of them (T55). The letters keep
 * clients from reading a number (interop D5).
 */
export function isBinName(role: string): boolean {
  return /^bins\d*-[0-9a-f]{1,8}$/.test(role);
}

/** Whether online keys sign a delegated role: a hash bin, or one called `online-…` that holds the targets of its patterns. People sign the others. */
export function isOnlineRole(role: string): boolean {
  return isBinName(role) || /^online-[a-z0-9_-]{1,56}$/.test(role);
}

/** The name that the hash bins of one delegation share: `bins2` of `bins2-3a`. */
export function binPrefix(bin: string): string {
  return bin.slice(0, bin.indexOf("-"));
}

/** The first half of a bin's digits: 256 bins in 16 directories of 16, 16,384 in 256 of 64. */
function shard(bin: string): string {
  const digits = bin.slice(bin.indexOf("-") + 1);
  return digits.slice(0, Math.max(1, Math.floor(digits.length / 2)));
}

/** The published site: consistent-snapshot names (specification §6.2.1). */
export const sitePaths = {
  directory: "metadata",
  root: (version: number): string => `metadata/${version}.root.json`,
  role: (name: string, version: number): string => `metadata/${version}.${name}.json`,
  timestamp: "metadata/timestamp.json",
} as const;

/** Where a target's bytes are, below the targets base URL: `app/1.0/<sha256>.app.tar.gz`. */
export function targetPath(path: string, hash: string): string {
  const slash = path.lastIndexOf("/") + 1;
  return `${path.slice(0, slash)}${hash}.${path.slice(slash)}`;
}

/** A target by the release file that proposes it: `targets/<product>/<release>.json`. Undefined for any other path below the directory. */
export function parseReleaseFile(path: string): { product: string; release: string } | undefined {
  const match = /^([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\/([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\.json$/.exec(path);
  return match?.[1] !== undefined && match[2] !== undefined ? { product: match[1], release: match[2] } : undefined;
}

/** Bytes a client accepts at most, and so the most Kaprien writes or reads (T17, T30). */
export const limits = {
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
  release: 1_048_576,
  state: 16_384,
  config: 262_144,
  rootRotations: 256,
} as const;
