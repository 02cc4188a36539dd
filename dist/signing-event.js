import { i as isFault } from "./fault.js";
import { t as capped } from "./markdown.js";
import { t as knownPin } from "./trusted-root.js";
import { t as gitFaults } from "./faults2.js";
import { n as requireMoved } from "./races.js";
import { r as check } from "./verdict-markdown.js";
import { t as openRepository } from "./open2.js";
import { n as findEvent, t as commitToEvent } from "./branch.js";
import { A as eventBranch, M as eventName, N as eventPaths, r as loadEvent } from "./load.js";
import { t as finishEvent } from "./finish.js";
import { i as eventMarkdown, o as keyNames } from "./text2.js";
import { o as sha256 } from "./digest.js";
import { i as show, n as comment } from "./check2.js";
import { a as refuseSigningKeys, n as keyVariables, t as intentBranch } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { t as proposeEvent } from "./pull-request.js";

// src/action/signing-event.ts
async function event(context) {
	const { runner } = context;
	const name = pushedEvent(context);
	const store = await context.store();
	const branch = await intentBranch(context, store);
	const pin = knownPin(context.pin);
	const config = await (await openRepository(store, {
		intent: branch,
		pin,
		now: context.clock.now(),
		verifier: context.verifier
	})).config();
	refuseSigningKeys(context, "event", keyVariables(config));
	const pushed = {
		context,
		name,
		branch,
		pin
	};
	const found = await findEvent(store, name, config.names);
	if (await found.head.entry(eventPaths(config.names, name).event) === void 0) {
		runner.say(`${name} is finished: what is left is to merge its branch`);
		runner.output("outcome", "no change");
		runner.output("changed", "false");
		return 0;
	}
	const standing = await judged(pushed, found.head.commit);
	const finished = await finishedBy(pushed, found, standing);
	const verdict = finished === void 0 ? standing : await judged(pushed, finished);
	show(context, verdict);
	runner.output("changed", String(finished !== void 0));
	if (finished !== void 0) runner.output("commit", finished);
	const pull = await proposeEvent(context, {
		head: eventBranch(name),
		base: branch,
		title: `Signing event ${name}`,
		body: bodyOf(name, standing)
	});
	if (pull !== void 0) {
		runner.output("pull-request", String(pull.number));
		await comment(context, pull.number, verdict, false);
	}
	return verdict.verdict === "blocked" ? 1 : 0;
}
function pushedEvent({ job: { event }, variable }) {
	const branch = event.kind === "ref" && event.name === "push" ? event.ref : "";
	const prefix = `refs/heads/${eventBranch("")}`;
	if (branch.startsWith(prefix)) return eventName(branch.slice(prefix.length));
	throw actionFaults.TRIGGER_REFUSED({
		mode: "event",
		event: variable("GITHUB_EVENT_NAME"),
		expected: `push to ${eventBranch("<name>")}`,
		reason: "it is not about a signing event"
	});
}
async function judged({ context, branch, pin }, head) {
	const { clock, verifier } = context;
	const repository = await openRepository(await context.store(), {
		intent: branch,
		pin,
		now: clock.now(),
		verifier
	});
	return check(repository, {
		base: branch,
		head
	});
}
async function finishedBy({ context, name, branch, pin }, found, { verdict, signing }) {
	if (verdict !== "waiting" || !signing?.report.complete) return void 0;
	const store = await context.store();
	const { clock, verifier } = context;
	const repository = await openRepository(store, {
		intent: branch,
		pin,
		now: clock.now(),
		verifier
	});
	const { names } = await repository.config();
	const { intent: base, now } = repository;
	const place = {
		base,
		head: found.head,
		names,
		pin,
		verifier,
		now
	};
	const { files, trustedRoot } = await finishEvent(await loadEvent(place, name), place);
	try {
		const commit = await commitToEvent(store, names, name, found, files, `Finish the signing event ${name}\n`);
		if (trustedRoot !== void 0) announce(context, trustedRoot);
		return commit;
	} catch (error) {
		if (!isFault(error, gitFaults.STORE_CONFLICT)) throw error;
		requireMoved(error);
		context.runner.say("another push was first; its own run goes on from there");
		return;
	}
}
function announce({ runner }, root) {
	runner.say(`The trusted root is ${root}: give it to every worker and client, outside of the repository.`);
	runner.summarize(`**The trusted root is \`${root}\`.** Put it into the variable \`KAPRIEN_TRUSTED_ROOT\`, and give it to every client.\n`);
}
function bodyOf(name, verdict) {
	const { signing } = verdict;
	if (signing === void 0) return `The signing event \`${name}\` cannot be read; the check says why.\n`;
	return capped(`${eventMarkdown({
		...signing,
		findings: verdict.findings
	}, keyNames(verdict))}\n`, sha256);
}

export { event };