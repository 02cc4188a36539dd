import { _ as roleKeys, a as tally, f as delegatedNames, h as decodeRoot, l as decodeEnvelope, o as decodeTargets, p as delegationTo, v as topLevelRoles } from "./snapshot.js";
import { i as sha256, n as fromHex } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { n as patternProblem } from "./pattern.js";
import { i as instant, r as formatInstant } from "./time.js";
import { h as canonical, l as object, p as string, r as keyFromSpki, s as mapOf, t as decodeKey } from "./key.js";
import { a as isBinName, o as isOnlineRole, s as limits } from "./layout.js";

// src/repository/historic-root.ts
function decodeHistoricRoot(json) {
	const roles = object(json.get("roles"), "root.roles");
	const strict = new Map([
		...json,
		["expires", expiry(string(json.get("expires"), "root.expires"))],
		["consistent_snapshot", json.get("consistent_snapshot") ?? false],
		["roles", new Map([...roles].filter(([name]) => topLevelRoles.some((known) => known === name)))],
		["keys", /* @__PURE__ */ new Map()]
	]);
	const keys = mapOf(object)(json.get("keys"), "root.keys");
	return {
		...decodeRoot(strict),
		keys: new Map([...keys].map(([keyid, key]) => [keyid, historicKey(key, keyid)]))
	};
}
const loose = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
function expiry(text) {
	const [, seconds, zone] = loose.exec(text) ?? [];
	const milliseconds = Date.parse(`${seconds}${zone}`);
	return Number.isNaN(milliseconds) ? text : formatInstant(instant(milliseconds / 1e3));
}
const spkiHead = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
function historicKey(json, keyid) {
	try {
		const point = barePoint(json);
		return point === void 0 ? decodeKey(json, sha256(canonical(json))) : keyFromSpki(Buffer.concat([spkiHead, point]));
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return {
			keyid,
			keytype: "",
			scheme: "",
			public: "",
			material: void 0,
			json
		};
	}
}
function barePoint(json) {
	const value = object(json.get("keyval"), "key.keyval").get("public");
	return json.get("scheme") === "ecdsa-sha2-nistp256" && typeof value === "string" && /^04[0-9a-f]{128}$/.test(value) ? fromHex(value) : void 0;
}

// src/repository/role-name.ts
function isRoleName(name) {
	return /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name);
}

