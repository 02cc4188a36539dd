import { v as canonical } from "./key.js";
import { a as sameBytes } from "./digest.js";
import { n as encodeTargetFile } from "./targets.js";

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
function changedParts(changes) {
	const parts = /* @__PURE__ */ new Set();
	for (const { member, before, after } of changes) {
		const [top] = /^[\w-]+/.exec(member) ?? [];
		if (top === "length" || top === "hashes" && before !== void 0 && after !== void 0) parts.add("bytes");
		else parts.add(top === "hashes" ? "hashes" : top === "custom" ? "custom data" : "other members");
	}
	if (parts.has("bytes")) parts.delete("hashes");
	return [...parts].sort().join(" and ");
}

export { targetOf as i, sameTarget as n, targetChanges as r, changedParts as t };