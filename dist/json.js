import { t as Fault } from "./fault.js";

// src/tuf/json.ts
const maximumDepth = 32;
const forbidden = /* @__PURE__ */ new Set([
	"__proto__",
	"prototype",
	"constructor"
]);
function decodeJson(bytes) {
	return new Decoder(text(bytes)).document();
}
function lineOf(bytes, pointer) {
	const decoder = new Decoder(text(bytes), pointer);
	decoder.document();
	return decoder.position(decoder.found).line;
}
function linesOf(bytes, pointer) {
	const source = text(bytes);
	const decoder = new Decoder(source, pointer);
	decoder.document();
	let line = 1;
	let at = 0;
	return decoder.matches.map((offset) => {
		for (; at < offset; at++) if (source[at] === "\n") line++;
		return line;
	});
}
function isObject(value) {
	return value instanceof Map;
}
function depthOf(value) {
	if (!isObject(value) && !Array.isArray(value)) return 0;
	let deepest = 0;
	for (const member of value.values()) deepest = Math.max(deepest, depthOf(member));
	return deepest + 1;
}
function toPlain(value) {
	if (isObject(value)) return Object.fromEntries([...value].map(([name, member]) => [name, toPlain(member)]));
	return Array.isArray(value) ? value.map(toPlain) : value;
}
function fromPlain(value) {
	if (value === null || typeof value === "boolean") return value;
	if (typeof value === "string" && value.isWellFormed()) return value;
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) return value;
	if (Array.isArray(value)) return value.map(fromPlain);
	if (value instanceof Map || isRecord(value)) {
		const present = (value instanceof Map ? [...value] : Object.entries(value)).filter(([, member]) => member !== void 0);
		return new Map(present.map(([name, member]) => [memberName(name), fromPlain(member)]));
	}
	throw new Fault("JSON_INVALID", { reason: `${String(value)} cannot be written as JSON here` });
}
function isRecord(value) {
	if (typeof value !== "object" || value === null) return false;
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
function memberName(name) {
	if (typeof name === "string" && name.isWellFormed() && !forbidden.has(name)) return name;
	throw new Fault("JSON_INVALID", { reason: `a member may not be named "${String(name)}"` });
}
function text(bytes) {
	if (bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191) throw new Fault("JSON_INVALID", {
		line: 1,
		column: 1,
		reason: "the file begins with a byte order mark"
	});
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch (cause) {
		throw new Fault("JSON_INVALID", {
			...firstDamage(bytes),
			reason: "the file is not valid UTF-8"
		}, { cause });
	}
}
function firstDamage(bytes) {
	const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
	const repaired = new TextEncoder().encode(lenient.decode(bytes));
	const end = bytes.findIndex((byte, i) => byte !== repaired[i]);
	const before = lenient.decode(bytes.subarray(0, end));
	return new Decoder(before).position(before.length);
}
const codes = {
	quote: 34,
	backslash: 92,
	zero: 48,
	nine: 57
};
var Decoder = class {
	found = 0;
	matches = [];
	at = 0;
	source;
	wanted;
	constructor(source, wanted) {
		this.source = source;
		this.wanted = wanted;
	}
	document() {
		this.space();
		const value = this.value(0, this.wanted !== void 0);
		this.space();
		if (this.at < this.source.length) this.fail("something follows the end of the document");
		return value;
	}
	position(offset) {
		const before = this.source.slice(0, offset);
		const start = before.lastIndexOf("\n") + 1;
		return {
			line: before.split("\n").length,
			column: offset - start + 1
		};
	}
	value(depth, onPath) {
		if (onPath) {
			this.found = this.at;
			if (depth === this.wanted?.length) this.matches.push(this.at);
		}
		const char = this.source[this.at];
		if (char === "\"") return this.string();
		if (char === "{") return this.object(depth, onPath);
		if (char === "[") return this.array(depth, onPath);
		if (char === "t") return this.word("true", true);
		if (char === "f") return this.word("false", false);
		if (char === "n") return this.word("null", null);
		return this.number();
	}
	object(depth, onPath) {
		this.enter(depth);
		const members = /* @__PURE__ */ new Map();
		if (this.close("}")) return members;
		for (;;) {
			const start = this.at;
			if (this.source[this.at] !== "\"") this.fail("a member name in double quotes is expected here");
			const name = this.string();
			if (members.has(name)) this.fail(`the member "${name}" is written twice`, start);
			if (forbidden.has(name)) this.fail(`a member may not be named "${name}"`, start);
			this.space();
			if (this.source[this.at] !== ":") this.fail("\":\" is expected here");
			this.at++;
			this.space();
			members.set(name, this.value(depth + 1, onPath && this.wanted?.[depth] === name));
			if (this.next("}")) return members;
		}
	}
	array(depth, onPath) {
		this.enter(depth);
		const items = [];
		if (this.close("]")) return items;
		for (;;) {
			items.push(this.value(depth + 1, onPath && [items.length, "*"].includes(this.wanted?.[depth] ?? "")));
			if (this.next("]")) return items;
		}
	}
	enter(depth) {
		if (depth >= 32) this.fail(`values are nested more than ${32} deep`);
		this.at++;
		this.space();
	}
	close(bracket) {
		if (this.source[this.at] !== bracket) return false;
		this.at++;
		return true;
	}
	next(bracket) {
		this.space();
		if (this.close(bracket)) return true;
		if (this.source[this.at] !== ",") this.fail(`"," or "${bracket}" is expected here`);
		this.at++;
		this.space();
		return false;
	}
	word(word, value) {
		if (!this.source.startsWith(word, this.at)) this.fail("a JSON value is expected here");
		this.at += word.length;
		return value;
	}
	number() {
		const start = this.at;
		while (this.digit(this.at)) this.at++;
		const digits = this.source.slice(start, this.at);
		const after = this.source[this.at];
		if (digits === "") this.fail(this.source[start] === "-" ? "numbers may not be negative" : "a JSON value is expected here", start);
		if (after === "." || after === "e" || after === "E") this.fail("numbers are whole and written in digits alone", start);
		if (digits.length > 1 && digits.startsWith("0")) this.fail("a number may not begin with 0", start);
		const value = Number(digits);
		if (!Number.isSafeInteger(value)) this.fail("numbers may be at most 9007199254740991", start);
		return value;
	}
	digit(at) {
		const code = this.source.charCodeAt(at);
		return code >= codes.zero && code <= codes.nine;
	}
	string() {
		const start = this.at++;
		const { source } = this;
		let plain = true;
		for (;;) {
			const code = source.charCodeAt(this.at);
			if (code === codes.quote) break;
			if (Number.isNaN(code)) this.fail("a string has no closing quote", start);
			if (code < 32) this.fail("a control character must be escaped");
			if (code === codes.backslash) {
				plain = false;
				this.at++;
			}
			this.at++;
		}
		this.at++;
		const raw = source.slice(start, this.at);
		const value = plain ? raw.slice(1, -1) : this.unescape(raw, start);
		if (!value.isWellFormed()) this.fail("a string holds half of a surrogate pair", start);
		return value;
	}
	unescape(raw, start) {
		try {
			return JSON.parse(raw);
		} catch {
			return this.fail("a string holds an unknown escape", start);
		}
	}
	space() {
		for (;;) {
			const code = this.source.charCodeAt(this.at);
			if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
			this.at++;
		}
	}
	fail(reason, offset = this.at) {
		throw new Fault("JSON_INVALID", {
			...this.position(offset),
			reason
		});
	}
};

export { lineOf as a, isObject as i, depthOf as n, linesOf as o, fromPlain as r, toPlain as s, decodeJson as t };