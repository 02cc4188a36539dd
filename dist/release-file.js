import { h as closest } from "./config.js";
import { t as Fault } from "./fault.js";
import { a as int, d as string, l as record, m as url, n as array, p as unknown, u as strictObject } from "./schemas.js";
import { A as lineOf, E as decodeJson, M as toPlain, j as linesOf, k as isObject } from "./key.js";

// src/release/release-file.ts
const hex = (digits) => string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} lower-case hex digits are expected`);
const targetSchema = strictObject({
	path: string().min(1).max(1024).describe("Target path: what users download, with / between segments"),
	length: int().min(0).describe("Size of the file in bytes"),
	hashes: strictObject({
		sha256: hex(64).describe("SHA-256 of the file, in lower-case hex"),
		sha512: hex(128).optional().describe("SHA-512 of the file, in lower-case hex")
	}),
	custom: record(string(), unknown()).optional().describe("Data of your own, signed with the target"),
	url: url({ protocol: /^https?$/ }).optional().describe("Where the bytes can be downloaded")
});
const releaseSchema = strictObject({
	$schema: string().optional(),
	targets: array(targetSchema).describe("The files this release adds"),
	replaces: array(string()).max(256).optional().describe("Release files this one takes over from, such as app/1.3.9.json"),
	source: strictObject({
		repository: string().optional(),
		commit: string().optional(),
		workflow: string().optional()
	}).optional().describe("What built the files; for people")
});
const fields = /* @__PURE__ */ new Map([
	["", [
		"$schema",
		"targets",
		"replaces",
		"source"
	]],
	["targets", [
		"path",
		"length",
		"hashes",
		"custom",
		"url"
	]],
	["hashes", ["sha256", "sha512"]],
	["source", [
		"repository",
		"commit",
		"workflow"
	]]
]);
const maximumFindings = 20;
const maximumTargets = 15e3;
function decodeRelease(bytes, file) {
	let json;
	try {
		json = decodeJson(bytes);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		const { line, ...data } = error.data;
		return { findings: [{
			code: error.code,
			severity: "error",
			file,
			...typeof line === "number" && { line },
			data: {
				file,
				...data
			}
		}] };
	}
	const listed = isObject(json) ? json.get("targets") : void 0;
	if (Array.isArray(listed) && listed.length > maximumTargets) return { findings: [{
		code: "RELEASE_INVALID",
		severity: "error",
		file,
		line: 1,
		data: {
			file,
			where: "targets",
			reason: `no more than ${maximumTargets} targets fit into a release file`
		}
	}] };
	const result = releaseSchema.safeParse(toPlain(json));
	if (result.success && isObject(json)) return { release: build(json, bytes, file) };
	return { findings: (result.error?.issues.slice(0, maximumFindings) ?? []).flatMap((issue) => explain(issue, bytes, file)) };
}
function build(json, bytes, file) {
	return {
		file,
		targets: json.get("targets").map((target) => {
			const custom = target.get("custom");
			const url = target.get("url");
			return {
				path: target.get("path"),
				target: {
					length: target.get("length"),
					hashes: target.get("hashes"),
					...custom && custom.size > 0 && { custom },
					rest: /* @__PURE__ */ new Map()
				},
				...url !== void 0 && { url }
			};
		}),
		replaces: json.get("replaces") ?? [],
		bytes
	};
}
function explain(issue, bytes, file) {
	const at = issue.path;
	if (issue.code !== "unrecognized_keys") {
		const where = at.join(".") || "the document";
		return [{
			code: "RELEASE_INVALID",
			severity: "error",
			file,
			line: lineOf(bytes, at),
			data: {
				file,
				where,
				reason: issue.message
			}
		}];
	}
	const parent = at.findLast((step) => typeof step === "string") ?? "";
	return issue.keys.slice(0, maximumFindings).map((name) => {
		const suggestion = closest(name, fields.get(String(parent)) ?? []);
		const hint = suggestion === void 0 ? "" : ` Did you mean "${suggestion}"?`;
		return {
			code: "RELEASE_UNKNOWN_FIELD",
			severity: "error",
			file,
			line: lineOf(bytes, [...at, name]),
			data: {
				file,
				field: name,
				hint
			}
		};
	});
}
function releaseLine(target) {
	return `    ${JSON.stringify(toPlain(target), null, 1).replace(/\n */g, " ")}`;
}
function releaseText(lines, members) {
	const others = [...members].map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(toPlain(value))}`);
	const list = `  "targets": [\n${lines.join(",\n")}\n  ]`;
	const schema = others.filter((line) => line.startsWith("  \"$schema\""));
	return `{\n${[
		...schema,
		list,
		...others.filter((line) => !schema.includes(line))
	].join(",\n")}\n}\n`;
}
const lines = /* @__PURE__ */ new WeakMap();
function targetLine(release, index) {
	const known = lines.get(release) ?? linesOf(release.bytes, [
		"targets",
		"*",
		"path"
	]);
	lines.set(release, known);
	return known[index] ?? 1;
}
function parseReleaseFile(path) {
	const match = /^([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\/([A-Za-z0-9_~@=+-][A-Za-z0-9._~@=+-]*)\.json$/.exec(path);
	return match?.[1] !== void 0 && match[2] !== void 0 ? {
		product: match[1],
		release: match[2]
	} : void 0;
}
const releaseLimit = 1048576;

export { releaseSchema as a, releaseLine as i, parseReleaseFile as n, releaseText as o, releaseLimit as r, targetLine as s, decodeRelease as t };