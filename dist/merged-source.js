import { a as locating, i as isFault, t as Fault } from "./fault.js";
import { t as gitFaults } from "./faults2.js";
import { a as fileError, l as refusal, n as wholeTree, o as finding, t as asked } from "./visits.js";
import { _ as sameEntry, g as directoryId, h as mayBeCalled, l as signedPaths, m as delegationsProblem, p as delegationTree } from "./settings.js";
import { a as isOnlineRole, i as isBinName, o as isRoleName, r as defaultNames } from "./names.js";
import { c as releaseFaults, n as parseReleaseFile, r as releaseLimit, s as targetLine, t as decodeRelease } from "./release-file.js";
import { i as targetOf, n as sameTarget } from "./target-change.js";
import { t as repositoryFaults } from "./faults6.js";
import { a as parseInstant, i as instant, r as formatInstant } from "./time.js";
import { a as delegatedCount, c as isSuccinctName, d as isTopLevelRole, f as topLevelRoles, l as decodeRoot, t as authoritiesFor } from "./delegations.js";
import { a as tally, c as decodeTimestamp, d as limits, o as unmet, s as decodeSnapshot, t as decodeEnvelope } from "./envelope.js";
import { t as decodeTargets } from "./targets.js";
import { n as topLevelAuthority } from "./authority.js";
import { n as fromHex, o as sha256 } from "./digest.js";
import { t as tufFaults } from "./faults8.js";
import { C as isObject, a as keyFromRaw, f as object, g as string, h as shape, i as keyFromPoint, l as invalid, m as positive, o as keyFromSpki, p as optional, t as PublicKey, u as mapOf, v as canonical } from "./key.js";
import { i as spkiFromPkcs1 } from "./spki.js";

// src/git/merge-base.ts
const maximumVisits = 1e4;
async function mergeBase(store, base, head) {
	const read = reader(store, [base, head]);
	try {
		const best = await independent(read, await commonAncestors(read, base.commit, head.commit));
		if (best.length > 1) return { kind: "several" };
		if (best[0] === void 0) return { kind: "none" };
		const tree = await store.tree(best[0]);
		if (tree === void 0) throw missing$1(best[0]);
		return {
			kind: "one",
			tree
		};
	} catch (error) {
		if (isFault(error, gitFaults.MERGE_BASE_UNKNOWN)) return {
			kind: "unknown",
			reason: String(error.data["reason"])
		};
		throw error;
	}
}
function withoutBase(found, branches) {
	switch (found.kind) {
		case "several": return finding(gitFaults.MERGE_BASE_AMBIGUOUS, branches, { severity: "error" });
		case "none": return finding(gitFaults.MERGE_BASE_NONE, branches, { severity: "error" });
		case "unknown": return finding(gitFaults.MERGE_BASE_UNKNOWN, {
			...branches,
			reason: found.reason
		}, { severity: "error" });
	}
}
function reader(store, tips) {
	const seen = new Map(tips.map((tip) => [tip.commit, tip]));
	let visits = 0;
	return async (commit) => {
		visits += 1;
		if (visits > maximumVisits) throw unknown(`it is not within the ${maximumVisits} commits that are looked at`);
		if (!seen.has(commit)) seen.set(commit, await placeOf(store, commit));
		return seen.get(commit);
	};
}
async function placeOf(store, commit) {
	try {
		const tree = await store.tree(commit);
		return tree && {
			commit,
			parents: tree.parents,
			committed: tree.committed
		};
	} catch (error) {
		if (isFault(error, gitFaults.STORE_OBJECT_MISSING)) return void 0;
		throw error;
	}
}
const first = 1;
const second = 2;
const stale = 4;
const common = 3;
async function commonAncestors(read, one, other) {
	return [...await paint(read, one, [other])].filter(([, mark]) => mark === common).map(([commit]) => commit);
}
async function independent(read, commits) {
	let left = commits;
	for (const one of commits) {
		if (left.length < 2) break;
		if (!left.includes(one)) continue;
		const marks = await paint(read, one, left.filter((commit) => commit !== one));
		const reached = (commit) => ((marks.get(commit) ?? 0) & (commit === one ? second : first)) !== 0;
		left = left.filter((commit) => !reached(commit));
	}
	return left;
}
async function paint(read, one, others) {
	const marks = /* @__PURE__ */ new Map();
	const visited = /* @__PURE__ */ new Map();
	const frontier = queue(read);
	const open = /* @__PURE__ */ new Set();
	function mark(tip, added) {
		const todo = [[tip, added]];
		for (let next = todo.pop(); next !== void 0; next = todo.pop()) {
			const [commit, more] = next;
			const before = marks.get(commit);
			const after = (before ?? 0) | more;
			if (after === before) continue;
			marks.set(commit, after);
			const parents = visited.get(commit);
			if (before === void 0) frontier.add(commit);
			if (parents === void 0 && (after & stale) === 0) open.add(commit);
			else open.delete(commit);
			for (const parent of parents ?? []) todo.push([parent, inherited(after)]);
		}
	}
	mark(one, first);
	for (const other of others) mark(other, second);
	while (open.size > 0) {
		const next = await frontier.newest();
		if (next === void 0) break;
		const { commit, place } = next;
		if (place === void 0 && open.has(commit)) throw missing$1(commit);
		open.delete(commit);
		const parents = place?.parents ?? [];
		visited.set(commit, parents);
		for (const parent of parents) mark(parent, inherited(marks.get(commit) ?? 0));
	}
	return marks;
}
function inherited(mark) {
	return (mark & common) === common ? mark | stale : mark;
}
function queue(read) {
	const added = [];
	const sorted = [];
	function insert(waiting) {
		let [low, high] = [0, sorted.length];
		while (low < high) {
			const middle = low + high >>> 1;
			if (dateOf(sorted[middle]) < dateOf(waiting)) low = middle + 1;
			else high = middle;
		}
		sorted.splice(low, 0, waiting);
	}
	return {
		add: (commit) => {
			added.push(commit);
		},
		async newest() {
			for (const commit of added.splice(0)) insert({
				commit,
				place: await read(commit)
			});
			return sorted.pop();
		}
	};
}
function dateOf(waiting) {
	return waiting?.place?.committed ?? Number.NEGATIVE_INFINITY;
}
function missing$1(commit) {
	return unknown(`commit ${commit} is missing from the history at hand`);
}
function unknown(reason) {
	return gitFaults.MERGE_BASE_UNKNOWN({ reason });
}

