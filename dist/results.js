import { r as findingText } from "./fault-text.js";
import { i as asFinding } from "./visits.js";

// src/action/results.ts
const maximumOutput = 5e5;
function findingsJson(findings) {
	let left = maximumOutput;
	return `[${errorsFirst(findings).map((finding) => JSON.stringify(finding)).filter(({ length }) => {
		left -= length + 1;
		return left >= 0;
	}).join(",")}]`;
}
function planJson(plan) {
	const whole = JSON.stringify(plan ?? null);
	return whole.length <= maximumOutput || plan === void 0 ? whole : JSON.stringify({
		...plan,
		targets: [],
		roles: [],
		shortened: {
			targets: plan.targets.length,
			roles: plan.roles.length
		}
	});
}
function eventJson({ signing: event, trust }) {
	if (event === void 0) return "null";
	const whole = JSON.stringify({
		...event,
		trust
	});
	return whole.length <= maximumOutput ? whole : JSON.stringify({
		name: event.name,
		complete: event.report.complete
	});
}
const shownAnnotations = 10;
function errorsFirst(findings, most = findings.length) {
	const of = (wanted) => findings.filter(({ severity }) => severity === wanted).slice(0, most);
	return [...of("error"), ...of("warning")];
}
function annotate(write, findings) {
	for (const finding of errorsFirst(findings, shownAnnotations)) {
		const { severity, code, file, line } = finding;
		write(severity, findingText(asFinding(finding, { severity })).replace(/^\w+: /, ""), {
			title: `Kaprien: ${code}`,
			...file !== void 0 && { file },
			...line !== void 0 && { line }
		});
	}
}

export { planJson as i, eventJson as n, findingsJson as r, annotate as t };