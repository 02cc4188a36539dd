import { f as size, l as plural } from "./fault-text.js";
import { t as compose } from "./compose.js";
import { r as check, t as verdictMarkdown } from "./verdict-markdown.js";
import { z as mergeBase } from "./merged-source.js";
import { t as raceJudge } from "./races.js";
import { _ as sameEntry } from "./settings.js";
import { r as releaseLimit } from "./release-file.js";
import { t as openRepository } from "./open2.js";
import { a as sameBytes } from "./digest.js";
import { n as makeRelease } from "./add.js";
import { t as proposalFaults } from "./faults13.js";
import { n as code, o as quiet } from "./markdown.js";
import { r as exitOf } from "./check2.js";
import { t as intentBranch } from "./context.js";
import { t as actionFaults } from "./faults9.js";
import { r as findingsJson, t as annotate } from "./results.js";
import { relative, resolve, sep } from "node:path";

// src/proposal/registration-text.ts
function registrationBody({ release, files, targets, bytes, source = {} }) {
	const built = [
		...source.repository === void 0 ? [] : [`from ${code(source.repository)}`],
		...source.commit === void 0 ? [] : [`at ${code(source.commit)}`],
		...source.workflow === void 0 ? [] : [`by ${code(source.workflow)}`]
	];
	const origin = built.length === 0 ? "" : ` Built ${built.join(" ")}.`;
	return [
		`Releases **${quiet(release)}**: ${plural(targets, "target")}, ${size(bytes)}.${origin}`,
		files.map((file) => `- ${code(file)}`).join("\n"),
		"Merging this is the decision to release: the worker then signs these files by length and digest, and publishes. Not merging it, or reverting it later, keeps or takes them out.",
		"Kaprien keeps this pull request up to date while the release is registered again; its comment says what merging does."
	].join("\n\n");
}

// src/proposal/register.ts
const attempts = 5;
async function register$1(ports, options) {
	const { store, clock, forge, reporter, verifier } = ports;
	const repository = await openRepository(store, {
		intent: options.branch,
		pin: void 0,
		now: clock.now(),
		verifier
	});
	const main = repository.intent;
	const config = await repository.config();
	const made = await makeRelease(ports, config.names, {
		...options,
		unicode: config.policy.unicode
	});
	const summary = {
		files: [...made.files.keys()],
		targets: made.targets,
		bytes: made.bytes
	};
	if (await holds(main, made)) return {
		kind: "merged",
		...summary
	};
	if (options.dryRun) return {
		kind: "planned",
		...summary
	};
	const head = `kaprien/${options.release}`;
	reporter.step("propose");
	const commit = await propose(store, head, main, made, config.names, options);
	reporter.step("pull request");
	const [product = "", release = ""] = options.release.split("/");
	const pullRequest = await forge.propose({
		head,
		base: options.branch,
		title: `Release ${product} ${release}`,
		body: registrationBody({
			...summary,
			release: options.release,
			...options.source && { source: options.source }
		}),
		...options.autoMerge !== void 0 && { autoMerge: options.autoMerge }
	});
	return {
		kind: "proposed",
		...summary,
		pullRequest,
		head,
		commit
	};
}
async function holds(tree, { files }) {
	for (const [path, bytes] of files) {
		const there = await tree.read(path, releaseLimit);
		if (there === void 0 || !sameBytes(there, bytes)) return false;
	}
	return true;
}
async function propose(store, head, main, made, names, { release }) {
	const isOwn = async (path) => made.files.has(path) || isPart(path, names, release) && await main.entry(path) === void 0;
	const judge = raceJudge();
	for (let attempt = 1;; attempt++) {
		const tip = await store.tree(head);
		if (tip !== void 0) await refuseForeign(store, head, main, tip, isOwn);
		const stale = tip === void 0 ? [] : await leftOver(tip, main, made, names, release);
		if (tip !== void 0 && stale.length === 0 && await holds(tip, made)) return tip.commit;
		const files = new Map([...made.files, ...stale.map((path) => [path, null])]);
		const message = `Release ${release.replace("/", " ")}\n`;
		try {
			if (tip === void 0) await store.start(head, main.commit);
			return await store.propose(head, [(tip ?? main).commit], {
				files,
				grafts: /* @__PURE__ */ new Map()
			}, message);
		} catch (error) {
			judge(error);
			if (attempt === attempts) throw error;
		}
	}
}
const maximumShown = 3;
async function refuseForeign(store, head, main, tip, isOwn) {
	const base = await mergeBase(store, main, tip);
	const parted = base.kind === "one" ? base.tree : void 0;
	const foreign = [];
	for await (const { path, now } of changes(parted ?? main, tip, "")) {
		if ((now === void 0 || now.kind === "file") && await isOwn(path)) continue;
		foreign.push(path);
		if (foreign.length > maximumShown) break;
	}
	if (parted !== void 0 && foreign.length === 0) return;
	const unclear = parted === void 0 ? ["files that its history does not tell apart"] : [];
	const more = foreign.length > maximumShown ? " and more" : "";
	const paths = [...unclear, ...foreign.slice(0, maximumShown)].join(", ") + more;
	throw proposalFaults.REGISTER_BRANCH_TAKEN({
		branch: head,
		paths
	});
}
async function* changes(before, after, directory) {
	const old = new Map((await before.list(directory)).map((entry) => [entry.name, entry]));
	const present = new Map((await after.list(directory)).map((entry) => [entry.name, entry]));
	for (const name of /* @__PURE__ */ new Set([...old.keys(), ...present.keys()])) {
		const [was, now] = [old.get(name), present.get(name)];
		if (sameEntry(was, now)) continue;
		const path = directory === "" ? name : `${directory}/${name}`;
		const kinds = [was?.kind, now?.kind];
		if (kinds.some((kind) => kind !== void 0 && kind !== "directory")) yield {
			path,
			now
		};
		if (kinds.includes("directory")) yield* changes(before, after, path);
	}
}
function isPart(path, { targets }, release) {
	const start = `${targets}/${release}-`;
	return path.startsWith(start) && /^\d+\.json$/.test(path.slice(start.length));
}
async function leftOver(tip, main, { files }, names, release) {
	const directory = `${names.targets}/${release.split("/", 1)[0]}`;
	const found = [];
	for (const entry of await tip.list(directory)) {
		const path = `${directory}/${entry.name}`;
		if (isPart(path, names, release) && !files.has(path) && await main.entry(path) === void 0) found.push(path);
	}
	return found;
}

