import { i as isFault, n as contentFault, t as Fault } from "./fault.js";
import { c as firstError, i as asFinding, o as finding } from "./visits.js";
import { _ as sameEntry, c as oddlyNamedDirectory, f as checkDelegations, h as mayBeCalled, l as signedPaths, o as signedTip, p as delegationTree, s as intentPaths, v as treeOfFiles } from "./settings.js";
import { t as repositoryFaults } from "./faults6.js";
import { A as foreignBins, O as historicForm, R as pathProblem, _ as decode, x as readTrust } from "./merged-source.js";
import { a as int, d as string, h as ZodError, i as discriminatedUnion, l as record, n as array, o as literal, p as unknown, r as boolean, t as _enum, u as strictObject } from "./schemas.js";
import { a as isOnlineRole, i as isBinName, o as isRoleName, t as binPrefix } from "./names.js";
import { c as readFloors, d as portableProblem, i as floorsPath, u as shadowedTargets } from "./version-floors.js";
import { C as isObject, E as toPlain, S as fromPlain, b as decodeJson, n as decodeNewKey, s as requireSound, t as PublicKey, v as canonical, y as encodeJson } from "./key.js";
import { a as sameBytes, o as sha256 } from "./digest.js";
import { a as tally, d as limits, i as keyKind, n as draftEnvelope, r as withSignatures, s as decodeSnapshot } from "./envelope.js";
import { a as parseInstant, r as formatInstant } from "./time.js";
import { t as tufFaults } from "./faults8.js";
import { a as everyPath, d as signingEventFaults, i as emptyTargets, o as firstTrust, s as maximumBins, t as binsDelegations } from "./first-trust.js";
import { t as planFaults } from "./faults12.js";
import { t as policyFaults } from "./faults11.js";
import { n as topLevelAuthority, t as sameSigners } from "./authority.js";
import { d as isTopLevelRole, f as topLevelRoles, l as decodeRoot, m as patternProblem, p as matchesPattern, r as authorityFrom, t as authoritiesFor, u as encodeRoot, y as specVersion } from "./delegations.js";
import { n as encodeTargetFile, r as encodeTargets, t as decodeTargets } from "./targets.js";
import { t as differenceText } from "./text2.js";
import { n as shortText, t as differences } from "./difference.js";

// src/repository/trust-content.ts
function contentOf(trust) {
	return {
		...trust.historic !== void 0 && { historic: trust.historic },
		root: trust.root.signed,
		offline: new Map([...trust.offline].map(([role, { signed }]) => [role, signed]))
	};
}
function versionsOf({ root, offline }) {
	return new Map([["root", root.version], ...[...offline].map(([role, { version }]) => [role, version])]);
}
function keysOf({ root, offline }) {
	const lists = [root.keys, ...[...offline.values()].flatMap(({ delegations }) => delegations?.keys ?? [])];
	return new Map(lists.reverse().flatMap((keys) => [...keys]));
}
function isMeant(name, role) {
	return role === "bins" ? isBinName(name) : name === role;
}
function delegates({ roles, succinct }, role) {
	return role === "bins" && succinct !== void 0 || roles.some(({ name }) => isMeant(name, role));
}
function withUsedKeys(delegations, known) {
	const { roles, succinct, keys } = delegations;
	return {
		...delegations,
		keys: usedKeys(succinct === void 0 ? roles : [...roles, succinct], keys, known)
	};
}
function usedKeys(roles, listed, known) {
	const used = new Set([...roles].flatMap(({ keyids }) => keyids));
	return new Map([...used].flatMap((id) => {
		const key = listed.get(id) ?? known.get(id);
		return key === void 0 ? [] : [[id, key]];
	}));
}
function heldRoles({ root, offline }) {
	const top = [...root.roles].map(([role, signers]) => {
		return {
			role,
			...signers,
			keys: root.keys,
			online: role === "snapshot" || role === "timestamp"
		};
	});
	const delegated = [...offline.values()].flatMap(({ delegations }) => {
		if (delegations === void 0) return [];
		const { keys, roles, succinct } = delegations;
		const named = roles.map(({ name, keyids, threshold }) => {
			return {
				role: name,
				keyids,
				threshold,
				keys,
				online: isOnlineRole(name)
			};
		});
		return succinct === void 0 ? named : [...named, {
			role: "bins",
			...succinct,
			keys,
			online: true
		}];
	});
	return [...top, ...delegated];
}

// src/signing-event/event-file.ts
const eventFormat = 1;
const eventLimits = {
	event: 1048576,
	signature: 16384,
	signatures: 512
};
const name = /^[a-z0-9][a-z0-9-]{0,62}$/;
function eventName(text) {
	if (!name.test(text)) throw signingEventFaults.EVENT_NAME_INVALID({ name: text.slice(0, 80) });
	return text;
}
function eventPaths({ trust }, event) {
	const directory = `${trust}/event/${event}`;
	return {
		directory,
		event: `${directory}/event.json`,
		drafts: `${directory}/draft`,
		draft: (role, version) => `${directory}/draft/${role === "root" ? `${version}.root` : role}.json`,
		signatures: `${directory}/signatures`,
		signature: (role, keyid) => `${directory}/signatures/${role}/${hashed.test(keyid) ? keyid : sha256(keyid)}.json`
	};
}
function eventsDirectory({ trust }) {
	return `${trust}/event`;
}
function eventBranch(event) {
	return `event/${event}`;
}
const hashed = /^[0-9a-f]{64}$/;
const keyid = string().regex(hashed, "a keyid is 64 lower-case hex digits");
const role = string().refine(isRoleName, "a role's name is expected");
const signers = {
	keys: array(keyid).min(1),
	threshold: int().min(1)
};
const paths = array(string().min(1)).min(1);
const style = _enum(["succinct", "prefixes"]);
const signersObject = strictObject(signers);
const json = record(string(), unknown());
const change = discriminatedUnion("kind", [
	strictObject({
		kind: literal("create"),
		roles: strictObject({
			root: signersObject,
			targets: signersObject,
			bin: signersObject,
			bins: signersObject,
			snapshot: signersObject,
			timestamp: signersObject
		}),
		paths,
		bins: int().min(2),
		style
	}),
	strictObject({
		kind: literal("keys"),
		role,
		...signers
	}),
	strictObject({
		kind: literal("delegate"),
		delegator: role,
		role,
		paths,
		terminating: boolean(),
		after: role.optional(),
		before: role.optional(),
		...signers
	}),
	strictObject({
		kind: literal("undelegate"),
		delegator: role,
		role
	}),
	strictObject({
		kind: literal("bins"),
		count: int().min(2),
		style,
		prefix: string().regex(/^bins\d{0,4}$/),
		signers: signersObject.optional(),
		delegator: role.optional()
	}),
	strictObject({
		kind: literal("target"),
		role,
		path: string().min(1),
		length: int().min(0),
		hashes: record(string(), string()),
		custom: json.optional()
	}),
	strictObject({
		kind: literal("untarget"),
		role,
		path: string().min(1)
	}),
	strictObject({ kind: literal("restate") }),
	strictObject({
		kind: literal("renew"),
		role
	})
]);
const eventSchema = strictObject({
	version: int().min(1),
	opened: string(),
	base: record(string(), int().min(1)),
	expires: record(role, string()),
	keys: record(keyid, json),
	changes: array(change).min(1)
});
function decodeEvent(bytes, file) {
	try {
		const tree = decodeJson(bytes);
		const format = isObject(tree) ? tree.get("version") : void 0;
		if (typeof format === "number" && format > eventFormat) throw repositoryFaults.FORMAT_NEWER({
			format,
			known: eventFormat
		});
		const parsed = eventSchema.parse(toPlain(tree));
		const keys = isObject(tree) ? tree.get("keys") : void 0;
		return {
			opened: parseInstant(parsed.opened),
			base: new Map(Object.entries(parsed.base)),
			expires: new Map(Object.entries(parsed.expires).map(([role, at]) => [role, parseInstant(at)])),
			keys: new Map([...isObject(keys) ? keys : []].flatMap(([id, key]) => isObject(key) ? [[id, decodeNewKey(key, id)]] : [])),
			changes: parsed.changes.map(readChange)
		};
	} catch (error) {
		if (isFault(error, repositoryFaults.FORMAT_NEWER, tufFaults.KEY_WEAK)) throw error.with({ file });
		throw signingEventFaults.EVENT_FILE_INVALID({
			file,
			reason: reasonOf(error)
		}, { cause: error });
	}
}
function reasonOf(error) {
	if (error instanceof ZodError) {
		const issue = error.issues[0];
		return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
	}
	return error instanceof Fault ? String(error.data["reason"] ?? error.code) : "it cannot be read";
}
function readChange(parsed) {
	if (parsed.kind === "target") {
		const { kind, role, path, length, hashes, custom } = parsed;
		return {
			kind,
			role,
			path,
			file: {
				length,
				hashes: new Map(Object.entries(hashes)),
				...custom !== void 0 && { custom: fromPlain(custom) },
				rest: /* @__PURE__ */ new Map()
			}
		};
	}
	if (parsed.kind === "delegate") {
		const { after, before, ...rest } = parsed;
		return {
			...rest,
			...after !== void 0 && { after },
			...before !== void 0 && { before }
		};
	}
	if (parsed.kind !== "bins") return parsed;
	const { signers, delegator, ...rest } = parsed;
	return {
		...rest,
		...signers !== void 0 && { signers },
		...delegator !== void 0 && { delegator }
	};
}
function encodeEvent(event) {
	return encodeJson(/* @__PURE__ */ new Map([
		["version", eventFormat],
		["opened", formatInstant(event.opened)],
		["base", event.base],
		["expires", new Map([...event.expires].map(([role, at]) => [role, formatInstant(at)]))],
		["keys", new Map([...event.keys].map(([id, key]) => [id, key.json]))],
		["changes", event.changes.map(writeChange)]
	]));
}
function writeChange(change) {
	if (change.kind !== "target") return fromPlain(change);
	const { kind, role, path, file } = change;
	const custom = file.custom === void 0 ? [] : [["custom", file.custom]];
	const where = {
		kind,
		role,
		path,
		length: file.length
	};
	return new Map([
		...Object.entries(where),
		["hashes", file.hashes],
		...custom
	]);
}
const signatureSchema = strictObject({
	keyid: string().min(1).max(256),
	sig: string().regex(/^(?:[0-9a-f]{2}){1,1024}$/),
	role,
	sha256: string().regex(/^[0-9a-f]{64}$/)
});
function decodeEventSignature(value, file) {
	const result = signatureSchema.safeParse(value);
	if (!result.success) throw signingEventFaults.EVENT_FILE_INVALID({
		file,
		reason: reasonOf(result.error)
	}, { cause: result.error });
	return result.data;
}
function encodeEventSignature(signature) {
	return encodeJson(fromPlain({ ...signature }));
}

