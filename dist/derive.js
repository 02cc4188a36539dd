import { r as configIn, u as schedule, v as targetLine } from "./config.js";
import { h as canonical, i as verifySignature } from "./key.js";
import { a as toHex, i as sha256, r as sameBytes } from "./digest.js";
import { _ as delegationTo, a as decodeSnapshot, c as encodeTimestamp, d as encodeTargetFile, f as encodeTargets, g as delegatedNames, h as withSignatures, i as trust, l as tally, m as draftEnvelope, n as bootstrap, o as decodeTimestamp, p as decodeEnvelope, r as restart, s as encodeSnapshot, t as search, u as decodeTargets, x as roleKeys, y as decodeRoot } from "./search.js";
import { t as Fault } from "./fault2.js";
import { A as requireRoom, B as directoryId, E as higherFloors, F as readTrust, O as noFloors, S as foldPath, U as isRefusal, V as sameEntry, a as sameContent, b as directoryFindings, c as releasedTargets, d as routeOf, f as routeTo, g as portableProblem, h as retiredDigest, i as evaluate, k as readFloors, m as encodeState, n as releasesIn, o as loadRepository, p as decodeState, r as releasesMerged, t as propose, u as targetsOfPeople, w as floorsOf, y as diffReleases } from "./proposal.js";
import { a as isBinName, i as intentPaths, l as signedPaths, o as isOnlineRole, s as limits, t as binPrefix } from "./layout.js";
import { u as specVersion } from "./pattern.js";
import { r as formatInstant, t as addDays } from "./time.js";
import { t as brand } from "./sealed.js";
import { r as fromPlain } from "./json.js";

