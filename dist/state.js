import { t as Fault } from "./fault2.js";
import { a as parseInstant, r as formatInstant, t as addDays } from "./time.js";
import { a as limits, i as isBinName } from "./layout.js";
import { i as sha256, r as sameBytes } from "./digest.js";
import { d as positive, f as shape, h as canonical, l as object, o as invalid, p as string, u as optional } from "./key.js";
import { _ as roleKeys, a as tally, b as patternProblem, f as delegatedNames, h as decodeRoot, l as decodeEnvelope, m as delegationsFor, o as decodeTargets, p as delegationTo, s as encodeTargetFile, v as topLevelRoles, x as specVersion } from "./snapshot.js";

// src/repository/trust.ts
const maximumDepth = 8;
const maximumDelegations = 31;
const roleName = /^[a-z][a-z0-9_-]{0,63}$/;
const reserved = /* @__PURE__ */ new Set([
	...topLevelRoles,
	"mirrors",
	"constructor",
	"prototype",
	"tostring",
	"valueof"
]);
async function loadTrust(tree, paths, pin, now) {
	const roots = await loadRoots(tree, paths);
	const root = verifyRoots(roots, pin);
	requireUnexpired("root", root.signed.expires, now);
	const offline = /* @__PURE__ */ new Map();
	const targets = await readRole(tree, paths, "targets");
	requireThreshold("targets", roleKeys(root.signed, "targets"), root.signed.keys, targets);
	requireUnexpired("targets", targets.signed.expires, now);
	offline.set("targets", targets);
	await loadDelegated(tree, paths, "targets", offline, now, 1);
	return {
		roots,
		root,
		offline
	};
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
		const root = decode(bytes, file, decodeRoot);
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
		if (!root.signed.consistentSnapshot) throw new Fault("METADATA_INVALID", {
			file: `root ${root.signed.version}`,
			where: "consistent_snapshot",
			reason: "true is expected"
		});
		previous = root;
	}
	if (!pinned || previous === void 0) throw new Fault("ROOT_NOT_PINNED", { pin });
	return previous;
}
async function loadDelegated(tree, paths, delegator, offline, now, depth) {
	const delegations = offline.get(delegator)?.signed.delegations;
	if (delegations === void 0) return;
	const names = checkDelegations(delegator, delegations);
	for (const name of names) {
		if (offline.has(name)) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `${name} is delegated to twice`
		});
		if (depth > maximumDepth) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `delegations are more than ${maximumDepth} deep`
		});
		const delegation = delegationTo(delegations, name);
		if (delegation === void 0) continue;
		const role = await readRole(tree, paths, name);
		requireThreshold(name, delegation, delegations.keys, role);
		requireUnexpired(name, role.signed.expires, now);
		offline.set(name, role);
		await loadDelegated(tree, paths, name, offline, now, depth + 1);
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
	for (const name of named) if (!roleName.test(name) || reserved.has(name)) fail(`"${name}" is not a role name`);
	for (const { scope } of delegations.roles) for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
		const problem = patternProblem(pattern);
		if (problem !== void 0) fail(`in the pattern "${pattern}", ${problem}`);
	}
	return named;
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
function requireUnexpired(role, expires, now) {
	if (expires <= now) throw new Fault("ROLE_EXPIRED", {
		role,
		expires: formatInstant(expires)
	});
}

// src/repository/route.ts
function routeTo(trust, path) {
	const pending = ["targets"];
	for (let role = pending.shift(); role !== void 0; role = pending.shift()) {
		const delegations = trust.offline.get(role)?.signed.delegations;
		if (delegations === void 0) continue;
		const matching = delegationsFor(delegations, path);
		const last = matching.findIndex(({ terminating }) => terminating);
		const visited = last < 0 ? matching : matching.slice(0, last + 1);
		const bin = visited.find(({ name }) => isBinName(name));
		if (bin !== void 0) return {
			bin: bin.name,
			delegator: role
		};
		if (last >= 0) pending.length = 0;
		pending.unshift(...visited.map(({ name }) => name));
	}
}