// src/signing-event/event-files.ts
const maximumDrafts = 512;
async function eventEntries(tree, names, event) {
	const { directory, event: file, drafts, signatures } = eventPaths(names, event);
	const found = [];
	for (const { name, kind } of await tree.list(directory)) {
		const path = `${directory}/${name}`;
		if (path === file && kind === "file") found.push(file);
		else if (path === drafts && kind === "directory") found.push(...await plainFiles(tree, drafts, maximumDrafts));
		else if (path === signatures && kind === "directory") found.push(...await signatureEntries(tree, signatures));
		else throw outOfPlace(path);
	}
	return found;
}
async function signatureEntries(tree, directory) {
	const found = [];
	for (const { name, kind } of await tree.list(directory)) {
		const path = `${directory}/${name}`;
		if (kind !== "directory") throw outOfPlace(path);
		found.push(...await plainFiles(tree, path, eventLimits.signatures - found.length));
	}
	return found;
}
async function plainFiles(tree, directory, most) {
	const entries = await tree.list(directory);
	if (entries.length > most) throw signingEventFaults.EVENT_FILE_INVALID({
		file: directory,
		reason: "it holds too many files"
	});
	return entries.map(({ name, kind }) => {
		const path = `${directory}/${name}`;
		if (kind !== "file" || !name.endsWith(".json")) throw outOfPlace(path);
		return path;
	});
}
function outOfPlace(file) {
	return signingEventFaults.EVENT_FILE_INVALID({
		file,
		reason: "nothing of that kind belongs there"
	});
}
async function eventFiles(tree, names, event) {
	return read(tree, await eventEntries(tree, names, event));
}
async function trustFiles(tree, names) {
	const paths = [];
	for (const directory of [
		intentPaths(names).roots,
		names.trust,
		oddlyNamedDirectory(names)
	]) for (const { name, kind } of await tree.list(directory)) if (kind === "file" && name.endsWith(".json")) paths.push(`${directory}/${name}`);
	return read(tree, paths);
}
async function read(tree, paths) {
	const files = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const bytes = await tree.read(path, limits.targets);
		if (bytes !== void 0) files.set(path, bytes);
	}
	return files;
}

// src/signing-event/change-rules.ts
function refused(role, reason) {
	return signingEventFaults.EVENT_CHANGE_INVALID({
		role,
		reason
	});
}
function isReservedName(role) {
	return /^bins\d*(?:-|$)/.test(role) || role === "online" || role === "people" || topLevelRoles.includes(role);
}
function requireBins(count) {
	if (!Number.isInteger(Math.log2(count)) || count < 2 || count > 16384) throw refused("bins", `their number is a power of two from 2 to ${maximumBins}, not ${count}`);
}
function binsNumber(name) {
	return Number(/^bins(\d*)/.exec(name)?.[1] || 1);
}
const hashLengths = /* @__PURE__ */ new Map([["sha256", 64], ["sha512", 128]]);
function targetProblem(path, { hashes }) {
	const odd = [...hashes].find(([name, hex]) => hex.length !== hashLengths.get(name) || !/^[0-9a-f]+$/.test(hex));
	if (odd !== void 0) return `${odd[0]} "${odd[1]}" is not a hash that clients know, in lower-case hex`;
	return hashes.size === 0 ? "it has no hash" : pathProblem(path, true);
}
function requireReached(offline, { role, path }) {
	const passed = /* @__PURE__ */ new Set();
	for (let below = role; below !== "targets" && !passed.has(below);) {
		passed.add(below);
		const above = [...offline].find(([, { delegations }]) => delegations && authorityFrom("", delegations, below));
		if (above?.[1].delegations === void 0) return;
		if (!authoritiesFor(above[0], above[1].delegations, path).some(({ role }) => role === below)) throw refused(role, `${above[0]} does not delegate ${path} to ${below}`);
		below = above[0];
	}
}
function requireBase(base, event) {
	const current = base === void 0 ? /* @__PURE__ */ new Map() : versionsOf(base);
	for (const role of /* @__PURE__ */ new Set([...current.keys(), ...event.base.keys()])) {
		const [opened, now] = [event.base.get(role), current.get(role)];
		if (opened === now) continue;
		throw ((opened ?? 0) > (now ?? 0) ? signingEventFaults.EVENT_BASE_OLD : signingEventFaults.EVENT_OUTDATED)({
			role,
			opened: opened ?? 0,
			current: now ?? 0
		});
	}
}
function placed(roles, made, { role, after, before }) {
	if (after === void 0 && before === void 0) return roles.some(({ name }) => name === role) ? roles.map((each) => each.name === role ? made : each) : [made, ...roles];
	const others = roles.filter(({ name }) => name !== role);
	const beside = after ?? before ?? "";
	const found = [...others.keys()].filter((index) => isMeant(others[index]?.name ?? "", beside));
	const at = after === void 0 ? found[0] : found.at(-1);
	if (at === void 0 || after !== void 0 && before !== void 0) throw refused(role, at === void 0 ? `there is no delegation to ${beside} beside it` : "it has two places");
	return after === void 0 ? others.toSpliced(at, 0, made) : others.toSpliced(at + 1, 0, made);
}

// src/signing-event/rotation.ts
function rolesInForce(base) {
	return new Map(heldRoles(base).map(({ role, keyids, threshold, online }) => {
		return [isBinName(role) ? "bins" : role, {
			keyids,
			threshold,
			online
		}];
	}));
}
function rotation(base, { role, add, remove, threshold }) {
	const roles = rolesInForce(base);
	if (add.length === 0 && remove.length === 0 && threshold === void 0) {
		if (role === "people") return ["root", ...base.offline.keys()].map((each) => ({
			kind: "renew",
			role: each
		}));
		if (role !== "root" && !base.offline.has(role)) throw signingEventFaults.EVENT_CHANGE_INVALID({
			role,
			reason: "its keys are online: the worker renews it"
		});
		return [{
			kind: "renew",
			role
		}];
	}
	const meant = rolesMeant(roles, role, remove);
	const changes = meant.flatMap((name) => {
		const present = roles.get(name);
		if (present === void 0) throw signingEventFaults.EVENT_CHANGE_INVALID({
			role: name,
			reason: "there is no such role in force"
		});
		const kept = present.keyids.filter((keyid) => !remove.includes(keyid));
		const fresh = add.map(({ keyid }) => keyid).filter((keyid) => !kept.includes(keyid));
		const keys = [...kept, ...fresh];
		return keys.join() === present.keyids.join() && (threshold ?? present.threshold) === present.threshold ? [] : [{
			kind: "keys",
			role: name,
			keys,
			threshold: threshold ?? present.threshold
		}];
	});
	const absent = remove.find((keyid) => !meant.some((name) => roles.get(name)?.keyids.includes(keyid)));
	if (absent !== void 0) throw signingEventFaults.EVENT_CHANGE_INVALID({
		role,
		reason: `it does not list the key ${absent.slice(0, 16)}`
	});
	return changes;
}
function rolesMeant(roles, role, remove) {
	if (role !== "online" && role !== "people") return [role];
	const kind = [...roles].filter(([, { online }]) => online === (role === "online"));
	const leaving = kind.filter(([, { keyids }]) => keyids.some((keyid) => remove.includes(keyid)));
	return (role === "people" && remove.length > 0 ? leaving : kind).map(([name]) => name);
}
function withoutOverlap(base, changes) {
	const roles = rolesInForce(base);
	return changes.some((change) => {
		const present = change.kind === "keys" ? roles.get(change.role) : void 0;
		if (change.kind !== "keys" || present?.online !== true) return false;
		return present.keyids.filter((keyid) => change.keys.includes(keyid)).length < Math.max(present.threshold, change.threshold);
	});
}
function placeOfOnline({ offline }, delegator, role) {
	const roles = offline.get(delegator)?.delegations?.roles ?? [];
	const last = roles.at(-1);
	if (last === void 0 || roles.some(({ name }) => name === role)) return {};
	const before = roles.find(({ name }) => isOnlineRole(name) || leadsOnline(offline, name))?.name;
	return before === void 0 ? { after: last.name } : { before };
}
function leadsOnline(offline, role) {
	const delegations = offline.get(role)?.delegations;
	return delegations?.succinct !== void 0 || (delegations?.roles ?? []).some(({ name }) => isOnlineRole(name));
}