// src/release/target-path.ts
const plain = /^[A-Za-z0-9._~@=+-]+$/;
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const prototype = /* @__PURE__ */ new Set(["__proto__", ...Object.getOwnPropertyNames(Object.prototype)]);
function pathProblem(path, unicode) {
	if (path.startsWith("/")) return "it begins with /";
	for (const segment of path.split("/")) {
		const problem = segmentProblem(segment, unicode);
		if (problem !== void 0) return problem;
	}
	return prototype.has(path) ? `"${path}" is a name that JavaScript objects have already` : void 0;
}
function segmentProblem(segment, unicode) {
	if (segment === "") return "it has an empty segment";
	if (segment.startsWith(".")) return `the segment "${segment}" begins with a dot`;
	if (segment.endsWith(".")) return `the segment "${segment}" ends with a dot`;
	if (device.test(segment)) return `"${segment}" is a device name on Windows`;
	if (prototype.has(segment)) return `"${segment}" is a name that JavaScript objects have already`;
	if (plain.test(segment)) return void 0;
	const odd = [...segment].find((letter) => !plain.test(letter) && (!unicode || letter.charCodeAt(0) < 128));
	if (odd !== void 0) return `${show(odd)} is not allowed; use A-Z a-z 0-9 . _ ~ @ = + - and /`;
	return unicodeProblem(segment);
}
const refused = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{S}\p{P}]/u;
const scripts = [
	"Latin",
	"Greek",
	"Cyrillic",
	"Armenian",
	"Hebrew",
	"Arabic",
	"Devanagari",
	"Thai",
	"Han",
	"Hiragana",
	"Katakana",
	"Hangul",
	"Georgian"
];
const together = [[
	"Han",
	"Hiragana",
	"Katakana"
], ["Han", "Hangul"]];
function unicodeProblem(segment) {
	if (segment.normalize("NFC") !== segment) return `"${segment}" is not in composed form (NFC)`;
	const odd = [...segment].filter((character) => character.charCodeAt(0) >= 128).find((character) => character.length > 1 || refused.test(character) || !/[\p{L}\p{N}]/u.test(character));
	if (odd !== void 0) return `${show(odd)} is not a letter or digit of the basic plane`;
	const used = scripts.filter((script) => new RegExp(`\\p{Script=${script}}`, "u").test(segment));
	if (used.length > 1 && !together.some((group) => used.every((script) => group.includes(script)))) return `"${segment}" mixes ${used.join(" and ")} letters`;
	return used.length === 0 ? `"${segment}" has letters of a script that is not supported` : void 0;
}
function show(character) {
	const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
	return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}" (U+${point})` : `U+${point}`;
}
function foldPath(path) {
	if (/^[\0-\x7f]*$/.test(path)) return path.toUpperCase();
	const folded = path.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "").toLowerCase().toUpperCase().normalize("NFKC");
	return folded === path ? path : foldPath(folded);
}

// src/repository/route.ts
const start = {
	role: "targets",
	by: "root",
	keyids: [],
	threshold: 1,
	keys: /* @__PURE__ */ new Map(),
	terminating: false
};
function routeOf({ offline }, path) {
	let last;
	for (const { role, by } of asked(path, start, ({ role }) => offline.get(role)?.signed.delegations)) {
		if (isOnlineRole(role)) return {
			kind: "online",
			role,
			delegator: by
		};
		const target = offline.get(role)?.signed.targets.get(path);
		if (target !== void 0) return {
			kind: "people",
			role,
			target
		};
		if (role !== "targets") last = role;
	}
	return last === void 0 ? { kind: "nowhere" } : {
		kind: "people",
		role: last,
		target: void 0
	};
}
function routeTo(trust, path) {
	const route = routeOf(trust, path);
	return route.kind === "online" ? route : void 0;
}

