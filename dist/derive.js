import { c as schedule, d as decodeRelease, h as targetLine, l as atTarget, r as configIn, u as proposed } from "./config.js";
import { a as limits, i as isBinName, o as parseReleaseFile, r as intentPaths, s as signedPaths } from "./layout.js";
import { i as sha256, r as sameBytes } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { _ as roleKeys, f as delegatedNames, m as delegationsFor, n as decodeTimestamp, o as decodeTargets, p as delegationTo, t as decodeSnapshot, y as matchesPattern } from "./snapshot.js";
import { r as formatInstant } from "./time.js";
import { h as canonical } from "./key.js";
import { a as linesOf, i as lineOf, n as fromPlain } from "./json.js";
import { a as binDelegations, c as draftSnapshot, f as decode, i as targetChanges, l as draftTimestamp, m as requireThreshold, o as binOf, p as loadTrust, r as sameContent, s as draftBins, t as decodeState, u as routeTo } from "./state.js";
import { t as isRefusal } from "./finding.js";

// src/repository/fold.ts
function foldPath(path) {
	return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}

// src/repository/releases.ts
async function listReleases(tree, directory) {
	const files = /* @__PURE__ */ new Map();
	if (tree === void 0) return files;
	const visit = async (below) => {
		for (const entry of await tree.list(below === "" ? directory : `${directory}/${below}`)) {
			const path = below === "" ? entry.name : `${below}/${entry.name}`;
			if (entry.kind === "directory" && below === "") await visit(path);
			else files.set(path, entry);
			if (files.size > maximumFiles) throw new Fault("RELEASES_TOO_MANY", { limit: maximumFiles });
		}
	};
	await visit("");
	return files;
}
async function directoryFindings(tree, directory) {
	const slash = directory.lastIndexOf("/");
	const kind = (await tree.list(slash < 0 ? "" : directory.slice(0, slash))).find(({ name }) => name === directory.slice(slash + 1))?.kind;
	if (kind === void 0 || kind === "directory") return [];
	return [{
		code: kind === "file" ? "RELEASE_FILE_NAME" : "RELEASE_NOT_A_FILE",
		severity: "error",
		file: directory,
		data: {
			file: directory,
			kind
		}
	}];
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
			if (a?.id === b?.id && a?.kind === b?.kind) continue;
			const path = below === "" ? name : `${below}/${name}`;
			const [aDirectory, bDirectory] = [a?.kind === "directory", b?.kind === "directory"];
			const open = below === "";
			if (open && (aDirectory || bDirectory)) await visit(path, {
				before: aDirectory,
				after: bDirectory
			});
			const [aFile, bFile] = [a !== void 0 && !(open && aDirectory), b !== void 0 && !(open && bDirectory)];
			if (added.length + changed.length + removed.length >= maximumFiles) throw new Fault("RELEASES_TOO_MANY", { limit: maximumFiles });
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
	for (const file of files) {
		const shown = `${names.targets}/${file}`;
		const refuse = (code, data = {}) => {
			findings.push({
				code,
				severity: "error",
				file: shown,
				data: {
					file: shown,
					...data
				}
			});
		};
		if (parseReleaseFile(file) === void 0) {
			refuse("RELEASE_FILE_NAME");
			continue;
		}
		const path = `${directory}/${file}`;
		const product = path.slice(0, path.lastIndexOf("/"));
		const twin = twinOf(await list(directory), product) ?? twinOf(await list(product), path);
		if (twin !== void 0) {
			refuse("RELEASE_FILE_TWIN", { other: `${names.targets}/${twin.slice(directory.length + 1)}` });
			continue;
		}
		const kind = (await list(product)).entries.get(path)?.kind;
		if (kind !== "file") {
			refuse("RELEASE_NOT_A_FILE", { kind: kind ?? "missing" });
			continue;
		}
		const bytes = await readWithin(tree, path);
		if (bytes === void 0) {
			refuse("RELEASE_TOO_LARGE", { limit: limits.release });
			continue;
		}
		const result = decodeRelease(bytes, shown);
		if ("release" in result) releases.set(file, {
			...result.release,
			file
		});
		else findings.push(...result.findings);
	}
	return {
		releases,
		findings
	};
}
function lister(tree) {
	const listed = /* @__PURE__ */ new Map();
	return async (directory) => {
		const known = listed.get(directory);
		if (known !== void 0) return known;
		const entries = new Map((await tree.list(directory)).map((entry) => [`${directory}/${entry.name}`, entry]));
		const folded = /* @__PURE__ */ new Map();
		for (const path of entries.keys()) {
			const same = folded.get(foldPath(path));
			if (same === void 0) folded.set(foldPath(path), [path]);
			else same.push(path);
		}
		const listing = {
			entries,
			folded
		};
		listed.set(directory, listing);
		return listing;
	};
}
function twinOf({ folded }, path) {
	return folded.get(foldPath(path))?.find((other) => other !== path);
}
async function readWithin(tree, path) {
	try {
		return await tree.read(path, limits.release);
	} catch (error) {
		if (error.code === "STORE_OBJECT_TOO_LARGE") return void 0;
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
				findings.push(conflict("RELEASE_DUPLICATE_PATH", release, index, names, {
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
			findings.push(conflict("RELEASE_PATH_CONFLICT", latest.release, latest.index, names, {
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
function conflict(code, release, index, names, data) {
	const file = `${names.targets}/${release.file}`;
	return {
		code,
		severity: "error",
		file,
		line: targetLine(release, index),
		data: {
			file,
			...data
		}
	};
}

// src/plan/plan.ts
function identify(plan) {
	const { parent, main, targets, roles } = plan;
	const timeless = {
		parent,
		main,
		targets,
		roles: roles.map(({ role, version, kind }) => ({
			role,
			version,
			kind
		}))
	};
	return {
		id: sha256(canonical(fromPlain(timeless))).slice(0, 16),
		...plan
	};
}

// src/plan/reconcile.ts
function reconcile(before, intent, lifetimes, now) {
	const adopted = adopt(before, intent.trust);
	const due = new Set(before && schedule(before, lifetimes).flatMap((entry) => entry.online && entry.due <= now ? [entry.role] : []));
	const bins = draftBins(before, intent, lifetimes, due, now);
	const snapshot = draftSnapshot(before, intent.trust, bins, adopted, lifetimes, due, now);
	const timestamp = draftTimestamp(before, intent.trust, snapshot, lifetimes, due, now);
	const moved = before === void 0 || !sameSource(before.state.signed.source, intent.source);
	if (before !== void 0 && !moved && timestamp === void 0) return {
		kind: "idle",
		nextDue: nextDue(before, lifetimes)
	};
	const state = {
		main: intent.main,
		source: intent.source,
		timestamp: timestamp?.version ?? before?.timestamp.signed.version ?? 0,
		signedAt: now,
		...before !== void 0 && { parent: before.commit }
	};
	const signed = [
		...bins,
		...snapshot ? [["snapshot", snapshot]] : [],
		...timestamp ? [["timestamp", timestamp]] : []
	];
	const updated = new Set(intent.changes.map((change) => binOf(before, intent.trust, change)));
	const roles = [...adopted.map(({ role, version, expires }) => ({
		role,
		version,
		expires: formatInstant(expires),
		kind: "adopt"
	})), ...signed.map(([role, { version, expires }]) => ({
		role,
		version,
		expires: formatInstant(expires),
		kind: kindOf(role, updated, before)
	}))];
	return {
		kind: "draft",
		draft: {
			plan: identify({
				parent: before?.commit ?? null,
				main: intent.main,
				targets: intent.changes.map((change) => planned(change, binOf(before, intent.trust, change))),
				roles,
				needs: requirements(intent.trust, [...signed.map(([role]) => role), "timestamp"]),
				because: reasons(before, intent, adopted, due)
			}),
			before,
			trust: intent.trust,
			changes: intent.changes,
			bins,
			...snapshot && { snapshot },
			...timestamp && { timestamp },
			state,
			grafts: grafts(before?.state.signed.source, intent.source)
		}
	};
}
function adopt(before, trust) {
	const adopted = [];
	for (const [version, root] of trust.roots) {
		const known = before?.roots.get(version);
		if (known !== void 0 && !sameBytes(known.bytes, root.bytes)) throw new Fault("ROLE_VERSION_REUSED", {
			role: "root",
			version
		});
		if (known === void 0) adopted.push({
			role: "root",
			version,
			expires: root.signed.expires
		});
	}
	if (before !== void 0 && trust.roots.size < before.roots.size) throw new Fault("ROLE_ROLLBACK", {
		role: "root",
		expected: before.roots.size,
		actual: trust.roots.size
	});
	for (const [role, { signed, payload }] of trust.offline) {
		const known = before?.offline.get(role);
		if (known !== void 0 && signed.version < known.signed.version) throw new Fault("ROLE_ROLLBACK", {
			role,
			expected: known.signed.version,
			actual: signed.version
		});
		if (known !== void 0 && signed.version === known.signed.version) {
			if (!sameBytes(known.payload, payload)) throw new Fault("ROLE_VERSION_REUSED", {
				role,
				version: signed.version
			});
			continue;
		}
		adopted.push({
			role,
			version: signed.version,
			expires: signed.expires
		});
	}
	return adopted;
}
function nextDue(repository, lifetimes) {
	return Math.min(...schedule(repository, lifetimes).flatMap(({ online, due }) => online ? [due] : []));
}
function kindOf(role, updated, before) {
	if (before === void 0) return "create";
	const isTop = role === "snapshot" || role === "timestamp";
	return updated.has(role) || isTop && updated.size > 0 ? "update" : "renew";
}
function planned(change, role) {
	const digest = (target) => target.hashes.get("sha256") ?? "";
	const { kind, path } = change;
	if (kind === "remove") return {
		kind,
		path,
		before: digest(change.before),
		role
	};
	const after = {
		length: change.after.length,
		sha256: digest(change.after),
		role,
		file: change.by.release.file
	};
	return kind === "add" ? {
		kind,
		path,
		...after
	} : {
		kind,
		path,
		...after,
		before: digest(change.before)
	};
}
function requirements(trust, roles) {
	const { signed: root } = trust.root;
	const needs = /* @__PURE__ */ new Map();
	for (const role of roles) {
		const top = role === "snapshot" || role === "timestamp";
		const name = top ? role : "bins";
		const keys = top ? roleKeys(root, role) : binDelegations(trust).find(({ name }) => name === role)?.delegation;
		if (keys !== void 0) needs.set(name, {
			role: name,
			keyids: keys.keyids,
			threshold: keys.threshold
		});
	}
	return [...needs.values()];
}
function reasons(before, intent, adopted, due) {
	if (before === void 0) return ["nothing was signed before: this is the first run"];
	const count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
	const lines = [];
	if (intent.changes.length > 0) lines.push(`${count(intent.changes.length, "target")} changed`);
	if (adopted.length > 0) lines.push(`people signed ${adopted.map(({ role, version }) => `${role} ${version}`).join(", ")}`);
	if (due.size > 0) lines.push(`${count(due.size, "role")} ${due.size === 1 ? "is" : "are"} due for renewal`);
	return lines.length > 0 ? lines : ["the intent branch changed in ways that change no metadata"];
}
function sameSource(a, b) {
	return a.targets === b.targets && a.trust === b.trust && a.config === b.config;
}
function grafts(before, after) {
	const moved = /* @__PURE__ */ new Map();
	const copies = [
		[
			signedPaths.sourceTargets,
			before?.targets,
			after.targets
		],
		[
			signedPaths.sourceTrust,
			before?.trust,
			after.trust
		],
		[
			signedPaths.sourceConfig,
			before?.config,
			after.config
		]
	];
	for (const [path, old, fresh] of copies) if (old !== fresh) moved.set(path, fresh ?? null);
	return moved;
}

// src/policy/rules/allow.ts
const allow = {
	code: "TARGET_NOT_ALLOWED",
	title: "Products keep to their paths",
	why: "Whoever may release one product must not be able to release another by naming its paths.",
	*check(context) {
		if (context.policy.allow.length === 0) return;
		for (const change of proposed(context)) {
			const product = parseReleaseFile(change.by.release.file)?.product ?? "";
			const paths = context.policy.allow.filter((entry) => entry.product === product).flatMap((entry) => entry.paths);
			if (paths.some((glob) => matchesGlob(glob, change.path))) continue;
			yield atTarget(this, context, change.by, {
				product,
				allowed: paths.length === 0 ? "nothing" : paths.join(", ")
			});
		}
	}
};
function matchesGlob(glob, path) {
	if (glob === "**") return true;
	if (!glob.endsWith("/**")) return matchesPattern(glob, path);
	const head = glob.slice(0, -3);
	const depth = head.split("/").length;
	const segments = path.split("/");
	return segments.length > depth && matchesPattern(head, segments.slice(0, depth).join("/"));
}

// src/policy/rules/collision.ts
const collision = {
	code: "TARGET_PATH_COLLISION",
	title: "No two target paths are one file",
	why: "Where case or composed forms are not told apart, or a name would be both a file and a directory, one target hides another.",
	*check(context) {
		const added = [...proposed(context)];
		if (added.length === 0) return;
		const files = /* @__PURE__ */ new Map();
		const directories = /* @__PURE__ */ new Map();
		for (const path of context.paths()) {
			const folded = foldPath(path);
			const same = files.get(folded);
			if (same === void 0) files.set(folded, [path]);
			else same.push(path);
			for (const parent of parents(folded)) if (!directories.has(parent)) directories.set(parent, path);
		}
		for (const change of added) {
			const folded = foldPath(change.path);
			const twin = files.get(folded)?.find((other) => other !== change.path);
			const inside = directories.get(folded);
			const above = parents(folded).find((parent) => files.has(parent));
			const other = twin ?? inside ?? (above && files.get(above)?.[0]);
			if (other === void 0) continue;
			const reason = twin === void 0 ? "one is a directory of the other" : "they differ only in case or form";
			yield atTarget(this, context, change.by, {
				other,
				reason
			});
		}
	}
};
function parents(path) {
	const segments = path.split("/");
	return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join("/"));
}

// src/policy/rules/delegated.ts
const delegated = {
	code: "TARGET_NOT_DELEGATED",
	title: "Targets lie within the delegated paths",
	why: "Clients look for a target only where the offline roles send them; one outside would be signed and never found.",
	*check(context) {
		for (const change of proposed(context)) if (routeTo(context.trust, change.path) === void 0) yield atTarget(this, context, change.by, { patterns: patterns(context.trust).join(", ") });
		if (!context.adopting) return;
		const judged = new Set(context.changes.map(({ path }) => path));
		for (const path of context.paths()) {
			if (judged.has(path) || routeTo(context.trust, path) !== void 0) continue;
			const file = `${context.names.trust}/targets.json`;
			yield {
				code: this.code,
				severity: "error",
				file,
				data: {
					file,
					path,
					patterns: patterns(context.trust).join(", ")
				}
			};
		}
	}
};
function patterns(trust) {
	return (trust.offline.get("targets")?.signed.delegations?.roles ?? []).flatMap(({ scope }) => scope.kind === "paths" ? scope.patterns : []);
}

// src/policy/rules/immutable.ts
const immutable = {
	code: "TARGET_IMMUTABLE",
	title: "Published files keep their bytes",
	why: "A path that changes its bytes is how a good release becomes a bad one unseen; a newer release file says so openly.",
	*check(context) {
		if (!context.policy.immutable) return;
		for (const change of proposed(context)) {
			if (change.kind !== "change" || sameContent(change.before, change.after)) continue;
			if (takesOver(context, change.path, change.by, context.provider(change.path))) continue;
			const digest = (target) => target.hashes.get("sha256") ?? "";
			yield atTarget(this, context, change.by, {
				before: digest(change.before),
				after: digest(change.after)
			});
		}
	}
};
function takesOver(context, path, by, was) {
	if (was === void 0 || was.release.file === by.release.file) return false;
	const replaced = replacedBy(by.release, context.after);
	if (replaced.has(was.release.file)) return true;
	if (context.after.has(was.release.file)) return false;
	const covered = replacedBy(was.release, context.before);
	return [by.release.file, ...replaced].some((file) => covered.has(file) && keeps(context, file, path));
}
function keeps({ before, after }, file, path) {
	const [old, now] = [before.get(file), after.get(file)];
	if (old === void 0 || now === void 0 || Buffer.compare(old.bytes, now.bytes) !== 0) return false;
	return now.targets.some((target) => target.path === path);
}

// src/policy/path.ts
const plain = /^[A-Za-z0-9._~@=+-]+$/;
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const prototype = /* @__PURE__ */ new Set(["__proto__", ...Object.getOwnPropertyNames(Object.prototype)]);
function pathProblem(path, unicode) {
	if (path.startsWith("/")) return "it begins with /";
	for (const segment of path.split("/")) {
		const problem = segmentProblem(segment, unicode);
		if (problem !== void 0) return problem;
	}
	return prototype.has(path) ? `"${path}" is a name that JavaScript objects have already` : void 0;
}
function segmentProblem(segment, unicode) {
	if (segment === "") return "it has an empty segment";
	if (segment.startsWith(".")) return `the segment "${segment}" begins with a dot`;
	if (segment.endsWith(".")) return `the segment "${segment}" ends with a dot`;
	if (device.test(segment)) return `"${segment}" is a device name on Windows`;
	if (prototype.has(segment)) return `"${segment}" is a name that JavaScript objects have already`;
	if (plain.test(segment)) return void 0;
	const odd = [...segment].find((letter) => !plain.test(letter) && (!unicode || letter.charCodeAt(0) < 128));
	if (odd !== void 0) return `${show(odd)} is not allowed; use A-Z a-z 0-9 . _ ~ @ = + - and /`;
	return unicodeProblem(segment);
}
const refused = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{S}\p{P}]/u;
const scripts = [
	"Latin",
	"Greek",
	"Cyrillic",
	"Armenian",
	"Hebrew",
	"Arabic",
	"Devanagari",
	"Thai",
	"Han",
	"Hiragana",
	"Katakana",
	"Hangul",
	"Georgian"
];
const together = [[
	"Han",
	"Hiragana",
	"Katakana"
], ["Han", "Hangul"]];
function unicodeProblem(segment) {
	if (segment.normalize("NFC") !== segment) return `"${segment}" is not in composed form (NFC)`;
	const odd = [...segment].filter((character) => character.charCodeAt(0) >= 128).find((character) => character.length > 1 || refused.test(character) || !/[\p{L}\p{N}]/u.test(character));
	if (odd !== void 0) return `${show(odd)} is not a letter or digit of the basic plane`;
	const used = scripts.filter((script) => new RegExp(`\\p{Script=${script}}`, "u").test(segment));
	if (used.length > 1 && !together.some((group) => used.every((script) => group.includes(script)))) return `"${segment}" mixes ${used.join(" and ")} letters`;
	return used.length === 0 ? `"${segment}" has letters of a script that is not supported` : void 0;
}
function show(character) {
	const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
	return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}" (U+${point})` : `U+${point}`;
}

// src/policy/rules/path-grammar.ts
const pathGrammar = {
	code: "TARGET_PATH_INVALID",
	title: "Target paths are plain",
	why: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
	*check(context) {
		for (const change of proposed(context)) {
			const reason = pathProblem(change.path, context.policy.unicode);
			if (reason !== void 0) yield atTarget(this, context, change.by, { reason });
		}
	}
};

// src/policy/rules/path-length.ts
const maximumEncoded = 255;
const maximumSegment = 126;
const pathLength = {
	code: "TARGET_PATH_TOO_LONG",
	title: "Target paths fit in a file name",
	why: "Clients keep a target under its whole encoded path as one file name, and servers under its hash and last segment.",
	*check(context) {
		for (const change of proposed(context)) {
			const encoded = Buffer.byteLength(encodeURIComponent(change.path));
			const segment = Buffer.byteLength(encodeURIComponent(change.path.slice(change.path.lastIndexOf("/") + 1)));
			if (encoded > maximumEncoded) yield atTarget(this, context, change.by, {
				actual: encoded,
				limit: maximumEncoded,
				what: "the path, encoded,"
			});
			else if (segment > maximumSegment) yield atTarget(this, context, change.by, {
				actual: segment,
				limit: maximumSegment,
				what: "its last segment, encoded,"
			});
		}
	}
};

// src/policy/rules/quota.ts
const quota = {
	code: "QUOTA_EXCEEDED",
	title: "Proposals are of a reviewable size",
	why: "Limits keep one proposal from filling every bin, and a slip of a digit from asking clients for a petabyte.",
	*check(context) {
		const { limits } = context.policy;
		for (const release of context.touched) {
			const count = release.targets.length;
			if (count <= limits.targets) continue;
			const file = `${context.names.targets}/${release.file}`;
			const line = lineOf(release.bytes, ["targets", limits.targets]);
			yield {
				code: this.code,
				severity: "error",
				file,
				line,
				data: {
					file,
					what: "targets",
					actual: count,
					limit: limits.targets,
					setting: "targets"
				}
			};
		}
		for (const { by, after } of proposed(context)) {
			if (after.length <= limits.length) continue;
			yield atTarget(this, context, by, {
				what: "bytes",
				actual: after.length,
				limit: limits.length,
				setting: "length"
			});
		}
	}
};

// src/policy/rules/replaces.ts
const replaces = {
	code: "REPLACES_UNKNOWN",
	title: "Replaced release files exist",
	why: "A name that matches nothing is a typing mistake, or waits for a file that somebody may add later.",
	*check(context) {
		for (const release of context.touched) {
			const file = `${context.names.targets}/${release.file}`;
			if (release.replaces.length === 0) continue;
			const lines = linesOf(release.bytes, ["replaces", "*"]);
			const declared = new Set(context.before.get(release.file)?.replaces);
			for (const [index, name] of release.replaces.entries()) {
				const known = context.before.has(name) || context.after.has(name) || declared.has(name);
				if (known && name !== release.file) continue;
				const reason = known ? "a release file cannot replace itself" : `there is no ${context.names.targets}/${name}`;
				yield {
					code: this.code,
					severity: "error",
					file,
					line: lines[index] ?? 1,
					data: {
						file,
						name,
						reason
					}
				};
			}
		}
	}
};

// src/policy/evaluate.ts
const rules = [
	pathGrammar,
	pathLength,
	collision,
	delegated,
	immutable,
	replaces,
	allow,
	quota
];
function evaluate(context) {
	const results = rules.map((rule) => ({
		rule,
		findings: [...rule.check(context)]
	}));
	return {
		findings: results.flatMap(({ findings }) => findings),
		passed: results.filter(({ findings }) => findings.length === 0).map(({ rule }) => rule.code)
	};
}

// src/repository/proposal.ts
function releasesIn(tree, directory, names) {
	return {
		list: async () => (await listReleases(tree, directory)).keys(),
		read: (files) => readReleases(tree, directory, files, names)
	};
}
function releasesMerged(base, head, difference) {
	const fromHead = /* @__PURE__ */ new Set([...difference.added, ...difference.changed]);
	const removed = new Set(difference.removed);
	return {
		list: async () => /* @__PURE__ */ new Set([...[...await base.list()].filter((file) => !removed.has(file)), ...fromHead]),
		read: async (files) => {
			const all = [...files];
			const parts = [await base.read(all.filter((file) => !fromHead.has(file))), await head.read(all.filter((file) => fromHead.has(file)))];
			return {
				releases: new Map(parts.flatMap(({ releases }) => [...releases])),
				findings: parts.flatMap(({ findings }) => findings)
			};
		}
	};
}
async function propose(published, before, after, difference, names) {
	return await proposeAdditions(published, after, difference, names) ?? proposeAll(published, before, after, difference, names);
}
async function proposeAdditions(published, after, difference, names) {
	if (difference.changed.length > 0 || difference.removed.length > 0) return void 0;
	const { releases, findings } = await after.read(difference.added);
	const touched = [...releases.values()];
	if (!touched.every(({ replaces, targets }) => replaces.length === 0 && targets.every(({ path }) => !published.has(path)))) return void 0;
	const desired = desire(releases, names);
	return {
		changes: targetChanges(/* @__PURE__ */ new Map(), desired.targets),
		findings: [...findings, ...desired.findings],
		touched,
		before: /* @__PURE__ */ new Map(),
		after: releases,
		provider: () => void 0
	};
}
async function proposeAll(published, before, after, difference, names) {
	const old = before === void 0 ? {
		releases: /* @__PURE__ */ new Map(),
		findings: []
	} : await before.read(await before.list());
	const fresh = await after.read(await after.list());
	const desired = desire(fresh.releases, names);
	const was = desire(old.releases, names);
	const touched = [...difference.added, ...difference.changed].flatMap((file) => fresh.releases.get(file) ?? []);
	return {
		changes: targetChanges(published, desired.targets),
		findings: [...fresh.findings, ...desired.findings],
		touched,
		before: old.releases,
		after: fresh.releases,
		provider: (path) => was.targets.get(path)
	};
}

// src/repository/repository.ts
const clockTolerance = 300;
async function loadRepository(tree, pin, now) {
	const trust = await loadTrust(tree, signedPaths, pin, now);
	const { signed: root } = trust.root;
	const timestamp = await readOnline(tree, signedPaths.timestamp, limits.timestamp, decodeTimestamp);
	requireThreshold("timestamp", roleKeys(root, "timestamp"), root.keys, timestamp);
	const snapshot = await readOnline(tree, signedPaths.snapshot, limits.snapshot, decodeSnapshot);
	requireThreshold("snapshot", roleKeys(root, "snapshot"), root.keys, snapshot);
	requireNamed(timestamp.signed, snapshot);
	const state = await readOnline(tree, signedPaths.state, limits.state, decodeState);
	requireThreshold("state", roleKeys(root, "timestamp"), root.keys, state);
	const bins = await loadBins(tree, trust);
	for (const [name, role] of [...trust.offline, ...bins]) {
		const listed = snapshot.signed.meta.get(`${name}.json`)?.version;
		if (listed !== role.signed.version) throw new Fault("ROLE_VERSION_MISMATCH", {
			role: name,
			expected: listed ?? 0,
			actual: role.signed.version,
			file: signedPaths.role(name)
		});
	}
	await requireSource(tree, state.signed, timestamp.signed);
	requireDescent(tree, state.signed);
	if (now < state.signed.signedAt - clockTolerance) throw new Fault("CLOCK_BEHIND", {
		now: formatInstant(now),
		signed: formatInstant(state.signed.signedAt)
	});
	return {
		commit: tree.commit,
		...trust,
		timestamp,
		snapshot,
		bins,
		state
	};
}
async function readOnline(tree, file, limit, decoder) {
	const bytes = await tree.read(file, limit);
	if (bytes === void 0) throw new Fault("SIGNED_FILE_MISSING", { file });
	return decode(bytes, file, decoder);
}
function requireNamed(timestamp, snapshot) {
	const { version, length, hashes } = timestamp.snapshot;
	if (snapshot.signed.version !== version) throw new Fault("ROLE_VERSION_MISMATCH", {
		role: "snapshot",
		expected: version,
		actual: snapshot.signed.version,
		file: signedPaths.snapshot
	});
	const expected = hashes?.get("sha256");
	if ((length ?? snapshot.bytes.length) !== snapshot.bytes.length || (expected ?? sha256(snapshot.bytes)) !== sha256(snapshot.bytes)) throw new Fault("ROLE_HASH_MISMATCH", {
		role: "snapshot",
		expected: expected ?? "",
		actual: sha256(snapshot.bytes),
		file: signedPaths.snapshot
	});
}
async function loadBins(tree, trust) {
	const bins = /* @__PURE__ */ new Map();
	for (const [delegator, { signed }] of trust.offline) {
		const { delegations } = signed;
		if (delegations === void 0) continue;
		for (const name of delegatedNames(delegations)) {
			const delegation = delegationTo(delegations, name);
			if (!isBinName(name) || delegation === void 0) continue;
			const bin = await readOnline(tree, signedPaths.role(name), limits.targets, decodeTargets);
			requireThreshold(name, delegation, delegations.keys, bin);
			for (const path of bin.signed.targets.keys()) if (!delegationsFor(delegations, path).some((bin) => bin.name === name)) throw new Fault("TARGET_IN_WRONG_BIN", {
				path,
				role: name,
				delegator
			});
			bins.set(name, bin);
		}
	}
	return bins;
}
function requireDescent({ commit, parents }, { parent }) {
	if (parents.length > 1 || parents[0] !== parent) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: `the commit before ${commit}`,
		expected: parent ?? "nothing",
		actual: parents.join(" and ") || "nothing"
	});
}
async function requireSource(tree, state, timestamp) {
	const copies = [
		[signedPaths.sourceTargets, state.source.targets],
		[signedPaths.sourceTrust, state.source.trust],
		[signedPaths.sourceConfig, state.source.config]
	];
	for (const [file, expected] of copies) {
		const actual = await tree.id(file);
		if (actual !== expected) throw new Fault("SIGNED_BRANCH_EDITED", {
			file,
			expected: expected ?? "nothing",
			actual: actual ?? "nothing"
		});
	}
	const [roots, merged] = [await tree.id(signedPaths.roots), await tree.id(signedPaths.sourceRoots)];
	if (roots !== merged) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: signedPaths.roots,
		expected: merged ?? "nothing",
		actual: roots ?? "nothing"
	});
	if (state.timestamp !== timestamp.version) throw new Fault("SIGNED_BRANCH_EDITED", {
		file: signedPaths.timestamp,
		expected: `version ${state.timestamp}`,
		actual: `version ${timestamp.version}`
	});
}
function* publishedTargets(repository) {
	for (const [role, bin] of repository.bins) for (const [path, target] of bin.signed.targets) yield {
		path,
		role,
		target
	};
}

// src/workflows/derive.ts
async function loadBasis(store, branch, pin, now) {
	const { main, config, id } = await loadConfig(store, branch);
	const { tip, tracked } = await signedTip(store, config.names);
	const before = tip && await loadRepository(tip, pin, now);
	return {
		main,
		config,
		configId: id,
		before,
		tip,
		tracked,
		trust: before !== void 0 && before.state.signed.source.trust === await main.id(config.names.trust) ? before : await loadTrust(main, intentPaths(config.names), pin, now)
	};
}
async function loadConfig(store, branch) {
	const main = await store.tree(branch);
	if (main === void 0) throw new Fault("BRANCH_MISSING", { branch });
	const found = await configIn(main);
	if (found === void 0) throw new Fault("CONFIG_MISSING", { branch });
	return {
		main,
		config: found.config,
		id: found.id
	};
}
async function signedTip(store, { signedBranch }) {
	const own = await store.tree(signedBranch);
	if (own !== void 0) return {
		tip: own,
		tracked: false
	};
	const copy = await store.tree(`refs/remotes/origin/${signedBranch}`);
	return {
		tip: copy,
		tracked: copy !== void 0
	};
}
async function derive(basis, head, now) {
	const { main, config, before, tip } = basis;
	const { names } = config;
	const published = /* @__PURE__ */ new Map();
	if (before !== void 0) for (const { path, target } of publishedTargets(before)) published.set(path, target);
	const signed = tip && {
		tree: tip,
		directory: signedPaths.sourceTargets
	};
	const merged = await diffReleases(signed, {
		tree: main,
		directory: names.targets
	});
	const onMain = releasesIn(main, names.targets, names);
	const { after, difference, proposed, findings: crossed } = head === void 0 ? {
		after: onMain,
		difference: merged,
		proposed: merged,
		findings: []
	} : await withHead(main, onMain, merged, head, names);
	const files = proposed.added.length + proposed.changed.length;
	if (head !== void 0 && files > config.policy.limits.files) {
		const data = {
			file: names.targets,
			what: "release files",
			actual: files,
			limit: config.policy.limits.files,
			setting: "files"
		};
		return {
			basis,
			proposed,
			findings: [{
				code: "QUOTA_EXCEEDED",
				severity: "error",
				file: names.targets,
				data
			}],
			passed: []
		};
	}
	const old = tip && releasesIn(tip, signedPaths.sourceTargets, names);
	const proposal = await propose(published, old, after, difference, names);
	const evaluation = evaluate({
		policy: config.policy,
		names,
		...proposal,
		paths: () => resulting(published, proposal),
		trust: basis.trust,
		adopting: basis.trust !== before
	});
	const findings = [
		...await directoryFindings(head?.tree ?? main, names.targets),
		...crossed,
		...proposal.findings,
		...evaluation.findings
	];
	if (isRefusal(findings)) return {
		basis,
		proposed,
		findings,
		passed: evaluation.passed
	};
	const source = await sourceOf(basis, head);
	const intent = {
		main: main.commit,
		trust: basis.trust,
		changes: proposal.changes,
		source
	};
	const result = reconcile(before, intent, config.lifetimes, now);
	return {
		basis,
		proposed,
		findings,
		passed: evaluation.passed,
		result
	};
}
async function withHead(main, onMain, merged, head, names) {
	const directory = names.targets;
	const proposed = await diffReleases({
		tree: head.base,
		directory
	}, {
		tree: head.tree,
		directory
	});
	const meanwhile = await diffReleases({
		tree: head.base,
		directory
	}, {
		tree: main,
		directory
	});
	return {
		proposed,
		findings: await crossings(main, head.tree, proposed, meanwhile, names),
		after: releasesMerged(onMain, releasesIn(head.tree, directory, names), proposed),
		difference: combined(merged, proposed)
	};
}
async function crossings(main, head, proposed, meanwhile, names) {
	const error = (code, file, data = {}) => {
		const shown = `${names.targets}/${file}`;
		return {
			code,
			severity: "error",
			file: shown,
			data: {
				file: shown,
				...data
			}
		};
	};
	const there = /* @__PURE__ */ new Set([
		...meanwhile.added,
		...meanwhile.changed,
		...meanwhile.removed
	]);
	const findings = [];
	for (const file of [
		...proposed.added,
		...proposed.changed,
		...proposed.removed
	]) {
		const path = `${names.targets}/${file}`;
		if (there.has(file) && await main.id(path) !== await head.id(path)) findings.push(error("RELEASE_CHANGED_TWICE", file));
	}
	const folded = new Map([...meanwhile.added].flatMap((file) => [file, file.split("/")[0] ?? ""]).map((path) => [foldPath(path), path]));
	for (const file of proposed.added) for (const path of [file, file.split("/")[0] ?? ""]) {
		const twin = folded.get(foldPath(path));
		if (twin !== void 0 && twin !== path) findings.push(error("RELEASE_FILE_TWIN", file, { other: `${names.targets}/${twin}` }));
	}
	return findings;
}
function combined(first, second) {
	const addedFirst = new Set(first.added);
	const removedSecond = new Set(second.removed);
	const removedFirst = new Set(first.removed);
	const kept = (files) => files.filter((file) => !removedSecond.has(file));
	const again = second.added.filter((file) => removedFirst.has(file));
	const unique = (files) => [...new Set(files)];
	return {
		added: unique([...kept(first.added), ...second.added.filter((file) => !removedFirst.has(file))]),
		changed: unique([
			...kept(first.changed),
			...second.changed.filter((file) => !addedFirst.has(file)),
			...again
		]),
		removed: unique([...first.removed.filter((file) => !again.includes(file)), ...second.removed.filter((file) => !addedFirst.has(file))])
	};
}
function* resulting(published, { changes }) {
	const removed = new Set(changes.filter(({ kind }) => kind === "remove").map(({ path }) => path));
	for (const path of published.keys()) if (!removed.has(path)) yield path;
	for (const { kind, path } of changes) if (kind === "add") yield path;
}
async function sourceOf(basis, head) {
	const { names } = basis.config;
	const targets = await (head?.tree ?? basis.main).id(names.targets);
	const proposed = await head?.tree.id(names.trust);
	const trust = head !== void 0 && proposed !== await head.base.id(names.trust) ? proposed : await basis.main.id(names.trust);
	if (trust === void 0) throw new Fault("TRUST_MISSING", { file: names.trust });
	return {
		trust,
		...targets !== void 0 && { targets },
		...basis.configId !== void 0 && { config: basis.configId }
	};
}

export { loadRepository as a, pathProblem as c, desire as d, diffReleases as f, signedTip as i, nextDue as l, loadBasis as n, publishedTargets as o, listReleases as p, loadConfig as r, requireDescent as s, derive as t, reconcile as u };