import { c as plain, i as findingsText, l as plural, p as tableText, u as printable } from "./fault-text.js";
import { c as firstError, l as refusal, n as wholeTree, o as finding } from "./visits.js";
import { t as compose } from "./compose.js";
import { a as siteUrl, t as fetchBytes } from "./site-client.js";
import { n as trustedRoot } from "./trusted-root.js";
import { i as isFault, t as Fault } from "./fault.js";
import { i as instant, o as baseFaults, r as formatInstant, t as addDays } from "./time.js";
import { a as isOnlineRole, i as isBinName, n as configFile, r as defaultNames } from "./names.js";
import { a as parseConfig, d as keyUri, h as require_dist, l as defaultPolicy } from "./config.js";
import { d as targetPath, m as delegationsProblem, s as intentPaths, v as treeOfFiles } from "./settings.js";
import { i as evaluate, n as releasesIn, t as propose } from "./target-diff.js";
import { C as verifyRoots, D as decodeHistoricTimestamp, E as decodeHistoricTargets, L as foldPath, O as historicForm, R as pathProblem, T as decodeHistoricSnapshot, _ as decode, k as foreignBinTest, w as decodeHistoricRoot, x as readTrust, y as loadRoots } from "./merged-source.js";
import { t as inOrder } from "./schedule.js";
import { i as floorsPath, n as encodeFloors, o as highestToldFloor, r as floorsOf, t as decodeFloors } from "./version-floors.js";
import { n as requireFirst, r as settingsIn } from "./settings3.js";
import { n as topLevelAuthority } from "./authority.js";
import { a as sameBytes, o as sha256 } from "./digest.js";
import { d as limits, i as keyKind, n as draftEnvelope } from "./envelope.js";
import { l as decodeRoot, o as delegatedNames, t as authoritiesFor } from "./delegations.js";
import { t as workspaceFaults } from "./faults4.js";
import { F as contentOf, I as heldRoles, L as keysOf$1, c as draftEvent, g as restated, h as droppedKeys, m as eventFindings } from "./load.js";
import { n as makeEvent, t as filesOf$1 } from "./start.js";
import { t as decodeTargets } from "./targets.js";
import { t as importFaults } from "./faults18.js";
import { t as planFaults } from "./faults12.js";
import { t as repositoryFaults } from "./faults6.js";
import { d as signingEventFaults } from "./first-trust.js";
import { t as tufFaults } from "./faults8.js";
import { n as unfitKeys } from "./key-findings.js";
import { i as releaseLine, n as parseReleaseFile, o as releaseText, r as releaseLimit } from "./release-file.js";
import { t as inBatches } from "./pool.js";
import { i as trust } from "./search.js";
import { t as cliFaults } from "./faults5.js";
import { r as text, t as flag } from "./flags.js";

// src/import/unfit.ts
const trees = [
	[tufFaults.DELEGATION_INVALID, ({ reason }) => reason],
	[tufFaults.DELEGATIONS_TOO_MANY, ({ limit }) => `with it there are more than ${limit} delegated roles`],
	[tufFaults.DELEGATIONS_TOO_DEEP, ({ limit }) => `it delegates further, and is ${limit} delegations below targets already`],
	[repositoryFaults.ONLINE_ROLE_DELEGATES, () => "online keys sign it, and only roles that people sign may delegate"]
];
const forms$1 = [
	...trees,
	[tufFaults.METADATA_INVALID, ({ reason }) => reason],
	[tufFaults.METADATA_KEY_WEAK, ({ keyid, reason }) => `the key ${keyid} is too weak to count: ${reason}`],
	[tufFaults.KEY_INVALID, ({ keyid, reason }) => `the key ${keyid}: ${reason}`],
	[tufFaults.KEY_ID_MISMATCH, ({ keyid }) => `the keyid ${keyid} is not the hash of its key`],
	[tufFaults.JSON_INVALID, ({ line, reason }) => line === void 0 ? reason : `line ${line}: ${reason}`],
	[planFaults.METADATA_NOT_PORTABLE, ({ reason }) => reason],
	[signingEventFaults.EVENT_CHANGE_INVALID, ({ reason }) => reason],
	[baseFaults.TIME_INVALID, ({ value }) => `expires: ${value}`]
];
function isOfTree(error) {
	return isFault(error, ...trees.map(([of]) => of));
}
function reasonOf(fault) {
	const { where } = fault.data;
	const [, because] = forms$1.find(([{ code }]) => code === fault.code) ?? [];
	const reason = String(because?.(fault.data) ?? fault.code);
	return where === void 0 ? reason : `${where}: ${reason}`;
}
function located(fault, role, site) {
	if (!isFault(fault, ...forms$1.map(([of]) => of))) return fault.with({
		role,
		site
	});
	const version = /(\d+)\.root\.json$/.exec(String(fault.data["file"]))?.[1];
	const named = version === void 0 ? role : `root ${version}`;
	return importFaults.IMPORT_UNFIT({
		role: named,
		reason: reasonOf(fault),
		site
	}, { cause: fault });
}