// src/plan/refresh.ts
function onlineDelegations(trust) {
	const found = /* @__PURE__ */ new Map();
	for (const [delegator, { signed }] of trust.offline) {
		const { delegations } = signed;
		if (delegations === void 0) continue;
		for (const name of delegatedNames(delegations)) {
			const delegation = isOnlineRole(name) ? delegationTo(delegations, name) : void 0;
			if (delegation === void 0) continue;
			if (found.has(name)) throw new Fault("DELEGATION_INVALID", {
				role: delegator,
				reason: `${name} is delegated to twice`
			});
			found.set(name, {
				name,
				delegator,
				delegation,
				keys: delegations.keys
			});
		}
	}
	return [...found.values()];
}
function onlineRoleOf(before, trust, { kind, path }) {
	const routed = routeTo(trust, path)?.role;
	if (routed !== void 0) return routed;
	for (const [role, { signed }] of kind === "remove" ? before?.bins ?? [] : []) if (signed.targets.has(path)) return role;
	throw new Fault("TARGET_NOT_DELEGATED", {
		path,
		file: "",
		patterns: ""
	});
}
function draftBins(before, intent, seen, lifetimes, due, now) {
	const delegations = onlineDelegations(intent.trust);
	requireWholeBins(before, seen, delegations);
	const { edits, moved } = editsOf(before, intent.trust, intent.changes);
	const common = {
		specVersion,
		expires: addDays(now, lifetimes.bins.expires)
	};
	const bins = /* @__PURE__ */ new Map();
	for (const { name, delegation, keys } of delegations) {
		const known = before?.bins.get(name);
		const changes = edits.get(name);
		const vouched = known !== void 0 && tally(delegation, keys, known).met;
		if (known !== void 0 && changes === void 0 && !due.has(name) && vouched) continue;
		bins.set(name, {
			...common,
			version: (seen.roles.get(name) ?? 0) + 1,
			targets: applied(known?.signed.targets, changes),
			rest: known?.signed.rest ?? /* @__PURE__ */ new Map()
		});
	}
	const retiring = /* @__PURE__ */ new Map();
	const abandoned = [];
	const inUse = onlineKeyids(intent.trust, delegations);
	const current = new Set(delegations.map(({ name }) => name));
	for (const { name, delegation } of before === void 0 ? [] : onlineDelegations(before)) {
		const known = before?.bins.get(name)?.signed;
		if (known === void 0 || current.has(name)) continue;
		if (delegation.keyids.filter((keyid) => inUse.has(keyid)).length < delegation.threshold) abandoned.push(name);
		else retiring.set(name, {
			...common,
			version: (seen.roles.get(name) ?? known.version) + 1,
			targets: /* @__PURE__ */ new Map(),
			rest: known.rest
		});
	}
	return {
		bins,
		retiring,
		abandoned,
		moved
	};
}
function requireWholeBins(before, seen, delegations) {
	const current = byPrefix([...before?.bins.keys() ?? []]);
	const listed = byPrefix([...seen.roles.keys()]);
	for (const [prefix, names] of byPrefix(delegations.map(({ name }) => name))) {
		const past = current.get(prefix) ?? listed.get(prefix);
		if (past !== void 0 && (past.size !== names.size || [...past].some((name) => !names.has(name)))) throw new Fault("BINS_CHANGED", {
			prefix,
			before: past.size,
			after: names.size
		});
	}
}
function byPrefix(names) {
	const sets = /* @__PURE__ */ new Map();
	for (const name of names.filter(isBinName)) {
		const set = sets.get(binPrefix(name)) ?? /* @__PURE__ */ new Set();
		sets.set(binPrefix(name), set.add(name));
	}
	return sets;
}
function editsOf(before, trust, changes) {
	const edits = /* @__PURE__ */ new Map();
	const edit = (role, path, target) => {
		const others = edits.get(role);
		if (others === void 0) edits.set(role, /* @__PURE__ */ new Map([[path, target]]));
		else others.set(path, target);
	};
	const listed = before === void 0 || trust === before ? [] : [...releasedTargets(before)];
	const rest = new Map(listed.map((found) => [found.path, found]));
	for (const change of changes) {
		const { path } = change;
		const role = onlineRoleOf(before, trust, change);
		const was = rest.get(path)?.role ?? role;
		if (change.kind === "remove" || was !== role) edit(was, path, null);
		if (change.kind !== "remove") edit(role, path, change.after);
		rest.delete(path);
	}
	const moved = [];
	for (const { path, role, target } of rest.values()) {
		const next = routeTo(trust, path)?.role;
		if (next === void 0) throw new Fault("TARGET_NOT_DELEGATED", {
			path,
			file: "",
			patterns: ""
		});
		if (next === role) continue;
		edit(role, path, null);
		edit(next, path, target);
		moved.push({
			path,
			role: next,
			target
		});
	}
	return {
		edits,
		moved
	};
}
function onlineKeyids(trust, delegations) {
	const { signed: root } = trust.root;
	const top = ["snapshot", "timestamp"].flatMap((role) => roleKeys(root, role).keyids);
	return /* @__PURE__ */ new Set([...delegations.flatMap(({ delegation }) => delegation.keyids), ...top]);
}
function applied(targets = /* @__PURE__ */ new Map(), edits) {
	if (edits === void 0) return targets;
	const result = new Map(targets);
	for (const [path, target] of edits) if (target === null) result.delete(path);
	else result.set(path, target);
	return result;
}
function draftSnapshot(before, trust, online, adopted, seen, lifetimes, due, now) {
	const listed = [...online].map(([role, { version }]) => ({
		role,
		version
	})).concat(adopted.filter(({ role }) => role !== "root"));
	const { signed: root } = trust.root;
	const vouched = before !== void 0 && tally(roleKeys(root, "snapshot"), root.keys, before.snapshot).met;
	if (listed.length === 0 && !due.has("snapshot") && vouched) return void 0;
	const meta = new Map(before?.snapshot.signed.meta);
	for (const [role, version] of seen.roles) if ((meta.get(`${role}.json`)?.version ?? 0) < version) meta.set(`${role}.json`, {
		version,
		rest: /* @__PURE__ */ new Map()
	});
	for (const { role, version } of listed) meta.set(`${role}.json`, {
		version,
		rest: /* @__PURE__ */ new Map()
	});
	return {
		specVersion,
		version: seen.snapshot + 1,
		expires: addDays(now, lifetimes.snapshot.expires),
		meta,
		rest: before?.snapshot.signed.rest ?? /* @__PURE__ */ new Map()
	};
}
function draftTimestamp(before, trust, snapshot, seen, lifetimes, due, now) {
	const { signed: root } = trust.root;
	const vouched = before !== void 0 && tally(roleKeys(root, "timestamp"), root.keys, before.timestamp).met;
	if (snapshot === void 0 && !due.has("timestamp") && vouched) return void 0;
	const current = before?.timestamp.signed;
	const named = snapshot === void 0 ? current?.snapshot : {
		version: snapshot.version,
		rest: /* @__PURE__ */ new Map()
	};
	if (named === void 0) throw new RangeError("a first timestamp needs a snapshot");
	return {
		specVersion,
		version: seen.timestamp + 1,
		expires: addDays(now, lifetimes.timestamp.expires),
		snapshot: named,
		rest: current?.rest ?? /* @__PURE__ */ new Map()
	};
}

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
		const { delegation, keys } = delegations.get(role);
		const envelope = await sign(role, encodeTargets(targets), decodeTargets, delegation, keys);
		bins.set(role, envelope);
		put(signedPaths.role(role), role, envelope);
	}
	const former = before === void 0 ? /* @__PURE__ */ new Map() : byName(before);
	const emptied = /* @__PURE__ */ new Map();
	const unsigned = /* @__PURE__ */ new Map();
	for (const [role, targets] of draft.retiring) {
		const { delegation, keys } = former.get(role);
		const envelope = await empty(role, targets, delegation, keys, sign, step);
		if (envelope === void 0) unsigned.set(role, targets);
		else emptied.set(role, envelope);
		if (envelope !== void 0) put(signedPaths.role(role), role, envelope);
	}
	const top = (role, json, decode) => {
		step(`sign ${role}`);
		return sign(role, json, decode, roleKeys(root, role), root.keys);
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
	const state = await sign("state", encodeState({
		...draft.state,
		...digest !== void 0 && { retired: digest }
	}), decodeState, roleKeys(root, "timestamp"), root.keys);
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
	return new Map(onlineDelegations(trust).map((role) => [role.name, role]));
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
async function empty(role, targets, required, keys, sign, step) {
	step(`sign ${role}`);
	try {
		return await sign(role, encodeTargets(targets), decodeTargets, required, keys);
	} catch (error) {
		if (!(error instanceof Fault) || error.code !== "SIGNER_MISSING") throw error;
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
function rehearse(draft, next, now, verify) {
	const { before, changes, moved, seen } = draft;
	if (draft.timestamp === void 0 && draft.trust.roots.size === before?.roots.size) return;
	const every = Math.ceil(moved.length / maximumMoved);
	const sought = [...moved.filter((_, index) => index % every === 0), ...signedAnew(before, next)];
	for (const change of changes) sought.push({
		path: change.path,
		target: change.kind === "remove" ? void 0 : change.after
	});
	const means = verify && { verify };
	update("a new client", {
		...bootstrap(firstReadable(next).bytes),
		...means
	}, next, sought, now);
	const clients = before === void 0 ? [] : [{
		...before,
		where: "a client that is up to date"
	}];
	for (const { where, root, timestamp, snapshot } of [...clients, ...seen]) {
		const cached = {
			root,
			timestamp,
			snapshot,
			targets: /* @__PURE__ */ new Map(),
			stage: "snapshot",
			...means
		};
		update(where, restart(cached), next, sought, now);
	}
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
	for (const { path, target } of sought) {
		let result = search(state, path);
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
			result = search(state, path);
		}
		const found = result.kind === "found" ? result : void 0;
		if (!(target === void 0 ? found === void 0 || !isOnlineRole(found.role) : found !== void 0 && sameContent(found.target, target))) throw new Fault("REHEARSAL_FAILED", {
			who,
			role: path,
			refusal: found === void 0 ? "TARGET_NOT_FOUND" : "TARGET_FOUND",
			step: "5.6.7"
		});
	}
}

// src/plan/seal.ts
async function seal(draft, signers, now, step) {
	const { files, next } = await assemble(draft, (role, json, decode, required, keys) => sign(role, json, decode, required, keys, signers), (path, role, { bytes }) => {
		const limit = limitOf(role);
		if (bytes.length > limit) throw new Fault("METADATA_TOO_LARGE", {
			role,
			file: path,
			actual: bytes.length,
			limit
		});
	}, step);
	step("rehearse");
	rehearse(draft, next, now);
	return brand(draft.parent, {
		files,
		grafts: draft.grafts
	}, draft.before?.commit ?? null);
}
function limitOf(role) {
	return role === "snapshot" || role === "timestamp" || role === "state" ? limits[role] : limits.targets;
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
		keyids: required.keyids.join(", ")
	});
}

