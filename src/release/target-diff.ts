import type { Finding } from "../base/finding.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/tree.ts";
import type { TargetFile } from "../tuf/targets.ts";
import type { Release } from "./release-file.ts";
import {
  type Desired,
  desire,
  listReleases,
  type Provided,
  type ReleaseDifference,
  type Releases,
  readReleases,
} from "./releases.ts";
import { type TargetChange, targetChanges } from "./target-change.ts";

/** A set of release files to read on demand. */
export interface ReleaseSource {
  /** Paths of all release files. */
  list(): Promise<Iterable<string>>;
  read(files: Iterable<string>): Promise<Releases>;
}

/** The release files below `directory` of one tree. */
export function releasesIn(tree: Tree, directory: string, names: Names): ReleaseSource {
  return {
    list: async () => (await listReleases(tree, directory)).keys(),
    read: (files) => readReleases(tree, directory, files, names),
  };
}

/** `base` with the differences of a proposal on top: what a merge will give. */
export function releasesMerged(base: ReleaseSource, head: ReleaseSource, difference: ReleaseDifference): ReleaseSource {
  const fromHead = new Set([...difference.added, ...difference.changed]);
  const removed = new Set(difference.removed);
  return {
    list: async () => new Set([...[...(await base.list())].filter((file) => !removed.has(file)), ...fromHead]),
    read: async (files) => {
      const all = [...files];
      const parts = [
        await base.read(all.filter((file) => !fromHead.has(file))),
        await head.read(all.filter((file) => fromHead.has(file))),
      ];
      return {
        releases: new Map(parts.flatMap(({ releases }) => [...releases])),
        findings: parts.flatMap(({ findings }) => findings),
      };
    },
  };
}

/** What publishing a set of release files changes, and all that the rules need to judge it. */
export interface Proposal {
  readonly changes: readonly TargetChange[];
  readonly findings: readonly Finding[];
  readonly touched: readonly Release[];
  readonly before: ReadonlyMap<string, Release>;
  readonly after: ReadonlyMap<string, Release>;
  readonly provider: (path: string) => Provided | undefined;
}

/**
 * The changes from what is published to what `after` asks for. `difference` says which release files differ from those that
 * were published (`before`). When files were only added, and none touches a path that is published, they alone are read; else
 * all are. Both ways give the same changes (a property test holds them together).
 */
export async function propose(
  published: ReadonlyMap<string, TargetFile>,
  before: ReleaseSource | undefined,
  after: ReleaseSource,
  difference: ReleaseDifference,
  names: Names,
): Promise<Proposal> {
  return (
    (await proposeAdditions(published, after, difference, names)) ??
    proposeAll(published, before, after, difference, names)
  );
}

async function proposeAdditions(
  published: ReadonlyMap<string, TargetFile>,
  after: ReleaseSource,
  difference: ReleaseDifference,
  names: Names,
): Promise<Proposal | undefined> {
  if (difference.changed.length > 0 || difference.removed.length > 0) return undefined;
  const { releases, findings } = await after.read(difference.added);
  const touched = [...releases.values()];
  const alone = touched.every(
    ({ replaces, targets }) => replaces.length === 0 && targets.every(({ path }) => !published.has(path)),
  );
  if (!alone) return undefined;
  const desired = desire(releases, names);
  // What is published stays: only the additions are compared.
  const changes = targetChanges(new Map(), desired.targets);
  return {
    changes,
    findings: [...findings, ...desired.findings],
    touched,
    before: new Map(),
    after: releases,
    provider: () => undefined,
  };
}

/** The definition: everything is read, and the desired targets are compared with the published ones. */
export async function proposeAll(
  published: ReadonlyMap<string, TargetFile>,
  before: ReleaseSource | undefined,
  after: ReleaseSource,
  difference: ReleaseDifference,
  names: Names,
): Promise<Proposal> {
  const old =
    before === undefined
      ? { releases: new Map<string, Release>(), findings: [] }
      : await before.read(await before.list());
  const fresh = await after.read(await after.list());
  const desired = desire(fresh.releases, names);
  const was: Desired = desire(old.releases, names);
  const touched = [...difference.added, ...difference.changed].flatMap((file) => fresh.releases.get(file) ?? []);
  return {
    changes: targetChanges(published, desired.targets),
    findings: [...fresh.findings, ...desired.findings],
    touched,
    before: old.releases,
    after: fresh.releases,
    provider: (path) => was.targets.get(path),
  };
}
