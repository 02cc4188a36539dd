import { i as isFault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";
import { t as mergeBase } from "./merge-base.js";
import { a as directoryId, n as signedPaths } from "./layout.js";
import { s as refusal } from "./finding.js";
import { r as defaultNames } from "./names.js";
import { a as readReleases, i as listReleases, t as desire } from "./releases.js";
import { i as targetOf, n as sameTarget } from "./target-change.js";
import { t as repositoryFaults } from "./faults6.js";
import { r as releasedTargets, t as loadRepository, x as routeTo } from "./verify-state.js";

// src/repository/audit.ts
async function loadAudited(tree, pin, now) {
	const repository = await loadRepository(tree, pin, now);
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

export { refuseUnmerged as n, loadAudited as r, mergedSource as t };