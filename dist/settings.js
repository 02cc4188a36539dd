import { i as isFault, n as contentFault } from "./fault.js";
import { n as wholeTree, o as finding } from "./visits.js";
import { a as parseConfig, i as configLimit, n as configFiles, r as configIn } from "./config.js";
import { a as isOnlineRole, i as isBinName, n as configFile, o as isRoleName, r as defaultNames } from "./names.js";
import { t as gitFaults } from "./faults2.js";
import { t as repositoryFaults } from "./faults6.js";
import { o as sha256 } from "./digest.js";
import { f as topLevelRoles, m as patternProblem } from "./delegations.js";
import { t as tufFaults } from "./faults8.js";

// src/git/tree.ts
function sameEntry(a, b) {
	return a?.id === b?.id && a?.mode === b?.mode;
}
async function directoryId(tree, path) {
	const entry = await tree.entry(path);
	return entry?.kind === "directory" ? entry.id : void 0;
}
function treeOfFiles(files) {
	return {
		commit: "",
		parents: [],
		committed: 0,
		read: async (path, limit) => {
			const bytes = files.get(path);
			if (bytes !== void 0 && limit !== void 0 && bytes.length > limit) throw gitFaults.STORE_OBJECT_TOO_LARGE({
				object: path,
				size: bytes.length,
				limit
			});
			return bytes;
		},
		list: async (directory) => {
			const names = /* @__PURE__ */ new Map();
			for (const path of files.keys()) {
				if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
				const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
				if (name !== void 0) names.set(name, below.length > 0 ? "directory" : "file");
			}
			return [...names].map(([name, kind]) => ({
				name,
				kind,
				mode: "",
				id: ""
			}));
		},
		entry: async () => void 0
	};
}

// src/repository/delegation-rules.ts
const maximumDelegations = 31;
const reserved = /* @__PURE__ */ new Set([
	...topLevelRoles,
	"mirrors",
	"import",
	"constructor",
	"prototype",
	"tostring",
	"valueof"
]);
function mayBeCalled(name) {
	return isRoleName(name) && !reserved.has(name);
}
function delegationTree(start, delegationsOf) {
	return wholeTree(start, (authority) => {
		const delegations = delegationsOf(authority);
		if (delegations !== void 0) checkDelegations(authority.role, delegations);
		return delegations;
	});
}
function delegationsProblem(delegator, delegations) {
	try {
		if (delegations !== void 0) checkDelegations(delegator, delegations);
		return;
	} catch (error) {
		if (isFault(error)) return error;
		throw error;
	}
}
function checkDelegations(delegator, delegations) {
	const fail = (reason) => {
		throw tufFaults.DELEGATION_INVALID({
			role: delegator,
			reason
		});
	};
	if (isOnlineRole(delegator)) throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: delegator });
	if (delegations.succinct !== void 0) {
		if (!isBinName(`${delegations.succinct.namePrefix}-0`)) fail(`the bins' prefix "${delegations.succinct.namePrefix}" is not bins`);
		return [];
	}
	const named = delegations.roles.map(({ name }) => name).filter((name) => !isBinName(name));
	if (named.length > 31) fail(`it delegates to ${named.length} roles; clients follow at most ${31}`);
	for (const name of named) if (!mayBeCalled(name)) fail(`"${name}" is not a role name`);
	for (const { scope } of delegations.roles) for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
		const problem = patternProblem(pattern);
		if (problem !== void 0) fail(`in the pattern "${pattern}", ${problem}`);
	}
	return named.filter((name) => !isOnlineRole(name));
}

// src/repository/layout.ts
function intentPaths(names) {
	const roots = `${names.trust}/root`;
	return {
		roots,
		root: (version) => `${roots}/${version}.root.json`,
		role: (name) => mayBeCalled(name) || topLevelRoles.includes(name) ? `${names.trust}/${name}.json` : oddlyNamed(names, name)
	};
}
function oddlyNamedDirectory({ trust }) {
	return `${trust}/renamed`;
}
function oddlyNamed(names, role) {
	return `${oddlyNamedDirectory(names)}/${sha256(role).slice(0, 32)}.json`;
}
const signedPaths = {
	roots: "metadata/root",
	root: (version) => `metadata/root/${version}.root.json`,
	role: (name) => isBinName(name) ? `metadata/bins/${shard(name)}/${name}.json` : isOnlineRole(name) ? `metadata/online/${name}.json` : `metadata/${name}.json`,
	snapshot: "metadata/snapshot.json",
	timestamp: "metadata/timestamp.json",
	state: "state.json",
	sourceTargets: "source/targets",
	sourceTrust: "source/trust",
	sourceRoots: "source/trust/root",
	sourceConfig: "source/kaprien.yml"
};
function shard(bin) {
	const digits = bin.slice(bin.indexOf("-") + 1);
	return digits.slice(0, Math.max(1, Math.floor(digits.length / 2)));
}
const sitePaths = {
	directory: "metadata",
	root: (version) => `metadata/${version}.root.json`,
	role: (name, version) => `metadata/${version}.${name}.json`,
	timestamp: "metadata/timestamp.json"
};
function targetPath(path, hash) {
	const slash = path.lastIndexOf("/") + 1;
	return `${path.slice(0, slash)}${hash}.${path.slice(slash)}`;
}

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

export { sameEntry as _, settingsWarning as a, oddlyNamedDirectory as c, targetPath as d, checkDelegations as f, directoryId as g, mayBeCalled as h, settingsReader as i, signedPaths as l, delegationsProblem as m, settingsBefore as n, signedTip as o, delegationTree as p, settingsInForce as r, intentPaths as s, fixedSettings as t, sitePaths as u, treeOfFiles as v };