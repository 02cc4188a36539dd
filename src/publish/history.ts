import { Fault } from "../base/fault.ts";
import type { Reporter } from "../base/reporter.ts";
import { type Instant, instant } from "../base/time.ts";
import { isDamage, readingFault } from "../git/damage.ts";
import type { Store, Tree } from "../git/store.ts";
import { planFaults } from "../plan/faults.ts";
import { sitePaths } from "../repository/layout.ts";
import { readTop, requireDescent, type StateTop } from "../repository/state-top.ts";
import type { Repository } from "../repository/verify-state.ts";
import { sameBytes } from "../tuf/digest.ts";
import type { Retention } from "./retention.ts";

/** A snapshot that was current before, with a commit that holds it and everything it names. */
export interface EarlierState extends StateTop {
  readonly tree: Tree;
  /** When it was signed first. */
  readonly began: Instant;
}

/** Earlier states that a published site still has to serve (T42). */
export interface Earlier {
  /** Oldest first. */
  readonly states: readonly EarlierState[];
  /**
   * Whether the walk could read every commit, and ended where the retention does or at the first commit; not where the
   * history is cut off.
   */
  readonly complete: boolean;
}

/** Commits looked at together: over a network their files come in one request. */
const stretch = 32;
const maximumCommits = 10_000;

/**
 * Walks back from the signed branch's tip until a state is out of the retention both in days and in snapshots. What got into the
 * history without the keys of one root of the verified chain is no state and passed over with a warning. Expiry does not matter
 * here. Of two contents of one snapshot version the older commit's counts: nobody can write below it (I11).
 */
export async function earlierStates(
  store: Store,
  tip: Tree,
  repository: Repository,
  retention: Retention,
  now: Instant,
  reporter: Reporter,
): Promise<Earlier> {
  const current = repository.snapshot.signed.version;
  const began = new Map([[current, repository.state.signed.signedAt]]);
  const known = new Map<number, EarlierState>();
  const skipped = skippedStates(reporter);
  const history = ancestors(store, tip);
  let complete = false;
  let whole = true;
  for (let trees = await history.next(); trees.length > 0 && !complete; trees = await history.next()) {
    for (const found of await Promise.all(trees.map((tree) => readState(tree, repository)))) {
      if (found instanceof Fault) {
        skipped.add(found);
        whole &&= !isDamage(found);
        continue;
      }
      const { version } = found.snapshot.signed;
      const same = version === current ? repository.snapshot : known.get(version)?.snapshot;
      const differs = same !== undefined && !sameBytes(same.bytes, found.snapshot.bytes);
      if (differs || version > current) skipped.add(reused(version));
      if (version > current || (differs && version === current)) continue;
      complete = same === undefined && !isKept(version, began, retention, now);
      if (complete) break;
      if (version !== current) known.set(version, found);
      began.set(version, earliest(began.get(version), found.began));
    }
  }
  skipped.report();
  if (!complete && history.end() === "cut off")
    reporter.warn(
      "the history of the signed branch is cut off here, so the site lacks files that clients of earlier states may ask for; fetch the whole branch",
    );
  const states = [...known]
    .filter(([version]) => isKept(version, began, retention, now))
    .sort(([a], [b]) => a - b)
    .map(([version, state]) => ({ ...state, began: earliest(began.get(version), state.began) }));
  return { states, complete: whole && (complete || history.end() === "first commit") };
}

/**
 * When each published path was named first, by what was signed: a place that keeps no times of its own is pruned by these. Paths
 * that no state within the retention names are older than all of them; where the history is cut off, nothing is known of them.
 */
export function signedTimes(earlier: Earlier, repository: Repository, now: Instant): (path: string) => Instant {
  const times = new Map<string, Instant>();
  const { snapshot, state } = repository;
  for (const { snapshot: named, began } of [...earlier.states, { snapshot, began: state.signed.signedAt }]) {
    const { meta, version } = named.signed;
    const paths = [...meta].map(([name, file]) => sitePaths.role(name.replace(/\.json$/, ""), file.version));
    for (const path of [sitePaths.role("snapshot", version), ...paths]) if (!times.has(path)) times.set(path, began);
  }
  const unknown = earlier.complete ? instant(0) : now;
  return (path) => times.get(path) ?? unknown;
}

function earliest(a: Instant | undefined, b: Instant): Instant {
  return a !== undefined && a < b ? a : b;
}

/** The rule of pruning (T42): one of the last snapshots, or superseded within the last days. */
function isKept(version: number, began: ReadonlyMap<number, Instant>, retention: Retention, now: Instant): boolean {
  let newer = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const other of began.keys()) {
    if (other <= version) continue;
    newer += 1;
    next = Math.min(next, other);
  }
  return newer < retention.snapshots || now - (began.get(next) ?? now) < retention.days * 86_400;
}

/** The commits before `tip`, a stretch at a time, by their first parents: the worker makes no others. */
function ancestors(
  store: Store,
  tip: Tree,
): { next(): Promise<readonly Tree[]>; end(): "first commit" | "cut off" | "further" } {
  let parent = tip.parents[0];
  let walked = 0;
  let cut = false;
  return {
    async next() {
      const trees: Tree[] = [];
      while (parent !== undefined && !cut && trees.length < stretch && walked < maximumCommits) {
        const tree: Tree | undefined = await store.tree(parent).catch(nothing);
        cut = tree === undefined;
        if (tree === undefined) break;
        trees.push(tree);
        parent = tree.parents[0];
        walked += 1;
      }
      return trees;
    },
    end: () => (parent === undefined ? "first commit" : cut ? "cut off" : "further"),
  };
}

function nothing(error: unknown): undefined {
  readingFault(error);
}

function reused(version: number): Fault {
  return planFaults.ROLE_VERSION_REUSED({ role: "snapshot", version });
}

/** What a commit's top holds when the keys of one of the verified roots signed it; otherwise why it is no state. */
async function readState(tree: Tree, { roots, verifier }: Repository): Promise<EarlierState | Fault> {
  try {
    const top = await readTop(tree, [...roots.values()], verifier);
    requireDescent(tree, top.state.signed);
    return { ...top, tree, began: top.state.signed.signedAt };
  } catch (error) {
    return readingFault(error).with({ commit: tree.commit });
  }
}

/** Collects what is left out, for one warning: junk may come by the thousand. */
export function skippedStates(reporter: Reporter): { add(fault: Fault): void; report(): void } {
  const faults: Fault[] = [];
  return {
    add: (fault) => faults.push(fault),
    report() {
      const [first] = faults;
      if (first === undefined) return;
      const where = first.data["commit"] === undefined ? "" : ` in commit ${first.data["commit"]}`;
      const many = faults.length === 1 ? "1 state" : `${faults.length} states`;
      reporter.warn(
        `${many} in the history of the signed branch cannot be published: ${first.code}${where}${faults.length > 1 ? ", and others" : ""}`,
      );
    },
  };
}
