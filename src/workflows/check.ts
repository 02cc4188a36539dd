import type { Draft } from "../plan/draft.ts";
import type { Plan } from "../plan/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store, Tree } from "../ports/store.ts";
import type { Finding } from "../repository/finding.ts";
import { isRefusal } from "../repository/finding.ts";
import { intentPaths } from "../repository/layout.ts";
import type { ReleaseDifference } from "../repository/releases.ts";
import { loadTrust, type Trust } from "../repository/trust.ts";
import { Fault } from "../tuf/fault.ts";
import type { Instant } from "../tuf/time.ts";
import { changedBeside, findingOf, settingsBeside } from "./beside.ts";
import { type Basis, type Derivation, derive, loadBasis } from "./derive.ts";
import { mergeBase, withoutBase } from "./merge-base.ts";

export interface CheckOptions {
  readonly pin: string;
  /** The branch a merge would go to. */
  readonly base: string;
  /** What is proposed: a branch, a ref or a commit. */
  readonly head: string;
  /** In a merge queue, the entry before: what lies between is this entry's own. */
  readonly after?: string;
}

/** What a merge would do, and whether it may. JSON-safe. */
export interface Verdict {
  readonly verdict: "ready" | "blocked" | "no change";
  /** Absent when blocked. */
  readonly plan?: Plan;
  readonly findings: readonly Finding[];
  /** Codes of the rules that found nothing. */
  readonly passed: readonly string[];
  readonly base: string;
  readonly head: string;
}

/**
 * Judges a proposal as the worker will when it is merged. Configuration, policy and trust come from the base commit; nothing
 * of the head is executed, and only its release files are read (T2).
 */
export async function check({ store, clock }: { store: Store; clock: Clock }, options: CheckOptions): Promise<Verdict> {
  const now = clock.now();
  const basis = await loadBasis(store, options.base, options.pin, now);
  const head = await store.tree(options.head);
  if (head === undefined) throw new Fault("BRANCH_MISSING", { branch: options.head });
  const commits = { base: basis.main.commit, head: head.commit };
  const base = await mergeBase(store, basis.main, head);
  if (base.kind !== "one") {
    const finding = withoutBase(base, { head: options.head, base: options.base });
    return { verdict: "blocked", findings: [finding], passed: [], ...commits };
  }
  const { trust, findings: distrusted } = await trustOf(basis, base.tree, head, options.pin, now);
  const { derived, findings: refused } = await derivedFrom({ ...basis, trust }, head, base.tree, now);
  const entry = options.after === undefined ? base.tree : await store.tree(options.after);
  if (entry === undefined) throw new Fault("BRANCH_MISSING", { branch: options.after ?? "" });
  const beside = await changedBeside(entry, head, basis.config.names);
  const settings = await settingsBeside(base.tree, head, basis.config);
  const findings = [...distrusted, ...settings, ...refused, ...(derived?.findings ?? []), ...beside];
  const about = { findings, passed: derived?.passed ?? [], ...commits };
  const result = derived?.result;
  if (isRefusal(findings) || result === undefined) return { verdict: "blocked", ...about };
  return result.kind === "draft" && concerns(result.draft, derived?.proposed, trust !== basis.trust)
    ? { verdict: "ready", plan: result.draft.plan, ...about }
    : { verdict: "no change", ...about };
}

/** Whether a draft is of this proposal, and not only of what the worker would do today anyway. */
function concerns({ plan }: Draft, proposed: ReleaseDifference | undefined, trust: boolean): boolean {
  const files = [proposed?.added, proposed?.changed, proposed?.removed].flatMap((list) => [...(list ?? [])]);
  return (files.length > 0 && plan.targets.length > 0) || (trust && plan.roles.some(({ kind }) => kind === "adopt"));
}

/**
 * The trust that a merge would put into force. When the head changes it, it must hold from the pinned root as the worker will verify it:
 * a file under `trust/` that nobody signed stops the worker for everybody, so it may not be merged.
 */
async function trustOf(
  basis: Basis,
  base: Tree,
  head: Tree,
  pin: string,
  now: Instant,
): Promise<{ trust: Trust; findings: readonly Finding[] }> {
  const { names } = basis.config;
  if ((await base.id(names.trust)) === (await head.id(names.trust))) return { trust: basis.trust, findings: [] };
  try {
    return { trust: await loadTrust(head, intentPaths(names), pin, now), findings: [] };
  } catch (error) {
    return { trust: basis.trust, findings: [findingOf(error, names.trust)] };
  }
}

/** The derivation; what people signed and the worker would not take over is a finding here. */
async function derivedFrom(
  basis: Basis,
  head: Tree,
  base: Tree,
  now: Instant,
): Promise<{ derived?: Derivation; findings: readonly Finding[] }> {
  try {
    return { derived: await derive(basis, { tree: head, base }, now), findings: [] };
  } catch (error) {
    return { findings: [findingOf(error, basis.config.names.trust)] };
  }
}
