import { t as Fault } from "./fault.js";

// src/keys/reading.ts
function reading(code, action) {
	try {
		return action();
	} catch (error) {
		throw translated(code, error);
	}
}
function translated(code, error) {
	if (!(error instanceof Fault)) return new Fault(code, { reason: "it cannot be read" });
	const { line, column, where, reason } = error.data;
	switch (error.code) {
		case "JSON_INVALID": return new Fault(code, {
			reason: "it is not valid JSON",
			line,
			column
		});
		case "METADATA_INVALID": return new Fault(code, { reason: `${where} is missing or of the wrong kind` });
		case "KEY_WEAK": return code === "KEY_INVALID" ? error : new Fault(code, { reason });
		case "KEY_INVALID":
		case "SIGNER_KEY_INVALID": return new Fault(code, { reason });
		default: return error;
	}
}
function keyInvalid(reason) {
	return new Fault("SIGNER_KEY_INVALID", { reason });
}
async function locatingKey(uri, open) {
	try {
		return await open();
	} catch (error) {
		throw error instanceof Fault ? error.with({ uri }) : error;
	}
}

export { locatingKey as n, reading as r, keyInvalid as t };