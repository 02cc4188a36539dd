import { w as canonical } from "./key.js";
import { r as sameBytes } from "./digest.js";
import { u as encodeTargetFile } from "./tally.js";

// src/release/target-change.ts
function targetChanges(published, desired) {
	const changes = [];
	for (const [path, by] of desired) {
		const before = published.get(path);
		const after = targetOf(by);
		if (before === void 0) changes.push({
			kind: "add",
			path,
			after,
			by
		});
		else if (!sameTarget(before, after)) changes.push({
			kind: "change",
			path,
			before,
			after,
			by
		});
	}
	for (const [path, before] of published) if (!desired.has(path)) changes.push({
		kind: "remove",
		path,
		before
	});
	return changes.sort((a, b) => a.path < b.path ? -1 : 1);
}
function targetOf({ release, index }) {
	const target = release.targets[index]?.target;
	if (target === void 0) throw new RangeError(`${release.file} has no target ${index}`);
	return target;
}
function sameTarget(a, b) {
	return sameBytes(canonical(encodeTargetFile(a)), canonical(encodeTargetFile(b)));
}
function sameContent(a, b) {
	const shared = [...a.hashes.keys()].filter((algorithm) => b.hashes.has(algorithm));
	return a.length === b.length && shared.length > 0 && shared.every((algorithm) => a.hashes.get(algorithm) === b.hashes.get(algorithm));
}

export { targetOf as i, sameTarget as n, targetChanges as r, sameContent as t };