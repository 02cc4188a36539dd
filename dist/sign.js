import { t as Fault } from "./fault.js";
import { o as sha256, s as toHex } from "./digest.js";
import { t as repositoryFaults } from "./faults6.js";
import { C as isObject, E as toPlain, S as fromPlain, b as decodeJson, v as canonical } from "./key.js";
import { v as treeOfFiles } from "./settings.js";
import { t as planFaults } from "./faults12.js";
import { D as decodeEventSignature, M as eventName, N as eventPaths, T as trustFiles, i as requireSoundEvent, j as eventLimits, k as encodeEventSignature, p as signersOf, u as keyidsOf, w as eventFiles } from "./load.js";
import { d as signingEventFaults } from "./first-trust.js";

// src/signing-event/bundle.ts
const bundleFormat = 1;
const bundleLimit = 32e6;
async function exportEvent(base, head, names, event) {
	const text = (files) => Object.fromEntries([...files].map(([path, bytes]) => [path, textOf(path, bytes)]));
	const trust = base === void 0 ? /* @__PURE__ */ new Map() : await trustFiles(base, names);
	const bundle = {
		kaprien: bundleFormat,
		event,
		trust: names.trust,
		base: text(trust),
		head: text(await eventFiles(head, names, event))
	};
	return new TextEncoder().encode(`${JSON.stringify(bundle, void 0, 1)}\n`);
}
function textOf(file, bytes) {
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch (cause) {
		throw signingEventFaults.EVENT_FILE_INVALID({
			file,
			reason: "it is not text"
		}, { cause });
	}
}
function readBundle(bytes, file, names) {
	const invalid = (reason) => signingEventFaults.EVENT_BUNDLE_INVALID({
		file,
		reason
	});
	const json = parsed(bytes, file);
	const format = isObject(json) ? json.get("kaprien") : void 0;
	if (!isObject(json) || typeof format !== "number") throw invalid("it is not a file that `kaprien event export` made");
	if (format > bundleFormat) throw repositoryFaults.FORMAT_NEWER({
		format,
		known: bundleFormat
	});
	const [event, trust, base, head] = [
		"event",
		"trust",
		"base",
		"head"
	].map((member) => json.get(member));
	if (typeof event !== "string" || typeof trust !== "string" || !isObject(base) || !isObject(head)) throw invalid("a member is missing");
	const own = `${eventPaths({ trust }, eventName(event)).directory}/`;
	const files = (object, belongs) => new Map([...object].map(([path, text]) => {
		if (typeof text !== "string" || !belongs(path)) throw invalid(`${path} does not belong there`);
		return [path, new TextEncoder().encode(text)];
	}));
	const below = files(base, (path) => path.startsWith(`${trust}/`) && !path.startsWith(`${trust}/event/`));
	return {
		event,
		names: {
			...names,
			trust
		},
		base: below.size === 0 ? void 0 : treeOfFiles(below),
		head: treeOfFiles(new Map([...below, ...files(head, (path) => path.startsWith(own))]))
	};
}
function parsed(bytes, file) {
	try {
		return decodeJson(bytes);
	} catch (cause) {
		if (!(cause instanceof Fault)) throw cause;
		throw signingEventFaults.EVENT_BUNDLE_INVALID({
			file,
			reason: "it is not JSON"
		}, { cause });
	}
}
function writeSignatures(event, signatures) {
	return new TextEncoder().encode(`${JSON.stringify({
		kaprien: bundleFormat,
		event,
		signatures
	}, void 0, 1)}\n`);
}
function readSignatures(bytes, file) {
	const plain = toPlain(parsed(bytes, file));
	if (typeof plain?.kaprien === "number" && plain.kaprien > bundleFormat) throw repositoryFaults.FORMAT_NEWER({
		format: plain.kaprien,
		known: bundleFormat
	});
	if (typeof plain?.event !== "string" || !Array.isArray(plain.signatures)) throw signingEventFaults.EVENT_BUNDLE_INVALID({
		file,
		reason: "it is not a file that `kaprien sign --out` made"
	});
	if (plain.signatures.length > eventLimits.signatures) throw signingEventFaults.EVENT_BUNDLE_INVALID({
		file,
		reason: "there are too many signatures"
	});
	const signatures = plain.signatures.map((each) => decodeEventSignature(each, file));
	return {
		event: eventName(plain.event),
		signatures
	};
}

// src/signing-event/sign.ts
function eventDigest({ draft }) {
	return sha256(canonical(fromPlain(new Map(draft.roles.map(({ role, sha256 }) => [role, sha256])))));
}
function openParts({ base, draft, report }, key) {
	const parts = /* @__PURE__ */ new Map();
	for (const { role } of draft.roles) {
		const names = keyidsOf(base, draft, role, key);
		if ((report.roles.find((each) => each.role === role)?.needs ?? []).some(({ missing }) => names.some((id) => missing.includes(id)))) parts.set(role, names);
	}
	return parts;
}
async function signEvent(loaded, signer, shown) {
	const { name, base, draft, verifier } = loaded;
	requireSoundEvent(loaded);
	const digest = eventDigest(loaded);
	if (digest !== shown) throw signingEventFaults.EVENT_DIGEST_DIFFERS({
		event: name,
		expected: shown,
		actual: digest
	});
	const { key } = signer;
	if (!draft.roles.some(({ role }) => keyidsOf(base, draft, role, key).length > 0)) throw signingEventFaults.EVENT_NOT_YOURS({
		event: name,
		keyid: key.keyid
	});
	const parts = openParts(loaded, key);
	if (parts.size === 0) throw signingEventFaults.EVENT_SIGNED_ALREADY({
		event: name,
		keyid: key.keyid
	});
	const signatures = [];
	for (const { role, payload, sha256: covered } of draft.roles) {
		const keyids = parts.get(role) ?? [];
		if (keyids.length === 0) continue;
		const signature = await signer.sign(payload);
		for (const keyid of keyids) {
			const listed = signersOf(base, draft, role).get(keyid);
			if (listed === void 0 || !verifier.verify(listed, payload, signature)) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid });
			signatures.push({
				role,
				keyid,
				sig: toHex(signature),
				sha256: covered
			});
		}
	}
	return signatures;
}
function signatureFiles(names, event, signatures) {
	const paths = eventPaths(names, event);
	return new Map(signatures.map((each) => [paths.signature(each.role, each.keyid), encodeEventSignature(each)]));
}

export { exportEvent as a, writeSignatures as c, bundleLimit as i, signEvent as n, readBundle as o, signatureFiles as r, readSignatures as s, eventDigest as t };