import { i as isBinName } from "./names.js";
import { f as heldRoles } from "./event-file.js";
import { c as whyUnfit } from "./key.js";

// src/signing-event/key-findings.ts
function unfitKeys(before, after) {
	const seen = new Set(before && heldRoles(before).flatMap(({ keyids }) => keyids));
	const found = [];
	for (const { role, keyids, keys } of heldRoles(after)) for (const keyid of keyids) {
		const key = keys.get(keyid);
		if (key === void 0 || seen.has(keyid)) continue;
		seen.add(keyid);
		const reason = whyUnfit(key, "new");
		const counts = whyUnfit(key, "listed") === void 0;
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
		return {
			code: "METADATA_KEY_WEAK",
			severity: "error",
			file,
			data: {
				file,
				keyid,
				reason
			}
		};
	});
}

export { unfitKeys as n, newKeyFindings as t };