import { t as Fault } from "./fault.js";
import { r as formatInstant } from "./time.js";
import { t as digest } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { l as decodeRoot, r as authorityFrom } from "./delegations.js";
import { t as decodeTargets } from "./targets.js";
import { t as asked } from "./visits.js";
import { a as tally, c as decodeTimestamp, o as unmet, s as decodeSnapshot, t as decodeEnvelope } from "./envelope.js";
import { n as topLevelAuthority, t as sameSigners } from "./authority.js";

// src/tuf/client.ts
const strictly = {
	timestamp: decodeTimestamp,
	snapshot: decodeSnapshot,
	targets: decodeTargets
};
function bootstrap(root, verifier) {
	return {
		root: decodeEnvelope(root, decodeRoot),
		targets: /* @__PURE__ */ new Map(),
		stage: "roots",
		verifier
	};
}
function restart(state) {
	return {
		...state,
		targets: /* @__PURE__ */ new Map(),
		stage: "roots"
	};
}
function trust(state, file, now) {
	const role = file.role === "delegated" ? file.name : file.role;
	try {
		if (file.role === "root") return {
			kind: "trusted",
			state: trustRoot(state, file.bytes)
		};
		if (file.role === "timestamp") return {
			kind: "trusted",
			state: trustTimestamp(state, file.bytes, now)
		};
		if (file.role === "snapshot") return {
			kind: "trusted",
			state: trustSnapshot(state, file.bytes, now)
		};
		return {
			kind: "trusted",
			state: trustTargets(state, role, file.role === "delegated" ? file.delegator : void 0, file.bytes, now)
		};
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const { step } = error.data;
		const fault = error.with({ role });
		return {
			kind: "refused",
			fault,
			code: fault.code,
			role,
			step: typeof step === "string" ? step : "4"
		};
	}
}
function trustRoot(state, bytes) {
	if (state.stage !== "roots") throw tufFaults.ROLE_OUT_OF_ORDER({
		role: "root",
		step: "5.3"
	});
	const next = decodeEnvelope(bytes, decodeRoot);
	for (const signer of [state.root.signed, next.signed]) requireSignatures(state, topLevelAuthority(signer, "root"), next, "5.3.4");
	const expected = state.root.signed.version + 1;
	if (next.signed.version !== expected) throw tufFaults.ROLE_VERSION_MISMATCH({
		role: "root",
		expected,
		actual: next.signed.version,
		step: "5.3.5"
	});
	const rotated = ["timestamp", "snapshot"].some((role) => !sameSigners(topLevelAuthority(state.root.signed, role), topLevelAuthority(next.signed, role)));
	const { timestamp: _timestamp, snapshot: _snapshot, ...rest } = state;
	return rotated ? {
		...rest,
		root: next
	} : {
		...state,
		root: next
	};
}
function trustTimestamp(state, bytes, now) {
	requireFresh("root", state.root.signed.expires, now, "5.3.10");
	const next = decodeEnvelope(bytes, (state.decoders ?? strictly).timestamp);
	requireTopLevel(state, "timestamp", next, "5.4.2");
	const before = stillTrusted(state, "timestamp", state.timestamp);
	if (before !== void 0) {
		if (next.signed.version < before.signed.version) rollback("timestamp", before.signed.version, next.signed.version, "5.4.3.1");
		if (next.signed.version === before.signed.version) {
			requireFresh("timestamp", before.signed.expires, now, "5.4.4");
			return {
				...state,
				stage: "timestamp"
			};
		}
		const [old, fresh] = [before.signed.snapshot.version, next.signed.snapshot.version];
		if (fresh < old) rollback("snapshot", old, fresh, "5.4.3.2");
	}
	requireFresh("timestamp", next.signed.expires, now, "5.4.4");
	return {
		...state,
		timestamp: next,
		stage: "timestamp"
	};
}
function trustSnapshot(state, bytes, now) {
	if (state.timestamp === void 0 || state.stage === "roots") throw tufFaults.ROLE_OUT_OF_ORDER({
		role: "snapshot",
		step: "5.5"
	});
	const listed = state.timestamp.signed.snapshot;
	requireListed("snapshot", listed, bytes, "5.5.2");
	const next = decodeEnvelope(bytes, (state.decoders ?? strictly).snapshot);
	requireTopLevel(state, "snapshot", next, "5.5.3");
	requireVersion("snapshot", listed, next.signed.version, "5.5.4");
	const before = stillTrusted(state, "snapshot", state.snapshot);
	for (const [name, { version }] of before?.signed.meta ?? []) {
		const after = next.signed.meta.get(name);
		if (after === void 0) throw tufFaults.ROLE_NOT_LISTED({
			role: name.replace(/\.json$/, ""),
			step: "5.5.5"
		});
		if (after.version < version) rollback(name.replace(/\.json$/, ""), version, after.version, "5.5.5");
	}
	requireFresh("snapshot", next.signed.expires, now, "5.5.6");
	return {
		...state,
		snapshot: next,
		stage: "snapshot"
	};
}
function trustTargets(state, role, delegator, bytes, now) {
	if (state.snapshot === void 0 || state.stage !== "snapshot") throw tufFaults.ROLE_OUT_OF_ORDER({
		role,
		step: "5.6"
	});
	const listed = state.snapshot.signed.meta.get(`${role}.json`);
	if (listed === void 0) throw tufFaults.ROLE_NOT_LISTED({
		role,
		step: "5.6.1"
	});
	requireListed(role, listed, bytes, "5.6.2");
	const next = decodeEnvelope(bytes, (state.decoders ?? strictly).targets);
	if (delegator === void 0) requireTopLevel(state, "targets", next, "5.6.3");
	else {
		const delegations = state.targets.get(delegator)?.signed.delegations;
		const authority = delegations && authorityFrom(delegator, delegations, role);
		if (authority === void 0) throw tufFaults.ROLE_NOT_DELEGATED({
			role,
			delegator,
			step: "5.6.3"
		});
		requireSignatures(state, authority, next, "5.6.3");
	}
	requireVersion(role, listed, next.signed.version, "5.6.4");
	requireFresh(role, next.signed.expires, now, "5.6.5");
	return {
		...state,
		targets: new Map([...state.targets, [role, next]])
	};
}
function stillTrusted({ root: { signed }, verifier }, role, envelope) {
	return envelope && tally(topLevelAuthority(signed, role), envelope, verifier).met ? envelope : void 0;
}
function requireTopLevel(state, role, envelope, step) {
	requireSignatures(state, topLevelAuthority(state.root.signed, role), envelope, step);
}
function requireSignatures({ verifier }, authority, envelope, step) {
	const counted = tally(authority, envelope, verifier);
	if (!counted.met) throw unmet(authority, counted, { step });
}
function requireListed(role, listed, bytes, step) {
	if (listed.length !== void 0 && bytes.length !== listed.length) throw tufFaults.ROLE_HASH_MISMATCH({
		role,
		expected: `${listed.length} bytes`,
		actual: `${bytes.length} bytes`,
		step
	});
	for (const [algorithm, expected] of listed.hashes ?? []) {
		const actual = digest(algorithm, bytes);
		if (actual === void 0) throw tufFaults.ROLE_HASH_MISMATCH({
			role,
			expected,
			actual: `no ${algorithm} digest, which is unknown here,`,
			step
		});
		if (actual !== expected) throw tufFaults.ROLE_HASH_MISMATCH({
			role,
			expected,
			actual,
			step
		});
	}
}
function requireVersion(role, listed, actual, step) {
	if (actual !== listed.version) throw tufFaults.ROLE_VERSION_MISMATCH({
		role,
		expected: listed.version,
		actual,
		step
	});
}
function requireFresh(role, expires, now, step) {
	if (expires <= now) throw tufFaults.ROLE_EXPIRED({
		role,
		expires: formatInstant(expires),
		step
	});
}
function rollback(role, expected, actual, step) {
	throw tufFaults.ROLE_ROLLBACK({
		role,
		expected,
		actual,
		step
	});
}

// src/tuf/search.ts
function search(state, path) {
	const start = topLevelAuthority(state.root.signed, "targets");
	for (const authority of asked(path, start, ({ role }) => state.targets.get(role)?.signed.delegations)) {
		const { role, by } = authority;
		const envelope = state.targets.get(role);
		if (!(envelope !== void 0 && (role === "targets" || tally(authority, envelope, state.verifier).met))) return {
			kind: "needs",
			role,
			delegator: role === "targets" ? "" : by
		};
		const target = envelope.signed.targets.get(path);
		if (target !== void 0) return {
			kind: "found",
			role,
			target
		};
	}
	return { kind: "absent" };
}

export { trust as i, bootstrap as n, restart as r, search as t };