// src/plan/prove.ts
async function prove(draft, names, now) {
	const problems = unportable(draft);
	const made = /* @__PURE__ */ new Set();
	const sign = async (role, json, decode, { keyids }, keys) => {
		const unsigned = draftEnvelope(json, decode);
		made.add(sha256(unsigned.payload));
		const envelope = withSignatures(unsigned, new Map(keyids.map((id) => [id, placeholder(keys.get(id))])));
		const fault = rereading(envelope, decode);
		if (fault !== void 0) problems.push({
			role,
			fault
		});
		return envelope;
	};
	try {
		const { next } = await assemble(draft, sign, (path, role, { bytes }) => {
			const [actual, limit] = [bytes.length, limitOf(role)];
			if (actual > limit) problems.push({
				role,
				fault: new Fault("METADATA_TOO_LARGE", {
					role,
					file: path,
					actual,
					limit
				})
			});
		}, () => {});
		if (problems.length === 0) rehearse(draft, next, now, grantedFor(made));
	} catch (fault) {
		if (!(fault instanceof Fault)) throw fault;
		problems.push({
			role: String(fault.data["role"] ?? ""),
			fault
		});
	}
	return problems.flatMap((problem) => findingsOf(problem, draft, names));
}
function unportable({ before, trust }) {
	if (before === void 0) return [];
	return [[`root`, trust.root], ...trust.offline].flatMap(([role, { json, signed }]) => {
		if ((role === "root" ? before.root : before.offline.get(role))?.signed.version === signed.version) return [];
		const reason = portableProblem(json);
		if (reason === void 0) return [];
		return [{
			role,
			fault: new Fault("METADATA_NOT_PORTABLE", {
				role,
				reason
			})
		}];
	});
}
function placeholder(key) {
	const scheme = key?.scheme;
	const length = scheme === "ed25519" ? 64 : scheme === "rsassa-pss-sha256" ? publicLength(key) : 72;
	return {
		sig: toHex(new Uint8Array(length)),
		rest: /* @__PURE__ */ new Map()
	};
}
function publicLength(key) {
	return Math.ceil((key?.public.length ?? 0) * 3 / 4);
}
function rereading(envelope, decode) {
	try {
		if (sameBytes(decodeEnvelope(envelope.bytes, decode).payload, envelope.payload)) return void 0;
		return new Fault("METADATA_INVALID", {
			file: "",
			where: "signed",
			reason: "it would be read as something else"
		});
	} catch (fault) {
		if (fault instanceof Fault) return fault;
		throw fault;
	}
}
function grantedFor(made) {
	const known = /* @__PURE__ */ new WeakMap();
	return (key, payload, signature) => {
		const granted = known.get(payload) ?? made.has(sha256(payload));
		known.set(payload, granted);
		return granted || verifySignature(key, payload, signature);
	};
}
function findingsOf({ role, fault }, { before, trust, changes }, names) {
	const { code } = fault;
	const { line: _inRole, file: _ofRole, ...data } = fault.data;
	const concerned = changes.filter((change) => change.path === role || onlineRoleOf(before, trust, change) === role);
	const files = /* @__PURE__ */ new Map();
	for (const change of concerned) {
		if (change.kind === "remove") continue;
		const { release, index } = change.by;
		const size = canonical(encodeTargetFile(change.after)).length;
		const file = `${names.targets}/${release.file}`;
		if ((files.get(file)?.size ?? -1) < size) files.set(file, {
			size,
			line: targetLine(release, index)
		});
	}
	const places = [...files].map(([file, { line }]) => ({
		file,
		line
	}));
	if (places.length === 0) places.push({
		file: `${names.trust}/${trust.offline.has(role) ? role : "targets"}.json`,
		line: 1
	});
	return places.map(({ file, line }) => ({
		code,
		severity: "error",
		file,
		line,
		data: {
			...data,
			role,
			file
		}
	}));
}

