import { n as fromHex } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { _ as canonical, c as invalid, d as object, f as optional, h as string, l as mapOf, m as shape, p as positive, u as natural, v as encodeJson, y as decodeJson } from "./key.js";
import { _ as decodeSigned, a as authoritiesFrom, c as delegatedNames, g as decodeHashes, h as treeLimits, i as authoritiesFor, s as delegatedCount, v as encodeSigned } from "./targets.js";

// src/tuf/limits.ts
const limits = {
	root: 512e3,
	timestamp: 16384,
	snapshot: 2e6,
	targets: 5e6,
	rootRotations: 256
};

// src/tuf/visits.ts
function* visits(start, below) {
	const visited = /* @__PURE__ */ new Set();
	const pending = [start];
	for (let next = pending.pop(); next !== void 0; next = pending.pop()) {
		if (visited.has(next.role)) continue;
		visited.add(next.role);
		yield next;
		const { authorities, last } = below(next);
		if (last) pending.length = 0;
		for (const authority of [...authorities].reverse()) pending.push(authority);
	}
}
function wholeTree(start, delegationsOf) {
	const places = /* @__PURE__ */ new Map([[start.role, {
		by: start.by,
		depth: 0
	}]]);
	let count = 0;
	return visits(start, (authority) => {
		const { role } = authority;
		const delegations = delegationsOf(authority);
		if (delegations === void 0) return {
			authorities: [],
			last: false
		};
		const own = delegatedCount(delegations);
		const depth = (places.get(role)?.depth ?? 0) + 1;
		count += own;
		if (count > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({
			role,
			limit: treeLimits.roles
		});
		if (own > 0 && depth > treeLimits.depth) throw tufFaults.DELEGATIONS_TOO_DEEP({
			role,
			limit: treeLimits.depth
		});
		for (const name of delegatedNames(delegations)) {
			const other = places.get(name);
			if (other !== void 0) {
				const reason = `${name} is delegated to twice, by ${other.by} and by ${role}`;
				throw tufFaults.DELEGATION_INVALID({
					role,
					reason
				});
			}
			places.set(name, {
				by: role,
				depth
			});
		}
		return {
			authorities: authoritiesFrom(role, delegations),
			last: false
		};
	});
}
const mostAsked = 32;
function* asked(path, start, delegationsOf) {
	let count = 0;
	for (const authority of visits(start, (visited) => matching(visited, path, delegationsOf))) {
		if (count > mostAsked) return;
		count += 1;
		yield authority;
	}
}
function matching(authority, path, delegationsOf) {
	const delegations = delegationsOf(authority);
	const authorities = delegations === void 0 ? [] : authoritiesFor(authority.role, delegations, path);
	const last = authorities.findIndex(({ terminating }) => terminating);
	return last < 0 ? {
		authorities,
		last: false
	} : {
		authorities: authorities.slice(0, last + 1),
		last: true
	};
}

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
	const counted = /* @__PURE__ */ new Set();
	for (const keyid of new Set(keyids)) {
		const signature = envelope.signatures.get(keyid);
		const key = keys.get(keyid);
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
		met: valid.length >= threshold
	};
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

export { decodeSnapshot as a, encodeTimestamp as c, limits as d, tally as i, asked as l, draftEnvelope as n, decodeTimestamp as o, withSignatures as r, encodeSnapshot as s, decodeEnvelope as t, wholeTree as u };