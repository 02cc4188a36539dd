import { i as isFault } from "./fault.js";
import { r as fileError } from "./finding.js";
import { t as gitFaults } from "./faults2.js";
import { o as sameEntry } from "./layout.js";
import { c as releaseFaults, n as parseReleaseFile, r as releaseLimit, s as targetLine, t as decodeRelease } from "./release-file.js";

// src/release/fold.ts
function foldPath(path) {
	return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}

// src/release/releases.ts
async function listReleases(tree, directory) {
	const files = /* @__PURE__ */ new Map();
	if (tree === void 0) return files;
	const visit = async (below) => {
		for (const entry of await tree.list(below === "" ? directory : `${directory}/${below}`)) {
			const path = below === "" ? entry.name : `${below}/${entry.name}`;
			if (entry.kind === "directory" && below === "") await visit(path);
			else files.set(path, entry);
			if (files.size > maximumFiles) throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
		}
	};
	await visit("");
	return files;
}
async function directoryFindings(tree, directory) {
	const slash = directory.lastIndexOf("/");
	const kind = (await tree.list(slash < 0 ? "" : directory.slice(0, slash))).find(({ name }) => name === directory.slice(slash + 1))?.kind;
	if (kind === void 0 || kind === "directory") return [];
	const of = kind === "file" ? releaseFaults.RELEASE_FILE_NAME : releaseFaults.RELEASE_NOT_A_FILE;
	return [fileError(of, directory, { kind })];
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
			if (added.length + changed.length + removed.length >= maximumFiles) throw releaseFaults.RELEASES_TOO_MANY({ limit: maximumFiles });
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
	const all = [...files];
	for (let at = 0; at < all.length; at += readsAtOnce) {
		const some = all.slice(at, at + readsAtOnce);
		const read = await Promise.all(some.map((file) => readRelease(tree, directory, file, names, list)));
		for (const result of read) if ("release" in result) releases.set(result.release.file, result.release);
		else findings.push(...result.findings);
	}
	return {
		releases,
		findings
	};
}
const readsAtOnce = 64;
async function readRelease(tree, directory, file, names, list) {
	const shown = `${names.targets}/${file}`;
	const refuse = (of, data) => ({ findings: [fileError(of, shown, data)] });
	if (parseReleaseFile(file) === void 0) return refuse(releaseFaults.RELEASE_FILE_NAME, {});
	const path = `${directory}/${file}`;
	const product = path.slice(0, path.lastIndexOf("/"));
	const twin = twinOf(await list(directory), product) ?? twinOf(await list(product), path);
	if (twin !== void 0) return refuse(releaseFaults.RELEASE_FILE_TWIN, { other: `${names.targets}/${twin.slice(directory.length + 1)}` });
	const kind = (await list(product)).entries.get(path)?.kind;
	if (kind !== "file") return refuse(releaseFaults.RELEASE_NOT_A_FILE, { kind: kind ?? "missing" });
	const bytes = await readWithin(tree, path);
	if (bytes === void 0) return refuse(releaseFaults.RELEASE_TOO_LARGE, { limit: releaseLimit });
	const result = decodeRelease(bytes, shown);
	return "release" in result ? { release: {
		...result.release,
		file
	} } : result;
}
function lister(tree) {
	const listed = /* @__PURE__ */ new Map();
	const listing = async (directory) => {
		const entries = new Map((await tree.list(directory)).map((entry) => [`${directory}/${entry.name}`, entry]));
		const folded = /* @__PURE__ */ new Map();
		for (const path of entries.keys()) {
			const same = folded.get(foldPath(path));
			if (same === void 0) folded.set(foldPath(path), [path]);
			else same.push(path);
		}
		return {
			entries,
			folded
		};
	};
	return (directory) => {
		const known = listed.get(directory) ?? listing(directory);
		listed.set(directory, known);
		return known;
	};
}
function twinOf({ folded }, path) {
	return folded.get(foldPath(path))?.find((other) => other !== path);
}
async function readWithin(tree, path) {
	try {
		return await tree.read(path, releaseLimit);
	} catch (error) {
		if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) return void 0;
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
				findings.push(atIndex(releaseFaults.RELEASE_DUPLICATE_PATH, {
					release,
					index
				}, names, {
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
			findings.push(atIndex(releaseFaults.RELEASE_PATH_CONFLICT, latest, names, {
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
function atIndex(of, { release, index }, names, data) {
	return fileError(of, `${names.targets}/${release.file}`, data, targetLine(release, index));
}

export { readReleases as a, listReleases as i, diffReleases as n, replacedBy as o, directoryFindings as r, foldPath as s, desire as t };