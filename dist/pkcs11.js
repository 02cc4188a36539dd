import { t as tufFaults } from "./faults8.js";
import { t as keysFaults } from "./faults15.js";
import { n as locatingKey, r as reading } from "./reading.js";
import { i as remoteSigner, r as derFromRaw } from "./remote.js";
import { t as Fault } from "./fault.js";
import { a as keyFromRaw, i as keyFromPoint } from "./key.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { X509Certificate, createHash, createPublicKey } from "node:crypto";

// src/keys/pkcs11/constants.ts
const objectClass = {
	certificate: 1,
	publicKey: 2,
	privateKey: 3
};
const attribute = {
	class: 0,
	label: 3,
	value: 17,
	keyType: 256,
	id: 258,
	modulus: 288,
	publicExponent: 290,
	ecParams: 384,
	ecPoint: 385,
	alwaysAuthenticate: 514
};
const keyType = {
	rsa: 0,
	ec: 3,
	ecEdwards: 64
};
const mechanism = {
	sha256RsaPkcsPss: 67,
	sha256: 592,
	ecdsa: 4161,
	eddsa: 4183
};
const tokenFlag = {
	loginRequired: 4,
	initialized: 1024,
	protectedAuthenticationPath: 256,
	pinCountLow: 65536,
	pinFinalTry: 131072,
	pinLocked: 262144
};
const user = {
	normal: 1,
	contextSpecific: 2
};
const userStates = [1, 3];
const result = {
	deviceError: 48,
	deviceRemoved: 50,
	pinIncorrect: 160,
	pinInvalid: 161,
	pinLenRange: 162,
	pinLocked: 164,
	sessionClosed: 176,
	sessionHandleInvalid: 179,
	tokenNotPresent: 224,
	tokenNotRecognized: 225,
	alreadyLoggedIn: 256
};

