import { l as encodeSigned, o as decodeSigned, r as decodeHashes } from "./pattern.js";
import { c as natural, d as positive, f as shape, o as invalid, s as mapOf, u as optional } from "./key.js";

// src/tuf/snapshot.ts
const metaFile = (json, where) => {
	const file = shape(json, where);
	const version = file.get("version", positive);
	const length = file.get("length", optional(natural));
	const hashes = file.get("hashes", optional(decodeHashes));
	return {
		version,
		...length !== void 0 && { length },
		...hashes && { hashes },
		rest: file.rest()
	};
};
function encodeMetaFile(file) {
	return new Map([
		...file.rest,
		["version", file.version],
		...file.length === void 0 ? [] : [["length", file.length]],
		...file.hashes === void 0 ? [] : [["hashes", file.hashes]]
	]);
}
function decodeSnapshot(json) {
	const { members, common } = decodeSigned(json, "snapshot");
	return {
		...common,
		meta: members.get("meta", mapOf(metaFile)),
		rest: members.rest()
	};
}
function encodeSnapshot(snapshot) {
	const meta = new Map([...snapshot.meta].map(([name, file]) => [name, encodeMetaFile(file)]));
	return encodeSigned("snapshot", snapshot, [["meta", meta]]);
}
function decodeTimestamp(json) {
	const { members, common } = decodeSigned(json, "timestamp");
	const meta = members.get("meta", mapOf(metaFile));
	const snapshot = meta.get("snapshot.json");
	if (snapshot === void 0 || meta.size !== 1) invalid("timestamp.meta", "snapshot.json alone");
	return {
		...common,
		snapshot,
		rest: members.rest()
	};
}
function encodeTimestamp(timestamp) {
	return encodeSigned("timestamp", timestamp, [["meta", /* @__PURE__ */ new Map([["snapshot.json", encodeMetaFile(timestamp.snapshot)]])]]);
}

export { encodeTimestamp as i, decodeTimestamp as n, encodeSnapshot as r, decodeSnapshot as t };