// src/repository/state-file.ts
const stateFormat = 2;
const stateType = "kaprien-state";
function encodeState(state) {
	return new Map([
		["_type", stateType],
		["format", state.retired === void 0 ? 1 : 2],
		["main", state.main],
		...state.parent === void 0 ? [] : [["parent", state.parent]],
		...state.retired === void 0 ? [] : [["retired", state.retired]],
		["signed_at", formatInstant(state.signedAt)],
		["source", new Map(Object.entries(state.source).filter(([, id]) => id !== void 0).map(([name, id]) => [name, id]))],
		["timestamp", state.timestamp]
	]);
}
function retiredDigest(files) {
	if (files.size === 0) return void 0;
	return sha256(canonical(new Map([...files].map(([role, bytes]) => [role, sha256(bytes)]))));
}
function decodeState(json) {
	const members = shape(json, "state");
	const type = members.get("_type", string);
	if (type !== stateType) invalid("state._type", `"${stateType}"`, type);
	const format = members.get("format", positive);
	if (format > 2) throw repositoryFaults.FORMAT_NEWER({
		format,
		known: 2
	});
	const source = members.get("source", object);
	const id = (name) => optional(string)(source.get(name), `state.source.${name}`);
	const targets = id("targets");
	const config = id("config");
	const parent = members.get("parent", optional(string));
	const retired = members.get("retired", optional(string));
	return {
		main: members.get("main", string),
		...parent !== void 0 && { parent },
		...retired !== void 0 && { retired },
		source: {
			trust: string(source.get("trust"), "state.source.trust"),
			...targets !== void 0 && { targets },
			...config !== void 0 && { config }
		},
		timestamp: members.get("timestamp", positive),
		signedAt: parseInstant(members.get("signed_at", string))
	};
}
const stateLimit = 16384;

// src/repository/foreign-bins.ts
function foreignBins(root, delegations) {
	const { roles, succinct, keys } = delegations;
	const byHash = roles.filter(({ name, scope }) => scope.kind === "prefixes" && !isBinName(name));
	const signers = succinct ?? byHash[0];
	if (signers === void 0 || succinct === void 0 && !(byHash.length > 1 && byHash.every(alike(signers)))) return void 0;
	const kept = byHash.length <= 31 && byHash.every(({ name }) => mayBeCalled(name));
	if (succinct === void 0 ? kept : isBinName(`${succinct.namePrefix}-0`)) return void 0;
	const people = ["root", "targets"].flatMap((role) => topLevelAuthority(root, role).keyids);
	const materials = new Set(people.flatMap((keyid) => root.keys.get(keyid)?.material ?? []));
	if (signers.keyids.some((keyid) => materials.has(keys.get(keyid)?.material ?? ""))) return void 0;
	const names = new Set(byHash.map(({ name }) => name));
	return {
		signers: {
			keyids: signers.keyids,
			threshold: signers.threshold
		},
		count: succinct === void 0 ? 2 ** Math.ceil(Math.log2(byHash.length)) : delegatedCount(delegations),
		style: succinct === void 0 ? "prefixes" : "succinct",
		has: (name) => succinct === void 0 ? names.has(name) : isSuccinctName(succinct, name)
	};
}
function alike(first) {
	const text = ({ keyids, threshold }) => [threshold, ...[...keyids].sort()].join();
	return (role) => text(role) === text(first);
}
function foreignBinTest(root) {
	const known = /* @__PURE__ */ new Map();
	return (delegations, name) => {
		if (delegations === void 0) return false;
		if (!known.has(delegations)) known.set(delegations, foreignBins(root, delegations));
		return known.get(delegations)?.has(name) === true;
	};
}

