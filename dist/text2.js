import { a as plural, l as size, n as findingsText, o as printable, r as plain } from "./text.js";
import { r as formatInstant } from "./time.js";
import { c as onlineRoles, i as everyPath, n as clientCost, s as offlineRoles } from "./first-trust.js";

// src/base/markdown.ts
const maximumLength = 59e3;
const maximumValue = 300;
function capped(markdown) {
	if (markdown.length <= maximumLength) return markdown;
	return `${markdown.slice(0, markdown.lastIndexOf("\n", maximumLength))}\n\n… cut here.\n`;
}
function details(summary, body) {
	return `<details><summary>${quiet(summary)}</summary>\n\n${body}\n\n</details>`;
}
function row(cells) {
	return `| ${cells.join(" | ")} |`;
}
function code(text) {
	const shown = clip(printable(text)).replaceAll("|", "¦").replaceAll("`", "ˋ");
	return shown === "" ? "" : `\`${shown}\``;
}
function clip(text) {
	return text.length > maximumValue ? `${text.slice(0, maximumValue)}…` : text;
}
function quiet(text) {
	return clip(text).replace(/[@#]|:\/\/|www(?=\.)|GH(?=-\d)/gi, (mark) => `${mark[0]}\u200b${mark.slice(1)}`).replace(/[&\\`*_{}[\]<>#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
function prose(text) {
	const parts = text.split("`");
	return parts.map((part, index) => index % 2 === 1 && index < parts.length - 1 ? code(part) : quiet(part)).join("");
}
function withoutTicks(data) {
	const plain = (value) => typeof value === "string" ? printable(value).replaceAll("`", "ˋ") : Array.isArray(value) ? value.map(plain) : value;
	return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, plain(value)]));
}

// src/setup/text.ts
const reviewedRoles = [...offlineRoles, ...onlineRoles];
const purposes = {
	root: "names the keys of every other role; people sign it",
	targets: "says who may release what; people sign it",
	bin: "hands the releases to the bins; people sign it",
	bins: "list what is released; the worker signs them",
	snapshot: "says which versions belong together; the worker signs it",
	timestamp: "says that all of it is fresh; the worker signs it"
};
function reviewText(view, style = plain) {
	return [...reviewedRoles.map((role) => `${style.strong(role)}: ${roleText$1(view, role, style)}`), digestsText(view, style)].join("\n\n");
}
function roleText$1({ design, unsigned, names }, role, style = plain) {
	const { keys, threshold } = design.roles[role];
	const shown = keys.map(({ keyid }) => printable(names.get(keyid) ?? "unnamed"));
	const width = Math.max(0, ...shown.map((name) => name.length));
	const lines = keys.map(({ keyid, scheme }, index) => `  ${shown[index]?.padEnd(width)}  ${fingerprint(keyid)}  ${style.dim(scheme)}`);
	const delegations = delegationsText(design, role);
	return [
		purposes[role],
		`keys, of which ${threshold} must sign; ${spareText(keys.length - threshold, role)}:`,
		...lines,
		`expires: ${expiryText(design, unsigned, role)}`,
		...delegations === void 0 ? [] : [`delegates: ${delegations}`]
	].join("\n");
}
function digestsText({ digests }, style = plain) {
	const width = Math.max(...offlineRoles.map((role) => role.length));
	const lines = [...digests].map(([role, digest]) => `  ${role.padEnd(width)}  ${digest}`);
	return [style.strong("SHA-256 of exactly the bytes to be signed:"), ...lines].join("\n");
}
function sizingText(targets, choices, style = plain) {
	const width = String(Math.max(...choices)).length;
	const lines = choices.map((bins) => `  ${String(bins).padStart(width)} bins  ${size(clientCost(targets, bins))}`);
	return [style.strong(`What a new client downloads to find one of ${plural(targets, "target")}:`), ...lines].join("\n");
}
function fingerprint(keyid) {
	return keyid.slice(0, 16);
}
function spareText(spare, role) {
	if (spare > 0) return `you can lose ${plural(spare, "key")}`;
	return role === "root" ? "you cannot lose any" : "you cannot lose any without a new root";
}
function expiryText({ lifetimes }, unsigned, role) {
	const life = plural(lifetimes[role].expires, "day");
	if (role === "root" || role === "targets" || role === "bin") return `${formatInstant(unsigned[role].expires).slice(0, 10)}, in ${life}`;
	return `${life} after each time the worker signs`;
}
function delegationsText({ paths, bins, style }, role) {
	if (role === "targets") return `to bin: ${pathsText(paths)}`;
	if (role !== "bin") return void 0;
	return `to ${bins} bins, ${style === "succinct" ? "succinct (TAP 15)" : "one list of hash prefixes each"}`;
}
function pathsText(paths) {
	return paths.length === everyPath.length && paths.every((pattern, index) => pattern === everyPath[index]) ? `any path of up to ${everyPath.length} segments` : paths.map(printable).join(" ");
}

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
		size(length),
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
	const state = findings.some(({ severity }) => severity === "error") ? style.bad("refused") : report.complete ? style.good("complete") : style.warn(missingText(report));
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
	const lines = needs.flatMap(({ of, threshold, signed, missing }) => [
		`    ${signed.length} of ${threshold} by the keys of ${printable(of)}`,
		...signed.map((id) => style.good(`      ok       ${keyText(id, names)}`)),
		...missing.map((id) => `      missing  ${keyText(id, names)}${unproved.includes(id) ? ", new: has to sign" : ""}`)
	]);
	const wrong = invalid.map((id) => style.bad(`      wrong    ${keyText(id, names)}: counts for nothing`));
	return [
		`  ${role} ${version}  ${style.dim(sha256)}`,
		...lines,
		...wrong
	].join("\n");
}
function eventMarkdown({ name, report }, names = nobody) {
	const rows = report.roles.flatMap(({ role, version, needs, unproved }) => needs.map(({ of, threshold, signed, missing }) => {
		const list = (ids) => ids.map((id) => code(keyText(id, names))).join(", ") || "–";
		const fresh = unproved.length > 0 ? `; new, each has to sign: ${list(unproved)}` : "";
		return `| ${code(`${role} ${version}`)} | ${code(of)} | ${signed.length} of ${threshold} | ${list(signed)} | ${list(missing)}${fresh} |`;
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

export { quiet as _, keyText as a, digestsText as c, roleText$1 as d, sizingText as f, prose as g, details as h, eventText as i, fingerprint as l, code as m, differencesText as n, missingCount as o, capped as p, eventMarkdown as r, missingText as s, differenceText as t, reviewText as u, row as v, withoutTicks as y };