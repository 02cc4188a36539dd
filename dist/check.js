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
const maximumVisits = 1e4;
async function mergeBase(store, base, head) {
	const read = reader(store, [base, head]);
	try {
		const best = await independent(read, await commonAncestors(read, base.commit, head.commit));
		if (best.length > 1) return { kind: "several" };
		if (best[0] === void 0) return { kind: "none" };
		const tree = await store.tree(best[0]);
		if (tree === void 0) throw missing(best[0]);
		return {
			kind: "one",
			tree
		};
	} catch (error) {
		if (error instanceof Fault && error.code === "MERGE_BASE_UNKNOWN") return {
			kind: "unknown",
			reason: String(error.data["reason"])
		};
		throw error;
	}
}
function withoutBase(found, branches) {
	switch (found.kind) {
		case "several": return {
			code: "MERGE_BASE_AMBIGUOUS",
			severity: "error",
			data: branches
		};
		case "none": return {
			code: "MERGE_BASE_NONE",
			severity: "error",
			data: branches
		};
		case "unknown": return {
			code: "MERGE_BASE_UNKNOWN",
			severity: "error",
			data: {
				...branches,
				reason: found.reason
			}
		};
	}
}
function reader(store, tips) {
	const seen = new Map(tips.map((tip) => [tip.commit, tip]));
	let visits = 0;
	return async (commit) => {
		visits += 1;
		if (visits > maximumVisits) throw unknown(`it is not within the ${maximumVisits} commits that are looked at`);
		if (!seen.has(commit)) seen.set(commit, await placeOf(store, commit));
		return seen.get(commit);
	};
}
async function placeOf(store, commit) {
	try {
		const tree = await store.tree(commit);
		return tree && {
			commit,
			parents: tree.parents,
			committed: tree.committed
		};
	} catch (error) {
		if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return void 0;
		throw error;
	}
}
const first = 1;
const second = 2;
const stale = 4;
const common = 3;
async function commonAncestors(read, one, other) {
	return [...await paint(read, one, [other])].filter(([, mark]) => mark === common).map(([commit]) => commit);
}
async function independent(read, commits) {
	let left = commits;
	for (const one of commits) {
		if (left.length < 2) break;
		if (!left.includes(one)) continue;
		const marks = await paint(read, one, left.filter((commit) => commit !== one));
		const reached = (commit) => ((marks.get(commit) ?? 0) & (commit === one ? second : first)) !== 0;
		left = left.filter((commit) => !reached(commit));
	}
	return left;
}
async function paint(read, one, others) {
	const marks = /* @__PURE__ */ new Map();
	const visited = /* @__PURE__ */ new Map();
	const frontier = queue(read);
	const open = /* @__PURE__ */ new Set();
	function mark(tip, added) {
		const todo = [[tip, added]];
		for (let next = todo.pop(); next !== void 0; next = todo.pop()) {
			const [commit, more] = next;
			const before = marks.get(commit);
			const after = (before ?? 0) | more;
			if (after === before) continue;
			marks.set(commit, after);
			const parents = visited.get(commit);
			if (before === void 0) frontier.add(commit);
			if (parents === void 0 && (after & stale) === 0) open.add(commit);
			else open.delete(commit);
			for (const parent of parents ?? []) todo.push([parent, inherited(after)]);
		}
	}
	mark(one, first);
	for (const other of others) mark(other, second);
	while (open.size > 0) {
		const next = await frontier.newest();
		if (next === void 0) break;
		const { commit, place } = next;
		if (place === void 0 && open.has(commit)) throw missing(commit);
		open.delete(commit);
		const parents = place?.parents ?? [];
		visited.set(commit, parents);
		for (const parent of parents) mark(parent, inherited(marks.get(commit) ?? 0));
	}
	return marks;
}
function inherited(mark) {
	return (mark & common) === common ? mark | stale : mark;
}
function queue(read) {
	const added = [];
	const sorted = [];
	function insert(waiting) {
		let [low, high] = [0, sorted.length];
		while (low < high) {
			const middle = low + high >>> 1;
			if (dateOf(sorted[middle]) < dateOf(waiting)) low = middle + 1;
			else high = middle;
		}
		sorted.splice(low, 0, waiting);
	}
	return {
		add: (commit) => {
			added.push(commit);
		},
		async newest() {
			for (const commit of added.splice(0)) insert({
				commit,
				place: await read(commit)
			});
			return sorted.pop();
		}
	};
}
function dateOf(waiting) {
	return waiting?.place?.committed ?? Number.NEGATIVE_INFINITY;
}
function missing(commit) {
	return unknown(`commit ${commit} is missing from the history at hand`);
}
function unknown(reason) {
	return new Fault("MERGE_BASE_UNKNOWN", { reason });
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
	if (base.kind !== "one") return {
		verdict: "blocked",
		findings: [withoutBase(base, {
			head: options.head,
			base: options.base
		})],
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
		...distrusted,
		...settings,
		...refused,
		...derived?.findings ?? [],
		...beside
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

export { mergeBase as n, check as t };