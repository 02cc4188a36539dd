import { i as isFault } from "./fault.js";
import { t as compose } from "./compose.js";
import { t as duration } from "./duration.js";
import { a as siteUrl } from "./site-client.js";
import { t as forgeFaults } from "./faults10.js";
import { a as healthText, i as healthMarkdown, n as healthExit, r as healthHeadline, t as monitor$1 } from "./monitor.js";
import { t as actionFaults } from "./faults9.js";
import { r as findingsJson, t as annotate } from "./results.js";
import { join } from "node:path";
import { tmpdir } from "node:os";

// src/action/monitor.ts
async function monitor(context) {
	const { runner, clock, input } = context;
	const from = input("from");
	if (from === void 0) throw actionFaults.INPUT_MISSING({
		input: "from",
		mode: "monitor"
	});
	const site = siteUrl(context.job.workspace, from);
	const health = await monitor$1({
		oracle: await compose.oracle(),
		clock,
		verifier: context.verifier,
		memory: compose.workspace(join(context.variable("RUNNER_TEMP") || tmpdir(), "kaprien"))
	}, {
		site: {
			fetch: compose.fetch,
			metadata: `${site}/metadata`
		},
		targets: `${site}/targets`,
		pin: context.pin(),
		validIn: time(context, "valid-in"),
		offlineValidIn: time(context, "offline-valid-in")
	});
	runner.say(healthText(health));
	runner.summarize(healthMarkdown(health));
	annotate(runner.annotate, health.findings);
	runner.output("outcome", health.health);
	runner.output("site", health.site);
	runner.output("snapshot-version", String(health.snapshot));
	runner.output("next-expiry", health.nextExpiry ?? "");
	runner.output("findings", findingsJson(health.findings));
	await report(context, healthHeadline(health), healthMarkdown(health), health.health === "good" ? "closed" : "open");
	return healthExit(health);
}
async function report({ forge, runner }, headline, body, state) {
	try {
		await (await forge()).report({
			name: "monitor",
			title: `Kaprien: ${headline}`,
			body,
			state
		});
	} catch (error) {
		if (!isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NOT_FOUND)) throw error;
		runner.annotate("notice", "The token may not write issues (issues: write is missing): the state is in the summary alone.", { title: "Kaprien: no issue" });
	}
}
function time({ input }, name) {
	const given = input(name) ?? "";
	const found = duration(given);
	if (found === void 0) throw actionFaults.INPUT_INVALID({
		input: name,
		value: given,
		expected: "a time such as 5d"
	});
	return found;
}

export { monitor };