import { i as isFault, t as Fault } from "./fault.js";
import { t as tufFaults } from "./faults8.js";
import { t as keysFaults } from "./faults15.js";

// src/keys/reading.ts
function reading(of, action) {
	try {
		return action();
	} catch (error) {
		throw translated(of, error);
	}
}
function translated(of, error) {
	if (!isFault(error)) return of({ reason: "it cannot be read" });
	const { line, column, where, reason } = error.data;
	if (isFault(error, tufFaults.JSON_INVALID)) return of({
		reason: "it is not valid JSON",
		line,
		column
	});
	if (isFault(error, tufFaults.METADATA_INVALID)) return of({ reason: `${where} is missing or of the wrong kind` });
	if (isFault(error, tufFaults.KEY_WEAK) && of === tufFaults.KEY_INVALID) return error;
	if (isFault(error, tufFaults.KEY_WEAK, tufFaults.KEY_INVALID, keysFaults.SIGNER_KEY_INVALID)) return of({ reason: String(reason) });
	return error;
}
function keyInvalid(reason) {
	return keysFaults.SIGNER_KEY_INVALID({ reason });
}
async function locatingKey(uri, open) {
	try {
		return await open();
	} catch (error) {
		throw error instanceof Fault ? error.with({ uri }) : error;
	}
}

export { locatingKey as n, reading as r, keyInvalid as t };