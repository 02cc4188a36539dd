import { contentFault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding, findingOf, firstError } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import { type Config, configFiles } from "../config/config.ts";
import { mergeBase, withoutBase } from "../git/merge-base.ts";
import type { Store, Tree } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { derive } from "../plan/derive.ts";
import type { Draft } from "../plan/draft.ts";
import type { Plan } from "../plan/plan.ts";
import type { ReleaseDifference } from "../release/releases.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { intentPaths } from "../repository/layout.ts";
import type { Repository } from "../repository/open.ts";
import type { Standing } from "../repository/standing.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import { contentOf } from "../repository/trust-content.ts";
import { readFloors } from "../repository/version-floors.ts";
import { signingEventFaults } from "../signing-event/faults.ts";
import { newKeyFindings } from "../signing-event/key-findings.ts";
import type { LoadedEvent, Pin } from "../signing-event/load.ts";
import type { EventReport } from "../signing-event/report.ts";
import { refuseOlder } from "../signing-event/rollback-guard.ts";
import type { TrustDifference } from "../signing-event/trust-diff.ts";
import type { KeyId } from "../tuf/key.ts";
import type { Verifier } from "../tuf/verifier.ts";
import {
  type CarriedEvents,
  carriedEvents,
  expiredFindings,
  firstTrust,
  judgeEvent,
  leftOverFindings,
  trustChange,
} from "./check-signing-event.ts";
import { proposalFaults } from "./faults.ts";
import { changedBeside, changedOutside, floorsBeside, settingsBeside } from "./foreign-changes.ts";

export interface CheckOptions {
  /** What the branch that a merge would go to is called, for people. */
  readonly base: string;
  /** What is proposed: a branch, a ref or a commit. */
  readonly head: string;
  /** In a merge queue, the entry before: what lies between is this entry's own. */
  readonly after?: string;
}

/** What a merge would do, and whether it may. JSON-safe. */
export interface Verdict {
  /** `waiting`: it is a signing event that has to be signed or finished first; merged as it is, it would change nothing. */
  readonly verdict: "ready" | "blocked" | "waiting" | "no change";
  /** Absent when blocked or waiting, and for the first trust of a repository. */
  readonly plan?: Plan;
  readonly findings: readonly Finding[];
  /** Codes of the rules that found nothing. */
  readonly passed: readonly string[];
  readonly base: string;
  readonly head: string;
  /** The signing event that is proposed, unless it cannot be read. */
  readonly signing?: { readonly name: string; readonly report: EventReport };
  /** In what trust would differ from what is in force. */
  readonly trust?: readonly TrustDifference[];
  /** What the settings of the base call the holders of keys; only beside `signing` or `trust`. */
  readonly people?: Readonly<Record<KeyId, string>>;
}

/** What is judged: commits, and the settings that count. */
interface Case {
  readonly now: Instant;
  readonly main: Tree;
  readonly head: Tree;
  /** Where both parted. */
  readonly parted: Tree;
  /** From where on changes are this proposal's own. */
  readonly entry: Tree;
  readonly config: Config;
  readonly pin: Pin;
  readonly verifier: Verifier;
}

/**
 * Judges a proposal as the worker will when it is merged. Configuration, policy and trust come from the base commit; nothing
 * of the head is executed, and only its release files, and what people sign, are read (T2).
 */
export async function check(repository: Repository, options: CheckOptions): Promise<Verdict> {
  const { store, intent: main, pin, verifier, now } = repository;
  const { config } = await repository.settings();
  const head = await repository.tree(options.head);
  const commits = { base: main.commit, head: head.commit };
  const base = await mergeBase(store, main, head);
  if (base.kind !== "one") {
    const finding = withoutBase(base, { head: options.head, base: options.base });
    return { verdict: "blocked", findings: [finding], passed: [], ...commits };
  }
  const entry = options.after === undefined ? base.tree : await repository.tree(options.after);
  const judged: Case = { now, main, head, parted: base.tree, entry, config, pin, verifier };
  const events = await carriedEvents(main, base.tree, head, config.names);
  if (events.carried.length > 0) {
    return { ...(await judgedEvent(store, judged, events)), ...commits };
  }
  const { kind: signed } = await repository.tip();
  if (signed === "none" && (await main.list(intentPaths(config.names).roots)).length === 0)
    return { ...(await judgedFirst(judged)), ...commits };
  const basis = await repository.standing();
  const left = leftOverFindings(events, config.names);
  return { ...(await judgedProposal(repository, basis, judged, left)), ...commits };
}

type Judged = Omit<Verdict, "base" | "head">;

async function judgedProposal(
  repository: Repository,
  basis: Standing,
  judged: Case,
  left: readonly Finding[],
): Promise<Judged> {
  const { head, parted, now } = judged;
  const { trust, findings: distrusted } = await trustOf(repository, basis, judged);
  const derived = await derive({ ...basis, trust }, { tree: head, base: parted }, now);
  const change = trustChange(basis.trust, trust);
  // Settings that would move something never count, however often they were merged.
  const { settings, files } = await beside({ ...judged, config: basis.config }, trust);
  const floors = basis.before === undefined ? [] : await floorsBeside(parted, head, judged.config.names);
  const findings = [...distrusted, ...settings, ...floors, ...derived.findings, ...files, ...left];
  const about = { findings, passed: derived.passed, ...(change && { trust: change, ...named(judged) }) };
  const { result, proposed } = derived;
  if (firstError(findings) !== undefined || result === undefined) return { verdict: "blocked", ...about };
  return result.kind === "draft" && concerns(result.draft, proposed, change !== undefined)
    ? { verdict: "ready", plan: result.draft.plan, ...about }
    : { verdict: "no change", ...about };
}