// src/import/adoption.ts
function adoptionOf(source, trust, { names, lifetimes }, now) {
	const base = contentOf(trust);
	if (!base.historic?.size) return void 0;
	const event = `adopt-${base.root.version + 1}`;
	try {
		const changes = [{ kind: "restate" }, ...renewals(base, now)];
		const request = makeEvent(base, lifetimes, {
			changes,
			keys: [],
			now
		});
		const draft = draftEvent(base, request);
		const refusals = eventFindings(base, draft, now).filter(({ severity }) => severity === "error");
		for (const found of refusals) {
			const { role, file } = found.data;
			const fault = located(refusal([found]), String(role ?? file ?? ""), source);
			if (isFault(fault, importFaults.IMPORT_UNFIT)) throw fault;
		}
		return {
			event,
			files: filesOf$1(names, event, request, draft),
			trust: refusals.length > 0 ? trust : unsigned(trust, draft),
			roles: draft.roles.map(({ role, version }) => ({
				role,
				version
			})),
			findings: [
				...refusals,
				...forms(trust, event),
				...dropped(base, event)
			],
			calledNow: calling(base, draft.after)
		};
	} catch (error) {
		throw isFault(error) ? located(error, String(error.data["role"] ?? ""), source) : error;
	}
}
function renewals(base, now) {
	const { root, offline, touched } = restated(base);
	return [["root", root], ...offline].flatMap(([role, { expires }]) => touched.has(role) || expires > addDays(now, 30) ? [] : [{
		kind: "renew",
		role
	}]);
}
function unsigned(trust, { after, roles }) {
	const fresh = new Map(roles.map(({ role, json }) => [role, json]));
	const root = fresh.get("root");
	const offline = [...after.offline.keys()].flatMap((role) => {
		const json = fresh.get(role);
		const envelope = json === void 0 ? trust.offline.get(role) : draftEnvelope(json, decodeTargets);
		return envelope === void 0 ? [] : [[role, envelope]];
	});
	return {
		roots: trust.roots,
		root: root === void 0 ? trust.root : draftEnvelope(root, decodeRoot),
		offline: new Map(offline),
		verifier: trust.verifier
	};
}
function* forms({ root, offline, historic }, event) {
	for (const role of historic ?? []) {
		const envelope = role === "root" ? root : offline.get(role);
		if (envelope === void 0) continue;
		const fault = historicForm(envelope.json, role === "root" ? decodeRoot : decodeTargets) ?? delegationsProblem(role, offline.get(role)?.signed.delegations);
		const reason = fault === void 0 ? "consistent_snapshot: true is expected, not false" : reasonOf(fault);
		yield finding(importFaults.IMPORT_RESTATED, {
			role,
			reason,
			event
		}, { severity: "warning" });
	}
}
function* dropped(base, event) {
	for (const { role, keyid, reason } of droppedKeys(base)) yield finding(importFaults.IMPORT_KEY_DROPPED, {
		role,
		keyid,
		reason,
		event
	}, { severity: "warning" });
}
function calling(base, after) {
	const [before, now] = [keysOf$1(base), keysOf$1(after)];
	return (keyid) => {
		const material = before.get(keyid)?.material;
		return [...now].find(([id, key]) => id === keyid || material !== void 0 && key.material === material)?.[0] ?? keyid;
	};
}

// src/import/config.ts
var import_dist = require_dist();
function configOf(hints, { targetsUrl, onlineKey }, needs, existing) {
	const document = existing === void 0 ? new import_dist.Document({ version: 1 }) : (0, import_dist.parseDocument)(new TextDecoder().decode(existing));
	const set = (path, value) => {
		if (!document.hasIn(path)) document.setIn(path, document.createNode(value, { flow: path.length > 1 }));
	};
	if (targetsUrl !== void 0) document.setIn(["targets-url"], targetsUrl);
	if (onlineKey !== void 0) document.setIn(["online-keys"], document.createNode({ default: onlineKey }));
	for (const [role, lifetime] of hints.lifetimes) set(["roles", role], lifetime);
	for (const [role, uris] of onlineKey === void 0 ? hints.onlineKeys : []) set(["online-keys", role], uris.length === 1 ? uris[0] : uris);
	const bins = onlineKey === void 0 && !hints.onlineKeys.has("bins") && hints.onlineKeys.get("snapshot");
	if (bins) set(["online-keys", "bins"], bins.length === 1 ? bins[0] : bins);
	for (const [name, keyids] of hints.people) set(["people", name], keyids.length === 1 ? keyids[0] : keyids);
	if (!document.has("publish")) document.setIn(["publish"], document.createNode({
		to: "directory",
		path: "site"
	}, { flow: true }));
	if (needs.unicode) set(["policy", "unicode"], true);
	if (needs.files > 0) set([
		"policy",
		"limits",
		"files"
	], needs.files);
	if (existing === void 0) document.commentBefore = " Settings of this repository. `kaprien schema config` prints what may stand here.";
	const text = document.toString();
	return {
		bytes: new TextEncoder().encode(text),
		config: parseConfig(text, configFile)
	};
}

