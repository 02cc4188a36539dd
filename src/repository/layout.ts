import { isBinName, isOnlineRole, type Names } from "../config/names.ts";
import { sha256 } from "../tuf/digest.ts";
import { type TopLevelRole, topLevelRoles } from "../tuf/root.ts";
import { mayBeCalled } from "./delegation-rules.ts";

/** Where a branch keeps roots and targets roles. */
export interface MetadataPaths {
  readonly roots: string;
  root(version: number): string;
  role(name: string): string;
}

/** The intent branch: `trust/root/1.root.json`, `trust/targets.json`. */
export function intentPaths(names: Pick<Names, "trust">): MetadataPaths {
  const roots = `${names.trust}/root`;
  return {
    roots,
    root: (version) => `${roots}/${version}.root.json`,
    role: (name) =>
      mayBeCalled(name) || topLevelRoles.includes(name as TopLevelRole)
        ? `${names.trust}/${name}.json`
        : oddlyNamed(names, name),
  };
}

/** Where roles of imported repositories are until people have signed them under a name of ours. Theirs could be any text. */
export function oddlyNamedDirectory({ trust }: Pick<Names, "trust">): string {
  return `${trust}/renamed`;
}

function oddlyNamed(names: Pick<Names, "trust">, role: string): string {
  return `${oddlyNamedDirectory(names)}/${sha256(role).slice(0, 32)}.json`;
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
