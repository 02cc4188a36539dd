import { a as isOnlineRole, i as isBinName, t as binPrefix } from "./names.js";
import { n as topLevelAuthority } from "./authority.js";
import { t as planFaults } from "./faults12.js";
import { t as addDays } from "./time.js";
import { t as policyFaults } from "./faults11.js";
import { I as routeTo, f as releasedTargets } from "./merged-source.js";
import { y as specVersion } from "./delegations.js";
import { a as tally } from "./envelope.js";
import { n as wholeTree } from "./visits.js";

// src/plan/online-roles.ts
function onlineDelegations({ root, offline }) {
	const start = topLevelAuthority(root.signed, "targets");
	return [...wholeTree(start, ({ role }) => offline.get(role)?.signed.delegations)].filter(({ role }) => isOnlineRole(role));
}
function onlineRoleOf(before, trust, { kind, path }) {
	const routed = routeTo(trust, path)?.role;
	if (routed !== void 0) return routed;
	for (const [role, { signed }] of kind === "remove" ? before?.bins ?? [] : []) if (signed.targets.has(path)) return role;
	throw policyFaults.TARGET_NOT_DELEGATED({
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
	for (const authority of delegations) {
		const name = authority.role;
		const known = before?.bins.get(name);
		const changes = edits.get(name);
		const vouched = known !== void 0 && tally(authority, known, intent.trust.verifier).met;
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
	const current = new Set(delegations.map(({ role }) => role));
	for (const { role: name, keyids, threshold } of before === void 0 ? [] : onlineDelegations(before)) {
		const known = before?.bins.get(name)?.signed;
		if (known === void 0 || current.has(name)) continue;
		if (keyids.filter((keyid) => inUse.has(keyid)).length < threshold) abandoned.push(name);
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
	for (const [prefix, names] of byPrefix(delegations.map(({ role }) => role))) {
		const past = current.get(prefix) ?? listed.get(prefix);
		if (past !== void 0 && (past.size !== names.size || [...past].some((name) => !names.has(name)))) throw planFaults.BINS_CHANGED({
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
		if (next === void 0) throw policyFaults.TARGET_NOT_DELEGATED({
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
	const top = ["snapshot", "timestamp"].flatMap((role) => topLevelAuthority(root, role).keyids);
	return /* @__PURE__ */ new Set([...delegations.flatMap(({ keyids }) => keyids), ...top]);
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
	const vouched = before !== void 0 && tally(topLevelAuthority(root, "snapshot"), before.snapshot, trust.verifier).met;
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
	const vouched = before !== void 0 && tally(topLevelAuthority(root, "timestamp"), before.timestamp, trust.verifier).met;
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

// src/plan/online-keys.ts
function onlineUris(onlineKeys, role) {
	const uris = onlineKeys[role] ?? onlineKeys.default;
	if (uris === void 0) throw planFaults.ONLINE_KEY_UNSET({ role });
	return uris;
}
function requireOnlineUris({ onlineKeys }, trust) {
	for (const [role, described] of onlineRoles(trust)) {
		const valid = onlineUris(onlineKeys, role).length;
		for (const { threshold } of described) if (valid < threshold) throw planFaults.ONLINE_KEYS_TOO_FEW({
			role,
			threshold,
			valid,
			missing: threshold - valid
		});
	}
}
function onlineRoles(trust) {
	const top = ["snapshot", "timestamp"].map((role) => topLevelAuthority(trust.root.signed, role));
	const roles = /* @__PURE__ */ new Map();
	for (const authority of [...onlineDelegations(trust), ...top]) {
		const { role, keyids, threshold } = authority;
		const name = isBinName(role) ? "bins" : role;
		const described = roles.get(name) ?? /* @__PURE__ */ new Map();
		described.set(`${threshold} ${keyids.join(" ")}`, {
			...authority,
			role: name
		});
		roles.set(name, described);
	}
	return new Map([...roles].map(([name, described]) => [name, [...described.values()]]));
}

export { draftSnapshot as a, onlineRoleOf as c, draftBins as i, onlineUris as n, draftTimestamp as o, requireOnlineUris as r, onlineDelegations as s, onlineRoles as t };