// src/import/hints.ts
const members = {
	owner: ["x-tuf-on-ci-keyowner", "x-rstuf-key-name"],
	address: ["x-tuf-on-ci-online-uri", "x-rstuf-online-key-uri"],
	expires: "x-tuf-on-ci-expiry-period",
	renew: "x-tuf-on-ci-signing-period"
};
function hintsOf(found) {
	const onlineKeys = /* @__PURE__ */ new Map();
	const unreadable = /* @__PURE__ */ new Set();
	for (const [role, { required, keys }] of onlineRoles(found)) {
		const uris = required.keyids.flatMap((keyid) => annotation(keys.get(keyid)?.json, members.address) ?? []);
		const readable = [...new Set(uris)].filter((uri) => keyUri.safeParse(uri).success);
		for (const uri of uris) if (!readable.includes(uri)) unreadable.add(uri);
		if (readable.length > 0) onlineKeys.set(role, readable);
	}
	return {
		people: peopleOf(found),
		onlineKeys,
		unreadable: [...unreadable],
		lifetimes: lifetimesOf(found)
	};
}
function onlineRoles({ root, delegated }) {
	const roles = /* @__PURE__ */ new Map();
	for (const [name, role] of delegated) if (role.kind !== "people") roles.set(role.kind === "bin" ? "bins" : name, role);
	for (const role of ["snapshot", "timestamp"]) roles.set(role, signatories(topLevelAuthority(root.signed, role)));
	return roles;
}
function signatories(authority) {
	return {
		required: authority,
		keys: authority.keys
	};
}
function keysOf({ root, targets, delegated }) {
	const keys = new Map(root.signed.keys);
	for (const { signed } of [targets, ...[...delegated.values()].map(({ envelope }) => envelope)]) for (const [keyid, key] of signed.delegations?.keys ?? []) keys.set(keyid, key);
	return keys;
}
function peopleOf(found) {
	const people = /* @__PURE__ */ new Map();
	for (const [keyid, { json }] of keysOf(found)) {
		const name = annotation(json, members.owner);
		if (name !== void 0 && /^[^\p{C}]{1,64}$/u.test(name)) people.set(name, [...people.get(name) ?? [], keyid]);
	}
	return people;
}
function lifetimesOf({ root, targets, delegated }) {
	const places = [
		["root", root.signed.rest],
		["targets", targets.signed.rest],
		["bin", delegated.get("bin")?.envelope.signed.rest],
		["snapshot", root.signed.roles.get("snapshot")?.rest],
		["timestamp", root.signed.roles.get("timestamp")?.rest]
	];
	return new Map(places.flatMap(([role, rest]) => {
		const [expires, renew] = [rest?.get(members.expires), rest?.get(members.renew)];
		return typeof expires === "number" && typeof renew === "number" && renew < expires && expires <= 36500 ? [[role, {
			expires,
			renew
		}]] : [];
	}));
}
function annotation(json, names) {
	return names.map((name) => json?.get(name)).find((found) => typeof found === "string" && found !== "");
}

// src/import/findings.ts
function warningsOf(found, hints, now, adoption) {
	const gone = adoption?.findings.flatMap(({ of, data }) => of === importFaults.IMPORT_KEY_DROPPED ? [data["keyid"]] : []);
	return [
		...[...expired(found, now)].filter(({ of }) => of !== importFaults.IMPORT_OFFLINE_EXPIRED || adoption === void 0),
		...shared(found),
		...plainNames(found),
		...[...unreadable(found)].filter(({ data }) => gone?.includes(data["keyid"]) !== true),
		...weak(found),
		...unreachable(found),
		...lacking(found, hints)
	];
}
function warning(of, data) {
	return finding(of, data, { severity: "warning" });
}
function* expired(found, now) {
	const { root, timestamp, snapshot, targets, delegated } = found;
	const below = (people) => [...delegated].flatMap(([role, { kind, envelope }]) => kind === "people" === people ? [[role, envelope.signed.expires]] : []);
	const people = [["root", root.signed.expires], ["targets", targets.signed.expires]];
	const online = [["snapshot", snapshot.signed.expires], ["timestamp", timestamp.signed.expires]];
	const said = [[importFaults.IMPORT_OFFLINE_EXPIRED, [...people, ...below(true)]], [importFaults.IMPORT_ONLINE_EXPIRED, [...online, ...below(false)]]];
	for (const [of, roles] of said) for (const [role, expires] of roles) if (expires <= now) yield warning(of, {
		role,
		expires: formatInstant(expires)
	});
}
function* shared(found) {
	const keys = keysOf(found);
	const material = (keyid) => keys.get(keyid)?.material;
	const online = new Set([...onlineRoles(found).values()].flatMap(({ required }) => required.keyids.map(material)));
	const { roles } = found.root.signed;
	const offline = [...["root", "targets"].map((name) => [name, roles.get(name)?.keyids ?? []]), ...[...found.delegated].flatMap(([name, { kind, required }]) => kind === "people" ? [[name, required.keyids]] : [])];
	for (const [role, keyids] of offline) {
		const both = keyids.find((keyid) => material(keyid) !== void 0 && online.has(material(keyid)));
		if (both !== void 0) yield warning(importFaults.IMPORT_KEY_SHARED, {
			role,
			keyid: both
		});
	}
}
function* plainNames({ root, targets, delegated }) {
	if (root.signed.consistentSnapshot) return;
	for (const { signed } of [targets, ...[...delegated.values()].map(({ envelope }) => envelope)]) for (const [path, { hashes }] of signed.targets) {
		yield warning(importFaults.IMPORT_TARGET_NAMES, { example: targetPath(path, hashes.get("sha256") ?? [...hashes.values()][0] ?? "") });
		return;
	}
}
function* unreadable(found) {
	const roles = new Map(heldRoles(offlineContent(found)).map((held) => [isBinName(held.role) ? "bins" : held.role, held]));
	for (const [role, { keyids, keys }] of roles) for (const keyid of keyids) if (keys.get(keyid)?.material === void 0) yield warning(signingEventFaults.KEY_UNREADABLE, {
		role,
		keyid,
		kind: keyKind(keys.get(keyid))
	});
}
function offlineContent({ root, targets, delegated }) {
	const people = [...delegated].filter(([, { kind }]) => kind === "people");
	const offline = new Map([["targets", targets], ...people.map(([name, { envelope }]) => [name, envelope])]);
	return contentOf({
		root,
		offline
	});
}
function* weak(found) {
	for (const { role, keyid, reason, counts } of unfitKeys(void 0, offlineContent(found))) if (counts) yield warning(importFaults.IMPORT_KEY_WEAK, {
		role,
		keyid,
		reason
	});
	else yield finding(tufFaults.METADATA_KEY_WEAK, {
		file: role,
		keyid,
		reason
	}, { severity: "error" });
}
function* unreachable({ targets, delegated }) {
	for (const [role, { envelope, delegator }] of delegated) {
		const delegations = (delegator === "targets" ? targets : delegated.get(delegator)?.envelope)?.signed.delegations;
		if (delegations === void 0) continue;
		const lost = [...envelope.signed.targets.keys()].filter((path) => !authoritiesFor(delegator, delegations, path).some((authority) => authority.role === role));
		if (lost[0] !== void 0) yield warning(importFaults.IMPORT_TARGET_UNREACHABLE, {
			role,
			delegator,
			path: lost[0],
			count: lost.length
		});
	}
}
function* lacking({ delegated }, { onlineKeys, unreadable }) {
	if (![...delegated.values()].some(({ kind }) => kind === "bin")) yield warning(importFaults.IMPORT_NO_BINS, {});
	for (const uri of unreadable) yield warning(importFaults.IMPORT_KEY_ADDRESS, { uri });
	for (const role of ["snapshot", "timestamp"]) if (!onlineKeys.has(role)) yield warning(importFaults.IMPORT_ONLINE_KEY_UNKNOWN, { role });
}