// src/repository/historic.ts
function decodeHistoricRoot(json) {
	const roles = object(json.get("roles"), "root.roles");
	const strict = new Map([
		...withExpiry(json, "root"),
		["consistent_snapshot", json.get("consistent_snapshot") ?? false],
		["roles", new Map([...roles].filter(([name]) => topLevelRoles.some((known) => known === name)))],
		["keys", /* @__PURE__ */ new Map()]
	]);
	return {
		...decodeRoot(strict),
		keys: historicKeys(json.get("keys"), "root.keys")
	};
}
function decodeHistoricTargets(json) {
	const dated = withExpiry(json, "targets");
	const below = dated.get("delegations");
	if (!isObject(below)) return decodeTargets(dated);
	const keys = historicKeys(below.get("keys"), "targets.delegations.keys");
	const keyless = new Map([...below, ["keys", /* @__PURE__ */ new Map()]]);
	const targets = decodeTargets(new Map([...dated, ["delegations", keyless]]));
	return {
		...targets,
		...targets.delegations && { delegations: {
			...targets.delegations,
			keys
		} }
	};
}
function decodeHistoricSnapshot(json) {
	return decodeSnapshot(withExpiry(json, "snapshot"));
}
function decodeHistoricTimestamp(json) {
	return decodeTimestamp(withExpiry(json, "timestamp"));
}
function historicForm(json, decode) {
	try {
		decode(json);
		return;
	} catch (error) {
		if (isFault(error)) return error;
		throw error;
	}
}
const loose = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
function withExpiry(json, role) {
	const text = string(json.get("expires"), `${role}.expires`);
	const [, seconds, zone] = loose.exec(text) ?? [];
	const milliseconds = Date.parse(`${seconds}${zone}`);
	const expires = Number.isNaN(milliseconds) ? text : formatInstant(instant(milliseconds / 1e3));
	return new Map([...json, ["expires", expires]]);
}
function historicKeys(json, where) {
	const keys = mapOf(object)(json, where);
	return new Map([...keys].map(([keyid, key]) => [keyid, historicKey(key, keyid)]));
}
function historicKey(json, keyid) {
	for (const read of [() => PublicKey.decode(json, sha256(canonical(json))), () => otherForm(json)]) try {
		return read().listedAs(keyid);
	} catch (error) {
		if (!isFault(error)) throw error;
	}
	return PublicKey.unreadable(json, keyid);
}
function otherForm(json) {
	const value = string(object(json.get("keyval"), "key.keyval").get("public"), "key.keyval.public");
	const scheme = json.get("scheme");
	const bytes = fromHex(value.toLowerCase());
	const key = bytes === void 0 ? fromPem(value.trim()) : scheme === "ed25519" ? keyFromRaw(bytes) : keyFromPoint(bytes);
	if (key.scheme === scheme) return key;
	throw tufFaults.KEY_INVALID({ reason: `the public value is not a ${scheme} key` });
}
function fromPem(pem) {
	return keyFromSpki(pem.startsWith("-----BEGIN RSA ") ? spkiFromPkcs1(pem) : pem, "listed");
}

// src/repository/trust.ts
async function loadTrust(tree, paths, anchor, now) {
	const trust = await readTrust(tree, paths, anchor);
	requireCurrent(trust, now);
	return trust;
}
async function readTrust(tree, paths, anchor, form = "strict") {
	const { verifier } = anchor;
	const roots = await loadRoots(tree, paths, form);
	const root = verifyRoots(roots, anchor, form);
	const offline = /* @__PURE__ */ new Map();
	const start = topLevelAuthority(root.signed, "targets");
	const below = ({ role }) => offline.get(role)?.signed.delegations;
	const isForeignBin = form === "strict" ? () => false : foreignBinTest(root.signed);
	for (const authority of form === "strict" ? delegationTree(start, below) : wholeTree(start, below)) {
		const { role, by } = authority;
		if (isOnlineRole(role) || isForeignBin(below({ role: by }), role)) continue;
		const envelope = await readRole(tree, paths, role, form);
		requireThreshold(authority, envelope, verifier);
		offline.set(role, envelope);
	}
	return {
		roots,
		root,
		offline,
		verifier,
		...form === "historic" && { historic: historicRoles({
			root,
			offline
		}) }
	};
}
function historicRoles({ root, offline }) {
	const odd = /* @__PURE__ */ new Set();
	if (!root.signed.consistentSnapshot || historicForm(root.json, decodeRoot) !== void 0) odd.add("root");
	for (const [role, { json, signed }] of offline) if (historicForm(json, decodeTargets) !== void 0 || delegationsProblem(role, signed.delegations) !== void 0) odd.add(role);
	return odd;
}
function requireCurrent({ root, offline }, now) {
	for (const [role, { signed }] of [["root", root], ...offline]) if (signed.expires <= now) throw tufFaults.ROLE_EXPIRED({
		role,
		expires: formatInstant(signed.expires)
	});
}
function isCurrent({ root, offline }, now) {
	return [root, ...offline.values()].every(({ signed }) => signed.expires > now);
}
async function loadRoots(tree, paths, form = "strict") {
	const entries = await tree.list(paths.roots);
	if (entries.length === 0) throw repositoryFaults.TRUST_MISSING({ file: paths.root(1) });
	if (entries.length > limits.rootRotations) throw repositoryFaults.ROOT_TOO_MANY({
		count: entries.length,
		limit: limits.rootRotations
	});
	const roots = /* @__PURE__ */ new Map();
	for (let version = 1; version <= entries.length; version++) {
		const file = paths.root(version);
		const bytes = await tree.read(file, limits.root);
		if (bytes === void 0) throw repositoryFaults.ROOT_CHAIN_BROKEN({
			file,
			reason: "it is missing"
		});
		const root = decode(bytes, file, version === entries.length && form === "strict" ? decodeRoot : decodeHistoricRoot);
		if (root.signed.version !== version) throw repositoryFaults.ROOT_CHAIN_BROKEN({
			file,
			reason: `it says version ${root.signed.version} inside`
		});
		roots.set(version, root);
	}
	return roots;
}
function verifyRoots(roots, { pin, verifier }, form = "strict") {
	let previous;
	let pinned = false;
	for (const root of roots.values()) {
		const own = sha256(root.bytes) === pin;
		if (previous !== void 0) requireRootKeys(previous.signed, root, verifier, !pinned);
		requireRootKeys(root.signed, root, verifier, !pinned && !own);
		pinned ||= own;
		previous = root;
	}
	if (form === "strict" && previous?.signed.consistentSnapshot === false) throw tufFaults.METADATA_INVALID({
		file: `root ${previous.signed.version}`,
		where: "consistent_snapshot",
		reason: "true is expected"
	});
	if (!pinned || previous === void 0) throw repositoryFaults.ROOT_NOT_PINNED({ pin });
	return previous;
}
function requireRootKeys(signer, root, verifier, early) {
	try {
		requireThreshold(topLevelAuthority(signer, "root"), root, verifier, `root ${root.signed.version}`);
	} catch (error) {
		if (!early || !isFault(error, tufFaults.ROLE_KEYS_UNREADABLE)) throw error;
	}
}
async function readRole(tree, paths, name, form) {
	const file = paths.role(name);
	const bytes = await tree.read(file, limits.targets);
	if (bytes === void 0) throw repositoryFaults.TRUST_MISSING({ file });
	return locating({ role: name }, () => decode(bytes, file, form === "strict" ? decodeTargets : decodeHistoricTargets));
}
function decode(bytes, file, decoder) {
	try {
		return decodeEnvelope(bytes, decoder);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		if (!isFault(error, tufFaults.JSON_INVALID, tufFaults.KEY_INVALID, tufFaults.KEY_UNSUPPORTED)) throw error.with({ file });
		const { line, reason, type, keyid } = error.data;
		const data = {
			file,
			where: line !== void 0 ? `line ${line}` : keyid === void 0 ? "keys" : `the key ${keyid}`,
			reason: reason ?? `keys of the kind ${type} are not known`
		};
		throw tufFaults.METADATA_INVALID(data, { cause: error });
	}
}
function requireThreshold(authority, envelope, verifier, role = authority.role) {
	const counted = tally(authority, envelope, verifier);
	if (!counted.met) throw unmet(authority, counted, { role });
}

