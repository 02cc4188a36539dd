import { c as defaultLifetimes, d as keyUri, f as configFaults, o as readYaml } from "./config.js";
import { a as int, d as string, f as union, l as record, m as url, n as array, o as literal, s as number, t as _enum, u as strictObject } from "./schemas.js";
import { a as everyPath } from "./first-trust.js";

// src/setup/ceremony-file.ts
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
	strictObject({ use: keyUri }),
	strictObject({ public: string().min(1) })
], { error: "one of these is expected: create (with file), load, use, public" });
const role = (name) => {
	const { expires, renew } = defaultLifetimes[name];
	return strictObject({
		keys: array(string()).min(1).describe("Names from keys"),
		threshold: int().min(1).default(1).describe("How many of them must sign"),
		expires: number().positive().default(expires).describe("Days for which a signature is valid"),
		renew: number().min(0).optional().describe(`Days before expiry from which the role is signed again; default: ${renew}, or less where that is too long`)
	});
};
const ceremonySchema = strictObject({
	$schema: string().optional(),
	version: literal(1),
	keys: record(string(), key).describe("Keys by a name of your choice"),
	roles: strictObject({
		root: role("root"),
		targets: role("targets"),
		bin: role("bin").optional().describe("Default: the same as targets"),
		bins: role("bins"),
		snapshot: role("snapshot").optional().describe("Default: the keys of bins"),
		timestamp: role("timestamp").optional().describe("Default: the keys of bins")
	}),
	paths: array(string()).min(1).default([...everyPath]).describe("Path patterns that may be released; default: any path of up to eight segments"),
	bins: int().default(256).describe("Number of hash bins, a power of two"),
	style: _enum(["succinct", "prefixes"]).default("succinct").describe("succinct, or prefixes for clients without TAP 15"),
	"targets-url": url({ protocol: /^https?$/ }).optional().describe("Where the bytes of the targets are")
});
function parseCeremony(text, file) {
	const result = ceremonySchema.safeParse(readYaml(text, file));
	if (!result.success) {
		const issue = result.error.issues[0];
		const keys = issue?.code === "unrecognized_keys" ? issue.keys : [];
		const where = [...issue?.path ?? [], ...keys].join(".") || "the file";
		throw configFaults.CONFIG_INVALID({
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
	if (source.public !== void 0) return {
		kind: "public",
		path: source.public
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

export { fitting as n, parseCeremony as r, ceremonySchema as t };