// src/signing-event/rebinning.ts
function rebinning(base, listed, asked) {
	const { count, style } = asked;
	const present = binsInForce(base);
	const number = Math.max(0, ...[present?.prefix ?? [], ...listed].flat().filter(isBins).map(binsNumber));
	const prefix = number === 0 ? "bins" : `bins${number + 1}`;
	if (present === void 0) return firstBins(base, listed, prefix, asked);
	if (asked.by !== void 0 || asked.keys.length > 0) throw refused("bins", "there are bins already; `kaprien rotate bins` changes who signs them");
	const next = style ?? present.style;
	if (present.count === count && present.style === next) throw refused("bins", `there are ${count} of them already`);
	return [{
		kind: "bins",
		count,
		style: next,
		prefix
	}];
}
function isBins(name) {
	return isBinName(`${name}-0`) || isBinName(name);
}
function binsInForce({ offline }) {
	for (const { delegations } of offline.values()) {
		if (delegations?.succinct !== void 0) {
			const { bitLength, namePrefix } = delegations.succinct;
			return {
				count: 2 ** bitLength,
				prefix: namePrefix,
				style: "succinct"
			};
		}
		const bins = delegations?.roles.filter(({ name }) => isBinName(name)) ?? [];
		if (bins[0] !== void 0) return {
			count: bins.length,
			prefix: binPrefix(bins[0].name),
			style: "prefixes"
		};
	}
}
function firstBins(base, listed, prefix, { count, style = "succinct", by, keys }) {
	const { keyids, threshold } = topLevelAuthority(base.root, "targets");
	const online = held(base, true);
	const shared = keyids.find((keyid) => online.has(base.root.keys.get(keyid)?.material ?? ""));
	if (by === void 0 && shared !== void 0) throw signingEventFaults.BINS_KEYS_SHARED({
		keyid: shared,
		count
	});
	const bins = {
		kind: "bins",
		count,
		style,
		prefix,
		signers: keys.length > 0 ? {
			keys: keys.map(({ keyid }) => keyid),
			threshold: 1
		} : signersOfSnapshot(base, count)
	};
	if (by !== void 0) return [{
		...bins,
		delegator: by
	}];
	const role = freeName$1(base, listed);
	const present = base.offline.get("targets")?.delegations?.roles ?? [];
	const last = present.at(-1)?.name;
	if (present.length >= 31) throw refused("targets", `it delegates to ${present.length} roles already; name one for the bins with --by`);
	return [{
		kind: "delegate",
		delegator: "targets",
		role,
		paths: everyPath,
		terminating: true,
		keys: keyids,
		threshold,
		...last !== void 0 && { after: last }
	}, {
		...bins,
		delegator: role
	}];
}
function signersOfSnapshot(base, count) {
	const { keyids, threshold } = topLevelAuthority(base.root, "snapshot");
	const offline = held(base, false);
	const fit = keyids.filter((keyid) => {
		const material = base.root.keys.get(keyid)?.material;
		return material !== void 0 && !offline.has(material);
	});
	if (fit.length < threshold) throw signingEventFaults.BINS_KEY_NEEDED({ count });
	return {
		keys: fit,
		threshold
	};
}
function held(base, online) {
	const roles = heldRoles(base).filter((role) => role.online === online);
	return new Set(roles.flatMap(({ keyids, keys }) => keyids.flatMap((keyid) => keys.get(keyid)?.material ?? [])));
}
function freeName$1({ offline }, listed) {
	const delegated = [...offline.values()].flatMap(({ delegations }) => delegations?.roles ?? []);
	const taken = /* @__PURE__ */ new Set([...listed, ...delegated.map(({ name }) => name)]);
	for (let number = 1;; number++) {
		const name = number === 1 ? "bin" : `bin${number}`;
		if (!taken.has(name)) return name;
	}
}
async function listedRoles(store, main, names) {
	const imported = (await readFloors(main, names))?.roles.keys() ?? [];
	const tip = await signedTip(store, names);
	const bytes = tip.kind === "none" ? void 0 : await tip.tree.read(signedPaths.snapshot, limits.snapshot);
	const meta = bytes && decode(bytes, signedPaths.snapshot, decodeSnapshot).signed.meta;
	return [...imported, ...[...meta?.keys() ?? []].map((file) => file.replace(/\.json$/, ""))];
}
function binsFindings(before, after) {
	if (binsInForce(before) !== void 0 || binsInForce(after) === void 0) return [];
	const roles = after.offline.get("targets")?.delegations?.roles ?? [];
	const bins = roles.findIndex(({ name }) => leadsOnline(after.offline, name));
	return roles.slice(0, Math.max(0, bins)).flatMap(({ name, terminating, scope }) => {
		const all = scope.kind === "paths" ? scope.patterns.find((pattern) => everyPath.includes(pattern)) : void 0;
		if (!terminating || all === void 0 || isOnlineRole(name)) return [];
		return [finding(signingEventFaults.BINS_UNREACHED, {
			role: name,
			pattern: all
		}, { severity: "warning" })];
	});
}

// src/signing-event/restated-patterns.ts
const mostAlternatives = 64;
function plainPatterns(pattern) {
	let made = [""];
	for (const [part, inside] of tokens(pattern)) {
		const alternatives = inside === void 0 ? [part === "**" ? "*" : part] : classOf(inside);
		if (alternatives === void 0 || made.length * alternatives.length > mostAlternatives) return void 0;
		made = made.flatMap((start) => alternatives.map((each) => start + each));
	}
	return [...new Set(made.map((each) => each.replaceAll(/\*{2,}/g, "*")))];
}
function strictPatterns(pattern) {
	const strict = plainPatterns(pattern)?.map((each) => each.replaceAll(/[^A-Za-z0-9._~@=+*?/-]/g, "?"));
	if (/[\u{10000}-\u{10ffff}]/u.test(pattern)) return void 0;
	return strict?.some((each) => patternProblem(each) !== void 0) ? void 0 : strict;
}
function* tokens(pattern) {
	for (const match of pattern.matchAll(/\[(\]?[^\]/]*)\]|\*+|./gsu)) {
		const [text, inside] = match;
		yield inside === void 0 || inside === "" ? [text] : [text, inside];
	}
}
function classOf(inside) {
	if (/^[!^]/.test(inside)) return void 0;
	const characters = /* @__PURE__ */ new Set();
	for (const [text, from, to] of inside.matchAll(/(.)-(.)|./gsu)) {
		if (from === void 0 || to === void 0) characters.add(text);
		for (let code = from?.charCodeAt(0) ?? 1; code <= (to?.charCodeAt(0) ?? 0); code++) characters.add(String.fromCharCode(code));
		if (characters.size > mostAlternatives) return void 0;
	}
	return [...characters];
}

