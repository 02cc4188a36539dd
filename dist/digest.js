import { createHash } from "node:crypto";

// src/tuf/digest.ts
function sha256(bytes) {
	return createHash("sha256").update(bytes).digest("hex");
}
function digest(algorithm, bytes) {
	return algorithm === "sha256" || algorithm === "sha512" ? createHash(algorithm).update(bytes).digest("hex") : void 0;
}
const hexadecimal = /^(?:[0-9a-f]{2})*$/;
function fromHex(text) {
	return hexadecimal.test(text) ? Buffer.from(text, "hex") : void 0;
}
function toHex(bytes) {
	return Buffer.from(bytes).toString("hex");
}
function sameBytes(a, b) {
	return Buffer.compare(a, b) === 0;
}

export { toHex as a, sha256 as i, fromHex as n, sameBytes as r, digest as t };