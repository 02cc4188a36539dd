import { i as isFault, n as contentFault, t as Fault } from "./fault.js";
import { i as finding, n as asFinding, o as firstError } from "./finding.js";
import { o as sameEntry, s as treeOfFiles, t as intentPaths } from "./layout.js";
import { t as repositoryFaults } from "./faults6.js";
import { C as delegationTree, S as checkDelegations, j as pathProblem, m as decode, v as readTrust } from "./releases.js";
import { _ as withUsedKeys, c as eventPaths, d as delegates, f as heldRoles, g as versionsOf, h as usedKeys, l as eventsDirectory, m as keysOf, n as decodeEventSignature, o as eventLimits, p as isMeant, s as eventName, t as decodeEvent, u as contentOf } from "./event-file.js";
import { T as toPlain, _ as canonical, o as requireSound, v as encodeJson, y as decodeJson } from "./key.js";
import { a as sameBytes, o as sha256 } from "./digest.js";
import { d as limits, i as tally, n as draftEnvelope, r as withSignatures } from "./envelope.js";
import { a as firstTrust, o as maximumBins, t as binsDelegations, u as signingEventFaults } from "./first-trust.js";
import { r as formatInstant } from "./time.js";
import { t as planFaults } from "./faults12.js";
import { t as policyFaults } from "./faults11.js";
import { n as portableProblem, t as shadowedTargets } from "./shadowed.js";
import { n as topLevelAuthority, t as sameSigners } from "./authority.js";
import { t as tufFaults } from "./faults8.js";
import { d as isTopLevelRole, f as topLevelRoles, i as authoritiesFor, l as decodeRoot, n as encodeTargetFile, o as authorityFrom, r as encodeTargets, t as decodeTargets, u as encodeRoot, y as specVersion } from "./targets.js";
import { a as isOnlineRole, i as isBinName } from "./names.js";
import { t as differenceText } from "./text2.js";
import { n as shortText, t as differences } from "./difference.js";

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
	for (const directory of [intentPaths(names).roots, names.trust]) for (const { name, kind } of await tree.list(directory)) if (kind === "file" && name.endsWith(".json")) paths.push(`${directory}/${name}`);
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

// src/signing-event/findings.ts
function eventFindings(before, { after, roles }, at) {
	const held = heldRoles(after);
	const errors = [
		...roles.length === 0 ? [error(signingEventFaults.EVENT_EMPTY, {})] : [],
		...held.flatMap(signerFindings),
		...sharedFindings(held),
		...treeFindings(after),
		...sizeFindings(roles),
		...before === void 0 ? [] : shadowFindings(before, after)
	];
	const unreadable = errors.length > 0 ? [] : roles.flatMap(readFindings);
	return [
		...errors,
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
function error(of, data) {
	return finding(of, data, { severity: "error" });
}
function signerFindings({ role, keyids, keys, threshold }) {
	if (keyids.length === 0) return [error(signingEventFaults.ROLE_NO_KEYS, { role })];
	const materials = keyids.map((id) => keys.get(id)?.material);
	const distinct = new Set(materials).size;
	const findings = [];
	const unusable = keyids.find((_, index) => materials[index] === void 0);
	if (unusable !== void 0) findings.push(error(signingEventFaults.EVENT_KEY_UNUSABLE, {
		role,
		keyid: unusable
	}));
	if (distinct < keyids.length) findings.push(error(signingEventFaults.ROLE_KEY_TWICE, { role }));
	if (threshold < 1 || threshold > distinct) findings.push(error(signingEventFaults.ROLE_THRESHOLD, {
		role,
		threshold,
		keys: distinct
	}));
	return findings;
}
function sharedFindings(held) {
	const materialsOf = ({ keyids, keys }) => keyids.flatMap((id) => keys.get(id)?.material ?? []);
	const online = new Map(held.flatMap((each) => each.online ? materialsOf(each).map((key) => [key, each.role]) : []));
	return held.flatMap((each) => {
		const shared = each.online ? void 0 : materialsOf(each).find((material) => online.has(material));
		if (shared === void 0) return [];
		return [error(signingEventFaults.ROLE_KEY_SHARED, {
			offline: each.role,
			online: online.get(shared) ?? ""
		})];
	});
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
	return [...shadowedTargets(roles(before), roles(after))].map(({ path, role, by = "no role" }) => error(policyFaults.TARGET_SHADOWED, {
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
	const held = base === void 0 ? void 0 : new Set(heldBefore(base, role));
	const unproved = (sides.at(-1)?.authority.keyids ?? []).filter((id) => !held?.has(id) && !valid.has(id));
	const given = signatures.filter((each) => each.role === role).map(({ keyid }) => keyid);
	return {
		role,
		version,
		sha256,
		needs: tallies.map(({ side, tally }) => ({
			of: side.of,
			threshold: tally.threshold,
			signed: tally.valid,
			missing: side.authority.keyids.filter((id) => !tally.valid.includes(id))
		})),
		unproved,
		invalid: given.filter((id) => !valid.has(id)),
		complete: sides.length > 0 && tallies.every(({ tally }) => tally.met) && unproved.length === 0
	};
}
function heldBefore(base, role) {
	return authorityOf(base, role)?.keyids ?? [];
}
function envelopeOf({ role, json, sha256 }, signatures) {
	const sorted = [...signatures.filter((each) => each.role === role && each.sha256 === sha256)].sort((a, b) => a.keyid < b.keyid ? -1 : 1);
	const list = new Map(sorted.map(({ keyid, sig }) => [keyid, {
		sig,
		rest: /* @__PURE__ */ new Map()
	}]));
	return withSignatures(draftEnvelope(json, () => void 0), list);
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
	#offline;
	constructor(base, event) {
		this.#event = event;
		this.#root = base?.root;
		this.#offline = new Map(base?.offline);
		this.#known = new Map(base === void 0 ? [] : keysOf(base));
		for (const [keyid, key] of event.keys) if (!this.#known.has(keyid)) this.#known.set(keyid, key);
	}
	apply(change) {
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
	#setBins({ count, style, prefix, signers }) {
		const [delegator, targets] = [...this.#offline].find(([, { delegations }]) => delegations && delegates(delegations, "bins")) ?? ["bin", this.#targets("bin")];
		const { delegations } = targets;
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
			keys: ids.map((id) => this.#key(id, "bins")),
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
		const roles = [...others, ...made.roles];
		this.#offline.set(delegator, {
			...targets,
			delegations: {
				...made,
				...kept,
				roles
			}
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
function emptyTargets(opened) {
	return {
		specVersion,
		version: 0,
		expires: opened,
		targets: /* @__PURE__ */ new Map(),
		rest: /* @__PURE__ */ new Map()
	};
}
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
	const { base, head, names, verifier, known, now } = place;
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
		});
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

export { trustOf as a, foldedFiles as c, signersOf as d, eventFindings as f, trustFiles as h, requireSoundEvent as i, keysAround as l, eventFiles as m, eventsIn as n, diffTrust as o, eventEntries as p, loadEvent as r, draftEvent as s, draftFile as t, reportEvent as u };