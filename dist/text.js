import { c as plain, f as size, u as printable } from "./fault-text.js";
import { t as changedParts } from "./target-change.js";
import { S as fromPlain, v as canonical } from "./key.js";
import { n as shortText, r as shortened, t as differences } from "./difference.js";
import { o as sha256 } from "./digest.js";

// src/plan/target-text.ts
function pathText(path) {
	return printable(path) === path && /^[\p{L}\p{N}._~@=+/-]+$/u.test(path) ? path : printable(JSON.stringify(path));
}
function signedLines({ before, after }) {
	const { length, hashes, ...others } = after ?? before ?? {
		length: 0,
		hashes: {}
	};
	const { sha256: digest, ...more } = hashes;
	return [
		digest === void 0 ? `length ${length}` : `length ${length}, sha256 ${valueText(digest, "plain")}`,
		...Object.entries(more).map(([algorithm, value]) => `${nameText(algorithm)} ${valueText(value, "plain")}`),
		...Object.entries(others).map(([member, value]) => `${nameText(member)} ${valueText(fromPlain(value))}`)
	];
}
function changedLines(target) {
	const side = (value) => value === void 0 ? "absent" : valueText(value);
	return changesOf(target).map(({ member, before, after }) => `${printable(shortened(member, 80))}: ${side(before)} → ${side(after)}`);
}
function keptBytes(target) {
	const parts = changedParts(changesOf(target));
	return parts === "" || parts.startsWith("bytes") ? void 0 : `only ${parts}`;
}
function restText(rest) {
	return `and ${rest.length} more (sha256 ${sha256(canonical(fromPlain(rest)))})`;
}
function changesOf({ before, after }) {
	return before === void 0 || after === void 0 ? [] : [...differences(fromPlain(before), fromPlain(after))];
}
function valueText(value, digits = "quoted") {
	if (digits === "plain" && typeof value === "string" && /^[0-9a-f]{1,128}$/.test(value)) return value;
	return printable(shortText(value));
}
function nameText(name) {
	return /^[\w-]+$/.test(name) ? printable(shortened(name, 80)) : valueText(name);
}

// src/plan/text.ts
const shownTargets = 50;
function planText(plan, style = plain) {
	const lines = plan.targets.slice(0, shownTargets).flatMap((target) => targetText(target, style));
	const rest = plan.targets.slice(shownTargets);
	if (rest.length > 0) lines.push(`  ${restText(rest)}`);
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
function targetText(target, style) {
	const { kind, path, before, after, role } = target;
	const mark = {
		add: style.good("+ add"),
		change: style.warn("~ change"),
		remove: style.bad("- remove")
	}[kind];
	const details = [
		size((after ?? before)?.length ?? 0),
		role,
		keptBytes(target)
	].filter((part) => part !== void 0);
	return [
		`${mark} ${style.strong(pathText(path))}  ${style.dim(details.join("  "))}`,
		...signedLines(target).map((line) => style.dim(`    ${line}`)),
		...changedLines(target).map((line) => `    ${style.warn("~")} ${line}`)
	];
}

export { pathText as a, keptBytes as i, rolesText as n, restText as o, changedLines as r, signedLines as s, planText as t };