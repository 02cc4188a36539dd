import { t as Fault } from "./fault2.js";
import { a as limits, s as signedPaths } from "./layout.js";
import { a as toHex, i as sha256 } from "./digest.js";
import { i as verifySignature } from "./key.js";
import { _ as roleKeys, a as tally, c as encodeTargets, d as withSignatures, i as encodeTimestamp, n as decodeTimestamp, o as decodeTargets, r as encodeSnapshot, t as decodeSnapshot, u as draftEnvelope } from "./snapshot.js";
import { a as binDelegations, n as encodeState, r as sameContent, t as decodeState } from "./state.js";
import { i as trust, n as bootstrap, r as restart, t as search } from "./search.js";
import { t as brand } from "./sealed.js";

// src/plan/rehearse.ts
function rehearse(before, next, changes, now) {
	const first = next.roots.get(1);
	if (first === void 0) throw new RangeError("there is no first root");
	update("a new client", bootstrap(first.bytes), next, changes, now);
	if (before !== void 0) {
		const { root, timestamp, snapshot } = before;
		update("a client that is up to date", restart({
			root,
			timestamp,
			snapshot,
			targets: /* @__PURE__ */ new Map(),
			stage: "snapshot"
		}), next, changes, now);
	}
}
function update(who, start, next, changes, now) {
	let state = start;
	const take = (file) => {
		const verdict = trust(state, file, now);
		if (verdict.kind === "trusted") state = verdict.state;
		else throw new Fault("REHEARSAL_FAILED", {
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
	for (const change of changes) {
		let result = search(state, change.path);
		while (result.kind === "needs") {
			const { role, delegator } = result;
			const envelope = next.offline.get(role) ?? next.bins.get(role);
			if (envelope === void 0) throw new Fault("REHEARSAL_FAILED", {
				who,
				role,
				refusal: "SIGNED_FILE_MISSING",
				step: "5.6.1"
			});
			take({
				role: "delegated",
				name: role,
				delegator,
				bytes: envelope.bytes
			});
			result = search(state, change.path);
		}
		const found = result.kind === "found" ? result.target : void 0;
		if (!(change.kind === "remove" ? found === void 0 : found !== void 0 && sameContent(found, change.after))) {
			const refusal = found === void 0 ? "TARGET_NOT_FOUND" : "TARGET_FOUND";
			throw new Fault("REHEARSAL_FAILED", {
				who,
				role: change.path,
				refusal,
				step: "5.6.7"
			});
		}
	}
}

// src/plan/seal.ts
async function seal(draft, signers, now, step) {
	const { before, trust } = draft;
	const { signed: root } = trust.root;
	const files = /* @__PURE__ */ new Map();
	const put = (path, envelope, limit) => {
		if (envelope.bytes.length > limit) throw new Fault("METADATA_TOO_LARGE", {
			file: path,
			actual: envelope.bytes.length,
			limit
		});
		files.set(path, envelope.bytes);
	};
	for (const [version, envelope] of trust.roots) if (!before?.roots.has(version)) files.set(signedPaths.root(version), envelope.bytes);
	for (const [role, envelope] of trust.offline) if (before?.offline.get(role)?.signed.version !== envelope.signed.version) files.set(signedPaths.role(role), envelope.bytes);
	const bins = new Map(before?.bins);
	const delegations = new Map(binDelegations(trust).map((bin) => [bin.name, bin]));
	for (const [role, targets] of draft.bins) {
		step(`sign ${role}`);
		const { delegation, keys } = delegations.get(role);
		const envelope = await sign(role, encodeTargets(targets), decodeTargets, delegation, keys, signers);
		bins.set(role, envelope);
		put(signedPaths.role(role), envelope, limits.targets);
	}
	const top = (role, json, decode) => {
		step(`sign ${role}`);
		return sign(role, json, decode, roleKeys(root, role), root.keys, signers);
	};
	const snapshot = draft.snapshot ? await top("snapshot", encodeSnapshot(draft.snapshot), decodeSnapshot) : before?.snapshot;
	if (snapshot === void 0) throw new RangeError("a first commit needs a snapshot");
	if (draft.snapshot) put(signedPaths.snapshot, snapshot, limits.snapshot);
	const timestamp = draft.timestamp ? await top("timestamp", encodeTimestamp(naming(draft.timestamp, snapshot)), decodeTimestamp) : before?.timestamp;
	if (timestamp === void 0) throw new RangeError("a first commit needs a timestamp");
	if (draft.timestamp) put(signedPaths.timestamp, timestamp, limits.timestamp);
	const state = await sign("state", encodeState(draft.state), decodeState, roleKeys(root, "timestamp"), root.keys, signers);
	put(signedPaths.state, state, limits.state);
	const next = {
		...trust,
		bins,
		snapshot,
		timestamp,
		state
	};
	step("rehearse");
	if (draft.timestamp || trust.roots.size !== before?.roots.size) rehearse(before, next, draft.changes, now);
	return brand(before?.commit, {
		files,
		grafts: draft.grafts
	});
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
async function sign(role, json, decode, required, keys, signers) {
	const draft = draftEnvelope(json, decode);
	const signatures = /* @__PURE__ */ new Map();
	for (const keyid of required.keyids) {
		const signer = signers.get(keyid);
		if (signer !== void 0) signatures.set(keyid, {
			sig: toHex(await signer.sign(draft.payload)),
			rest: /* @__PURE__ */ new Map()
		});
	}
	const envelope = withSignatures(draft, signatures);
	const { met, valid, threshold, invalid } = tally(required, keys, envelope);
	if (met) return envelope;
	if (invalid.length > 0) throw new Fault("SIGNER_KEY_MISMATCH", {
		role,
		keyid: invalid[0]
	});
	throw new Fault("SIGNER_MISSING", {
		role,
		valid: valid.length,
		threshold,
		keyids: required.keyids.map((id) => id.slice(0, 12)).join(", ")
	});
}

// src/workflows/keys.ts
async function openKeyring(config, trust, open) {
	const { signed: root } = trust.root;
	const roles = [
		["bins", binDelegations(trust)[0]?.delegation.keyids ?? []],
		["snapshot", roleKeys(root, "snapshot").keyids],
		["timestamp", roleKeys(root, "timestamp").keyids]
	];
	const opened = /* @__PURE__ */ new Map();
	const signers = /* @__PURE__ */ new Map();
	const close = async () => {
		for (const signer of opened.values()) await signer[Symbol.asyncDispose]();
	};
	try {
		for (const [role, keyids] of roles) {
			const uri = config.onlineKeys[role] ?? config.onlineKeys.default;
			if (uri === void 0) throw new Fault("ONLINE_KEY_UNSET", { role });
			const signer = opened.get(uri) ?? await open(uri);
			opened.set(uri, signer);
			if (!keyids.includes(signer.key.keyid)) throw new Fault("SIGNER_KEY_MISMATCH", {
				role,
				uri,
				keyid: signer.key.keyid
			});
			signers.set(signer.key.keyid, signer);
		}
	} catch (error) {
		await close();
		throw error;
	}
	return {
		signers,
		[Symbol.asyncDispose]: close
	};
}
async function proveSigner(signer, uri, challenge) {
	const signature = await signer.sign(challenge);
	if (!verifySignature(signer.key, challenge, signature)) throw new Fault("SIGNER_KEY_MISMATCH", {
		role: "challenge",
		uri,
		keyid: signer.key.keyid
	});
}

export { sign as i, proveSigner as n, seal as r, openKeyring as t };