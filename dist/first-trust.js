import { t as addDays } from "./time.js";
import { S as patternProblem, w as specVersion } from "./tally.js";

// src/signing-event/first-trust.ts
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
			delegations: binsDelegations(design.roles.bins, design)
		}
	};
}
function binsDelegations(signers, { bins, style, prefix = "bins" }) {
	const keys = keysOf([signers]);
	const signatories = roleKeysOf(signers);
	const bitLength = Math.log2(bins);
	if (style === "succinct") return {
		keys,
		roles: [],
		succinct: {
			...signatories,
			bitLength,
			namePrefix: prefix,
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
				name: `${prefix}-${hex(index, digits)}`,
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
	if (!Number.isInteger(Math.log2(design.bins)) || design.bins < 2 || design.bins > 16384) error("CEREMONY_BINS", {
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

export { firstTrust as a, onlineRoles as c, everyPath as i, suggestBins as l, clientCost as n, maximumBins as o, designFindings as r, offlineRoles as s, binsDelegations as t };