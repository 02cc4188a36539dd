import { i as isFault, n as contentFault } from "./fault.js";
import { i as finding } from "./finding.js";
import { a as parseConfig, i as configLimit, n as configFiles, r as configIn } from "./config.js";
import { n as configFile, r as defaultNames } from "./names.js";
import { t as gitFaults } from "./faults2.js";
import { n as signedPaths, o as sameEntry } from "./layout.js";
import { t as repositoryFaults } from "./faults6.js";

// src/repository/settings.ts
async function loadConfig(store, branch) {
	const main = await mainTree(store, branch);
	return {
		main,
		...await configOf(main, branch)
	};
}
async function settingsInForce(store, branch) {
	const main = await mainTree(store, branch);
	try {
		return {
			main,
			...await configOf(main, branch)
		};
	} catch (error) {
		const problem = contentFault(error);
		const last = await settingsBefore(store, main) ?? await settingsOf((await signedTip(store, defaultNames)).tip);
		if (last === void 0) throw problem;
		return {
			main,
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
	try {
		const bytes = await tip?.read(signedPaths.sourceConfig, configLimit);
		return bytes && parseConfig(new TextDecoder().decode(bytes), "kaprien.yml");
	} catch (error) {
		contentFault(error);
		return;
	}
}
async function signedTip(store, { signedBranch }) {
	const own = await store.tree(signedBranch);
	if (own !== void 0) return {
		tip: own,
		tracked: false
	};
	const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
	return {
		tip: copy,
		tracked: copy !== void 0
	};
}
async function mainTree(store, branch) {
	const main = await store.tree(branch);
	if (main === void 0) throw repositoryFaults.BRANCH_MISSING({ branch });
	return main;
}
async function configOf(main, branch) {
	const found = await configIn(main);
	if (found === void 0) throw repositoryFaults.CONFIG_MISSING({ branch });
	return {
		config: found.config,
		id: found.id
	};
}
const maximumCommits = 1e3;
async function settingsBefore(store, main, fits = async () => true) {
	let tree = main;
	for (let count = 0; count < maximumCommits; count++) {
		const [parent] = tree.parents;
		const before = parent === void 0 ? void 0 : await store.tree(parent).catch(outOfReach);
		if (before === void 0) return void 0;
		if (!await sameSettings(tree, before)) {
			const found = await configIn(before).catch((error) => void contentFault(error));
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

export { settingsOf as a, settingsInForce as i, loadConfig as n, settingsWarning as o, settingsBefore as r, signedTip as s, fixedSettings as t };