// src/import/releases.ts
const mostGroups = 100;
const mostTargets = 1e4;
function releasesOf({ delegated }, names) {
	const findings = [];
	const listed = [];
	for (const [role, { kind, envelope }] of delegated) {
		if (kind === "people") continue;
		for (const [path, target] of envelope.signed.targets) {
			const problem = problemOf(target);
			if (problem !== void 0) findings.push(finding(importFaults.IMPORT_TARGET_UNFIT, {
				path,
				role,
				reason: problem.reason
			}, problem.how));
			listed.push([path, target]);
		}
	}
	listed.sort(([a], [b]) => a < b ? -1 : 1);
	const files = /* @__PURE__ */ new Map();
	for (const [release, targets] of grouped(listed)) for (const part of partsOf(targets)) files.set(free(release, files, names), new TextEncoder().encode(part));
	return {
		files,
		targets: listed.length,
		findings
	};
}
function problemOf({ hashes, rest }) {
	const error = { severity: "error" };
	if (!/^[0-9a-f]{64}$/.test(hashes.get("sha256") ?? "")) return {
		reason: "it has no SHA-256",
		how: error
	};
	if (!/^[0-9a-f]{128}$/.test(hashes.get("sha512") ?? "0".repeat(128))) return {
		reason: "its SHA-512 is not one",
		how: error
	};
	const lost = [...[...hashes.keys()].filter((name) => name !== "sha256" && name !== "sha512"), ...rest.keys()];
	if (lost.length === 0) return void 0;
	return {
		reason: `${lost.join(", ")} will no longer be listed with it`,
		how: { severity: "warning" }
	};
}
function grouped(listed) {
	const [releases, products] = [groupsBy(listed, releaseOf), groupsBy(listed, productOf)];
	if (releases.size <= mostGroups) return releases;
	return products.size <= mostGroups ? products : groupsBy(listed, () => all);
}
const all = "imported/targets";
function releaseOf(path) {
	const [product, release, below] = path.split("/");
	return below === void 0 ? productOf(path) : named(`${product}/${release}`);
}
function productOf(path) {
	const [product, below] = path.split("/");
	return below === void 0 ? all : named(`${product}/imported`);
}
function named(release) {
	return parseReleaseFile(`${release}.json`) === void 0 ? all : release;
}
function groupsBy(listed, nameOf) {
	const spelled = /* @__PURE__ */ new Map();
	const one = (name) => {
		const known = spelled.get(foldPath(name)) ?? name;
		spelled.set(foldPath(name), known);
		return known;
	};
	const groups = /* @__PURE__ */ new Map();
	for (const entry of listed) {
		const [product = "", release = ""] = nameOf(entry[0]).split("/");
		const name = one(`${one(product)}/${release}`);
		const group = groups.get(name);
		if (group === void 0) groups.set(name, [entry]);
		else group.push(entry);
	}
	return groups;
}
function partsOf(targets) {
	const around = Buffer.byteLength(releaseText([], /* @__PURE__ */ new Map()));
	const parts = [[]];
	let size = around;
	for (const [path, target] of targets) {
		const line = releaseLine(asProposed(path, target));
		const bytes = Buffer.byteLength(line) + 2;
		if (size + bytes > 1048576 || (parts.at(-1)?.length ?? 0) >= mostTargets) {
			parts.push([]);
			size = around;
		}
		parts.at(-1)?.push(line);
		size += bytes;
	}
	return parts.map((lines) => releaseText(lines, /* @__PURE__ */ new Map()));
}
function asProposed(path, { length, hashes, custom }) {
	const known = [...hashes].filter(([algorithm]) => algorithm === "sha256" || algorithm === "sha512");
	return new Map([
		["path", path],
		["length", length],
		["hashes", new Map(known)],
		...custom === void 0 ? [] : [["custom", custom]]
	]);
}
function free(release, taken, names) {
	const folded = new Set([...taken.keys()].map(foldPath));
	for (let number = 1;; number++) {
		const file = `${names.targets}/${release}${number === 1 ? "" : `-${number}`}.json`;
		if (!folded.has(foldPath(file))) return file;
	}
}

