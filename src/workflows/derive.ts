import { type Config, configIn } from "../config/config.ts";
import { type Reconciliation, reconcile } from "../plan/reconcile.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { Store, Tree } from "../ports/store.ts";
import { type Finding, isRefusal } from "../repository/finding.ts";
import { intentPaths, type Names, signedPaths } from "../repository/layout.ts";
import { type Proposal, propose, type ReleaseSource, releasesIn, releasesMerged } from "../repository/proposal.ts";
import { diffReleases, directoryFindings, type ReleaseDifference } from "../repository/releases.ts";
import { loadRepository, publishedTargets, type Repository } from "../repository/repository.ts";
import { loadTrust, type Trust } from "../repository/trust.ts";
import { Fault } from "../tuf/fault.ts";
import type { TargetFile } from "../tuf/targets.ts";
import type { Instant } from "../tuf/time.ts";

/** Where a derivation starts. */
export interface Basis {
  /** The intent branch. */
  readonly main: Tree;
  readonly config: Config;
  readonly configId: string | undefined;
  /** The signed branch, verified; undefined before the first run. */
  readonly before: Repository | undefined;
  readonly tip: Tree | undefined;
  /** Whether the signed branch is here only as its remote-tracking copy, which is good for reading alone. */
  readonly tracked: boolean;
  readonly trust: Trust;
}

/** What would happen, or why it may not. */
export interface Derivation {
  readonly basis: Basis;
  readonly proposal: Proposal;
  readonly findings: readonly Finding[];
  /** Codes of the rules that passed. */
  readonly passed: readonly string[];
  /** Absent when the findings refuse. */
  readonly result?: Reconciliation;
}

/** Reads and verifies both branches. `pin` is the SHA-256 of the trusted root's file. Faults with what does not hold. */
export async function loadBasis(store: Store, branch: string | undefined, pin: string, now: Instant): Promise<Basis> {
  const ref = branch ?? "main";
  const main = await store.tree(ref);
  if (main === undefined) throw new Fault("BRANCH_MISSING", { branch: ref });
  const found = await configIn(main);
  if (found === undefined) throw new Fault("CONFIG_MISSING", { branch: ref });
  const { config, id } = found;
  const { tip, tracked } = await signedTip(store, config.names);
  const before = tip && (await loadRepository(tip, pin, now));
  // The same tree was verified a line ago, as metadata; only what people changed since needs loading.
  const unchanged = before !== undefined && before.state.signed.source.trust === (await main.id(config.names.trust));
  const trust = unchanged ? before : await loadTrust(main, intentPaths(config.names), pin, now);
  return { main, config, configId: id, before, tip, tracked, trust };
}

/** The signed branch; in a clone that never checked it out, the copy that git keeps of origin's. */
export async function signedTip(
  store: Store,
  { signedBranch }: Pick<Names, "signedBranch">,
): Promise<{ tip: Tree | undefined; tracked: boolean }> {
  const own = await store.tree(signedBranch);
  if (own !== undefined) return { tip: own, tracked: false };
  const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
  return { tip: copy, tracked: copy !== undefined };
}

/**
 * The plan that makes the signed state equal to `basis.main`, or to `head` merged into it. The worker and `check` both come
 * here, so that the verdict on a proposal is about what will really happen.
 */
export async function derive(
  basis: Basis,
  head: { tree: Tree; base: Tree } | undefined,
  now: Instant,
): Promise<Derivation> {
  const { main, config, before, tip } = basis;
  const { names } = config;
  const published = new Map<string, TargetFile>();
  if (before !== undefined) for (const { path, target } of publishedTargets(before)) published.set(path, target);

  const signed = tip && { tree: tip, directory: signedPaths.sourceTargets };
  const merged = await diffReleases(signed, { tree: main, directory: names.targets });
  const onMain = releasesIn(main, names.targets, names);
  const { after, difference } =
    head === undefined ? { after: onMain, difference: merged } : await withHead(onMain, merged, head, names);
  const old = tip && releasesIn(tip, signedPaths.sourceTargets, names);
  const proposal = await propose(published, old, after, difference, names);

  const evaluation = evaluate({
    policy: config.policy,
    names,
    stage: head === undefined ? "merged" : "proposal",
    ...proposal,
    paths: () => resulting(published, proposal),
    trust: basis.trust,
  });
  const misplaced = await directoryFindings(head?.tree ?? main, names.targets);
  const findings = [...misplaced, ...proposal.findings, ...evaluation.findings];
  if (isRefusal(findings)) return { basis, proposal, findings, passed: evaluation.passed };
  const source = await sourceOf(basis, head?.tree);
  const intent = { main: main.commit, trust: basis.trust, changes: proposal.changes, source };
  const result = reconcile(before, intent, config.lifetimes, now);
  return { basis, proposal, findings, passed: evaluation.passed, result };
}

async function withHead(
  onMain: ReleaseSource,
  merged: ReleaseDifference,
  head: { tree: Tree; base: Tree },
  names: Names,
): Promise<{ after: ReleaseSource; difference: ReleaseDifference }> {
  const directory = names.targets;
  const proposed = await diffReleases({ tree: head.base, directory }, { tree: head.tree, directory });
  return {
    after: releasesMerged(onMain, releasesIn(head.tree, directory, names), proposed),
    difference: combined(merged, proposed),
  };
}

/** Differences of both steps as one: what a file was at first and is at last. */
function combined(first: ReleaseDifference, second: ReleaseDifference): ReleaseDifference {
  const addedFirst = new Set(first.added);
  const removedSecond = new Set(second.removed);
  const removedFirst = new Set(first.removed);
  const kept = (files: readonly string[]): readonly string[] => files.filter((file) => !removedSecond.has(file));
  const again = second.added.filter((file) => removedFirst.has(file));
  const unique = (files: readonly string[]): readonly string[] => [...new Set(files)];
  return {
    added: unique([...kept(first.added), ...second.added.filter((file) => !removedFirst.has(file))]),
    changed: unique([...kept(first.changed), ...second.changed.filter((file) => !addedFirst.has(file)), ...again]),
    removed: unique([
      ...first.removed.filter((file) => !again.includes(file)),
      ...second.removed.filter((file) => !addedFirst.has(file)),
    ]),
  };
}

function* resulting(published: ReadonlyMap<string, TargetFile>, { changes }: Proposal): Generator<string> {
  const removed = new Set(changes.filter(({ kind }) => kind === "remove").map(({ path }) => path));
  for (const path of published.keys()) if (!removed.has(path)) yield path;
  for (const { kind, path } of changes) if (kind === "add") yield path;
}

async function sourceOf(
  basis: Basis,
  head: Tree | undefined,
): Promise<{ targets?: string; trust: string; config?: string }> {
  const { names } = basis.config;
  const targets = await (head ?? basis.main).id(names.targets);
  const trust = await basis.main.id(names.trust);
  if (trust === undefined) throw new Fault("TRUST_MISSING", { file: names.trust });
  return {
    trust,
    ...(targets !== undefined && { targets }),
    ...(basis.configId !== undefined && { config: basis.configId }),
  };
}