// src/keys/pkcs11/session.ts
const objectLimit = 1e4;
function tokens(cryptoki) {
	return translating(() => cryptoki.C_GetSlotList(true)).flatMap((slot) => {
		const info = translating(() => cryptoki.C_GetTokenInfo(slot));
		return (info.flags & tokenFlag.initialized) === 0 ? [] : [{
			slot,
			traits: traitsOf(info),
			flags: info.flags
		}];
	});
}
function findToken(cryptoki, wanted) {
	const matching = tokens(cryptoki).filter(({ traits }) => [...wanted].every(([name, value]) => traits.get(name) === value));
	const [first] = matching;
	if (first === void 0) throw unreachable("no slot holds a token as the address describes it");
	if (matching.length > 1) throw keysFaults.SIGNER_AMBIGUOUS({
		count: matching.length,
		hint: "Name the token by its label and its serial number: pkcs11:token=NAME;serial=NUMBER;object=LABEL."
	});
	return first;
}
function openSession(cryptoki, slot) {
	return {
		cryptoki,
		slot,
		handle: translating(() => cryptoki.C_OpenSession(slot, 4))
	};
}
function closeSession({ cryptoki, handle }) {
	try {
		cryptoki.C_CloseSession(handle);
	} catch {}
}
async function login(session, ask) {
	const { cryptoki, handle } = session;
	if (userStates.includes(translating(() => cryptoki.C_GetSessionInfo(handle)).state)) return;
	const flags = tokenFlags(session);
	if ((flags & tokenFlag.loginRequired) === 0) return;
	if ((flags & tokenFlag.protectedAuthenticationPath) !== 0) {
		if (!tryPin(session, user.normal, void 0)) throw pinWrong(session);
		return;
	}
	const first = await firstPin(session, ask);
	if (tryPin(session, user.normal, first)) return;
	refuseLastTry(tokenFlags(session));
	const second = await ask(2);
	if (second === void 0 || second === "" || second === first) throw pinWrong(session);
	if (!tryPin(session, user.normal, second)) throw pinWrong(session);
}
async function confirm(session, ask) {
	const pin = (tokenFlags(session) & tokenFlag.protectedAuthenticationPath) !== 0 ? void 0 : await firstPin(session, ask);
	if (!tryPin(session, user.contextSpecific, pin)) throw pinWrong(session);
}
function find({ cryptoki, handle }, template) {
	return translating(() => {
		cryptoki.C_FindObjectsInit(handle, template);
		try {
			return cryptoki.C_FindObjects(handle, objectLimit);
		} finally {
			cryptoki.C_FindObjectsFinal(handle);
		}
	});
}
function read(session, object, name) {
	try {
		return session.cryptoki.C_GetAttributeValue(session.handle, object, [{ type: attribute[name] }])[0]?.value;
	} catch {
		return;
	}
}
function translating(action) {
	try {
		return action();
	} catch (error) {
		throw translated(error);
	}
}
function translated(error) {
	if (error instanceof Fault) return error;
	const code = codeOf(error);
	const gone = [
		result.deviceError,
		result.deviceRemoved,
		result.sessionClosed,
		result.sessionHandleInvalid,
		result.tokenNotPresent,
		result.tokenNotRecognized
	];
	const name = error instanceof Error ? /\bCKR_[A-Z_]{1,60}\b/.exec(error.message)?.[0] : void 0;
	if (gone.includes(code)) return unreachable(`it is not there any more (${name})`);
	if (code === result.pinLocked) return keysFaults.SIGNER_PIN_LOCKED();
	return keysFaults.SIGNER_REFUSED({
		service: "The token",
		reason: name ?? "its library failed"
	});
}
async function firstPin(session, ask) {
	refuseLastTry(tokenFlags(session));
	const pin = await ask(1);
	if (pin === void 0 || pin === "") throw keysFaults.SIGNER_PASSPHRASE_NEEDED();
	return pin;
}
function tryPin({ cryptoki, handle }, kind, pin) {
	try {
		if (pin === void 0) cryptoki.C_Login(handle, kind);
		else cryptoki.C_Login(handle, kind, pin);
		return true;
	} catch (error) {
		const code = codeOf(error);
		if (code === result.alreadyLoggedIn) return true;
		if (code === result.pinIncorrect || code === result.pinInvalid || code === result.pinLenRange) return false;
		throw translated(error);
	}
}
function refuseLastTry(flags) {
	if ((flags & tokenFlag.pinLocked) !== 0) throw keysFaults.SIGNER_PIN_LOCKED();
	if ((flags & tokenFlag.pinFinalTry) !== 0) throw keysFaults.SIGNER_PIN_LAST_TRY();
}
function pinWrong(session) {
	const flags = tokenFlags(session);
	if ((flags & tokenFlag.pinLocked) !== 0) return keysFaults.SIGNER_PIN_LOCKED();
	const few = (flags & tokenFlag.pinCountLow) !== 0 ? "It says that few tries are left." : "It does not say how many.";
	return keysFaults.SIGNER_PIN_WRONG({ left: (flags & tokenFlag.pinFinalTry) !== 0 ? "It says that one try is left." : few });
}
function tokenFlags({ cryptoki, slot }) {
	return translating(() => cryptoki.C_GetTokenInfo(slot)).flags;
}
function traitsOf({ label, serialNumber, manufacturerID, model }) {
	const trimmed = (text) => text.replace(/[\0 ]+$/, "");
	return /* @__PURE__ */ new Map([
		["token", trimmed(label)],
		["serial", trimmed(serialNumber)],
		["manufacturer", trimmed(manufacturerID)],
		["model", trimmed(model)]
	]);
}
function codeOf(error) {
	return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : void 0;
}
function unreachable(reason) {
	return keysFaults.SIGNER_UNREACHABLE({
		service: "The token",
		reason
	});
}

