import { type Finding, fileError, findingOf, firstError } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import { configFiles } from "../config/config.ts";
import { configFile, type Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { directoryId, sameEntry } from "../git/tree.ts";
import { evaluate } from "../policy/evaluate.ts";
import { policyFaults } from "../policy/faults.ts";
import { releaseFaults } from "../release/faults.ts";
import { diffReleases, directoryFindings, type ReleaseDifference } from "../release/releases.ts";
import { type Proposal, propose, type ReleaseSource, releasesIn, releasesMerged } from "../release/target-diff.ts";
import { foldPath } from "../release/target-path.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { signedPaths } from "../repository/layout.ts";
import { routeOf, routeTo } from "../repository/route.ts";
import { type Repository, releasedTargets } from "../repository/verify-state.ts";
import { higherFloors, noFloors, readFloors } from "../repository/version-floors.ts";
import type { TargetFile } from "../tuf/targets.ts";
import type { Basis } from "./basis.ts";
import { planFaults } from "./faults.ts";
import { prove } from "./prove.ts";
import { type Reconciliation, reconcile } from "./transition.ts";

/** What would happen, or why it may not. */
export interface Derivation {
  readonly basis: Basis;
  /** Release files that the proposal itself changes; those merged and not signed yet, for the worker. */
  readonly proposed: ReleaseDifference;
  readonly findings: readonly Finding[];
  /** Codes of the rules that passed. */
  readonly passed: readonly string[];
  /** Absent when the findings refuse. */
  readonly result?: Reconciliation;
}

/**
 * The plan that makes the signed state equal to `basis.main`, or to `head` merged into it. The worker and `check` both come
 * here, so that the verdict on a proposal is about what will really happen. When no finding is an error, `seal` with all keys can fault for
 * want of a signer only (T73). Whatever the trees hold is a finding; faults are those of the way to them, and of this program.
 */
export async function derive(
  basis: Basis,
  head: { tree: Tree; base: Tree } | undefined,
  now: Instant,
): Promise<Derivation> {
  const { names } = basis.config;
  const broken = await brokenFindings(basis, head).catch((error: unknown) => [findingOf(error, configFile)]);
  const stopped = (proposed: ReleaseDifference, error: unknown, file: string): Derivation => {
    return { basis, proposed, findings: [...broken, findingOf(error, file)], passed: [] };
  };
  let judged: Judged;
  try {
    judged = await judge(basis, head);
  } catch (error) {
    return stopped(nothing, error, names.targets);
  }
  const { proposed, passed, proposal } = judged;
  const findings = [...broken, ...judged.findings];
  if (proposal === undefined || firstError(findings) !== undefined) return { basis, proposed, findings, passed };
  try {
    const result = await plan(basis, head, proposal, now);
    const unfit = result.kind === "draft" ? await prove(result.draft, names, now) : [];
    return unfit.length > 0
      ? { basis, proposed, findings: [...findings, ...unfit], passed }
      : { basis, proposed, findings, passed, result };
  } catch (error) {
    return stopped(proposed, error, names.trust);
  }
}

const nothing: ReleaseDifference = { added: [], changed: [], removed: [] };

interface Judged extends Omit<Derivation, "basis" | "result"> {
  /** Absent when it is too large to be read. */
  readonly proposal?: Proposal;
}

/** What the release files ask for, and what the rules say about it. */
async function judge(basis: Basis, head: { tree: Tree; base: Tree } | undefined): Promise<Judged> {
  const { main, config, before } = basis;
  const { names } = config;
  const published = new Map<string, TargetFile>();
  if (before !== undefined) for (const { path, target } of releasedTargets(before)) published.set(path, target);

  const signed = before && { tree: before.at, directory: signedPaths.sourceTargets };
  const merged = await diffReleases(signed, { tree: main, directory: names.targets });
  const onMain = releasesIn(main, names.targets, names);
  const {
    after,
    difference,
    proposed,
    findings: crossed,
  } = head === undefined
    ? { after: onMain, difference: merged, proposed: merged, findings: [] }
    : await withHead(main, onMain, merged, head, names);
  const files = proposed.added.length + proposed.changed.length;
  if (head !== undefined && files > config.policy.limits.files) {
    // Before anything is read: a proposal of any size costs no more than its list.
    const data = {
      what: "release files",
      actual: files,
      limit: config.policy.limits.files,
      setting: "files",
    };
    return {
      proposed,
      findings: [fileError(policyFaults.QUOTA_EXCEEDED, names.targets, data)],
      passed: [],
    };
  }
  const old = before && releasesIn(before.at, signedPaths.sourceTargets, names);
  const proposal = await propose(published, old, after, difference, names);
  const { findings, passed } = evaluate({
    policy: config.policy,
    names,
    ...proposal,
    paths: () => resulting(published, proposal),
    signedByPeople: (path) => (routeTo(basis.trust, path) === undefined ? undefined : targetOfPeople(before, path)),
    trust: basis.trust,
    ...(before && { former: before }),
    adopting: basis.trust !== before,
  });
  const misplaced = await directoryFindings(head?.tree ?? main, names.targets);
  return { proposed, proposal, passed, findings: [...misplaced, ...crossed, ...proposal.findings, ...findings] };
}

async function plan(
  basis: Basis,
  head: { tree: Tree; base: Tree } | undefined,
  { changes }: Proposal,
  now: Instant,
): Promise<Reconciliation> {
  const { main, config, before, trust, recovery } = basis;
  const source = await sourceOf(basis, head);
  // What was taken over counts until there is a signed branch, which remembers by itself from then on.
  const adopted = before === undefined ? await readFloors(main, config.names) : undefined;
  const floors = higherFloors(adopted ?? noFloors, basis.floors ?? noFloors);
  const intent = { main: main.commit, trust, changes, source, floors, ...(recovery && { recovery }) };
  return reconcile(before, intent, config.lifetimes, now);
}

/**
 * What is due of the state that was signed last, with what people signed since where all that is published stays with it; nothing else of
 * what was merged (I12). Undefined when what people signed does not fit.
 */
export async function deriveRenewal(
  basis: Basis & { readonly before: Repository },
  now: Instant,
): Promise<Reconciliation | undefined> {
  const { before, config, trust } = basis;
  const { names } = config;
  const evaluation = evaluate({
    policy: config.policy,
    names,
    changes: [],
    touched: [],
    before: new Map(),
    after: new Map(),
    provider: () => undefined,
    paths: () => [...releasedTargets(before)].map(({ path }) => path),
    trust,
    former: before,
    adopting: trust !== before,
  });
  if (firstError(evaluation.findings) !== undefined) return undefined;
  const { main, source } = before.state.signed;
  const adopted = trust === before ? undefined : await directoryId(basis.main, names.trust);
  const intent = { main, trust, changes: [], source: { ...source, ...(adopted !== undefined && { trust: adopted }) } };
  const result = reconcile(before, intent, config.lifetimes, now);
  if (result.kind === "draft" && (await prove(result.draft, names, now)).length > 0) return undefined;
  return result;
}

/** What the intent branch holds that cannot be gone by, unless the proposal puts something else there, which is judged by itself. */
async function brokenFindings(
  { broken, config }: Basis,
  head: { tree: Tree; base: Tree } | undefined,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { part, finding } of broken) {
    const paths = part === "trust" ? [config.names.trust] : configFiles;
    const same = await Promise.all(
      paths.map(
        async (path) => head === undefined || sameEntry(await head.base.entry(path), await head.tree.entry(path)),
      ),
    );
    if (!same.includes(false)) found.push(finding);
  }
  return found;
}

