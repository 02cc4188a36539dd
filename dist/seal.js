import { t as brand } from "./sealed.js";
import { M as encodeState, N as retiredDigest, P as stateLimit, j as decodeState, p as targetsOfPeople } from "./merged-source.js";
import { o as sha256, s as toHex } from "./digest.js";
import { a as tally, c as decodeTimestamp, d as limits, l as encodeSnapshot, n as draftEnvelope, r as withSignatures, s as decodeSnapshot, u as encodeTimestamp } from "./envelope.js";
import { i as isFault, t as Fault } from "./fault.js";
import { l as signedPaths } from "./settings.js";
import { n as topLevelAuthority } from "./authority.js";
import { r as encodeTargets, t as decodeTargets } from "./targets.js";
import { t as planFaults } from "./faults12.js";
import { s as onlineDelegations } from "./online-keys.js";
import { a as isOnlineRole } from "./names.js";
import { n as sameTarget } from "./target-change.js";
import { t as repositoryFaults } from "./faults6.js";
import { i as trust, n as bootstrap, r as restart, t as search } from "./search.js";
import { l as decodeRoot } from "./delegations.js";

// src/plan/assemble.ts
async function assemble(draft, sign, accept, step) {
	const { before, trust } = draft;
	const { signed: root } = trust.root;
	const files = /* @__PURE__ */ new Map();
	const put = (path, role, envelope) => {
		accept(path, role, envelope);
		files.set(path, envelope.bytes);
	};
	for (const [version, envelope] of trust.roots) if (!before?.roots.has(version)) files.set(signedPaths.root(version), envelope.bytes);
	for (const [role, envelope] of trust.offline) if (before?.offline.get(role)?.signed.version !== envelope.signed.version) files.set(signedPaths.role(role), envelope.bytes);
	const delegations = byName(trust);
	const bins = new Map([...before?.bins ?? []].filter(([role]) => delegations.has(role)));
	for (const [role, targets] of draft.bins) {
		step(`sign ${role}`);
		const envelope = await sign(delegations.get(role), encodeTargets(targets), decodeTargets);
		bins.set(role, envelope);
		put(signedPaths.role(role), role, envelope);
	}
	const former = before === void 0 ? /* @__PURE__ */ new Map() : byName(before);
	const emptied = /* @__PURE__ */ new Map();
	const unsigned = /* @__PURE__ */ new Map();
	for (const [role, targets] of draft.retiring) {
		const envelope = await empty(former.get(role), targets, sign, step);
		if (envelope === void 0) unsigned.set(role, targets);
		else emptied.set(role, envelope);
		if (envelope !== void 0) put(signedPaths.role(role), role, envelope);
	}
	const top = (role, json, decode) => {
		step(`sign ${role}`);
		return sign(topLevelAuthority(root, role), json, decode);
	};
	const snapshot = draft.snapshot ? await top("snapshot", encodeSnapshot(listedBefore(draft.snapshot, before, unsigned)), decodeSnapshot) : before?.snapshot;
	if (snapshot === void 0) throw new RangeError("a first commit needs a snapshot");
	if (draft.snapshot) put(signedPaths.snapshot, "snapshot", snapshot);
	const timestamp = draft.timestamp ? await top("timestamp", encodeTimestamp(naming(draft.timestamp, snapshot)), decodeTimestamp) : before?.timestamp;
	if (timestamp === void 0) throw new RangeError("a first commit needs a timestamp");
	if (draft.timestamp) put(signedPaths.timestamp, "timestamp", timestamp);
	const retired = new Map([...retiredFrom(before, trust, delegations), ...emptied]);
	for (const [role, { signed }] of retired) {
		if (snapshot.signed.meta.get(`${role}.json`)?.version === signed.version) continue;
		retired.delete(role);
		files.set(signedPaths.role(role), null);
	}
	const digest = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
	const state = await sign({
		...topLevelAuthority(root, "timestamp"),
		role: "state"
	}, encodeState({
		...draft.state,
		...digest !== void 0 && { retired: digest }
	}), decodeState);
	put(signedPaths.state, "state", state);
	return {
		files,
		next: {
			...trust,
			bins,
			retired,
			snapshot,
			timestamp,
			state
		}
	};
}
function byName(trust) {
	return new Map(onlineDelegations(trust).map((authority) => [authority.role, authority]));
}
function retiredFrom(before, trust, delegations) {
	if (before === void 0) return /* @__PURE__ */ new Map();
	const all = [
		...before.retired,
		...before.offline,
		...before.bins
	];
	return new Map(all.filter(([role]) => !delegations.has(role) && !trust.offline.has(role)));
}
async function empty(authority, targets, sign, step) {
	const { role } = authority;
	step(`sign ${role}`);
	try {
		return await sign(authority, encodeTargets(targets), decodeTargets);
	} catch (error) {
		if (!isFault(error, planFaults.SIGNER_MISSING)) throw error;
		step(`leave ${role} as it was: the keys that it had are not at hand`);
		return;
	}
}
function listedBefore(snapshot, before, roles) {
	const meta = new Map(snapshot.meta);
	for (const [role, targets] of roles) {
		const version = targets.version - 1;
		const listed = before?.snapshot.signed.meta.get(`${role}.json`);
		meta.set(`${role}.json`, listed?.version === version ? listed : {
			version,
			rest: /* @__PURE__ */ new Map()
		});
	}
	return {
		...snapshot,
		meta
	};
}
function naming(timestamp, snapshot) {
	const hashes = /* @__PURE__ */ new Map([["sha256", sha256(snapshot.bytes)]]);
	return {
		...timestamp,
		snapshot: {
			version: snapshot.signed.version,
			length: snapshot.bytes.length,
			hashes,
			rest: /* @__PURE__ */ new Map()
		}
	};
}

