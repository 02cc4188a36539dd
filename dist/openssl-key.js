import { t as tufFaults } from "./faults8.js";
import { o as keyFromSpki } from "./key.js";
import { createPublicKey } from "node:crypto";

// src/keys/openssl-key.ts
function keyFromOpenssl(given, use = "new") {
	if (given instanceof Uint8Array) return keyFromSpki(given, use);
	if (typeof given !== "string") return keyFromSpki(exported(given), use);
	const text = given.trim();
	const other = /^-----BEGIN (?:RSA PUBLIC|(?:RSA |EC )?PRIVATE) KEY-----/.test(text);
	return keyFromSpki(other ? exported(text) : text, use);
}
function exported(given) {
	try {
		return (typeof given === "string" || given.type === "private" ? createPublicKey(given) : given).export({
			type: "spki",
			format: "der"
		});
	} catch (cause) {
		throw tufFaults.KEY_INVALID({ reason: "it cannot be read as SPKI" }, { cause });
	}
}

export { keyFromOpenssl as t };