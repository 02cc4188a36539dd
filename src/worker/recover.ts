import type { Clock } from "../base/clock.ts";
import { contentFault, isFault } from "../base/fault.ts";
import { type Finding, firstError } from "../base/finding.ts";
import type { Reporter } from "../base/reporter.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import type { Site } from "../client/site-client.ts";
import type { Names } from "../config/names.ts";
import { gitFaults } from "../git/faults.ts";
import type { Store, Tree } from "../git/store.ts";
import { type CommitId, directoryId } from "../git/tree.ts";
import { type OpenSigner, openKeyring } from "../keys/keyring.ts";
import type { Basis } from "../plan/basis.ts";
import { derive } from "../plan/derive.ts";
import type { Draft, SeenState } from "../plan/draft.ts";
import type { Plan } from "../plan/plan.ts";
import { seal } from "../plan/seal.ts";
import { nextDue } from "../plan/transition.ts";
import { loadAudited } from "../repository/audit.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { mergedSource } from "../repository/merged-source.ts";
import { openRepository } from "../repository/open.ts";
import { requireCurrent, type Trust, type TrustAnchor } from "../repository/trust.ts";
import { loadRepository, type Repository } from "../repository/verify-state.ts";
import {
  type Floors,
  floorsOf,
  higherFloors,
  noFloors,
  readFloors,
  requireRoom,
} from "../repository/version-floors.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workerFaults } from "./faults.ts";
import { foundAt, foundIn, type Told, toldBy } from "./seen-states.ts";

export interface RecoverPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly open: OpenSigner;
  readonly verifier: Verifier;
}

export interface RecoverOptions {
  /** SHA-256 of the trusted root's file. */
  readonly pin: string;
  /** The intent branch. */
  readonly branch: string;
  /** The last good signed commit; the newest in the branch's history that verifies, when left out. */
  readonly accept?: string;
  /** Where the repository is published: versions there are not used again. */
  readonly sites: readonly { readonly name: string; readonly site: Site }[];
  readonly dryRun: boolean;
}

/** A commit of the signed branch that is passed over, and why. */
export interface GivenUp {
  readonly commit: CommitId;
  readonly reason: string;
}

/** The state that the branch goes on from. */
export interface Accepted {
  readonly commit: CommitId;
  readonly signedAt: string;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** How a recovery ends. Failures are faults. */
export type Recovered = {
  /** Absent when nothing that was signed is good to go on from. */
  readonly accepted?: Accepted;
  /** Newest first. */
  readonly givenUp: readonly GivenUp[];
  /** What was found and does not count. */
  readonly ignored: readonly string[];
} & (
  | { readonly kind: "idle" }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] }
  | { readonly kind: "planned"; readonly plan: Plan }
  | { readonly kind: "done"; readonly plan: Plan; readonly commit: CommitId; readonly nextDue: string }
);

/**
 * Sets the signed branch right after somebody else wrote to it, set it back or deleted it (T37): one new sealed commit on top of whatever is
 * there, whose tree is that of the last good state with everything that people merged since, and in which every online role is signed
 * anew above every version that clients may have seen (T35). Nothing is forced, and history stays. Faults `RECOVERY_UNFIT` when `accept`
 * does not verify, `RECOVERY_NOTHING` when there is nothing to go on from, `RECOVERY_SITE_EMPTY`, `ROLE_VERSION_TOO_HIGH` when keys that are
 * in force signed versions that leave no room, and as the worker.
 */
export async function recover(ports: RecoverPorts, options: RecoverOptions): Promise<Recovered> {
  const { store, reporter, clock, verifier } = ports;
  const anchor = { pin: options.pin, verifier };
  const now = clock.now();
  reporter.step("fetch");
  const repository = await openRepository(store, { intent: options.branch, ...anchor, now });
  const main = repository.intent;
  const config = await repository.config();
  const { id } = await repository.settings();
  const found = await repository.tip();
  if (found.kind === "copy") throw workerFaults.SIGNED_BRANCH_REMOTE({ branch: config.names.signedBranch });
  const tip = found.kind === "none" ? undefined : found.tree;
  const trust = await repository.trustOf(main);
  requireCurrent(trust, now);
  reporter.step("look back");
  const { good, passed } = await lastGood({ store, main, names: config.names, anchor }, tip, options, now);
  const adopted = good === undefined ? await readFloors(main, config.names) : undefined;
  const { floors, seen, ignored } = await survey(ports, options, trust, passed, good?.repository);
  if (good === undefined && adopted === undefined && floors.timestamp === 0) throw workerFaults.RECOVERY_NOTHING();
  const about = {
    ...(good && { accepted: described(good.repository) }),
    givenUp: passed.map(({ tree, reason }) => ({ commit: tree.commit, reason })),
    ignored,
  };
  const untouched = good !== undefined && good.tree.commit === tip?.commit;
  if (untouched && options.accept === undefined && options.sites.length === 0) return { kind: "idle", ...about };
  requireRoom(higherFloors(floors, good === undefined ? noFloors : floorsOf(good.repository)));

  reporter.step("plan");
  const before = good?.repository;
  const unchanged =
    before !== undefined && before.state.signed.source.trust === (await directoryId(main, config.names.trust));
  const basis: Basis = {
    main,
    config,
    configId: id,
    before,
    tip: good === undefined ? { kind: "none" } : { kind: "own", tree: good.tree },
    trust: unchanged ? before : trust,
    broken: [],
    merged: true,
    // A branch that is gone begins again where it was good, so that its history stays in reach.
    recovery: { parent: tip?.commit ?? before?.commit, seen },
    floors,
  };
  const { result, findings } = await derive(basis, undefined, now);
  for (const { severity, code, data } of findings)
    if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
  if (result === undefined || firstError(findings) !== undefined) return { kind: "refused", findings, ...about };
  if (result.kind === "idle") return { kind: "idle", ...about };
  const { plan } = result.draft;
  if (options.dryRun) return { kind: "planned", plan, ...about };
  const commit = await write(ports, basis, result.draft, tip === undefined ? before?.commit : undefined, now);
  const tree = await store.tree(commit);
  if (tree === undefined) throw gitFaults.STORE_UNKNOWN_RESULT({ ref: config.names.signedBranch });
  const due = nextDue(await loadRepository(tree, anchor, now), config.lifetimes);
  return { kind: "done", plan, commit, nextDue: formatInstant(due), ...about };
}