// src/import/verify.ts
const decoders = {
	timestamp: decodeHistoricTimestamp,
	snapshot: decodeHistoricSnapshot,
	targets: decodeHistoricTargets
};
const parallel = 16;
const epoch = instant(0);
async function verifySource(source, anchor) {
	const { roots, root } = await readRoots(source, anchor);
	let state = {
		root,
		targets: /* @__PURE__ */ new Map(),
		stage: "roots",
		verifier: anchor.verifier,
		decoders
	};
	const take = (file) => {
		state = next(state, file, source);
	};
	take({
		role: "timestamp",
		bytes: present(await source.timestamp(), "timestamp", source)
	});
	const { timestamp } = state;
	const listed = timestamp.signed.snapshot.version;
	take({
		role: "snapshot",
		bytes: present(await source.role("snapshot", listed, limits.snapshot), "snapshot", source)
	});
	const { snapshot } = state;
	const read = async (name) => {
		const version = snapshot.signed.meta.get(`${name}.json`)?.version;
		if (version === void 0) throw tufFaults.ROLE_NOT_LISTED({
			role: name,
			site: source.name
		});
		return present(await source.role(name, version, limits.targets), name, source);
	};
	take({
		role: "targets",
		bytes: await read("targets")
	});
	const targets = state.targets.get("targets");
	const delegated = await readDelegated(state, targets, read, source);
	return {
		source: source.name,
		roots,
		root,
		timestamp,
		snapshot,
		targets,
		delegated
	};
}
async function readRoots(source, { pin, verifier }) {
	const files = await rootFiles(source);
	const paths = intentPaths(defaultNames);
	const tree = treeOfFiles(new Map(files.map((bytes, index) => [paths.root(index + 1), bytes])));
	const newest = files.at(-1);
	try {
		const roots = await loadRoots(tree, paths, "historic");
		return {
			roots,
			root: verifyRoots(roots, {
				pin: pin ?? sha256(newest),
				verifier
			}, "historic")
		};
	} catch (error) {
		throw error instanceof Fault ? located(error, `root ${files.length}`, source.name) : error;
	}
}
async function rootFiles(source) {
	const files = [];
	while (files.length <= limits.rootRotations) {
		const bytes = await source.root(files.length + 1);
		if (bytes === void 0) break;
		files.push(bytes);
	}
	const missing = () => importFaults.IMPORT_ROOT_MISSING({
		version: files.length + 1,
		site: source.name
	});
	const single = await source.newestRoot();
	if (single !== void 0) {
		const { signed, payload } = decode(single, "root.json", decodeHistoricRoot);
		const known = files[signed.version - 1];
		if (known !== void 0 && !sameBytes(decode(known, "root.json", decodeHistoricRoot).payload, payload)) throw planFaults.ROLE_VERSION_REUSED({
			role: "root",
			version: signed.version,
			site: source.name
		});
		if (signed.version === files.length + 1) files.push(single);
		else if (signed.version > files.length) throw missing();
	}
	if (files.length === 0 || await source.root(files.length + 2) !== void 0) throw missing();
	return files;
}
async function readDelegated(top, targets, read, source) {
	const found = /* @__PURE__ */ new Map();
	const envelopeOf = (role) => role === "targets" ? targets : found.get(role)?.envelope;
	const files = /* @__PURE__ */ new Map();
	const isForeignBin = foreignBinTest(top.root.signed);
	try {
		const start = topLevelAuthority(top.root.signed, "targets");
		for (const authority of wholeTree(start, ({ role }) => envelopeOf(role)?.signed.delegations)) {
			const { role: name, by: delegator } = authority;
			const delegations = envelopeOf(delegator)?.signed.delegations;
			if (delegations === void 0) continue;
			if (!files.has(name)) {
				const names = [...delegatedNames(delegations)];
				for (const [each, bytes] of await inBatches(names, parallel, async (each) => [each, await read(each)])) files.set(each, bytes);
			}
			const bytes = files.get(name);
			const envelope = next({
				...top,
				targets: /* @__PURE__ */ new Map([[delegator, envelopeOf(delegator)]])
			}, {
				role: "delegated",
				name,
				delegator,
				bytes
			}, source).targets.get(name);
			if (envelope === void 0) throw new RangeError(name);
			const kind = isBinName(name) || isForeignBin(delegations, name) ? "bin" : isOnlineRole(name) ? "online" : "people";
			if (kind !== "people" && envelope.signed.delegations !== void 0) throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: name });
			found.set(name, {
				kind,
				envelope,
				delegator,
				required: authority,
				keys: authority.keys
			});
		}
	} catch (error) {
		throw isOfTree(error) ? located(error, String(error.data["role"]), source.name) : error;
	}
	return found;
}
function next(state, file, source) {
	const verdict = trust(state, file, epoch);
	if (verdict.kind === "trusted") return verdict.state;
	const { fault, role } = verdict;
	throw isFault(fault, tufFaults.JSON_INVALID) && !isJson(file.bytes) ? fault.with({ site: source.name }) : located(fault, role, source.name);
}
function isJson(bytes) {
	try {
		JSON.parse(new TextDecoder().decode(bytes));
		return true;
	} catch {
		return false;
	}
}
function present(bytes, role, source) {
	if (bytes === void 0) throw importFaults.IMPORT_FILE_MISSING({
		role,
		site: source.name
	});
	return bytes;
}

