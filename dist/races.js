import { i as isFault, t as Fault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";

// src/git/races.ts
const maximumRefusals = 5;
function raceJudge() {
	let last;
	let refusals = 0;
	return (error) => {
		if (!isFault(error, gitFaults.STORE_CONFLICT)) throw error;
		const { ref, expected, actual } = error.data;
		refusals = expected !== void 0 && expected === last ? refusals + 1 : 1;
		last = expected;
		if (refusals >= maximumRefusals) {
			requireMoved(error);
			const [reads, is] = [expected ?? "no commit", actual ?? "no commit"];
			throw gitFaults.STORE_INCONSISTENT({
				ref: String(ref),
				expected: reads,
				actual: is,
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