// src/plan/refresh.ts
function binDelegations(trust) {
	return [...trust.offline].flatMap(([delegator, { signed }]) => {
		const { delegations } = signed;
		if (delegations === void 0) return [];
		return [...delegatedNames(delegations)].filter(isBinName).flatMap((name) => {
			const delegation = delegationTo(delegations, name);
			return delegation === void 0 ? [] : [{
				name,
				delegator,
				delegation,
				keys: delegations.keys
			}];
		});
	});
}
function binOf(before, trust, { kind, path }) {
	const routed = routeTo(trust, path)?.bin;
	if (routed !== void 0) return routed;
	for (const [role, { signed }] of kind === "remove" ? before?.bins ?? [] : []) if (signed.targets.has(path)) return role;
	throw new Fault("TARGET_NOT_DELEGATED", {
		path,
		file: "",
		patterns: ""
	});
}
function draftBins(before, intent, lifetimes, due, now) {
	const delegations = binDelegations(intent.trust);
	requireSameBins(before, delegations);
	const byBin = /* @__PURE__ */ new Map();
	for (const change of intent.changes) {
		const bin = binOf(before, intent.trust, change);
		const others = byBin.get(bin);
		if (others === void 0) byBin.set(bin, [change]);
		else others.push(change);
	}
	const bins = /* @__PURE__ */ new Map();
	for (const { name, delegation, keys } of delegations) {
		const known = before?.bins.get(name);
		const changes = byBin.get(name) ?? [];
		const vouched = known !== void 0 && tally(delegation, keys, known).met;
		if (known !== void 0 && changes.length === 0 && !due.has(name) && vouched) continue;
		bins.set(name, {
			specVersion,
			version: (known?.signed.version ?? 0) + 1,
			expires: addDays(now, lifetimes.bins.expires),
			targets: changes.length === 0 ? known?.signed.targets ?? /* @__PURE__ */ new Map() : applied(known?.signed.targets, changes),
			rest: known?.signed.rest ?? /* @__PURE__ */ new Map()
		});
	}
	return bins;
}
function requireSameBins(before, delegations) {
	if (delegations.length === 0) throw new Fault("BINS_MISSING", {});
	if (before === void 0) return;
	const names = new Set(delegations.map(({ name }) => name));
	if (names.size !== before.bins.size || [...before.bins.keys()].some((name) => !names.has(name))) throw new Fault("BINS_CHANGED", {
		before: before.bins.size,
		after: names.size
	});
}
function applied(targets, changes) {
	const result = new Map(targets);
	for (const change of changes) if (change.kind === "remove") result.delete(change.path);
	else result.set(change.path, change.after);
	return result;
}
function draftSnapshot(before, trust, bins, adopted, lifetimes, due, now) {
	const listed = [...bins].map(([role, { version }]) => ({
		role,
		version
	})).concat(adopted.filter(({ role }) => role !== "root"));
	const { signed: root } = trust.root;
	const vouched = before !== void 0 && tally(roleKeys(root, "snapshot"), root.keys, before.snapshot).met;
	if (listed.length === 0 && !due.has("snapshot") && vouched) return void 0;
	const meta = new Map(before?.snapshot.signed.meta);
	for (const { role, version } of listed) meta.set(`${role}.json`, {
		version,
		rest: /* @__PURE__ */ new Map()
	});
	return {
		specVersion,
		version: (before?.snapshot.signed.version ?? 0) + 1,
		expires: addDays(now, lifetimes.snapshot.expires),
		meta,
		rest: before?.snapshot.signed.rest ?? /* @__PURE__ */ new Map()
	};
}
function draftTimestamp(before, trust, snapshot, lifetimes, due, now) {
	const { signed: root } = trust.root;
	const vouched = before !== void 0 && tally(roleKeys(root, "timestamp"), root.keys, before.timestamp).met;
	if (snapshot === void 0 && !due.has("timestamp") && vouched) return void 0;
	const current = before?.timestamp.signed;
	const named = snapshot === void 0 ? current?.snapshot : {
		version: snapshot.version,
		rest: /* @__PURE__ */ new Map()
	};
	if (named === void 0) throw new RangeError("a first timestamp needs a snapshot");
	return {
		specVersion,
		version: (current?.version ?? 0) + 1,
		expires: addDays(now, lifetimes.timestamp.expires),
		snapshot: named,
		rest: current?.rest ?? /* @__PURE__ */ new Map()
	};
}

// src/repository/difference.ts
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

// src/repository/state.ts
const stateFormat = 1;
const stateType = "kaprien-state";
function encodeState(state) {
	return new Map([
		["_type", stateType],
		["format", 1],
		["main", state.main],
		...state.parent === void 0 ? [] : [["parent", state.parent]],
		["signed_at", formatInstant(state.signedAt)],
		["source", new Map(Object.entries(state.source).filter(([, id]) => id !== void 0).map(([name, id]) => [name, id]))],
		["timestamp", state.timestamp]
	]);
}
function decodeState(json) {
	const members = shape(json, "state");
	const type = members.get("_type", string);
	if (type !== stateType) invalid("state._type", `"${stateType}"`, type);
	const format = members.get("format", positive);
	if (format > 1) throw new Fault("STATE_NEWER", {
		format,
		known: 1
	});
	const source = members.get("source", object);
	const id = (name) => optional(string)(source.get(name), `state.source.${name}`);
	const targets = id("targets");
	const config = id("config");
	const parent = members.get("parent", optional(string));
	return {
		main: members.get("main", string),
		...parent !== void 0 && { parent },
		source: {
			trust: string(source.get("trust"), "state.source.trust"),
			...targets !== void 0 && { targets },
			...config !== void 0 && { config }
		},
		timestamp: members.get("timestamp", positive),
		signedAt: parseInstant(members.get("signed_at", string))
	};
}

export { binDelegations as a, draftSnapshot as c, checkDelegations as d, decode as f, targetChanges as i, draftTimestamp as l, requireThreshold as m, encodeState as n, binOf as o, loadTrust as p, sameContent as r, draftBins as s, decodeState as t, routeTo as u };