import { f as configFaults, g as closest, s as configSchema } from "./config.js";
import { o as baseFaults, r as formatInstant } from "./time.js";
import { f as size, l as plural, n as filled, u as printable } from "./fault-text.js";
import { t as actionFaults } from "./faults9.js";
import { t as cliFaults } from "./faults5.js";
import { t as clientFaults } from "./faults.js";
import { t as composeFaults } from "./faults7.js";
import { t as forgeFaults } from "./faults10.js";
import { t as gitFaults } from "./faults2.js";
import { t as importFaults } from "./faults18.js";
import { t as keysFaults } from "./faults15.js";
import { t as planFaults } from "./faults12.js";
import { t as policyFaults } from "./faults11.js";
import { g as toJSONSchema } from "./schemas.js";
import { t as proposalFaults } from "./faults13.js";
import { t as publishFaults } from "./faults3.js";
import { a as releaseSchema, c as releaseFaults } from "./release-file.js";
import { t as repositoryFaults } from "./faults6.js";
import { t as setupFaults } from "./faults17.js";
import { d as signingEventFaults } from "./first-trust.js";
import { c as refresh$1, d as verifySite, i as download$1, o as lookUp, t as statusFaults } from "./faults14.js";
import { t as tufFaults } from "./faults8.js";
import { t as workerFaults } from "./faults16.js";
import { t as workspaceFaults } from "./faults4.js";
import { t as compose } from "./compose.js";
import { a as siteUrl } from "./site-client.js";
import { r as trustedRootFile } from "./trusted-root.js";
import { d as limits } from "./envelope.js";
import { n as globalOptions, t as operations } from "./operations.js";
import { r as text, t as flag } from "./flags.js";
import { t as ceremonySchema } from "./ceremony-file.js";
import { basename, resolve } from "node:path";
import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { createHash } from "node:crypto";

// src/catalogue.ts
const tables = [
	...[
		baseFaults,
		tufFaults,
		gitFaults,
		configFaults,
		releaseFaults,
		repositoryFaults,
		policyFaults,
		planFaults
	],
	...[
		workspaceFaults,
		clientFaults,
		forgeFaults,
		keysFaults,
		signingEventFaults,
		publishFaults,
		workerFaults
	],
	...[
		proposalFaults,
		statusFaults,
		setupFaults,
		importFaults,
		composeFaults,
		cliFaults,
		actionFaults
	]
];
const catalogue = new Map(tables.flatMap((table) => Object.values(table).map((of) => [of.code, of])));
const formerCodes = /* @__PURE__ */ new Map([
	["CEREMONY_KEY_SHARED", signingEventFaults.ROLE_KEY_SHARED],
	["CEREMONY_KEY_TWICE", signingEventFaults.ROLE_KEY_TWICE],
	["CEREMONY_NO_KEYS", signingEventFaults.ROLE_NO_KEYS],
	["CEREMONY_ROOT_FRAGILE", signingEventFaults.ROOT_FRAGILE],
	["CEREMONY_THRESHOLD", signingEventFaults.ROLE_THRESHOLD],
	["EVENT_BESIDE", signingEventFaults.EVENT_FOREIGN_CHANGE],
	["EVENT_DRAFT_DIFFERS", signingEventFaults.EVENT_UNSIGNED_DIFFERS],
	["EVENT_INVALID", actionFaults.TRIGGER_INVALID],
	["EVENT_REFUSED", actionFaults.TRIGGER_REFUSED],
	["FLOORS_INVALID", repositoryFaults.VERSION_FLOORS_INVALID],
	["IMPORT_PEOPLE_EXPIRED", importFaults.IMPORT_OFFLINE_EXPIRED],
	["INPUT_NEEDED", composeFaults.FLAG_MISSING],
	["STATE_NEWER", repositoryFaults.FORMAT_NEWER],
	["TARGET_NEEDS_PEOPLE", policyFaults.TARGET_IN_OFFLINE_ROLE]
]);
function explain$1(code, data) {
	const of = catalogue.get(code) ?? baseFaults.UNEXPECTED;
	if (data !== void 0) return {
		...of.entry,
		...filled({
			of,
			data
		})
	};
	const shown = (text) => text.replace(/\{(\w+)\?\}/g, "{$1}");
	const { title, meaning, fix } = of.entry;
	return {
		...of.entry,
		title: shown(title),
		meaning: shown(meaning),
		fix: shown(fix)
	};
}

