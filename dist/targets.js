import { _ as decodeSigned, g as decodeHashes, i as decodeDelegations, s as encodeDelegations, v as encodeSigned } from "./delegations.js";
import { d as natural, f as object, h as shape, p as optional, u as mapOf } from "./key.js";

// src/tuf/targets.ts
const targetFile = (json, where) => {
	const file = shape(json, where);
	const length = file.get("length", natural);
	const hashes = file.get("hashes", decodeHashes);
	const custom = file.get("custom", optional(object));
	return {
		length,
		hashes,
		...custom && { custom },
		rest: file.rest()
	};
};
function decodeTargets(json) {
	const { members, common } = decodeSigned(json, "targets");
	const targets = members.get("targets", mapOf(targetFile));
	const delegations = members.get("delegations", optional(decodeDelegations));
	return {
		...common,
		targets,
		...delegations && { delegations },
		rest: members.rest()
	};
}
function encodeTargets(role) {
	const targets = new Map([...role.targets].map(([path, file]) => [path, encodeTargetFile(file)]));
	return encodeSigned("targets", role, [["targets", targets], ...role.delegations === void 0 ? [] : [["delegations", encodeDelegations(role.delegations)]]]);
}
function encodeTargetFile(file) {
	return new Map([
		...file.rest,
		["length", file.length],
		["hashes", file.hashes],
		...file.custom === void 0 ? [] : [["custom", file.custom]]
	]);
}

export { encodeTargetFile as n, encodeTargets as r, decodeTargets as t };