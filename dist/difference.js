import { C as isObject, v as canonical } from "./key.js";
import { o as sha256 } from "./digest.js";

// src/tuf/difference.ts
function* differences(before, after, at = "") {
	if (isObject(before) && isObject(after)) for (const name of /* @__PURE__ */ new Set([...before.keys(), ...after.keys()])) yield* differences(before.get(name), after.get(name), memberOf(at, name));
	else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
		const labels = labelsOf(before);
		for (const [index, item] of before.entries()) yield* differences(item, after[index], `${at}[${labels[index]}]`);
	} else if (textOf(before) !== textOf(after)) yield {
		member: at,
		...before !== void 0 && { before },
		...after !== void 0 && { after }
	};
}
function memberOf(at, name) {
	if (!/^[\w-]+$/.test(name)) return `${at}[${textOf(name)}]`;
	return at === "" ? name : `${at}.${name}`;
}
function labelsOf(list) {
	const names = list.map((item) => isObject(item) ? item.get("name") : void 0);
	const counts = /* @__PURE__ */ new Map();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	const telling = (name) => typeof name === "string" && /^[A-Za-z_][\w-]*$/.test(name);
	return names.map((name, index) => telling(name) && counts.get(name) === 1 ? name : index);
}
function textOf(value) {
	return value === void 0 ? "" : new TextDecoder().decode(canonical(value));
}
const shownLength = 130;
function shortText(value) {
	return shortened(textOf(value), shownLength);
}
function shortened(text, limit) {
	return text.length <= limit ? text : `${text.slice(0, limit)}… (sha256 ${sha256(text)})`;
}

export { shortText as n, shortened as r, differences as t };