import { g as closest } from "./config.js";
import { i as isFault, r as defineFaults } from "./fault.js";
import { a as int, d as string, l as record, m as url, n as array, p as unknown, u as strictObject } from "./schemas.js";
import { a as fileError, i as asFinding, o as finding } from "./visits.js";
import { C as isObject, E as toPlain, T as linesOf, b as decodeJson, w as lineOf } from "./key.js";

// src/release/faults.ts
const table = {
	RELEASES_TOO_MANY: {
		family: "content",
		title: "There are more than {limit} release files",
		meaning: "A tree can name one file a million times; reading stops somewhere.",
		fix: "Merge old release files into few.",
		exit: 1
	},
	RELEASE_FILE_NAME: {
		family: "content",
		title: "{file} is not where a release file goes",
		meaning: "Under the targets directory there are release files alone, one for each release: <product>/<release>.json.",
		fix: "Move it to <product>/<release>.json, or out of the directory.",
		exit: 1
	},
	RELEASE_NOT_A_FILE: {
		family: "content",
		title: "{file} is not a plain file (found: {kind})",
		meaning: "Links, submodules and executables can mean something else on another machine than what was reviewed.",
		fix: "Replace it by a plain file with mode 100644.",
		exit: 1
	},
	RELEASE_FILE_TWIN: {
		family: "content",
		title: "{file} and {other} are one file where case is not told apart",
		meaning: "In a clone on such a system one would silently take the other's place.",
		fix: "Rename one of the two.",
		exit: 1
	},
	RELEASE_TOO_LARGE: {
		family: "content",
		title: "{file} is larger than {limit} bytes",
		meaning: "Release files are read by people and decoded whole.",
		fix: "Split it into several release files; `kaprien add` does so by itself.",
		exit: 1
	},
	RELEASE_INVALID: {
		family: "content",
		title: "{file} is not a release file: at {where}, {reason}",
		meaning: "Only what fits the schema exactly is signed.",
		fix: "Correct it; `kaprien schema release` prints the schema.",
		exit: 1
	},
	RELEASE_UNKNOWN_FIELD: {
		family: "content",
		title: "{file} has a field that release files do not have: {field}.{hint}",
		meaning: "A field that is ignored is a wish that is not fulfilled.",
		fix: "Correct its spelling or take it out; data of your own goes into custom.",
		exit: 1
	},
	RELEASE_DUPLICATE_PATH: {
		family: "content",
		title: "{file} names {path} twice; first: {first}",
		meaning: "A target path stands for one file.",
		fix: "Keep one of the two.",
		exit: 1
	},
	RELEASE_PATH_CONFLICT: {
		family: "content",
		title: "{file} and {others} both name {path}",
		meaning: "Two releases cannot give one path different owners; which one wins must not depend on the order of merges.",
		fix: "Choose another path, or add \"replaces\": [\"<product>/<release>.json\"] to the newer file.",
		exit: 1
	}
};
const releaseFaults = defineFaults(table);

// src/release/release-file.ts
const hex = (digits) => string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} lower-case hex digits are expected`);
const targetSchema = strictObject({
	path: string().min(1).max(1024).describe("Target path, under which users download the file; / separates its segments"),
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
	targets: array(targetSchema).describe("The files that this release adds"),
	replaces: array(string()).max(256).optional().describe("Release files that this one replaces, such as app/1.3.9.json"),
	source: strictObject({
		repository: string().optional(),
		commit: string().optional(),
		workflow: string().optional()
	}).optional().describe("What built the files; only people read this")
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
		if (!isFault(error)) throw error;
		const { line, ...data } = error.data;
		return { findings: [asFinding(error, {
			severity: "error",
			file,
			line: typeof line === "number" ? line : void 0
		}, {
			file,
			...data,
			line
		})] };
	}
	const listed = isObject(json) ? json.get("targets") : void 0;
	if (Array.isArray(listed) && listed.length > maximumTargets) {
		const reason = `no more than ${maximumTargets} targets fit into a release file`;
		return { findings: [finding(releaseFaults.RELEASE_INVALID, {
			file,
			where: "targets",
			reason
		}, {
			severity: "error",
			file,
			line: 1
		})] };
	}
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
		const data = {
			where: at.join(".") || "the document",
			reason: issue.message
		};
		return [fileError(releaseFaults.RELEASE_INVALID, file, data, lineOf(bytes, at))];
	}
	const parent = at.findLast((step) => typeof step === "string") ?? "";
	return issue.keys.slice(0, maximumFindings).map((name) => {
		const suggestion = closest(name, fields.get(String(parent)) ?? []);
		const data = {
			field: name,
			hint: suggestion === void 0 ? "" : ` Did you mean "${suggestion}"?`
		};
		return fileError(releaseFaults.RELEASE_UNKNOWN_FIELD, file, data, lineOf(bytes, [...at, name]));
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

export { releaseSchema as a, releaseFaults as c, releaseLine as i, parseReleaseFile as n, releaseText as o, releaseLimit as r, targetLine as s, decodeRelease as t };