import { t as tufFaults } from "./faults8.js";
import { a as keyFromRaw, b as decodeJson, f as object } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { n as locatingKey, r as reading, t as keyInvalid } from "./reading.js";
import { i as remoteSigner, t as answerInvalid } from "./remote.js";
import { a as unreachable, i as roundTrip, r as persistently, t as isPassing } from "./service.js";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";

// src/keys/vault/vault-address.ts
const word = "\\w(?:[\\w.-]{0,126}\\w)?";
const address = new RegExp(`^vault://(${word})(?:\\?([^#]+))?$`);
const forms = /* @__PURE__ */ new Map([
	["mount", new RegExp(`^${word}(?:/${word}){0,7}$`)],
	["version", /^[1-9]\d{0,8}$/],
	["auth", /^jwt$/],
	["role", new RegExp(`^${word}$`)]
]);
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
function readAddress(uri) {
	const [, name, query = ""] = address.exec(uri) ?? [];
	const options = /* @__PURE__ */ new Map();
	for (const option of query === "" ? [] : query.split("&")) {
		const [key = "", value = "", ...more] = option.split("=");
		if (forms.get(key)?.test(value) !== true || more.length > 0 || options.has(key)) throw malformed();
		options.set(key, value);
	}
	const role = options.get("role");
	if (name === void 0 || options.has("auth") !== (role !== void 0)) throw malformed();
	const version = options.get("version");
	return {
		name,
		mount: options.get("mount") ?? "transit",
		version: version === void 0 ? void 0 : Number(version),
		auth: role === void 0 ? { kind: "token" } : {
			kind: "jwt",
			role
		}
	};
}
function malformed() {
	return keysFaults.SIGNER_URI_INVALID({ reason: `expected is vault://NAME, if need be with ?mount=PATH, version=NUMBER, and auth=jwt with role=NAME` });
}
function endpointOf(service, secrets) {
	const text = secrets.variable("VAULT_ADDR")?.trim() ?? "";
	if (text === "") throw keysFaults.SIGNER_KEY_MISSING({ reason: "VAULT_ADDR does not say where Vault is." });
	const url = URL.canParse(text) ? new URL(text) : void 0;
	const plain = url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
	if (url === void 0 || !/^https?:$/.test(url.protocol) || !plain) throw keysFaults.SIGNER_URI_INVALID({ reason: "VAULT_ADDR is not an https address" });
	if (url.protocol === "http:" && !loopback.test(url.hostname)) throw keysFaults.SIGNER_CLEARTEXT({
		service,
		location: url.origin
	});
	return url.href.replace(/\/+$/, "");
}