async function withHead(
  main: Tree,
  onMain: ReleaseSource,
  merged: ReleaseDifference,
  head: { tree: Tree; base: Tree },
  names: Names,
): Promise<{
  after: ReleaseSource;
  difference: ReleaseDifference;
  proposed: ReleaseDifference;
  findings: readonly Finding[];
}> {
  const directory = names.targets;
  const proposed = await diffReleases({ tree: head.base, directory }, { tree: head.tree, directory });
  const meanwhile = await diffReleases({ tree: head.base, directory }, { tree: main, directory });
  const findings = await crossings(main, head.tree, proposed, meanwhile, names);
  return {
    proposed,
    findings,
    after: releasesMerged(onMain, releasesIn(head.tree, directory, names), proposed),
    difference: combined(merged, proposed),
  };
}

/** Release files that both sides changed since they parted, each its own way, and files that are one where case is not told apart. */
async function crossings(
  main: Tree,
  head: Tree,
  proposed: ReleaseDifference,
  meanwhile: ReleaseDifference,
  names: Names,
): Promise<readonly Finding[]> {
  const there = new Set([...meanwhile.added, ...meanwhile.changed, ...meanwhile.removed]);
  const findings: Finding[] = [];
  for (const file of [...proposed.added, ...proposed.changed, ...proposed.removed]) {
    const path = `${names.targets}/${file}`;
    if (there.has(file) && !sameEntry(await main.entry(path), await head.entry(path)))
      findings.push(fileError(planFaults.RELEASE_CHANGED_TWICE, path, {}));
  }
  const folded = new Map(
    [...meanwhile.added].flatMap((file) => [file, file.split("/")[0] ?? ""]).map((path) => [foldPath(path), path]),
  );
  for (const file of proposed.added) {
    for (const path of [file, file.split("/")[0] ?? ""]) {
      const twin = folded.get(foldPath(path));
      if (twin !== undefined && twin !== path)
        findings.push(
          fileError(releaseFaults.RELEASE_FILE_TWIN, `${names.targets}/${file}`, { other: `${names.targets}/${twin}` }),
        );
    }
  }
  return findings;
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

/** What clients find under `path` now because people signed it. */
function targetOfPeople(before: Repository | undefined, path: string): TargetFile | undefined {
  const route = before && routeOf(before, path);
  return route?.kind === "people" ? route.target : undefined;
}

function* resulting(published: ReadonlyMap<string, TargetFile>, { changes }: Proposal): Generator<string> {
  const removed = new Set(changes.filter(({ kind }) => kind === "remove").map(({ path }) => path));
  for (const path of published.keys()) if (!removed.has(path)) yield path;
  for (const { kind, path } of changes) if (kind === "add") yield path;
}

async function sourceOf(
  basis: Basis,
  head: { tree: Tree; base: Tree } | undefined,
): Promise<{ targets?: string; trust: string; config?: string }> {
  const { names } = basis.config;
  const targets = await directoryId(head?.tree ?? basis.main, names.targets);
  const changed =
    head !== undefined && !sameEntry(await head.tree.entry(names.trust), await head.base.entry(names.trust));
  const trust = await directoryId(changed ? head.tree : basis.main, names.trust);
  if (trust === undefined) throw repositoryFaults.TRUST_MISSING({ file: names.trust });
  return {
    trust,
    ...(targets !== undefined && { targets }),
    ...(basis.configId !== undefined && { config: basis.configId }),
  };
}
