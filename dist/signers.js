import { t as Fault } from "./fault2.js";

// src/signers/index.ts
const signerProviders = /* @__PURE__ */ new Map([["file", () => import("./file.js")], ["env", () => import("./env.js")]]);
async function openSigner(uri, secrets) {
	const scheme = /^([a-z][a-z0-9+-]{0,15}):/.exec(uri)?.[1];
	const load = scheme === void 0 ? void 0 : signerProviders.get(scheme);
	if (load === void 0) throw new Fault("SIGNER_URI_INVALID", {
		scheme,
		known: [...signerProviders.keys()]
	});
	const { provider } = await load();
	return provider.open(uri, secrets);
}

export { openSigner };