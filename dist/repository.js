import { _ as roleKeys, f as delegatedNames, m as delegationsFor, n as decodeTimestamp, o as decodeTargets, p as delegationTo, t as decodeSnapshot, v as topLevelRoles } from "./snapshot.js";
import { i as sha256 } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { a as parseInstant, r as formatInstant } from "./time.js";
import { l as signedPaths, o as isOnlineRole, s as limits } from "./layout.js";
import { c as requireThreshold, n as decode, o as readTrust, u as isRoleName } from "./trust.js";
import { d as positive, f as shape, h as canonical, l as object, o as invalid, p as string, u as optional } from "./key.js";
import { t as directoryId } from "./tree.js";

// src/repository/route.ts
function routeOf(trust, path) {
	const pending = [{
		name: "targets",
		delegator: ""
	}];
	let last;
	for (let step = pending.shift(); step !== void 0; step = pending.shift()) {
		const { name, delegator } = step;
		if (isOnlineRole(name)) return {
			kind: "online",
			role: name,
			delegator
		};
		const role = trust.offline.get(name)?.signed;
		const target = role?.targets.get(path);
		if (target !== void 0) return {
			kind: "people",
			role: name,
			target
		};
		if (name !== "targets") last = name;
		if (role?.delegations === void 0) continue;
		const children = visited(delegationsFor(role.delegations, path));
		if (children.terminating) pending.length = 0;
		pending.unshift(...children.roles.map((child) => ({
			name: child.name,
			delegator: name
		})));
	}
	return last === void 0 ? { kind: "nowhere" } : {
		kind: "people",
		role: last,
		target: void 0
	};
}
function visited(matching) {
	const last = matching.findIndex(({ terminating }) => terminating);
	return last < 0 ? {
		roles: matching,
		terminating: false
	} : {
		roles: matching.slice(0, last + 1),
		terminating: true
	};
}
function routeTo(trust, path) {
	const route = routeOf(trust, path);
	return route.kind === "online" ? route : void 0;
}

// src/repository/state.ts
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
	if (format > 2) throw new Fault("STATE_NEWER", {
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

// src/repository/repository.ts
const clockTolerance = 300;
async function loadRepository(tree, pin, now) {
	const trust = await readTrust(tree, signedPaths, pin);
	const { signed: root } = trust.root;
	const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
	requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
	const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
	requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
	requireNamed(timestamp.signed, snapshot);
	const state = await readOnline(tree, signedPaths.state, limits.state, decodeState);
	requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
	const bins = await loadBins(tree, trust);
	const retired = await loadRetired(tree, snapshot.signed, /* @__PURE__ */ new Set([...trust.offline.keys(), ...bins.keys()]));
	for (const [name, role] of [
		...trust.offline,
		...bins,
		...retired
	]) {
		const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
		if (listed !== role.signed.version) throw new Fault("ROLE_VERSION_MISMATCH", {
			role: name,
			expected: listed ?? 0,
			actual: role.signed.version,
			file: signedPaths.role(name)
		});
	}
	requireRetired(state.signed, retired);
	await requireSource(tree, state.signed, timestamp.signed);
	requireDescent(tree, state.signed);
	if (now < state.signed.signedAt - clockTolerance) throw new Fault("CLOCK_BEHIND", {
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
	if (bytes === void 0) throw new Fault("SIGNED_FILE_MISSING", { file });
	return decode(bytes, file, decoder);
}
function requireNamed(timestamp, snapshot) {
	const { version, length, hashes } = timestamp.snapshot;
	if (snapshot.signed.version !== version) throw new Fault("ROLE_VERSION_MISMATCH", {
		role: "snapshot",
		expected: version,
		actual: snapshot.signed.version,
		file: signedPaths.snapshot
	});
	const expected = hashes?.get("sha256");
	if ((length ?? snapshot.bytes.length) !== snapshot.bytes.length || (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)) throw new Fault("ROLE_HASH_MISMATCH", {
		role: "snapshot",
		expected: expected ?? "",
		actual: sha256(snapshot.bytes),
		file: signedPaths.snapshot
	});
}
async function loadBins(tree, trust) {
	const bins = /* @__PURE__ */ new Map();
	for (const [delegator, { signed }] of trust.offline) {
		const { delegations } = signed;
		if (delegations === void 0) continue;
		for (const name of delegatedNames(delegations)) {
			const delegation = delegationTo(delegations, name);
			if (!isOnlineRole(name) || delegation === void 0) continue;
			const bin = await readOnline(tree, signedPaths.role(name), limits.targets, decodeTargets);
			requireThreshold(name, delegation, delegations.keys, bin);
			for (const path of bin.signed.targets.keys()) if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) throw new Fault("TARGET_IN_WRONG_BIN", {
				path,
				role: name,
				delegator
			});
			bins.set(name, bin);
		}
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
	if (actual !== expected) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: "the metadata of retired roles",
		expected: expected ?? "nothing",
		actual: actual ?? "nothing"
	});
}
function requireDescent({ commit, parents }, { parent }) {
	if (parents.length > 1 || parents[0] !== parent) throw new Fault("SIGNED_BRANCH_EDITED", {
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
		if (actual !== expected) throw new Fault("SIGNED_BRANCH_EDITED", {
			file,
			expected: expected ?? "nothing",
			actual: actual ?? "nothing"
		});
	}
	const [roots, merged] = [await directoryId(tree, signedPaths.roots), await directoryId(tree, signedPaths.sourceRoots)];
	if (roots !== merged) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: signedPaths.roots,
		expected: merged ?? "nothing",
		actual: roots ?? "nothing"
	});
	if (state.timestamp !== timestamp.version) throw new Fault("SIGNED_BRANCH_EDITED", {
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

export { targetsOfPeople as a, retiredDigest as c, requireDescent as i, routeOf as l, publishedTargets as n, decodeState as o, releasedTargets as r, encodeState as s, loadRepository as t, routeTo as u };