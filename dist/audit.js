import { t as Fault } from "./fault2.js";
import { i as targetOf, n as sameTarget } from "./difference.js";
import { l as signedPaths, r as defaultNames } from "./layout.js";
import { a as readReleases, i as listReleases, t as desire } from "./releases.js";
import { r as releasedTargets, t as loadRepository } from "./repository.js";

// src/repository/audit.ts
async function loadAudited(tree, pin, now) {
	const repository = await loadRepository(tree, pin, now);
	await requireAsked(tree, repository);
	return repository;
}
const shownPaths = 10;
async function requireAsked(tree, repository) {
	const directory = signedPaths.sourceTargets;
	const files = (await listReleases(tree, directory)).keys();
	const { releases } = await readReleases(tree, directory, files, defaultNames);
	const asked = new Map(desire(releases, defaultNames).targets);
	const differing = [];
	for (const { path, target } of releasedTargets(repository)) {
		const wanted = asked.get(path);
		if (wanted === void 0 || !sameTarget(targetOf(wanted), target)) differing.push(path);
		asked.delete(path);
	}
	differing.push(...asked.keys());
	if (differing.length === 0) return;
	const more = differing.length - shownPaths;
	throw new Fault("SIGNED_TARGETS_DIFFER", { paths: `${differing.sort().slice(0, shownPaths).join(", ")}${more > 0 ? ` and ${more} more` : ""}` });
}

export { loadAudited as t };