import { r as formatInstant } from "./time.js";
import { s as intentPaths, v as treeOfFiles } from "./settings.js";
import { x as readTrust } from "./merged-source.js";
import { o as sha256 } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { C as eventEntries, T as trustFiles, i as requireSoundEvent, l as foldedFiles } from "./load.js";
import { d as signingEventFaults } from "./first-trust.js";
import { c as missingCount } from "./text2.js";

// src/signing-event/finish.ts
async function finishEvent(loaded, { head, names, pin, verifier, now }) {
	const { name, draft, signatures, report, start, trust } = loaded;
	requireSoundEvent(loaded);
	if (!report.complete) throw signingEventFaults.EVENT_INCOMPLETE({
		event: name,
		missing: missingCount(report)
	});
	const paths = intentPaths(names);
	const folded = foldedFiles(loaded.base, draft, signatures, paths, verifier);
	const first = loaded.base === void 0 || trust?.historic?.has("root") === true ? folded.get(paths.root(draft.after.root.version)) : void 0;
	const trustedRoot = first ? sha256(first) : void 0;
	await verify(trust === void 0 ? void 0 : start, names, folded, {
		pin: (trust === void 0 ? trustedRoot : pin) ?? "",
		verifier
	});
	requireFresh(draft, now);
	const files = new Map(folded);
	for (const path of await eventEntries(head, names, name)) files.set(path, null);
	return {
		files,
		...trustedRoot !== void 0 && { trustedRoot }
	};
}
async function verify(base, names, folded, anchor) {
	const files = new Map(base === void 0 ? [] : await trustFiles(base, names));
	for (const [file, bytes] of folded) if (bytes === null) files.delete(file);
	else files.set(file, bytes);
	await readTrust(treeOfFiles(files), intentPaths(names), anchor);
}
function requireFresh({ after, roles }, now) {
	for (const { role } of roles) {
		const expires = role === "root" ? after.root.expires : after.offline.get(role)?.expires;
		if (expires !== void 0 && expires <= now) throw tufFaults.ROLE_EXPIRED({
			role,
			expires: formatInstant(expires)
		});
	}
}

export { finishEvent as t };