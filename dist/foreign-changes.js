import { s as contentFault } from "./settings.js";
import { t as Fault } from "./fault.js";
import { d as shortWindows, n as configFiles, r as configIn } from "./config.js";
import { n as sameEntry } from "./tree.js";
import { r as requireOnlineUris } from "./keyring.js";
import { n as diffReleases } from "./releases.js";
import { n as configFile } from "./layout.js";
import { r as floorsPath } from "./version-floors.js";

// src/proposal/foreign-changes.ts
const filesDirectory = "files";
const guarded = [
	...configFiles,
	".github",
	".gitattributes",
	".gitmodules",
	"CODEOWNERS",
	"docs/CODEOWNERS"
];
async function changedBeside(base, head, names) {
	const directory = names.targets;
	const { added, changed, removed } = await diffReleases({
		tree: base,
		directory
	}, {
		tree: head,
		directory
	});
	if (added.length + changed.length + removed.length > 0) return (await changedOutside(base, head, "", [names.targets, filesDirectory])).map((file) => finding("RELEASE_MIXED", "error", file, names));
	const found = [];
	for (const path of [names.trust, ...guarded]) if (!sameEntry(await base.entry(path), await head.entry(path))) found.push(path);
	return found.map((file) => finding("NOT_A_RELEASE", "warning", file, names));
}
async function floorsBeside(base, head, names) {
	const file = floorsPath(names);
	if (sameEntry(await base.entry(file), await head.entry(file))) return [];
	return [{
		code: "IMPORT_TOO_LATE",
		severity: "error",
		file,
		data: {
			file,
			branch: names.signedBranch
		}
	}];
}
const maximumPaths = 50;
async function changedOutside(base, head, directory, allowed) {
	const names = new Set([...await base.list(directory), ...await head.list(directory)].map(({ name }) => name));
	const found = [];
	for (const name of [...names].sort()) {
		const path = directory === "" ? name : `${directory}/${name}`;
		if (allowed.includes(path) || found.length >= maximumPaths) continue;
		if (sameEntry(await base.entry(path), await head.entry(path))) continue;
		const within = allowed.some((each) => each.startsWith(`${path}/`));
		found.push(...within ? await changedOutside(base, head, path, allowed) : [path]);
	}
	return found;
}
function finding(code, severity, file, { targets }) {
	return {
		code,
		severity,
		file,
		data: {
			file,
			targets
		}
	};
}
async function settingsBeside(base, head, current, trust) {
	if (!(await Promise.all(configFiles.map(async (file) => sameEntry(await base.entry(file), await head.entry(file))))).includes(false)) return trust === void 0 ? [] : keyFindings(current, trust);
	try {
		const found = await configIn(head);
		if (found === void 0) return [findingOf(new Fault("CONFIG_MISSING", { branch: "the head" }), configFile)];
		const short = shortWindows(found.config.lifetimes).map((each) => ({
			...each,
			file: found.file
		}));
		return [
			...trust === void 0 ? [] : keyFindings(found.config, trust),
			...fixedSettings(found.file, current, found.config),
			...short
		];
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}
function keyFindings(config, trust) {
	try {
		requireOnlineUris(config, trust);
		return [];
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}
function fixedSettings(file, current, config) {
	return settings.flatMap(([setting, name]) => {
		const [from, to] = [current.names[name], config.names[name]];
		return from === to ? [] : [{
			code: "SETTING_FIXED",
			severity: "error",
			file,
			data: {
				file,
				setting,
				from,
				to
			}
		}];
	});
}
const settings = [
	["branches.intent", "intentBranch"],
	["branches.signed", "signedBranch"],
	["directories.targets", "targets"],
	["directories.trust", "trust"]
];
function findingOf(error, file) {
	const { code, data } = contentFault(error);
	return {
		code,
		severity: "error",
		file: typeof data["file"] === "string" ? data["file"] : file,
		...typeof data["line"] === "number" ? { line: data["line"] } : {},
		data
	};
}

export { floorsBeside as a, fixedSettings as i, changedOutside as n, settingsBeside as o, findingOf as r, changedBeside as t };