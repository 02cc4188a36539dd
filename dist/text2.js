import { c as plain, i as findingsText, l as plural, s as fingerprint, u as printable } from "./fault-text.js";
import { c as firstError } from "./visits.js";
import { n as code } from "./markdown.js";

// src/signing-event/text.ts
const nobody = { people: /* @__PURE__ */ new Map() };
function keyText(keyid, { people, keys } = nobody) {
	const name = people.get(keyid);
	const scheme = keys?.get(keyid)?.scheme;
	return [
		name === void 0 ? void 0 : printable(name),
		fingerprint(keyid),
		scheme && `(${printable(scheme)})`
	].filter((part) => part !== void 0).join(" ");
}
function differenceText(difference, names = nobody) {
	const p = printable;
	switch (difference.kind) {
		case "role": return `${difference.change === "added" ? "+" : "-"} role ${p(difference.role)}`;
		case "version": return `~ ${p(difference.role)}: version ${difference.before} → ${difference.after}`;
		case "expiry": {
			const { role, before, after } = difference;
			return `~ ${p(role)}: expires ${before === void 0 ? "" : `${before} → `}${after}`;
		}
		case "threshold": {
			const { role, before, after } = difference;
			return `~ ${p(role)}: ${before === void 0 ? "" : `${before} → `}${plural(after, "signature")} needed`;
		}
		case "key": return `${difference.change === "added" ? "+" : "-"} ${p(difference.role)}: key ${keyText(difference.keyid, names)}`;
		case "key content": return `! ${p(difference.role)}: the key ${keyText(difference.keyid, names)} is written differently under the same keyid`;
		case "delegation": return `${difference.change === "added" ? "+" : "-"} ${p(difference.delegator)} delegates to ${p(difference.role)}`;
		case "paths": {
			const { delegator, role, added, removed } = difference;
			const lists = [...added.map((path) => `+ ${p(path)}`), ...removed.map((path) => `- ${p(path)}`)];
			return `~ ${p(delegator)} → ${p(role)}, paths: ${lists.join(", ")}`;
		}
		case "terminating": return `~ ${p(difference.role)}: the search ${difference.after ? "ends" : "goes on"} after it`;
		case "order": return `~ ${p(difference.delegator)}: asks in the order ${difference.after.map(p).join(", ")}`;
		case "bins": return `~ ${p(difference.delegator)}: ${p(difference.before ?? "no bins")} → ${p(difference.after ?? "no bins")}`;
		case "target": {
			const { role, path, change, before, after } = difference;
			const sign = change === "added" ? "+" : change === "removed" ? "-" : "~";
			const shown = [before, after].flatMap((file) => file === void 0 ? [] : [targetText(file)]);
			return `${sign} ${p(role)}: target ${p(path)} ${shown.join(" → ")}`;
		}
		case "member": {
			const { role, member, before, after } = difference;
			return `! ${p(role)}: the member ${p(member)}, ${p(before ?? "absent")} → ${p(after ?? "absent")}`;
		}
	}
}
function targetText({ length, sha256, more }) {
	return [
		`${length} B`,
		printable(sha256),
		...more === void 0 ? [] : [printable(more)]
	].join(" ");
}
function byRole(differences) {
	const role = (each) => "delegator" in each ? each.delegator : each.role;
	return [...new Set(differences.map(role))].flatMap((name) => differences.filter((each) => role(each) === name));
}
function differencesText(differences, names = nobody, style = plain) {
	if (differences.length === 0) return "  nothing";
	return byRole(differences).map((difference) => {
		const line = `  ${differenceText(difference, names)}`;
		if (line.startsWith("  +")) return style.good(line);
		return line.startsWith("  ~") ? line : style.bad(line);
	}).join("\n");
}
function eventText({ name, report, findings }, names = nobody, style = plain) {
	const state = firstError(findings) !== void 0 ? style.bad("refused") : report.complete ? style.good("complete") : style.warn(missingText(report));
	const lines = report.roles.map((role) => roleText(role, names, style));
	const found = findings.length > 0 ? [findingsText(findings, style)] : [];
	return [
		`${style.strong(printable(name))}: ${state}`,
		...lines,
		...found
	].join("\n");
}
function missingText({ roles }) {
	const count = missingCount({ roles });
	return count === 0 ? "nothing missing" : `needs ${plural(count, "more signature")}`;
}
function missingCount({ roles }) {
	const chosen = new Set(roles.flatMap(({ unproved }) => unproved));
	const needs = roles.flatMap((role) => role.needs);
	for (;;) {
		const open = needs.filter(({ threshold, signed, missing }) => signed.length + missing.filter((id) => chosen.has(id)).length < threshold);
		const useful = /* @__PURE__ */ new Map();
		for (const { missing } of open) for (const id of missing) if (!chosen.has(id)) useful.set(id, (useful.get(id) ?? 0) + 1);
		const [best] = [...useful].sort(([, a], [, b]) => b - a);
		if (best === void 0) return chosen.size;
		chosen.add(best[0]);
	}
}
function roleText({ role, version, sha256, needs, unproved, invalid }, names, style) {
	const lines = needs.flatMap(({ of, threshold, signed, missing, unreadable = [] }) => [
		`    ${signed.length} of ${threshold} by the keys of ${printable(of)}`,
		...signed.map((id) => style.good(`      ok       ${keyText(id, names)}`)),
		...missing.map((id) => `      missing  ${keyText(id, names)}${unproved.includes(id) ? ", new: has to sign" : ""}`),
		...unreadable.map((id) => `      unread   ${keyText(id, names)}: Kaprien cannot read keys of this kind`)
	]);
	const wrong = invalid.map((id) => style.bad(`      wrong    ${keyText(id, names)}: counts for nothing`));
	return [
		`  ${role} ${version}  ${style.dim(sha256)}`,
		...lines,
		...wrong
	].join("\n");
}
function eventMarkdown({ name, report }, names = nobody) {
	const rows = report.roles.flatMap(({ role, version, needs, unproved }) => needs.map(({ of, threshold, signed, missing, unreadable = [] }) => {
		const list = (ids) => ids.map((id) => code(keyText(id, names))).join(", ") || "–";
		const fresh = unproved.length > 0 ? `; new, each has to sign: ${list(unproved)}` : "";
		const unread = unreadable.length > 0 ? `; of a kind that Kaprien cannot read: ${list(unreadable)}` : "";
		return `| ${code(`${role} ${version}`)} | ${code(of)} | ${signed.length} of ${threshold} | ${list(signed)} | ${list(missing)}${fresh}${unread} |`;
	}));
	return [
		`**Signing event ${code(name)}: ${report.complete ? "complete" : missingText(report)}**`,
		"",
		"| Role | Keys of | Signed | Who | Missing |",
		"|---|---|---|---|---|",
		...rows,
		"",
		report.complete ? `Put it into force with \`kaprien event finish ${name}\`, or let the action do it.` : `Sign with \`kaprien sign ${name}\`.`
	].join("\n");
}
function keyNames({ people = {} }) {
	return { people: new Map(Object.entries(people)) };
}
function eventCommand({ name, report }) {
	return report.complete ? `kaprien event finish ${name}` : `kaprien sign ${name}`;
}

export { eventText as a, missingCount as c, eventMarkdown as i, missingText as l, differencesText as n, keyNames as o, eventCommand as r, keyText as s, differenceText as t };