import { n as explain } from "./errors.js";

// src/base/text.ts
const plain = {
	strong: same,
	good: same,
	bad: same,
	warn: same,
	dim: same
};
function same(text) {
	return text;
}
function size(bytes) {
	const units = [
		"B",
		"KiB",
		"MiB",
		"GiB",
		"TiB"
	];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}
function printable(text) {
	return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
function withoutBlanks(text) {
	return text.replace(/ ?[(:]?\{[a-zA-Z]+\}[):]?/g, "");
}
function findingText(finding, style = plain) {
	const { title, meaning, fix } = explain(finding.code, finding.data);
	const clean = (text) => printable(withoutBlanks(text));
	return `${finding.severity === "error" ? style.bad("error") : style.warn("warning")}: ${clean((finding.file === void 0 ? "" : `${finding.file}${finding.line === void 0 ? "" : `:${finding.line}`}: `) + title)} [${finding.code}]\n  ${style.dim("why")} ${clean(meaning)}\n  ${style.dim("fix")} ${clean(fix)}`;
}
const shownFindings = 20;
function findingsText(findings, style = plain) {
	const sorted = [...findings].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
	const more = sorted.length > shownFindings ? [style.dim(`and ${sorted.length - shownFindings} more; --json lists them all`)] : [];
	return [...sorted.slice(0, shownFindings).map((finding) => findingText(finding, style)), ...more].join("\n");
}
function short(digest) {
	return `${digest.slice(0, 8)}…${digest.slice(-5)}`;
}
function plural(count, one) {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}
function tableText(table, style) {
	const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	return table.map((row, index) => {
		const text = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
		if (index === 0) return style.dim(text);
		const state = row.at(-1);
		return state === "expired" ? style.bad(text) : state === "ok" ? text : style.warn(text);
	});
}
function fingerprint(keyid) {
	return keyid.slice(0, 16);
}

export { plural as a, size as c, plain as i, tableText as l, findingsText as n, printable as o, fingerprint as r, short as s, findingText as t, withoutBlanks as u };