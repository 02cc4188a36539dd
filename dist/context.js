import { f as size, l as plural, u as printable } from "./fault-text.js";
import { t as compose } from "./compose.js";
import { t as operations } from "./operations.js";
import { n as remembered } from "./secrets.js";
import { n as trustedRoot } from "./trusted-root.js";
import { t as actionFaults } from "./faults9.js";
import * as fs from "fs";
import { constants, promises } from "fs";
import * as os from "os";
import { EOL } from "os";
import * as crypto$1 from "crypto";

// src/interface/modes.ts
function option(operation, name) {
	const found = operations.find((each) => each.name === operation)?.options?.find((each) => each.name === name);
	if (found === void 0) throw new RangeError(`${operation} has no option ${name}`);
	const lines = found.type === "list" ? "; one on each line" : "";
	return {
		name,
		summary: `${found.summary}${lines}`,
		...found.default !== void 0 && { default: String(found.default) }
	};
}
const inputs = [
	{
		name: "mode",
		summary: "check, event, worker, publish, monitor or register; default: inferred from the triggering event"
	},
	{
		name: "token",
		summary: "token of the job for git and the forge's API",
		default: "${{ github.token }}"
	},
	{
		name: "repository",
		summary: "trust repository, as owner/name or as an http(s) address without a password; default: the repository in which the workflow runs. A repository on another host gets only the token in the environment variable KAPRIEN_GIT_TOKEN, and no comments or pull requests"
	},
	option("worker", "trusted-root"),
	{
		name: "branch",
		summary: "branch that people merge to; default: branches.intent of kaprien.yml, else the repository's default branch"
	},
	{
		name: "verified-commits",
		summary: "true: the forge signs the worker's commits, which it then shows as Verified",
		default: "false"
	},
	option("publish", "to"),
	{
		name: "files",
		summary: "register: files, directories or globs to release, one on each line; publish: directory that has the target files, each at its target path"
	},
	option("publish", "fetch"),
	option("add", "release"),
	option("add", "prefix"),
	option("add", "strip"),
	option("add", "replaces"),
	option("add", "url"),
	{
		name: "auto-merge",
		summary: "merge, squash or rebase: ask the forge to merge the pull request once its checks pass"
	},
	option("monitor", "from"),
	option("monitor", "valid-in"),
	option("monitor", "offline-valid-in")
];
const read = {
	scope: "contents",
	access: "read",
	why: "to read the branches"
};
const modes = [
	{
		name: "check",
		summary: "say on a pull request what a merge would do, and whether it is allowed",
		events: ["pull_request", "merge_group"],
		permissions: [read, {
			scope: "pull-requests",
			access: "write",
			why: "to keep one comment with the verdict; without this permission, the verdict is only in the summary"
		}],
		inputs: [
			"token",
			"repository",
			"trusted-root",
			"branch"
		],
		outputs: [
			"outcome",
			"changed",
			"verdict",
			"plan",
			"findings",
			"event"
		]
	},
	{
		name: "event",
		summary: "keep the pull request of a signing event, and write the event to trust/ when all signatures are there",
		events: [],
		permissions: [{
			scope: "contents",
			access: "write",
			why: "to finish a complete event on its own branch"
		}, {
			scope: "pull-requests",
			access: "write",
			why: "to open the pull request and keep one comment; without this permission, the state is only in the summary"
		}],
		inputs: [
			"token",
			"repository",
			"trusted-root",
			"branch"
		],
		outputs: [
			"outcome",
			"changed",
			"verdict",
			"findings",
			"event",
			"commit",
			"pull-request"
		]
	},
	{
		name: "worker",
		summary: "verify everything, sign what was merged or is due, and commit it to the signed branch",
		events: [
			"push",
			"schedule",
			"workflow_dispatch"
		],
		permissions: [{
			scope: "contents",
			access: "write",
			why: "to push the signed branch"
		}],
		inputs: [
			"token",
			"repository",
			"trusted-root",
			"branch",
			"verified-commits"
		],
		outputs: [
			"outcome",
			"changed",
			"plan",
			"findings",
			"commit",
			"next-expiry",
			"event"
		]
	},
	{
		name: "publish",
		summary: "write the signed state as a static site, which tuf-js judges before and after; needs no signing key",
		events: [],
		permissions: [
			read,
			{
				scope: "pages",
				access: "write",
				why: "to deploy to Pages; to publish to a branch, contents: write instead"
			},
			{
				scope: "id-token",
				access: "write",
				why: "so that Pages knows which workflow deploys"
			}
		],
		inputs: [
			"token",
			"repository",
			"trusted-root",
			"branch",
			"to",
			"files",
			"fetch"
		],
		outputs: [
			"outcome",
			"changed",
			"commit",
			"snapshot-version",
			"site",
			"findings"
		]
	},
	{
		name: "monitor",
		summary: "read the live site as a client would, and warn in time when something expires or is wrong",
		events: [],
		permissions: [read, {
			scope: "issues",
			access: "write",
			why: "to keep one issue with the state; without this permission, the state is only in the summary"
		}],
		inputs: [
			"token",
			"trusted-root",
			"from",
			"valid-in",
			"offline-valid-in"
		],
		outputs: [
			"outcome",
			"snapshot-version",
			"next-expiry",
			"findings",
			"site"
		]
	},
	{
		name: "register",
		summary: "hash built files, write a release file for them, and open one pull request in this or another repository",
		events: [],
		permissions: [{
			scope: "contents",
			access: "write",
			why: "to push the branch with the release file"
		}, {
			scope: "pull-requests",
			access: "write",
			why: "to open the pull request"
		}],
		inputs: [
			"token",
			"repository",
			"branch",
			"trusted-root",
			"files",
			"release",
			"prefix",
			"strip",
			"replaces",
			"url",
			"auto-merge"
		],
		outputs: [
			"outcome",
			"changed",
			"commit",
			"pull-request"
		]
	}
];

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${crypto$1.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}

