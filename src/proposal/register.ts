import type { Clock } from "../base/clock.ts";
import type { Reporter } from "../base/reporter.ts";
import type { Names } from "../config/names.ts";
import type { Forge, MergeMethod, PullRequest } from "../forge/forge.ts";
import { mergeBase } from "../git/merge-base.ts";
import { raceJudge } from "../git/races.ts";
import type { CommitId, Entry, Store, Tree } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { releaseLimit } from "../release/release-file.ts";
import { openRepository } from "../repository/open.ts";
import { sameBytes } from "../tuf/digest.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type AddOptions, makeRelease, type ReleaseFiles } from "./add.ts";
import { proposalFaults } from "./faults.ts";
import { registrationBody } from "./registration-text.ts";

export interface RegisterPorts {
  /** Where the built files are. */
  readonly sources: Workspace;
  /** The trust repository. */
  readonly store: Store;
  readonly forge: Forge;
  readonly clock: Clock;
  readonly verifier: Verifier;
  readonly reporter: Reporter;
}

export interface RegisterOptions extends Omit<AddOptions, "unicode"> {
  /** The intent branch of the trust repository. */
  readonly branch: string;
  readonly autoMerge?: MergeMethod;
  readonly dryRun: boolean;
}

/** What became of a registration. JSON-safe. */
export type Registered =
  /** The release is merged as it is here: nothing was done. */
  | { readonly kind: "merged"; readonly files: readonly string[]; readonly targets: number; readonly bytes: number }
  | { readonly kind: "planned"; readonly files: readonly string[]; readonly targets: number; readonly bytes: number }
  | {
      readonly kind: "proposed";
      readonly files: readonly string[];
      readonly targets: number;
      readonly bytes: number;
      readonly pullRequest: PullRequest;
      /** Where the proposal is. */
      readonly head: string;
      readonly commit: CommitId;
    };

const attempts = 5;

/**
 * Proposes a release to a trust repository: hashes files, puts a release file on a branch of its own, and opens one pull request for
 * it. The branch is named after the release, so that the same release registered twice, or by two jobs at once, is one pull
 * request still. Faults `REGISTER_BRANCH_TAKEN` when that branch changes anything else, and what `makeRelease`, the store and the forge fault;
 * before the first push nothing has changed anywhere.
 */
export async function register(ports: RegisterPorts, options: RegisterOptions): Promise<Registered> {
  const { store, clock, forge, reporter, verifier } = ports;
  const repository = await openRepository(store, {
    intent: options.branch,
    pin: undefined,
    now: clock.now(),
    verifier,
  });
  const main = repository.intent;
  const config = await repository.config();
  const made = await makeRelease(ports, config.names, { ...options, unicode: config.policy.unicode });
  const summary = { files: [...made.files.keys()], targets: made.targets, bytes: made.bytes };
  if (await holds(main, made)) return { kind: "merged", ...summary };
  if (options.dryRun) return { kind: "planned", ...summary };
  const head = `kaprien/${options.release}`;
  reporter.step("propose");
  const commit = await propose(store, head, main, made, config.names, options);
  reporter.step("pull request");
  const [product = "", release = ""] = options.release.split("/");
  const pullRequest = await forge.propose({
    head,
    base: options.branch,
    title: `Release ${product} ${release}`,
    body: registrationBody({ ...summary, release: options.release, ...(options.source && { source: options.source }) }),
    ...(options.autoMerge !== undefined && { autoMerge: options.autoMerge }),
  });
  return { kind: "proposed", ...summary, pullRequest, head, commit };
}

/** Whether a tree has these release files, byte for byte. */
async function holds(tree: Tree, { files }: ReleaseFiles): Promise<boolean> {
  for (const [path, bytes] of files) {
    const there = await tree.read(path, releaseLimit);
    if (there === undefined || !sameBytes(there, bytes)) return false;
  }
  return true;
}

