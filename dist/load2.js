import { b as decodeJson, f as object, g as string, h as shape } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { r as reading, t as keyInvalid } from "./reading.js";
import { c as isKeyFile, i as publicHalf, r as unlockKeyFile, s as decodeKeyFile, u as publicFromJson } from "./key-file.js";
import { a as derElements } from "./spki.js";
import { createDecipheriv, createHmac, createPrivateKey, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

// src/keys/file/pem.ts
const maximumIterations = 1e7;
const block = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/g;
function readPrivatePem(text) {
	const blocks = [...text.matchAll(block)];
	const pem = blocks[0]?.[0];
	if (pem === void 0) throw keyInvalid("its PEM holds no PKCS#8, PKCS#1 or SEC1 private key");
	if (blocks.length > 1) throw keyInvalid("its PEM holds more than one private key");
	if (blocks[0]?.[1] === "ENCRYPTED PRIVATE KEY") checkDerivation(pem);
	else if (!/^Proc-Type: 4,ENCRYPTED\r?$/m.test(pem)) return {
		locked: false,
		key: reading(keysFaults.SIGNER_KEY_INVALID, () => createPrivateKey(pem))
	};
	return {
		locked: true,
		pem
	};
}
function unlockPem(pem, passphrase) {
	try {
		return createPrivateKey({
			key: pem,
			passphrase
		});
	} catch {
		return;
	}
}
function checkDerivation(pem) {
	const body = pem.split(/\r?\n/).slice(1, -1).join("");
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw keyInvalid("its PEM is damaged");
	if (integers(Buffer.from(body, "base64"), 0).some((value) => value > 1e7)) throw keyInvalid(`its key derivation asks for more than ${maximumIterations} rounds`);
}
function integers(der, depth) {
	const elements = derElements(der);
	if (elements === void 0) throw keyInvalid("its PEM is damaged");
	return elements.flatMap(({ tag, content }) => {
		if (tag === 2) return [content.reduce((value, byte) => value * 256 + byte, 0)];
		return (tag & 32) !== 0 && depth < 8 ? integers(content, depth + 1) : [];
	});
}

// src/keys/file/securesystemslib.ts
const derive = promisify(pbkdf2);
const layout = /^([0-9a-f]{2,256})@@@@([1-9]\d{0,9})@@@@([0-9a-f]{64})@@@@([0-9a-f]{32})@@@@((?:[0-9a-f]{2})+)$/;
const ed25519Header = Buffer.from("302e020100300506032b657004220420", "hex");
function decodeLegacyKey(text) {
	const [, salt, rounds, mac, counter, ciphertext] = layout.exec(text) ?? [];
	if (!salt || !mac || !counter || !ciphertext) throw keyInvalid("it is not a whole securesystemslib key");
	const iterations = Number(rounds);
	if (iterations > 1e7) throw keyInvalid(`its key derivation asks for more than ${maximumIterations} rounds`);
	const bytes = (hex) => Buffer.from(hex, "hex");
	return {
		salt: bytes(salt),
		iterations,
		mac: bytes(mac),
		counter: bytes(counter),
		ciphertext: bytes(ciphertext)
	};
}
async function unlockLegacyKey(key, passphrase) {
	const secret = await derive(passphrase, key.salt, key.iterations, 32, "sha256");
	try {
		const mac = createHmac("sha256", secret).update(key.ciphertext).digest();
		if (!timingSafeEqual(mac, key.mac)) return void 0;
		const plain = createDecipheriv("aes-256-ctr", secret, key.counter).update(key.ciphertext);
		return reading(keysFaults.SIGNER_KEY_INVALID, () => privateFromJson(object(decodeJson(plain), "key")));
	} finally {
		secret.fill(0);
	}
}
function privateFromJson(json) {
	return reading(keysFaults.SIGNER_KEY_INVALID, () => {
		const value = shape(shape(json, "key").get("keyval", object), "key.keyval").get("private", string);
		const expected = publicFromJson(json);
		const key = expected.scheme === "ed25519" ? fromSeed(value) : createPrivateKey(value);
		if (publicHalf(key).keyid !== expected.keyid) throw keyInvalid("its two halves are of different keys");
		return key;
	});
}
function fromSeed(hex) {
	if (!/^[0-9a-f]{64}$/.test(hex)) throw keyInvalid("its private value is not 64 lower-case hex digits");
	return createPrivateKey({
		key: Buffer.concat([ed25519Header, Buffer.from(hex, "hex")]),
		type: "pkcs8",
		format: "der"
	});
}

// src/keys/file/load.ts
const maximumKeyBytes = 65536;
const attempts = 3;
async function loadPrivateKey(bytes, passphrase) {
	const found = find(bytes);
	if (found.kind === "clear") return found.key;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const answer = await passphrase(attempt);
		if (answer === void 0 && attempt === 1) throw keysFaults.SIGNER_PASSPHRASE_NEEDED();
		if (answer === void 0) break;
		const key = await found.unlock(answer);
		if (key !== void 0) return key;
	}
	throw keysFaults.SIGNER_PASSPHRASE_WRONG();
}
function find(bytes) {
	if (bytes.length > 65536) throw keyInvalid(`it is larger than ${maximumKeyBytes} bytes`);
	const text = Buffer.from(bytes).toString("utf8").trim();
	if (text.startsWith("{")) return findInJson(bytes);
	if (text.includes("-----BEGIN ")) return findInPem(text);
	if (text.includes("@@@@")) {
		const key = decodeLegacyKey(text);
		return {
			kind: "locked",
			unlock: (passphrase) => unlockLegacyKey(key, passphrase)
		};
	}
	throw keyInvalid("it is none of: a Kaprien key file, PEM, a securesystemslib key");
}
function findInJson(bytes) {
	const json = reading(keysFaults.SIGNER_KEY_INVALID, () => object(decodeJson(bytes), "key"));
	if (!isKeyFile(json)) return {
		kind: "clear",
		key: privateFromJson(json)
	};
	const file = decodeKeyFile(bytes);
	return {
		kind: "locked",
		unlock: (passphrase) => unlockKeyFile(file, passphrase)
	};
}
function findInPem(text) {
	const found = readPrivatePem(text);
	if (!found.locked) return {
		kind: "clear",
		key: found.key
	};
	return {
		kind: "locked",
		unlock: async (passphrase) => unlockPem(found.pem, passphrase)
	};
}

export { maximumKeyBytes as n, loadPrivateKey as t };