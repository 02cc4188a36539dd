import { S as isObject } from "./key.js";
import { O as routeOf, u as targetsOfPeople } from "./releases.js";

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

export { portableProblem as n, shadowedTargets as t };