// node_modules/@actions/core/lib/summary.js
var __awaiter$1 = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	filePath() {
		return __awaiter$1(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, constants.R_OK | constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	write(options) {
		return __awaiter$1(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	clear() {
		return __awaiter$1(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	stringify() {
		return this._buffer;
	}
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	addEOL() {
		return this.addRaw(EOL);
	}
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
const _summary = new Summary();
const summary = _summary;

// node_modules/@actions/core/lib/core.js
var __awaiter = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}

// src/action/runner.ts
const levels = {
	error,
	warning,
	notice
};
const maximumSummary = 1e6;
function openRunner(stdout) {
	let parts = "";
	const say = (text) => {
		for (const line of text.split("\n")) stdout.write(`${inert(line)}\n`);
	};
	const annotate = (level, text, { title, file, line } = {}) => levels[level](text.split("\n").map(printable).join("\n").slice(0, 4e3), {
		...title !== void 0 && { title },
		...file !== void 0 && { file: printable(file) },
		...line !== void 0 && { startLine: line }
	});
	return {
		reporter: {
			note: say,
			warn: (text) => annotate("warning", text),
			step: (name) => debug(name),
			progress: (label, total, unit) => progress(say, label, total, unit)
		},
		output: (name, value) => setOutput(name, value),
		annotate,
		say,
		summarize(markdown) {
			parts += `${markdown}\n`;
		},
		async close() {
			if (parts === "") return;
			try {
				await summary.addRaw(parts.slice(0, maximumSummary)).write();
			} catch {
				say(parts);
			}
			parts = "";
		}
	};
}
function inert(line) {
	return printable(line).replace(/##\[/g, "##​[").replace(/^(\s*):(?=:)/, "$1:​");
}
function mask(secret) {
	for (const line of secret.split(/\r?\n|\\n/)) if (line.trim().length >= 4) setSecret(line.trim());
	if (secret.trim().length >= 4) setSecret(secret.trim());
}
const input = (name) => getInput(name);
function progress(say, label, total, unit) {
	const started = performance.now();
	let done = 0;
	let shown = 0;
	return {
		advance(amount) {
			done += amount;
			const tenth = total === 0 ? 0 : Math.floor(done / total * 10);
			if (tenth <= shown || performance.now() - started < 1e3) return;
			shown = tenth;
			say(`${label}: ${tenth}0% of ${unit === "bytes" ? size(total) : plural(total, "item")}`);
		},
		done: () => void 0
	};
}

// src/action/context.ts
function openContext(given, job, runner, token) {
	const read = (name) => input(name) || void 0;
	const repository = locate(read("repository") ?? job.repository, job.server);
	const flag = (name) => {
		const value = read(name) ?? "false";
		if (value !== "true" && value !== "false") throw actionFaults.INPUT_INVALID({
			input: name,
			value,
			expected: "true or false"
		});
		return value === "true";
	};
	const verified = flag("verified-commits");
	const take = remembered(given.take);
	const secret = repository.here ? token : take("KAPRIEN_GIT_TOKEN")?.trim() ?? "";
	mask(secret);
	const forge = () => compose.forge(repository.here ? job.api : "", repository.name, secret, given.clock);
	return {
		...given,
		take,
		job,
		runner,
		input: read,
		lines: (name) => (read(name) ?? "").split("\n").map((line) => line.trim()).filter((line) => line !== ""),
		flag,
		verifier: compose.verifier,
		pin: () => trustedRoot(read("trusted-root") ?? take("KAPRIEN_TRUSTED_ROOT")),
		repository,
		store: async () => compose.store(repository.location, secret === "" ? void 0 : secret, given.clock, {
			author: bot,
			...verified && { endorse: async (content) => (await forge()).endorse(content) }
		}),
		forge,
		pages: forge
	};
}
const bot = {
	name: "github-actions[bot]",
	email: "41898282+github-actions[bot]@users.noreply.github.com"
};
function locate(repository, server) {
	const wrong = (value, expected) => actionFaults.INPUT_INVALID({
		input: "repository",
		value,
		expected
	});
	if (repository.includes("@")) throw wrong("an address with a user or password", "one without (the token has an input of its own)");
	if (!/^https?:\/\//i.test(repository)) {
		if (!ownerAndName.test(repository)) throw wrong(repository, "owner/name or an address");
		return {
			location: `${server}/${repository}`,
			name: repository,
			here: true
		};
	}
	if (!URL.canParse(repository)) throw wrong(repository, "owner/name or an address");
	const { origin, host, pathname } = new URL(repository);
	const path = pathname.replace(/\/$/, "").replace(/\.git$/, "");
	const home = new URL(server);
	const root = home.pathname.replace(/\/$/, "");
	const name = path.slice(root.length + 1);
	const here = origin === home.origin && path.startsWith(`${root}/`) && ownerAndName.test(name);
	return {
		location: repository,
		name: here ? name : `${host}${path}`,
		here
	};
}
const ownerAndName = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;
function modeOf(asked, event) {
	const named = modes.find(({ name }) => name === asked);
	if (named !== void 0) return named.name;
	const expected = modes.map(({ name }) => name).join(", ");
	if (asked !== void 0) throw actionFaults.INPUT_INVALID({
		input: "mode",
		value: asked,
		expected
	});
	const meant = modes.find(({ events }) => events.includes(event));
	if (meant === void 0) throw actionFaults.MODE_UNKNOWN({
		event,
		expected
	});
	return meant.name;
}
async function intentBranch(context, store) {
	const named = context.input("branch");
	if (named !== void 0) return named;
	const { openRepository } = await import("./open3.js");
	const own = context.repository.name === context.job.repository ? context.job.defaultBranch : void 0;
	const now = context.clock.now();
	return (await (await openRepository(store, {
		intent: own ?? "HEAD",
		pin: void 0,
		now,
		verifier: context.verifier
	})).settings()).config.names.intentBranch;
}
function keyVariables({ onlineKeys }) {
	return Object.values(onlineKeys).flatMap((list) => list ?? []).flatMap((uri) => {
		const scheme = uri.slice(0, uri.indexOf(":"));
		return scheme === "env" ? [uri.slice(4)] : serviceSecrets.get(scheme) ?? [];
	});
}
const serviceSecrets = /* @__PURE__ */ new Map([
	["vault", ["VAULT_TOKEN", "VAULT_JWT"]],
	["awskms", ["AWS_SECRET_ACCESS_KEY"]],
	["azurekms", ["AZURE_CLIENT_SECRET"]],
	["gcpkms", ["GOOGLE_APPLICATION_CREDENTIALS"]]
]);
function refuseSigningKeys(context, mode, named = []) {
	const found = context.variables().find(({ name, value }) => named.includes(name) || own.test(name) || (mode === "check" || mode === "event") && /PRIVATE KEY-----/.test(value));
	if (found !== void 0) throw actionFaults.SIGNING_KEY_IN_REACH({
		variable: found.name,
		mode
	});
}
const own = /^KAPRIEN_(?:ONLINE_KEY|PASSPHRASE)/;

export { refuseSigningKeys as a, openRunner as c, openContext as i, keyVariables as n, input as o, modeOf as r, mask as s, intentBranch as t };