// src/import/import.ts
async function prepareImport(ports, options) {
	const { existing, names } = await settingsIn(ports.workspace);
	await requireFirst(ports.workspace, names);
	const found = await verifySource(ports.source, {
		pin: options.pin,
		verifier: ports.verifier
	});
	const hints = hintsOf(found);
	const now = ports.clock.now();
	const trustedRoot = startOf(found, options.pin);
	const releases = releasesOf(found, names);
	const signed = await signedFiles(found, names, {
		pin: trustedRoot,
		verifier: ports.verifier
	});
	const needs = {
		unicode: hasUnicode(found),
		files: releases.files.size > defaultPolicy.limits.files ? releases.files.size : 0
	};
	const before = configOf(hints, options, needs, existing);
	const adoption = adoptionOf(found.source, signed.trust, before.config, now);
	const floors = seen(found, names, adoption);
	const { bytes, config } = adoption === void 0 ? before : configOf(called(hints, adoption), options, needs, existing);
	const judged = await judge(releases.files, config, adoption?.trust ?? signed.trust);
	const warnings = warningsOf(found, withKey(hints, options), now, adoption);
	const findings = [
		...judged,
		...releases.findings,
		...adoption?.findings ?? [],
		...warnings
	];
	const first = intentPaths(names).root(1);
	const files = new Map([
		...[...signed.files].filter(([path]) => path !== first),
		[floorsPath(names), encodeFloors(floors)],
		...releases.files,
		...adoption?.files ?? [],
		[configFile, bytes],
		[first, signed.files.get(first)]
	]);
	const written = firstError(findings) !== void 0 ? /* @__PURE__ */ new Map() : files;
	return {
		view: viewOf(found, {
			trustedRoot,
			hints,
			findings,
			now,
			adoption,
			files: [...written.keys()]
		}),
		files: written,
		settings: existing
	};
}
async function writeImport(workspace, { files, settings }) {
	for (const path of files.keys()) if (path !== "kaprien.yml" && await workspace.read(path, limits.targets) !== void 0) throw workspaceFaults.FILE_EXISTS({ file: path });
	try {
		await workspace.write(files, "replace");
	} catch (error) {
		const before = [...files.keys()].map((path) => [path, path === "kaprien.yml" ? settings ?? null : null]);
		await workspace.write(new Map(before), "replace");
		throw error;
	}
}
function startOf({ roots, root }, pin) {
	const given = [...roots.values()].find(({ bytes }) => sha256(bytes) === pin);
	return sha256((given !== void 0 && isStrict(given) ? given : root).bytes);
}
async function signedFiles(found, names, anchor) {
	const paths = intentPaths(names);
	const files = /* @__PURE__ */ new Map();
	for (const [version, root] of found.roots) files.set(paths.root(version), root.bytes);
	files.set(paths.role("targets"), found.targets.bytes);
	for (const [name, { kind, envelope }] of found.delegated) if (kind === "people") files.set(paths.role(name), envelope.bytes);
	return {
		files,
		trust: await readTrust(treeOfFiles(files), paths, anchor, "historic")
	};
}
function seen(found, names, adoption) {
	const unfit = (role, reason) => importFaults.IMPORT_UNFIT({
		role,
		reason,
		site: found.source
	});
	const floors = floorsOf(found);
	const [role, version] = [
		...floors.roles,
		["snapshot", floors.snapshot],
		["timestamp", floors.timestamp]
	].find(([, version]) => version > 1e9) ?? [];
	if (role !== void 0) throw unfit(role, `its version ${version} leaves no room for others`);
	for (const name of adoption === void 0 ? [] : rolesIn(adoption.trust)) if (floors.roles.has(name) && name !== "targets" && !found.delegated.has(name)) throw unfit("snapshot", `it lists ${name}, which nobody delegates to, and a role gets this name`);
	try {
		decodeFloors(encodeFloors(floors), floorsPath(names));
	} catch (error) {
		throw isFault(error) ? unfit("snapshot", String(error.data["reason"])) : error;
	}
	return floors;
}
function* rolesIn({ root, offline }) {
	const start = topLevelAuthority(root.signed, "targets");
	for (const { role } of wholeTree(start, ({ role }) => offline.get(role)?.signed.delegations)) yield role;
}
async function judge(files, { names, policy }, trust) {
	const tree = treeOfFiles(files);
	const added = [...files.keys()].map((path) => path.slice(names.targets.length + 1));
	const releases = releasesIn(tree, names.targets, names);
	const proposal = await propose(/* @__PURE__ */ new Map(), void 0, releases, {
		added,
		changed: [],
		removed: []
	}, names);
	const paths = () => proposal.changes.map(({ path }) => path);
	const { findings } = evaluate({
		policy,
		names,
		...proposal,
		paths,
		trust,
		adopting: false
	});
	return [...proposal.findings, ...findings];
}
function hasUnicode({ delegated }) {
	return [...delegated].some(([, { kind, envelope }]) => kind !== "people" && [...envelope.signed.targets.keys()].some((path) => pathProblem(path, false) !== void 0 && pathProblem(path, true) === void 0));
}
function called(hints, { calledNow }) {
	return {
		...hints,
		people: new Map([...hints.people].map(([name, keyids]) => [name, keyids.map(calledNow)]))
	};
}
function withKey(hints, { onlineKey }) {
	if (onlineKey === void 0) return hints;
	const onlineKeys = new Map(["snapshot", "timestamp"].map((role) => [role, [onlineKey]]));
	return {
		...hints,
		onlineKeys,
		unreadable: []
	};
}
function viewOf(found, rest) {
	const { hints, now, adoption, ...given } = rest;
	const owners = new Map([...hints.people].flatMap(([name, keyids]) => keyids.map((keyid) => [keyid, name])));
	const roles = rolesOf(found, now);
	const count = (online) => [{
		kind: "people",
		envelope: found.targets
	}, ...found.delegated.values()].filter(({ kind }) => kind !== "people" === online).reduce((sum, { envelope }) => sum + envelope.signed.targets.size, 0);
	return {
		source: found.source,
		...given,
		...adoption !== void 0 && { event: {
			name: adoption.event,
			roles: adoption.roles
		} },
		root: found.root.signed.version,
		historic: [...found.roots].filter(([, root]) => !isStrict(root)).map(([version]) => version),
		roles,
		bins: [...found.delegated.values()].filter(({ kind }) => kind === "bin").length,
		keys: [...keysOf(found)].map(([keyid, { keytype, scheme }]) => {
			const owner = owners.get(keyid);
			const holds = roles.filter(({ keyids }) => keyids.includes(keyid)).map(({ role }) => role);
			const type = keytype === scheme ? keytype : `${keytype} ${scheme}`;
			const becomes = adoption?.calledNow(keyid) ?? keyid;
			return {
				keyid,
				...becomes !== keyid && { becomes },
				type,
				...owner !== void 0 && { owner },
				roles: holds
			};
		}),
		targets: count(true),
		offlineTargets: count(false)
	};
}
function rolesOf(found, now) {
	const { root, targets, snapshot, timestamp, delegated } = found;
	const role = (name, { signed }, { keyids, threshold }, online) => ({
		role: name,
		version: signed.version,
		threshold,
		keyids,
		expires: formatInstant(signed.expires),
		state: signed.expires <= now ? "expired" : "ok",
		online
	});
	const top = [
		"root",
		"targets",
		"snapshot",
		"timestamp"
	].map((name) => {
		const envelope = {
			root,
			targets,
			snapshot,
			timestamp
		}[name];
		return role(name, envelope, topLevelAuthority(root.signed, name), onlineRoles(found).has(name));
	});
	const [first] = [...delegated.values()].filter(({ kind }) => kind === "bin").sort((a, b) => a.envelope.signed.expires - b.envelope.signed.expires);
	const others = [...delegated].filter(([, { kind }]) => kind !== "bin");
	return inOrder([
		...top,
		...others.map(([name, { kind, envelope, required }]) => role(name, envelope, required, kind === "online")),
		...first === void 0 ? [] : [role("bins", first.envelope, first.required, true)]
	]);
}
function isStrict({ json }) {
	try {
		return decodeRoot(json).consistentSnapshot;
	} catch (error) {
		if (error instanceof Fault) return false;
		throw error;
	}
}

