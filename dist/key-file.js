import { C as isObject, S as fromPlain, a as keyFromRaw, b as decodeJson, d as natural, f as object, g as string, h as shape, v as canonical, y as encodeJson } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { r as reading, t as keyInvalid } from "./reading.js";
import { a as sameBytes, n as fromHex, s as toHex } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { t as planFaults } from "./faults12.js";
import { constants, createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, randomBytes, scrypt, sign, verify } from "node:crypto";
import { promisify } from "node:util";

// src/keys/file/public-json.ts
const rawHex = /^[0-9a-f]{64}$/;
function publicFromJson(json) {
	const members = shape(json, "key");
	const scheme = members.get("scheme", string);
	const value = shape(members.get("keyval", object), "key.keyval").get("public", string);
	if (scheme === "ed25519") {
		if (!rawHex.test(value)) throw tufFaults.KEY_INVALID({ reason: "its public value is not 64 lower-case hex digits" });
		return keyFromRaw(Buffer.from(value, "hex"));
	}
	const key = keyFromOpenssl(value);
	if (key.scheme !== scheme) throw tufFaults.KEY_UNSUPPORTED({ type: /^[a-z0-9-]{1,40}$/.test(scheme) ? scheme : "unknown" });
	return key;
}
function privateValue(json) {
	const keyval = shape(json, "key").get("keyval", object);
	return keyval.get("private") === "" ? void 0 : keyval.get("private");
}

// src/keys/file/format.ts
const member = "kaprien-key";
const version = 1;
const saltLength = 32;
const nonceLength = 12;
const ceiling = {
	n: 2 ** 20,
	r: 16,
	p: 4,
	memory: 2 ** 30
};
function isKeyFile(json) {
	return isObject(json) && json.has(member);
}
function keyFileHeader(key, derivation, nonce) {
	const { n, r, p, salt } = derivation;
	return /* @__PURE__ */ new Map([
		[member, version],
		["public", key.json],
		["kdf", fromPlain({
			name: "scrypt",
			n,
			r,
			p,
			salt: toHex(salt)
		})],
		["cipher", fromPlain({
			name: "aes-256-gcm",
			nonce: toHex(nonce)
		})]
	]);
}
function encodeKeyFile(header, ciphertext) {
	return encodeJson(new Map([...header, ["ciphertext", toHex(ciphertext)]]));
}
function decodeKeyFile(bytes) {
	return reading(keysFaults.SIGNER_KEY_INVALID, () => {
		const json = object(decodeJson(bytes), "key file");
		const file = shape(json, "key file");
		if (file.get(member, natural) !== version) throw keyInvalid(`its format is not version ${version}`);
		const kdf = named(file, "kdf", "scrypt");
		const derivation = {
			n: kdf.get("n", natural),
			r: kdf.get("r", natural),
			p: kdf.get("p", natural),
			salt: kdf.get("salt", hex(saltLength, saltLength))
		};
		bound(derivation);
		const cipher = named(file, "cipher", "aes-256-gcm");
		const nonce = cipher.get("nonce", hex(nonceLength, nonceLength));
		const ciphertext = file.get("ciphertext", hex(17));
		const publicJson = file.get("public", object);
		for (const part of [
			file,
			kdf,
			cipher
		]) if (part.rest().size > 0) throw keyInvalid("it has an unknown member");
		const header = canonical(new Map([...json].filter(([name]) => name !== "ciphertext")));
		return {
			public: exact(publicJson),
			derivation,
			nonce,
			header,
			ciphertext
		};
	});
}
function named(file, name, expected) {
	const part = shape(file.get(name, object), `key file.${name}`);
	if (part.get("name", string) !== expected) throw keyInvalid(`its ${name} is not ${expected}`);
	return part;
}
function hex(minimum, maximum = Number.POSITIVE_INFINITY) {
	return (json, where) => {
		const bytes = fromHex(string(json, where));
		if (bytes === void 0 || bytes.length < minimum || bytes.length > maximum) throw keyInvalid(`${where} is not lower-case hex of the right length`);
		return bytes;
	};
}
function bound({ n, r, p }) {
	const powerOfTwo = n >= 2 && Number.isInteger(Math.log2(n));
	const fits = n <= ceiling.n && r >= 1 && r <= ceiling.r && p >= 1 && p <= ceiling.p && 128 * n * r <= ceiling.memory;
	if (!powerOfTwo || !fits) throw keyInvalid(`its scrypt costs are out of bounds (N a power of two to 2^20, r to 16, p to 4, memory to 1 GiB)`);
}
function exact(json) {
	const key = publicFromJson(json);
	if (!sameBytes(canonical(key.json), canonical(json))) throw keyInvalid("its public half is not in the form we write");
	return key;
}

