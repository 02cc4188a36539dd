import { randomInt } from "node:crypto";
import type { Fault } from "../base/fault.ts";
import { findingsText } from "../base/fault-text.ts";
import { compose } from "../compose/compose.ts";
import { passphraseVariable } from "../compose/secrets.ts";
import type { SecretSource } from "../keys/signer-provider.ts";
import { planText } from "../plan/text.ts";
import type { Renewal } from "../signing-event/renewal.ts";
import { outcomeMarkdown } from "../worker/markdown.ts";
import type { Outcome } from "../worker/outcome.ts";
import { workAndRenew } from "../worker/renew.ts";
import { type Context, intentBranch } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { proposeEvent } from "./pull-request.ts";
import { annotate, findingsJson, planJson } from "./results.ts";
import { mask } from "./runner.ts";

/** Reconciles: signs what was merged or is due, and pushes it. */
export async function worker(context: Context): Promise<number> {
  const { clock, runner } = context;
  const branch = await allowed(context);
  const ports = {
    store: await context.store(),
    clock,
    reporter: runner.reporter,
    open: (uri: string) => compose.signer(uri, secretsOf(context)),
    verifier: context.verifier,
    random: () => randomInt(1_000_000) / 1_000_000,
  };
  const pin = context.pin();
  const outcome = await workAndRenew(ports, { pin, branch, dryRun: false }, (renewal) =>
    proposeRenewal(context, renewal, branch),
  );
  show(context, outcome, pin);
  if (outcome.kind !== "refused") return 0;
  return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
}

/** Secrets from the environment alone; each is masked before it is used (T43). */
function secretsOf({ take }: Context): SecretSource {
  const variable = (name: string): string | undefined => {
    const value = take(name);
    if (value !== undefined) mask(value);
    return value;
  };
  return {
    variable,
    passphrase: async (uri, attempt) =>
      attempt === 1 ? (variable(passphraseVariable(uri)) ?? variable("KAPRIEN_PASSPHRASE")) : undefined,
  };
}

/**
 * T8: the branch to work for, when this event may have it signed. Anybody who may push any branch can start a workflow there with a
 * changed file; what is signed is what the intent branch holds, and only its own events say so.
 */
async function allowed(context: Context): Promise<string> {
  const { event, defaultBranch } = context.job;
  const refuse = (reason: string): Fault =>
    actionFaults.TRIGGER_REFUSED({
      mode: "worker",
      event: context.variable("GITHUB_EVENT_NAME"),
      expected: "push, schedule or workflow_dispatch",
      reason,
    });
  if (event.kind !== "ref") throw refuse("the event is not one of a branch");
  const branch = await intentBranch(context, await context.store());
  // A schedule runs on the default branch, whichever the intent branch is.
  const branches = event.name === "schedule" ? [branch, defaultBranch] : [branch];
  if (!branches.some((name) => name !== undefined && event.ref === `refs/heads/${name}`))
    throw refuse(`it is for ${event.ref}, and releases are what ${branch} holds`);
  return branch;
}

/** The event's pull request, where this job may open one; it was told what the event is, and how to sign it, in any case. */
async function proposeRenewal(context: Context, { event, roles, branch, state }: Renewal, base: string): Promise<void> {
  const { runner } = context;
  runner.output("event", JSON.stringify({ name: event, roles }));
  // What is open has a job of its own that keeps its pull request.
  if (state === "open") return;
  const body = `${roles.join(", ")} run out before long, and people sign them. Sign with \`kaprien sign ${event}\`.\n`;
  await proposeEvent(context, { head: branch, base, title: `Renew ${roles.join(", ")}`, body });
}

function show({ runner, repository }: Context, outcome: Outcome, pin: string): void {
  runner.summarize(outcomeMarkdown(outcome, { location: repository.location, pin }));
  runner.output("outcome", outcome.kind);
  runner.output("changed", String(outcome.kind === "done"));
  switch (outcome.kind) {
    case "idle":
      runner.say(`idle: ${outcome.reason}; next due ${outcome.nextDue}`);
      break;
    case "done":
    case "planned":
      runner.say(planText(outcome.plan));
      runner.output("plan", planJson(outcome.plan));
      break;
    case "refused":
      runner.say(findingsText(outcome.findings));
      annotate(runner.annotate, outcome.findings);
      break;
  }
  runner.output("findings", findingsJson("findings" in outcome ? outcome.findings : []));
  if ("commit" in outcome) runner.output("commit", outcome.commit);
  if ("nextDue" in outcome) runner.output("next-expiry", outcome.nextDue);
}
