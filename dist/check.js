import { t as isRefusal } from "./finding.js";
import { r as intentPaths, t as configFile } from "./layout.js";
import { p as loadTrust } from "./state.js";
import { t as Fault } from "./fault2.js";
import { n as configFiles, r as configIn } from "./config.js";
import { f as diffReleases, n as loadBasis, t as derive } from "./derive.js";
import { t as contentFault } from "./content-fault.js";

// src/workflows/beside.ts
const filesDirectory = "files";
const guarded = [
	...configFiles,
	".github",
	".gitattributes",
	".gitmodules",
	"CODEOWNERS",
	"docs/CODEOWNERS"
];
async function changedBeside(base, head, names) {
	const directory = names.targets;
	const { added, changed, removed } = await diffReleases({
		tree: base,
		directory
	}, {
		tree: head,
		directory
	});
	if (added.length + changed.length + removed.length > 0) return (await changedOutside(base, head, "", [names.targets, filesDirectory])).map((file) => finding("RELEASE_MIXED", "error", file, names));
	const found = [];
	for (const path of [names.trust, ...guarded]) if (await base.id(path) !== await head.id(path)) found.push(path);
	return found.map((file) => finding("NOT_A_RELEASE", "warning", file, names));
}
const maximumPaths = 50;
async function changedOutside(base, head, directory, allowed) {
	const names = new Set([...await base.list(directory), ...await head.list(directory)].map(({ name }) => name));
	const found = [];
	for (const name of [...names].sort()) {
		const path = directory === "" ? name : `${directory}/${name}`;
		if (allowed.includes(path) || found.length >= maximumPaths) continue;
		if (await base.id(path) === await head.id(path)) continue;
		const within = allowed.some((each) => each.startsWith(`${path}/`));
		found.push(...within ? await changedOutside(base, head, path, allowed) : [path]);
	}
	return found;
}
function finding(code, severity, file, { targets }) {
	return {
		code,
		severity,
		file,
		data: {
			file,
			targets
		}
	};
}
async function settingsBeside(base, head, current) {
	const ids = async (tree) => (await Promise.all(configFiles.map((file) => tree.id(file)))).map(String).join();
	if (await ids(base) === await ids(head)) return [];
	try {
		const found = await configIn(head);
		if (found === void 0) return [findingOf(new Fault("CONFIG_MISSING", { branch: "the head" }), configFile)];
		const { file, config } = found;
		return settings.flatMap(([setting, name]) => config.names[name] === current.names[name] ? [] : [{
			code: "SETTING_FIXED",
			severity: "error",
			file,
			data: {
				file,
				setting,
				from: current.names[name],
				to: config.names[name]
			}
		}]);
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}
const settings = [
	["branches.intent", "intentBranch"],
	["branches.signed", "signedBranch"],
	["directories.targets", "targets"],
	["directories.trust", "trust"]
];
function findingOf(error, file) {
	const { code, data } = contentFault(error);
	return {
		code,
		severity: "error",
		file: typeof data["file"] === "string" ? data["file"] : file,
		...typeof data["line"] === "number" ? { line: data["line"] } : {},
		data
	};
}

// src/workflows/merge-base.ts
const maximumHistory = 1e4;
async function mergeBase(store, base, head) {
	const parents = /* @__PURE__ */ new Map();
	const fromBase = await ancestors(store, base, parents);
	const fromHead = await ancestors(store, head, parents);
	if (fromBase === void 0 || fromHead === void 0) return {
		kind: "one",
		tree: base
	};
	const common = [...fromHead].filter((commit) => fromBase.has(commit));
	const beneath = below(common, parents);
	const best = common.filter((commit) => !beneath.has(commit));
	if (best.length > 1) return { kind: "several" };
	return {
		kind: "one",
		tree: (best[0] === void 0 ? void 0 : await store.tree(best[0])) ?? base
	};
}
async function ancestors(store, tip, parents) {
	const reached = /* @__PURE__ */ new Set([tip.commit]);
	parents.set(tip.commit, tip.parents);
	for (const commit of reached) {
		if (reached.size > maximumHistory) return void 0;
		const known = parents.get(commit) ?? (await readable(store, commit))?.parents;
		if (known === void 0) return void 0;
		parents.set(commit, known);
		for (const parent of known) reached.add(parent);
	}
	return reached;
}
function below(commits, parents) {
	const reached = new Set(commits.flatMap((commit) => parents.get(commit) ?? []));
	for (const commit of reached) for (const parent of parents.get(commit) ?? []) reached.add(parent);
	return reached;
}
async function readable(store, commit) {
	try {
		return await store.tree(commit);
	} catch (error) {
		if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return void 0;
		throw error;
	}
}

// src/workflows/check.ts
async function check({ store, clock }, options) {
	const now = clock.now();
	const basis = await loadBasis(store, options.base, options.pin, now);
	const head = await store.tree(options.head);
	if (head === void 0) throw new Fault("BRANCH_MISSING", { branch: options.head });
	const commits = {
		base: basis.main.commit,
		head: head.commit
	};
	const base = await mergeBase(store, basis.main, head);
	if (base.kind === "several") return {
		verdict: "blocked",
		findings: [{
			code: "MERGE_BASE_AMBIGUOUS",
			severity: "error",
			data: {
				head: options.head,
				base: options.base
			}
		}],
		passed: [],
		...commits
	};
	const { trust, findings: distrusted } = await trustOf(basis, base.tree, head, options.pin, now);
	const { derived, findings: refused } = await derivedFrom({
		...basis,
		trust
	}, head, base.tree, now);
	const entry = options.after === void 0 ? base.tree : await store.tree(options.after);
	if (entry === void 0) throw new Fault("BRANCH_MISSING", { branch: options.after ?? "" });
	const beside = await changedBeside(entry, head, basis.config.names);
	const settings = await settingsBeside(base.tree, head, basis.config);
	const findings = [
		...beside,
		...distrusted,
		...settings,
		...refused,
		...derived?.findings ?? []
	];
	const about = {
		findings,
		passed: derived?.passed ?? [],
		...commits
	};
	const result = derived?.result;
	if (isRefusal(findings) || result === void 0) return {
		verdict: "blocked",
		...about
	};
	return result.kind === "draft" && concerns(result.draft, derived?.proposed, trust !== basis.trust) ? {
		verdict: "ready",
		plan: result.draft.plan,
		...about
	} : {
		verdict: "no change",
		...about
	};
}
function concerns({ plan }, proposed, trust) {
	return [
		proposed?.added,
		proposed?.changed,
		proposed?.removed
	].flatMap((list) => [...list ?? []]).length > 0 && plan.targets.length > 0 || trust && plan.roles.some(({ kind }) => kind === "adopt");
}
async function trustOf(basis, base, head, pin, now) {
	const { names } = basis.config;
	if (await base.id(names.trust) === await head.id(names.trust)) return {
		trust: basis.trust,
		findings: []
	};
	try {
		return {
			trust: await loadTrust(head, intentPaths(names), pin, now),
			findings: []
		};
	} catch (error) {
		return {
			trust: basis.trust,
			findings: [findingOf(error, names.trust)]
		};
	}
}
async function derivedFrom(basis, head, base, now) {
	try {
		return {
			derived: await derive(basis, {
				tree: head,
				base
			}, now),
			findings: []
		};
	} catch (error) {
		return { findings: [findingOf(error, basis.config.names.trust)] };
	}
}

export { check as t };