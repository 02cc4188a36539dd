import { t as keysFaults } from "./faults15.js";
import { a as signerFromPrivateKey, o as passphraseProblem, t as encryptKey } from "./key-file.js";
import { t as Fault } from "./fault.js";
import { basename, dirname, join, resolve } from "node:path";
import { lstat, mkdir, open, realpath, rm, unlink } from "node:fs/promises";
import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

// src/keys/file/generate.ts
const generate = promisify(generateKeyPair);
async function generateKey(scheme = "ed25519") {
	return (await pair(scheme)).privateKey;
}
function pair(scheme) {
	switch (scheme) {
		case "ed25519": return generate("ed25519");
		case "ecdsa-sha2-nistp256": return generate("ec", { namedCurve: "prime256v1" });
		case "rsassa-pss-sha256": return generate("rsa", { modulusLength: 3072 });
	}
}

// src/keys/file/write.ts
async function writeKeyFile(path, bytes, platform = process.platform) {
	try {
		const directory = await placeFor(dirname(path), path);
		await create(join(directory, basename(path)), bytes);
		if (platform !== "win32") await syncDirectory(directory);
	} catch (error) {
		if (error instanceof Fault) throw error;
		if (codeOf(error) === "EEXIST") throw keysFaults.KEY_FILE_EXISTS({ path });
		throw keysFaults.KEY_FILE_UNWRITABLE({
			path,
			reason: codeOf(error)
		}, { cause: error });
	}
}
async function checkKeyFile(path) {
	let directory = dirname(resolve(path));
	while (!await exists(directory) && dirname(directory) !== directory) directory = dirname(directory);
	await placeFor(directory, path);
	if (await exists(path)) throw keysFaults.KEY_FILE_EXISTS({ path });
}
async function placeFor(parent, path) {
	const directory = await realpath(parent);
	const workTree = await workTreeAround(directory);
	if (workTree !== void 0) throw keysFaults.KEY_IN_WORK_TREE({
		path,
		directory: workTree
	});
	return directory;
}
function exists(path) {
	return lstat(path).then(() => true, () => false);
}
async function create(file, bytes) {
	const handle = await open(file, "wx", 384);
	try {
		try {
			await handle.writeFile(bytes);
			await handle.sync();
		} finally {
			await handle.close();
		}
	} catch (error) {
		await unlink(file);
		throw error;
	}
}
async function syncDirectory(directory) {
	const handle = await open(directory, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
async function workTreeAround(directory) {
	for (let at = directory;; at = dirname(at)) {
		if (await exists(join(at, ".git"))) return at;
		if (at === dirname(at)) return void 0;
	}
}
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

// src/keys/file/maker.ts
const fileKeyMaker = {
	check: checkKeyFile,
	async create({ scheme, path, passphrase }) {
		await checkKeyFile(path);
		const reason = passphraseProblem(passphrase);
		if (reason !== void 0) throw keysFaults.KEY_PASSPHRASE_WEAK({
			path,
			reason
		});
		const key = await generateKey(scheme);
		const bytes = await encryptKey(key, passphrase);
		let saved = false;
		return {
			signer: signerFromPrivateKey(key),
			async save() {
				await mkdir(dirname(path), {
					recursive: true,
					mode: 448
				}).catch((cause) => {
					throw keysFaults.KEY_FILE_UNWRITABLE({
						path,
						reason: cause.code ?? "unknown"
					}, { cause });
				});
				await writeKeyFile(path, bytes);
				saved = true;
			},
			async discard() {
				if (saved) await rm(path, { force: true });
				saved = false;
			}
		};
	}
};

export { fileKeyMaker };