import { i as isFault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";
import { i as finding, s as refusal } from "./finding.js";
import { a as directoryId, n as signedPaths } from "./layout.js";
import { r as defaultNames } from "./names.js";
import { a as readReleases, i as listReleases, k as routeTo, l as releasedTargets, s as loadRepository, t as desire } from "./releases.js";
import { i as targetOf, n as sameTarget } from "./target-change.js";
import { t as repositoryFaults } from "./faults6.js";

// src/git/merge-base.ts
const maximumVisits = 1e4;
async function mergeBase(store, base, head) {
	const read = reader(store, [base, head]);
	try {
		const best = await independent(read, await commonAncestors(read, base.commit, head.commit));
		if (best.length > 1) return { kind: "several" };
		if (best[0] === void 0) return { kind: "none" };
		const tree = await store.tree(best[0]);
		if (tree === void 0) throw missing$1(best[0]);
		return {
			kind: "one",
			tree
		};
	} catch (error) {
		if (isFault(error, gitFaults.MERGE_BASE_UNKNOWN)) return {
			kind: "unknown",
			reason: String(error.data["reason"])
		};
		throw error;
	}
}
function withoutBase(found, branches) {
	switch (found.kind) {
		case "several": return finding(gitFaults.MERGE_BASE_AMBIGUOUS, branches, { severity: "error" });
		case "none": return finding(gitFaults.MERGE_BASE_NONE, branches, { severity: "error" });
		case "unknown": return finding(gitFaults.MERGE_BASE_UNKNOWN, {
			...branches,
			reason: found.reason
		}, { severity: "error" });
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
		if (isFault(error, gitFaults.STORE_OBJECT_MISSING)) return void 0;
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
		if (place === void 0 && open.has(commit)) throw missing$1(commit);
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
function missing$1(commit) {
	return unknown(`commit ${commit} is missing from the history at hand`);
}
function unknown(reason) {
	return gitFaults.MERGE_BASE_UNKNOWN({ reason });
}

// src/repository/audit.ts
async function loadAudited(tree, anchor, now) {
	const repository = await loadRepository(tree, anchor, now);
	await requireAsked(tree, repository);
	return repository;
}
const shownPaths = 10;
async function requireAsked(tree, repository, directory = signedPaths.sourceTargets) {
	const files = (await listReleases(tree, directory)).keys();
	const { releases, findings } = await readReleases(tree, directory, files, defaultNames);
	const unread = refusal(findings);
	if (unread !== void 0) throw unread;
	const asked = new Map(desire(releases, defaultNames).targets);
	const differing = [];
	for (const { path, role, target } of releasedTargets(repository)) {
		const wanted = asked.get(path);
		if (!(wanted !== void 0 && sameTarget(targetOf(wanted), target)) || routeTo(repository, path)?.role !== role) differing.push(path);
		asked.delete(path);
	}
	differing.push(...asked.keys());
	if (differing.length === 0) return;
	const more = differing.length - shownPaths;
	throw repositoryFaults.SIGNED_TARGETS_DIFFER({ paths: `${differing.sort().slice(0, shownPaths).join(", ")}${more > 0 ? ` and ${more} more` : ""}` });
}

// src/repository/merged-source.ts
async function mergedSource(store, main, { state }, names) {
	const { main: id, source } = state.signed;
	const here = await directoryId(main, names.targets) === source.targets;
	const named = id === main.commit ? main : await store.tree(id).catch(missing);
	const commit = named !== void 0 && (named === main || await leadsTo(store, main, named)) ? named : void 0;
	return {
		commit,
		merged: here || commit !== void 0 && await directoryId(commit, names.targets) === source.targets
	};
}
async function refuseUnmerged(main, repository, names) {
	await requireAsked(main, repository, names.targets);
	throw repositoryFaults.SIGNED_TARGETS_DIFFER({ paths: "none by its path, but its release files were never merged" });
}
async function leadsTo(store, main, commit) {
	const base = await mergeBase(store, main, commit);
	return base.kind === "unknown" || base.kind === "one" && base.tree.commit === commit.commit;
}
function missing(error) {
	if (isFault(error, gitFaults.STORE_OBJECT_MISSING, gitFaults.STORE_OBJECT_INVALID)) return void 0;
	throw error;
}

export { withoutBase as a, mergeBase as i, refuseUnmerged as n, loadAudited as r, mergedSource as t };