// src/signing-event/restating.ts
function restated(base) {
	return restatedAs(base, (pattern) => strictPatterns(pattern) ?? [pattern]);
}
function renamed(base) {
	return restatedAs(base, (pattern) => plainPatterns(pattern) ?? [pattern]);
}
function restatedAs(base, patterns) {
	const names = namesFor(base);
	const nameOf = (name) => names.get(name) ?? name;
	const touched = new Set([...names].flatMap(([old, now]) => base.offline.has(old) ? [now] : []));
	const historic = base.historic ?? /* @__PURE__ */ new Set();
	const root = historic.has("root") ? restatedRoot(base.root) : base.root;
	if (historic.has("root")) touched.add("root");
	if (!sameSigners(topLevelAuthority(base.root, "targets"), topLevelAuthority(root, "targets"))) touched.add("targets");
	let prefix = lastPrefix(base);
	const offline = /* @__PURE__ */ new Map();
	for (const [role, content] of base.offline) {
		const { delegations } = content;
		const name = nameOf(role);
		const begins = name === role ? {} : { version: 0 };
		if (!historic.has(role)) {
			offline.set(name, {
				...content,
				...begins
			});
			continue;
		}
		touched.add(name);
		const below = delegations && { delegations: restatedDelegations(base, role, delegations, {
			nameOf,
			patterns,
			prefix
		}) };
		if (delegations !== void 0 && foreignBins(base.root, delegations) !== void 0) prefix += 1;
		offline.set(name, {
			...content,
			...begins,
			...below,
			specVersion
		});
		for (const each of delegations?.roles ?? []) {
			const now = below?.delegations.roles.find((other) => other.name === nameOf(each.name));
			if (base.offline.has(each.name) && now !== void 0 && !sameSigners(each, now)) touched.add(now.name);
		}
	}
	return {
		root,
		offline,
		touched
	};
}
function namesFor({ root, offline }) {
	const roles = [...offline.values()].flatMap(({ delegations }) => {
		const bins = delegations && foreignBins(root, delegations);
		return (delegations?.roles ?? []).filter(({ name }) => bins?.has(name) !== true);
	});
	const taken = new Set(roles.map(({ name }) => name));
	const names = /* @__PURE__ */ new Map();
	for (const { name } of roles) {
		if (mayBeCalled(name) || isOnlineRole(name)) continue;
		const fresh = freeName(name, taken);
		taken.add(fresh);
		names.set(name, fresh);
	}
	return names;
}
function freeName(name, taken) {
	const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-").replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "").slice(0, 48);
	const start = /^[a-z]/.test(plain) && !isReservedName(plain) && !/^online\b/.test(plain) ? plain : `role-${plain}`.replace(/-$/, "");
	for (let number = 1;; number++) {
		const fresh = number === 1 ? start : `${start}-${number}`;
		if (mayBeCalled(fresh) && !taken.has(fresh)) return fresh;
	}
}
function lastPrefix({ offline }) {
	const numbers = [...offline.values()].flatMap(({ delegations }) => [...delegations?.succinct === void 0 ? [] : [`${delegations.succinct.namePrefix}-0`], ...(delegations?.roles ?? []).map(({ name }) => name)]);
	return Math.max(0, ...numbers.filter(isBinName).map(binsNumber));
}
function restatedRoot(root) {
	const keys = strictKeys(root.keys);
	const roles = [...root.roles].map(([role, held]) => [role, {
		...held,
		...signersOf$1(role, held, keys)
	}]);
	return {
		...root,
		specVersion,
		consistentSnapshot: true,
		keys: new Map(keys.values()),
		roles: new Map(roles)
	};
}
function restatedDelegations(base, delegator, delegations, { nameOf, patterns, prefix }) {
	const { roles, succinct, rest } = delegations;
	const keys = strictKeys(delegations.keys);
	const bins = foreignBins(base.root, delegations);
	const others = roles.filter(({ name }) => bins?.has(name) !== true);
	const named = others.map((role) => {
		const { scope } = role;
		const signers = signersOf$1(role.name, role, keys);
		if (scope.kind !== "paths") return {
			...role,
			name: nameOf(role.name),
			...signers
		};
		const strict = [...new Set(scope.patterns.flatMap(patterns))];
		requireHeld(base, delegator, role.name, scope.patterns, strict);
		return {
			...role,
			name: nameOf(role.name),
			...signers,
			scope: {
				kind: "paths",
				patterns: strict
			}
		};
	});
	const kept = {
		keys: new Map(keys.values()),
		rest
	};
	if (bins === void 0) return {
		...kept,
		roles: named,
		...succinct && { succinct: {
			...succinct,
			...signersOf$1("bins", succinct, keys)
		} }
	};
	const signers = signersOf$1("bins", bins.signers, keys);
	const made = binsDelegations({
		keys: signers.keyids.flatMap((id) => kept.keys.get(id) ?? []),
		threshold: signers.threshold
	}, {
		bins: bins.count,
		style: others.length > 0 ? "prefixes" : bins.style,
		prefix: prefix === 0 ? "bins" : `bins${prefix + 1}`
	});
	const at = roles.findIndex(({ name }) => bins.has(name));
	const before = Math.max(0, at);
	return {
		...made,
		...kept,
		roles: [
			...named.slice(0, before),
			...made.roles,
			...named.slice(before)
		]
	};
}
function requireHeld({ offline }, delegator, role, before, after) {
	const odd = before.find((pattern) => !after.includes(pattern));
	if (odd === void 0) return;
	for (const path of offline.get(role)?.targets.keys() ?? []) if (!after.some((pattern) => matchesPattern(pattern, path))) throw refused(delegator, `clients read the pattern "${odd}" differently, and only some of them find ${path} in ${role}`);
}
function strictKeys(keys) {
	return new Map([...keys].flatMap(([listed, key]) => {
		const strict = strictKey(listed, key);
		return strict === void 0 ? [] : [[listed, strict]];
	}));
}
function droppedKeys(base) {
	const names = namesFor(base);
	return heldRoles(base).flatMap(({ role, keyids, keys }) => keyids.flatMap((keyid) => {
		const key = keys.get(keyid);
		if (key === void 0 || strictKey(keyid, key) !== void 0) return [];
		const fault = historicForm(key.json, (json) => PublicKey.decode(json, sha256(canonical(json))));
		return [{
			role: names.get(role) ?? role,
			keyid,
			reason: String(fault?.data["reason"] ?? "it cannot be read")
		}];
	}));
}
function strictKey(listed, key) {
	const plain = key.material === void 0 ? key.json : key.plain().json;
	for (const [keyid, json] of [[listed, key.json], [sha256(canonical(plain)), plain]]) try {
		return [keyid, PublicKey.decode(json, keyid)];
	} catch (error) {
		if (!isFault(error)) throw error;
	}
}
function signersOf$1(role, { keyids, threshold }, keys) {
	const seen = /* @__PURE__ */ new Set();
	const kept = keyids.flatMap((listed) => {
		const [keyid, key] = keys.get(listed) ?? [];
		const identity = key?.material ?? keyid;
		if (keyid === void 0 || identity === void 0 || seen.has(identity)) return [];
		seen.add(identity);
		return [keyid];
	});
	const readable = keyids.filter((listed) => keys.get(listed)?.[1].material !== void 0).length;
	if (readable < threshold || kept.length < threshold) throw refused(role, `${threshold} of its keys must sign, and Kaprien can use ${Math.min(readable, kept.length)} of them`);
	return {
		keyids: kept,
		threshold
	};
}

// src/signing-event/findings.ts
function eventFindings(before, { after, roles }, at) {
	const found = [
		...roles.length === 0 ? [error(signingEventFaults.EVENT_EMPTY, {})] : [],
		...heldFindings(before, after),
		...treeFindings(after),
		...sizeFindings(roles),
		...before === void 0 ? [] : [...shadowFindings(before, after), ...binsFindings(before, after)]
	];
	const unreadable = firstError(found) !== void 0 ? [] : roles.flatMap(readFindings);
	return [
		...found,
		...unreadable,
		...expiryFindings({
			after,
			roles
		}, at),
		...fragileFindings({
			after,
			roles
		})
	];
}
function heldFindings(before, after) {
	const findingsOf = (content) => {
		const held = heldRoles(content);
		return [...held.flatMap(signerFindings), ...sharedFindings(held)];
	};
	const start = before === void 0 || !before.historic?.size ? before : renamed(before);
	const identity = ({ code, data }) => JSON.stringify([code, data]);
	const known = new Set(start === void 0 ? [] : findingsOf(start).map(identity));
	return findingsOf(after).map((problem) => {
		if (!known.has(identity(problem))) return problem;
		const of = problem.of === signingEventFaults.EVENT_KEY_UNUSABLE ? signingEventFaults.KEY_UNREADABLE : problem.of;
		return asFinding({
			of,
			data: problem.data
		}, { severity: "warning" });
	});
}
function error(of, data) {
	return finding(of, data, { severity: "error" });
}
function signerFindings({ role, keyids, keys, threshold }) {
	if (keyids.length === 0) return [error(signingEventFaults.ROLE_NO_KEYS, { role })];
	const materials = keyids.flatMap((id) => keys.get(id)?.material ?? []);
	const distinct = new Set(materials).size;
	const findings = keyids.filter((id) => keys.get(id)?.material === void 0).map((keyid) => error(signingEventFaults.EVENT_KEY_UNUSABLE, {
		role,
		keyid,
		kind: keyKind(keys.get(keyid))
	}));
	if (distinct < materials.length) findings.push(error(signingEventFaults.ROLE_KEY_TWICE, { role }));
	if (threshold < 1 || threshold > distinct) findings.push(error(signingEventFaults.ROLE_THRESHOLD, {
		role,
		threshold,
		keys: distinct
	}));
	return findings;
}
function sharedFindings(held) {
	const materialsOf = ({ keyids, keys }) => keyids.flatMap((keyid) => {
		const material = keys.get(keyid)?.material;
		return material === void 0 ? [] : [[material, keyid]];
	});
	const online = new Map(held.flatMap((each) => each.online ? materialsOf(each).map(([material]) => [material, each.role]) : []));
	return held.flatMap((each) => (each.online ? [] : materialsOf(each)).flatMap(([material, keyid]) => {
		const role = online.get(material);
		return role === void 0 ? [] : [error(signingEventFaults.ROLE_KEY_SHARED, {
			offline: each.role,
			online: role,
			keyid
		})];
	}));
}
function treeFindings({ root, offline }) {
	try {
		const start = topLevelAuthority(root, "targets");
		for (const _ of delegationTree(start, ({ role }) => offline.get(role)?.delegations));
		return [];
	} catch (fault) {
		if (!(fault instanceof Fault)) throw fault;
		return [asFinding(fault, { severity: "error" })];
	}
}
function shadowFindings(before, after) {
	const roles = ({ offline }) => ({ offline: new Map([...offline].map(([role, signed]) => [role, { signed }])) });
	const start = before.historic?.size ? renamed(before) : before;
	return [...shadowedTargets(roles(start), roles(after))].map(({ path, role, by = "no role" }) => error(policyFaults.TARGET_SHADOWED, {
		path,
		role,
		by
	}));
}
function sizeFindings(roles) {
	return roles.flatMap(({ role, payload }) => {
		const limit = (role === "root" ? limits.root : limits.targets) - 64e3;
		return payload.length <= limit ? [] : [error(planFaults.METADATA_TOO_LARGE, {
			role,
			actual: payload.length,
			limit
		})];
	});
}
function readFindings({ role, json, payload }) {
	try {
		const { bytes } = draftEnvelope(json, () => void 0);
		const read = role === "root" ? decode(bytes, role, decodeRoot) : decode(bytes, role, decodeTargets);
		const reason = portableProblem(json);
		if (reason !== void 0) return [error(planFaults.METADATA_NOT_PORTABLE, {
			role,
			reason
		})];
		if (sameBytes(read.payload, payload)) return [];
		return [error(tufFaults.METADATA_INVALID, {
			file: role,
			where: "signed",
			reason: "it would be read as something else"
		})];
	} catch (fault) {
		if (!(fault instanceof Fault)) throw fault;
		return [asFinding(fault, { severity: "error" })];
	}
}
const farDays = 3653;
function expiryFindings({ after, roles }, at) {
	return roles.flatMap(({ role }) => {
		const expires = role === "root" ? after.root.expires : after.offline.get(role)?.expires;
		if (expires === void 0) return [];
		const data = {
			role,
			expires: formatInstant(expires)
		};
		if (expires <= at) return [error(signingEventFaults.EVENT_EXPIRY_PAST, data)];
		return expires > at + farDays * 86400 ? [finding(signingEventFaults.EVENT_EXPIRY_FAR, data, { severity: "warning" })] : [];
	});
}
function fragileFindings({ after, roles }) {
	const { keyids, threshold } = topLevelAuthority(after.root, "root");
	const spare = keyids.length - threshold;
	if (!roles.some(({ role }) => role === "root") || keyids.length >= 2 && threshold >= 2 && spare > 0) return [];
	return [finding(signingEventFaults.ROOT_FRAGILE, {
		keys: keyids.length,
		threshold,
		spare
	}, { severity: "warning" })];
}