// src/plan/plan.ts
function identify(plan) {
	const { parent, main, targets, roles } = plan;
	const timeless = {
		parent,
		main,
		targets,
		roles: roles.map(({ role, version, kind }) => ({
			role,
			version,
			kind
		}))
	};
	return {
		id: sha256(canonical(fromPlain(timeless))).slice(0, 16),
		...plan
	};
}

// src/plan/reconcile.ts
function reconcile(before, intent, lifetimes, now) {
	const seen = higherFloors(before === void 0 ? noFloors : floorsOf(before), intent.floors ?? noFloors);
	requireRoom(seen, Number.MAX_SAFE_INTEGER - 1);
	const { recovery } = intent;
	const adopted = adopt(before, intent.trust, seen);
	const due = new Set(before && schedule(before, lifetimes).flatMap((entry) => entry.online && (recovery !== void 0 || entry.due <= now || isBehind(before, entry.role, seen)) ? [entry.role] : []));
	const online = draftBins(before, intent, seen, lifetimes, due, now);
	const { bins, retiring, moved: relocated } = online;
	const snapshot = draftSnapshot(before, intent.trust, [...bins, ...retiring], adopted, seen, lifetimes, due, now);
	const timestamp = draftTimestamp(before, intent.trust, snapshot, seen, lifetimes, due, now);
	const moved = before === void 0 || !sameSource(before.state.signed.source, intent.source);
	if (before !== void 0 && !moved && timestamp === void 0) return {
		kind: "idle",
		nextDue: nextDue(before, lifetimes)
	};
	const parent = recovery === void 0 ? before?.commit : recovery.parent;
	const state = {
		main: intent.main,
		source: intent.source,
		timestamp: timestamp?.version ?? before?.timestamp.signed.version ?? 0,
		signedAt: now,
		...parent !== void 0 && { parent }
	};
	const signed = [
		...bins,
		...retiring,
		...snapshot ? [["snapshot", snapshot]] : [],
		...timestamp ? [["timestamp", timestamp]] : []
	];
	const updated = /* @__PURE__ */ new Set([...intent.changes.map((change) => onlineRoleOf(before, intent.trust, change)), ...relocated.map(({ role }) => role)]);
	const roles = [...adopted.map(({ role, version, expires }) => ({
		role,
		version,
		expires: formatInstant(expires),
		kind: "adopt"
	})), ...signed.map(([role, { version, expires }]) => ({
		role,
		version,
		expires: formatInstant(expires),
		kind: retiring.has(role) ? "retire" : kindOf(role, updated, before)
	}))];
	return {
		kind: "draft",
		draft: {
			plan: identify({
				parent: parent ?? null,
				main: intent.main,
				targets: intent.changes.map((change) => planned(change, onlineRoleOf(before, intent.trust, change))),
				roles,
				needs: requirements(intent.trust, [...signed.map(([role]) => role), "timestamp"]),
				because: reasons(before, intent, adopted, due, online)
			}),
			before,
			parent,
			seen: recovery?.seen ?? [],
			trust: intent.trust,
			changes: intent.changes,
			bins,
			retiring,
			moved: relocated,
			...snapshot && { snapshot },
			...timestamp && { timestamp },
			state,
			grafts: grafts(before?.state.signed.source, intent.source)
		}
	};
}
function adopt(before, trust, seen) {
	const adopted = [];
	for (const [version, root] of trust.roots) {
		const known = before?.roots.get(version);
		if (known !== void 0 && !sameBytes(known.bytes, root.bytes)) throw new Fault("ROLE_VERSION_REUSED", {
			role: "root",
			version
		});
		if (known === void 0) adopted.push({
			role: "root",
			version,
			expires: root.signed.expires
		});
	}
	if (before !== void 0 && trust.roots.size < before.roots.size) throw new Fault("ROLE_ROLLBACK", {
		role: "root",
		expected: before.roots.size,
		actual: trust.roots.size
	});
	for (const [role, { signed, payload }] of trust.offline) {
		const known = before?.offline.get(role);
		const gone = known === void 0 && before !== void 0 && before.snapshot.signed.meta.has(`${role}.json`);
		const least = (seen.roles.get(role) ?? 0) + (gone ? 1 : 0);
		if (signed.version < least) throw new Fault("ROLE_ROLLBACK", {
			role,
			expected: least,
			actual: signed.version
		});
		if (known !== void 0 && signed.version === known.signed.version) {
			if (!sameBytes(known.payload, payload)) throw new Fault("ROLE_VERSION_REUSED", {
				role,
				version: signed.version
			});
			continue;
		}
		adopted.push({
			role,
			version: signed.version,
			expires: signed.expires
		});
	}
	return adopted;
}
function isBehind({ snapshot, timestamp, bins }, role, seen) {
	if (role === "snapshot") return snapshot.signed.version < seen.snapshot;
	if (role === "timestamp") return timestamp.signed.version < seen.timestamp;
	return (bins.get(role)?.signed.version ?? 0) < (seen.roles.get(role) ?? 0);
}
function nextDue(repository, lifetimes) {
	return Math.min(...schedule(repository, lifetimes).flatMap(({ online, due }) => online ? [due] : []));
}
function kindOf(role, updated, before) {
	if (before === void 0) return "create";
	const isTop = role === "snapshot" || role === "timestamp";
	if (!isTop && !before.bins.has(role)) return "create";
	return updated.has(role) || isTop && updated.size > 0 ? "update" : "renew";
}
function planned(change, role) {
	const digest = (target) => target.hashes.get("sha256") ?? "";
	const { kind, path } = change;
	if (kind === "remove") return {
		kind,
		path,
		before: digest(change.before),
		role
	};
	const after = {
		length: change.after.length,
		sha256: digest(change.after),
		role,
		file: change.by.release.file
	};
	return kind === "add" ? {
		kind,
		path,
		...after
	} : {
		kind,
		path,
		...after,
		before: digest(change.before)
	};
}
function requirements(trust, roles) {
	const { signed: root } = trust.root;
	const needs = /* @__PURE__ */ new Map();
	const delegations = new Map(onlineDelegations(trust).map(({ name, delegation }) => [name, delegation]));
	for (const role of roles) {
		const top = role === "snapshot" || role === "timestamp";
		const name = isBinName(role) ? "bins" : role;
		const keys = top ? roleKeys(root, role) : delegations.get(role);
		if (keys !== void 0) needs.set(name, {
			role: name,
			keyids: keys.keyids,
			threshold: keys.threshold
		});
	}
	return [...needs.values()];
}
function reasons(before, intent, adopted, due, { moved, retiring, abandoned }) {
	const { recovery } = intent;
	if (before === void 0 && recovery !== void 0) return ["nothing that was signed before is good to go on from: the signed branch starts again"];
	if (before === void 0) return ["nothing was signed before: this is the first run"];
	const count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
	const lines = [];
	if (recovery !== void 0) lines.push(`the signed branch goes on from ${before.commit.slice(0, 12)}`);
	if (intent.changes.length > 0) lines.push(`${count(intent.changes.length, "target")} changed`);
	if (adopted.length > 0) lines.push(`people signed ${adopted.map(({ role, version }) => `${role} ${version}`).join(", ")}`);
	if (moved.length > 0) lines.push(`${count(moved.length, "target")} moved to another role`);
	if (retiring.size > 0) lines.push(`nobody delegates to ${listed([...retiring.keys()])} any more`);
	if (abandoned.length > 0) lines.push(`nobody delegates to ${listed(abandoned)} any more, and the keys of before are not in use: they stay as they were signed last`);
	if (due.size > 0 && recovery === void 0) lines.push(`${count(due.size, "role")} ${due.size === 1 ? "is" : "are"} due for renewal`);
	return lines.length > 0 ? lines : ["the intent branch changed in ways that change no metadata"];
}
function listed(roles) {
	const more = roles.length > 3 ? ` and ${roles.length - 3} more` : "";
	return `${roles.slice(0, 3).join(", ")}${more}`;
}
function sameSource(a, b) {
	return a.targets === b.targets && a.trust === b.trust && a.config === b.config;
}
function grafts(before, after) {
	const moved = /* @__PURE__ */ new Map();
	const copies = [
		[
			signedPaths.sourceTargets,
			before?.targets,
			after.targets
		],
		[
			signedPaths.sourceTrust,
			before?.trust,
			after.trust
		],
		[
			signedPaths.sourceConfig,
			before?.config,
			after.config
		]
	];
	for (const [path, old, fresh] of copies) if (old !== fresh) moved.set(path, fresh ?? null);
	return moved;
}

