import { a as parseInstant, i as instant, r as formatInstant } from "./time.js";
import { a as isOnlineRole, i as isBinName, o as isRoleName } from "./names.js";
import { a as directoryId, n as signedPaths } from "./layout.js";
import { S as patternProblem, _ as decodeRoot, a as decodeSnapshot, b as topLevelRoles, g as delegationsFor, l as decodeTargets, n as decodeEnvelope, o as decodeTimestamp, t as tally, y as roleKeys } from "./tally.js";
import { i as sha256, n as fromHex } from "./digest.js";
import { t as tufFaults } from "./faults10.js";
import { n as asked, r as visits, t as limits } from "./limits.js";
import { t as repositoryFaults } from "./faults6.js";
import { _ as positive, f as invalid, g as optional, h as object, p as mapOf, r as keyFromPoint, t as decodeKey, v as shape, w as canonical, y as string } from "./key.js";
import { a as locating, i as isFault, t as Fault } from "./fault.js";

// src/repository/route.ts
function routeOf({ offline }, path) {
	let last;
	for (const { role, delegator } of asked(path, (name) => offline.get(name)?.signed.delegations)) {
		if (isOnlineRole(role)) return {
			kind: "online",
			role,
			delegator
		};
		const target = offline.get(role)?.signed.targets.get(path);
		if (target !== void 0) return {
			kind: "people",
			role,
			target
		};
		if (role !== "targets") last = role;
	}
	return last === void 0 ? { kind: "nowhere" } : {
		kind: "people",
		role: last,
		target: void 0
	};
}
function routeTo(trust, path) {
	const route = routeOf(trust, path);
	return route.kind === "online" ? route : void 0;
}

// src/repository/delegation-rules.ts
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
function delegationTree(delegationsOf) {
	return visits((role) => {
		const delegations = delegationsOf(role);
		if (delegations !== void 0) checkDelegations(role, delegations);
		return delegations;
	});
}
function checkDelegations(delegator, delegations) {
	const fail = (reason) => {
		throw tufFaults.DELEGATION_INVALID({
			role: delegator,
			reason
		});
	};
	if (isOnlineRole(delegator)) throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: delegator });
	if (delegations.succinct !== void 0) {
		if (!isBinName(`${delegations.succinct.namePrefix}-0`)) fail(`the bins' prefix "${delegations.succinct.namePrefix}" is not bins`);
		return [];
	}
	const named = delegations.roles.map(({ name }) => name).filter((name) => !isBinName(name));
	if (named.length > maximumDelegations) fail(`it delegates to ${named.length} roles; clients follow at most ${maximumDelegations}`);
	for (const name of named) if (!isRoleName(name) || reserved.has(name)) fail(`"${name}" is not a role name`);
	for (const { scope } of delegations.roles) for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
		const problem = patternProblem(pattern);
		if (problem !== void 0) fail(`in the pattern "${pattern}", ${problem}`);
	}
	return named.filter((name) => !isOnlineRole(name));
}

