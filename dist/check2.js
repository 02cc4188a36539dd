import { i as isFault } from "./fault.js";
import { t as knownPin } from "./trusted-root.js";
import { t as forgeFaults } from "./faults10.js";
import { n as verdictText, r as check$1, t as verdictMarkdown } from "./verdict-markdown.js";
import { s as intentPaths } from "./settings.js";
import { t as openRepository } from "./open2.js";
import { o as sha256 } from "./digest.js";
import { d as limits } from "./envelope.js";
import { a as refuseSigningKeys, n as keyVariables, t as intentBranch } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { i as planJson, n as eventJson, r as findingsJson, t as annotate } from "./results.js";

// src/action/check.ts
async function check(context) {
	const { job, runner, clock } = context;
	const { event } = job;
	if (event.kind !== "proposal") throw actionFaults.TRIGGER_REFUSED({
		mode: "check",
		event: context.variable("GITHUB_EVENT_NAME"),
		expected: "pull_request or merge_group",
		reason: "it proposes no merge"
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
		verifier: context.verifier
	});
	refuseSigningKeys(context, "check", keyVariables((await repository.settings()).config));
	const { base, head, after } = event;
	const verdict = await check$1(repository, {
		base,
		head,
		...after !== void 0 && { after }
	});
	show(context, verdict);
	if (event.number !== void 0) await comment(context, event.number, verdict, event.fork);
	return exitOf(verdict);
}
async function pinForFork(context, store, base) {
	const pin = knownPin(context.pin);
	if (pin !== void 0) return pin;
	const repository = await openRepository(store, {
		intent: base,
		pin,
		now: context.clock.now(),
		verifier: context.verifier
	});
	const { names } = (await repository.settings()).config;
	const first = await repository.intent.read(intentPaths(names).root(1), limits.root);
	if (first === void 0) return void 0;
	context.runner.annotate("notice", "A fork's workflow gets no variables, so this verdict trusts the first root that the base branch holds. The worker verifies from the pinned one.", { title: "Kaprien: root from the base" });
	return sha256(first);
}
function exitOf({ verdict }) {
	if (verdict === "waiting") return 6;
	return verdict === "blocked" ? 1 : 0;
}
function show({ runner }, verdict) {
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
async function comment({ forge, runner }, number, verdict, fork) {
	try {
		await (await forge()).comment(number, "check", verdictMarkdown(verdict));
	} catch (error) {
		if (!isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NOT_FOUND)) throw error;
		const text = `${fork ? "The pull request comes from a fork, whose token may only read" : "The token may not comment (pull-requests: write is missing)"}: the verdict is in the job's summary alone.`;
		runner.annotate(fork ? "notice" : "warning", text, { title: "Kaprien: no comment" });
		runner.summarize(`> ${text}\n`);
	}
}

export { show as i, comment as n, exitOf as r, check as t };