// src/repository/state-top.ts
async function readTop(tree, roots, verifier) {
	const [timestampBytes, snapshotBytes, stateBytes] = await Promise.all([
		tree.read(signedPaths.timestamp, limits.timestamp),
		tree.read(signedPaths.snapshot, limits.snapshot),
		tree.read(signedPaths.state, stateLimit)
	]);
	let left = roots;
	const signed = (role, envelope) => {
		const by = role === "state" ? "timestamp" : role;
		const holding = left.filter(({ signed: root }) => tally(topLevelAuthority(root, by), envelope, verifier).met);
		const root = left.at(-1)?.signed;
		if (holding.length === 0 && root !== void 0) requireThreshold(topLevelAuthority(root, by), envelope, verifier, role);
		left = holding;
		return envelope;
	};
	const timestamp = signed("timestamp", decoded(timestampBytes, signedPaths.timestamp, decodeTimestamp));
	const snapshot = signed("snapshot", decoded(snapshotBytes, signedPaths.snapshot, decodeSnapshot));
	requireNamed(timestamp.signed, snapshot);
	const state = signed("state", decoded(stateBytes, signedPaths.state, decodeState));
	if (state.signed.timestamp !== timestamp.signed.version) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: signedPaths.timestamp,
		expected: `version ${state.signed.timestamp}`,
		actual: `version ${timestamp.signed.version}`
	});
	return {
		timestamp,
		snapshot,
		state,
		roots: left
	};
}
function decoded(bytes, file, decoder) {
	if (bytes === void 0) throw repositoryFaults.SIGNED_FILE_MISSING({ file });
	return decode(bytes, file, decoder);
}
function requireNamed(timestamp, snapshot) {
	const { version, length, hashes } = timestamp.snapshot;
	if (snapshot.signed.version !== version) throw tufFaults.ROLE_VERSION_MISMATCH({
		role: "snapshot",
		expected: version,
		actual: snapshot.signed.version,
		file: signedPaths.snapshot
	});
	const expected = hashes?.get("sha256");
	if ((length ?? snapshot.bytes.length) !== snapshot.bytes.length || (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)) throw tufFaults.ROLE_HASH_MISMATCH({
		role: "snapshot",
		expected: expected ?? "",
		actual: sha256(snapshot.bytes),
		file: signedPaths.snapshot
	});
}
function requireDescent({ commit, parents }, { parent }) {
	if (parents.length > 1 || parents[0] !== parent) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: `the commit before ${commit}`,
		expected: parent ?? "nothing",
		actual: parents.join(" and ") || "nothing"
	});
}

