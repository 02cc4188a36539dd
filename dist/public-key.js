import { t as tufFaults } from "./faults8.js";
import { b as decodeJson, f as object } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { r as reading } from "./reading.js";
import { c as isKeyFile, l as privateValue, n as readPublicHalf, u as publicFromJson } from "./key-file.js";

// src/keys/file/public-key.ts
function readPublicKey(bytes) {
	const text = Buffer.from(bytes).toString("utf8").trim();
	if (/-----BEGIN [A-Z ]*PRIVATE KEY-----|@@@@/.test(text)) throw keysFaults.KEY_NOT_PUBLIC();
	return reading(tufFaults.KEY_INVALID, () => {
		if (!text.startsWith("{")) return keyFromOpenssl(text);
		const json = object(decodeJson(bytes), "key");
		if (isKeyFile(json)) return readPublicHalf(bytes);
		if (privateValue(json) !== void 0) throw keysFaults.KEY_NOT_PUBLIC();
		return publicFromJson(json);
	});
}

export { readPublicKey };