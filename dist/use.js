import { f as catalogue, o as plural, p as explain$1, u as size } from "./text.js";
import { B as instant, E as toJSONSchema, H as closest, j as limits, o as configSchema, p as releaseSchema, z as formatInstant } from "./config.js";
import { t as Fault } from "./fault2.js";
import { i as sha256 } from "./digest.js";
import { i as trust, n as bootstrap, t as search } from "./search.js";
import { a as delegatedNames, c as decodeSnapshot, g as decodeEnvelope, l as decodeTimestamp } from "./verify.js";
import { t as compose } from "./compose.js";
import { n as operations, t as globalOptions } from "./operations.js";
import { r as text } from "./flags.js";
import { t as ceremonySchema } from "./ceremony-file.js";
import { n as siteUrl } from "./session.js";
import { basename, resolve } from "node:path";
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";

// src/workflows/client.ts
async function fetchBytes({ fetch, metadata }, name, limit) {
	const stream = await fetch(`${metadata}/${name}`);
	if (stream === void 0) return void 0;
	const chunks = [];
	let length = 0;
	for await (const chunk of stream) {
		length += chunk.length;
		if (length > limit) throw new Fault("FILE_TOO_LARGE", {
			file: name,
			actual: length,
			limit
		});
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
async function pinnedRoot(site, pin) {
	for (let version = 1; version <= limits.rootRotations; version++) {
		const bytes = await fetchBytes(site, `${version}.root.json`, limits.root);
		if (bytes === void 0 && version === 1) throw new Fault("CLIENT_OFFLINE", {
			site: site.metadata,
			reason: "there is no 1.root.json"
		});
		if (bytes === void 0) break;
		if (sha256(bytes) === pin) return bytes;
	}
	throw new Fault("ROOT_NOT_PINNED", {
		pin,
		site: site.metadata
	});
}
async function walk(site, cache, paths, now) {
	let state = remembered(cache);
	const take = (file) => {
		const verdict = trust(state, file, now);
		if (verdict.kind === "refused") throw refused(verdict, site);
		state = verdict.state;
	};
	const need = async (role, name, limit) => {
		const bytes = await fetchBytes(site, name, limit);
		if (bytes === void 0) throw new Fault("SIGNED_FILE_MISSING", {
			file: name,
			role,
			site: site.metadata
		});
		return bytes;
	};
	for (;;) {
		const next = await fetchBytes(site, `${state.root.signed.version + 1}.root.json`, limits.root);
		if (next === void 0) break;
		take({
			role: "root",
			bytes: next
		});
	}
	take({
		role: "timestamp",
		bytes: await need("timestamp", "timestamp.json", limits.timestamp)
	});
	take({
		role: "snapshot",
		bytes: await need("snapshot", `${state.timestamp?.signed.snapshot.version ?? 0}.snapshot.json`, limits.snapshot)
	});
	const version = (role) => state.snapshot?.signed.meta.get(`${role}.json`)?.version ?? 0;
	take({
		role: "targets",
		bytes: await need("targets", `${version("targets")}.targets.json`, limits.targets)
	});
	const delegated = async (name, delegator) => {
		take({
			role: "delegated",
			name,
			delegator,
			bytes: await need(name, `${version(name)}.${name}.json`, limits.targets)
		});
	};
	if (paths === "all") {
		const pending = ["targets"];
		for (let delegator = pending.shift(); delegator !== void 0; delegator = pending.shift()) {
			const delegations = state.targets.get(delegator)?.signed.delegations;
			for (const name of delegations === void 0 ? [] : delegatedNames(delegations)) {
				await delegated(name, delegator);
				pending.push(name);
			}
		}
		return state;
	}
	for (const path of paths) for (let result = search(state, path); result.kind === "needs"; result = search(state, path)) await delegated(result.role, result.delegator);
	return state;
}
function remembered(cache) {
	const root = cache.get("root");
	if (root === void 0) throw new RangeError("a client starts from a root");
	const timestamp = cache.get("timestamp");
	const snapshot = cache.get("snapshot");
	return {
		...bootstrap(root),
		...timestamp && { timestamp: decodeEnvelope(timestamp, decodeTimestamp) },
		...snapshot && { snapshot: decodeEnvelope(snapshot, decodeSnapshot) }
	};
}
function refused({ code, data, step }, site) {
	return new Fault(code, {
		...data,
		step,
		site: site.metadata
	});
}

// src/workflows/download.ts
async function download$1(ports, options, path, to) {
	const target = await asClient(ports, options, [path], async (cache) => {
		const request = {
			fetch: options.site.fetch,
			metadata: options.site.metadata,
			cache,
			now: ports.clock.now()
		};
		const result = await ports.oracle.download(request, path, options.targets, to);
		return {
			cache: result.cache,
			result: result.target
		};
	});
	if (target === void 0) throw new Fault("TARGET_NOT_FOUND", {
		path,
		site: options.site.metadata
	});
	return target;
}
async function lookUp(ports, options, paths) {
	return asClient(ports, options, paths, async (cache) => {
		const request = {
			fetch: options.site.fetch,
			metadata: options.site.metadata,
			cache,
			now: ports.clock.now()
		};
		const result = await ports.oracle.update(request, paths);
		return {
			cache: result.cache,
			result: result.targets
		};
	});
}
const maximumSamples = 100;
async function verifySite(ports, options) {
	const root = await pinnedRoot(options.site, options.pin);
	const state = await walk(options.site, /* @__PURE__ */ new Map([["root", root]]), "all", ports.clock.now());
	const paths = [...state.targets.values()].flatMap(({ signed }) => [...signed.targets.keys()]);
	const every = Math.max(1, Math.ceil(paths.length / maximumSamples));
	const samples = paths.filter((_, index) => index % every === 0);
	for (const [path, found] of await lookUp(ports, options, samples)) if (found === void 0) throw new Fault("TARGET_NOT_FOUND", {
		path,
		site: options.site.metadata
	});
	return {
		roles: state.targets.size + 3,
		targets: paths.length,
		root: state.root.signed.version,
		snapshot: state.snapshot?.signed.version ?? 0,
		timestamp: state.timestamp?.signed.version ?? 0,
		expires: state.timestamp?.signed.expires ?? instant(0)
	};
}
async function asClient(ports, { site, pin }, paths, run) {
	const directory = `clients/${sha256(`${site.metadata} ${pin}`).slice(0, 32)}`;
	const remembered = await recall(ports.memory, directory);
	const root = remembered.get("root") ?? await pinnedRoot(site, pin);
	const known = new Map([...remembered, ["root", root]]);
	try {
		const { cache, result } = await run(known);
		await ports.memory.write(new Map(topLevel(cache).map(([role, bytes]) => [`${directory}/${role}.json`, bytes])), "replace");
		return result;
	} catch (error) {
		if (!(error instanceof Fault) || error.code !== "CLIENT_REFUSED") throw error;
		await walk(site, known, paths, ports.clock.now());
		throw error;
	}
}
const roles = [
	"root",
	"timestamp",
	"snapshot",
	"targets"
];
function topLevel(cache) {
	return [...cache].filter(([role]) => roles.includes(role));
}
async function recall(memory, directory) {
	const cache = /* @__PURE__ */ new Map();
	for (const role of roles) {
		const bytes = await memory.read(`${directory}/${role}.json`, limits.targets);
		if (bytes !== void 0) cache.set(role, bytes);
	}
	return cache;
}

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
	const from = named ?? text(session.flags, "from") ?? session.take("KAPRIEN_SITE");
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
async function verify(session) {
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

export { completion, download, explain, schema, verify, version };