// src/repository/verify-roles.ts
async function verifyRoles({ snapshot, state, roots }, source) {
	const { meta } = snapshot.signed;
	const offline = /* @__PURE__ */ new Map();
	const online = /* @__PURE__ */ new Map();
	const take = async (authority) => {
		const { role } = authority;
		const found = source.file(role);
		const file = found instanceof Promise ? await found : found;
		if (file === void 0) throw repositoryFaults.SIGNED_FILE_MISSING({ file: signedPaths.role(role) });
		source.judge(authority, file);
		(isOnlineRole(role) ? online : offline).set(role, file);
	};
	const known = (role) => offline.get(role) ?? online.get(role);
	const root = roots.at(-1);
	if (root === void 0) throw new RangeError("a state is signed by the keys of some root");
	const visits = delegationTree(topLevelAuthority(root.signed, "targets"), ({ role }) => {
		const file = known(role);
		return file === void 0 ? void 0 : source.facts(file).delegations;
	});
	for (const authority of visits) await take(authority);
	const retired = /* @__PURE__ */ new Map();
	for (const file of meta.keys()) {
		const role = file.replace(/\.json$/, "");
		if (known(role) !== void 0 || isTopLevelRole(role)) continue;
		if (!isRoleName(role)) continue;
		const kept = await source.file(role);
		if (kept !== void 0) retired.set(role, kept);
	}
	for (const [role, file] of [
		...offline,
		...online,
		...retired
	]) {
		const listed = meta.get(`${role}.json`)?.version;
		const { version } = source.facts(file);
		if (listed !== version) throw tufFaults.ROLE_VERSION_MISMATCH({
			role,
			expected: listed ?? 0,
			actual: version,
			file: signedPaths.role(role)
		});
	}
	requireRetired(state.signed, new Map([...retired].map(([role, file]) => [role, source.facts(file).bytes])));
	return {
		offline,
		online,
		retired
	};
}
function requireRetired({ retired: expected }, files) {
	const actual = retiredDigest(files);
	if (actual !== expected) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: "the metadata of retired roles",
		expected: expected ?? "nothing",
		actual: actual ?? "nothing"
	});
}

// src/repository/verify-state.ts
const clockTolerance = 300;
async function loadRepository(tree, anchor, now) {
	const trust = await readTrust(tree, signedPaths, anchor);
	const top = await readTop(tree, [trust.root], trust.verifier);
	const { timestamp, snapshot, state } = top;
	const { online: bins, retired } = await verifyRoles(top, wholeRoles(tree, trust));
	await requireSource(tree, state.signed);
	requireDescent(tree, state.signed);
	if (now < state.signed.signedAt - clockTolerance) throw repositoryFaults.CLOCK_BEHIND({
		now: formatInstant(now),
		signed: formatInstant(state.signed.signedAt)
	});
	return {
		commit: tree.commit,
		at: tree,
		...trust,
		timestamp,
		snapshot,
		bins,
		retired,
		state
	};
}
function wholeRoles(tree, { offline, verifier }) {
	return {
		async file(role) {
			const known = offline.get(role);
			if (known !== void 0) return known;
			const file = signedPaths.role(role);
			const bytes = await tree.read(file, limits.targets);
			return bytes && decode(bytes, file, decodeTargets);
		},
		facts: ({ bytes, signed: { version, delegations } }) => ({
			bytes,
			version,
			delegations
		}),
		judge(authority, envelope) {
			const { role, by: delegator } = authority;
			if (offline.has(role)) return;
			requireThreshold(authority, envelope, verifier);
			const delegations = offline.get(delegator)?.signed.delegations;
			for (const path of envelope.signed.targets.keys()) if (!delegations || !authoritiesFor(delegator, delegations, path).some((found) => found.role === role)) throw repositoryFaults.TARGET_IN_WRONG_BIN({
				path,
				role,
				delegator
			});
		}
	};
}
async function requireSource(tree, state) {
	const copies = [
		[
			signedPaths.sourceTargets,
			state.source.targets,
			"directory"
		],
		[
			signedPaths.sourceTrust,
			state.source.trust,
			"directory"
		],
		[
			signedPaths.sourceConfig,
			state.source.config,
			"file"
		]
	];
	for (const [file, expected, kind] of copies) {
		const entry = await tree.entry(file);
		const actual = entry && (entry.kind === kind ? entry.id : `${entry.kind} ${entry.id}`);
		if (actual !== expected) throw repositoryFaults.SIGNED_BRANCH_EDITED({
			file,
			expected: expected ?? "nothing",
			actual: actual ?? "nothing"
		});
	}
	const [roots, merged] = [await directoryId(tree, signedPaths.roots), await directoryId(tree, signedPaths.sourceRoots)];
	if (roots !== merged) throw repositoryFaults.SIGNED_BRANCH_EDITED({
		file: signedPaths.roots,
		expected: merged ?? "nothing",
		actual: roots ?? "nothing"
	});
}
function* releasedTargets(repository) {
	for (const [role, bin] of repository.bins) for (const [path, target] of bin.signed.targets) yield {
		path,
		role,
		target
	};
}
function* targetsOfPeople(trust) {
	for (const [role, { signed }] of trust.offline) for (const [path, target] of signed.targets) {
		const route = routeOf(trust, path);
		if (route.kind === "people" && route.role === role) yield {
			path,
			role,
			target
		};
	}
}
function* publishedTargets(repository) {
	yield* releasedTargets(repository);
	yield* targetsOfPeople(repository);
}

