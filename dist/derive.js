import { a as fileError, c as firstError, i as asFinding, s as findingOf } from "./visits.js";
import { n as configFiles } from "./config.js";
import { i as isBinName, n as configFile } from "./names.js";
import { _ as sameEntry, g as directoryId, l as signedPaths } from "./settings.js";
import { i as evaluate, n as releasesIn, r as releasesMerged, t as propose } from "./target-diff.js";
import { t as policyFaults } from "./faults11.js";
import { c as releaseFaults, s as targetLine } from "./release-file.js";
import { F as routeOf, I as routeTo, L as foldPath, a as diffReleases, f as releasedTargets, o as directoryFindings } from "./merged-source.js";
import { t as repositoryFaults } from "./faults6.js";
import { a as higherFloors, c as readFloors, d as portableProblem, l as requireRoom, r as floorsOf, s as noFloors } from "./version-floors.js";
import { t as planFaults } from "./faults12.js";
import { t as Fault } from "./fault.js";
import { E as toPlain, S as fromPlain, v as canonical } from "./key.js";
import { a as sameBytes, o as sha256, s as toHex } from "./digest.js";
import { n as draftEnvelope, r as withSignatures, t as decodeEnvelope } from "./envelope.js";
import { t as tufFaults } from "./faults8.js";
import { n as encodeTargetFile } from "./targets.js";
import { a as assemble, i as rehearse, t as limitOf } from "./seal.js";
import { a as draftSnapshot, c as onlineRoleOf, i as draftBins, o as draftTimestamp, s as onlineDelegations } from "./online-keys.js";
import { r as formatInstant } from "./time.js";
import { n as schedule } from "./schedule.js";
import { n as topLevelAuthority } from "./authority.js";

