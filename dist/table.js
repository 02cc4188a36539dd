import { i as isFault, t as Fault } from "./fault.js";
import { t as keysFaults } from "./faults15.js";
import { t as planFaults } from "./faults12.js";

// src/keys/verified-signer.ts
function verifiedSigner(signer, verifier) {
	const { key } = signer;
	return {
		key,
		async sign(bytes) {
			const signature = await signer.sign(bytes);
			if (!verifier.verify(key, bytes, signature)) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: key.keyid });
			return signature;
		},
		[Symbol.asyncDispose]: () => signer[Symbol.asyncDispose]()
	};
}

// src/keys/table.ts
const signerProviders = /* @__PURE__ */ new Map([
	["file", () => import("./file.js")],
	["env", () => import("./env.js")],
	["ssh-agent", () => import("./agent.js")],
	["pkcs11", () => import("./pkcs11.js")],
	["gcpkms", () => import("./gcpkms.js")],
	["azurekms", () => import("./azurekms.js")],
	["awskms", () => import("./awskms.js")],
	["vault", () => import("./vault.js")]
]);
async function openSigner(uri, secrets, verifier) {
	const scheme = /^([a-z][a-z0-9+-]{0,15}):/.exec(uri)?.[1];
	const load = scheme === void 0 ? void 0 : signerProviders.get(scheme);
	const known = [...signerProviders.keys()];
	if (load === void 0) throw keysFaults.SIGNER_URI_INVALID({
		scheme,
		reason: "it is of none of the known kinds",
		known
	});
	const { provider } = await load();
	try {
		return verifiedSigner(await provider.open(uri, secrets), verifier);
	} catch (error) {
		throw isFault(error, keysFaults.SIGNER_URI_INVALID) ? error.with({ known }) : error;
	}
}
async function listKeys(secrets) {
	const offers = [];
	for (const [scheme, load] of signerProviders) {
		const { provider } = await load();
		if (provider.list === void 0) continue;
		try {
			offers.push({
				scheme,
				keys: await provider.list(secrets)
			});
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			offers.push({
				scheme,
				keys: [],
				unavailable: error.code
			});
		}
	}
	return offers;
}

export { listKeys, openSigner };