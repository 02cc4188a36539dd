import { S as isObject } from "./key.js";
import { M as routeOf, m as targetsOfPeople } from "./target-change.js";

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

// src/release/target-path.ts
const plain = /^[A-Za-z0-9._~@=+-]+$/;
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const prototype = /* @__PURE__ */ new Set(["__proto__", ...Object.getOwnPropertyNames(Object.prototype)]);
function pathProblem(path, unicode) {
	if (path.startsWith("/")) return "it begins with /";
	for (const segment of path.split("/")) {
		const problem = segmentProblem(segment, unicode);
		if (problem !== void 0) return problem;
	}
	return prototype.has(path) ? `"${path}" is a name that JavaScript objects have already` : void 0;
}
function segmentProblem(segment, unicode) {
	if (segment === "") return "it has an empty segment";
	if (segment.startsWith(".")) return `the segment "${segment}" begins with a dot`;
	if (segment.endsWith(".")) return `the segment "${segment}" ends with a dot`;
	if (device.test(segment)) return `"${segment}" is a device name on Windows`;
	if (prototype.has(segment)) return `"${segment}" is a name that JavaScript objects have already`;
	if (plain.test(segment)) return void 0;
	const odd = [...segment].find((letter) => !plain.test(letter) && (!unicode || letter.charCodeAt(0) < 128));
	if (odd !== void 0) return `${show(odd)} is not allowed; use A-Z a-z 0-9 . _ ~ @ = + - and /`;
	return unicodeProblem(segment);
}
const refused = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{S}\p{P}]/u;
const scripts = [
	"Latin",
	"Greek",
	"Cyrillic",
	"Armenian",
	"Hebrew",
	"Arabic",
	"Devanagari",
	"Thai",
	"Han",
	"Hiragana",
	"Katakana",
	"Hangul",
	"Georgian"
];
const together = [[
	"Han",
	"Hiragana",
	"Katakana"
], ["Han", "Hangul"]];
function unicodeProblem(segment) {
	if (segment.normalize("NFC") !== segment) return `"${segment}" is not in composed form (NFC)`;
	const odd = [...segment].filter((character) => character.charCodeAt(0) >= 128).find((character) => character.length > 1 || refused.test(character) || !/[\p{L}\p{N}]/u.test(character));
	if (odd !== void 0) return `${show(odd)} is not a letter or digit of the basic plane`;
	const used = scripts.filter((script) => new RegExp(`\\p{Script=${script}}`, "u").test(segment));
	if (used.length > 1 && !together.some((group) => used.every((script) => group.includes(script)))) return `"${segment}" mixes ${used.join(" and ")} letters`;
	return used.length === 0 ? `"${segment}" has letters of a script that is not supported` : void 0;
}
function show(character) {
	const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
	return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}" (U+${point})` : `U+${point}`;
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

export { pathProblem as n, portableProblem as r, shadowedTargets as t };