// src/repository/trust.ts
const maximumDepth = 8;
const maximumDelegations = 31;
const reserved = /* @__PURE__ */ new Set([
	...topLevelRoles,
	"mirrors",
	"import",
	"constructor",
	"prototype",
	"tostring",
	"valueof"
]);
async function loadTrust(tree, paths, pin, now) {
	const trust = await readTrust(tree, paths, pin);
	requireCurrent(trust, now);
	return trust;
}
async function readTrust(tree, paths, pin) {
	const roots = await loadRoots(tree, paths);
	const root = verifyRoots(roots, pin);
	const offline = /* @__PURE__ */ new Map();
	const targets = await readRole(tree, paths, "targets");
	requireThreshold("targets", roleKeys(root.signed, "targets"), root.signed.keys, targets);
	offline.set("targets", targets);
	await loadDelegated(tree, paths, "targets", offline, 1);
	return {
		roots,
		root,
		offline
	};
}
function requireCurrent({ root, offline }, now) {
	for (const [role, { signed }] of [["root", root], ...offline]) if (signed.expires <= now) throw new Fault("ROLE_EXPIRED", {
		role,
		expires: formatInstant(signed.expires)
	});
}
function isCurrent({ root, offline }, now) {
	return [root, ...offline.values()].every(({ signed }) => signed.expires > now);
}
async function loadRoots(tree, paths) {
	const entries = await tree.list(paths.roots);
	if (entries.length === 0) throw new Fault("TRUST_MISSING", { file: paths.root(1) });
	if (entries.length > limits.rootRotations) throw new Fault("ROOT_TOO_MANY", {
		count: entries.length,
		limit: limits.rootRotations
	});
	const roots = /* @__PURE__ */ new Map();
	for (let version = 1; version <= entries.length; version++) {
		const file = paths.root(version);
		const bytes = await tree.read(file, limits.root);
		if (bytes === void 0) throw new Fault("ROOT_CHAIN_BROKEN", {
			file,
			reason: "it is missing"
		});
		const root = decode(bytes, file, version === entries.length ? decodeRoot : decodeHistoricRoot);
		if (root.signed.version !== version) throw new Fault("ROOT_CHAIN_BROKEN", {
			file,
			reason: `it says version ${root.signed.version} inside`
		});
		roots.set(version, root);
	}
	return roots;
}
function verifyRoots(roots, pin) {
	let previous;
	let pinned = false;
	for (const root of roots.values()) {
		pinned ||= sha256(root.bytes) === pin;
		for (const { signed } of previous === void 0 ? [root] : [previous, root]) requireThreshold(`root ${root.signed.version}`, roleKeys(signed, "root"), signed.keys, root);
		previous = root;
	}
	if (previous?.signed.consistentSnapshot === false) throw new Fault("METADATA_INVALID", {
		file: `root ${previous.signed.version}`,
		where: "consistent_snapshot",
		reason: "true is expected"
	});
	if (!pinned || previous === void 0) throw new Fault("ROOT_NOT_PINNED", { pin });
	return previous;
}
async function loadDelegated(tree, paths, delegator, offline, depth) {
	const delegations = offline.get(delegator)?.signed.delegations;
	if (delegations === void 0) return;
	const names = checkDelegations(delegator, delegations);
	for (const name of names) {
		if (offline.has(name)) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `${name} is delegated to twice`
		});
		if (depth > 8) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `delegations are more than ${8} deep`
		});
		const delegation = delegationTo(delegations, name);
		if (delegation === void 0) continue;
		const role = await readRole(tree, paths, name);
		requireThreshold(name, delegation, delegations.keys, role);
		offline.set(name, role);
		await loadDelegated(tree, paths, name, offline, depth + 1);
	}
}
function checkDelegations(delegator, delegations) {
	const fail = (reason) => {
		throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason
		});
	};
	if (delegations.succinct !== void 0) {
		if (!isBinName(`${delegations.succinct.namePrefix}-0`)) fail(`the bins' prefix "${delegations.succinct.namePrefix}" is not bins`);
		return [];
	}
	const named = [...delegatedNames(delegations)].filter((name) => !isBinName(name));
	if (named.length > maximumDelegations) fail(`it delegates to ${named.length} roles; clients follow at most ${maximumDelegations}`);
	for (const name of named) if (!isRoleName(name) || reserved.has(name)) fail(`"${name}" is not a role name`);
	for (const { scope } of delegations.roles) for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
		const problem = patternProblem(pattern);
		if (problem !== void 0) fail(`in the pattern "${pattern}", ${problem}`);
	}
	return named.filter((name) => !isOnlineRole(name));
}
async function readRole(tree, paths, name) {
	const file = paths.role(name);
	const bytes = await tree.read(file, limits.targets);
	if (bytes === void 0) throw new Fault("TRUST_MISSING", { file });
	return decode(bytes, file, decodeTargets);
}
function decode(bytes, file, decoder) {
	try {
		return decodeEnvelope(bytes, decoder);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		if (![
			"JSON_INVALID",
			"KEY_INVALID",
			"KEY_UNSUPPORTED"
		].includes(error.code)) throw error.with({ file });
		const { line, reason, type } = error.data;
		const data = {
			file,
			where: line === void 0 ? "keys" : `line ${line}`,
			reason: reason ?? `keys of the kind ${type} are not known`
		};
		throw new Fault("METADATA_INVALID", data, { cause: error });
	}
}
function requireThreshold(name, role, keys, envelope) {
	const { met, valid, threshold } = tally(role, keys, envelope);
	if (!met) throw new Fault("ROLE_SIGNATURES_MISSING", {
		role: name,
		valid: valid.length,
		threshold
	});
}

export { loadTrust as a, requireThreshold as c, decodeHistoricRoot as d, loadRoots as i, verifyRoots as l, decode as n, readTrust as o, isCurrent as r, requireCurrent as s, checkDelegations as t, isRoleName as u };