// src/signing-event/report.ts
function sidesOf(base, after, role) {
	if (role === "root") return [...base === void 0 ? [] : [base.root], after.root].map((root) => ({
		of: `root ${root.version}`,
		authority: topLevelAuthority(root, "root")
	}));
	const authority = authorityOf(after, role);
	return authority === void 0 ? [] : [{
		of: authority.by,
		authority
	}];
}
function authorityOf({ root, offline }, role) {
	if (isTopLevelRole(role)) return topLevelAuthority(root, role);
	for (const [by, { delegations }] of offline) {
		const authority = delegations && authorityFrom(by, delegations, role);
		if (authority !== void 0) return authority;
	}
}
function reportEvent(base, draft, signatures, verifier) {
	const roles = draft.roles.map((role) => reportRole(base, draft.after, role, signatures, verifier));
	return {
		roles,
		complete: roles.every(({ complete }) => complete)
	};
}
function reportRole(base, after, draft, signatures, verifier) {
	const { role, version, sha256 } = draft;
	const sides = sidesOf(base, after, role);
	const envelope = envelopeOf(draft, signatures);
	const tallies = sides.map((side) => ({
		side,
		tally: tally(side.authority, envelope, verifier)
	}));
	const valid = new Set(tallies.flatMap(({ tally }) => tally.valid));
	const unreadable = new Set(tallies.flatMap(({ tally }) => tally.unreadable));
	const held = base && heldBefore(base, role);
	const last = sides.at(-1)?.authority;
	const unproved = (last?.keyids ?? []).filter((id) => !(held?.includes(id) || held?.includes(last?.keys.get(id)?.material ?? "")) && !valid.has(id));
	const called = ({ authority }, id) => {
		const key = authority.keys.get(id);
		return last?.keyids.find((other) => key !== void 0 && last.keys.get(other)?.is(key)) ?? id;
	};
	const given = signatures.filter((each) => each.role === role).map(({ keyid }) => keyid);
	return {
		role,
		version,
		sha256,
		needs: tallies.map(({ side, tally }) => ({
			of: side.of,
			threshold: tally.threshold,
			signed: tally.valid.map((id) => called(side, id)),
			missing: side.authority.keyids.flatMap((id) => tally.valid.includes(id) || tally.unreadable.includes(id) ? [] : [called(side, id)]),
			...tally.unreadable.length > 0 && { unreadable: tally.unreadable }
		})),
		unproved,
		invalid: given.filter((id) => !valid.has(id) && !unreadable.has(id)),
		complete: sides.length > 0 && tallies.every(({ tally }) => tally.met) && unproved.length === 0
	};
}
function heldBefore(base, role) {
	const held = authorityOf(base.historic?.size ? renamed(base) : base, role);
	return (held?.keyids ?? []).flatMap((id) => [id, held?.keys.get(id)?.material ?? id]);
}
function envelopeOf({ role, json, sha256 }, signatures) {
	const sorted = [...signatures.filter((each) => each.role === role && each.sha256 === sha256)].sort((a, b) => a.keyid < b.keyid ? -1 : 1);
	const list = new Map(sorted.map(({ keyid, sig }) => [keyid, {
		sig,
		rest: /* @__PURE__ */ new Map()
	}]));
	return withSignatures(draftEnvelope(json, () => void 0), list);
}
function keyidsOf(base, { after }, role, key) {
	const found = sidesOf(base, after, role).flatMap(({ authority: { keyids, keys } }) => {
		const same = keyids.filter((id) => keys.get(id)?.is(key));
		return same.find((id) => id === key.keyid) ?? same[0] ?? [];
	});
	return [...new Set(found)];
}
function signersOf(base, { after }, role) {
	const sides = sidesOf(base, after, role);
	return new Map(sides.flatMap(({ authority: { keyids, keys } }) => keyids.flatMap((id) => {
		const key = keys.get(id);
		return key === void 0 ? [] : [[id, key]];
	})));
}
function foldedFiles(base, draft, signatures, paths, verifier) {
	const files = /* @__PURE__ */ new Map();
	for (const each of draft.roles) {
		const keys = signersOf(base, draft, each.role);
		const { invalid } = reportRole(base, draft.after, each, signatures, verifier);
		const counted = signatures.filter(({ keyid }) => keys.has(keyid) && !invalid.includes(keyid));
		const path = each.role === "root" ? paths.root(each.version) : paths.role(each.role);
		files.set(path, envelopeOf(each, counted).bytes);
	}
	for (const role of base?.offline.keys() ?? []) if (!draft.after.offline.has(role)) files.set(paths.role(role), null);
	return files;
}
function keysAround(base, after) {
	return new Map([...base === void 0 ? [] : keysOf(base), ...keysOf(after)]);
}

// src/signing-event/bins-change.ts
function withBins(delegator, delegations, { count, style, prefix, signers }, keyOf) {
	const first = delegations?.roles.find(({ name }) => isBinName(name));
	const current = delegations?.succinct ?? first;
	const others = delegations?.roles.filter(({ name }) => !isBinName(name)) ?? [];
	requireBins(count);
	const earlier = delegations?.succinct?.namePrefix ?? first?.name;
	if (earlier !== void 0 && binsNumber(prefix) <= binsNumber(earlier)) throw refused("bins", `the prefix ${prefix} has to be a later one than that of ${earlier}`);
	if (others.length > 0 && style === "succinct") throw refused(delegator, "it delegates to other roles too, and succinct bins stand alone");
	const { keys: ids, threshold } = signers ?? {
		keys: current?.keyids ?? [],
		threshold: current?.threshold ?? 1
	};
	if (ids.length === 0) throw refused("bins", "nobody is named to sign them");
	const made = binsDelegations({
		keys: ids.map(keyOf),
		threshold
	}, {
		bins: count,
		style,
		prefix
	});
	const kept = {
		keys: new Map([...made.keys, ...delegations?.keys ?? []]),
		rest: delegations?.rest ?? /* @__PURE__ */ new Map()
	};
	return {
		...made,
		...kept,
		roles: [...others, ...made.roles]
	};
}