// src/release/releases.ts
async function listReleases(tree, directory) {
	const files = /* @__PURE__ */ new Map();
	if (tree === void 0) return files;
	const visit = async (below) => {
		for (const entry of await tree.list(below === "" ? directory : `${directory}/${below}`)) {
			const path = below === "" ? entry.name : `${below}/${entry.name}`;
			if (entry.kind === "directory" && below === "") await visit(path);
			else files.set(path, entry);
			if (files.size > maximumFiles) throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
		}
	};
	await visit("");
	return files;
}
async function directoryFindings(tree, directory) {
	const slash = directory.lastIndexOf("/");
	const kind = (await tree.list(slash < 0 ? "" : directory.slice(0, slash))).find(({ name }) => name === directory.slice(slash + 1))?.kind;
	if (kind === void 0 || kind === "directory") return [];
	const of = kind === "file" ? releaseFaults.RELEASE_FILE_NAME : releaseFaults.RELEASE_NOT_A_FILE;
	return [fileError(of, directory, { kind })];
}
const maximumFiles = 1e5;
async function diffReleases(before, after) {
	const added = [];
	const changed = [];
	const removed = [];
	const visit = async (below, sides) => {
		const list = async (side) => {
			if (side === void 0) return /* @__PURE__ */ new Map();
			const entries = await side.tree.list(below === "" ? side.directory : `${side.directory}/${below}`);
			return new Map(entries.map((entry) => [entry.name, entry]));
		};
		const old = sides.before ? await list(before) : /* @__PURE__ */ new Map();
		const fresh = sides.after ? await list(after) : /* @__PURE__ */ new Map();
		for (const name of [.../* @__PURE__ */ new Set([...old.keys(), ...fresh.keys()])].sort()) {
			const [a, b] = [old.get(name), fresh.get(name)];
			if (sameEntry(a, b)) continue;
			const path = below === "" ? name : `${below}/${name}`;
			const [aDirectory, bDirectory] = [a?.kind === "directory", b?.kind === "directory"];
			const open = below === "";
			if (open && (aDirectory || bDirectory)) await visit(path, {
				before: aDirectory,
				after: bDirectory
			});
			const [aFile, bFile] = [a !== void 0 && !(open && aDirectory), b !== void 0 && !(open && bDirectory)];
			if (added.length + changed.length + removed.length >= maximumFiles) throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
			if (aFile && bFile) changed.push(path);
			else if (aFile) removed.push(path);
			else if (bFile) added.push(path);
		}
	};
	await visit("", {
		before: before !== void 0,
		after: true
	});
	return {
		added,
		changed,
		removed
	};
}
async function readReleases(tree, directory, files, names) {
	const releases = /* @__PURE__ */ new Map();
	const findings = [];
	const list = lister(tree);
	const all = [...files];
	for (let at = 0; at < all.length; at += readsAtOnce) {
		const some = all.slice(at, at + readsAtOnce);
		const read = await Promise.all(some.map((file) => readRelease(tree, directory, file, names, list)));
		for (const result of read) if ("release" in result) releases.set(result.release.file, result.release);
		else findings.push(...result.findings);
	}
	return {
		releases,
		findings
	};
}
const readsAtOnce = 64;
async function readRelease(tree, directory, file, names, list) {
	const shown = `${names.targets}/${file}`;
	const refuse = (of, data) => ({ findings: [fileError(of, shown, data)] });
	if (parseReleaseFile(file) === void 0) return refuse(releaseFaults.RELEASE_FILE_NAME, {});
	const path = `${directory}/${file}`;
	const product = path.slice(0, path.lastIndexOf("/"));
	const twin = twinOf(await list(directory), product) ?? twinOf(await list(product), path);
	if (twin !== void 0) return refuse(releaseFaults.RELEASE_FILE_TWIN, { other: `${names.targets}/${twin.slice(directory.length + 1)}` });
	const kind = (await list(product)).entries.get(path)?.kind;
	if (kind !== "file") return refuse(releaseFaults.RELEASE_NOT_A_FILE, { kind: kind ?? "missing" });
	const bytes = await readWithin(tree, path);
	if (bytes === void 0) return refuse(releaseFaults.RELEASE_TOO_LARGE, { limit: releaseLimit });
	const result = decodeRelease(bytes, shown);
	return "release" in result ? { release: {
		...result.release,
		file
	} } : result;
}
function lister(tree) {
	const listed = /* @__PURE__ */ new Map();
	const listing = async (directory) => {
		const entries = new Map((await tree.list(directory)).map((entry) => [`${directory}/${entry.name}`, entry]));
		const folded = /* @__PURE__ */ new Map();
		for (const path of entries.keys()) {
			const same = folded.get(foldPath(path));
			if (same === void 0) folded.set(foldPath(path), [path]);
			else same.push(path);
		}
		return {
			entries,
			folded
		};
	};
	return (directory) => {
		const known = listed.get(directory) ?? listing(directory);
		listed.set(directory, known);
		return known;
	};
}
function twinOf({ folded }, path) {
	return folded.get(foldPath(path))?.find((other) => other !== path);
}
async function readWithin(tree, path) {
	try {
		return await tree.read(path, releaseLimit);
	} catch (error) {
		if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) return void 0;
		throw error;
	}
}
function desire(releases, names) {
	const providers = /* @__PURE__ */ new Map();
	const findings = [];
	for (const file of [...releases.keys()].sort()) {
		const release = releases.get(file);
		const seen = /* @__PURE__ */ new Map();
		release.targets.forEach(({ path }, index) => {
			const first = seen.get(path);
			if (first !== void 0) {
				findings.push(atIndex(releaseFaults.RELEASE_DUPLICATE_PATH, {
					release,
					index
				}, names, {
					path,
					first: targetLine(release, first)
				}));
				return;
			}
			seen.set(path, index);
			const provided = {
				release,
				index
			};
			const others = providers.get(path);
			if (others === void 0) providers.set(path, [provided]);
			else others.push(provided);
		});
	}
	const targets = /* @__PURE__ */ new Map();
	const reached = /* @__PURE__ */ new Map();
	const reach = (release) => {
		const known = reached.get(release) ?? replacedBy(release, releases);
		reached.set(release, known);
		return known;
	};
	for (const [path, candidates] of providers) {
		const [only, second] = candidates;
		const winner = second === void 0 ? only : pick(candidates, reach);
		if (winner !== void 0) targets.set(path, winner);
		else {
			const latest = candidates.at(-1);
			const others = candidates.slice(0, -1).map(({ release }) => `${names.targets}/${release.file}`);
			findings.push(atIndex(releaseFaults.RELEASE_PATH_CONFLICT, latest, names, {
				path,
				others: others.join(", ")
			}));
		}
	}
	return {
		targets,
		findings
	};
}
function pick(candidates, reach) {
	const winners = candidates.filter(({ release }) => {
		const reached = reach(release);
		return candidates.every((other) => other.release === release || reached.has(other.release.file));
	});
	return winners.length === 1 ? winners[0] : void 0;
}
function replacedBy(release, releases) {
	const reached = /* @__PURE__ */ new Set();
	const pending = [...release.replaces];
	for (let file = pending.pop(); file !== void 0; file = pending.pop()) {
		if (reached.has(file)) continue;
		reached.add(file);
		for (const older of releases.get(file)?.replaces ?? []) pending.push(older);
	}
	return reached;
}
function atIndex(of, { release, index }, names, data) {
	return fileError(of, `${names.targets}/${release.file}`, data, targetLine(release, index));
}