// src/import/source.ts
function filesBelow(workspace, directory) {
	return {
		name: directory,
		read: (path, limit) => workspace.read(`${directory.replace(/\/+$/, "")}/${path}`, limit)
	};
}
function filesAt(fetch, url) {
	return {
		name: url,
		read: (path, limit) => fetchBytes({
			fetch,
			metadata: url
		}, path, limit)
	};
}
const maximumBytes = 536870912;
async function locate(files) {
	for (const directory of ["metadata/", ""]) for (const name of [
		"timestamp.json",
		"1.root.json",
		"root.json"
	]) if (await files.read(`${directory}${name}`, limits.root) !== void 0) return sourceIn(files, directory);
	throw importFaults.IMPORT_NOTHING({ site: files.name });
}
function sourceIn(files, directory) {
	let total = 0;
	const first = async (names, limit) => {
		for (const name of names) {
			const bytes = await files.read(`${directory}${name}`, limit);
			if (bytes === void 0) continue;
			total += bytes.length;
			if (total > maximumBytes) throw baseFaults.FILE_TOO_LARGE({
				file: `all of ${files.name}`,
				actual: total,
				limit: maximumBytes
			});
			return bytes;
		}
	};
	return {
		name: files.name,
		root: (version) => first([`${version}.root.json`, `root_history/${version}.root.json`], limits.root),
		newestRoot: () => first(["root.json"], limits.root),
		timestamp: () => first(["timestamp.json"], limits.timestamp),
		role: (name, version, limit) => {
			const file = `${encodeURIComponent(name)}.json`;
			return first([`${version}.${file}`, file], limit);
		}
	};
}

