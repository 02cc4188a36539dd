import { a as filledMarkdown, i as exactCode, n as code, r as details, s as row } from "./markdown.js";
import { d as short, f as size } from "./fault-text.js";
import { a as pathText, i as keptBytes, o as restText, r as changedLines, s as signedLines } from "./text.js";

// src/plan/markdown.ts
const marks = {
	add: "+",
	change: "~",
	remove: "-"
};
const shownTargets = 100;
const maximumList = 15e3;
function targetsMarkdown({ targets }) {
	if (targets.length === 0) return [];
	const table = listed(targets, tableRow, ["| | Target | Size | sha256 | Signed by |", "|---|---|--:|---|---|"]);
	const changed = targets.filter(({ kind }) => kind === "change");
	return [
		table,
		...changed.length === 0 ? [] : ["**What differs from what is published**", listed(changed, changedItem)],
		details("All that is signed of each target", listed(targets, signedItem))
	];
}
function listed(targets, show, head = []) {
	const lines = [...head];
	let left = maximumList;
	let at = 0;
	for (const target of targets.slice(0, 100)) {
		const text = show(target);
		left -= text.length + 1;
		if (left < 0) break;
		lines.push(text);
		at++;
	}
	const rest = targets.slice(at);
	return [...lines, ...rest.length === 0 ? [] : ["", `… ${restText(rest)}.`]].join("\n");
}
function tableRow({ kind, path, before, after, role }) {
	const { length = 0, hashes } = after ?? before ?? {};
	return row([
		marks[kind],
		exactCode(pathText(path)),
		size(length),
		code(short(hashes?.["sha256"] ?? "")),
		code(role)
	]);
}
function changedItem(target) {
	const kept = keptBytes(target);
	const lines = changedLines(target).map((line) => `  - ${exactCode(line)}`);
	return [`- ${exactCode(pathText(target.path))}${kept === void 0 ? "" : `: ${kept}`}`, ...lines].join("\n");
}
function signedItem(target) {
	const lines = signedLines(target).map((line) => `  - ${exactCode(line)}`);
	return [`- ${marks[target.kind]} ${exactCode(pathText(target.path))}, ${code(target.role)}`, ...lines].join("\n");
}
function findingMarkdown(finding) {
	const { severity, file, line } = finding;
	const { title, fix } = filledMarkdown(finding);
	const where = file === void 0 ? "" : `${code(`${file}${line === void 0 ? "" : `:${line}`}`)} `;
	return `- ${severity === "error" ? "⛔" : "⚠️"} ${where}${title} (${code(finding.code)})\n  **Fix:** ${fix}`;
}

export { targetsMarkdown as n, findingMarkdown as t };