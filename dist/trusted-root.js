import { t as Fault } from "./fault2.js";
import { basename } from "node:path";

// src/faces/secrets.ts
function passphraseVariable(uri) {
	return `KAPRIEN_PASSPHRASE_${basename(uri.slice(uri.indexOf(":") + 1)).replace(/\.[^.]*$/, "").toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
function remembered(take) {
	const known = /* @__PURE__ */ new Map();
	return (name) => {
		if (!known.has(name)) known.set(name, take(name));
		return known.get(name);
	};
}

// src/faces/trusted-root.ts
function trustedRoot(given) {
	if (given === void 0 || given.trim() === "") throw new Fault("TRUSTED_ROOT_NEEDED");
	const value = given.trim().toLowerCase().replace(/^sha256:/, "");
	if (!/^[0-9a-f]{64}$/.test(value)) throw new Fault("TRUSTED_ROOT_INVALID", { value: given.slice(0, 80) });
	return value;
}

export { passphraseVariable as n, remembered as r, trustedRoot as t };