import { configFiles } from "../config/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store, Tree } from "../ports/store.ts";
import type { Finding } from "../repository/finding.ts";
import { isRefusal } from "../repository/finding.ts";
import type { Names } from "../repository/layout.ts";
import type { ReleaseDifference } from "../repository/releases.ts";
import { Fault } from "../tuf/fault.ts";
import { derive, loadBasis } from "./derive.ts";
import { mergeBase } from "./merge-base.ts";

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
  const commits = { base: basis.main.commit, head: head.commit };
  const base = await mergeBase(store, basis.main, head);
  if (base.kind === "several") {
    const data = { head: options.head, base: options.base };
    return {
      verdict: "blocked",
      findings: [{ code: "MERGE_BASE_AMBIGUOUS", severity: "error", data }],
      passed: [],
      ...commits,
    };
  }
  const { proposed, findings: found, passed, result } = await derive(basis, { tree: head, base: base.tree }, now);
  const beside = await changedBeside(base.tree, head, basis.config.names, proposed);
  const findings = [...beside, ...found];
  const about = { findings, passed, ...commits };
  if (isRefusal(findings) || result === undefined) return { verdict: "blocked", ...about };
  if (result.kind === "idle" || (result.draft.plan.targets.length === 0 && result.draft.before !== undefined))
    return { verdict: "no change", ...about };
  return { verdict: "ready", plan: result.draft.plan, ...about };
}

/** T6: a release changes release files alone. What else changed is called out; together with a release it is refused. */
async function changedBeside(
  base: Tree,
  head: Tree,
  names: Names,
  { added, changed: edited, removed }: ReleaseDifference,
): Promise<readonly Finding[]> {
  const releases = added.length + edited.length + removed.length > 0;
  const guarded = [names.trust, ...configFiles, ".github", ".gitattributes", ".gitmodules"];
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
