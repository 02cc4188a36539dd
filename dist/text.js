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
const shownTargets = 50;
const shownFindings = 20;
function findingsText(findings, style = plain) {
	const sorted = [...findings].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
	const more = sorted.length > shownFindings ? [style.dim(`and ${sorted.length - shownFindings} more; --json lists them all`)] : [];
	return [...sorted.slice(0, shownFindings).map((finding) => findingText(finding, style)), ...more].join("\n");
}
function planText(plan, style = plain) {
	const lines = plan.targets.slice(0, shownTargets).map((target) => targetText(target, style));
	if (plan.targets.length > shownTargets) lines.push(`  and ${plan.targets.length - shownTargets} more`);
	const roles = plan.roles.length === 0 ? [] : [style.dim(`roles: ${rolesText(plan)}`)];
	return [
		...lines,
		...roles,
		style.dim(`because ${plan.because.join("; ")}`)
	].join("\n");
}
function rolesText(plan) {
	const bins = plan.roles.filter(({ role }) => role.startsWith("bins"));
	const others = plan.roles.filter(({ role }) => !role.startsWith("bins")).map(({ role, version }) => `${role} ${version}`);
	const [only] = bins;
	const named = bins.length === 1 && only !== void 0 ? `${only.role} ${only.version}` : `${bins.length} bins`;
	return [...bins.length > 0 ? [named] : [], ...others].join(", ");
}
function targetText({ kind, path, length, sha256, role }, style) {
	const mark = {
		add: style.good("+ add"),
		change: style.warn("~ change"),
		remove: style.bad("- remove")
	}[kind];
	const details = [
		...length === void 0 ? [] : [size(length)],
		...sha256 === void 0 ? [] : [short(sha256)],
		role
	];
	return `${mark} ${style.strong(printable(path))}  ${style.dim(details.join("  "))}`;
}
function short(digest) {
	return `${digest.slice(0, 8)}…${digest.slice(-5)}`;
}
function plural(count, one) {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}

export { plural as a, short as c, planText as i, size as l, findingsText as n, printable as o, plain as r, rolesText as s, findingText as t, withoutBlanks as u };