/** Whether what the event starts from was taken back since the worker took it over. What does not verify is a finding already. */
async function olderFindings(
  store: Store,
  { main, config, pin, verifier }: Case,
  loaded: LoadedEvent | undefined,
): Promise<readonly Finding[]> {
  const { names } = config;
  if (pin === undefined) return [];
  const anchor = { pin, verifier };
  const base =
    loaded?.trust ??
    (await readTrust(main, intentPaths(names), anchor).catch((error: unknown) => void contentFault(error)));
  if (base === undefined) return [];
  try {
    await refuseOlder(store, names, anchor, base);
    return [];
  } catch (error) {
    return [findingOf(error, names.trust)];
  }
}

/** An event is never merged as it is: nothing of it would be in force, and its drafts would stay behind. */
async function judgedEvent(store: Store, judged: Case, events: CarriedEvents): Promise<Judged> {
  const { config } = judged;
  const { loaded, trust, findings: found } = await judgeEvent({ ...judged, names: config.names }, events.carried);
  const older = await olderFindings(store, judged, loaded);
  const imported = loaded?.trust !== undefined && loaded.start !== judged.main;
  const findings = [
    ...older,
    ...found,
    ...(await besideEvent(judged, imported)),
    ...(await besideTrust(judged, imported)),
  ];
  return {
    verdict: firstError(findings) !== undefined ? "blocked" : "waiting",
    findings,
    passed: [],
    ...(loaded && { signing: { name: loaded.name, report: loaded.report } }),
    ...(trust && { trust, ...named(judged) }),
  };
}

/** The first trust of a repository: there is nothing that it could be compared with, and nothing to plan with before it is merged. */
async function judgedFirst(judged: Case): Promise<Judged> {
  const { head, config, now } = judged;
  try {
    const first = await firstTrust(head, config.names, judged, now);
    const trust = trustChange(undefined, first);
    const imported = (await readFloors(head, config.names)) !== undefined;
    const weak = imported ? [] : newKeyFindings(undefined, contentOf(first), config.names.trust);
    const findings = [...weak, ...(await besideTrust(judged, imported))];
    const verdict = firstError(findings) !== undefined ? "blocked" : "ready";
    return { verdict, findings, passed: [], ...(trust && { trust, ...named(judged) }) };
  } catch (error) {
    if (isFault(error, repositoryFaults.TRUST_MISSING)) throw error;
    return { verdict: "blocked", findings: [findingOf(error, config.names.trust)], passed: [] };
  }
}

async function beside(
  { entry, parted, head, config }: Case,
  trust?: Trust,
): Promise<Record<"settings" | "files", readonly Finding[]>> {
  return {
    settings: await settingsBeside(parted, head, config, trust),
    files: await changedBeside(entry, head, config.names).catch((error: unknown) => [
      findingOf(error, config.names.targets),
    ]),
  };
}

/**
 * Where changes of trust are shown one by one, nobody needs to be told that there are some. An import brings release files for what is published
 * together with its trust and settings: without them the first state that is signed here would list nothing.
 */
async function besideTrust(judged: Case, imported: boolean): Promise<readonly Finding[]> {
  const { settings, files } = await beside(judged);
  const { trust } = judged.config.names;
  const told = ({ of, file = "" }: Finding): boolean =>
    (of === proposalFaults.NOT_A_RELEASE && file === trust) ||
    (imported && of === proposalFaults.RELEASE_MIXED && [trust, ...configFiles].includes(file));
  return [...settings, ...files.filter((found) => !told(found))];
}

/**
 * Signers are shown trust alone, and a job proposes and pushes what they signed in its own name: nothing but settings rides along. Those are
 * called out, and {@link settingsBeside} judges them.
 */
async function besideEvent({ entry, head, config }: Case, imported: boolean): Promise<readonly Finding[]> {
  const { trust, targets } = config.names;
  const outside = await changedOutside(entry, head, "", [trust, ...configFiles, ...(imported ? [targets] : [])]);
  return outside.map((file) => finding(signingEventFaults.EVENT_FOREIGN_CHANGE, { file }, { severity: "error", file }));
}

function named({ config }: Case): Pick<Verdict, "people"> {
  return config.people.size === 0 ? {} : { people: Object.fromEntries(config.people) };
}

/** Whether a draft is of this proposal, and not only of what the worker would do today anyway. */
function concerns({ plan }: Draft, { added, changed, removed }: ReleaseDifference, trust: boolean): boolean {
  const files = [...added, ...changed, ...removed];
  return (files.length > 0 && plan.targets.length > 0) || (trust && plan.roles.some(({ kind }) => kind === "adopt"));
}

/**
 * The trust that a merge would put into force. It must hold from the pinned root as the worker will verify it, and nothing of it may have
 * run out: a file under `trust/` that nobody signed stops the worker for everybody, so it may not be merged.
 */
async function trustOf(
  repository: Repository,
  basis: Standing,
  { head, parted, now }: Case,
): Promise<{ trust: Trust; findings: readonly Finding[] }> {
  const { names } = basis.config;
  const same = sameEntry(await parted.entry(names.trust), await head.entry(names.trust));
  try {
    const trust = same ? basis.trust : await repository.trustOf(head);
    const [before, after] = [contentOf(basis.trust), contentOf(trust)];
    return { trust, findings: [...expiredFindings(after, now), ...newKeyFindings(before, after, names.trust)] };
  } catch (error) {
    return { trust: basis.trust, findings: [findingOf(error, names.trust)] };
  }
}
