import { r as configIn, u as schedule } from "./config.js";
import { B as sameEntry, C as floorsOf, D as noFloors, H as isRefusal, O as readFloors, P as readTrust, T as higherFloors, c as releasedTargets, h as routeTo, i as evaluate, k as requireRoom, m as routeOf, n as releasesIn, o as loadRepository, r as releasesMerged, t as propose, v as diffReleases, x as foldPath, y as directoryFindings, z as directoryId } from "./proposal.js";
import { a as isBinName, i as intentPaths, l as signedPaths, o as isOnlineRole, t as binPrefix } from "./layout.js";
import { i as sha256, r as sameBytes } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { _ as roleKeys, a as tally, f as delegatedNames, p as delegationTo } from "./snapshot.js";
import { r as formatInstant, t as addDays } from "./time.js";
import { h as canonical } from "./key.js";
import { n as fromPlain } from "./json.js";
import { u as specVersion } from "./pattern.js";

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

export { nextDue as a, signedTip as i, loadBasis as n, reconcile as o, loadConfig as r, onlineDelegations as s, derive as t };