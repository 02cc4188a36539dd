import { o as finding } from "./visits.js";
import { i as isBinName } from "./names.js";
import { I as heldRoles } from "./load.js";
import { t as tufFaults } from "./faults8.js";

// src/signing-event/key-findings.ts
function unfitKeys(before, after) {
	const seen = new Set(before && heldRoles(before).flatMap(({ keyids }) => keyids));
	const found = [];
	for (const { role, keyids, keys } of heldRoles(after)) for (const keyid of keyids) {
		const key = keys.get(keyid);
		if (key === void 0 || seen.has(keyid)) continue;
		seen.add(keyid);
		const reason = key.whyUnfit("new");
		const counts = key.whyUnfit("listed") === void 0;
		if (reason !== void 0) found.push({
			role: isBinName(role) ? "bins" : role,
			keyid,
			reason,
			counts
		});
	}
	return found;
}
function newKeyFindings(before, after, file) {
	return unfitKeys(before, after).map(({ keyid, reason }) => {
		return finding(tufFaults.METADATA_KEY_WEAK, {
			file,
			keyid,
			reason
		}, {
			severity: "error",
			file
		});
	});
}

export { unfitKeys as n, newKeyFindings as t };