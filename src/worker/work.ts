import type { Clock } from "../base/clock.ts";
import { contentFault, Fault, isFault } from "../base/fault.ts";
import { asFinding, type Finding, findingOf, firstError } from "../base/finding.ts";
import type { Reporter } from "../base/reporter.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import { configFile } from "../config/names.ts";
import type { Lifetimes } from "../config/settings.ts";
import { gitFaults } from "../git/faults.ts";
import { raceJudge } from "../git/races.ts";
import type { Store } from "../git/store.ts";
import type { CommitId } from "../git/tree.ts";
import { keysFaults } from "../keys/faults.ts";
import { type Keyring, type OpenSigner, openKeyring } from "../keys/keyring.ts";
import type { Basis } from "../plan/basis.ts";
import { type Derivation, derive, deriveRenewal } from "../plan/derive.ts";
import type { Draft } from "../plan/draft.ts";
import { planFaults } from "../plan/faults.ts";
import type { Plan } from "../plan/plan.ts";
import { seal } from "../plan/seal.ts";
import { nextDue, type Reconciliation } from "../plan/transition.ts";
import { refuseUnmerged } from "../repository/merged-source.ts";
import { openRepository } from "../repository/open.ts";
import { schedule, shortWindows } from "../repository/schedule.ts";
import type { TrustAnchor } from "../repository/trust.ts";
import { isCurrent, requireCurrent, type Trust } from "../repository/trust.ts";
import { contentOf, heldRoles } from "../repository/trust-content.ts";
import { loadRepository, type Repository } from "../repository/verify-state.ts";
import { floorsOf, requireRoom } from "../repository/version-floors.ts";
import { tufFaults } from "../tuf/faults.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workerFaults } from "./faults.ts";
import type { Outcome } from "./outcome.ts";

export interface WorkerPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly open: OpenSigner;
  readonly verifier: Verifier;
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
 * Makes the signed branch equal to what people merged, and does nothing when it already is. Every try starts
 * from what the branch is then: a lost race is derived again from the new tip, never rebased or merged.
 */
export async function work(ports: WorkerPorts, options: WorkerOptions): Promise<Outcome> {
  const started = ports.clock.now();
  const judge = raceJudge();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(ports, options, attempt);
    } catch (error) {
      const happened = judge(error);
      if (attempt >= maximumAttempts || ports.clock.now() - started > maximumSeconds)
        throw workerFaults.WORKER_GAVE_UP({ attempts: attempt }, { cause: error });
      ports.reporter.note(`${happened}; deriving again (${attempt})`);
      await ports.clock.sleep(ports.random() * Math.min(0.05 * 2 ** attempt, 5));
    }
  }
}

async function once(ports: WorkerPorts, options: WorkerOptions, attempt: number): Promise<Outcome> {
  const { store, reporter, clock, verifier } = ports;
  const anchor = { pin: options.pin, verifier };
  const now = clock.now();
  reporter.step("fetch");
  const repository = await openRepository(store, { intent: options.branch, ...anchor, now });
  const basis = await repository.standing();
  if (basis.tip.kind === "copy") throw workerFaults.SIGNED_BRANCH_REMOTE({ branch: basis.config.names.signedBranch });
  if (basis.before !== undefined) requireRoom(floorsOf(basis.before));
  reporter.step("plan");
  const { result, findings } = await derived(basis, now);
  for (const { severity, code, data } of [...shortWindows(basis.config.lifetimes), ...findings])
    if (severity === "warning") reporter.warn(`${code} ${JSON.stringify(data)}`);
  const refused = async (reasons: readonly Finding[], settings: readonly Config[]): Promise<Outcome> => {
    const renewed = options.dryRun ? undefined : await renew(ports, basis, settings, now).catch(told(reporter));
    return { kind: "refused", findings: reasons, ...(renewed !== undefined && { renewed }) };
  };
  const former = formerKeys(basis);
  // Whatever refused it: what would be renewed is not what people merged.
  if ((result === undefined || firstError(findings) !== undefined) && basis.before !== undefined && !basis.merged)
    await refuseUnmerged(basis.main, basis.before, basis.config.names);
  if (result === undefined || firstError(findings) !== undefined) return refused(findings, [basis.config, ...former]);
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

  let commit: CommitId;
  try {
    const keyring = await openKeyring(basis.config, result.draft.trust, ports.open);
    commit = await commitDraft(ports, basis, result.draft, keyring, now);
  } catch (error) {
    if (!isOfKeys(error) || !changesKeys(basis, former)) throw error;
    // The keys that were in use until now may well be there: what is due can be renewed with them.
    return refused(
      [asFinding(error, { severity: "error", file: configFile })],
      former.length > 0 ? former : [basis.config],
    );
  }
  reporter.step("committed");
  const due = await dueAfter(ports, basis.config, commit, anchor, now);
  return { kind: "done", commit, plan, nextDue: formatInstant(due), attempts: attempt };
}

