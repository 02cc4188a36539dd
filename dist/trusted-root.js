import { i as isFault } from "./fault.js";
import { t as repositoryFaults } from "./faults6.js";
import { o as sha256 } from "./digest.js";
import { t as composeFaults } from "./faults7.js";

// src/compose/trusted-root.ts
function trustedRoot(given) {
	if (given === void 0 || given.trim() === "") throw repositoryFaults.TRUSTED_ROOT_NEEDED();
	const value = digest(given);
	if (value === void 0) throw composeFaults.TRUSTED_ROOT_INVALID({ value: given.slice(0, 80) });
	return value;
}
async function trustedRootFile(given, read) {
	if (given === void 0 || given.trim() === "") return void 0;
	const bytes = digest(given) === void 0 ? await read(given) : void 0;
	return bytes === void 0 ? { pin: trustedRoot(given) } : {
		pin: sha256(bytes),
		root: {
			file: given,
			bytes
		}
	};
}
function digest(given) {
	const value = given.trim().toLowerCase().replace(/^sha256:/, "");
	return /^[0-9a-f]{64}$/.test(value) ? value : void 0;
}
function knownPin(pin) {
	try {
		return pin();
	} catch (error) {
		if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) return void 0;
		throw error;
	}
}

export { trustedRoot as n, trustedRootFile as r, knownPin as t };