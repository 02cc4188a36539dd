import { t as Fault } from "./fault2.js";

// src/faces/trusted-root.ts
function trustedRoot(given) {
	if (given === void 0 || given.trim() === "") throw new Fault("TRUSTED_ROOT_NEEDED");
	const value = given.trim().toLowerCase().replace(/^sha256:/, "");
	if (!/^[0-9a-f]{64}$/.test(value)) throw new Fault("TRUSTED_ROOT_INVALID", { value: given.slice(0, 80) });
	return value;
}
function knownPin(pin) {
	try {
		return pin();
	} catch (error) {
		if (error instanceof Fault && error.code === "TRUSTED_ROOT_NEEDED") return void 0;
		throw error;
	}
}

export { trustedRoot as n, knownPin as t };