/** {@link derive}. That what people signed has expired is a finding as well, where something can be renewed all the same. */
async function derived(basis: Basis, now: Instant): Promise<Pick<Derivation, "result" | "findings">> {
  const { before, trust, config } = basis;
  try {
    // I5: nothing is signed online over offline roles that have expired.
    requireCurrent(trust, now);
  } catch (error) {
    if (before === undefined || !isCurrent(before, now)) throw error;
    return { findings: [findingOf(error, config.names.trust)] };
  }
  return derive(basis, undefined, now);
}

/** Seals and commits; the keys are let go in whatever it ends. */
async function commitDraft(
  { store, reporter }: WorkerPorts,
  { config }: Basis,
  draft: Draft,
  keyring: Keyring,
  now: Instant,
): Promise<CommitId> {
  try {
    const sealed = await seal(draft, keyring.signers, now, (name) => reporter.step(name));
    reporter.step("commit");
    return await store.commit(config.names.signedBranch, sealed, commitMessage(draft.plan));
  } finally {
    await keyring[Symbol.asyncDispose]();
  }
}

/**
 * I12: whatever was merged must not let what is published run out, nor keep a revoked key in use. Renews what is due of the state that was
 * signed last, with what people signed since if that fits, and without it if not; with the keys that the first of `settings` names whose
 * keys can be opened. Undefined when there is nothing to do.
 */
async function renew(
  ports: WorkerPorts,
  basis: Basis,
  settings: readonly Config[],
  now: Instant,
): Promise<CommitId | undefined> {
  const { before } = basis;
  if (before === undefined) return undefined;
  for (const trust of new Set([basis.trust, before])) {
    const standing = { ...basis, before, trust };
    const renewal = await renewalOver(standing, now);
    if (renewal === undefined) continue;
    if (renewal.kind === "idle") return undefined;
    try {
      return await commitDraft(ports, basis, renewal.draft, await openFirst(settings, trust, ports.open), now);
    } catch (error) {
      const again = trust !== before && error instanceof Fault && isOfKeys(error) && keepsKeys(before, trust);
      if (!again) throw error;
    }
  }
  return undefined;
}

async function renewalOver(
  basis: Basis & { readonly before: Repository },
  now: Instant,
): Promise<Reconciliation | undefined> {
  try {
    requireCurrent(basis.trust, now);
    return await deriveRenewal(basis, now);
  } catch (error) {
    if (basis.trust === basis.before) throw error;
    contentFault(error);
    return undefined;
  }
}

async function openFirst([config, ...others]: readonly Config[], trust: Trust, open: OpenSigner): Promise<Keyring> {
  if (config === undefined) throw new RangeError("there are no settings");
  try {
    return await openKeyring(config, trust, open);
  } catch (error) {
    if (!(error instanceof Fault) || others.length === 0) throw error;
    return openFirst(others, trust, open);
  }
}

/** The settings that were in force when the worker signed last, where they name other keys than today's. */
function formerKeys({ former, config }: Basis): readonly Config[] {
  const same = former === undefined || JSON.stringify(former.onlineKeys) === JSON.stringify(config.onlineKeys);
  return same ? [] : [former];
}

/** Whether a fault is of the keys that the settings or the trust name, and not of what would be signed or where it goes. */
function isOfKeys(error: unknown): error is Fault {
  return isFault(error, ...Object.values(keysFaults), ...ofKeys);
}

const ofKeys = [
  ...[planFaults.ONLINE_KEY_UNSET, planFaults.ONLINE_KEYS_TOO_FEW, planFaults.SIGNER_MISSING],
  ...[planFaults.SIGNER_KEY_MISMATCH, planFaults.SIGNER_SIGNATURE_INVALID],
  ...[tufFaults.KEY_INVALID, tufFaults.KEY_UNSUPPORTED, tufFaults.KEY_WEAK],
];

/** Whether what was merged names other keys, or other roles for them, than what was signed last. Else trying again would be the same. */
function changesKeys({ before, trust }: Basis, former: readonly Config[]): boolean {
  return before !== undefined && (former.length > 0 || trust !== before);
}

/** Whether every online key of `before` is still one of `trust`: a key that people took away signs nothing any more. */
function keepsKeys(before: Trust, trust: Trust): boolean {
  const online = (each: Trust): readonly string[] =>
    heldRoles(contentOf(each)).flatMap((held) => (held.online ? held.keyids : []));
  const kept = new Set(online(trust));
  return online(before).every((keyid) => kept.has(keyid));
}

/** What the renewal failed with is said beside the findings, which come first. */
function told(reporter: Reporter): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Fault) || isFault(error, gitFaults.STORE_CONFLICT)) throw error;
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
      throw workerFaults.ROLE_EXPIRING({ role, expires: formatInstant(expires) });
  }
}

/** Reads back what was committed: done means that it verifies from the branch, not that it was sent. */
async function dueAfter(
  { store }: WorkerPorts,
  config: Config,
  commit: string,
  anchor: TrustAnchor,
  now: Instant,
): Promise<Instant> {
  const tree = await store.tree(commit);
  if (tree === undefined)
    throw gitFaults.STORE_UNKNOWN_RESULT({ ref: config.names.signedBranch, commit, reply: "accepted" });
  return nextDue(await loadRepository(tree, anchor, now), config.lifetimes);
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
