import { t as Fault } from "./fault.js";
import { T as encodeJson, _ as positive, f as invalid, h as object, m as natural, p as mapOf, v as shape } from "./key.js";
import { t as decodeJson } from "./json.js";
import { s as limits } from "./layout.js";

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
	]) if (version > limit) throw new Fault("ROLE_VERSION_TOO_HIGH", {
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
		throw new Fault("FLOORS_INVALID", {
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

export { highestToldFloor as a, requireRoom as c, higherFloors as i, floorsOf as n, noFloors as o, floorsPath as r, readFloors as s, encodeFloors as t };