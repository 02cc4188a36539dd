import { t as Fault } from "./fault.js";

// src/git/races.ts
const maximumRefusals = 5;
function raceJudge() {
	let last;
	let refusals = 0;
	return (error) => {
		if (!(error instanceof Fault) || error.code !== "STORE_CONFLICT") throw error;
		const { ref, expected, actual } = error.data;
		refusals = expected !== void 0 && expected === last ? refusals + 1 : 1;
		last = expected;
		if (refusals >= maximumRefusals) {
			requireMoved(error);
			throw new Fault("STORE_INCONSISTENT", {
				ref,
				expected,
				actual,
				attempts: refusals
			}, { cause: error });
		}
		if (!isMoved(error)) return "the branch could not be moved";
		return refusals === 1 ? "another writer was first" : "the branch still reads as before";
	};
}
function requireMoved(conflict) {
	if (!isMoved(conflict)) throw conflict.cause instanceof Fault ? conflict.cause : conflict;
}
function isMoved({ data: { expected, actual } }) {
	return expected === void 0 || expected !== actual;
}

export { requireMoved as n, raceJudge as t };