// src/plan/prove.ts
async function prove(draft, names, now) {
	const problems = unportable(draft);
	const made = /* @__PURE__ */ new Set();
	const sign = async ({ role, keyids, keys }, json, decode) => {
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
				fault: planFaults.METADATA_TOO_LARGE({
					role,
					file: path,
					actual,
					limit
				})
			});
		}, () => {});
		if (problems.length === 0) rehearse(draft, next, now, grantedFor(made, draft.trust.verifier));
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
	return [[`root`, trust.root], ...trust.offline].flatMap(([role, { json, signed }]) => {
		if ((role === "root" ? before?.root : before?.offline.get(role))?.signed.version === signed.version) return [];
		const reason = portableProblem(json);
		if (reason === void 0) return [];
		return [{
			role,
			fault: planFaults.METADATA_NOT_PORTABLE({
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
		return tufFaults.METADATA_INVALID({
			file: "",
			where: "signed",
			reason: "it would be read as something else"
		});
	} catch (fault) {
		if (fault instanceof Fault) return fault;
		throw fault;
	}
}
function grantedFor(made, verifier) {
	const known = /* @__PURE__ */ new WeakMap();
	return { verify(key, payload, signature) {
		const granted = known.get(payload) ?? made.has(sha256(payload));
		known.set(payload, granted);
		return granted || verifier.verify(key, payload, signature);
	} };
}
function findingsOf({ role, fault }, { before, trust, changes }, names) {
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
	return places.map(({ file, line }) => asFinding(fault, {
		severity: "error",
		file,
		line
	}, {
		...data,
		role,
		file
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
		id: sha256(canonical(fromPlain(timeless))),
		...plan
	};
}

// src/plan/transition.ts
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
		if (known !== void 0 && !sameBytes(known.bytes, root.bytes)) throw planFaults.ROLE_VERSION_REUSED({
			role: "root",
			version
		});
		if (known === void 0) adopted.push({
			role: "root",
			version,
			expires: root.signed.expires
		});
	}
	if (before !== void 0 && trust.roots.size < before.roots.size) throw tufFaults.ROLE_ROLLBACK({
		role: "root",
		expected: before.roots.size,
		actual: trust.roots.size
	});
	for (const [role, { signed, payload }] of trust.offline) {
		const known = before?.offline.get(role);
		const gone = known === void 0 && before !== void 0 && before.snapshot.signed.meta.has(`${role}.json`);
		const least = (seen.roles.get(role) ?? 0) + (gone ? 1 : 0);
		if (signed.version < least) throw tufFaults.ROLE_ROLLBACK({
			role,
			expected: least,
			actual: signed.version
		});
		if (known !== void 0 && signed.version === known.signed.version) {
			if (!sameBytes(known.payload, payload)) throw planFaults.ROLE_VERSION_REUSED({
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
	const { kind, path } = change;
	const whole = (target) => toPlain(encodeTargetFile(target));
	return {
		kind,
		path,
		...change.kind !== "add" && { before: whole(change.before) },
		...change.kind !== "remove" && { after: whole(change.after) },
		role,
		...change.kind !== "remove" && { file: change.by.release.file }
	};
}
function requirements(trust, roles) {
	const { signed: root } = trust.root;
	const needs = /* @__PURE__ */ new Map();
	const delegations = new Map(onlineDelegations(trust).map((authority) => [authority.role, authority]));
	for (const role of roles) {
		const top = role === "snapshot" || role === "timestamp";
		const name = isBinName(role) ? "bins" : role;
		const keys = top ? topLevelAuthority(root, role) : delegations.get(role);
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

// src/plan/derive.ts
async function derive(basis, head, now) {
	const { names } = basis.config;
	const broken = await brokenFindings(basis, head).catch((error) => [findingOf(error, configFile)]);
	const stopped = (proposed, error, file) => {
		return {
			basis,
			proposed,
			findings: [...broken, findingOf(error, file)],
			passed: []
		};
	};
	let judged;
	try {
		judged = await judge(basis, head);
	} catch (error) {
		return stopped(nothing, error, names.targets);
	}
	const { proposed, passed, proposal } = judged;
	const findings = [...broken, ...judged.findings];
	if (proposal === void 0 || firstError(findings) !== void 0) return {
		basis,
		proposed,
		findings,
		passed
	};
	try {
		const result = await plan(basis, head, proposal, now);
		const unfit = result.kind === "draft" ? await prove(result.draft, names, now) : [];
		return unfit.length > 0 ? {
			basis,
			proposed,
			findings: [...findings, ...unfit],
			passed
		} : {
			basis,
			proposed,
			findings,
			passed,
			result
		};
	} catch (error) {
		return stopped(proposed, error, names.trust);
	}
}
const nothing = {
	added: [],
	changed: [],
	removed: []
};
async function judge(basis, head) {
	const { main, config, before } = basis;
	const { names } = config;
	const published = /* @__PURE__ */ new Map();
	if (before !== void 0) for (const { path, target } of releasedTargets(before)) published.set(path, target);
	const signed = before && {
		tree: before.at,
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
			what: "release files",
			actual: files,
			limit: config.policy.limits.files,
			setting: "files"
		};
		return {
			proposed,
			findings: [fileError(policyFaults.QUOTA_EXCEEDED, names.targets, data)],
			passed: []
		};
	}
	const old = before && releasesIn(before.at, signedPaths.sourceTargets, names);
	const proposal = await propose(published, old, after, difference, names);
	const { findings, passed } = evaluate({
		policy: config.policy,
		names,
		...proposal,
		paths: () => resulting(published, proposal),
		signedByPeople: (path) => routeTo(basis.trust, path) === void 0 ? void 0 : targetOfPeople(before, path),
		trust: basis.trust,
		...before && { former: before },
		adopting: basis.trust !== before
	});
	return {
		proposed,
		proposal,
		passed,
		findings: [
			...await directoryFindings(head?.tree ?? main, names.targets),
			...crossed,
			...proposal.findings,
			...findings
		]
	};
}
async function plan(basis, head, { changes }, now) {
	const { main, config, before, trust, recovery } = basis;
	const source = await sourceOf(basis, head);
	const adopted = before === void 0 ? await readFloors(main, config.names) : void 0;
	const floors = higherFloors(adopted ?? noFloors, basis.floors ?? noFloors);
	const intent = {
		main: main.commit,
		trust,
		changes,
		source,
		floors,
		...recovery && { recovery }
	};
	return reconcile(before, intent, config.lifetimes, now);
}
async function deriveRenewal(basis, now) {
	const { before, config, trust } = basis;
	const { names } = config;
	const evaluation = evaluate({
		policy: config.policy,
		names,
		changes: [],
		touched: [],
		before: /* @__PURE__ */ new Map(),
		after: /* @__PURE__ */ new Map(),
		provider: () => void 0,
		paths: () => [...releasedTargets(before)].map(({ path }) => path),
		trust,
		former: before,
		adopting: trust !== before
	});
	if (firstError(evaluation.findings) !== void 0) return void 0;
	const { main, source } = before.state.signed;
	const adopted = trust === before ? void 0 : await directoryId(basis.main, names.trust);
	const intent = {
		main,
		trust,
		changes: [],
		source: {
			...source,
			...adopted !== void 0 && { trust: adopted }
		}
	};
	const result = reconcile(before, intent, config.lifetimes, now);
	if (result.kind === "draft" && (await prove(result.draft, names, now)).length > 0) return void 0;
	return result;
}
async function brokenFindings({ broken, config }, head) {
	const found = [];
	for (const { part, finding } of broken) {
		const paths = part === "trust" ? [config.names.trust] : configFiles;
		if (!(await Promise.all(paths.map(async (path) => head === void 0 || sameEntry(await head.base.entry(path), await head.tree.entry(path))))).includes(false)) found.push(finding);
	}
	return found;
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
		if (there.has(file) && !sameEntry(await main.entry(path), await head.entry(path))) findings.push(fileError(planFaults.RELEASE_CHANGED_TWICE, path, {}));
	}
	const folded = new Map([...meanwhile.added].flatMap((file) => [file, file.split("/")[0] ?? ""]).map((path) => [foldPath(path), path]));
	for (const file of proposed.added) for (const path of [file, file.split("/")[0] ?? ""]) {
		const twin = folded.get(foldPath(path));
		if (twin !== void 0 && twin !== path) findings.push(fileError(releaseFaults.RELEASE_FILE_TWIN, `${names.targets}/${file}`, { other: `${names.targets}/${twin}` }));
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
	if (trust === void 0) throw repositoryFaults.TRUST_MISSING({ file: names.trust });
	return {
		trust,
		...targets !== void 0 && { targets },
		...basis.configId !== void 0 && { config: basis.configId }
	};
}

export { deriveRenewal as n, nextDue as r, derive as t };