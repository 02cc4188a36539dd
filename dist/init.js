import { n as filled } from "./fault-text.js";
import { t as compose } from "./compose.js";
import { a as parseConfig, i as configLimit, n as configFiles } from "./config.js";
import { i as isFault, t as Fault } from "./fault.js";
import { o as baseFaults } from "./time.js";
import { n as configFile } from "./names.js";
import { t as repositoryFaults } from "./faults6.js";
import { t as workspaceFaults } from "./faults4.js";
import { r as text, t as flag } from "./flags.js";
import { fileURLToPath } from "node:url";

// src/setup/init.ts
const workflow = ".github/workflows/kaprien.yml";
const templateFiles = /* @__PURE__ */ new Map([
	[configFile, configFiles.filter((file) => file !== configFile)],
	[workflow, [".github/workflows/kaprien.yaml"]],
	[".github/CODEOWNERS", ["CODEOWNERS", "docs/CODEOWNERS"]],
	[".github/dependabot.yml", [".github/dependabot.yaml"]],
	[".github/KAPRIEN.md", []],
	[".gitattributes", []]
]);
const placeholder = {
	action: "kaprien/action@v1",
	branch: "main"
};
async function init$1(ports, { dryRun, ...options }) {
	const kept = await standing(ports.workspace, chosen(options.files));
	const { files, action } = await render(ports, chosen(options.files).filter((file) => !kept.has(file)), options);
	if (!dryRun) await ports.workspace.write(files, "refuse");
	return {
		written: [...files.keys()],
		kept,
		...action !== void 0 && { action }
	};
}
async function renderTemplate(ports, options) {
	return render(ports, chosen(options.files), options);
}
async function render({ template, open }, paths, { branch, action: asked, server }) {
	requireBranch(branch);
	const action = paths.includes(workflow) ? await pinAction(asked, server, open) : void 0;
	const files = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const bytes = await template.read(path, configLimit);
		if (bytes === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file: path });
		const text = new TextDecoder().decode(bytes).replaceAll(/\bmain\b/g, () => branch).replaceAll(placeholder.action, () => action?.uses ?? placeholder.action);
		files.set(path, new TextEncoder().encode(text));
	}
	return {
		files,
		...action !== void 0 && { action }
	};
}
function chosen(files) {
	const all = [...templateFiles.keys()];
	const unknown = files.find((file) => !templateFiles.has(file));
	if (unknown !== void 0) throw baseFaults.USAGE({
		reason: `the template has ${all.join(", ")}; not ${unknown}`,
		command: "init"
	});
	return files.length === 0 ? all : all.filter((file) => files.includes(file));
}
async function standing(workspace, files) {
	const kept = /* @__PURE__ */ new Map();
	for (const file of files) for (const name of [file, ...templateFiles.get(file) ?? []]) if (!kept.has(file) && await isThere(workspace, name)) kept.set(file, name);
	return kept;
}
async function isThere(workspace, path) {
	try {
		return (await workspace.find([path])).length > 0;
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return !isFault(error, workspaceFaults.FILE_NOT_FOUND);
	}
}
function requireBranch(branch) {
	try {
		parseConfig(JSON.stringify({
			version: 1,
			branches: { intent: branch }
		}), configFile);
	} catch (cause) {
		throw baseFaults.USAGE({
			reason: `--branch takes the name of a branch, not ${branch}`,
			command: "init"
		}, { cause });
	}
}
async function pinAction(asked, server, open) {
	const [, repository, path, ref] = /^([\w.-]+\/[\w.-]+)((?:\/[\w.-]+)*)@([\w./+-]+)$/.exec(asked) ?? [];
	if (repository === void 0 || ref === void 0) throw baseFaults.USAGE({
		reason: `--action takes owner/name@ref, not ${asked}`,
		command: "init"
	});
	if (/^[0-9a-f]{40}$/.test(ref)) return { uses: asked };
	const url = `${server}/${repository}`;
	try {
		const tree = await (await open(url)).tree(`refs/tags/${ref}`);
		if (tree === void 0) throw repositoryFaults.BRANCH_MISSING({ branch: `refs/tags/${ref}` });
		return { uses: `${repository}${path}@${tree.commit} # ${ref}` };
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return {
			uses: asked,
			unpinned: error
		};
	}
}

// src/cli/commands/init.ts
async function init(session) {
	const { flags, terminal, workspace, dryRun } = session;
	const options = {
		files: session.args,
		branch: await session.intentBranch("branch"),
		action: text(flags, "action") ?? `kaprien/action@v${session.version}`,
		server: (session.take("GITHUB_SERVER_URL") ?? "https://github.com").replace(/\/+$/, "")
	};
	const ports = {
		template: compose.workspace(fileURLToPath(new URL("../metadata-template/", import.meta.url))),
		workspace,
		open: (url) => compose.store(url, void 0, session.clock)
	};
	if (flag(flags, "print")) {
		const { files, action } = await renderTemplate(ports, options);
		const shown = [...files].map(([path, bytes]) => ({
			path,
			content: new TextDecoder().decode(bytes)
		}));
		warnUnpinned(session, action);
		terminal.result(printed(shown), { files: shown });
		return 0;
	}
	const { written, kept, action } = await init$1(ports, {
		...options,
		dryRun
	});
	for (const [path, there] of kept) terminal.reporter.note(`left alone: ${there} is there${there === path ? "" : `, for ${path}`}`);
	if (kept.size > 0) terminal.reporter.note("kaprien init --print FILE shows the template's own");
	warnUnpinned(session, action);
	if (!await isTop(session)) terminal.reporter.warn("this directory is not the top of a git work tree; GitHub reads .github there alone, so put the files there");
	if (dryRun) terminal.reporter.note("nothing was written; run without --dry-run to do it");
	else if (written.length === 0) terminal.reporter.note("nothing to write: every file is there");
	terminal.result(written.join("\n"), {
		files: written,
		kept: [...kept].map(([path, there]) => ({
			path,
			there
		})),
		action: action && {
			uses: action.uses,
			pinned: action.unpinned === void 0
		},
		dryRun
	});
	if (!dryRun && written.length > 0) terminal.next(`next: git add ${written.join(" ")}, and follow .github/KAPRIEN.md to kaprien ceremony`);
	return 0;
}
function printed(files) {
	if (files.length === 1) return (files[0]?.content ?? "").replace(/\n$/, "");
	return files.map(({ path, content }) => `==> ${path} <==\n${content}`).join("\n");
}
function warnUnpinned({ terminal }, action) {
	if (action?.unpinned === void 0) return;
	const { title } = filled(action.unpinned);
	terminal.reporter.warn(`the workflow uses ${action.uses}, a tag and not a commit, which can be moved to other code: ${title} [${action.unpinned.code}]. To pin it when that is mended: rm .github/workflows/kaprien.yml && kaprien init`);
}
async function isTop({ workspace }) {
	for (const file of [".git/HEAD", ".git"]) if (await workspace.read(file, 262144).catch(() => void 0) !== void 0) return true;
	return false;
}

export { init };