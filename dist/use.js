import { n as explain$1, t as catalogue } from "./errors.js";
import { a as plural, l as size } from "./text.js";
import { C as closest, _ as releaseSchema, o as configSchema } from "./config.js";
import { t as Fault } from "./fault2.js";
import { r as formatInstant } from "./time.js";
import { o as verifySite, r as lookUp, t as download$1 } from "./download.js";
import { t as compose } from "./compose.js";
import { g as toJSONSchema } from "./schemas.js";
import { t as siteUrl } from "./site-url.js";
import { n as globalOptions, t as operations } from "./operations.js";
import { r as text } from "./flags.js";
import { t as ceremonySchema } from "./ceremony-file.js";
import { basename, resolve } from "node:path";
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";

// src/faces/cli/completion.ts
function completionScript(shell) {
	if (shell === "bash") return bash();
	if (shell === "zsh") return `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;
	if (shell === "fish") return fish();
	throw new Fault("USAGE", {
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

// src/faces/cli/schema.ts
const schemas = /* @__PURE__ */ new Map([
	["config", configSchema],
	["release", releaseSchema],
	["ceremony", ceremonySchema]
]);
const schemaNames = [...schemas.keys()];
function schemaOf(name) {
	const schema = schemas.get(name);
	if (schema === void 0) throw new Fault("USAGE", {
		reason: `there is a schema of ${schemaNames.join(", ")}; not of "${name}"`,
		command: "schema"
	});
	return toJSONSchema(schema, { io: "input" });
}

// src/faces/cli/commands/use.ts
async function client(session, named) {
	const from = named ?? text(session.flags, "from") ?? (session.take("KAPRIEN_SITE") || void 0);
	if (from === void 0) throw new Fault("INPUT_NEEDED", {
		what: "The published site",
		flag: "--from <address or directory>"
	});
	const site = siteUrl(session.cwd, from);
	const targets = (text(session.flags, "targetsUrl") ?? `${site}/targets`).replace(/\/+$/, "");
	return {
		ports: {
			oracle: await compose.oracle(),
			clock: session.clock,
			memory: compose.workspace(session.dataDirectory)
		},
		site,
		options: {
			site: {
				fetch: compose.fetch,
				metadata: `${site}/metadata`
			},
			targets,
			pin: session.pin()
		}
	};
}
async function download(session) {
	const { ports, options } = await client(session);
	const path = session.args[0] ?? "";
	const to = resolve(session.cwd, text(session.flags, "output") ?? basename(path));
	const target = await download$1(ports, options, path, to);
	session.terminal.result(to, {
		file: to,
		...target
	});
	session.terminal.reporter.note(`verified: ${size(target.length)}, sha256 ${target.sha256}`);
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
	if (target === void 0) throw new Fault("TARGET_NOT_FOUND", {
		path,
		site: options.site.metadata
	});
	const stream = await compose.fetch(pathToFileURL(resolve(session.cwd, file)).href);
	if (stream === void 0) throw new Fault("FILE_NOT_FOUND", { file });
	const hash = createHash("sha256");
	let length = 0;
	for await (const chunk of stream) {
		hash.update(chunk);
		length += chunk.length;
	}
	const actual = hash.digest("hex");
	if (actual !== target.sha256 || length !== target.length) throw new Fault("TARGET_BYTES_DIFFER", {
		path,
		expected: target.sha256,
		actual
	});
	terminal.result(`ok ${file} is ${path}`, {
		file,
		...target
	});
	return 0;
}
async function isSite({ cwd }, given) {
	if (/^(https?|file):\/\//.test(given)) return true;
	return stat(resolve(cwd, given)).then((found) => found.isDirectory(), () => false);
}
async function explain(session) {
	const code = session.args[0]?.toUpperCase();
	const entries = [...catalogue.keys()].sort();
	if (code === void 0) {
		session.terminal.result(entries.map((name) => `${name}  ${explain$1(name).title}`).join("\n"), { codes: entries });
		return 0;
	}
	if (!catalogue.has(code)) {
		const near = closest(code, entries);
		throw new Fault("CODE_UNKNOWN", {
			code,
			hint: near === void 0 ? "" : ` Did you mean ${near}?`
		});
	}
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

export { schema as a, explain as i, completion as n, verify$1 as o, download as r, version as s, client as t };