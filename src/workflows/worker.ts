import type { Draft } from "../plan/draft.ts";
import type { Plan } from "../plan/plan.ts";
import { nextDue, reconcile } from "../plan/reconcile.ts";
import { seal } from "../plan/seal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Reporter } from "../ports/reporter.ts";
import type { Store } from "../ports/store.ts";
import { isRefusal } from "../repository/finding.ts";
import { floorsOf, requireRoom } from "../repository/floors.ts";
import { loadRepository, type Repository, releasedTargets } from "../repository/repository.ts";
import { routeTo } from "../repository/route.ts";
import { type Lifetimes, schedule } from "../repository/schedule.ts";
import { type CommitId, directoryId } from "../repository/tree.ts";
import { requireCurrent } from "../repository/trust.ts";
import { Fault } from "../tuf/fault.ts";
import { formatInstant, type Instant } from "../tuf/time.ts";
import { type Basis, loadBasis } from "./basis.ts";
import { derive } from "./derive.ts";
import { type OpenSigner, openKeyring } from "./keys.ts";
import type { Outcome } from "./outcome.ts";

export interface WorkerPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly open: OpenSigner;
  /** From 0 to 1, for the spread of retries. */
  readonly random: () => number;
}

export interface WorkerOptions {
  /** SHA-256 of the trusted root's file (T32). */
  readonly pin: string;
  /** The intent branch. */
  readonly branch: string;
  readonly dryRun: boolean;
}

/** T36. */
const maximumAttempts = 12;
const maximumSeconds = 300;

/**
 * Makes the signed branch equal to what people merged, and does nothing when it already is (architecture §4). Every try starts
 * from what the branch is then: a lost race is derived again from the new tip, never rebased or merged.
 */
export async function work(ports: WorkerPorts, options: WorkerOptions): Promise<Outcome> {
  const started = ports.clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(ports, options, attempt);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "STORE_CONFLICT") throw error;
      if (attempt >= maximumAttempts || ports.clock.now() - started > maximumSeconds)
        throw new Fault("WORKER_GAVE_UP", { attempts: attempt }, { cause: error });
      ports.reporter.note(`another writer was first; deriving again (${attempt})`);
      await ports.clock.sleep(ports.random() * Math.min(0.05 * 2 ** attempt, 5));
    }
  }
}

async function once(ports: WorkerPorts, options: WorkerOptions, attempt: number): Promise<Outcome> {
  const { store, reporter, clock } = ports;
  const now = clock.now();
  reporter.step("fetch");
  const basis = await loadBasis(store, options.branch, options.pin, now);
  if (basis.tracked) throw new Fault("SIGNED_BRANCH_REMOTE", { branch: basis.config.names.signedBranch });
  // I5: nothing is signed online over what has run out, in whatever it ends.
  requireCurrent(basis.trust, now);
  if (basis.before !== undefined) requireRoom(floorsOf(basis.before));
  reporter.step("plan");
  const { result, findings } = await derive(basis, undefined, now);
  for (const { severity, code, data } of findings)
    if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
  if (result === undefined || isRefusal(findings)) {
    const renewed = options.dryRun ? undefined : await renew(ports, basis, now).catch(told(reporter));
    return { kind: "refused", findings, ...(renewed !== undefined && { renewed }) };
  }
  if (result.kind === "idle") {
    const commit = basis.before?.commit ?? "";
    if (basis.before !== undefined) requireLife(basis.before, basis.config.lifetimes, now);
    return {
      kind: "idle",
      reason: "the signed state is what people merged, and nothing is due",
      nextDue: formatInstant(result.nextDue),
      commit,
    };
  }
  const { plan } = result.draft;
  if (options.dryRun) return { kind: "planned", plan, findings };

  const commit = await commitDraft(ports, basis, result.draft, now);
  reporter.step("committed");
  const due = await dueAfter(ports, basis.config, commit, options.pin, now);
  return { kind: "done", commit, plan, nextDue: formatInstant(due), attempts: attempt };
}

