import { t as keysFaults } from "./faults15.js";
import { n as locatingKey } from "./reading.js";
import { n as maximumKeyBytes, t as loadPrivateKey } from "./load2.js";
import { a as signerFromPrivateKey } from "./key-file.js";
import { open } from "node:fs/promises";

// src/keys/file/file.ts
const prefix = "file:";
const provider = {
	scheme: "file",
	summary: "a private key in a file: file:PATH",
	async open(uri, secrets) {
		const path = uri.slice(5);
		if (!uri.startsWith(prefix) || path === "" || /[\0\r\n]|-----BEGIN|@@@@|^\{/.test(path)) throw keysFaults.SIGNER_URI_INVALID({ reason: "a path is expected, as in file:PATH" });
		return locatingKey(uri, async () => {
			const key = await loadPrivateKey(await read(path), (attempt) => secrets.passphrase(uri, attempt));
			return signerFromPrivateKey(key);
		});
	}
};
async function read(path) {
	try {
		const handle = await open(path, "r");
		try {
			return await readBounded(handle);
		} finally {
			await handle.close();
		}
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
		if (code === "ENOENT" || code === "ENOTDIR") throw keysFaults.SIGNER_KEY_MISSING({ path });
		throw keysFaults.SIGNER_KEY_INVALID({
			path,
			reason: `the file cannot be read (${code})`
		}, { cause: error });
	}
}
async function readBounded(handle) {
	const buffer = Buffer.alloc(maximumKeyBytes + 1);
	let length = 0;
	while (length < buffer.length) {
		const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
		if (bytesRead === 0) break;
		length += bytesRead;
	}
	return buffer.subarray(0, length);
}

export { provider };