import { a as parseConfig, h as require_dist, i as configLimit } from "./config.js";
import { n as configFile, r as defaultNames } from "./names.js";
import { s as intentPaths } from "./settings.js";
import { N as eventPaths } from "./load.js";
import { c as offlineRoles, l as onlineRoles } from "./first-trust.js";
import { d as limits } from "./envelope.js";
import { t as setupFaults } from "./faults17.js";

// src/setup/settings.ts
var import_dist = require_dist();
async function settingsIn(workspace) {
	const existing = await workspace.read(configFile, configLimit);
	return {
		existing,
		names: existing === void 0 ? defaultNames : parseConfig(new TextDecoder().decode(existing), configFile).names
	};
}
async function requireFirst(workspace, names) {
	const paths = intentPaths(names);
	const event = eventPaths(names, "ceremony").event;
	for (const file of [
		paths.root(1),
		paths.role("targets"),
		paths.role("bin"),
		event
	]) if (await workspace.read(file, limits.targets) !== void 0) throw setupFaults.CEREMONY_DONE({ file });
}
function configOf(spec, names, existing) {
	const document = existing === void 0 ? new import_dist.Document({ version: 1 }) : (0, import_dist.parseDocument)(new TextDecoder().decode(existing));
	if (spec.targetsUrl !== void 0) document.setIn(["targets-url"], spec.targetsUrl);
	for (const role of [...offlineRoles, ...onlineRoles]) {
		const { expires, renew } = spec.roles[role];
		document.setIn(["roles", role], document.createNode({
			expires,
			renew
		}, { flow: true }));
	}
	const uris = onlineRoles.map((role) => [role, urisOf(spec, role)]);
	const distinct = new Set(uris.map(([, list]) => list.join("\n")));
	for (const [role, list] of distinct.size === 1 ? [["default", uris[0]?.[1] ?? []]] : uris) document.setIn(["online-keys", role], list.length === 1 ? list[0] : document.createNode(list, { flow: true }));
	const people = new Set(offlineRoles.flatMap((role) => spec.roles[role].keys));
	for (const [keyid, name] of names) if (people.has(name)) document.setIn(["people", name], keyid);
	if (!document.has("publish")) document.setIn(["publish"], document.createNode({
		to: "directory",
		path: "site"
	}, { flow: true }));
	if (existing === void 0) document.commentBefore = " Settings of this repository. `kaprien schema config` prints what may stand here.";
	return new TextEncoder().encode(document.toString());
}
function urisOf(spec, role) {
	return spec.roles[role].keys.map((name) => {
		const source = spec.keys.get(name);
		return source?.kind === "use" ? source.uri : `file:${source?.path ?? ""}`;
	});
}

export { requireFirst as n, settingsIn as r, configOf as t };