// src/signing-event/unsigned.ts
function draftEvent(base, event) {
	requireBase(base, event);
	const making = new Making(base, event);
	for (const change of event.changes) making.apply(change);
	return making.finish();
}
var Making = class {
	#event;
	#known;
	#touched = /* @__PURE__ */ new Set();
	#root;
	#historic;
	#offline;
	constructor(base, event) {
		this.#event = event;
		this.#root = base?.root;
		this.#offline = new Map(base?.offline);
		this.#historic = base?.historic;
		this.#known = new Map(base === void 0 ? [] : keysOf(base));
		for (const [keyid, key] of event.keys) if (!this.#known.has(keyid)) this.#known.set(keyid, key);
	}
	apply(change) {
		const [odd] = change.kind === "restate" ? [] : this.#historic ?? [];
		if (odd !== void 0) throw refused(odd, "people have to sign it in strict form first, in the event of its import");
		switch (change.kind) {
			case "create":
				this.#create(change);
				break;
			case "keys":
				this.#setKeys(change.role, change);
				break;
			case "delegate":
				this.#delegate(change);
				break;
			case "undelegate":
				this.#undelegate(change.delegator, change.role);
				break;
			case "bins":
				this.#setBins(change);
				break;
			case "target":
			case "untarget":
				this.#setTarget(change);
				break;
			case "restate":
				this.#restate();
				break;
			case "renew":
				if (change.role === "root") this.#rootNow();
				else this.#targets(change.role);
				this.#touched.add(change.role);
		}
	}
	finish() {
		const offline = /* @__PURE__ */ new Map();
		for (const [role, targets] of this.#offline) {
			const delegations = targets.delegations && withUsedKeys(targets.delegations, this.#known);
			const next = () => ({
				...targets,
				...delegations && { delegations },
				...this.#next(role, targets)
			});
			offline.set(role, this.#touched.has(role) ? next() : targets);
		}
		const root = this.#rootNow();
		const next = this.#touched.has("root") ? {
			...root,
			...this.#next("root", root),
			keys: usedKeys(root.roles.values(), root.keys, this.#known)
		} : root;
		const order = ["root", ...offline.keys()].filter((role) => this.#touched.has(role));
		for (const change of this.#event.changes) if (change.kind === "target") requireReached(offline, change);
		const after = {
			root: next,
			offline
		};
		return {
			after,
			roles: order.map((role) => draftOf(role, after))
		};
	}
	#next(role, before) {
		const expires = this.#event.expires.get(role);
		if (expires === void 0) throw refused(role, "the event does not say when its next version expires");
		return {
			version: before.version + 1,
			expires
		};
	}
	#create({ roles, paths, bins, style }) {
		if (this.#root !== void 0) throw refused("root", "there is a root of trust already");
		requireBins(bins);
		const entries = Object.entries(roles).map(([role, { keys, threshold }]) => {
			return [role, {
				keys: keys.map((id) => this.#key(id, role)),
				threshold
			}];
		});
		const design = {
			roles: Object.fromEntries(entries),
			lifetimes: noLifetimes,
			paths,
			bins,
			style
		};
		const first = firstTrust(design, this.#event.opened);
		this.#root = {
			...first.root,
			version: 0
		};
		this.#offline = /* @__PURE__ */ new Map([["targets", {
			...first.targets,
			version: 0
		}], ["bin", {
			...first.bin,
			version: 0
		}]]);
		for (const role of [
			"root",
			"targets",
			"bin"
		]) this.#touched.add(role);
	}
	#restate() {
		const base = {
			root: this.#rootNow(),
			offline: this.#offline,
			...this.#historic && { historic: this.#historic }
		};
		const { root, offline, touched } = restated(base);
		this.#root = root;
		this.#offline = new Map(offline);
		this.#historic = void 0;
		for (const role of touched) this.#touched.add(role);
		for (const [keyid, key] of keysOf({
			root,
			offline
		})) this.#known.set(keyid, key);
	}
	#setKeys(role, { keys, threshold }) {
		for (const id of keys) this.#key(id, role);
		const signers = {
			keyids: keys,
			threshold
		};
		if (topLevelRoles.includes(role)) {
			const root = this.#rootNow();
			const roles = new Map(root.roles);
			roles.set(role, {
				rest: roles.get(role)?.rest ?? /* @__PURE__ */ new Map(),
				...signers
			});
			this.#root = {
				...root,
				roles
			};
			this.#touched.add("root");
			if (role === "targets") this.#touched.add("targets");
			return;
		}
		const delegators = [...this.#offline].filter(([, { delegations }]) => delegations && delegates(delegations, role));
		if (delegators.length === 0) throw refused(role, "nobody delegates to it");
		for (const [delegator, targets] of delegators) {
			const { delegations } = targets;
			if (delegations === void 0) continue;
			const changed = {
				...delegations,
				roles: delegations.roles.map((each) => isMeant(each.name, role) ? {
					...each,
					...signers
				} : each),
				...delegations.succinct && role === "bins" && { succinct: {
					...delegations.succinct,
					...signers
				} }
			};
			this.#offline.set(delegator, {
				...targets,
				delegations: changed
			});
			this.#touched.add(delegator);
		}
		if (this.#offline.has(role)) this.#touched.add(role);
	}
	#delegate(change) {
		const { delegator, role, paths, terminating, keys, threshold } = change;
		if (isReservedName(role)) throw refused(role, "the name means something else here; call the role otherwise");
		for (const id of keys) this.#key(id, role);
		const targets = this.#targets(delegator);
		if (targets.delegations?.succinct !== void 0) throw refused(delegator, "it delegates to bins; another role has to delegate to this one");
		const delegations = targets.delegations ?? {
			keys: /* @__PURE__ */ new Map(),
			roles: [],
			rest: /* @__PURE__ */ new Map()
		};
		const elsewhere = [...this.#offline].find(([name, each]) => name !== delegator && each.delegations && authorityFrom(name, each.delegations, role));
		if (elsewhere !== void 0) throw refused(role, `${elsewhere[0]} delegates to it already`);
		const before = delegations.roles.find(({ name }) => name === role);
		const made = {
			name: role,
			keyids: keys,
			threshold,
			terminating,
			scope: {
				kind: "paths",
				patterns: paths
			},
			rest: before?.rest ?? /* @__PURE__ */ new Map()
		};
		const roles = placed(delegations.roles, made, change);
		this.#offline.set(delegator, {
			...targets,
			delegations: {
				...delegations,
				roles
			}
		});
		this.#touched.add(delegator);
		if (isOnlineRole(role)) return;
		if (!this.#offline.has(role)) {
			this.#offline.set(role, emptyTargets(this.#event.opened));
			this.#touched.add(role);
		} else if (before === void 0 || !sameSigners(before, made)) this.#touched.add(role);
	}
	#undelegate(delegator, role) {
		const { delegations, ...targets } = this.#targets(delegator);
		if (isBinName(role)) throw refused(role, "a hash bin goes with all the others or stays");
		if (delegations?.roles.find(({ name }) => name === role) === void 0) throw refused(role, `${delegator} does not delegate to it`);
		const roles = delegations.roles.filter(({ name }) => name !== role);
		this.#offline.set(delegator, roles.length === 0 ? targets : {
			...targets,
			delegations: {
				...delegations,
				roles
			}
		});
		this.#touched.add(delegator);
		this.#forget(role);
	}
	#forget(role) {
		const below = this.#offline.get(role)?.delegations?.roles ?? [];
		this.#offline.delete(role);
		this.#touched.delete(role);
		for (const { name } of below) this.#forget(name);
	}
	#setBins(change) {
		const { delegator: by } = change;
		const [delegator, targets] = [...this.#offline].find(([, { delegations }]) => delegations && delegates(delegations, "bins")) ?? [by ?? "bin", this.#targets(by ?? "bin")];
		if (by !== void 0 && by !== delegator) throw refused("bins", `${delegator} delegates to them already`);
		const delegations = withBins(delegator, targets.delegations, change, (id) => this.#key(id, "bins"));
		this.#offline.set(delegator, {
			...targets,
			delegations
		});
		this.#touched.add(delegator);
	}
	#setTarget(change) {
		const { role, path } = change;
		const targets = this.#targets(role);
		const files = new Map(targets.targets);
		if (change.kind === "target") {
			const problem = targetProblem(path, change.file);
			if (problem !== void 0) throw refused(role, `${path}: ${problem}`);
			files.set(path, change.file);
		} else if (!files.delete(path)) throw refused(role, `it does not list ${path}`);
		this.#offline.set(role, {
			...targets,
			targets: files
		});
		this.#touched.add(role);
	}
	#rootNow() {
		if (this.#root === void 0) throw refused("root", "there is no root of trust yet");
		return this.#root;
	}
	#targets(role) {
		const targets = this.#offline.get(role);
		if (targets === void 0) throw refused(role, "it is not a role that people sign");
		return targets;
	}
	#key(keyid, role) {
		const key = this.#known.get(keyid);
		if (key === void 0) throw refused(role, `the key ${keyid} is not known`);
		return key;
	}
};
const noLifetimes = Object.fromEntries([
	"root",
	"targets",
	"bin",
	"bins",
	"snapshot",
	"timestamp"
].map((role) => [role, {
	expires: 0,
	renew: 0
}]));
function draftOf(role, { root, offline }) {
	const content = role === "root" ? root : offline.get(role);
	if (content === void 0) throw new RangeError(role);
	const json = role === "root" ? encodeRoot(root) : encodeTargets(content);
	const payload = canonical(json);
	return {
		role,
		version: content.version,
		json,
		payload,
		sha256: sha256(payload)
	};
}

