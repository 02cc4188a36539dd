import { T as linesOf, w as lineOf, x as depthOf } from "./key.js";
import { p as matchesPattern } from "./delegations.js";
import { n as encodeTargetFile } from "./targets.js";
import { r as targetChanges, t as changedParts } from "./target-change.js";
import { t as differences } from "./difference.js";
import { a as fileError, r as Finding } from "./visits.js";
import { F as routeOf, L as foldPath, R as pathProblem, c as readReleases, i as desire, l as replacedBy, p as targetsOfPeople, s as listReleases } from "./merged-source.js";
import { n as parseReleaseFile, s as targetLine } from "./release-file.js";
import { t as policyFaults } from "./faults11.js";
import { d as portableProblem, u as shadowedTargets } from "./version-floors.js";

// src/policy/rule.ts
function atTarget(of, context, by, data) {
	const file = `${context.names.targets}/${by.release.file}`;
	const path = by.release.targets[by.index]?.path ?? "";
	return new Finding(of, {
		file,
		path,
		...data
	}, {
		severity: "error",
		file,
		line: targetLine(by.release, by.index)
	});
}
function* proposed(context) {
	for (const change of context.changes) if (change.kind !== "remove") yield change;
}

// src/policy/rules/allow.ts
const allow = {
	of: policyFaults.TARGET_NOT_ALLOWED,
	title: "Products keep to their paths",
	why: "Whoever may release one product must not be able to release another by naming its paths.",
	*check(context) {
		if (context.policy.allow.length === 0) return;
		for (const change of proposed(context)) {
			const product = parseReleaseFile(change.by.release.file)?.product ?? "";
			const paths = context.policy.allow.filter((entry) => entry.product === product).flatMap((entry) => entry.paths);
			if (paths.some((glob) => matchesGlob(glob, change.path))) continue;
			yield atTarget(policyFaults.TARGET_NOT_ALLOWED, context, change.by, {
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
	of: policyFaults.TARGET_PATH_COLLISION,
	title: "No two target paths are one file",
	why: "Where case or composed forms are not told apart, or a name would be both a file and a directory, one target hides another.",
	*check(context) {
		const added = [...proposed(context)];
		if (added.length === 0) return;
		const files = /* @__PURE__ */ new Map();
		const directories = /* @__PURE__ */ new Map();
		const others = [...targetsOfPeople(context.trust)].map(({ path }) => path);
		for (const path of [...context.paths(), ...others]) {
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
			yield atTarget(policyFaults.TARGET_PATH_COLLISION, context, change.by, {
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

// src/policy/rules/custom.ts
const around = 4;
const custom = {
	of: policyFaults.TARGET_CUSTOM_INVALID,
	title: "Custom data reads alike in every client",
	why: "Clients verify a role as a whole: data that one of them canonicalises otherwise takes every other target of its bin away from it.",
	*check(context) {
		for (const change of proposed(context)) {
			const data = change.after.custom;
			if (data === void 0) continue;
			const reason = depthOf(data) > 32 - around ? `it is nested more than ${32 - around} deep` : portableProblem(data);
			if (reason !== void 0) yield atTarget(policyFaults.TARGET_CUSTOM_INVALID, context, change.by, { reason });
		}
	}
};

// src/policy/rules/delegated.ts
const delegated = {
	of: policyFaults.TARGET_NOT_DELEGATED,
	title: "Targets lie within the delegated paths",
	why: "Clients look for a target only where the offline roles send them; one outside would be signed and never found.",
	*check(context) {
		for (const change of proposed(context)) {
			const lost = lostBy(context.trust, change.path);
			if (lost?.to === "people") yield atTarget(policyFaults.TARGET_IN_OFFLINE_ROLE, context, change.by, lost.data);
			if (lost?.to === "nobody") yield atTarget(policyFaults.TARGET_NOT_DELEGATED, context, change.by, lost.data);
		}
		if (!context.adopting) return;
		const judged = new Set(context.changes.map(({ path }) => path));
		const file = `${context.names.trust}/targets.json`;
		for (const path of context.paths()) {
			const lost = judged.has(path) ? void 0 : lostBy(context.trust, path);
			if (lost?.to === "people") yield fileError(policyFaults.TARGET_IN_OFFLINE_ROLE, file, {
				path,
				...lost.data
			});
			if (lost?.to === "nobody") yield fileError(policyFaults.TARGET_NOT_DELEGATED, file, {
				path,
				...lost.data
			});
		}
	}
};
function lostBy(trust, path) {
	const route = routeOf(trust, path);
	if (route.kind === "online") return void 0;
	if (route.kind === "people") return {
		to: "people",
		data: { role: route.role }
	};
	return {
		to: "nobody",
		data: { patterns: patterns(trust).join(", ") }
	};
}
function patterns(trust) {
	return (trust.offline.get("targets")?.signed.delegations?.roles ?? []).flatMap(({ scope }) => scope.kind === "paths" ? scope.patterns : []);
}

// src/policy/rules/immutable.ts
const immutable = {
	of: policyFaults.TARGET_IMMUTABLE,
	title: "Published targets keep their content",
	why: "A path that changes its bytes, hashes or custom data is how a good release becomes a bad one unseen; a newer release file says so openly.",
	*check(context) {
		if (!context.policy.immutable) return;
		for (const change of proposed(context)) {
			const before = change.kind === "change" ? change.before : context.signedByPeople?.(change.path);
			if (before === void 0) continue;
			const what = changedParts(differences(encodeTargetFile(before), encodeTargetFile(change.after)));
			if (what === "") continue;
			if (takesOver(context, change.path, change.by, context.provider(change.path))) continue;
			const digest = (target) => target.hashes.get("sha256") ?? "";
			yield atTarget(policyFaults.TARGET_IMMUTABLE, context, change.by, {
				what,
				before: digest(before),
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

// src/policy/rules/path-grammar.ts
const pathGrammar = {
	of: policyFaults.TARGET_PATH_INVALID,
	title: "Target paths are plain",
	why: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
	*check(context) {
		for (const change of proposed(context)) {
			const reason = pathProblem(change.path, context.policy.unicode);
			if (reason !== void 0) yield atTarget(policyFaults.TARGET_PATH_INVALID, context, change.by, { reason });
		}
	}
};

// src/policy/rules/path-length.ts
const maximumEncoded = 255;
const maximumSegment = 126;
const pathLength = {
	of: policyFaults.TARGET_PATH_TOO_LONG,
	title: "Target paths fit in a file name",
	why: "Clients keep a target under its whole encoded path as one file name, and servers under its hash and last segment.",
	*check(context) {
		for (const change of proposed(context)) {
			const encoded = Buffer.byteLength(encodeURIComponent(change.path));
			const segment = Buffer.byteLength(encodeURIComponent(change.path.slice(change.path.lastIndexOf("/") + 1)));
			if (encoded > maximumEncoded) yield atTarget(policyFaults.TARGET_PATH_TOO_LONG, context, change.by, {
				actual: encoded,
				limit: maximumEncoded,
				what: "the path, encoded,"
			});
			else if (segment > maximumSegment) yield atTarget(policyFaults.TARGET_PATH_TOO_LONG, context, change.by, {
				actual: segment,
				limit: maximumSegment,
				what: "its last segment, encoded,"
			});
		}
	}
};

// src/policy/rules/quota.ts
const quota = {
	of: policyFaults.QUOTA_EXCEEDED,
	title: "Proposals are of a reviewable size",
	why: "Limits keep one proposal from filling every bin, and a slip of a digit from asking clients for a petabyte.",
	*check(context) {
		const { limits } = context.policy;
		for (const release of context.touched) {
			const count = release.targets.length;
			if (count <= limits.targets) continue;
			const file = `${context.names.targets}/${release.file}`;
			const line = lineOf(release.bytes, ["targets", limits.targets]);
			const data = {
				what: "targets",
				actual: count,
				limit: limits.targets,
				setting: "targets"
			};
			yield fileError(policyFaults.QUOTA_EXCEEDED, file, data, line);
		}
		for (const { by, after } of proposed(context)) {
			if (after.length <= limits.length) continue;
			yield atTarget(policyFaults.QUOTA_EXCEEDED, context, by, {
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
	of: policyFaults.REPLACES_UNKNOWN,
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
				yield fileError(policyFaults.REPLACES_UNKNOWN, file, {
					name,
					reason
				}, lines[index] ?? 1);
			}
		}
	}
};

// src/policy/rules/shadowed.ts
const shadowed = {
	of: policyFaults.TARGET_SHADOWED,
	title: "Clients still find what people signed",
	why: "A delegation placed before another one takes its paths away: what people published there would be gone, or be for other keys to sign.",
	*check({ former, trust, names, changes }) {
		if (former === void 0 || former === trust) return;
		const file = `${names.trust}/targets.json`;
		const provided = new Set(changes.flatMap(({ kind, path }) => kind === "add" ? [path] : []));
		for (const { path, role, by = "no role" } of shadowedTargets(former, trust)) if (!provided.has(path)) yield fileError(policyFaults.TARGET_SHADOWED, file, {
			path,
			role,
			by
		});
	}
};

// src/policy/evaluate.ts
const rules = [
	pathGrammar,
	pathLength,
	custom,
	collision,
	delegated,
	shadowed,
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
		passed: results.filter(({ findings }) => findings.length === 0).map(({ rule }) => rule.of.code)
	};
}

// src/release/target-diff.ts
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

export { evaluate as i, releasesIn as n, releasesMerged as r, propose as t };