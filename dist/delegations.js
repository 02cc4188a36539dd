import { i as isFault } from "./fault.js";
import { a as parseInstant, r as formatInstant } from "./time.js";
import { t as tufFaults } from "./faults8.js";
import { _ as strings, c as boolean, f as object, g as string, h as shape, l as invalid, m as positive, p as optional, t as PublicKey, u as mapOf } from "./key.js";
import { o as sha256 } from "./digest.js";

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
		return new Map([...mapOf(object)(json, where)].map(([keyid, key]) => [keyid, PublicKey.decode(key, keyid)]));
	} catch (error) {
		if (!isFault(error, tufFaults.KEY_WEAK)) throw error;
		const { keyid, reason } = error.data;
		throw tufFaults.METADATA_KEY_WEAK({
			keyid: String(keyid),
			reason: String(reason)
		}, { cause: error });
	}
}
function encodeKeys(keys) {
	return new Map([...keys].map(([keyid, key]) => [keyid, key.json]));
}
function decodeRoleKeys(role, where) {
	const keyids = role.get("keyids", strings);
	const threshold = role.get("threshold", positive);
	if (new Set(keyids).size !== keyids.length) invalid(`${where}.keyids`, "each keyid once");
	if (threshold > keyids.length) throw tufFaults.METADATA_INVALID({
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

// src/tuf/delegation-tree.ts
const treeLimits = {
	depth: 8,
	roles: 17e3
};

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

// src/tuf/root.ts
const topLevelRoles = [
	"root",
	"targets",
	"snapshot",
	"timestamp"
];
function decodeRoot(json) {
	const { members, common } = decodeSigned(json, "root");
	const roles = members.get("roles", object);
	const extra = [...roles.keys()].find((name) => !topLevelRoles.includes(name));
	if (extra !== void 0) invalid("root.roles", "only root, targets, snapshot and timestamp", extra);
	return {
		...common,
		consistentSnapshot: members.get("consistent_snapshot", boolean),
		keys: members.get("keys", decodeKeys),
		roles: new Map(topLevelRoles.map((name) => {
			const role = shape(roles.get(name), `root.roles.${name}`);
			return [name, {
				...decodeRoleKeys(role, `root.roles.${name}`),
				rest: role.rest()
			}];
		})),
		rest: members.rest()
	};
}
function encodeRoot(root) {
	const roles = new Map([...root.roles].map(([name, role]) => [name, new Map([...role.rest, ...encodeRoleKeys(role)])]));
	return encodeSigned("root", root, [
		["consistent_snapshot", root.consistentSnapshot],
		["keys", encodeKeys(root.keys)],
		["roles", roles]
	]);
}
function isTopLevelRole(name) {
	return topLevelRoles.some((role) => role === name);
}

// src/tuf/delegations.ts
const decodeDelegations = (json, where) => {
	const members = shape(json, where);
	const keys = members.get("keys", decodeKeys);
	const roles = members.get("roles", optional(decodeRoles));
	const succinct = members.get("succinct_roles", optional(decodeSuccinct));
	if (roles === void 0 === (succinct === void 0)) invalid(where, "either roles or succinct_roles");
	return {
		keys,
		roles: roles ?? [],
		...succinct && { succinct },
		rest: members.rest()
	};
};
function encodeDelegations(delegations) {
	const { succinct } = delegations;
	return new Map([
		...delegations.rest,
		["keys", encodeKeys(delegations.keys)],
		succinct === void 0 ? ["roles", delegations.roles.map(encodeRole)] : ["succinct_roles", encodeSuccinct(succinct)]
	]);
}
function decodeRoles(json, where) {
	if (!Array.isArray(json)) return invalid(where, "a list of roles", json);
	const names = /* @__PURE__ */ new Set();
	return json.map((item) => {
		const role = shape(item, where);
		const name = role.get("name", string);
		if (names.has(name)) invalid(where, "each role name once", name);
		names.add(name);
		if (name === "" || topLevelRoles.includes(name)) invalid(where, "a name other than a top-level role's", name);
		const terminating = role.get("terminating", boolean);
		const patterns = role.get("paths", optional(strings));
		const prefixes = role.get("path_hash_prefixes", optional(strings));
		if (patterns === void 0 === (prefixes === void 0)) invalid(`${where} ${name}`, "either paths or path_hash_prefixes");
		return {
			name,
			terminating,
			scope: patterns ? {
				kind: "paths",
				patterns
			} : {
				kind: "prefixes",
				prefixes: prefixes ?? []
			},
			...decodeRoleKeys(role, `${where} ${name}`),
			rest: role.rest()
		};
	});
}
function encodeRole(role) {
	return new Map([
		...role.rest,
		["name", role.name],
		["terminating", role.terminating],
		...encodeRoleKeys(role),
		role.scope.kind === "paths" ? ["paths", role.scope.patterns] : ["path_hash_prefixes", role.scope.prefixes]
	]);
}
const decodeSuccinct = (json, where) => {
	const role = shape(object(json, where), where);
	const bitLength = role.get("bit_length", positive);
	if (bitLength > 32) invalid(`${where}.bit_length`, "an integer from 1 to 32", bitLength);
	if (2 ** bitLength > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({ limit: treeLimits.roles });
	return {
		bitLength,
		namePrefix: role.get("name_prefix", string),
		...decodeRoleKeys(role, where),
		rest: role.rest()
	};
};
function encodeSuccinct(role) {
	return new Map([
		...role.rest,
		["bit_length", role.bitLength],
		["name_prefix", role.namePrefix],
		...encodeRoleKeys(role)
	]);
}
function authoritiesFor(by, delegations, path) {
	const { succinct, roles, keys } = delegations;
	if (succinct !== void 0) return [authorityOfBin(by, succinct, keys, succinctName(succinct, path))];
	const hash = sha256(path);
	return roles.filter(({ scope }) => scope.kind === "paths" ? scope.patterns.some((pattern) => matchesPattern(pattern, path)) : scope.prefixes.some((prefix) => hash.startsWith(prefix))).map((role) => authorityOfRole(by, role, keys));
}
function authorityFrom(by, delegations, name) {
	const { succinct, roles, keys } = delegations;
	if (succinct !== void 0) return isSuccinctName(succinct, name) ? authorityOfBin(by, succinct, keys, name) : void 0;
	const found = roles.find((role) => role.name === name);
	return found && authorityOfRole(by, found, keys);
}
function* authoritiesFrom(by, delegations) {
	const { succinct, roles, keys } = delegations;
	if (succinct === void 0) for (const role of roles) yield authorityOfRole(by, role, keys);
	else for (const name of succinctNames(succinct)) yield authorityOfBin(by, succinct, keys, name);
}
function delegatedCount({ roles, succinct }) {
	return succinct === void 0 ? roles.length : 2 ** succinct.bitLength;
}
function* delegatedNames({ succinct, roles }) {
	if (succinct === void 0) for (const { name } of roles) yield name;
	else yield* succinctNames(succinct);
}
function authorityOfRole(by, { name, keyids, threshold, terminating }, keys) {
	return {
		role: name,
		by,
		keyids,
		threshold,
		keys,
		terminating
	};
}
function authorityOfBin(by, { keyids, threshold }, keys, role) {
	return {
		role,
		by,
		keyids,
		threshold,
		keys,
		terminating: true
	};
}
function* succinctNames(succinct) {
	for (let index = 0; index < 2 ** succinct.bitLength; index++) yield nameOf(succinct, index);
}
function succinctName(succinct, path) {
	return nameOf(succinct, Number.parseInt(sha256(path).slice(0, 8), 16) >>> 32 - succinct.bitLength);
}
function nameOf({ namePrefix, bitLength }, index) {
	return `${namePrefix}-${index.toString(16).padStart(Math.ceil(bitLength / 4), "0")}`;
}
function isSuccinctName(succinct, name) {
	const digits = name.slice(succinct.namePrefix.length + 1);
	const index = /^[0-9a-f]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : NaN;
	return index < 2 ** succinct.bitLength && nameOf(succinct, index) === name;
}

export { decodeSigned as _, delegatedCount as a, isSuccinctName as c, isTopLevelRole as d, topLevelRoles as f, decodeHashes as g, treeLimits as h, decodeDelegations as i, decodeRoot as l, patternProblem as m, authoritiesFrom as n, delegatedNames as o, matchesPattern as p, authorityFrom as r, encodeDelegations as s, authoritiesFor as t, encodeRoot as u, encodeSigned as v, specVersion as y };