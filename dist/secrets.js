import { basename } from "node:path";

// src/compose/secrets.ts
function passphraseVariable(uri) {
	const part = (name) => new RegExp(`^pkcs11:(?:[^?]*;)?${name}=([^;?]*)`).exec(uri)?.[1];
	const address = uri.slice(uri.indexOf(":") + 1);
	const path = uri.startsWith("file:") ? address : address.replace(/\?.*$/, "");
	return `KAPRIEN_PASSPHRASE_${(part("object") ?? part("token") ?? basename(path).replace(/\.[^.]*$/, "")).toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
function remembered(take) {
	const known = /* @__PURE__ */ new Map();
	return (name) => {
		if (!known.has(name)) known.set(name, take(name));
		return known.get(name);
	};
}

export { remembered as n, passphraseVariable as t };