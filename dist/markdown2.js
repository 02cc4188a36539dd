import { i as prose, n as code, o as row, s as withoutTicks } from "./markdown.js";
import { c as size, s as short, u as withoutBlanks } from "./text.js";
import { n as explain } from "./errors.js";

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
function findingMarkdown({ code: name, severity, data, file, line }) {
	const { title, fix } = explain(name, withoutTicks(data));
	const where = file === void 0 ? "" : `${code(`${file}${line === void 0 ? "" : `:${line}`}`)} `;
	return `- ${severity === "error" ? "⛔" : "⚠️"} ${where}${prose(withoutBlanks(title))} (${code(name)})\n  **Fix:** ${prose(withoutBlanks(fix))}`;
}

export { targetsMarkdown as n, findingMarkdown as t };