import { c as rolesText, d as verdictText, l as short, o as plural, p as explain, r as headline, s as printable, u as size } from "./text.js";
import { D as configFile, M as parseReleaseFile, d as decodeRelease, f as releaseLine, j as limits, k as intentPaths, m as releaseText, n as configFiles, r as configIn } from "./config.js";
import { r as sameBytes } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { a as pathProblem, n as loadBasis, t as derive } from "./derive.js";
import { n as fromPlain, r as isObject, t as decodeJson } from "./json.js";
import { t as isRefusal } from "./finding.js";
import { n as loadTrust } from "./trust.js";
import { y as matchesPattern } from "./verify.js";
import { n as list, r as text, t as flag } from "./flags.js";
import { relative, resolve, sep } from "node:path";
import { createHash } from "node:crypto";

// src/render/escape.ts
const maximumLength = 6e4;
const maximumValue = 300;
function details(summary, body) {
	return `<details><summary>${quiet(summary)}</summary>\n\n${body}\n\n</details>`;
}
function row(cells) {
	return `| ${cells.join(" | ")} |`;
}
function code(text) {
	const shown = clip(printable(text)).replaceAll("|", "\\|").replaceAll("`", "ˋ");
	return shown === "" ? "" : `\`${shown}\``;
}
function clip(text) {
	return text.length > maximumValue ? `${text.slice(0, maximumValue)}…` : text;
}
function quiet(text) {
	return clip(text).replace(/[@#]|:\/\//g, (mark) => `${mark[0]}\u200b${mark.slice(1)}`).replace(/[\\`*_{}[\]<>#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// src/render/markdown.ts
const marks = {
	add: "+",
	change: "~",
	remove: "-"
};
const shownTargets = 100;
function verdictMarkdown(view) {
	const parts = [`### Kaprien: ${view.verdict === "ready" ? headline(view).replace("ready to merge", "**Ready to merge** ✅") : quiet(headline(view))}`];
	const { plan } = view;
	if (plan !== void 0) parts.push(...targetsMarkdown(plan));
	const refusals = view.findings.filter(({ severity }) => severity === "error");
	const warnings = view.findings.filter(({ severity }) => severity === "warning");
	parts.push(...refusals.slice(0, shownTargets).map(findingMarkdown));
	if (plan !== void 0) parts.push(details(`Roles: ${plural(plan.roles.length, "file")} change, no offline signature needed`, quiet(rolesText(plan))));
	const summary = `Policy: ${view.passed.length} passed, ${plural(warnings.length, "warning")}`;
	parts.push(details(summary, [...view.passed.map((passed) => `- ok ${code(passed)}`), ...warnings.map(findingMarkdown)].join("\n")));
	if (view.verdict === "ready") parts.push("On merge the worker signs and publishes. To undo: revert this pull request.");
	const whole = `${parts.join("\n\n")}\n`;
	return whole.length <= 6e4 ? whole : `${whole.slice(0, maximumLength)}\n\n… cut here.\n`;
}
function targetsMarkdown({ targets }) {
	if (targets.length === 0) return [];
	return [[
		"| | Target | Size | sha256 | Signed by |",
		"|---|---|--:|---|---|",
		...targets.slice(0, shownTargets).map(({ kind, path, length, sha256, before, role }) => row([
			marks[kind],
			code(path),
			length === void 0 ? "" : size(length),
			code(short(sha256 ?? before ?? "")),
			code(role)
		]))
	].join("\n"), ...targets.length > shownTargets ? [`… and ${targets.length - shownTargets} more.`] : []];
}
function findingMarkdown({ code: name, severity, data, file, line }) {
	const { title, fix } = explain(name, data);
	const where = file === void 0 ? "" : `${code(`${file}${line === void 0 ? "" : `:${line}`}`)} `;
	return `- ${severity === "error" ? "⛔" : "⚠️"} ${where}${quiet(printable(title))} (${code(name)})\n  **Fix:** ${quiet(printable(fix))}`;
}

// src/workflows/add.ts
const schema = "https://unpkg.com/kaprien/schema/release.json";
async function add$1(ports, names, options) {
	if (parseReleaseFile(`${options.release}.json`) === void 0) throw new Fault("RELEASE_NAME", { release: options.release });
	const found = await ports.sources.find(options.files);
	const paths = targetPaths(found, options);
	const total = found.reduce((sum, { size }) => sum + size, 0);
	const lines = [];
	const progress = ports.reporter.progress("hashing", total, "bytes");
	try {
		for (const [index, file] of found.entries()) {
			const hash = createHash("sha256");
			let length = 0;
			for await (const chunk of ports.sources.stream(file.path)) {
				hash.update(chunk);
				length += chunk.length;
				progress.advance(chunk.length);
			}
			lines.push({
				path: paths[index] ?? "",
				length,
				sha256: hash.digest("hex")
			});
		}
	} finally {
		progress.done();
	}
	lines.sort((a, b) => a.path < b.path ? -1 : 1);
	const files = releaseFiles(lines, names, options);
	for (const [file, bytes] of files) {
		const result = decodeRelease(bytes, file);
		if ("findings" in result) throw new Fault(result.findings[0]?.code ?? "RELEASE_INVALID", result.findings[0]?.data);
	}
	if (!options.dryRun) await ports.repository.write(files, "refuse");
	return {
		files: [...files.keys()],
		targets: lines.length,
		bytes: total
	};
}
function targetPaths(found, options) {
	const seen = /* @__PURE__ */ new Map();
	return found.map(({ path }) => {
		const plain = (options.strip !== "" && path.startsWith(`${options.strip}/`) ? path.slice(options.strip.length + 1) : path).replace(/^(?:\.\.\/)+/, "");
		const target = options.prefix === "" ? plain : `${options.prefix.replace(/\/$/, "")}/${plain}`;
		const reason = pathProblem(target, options.unicode);
		if (reason !== void 0) throw new Fault("TARGET_PATH_INVALID", {
			file: path,
			path: target,
			reason
		});
		const twin = seen.get(target);
		if (twin !== void 0) throw new Fault("RELEASE_DUPLICATE_PATH", {
			file: path,
			path: target,
			first: twin
		});
		seen.set(target, path);
		return target;
	});
}
function releaseFiles(lines, names, { release, replaces }) {
	const members = new Map([["$schema", schema], ...replaces.length > 0 ? [["replaces", replaces]] : []]);
	const around = Buffer.byteLength(releaseText([], members));
	const parts = [[]];
	let size = around;
	for (const { path, length, sha256 } of lines) {
		const line = releaseLine(fromPlain({
			path,
			length,
			hashes: { sha256 }
		}));
		const bytes = Buffer.byteLength(line) + 2;
		if (size + bytes > limits.release) {
			parts.push([]);
			size = around;
		}
		parts.at(-1)?.push(line);
		size += bytes;
	}
	return new Map(parts.map((part, index) => {
		const suffix = index === 0 ? "" : `-${index + 1}`;
		return [`${names.targets}/${release}${suffix}.json`, new TextEncoder().encode(releaseText(part, members))];
	}));
}

// src/workflows/merge-base.ts
const maximumHistory = 1e4;
async function mergeBase(store, base, head) {
	const parents = /* @__PURE__ */ new Map();
	const fromBase = await ancestors(store, base, parents);
	const fromHead = await ancestors(store, head, parents);
	if (fromBase === void 0 || fromHead === void 0) return {
		kind: "one",
		tree: base
	};
	const common = [...fromHead].filter((commit) => fromBase.has(commit));
	const beneath = below(common, parents);
	const best = common.filter((commit) => !beneath.has(commit));
	if (best.length > 1) return { kind: "several" };
	return {
		kind: "one",
		tree: (best[0] === void 0 ? void 0 : await store.tree(best[0])) ?? base
	};
}
async function ancestors(store, tip, parents) {
	const reached = /* @__PURE__ */ new Set([tip.commit]);
	parents.set(tip.commit, tip.parents);
	for (const commit of reached) {
		if (reached.size > maximumHistory) return void 0;
		const known = parents.get(commit) ?? (await readable(store, commit))?.parents;
		if (known === void 0) return void 0;
		parents.set(commit, known);
		for (const parent of known) reached.add(parent);
	}
	return reached;
}
function below(commits, parents) {
	const reached = new Set(commits.flatMap((commit) => parents.get(commit) ?? []));
	for (const commit of reached) for (const parent of parents.get(commit) ?? []) reached.add(parent);
	return reached;
}
async function readable(store, commit) {
	try {
		return await store.tree(commit);
	} catch (error) {
		if (error instanceof Fault && error.code === "STORE_OBJECT_MISSING") return void 0;
		throw error;
	}
}

// src/workflows/check.ts
async function check$1({ store, clock }, options) {
	const now = clock.now();
	const basis = await loadBasis(store, options.base, options.pin, now);
	const head = await store.tree(options.head);
	if (head === void 0) throw new Fault("BRANCH_MISSING", { branch: options.head });
	const commits = {
		base: basis.main.commit,
		head: head.commit
	};
	const base = await mergeBase(store, basis.main, head);
	if (base.kind === "several") return {
		verdict: "blocked",
		findings: [{
			code: "MERGE_BASE_AMBIGUOUS",
			severity: "error",
			data: {
				head: options.head,
				base: options.base
			}
		}],
		passed: [],
		...commits
	};
	const { trust, findings: distrusted } = await trustOf(basis, base.tree, head, options.pin, now);
	const { derived, findings: refused } = await derivedFrom({
		...basis,
		trust
	}, head, base.tree, now);
	const beside = await changedBeside(base.tree, head, basis.config.names, derived?.proposed);
	const settings = await settingsOf(base.tree, head);
	const findings = [
		...beside,
		...distrusted,
		...settings,
		...refused,
		...derived?.findings ?? []
	];
	const about = {
		findings,
		passed: derived?.passed ?? [],
		...commits
	};
	const result = derived?.result;
	if (isRefusal(findings) || result === void 0) return {
		verdict: "blocked",
		...about
	};
	return result.kind === "draft" && concerns(result.draft) ? {
		verdict: "ready",
		plan: result.draft.plan,
		...about
	} : {
		verdict: "no change",
		...about
	};
}
function concerns({ plan, before }) {
	return before === void 0 || plan.targets.length > 0 || plan.roles.some(({ kind }) => kind === "adopt");
}
async function trustOf(basis, base, head, pin, now) {
	const { names } = basis.config;
	if (await base.id(names.trust) === await head.id(names.trust)) return {
		trust: basis.trust,
		findings: []
	};
	try {
		return {
			trust: await loadTrust(head, intentPaths(names), pin, now),
			findings: []
		};
	} catch (error) {
		return {
			trust: basis.trust,
			findings: [findingOf(error, names.trust)]
		};
	}
}
async function derivedFrom(basis, head, base, now) {
	try {
		return {
			derived: await derive(basis, {
				tree: head,
				base
			}, now),
			findings: []
		};
	} catch (error) {
		return { findings: [findingOf(error, basis.config.names.trust)] };
	}
}
async function settingsOf(base, head) {
	const ids = async (tree) => (await Promise.all(configFiles.map((file) => tree.id(file)))).map(String).join();
	if (await ids(base) === await ids(head)) return [];
	try {
		return await configIn(head) === void 0 ? [findingOf(new Fault("CONFIG_MISSING", { branch: "the head" }), configFile)] : [];
	} catch (error) {
		return [findingOf(error, configFile)];
	}
}
function findingOf(error, file) {
	if (!(error instanceof Fault)) throw error;
	const { data } = error;
	const named = typeof data["file"] === "string" ? data["file"] : file;
	const line = typeof data["line"] === "number" ? { line: data["line"] } : {};
	return {
		code: error.code,
		severity: "error",
		file: named,
		...line,
		data
	};
}
async function changedBeside(base, head, names, proposed) {
	const releases = (proposed === void 0 ? [] : [
		proposed.added,
		proposed.changed,
		proposed.removed
	].flat()).length > 0;
	const guarded = [
		names.trust,
		...configFiles,
		".github",
		".gitattributes",
		".gitmodules"
	];
	const changed = [];
	for (const path of guarded) if (await base.id(path) !== await head.id(path)) changed.push(path);
	if (changed.length === 0) return [];
	const severity = releases ? "error" : "warning";
	return changed.map((file) => ({
		code: releases ? "RELEASE_MIXED" : "NOT_A_RELEASE",
		severity,
		file,
		data: {
			file,
			targets: names.targets
		}
	}));
}

// src/workflows/remove.ts
async function remove$1(repository, names, patterns, options) {
	const removed = [];
	const changes = /* @__PURE__ */ new Map();
	const files = await repository.find([names.targets]).catch(noFiles);
	for (const { path } of files.filter((file) => file.path.endsWith(".json"))) {
		const bytes = await repository.read(path, limits.release);
		if (bytes === void 0) continue;
		const result = decodeRelease(bytes, path);
		if ("findings" in result) throw new Fault(result.findings[0]?.code ?? "RELEASE_INVALID", result.findings[0]?.data);
		const matching = result.release.targets.map(({ path }) => path).filter((target) => patterns.some((pattern) => matchesPattern(pattern, target)));
		if (matching.length === 0) continue;
		removed.push(...matching);
		changes.set(path, without(bytes, new Set(matching)));
	}
	for (const pattern of patterns) if (!removed.some((target) => matchesPattern(pattern, target))) throw new Fault("TARGET_UNKNOWN", {
		path: pattern,
		where: `the release files under ${names.targets}/`
	});
	if (!options.dryRun) await repository.write(changes, "replace");
	return {
		files: [...changes.keys()],
		targets: removed.sort()
	};
}
function without(bytes, paths) {
	const json = decodeJson(bytes);
	if (!isObject(json)) return null;
	const kept = json.get("targets").filter((target) => !(isObject(target) && paths.has(target.get("path"))));
	if (kept.length === 0) return null;
	const members = new Map([...json].filter(([name]) => name !== "targets"));
	return new TextEncoder().encode(releaseText(kept.map(releaseLine), members));
}
function noFiles(error) {
	if (error instanceof Fault && error.code === "FILE_NOT_FOUND") return [];
	throw error;
}

// src/faces/cli/commands/release.ts
async function add(session) {
	const { flags, terminal, workspace } = session;
	const { names, policy } = await session.config();
	const release = text(flags, "release");
	if (release === void 0) throw new Fault("INPUT_NEEDED", {
		what: "The name of the release",
		flag: "--release <product>/<release>"
	});
	const result = await add$1({
		sources: workspace,
		repository: workspace,
		reporter: terminal.reporter
	}, names, {
		release,
		files: session.args,
		prefix: typeof flags["prefix"] === "string" ? flags["prefix"] : release,
		strip: relative(session.cwd, resolve(session.cwd, text(flags, "strip") ?? ".")).replaceAll(sep, "/"),
		replaces: list(flags, "replaces"),
		unicode: policy.unicode,
		dryRun: session.dryRun
	});
	terminal.result(result.files.join("\n"), {
		...result,
		dryRun: session.dryRun
	});
	terminal.reporter.note(`${plural(result.targets, "target")}, ${size(result.bytes)}${session.dryRun ? "; nothing was written" : ""}`);
	terminal.next(`next: git switch -c release && git add ${names.targets} && git commit -m "Release ${release}" && kaprien check`);
	return 0;
}
async function remove(session) {
	const { names } = await session.config();
	const result = await remove$1(session.workspace, names, session.args, { dryRun: session.dryRun });
	session.terminal.result(result.targets.join("\n"), {
		...result,
		dryRun: session.dryRun
	});
	session.terminal.reporter.note(`${plural(result.targets.length, "target")} in ${plural(result.files.length, "release file")}${session.dryRun ? "; nothing was written" : ""}`);
	session.terminal.next(`next: git add --all ${names.targets} && git commit -m "Remove targets" && kaprien check`);
	return 0;
}
async function check(session) {
	const { flags, terminal, clock } = session;
	const options = {
		pin: session.pin(),
		base: await session.intentBranch("base"),
		head: text(flags, "head") ?? "HEAD"
	};
	const format = text(flags, "format") ?? "text";
	if (format !== "text" && format !== "markdown") throw new Fault("USAGE", {
		reason: `--format is text or markdown, not ${format}`,
		command: "check"
	});
	const store = await session.store();
	const verdict = await check$1({
		store,
		clock
	}, options);
	if (options.head === "HEAD" && text(flags, "repository") === void 0) await warnUncommitted(session, store);
	terminal.result(format === "markdown" ? verdictMarkdown(verdict).trimEnd() : verdictText(verdict, terminal.style), verdict);
	if (verdict.verdict === "blocked") return 1;
	return verdict.verdict === "ready" && flag(flags, "exitCode") ? 2 : 0;
}
async function warnUncommitted(session, store) {
	const { names } = await session.config();
	const head = await store.tree("HEAD");
	const found = await session.workspace.find([names.targets]).catch(() => []);
	let loose = 0;
	for (const { path } of found.slice(0, 1e3)) {
		const [here, there] = [await session.workspace.read(path, limits.release), await head?.read(path, limits.release)];
		if (here !== void 0 && (there === void 0 || !sameBytes(here, there))) loose++;
	}
	if (loose > 0) session.terminal.reporter.warn(`${plural(loose, "release file")} in the work tree ${loose === 1 ? "is" : "are"} not committed; check reads commits`);
}

export { add, check, remove };