// src/cli/completion.ts
function completionScript(shell) {
	if (shell === "bash") return bash();
	if (shell === "zsh") return `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;
	if (shell === "fish") return fish();
	throw baseFaults.USAGE({
		reason: `there is completion for bash, zsh and fish; not for "${shell}"`,
		command: "completion"
	});
}
function flagsOf(operation) {
	return [...operation.options ?? [], ...globalOptions].map(({ name }) => `--${name}`);
}
function bash() {
	const names = operations.map(({ name }) => name).join(" ");
	const cases = operations.map((operation) => `    ${operation.name}) words="${flagsOf(operation).join(" ")}" ;;`);
	return [
		"_kaprien() {",
		"  local current=\"${COMP_WORDS[COMP_CWORD]}\" words=\"\"",
		"  if [ \"$COMP_CWORD\" -eq 1 ]; then",
		`    COMPREPLY=($(compgen -W "${names}" -- "$current"))`,
		"    return",
		"  fi",
		"  case \"${COMP_WORDS[1]}\" in",
		...cases,
		"  esac",
		"  case \"$current\" in",
		"    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;",
		"    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;",
		"  esac",
		"}",
		"complete -o filenames -F _kaprien kaprien"
	].join("\n");
}
function fish() {
	const quote = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
	return operations.flatMap(({ name, summary, options }) => [`complete -c kaprien -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`, ...[...options ?? [], ...globalOptions].map((option) => `complete -c kaprien -n '__fish_seen_subcommand_from ${name}' -l ${option.name} -d ${quote(option.summary)}`)]).join("\n");
}

// src/cli/schema.ts
const schemas = /* @__PURE__ */ new Map([
	["config", configSchema],
	["release", releaseSchema],
	["ceremony", ceremonySchema]
]);
const schemaNames = [...schemas.keys()];
function schemaOf(name) {
	const schema = schemas.get(name);
	if (schema === void 0) throw baseFaults.USAGE({
		reason: `there is a schema of ${schemaNames.join(", ")}; not of "${name}"`,
		command: "schema"
	});
	return toJSONSchema(schema, { io: "input" });
}

// src/cli/commands/use.ts
async function client(session, named) {
	const { flags, cwd, dataDirectory, clock, verifier } = session;
	const from = named ?? text(flags, "from") ?? (session.take("KAPRIEN_SITE") || void 0);
	const given = text(flags, "metadataUrl");
	if (from === void 0 && given === void 0) throw composeFaults.FLAG_MISSING({
		what: "The published site",
		flag: "--from <address or directory>"
	});
	const metadata = given === void 0 ? `${siteUrl(cwd, from ?? "")}/metadata` : siteUrl(cwd, given);
	const site = from === void 0 ? metadata.replace(/\/metadata$/, "") : siteUrl(cwd, from);
	const targets = (text(flags, "targetsUrl") ?? `${site}/targets`).replace(/\/+$/, "");
	const directory = text(flags, "metadataDir");
	const trust = await trustedRootFile(text(flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT"), (file) => session.workspace.read(resolve(cwd, file), limits.root));
	if (trust === void 0 && directory === void 0) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
	return {
		ports: {
			oracle: await compose.oracle(),
			clock,
			verifier,
			memory: compose.workspace(dataDirectory)
		},
		site,
		options: {
			site: {
				fetch: compose.fetch,
				metadata
			},
			targets,
			home: dataDirectory,
			...trust,
			...directory !== void 0 && { directory: resolve(cwd, directory) }
		}
	};
}
async function download(session) {
	const { terminal, args } = session;
	const files = filesFor(session);
	const { ports, options } = await client(session);
	const wanted = await Promise.all(files.map(async ({ path, open }) => ({
		path,
		to: await open()
	})));
	const results = [];
	const notes = [];
	await download$1(ports, {
		...options,
		fetchFile: compose.fetchFile
	}, wanted, ({ fetched, ...target }) => {
		const file = files[results.length]?.file;
		results.push({
			...file !== void 0 && { file },
			...target,
			fetched
		});
		const [hash] = Object.entries(target.hashes).sort();
		const of = args.length > 1 ? `${target.path} ` : "";
		notes.push(`${of}verified${fetched ? "" : ", was there already"}: ${size(target.length)}, ${hash?.join(" ")}`);
	}).catch((error) => {
		for (const note of notes) terminal.reporter.note(note);
		throw error;
	});
	if (text(session.flags, "output") !== "-") terminal.result(files.map(({ file }) => file).join("\n"), results.length === 1 ? results[0] ?? {} : { files: results });
	for (const note of notes) terminal.next(note);
	return 0;
}
function filesFor({ args, flags, cwd, stdout }) {
	const fail = (reason) => {
		throw baseFaults.USAGE({
			reason,
			command: "download"
		});
	};
	const output = text(flags, "output");
	const below = text(flags, "outputDir");
	if (output !== void 0 && (below !== void 0 || args.length > 1)) fail("--output names one file; with several targets, or a directory, use --output-dir alone");
	if (output === "-") {
		if (flag(flags, "json")) fail("--output - and --json both write to standard output");
		return args.map((path) => ({
			path,
			open: () => compose.output({ stream: stdout })
		}));
	}
	const files = args.map((path) => {
		if (below === void 0) {
			const file = resolve(cwd, output ?? basename(path));
			return {
				path,
				file,
				open: () => compose.output({ path: file })
			};
		}
		if (!isPathBelow(path)) fail(`the target path "${path}" cannot be a path below a directory; use --output`);
		const file = resolve(cwd, below, path);
		return {
			path,
			file,
			open: () => compose.output({
				path: file,
				below: resolve(cwd, below)
			})
		};
	});
	if (new Set(files.map(({ file }) => file)).size < files.length) fail("two of the targets would go to the same file; use --output-dir");
	return files;
}
function isPathBelow(path) {
	return !/[\\:\p{Cc}]/u.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
async function refresh(session) {
	const { ports, options, site } = await client(session);
	const { versions, expires } = await refresh$1(ports, options);
	const { root, timestamp, snapshot, targets } = versions;
	session.terminal.result(`ok ${site}: root ${root}, timestamp ${timestamp}, snapshot ${snapshot}, targets ${targets}, good until ${printable(expires)}`, {
		site,
		...versions,
		expires,
		...options.directory !== void 0 && { directory: options.directory }
	});
	return 0;
}
async function verify$1(session) {
	const given = session.args[0];
	const named = given !== void 0 && await isSite(session, given) ? given : void 0;
	const { ports, options, site } = await client(session, named);
	const { terminal } = session;
	const file = named === void 0 ? given : void 0;
	if (file === void 0) {
		const { expires, ...found } = await verifySite(ports, options);
		const until = formatInstant(expires);
		terminal.result(`ok ${site}: ${plural(found.roles, "role")} and ${plural(found.targets, "target")} verify; root ${found.root}, snapshot ${found.snapshot}, timestamp ${found.timestamp}, good until ${until}`, {
			site,
			...found,
			expires: until
		});
		return 0;
	}
	const path = text(session.flags, "target") ?? file.replaceAll("\\", "/");
	const target = (await lookUp(ports, options, [path])).get(path);
	if (target === void 0) throw repositoryFaults.TARGET_NOT_FOUND({
		path,
		site: options.site.metadata
	});
	const stream = await compose.fetch(pathToFileURL(resolve(session.cwd, file)).href);
	if (stream === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file });
	const hashes = Object.entries(target.hashes).sort().map(([algorithm, expected]) => ({
		hash: knownHash(algorithm),
		algorithm,
		expected
	}));
	let length = 0;
	for await (const chunk of stream) {
		for (const { hash } of hashes) hash?.update(chunk);
		length += chunk.length;
	}
	if (length !== target.length) throw publishFaults.TARGET_BYTES_DIFFER({
		path,
		expected: size(target.length),
		actual: size(length)
	});
	for (const { hash, algorithm, expected } of hashes) {
		const actual = hash?.digest("hex") ?? `a hash of an unknown kind (${algorithm})`;
		if (actual !== expected) throw publishFaults.TARGET_BYTES_DIFFER({
			path,
			expected,
			actual
		});
	}
	terminal.result(`ok ${file} is ${path}`, {
		file,
		...target
	});
	return 0;
}
function knownHash(algorithm) {
	return algorithm === "sha256" || algorithm === "sha512" ? createHash(algorithm) : void 0;
}
async function isSite({ cwd }, given) {
	if (/^(https?|file):\/\//.test(given)) return true;
	return stat(resolve(cwd, given)).then((found) => found.isDirectory(), () => false);
}
async function explain(session) {
	const asked = session.args[0]?.toUpperCase();
	const code = asked && (formerCodes.get(asked)?.code ?? asked);
	const entries = [...catalogue.keys()].sort();
	if (code === void 0) {
		session.terminal.result(entries.map((name) => `${name}  ${explain$1(name).title}`).join("\n"), { codes: entries });
		return 0;
	}
	if (!catalogue.has(code)) {
		const near = closest(code, entries);
		throw cliFaults.CODE_UNKNOWN({
			code,
			hint: near === void 0 ? "" : ` Did you mean ${near}?`
		});
	}
	if (code !== asked) session.terminal.reporter.note(`${asked} is called ${code} now`);
	const { title, meaning, fix, exit } = explain$1(code);
	session.terminal.result(`${code}\n\n${title}\n\nwhy   ${meaning}\nfix   ${fix}\nexit  ${exit}`, {
		code,
		title,
		meaning,
		fix,
		exit
	});
	return 0;
}
async function schema(session) {
	const found = schemaOf(session.args[0] ?? "");
	session.terminal.result(JSON.stringify(found, void 0, 2), { schema: found });
	return 0;
}
async function completion(session) {
	const script = completionScript(session.args[0] ?? "");
	session.terminal.result(script, { script });
	return 0;
}
async function version(session) {
	session.terminal.result(session.version, { version: session.version });
	return 0;
}

export { refresh as a, version as c, explain as i, completion as n, schema as o, download as r, verify$1 as s, client as t };