import { d as atTarget, m as decodeRelease, p as proposed, v as targetLine } from "./config.js";
import { t as Fault } from "./fault2.js";
import { a as parseInstant, i as instant, r as formatInstant } from "./time.js";
import { a as isBinName, c as parseReleaseFile, l as signedPaths, o as isOnlineRole, s as limits } from "./layout.js";
import { a as lineOf, i as isObject, n as depthOf, o as linesOf, t as decodeJson } from "./json.js";
import { c as natural, d as positive, f as shape, g as encodeJson, h as canonical, l as object, o as invalid, p as string, r as keyFromSpki, s as mapOf, t as decodeKey, u as optional } from "./key.js";
import { i as sha256, n as fromHex, r as sameBytes } from "./digest.js";
import { n as patternProblem, t as matchesPattern } from "./pattern.js";
import { S as topLevelRoles, _ as delegationTo, a as decodeSnapshot, d as encodeTargetFile, g as delegatedNames, l as tally, o as decodeTimestamp, p as decodeEnvelope, u as decodeTargets, v as delegationsFor, x as roleKeys, y as decodeRoot } from "./search.js";

// src/repository/finding.ts
function isRefusal(findings) {
	return findings.some(({ severity }) => severity === "error");
}

// src/repository/tree.ts
function sameEntry(a, b) {
	return a?.id === b?.id && a?.mode === b?.mode;
}
async function directoryId(tree, path) {
	const entry = await tree.entry(path);
	return entry?.kind === "directory" ? entry.id : void 0;
}
function treeOfFiles(files) {
	return {
		commit: "",
		parents: [],
		committed: 0,
		read: async (path, limit) => {
			const bytes = files.get(path);
			if (bytes !== void 0 && limit !== void 0 && bytes.length > limit) throw new Fault("STORE_OBJECT_TOO_LARGE", {
				object: path,
				size: bytes.length,
				limit
			});
			return bytes;
		},
		list: async (directory) => {
			const names = /* @__PURE__ */ new Map();
			for (const path of files.keys()) {
				if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
				const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
				if (name !== void 0) names.set(name, below.length > 0 ? "directory" : "file");
			}
			return [...names].map(([name, kind]) => ({
				name,
				kind,
				mode: "",
				id: ""
			}));
		},
		entry: async () => void 0
	};
}

// src/repository/historic-root.ts
function decodeHistoricRoot(json) {
	const roles = object(json.get("roles"), "root.roles");
	const strict = new Map([
		...json,
		["expires", expiry(string(json.get("expires"), "root.expires"))],
		["consistent_snapshot", json.get("consistent_snapshot") ?? false],
		["roles", new Map([...roles].filter(([name]) => topLevelRoles.some((known) => known === name)))],
		["keys", /* @__PURE__ */ new Map()]
	]);
	const keys = mapOf(object)(json.get("keys"), "root.keys");
	return {
		...decodeRoot(strict),
		keys: new Map([...keys].map(([keyid, key]) => [keyid, historicKey(key, keyid)]))
	};
}
const loose = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
function expiry(text) {
	const [, seconds, zone] = loose.exec(text) ?? [];
	const milliseconds = Date.parse(`${seconds}${zone}`);
	return Number.isNaN(milliseconds) ? text : formatInstant(instant(milliseconds / 1e3));
}
const spkiHead = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
function historicKey(json, keyid) {
	try {
		const point = barePoint(json);
		return point === void 0 ? decodeKey(json, sha256(canonical(json))) : keyFromSpki(Buffer.concat([spkiHead, point]));
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return {
			keyid,
			keytype: "",
			scheme: "",
			public: "",
			material: void 0,
			json
		};
	}
}
function barePoint(json) {
	const value = object(json.get("keyval"), "key.keyval").get("public");
	return json.get("scheme") === "ecdsa-sha2-nistp256" && typeof value === "string" && /^04[0-9a-f]{128}$/.test(value) ? fromHex(value) : void 0;
}

// src/repository/role-name.ts
function isRoleName(name) {
	return /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name);
}

