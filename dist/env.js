import { t as keysFaults } from "./faults15.js";
import { n as locatingKey } from "./reading.js";
import { t as loadPrivateKey } from "./load2.js";
import { a as signerFromPrivateKey } from "./key-file.js";

// src/keys/file/env.ts
const address = /^env:([A-Za-z_][A-Za-z0-9_]{0,127})$/;
const provider = {
	scheme: "env",
	summary: "a private key in an environment variable: env:NAME",
	async open(uri, secrets) {
		const name = address.exec(uri)?.[1];
		if (name === void 0) throw keysFaults.SIGNER_URI_INVALID({ reason: "a variable's name is expected, as in env:NAME" });
		return locatingKey(uri, async () => {
			const value = secrets.variable(name);
			if (value === void 0 || value.trim() === "") throw keysFaults.SIGNER_KEY_MISSING({ variable: name });
			const key = await loadPrivateKey(keyBytes(value.trim()), (attempt) => secrets.passphrase(uri, attempt));
			return signerFromPrivateKey(key);
		});
	}
};
function keyBytes(value) {
	if (value.startsWith("-----BEGIN ")) return Buffer.from(value.replaceAll(/(?:\\r)?\\n/g, "\n"));
	const compact = value.replaceAll(/\s/g, "");
	if (/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return Buffer.from(compact, "base64");
	return Buffer.from(value);
}

export { provider };