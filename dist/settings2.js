import { i as isFault, n as contentFault } from "./fault.js";
import { i as finding } from "./finding.js";
import { a as parseConfig, i as configLimit, n as configFiles, r as configIn } from "./config.js";
import { n as configFile, r as defaultNames } from "./names.js";
import { t as gitFaults } from "./faults2.js";
import { n as signedPaths, o as sameEntry } from "./layout.js";
import { t as repositoryFaults } from "./faults6.js";

// src/repository/settings.ts
function settingsReader() {
	const known = /* @__PURE__ */ new Map();
	return async (tree) => {
		const at = (await Promise.all(configFiles.map(async (file) => [file, await tree.entry(file)]))).map(([file, entry]) => `${file} ${entry?.mode} ${entry?.id}`).join("\n");
		const found = known.get(at) ?? configIn(tree);
		known.set(at, found);
		return found;
	};
}
async function settingsInForce(source, intent, branch) {
	try {
		const found = await source.read(intent);
		if (found === void 0) throw repositoryFaults.CONFIG_MISSING({ branch });
		return {
			config: found.config,
			id: found.id
		};
	} catch (error) {
		const problem = contentFault(error);
		const last = await settingsBefore(source, intent) ?? await settingsOf(await signedTip(source.store, defaultNames));
		if (last === void 0) throw problem;
		return {
			config: last,
			id: void 0,
			problem
		};
	}
}
function settingsWarning({ code, data }) {
	return `${typeof data["file"] === "string" ? data["file"] : configFile} cannot be used (${code}): the last settings before it that can are in force`;
}
async function settingsOf(tip) {
	if (tip.kind === "none") return void 0;
	try {
		const bytes = await tip.tree.read(signedPaths.sourceConfig, configLimit);
		return bytes && parseConfig(new TextDecoder().decode(bytes), "kaprien.yml");
	} catch (error) {
		contentFault(error);
		return;
	}
}
async function signedTip(store, { signedBranch }) {
	const own = await store.tree(signedBranch);
	if (own !== void 0) return {
		kind: "own",
		tree: own
	};
	const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
	return copy === void 0 ? { kind: "none" } : {
		kind: "copy",
		tree: copy
	};
}
const maximumCommits = 1e3;
async function settingsBefore({ store, read }, main, fits = async () => true) {
	let tree = main;
	for (let count = 0; count < maximumCommits; count++) {
		const [parent] = tree.parents;
		const before = parent === void 0 ? void 0 : await store.tree(parent).catch(outOfReach);
		if (before === void 0) return void 0;
		if (!await sameSettings(tree, before)) {
			const found = await read(before).catch((error) => void contentFault(error));
			if (found !== void 0 && await fits(found.config)) return found.config;
		}
		tree = before;
	}
}
async function sameSettings(a, b) {
	for (const file of configFiles) if (!sameEntry(await a.entry(file), await b.entry(file))) return false;
	return true;
}
function outOfReach(error) {
	if (isFault(error, gitFaults.STORE_OBJECT_MISSING)) return void 0;
	throw error;
}
function fixedSettings(file, current, config) {
	return fixed.flatMap(([setting, name]) => {
		const [from, to] = [current.names[name], config.names[name]];
		return from === to ? [] : [finding(repositoryFaults.SETTING_FIXED, {
			file,
			setting,
			from,
			to
		}, {
			severity: "error",
			file
		})];
	});
}
const fixed = [
	["branches.intent", "intentBranch"],
	["branches.signed", "signedBranch"],
	["directories.targets", "targets"],
	["directories.trust", "trust"]
];

export { settingsWarning as a, settingsReader as i, settingsBefore as n, signedTip as o, settingsInForce as r, fixedSettings as t };