import { d as size, l as printable, s as plain, u as short } from "./fault-text.js";

// src/plan/text.ts
const shownTargets = 50;
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

export { rolesText as n, planText as t };