// src/repository/trust.ts
const maximumDepth = 8;
const maximumDelegations = 31;
const reserved = /* @__PURE__ */ new Set([
	...topLevelRoles,
	"mirrors",
	"import",
	"constructor",
	"prototype",
	"tostring",
	"valueof"
]);
async function loadTrust(tree, paths, pin, now) {
	const trust = await readTrust(tree, paths, pin);
	requireCurrent(trust, now);
	return trust;
}
async function readTrust(tree, paths, pin) {
	const roots = await loadRoots(tree, paths);
	const root = verifyRoots(roots, pin);
	const offline = /* @__PURE__ */ new Map();
	const targets = await readRole(tree, paths, "targets");
	requireThreshold("targets", roleKeys(root.signed, "targets"), root.signed.keys, targets);
	offline.set("targets", targets);
	await loadDelegated(tree, paths, "targets", offline, 1);
	return {
		roots,
		root,
		offline
	};
}
function requireCurrent({ root, offline }, now) {
	for (const [role, { signed }] of [["root", root], ...offline]) if (signed.expires <= now) throw new Fault("ROLE_EXPIRED", {
		role,
		expires: formatInstant(signed.expires)
	});
}
async function loadRoots(tree, paths) {
	const entries = await tree.list(paths.roots);
	if (entries.length === 0) throw new Fault("TRUST_MISSING", { file: paths.root(1) });
	if (entries.length > limits.rootRotations) throw new Fault("ROOT_TOO_MANY", {
		count: entries.length,
		limit: limits.rootRotations
	});
	const roots = /* @__PURE__ */ new Map();
	for (let version = 1; version <= entries.length; version++) {
		const file = paths.root(version);
		const bytes = await tree.read(file, limits.root);
		if (bytes === void 0) throw new Fault("ROOT_CHAIN_BROKEN", {
			file,
			reason: "it is missing"
		});
		const root = decode(bytes, file, version === entries.length ? decodeRoot : decodeHistoricRoot);
		if (root.signed.version !== version) throw new Fault("ROOT_CHAIN_BROKEN", {
			file,
			reason: `it says version ${root.signed.version} inside`
		});
		roots.set(version, root);
	}
	return roots;
}
function verifyRoots(roots, pin) {
	let previous;
	let pinned = false;
	for (const root of roots.values()) {
		pinned ||= sha256(root.bytes) === pin;
		for (const { signed } of previous === void 0 ? [root] : [previous, root]) requireThreshold(`root ${root.signed.version}`, roleKeys(signed, "root"), signed.keys, root);
		previous = root;
	}
	if (previous?.signed.consistentSnapshot === false) throw new Fault("METADATA_INVALID", {
		file: `root ${previous.signed.version}`,
		where: "consistent_snapshot",
		reason: "true is expected"
	});
	if (!pinned || previous === void 0) throw new Fault("ROOT_NOT_PINNED", { pin });
	return previous;
}
async function loadDelegated(tree, paths, delegator, offline, depth) {
	const delegations = offline.get(delegator)?.signed.delegations;
	if (delegations === void 0) return;
	const names = checkDelegations(delegator, delegations);
	for (const name of names) {
		if (offline.has(name)) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `${name} is delegated to twice`
		});
		if (depth > 8) throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason: `delegations are more than ${8} deep`
		});
		const delegation = delegationTo(delegations, name);
		if (delegation === void 0) continue;
		const role = await readRole(tree, paths, name);
		requireThreshold(name, delegation, delegations.keys, role);
		offline.set(name, role);
		await loadDelegated(tree, paths, name, offline, depth + 1);
	}
}
function checkDelegations(delegator, delegations) {
	const fail = (reason) => {
		throw new Fault("DELEGATION_INVALID", {
			role: delegator,
			reason
		});
	};
	if (delegations.succinct !== void 0) {
		if (!isBinName(`${delegations.succinct.namePrefix}-0`)) fail(`the bins' prefix "${delegations.succinct.namePrefix}" is not bins`);
		return [];
	}
	const named = [...delegatedNames(delegations)].filter((name) => !isBinName(name));
	if (named.length > maximumDelegations) fail(`it delegates to ${named.length} roles; clients follow at most ${maximumDelegations}`);
	for (const name of named) if (!isRoleName(name) || reserved.has(name)) fail(`"${name}" is not a role name`);
	for (const { scope } of delegations.roles) for (const pattern of scope.kind === "paths" ? scope.patterns : []) {
		const problem = patternProblem(pattern);
		if (problem !== void 0) fail(`in the pattern "${pattern}", ${problem}`);
	}
	return named.filter((name) => !isOnlineRole(name));
}
async function readRole(tree, paths, name) {
	const file = paths.role(name);
	const bytes = await tree.read(file, limits.targets);
	if (bytes === void 0) throw new Fault("TRUST_MISSING", { file });
	return decode(bytes, file, decodeTargets);
}
function decode(bytes, file, decoder) {
	try {
		return decodeEnvelope(bytes, decoder);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		if (![
			"JSON_INVALID",
			"KEY_INVALID",
			"KEY_UNSUPPORTED"
		].includes(error.code)) throw error.with({ file });
		const { line, reason, type } = error.data;
		const data = {
			file,
			where: line === void 0 ? "keys" : `line ${line}`,
			reason: reason ?? `keys of the kind ${type} are not known`
		};
		throw new Fault("METADATA_INVALID", data, { cause: error });
	}
}
function requireThreshold(name, role, keys, envelope) {
	const { met, valid, threshold } = tally(role, keys, envelope);
	if (!met) throw new Fault("ROLE_SIGNATURES_MISSING", {
		role: name,
		valid: valid.length,
		threshold
	});
}

