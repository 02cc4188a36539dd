import { t as Fault } from "./fault.js";
import { t as tufFaults } from "./faults8.js";
import { t as keysFaults } from "./faults15.js";
import { t as keyFromOpenssl } from "./openssl-key.js";
import { n as locatingKey, r as reading, t as keyInvalid } from "./reading.js";
import { i as remoteSigner, r as derFromRaw, t as answerInvalid } from "./remote.js";
import { a as unreachable, i as roundTrip, r as persistently, t as isPassing } from "./service.js";
import { createHash, createPublicKey } from "node:crypto";
import { setTimeout } from "node:timers/promises";

// src/keys/azure/azurekms.ts
const service = "Azure Key Vault";
const address = /^azurekms:\/\/((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})\/keys\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?$/;
const provider = azureKms({
	fetch: (...request) => fetch(...request),
	pause: setTimeout,
	credential: async () => new (await (import("./esm.js"))).DefaultAzureCredential(),
	now: () => Date.now()
});
function azureKms(world) {
	return {
		scheme: "azurekms",
		summary: "a key in Azure Key Vault: azurekms://VAULT-HOST/keys/NAME/VERSION",
		async open(uri) {
			const [, host, name, version] = address.exec(uri) ?? [];
			if (host === void 0 || name === void 0) throw keysFaults.SIGNER_URI_INVALID({ reason: "expected is azurekms://VAULT-HOST/keys/NAME/VERSION" });
			return locatingKey(uri, async () => {
				const client = await connect(world, `https://${host}`);
				const pinned = await pin(client, {
					host,
					name,
					version
				}, world);
				const signing = client.getCryptographyClient(name, { keyVersion: pinned.version });
				return remoteSigner(pinned.key, (bytes) => locatingKey(pinned.uri, () => sign$1(signing, pinned, bytes, world)));
			});
		}
	};
}
async function connect(world, vault) {
	const { KeyClient } = await import("./esm2.js");
	const options = {
		retryOptions: { maxRetries: 0 },
		redirectOptions: { maxRetries: 0 },
		httpClient: over(world)
	};
	return new KeyClient(vault, await world.credential(), options);
}
function over(world) {
	return { async sendRequest(request) {
		const { url, method, body } = request;
		if (!url.startsWith("https://") || body !== void 0 && body !== null && typeof body !== "string") throw answerInvalid("it leads elsewhere");
		const headers = Object.entries(request.headers.toJSON());
		const reply = await roundTrip(service, world, url, {
			method,
			headers,
			body: body ?? null
		});
		return {
			request,
			status: reply.status,
			headers: headersOf(reply.headers),
			bodyAsText: reply.content.toString()
		};
	} };
}
function headersOf(headers) {
	return {
		get: (name) => headers.get(name) ?? void 0,
		has: (name) => headers.has(name),
		set: (name, value) => headers.set(name, String(value)),
		delete: (name) => headers.delete(name),
		toJSON: () => Object.fromEntries(headers),
		[Symbol.iterator]: () => headers.entries()
	};
}
async function pin(client, { host, name, version }, world) {
	const found = await asking(world, "keys/get", () => client.getKey(name, version === void 0 ? {} : { version }));
	const id = found.id ?? "";
	const parts = partsOf(id);
	if (parts.host !== host || parts.name !== name.toLowerCase() || !/^[0-9a-f]{32}$/.test(parts.version ?? "")) throw answerInvalid("it describes another key");
	if (version !== void 0 && parts.version !== version) throw answerInvalid("it describes another key version");
	usable(found, world.now());
	const { key, algorithm } = reading(keysFaults.SIGNER_KEY_INVALID, () => publicKey(found));
	const uri = `azurekms://${host}/keys/${name}/${parts.version}`;
	return {
		id,
		version: parts.version ?? "",
		uri,
		key,
		algorithm
	};
}
function partsOf(id) {
	if (!URL.canParse(id)) return {};
	const { host, pathname, search, hash } = new URL(id);
	const [, collection, name, version, more] = pathname.split("/");
	if (collection !== "keys" || name === void 0 || version === void 0 || more !== void 0 || search + hash !== "") return {};
	return {
		host,
		name: name.toLowerCase(),
		version
	};
}
function usable({ properties, keyOperations }, now) {
	if (properties.enabled === false) throw keyInvalid("it is disabled in its vault");
	if (keyOperations !== void 0 && !keyOperations.includes("sign")) throw keyInvalid("its vault does not let it sign");
	if (properties.notBefore !== void 0 && now < properties.notBefore.getTime()) throw keyInvalid(`it is valid from ${properties.notBefore.toISOString()}`);
	if (properties.expiresOn !== void 0 && now > properties.expiresOn.getTime()) throw keyInvalid(`it expired on ${properties.expiresOn.toISOString()}`);
}
function publicKey({ key: jwk }) {
	const kty = jwk?.kty?.replace(/-HSM$/, "");
	if (kty === "EC" && jwk?.crv === "P-256") {
		const members = {
			kty,
			crv: "P-256",
			x: base64url(jwk.x),
			y: base64url(jwk.y)
		};
		return {
			key: keyFromOpenssl(createPublicKey({
				key: members,
				format: "jwk"
			})),
			algorithm: "ES256"
		};
	}
	if (kty === "RSA") {
		const members = {
			kty,
			n: base64url(jwk?.n),
			e: base64url(jwk?.e)
		};
		return {
			key: keyFromOpenssl(createPublicKey({
				key: members,
				format: "jwk"
			})),
			algorithm: "PS256"
		};
	}
	const type = kty === "EC" ? jwk?.crv : jwk?.kty;
	throw tufFaults.KEY_UNSUPPORTED({ type: type !== void 0 && /^[\w-]{1,20}$/.test(type) ? type : "unknown" });
}
function base64url(bytes) {
	if (bytes === void 0) throw keyInvalid("its vault does not show its public half");
	return Buffer.from(bytes).toString("base64url");
}
async function sign$1(client, { id, algorithm }, bytes, world) {
	const digest = createHash("sha256").update(bytes).digest();
	return asking(world, "keys/sign", async () => {
		let kid;
		const { result } = await client.sign(algorithm, digest, { onResponse: ({ parsedBody, bodyAsText }) => {
			kid = member(parsedBody ?? parsed(bodyAsText), "kid");
		} });
		if (kid !== id) throw answerInvalid("another key version signed");
		if (!(result instanceof Uint8Array)) throw answerInvalid("it has no signature");
		return algorithm === "ES256" ? derFromRaw(result) : result;
	});
}
async function asking(world, permission, action) {
	return persistently(world, () => action().catch((error) => {
		throw error instanceof Fault ? error : refusal(error, permission);
	}));
}
const credentialErrors = /* @__PURE__ */ new Set([
	"CredentialUnavailableError",
	"AggregateAuthenticationError",
	"AuthenticationError",
	"AuthenticationRequiredError"
]);
function refusal(error, permission) {
	const name = error instanceof Error ? error.name : "";
	if (credentialErrors.has(name)) return keysFaults.SIGNER_FORBIDDEN({
		service,
		permission: "an Azure credential",
		reason: "there is no Azure credential, or it was not accepted"
	});
	if (name !== "RestError") return answerInvalid("the Azure client refused it");
	const status = member(error, "statusCode");
	const code = word(member(error, "code"));
	if (typeof status !== "number") return unreachable(service, code === "" ? "the connection failed" : code);
	const inner = word(member(member(member(member(error, "details"), "error"), "innerError"), "code"));
	const said = [
		`HTTP ${status}`,
		code,
		inner
	].filter((part) => part !== "").join(", ");
	if (status === 403 && inner === "KeyDisabled") return keyInvalid("it is disabled in its vault");
	if (status === 401 || status === 403) return keysFaults.SIGNER_FORBIDDEN({
		service,
		permission,
		reason: said
	});
	if (status === 404) return keysFaults.SIGNER_KEY_MISSING();
	if (status === 400) return keyInvalid(`${service} refused the request (${said})`);
	if (isPassing(status)) return unreachable(service, said);
	return answerInvalid(`it has the status ${status}`);
}
function member(value, name) {
	return typeof value === "object" && value !== null ? Reflect.get(value, name) : void 0;
}
function parsed(text) {
	try {
		return JSON.parse(text ?? "");
	} catch {
		return;
	}
}
function word(value) {
	return typeof value === "string" && /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(value) ? value : "";
}

export { azureKms, provider };