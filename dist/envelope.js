import { n as fromHex } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { b as decodeJson, d as natural, f as object, g as string, h as shape, l as invalid, m as positive, p as optional, r as isReadableKind, u as mapOf, v as canonical, y as encodeJson } from "./key.js";
import { _ as decodeSigned, g as decodeHashes, v as encodeSigned } from "./delegations.js";

// src/tuf/limits.ts
const limits = {
	root: 512e3,
	timestamp: 16384,
	snapshot: 2e6,
	targets: 5e6,
	rootRotations: 256
};

// src/tuf/snapshot.ts
const metaFile = (json, where) => {
	const file = shape(json, where);
	const version = file.get("version", positive);
	const length = file.get("length", optional(natural));
	const hashes = file.get("hashes", optional(decodeHashes));
	return {
		version,
		...length !== void 0 && { length },
		...hashes && { hashes },
		rest: file.rest()
	};
};
function encodeMetaFile(file) {
	return new Map([
		...file.rest,
		["version", file.version],
		...file.length === void 0 ? [] : [["length", file.length]],
		...file.hashes === void 0 ? [] : [["hashes", file.hashes]]
	]);
}
function decodeSnapshot(json) {
	const { members, common } = decodeSigned(json, "snapshot");
	return {
		...common,
		meta: members.get("meta", mapOf(metaFile)),
		rest: members.rest()
	};
}
function encodeSnapshot(snapshot) {
	const meta = new Map([...snapshot.meta].map(([name, file]) => [name, encodeMetaFile(file)]));
	return encodeSigned("snapshot", snapshot, [["meta", meta]]);
}
function decodeTimestamp(json) {
	const { members, common } = decodeSigned(json, "timestamp");
	const meta = members.get("meta", mapOf(metaFile));
	const snapshot = meta.get("snapshot.json");
	if (snapshot === void 0 || meta.size !== 1) invalid("timestamp.meta", "snapshot.json alone");
	return {
		...common,
		snapshot,
		rest: members.rest()
	};
}
function encodeTimestamp(timestamp) {
	return encodeSigned("timestamp", timestamp, [["meta", /* @__PURE__ */ new Map([["snapshot.json", encodeMetaFile(timestamp.snapshot)]])]]);
}

// src/tuf/tally.ts
function tally({ keyids, threshold, keys }, envelope, verifier) {
	const valid = [];
	const missing = [];
	const invalid = [];
	const unreadable = [];
	const counted = /* @__PURE__ */ new Set();
	for (const keyid of new Set(keyids)) {
		const signature = envelope.signatures.get(keyid);
		const key = keys.get(keyid);
		if (key !== void 0 && !isReadableKind(key)) {
			unreadable.push(keyid);
			continue;
		}
		if (signature === void 0) {
			missing.push(keyid);
			continue;
		}
		const bytes = fromHex(signature.sig);
		if (key?.material === void 0 || bytes === void 0 || !verifier.verify(key, envelope.payload, bytes)) invalid.push(keyid);
		else if (!counted.has(key.material)) {
			counted.add(key.material);
			valid.push(keyid);
		}
	}
	return {
		threshold,
		valid,
		missing,
		invalid,
		unreadable,
		met: valid.length >= threshold
	};
}
function unmet({ role, keys }, { valid, threshold, unreadable }, more = {}) {
	const data = {
		role,
		valid: valid.length,
		threshold,
		...more
	};
	if (valid.length + unreadable.length < threshold) return tufFaults.ROLE_SIGNATURES_MISSING(data);
	const kinds = unreadable.map((id) => `${id} (${keyKind(keys.get(id))})`);
	return tufFaults.ROLE_KEYS_UNREADABLE({
		...data,
		keys: kinds
	});
}
function keyKind(key) {
	return [.../* @__PURE__ */ new Set([key?.keytype, key?.scheme])].filter((name) => name !== void 0 && name !== "").join(" ") || "none";
}

// src/tuf/envelope.ts
function decodeEnvelope(bytes, decode) {
	const outer = shape(decodeJson(bytes), "metadata");
	const json = outer.get("signed", object);
	const signatures = outer.get("signatures", decodeSignatures);
	return {
		signed: decode(json),
		json,
		payload: canonical(json),
		signatures,
		bytes,
		rest: outer.rest()
	};
}
function draftEnvelope(json, decode) {
	return withSignatures({
		signed: decode(json),
		json,
		payload: canonical(json),
		rest: /* @__PURE__ */ new Map()
	}, /* @__PURE__ */ new Map());
}
function withSignatures(envelope, signatures) {
	const list = [...signatures].map(([keyid, { sig, rest }]) => new Map([
		...rest,
		["keyid", keyid],
		["sig", sig]
	]));
	const bytes = encodeJson(new Map([
		...envelope.rest,
		["signatures", list],
		["signed", envelope.json]
	]));
	return {
		...envelope,
		signatures,
		bytes
	};
}
function decodeSignatures(json, where) {
	if (!Array.isArray(json)) throw tufFaults.METADATA_INVALID({
		where,
		reason: "a list of signatures is expected"
	});
	const signatures = /* @__PURE__ */ new Map();
	for (const item of json) {
		const signature = shape(item, where);
		const keyid = signature.get("keyid", string);
		if (signatures.has(keyid)) throw tufFaults.SIGNATURE_DUPLICATE({ keyid });
		signatures.set(keyid, {
			sig: signature.get("sig", string),
			rest: signature.rest()
		});
	}
	return signatures;
}

export { tally as a, decodeTimestamp as c, limits as d, keyKind as i, encodeSnapshot as l, draftEnvelope as n, unmet as o, withSignatures as r, decodeSnapshot as s, decodeEnvelope as t, encodeTimestamp as u };