// src/keys/vault/vault.ts
const service = "Vault";
const types = /* @__PURE__ */ new Map([
	["ed25519", "ed25519"],
	["ecdsa-p256", "ecdsa-sha2-nistp256"],
	["rsa-2048", "rsassa-pss-sha256"],
	["rsa-3072", "rsassa-pss-sha256"],
	["rsa-4096", "rsassa-pss-sha256"]
]);
const provider = vault({
	fetch: (...request) => fetch(...request),
	pause: setTimeout
});
function vault(world) {
	return {
		scheme: "vault",
		summary: "a key of Vault's transit engine: vault://NAME, with ?mount=PATH where that is not transit",
		async open(uri, secrets) {
			const address = readAddress(uri);
			return locatingKey(uri, async () => {
				const { ask, leave } = await enter(world, address, secrets);
				try {
					const pinned = await pin(ask, address);
					return remoteSigner(pinned.key, (bytes) => locatingKey(uri, () => sign$1(ask, address, pinned, bytes)), leave);
				} catch (error) {
					await leave();
					throw error;
				}
			});
		}
	};
}
async function enter(world, { auth }, secrets) {
	const endpoint = endpointOf(service, secrets);
	const namespace = secrets.variable("VAULT_NAMESPACE")?.trim() ?? "";
	if (!/^[\w./-]{0,256}$/.test(namespace)) throw keysFaults.SIGNER_URI_INVALID({ reason: "VAULT_NAMESPACE is not a namespace" });
	const common = {
		"x-vault-request": "true",
		...namespace === "" ? {} : { "x-vault-namespace": namespace }
	};
	const asWith = (headers) => (call) => persistently(world, () => exchange(world, endpoint, call, headers));
	if (auth.kind === "token") {
		const token = credential(secrets, "VAULT_TOKEN");
		return {
			ask: asWith({
				...common,
				"x-vault-token": token
			}),
			leave: async () => {}
		};
	}
	const body = {
		role: auth.role,
		jwt: credential(secrets, "VAULT_JWT")
	};
	const token = within(await asWith(common)({
		path: "auth/jwt/login",
		permission: `the role ${auth.role}`,
		body
	}), "auth").get("client_token");
	if (typeof token !== "string" || !printable.test(token)) throw answerInvalid("its login gave no token");
	const headers = {
		...common,
		"x-vault-token": token
	};
	const revoke = {
		path: "auth/token/revoke-self",
		permission: "update on auth/token/revoke-self",
		body: {}
	};
	return {
		ask: asWith(headers),
		leave: () => exchange(world, endpoint, revoke, headers).then(ignore, ignore)
	};
}
const printable = /^[\x21-\x7e]{1,16384}$/;
function ignore() {}
function credential(secrets, variable) {
	const value = secrets.variable(variable)?.trim() ?? "";
	if (printable.test(value)) return value;
	const reason = value === "" ? `${variable} is not set` : `${variable} holds no token`;
	throw keysFaults.SIGNER_FORBIDDEN({
		service,
		permission: `a token in ${variable}`,
		reason
	});
}
async function pin(ask, { mount, name, version: wanted }) {
	const path = `${mount}/keys/${name}`;
	const data = within(await ask({
		path,
		permission: `read on ${path}`
	}), "data");
	if (data.get("name") !== name) throw answerInvalid("it describes another key");
	const scheme = types.get(data.get("type"));
	if (scheme === void 0) throw tufFaults.KEY_UNSUPPORTED({ type: typeName(data.get("type")) });
	if (data.get("derived") === true) throw keyInvalid("it is derived: Vault makes another key for every context");
	const version = wanted ?? data.get("latest_version");
	if (typeof version !== "number") throw answerInvalid("it has no latest_version");
	const least = data.get("min_encryption_version");
	if (typeof least === "number" && version < least) throw keyInvalid(`Vault lets only versions from ${least} on sign`);
	const keys = within(data, "keys");
	if (!keys.has(String(version))) throw keysFaults.SIGNER_KEY_MISSING({ reason: `Its version ${version} is not there.` });
	const text = within(keys, String(version)).get("public_key");
	if (typeof text !== "string") throw answerInvalid("it has no public_key");
	const key = reading(keysFaults.SIGNER_KEY_INVALID, () => scheme === "ed25519" ? keyFromRaw(base64(text, "public_key")) : keyFromOpenssl(text));
	if (key.scheme !== scheme) throw answerInvalid("its type is not that of its key");
	return {
		version,
		key
	};
}
async function sign$1(ask, { mount, name }, { version, key }, bytes) {
	const path = `${mount}/sign/${name}`;
	const body = {
		...input(key.scheme, bytes),
		key_version: version
	};
	const signature = within(await ask({
		path,
		permission: `update on ${path}`,
		body
	}), "data").get("signature");
	const [, signedBy, encoded] = /^vault:v([1-9]\d{0,8}):([A-Za-z0-9+/=]+)$/.exec(String(signature)) ?? [];
	if (encoded === void 0) throw answerInvalid("its signature is not of the form vault:vVERSION:BASE64");
	if (Number(signedBy) !== version) throw answerInvalid("another key version signed");
	return base64(encoded, "signature");
}
function input(scheme, bytes) {
	if (scheme === "ed25519") return { input: Buffer.from(bytes).toString("base64") };
	const hashed = {
		input: createHash("sha256").update(bytes).digest("base64"),
		prehashed: true,
		hash_algorithm: "sha2-256"
	};
	if (scheme === "ecdsa-sha2-nistp256") return {
		...hashed,
		marshaling_algorithm: "asn1"
	};
	return {
		...hashed,
		signature_algorithm: "pss",
		salt_length: "hash"
	};
}
async function exchange(world, endpoint, { path, permission, body }, headers) {
	const { status, content } = await roundTrip(service, world, `${endpoint}/v1/${path}`, {
		method: body === void 0 ? "GET" : "POST",
		headers: {
			...headers,
			...body === void 0 ? {} : { "content-type": "application/json" }
		},
		...body === void 0 ? {} : { body: JSON.stringify(body) }
	});
	if (status === 204) return /* @__PURE__ */ new Map();
	if (status === 200) return parsed(content);
	throw refusal(status, permission);
}
function refusal(status, permission) {
	if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({
		service,
		permission,
		reason: `HTTP ${status}`
	});
	if (status === 404) return keysFaults.SIGNER_KEY_MISSING({ reason: "Vault has no such key, mount or namespace." });
	if (status === 503) return unreachable(service, "HTTP 503, it is sealed or busy");
	if (isPassing(status) || status === 412) return unreachable(service, `HTTP ${status}`);
	if (status === 400) return keyInvalid(`${service} refused ${permission} (HTTP 400)`);
	if (status >= 300 && status < 400) return answerInvalid("it sends to another address; VAULT_ADDR must be the right one");
	return answerInvalid(`it has the status ${status}`);
}
function parsed(content) {
	try {
		return object(decodeJson(content), "reply");
	} catch {
		throw answerInvalid("it is not a JSON object");
	}
}
function within(json, name) {
	const found = json.get(name);
	if (!(found instanceof Map)) throw answerInvalid(`it has no ${name}`);
	return found;
}
function base64(text, name) {
	const bytes = Buffer.from(text, "base64");
	if (text === "" || bytes.toString("base64") !== text) throw answerInvalid(`its ${name} is not base64`);
	return bytes;
}
function typeName(type) {
	return typeof type === "string" && /^[\w-]{1,40}$/.test(type) ? type : "unknown";
}

export { provider, vault };