// src/keys/pkcs11/keys.ts
const p256Params = Buffer.from("06082a8648ce3d030107", "hex");
const ed25519Params = [Buffer.from("06032b6570", "hex"), Buffer.from("130c656477617264733235353139", "hex")];
function findKey(session, { object, id }) {
	const wanted = [...object === void 0 ? [] : [label(object)], ...id === void 0 ? [] : [identifier(id)]];
	const [privateKey, ...more] = find(session, [ofClass("privateKey"), ...wanted]);
	if (privateKey === void 0) throw keysFaults.SIGNER_KEY_MISSING({ reason: "The token is there, and holds no such private key." });
	const separate = "Give each key an id of its own, and name it: pkcs11:token=NAME;id=%01.";
	if (more.length > 0) throw keysFaults.SIGNER_AMBIGUOUS({
		count: more.length + 1,
		hint: separate
	});
	const pairing = pairOf(session, privateKey);
	const siblings = find(session, [ofClass("privateKey"), ...pairing]).length;
	if (siblings > 1) throw keysFaults.SIGNER_AMBIGUOUS({
		count: siblings,
		hint: separate
	});
	const halves = new Map(publicHalves(session, privateKey, pairing).map((key) => [key.keyid, key]));
	if (halves.size > 1) throw keysFaults.SIGNER_AMBIGUOUS({
		count: halves.size,
		hint: separate
	});
	const [key] = halves.values();
	if (key !== void 0) return {
		privateKey,
		key
	};
	throw keysFaults.SIGNER_KEY_MISSING({ reason: "The token holds the private key, and no public key or certificate." });
}
function publicKeys(session) {
	return find(session, [ofClass("publicKey")]).flatMap((object) => {
		try {
			return [{
				object,
				key: publicKey(session, object)
			}];
		} catch (error) {
			if (error instanceof Fault) return [];
			throw error;
		}
	});
}
function pairOf(session, privateKey) {
	const id = read(session, privateKey, "id");
	if (id !== void 0 && id.length > 0) return [identifier(id)];
	return [label((read(session, privateKey, "label") ?? Buffer.of()).toString("utf8"))];
}
function publicHalves(session, privateKey, pairing) {
	const objects = find(session, [ofClass("publicKey"), ...pairing]);
	if (objects.length > 0) return objects.map((object) => publicKey(session, object));
	if (read(session, privateKey, "ecPoint") !== void 0 || read(session, privateKey, "publicExponent") !== void 0) return [publicKey(session, privateKey)];
	return find(session, [ofClass("certificate"), ...pairing]).map((object) => reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(new X509Certificate(read(session, object, "value") ?? Buffer.of()).publicKey, "listed")));
}
function publicKey(session, object) {
	const kind = number(read(session, object, "keyType"));
	const bytes = (name) => read(session, object, name) ?? Buffer.of();
	if (kind === keyType.rsa) return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(rsa(bytes("modulus"), bytes("publicExponent")), "listed"));
	const params = bytes("ecParams");
	const point = bytes("ecPoint");
	if (kind === keyType.ec && params.equals(p256Params)) return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromPoint(unwrapped(point, 65)));
	if (kind === keyType.ecEdwards && ed25519Params.some((one) => params.equals(one))) return reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromRaw(unwrapped(point, 32)));
	const type = kind === keyType.ec || kind === keyType.ecEdwards ? "elliptic curve, not P-256 or Ed25519" : `${kind}`;
	throw tufFaults.KEY_UNSUPPORTED({ type });
}
function unwrapped(point, length) {
	return point.length === length + 2 && point[0] === 4 && point[1] === length ? point.subarray(2) : point;
}
function rsa(modulus, exponent) {
	const jwk = {
		kty: "RSA",
		n: modulus.toString("base64url"),
		e: exponent.toString("base64url")
	};
	return createPublicKey({
		key: jwk,
		format: "jwk"
	});
}
function number(value) {
	if (value?.length === 4) return new Uint32Array(Uint8Array.from(value).buffer)[0];
	if (value?.length === 8) return Number(new BigUint64Array(Uint8Array.from(value).buffer)[0]);
}
function ofClass(name) {
	return {
		type: attribute.class,
		value: objectClass[name]
	};
}
function label(text) {
	return {
		type: attribute.label,
		value: Buffer.from(text)
	};
}
function identifier(id) {
	return {
		type: attribute.id,
		value: Buffer.from(id)
	};
}

