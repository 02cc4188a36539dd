import { b as patternProblem, x as specVersion } from "./snapshot.js";
import { t as addDays } from "./time.js";
import { a as readYaml, s as defaultLifetimes } from "./config.js";
import { a as int, d as string, f as union, l as record, m as url, n as array, o as literal, s as number, t as _enum, u as strictObject } from "./schemas.js";
import { t as Fault } from "./fault2.js";

// src/plan/bootstrap.ts
const offlineRoles = [
	"root",
	"targets",
	"bin"
];
const onlineRoles = [
	"bins",
	"snapshot",
	"timestamp"
];
const everyPath = Array.from({ length: 8 }, (_, depth) => Array(depth + 1).fill("*").join("/"));
const maximumBins = 16384;
function firstTrust(design, now) {
	const { roles, lifetimes } = design;
	const expires = (role) => addDays(now, lifetimes[role].expires);
	const top = [
		"root",
		"targets",
		"snapshot",
		"timestamp"
	];
	const delegatedRole = {
		name: "bin",
		...roleKeysOf(roles.bin),
		terminating: true,
		scope: {
			kind: "paths",
			patterns: design.paths
		},
		rest: /* @__PURE__ */ new Map()
	};
	const common = {
		specVersion,
		version: 1,
		rest: /* @__PURE__ */ new Map()
	};
	return {
		root: {
			...common,
			expires: expires("root"),
			consistentSnapshot: true,
			keys: keysOf(top.map((role) => roles[role])),
			roles: new Map(top.map((role) => [role, {
				...roleKeysOf(roles[role]),
				rest: /* @__PURE__ */ new Map()
			}]))
		},
		targets: {
			...common,
			expires: expires("targets"),
			targets: /* @__PURE__ */ new Map(),
			delegations: {
				keys: keysOf([roles.bin]),
				roles: [delegatedRole],
				rest: /* @__PURE__ */ new Map()
			}
		},
		bin: {
			...common,
			expires: expires("bin"),
			targets: /* @__PURE__ */ new Map(),
			delegations: binsOf(design)
		}
	};
}
function binsOf({ roles, bins, style }) {
	const keys = keysOf([roles.bins]);
	const signatories = roleKeysOf(roles.bins);
	const bitLength = Math.log2(bins);
	if (style === "succinct") return {
		keys,
		roles: [],
		succinct: {
			...signatories,
			bitLength,
			namePrefix: "bins",
			rest: /* @__PURE__ */ new Map()
		},
		rest: /* @__PURE__ */ new Map()
	};
	const digits = Math.max(1, Math.ceil(bitLength / 4));
	const run = 16 ** digits / bins;
	return {
		keys,
		roles: Array.from({ length: bins }, (_, index) => {
			const prefixes = Array.from({ length: run }, (_, i) => hex(index * run + i, digits));
			return {
				name: `bins-${hex(index, digits)}`,
				...signatories,
				terminating: true,
				scope: {
					kind: "prefixes",
					prefixes
				},
				rest: /* @__PURE__ */ new Map()
			};
		}),
		rest: /* @__PURE__ */ new Map()
	};
}
function hex(value, digits) {
	return value.toString(16).padStart(digits, "0");
}
function roleKeysOf({ keys, threshold }) {
	return {
		keyids: keys.map(({ keyid }) => keyid),
		threshold
	};
}
function keysOf(roles) {
	return new Map(roles.flatMap(({ keys }) => keys.map((key) => [key.keyid, key])));
}
function designFindings(design) {
	const findings = [];
	const error = (code, data) => findings.push({
		code,
		severity: "error",
		data
	});
	const names = [...offlineRoles, ...onlineRoles];
	for (const role of names) {
		const { keys, threshold } = design.roles[role];
		const distinct = new Set(keys.map(({ material, keyid }) => material ?? keyid)).size;
		if (keys.length === 0) error("CEREMONY_NO_KEYS", { role });
		if (distinct < keys.length) error("CEREMONY_KEY_TWICE", { role });
		if (threshold < 1 || threshold > distinct) error("CEREMONY_THRESHOLD", {
			role,
			threshold,
			keys: distinct
		});
		const { expires, renew } = design.lifetimes[role];
		if (!(expires > 0) || !(renew >= 0) || renew >= expires) error("CEREMONY_LIFETIME", {
			role,
			expires,
			renew
		});
	}
	for (const offline of offlineRoles) for (const online of onlineRoles) {
		const held = new Set(design.roles[online].keys.map(({ material }) => material));
		if (design.roles[offline].keys.some(({ material }) => held.has(material))) error("CEREMONY_KEY_SHARED", {
			offline,
			online
		});
	}
	for (const pattern of design.paths) {
		const reason = patternProblem(pattern);
		if (reason !== void 0) error("CEREMONY_PATTERN", {
			pattern,
			reason
		});
	}
	if (design.paths.length === 0) error("CEREMONY_NO_PATHS", {});
	if (!Number.isInteger(Math.log2(design.bins)) || design.bins < 2 || design.bins > maximumBins) error("CEREMONY_BINS", {
		bins: design.bins,
		maximum: maximumBins
	});
	else if (design.bins > 1024) findings.push({
		code: "CEREMONY_MANY_BINS",
		severity: "warning",
		data: { bins: design.bins }
	});
	const { keys, threshold } = design.roles.root;
	if (keys.length < 2 || threshold < 2 || threshold === keys.length) findings.push({
		code: "CEREMONY_ROOT_FRAGILE",
		severity: "warning",
		data: {
			keys: keys.length,
			threshold,
			spare: keys.length - threshold
		}
	});
	return findings;
}
function suggestBins(targets) {
	const ideal = 3.4 * Math.sqrt(Math.max(1, targets));
	return Math.min(1024, Math.max(128, 2 ** Math.round(Math.log2(ideal))));
}
function clientCost(targets, bins) {
	return Math.round(2600 + bins * 4.3 + targets / bins * 88);
}