// src/action/register.ts
async function register(context) {
	const { job, runner, input, lines } = context;
	const release = needed(context, "release");
	const files = lines("files");
	if (files.length === 0) throw actionFaults.INPUT_MISSING({
		input: "files",
		mode: "register"
	});
	const autoMerge = mergeMethod(input("auto-merge"));
	const url = input("url");
	requireForge(context);
	const store = await context.store();
	const result = await register$1({
		sources: compose.workspace(job.workspace),
		store,
		forge: await announcing(context),
		clock: context.clock,
		verifier: context.verifier,
		reporter: runner.reporter
	}, {
		release,
		files,
		prefix: input("prefix") ?? release,
		strip: relative(job.workspace, resolve(job.workspace, input("strip") ?? ".")).replaceAll(sep, "/"),
		replaces: lines("replaces"),
		branch: await intentBranch(context, store),
		source: {
			repository: job.repository,
			commit: job.sha,
			workflow: job.workflow
		},
		...url !== void 0 && { url },
		...autoMerge !== void 0 && { autoMerge },
		dryRun: false
	});
	const amount = `${plural(result.targets, "target")}, ${size(result.bytes)}`;
	runner.output("outcome", result.kind);
	if (result.kind !== "proposed") {
		runner.output("changed", "false");
		runner.say(`${release} (${amount}) is merged already, as it is here: nothing to propose`);
		return 0;
	}
	const { pullRequest, commit } = result;
	runner.output("changed", String(pullRequest.kind !== "unchanged"));
	runner.output("commit", commit);
	runner.output("pull-request", String(pullRequest.number));
	runner.say(`${release} (${amount}): pull request ${pullRequest.number} ${pullRequest.kind}, ${pullRequest.url}`);
	runner.summarize(`### Kaprien: release proposed\n\n${amount} in pull request [#${pullRequest.number}](${pullRequest.url}).\n`);
	if (pullRequest.noAutoMerge !== void 0) runner.annotate("warning", `The forge will not merge it by itself: ${pullRequest.noAutoMerge}`);
	return verdict(context, commit, pullRequest.number);
}
async function verdict(context, head, number) {
	if (context.input("trusted-root") === void 0) return 0;
	const store = await context.store();
	const base = await intentBranch(context, store);
	const { clock, verifier } = context;
	const options = {
		intent: base,
		pin: context.pin(),
		now: clock.now(),
		verifier
	};
	const judged = await check(await openRepository(store, options), {
		base,
		head
	});
	await (await context.forge()).comment(number, "check", verdictMarkdown(judged));
	annotate(context.runner.annotate, judged.findings);
	context.runner.output("verdict", judged.verdict);
	context.runner.output("findings", findingsJson(judged.findings));
	return exitOf(judged);
}
function requireForge({ repository, job }) {
	if (repository.here) return;
	throw actionFaults.INPUT_INVALID({
		input: "repository",
		value: repository.location,
		expected: `a repository of ${job.server}, where the pull request can be opened (for another host, run kaprien add and push the file there)`
	});
}
async function announcing({ forge, runner }) {
	const asked = await forge();
	return {
		...asked,
		async propose(request) {
			try {
				return await asked.propose(request);
			} catch (error) {
				const text = `The branch ${request.head} is pushed and has no pull request from this run. The next run goes on from it.`;
				runner.annotate("notice", text, { title: "Kaprien: branch pushed" });
				runner.summarize(`> ${text}\n`);
				throw error;
			}
		}
	};
}
function needed({ input }, name) {
	const value = input(name);
	if (value === void 0) throw actionFaults.INPUT_MISSING({
		input: name,
		mode: "register"
	});
	return value;
}
function mergeMethod(value) {
	if (value === void 0 || value === "merge" || value === "squash" || value === "rebase") return value;
	throw actionFaults.INPUT_INVALID({
		input: "auto-merge",
		value,
		expected: "merge, squash or rebase"
	});
}

export { register };