// src/keys/pkcs11/module.ts
const packageName = "pkcs11js";
const packageVersion = "2.1.7";
const inUse = /* @__PURE__ */ new Map();
function openLibrary(path, directory) {
	const shared = inUse.get(path) ?? {
		cryptoki: start(path, directory),
		users: 0
	};
	shared.users += 1;
	inUse.set(path, shared);
	let held = true;
	return {
		cryptoki: shared.cryptoki,
		release() {
			if (!held) return;
			held = false;
			shared.users -= 1;
			if (shared.users > 0) return;
			inUse.delete(path);
			stop(shared.cryptoki);
		}
	};
}
function start(path, directory) {
	const { PKCS11 } = findPackage(directory);
	const cryptoki = new PKCS11();
	try {
		cryptoki.load(path);
		cryptoki.C_Initialize({ flags: 2 });
		return cryptoki;
	} catch {
		const reason = `${path} is not there, or cannot be loaded as a PKCS#11 library of this machine`;
		throw keysFaults.SIGNER_UNREACHABLE({
			service: "The token's library",
			reason
		});
	}
}
function stop(cryptoki) {
	try {
		cryptoki.C_Finalize();
		cryptoki.close();
	} catch {}
}
function findPackage(directory) {
	const beside = modulesAbove(dirname(fileURLToPath(import.meta.url)));
	const places = directory === void 0 ? beside : [...beside, join(resolve(directory), "node_modules")];
	const load = createRequire(import.meta.url);
	for (const place of places) try {
		return load(join(place, packageName, "/"));
	} catch {}
	throw keysFaults.SIGNER_MODULE_MISSING({
		module: packageName,
		version: packageVersion,
		directory
	});
}
function modulesAbove(directory) {
	const above = dirname(directory);
	return [join(directory, "node_modules"), ...above === directory ? [] : modulesAbove(above)];
}