// src/keys/file/passphrase.ts
const minimumLength = 12;
const minimumRest = 8;
const minimumDistinct = 6;
const common = [
	[
		"correcthorsebatterystaple",
		"passphrase",
		"password",
		"passwort",
		"passw0rd",
		"p@ssw0rd",
		"letmein",
		"trustno1"
	],
	[
		"qwertzuiop",
		"qwertyuiop",
		"qwerty",
		"qwertz",
		"azerty",
		"asdfghjkl",
		"zxcvbnm",
		"1q2w3e4r5t",
		"1qaz2wsx"
	],
	[
		"administrator",
		"changeme",
		"iloveyou",
		"welcome",
		"dragon",
		"monkey",
		"sunshine",
		"princess",
		"football"
	],
	[
		"kaprien",
		"secret",
		"default",
		"master",
		"admin",
		"login"
	]
].flat();
function passphraseProblem(passphrase) {
	const length = [...passphrase].length;
	if (length < minimumLength) return `has ${length} characters; at least ${minimumLength} are needed`;
	const lower = passphrase.toLowerCase();
	if (new Set(lower).size < minimumDistinct) return "uses too few different characters";
	if (/^(.{1,11}?)\1+$/su.test(lower)) return "repeats one short piece";
	if (withoutRuns(withoutCommon(lower)).length < minimumRest) return "is mostly a common word or a sequence of neighbouring characters";
}
function withoutCommon(text) {
	return common.reduce((rest, word) => rest.replaceAll(word, ""), text.replaceAll(/[\s_-]/g, ""));
}
function withoutRuns(text) {
	const characters = [...text];
	const step = (at) => (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0);
	return characters.filter((_, at) => at < 2 || Math.abs(step(at)) > 1 || step(at) !== step(at - 1));
}

// src/keys/file/private-key.ts
function publicHalf(key) {
	if (key.type !== "private") throw keyInvalid("it is not a private key");
	return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(key, "listed"));
}
function signerFromPrivateKey(privateKey) {
	const key = publicHalf(privateKey);
	const algorithm = key.scheme === "ed25519" ? null : "sha256";
	let handles = {
		signing: input(key, privateKey),
		checking: input(key, createPublicKey(privateKey))
	};
	return {
		key,
		async sign(bytes) {
			if (handles === void 0) throw keysFaults.SIGNER_CLOSED({ keyid: key.keyid });
			const signature = sign(algorithm, bytes, handles.signing);
			if (!verify(algorithm, bytes, handles.checking, signature)) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: key.keyid });
			return new Uint8Array(signature);
		},
		async [Symbol.asyncDispose]() {
			handles = void 0;
		}
	};
}
function input(key, handle) {
	if (key.scheme === "ecdsa-sha2-nistp256") return {
		key: handle,
		dsaEncoding: "der"
	};
	if (key.scheme === "rsassa-pss-sha256") return {
		key: handle,
		padding: constants.RSA_PKCS1_PSS_PADDING,
		saltLength: 32
	};
	return { key: handle };
}

// src/keys/file/key-file.ts
const derive = promisify(scrypt);
async function encryptKey(privateKey, passphrase, n = 2 ** 17) {
	const problem = passphraseProblem(passphrase);
	if (problem !== void 0) throw keysFaults.KEY_PASSPHRASE_WEAK({ reason: problem });
	const derivation = {
		n,
		r: 8,
		p: 1,
		salt: randomBytes(32)
	};
	const nonce = randomBytes(12);
	const header = keyFileHeader(publicHalf(privateKey), derivation, nonce);
	const der = privateKey.export({
		type: "pkcs8",
		format: "der"
	});
	const secret = await deriveSecret(passphrase, derivation);
	const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(canonical(header));
	const ciphertext = Buffer.concat([
		cipher.update(der),
		cipher.final(),
		cipher.getAuthTag()
	]);
	wipe(secret, der);
	return encodeKeyFile(header, ciphertext);
}
async function unlockKeyFile(file, passphrase) {
	const secret = await deriveSecret(passphrase, file.derivation);
	const der = decrypt(file, secret);
	wipe(secret);
	if (der === void 0) return void 0;
	const key = reading(keysFaults.SIGNER_KEY_INVALID, () => createPrivateKey({
		key: der,
		type: "pkcs8",
		format: "der"
	}));
	wipe(der);
	if (publicHalf(key).keyid !== file.public.keyid) throw keyInvalid("its two halves are of different keys");
	return key;
}
function readPublicHalf(bytes) {
	return decodeKeyFile(bytes).public;
}
function decrypt(file, secret) {
	const end = file.ciphertext.length - 16;
	const decipher = createDecipheriv("aes-256-gcm", secret, file.nonce, { authTagLength: 16 });
	decipher.setAAD(file.header).setAuthTag(file.ciphertext.subarray(end));
	const der = decipher.update(file.ciphertext.subarray(0, end));
	try {
		decipher.final();
		return der;
	} catch {
		wipe(der);
		return;
	}
}
function deriveSecret(passphrase, { n, r, p, salt }) {
	return derive(passphrase.normalize("NFC"), salt, 32, {
		N: n,
		r,
		p,
		maxmem: 128 * r * (n + p + 2) + 1024
	});
}
function wipe(...buffers) {
	for (const buffer of buffers) buffer.fill(0);
}

export { signerFromPrivateKey as a, isKeyFile as c, publicHalf as i, privateValue as l, readPublicHalf as n, passphraseProblem as o, unlockKeyFile as r, decodeKeyFile as s, encryptKey as t, publicFromJson as u };