// src/repository/state-file.ts
const stateFormat = 2;
const stateType = "kaprien-state";
function encodeState(state) {
	return new Map([
		["_type", stateType],
		["format", state.retired === void 0 ? 1 : 2],
		["main", state.main],
		...state.parent === void 0 ? [] : [["parent", state.parent]],
		...state.retired === void 0 ? [] : [["retired", state.retired]],
		["signed_at", formatInstant(state.signedAt)],
		["source", new Map(Object.entries(state.source).filter(([, id]) => id !== void 0).map(([name, id]) => [name, id]))],
		["timestamp", state.timestamp]
	]);
}
function retiredDigest(files) {
	if (files.size === 0) return void 0;
	return sha256(canonical(new Map([...files].map(([role, bytes]) => [role, sha256(bytes)]))));
}
function decodeState(json) {
	const members = shape(json, "state");
	const type = members.get("_type", string);
	if (type !== stateType) invalid("state._type", `"${stateType}"`, type);
	const format = members.get("format", positive);
	if (format > 2) throw repositoryFaults.STATE_NEWER({
		format,
		known: 2
	});
	const source = members.get("source", object);
	const id = (name) => optional(string)(source.get(name), `state.source.${name}`);
	const targets = id("targets");
	const config = id("config");
	const parent = members.get("parent", optional(string));
	const retired = members.get("retired", optional(string));
	return {
		main: members.get("main", string),
		...parent !== void 0 && { parent },
		...retired !== void 0 && { retired },
		source: {
			trust: string(source.get("trust"), "state.source.trust"),
			...targets !== void 0 && { targets },
			...config !== void 0 && { config }
		},
		timestamp: members.get("timestamp", positive),
		signedAt: parseInstant(members.get("signed_at", string))
	};
}
const stateLimit = 16384;

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
function historicKey(json, keyid) {
	try {
		const point = barePoint(json);
		return point === void 0 ? decodeKey(json, sha256(canonical(json))) : keyFromPoint(point);
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

// src/repository/trust.ts
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
	await loadDelegated(tree, paths, offline);
	return {
		roots,
		root,
		offline
	};
}
function requireCurrent({ root, offline }, now) {
	for (const [role, { signed }] of [["root", root], ...offline]) if (signed.expires <= now) throw tufFaults.ROLE_EXPIRED({
		role,
		expires: formatInstant(signed.expires)
	});
}
function isCurrent({ root, offline }, now) {
	return [root, ...offline.values()].every(({ signed }) => signed.expires > now);
}
async function loadRoots(tree, paths) {
	const entries = await tree.list(paths.roots);
	if (entries.length === 0) throw repositoryFaults.TRUST_MISSING({ file: paths.root(1) });
	if (entries.length > limits.rootRotations) throw repositoryFaults.ROOT_TOO_MANY({
		count: entries.length,
		limit: limits.rootRotations
	});
	const roots = /* @__PURE__ */ new Map();
	for (let version = 1; version <= entries.length; version++) {
		const file = paths.root(version);
		const bytes = await tree.read(file, limits.root);
		if (bytes === void 0) throw repositoryFaults.ROOT_CHAIN_BROKEN({
			file,
			reason: "it is missing"
		});
		const root = decode(bytes, file, version === entries.length ? decodeRoot : decodeHistoricRoot);
		if (root.signed.version !== version) throw repositoryFaults.ROOT_CHAIN_BROKEN({
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
	if (previous?.signed.consistentSnapshot === false) throw tufFaults.METADATA_INVALID({
		file: `root ${previous.signed.version}`,
		where: "consistent_snapshot",
		reason: "true is expected"
	});
	if (!pinned || previous === void 0) throw repositoryFaults.ROOT_NOT_PINNED({ pin });
	return previous;
}
async function loadDelegated(tree, paths, offline) {
	const visits = delegationTree((role) => offline.get(role)?.signed.delegations);
	for (const { role: name, delegation, delegations } of visits) {
		if (isOnlineRole(name)) continue;
		const role = await readRole(tree, paths, name);
		requireThreshold(name, delegation, delegations.keys, role);
		offline.set(name, role);
	}
}
async function readRole(tree, paths, name) {
	const file = paths.role(name);
	const bytes = await tree.read(file, limits.targets);
	if (bytes === void 0) throw repositoryFaults.TRUST_MISSING({ file });
	return locating({ role: name }, () => decode(bytes, file, decodeTargets));
}
function decode(bytes, file, decoder) {
	try {
		return decodeEnvelope(bytes, decoder);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		if (!isFault(error, tufFaults.JSON_INVALID, tufFaults.KEY_INVALID, tufFaults.KEY_UNSUPPORTED)) throw error.with({ file });
		const { line, reason, type, keyid } = error.data;
		const data = {
			file,
			where: line !== void 0 ? `line ${line}` : keyid === void 0 ? "keys" : `the key ${keyid}`,
			reason: reason ?? `keys of the kind ${type} are not known`
		};
		throw tufFaults.METADATA_INVALID(data, { cause: error });
	}
}
function requireThreshold(name, role, keys, envelope) {
	const { met, valid, threshold } = tally(role, keys, envelope);
	if (!met) throw tufFaults.ROLE_SIGNATURES_MISSING({
		role: name,
		valid: valid.length,
		threshold
	});
}

// src/repository/verify-state.ts
const clockTolerance = 300;
async function loadRepository(tree, pin, now) {
	const trust = await readTrust(tree, signedPaths, pin);
	const { signed: root } = trust.root;
	const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
	requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
	const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
	requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
	requireNamed(timestamp.signed, snapshot);
	const state = await readOnline(tree, signedPaths.state, stateLimit, decodeState);
	requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
	const bins = await loadBins(tree, trust);
	const retired = await loadRetired(tree, snapshot.signed, /* @__PURE__ */ new Set([...trust.offline.keys(), ...bins.keys()]));
	for (const [name, role] of [
		...trust.offline,
		...bins,
		...retired
	]) {
		const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
		if (listed !== role.signed.version) throw tufFaults.ROLE_VERSION_MISMATCH({
			role: name,
			expected: listed ?? 0,
			actual: role.signed.version,
			file: signedPaths.role(name)
		});
	}
	requireRetired(state.signed, retired);
	await requireSource(tree, state.signed, timestamp.signed);
	requireDescent(tree, state.signed);
	if (now < state.signed.signedAt - clockTolerance) throw repositoryFaults.CLOCK_BEHIND({
		now: formatInstant(now),
		signed: formatInstant(state.signed.signedAt)
	});
	return {
		commit: tree.commit,
		...trust,
		timestamp,
		snapshot,
		bins,
		retired,
		state
	};
}
async function readOnline(tree, file, limit, decoder) {
	const bytes = await tree.read(file, limit);
	if (bytes === void 0) throw repositoryFaults.SIGNED_FILE_MISSING({ file });
	return decode(bytes, file, decoder);
}
function requireNamed(timestamp, snapshot) {
	const { version, length, hashes } = timestamp.snapshot;
	if (snapshot.signed.version !== version) throw tufFaults.ROLE_VERSION_MISMATCH({
		role: "snapshot",
		expected: version,
		actual: snapshot.signed.version,
		file: signedPaths.snapshot
	});
	const expected = hashes?.get("sha256");
	if ((length ?? snapshot.bytes.length) !== snapshot.bytes.length || (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)) throw tufFaults.ROLE_HASH_MISMATCH({
		role: "snapshot",
		expected: expected ?? "",
		actual: sha256(snapshot.bytes),
		file: signedPaths.snapshot
	});
}
async function loadBins(tree, { offline }) {
	const bins = /* @__PURE__ */ new Map();
	const visits = delegationTree((role) => (offline.get(role) ?? bins.get(role))?.signed.delegations);
	for (const { role: name, delegator, delegation, delegations } of visits) {
		if (!isOnlineRole(name)) continue;
		const bin = await readOnline(tree, signedPaths.role(name), limits.targets, decodeTargets);
		requireThreshold(name, delegation, delegations.keys, bin);
		for (const path of bin.signed.targets.keys()) if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) throw repositoryFaults.TARGET_IN_WRONG_BIN({
			path,
			role: name,
			delegator
		});
		bins.set(name, bin);
	}
	return bins;
}
async function loadRetired(tree, { meta }, delegated) {
	const retired = /* @__PURE__ */ new Map();
	for (const file of meta.keys()) {
		const name = file.replace(/\.json$/, "");
		if (delegated.has(name) || topLevelRoles.includes(name)) continue;
		if (!isRoleName(name)) continue;
		const path = signedPaths.role(name);
		const bytes = await tree.read(path, limits.targets);
		if (bytes !== void 0) retired.set(name, decode(bytes, path, decodeTargets));
	}
	return retired;
}
function requireRetired({ retired: expected }, retired) {
	const actual = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
	if (actual !== expected) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: "the metadata of retired roles",
		expected: expected ?? "nothing",
		actual: actual ?? "nothing"
	});
}
function requireDescent({ commit, parents }, { parent }) {
	if (parents.length > 1 || parents[0] !== parent) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: `the commit before ${commit}`,
		expected: parent ?? "nothing",
		actual: parents.join(" and ") || "nothing"
	});
}
async function requireSource(tree, state, timestamp) {
	const copies = [
		[
			signedPaths.sourceTargets,
			state.source.targets,
			"directory"
		],
		[
			signedPaths.sourceTrust,
			state.source.trust,
			"directory"
		],
		[
			signedPaths.sourceConfig,
			state.source.config,
			"file"
		]
	];
	for (const [file, expected, kind] of copies) {
		const entry = await tree.entry(file);
		const actual = entry && (entry.kind === kind ? entry.id : `${entry.kind} ${entry.id}`);
		if (actual !== expected) throw repositoryFaults.SIGNED_BRANCH_EDITED({
			file,
			expected: expected ?? "nothing",
			actual: actual ?? "nothing"
		});
	}
	const [roots, merged] = [await directoryId(tree, signedPaths.roots), await directoryId(tree, signedPaths.sourceRoots)];
	if (roots !== merged) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: signedPaths.roots,
		expected: merged ?? "nothing",
		actual: roots ?? "nothing"
	});
	if (state.timestamp !== timestamp.version) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: signedPaths.timestamp,
		expected: `version ${state.timestamp}`,
		actual: `version ${timestamp.version}`
	});
}
function* releasedTargets(repository) {
	for (const [role, bin] of repository.bins) for (const [path, target] of bin.signed.targets) yield {
		path,
		role,
		target
	};
}
function* targetsOfPeople(trust) {
	for (const [role, { signed }] of trust.offline) for (const [path, target] of signed.targets) {
		const route = routeOf(trust, path);
		if (route.kind === "people" && route.role === role) yield {
			path,
			role,
			target
		};
	}
}
function* publishedTargets(repository) {
	yield* releasedTargets(repository);
	yield* targetsOfPeople(repository);
}

export { stateLimit as _, targetsOfPeople as a, routeOf as b, loadRoots as c, requireCurrent as d, verifyRoots as f, retiredDigest as g, encodeState as h, requireDescent as i, loadTrust as l, decodeState as m, publishedTargets as n, decode as o, decodeHistoricRoot as p, releasedTargets as r, isCurrent as s, loadRepository as t, readTrust as u, checkDelegations as v, routeTo as x, delegationTree as y };