// src/signing-event/unlisted-changes.ts
function untold(before, after) {
	return before === after ? [] : inShort(encodeRoot(toldRoot(before, after)), encodeRoot(after));
}
function untoldTargets(before, after) {
	return before === after ? [] : inShort(encodeTargets(toldTargets(before, after)), encodeTargets(after));
}
function inShort(before, after) {
	return [...differences(before, after)].map(({ member, before: was, after: is }) => ({
		member,
		...was !== void 0 && { before: shortText(was) },
		...is !== void 0 && { after: shortText(is) }
	}));
}
const nothing = /* @__PURE__ */ new Map();
function common(before, { version, expires }) {
	return {
		rest: before?.rest ?? nothing,
		specVersion: before?.specVersion ?? "1.0.31",
		version,
		expires
	};
}
function toldRoot(before, after) {
	const roles = topLevelRoles.map((role) => {
		const was = before && topLevelAuthority(before, role);
		const rest = before?.roles.get(role)?.rest ?? nothing;
		return [role, {
			...toldSigners(was, topLevelAuthority(after, role)),
			rest
		}];
	});
	return {
		...common(before, after),
		consistentSnapshot: before?.consistentSnapshot ?? true,
		keys: toldKeys(before?.keys, before ? [...before.roles.values()] : [], after.keys, [...after.roles.values()]),
		roles: new Map(roles)
	};
}
function toldTargets(before, after) {
	const delegations = toldDelegations(before?.delegations, after.delegations);
	return {
		...common(before, after),
		targets: after.targets,
		...delegations && { delegations }
	};
}
function toldSigners(before, { keyids, threshold }) {
	return {
		keyids: before !== void 0 && sameSet(before.keyids, keyids) ? before.keyids : keyids,
		threshold
	};
}
function sameSet(a, b) {
	return a.every((text) => b.includes(text)) && b.every((text) => a.includes(text));
}
function toldKeys(before, usedBefore, after, usedAfter) {
	const [was, is] = [usedBefore, usedAfter].map((roles) => new Set(roles.flatMap(({ keyids }) => keyids)));
	const told = /* @__PURE__ */ new Map();
	for (const [keyid, key] of after) if (before?.has(keyid)) told.set(keyid, key);
	else if (!was?.has(keyid) && is?.has(keyid)) told.set(keyid, key.plain());
	for (const [keyid, key] of before ?? []) if (!after.has(keyid) && !(was?.has(keyid) && !is?.has(keyid))) told.set(keyid, key);
	return told;
}
function toldDelegations(before, after) {
	if (after === void 0) return before !== void 0 && isEmpty(before) ? before : void 0;
	if (before === void 0 && isEmpty(after)) return void 0;
	const old = new Map(before?.roles.map((role) => [role.name, role]));
	const bins = binsText(before) !== binsText(after);
	const succinct = after.succinct && {
		...after.succinct,
		...toldSigners(before?.succinct, after.succinct),
		rest: before?.succinct?.rest ?? nothing
	};
	return {
		keys: toldKeys(before?.keys, before === void 0 ? [] : signersIn(before), after.keys, signersIn(after)),
		roles: after.roles.map((role) => toldRole(old.get(role.name), role, isBinName(role.name) && bins)),
		...succinct && { succinct },
		rest: before?.rest ?? nothing
	};
}
function isEmpty({ roles, succinct }) {
	return roles.length === 0 && succinct === void 0;
}
function signersIn({ roles, succinct }) {
	return succinct === void 0 ? roles : [...roles, succinct];
}
function toldRole(before, after, scopeTold) {
	const same = before !== void 0 && !scopeTold && sameSet(scopeOf(before.scope), scopeOf(after.scope));
	return {
		...after,
		...toldSigners(before, after),
		scope: same ? before.scope : after.scope,
		rest: before?.rest ?? nothing
	};
}
function scopeOf(scope) {
	return scope.kind === "paths" ? scope.patterns : scope.prefixes.map((prefix) => `#sha256:${prefix}…`);
}
function binsText(delegations) {
	if (delegations === void 0) return void 0;
	const { succinct, roles } = delegations;
	if (succinct !== void 0) return `${2 ** succinct.bitLength} bins, succinct, named ${succinct.namePrefix}-…`;
	const bins = roles.filter(({ name }) => isBinName(name));
	const [first] = bins;
	if (first === void 0) return void 0;
	const all = bins.map(({ name, scope, terminating }) => [
		name,
		scope.kind,
		...scopeOf(scope),
		terminating
	]);
	return `${bins.length} bins, by hash prefixes, named ${first.name.replace(/-[^-]*$/, "")}-… (${sha256(canonical(all))})`;
}

// src/signing-event/trust-diff.ts
function diffTrust(before, after) {
	const pairs = [...after.offline].map(([role, fresh]) => ({
		role,
		old: before?.offline.get(role),
		fresh
	}));
	return [
		...diffRoles(before, after),
		...diffSigners(topLevel(before?.root), topLevel(after.root)),
		...pairs.flatMap(({ old, fresh }) => diffSigners(delegated(old?.delegations), delegated(fresh.delegations))),
		...diffKeyContent("root", before?.root.keys, after.root.keys),
		...pairs.flatMap(({ role, old, fresh }) => diffKeyContent(role, old?.delegations?.keys, fresh.delegations?.keys ?? /* @__PURE__ */ new Map())),
		...pairs.flatMap(diffDelegations),
		...pairs.flatMap(diffTargets),
		...goneTargets(before, after),
		...untold(before?.root, after.root).map((member) => ({
			kind: "member",
			role: "root",
			...member
		})),
		...pairs.flatMap(({ role, old, fresh }) => untoldTargets(old, fresh).map((member) => ({
			kind: "member",
			role,
			...member
		})))
	];
}
function diffRoles(before, after) {
	const old = new Map(before && [["root", before.root], ...before.offline]);
	const fresh = new Map([["root", after.root], ...after.offline]);
	const list = [];
	for (const [role, { version, expires }] of fresh) {
		const was = old.get(role);
		const shown = formatInstant(expires);
		if (was === void 0) {
			list.push({
				kind: "role",
				role,
				change: "added"
			});
			if (version !== 1) list.push({
				kind: "version",
				role,
				before: 0,
				after: version
			});
			list.push({
				kind: "expiry",
				role,
				after: shown
			});
			continue;
		}
		if (was.version !== version) list.push({
			kind: "version",
			role,
			before: was.version,
			after: version
		});
		if (was.expires !== expires) list.push({
			kind: "expiry",
			role,
			before: formatInstant(was.expires),
			after: shown
		});
	}
	for (const role of old.keys()) if (!fresh.has(role)) list.push({
		kind: "role",
		role,
		change: "removed"
	});
	return list;
}
const allBins = "";
function topLevel(root) {
	return new Map(root?.roles);
}
function delegated({ roles, succinct } = { roles: [] }) {
	const list = new Map(succinct && [[allBins, succinct]]);
	const first = roles.find(({ name }) => isBinName(name));
	if (first !== void 0) list.set(allBins, first);
	const alike = (role) => first !== void 0 && first.threshold === role.threshold && sameSet(first.keyids, role.keyids);
	for (const role of roles) if (!isBinName(role.name) || !alike(role)) list.set(role.name, role);
	return list;
}
function diffSigners(before, after) {
	const list = [];
	const named = (name) => name === allBins ? "bins" : name;
	const removed = (role, keyid) => ({
		kind: "key",
		role,
		change: "removed",
		keyid
	});
	for (const [name, { keyids, threshold }] of after) {
		const was = before.get(name);
		const role = named(name);
		for (const keyid of keyids) if (!was?.keyids.includes(keyid)) list.push({
			kind: "key",
			role,
			change: "added",
			keyid
		});
		for (const keyid of was?.keyids ?? []) if (!keyids.includes(keyid)) list.push(removed(role, keyid));
		if (was?.threshold !== threshold) list.push({
			kind: "threshold",
			role,
			...was && { before: was.threshold },
			after: threshold
		});
	}
	for (const [name, { keyids }] of before) if (!after.has(name)) list.push(...keyids.map((keyid) => removed(named(name), keyid)));
	return list;
}
function diffKeyContent(role, before, after) {
	if (before === after) return [];
	return [...after].flatMap(([keyid, { json }]) => {
		const was = before?.get(keyid)?.json;
		return was === void 0 || digestOf(was) === digestOf(json) ? [] : [{
			kind: "key content",
			role,
			keyid
		}];
	});
}
function diffDelegations({ role: delegator, old, fresh }) {
	if (old === fresh) return [];
	const [was, is] = [binsText(old?.delegations), binsText(fresh.delegations)];
	const bins = {
		kind: "bins",
		delegator,
		...was && { before: was },
		...is && { after: is }
	};
	return [...was === is ? [] : [bins], ...diffNamed(delegator, old?.delegations?.roles ?? [], fresh.delegations?.roles ?? [])];
}
function diffNamed(delegator, old, fresh) {
	const list = [];
	const before = new Map(old.map((role) => [role.name, role]));
	const after = new Set(fresh.map(({ name }) => name));
	for (const { name: role, scope, terminating } of fresh.filter(({ name }) => !isBinName(name))) {
		const was = before.get(role);
		if (was === void 0) list.push({
			kind: "delegation",
			delegator,
			role,
			change: "added"
		});
		const [earlier, now] = [was === void 0 ? [] : scopeOf(was.scope), scopeOf(scope)];
		const added = now.filter((path) => !earlier.includes(path));
		const removed = earlier.filter((path) => !now.includes(path));
		if (added.length + removed.length > 0) list.push({
			kind: "paths",
			delegator,
			role,
			added,
			removed
		});
		if (was?.terminating !== terminating) list.push({
			kind: "terminating",
			role,
			after: terminating
		});
	}
	for (const { name: role } of old) if (!after.has(role) && !isBinName(role)) list.push({
		kind: "delegation",
		delegator,
		role,
		change: "removed"
	});
	if (isReordered(old, fresh)) list.push({
		kind: "order",
		delegator,
		after: orderOf(fresh)
	});
	return list;
}
function isReordered(old, fresh) {
	const [before, after] = [old, fresh].map((roles) => new Set(roles.map(({ name }) => name)));
	const common = (roles, others) => roles.flatMap(({ name }) => others?.has(name) ? [name] : []).join("\n");
	return fresh.some(({ name }) => !before?.has(name)) && orderOf(fresh).length > 1 || common(old, after) !== common(fresh, before);
}
function orderOf(roles) {
	const names = roles.map(({ name }) => isBinName(name) ? "bins" : name);
	return names.filter((name, index) => name !== "bins" || names[index - 1] !== "bins");
}
function diffTargets({ role, old, fresh }) {
	if (old === fresh) return [];
	const list = [];
	for (const [path, file] of fresh.targets) {
		const was = old?.targets.get(path);
		if (was === void 0) list.push({
			kind: "target",
			role,
			path,
			change: "added",
			after: shown(file)
		});
		else if (digestOf(encodeTargetFile(was)) !== digestOf(encodeTargetFile(file))) list.push({
			kind: "target",
			role,
			path,
			change: "changed",
			before: shown(was),
			after: shown(file)
		});
	}
	for (const [path, file] of old?.targets ?? []) if (!fresh.targets.has(path)) list.push({
		kind: "target",
		role,
		path,
		change: "removed",
		before: shown(file)
	});
	return list;
}
function goneTargets(before, after) {
	return [...before?.offline ?? []].filter(([role]) => !after.offline.has(role)).flatMap(([role, { targets }]) => [...targets].map(([path, file]) => ({
		kind: "target",
		role,
		path,
		change: "removed",
		before: shown(file)
	})));
}
function shown({ length, hashes, custom, rest }) {
	const others = [...hashes].filter(([algorithm]) => algorithm !== "sha256");
	const more = new Map([
		...rest,
		...others.length > 0 ? [["hashes", new Map(others)]] : [],
		...custom === void 0 ? [] : [["custom", custom]]
	]);
	return {
		length,
		sha256: hashes.get("sha256") ?? "",
		...more.size > 0 && { more: shortText(more) }
	};
}
function digestOf(json) {
	return sha256(canonical(json));
}

