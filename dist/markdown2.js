import { i as filledMarkdown, n as code, o as row } from "./markdown.js";
import { d as size, u as short } from "./fault-text.js";

// src/plan/markdown.ts
const marks = {
	add: "+",
	change: "~",
	remove: "-"
};
const shownTargets = 100;
function targetsMarkdown({ targets }) {
	if (targets.length === 0) return [];
	return [[
		"| | Target | Size | sha256 | Signed by |",
		"|---|---|--:|---|---|",
		...targets.slice(0, 100).map(({ kind, path, length, sha256, before, role }) => row([
			marks[kind],
			code(path),
			length === void 0 ? "" : size(length),
			code(short(sha256 ?? before ?? "")),
			code(role)
		]))
	].join("\n"), ...targets.length > 100 ? [`… and ${targets.length - 100} more.`] : []];
}
function findingMarkdown(finding) {
	const { severity, file, line } = finding;
	const { title, fix } = filledMarkdown(finding);
	const where = file === void 0 ? "" : `${code(`${file}${line === void 0 ? "" : `:${line}`}`)} `;
	return `- ${severity === "error" ? "⛔" : "⚠️"} ${where}${title} (${code(finding.code)})\n  **Fix:** ${fix}`;
}

export { targetsMarkdown as n, findingMarkdown as t };