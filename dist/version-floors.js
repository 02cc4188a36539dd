import { t as Fault } from "./fault.js";
import { t as repositoryFaults } from "./faults6.js";
import { C as isObject, b as decodeJson, d as natural, f as object, h as shape, l as invalid, m as positive, u as mapOf, y as encodeJson } from "./key.js";
import { F as routeOf, p as targetsOfPeople } from "./merged-source.js";
import { d as limits } from "./envelope.js";

// src/tuf/portable.ts
const oddInName = /[\u{10000}-\u{10ffff}\p{Private_Use}\p{Noncharacter_Code_Point}\ufff0-\uffff]/u;
function portableProblem(json) {
	return problemAt(json, []);
}
function problemAt(json, at) {
	if (typeof json === "string") {
		const problem = composedProblem(json);
		return problem && `at ${place(at)}, ${problem}`;
	}
	if (Array.isArray(json)) return first(json.map((item, index) => [String(index), item]), at);
	if (!isObject(json)) return void 0;
	for (const name of json.keys()) {
		const problem = nameProblem(name);
		if (problem !== void 0) return `the name ${place([...at, name])} cannot be used: ${problem}`;
	}
	return first(json, at);
}
function first(members, at) {
	for (const [name, member] of members) {
		const problem = problemAt(member, [...at, name]);
		if (problem !== void 0) return problem;
	}
}
function nameProblem(name) {
	const [odd] = oddInName.exec(name) ?? [];
	return odd === void 0 ? composedProblem(name) : `clients order ${point(odd)} differently`;
}
function composedProblem(text) {
	if (text.normalize("NFC") === text) return void 0;
	return "the text is not in composed form (Unicode NFC)";
}
function place(at) {
	const shown = at.join(".").replace(/[^\x20-\x7e]/gu, point);
	return `"${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}"`;
}
function point(character) {
	return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// src/repository/shadowed.ts
function* shadowedTargets(before, after) {
	for (const { path, role } of targetsOfPeople(before)) {
		if (after.offline.get(role)?.signed.targets.get(path) === void 0) continue;
		const route = routeOf(after, path);
		if (route.kind === "people" && route.role === role) continue;
		yield {
			path,
			role,
			by: answering(route)
		};
	}
}
function answering(route) {
	return route.kind === "nowhere" ? void 0 : route.role;
}

// src/repository/version-floors.ts
const noFloors = {
	roles: /* @__PURE__ */ new Map(),
	snapshot: 0,
	timestamp: 0
};
function floorsOf({ snapshot, timestamp }) {
	const listed = [...snapshot.signed.meta].map(([file, { version }]) => [file.replace(/\.json$/, ""), version]);
	return {
		roles: new Map(listed),
		snapshot: snapshot.signed.version,
		timestamp: timestamp.signed.version
	};
}
function higherFloors(a, b) {
	const roles = new Map(a.roles);
	for (const [role, version] of b.roles) roles.set(role, Math.max(version, roles.get(role) ?? 0));
	return {
		roles,
		snapshot: Math.max(a.snapshot, b.snapshot),
		timestamp: Math.max(a.timestamp, b.timestamp)
	};
}
const highestFloor = 2e9;
const highestToldFloor = 1e9;
function requireRoom({ roles, snapshot, timestamp }, limit = highestFloor) {
	for (const [role, version] of [
		["timestamp", timestamp],
		["snapshot", snapshot],
		...roles
	]) if (version > limit) throw repositoryFaults.ROLE_VERSION_TOO_HIGH({
		role,
		version,
		limit: highestFloor
	});
}
const format = 1;
function floorsPath(names) {
	return `${names.trust}/import.json`;
}
async function readFloors(tree, names) {
	const file = floorsPath(names);
	const bytes = await tree.read(file, limits.snapshot);
	return bytes === void 0 ? void 0 : decodeFloors(bytes, file);
}
function decodeFloors(bytes, file) {
	try {
		const members = shape(decodeJson(bytes), "import");
		const version = members.get("version", positive);
		if (version !== format) invalid("import.version", String(format), version);
		const snapshot = shape(members.get("snapshot", object), "import.snapshot");
		const timestamp = shape(members.get("timestamp", object), "import.timestamp");
		const floors = {
			roles: snapshot.get("meta", mapOf(floor)),
			snapshot: snapshot.get("version", floor),
			timestamp: timestamp.get("version", floor)
		};
		for (const rest of [
			members.rest(),
			snapshot.rest(),
			timestamp.rest()
		]) {
			const [extra] = rest.keys();
			if (extra !== void 0) invalid("import", "nothing else", extra);
		}
		return floors;
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const { where, line, reason } = error.data;
		throw repositoryFaults.VERSION_FLOORS_INVALID({
			file,
			reason: `${where ?? `line ${line}`}: ${reason}`
		}, { cause: error });
	}
}
function encodeFloors({ roles, snapshot, timestamp }) {
	const meta = new Map([...roles].sort(([a], [b]) => a < b ? -1 : 1));
	return encodeJson(/* @__PURE__ */ new Map([
		["version", format],
		["snapshot", /* @__PURE__ */ new Map([["version", snapshot], ["meta", meta]])],
		["timestamp", /* @__PURE__ */ new Map([["version", timestamp]])]
	]));
}
function floor(json, where) {
	const version = natural(json, where);
	return version <= 1e9 ? version : invalid(where, `an integer up to ${highestToldFloor}`, json);
}

export { higherFloors as a, readFloors as c, portableProblem as d, floorsPath as i, requireRoom as l, encodeFloors as n, highestToldFloor as o, floorsOf as r, noFloors as s, decodeFloors as t, shadowedTargets as u };