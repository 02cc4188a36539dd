import { o as __toESM } from "./rolldown-runtime.js";
import { i as boundedFetch } from "./answer.js";
import { t as tufFaults } from "./faults8.js";
import { b as decodeJson, f as object } from "./key.js";
import { t as keysFaults } from "./faults15.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { n as locatingKey, r as reading, t as keyInvalid } from "./reading.js";
import { i as remoteSigner, t as answerInvalid } from "./remote.js";
import { a as unreachable, i as roundTrip, n as largestReply, r as persistently, t as isPassing } from "./service.js";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";

// src/keys/google/crc32c.ts
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let rest = byte;
	for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ 2197175160 : rest >>> 1;
	return rest;
});
function crc32c(bytes) {
	let rest = 4294967295;
	for (const byte of bytes) rest = rest >>> 8 ^ (table[(rest ^ byte) & 255] ?? 0);
	return ~rest >>> 0;
}

// src/keys/google/gcpkms.ts
const service = "Google Cloud KMS";
const address = /^gcpkms:\/\/(projects\/[a-z0-9][a-z0-9.:-]{0,62}\/locations\/[a-z0-9-]{1,63}\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}\/cryptoKeyVersions\/[1-9]\d{0,9})(?:\?endpoint=(https?:\/\/[A-Za-z0-9.:[\]-]+)\/?)?$/;
const publicEndpoint = "https://cloudkms.googleapis.com";
const googles = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.googleapis\.com$/;
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
const scope = "https://www.googleapis.com/auth/cloudkms";
const largestMessage = 65536;
const algorithms = /* @__PURE__ */ new Map([
	["EC_SIGN_ED25519", "ed25519"],
	["EC_SIGN_P256_SHA256", "ecdsa-sha2-nistp256"],
	["RSA_SIGN_PSS_2048_SHA256", "rsassa-pss-sha256"],
	["RSA_SIGN_PSS_3072_SHA256", "rsassa-pss-sha256"],
	["RSA_SIGN_PSS_4096_SHA256", "rsassa-pss-sha256"]
]);
const provider = gcpKms({
	fetch: (...request) => fetch(...request),
	pause: setTimeout
});
function gcpKms(world) {
	return {
		scheme: "gcpkms",
		summary: "a key version in Google Cloud KMS: gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V",
		async open(uri) {
			const [, name, endpoint = publicEndpoint] = address.exec(uri) ?? [];
			if (name === void 0 || !(loopback.test(endpoint) || googles.test(endpoint)) || !URL.canParse(endpoint)) throw keysFaults.SIGNER_URI_INVALID({ reason: `expected is gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V, with the version` });
			return locatingKey(uri, async () => {
				const call = connect(world, endpoint, await authorizer(world, name));
				const { key, algorithm } = await publicKey(call, name);
				return remoteSigner(key, (bytes) => locatingKey(uri, () => sign$1(call, name, algorithm, bytes)));
			});
		}
	};
}
async function publicKey(call, name) {
	const { pem, algorithm } = await call({
		path: `${name}/publicKey`,
		permission: "cloudkms.cryptoKeyVersions.viewPublicKey"
	}, (reply) => {
		same(reply.get("name"), name, "it describes another key version");
		const text = member(reply, "pem");
		intact(Buffer.from(text), reply.get("pemCrc32c"), "public key");
		return {
			pem: text,
			algorithm: member(reply, "algorithm")
		};
	});
	const scheme = algorithms.get(algorithm);
	if (scheme === void 0) throw tufFaults.KEY_UNSUPPORTED({ type: word(algorithm) });
	const key = reading(keysFaults.SIGNER_KEY_INVALID, () => keyFromOpenssl(pem));
	if (key.scheme !== scheme) throw answerInvalid("its algorithm is not that of its key");
	return {
		key,
		algorithm
	};
}
async function sign$1(call, name, algorithm, bytes) {
	const pure = algorithm === "EC_SIGN_ED25519";
	if (pure && bytes.length > largestMessage) throw keysFaults.SIGNER_MESSAGE_TOO_LARGE({
		service,
		length: bytes.length,
		limit: largestMessage
	});
	const input = pure ? bytes : createHash("sha256").update(bytes).digest();
	const encoded = Buffer.from(input).toString("base64");
	const sum = String(crc32c(input));
	const body = pure ? {
		data: encoded,
		dataCrc32c: sum
	} : {
		digest: { sha256: encoded },
		digestCrc32c: sum
	};
	return call({
		path: `${name}:asymmetricSign`,
		permission: "cloudkms.cryptoKeyVersions.useToSign",
		body
	}, (reply) => {
		same(reply.get("name"), name, "another key version signed");
		same(reply.get(pure ? "verifiedDataCrc32c" : "verifiedDigestCrc32c"), true, "what was to be signed did not arrive intact");
		const text = member(reply, "signature");
		if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw answerInvalid("its signature is not base64");
		const signature = Buffer.from(text, "base64");
		intact(signature, reply.get("signatureCrc32c"), "signature");
		return signature;
	});
}
function member(reply, name) {
	const value = reply.get(name);
	if (typeof value !== "string") throw answerInvalid(`it has no ${name}`);
	return value;
}
function same(actual, expected, reason) {
	if (actual !== expected) throw answerInvalid(reason);
}
function intact(bytes, sum, what) {
	same(sum, String(crc32c(bytes)), `the checksum of its ${what} is missing or wrong`);
}
function connect(world, endpoint, authorize) {
	return async (call, read) => {
		const authorization = await authorize();
		return persistently(world, async () => read(await exchange(world, endpoint, call, authorization)));
	};
}
async function exchange(world, endpoint, { path, permission, body }, authorization) {
	const { status, content } = await roundTrip(service, world, `${endpoint}/v1/${path}`, {
		method: body === void 0 ? "GET" : "POST",
		headers: {
			authorization,
			...body === void 0 ? {} : { "content-type": "application/json" }
		},
		...body === void 0 ? {} : { body: JSON.stringify(body) }
	});
	const reply = parsed(content);
	if (status !== 200) throw refusal(status, reply?.get("error"), permission);
	if (reply === void 0) throw answerInvalid("it is not a JSON object");
	return reply;
}
function parsed(content) {
	try {
		return object(decodeJson(content), "reply");
	} catch {
		return;
	}
}
function refusal(status, error, permission) {
	const name = error instanceof Map ? word(error.get("status")) : "";
	const said = name === "" ? `HTTP ${status}` : `HTTP ${status}, ${name}`;
	if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({
		service,
		permission,
		reason: said
	});
	if (status === 404) return keysFaults.SIGNER_KEY_MISSING();
	if (status === 400 && name === "FAILED_PRECONDITION") return keyInvalid("its version is disabled or destroyed");
	if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
	if (isPassing(status)) return unreachable(service, said);
	return answerInvalid(`it has the status ${status}`);
}
function word(value) {
	return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,60}$/.test(value) ? value : "";
}
async function authorizer({ fetch: send, patience, credentials }, name) {
	const { GoogleAuth } = await import("./src2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const transporterOptions = { fetchImplementation: boundedFetch({ seconds: patience ?? 10 }, largestReply, send) };
	const auth = new GoogleAuth({
		scopes: scope,
		projectId: name.split("/")[1] ?? "",
		clientOptions: { transporterOptions },
		...credentials === void 0 ? {} : { credentials }
	});
	let client;
	return async () => {
		try {
			client ??= await auth.getClient();
			const header = (await client.getRequestHeaders()).get("authorization");
			if (header !== null) return header;
		} catch (error) {
			if (client !== void 0 && passing(error)) throw unreachable(service, "the token service of its credentials fails");
			const reason = client === void 0 ? "there are no Application Default Credentials" : "the credentials were not accepted";
			throw keysFaults.SIGNER_FORBIDDEN({
				service,
				permission: "a Google credential",
				reason
			});
		}
		throw keysFaults.SIGNER_FORBIDDEN({
			service,
			permission: "a Google credential",
			reason: "they gave no token"
		});
	};
}
function passing(error) {
	if (!(error instanceof Error && "config" in error)) return false;
	const status = "status" in error && typeof error.status === "number" ? error.status : 503;
	return isPassing(status);
}

export { gcpKms, provider };