// src/repository/audit.ts
async function loadAudited(tree, anchor, now) {
	const repository = await loadRepository(tree, anchor, now);
	await requireAsked(tree, repository);
	return repository;
}
const shownPaths = 10;
async function requireAsked(tree, repository, directory = signedPaths.sourceTargets) {
	const files = (await listReleases(tree, directory)).keys();
	const { releases, findings } = await readReleases(tree, directory, files, defaultNames);
	const unread = refusal(findings);
	if (unread !== void 0) throw unread;
	const asked = new Map(desire(releases, defaultNames).targets);
	const differing = [];
	for (const { path, role, target } of releasedTargets(repository)) {
		const wanted = asked.get(path);
		if (!(wanted !== void 0 && sameTarget(targetOf(wanted), target)) || routeTo(repository, path)?.role !== role) differing.push(path);
		asked.delete(path);
	}
	differing.push(...asked.keys());
	if (differing.length === 0) return;
	const more = differing.length - shownPaths;
	throw repositoryFaults.SIGNED_TARGETS_DIFFER({ paths: `${differing.sort().slice(0, shownPaths).join(", ")}${more > 0 ? ` and ${more} more` : ""}` });
}

// src/repository/merged-source.ts
async function mergedSource(store, main, { state }, names) {
	const { main: id, source } = state.signed;
	const here = await directoryId(main, names.targets) === source.targets;
	const named = id === main.commit ? main : await store.tree(id).catch(missing);
	const commit = named !== void 0 && (named === main || await leadsTo(store, main, named)) ? named : void 0;
	return {
		commit,
		merged: here || commit !== void 0 && await directoryId(commit, names.targets) === source.targets
	};
}
async function refuseUnmerged(main, repository, names) {
	await requireAsked(main, repository, names.targets);
	throw repositoryFaults.SIGNED_TARGETS_DIFFER({ paths: "none by its path, but its release files were never merged" });
}
async function leadsTo(store, main, commit) {
	const base = await mergeBase(store, main, commit);
	return base.kind === "unknown" || base.kind === "one" && base.tree.commit === commit.commit;
}
function missing(error) {
	if (isFault(error, gitFaults.STORE_OBJECT_MISSING, gitFaults.STORE_OBJECT_INVALID)) return void 0;
	throw error;
}

export { foreignBins as A, withoutBase as B, verifyRoots as C, decodeHistoricTimestamp as D, decodeHistoricTargets as E, routeOf as F, routeTo as I, foldPath as L, encodeState as M, retiredDigest as N, historicForm as O, stateLimit as P, pathProblem as R, requireCurrent as S, decodeHistoricSnapshot as T, decode as _, diffReleases as a, loadTrust as b, readReleases as c, publishedTargets as d, releasedTargets as f, requireDescent as g, readTop as h, desire as i, decodeState as j, foreignBinTest as k, replacedBy as l, verifyRoles as m, refuseUnmerged as n, directoryFindings as o, targetsOfPeople as p, loadAudited as r, listReleases as s, mergedSource as t, loadRepository as u, isCurrent as v, decodeHistoricRoot as w, readTrust as x, loadRoots as y, mergeBase as z };