import { i as isFault, t as Fault } from "./fault.js";
import { a as parseInstant, r as formatInstant } from "./time.js";
import { t as repositoryFaults } from "./faults6.js";
import { a as isOnlineRole, i as isBinName, o as isRoleName } from "./names.js";
import { a as int, d as string, h as ZodError, i as discriminatedUnion, l as record, n as array, o as literal, p as unknown, r as boolean, t as _enum, u as strictObject } from "./schemas.js";
import { t as tufFaults } from "./faults8.js";
import { S as isObject, T as toPlain, n as decodeNewKey, v as encodeJson, x as fromPlain, y as decodeJson } from "./key.js";
import { u as signingEventFaults } from "./first-trust.js";

// src/repository/trust-content.ts
function contentOf(trust) {
	return {
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
		draft: (role, version) => role === "root" ? `${directory}/draft/${version}.root.json` : `${directory}/draft/${role}.json`,
		signatures: `${directory}/signatures`,
		signature: (role, keyid) => `${directory}/signatures/${role}/${keyid}.json`
	};
}
function eventsDirectory({ trust }) {
	return `${trust}/event`;
}
function eventBranch(event) {
	return `event/${event}`;
}
const keyid = string().regex(/^[0-9a-f]{64}$/, "a keyid is 64 lower-case hex digits");
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
		signers: signersObject.optional()
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
	const { signers, ...rest } = parsed;
	return {
		...rest,
		...signers !== void 0 && { signers }
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
	return new Map([
		["kind", kind],
		["role", role],
		["path", path],
		["length", file.length],
		["hashes", file.hashes],
		...file.custom === void 0 ? [] : [["custom", file.custom]]
	]);
}
const signatureSchema = strictObject({
	keyid,
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

export { withUsedKeys as _, eventBranch as a, eventPaths as c, delegates as d, heldRoles as f, versionsOf as g, usedKeys as h, encodeEventSignature as i, eventsDirectory as l, keysOf as m, decodeEventSignature as n, eventLimits as o, isMeant as p, encodeEvent as r, eventName as s, decodeEvent as t, contentOf as u };