// src/workflows/derive.ts
async function loadBasis(store, branch, pin, now) {
	const { main, config, id } = await loadConfig(store, branch);
	const { tip, tracked } = await signedTip(store, config.names);
	const before = tip && await loadRepository(tip, pin, now);
	return {
		main,
		config,
		configId: id,
		before,
		tip,
		tracked,
		trust: before !== void 0 && before.state.signed.source.trust === await directoryId(main, config.names.trust) ? before : await readTrust(main, intentPaths(config.names), pin)
	};
}
async function loadConfig(store, branch) {
	const main = await store.tree(branch);
	if (main === void 0) throw new Fault("BRANCH_MISSING", { branch });
	const found = await configIn(main);
	if (found === void 0) throw new Fault("CONFIG_MISSING", { branch });
	return {
		main,
		config: found.config,
		id: found.id
	};
}
async function signedTip(store, { signedBranch }) {
	const own = await store.tree(signedBranch);
	if (own !== void 0) return {
		tip: own,
		tracked: false
	};
	const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
	return {
		tip: copy,
		tracked: copy !== void 0
	};
}
async function derive(basis, head, now) {
	const { main, config, before, tip } = basis;
	const { names } = config;
	const published = /* @__PURE__ */ new Map();
	if (before !== void 0) for (const { path, target } of releasedTargets(before)) published.set(path, target);
	const signed = tip && {
		tree: tip,
		directory: signedPaths.sourceTargets
	};
	const merged = await diffReleases(signed, {
		tree: main,
		directory: names.targets
	});
	const onMain = releasesIn(main, names.targets, names);
	const { after, difference, proposed, findings: crossed } = head === void 0 ? {
		after: onMain,
		difference: merged,
		proposed: merged,
		findings: []
	} : await withHead(main, onMain, merged, head, names);
	const files = proposed.added.length + proposed.changed.length;
	if (head !== void 0 && files > config.policy.limits.files) {
		const data = {
			file: names.targets,
			what: "release files",
			actual: files,
			limit: config.policy.limits.files,
			setting: "files"
		};
		return {
			basis,
			proposed,
			findings: [{
				code: "QUOTA_EXCEEDED",
				severity: "error",
				file: names.targets,
				data
			}],
			passed: []
		};
	}
	const old = tip && releasesIn(tip, signedPaths.sourceTargets, names);
	const proposal = await propose(published, old, after, difference, names);
	const evaluation = evaluate({
		policy: config.policy,
		names,
		...proposal,
		paths: () => resulting(published, proposal),
		signedByPeople: (path) => routeTo(basis.trust, path) === void 0 ? void 0 : targetOfPeople(before, path),
		trust: basis.trust,
		adopting: basis.trust !== before
	});
	const findings = [
		...await directoryFindings(head?.tree ?? main, names.targets),
		...crossed,
		...proposal.findings,
		...evaluation.findings
	];
	if (isRefusal(findings)) return {
		basis,
		proposed,
		findings,
		passed: evaluation.passed
	};
	const source = await sourceOf(basis, head);
	const adopted = before === void 0 ? await readFloors(main, names) : void 0;
	const changes = {
		trust: basis.trust,
		changes: proposal.changes,
		source
	};
	const floors = higherFloors(adopted ?? noFloors, basis.floors ?? noFloors);
	const intent = {
		main: main.commit,
		...changes,
		floors,
		...basis.recovery && { recovery: basis.recovery }
	};
	const result = reconcile(before, intent, config.lifetimes, now);
	const unfit = result.kind === "draft" ? await prove(result.draft, names, now) : [];
	if (unfit.length > 0) return {
		basis,
		proposed,
		findings: [...findings, ...unfit],
		passed: evaluation.passed
	};
	return {
		basis,
		proposed,
		findings,
		passed: evaluation.passed,
		result
	};
}
async function withHead(main, onMain, merged, head, names) {
	const directory = names.targets;
	const proposed = await diffReleases({
		tree: head.base,
		directory
	}, {
		tree: head.tree,
		directory
	});
	const meanwhile = await diffReleases({
		tree: head.base,
		directory
	}, {
		tree: main,
		directory
	});
	return {
		proposed,
		findings: await crossings(main, head.tree, proposed, meanwhile, names),
		after: releasesMerged(onMain, releasesIn(head.tree, directory, names), proposed),
		difference: combined(merged, proposed)
	};
}
async function crossings(main, head, proposed, meanwhile, names) {
	const error = (code, file, data = {}) => {
		const shown = `${names.targets}/${file}`;
		return {
			code,
			severity: "error",
			file: shown,
			data: {
				file: shown,
				...data
			}
		};
	};
	const there = /* @__PURE__ */ new Set([
		...meanwhile.added,
		...meanwhile.changed,
		...meanwhile.removed
	]);
	const findings = [];
	for (const file of [
		...proposed.added,
		...proposed.changed,
		...proposed.removed
	]) {
		const path = `${names.targets}/${file}`;
		if (there.has(file) && !sameEntry(await main.entry(path), await head.entry(path))) findings.push(error("RELEASE_CHANGED_TWICE", file));
	}
	const folded = new Map([...meanwhile.added].flatMap((file) => [file, file.split("/")[0] ?? ""]).map((path) => [foldPath(path), path]));
	for (const file of proposed.added) for (const path of [file, file.split("/")[0] ?? ""]) {
		const twin = folded.get(foldPath(path));
		if (twin !== void 0 && twin !== path) findings.push(error("RELEASE_FILE_TWIN", file, { other: `${names.targets}/${twin}` }));
	}
	return findings;
}
function combined(first, second) {
	const addedFirst = new Set(first.added);
	const removedSecond = new Set(second.removed);
	const removedFirst = new Set(first.removed);
	const kept = (files) => files.filter((file) => !removedSecond.has(file));
	const again = second.added.filter((file) => removedFirst.has(file));
	const unique = (files) => [...new Set(files)];
	return {
		added: unique([...kept(first.added), ...second.added.filter((file) => !removedFirst.has(file))]),
		changed: unique([
			...kept(first.changed),
			...second.changed.filter((file) => !addedFirst.has(file)),
			...again
		]),
		removed: unique([...first.removed.filter((file) => !again.includes(file)), ...second.removed.filter((file) => !addedFirst.has(file))])
	};
}
function targetOfPeople(before, path) {
	const route = before && routeOf(before, path);
	return route?.kind === "people" ? route.target : void 0;
}
function* resulting(published, { changes }) {
	const removed = new Set(changes.filter(({ kind }) => kind === "remove").map(({ path }) => path));
	for (const path of published.keys()) if (!removed.has(path)) yield path;
	for (const { kind, path } of changes) if (kind === "add") yield path;
}
async function sourceOf(basis, head) {
	const { names } = basis.config;
	const targets = await directoryId(head?.tree ?? basis.main, names.targets);
	const changed = head !== void 0 && !sameEntry(await head.tree.entry(names.trust), await head.base.entry(names.trust));
	const trust = await directoryId(changed ? head.tree : basis.main, names.trust);
	if (trust === void 0) throw new Fault("TRUST_MISSING", { file: names.trust });
	return {
		trust,
		...targets !== void 0 && { targets },
		...basis.configId !== void 0 && { config: basis.configId }
	};
}

export { nextDue as a, sign as c, signedTip as i, onlineDelegations as l, loadBasis as n, reconcile as o, loadConfig as r, seal as s, derive as t };