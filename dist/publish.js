import { i as isFault } from "./fault.js";
import { l as plural } from "./fault-text.js";
import { n as placesOf, r as publishTo, t as placeText } from "./destinations.js";
import { t as forgeFaults } from "./faults10.js";
import { t as openRepository } from "./open2.js";
import { a as settingsWarning } from "./settings.js";
import { r as publishedMarkdown } from "./markdown3.js";
import { a as refuseSigningKeys, n as keyVariables, t as intentBranch } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { r as findingsJson, t as annotate } from "./results.js";

// src/action/publish.ts
async function publish(context) {
	const { runner, clock, job, input } = context;
	const store = await context.store();
	const pin = context.pin();
	const intent = await intentBranch(context, store);
	const { config, problem } = await (await openRepository(store, {
		intent,
		pin,
		now: clock.now(),
		verifier: context.verifier
	})).settings();
	if (problem !== void 0) runner.reporter.warn(settingsWarning(problem));
	refuseSigningKeys(context, "publish", keyVariables(config));
	const files = input("files");
	const publishing = {
		store,
		clock,
		reporter: runner.reporter,
		pin,
		config,
		directory: job.workspace,
		dryRun: false,
		...files !== void 0 && { files },
		...context.flag("fetch") && { fetch: true }
	};
	const places = placesOf(config, input("to"));
	if (places.some(({ to }) => to === "pages")) await requirePages(context);
	let changed = false;
	const unavailable = [];
	for (const place of places) {
		const result = await publishTo(publishing, place);
		const shown = placeText(place);
		changed ||= result.written.length + result.removed.length > 0;
		runner.say(`${shown}: wrote ${plural(result.written.length, "file")}, ${result.unchanged} unchanged, ${result.removed.length} removed; accepted by tuf-js`);
		runner.summarize(publishedMarkdown(shown, result));
		unavailable.push(...result.unavailable);
		runner.output("commit", result.commit);
		runner.output("snapshot-version", String(result.snapshot));
		runner.output("site", shown);
	}
	runner.output("outcome", "published");
	runner.output("changed", String(changed));
	annotate(runner.annotate, unavailable);
	runner.output("findings", findingsJson(unavailable));
	return Math.max(0, ...unavailable.map(({ of }) => of.entry.exit));
}
async function requirePages({ pages, repository }) {
	const found = await (await pages()).pages().catch((error) => {
		if (isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NONE)) return "unknown";
		throw error;
	});
	if (found === "unknown") return;
	if (found === void 0) throw actionFaults.PAGES_OFF({
		repository: repository.name,
		state: "are not switched on"
	});
	if (found.source !== "workflow") throw actionFaults.PAGES_OFF({
		repository: repository.name,
		state: "are built from a branch, not by a workflow"
	});
}

export { publish };