import { r as formatInstant } from "./time.js";
import { s as treeOfFiles, t as intentPaths } from "./layout.js";
import { v as readTrust } from "./releases.js";
import { o as sha256 } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { c as foldedFiles, h as trustFiles, i as requireSoundEvent, p as eventEntries } from "./load.js";
import { u as signingEventFaults } from "./first-trust.js";
import { c as missingCount } from "./text2.js";

// src/signing-event/finish.ts
async function finishEvent(loaded, { base, head, names, pin, verifier, now }) {
	const { name, draft, signatures, report } = loaded;
	requireSoundEvent(loaded);
	if (!report.complete) throw signingEventFaults.EVENT_INCOMPLETE({
		event: name,
		missing: missingCount(report)
	});
	const paths = intentPaths(names);
	const folded = foldedFiles(loaded.base, draft, signatures, paths, verifier);
	const first = loaded.base === void 0 ? folded.get(paths.root(1)) : void 0;
	const trustedRoot = first ? sha256(first) : void 0;
	await verify(base, names, folded, {
		pin: trustedRoot ?? pin ?? "",
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