/** Seals first: where that fails nothing is written, not even the branch that `start` names the first commit of. */
async function write(
  { store, reporter, open }: RecoverPorts,
  { config }: Basis,
  draft: Draft,
  start: CommitId | undefined,
  now: Instant,
): Promise<CommitId> {
  const branch = config.names.signedBranch;
  const keyring = await openKeyring(config, draft.trust, open);
  try {
    const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
    reporter.step("commit");
    if (start !== undefined) await store.start(branch, start);
    return await store.commit(branch, sealed, messageOf(draft.plan));
  } finally {
    await keyring[Symbol.asyncDispose]();
  }
}

function messageOf({ because, main, id }: Plan): string {
  return `kaprien: recover\n\n${because.join("\n")}\n\nSource: ${main}\nPlan: ${id}\n`;
}

interface Good {
  readonly tree: Tree;
  readonly repository: Repository;
}

interface Passed {
  readonly tree: Tree;
  readonly reason: string;
}

const maximumCommits = 1_000;

/** The way back from the branch's tip. */
interface Back {
  readonly good: Good | undefined;
  /** The commits since, newest first; all of the branch's, when the one to accept is not among them. */
  readonly passed: readonly Passed[];
}

/** Where the branches are. */
interface Place {
  readonly anchor: TrustAnchor;
  readonly store: Store;
  readonly main: Tree;
  readonly names: Names;
}

/** Whether people merged what a state was made from (T78). */
async function wasMerged({ store, main, names }: Place, { repository }: Good): Promise<boolean> {
  return (await mergedSource(store, main, repository, names)).merged;
}

/** The state to go on from. Faults `RECOVERY_NOTHING` when not all of the history could be looked at for one: there may be a good one below. */
async function lastGood(place: Place, tip: Tree | undefined, { accept }: RecoverOptions, now: Instant): Promise<Back> {
  const { store, anchor } = place;
  const given = accept === undefined ? undefined : await acceptable(store, accept, anchor, now);
  const judged = async (tree: Tree): Promise<Good | string> => {
    const verdict = await verified(tree, anchor, now);
    return typeof verdict === "string" || (await wasMerged(place, verdict))
      ? verdict
      : repositoryFaults.SIGNED_TARGETS_DIFFER.code;
  };
  const passed: Passed[] = [];
  let next = tip?.commit;
  while (next !== undefined && passed.length < maximumCommits) {
    if (next === given?.tree.commit) return { good: given, passed };
    const tree: Tree | undefined = await store.tree(next).catch((error: unknown) => void contentFault(error));
    // What is no commit names none before it.
    if (tree === undefined) break;
    const verdict = given === undefined ? await judged(tree) : "it is newer than the commit to accept";
    if (typeof verdict !== "string") return { good: verdict, passed };
    passed.push({ tree, reason: verdict });
    next = tree.parents[0];
  }
  if (given === undefined && next !== undefined) throw workerFaults.RECOVERY_NOTHING();
  return { good: given, passed };
}

async function acceptable(store: Store, accept: string, anchor: TrustAnchor, now: Instant): Promise<Good> {
  const tree = await store.tree(accept);
  if (tree === undefined) throw repositoryFaults.BRANCH_MISSING({ branch: accept });
  const verdict = await verified(tree, anchor, now);
  if (typeof verdict === "string") throw workerFaults.RECOVERY_UNFIT({ commit: tree.commit, reason: verdict });
  return verdict;
}

/** A commit that verifies whole from the pinned root; or why it is none to go on from. */
async function verified(tree: Tree, anchor: TrustAnchor, now: Instant): Promise<Good | string> {
  try {
    const repository = await loadAudited(tree, anchor, now);
    requireRoom(floorsOf(repository));
    return { tree, repository };
  } catch (error) {
    const fault = contentFault(error);
    // These say nothing about the commit, but about who looks at it.
    if (isFault(fault, repositoryFaults.FORMAT_NEWER, repositoryFaults.CLOCK_BEHIND)) throw fault;
    return fault.code;
  }
}

/** What clients may have seen: on the sites, and in the commits that are given up, which may have been published. */
async function survey(
  { reporter }: RecoverPorts,
  { sites }: RecoverOptions,
  trust: Trust,
  passed: readonly Passed[],
  good: Trust | undefined,
): Promise<{ floors: Floors; seen: readonly SeenState[]; ignored: readonly string[] }> {
  const told: Told[] = [];
  for (const { name, site } of sites) {
    reporter.step(`read ${name}`);
    told.push(toldBy(await foundAt(site, name), trust, good));
  }
  const seen = told.flatMap((one) => one.seen ?? []);
  for (const { tree } of passed) told.push(toldBy(await foundIn(tree), trust, good));
  return {
    floors: told.map(({ floors }) => floors).reduce(higherFloors, noFloors),
    seen,
    ignored: told.flatMap(({ ignored }) => ignored),
  };
}

function described({ commit, state, snapshot, timestamp }: Repository): Accepted {
  return {
    commit,
    signedAt: formatInstant(state.signed.signedAt),
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
  };
}
