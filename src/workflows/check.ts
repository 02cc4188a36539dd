import type { Plan } from "../plan/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store, Tree } from "../ports/store.ts";
import type { Finding } from "../repository/finding.ts";
import { isRefusal } from "../repository/finding.ts";
import { configFile, type Names } from "../repository/layout.ts";
import { Fault } from "../tuf/fault.ts";
import { derive, loadBasis } from "./derive.ts";

export interface CheckOptions {
  readonly pin: string;
  /** The branch a merge would go to. */
  readonly base: string;
  /** What is proposed: a branch, a ref or a commit. */
  readonly head: string;
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
  const base = await mergeBase(store, basis.main, head);
  const { proposal, findings: found, passed, result } = await derive(basis, { tree: head, base }, now);
  const beside = await changedBeside(base, head, basis.config.names, proposal.touched.length > 0);
  const findings = [...beside, ...found];
  const about = { findings, passed, base: basis.main.commit, head: head.commit };
  if (isRefusal(findings) || result === undefined) return { verdict: "blocked", ...about };
  if (result.kind === "idle" || (result.draft.plan.targets.length === 0 && result.draft.before !== undefined))
    return { verdict: "no change", ...about };
  return { verdict: "ready", plan: result.draft.plan, ...about };
}

/**
 * The newest commit that both sides share, found by walking back from both, or the base itself when history is not at hand
 * (a shallow fetch): then what happened on the base meanwhile looks like part of the proposal, never less than that.
 */
export async function mergeBase(store: Store, base: Tree, head: Tree): Promise<Tree> {
  if (head.commit === base.commit) return base;
  const reached = await ancestors(store, base);
  const pending = [head];
  const seen = new Set<string>();
  for (let tree = pending.shift(); tree !== undefined && seen.size < maximumHistory; tree = pending.shift()) {
    if (reached.has(tree.commit)) return tree;
    for (const parent of tree.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      const found = await readable(store, parent);
      if (found !== undefined) pending.push(found);
    }
  }
  return base;
}

const maximumHistory = 10_000;

async function ancestors(store: Store, tip: Tree): Promise<ReadonlySet<string>> {
  const reached = new Set([tip.commit]);
  const pending = [tip];
  for (let tree = pending.shift(); tree !== undefined && reached.size < maximumHistory; tree = pending.shift()) {
    for (const parent of tree.parents) {
      if (reached.has(parent)) continue;
      reached.add(parent);
      const found = await readable(store, parent);
      if (found !== undefined) pending.push(found);
    }
  }
  return reached;
}

async function readable(store: Store, commit: string): Promise<Tree | undefined> {
  try {
    return await store.tree(commit);
  } catch (error) {
    if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return undefined;
    throw error;
  }
}

/** T6: a release changes release files alone. What else changed is called out; together with a release it is refused. */
async function changedBeside(base: Tree, head: Tree, names: Names, releases: boolean): Promise<readonly Finding[]> {
  const guarded = [names.trust, configFile, ".github", ".gitattributes", ".gitmodules"];
  const changed: string[] = [];
  for (const path of guarded) if ((await base.id(path)) !== (await head.id(path))) changed.push(path);
  if (changed.length === 0) return [];
  const severity = releases ? "error" : "warning";
  return changed.map((file) => ({
    code: releases ? "RELEASE_MIXED" : "NOT_A_RELEASE",
    severity,
    file,
    data: { file, targets: names.targets },
  }));
}