// src/config/ceremony-file.ts
const schemes = [
	"ed25519",
	"ecdsa-sha2-nistp256",
	"rsassa-pss-sha256"
];
const passphrase = string().regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/, "a passphrase is named as env:NAME, never written here").optional();
const key = union([
	strictObject({
		create: _enum(schemes),
		file: string().min(1),
		passphrase
	}),
	strictObject({
		load: string().min(1),
		passphrase
	}),
	strictObject({ use: string().regex(/^(env|file):.+/, "a key is named as env:NAME or file:PATH") })
], { error: "one of these is expected: create (with file), load, use" });
const role = (name) => {
	const { expires, renew } = defaultLifetimes[name];
	return strictObject({
		keys: array(string()).min(1).describe("Names from keys"),
		threshold: int().min(1).default(1).describe("How many of them must sign"),
		expires: number().positive().default(expires).describe("Days a signature is good for"),
		renew: number().min(0).optional().describe(`Days before expiry from which it is made again; ${renew} unless that is too long`)
	});
};
const ceremonySchema = strictObject({
	$schema: string().optional(),
	version: literal(1),
	keys: record(string(), key).describe("Keys by a name of your choice"),
	roles: strictObject({
		root: role("root"),
		targets: role("targets"),
		bin: role("bin").optional().describe("As targets when left out"),
		bins: role("bins"),
		snapshot: role("snapshot").optional().describe("The keys of bins when left out"),
		timestamp: role("timestamp").optional().describe("The keys of bins when left out")
	}),
	paths: array(string()).min(1).default([...everyPath]).describe("Path patterns that may be released; any path of up to eight segments when left out"),
	bins: int().default(256).describe("Number of hash bins, a power of two"),
	style: _enum(["succinct", "prefixes"]).default("succinct").describe("prefixes for clients without TAP 15"),
	"targets-url": url({ protocol: /^https?$/ }).optional().describe("Where the bytes of the targets are")
});
function parseCeremony(text, file) {
	const result = ceremonySchema.safeParse(readYaml(text, file));
	if (!result.success) {
		const issue = result.error.issues[0];
		const keys = issue?.code === "unrecognized_keys" ? issue.keys : [];
		const where = [...issue?.path ?? [], ...keys].join(".") || "the file";
		throw new Fault("CONFIG_INVALID", {
			file,
			where,
			reason: keys.length > 0 ? "there is no such setting" : issue?.message ?? ""
		});
	}
	const parsed = result.data;
	const { targets, bins } = parsed.roles;
	const roles = {
		...parsed.roles,
		bin: parsed.roles.bin ?? targets
	};
	const spec = (name) => {
		const own = roles[name];
		const from = own ?? bins;
		const { expires: usual, renew: early } = defaultLifetimes[name];
		const expires = own?.expires ?? usual;
		return {
			keys: from?.keys ?? [],
			threshold: from?.threshold ?? 1,
			expires,
			renew: own?.renew ?? fitting(early, usual, expires)
		};
	};
	return {
		keys: new Map(Object.entries(parsed.keys).map(([name, source]) => [name, sourceOf(source)])),
		roles: {
			root: spec("root"),
			targets: spec("targets"),
			bin: spec("bin"),
			bins: spec("bins"),
			snapshot: spec("snapshot"),
			timestamp: spec("timestamp")
		},
		paths: parsed.paths,
		bins: parsed.bins,
		style: parsed.style,
		...parsed["targets-url"] !== void 0 && { targetsUrl: parsed["targets-url"] }
	};
}
function fitting(renew, usual, expires) {
	return expires >= usual ? renew : Math.round(renew / usual * expires * 100) / 100;
}
function sourceOf(source) {
	const secret = source.passphrase === void 0 ? {} : { passphrase: source.passphrase };
	if (source.create !== void 0) return {
		kind: "create",
		scheme: source.create,
		path: source.file ?? "",
		...secret
	};
	return source.load !== void 0 ? {
		kind: "load",
		path: source.load,
		...secret
	} : {
		kind: "use",
		uri: source.use ?? ""
	};
}

export { designFindings as a, offlineRoles as c, clientCost as i, onlineRoles as l, fitting as n, everyPath as o, parseCeremony as r, firstTrust as s, ceremonySchema as t, suggestBins as u };