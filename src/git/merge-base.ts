import { type Fault, isFault } from "../base/fault.ts";
import { type Finding, finding } from "../base/finding.ts";
import { gitFaults } from "./faults.ts";
import type { Trees } from "./remember.ts";
import type { CommitId, Tree } from "./store.ts";

/**
 * Where two branches parted. `several`: they crossed, and no one commit is it. `none`: all of their history was read, and they share nothing.
 * `unknown`: it could not be found out; `reason` is part of a sentence, for people.
 */
export type MergeBase =
  | { readonly kind: "one"; readonly tree: Tree }
  | { readonly kind: "several" }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly reason: string };

const maximumVisits = 10_000;

/**
 * The best common ancestor of two commits, as `git merge-base --all` finds it: one that is not an ancestor of another. An older one would hide
 * what head takes back of the base's own changes. The walk goes from both by date, so that its length is how far they parted; dates only
 * order it, and wrong ones make it longer and never change what it finds.
 */
export async function mergeBase(store: Trees, base: Tree, head: Tree): Promise<MergeBase> {
  const read = reader(store, [base, head]);
  try {
    const best = await independent(read, await commonAncestors(read, base.commit, head.commit));
    if (best.length > 1) return { kind: "several" };
    if (best[0] === undefined) return { kind: "none" };
    const tree = await store.tree(best[0]);
    if (tree === undefined) throw missing(best[0]);
    return { kind: "one", tree };
  } catch (error) {
    if (isFault(error, gitFaults.MERGE_BASE_UNKNOWN)) return { kind: "unknown", reason: String(error.data["reason"]) };
    throw error;
  }
}

/** Why nothing can be said of a proposal that has no one merge base. */
export function withoutBase(
  found: Exclude<MergeBase, { readonly kind: "one" }>,
  branches: { readonly head: string; readonly base: string },
): Finding {
  switch (found.kind) {
    case "several":
      return finding(gitFaults.MERGE_BASE_AMBIGUOUS, branches, { severity: "error" });
    case "none":
      return finding(gitFaults.MERGE_BASE_NONE, branches, { severity: "error" });
    case "unknown":
      return finding(gitFaults.MERGE_BASE_UNKNOWN, { ...branches, reason: found.reason }, { severity: "error" });
  }
}

interface Place {
  readonly commit: CommitId;
  readonly parents: readonly CommitId[];
  readonly committed: number;
}

/** Resolves to undefined for a commit that is not at hand. */
type Read = (commit: CommitId) => Promise<Place | undefined>;

/** Reads each commit once, and faults when more was asked for than it pays to walk. */
function reader(store: Trees, tips: readonly Tree[]): Read {
  const seen = new Map<CommitId, Place | undefined>(tips.map((tip) => [tip.commit, tip]));
  let visits = 0;
  return async (commit) => {
    visits += 1;
    if (visits > maximumVisits) throw unknown(`it is not within the ${maximumVisits} commits that are looked at`);
    if (!seen.has(commit)) seen.set(commit, await placeOf(store, commit));
    return seen.get(commit);
  };
}

async function placeOf(store: Trees, commit: CommitId): Promise<Place | undefined> {
  try {
    const tree = await store.tree(commit);
    return tree && { commit, parents: tree.parents, committed: tree.committed };
  } catch (error) {
    if (isFault(error, gitFaults.STORE_OBJECT_MISSING)) return undefined;
    throw error;
  }
}

// What is known of a commit: which side reaches it, and whether a common ancestor does.
const first = 1;
const second = 2;
const stale = 4;
const common = first | second;

/** All best common ancestors, and perhaps some of their own ancestors. */
async function commonAncestors(read: Read, one: CommitId, other: CommitId): Promise<readonly CommitId[]> {
  const marks = await paint(read, one, [other]);
  return [...marks].filter(([, mark]) => mark === common).map(([commit]) => commit);
}

/** Those that are not an ancestor of another. */
async function independent(read: Read, commits: readonly CommitId[]): Promise<readonly CommitId[]> {
  let left = commits;
  for (const one of commits) {
    if (left.length < 2) break;
    if (!left.includes(one)) continue;
    const others = left.filter((commit) => commit !== one);
    const marks = await paint(read, one, others);
    const reached = (commit: CommitId): boolean => ((marks.get(commit) ?? 0) & (commit === one ? second : first)) !== 0;
    left = left.filter((commit) => !reached(commit));
  }
  return left;
}

/**
 * Marks what `one` reaches as first and what `others` reach as second, newest commits first, until only ancestors of common ancestors are left to
 * visit. No commit on the way to a best common ancestor is one of these, nor on the way from `others` down to `one`: both are
 * found whatever the dates say.
 */
async function paint(read: Read, one: CommitId, others: readonly CommitId[]): Promise<ReadonlyMap<CommitId, number>> {
  const marks = new Map<CommitId, number>();
  const visited = new Map<CommitId, readonly CommitId[]>();
  const frontier = queue(read);
  const open = new Set<CommitId>();

  /** Adds to a commit, and at once to all before it that was visited: a stale mark must not run after the walk. */
  function mark(tip: CommitId, added: number): void {
    const todo: (readonly [CommitId, number])[] = [[tip, added]];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const [commit, more] = next;
      const before = marks.get(commit);
      const after = (before ?? 0) | more;
      if (after === before) continue;
      marks.set(commit, after);
      const parents = visited.get(commit);
      if (before === undefined) frontier.add(commit);
      if (parents === undefined && (after & stale) === 0) open.add(commit);
      else open.delete(commit);
      for (const parent of parents ?? []) todo.push([parent, inherited(after)]);
    }
  }

  mark(one, first);
  for (const other of others) mark(other, second);
  while (open.size > 0) {
    const next = await frontier.newest();
    if (next === undefined) break;
    const { commit, place } = next;
    if (place === undefined && open.has(commit)) throw missing(commit);
    open.delete(commit);
    const parents = place?.parents ?? [];
    visited.set(commit, parents);
    for (const parent of parents) mark(parent, inherited(marks.get(commit) ?? 0));
  }
  return marks;
}

function inherited(mark: number): number {
  return (mark & common) === common ? mark | stale : mark;
}

interface Waiting {
  readonly commit: CommitId;
  readonly place: Place | undefined;
}

/** Commits by date. They are read when the newest is asked for: the last ones that are added need never be. */
function queue(read: Read): { add(commit: CommitId): void; newest(): Promise<Waiting | undefined> } {
  const added: CommitId[] = [];
  const sorted: Waiting[] = [];

  /** Before those as old: of commits with one date the first that was added is the next, or one side would be walked to its end. */
  function insert(waiting: Waiting): void {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (dateOf(sorted[middle]) < dateOf(waiting)) low = middle + 1;
      else high = middle;
    }
    sorted.splice(low, 0, waiting);
  }

  return {
    add: (commit) => {
      added.push(commit);
    },
    async newest() {
      for (const commit of added.splice(0)) insert({ commit, place: await read(commit) });
      return sorted.pop();
    },
  };
}

/** One that is missing comes last: until then it may turn out that nobody needs it. */
function dateOf(waiting: Waiting | undefined): number {
  return waiting?.place?.committed ?? Number.NEGATIVE_INFINITY;
}

function missing(commit: CommitId): Fault {
  return unknown(`commit ${commit} is missing from the history at hand`);
}

function unknown(reason: string): Fault {
  return gitFaults.MERGE_BASE_UNKNOWN({ reason });
}
