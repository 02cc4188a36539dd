import { i as isFault, n as contentFault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";

// src/git/damage.ts
function isDamage(error) {
	return isFault(error, gitFaults.STORE_OBJECT_MISSING, gitFaults.STORE_CORRUPT);
}
function readingFault(error) {
	return isDamage(error) ? error : contentFault(error);
}

export { readingFault as n, isDamage as t };