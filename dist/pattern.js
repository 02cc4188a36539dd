import { t as Fault } from "./fault.js";
import { a as parseInstant, r as formatInstant } from "./time.js";
import { _ as positive, b as strings, f as invalid, h as object, p as mapOf, t as decodeKey, v as shape, y as string } from "./key.js";

// src/tuf/common.ts
const specVersion = "1.0.31";
function decodeSigned(json, type) {
	const members = shape(json, type);
	const actual = members.get("_type", string);
	if (actual !== type) invalid(`${type}._type`, `"${type}"`, actual);
	const version = members.get("spec_version", string);
	if (!/^1\.\d+(\.\d+)?$/.test(version)) invalid(`${type}.spec_version`, "a version 1.x of the specification", version);
	return {
		members,
		common: {
			specVersion: version,
			version: members.get("version", positive),
			expires: members.get("expires", time)
		}
	};
}
function encodeSigned(type, signed, members) {
	return new Map([
		...signed.rest,
		["_type", type],
		["spec_version", signed.specVersion],
		["version", signed.version],
		["expires", formatInstant(signed.expires)],
		...members
	]);
}
const time = (json, where) => parseInstant(string(json, where));
function decodeKeys(json, where) {
	try {
		return new Map([...mapOf(object)(json, where)].map(([keyid, key]) => [keyid, decodeKey(key, keyid)]));
	} catch (error) {
		if (!(error instanceof Fault) || error.code !== "KEY_WEAK") throw error;
		throw new Fault("METADATA_KEY_WEAK", error.data, { cause: error });
	}
}
function encodeKeys(keys) {
	return new Map([...keys].map(([keyid, key]) => [keyid, key.json]));
}
function decodeRoleKeys(role, where) {
	const keyids = role.get("keyids", strings);
	const threshold = role.get("threshold", positive);
	if (new Set(keyids).size !== keyids.length) invalid(`${where}.keyids`, "each keyid once");
	if (threshold > keyids.length) throw new Fault("METADATA_INVALID", {
		where,
		reason: `a threshold of ${threshold} cannot be met by ${keyids.length} keys`
	});
	return {
		keyids,
		threshold
	};
}
function encodeRoleKeys(role) {
	return [["keyids", role.keyids], ["threshold", role.threshold]];
}
function decodeHashes(json, where) {
	const hashes = mapOf(string)(json, where);
	return hashes.size > 0 ? hashes : invalid(where, "at least one hash");
}

// src/tuf/pattern.ts
function matchesPattern(pattern, path) {
	const wanted = pattern.split("/");
	const actual = path.split("/");
	return wanted.length === actual.length && wanted.every((segment, i) => matchesSegment(segment, actual[i] ?? ""));
}
function matchesSegment(pattern, text) {
	let p = 0;
	let t = 0;
	let star = -1;
	let mark = 0;
	while (t < text.length) if (pattern[p] === "*") {
		star = p++;
		mark = t;
	} else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
		p++;
		t++;
	} else if (star >= 0) {
		p = star + 1;
		t = ++mark;
	} else return false;
	while (pattern[p] === "*") p++;
	return p === pattern.length;
}
const forbidden = /[[\]{}!()#\\]|\*\*/;
const segment = /^[A-Za-z0-9._~@=+*?-]+$/;
function patternProblem(pattern) {
	const bad = forbidden.exec(pattern)?.[0];
	if (bad !== void 0) return `"${bad}" means different things to different clients`;
	if (pattern.startsWith("/")) return "a pattern does not begin with /";
	const odd = pattern.split("/").find((part) => !segment.test(part) || part === "." || part === "..");
	if (odd !== void 0) return odd === "" ? "it has an empty segment" : `the segment "${odd}" is not plain text with * and ?`;
}

export { decodeRoleKeys as a, encodeRoleKeys as c, decodeKeys as i, encodeSigned as l, patternProblem as n, decodeSigned as o, decodeHashes as r, encodeKeys as s, matchesPattern as t, specVersion as u };