// src/keys/pkcs11/uri.ts
const traits = [
	"token",
	"serial",
	"manufacturer",
	"model"
];
const pinReason = "a PIN in an address would end up in logs and in the history of shells; leave it out and be asked, or set KAPRIEN_PASSPHRASE";
const refused = /* @__PURE__ */ new Map([
	["pin-value", pinReason],
	["pin-source", pinReason],
	["module-name", "which library a name means differs from machine to machine; write module-path"]
]);
function parseTokenUri(uri) {
	const [, path, query] = /^pkcs11:([^?#\s]*)(?:\?([^?#\s]*))?$/.exec(uri) ?? [];
	if (path === void 0 || uri.length > 2e3) throw bad("pkcs11:token=NAME;object=LABEL is expected");
	const named = attributes(path, ";", [
		...traits,
		"object",
		"id",
		"type"
	]);
	const asked = attributes(query ?? "", "&", ["module-path"]);
	const object = text(named, "object");
	const id = named.get("id");
	if (object === void 0 && id === void 0) throw bad("it names neither an object nor an id");
	const type = text(named, "type");
	if (type !== void 0 && type !== "private") throw bad("a private key is needed, and type names something else");
	const module = text(asked, "module-path");
	if (module !== void 0 && !isAbsolute(module)) throw bad("module-path has to be a whole path");
	const token = traits.flatMap((name) => {
		const value = text(named, name);
		return value === void 0 ? [] : [[name, value]];
	});
	return {
		token: new Map(token),
		object,
		id,
		module
	};
}
function formatTokenUri({ token, object, id, module }) {
	const path = [...token].map(([name, value]) => `${name}=${escaped(value)}`);
	if (object !== void 0) path.push(`object=${escaped(object)}`);
	if (id !== void 0) path.push(`id=${[...id].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`);
	const query = module === void 0 ? "" : `?module-path=${escaped(module).replaceAll("%2F", "/")}`;
	return `pkcs11:${path.join(";")}${query}`;
}
function attributes(part, separator, known) {
	const found = /* @__PURE__ */ new Map();
	for (const attribute of part === "" ? [] : part.split(separator)) {
		const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(attribute) ?? [];
		const reason = refused.get(name);
		if (reason !== void 0) throw bad(reason);
		if (!known.includes(name)) throw bad(`its attributes are ${known.join(", ")}`);
		if (found.has(name)) throw bad(`${name} stands twice`);
		found.set(name, unescaped(value));
	}
	return found;
}
function text(found, name) {
	const bytes = found.get(name);
	return bytes === void 0 ? void 0 : Buffer.from(bytes).toString("utf8");
}
function unescaped(value) {
	if (value === "" || /%(?![0-9A-Fa-f]{2})/.test(value)) throw bad("a value is empty or wrongly escaped");
	const pieces = value.split(/(%[0-9A-Fa-f]{2})/);
	return Buffer.concat(pieces.map((piece, at) => at % 2 === 1 ? Buffer.from(piece.slice(1), "hex") : Buffer.from(piece)));
}
function escaped(value) {
	return encodeURIComponent(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}
function bad(reason) {
	return keysFaults.SIGNER_URI_INVALID({ reason });
}

// src/keys/pkcs11/pkcs11.ts
const pssParameter = 5;
const longestSignature = 2048;
const methods = /* @__PURE__ */ new Map([
	["ecdsa-sha2-nistp256", { mechanism: mechanism.ecdsa }],
	["ed25519", { mechanism: mechanism.eddsa }],
	["rsassa-pss-sha256", {
		mechanism: mechanism.sha256RsaPkcsPss,
		parameter: {
			type: pssParameter,
			hashAlg: mechanism.sha256,
			mgf: 2,
			saltLen: 32
		}
	}]
]);
const provider = {
	scheme: "pkcs11",
	summary: "a key in a hardware token: pkcs11:token=NAME;object=LABEL?module-path=/PATH",
	async open(uri, secrets) {
		const address = parseTokenUri(uri);
		return locatingKey(uri, async () => {
			const { library } = libraryOf(address.module, secrets);
			try {
				const { slot } = findToken(library.cryptoki, address.token);
				const session = openSession(library.cryptoki, slot);
				try {
					const ask = (attempt) => secrets.passphrase(uri, attempt);
					await login(session, ask);
					return signer(uri, library, session, findKey(session, address), ask);
				} catch (error) {
					closeSession(session);
					throw error;
				}
			} catch (error) {
				library.release();
				throw error;
			}
		});
	},
	async list(secrets) {
		const { path, library } = libraryOf(void 0, secrets);
		try {
			return tokens(library.cryptoki).flatMap((token) => listed(library, token, path));
		} finally {
			library.release();
		}
	}
};
function libraryOf(given, secrets) {
	const path = given ?? secrets.variable("KAPRIEN_PKCS11_MODULE");
	if (path === void 0 || path === "") throw keysFaults.SIGNER_UNREACHABLE({
		service: "The token's library",
		reason: "neither module-path in the address nor KAPRIEN_PKCS11_MODULE names it"
	});
	if (!isAbsolute(path)) throw keysFaults.SIGNER_UNREACHABLE({
		service: "The token's library",
		reason: "KAPRIEN_PKCS11_MODULE has to be a whole path"
	});
	return {
		path,
		library: openLibrary(path, secrets.variable("KAPRIEN_PKCS11JS") || void 0)
	};
}
function listed({ cryptoki }, { slot, traits }, module) {
	const session = openSession(cryptoki, slot);
	try {
		return publicKeys(session).map(({ object, key }) => {
			const id = read(session, object, "id");
			const label = read(session, object, "label")?.toString("utf8") ?? "";
			return {
				uri: formatTokenUri({
					token: new Map(["token", "serial"].flatMap((name) => traits.get(name) ? [[name, traits.get(name) ?? ""]] : [])),
					object: label === "" ? void 0 : label,
					id: id === void 0 || id.length === 0 ? void 0 : id,
					module
				}),
				key,
				label: `${label} in ${traits.get("token") ?? ""}`
			};
		});
	} finally {
		closeSession(session);
	}
}
function signer(uri, library, session, { key, privateKey }, ask) {
	const method = methods.get(key.scheme);
	if (method === void 0) throw tufFaults.KEY_UNSUPPORTED({ type: key.scheme });
	const eachTime = (read(session, privateKey, "alwaysAuthenticate")?.[0] ?? 0) !== 0;
	const { cryptoki, handle } = session;
	async function signNow(bytes) {
		const ecdsa = key.scheme === "ecdsa-sha2-nistp256";
		const input = ecdsa ? createHash("sha256").update(bytes).digest() : standing(bytes);
		translating(() => cryptoki.C_SignInit(handle, method ?? { mechanism: 0 }, privateKey));
		if (eachTime) await confirm(session, ask);
		const signature = await cryptoki.C_SignAsync(handle, input, Buffer.alloc(longestSignature)).catch((error) => {
			throw translated(error);
		});
		return ecdsa ? derFromRaw(signature) : signature;
	}
	let last = Promise.resolve();
	return remoteSigner(key, (bytes) => {
		const next = last.then(() => locatingKey(uri, () => signNow(bytes)));
		last = next.catch(() => void 0);
		return next;
	}, async () => {
		await last;
		closeSession(session);
		library.release();
	});
}
function standing(bytes) {
	return Buffer.concat([bytes, Buffer.of(0)]).subarray(0, bytes.length);
}

export { provider };