// src/repository/floors.ts
const noFloors = {
	roles: /* @__PURE__ */ new Map(),
	snapshot: 0,
	timestamp: 0
};
function floorsOf({ snapshot, timestamp }) {
	const listed = [...snapshot.signed.meta].map(([file, { version }]) => [file.replace(/\.json$/, ""), version]);
	return {
		roles: new Map(listed),
		snapshot: snapshot.signed.version,
		timestamp: timestamp.signed.version
	};
}
function higherFloors(a, b) {
	const roles = new Map(a.roles);
	for (const [role, version] of b.roles) roles.set(role, Math.max(version, roles.get(role) ?? 0));
	return {
		roles,
		snapshot: Math.max(a.snapshot, b.snapshot),
		timestamp: Math.max(a.timestamp, b.timestamp)
	};
}
const highestFloor = 2e9;
const highestToldFloor = 1e9;
function requireRoom({ roles, snapshot, timestamp }, limit = highestFloor) {
	for (const [role, version] of [
		["timestamp", timestamp],
		["snapshot", snapshot],
		...roles
	]) if (version > limit) throw new Fault("ROLE_VERSION_TOO_HIGH", {
		role,
		version,
		limit: highestFloor
	});
}
const format = 1;
function floorsPath(names) {
	return `${names.trust}/import.json`;
}
async function readFloors(tree, names) {
	const file = floorsPath(names);
	const bytes = await tree.read(file, limits.snapshot);
	return bytes === void 0 ? void 0 : decodeFloors(bytes, file);
}
function decodeFloors(bytes, file) {
	try {
		const members = shape(decodeJson(bytes), "import");
		const version = members.get("version", positive);
		if (version !== format) invalid("import.version", String(format), version);
		const snapshot = shape(members.get("snapshot", object), "import.snapshot");
		const timestamp = shape(members.get("timestamp", object), "import.timestamp");
		const floors = {
			roles: snapshot.get("meta", mapOf(floor)),
			snapshot: snapshot.get("version", floor),
			timestamp: timestamp.get("version", floor)
		};
		for (const rest of [
			members.rest(),
			snapshot.rest(),
			timestamp.rest()
		]) {
			const [extra] = rest.keys();
			if (extra !== void 0) invalid("import", "nothing else", extra);
		}
		return floors;
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const { where, line, reason } = error.data;
		throw new Fault("FLOORS_INVALID", {
			file,
			reason: `${where ?? `line ${line}`}: ${reason}`
		}, { cause: error });
	}
}
function encodeFloors({ roles, snapshot, timestamp }) {
	const meta = new Map([...roles].sort(([a], [b]) => a < b ? -1 : 1));
	return encodeJson(/* @__PURE__ */ new Map([
		["version", format],
		["snapshot", /* @__PURE__ */ new Map([["version", snapshot], ["meta", meta]])],
		["timestamp", /* @__PURE__ */ new Map([["version", timestamp]])]
	]));
}
function floor(json, where) {
	const version = natural(json, where);
	return version <= 1e9 ? version : invalid(where, `an integer up to ${highestToldFloor}`, json);
}

// src/repository/fold.ts
function foldPath(path) {
	return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}

