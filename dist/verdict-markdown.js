import { _ as quiet, g as prose, h as details, m as code, p as capped, r as eventMarkdown, t as differenceText, v as row, y as withoutTicks } from "./text2.js";
import { a as plural, c as short, l as size, s as rolesText, u as withoutBlanks } from "./text.js";
import { n as explain } from "./errors.js";
import { n as headline, r as keyNames } from "./verdict-text.js";

// src/proposal/verdict-markdown.ts
const marks = {
	add: "+",
	change: "~",
	remove: "-"
};
const shownTargets = 100;
function verdictMarkdown(view) {
	const parts = [heading(view)];
	const { plan, signing: event, trust } = view;
	const names = keyNames(view);
	if (event !== void 0) parts.push(eventMarkdown({
		...event,
		findings: view.findings
	}, names));
	if (trust !== void 0) parts.push(...differencesMarkdown(trust, names));
	if (plan !== void 0) parts.push(...targetsMarkdown(plan));
	const refusals = view.findings.filter(({ severity }) => severity === "error");
	const warnings = view.findings.filter(({ severity }) => severity === "warning");
	parts.push(...refusals.slice(0, shownTargets).map(findingMarkdown));
	if (plan !== void 0) parts.push(details(`Roles: ${plural(plan.roles.length, "file")} change, ${trust === void 0 ? "no offline signature needed" : "those of people are signed"}`, quiet(rolesText(plan))));
	const summary = `Policy: ${view.passed.length} passed, ${plural(warnings.length, "warning")}`;
	parts.push(details(summary, [...view.passed.map((passed) => `- ok ${code(passed)}`), ...warnings.map(findingMarkdown)].join("\n")));
	if (view.verdict === "ready") parts.push("On merge the worker signs and publishes. To undo: revert this pull request.");
	if (view.head !== void 0 && view.base !== void 0) parts.push(`Judged: ${code(view.head.slice(0, 12))} merged into ${code(view.base.slice(0, 12))}.`);
	const whole = `${parts.join("\n\n")}\n`;
	return capped(whole);
}
function heading(view) {
	const [first, ...others] = view.findings.filter(({ severity }) => severity === "error");
	if (view.verdict === "ready") return `### Kaprien: ${headline(view).replace("ready to merge", "**Ready to merge** ✅")}`;
	if (view.verdict === "waiting") return `### Kaprien: **${quiet(headline(view))}**`;
	if (first === void 0) return `### Kaprien: **${view.verdict === "blocked" ? "Blocked" : "No change"}**: ${quiet(headline(view))}`;
	const { title, fix } = explain(first.code, withoutTicks(first.data));
	const more = others.length > 0 ? ` (and ${others.length} more)` : "";
	return `### Kaprien: **Blocked** ⛔ ${prose(withoutBlanks(title))}${more}\n**Fix:** ${prose(withoutBlanks(fix))} (${code(first.code)})`;
}
function differencesMarkdown(differences, names) {
	if (differences.length === 0) return [];
	const lines = differences.slice(0, shownTargets).map((difference) => `- ${code(differenceText(difference, names))}`);
	const more = differences.length > shownTargets ? [`… and ${differences.length - shownTargets} more.`] : [];
	return [
		"**What changes in trust**",
		lines.join("\n"),
		...more
	];
}
function targetsMarkdown({ targets }) {
	if (targets.length === 0) return [];
	return [[
		"| | Target | Size | sha256 | Signed by |",
		"|---|---|--:|---|---|",
		...targets.slice(0, shownTargets).map(({ kind, path, length, sha256, before, role }) => row([
			marks[kind],
			code(path),
			length === void 0 ? "" : size(length),
			code(short(sha256 ?? before ?? "")),
			code(role)
		]))
	].join("\n"), ...targets.length > shownTargets ? [`… and ${targets.length - shownTargets} more.`] : []];
}
function findingMarkdown({ code: name, severity, data, file, line }) {
	const { title, fix } = explain(name, withoutTicks(data));
	const where = file === void 0 ? "" : `${code(`${file}${line === void 0 ? "" : `:${line}`}`)} `;
	return `- ${severity === "error" ? "⛔" : "⚠️"} ${where}${prose(withoutBlanks(title))} (${code(name)})\n  **Fix:** ${prose(withoutBlanks(fix))}`;
}

export { targetsMarkdown as n, verdictMarkdown as r, findingMarkdown as t };