/** Seals and commits; the keys are open no longer than that. */
async function commitDraft(
  { store, reporter, open }: WorkerPorts,
  { config }: Basis,
  draft: Draft,
  now: Instant,
): Promise<CommitId> {
  const keyring = await openKeyring(config, draft.trust, open);
  try {
    const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
    reporter.step("commit");
    return await store.commit(config.names.signedBranch, sealed, commitMessage(draft.plan));
  } finally {
    await keyring[Symbol.asyncDispose]();
  }
}

/**
 * I12: a merge that is refused must not let what is published run out, nor keep a revoked key in use. Renews what is due of the
 * state that was signed last and takes over what people signed since; of the releases, nothing. Undefined when there is nothing to do.
 */
async function renew(ports: WorkerPorts, basis: Basis, now: Instant): Promise<CommitId | undefined> {
  const { before, config } = basis;
  if (before === undefined) return undefined;
  const { main, source } = before.state.signed;
  // Narrowed paths wait for the targets outside of them to go.
  const fits = [...releasedTargets(before)].every(({ path }) => routeTo(basis.trust, path) !== undefined);
  const adopted = fits ? await directoryId(basis.main, config.names.trust) : undefined;
  const trust = adopted === undefined ? before : basis.trust;
  requireCurrent(trust, now);
  const intent = { main, trust, changes: [], source: { ...source, trust: adopted ?? source.trust } };
  const renewal = reconcile(before, intent, config.lifetimes, now);
  return renewal.kind === "idle" ? undefined : commitDraft(ports, basis, renewal.draft, now);
}

/** What the renewal failed with is said beside the findings, which come first. */
function told(reporter: Reporter): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Fault) || error.code === "STORE_CONFLICT") throw error;
    reporter.warn(`what is due was not renewed: ${error.code}`);
    return undefined;
  };
}

const twoDays = 2 * 86_400;

/** T72: idle is no excuse while an online role has less than two days left, or less than half its life where that is shorter. */
function requireLife(repository: Repository, lifetimes: Lifetimes, now: Instant): void {
  for (const { role, expires, online } of schedule(repository, lifetimes)) {
    const life = lifetimes[role === "timestamp" || role === "snapshot" ? role : "bins"].expires * 86_400;
    if (online && expires - now < Math.min(twoDays, life / 2))
      throw new Fault("ROLE_EXPIRING", { role, expires: formatInstant(expires) });
  }
}

/** Reads back what was committed: done means that it verifies from the branch, not that it was sent. */
async function dueAfter(
  { store }: WorkerPorts,
  config: Awaited<ReturnType<typeof loadBasis>>["config"],
  commit: string,
  pin: string,
  now: Instant,
): Promise<Instant> {
  const tree = await store.tree(commit);
  if (tree === undefined) throw new Fault("STORE_UNKNOWN_RESULT", { branch: config.names.signedBranch });
  return nextDue(await loadRepository(tree, pin, now), config.lifetimes);
}

function commitMessage(plan: Plan): string {
  const count = (kind: string): number => plan.targets.filter((target) => target.kind === kind).length;
  const summary = [
    [count("add"), "add"],
    [count("change"), "change"],
    [count("remove"), "remove"],
  ].flatMap(([n, verb]) => (n === 0 ? [] : [`${verb} ${n}`]));
  const subject =
    summary.length > 0 ? `${summary.join(", ")} target${plan.targets.length === 1 ? "" : "s"}` : plan.because[0];
  const roles = plan.roles.slice(0, 20).map(({ role, version, kind }) => `${kind} ${role} ${version}`);
  const more = plan.roles.length > 20 ? [`and ${plan.roles.length - 20} more`] : [];
  return [`kaprien: ${subject}`, "", ...roles, ...more, "", `Source: ${plan.main}`, `Plan: ${plan.id}`, ""].join("\n");
}