// src/plan/rehearse.ts
function rehearse(draft, next, now, verifier) {
	const { before, changes, moved, seen } = draft;
	if (draft.timestamp === void 0 && draft.trust.roots.size === before?.roots.size) return;
	const every = Math.ceil(moved.length / maximumMoved);
	const sought = [...moved.filter((_, index) => index % every === 0), ...signedAnew(before, next)];
	for (const change of changes) sought.push({
		path: change.path,
		target: change.kind === "remove" ? void 0 : change.after
	});
	update("a new client", bootstrap(firstReadable(next).bytes, verifier), next, sought, now);
	const clients = before === void 0 ? [] : [{
		...before,
		where: "a client that is up to date"
	}];
	for (const { where, root, timestamp, snapshot } of [...clients, ...seen]) update(where, restart({
		root,
		timestamp,
		snapshot,
		targets: /* @__PURE__ */ new Map(),
		stage: "snapshot",
		verifier
	}), next, sought, now);
}
const maximumMoved = 1e3;
function* signedAnew(before, next) {
	for (const found of targetsOfPeople(next)) if (before?.offline.get(found.role)?.signed.version !== next.offline.get(found.role)?.signed.version) yield found;
}
function firstReadable({ roots }) {
	let first;
	for (const root of [...roots.values()].reverse()) {
		if (first !== void 0 && !isReadable(root)) break;
		first = root;
	}
	if (first === void 0) throw new RangeError("there is no root");
	return first;
}
function isReadable({ json }) {
	try {
		return decodeRoot(json).version > 0;
	} catch (error) {
		if (error instanceof Fault) return false;
		throw error;
	}
}
function update(who, start, next, sought, now) {
	let state = start;
	const take = (file) => {
		const verdict = trust(state, file, now);
		if (verdict.kind === "trusted") state = verdict.state;
		else throw planFaults.REHEARSAL_FAILED({
			who,
			role: verdict.role,
			refusal: verdict.code,
			step: verdict.step
		});
	};
	for (const [version, root] of next.roots) if (version > start.root.signed.version) take({
		role: "root",
		bytes: root.bytes
	});
	take({
		role: "timestamp",
		bytes: next.timestamp.bytes
	});
	take({
		role: "snapshot",
		bytes: next.snapshot.bytes
	});
	const targets = next.offline.get("targets");
	if (targets !== void 0) take({
		role: "targets",
		bytes: targets.bytes
	});
	for (const { path, target } of sought) {
		let result = search(state, path);
		while (result.kind === "needs") {
			const { role, delegator } = result;
			const envelope = next.offline.get(role) ?? next.bins.get(role);
			if (envelope === void 0) throw planFaults.REHEARSAL_FAILED({
				who,
				role,
				refusal: repositoryFaults.SIGNED_FILE_MISSING.code,
				step: "5.6.1"
			});
			take({
				role: "delegated",
				name: role,
				delegator,
				bytes: envelope.bytes
			});
			result = search(state, path);
		}
		const found = result.kind === "found" ? result : void 0;
		if (!(target === void 0 ? found === void 0 || !isOnlineRole(found.role) : found !== void 0 && sameTarget(found.target, target))) {
			const { code: refusal } = found === void 0 ? repositoryFaults.TARGET_NOT_FOUND : planFaults.TARGET_FOUND;
			throw planFaults.REHEARSAL_FAILED({
				who,
				role: path,
				refusal,
				step: "5.6.7"
			});
		}
	}
}

// src/plan/seal.ts
async function seal(draft, signers, now, step) {
	const { files, next } = await assemble(draft, (authority, json, decode) => sign(authority, json, decode, signers, draft.trust.verifier), (path, role, { bytes }) => {
		const limit = limitOf(role);
		if (bytes.length > limit) throw planFaults.METADATA_TOO_LARGE({
			role,
			file: path,
			actual: bytes.length,
			limit
		});
	}, step);
	step("rehearse");
	rehearse(draft, next, now, draft.trust.verifier);
	return brand(draft.parent, {
		files,
		grafts: draft.grafts
	}, draft.before?.commit ?? null);
}
function limitOf(role) {
	if (role === "state") return stateLimit;
	return role === "snapshot" || role === "timestamp" ? limits[role] : limits.targets;
}
async function sign(authority, json, decode, signers, verifier) {
	const { role, keyids } = authority;
	const draft = draftEnvelope(json, decode);
	const signatures = /* @__PURE__ */ new Map();
	for (const keyid of keyids) {
		const signer = signers.get(keyid);
		if (signer !== void 0) signatures.set(keyid, {
			sig: toHex(await signer.sign(draft.payload)),
			rest: /* @__PURE__ */ new Map()
		});
	}
	const envelope = withSignatures(draft, signatures);
	const { met, valid, threshold, invalid } = tally(authority, envelope, verifier);
	if (met) return envelope;
	const [wrong] = invalid;
	if (wrong !== void 0) throw planFaults.SIGNER_SIGNATURE_INVALID({
		keyid: wrong,
		role
	});
	throw planFaults.SIGNER_MISSING({
		role,
		valid: valid.length,
		threshold,
		keyids: keyids.join(", ")
	});
}

export { assemble as a, rehearse as i, seal as n, sign as r, limitOf as t };