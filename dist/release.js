import { o as baseFaults } from "./time.js";
import { f as size, l as plural } from "./fault-text.js";
import { t as composeFaults } from "./faults7.js";
import { t as knownPin } from "./trusted-root.js";
import { r as measure, t as add$1 } from "./add.js";
import { n as verdictText, r as check$1, t as verdictMarkdown } from "./verdict-markdown.js";
import { i as isFault } from "./fault.js";
import { l as refusal } from "./visits.js";
import { i as releaseLine, o as releaseText, r as releaseLimit, t as decodeRelease } from "./release-file.js";
import { C as isObject, b as decodeJson } from "./key.js";
import { p as matchesPattern } from "./delegations.js";
import { t as workspaceFaults } from "./faults4.js";
import { t as proposalFaults } from "./faults13.js";
import { t as openRepository } from "./open2.js";
import { a as sameBytes } from "./digest.js";
import { n as list, r as text, t as flag } from "./flags.js";
import { r as openEventSession } from "./trust-session.js";
import { i as propose, r as inForce, t as defaultName } from "./rotate.js";
import { relative, resolve, sep } from "node:path";

// src/proposal/remove.ts
async function remove$1(repository, names, patterns, options) {
	const removed = [];
	const changes = /* @__PURE__ */ new Map();
	const files = await repository.find([names.targets]).catch(noFiles);
	for (const { path } of files.filter((file) => file.path.endsWith(".json"))) {
		const bytes = await repository.read(path, releaseLimit);
		if (bytes === void 0) continue;
		const result = decodeRelease(bytes, path);
		if ("findings" in result) throw refusal(result.findings) ?? new RangeError(path);
		const matching = result.release.targets.map(({ path }) => path).filter((target) => patterns.some((pattern) => matchesPattern(pattern, target)));
		if (matching.length === 0) continue;
		removed.push(...matching);
		changes.set(path, without(bytes, new Set(matching)));
	}
	for (const pattern of patterns) if (!removed.some((target) => matchesPattern(pattern, target))) throw proposalFaults.TARGET_UNKNOWN({
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
	if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
	throw error;
}

// src/cli/commands/role-targets.ts
async function addToRole(session, role) {
	const { flags, terminal, workspace } = session;
	const opened = await openEventSession(session);
	const base = inForce(opened);
	const { targets } = await measure({
		sources: workspace,
		reporter: terminal.reporter
	}, {
		files: session.args,
		prefix: text(flags, "prefix") ?? "",
		strip: relative(session.cwd, resolve(session.cwd, text(flags, "strip") ?? ".")).replaceAll(sep, "/"),
		unicode: opened.config.policy.unicode
	});
	const changes = targets.map(({ path, length, sha256 }) => {
		return {
			kind: "target",
			role,
			path,
			file: {
				length,
				hashes: /* @__PURE__ */ new Map([["sha256", sha256]]),
				rest: /* @__PURE__ */ new Map()
			}
		};
	});
	return propose(session, opened, {
		event: defaultName(`add-${role}`, base),
		changes,
		keys: []
	});
}
async function removeFromRole(session, role) {
	const opened = await openEventSession(session);
	const base = inForce(opened);
	const listed = [...base.offline.get(role)?.targets.keys() ?? []];
	const changes = session.args.flatMap((pattern) => {
		const paths = listed.filter((path) => matchesPattern(pattern, path));
		if (paths.length === 0) throw proposalFaults.TARGET_UNKNOWN({
			path: pattern,
			where: `the role ${role}`
		});
		return paths.map((path) => ({
			kind: "untarget",
			role,
			path
		}));
	});
	return propose(session, opened, {
		event: defaultName(`remove-${role}`, base),
		changes,
		keys: []
	});
}

// src/cli/commands/release.ts
async function add(session) {
	const { flags, terminal, workspace } = session;
	const { names, policy } = await session.config();
	const role = text(flags, "role");
	if (role !== void 0) return addToRole(session, role);
	const release = text(flags, "release");
	const url = text(flags, "url");
	if (release === void 0) throw composeFaults.FLAG_MISSING({
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
		...url !== void 0 && { url },
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
	const role = text(session.flags, "role");
	if (role !== void 0) return removeFromRole(session, role);
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
	const pin = knownPin(() => session.pin());
	const options = {
		base: await session.intentBranch("base"),
		head: text(flags, "head") ?? "HEAD"
	};
	const format = text(flags, "format") ?? "text";
	if (format !== "text" && format !== "markdown") throw baseFaults.USAGE({
		reason: `--format is text or markdown, not ${format}`,
		command: "check"
	});
	const store = await session.store();
	const repository = await openRepository(store, {
		intent: options.base,
		pin,
		now: clock.now(),
		verifier: session.verifier
	});
	const verdict = await check$1(repository, options);
	if (options.head === "HEAD" && text(flags, "repository") === void 0) await warnUncommitted(session, store);
	terminal.result(format === "markdown" ? verdictMarkdown(verdict).trimEnd() : verdictText(verdict, terminal.style), verdict);
	if (verdict.verdict === "blocked") return 1;
	if (verdict.verdict === "waiting") return 6;
	return verdict.verdict === "ready" && flag(flags, "exitCode") ? 2 : 0;
}
async function warnUncommitted(session, store) {
	const { names } = await session.config();
	const head = await store.tree("HEAD");
	const found = await session.workspace.find([names.targets]).catch(() => []);
	let loose = 0;
	for (const { path } of found.slice(0, 1e3)) {
		const [here, there] = [await session.workspace.read(path, releaseLimit), await head?.read(path, releaseLimit)];
		if (here !== void 0 && (there === void 0 || !sameBytes(here, there))) loose++;
	}
	if (loose > 0) session.terminal.reporter.warn(`${plural(loose, "release file")} in the work tree ${loose === 1 ? "is" : "are"} not committed; check reads commits`);
}

export { add, check, remove };