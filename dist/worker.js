import { i as findingsText } from "./fault-text.js";
import { t as compose } from "./compose.js";
import { t as passphraseVariable } from "./secrets.js";
import { t as planText } from "./text.js";
import { n as outcomeMarkdown } from "./markdown3.js";
import { n as workAndRenew } from "./renew.js";
import { s as mask, t as intentBranch } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { t as proposeEvent } from "./pull-request.js";
import { i as planJson, r as findingsJson, t as annotate } from "./results.js";
import { randomInt } from "node:crypto";

// src/action/worker.ts
async function worker(context) {
	const { clock, runner } = context;
	const branch = await allowed(context);
	const ports = {
		store: await context.store(),
		clock,
		reporter: runner.reporter,
		open: (uri) => compose.signer(uri, secretsOf(context)),
		verifier: context.verifier,
		random: () => randomInt(1e6) / 1e6
	};
	const pin = context.pin();
	const outcome = await workAndRenew(ports, {
		pin,
		branch,
		dryRun: false
	}, (renewal) => proposeRenewal(context, renewal, branch));
	show(context, outcome, pin);
	if (outcome.kind !== "refused") return 0;
	return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
}
function secretsOf({ take }) {
	const variable = (name) => {
		const value = take(name);
		if (value !== void 0) mask(value);
		return value;
	};
	return {
		variable,
		passphrase: async (uri, attempt) => attempt === 1 ? variable(passphraseVariable(uri)) ?? variable("KAPRIEN_PASSPHRASE") : void 0
	};
}
async function allowed(context) {
	const { event, defaultBranch } = context.job;
	const refuse = (reason) => actionFaults.TRIGGER_REFUSED({
		mode: "worker",
		event: context.variable("GITHUB_EVENT_NAME"),
		expected: "push, schedule or workflow_dispatch",
		reason
	});
	if (event.kind !== "ref") throw refuse("the event is not one of a branch");
	const branch = await intentBranch(context, await context.store());
	if (!(event.name === "schedule" ? [branch, defaultBranch] : [branch]).some((name) => name !== void 0 && event.ref === `refs/heads/${name}`)) throw refuse(`it is for ${event.ref}, and releases are what ${branch} holds`);
	return branch;
}
async function proposeRenewal(context, { event, roles, branch, state }, base) {
	const { runner } = context;
	runner.output("event", JSON.stringify({
		name: event,
		roles
	}));
	if (state === "open") return;
	const body = `${roles.join(", ")} run out before long, and people sign them. Sign with \`kaprien sign ${event}\`.\n`;
	await proposeEvent(context, {
		head: branch,
		base,
		title: `Renew ${roles.join(", ")}`,
		body
	});
}
function show({ runner, repository }, outcome, pin) {
	runner.summarize(outcomeMarkdown(outcome, {
		location: repository.location,
		pin
	}));
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
	}
	runner.output("findings", findingsJson("findings" in outcome ? outcome.findings : []));
	if ("commit" in outcome) runner.output("commit", outcome.commit);
	if ("nextDue" in outcome) runner.output("next-expiry", outcome.nextDue);
}

export { worker };