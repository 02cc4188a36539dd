import { i as isFault } from "./fault.js";
import { o as baseFaults } from "./time.js";
import { a as fileAddress, i as dataDirectory, r as thisMachine, t as compose } from "./compose.js";
import { n as remembered, t as passphraseVariable } from "./secrets.js";
import { n as trustedRoot } from "./trusted-root.js";
import { f as configFaults, t as buildConfig } from "./config.js";
import { t as workspaceFaults } from "./faults4.js";
import { t as cliFaults } from "./faults5.js";
import { r as text, t as flag } from "./flags.js";
import { c as plain, f as size, l as plural } from "./fault-text.js";
import { resolve } from "node:path";
import { styleText } from "node:util";

// src/cli/terminal.ts
const colours = {
	strong: (text) => styleText("bold", text),
	good: (text) => styleText("green", text),
	bad: (text) => styleText("red", text),
	warn: (text) => styleText("yellow", text),
	dim: (text) => styleText("dim", text)
};
function openTerminal(options) {
	const { json, quiet, verbose, stdout, stderr } = options;
	const style = options.color && !json ? colours : plain;
	const event = (value) => stdout.write(`${JSON.stringify(value)}\n`);
	const say = (text) => quiet ? void 0 : stderr.write(`${text}\n`);
	return {
		style,
		reporter: {
			note: (text) => json ? event({
				event: "note",
				text
			}) : say(text),
			warn: (text) => json ? event({
				event: "warning",
				text
			}) : stderr.write(`${style.warn("warning")}: ${text}\n`),
			step: (name) => {
				if (verbose) json ? event({
					event: "step",
					name
				}) : say(style.dim(name));
			},
			progress: (label, total, unit) => json || quiet ? silent : bar(stderr, label, total, unit)
		},
		result(text, value) {
			if (json) event({
				event: "result",
				...typeof value === "object" ? value : { value }
			});
			else if (text !== "") stdout.write(`${text}\n`);
		},
		refused(text) {
			if (!json) stderr.write(`${text}\n`);
		},
		next: (text) => json ? void 0 : say(text)
	};
}
const silent = {
	advance: () => void 0,
	done: () => void 0
};
function bar(stderr, label, total, unit) {
	const started = performance.now();
	const show = (amount) => unit === "bytes" ? size(amount) : String(amount);
	let done = 0;
	let shown = -1;
	return {
		advance(amount) {
			done += amount;
			if (performance.now() - started < 1e3 || total === 0) return;
			const percent = Math.min(100, Math.floor(done / total * 100));
			if (stderr.isTTY === true) {
				if (percent === shown) return;
				const filled = Math.round(percent / 4);
				stderr.write(`\r${label} [${"#".repeat(filled)}${"-".repeat(25 - filled)}] ${percent}% ${show(done)} of ${show(total)}`);
				shown = percent;
			} else if (Math.floor(percent / 10) > Math.floor(shown / 10)) {
				stderr.write(`${label}: ${percent}% of ${unit === "bytes" ? size(total) : plural(total, "item")}\n`);
				shown = percent;
			}
		},
		done() {
			if (stderr.isTTY === true && shown >= 0) stderr.write("\n");
		}
	};
}

// src/cli/session.ts
function openSession(given, flags, args) {
	const cwd = resolve(given.cwd, text(flags, "cwd") ?? ".");
	const variable = remembered(given.take);
	const json = flag(flags, "json");
	const noColor = flags["color"] === false || variable("NO_COLOR") !== void 0 || variable("TERM") === "dumb";
	const color = variable("FORCE_COLOR") !== void 0 || !noColor && given.stderr.isTTY === true;
	const terminal = openTerminal({
		json,
		quiet: flag(flags, "quiet"),
		verbose: flag(flags, "verbose"),
		color,
		stdout: given.stdout,
		stderr: given.stderr
	});
	const interactive = given.stdin.isTTY === true && given.stderr.isTTY === true && flags["input"] !== false && !json;
	const secrets = (fixed) => ({
		variable,
		passphrase: async (uri, attempt) => {
			const known = fixed ?? variable(passphraseVariable(uri)) ?? variable("KAPRIEN_PASSPHRASE");
			if (known !== void 0) return attempt === 1 ? known : void 0;
			return interactive ? askPassphrase(given, uri, attempt) : void 0;
		}
	});
	const machine = thisMachine();
	const store = () => compose.store(location(cwd, text(flags, "repository") ?? variable("KAPRIEN_REPOSITORY")), variable("KAPRIEN_GIT_TOKEN"), given.clock);
	const namesInForce = async () => {
		const named = text(flags, "config");
		try {
			return (await findConfig(cwd, named)).names;
		} catch (error) {
			const broken = isFault(error, configFaults.CONFIG_INVALID, workspaceFaults.FILE_NOT_PLAIN);
			if (named !== void 0 || !broken) throw error;
			const { openRepository } = await import("./open3.js");
			const { settingsWarning } = await import("./settings2.js");
			const now = given.clock.now();
			const { config } = await (await openRepository(await store(), {
				intent: "HEAD",
				pin: void 0,
				now,
				verifier: compose.verifier
			})).settings();
			terminal.reporter.warn(settingsWarning(error));
			return config.names;
		}
	};
	return {
		...given,
		cwd,
		take: variable,
		flags,
		args,
		terminal,
		interactive,
		dryRun: flag(flags, "dryRun"),
		workspace: compose.workspace(cwd),
		dataDirectory: dataDirectory(machine, variable),
		intentBranch: async (name) => text(flags, name) ?? (await namesInForce()).intentBranch,
		config: () => findConfig(cwd, text(flags, "config")),
		store,
		open: (uri, passphrase) => compose.signer(fileAddress(uri, cwd, machine), secrets(passphrase)),
		offeredKeys: () => compose.offeredKeys(secrets(void 0)),
		verifier: compose.verifier,
		pin: () => trustedRoot(text(flags, "trustedRoot") ?? variable("KAPRIEN_TRUSTED_ROOT"))
	};
}
async function askPassphrase(given, uri, attempt) {
	const { password, isCancel } = await import("./dist4.js");
	const answer = await password({
		message: attempt === 1 ? `Passphrase for ${uri}` : `That did not open it. Passphrase for ${uri}`,
		input: given.stdin,
		output: given.stderr
	});
	if (isCancel(answer)) throw cliFaults.INTERRUPTED();
	return answer;
}
function location(cwd, given) {
	if (given === void 0 || !/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) return resolve(cwd, given ?? ".");
	if (!/^https?:/i.test(given) || !URL.canParse(given)) throw baseFaults.USAGE({
		reason: "the repository is not a directory or an http(s) address",
		command: "worker"
	});
	return given;
}
async function findConfig(cwd, named) {
	const { searchConfig } = await import("./search-config.js");
	return await searchConfig(cwd, named === void 0 ? void 0 : resolve(cwd, named)) ?? buildConfig({ version: 1 }, "defaults");
}

export { openSession as t };