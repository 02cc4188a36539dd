import { t as Fault } from "./fault.js";
import { i as parseConfig, n as configFiles, r as configIn } from "./config.js";
import { n as sameEntry } from "./tree.js";
import { l as signedPaths, n as configFile, r as defaultNames, s as limits } from "./layout.js";

// src/base/content-fault.ts
function contentFault(error) {
	if (!(error instanceof Fault) || error.code === "RATE_LIMITED") throw error;
	if (error.code.startsWith("STORE_") && !ofContent.has(error.code)) throw error;
	return error;
}
const ofContent = /* @__PURE__ */ new Set(["STORE_OBJECT_INVALID", "STORE_OBJECT_TOO_LARGE"]);
function isDamage(error) {
	return error instanceof Fault && ofDamage.has(error.code);
}
const ofDamage = /* @__PURE__ */ new Set(["STORE_OBJECT_MISSING", "STORE_CORRUPT"]);
function readingFault(error) {
	return isDamage(error) ? error : contentFault(error);
}

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
		const bytes = await tip?.read(signedPaths.sourceConfig, limits.config);
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
	if (main === void 0) throw new Fault("BRANCH_MISSING", { branch });
	return main;
}
async function configOf(main, branch) {
	const found = await configIn(main);
	if (found === void 0) throw new Fault("CONFIG_MISSING", { branch });
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
	if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return void 0;
	throw error;
}

export { settingsWarning as a, isDamage as c, settingsOf as i, readingFault as l, settingsBefore as n, signedTip as o, settingsInForce as r, contentFault as s, loadConfig as t };