import { t as Fault } from "./fault.js";
import { t as tufFaults } from "./faults8.js";
import { n as fromHex, o as sha256, s as toHex } from "./digest.js";
import { c as weakness, d as ed25519Spki, l as p256Point, n as readSpki, o as datedness, r as spkiFromPem, s as hiddenWeakness, t as pemFromSpki, u as p256Spki } from "./spki.js";

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
	throw tufFaults.JSON_INVALID({ reason: `${String(value)} cannot be written as JSON here` });
}
function isRecord(value) {
	if (typeof value !== "object" || value === null) return false;
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
function memberName(name) {
	if (typeof name === "string" && name.isWellFormed() && !forbidden.has(name)) return name;
	throw tufFaults.JSON_INVALID({ reason: `a member may not be named "${String(name)}"` });
}
function text(bytes) {
	if (bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191) throw tufFaults.JSON_INVALID({
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
		throw tufFaults.JSON_INVALID({
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
		throw tufFaults.JSON_INVALID({
			...this.position(offset),
			reason
		});
	}
};

// src/tuf/canonical.ts
const encoder = new TextEncoder();
const surrogate = /[\ud800-\udfff]/;
const escaped = /["\\]/g;
function canonical(value) {
	return encoder.encode(write(value, canonicalString));
}
function encodeJson(value) {
	return encoder.encode(`${write(value, JSON.stringify)}\n`);
}
function canonicalString(text) {
	return `"${text.replace(escaped, "\\$&")}"`;
}
function write(value, string) {
	if (typeof value === "string") return string(value);
	if (isObject(value)) return `{${sorted([...value.keys()]).map((name) => `${string(name)}:${write(value.get(name), string)}`).join(",")}}`;
	if (Array.isArray(value)) return `[${value.map((item) => write(item, string)).join(",")}]`;
	return String(value);
}
function sorted(names) {
	return names.some((name) => surrogate.test(name)) ? names.sort(byCodePoint) : names.sort();
}
function byCodePoint(a, b) {
	const left = [...a];
	const right = [...b];
	const length = Math.min(left.length, right.length);
	for (let i = 0; i < length; i++) {
		const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}

// src/tuf/shape.ts
function shape(json, where) {
	const members = object(json, where);
	const asked = /* @__PURE__ */ new Set();
	return {
		get(name, reader) {
			asked.add(name);
			return reader(members.get(name), `${where}.${name}`);
		},
		rest: () => new Map([...members].filter(([name]) => !asked.has(name)))
	};
}
const object = (json, where) => isObject(json) ? json : invalid(where, "an object", json);
const string = (json, where) => typeof json === "string" ? json : invalid(where, "a string", json);
const boolean = (json, where) => typeof json === "boolean" ? json : invalid(where, "true or false", json);
const natural = (json, where) => typeof json === "number" ? json : invalid(where, "an integer", json);
const positive = (json, where) => typeof json === "number" && json >= 1 ? json : invalid(where, "an integer from 1", json);
const strings = (json, where) => Array.isArray(json) ? json.map((item) => string(item, where)) : invalid(where, "a list of strings", json);
function mapOf(reader) {
	return (json, where) => new Map([...object(json, where)].map(([name, member]) => [name, reader(member, `${where}[${JSON.stringify(name)}]`)]));
}
function optional(reader) {
	return (json, where) => json === void 0 ? void 0 : reader(json, where);
}
function invalid(where, expected, json) {
	const actual = json === void 0 ? "nothing" : Array.isArray(json) ? "a list" : isObject(json) ? "an object" : JSON.stringify(json);
	throw tufFaults.METADATA_INVALID({
		where,
		reason: `${expected} is expected, not ${actual.slice(0, 80)}`
	});
}

// src/tuf/key.ts
const keytypes = /* @__PURE__ */ new Map([
	["ed25519", ["ed25519"]],
	["ecdsa-sha2-nistp256", ["ecdsa", "ecdsa-sha2-nistp256"]],
	["rsassa-pss-sha256", ["rsa"]]
]);
function isReadableKind({ keytype, scheme }) {
	return keytypes.get(scheme)?.includes(keytype) === true;
}
var PublicKey = class PublicKey {
	keyid;
	keytype;
	scheme;
	public;
	json;
	#read;
	constructor(keyid, listed, read) {
		this.keyid = keyid;
		this.keytype = listed.keytype;
		this.scheme = listed.scheme;
		this.public = listed.public;
		this.json = listed.json;
		this.#read = read;
	}
	static decode(json, keyid) {
		const listed = membersOf(json);
		const expected = sha256(canonical(definedForm(listed)));
		if (keyid !== expected && keyid !== sha256(canonical(json))) throw tufFaults.KEY_ID_MISMATCH({
			keyid,
			expected
		});
		return new PublicKey(keyid, listed, readable(listed, keyid));
	}
	static unreadable(json, keyid) {
		const text = (name) => {
			const value = json.get(name);
			return typeof value === "string" ? value : "";
		};
		return new PublicKey(keyid, {
			keytype: text("keytype"),
			scheme: text("scheme"),
			public: "",
			json
		}, void 0);
	}
	listedAs(keyid) {
		return new PublicKey(keyid, this, this.#read);
	}
	plain() {
		const { keyid, keytype, scheme, public: value } = this;
		return new PublicKey(keyid, {
			keytype,
			scheme,
			public: value,
			json: definedForm(this)
		}, this.#read);
	}
	get material() {
		return this.#read?.material;
	}
	get spki() {
		return this.#read?.spki;
	}
	is(other) {
		return this.material !== void 0 && this.material === other.material;
	}
	whyUnfit(use) {
		const numbers = this.#read?.numbers;
		return numbers && (hiddenWeakness(numbers) ?? (use === "new" ? datedness(numbers) : void 0));
	}
	whyDated() {
		return this.#read && datedness(this.#read.numbers);
	}
};
function decodeNewKey(json, keyid) {
	const key = PublicKey.decode(json, keyid);
	const reason = key.whyDated();
	if (reason !== void 0) throw tufFaults.KEY_WEAK({
		keyid,
		reason
	});
	return key;
}
function make(keytype, scheme, publicValue) {
	const json = definedForm({
		keytype,
		scheme,
		public: publicValue
	});
	return PublicKey.decode(json, sha256(canonical(json)));
}
function keyFromRaw(raw) {
	if (raw.length !== 32) throw tufFaults.KEY_INVALID({ reason: `an ed25519 key has 32 bytes, not ${raw.length}` });
	return requireSound(make("ed25519", "ed25519", toHex(raw)), "new");
}
function keyFromPoint(point) {
	const whole = p256Point(point);
	if (whole === void 0) throw tufFaults.KEY_INVALID({ reason: "it is not a point of the curve P-256" });
	return make("ecdsa", "ecdsa-sha2-nistp256", pemFromSpki(p256Spki(whole)));
}
function keyFromSpki(given, use = "new") {
	const spki = typeof given === "string" ? spkiFromPem(given.trim()) : given;
	const numbers = readSpki(spki);
	switch (numbers.kind) {
		case "ed25519": return keyFromRaw(numbers.raw);
		case "p256": return make("ecdsa", "ecdsa-sha2-nistp256", pemFromSpki(spkiOf(numbers, spki)));
		case "rsa": return requireSound(make("rsa", "rsassa-pss-sha256", pemFromSpki(spki)), use);
		case "other": throw tufFaults.KEY_UNSUPPORTED({
			type: numbers.type,
			reason: otherForms.get(numbers.type) ?? ""
		});
	}
}
const otherForms = /* @__PURE__ */ new Map([["rsa-pss", "RSA keys are given as plain RSA, without parameters of PSS; the signatures are PSS all the same."]]);
function requireSound(key, use) {
	const reason = key.whyUnfit(use);
	if (reason !== void 0) throw tufFaults.KEY_WEAK({
		keyid: key.keyid,
		reason
	});
	return key;
}
function membersOf(json) {
	const key = shape(json, "key");
	return {
		keytype: key.get("keytype", string),
		scheme: key.get("scheme", string),
		public: optional(string)(key.get("keyval", object).get("public"), "key.keyval.public") ?? "",
		json
	};
}
function definedForm({ keytype, scheme, public: value }) {
	return /* @__PURE__ */ new Map([
		["keytype", keytype],
		["keyval", /* @__PURE__ */ new Map([["public", value]])],
		["scheme", scheme]
	]);
}
const kinds = {
	ed25519: "ed25519",
	"ecdsa-sha2-nistp256": "p256",
	"rsassa-pss-sha256": "rsa"
};
function readable({ keytype, scheme, public: value }, keyid) {
	if (!isReadableKind({
		keytype,
		scheme
	})) return void 0;
	try {
		const written = scheme === "ed25519" ? spkiFromHex(value) : spkiFromPem(value);
		const numbers = readSpki(written);
		if (numbers.kind !== kinds[scheme]) throw tufFaults.KEY_INVALID({ reason: `the public value is not a ${scheme} key` });
		const reason = weakness(numbers);
		if (reason !== void 0) throw tufFaults.KEY_WEAK({ reason });
		const spki = spkiOf(numbers, written);
		return {
			numbers,
			spki,
			material: sha256(spki)
		};
	} catch (error) {
		throw error instanceof Fault ? error.with({ keyid }) : error;
	}
}
function spkiFromHex(publicValue) {
	const raw = fromHex(publicValue);
	if (raw?.length !== 32) throw tufFaults.KEY_INVALID({ reason: "not 64 lower-case hex digits" });
	return ed25519Spki(raw);
}
function spkiOf(numbers, spki) {
	const point = numbers.kind === "p256" ? p256Point(numbers.point) : void 0;
	return point === void 0 ? spki : p256Spki(point);
}

export { isObject as C, toPlain as E, fromPlain as S, linesOf as T, strings as _, keyFromRaw as a, decodeJson as b, boolean as c, natural as d, object as f, string as g, shape as h, keyFromPoint as i, invalid as l, positive as m, decodeNewKey as n, keyFromSpki as o, optional as p, isReadableKind as r, requireSound as s, PublicKey as t, mapOf as u, canonical as v, lineOf as w, depthOf as x, encodeJson as y };