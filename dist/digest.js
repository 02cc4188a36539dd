import { createHash } from "node:crypto";

// src/crypto/sha2-node.ts
function hasher$1(algorithm) {
	const hash = createHash(algorithm);
	const self = {
		update(bytes) {
			hash.update(bytes);
			return self;
		},
		digest: () => hash.digest("hex")
	};
	return self;
}
function hex(algorithm, bytes) {
	return createHash(algorithm).update(bytes).digest("hex");
}

// src/tuf/digest.ts
function hasher(algorithm) {
	return hasher$1(algorithm);
}
function sha256(bytes) {
	return hex("sha256", bytes);
}
function digest(algorithm, bytes) {
	return algorithm === "sha256" || algorithm === "sha512" ? hex(algorithm, bytes) : void 0;
}
const hexadecimal = /^(?:[0-9a-f]{2})*$/;
function fromHex(text) {
	if (!hexadecimal.test(text)) return void 0;
	const bytes = new Uint8Array(text.length / 2);
	for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return bytes;
}
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function toHex(bytes) {
	let text = "";
	for (const byte of bytes) text += digits[byte];
	return text;
}
function sameBytes(a, b) {
	if (a.length !== b.length) return false;
	for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
	return true;
}
function joined(...parts) {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

export { sameBytes as a, joined as i, fromHex as n, sha256 as o, hasher as r, toHex as s, digest as t };