// src/repository/releases.ts
async function listReleases(tree, directory) {
	const files = /* @__PURE__ */ new Map();
	if (tree === void 0) return files;
	const visit = async (below) => {
		for (const entry of await tree.list(below === "" ? directory : `${directory}/${below}`)) {
			const path = below === "" ? entry.name : `${below}/${entry.name}`;
			if (entry.kind === "directory" && below === "") await visit(path);
			else files.set(path, entry);
			if (files.size > maximumFiles) throw new Fault("RELEASES_TOO_MANY", { limit: maximumFiles });
		}
	};
	await visit("");
	return files;
}
async function directoryFindings(tree, directory) {
	const slash = directory.lastIndexOf("/");
	const kind = (await tree.list(slash < 0 ? "" : directory.slice(0, slash))).find(({ name }) => name === directory.slice(slash + 1))?.kind;
	if (kind === void 0 || kind === "directory") return [];
	return [{
		code: kind === "file" ? "RELEASE_FILE_NAME" : "RELEASE_NOT_A_FILE",
		severity: "error",
		file: directory,
		data: {
			file: directory,
			kind
		}
	}];
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
			if (added.length + changed.length + removed.length >= maximumFiles) throw new Fault("RELEASES_TOO_MANY", { limit: maximumFiles });
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
	for (const file of files) {
		const shown = `${names.targets}/${file}`;
		const refuse = (code, data = {}) => {
			findings.push({
				code,
				severity: "error",
				file: shown,
				data: {
					file: shown,
					...data
				}
			});
		};
		if (parseReleaseFile(file) === void 0) {
			refuse("RELEASE_FILE_NAME");
			continue;
		}
		const path = `${directory}/${file}`;
		const product = path.slice(0, path.lastIndexOf("/"));
		const twin = twinOf(await list(directory), product) ?? twinOf(await list(product), path);
		if (twin !== void 0) {
			refuse("RELEASE_FILE_TWIN", { other: `${names.targets}/${twin.slice(directory.length + 1)}` });
			continue;
		}
		const kind = (await list(product)).entries.get(path)?.kind;
		if (kind !== "file") {
			refuse("RELEASE_NOT_A_FILE", { kind: kind ?? "missing" });
			continue;
		}
		const bytes = await readWithin(tree, path);
		if (bytes === void 0) {
			refuse("RELEASE_TOO_LARGE", { limit: limits.release });
			continue;
		}
		const result = decodeRelease(bytes, shown);
		if ("release" in result) releases.set(file, {
			...result.release,
			file
		});
		else findings.push(...result.findings);
	}
	return {
		releases,
		findings
	};
}
function lister(tree) {
	const listed = /* @__PURE__ */ new Map();
	return async (directory) => {
		const known = listed.get(directory);
		if (known !== void 0) return known;
		const entries = new Map((await tree.list(directory)).map((entry) => [`${directory}/${entry.name}`, entry]));
		const folded = /* @__PURE__ */ new Map();
		for (const path of entries.keys()) {
			const same = folded.get(foldPath(path));
			if (same === void 0) folded.set(foldPath(path), [path]);
			else same.push(path);
		}
		const listing = {
			entries,
			folded
		};
		listed.set(directory, listing);
		return listing;
	};
}
function twinOf({ folded }, path) {
	return folded.get(foldPath(path))?.find((other) => other !== path);
}
async function readWithin(tree, path) {
	try {
		return await tree.read(path, limits.release);
	} catch (error) {
		if (error.code === "STORE_OBJECT_TOO_LARGE") return void 0;
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
				findings.push(conflict("RELEASE_DUPLICATE_PATH", release, index, names, {
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
			findings.push(conflict("RELEASE_PATH_CONFLICT", latest.release, latest.index, names, {
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
function conflict(code, release, index, names, data) {
	const file = `${names.targets}/${release.file}`;
	return {
		code,
		severity: "error",
		file,
		line: targetLine(release, index),
		data: {
			file,
			...data
		}
	};
}

// src/policy/path.ts
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

// src/tuf/portable.ts
const oddInName = /[\u{10000}-\u{10ffff}\p{Private_Use}\p{Noncharacter_Code_Point}\ufff0-\uffff]/u;
function portableProblem(json) {
	return problemAt(json, []);
}
function problemAt(json, at) {
	if (typeof json === "string") {
		const problem = composedProblem(json);
		return problem && `at ${place(at)}, ${problem}`;
	}
	if (Array.isArray(json)) return first(json.map((item, index) => [String(index), item]), at);
	if (!isObject(json)) return void 0;
	for (const name of json.keys()) {
		const problem = nameProblem(name);
		if (problem !== void 0) return `the name ${place([...at, name])} cannot be used: ${problem}`;
	}
	return first(json, at);
}
function first(members, at) {
	for (const [name, member] of members) {
		const problem = problemAt(member, [...at, name]);
		if (problem !== void 0) return problem;
	}
}
function nameProblem(name) {
	const [odd] = oddInName.exec(name) ?? [];
	return odd === void 0 ? composedProblem(name) : `clients order ${point(odd)} differently`;
}
function composedProblem(text) {
	if (text.normalize("NFC") === text) return void 0;
	return "the text is not in composed form (Unicode NFC)";
}
function place(at) {
	const shown = at.join(".").replace(/[^\x20-\x7e]/gu, point);
	return `"${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}"`;
}
function point(character) {
	return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// src/repository/state.ts
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
	if (format > 2) throw new Fault("STATE_NEWER", {
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

// src/repository/route.ts
function routeOf(trust, path) {
	const pending = [{
		name: "targets",
		delegator: ""
	}];
	let last;
	for (let step = pending.shift(); step !== void 0; step = pending.shift()) {
		const { name, delegator } = step;
		if (isOnlineRole(name)) return {
			kind: "online",
			role: name,
			delegator
		};
		const role = trust.offline.get(name)?.signed;
		const target = role?.targets.get(path);
		if (target !== void 0) return {
			kind: "people",
			role: name,
			target
		};
		if (name !== "targets") last = name;
		if (role?.delegations === void 0) continue;
		const children = visited(delegationsFor(role.delegations, path));
		if (children.terminating) pending.length = 0;
		pending.unshift(...children.roles.map((child) => ({
			name: child.name,
			delegator: name
		})));
	}
	return last === void 0 ? { kind: "nowhere" } : {
		kind: "people",
		role: last,
		target: void 0
	};
}
function visited(matching) {
	const last = matching.findIndex(({ terminating }) => terminating);
	return last < 0 ? {
		roles: matching,
		terminating: false
	} : {
		roles: matching.slice(0, last + 1),
		terminating: true
	};
}
function routeTo(trust, path) {
	const route = routeOf(trust, path);
	return route.kind === "online" ? route : void 0;
}

// src/repository/repository.ts
const clockTolerance = 300;
async function loadRepository(tree, pin, now) {
	const trust = await readTrust(tree, signedPaths, pin);
	const { signed: root } = trust.root;
	const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
	requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
	const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
	requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
	requireNamed(timestamp.signed, snapshot);
	const state = await readOnline(tree, signedPaths.state, limits.state, decodeState);
	requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
	const bins = await loadBins(tree, trust);
	const retired = await loadRetired(tree, snapshot.signed, /* @__PURE__ */ new Set([...trust.offline.keys(), ...bins.keys()]));
	for (const [name, role] of [
		...trust.offline,
		...bins,
		...retired
	]) {
		const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
		if (listed !== role.signed.version) throw new Fault("ROLE_VERSION_MISMATCH", {
			role: name,
			expected: listed ?? 0,
			actual: role.signed.version,
			file: signedPaths.role(name)
		});
	}
	requireRetired(state.signed, retired);
	await requireSource(tree, state.signed, timestamp.signed);
	requireDescent(tree, state.signed);
	if (now < state.signed.signedAt - clockTolerance) throw new Fault("CLOCK_BEHIND", {
		now: formatInstant(now),
		signed: formatInstant(state.signed.signedAt)
	});
	return {
		commit: tree.commit,
		...trust,
		timestamp,
		snapshot,
		bins,
		retired,
		state
	};
}
async function readOnline(tree, file, limit, decoder) {
	const bytes = await tree.read(file, limit);
	if (bytes === void 0) throw new Fault("SIGNED_FILE_MISSING", { file });
	return decode(bytes, file, decoder);
}
function requireNamed(timestamp, snapshot) {
	const { version, length, hashes } = timestamp.snapshot;
	if (snapshot.signed.version !== version) throw new Fault("ROLE_VERSION_MISMATCH", {
		role: "snapshot",
		expected: version,
		actual: snapshot.signed.version,
		file: signedPaths.snapshot
	});
	const expected = hashes?.get("sha256");
	if ((length ?? snapshot.bytes.length) !== snapshot.bytes.length || (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)) throw new Fault("ROLE_HASH_MISMATCH", {
		role: "snapshot",
		expected: expected ?? "",
		actual: sha256(snapshot.bytes),
		file: signedPaths.snapshot
	});
}
async function loadBins(tree, trust) {
	const bins = /* @__PURE__ */ new Map();
	for (const [delegator, { signed }] of trust.offline) {
		const { delegations } = signed;
		if (delegations === void 0) continue;
		for (const name of delegatedNames(delegations)) {
			const delegation = delegationTo(delegations, name);
			if (!isOnlineRole(name) || delegation === void 0) continue;
			const bin = await readOnline(tree, signedPaths.role(name), limits.targets, decodeTargets);
			requireThreshold(name, delegation, delegations.keys, bin);
			for (const path of bin.signed.targets.keys()) if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) throw new Fault("TARGET_IN_WRONG_BIN", {
				path,
				role: name,
				delegator
			});
			bins.set(name, bin);
		}
	}
	return bins;
}
async function loadRetired(tree, { meta }, delegated) {
	const retired = /* @__PURE__ */ new Map();
	for (const file of meta.keys()) {
		const name = file.replace(/\.json$/, "");
		if (delegated.has(name) || topLevelRoles.includes(name)) continue;
		if (!isRoleName(name)) continue;
		const path = signedPaths.role(name);
		const bytes = await tree.read(path, limits.targets);
		if (bytes !== void 0) retired.set(name, decode(bytes, path, decodeTargets));
	}
	return retired;
}
function requireRetired({ retired: expected }, retired) {
	const actual = retiredDigest(new Map([...retired].map(([role, { bytes }]) => [role, bytes])));
	if (actual !== expected) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: "the metadata of retired roles",
		expected: expected ?? "nothing",
		actual: actual ?? "nothing"
	});
}
function requireDescent({ commit, parents }, { parent }) {
	if (parents.length > 1 || parents[0] !== parent) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: `the commit before ${commit}`,
		expected: parent ?? "nothing",
		actual: parents.join(" and ") || "nothing"
	});
}
async function requireSource(tree, state, timestamp) {
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
		if (actual !== expected) throw new Fault("SIGNED_BRANCH_EDITED", {
			file,
			expected: expected ?? "nothing",
			actual: actual ?? "nothing"
		});
	}
	const [roots, merged] = [await directoryId(tree, signedPaths.roots), await directoryId(tree, signedPaths.sourceRoots)];
	if (roots !== merged) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: signedPaths.roots,
		expected: merged ?? "nothing",
		actual: roots ?? "nothing"
	});
	if (state.timestamp !== timestamp.version) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: signedPaths.timestamp,
		expected: `version ${state.timestamp}`,
		actual: `version ${timestamp.version}`
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

// src/repository/difference.ts
function targetChanges(published, desired) {
	const changes = [];
	for (const [path, by] of desired) {
		const before = published.get(path);
		const after = targetOf(by);
		if (before === void 0) changes.push({
			kind: "add",
			path,
			after,
			by
		});
		else if (!sameTarget(before, after)) changes.push({
			kind: "change",
			path,
			before,
			after,
			by
		});
	}
	for (const [path, before] of published) if (!desired.has(path)) changes.push({
		kind: "remove",
		path,
		before
	});
	return changes.sort((a, b) => a.path < b.path ? -1 : 1);
}
function targetOf({ release, index }) {
	const target = release.targets[index]?.target;
	if (target === void 0) throw new RangeError(`${release.file} has no target ${index}`);
	return target;
}
function sameTarget(a, b) {
	return sameBytes(canonical(encodeTargetFile(a)), canonical(encodeTargetFile(b)));
}
function sameContent(a, b) {
	const shared = [...a.hashes.keys()].filter((algorithm) => b.hashes.has(algorithm));
	return a.length === b.length && shared.length > 0 && shared.every((algorithm) => a.hashes.get(algorithm) === b.hashes.get(algorithm));
}

// src/policy/rules/allow.ts
const allow = {
	code: "TARGET_NOT_ALLOWED",
	title: "Products keep to their paths",
	why: "Whoever may release one product must not be able to release another by naming its paths.",
	*check(context) {
		if (context.policy.allow.length === 0) return;
		for (const change of proposed(context)) {
			const product = parseReleaseFile(change.by.release.file)?.product ?? "";
			const paths = context.policy.allow.filter((entry) => entry.product === product).flatMap((entry) => entry.paths);
			if (paths.some((glob) => matchesGlob(glob, change.path))) continue;
			yield atTarget(this, context, change.by, {
				product,
				allowed: paths.length === 0 ? "nothing" : paths.join(", ")
			});
		}
	}
};
function matchesGlob(glob, path) {
	if (glob === "**") return true;
	if (!glob.endsWith("/**")) return matchesPattern(glob, path);
	const head = glob.slice(0, -3);
	const depth = head.split("/").length;
	const segments = path.split("/");
	return segments.length > depth && matchesPattern(head, segments.slice(0, depth).join("/"));
}

// src/policy/rules/collision.ts
const collision = {
	code: "TARGET_PATH_COLLISION",
	title: "No two target paths are one file",
	why: "Where case or composed forms are not told apart, or a name would be both a file and a directory, one target hides another.",
	*check(context) {
		const added = [...proposed(context)];
		if (added.length === 0) return;
		const files = /* @__PURE__ */ new Map();
		const directories = /* @__PURE__ */ new Map();
		const others = [...targetsOfPeople(context.trust)].map(({ path }) => path);
		for (const path of [...context.paths(), ...others]) {
			const folded = foldPath(path);
			const same = files.get(folded);
			if (same === void 0) files.set(folded, [path]);
			else same.push(path);
			for (const parent of parents(folded)) if (!directories.has(parent)) directories.set(parent, path);
		}
		for (const change of added) {
			const folded = foldPath(change.path);
			const twin = files.get(folded)?.find((other) => other !== change.path);
			const inside = directories.get(folded);
			const above = parents(folded).find((parent) => files.has(parent));
			const other = twin ?? inside ?? (above && files.get(above)?.[0]);
			if (other === void 0) continue;
			const reason = twin === void 0 ? "one is a directory of the other" : "they differ only in case or form";
			yield atTarget(this, context, change.by, {
				other,
				reason
			});
		}
	}
};
function parents(path) {
	const segments = path.split("/");
	return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join("/"));
}

// src/policy/rules/custom.ts
const around = 4;
const custom = {
	code: "TARGET_CUSTOM_INVALID",
	title: "Custom data reads alike in every client",
	why: "Clients verify a role as a whole: data that one of them canonicalises otherwise takes every other target of its bin away from it.",
	*check(context) {
		for (const change of proposed(context)) {
			const data = change.after.custom;
			if (data === void 0) continue;
			const reason = depthOf(data) > 32 - around ? `it is nested more than ${32 - around} deep` : portableProblem(data);
			if (reason !== void 0) yield atTarget(this, context, change.by, { reason });
		}
	}
};

// src/policy/rules/delegated.ts
const delegated = {
	code: "TARGET_NOT_DELEGATED",
	title: "Targets lie within the delegated paths",
	why: "Clients look for a target only where the offline roles send them; one outside would be signed and never found.",
	*check(context) {
		for (const change of proposed(context)) {
			const lost = lostBy(context.trust, change.path);
			if (lost !== void 0) yield atTarget(lost, context, change.by, lost.data);
		}
		if (!context.adopting) return;
		const judged = new Set(context.changes.map(({ path }) => path));
		const file = `${context.names.trust}/targets.json`;
		for (const path of context.paths()) {
			const lost = judged.has(path) ? void 0 : lostBy(context.trust, path);
			if (lost !== void 0) yield {
				code: lost.code,
				severity: "error",
				file,
				data: {
					file,
					path,
					...lost.data
				}
			};
		}
	}
};
function lostBy(trust, path) {
	const route = routeOf(trust, path);
	if (route.kind === "online") return void 0;
	if (route.kind === "people") return {
		code: "TARGET_NEEDS_PEOPLE",
		data: { role: route.role }
	};
	return {
		code: "TARGET_NOT_DELEGATED",
		data: { patterns: patterns(trust).join(", ") }
	};
}
function patterns(trust) {
	return (trust.offline.get("targets")?.signed.delegations?.roles ?? []).flatMap(({ scope }) => scope.kind === "paths" ? scope.patterns : []);
}

// src/policy/rules/immutable.ts
const immutable = {
	code: "TARGET_IMMUTABLE",
	title: "Published files keep their bytes",
	why: "A path that changes its bytes is how a good release becomes a bad one unseen; a newer release file says so openly.",
	*check(context) {
		if (!context.policy.immutable) return;
		for (const change of proposed(context)) {
			const before = change.kind === "change" ? change.before : context.signedByPeople?.(change.path);
			if (before === void 0 || sameContent(before, change.after)) continue;
			if (takesOver(context, change.path, change.by, context.provider(change.path))) continue;
			const digest = (target) => target.hashes.get("sha256") ?? "";
			yield atTarget(this, context, change.by, {
				before: digest(before),
				after: digest(change.after)
			});
		}
	}
};
function takesOver(context, path, by, was) {
	if (was === void 0 || was.release.file === by.release.file) return false;
	const replaced = replacedBy(by.release, context.after);
	if (replaced.has(was.release.file)) return true;
	if (context.after.has(was.release.file)) return false;
	const covered = replacedBy(was.release, context.before);
	return [by.release.file, ...replaced].some((file) => covered.has(file) && keeps(context, file, path));
}
function keeps({ before, after }, file, path) {
	const [old, now] = [before.get(file), after.get(file)];
	if (old === void 0 || now === void 0 || Buffer.compare(old.bytes, now.bytes) !== 0) return false;
	return now.targets.some((target) => target.path === path);
}

// src/policy/rules/path-grammar.ts
const pathGrammar = {
	code: "TARGET_PATH_INVALID",
	title: "Target paths are plain",
	why: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
	*check(context) {
		for (const change of proposed(context)) {
			const reason = pathProblem(change.path, context.policy.unicode);
			if (reason !== void 0) yield atTarget(this, context, change.by, { reason });
		}
	}
};

// src/policy/rules/path-length.ts
const maximumEncoded = 255;
const maximumSegment = 126;
const pathLength = {
	code: "TARGET_PATH_TOO_LONG",
	title: "Target paths fit in a file name",
	why: "Clients keep a target under its whole encoded path as one file name, and servers under its hash and last segment.",
	*check(context) {
		for (const change of proposed(context)) {
			const encoded = Buffer.byteLength(encodeURIComponent(change.path));
			const segment = Buffer.byteLength(encodeURIComponent(change.path.slice(change.path.lastIndexOf("/") + 1)));
			if (encoded > maximumEncoded) yield atTarget(this, context, change.by, {
				actual: encoded,
				limit: maximumEncoded,
				what: "the path, encoded,"
			});
			else if (segment > maximumSegment) yield atTarget(this, context, change.by, {
				actual: segment,
				limit: maximumSegment,
				what: "its last segment, encoded,"
			});
		}
	}
};

// src/policy/rules/quota.ts
const quota = {
	code: "QUOTA_EXCEEDED",
	title: "Proposals are of a reviewable size",
	why: "Limits keep one proposal from filling every bin, and a slip of a digit from asking clients for a petabyte.",
	*check(context) {
		const { limits } = context.policy;
		for (const release of context.touched) {
			const count = release.targets.length;
			if (count <= limits.targets) continue;
			const file = `${context.names.targets}/${release.file}`;
			const line = lineOf(release.bytes, ["targets", limits.targets]);
			yield {
				code: this.code,
				severity: "error",
				file,
				line,
				data: {
					file,
					what: "targets",
					actual: count,
					limit: limits.targets,
					setting: "targets"
				}
			};
		}
		for (const { by, after } of proposed(context)) {
			if (after.length <= limits.length) continue;
			yield atTarget(this, context, by, {
				what: "bytes",
				actual: after.length,
				limit: limits.length,
				setting: "length"
			});
		}
	}
};

// src/policy/rules/replaces.ts
const replaces = {
	code: "REPLACES_UNKNOWN",
	title: "Replaced release files exist",
	why: "A name that matches nothing is a typing mistake, or waits for a file that somebody may add later.",
	*check(context) {
		for (const release of context.touched) {
			const file = `${context.names.targets}/${release.file}`;
			if (release.replaces.length === 0) continue;
			const lines = linesOf(release.bytes, ["replaces", "*"]);
			const declared = new Set(context.before.get(release.file)?.replaces);
			for (const [index, name] of release.replaces.entries()) {
				const known = context.before.has(name) || context.after.has(name) || declared.has(name);
				if (known && name !== release.file) continue;
				const reason = known ? "a release file cannot replace itself" : `there is no ${context.names.targets}/${name}`;
				yield {
					code: this.code,
					severity: "error",
					file,
					line: lines[index] ?? 1,
					data: {
						file,
						name,
						reason
					}
				};
			}
		}
	}
};

// src/policy/evaluate.ts
const rules = [
	pathGrammar,
	pathLength,
	custom,
	collision,
	delegated,
	immutable,
	replaces,
	allow,
	quota
];
function evaluate(context) {
	const results = rules.map((rule) => ({
		rule,
		findings: [...rule.check(context)]
	}));
	return {
		findings: results.flatMap(({ findings }) => findings),
		passed: results.filter(({ findings }) => findings.length === 0).map(({ rule }) => rule.code)
	};
}

// src/repository/proposal.ts
function releasesIn(tree, directory, names) {
	return {
		list: async () => (await listReleases(tree, directory)).keys(),
		read: (files) => readReleases(tree, directory, files, names)
	};
}
function releasesMerged(base, head, difference) {
	const fromHead = /* @__PURE__ */ new Set([...difference.added, ...difference.changed]);
	const removed = new Set(difference.removed);
	return {
		list: async () => /* @__PURE__ */ new Set([...[...await base.list()].filter((file) => !removed.has(file)), ...fromHead]),
		read: async (files) => {
			const all = [...files];
			const parts = [await base.read(all.filter((file) => !fromHead.has(file))), await head.read(all.filter((file) => fromHead.has(file)))];
			return {
				releases: new Map(parts.flatMap(({ releases }) => [...releases])),
				findings: parts.flatMap(({ findings }) => findings)
			};
		}
	};
}
async function propose(published, before, after, difference, names) {
	return await proposeAdditions(published, after, difference, names) ?? proposeAll(published, before, after, difference, names);
}
async function proposeAdditions(published, after, difference, names) {
	if (difference.changed.length > 0 || difference.removed.length > 0) return void 0;
	const { releases, findings } = await after.read(difference.added);
	const touched = [...releases.values()];
	if (!touched.every(({ replaces, targets }) => replaces.length === 0 && targets.every(({ path }) => !published.has(path)))) return void 0;
	const desired = desire(releases, names);
	return {
		changes: targetChanges(/* @__PURE__ */ new Map(), desired.targets),
		findings: [...findings, ...desired.findings],
		touched,
		before: /* @__PURE__ */ new Map(),
		after: releases,
		provider: () => void 0
	};
}
async function proposeAll(published, before, after, difference, names) {
	const old = before === void 0 ? {
		releases: /* @__PURE__ */ new Map(),
		findings: []
	} : await before.read(await before.list());
	const fresh = await after.read(await after.list());
	const desired = desire(fresh.releases, names);
	const was = desire(old.releases, names);
	const touched = [...difference.added, ...difference.changed].flatMap((file) => fresh.releases.get(file) ?? []);
	return {
		changes: targetChanges(published, desired.targets),
		findings: [...fresh.findings, ...desired.findings],
		touched,
		before: old.releases,
		after: fresh.releases,
		provider: (path) => was.targets.get(path)
	};
}

export { requireRoom as A, directoryId as B, encodeFloors as C, highestToldFloor as D, higherFloors as E, readTrust as F, treeOfFiles as H, requireCurrent as I, verifyRoots as L, decode as M, loadRoots as N, noFloors as O, loadTrust as P, isRoleName as R, foldPath as S, floorsPath as T, isRefusal as U, sameEntry as V, pathProblem as _, sameContent as a, directoryFindings as b, releasedTargets as c, routeOf as d, routeTo as f, portableProblem as g, retiredDigest as h, evaluate as i, checkDelegations as j, readFloors as k, requireDescent as l, encodeState as m, releasesIn as n, loadRepository as o, decodeState as p, releasesMerged as r, publishedTargets as s, propose as t, targetsOfPeople as u, desire as v, floorsOf as w, listReleases as x, diffReleases as y, decodeHistoricRoot as z };