// src/signing-event/unverified-diff.ts
const shownChanges = 20;
const maximumRoles = 256;
async function unsignedChanges(tree, names, known) {
	if (known === void 0) return "what it holds was never verified here";
	const unreadable = [];
	const claimed = await claimedContent(tree, names, known, unreadable);
	const lines = [...unreadable, ...diffTrust(known, claimed).map((difference) => differenceText(difference))];
	const more = lines.length > shownChanges ? [`and ${lines.length - shownChanges} more`] : [];
	return [...lines.slice(0, shownChanges), ...more].join("; ");
}
async function claimedContent(tree, names, known, unreadable) {
	const paths = intentPaths(names);
	const attempt = async (path, read) => {
		try {
			return await read();
		} catch (error) {
			unreadable.push(`${path} cannot be read (${contentFault(error).code})`);
			return;
		}
	};
	let newest = 0;
	for (const { name } of await tree.list(paths.roots)) newest = Math.max(newest, Number(/^(\d{1,9})\.root\.json$/.exec(name)?.[1] ?? 0));
	const rootFile = paths.root(newest);
	const root = await attempt(rootFile, async () => {
		const bytes = await tree.read(rootFile, limits.root);
		return decode(bytes ?? /* @__PURE__ */ new Uint8Array(), rootFile, decodeRoot).signed;
	});
	const offline = /* @__PURE__ */ new Map();
	const wanted = /* @__PURE__ */ new Set(["targets"]);
	for (const name of wanted) {
		const file = paths.role(name);
		const shown = await attempt(file, async () => {
			const bytes = await tree.read(file, limits.targets);
			if (bytes === void 0) return void 0;
			const targets = decode(bytes, file, decodeTargets).signed;
			const below = targets.delegations === void 0 ? [] : checkDelegations(name, targets.delegations);
			for (const each of below) if (wanted.size < maximumRoles) wanted.add(each);
			return targets;
		}) ?? known.offline.get(name);
		if (shown !== void 0) offline.set(name, shown);
	}
	return {
		root: root ?? known.root,
		offline
	};
}

// src/signing-event/load.ts
async function loadEvent(place, name) {
	const { head, names, verifier, known, now } = place;
	const base = await startOf(place);
	const paths = eventPaths(names, eventName(name));
	const bytes = await head.read(paths.event, eventLimits.event);
	if (bytes === void 0) throw signingEventFaults.EVENT_MISSING({ event: name });
	const event = decodeEvent(bytes, paths.event);
	const entries = await eventEntries(head, names, name);
	const trust = await trustOf(base ?? treeOfFiles(/* @__PURE__ */ new Map()), names, place, known);
	const content = trust && contentOf(trust);
	const draft = draftEvent(content, event);
	const signatures = await signaturesIn(head, entries, paths);
	return {
		name,
		event,
		start: base,
		trust,
		base: content,
		draft,
		signatures,
		report: reportEvent(content, draft, signatures, verifier),
		findings: [
			...eventFindings(content, draft, now),
			...await draftFindings(head, entries, name, paths, draft),
			...await besideFindings(base, head, names)
		],
		verifier
	};
}
async function startOf({ base, head, names }) {
	const { roots } = intentPaths(names);
	if (base !== void 0 && (await base.list(roots)).length > 0) return base;
	return await isImported(head, names) && (await head.list(roots)).length > 0 ? head : base;
}
async function isImported(tree, names) {
	return await tree.entry(floorsPath(names)) !== void 0;
}
function requireSoundEvent({ name, event, findings }) {
	const refusal = firstError(findings);
	if (refusal !== void 0) throw signingEventFaults.EVENT_UNSOUND({
		event: name,
		reason: refusal.code
	});
	for (const key of event.keys.values()) requireSound(key, "new");
}
async function eventsIn(tree, names) {
	return (await tree.list(eventsDirectory(names))).flatMap(({ kind, name }) => kind === "directory" ? [name] : []);
}
async function trustOf(tree, names, { pin, verifier }, known) {
	const paths = intentPaths(names);
	const entries = await tree.list(paths.roots);
	if (entries.length === 0 && pin === void 0) return void 0;
	if (entries.length === 0) throw signingEventFaults.EVENT_BASE_UNSIGNED({
		reason: repositoryFaults.TRUST_MISSING.code,
		changes: "no root at all"
	});
	if (pin === void 0) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
	try {
		return await readTrust(tree, paths, {
			pin,
			verifier
		}, await isImported(tree, names) ? "historic" : "strict");
	} catch (error) {
		const fault = contentFault(error);
		if (isFault(fault, repositoryFaults.ROOT_NOT_PINNED)) throw fault;
		const changes = await unsignedChanges(tree, names, known);
		throw signingEventFaults.EVENT_BASE_UNSIGNED({
			...fault.data,
			reason: fault.code,
			changes
		}, { cause: fault });
	}
}
function draftFile(json) {
	return encodeJson(/* @__PURE__ */ new Map([["signatures", []], ["signed", json]]));
}
async function draftFindings(head, entries, event, paths, { roles }) {
	const expected = new Map(roles.map(({ role, version, json }) => [paths.draft(role, version), draftFile(json)]));
	const present = entries.filter((path) => path.startsWith(`${paths.drafts}/`));
	const findings = [];
	for (const file of /* @__PURE__ */ new Set([...expected.keys(), ...present])) {
		const [wanted, there] = [expected.get(file), await head.read(file, limits.targets)];
		if (wanted === void 0 || there === void 0 || !sameBytes(there, wanted)) findings.push(finding(signingEventFaults.EVENT_UNSIGNED_DIFFERS, {
			file,
			event
		}, {
			severity: "error",
			file
		}));
	}
	return findings;
}
async function besideFindings(base, head, names) {
	const before = await base?.list(names.trust) ?? [];
	const own = new Set([...before, ...await head.list(names.trust)].map(({ name }) => name));
	const findings = [];
	for (const name of own) {
		const file = `${names.trust}/${name}`;
		if (name === "event" || sameEntry(await base?.entry(file), await head.entry(file))) continue;
		findings.push(finding(signingEventFaults.EVENT_FOREIGN_CHANGE, { file }, {
			severity: "error",
			file
		}));
	}
	return findings;
}
async function signaturesIn(head, entries, paths) {
	const found = [];
	for (const file of entries.filter((path) => path.startsWith(`${paths.signatures}/`))) {
		const signature = decodeEventSignature(await plainJson(head, file), file);
		if (paths.signature(signature.role, signature.keyid) !== file) throw signingEventFaults.EVENT_FILE_INVALID({
			file,
			reason: "the file's name is not its role and keyid"
		});
		found.push(signature);
	}
	return found;
}
async function plainJson(head, file) {
	const bytes = await head.read(file, eventLimits.signature);
	try {
		return toPlain(decodeJson(bytes ?? /* @__PURE__ */ new Uint8Array()));
	} catch (cause) {
		if (!(cause instanceof Fault)) throw cause;
		throw signingEventFaults.EVENT_FILE_INVALID({
			file,
			reason: String(cause.data["reason"])
		}, { cause });
	}
}

export { eventBranch as A, eventEntries as C, decodeEventSignature as D, decodeEvent as E, contentOf as F, heldRoles as I, keysOf as L, eventName as M, eventPaths as N, encodeEvent as O, eventsDirectory as P, versionsOf as R, withoutOverlap as S, trustFiles as T, listedRoles as _, startOf as a, rolesInForce as b, draftEvent as c, keysAround as d, reportEvent as f, restated as g, droppedKeys as h, requireSoundEvent as i, eventLimits as j, encodeEventSignature as k, foldedFiles as l, eventFindings as m, eventsIn as n, trustOf as o, signersOf as p, loadEvent as r, diffTrust as s, draftFile as t, keyidsOf as u, rebinning as v, eventFiles as w, rotation as x, placeOfOnline as y };