// src/import/text.ts
function importText(view, style = plain) {
	const roles = view.roles.map(({ role, version, threshold, keyids, expires, state, online }) => [
		role === "bins" ? `bins (${view.bins})` : printable(role),
		String(version),
		`${threshold} of ${keyids.length}`,
		online ? "online" : "people",
		expires.slice(0, 10),
		state
	]);
	const keys = view.keys.map(({ keyid, becomes, type, owner, roles }) => {
		const who = owner === void 0 ? "" : `  ${printable(owner)}`;
		const now = becomes === void 0 ? "" : ` → ${becomes.slice(0, 12)}`;
		return `  ${printable(keyid.slice(0, 12))}${now}  ${printable(type)}${who}  ${style.dim(printable(roles.join(", ")))}`;
	});
	const historic = view.historic.length === 0 ? [] : [style.dim(`roots of an older form, kept as they are: ${view.historic.join(", ")}`)];
	return [
		`${style.good("verified")} ${printable(view.source)}: roots 1 to ${view.root}, ${plural(view.targets, "target")} in hash bins, ${view.offlineTargets} in roles that people sign`,
		...tableText([[
			"role",
			"version",
			"signatures",
			"keys",
			"expires",
			"state"
		], ...roles], style),
		view.event === void 0 ? "keys, with the keyids they keep:" : "keys, with the keyids they keep or get:",
		...keys,
		...historic
	].join("\n");
}

// src/cli/commands/import.ts
async function importRepository(session) {
	const { flags, terminal, workspace, clock, dryRun } = session;
	const given = text(flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
	const pin = given === void 0 || given === "" ? void 0 : trustedRoot(given);
	const targetsUrl = text(flags, "targetsUrl");
	const onlineKey = text(flags, "onlineKey");
	const source = await locate(filesOf(session, session.args[0] ?? ""));
	const prepared = await prepareImport({
		source,
		workspace,
		clock,
		verifier: session.verifier
	}, {
		...pin !== void 0 && { pin },
		...targetsUrl !== void 0 && { targetsUrl },
		...onlineKey !== void 0 && { onlineKey }
	});
	const { view } = prepared;
	terminal.reporter.note(importText(view, terminal.style));
	if (view.findings.length > 0) terminal.reporter.note(findingsText(view.findings, terminal.style));
	const refused = refusal(view.findings);
	if (refused !== void 0) throw refused;
	if (!dryRun) {
		if (pin === void 0 && !await accepted(session, prepared)) return 130;
		await writeImport(workspace, prepared);
	}
	terminal.result(view.trustedRoot, {
		...view,
		dryRun
	});
	if (dryRun) {
		terminal.reporter.note("nothing was written; run without --dry-run to do it");
		return 0;
	}
	terminal.next(`\nThat digest is your trusted root: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${view.trustedRoot}`);
	const add = `git add ${tops(view.files).join(" ")} && git commit -m "Import the repository"`;
	if (view.event === void 0) {
		terminal.next(`next: look through kaprien.yml, then ${add} && kaprien worker`);
		return 0;
	}
	const { name } = view.event;
	terminal.next(`\nIts people sign once more, in strict form; each of them fetches the branch and runs\n  kaprien sign ${name} --key <address of their key>\nand the last of all runs\n  kaprien event finish ${name}\nnext: look through kaprien.yml, then git switch -c event/${name} && ${add} && git push -u origin event/${name}`);
	return 0;
}
function filesOf({ cwd, workspace }, where) {
	return /^https?:\/\//i.test(where) ? filesAt(compose.fetch, siteUrl(cwd, where)) : filesBelow(workspace, where);
}
async function accepted(session, { view }) {
	const { trustedRoot: digest, root: version, source: site } = view;
	if (flag(session.flags, "yes")) return true;
	if (!session.interactive) throw cliFaults.IMPORT_ROOT_UNCONFIRMED({
		version,
		site,
		digest
	});
	const { confirm, isCancel } = await import("./dist4.js");
	const answer = await confirm({
		message: `Root ${version} has the SHA-256\n${digest}\nIs that the one that somebody you trust gave you?`,
		initialValue: false,
		input: session.stdin,
		output: session.stderr
	});
	return !isCancel(answer) && answer;
}
function tops(files) {
	return [...new Set(files.map((file) => file.split("/")[0] ?? file))];
}

export { importRepository };