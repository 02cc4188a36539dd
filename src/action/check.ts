import { isFault } from "../base/fault.ts";
import { knownPin } from "../compose/trusted-root.ts";
import { forgeFaults } from "../forge/faults.ts";
import type { Store } from "../git/store.ts";
import { check as judge, type Verdict } from "../proposal/check.ts";
import { verdictMarkdown } from "../proposal/verdict-markdown.ts";
import { verdictText } from "../proposal/verdict-text.ts";
import { intentPaths } from "../repository/layout.ts";
import { openRepository } from "../repository/open.ts";
import { sha256 } from "../tuf/digest.ts";
import { limits } from "../tuf/limits.ts";
import { type Context, intentBranch, keyVariables, refuseSigningKeys } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { annotate, eventJson, findingsJson, planJson } from "./results.ts";

/** Judges a pull request or a merge queue's group: comment, summary, annotations, outputs. */
export async function check(context: Context): Promise<number> {
  const { job, runner, clock } = context;
  const { event } = job;
  if (event.kind !== "proposal")
    throw actionFaults.TRIGGER_REFUSED({
      mode: "check",
      event: context.variable("GITHUB_EVENT_NAME"),
      expected: "pull_request or merge_group",
      reason: "it proposes no merge",
    });
  const store = await context.store();
  const branch = await intentBranch(context, store);
  if (event.base !== branch) {
    runner.annotate("notice", `Merging into ${event.base} releases nothing: releases are what ${branch} holds.`);
    runner.output("outcome", "no change");
    return 0;
  }
  const pin = event.fork ? await pinForFork(context, store, event.base) : knownPin(context.pin);
  const repository = await openRepository(store, {
    intent: event.base,
    pin,
    now: clock.now(),
    verifier: context.verifier,
  });
  refuseSigningKeys(context, "check", keyVariables((await repository.settings()).config));
  const { base, head, after } = event;
  const verdict = await judge(repository, { base, head, ...(after !== undefined && { after }) });
  show(context, verdict);
  if (event.number !== undefined) await comment(context, event.number, verdict, event.fork);
  return exitOf(verdict);
}

/**
 * The forge hands no variables to workflows of forks, so that the digest may be missing here. Then the first root of the base stands in:
 * the verdict is advice, the base is what reviewers see, and the worker has the real one.
 */
async function pinForFork(context: Context, store: Store, base: string): Promise<string | undefined> {
  const pin = knownPin(context.pin);
  if (pin !== undefined) return pin;
  const repository = await openRepository(store, {
    intent: base,
    pin,
    now: context.clock.now(),
    verifier: context.verifier,
  });
  const { names } = (await repository.settings()).config;
  const first = await repository.intent.read(intentPaths(names).root(1), limits.root);
  if (first === undefined) return undefined;
  const text =
    "A fork's workflow gets no variables, so this verdict trusts the first root that the base branch holds. The worker verifies from the pinned one.";
  context.runner.annotate("notice", text, { title: "Kaprien: root from the base" });
  return sha256(first);
}

/** What is blocked or waits must not be merged, so that the job that a ruleset asks for fails. */
export function exitOf({ verdict }: Verdict): number {
  if (verdict === "waiting") return 6;
  return verdict === "blocked" ? 1 : 0;
}

export function show({ runner }: Context, verdict: Verdict): void {
  runner.say(verdictText(verdict));
  runner.summarize(verdictMarkdown(verdict));
  annotate(runner.annotate, verdict.findings);
  runner.output("outcome", verdict.verdict);
  runner.output("verdict", verdict.verdict);
  runner.output("changed", String(verdict.verdict === "ready"));
  runner.output("plan", planJson(verdict.plan));
  runner.output("findings", findingsJson(verdict.findings));
  runner.output("event", eventJson(verdict));
}

/** A token that may not comment is no reason to fail: the verdict is in the summary, and this says so. */
export async function comment(
  { forge, runner }: Context,
  number: number,
  verdict: Verdict,
  fork: boolean,
): Promise<void> {
  try {
    await (await forge()).comment(number, "check", verdictMarkdown(verdict));
  } catch (error) {
    if (!isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NOT_FOUND)) throw error;
    const why = fork
      ? "The pull request comes from a fork, whose token may only read"
      : "The token may not comment (pull-requests: write is missing)";
    const text = `${why}: the verdict is in the job's summary alone.`;
    runner.annotate(fork ? "notice" : "warning", text, { title: "Kaprien: no comment" });
    runner.summarize(`> ${text}\n`);
  }
}