/** Brings the branch up to date: nothing when it is, another commit when it holds something else. */
async function propose(
  store: Store,
  head: string,
  main: Tree,
  made: ReleaseFiles,
  names: Names,
  { release }: RegisterOptions,
): Promise<CommitId> {
  // A part that is merged and not made again may as well be the release of that name.
  const isOwn = async (path: string): Promise<boolean> =>
    made.files.has(path) || (isPart(path, names, release) && (await main.entry(path)) === undefined);
  const judge = raceJudge();
  for (let attempt = 1; ; attempt++) {
    const tip = await store.tree(head);
    if (tip !== undefined) await refuseForeign(store, head, main, tip, isOwn);
    const stale = tip === undefined ? [] : await leftOver(tip, main, made, names, release);
    if (tip !== undefined && stale.length === 0 && (await holds(tip, made))) return tip.commit;
    const files = new Map<string, Uint8Array | null>([...made.files, ...stale.map((path) => [path, null] as const)]);
    const message = `Release ${release.replace("/", " ")}\n`;
    try {
      if (tip === undefined) await store.start(head, main.commit);
      return await store.propose(head, [(tip ?? main).commit], { files, grafts: new Map() }, message);
    } catch (error) {
      // Another job registers the same release: look again at what is there now.
      judge(error);
      if (attempt === attempts) throw error;
    }
  }
}

const maximumShown = 3;

/**
 * T6: everybody can tell what the branch will be called, and whoever may push can be there first. What it changes beside this release's own
 * files would be proposed in this release's name. Faults `REGISTER_BRANCH_TAKEN`.
 */
async function refuseForeign(
  store: Store,
  head: string,
  main: Tree,
  tip: Tree,
  isOwn: (path: string) => Promise<boolean>,
): Promise<void> {
  const base = await mergeBase(store, main, tip);
  const parted = base.kind === "one" ? base.tree : undefined;
  const foreign: string[] = [];
  for await (const { path, now } of changes(parted ?? main, tip, "")) {
    if ((now === undefined || now.kind === "file") && (await isOwn(path))) continue;
    foreign.push(path);
    if (foreign.length > maximumShown) break;
  }
  if (parted !== undefined && foreign.length === 0) return;
  const unclear = parted === undefined ? ["files that its history does not tell apart"] : [];
  const more = foreign.length > maximumShown ? " and more" : "";
  const paths = [...unclear, ...foreign.slice(0, maximumShown)].join(", ") + more;
  throw proposalFaults.REGISTER_BRANCH_TAKEN({ branch: head, paths });
}

/** Everything but directories that is not the same in two trees, below a directory. Looks only into directories that differ. */
async function* changes(
  before: Tree,
  after: Tree,
  directory: string,
): AsyncGenerator<{ readonly path: string; readonly now: Entry | undefined }> {
  const old = new Map((await before.list(directory)).map((entry) => [entry.name, entry]));
  const present = new Map((await after.list(directory)).map((entry) => [entry.name, entry]));
  for (const name of new Set([...old.keys(), ...present.keys()])) {
    const [was, now] = [old.get(name), present.get(name)];
    if (sameEntry(was, now)) continue;
    const path = directory === "" ? name : `${directory}/${name}`;
    const kinds = [was?.kind, now?.kind];
    if (kinds.some((kind) => kind !== undefined && kind !== "directory")) yield { path, now };
    if (kinds.includes("directory")) yield* changes(before, after, path);
  }
}

/** Whether a path is a further part of a release. */
function isPart(path: string, { targets }: Names, release: string): boolean {
  const start = `${targets}/${release}-`;
  return path.startsWith(start) && /^\d+\.json$/.test(path.slice(start.length));
}

/** Further parts of a release that had more of them the last time: on the branch, not merged, and not made again. */
async function leftOver(
  tip: Tree,
  main: Tree,
  { files }: ReleaseFiles,
  names: Names,
  release: string,
): Promise<readonly string[]> {
  const directory = `${names.targets}/${release.split("/", 1)[0]}`;
  const found: string[] = [];
  for (const entry of await tip.list(directory)) {
    const path = `${directory}/${entry.name}`;
    if (isPart(path, names, release) && !files.has(path) && (await main.entry(path)) === undefined) found.push(path);
  }
  return found;
}
