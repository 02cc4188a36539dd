import { i as plain, o as plural, s as printable, u as size } from "./text.js";
import { i as parseConfig, v as require_dist } from "./config.js";
import { t as Fault } from "./fault2.js";
import { r as formatInstant } from "./time.js";
import { a as limits, n as defaultNames, r as intentPaths, t as configFile } from "./layout.js";
import { i as sha256 } from "./digest.js";
import { h as canonical } from "./key.js";
import { _ as roleKeys, c as encodeTargets, g as encodeRoot, h as decodeRoot, o as decodeTargets } from "./snapshot.js";
import { p as loadTrust } from "./state.js";
import { i as sign, n as proveSigner } from "./keys.js";
import { a as designFindings, c as offlineRoles, i as clientCost, l as onlineRoles, o as everyPath, s as firstTrust } from "./ceremony-file.js";

// src/repository/tree.ts
var import_dist = require_dist();
function treeOfFiles(files) {
	return {
		commit: "",
		parents: [],
		committed: 0,
		read: async (path, limit) => {
			const bytes = files.get(path);
			if (bytes !== void 0 && limit !== void 0 && bytes.length > limit) throw new Fault("STORE_OBJECT_TOO_LARGE", {
				object: path,
				size: bytes.length,
				limit
			});
			return bytes;
		},
		list: async (directory) => {
			const names = /* @__PURE__ */ new Map();
			for (const path of files.keys()) {
				if (directory !== "" && !path.startsWith(`${directory}/`)) continue;
				const [name, ...below] = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
				if (name !== void 0) names.set(name, below.length > 0 ? "directory" : "file");
			}
			return [...names].map(([name, kind]) => ({
				name,
				kind,
				id: ""
			}));
		},
		id: async () => void 0
	};
}

// src/workflows/ceremony.ts
async function holdKey(ports, name, source) {
	const held = await obtain(ports, name, source);
	try {
		await proveSigner(held.signer, name, ports.challenge());
		return held;
	} catch (error) {
		await held.signer[Symbol.asyncDispose]();
		throw error;
	}
}
async function prepareCeremony(ports, spec, held = /* @__PURE__ */ new Map()) {
	const opened = [];
	try {
		const keys = /* @__PURE__ */ new Map();
		for (const [name, source] of spec.keys) {
			const known = held.get(name);
			const key = known ?? await holdKey(ports, name, source);
			if (known === void 0) opened.push(key.signer);
			keys.set(name, key);
		}
		const signers = new Map([...keys].map(([name, { signer }]) => [name, signer]));
		const created = [...keys.values()].flatMap((key) => key.created ?? []);
		const design = designOf(spec, signers);
		const unsigned = firstTrust(design, ports.clock.now());
		const digests = new Map(offlineRoles.map((role) => [role, sha256(canonical(payload(unsigned, role)))]));
		const names = new Map([...signers].map(([name, { key }]) => [key.keyid, name]));
		return {
			design,
			findings: designFindings(design),
			names,
			unsigned,
			digests,
			signers,
			created,
			spec
		};
	} catch (error) {
		for (const signer of opened) await signer[Symbol.asyncDispose]();
		throw error;
	}
}
async function obtain(ports, name, source) {
	if (source.kind === "use") return {
		source,
		signer: await ports.open(source.uri)
	};
	if (source.kind === "load") {
		const passphrase = source.passphrase && await ports.passphrase(name, source);
		return {
			source,
			signer: await ports.open(`file:${source.path}`, passphrase)
		};
	}
	const { scheme, path } = source;
	const created = await ports.maker.create({
		scheme,
		path,
		passphrase: await ports.passphrase(name, source)
	});
	return {
		source,
		signer: created.signer,
		created
	};
}
function designOf(spec, signers) {
	const signatories = (role) => {
		const { keys, threshold } = spec.roles[role];
		return {
			keys: keys.map((name) => {
				const signer = signers.get(name);
				if (signer === void 0) throw new Fault("CEREMONY_KEY_UNKNOWN", {
					role,
					key: name,
					known: [...signers.keys()].join(", ")
				});
				return signer.key;
			}),
			threshold
		};
	};
	const roles = [...offlineRoles, ...onlineRoles].map((role) => [role, signatories(role)]);
	const lifetimes = [...offlineRoles, ...onlineRoles].map((role) => [role, {
		expires: spec.roles[role].expires,
		renew: spec.roles[role].renew
	}]);
	return {
		roles: Object.fromEntries(roles),
		lifetimes: Object.fromEntries(lifetimes),
		paths: spec.paths,
		bins: spec.bins,
		style: spec.style
	};
}
function payload(unsigned, role) {
	return role === "root" ? encodeRoot(unsigned.root) : encodeTargets(unsigned[role]);
}
async function closeCeremony(ceremony) {
	for (const signer of ceremony.signers.values()) await signer[Symbol.asyncDispose]();
}
async function concludeCeremony(ports, ceremony) {
	const refusal = ceremony.findings.find(({ severity }) => severity === "error");
	if (refusal !== void 0) throw new Fault(refusal.code, refusal.data);
	const { existing, names } = await settingsIn(ports.workspace);
	await requireFirst(ports.workspace, names);
	const files = await signAll(ceremony, names);
	const root = files.get(intentPaths(names).root(1));
	const trustedRoot = sha256(root);
	await loadTrust(treeOfFiles(files), intentPaths(names), trustedRoot, ports.clock.now());
	const paths = [...files.keys()].filter((path) => path !== intentPaths(names).root(1));
	const ordered = new Map([
		...paths.map((path) => [path, files.get(path)]),
		[configFile, configOf(ceremony.spec, existing)],
		[intentPaths(names).root(1), root]
	]);
	const saved = [];
	try {
		for (const key of ceremony.created) {
			await key.save();
			saved.push(key);
		}
		await ports.workspace.write(ordered, "replace");
	} catch (error) {
		if (await ports.workspace.read(intentPaths(names).root(1), limits.root) === void 0) {
			for (const key of saved) await key.discard();
			const restored = new Map([...paths.map((path) => [path, null]), [configFile, existing ?? null]]);
			await ports.workspace.write(restored, "replace");
		}
		throw error;
	}
	return {
		trustedRoot,
		files: [...files.keys(), configFile]
	};
}
async function settingsIn(workspace) {
	const existing = await workspace.read(configFile, limits.config);
	return {
		existing,
		names: existing === void 0 ? defaultNames : parseConfig(new TextDecoder().decode(existing), configFile).names
	};
}
async function requireFirst(workspace, names) {
	const paths = intentPaths(names);
	for (const file of [
		paths.root(1),
		paths.role("targets"),
		paths.role("bin")
	]) if (await workspace.read(file, limits.targets) !== void 0) throw new Fault("CEREMONY_DONE", { file });
}
async function signAll(ceremony, names) {
	const signers = new Map([...ceremony.signers.values()].map((signer) => [signer.key.keyid, signer]));
	const { root, targets } = ceremony.unsigned;
	const paths = intentPaths(names);
	const signedRoot = await sign("root", encodeRoot(root), decodeRoot, roleKeys(root, "root"), root.keys, signers);
	const signedTargets = await sign("targets", encodeTargets(targets), decodeTargets, roleKeys(root, "targets"), root.keys, signers);
	const [bin] = targets.delegations?.roles ?? [];
	if (bin === void 0) throw new RangeError("targets delegates to nobody");
	const signedBin = await sign("bin", encodeTargets(ceremony.unsigned.bin), decodeTargets, bin, targets.delegations?.keys ?? /* @__PURE__ */ new Map(), signers);
	return /* @__PURE__ */ new Map([
		[paths.root(1), signedRoot.bytes],
		[paths.role("targets"), signedTargets.bytes],
		[paths.role("bin"), signedBin.bytes]
	]);
}
function configOf(spec, existing) {
	const document = existing === void 0 ? new import_dist.Document({ version: 1 }) : (0, import_dist.parseDocument)(new TextDecoder().decode(existing));
	if (spec.targetsUrl !== void 0) document.setIn(["targets-url"], spec.targetsUrl);
	for (const role of [...offlineRoles, ...onlineRoles]) {
		const { expires, renew } = spec.roles[role];
		document.setIn(["roles", role], document.createNode({
			expires,
			renew
		}, { flow: true }));
	}
	const uris = onlineRoles.map((role) => [role, uriOf(spec, role)]);
	const distinct = new Set(uris.map(([, uri]) => uri));
	for (const [role, uri] of distinct.size === 1 ? [["default", uris[0]?.[1]]] : uris) document.setIn(["online-keys", role], uri);
	if (!document.has("publish")) document.setIn(["publish"], document.createNode({
		to: "directory",
		path: "site"
	}, { flow: true }));
	if (existing === void 0) document.commentBefore = " Settings of this repository. `kaprien schema config` prints what may stand here.";
	return new TextEncoder().encode(document.toString());
}
function uriOf(spec, role) {
	const source = spec.keys.get(spec.roles[role].keys[0] ?? "");
	return source?.kind === "use" ? source.uri : `file:${source?.path ?? ""}`;
}

// src/render/ceremony.ts
const reviewedRoles = [...offlineRoles, ...onlineRoles];
const purposes = {
	root: "names the keys of every other role; people sign it",
	targets: "says who may release what; people sign it",
	bin: "hands the releases to the bins; people sign it",
	bins: "list what is released; the worker signs them",
	snapshot: "says which versions belong together; the worker signs it",
	timestamp: "says that all of it is fresh; the worker signs it"
};
function reviewText(view, style = plain) {
	return [...reviewedRoles.map((role) => `${style.strong(role)}: ${roleText(view, role, style)}`), digestsText(view, style)].join("\n\n");
}
function roleText({ design, unsigned, names }, role, style = plain) {
	const { keys, threshold } = design.roles[role];
	const shown = keys.map(({ keyid }) => printable(names.get(keyid) ?? "unnamed"));
	const width = Math.max(0, ...shown.map((name) => name.length));
	const lines = keys.map(({ keyid, scheme }, index) => `  ${shown[index]?.padEnd(width)}  ${fingerprint(keyid)}  ${style.dim(scheme)}`);
	const delegations = delegationsText(design, role);
	return [
		purposes[role],
		`keys, of which ${threshold} must sign; ${spareText(keys.length - threshold, role)}:`,
		...lines,
		`expires: ${expiryText(design, unsigned, role)}`,
		...delegations === void 0 ? [] : [`delegates: ${delegations}`]
	].join("\n");
}
function digestsText({ digests }, style = plain) {
	const width = Math.max(...offlineRoles.map((role) => role.length));
	const lines = [...digests].map(([role, digest]) => `  ${role.padEnd(width)}  ${digest}`);
	return [style.strong("SHA-256 of exactly the bytes to be signed:"), ...lines].join("\n");
}
function sizingText(targets, choices, style = plain) {
	const width = String(Math.max(...choices)).length;
	const lines = choices.map((bins) => `  ${String(bins).padStart(width)} bins  ${size(clientCost(targets, bins))}`);
	return [style.strong(`What a new client downloads to find one of ${plural(targets, "target")}:`), ...lines].join("\n");
}
function fingerprint(keyid) {
	return keyid.slice(0, 16);
}
function spareText(spare, role) {
	if (spare > 0) return `you can lose ${plural(spare, "key")}`;
	return role === "root" ? "you cannot lose any" : "you cannot lose any without a new root";
}
function expiryText({ lifetimes }, unsigned, role) {
	const life = plural(lifetimes[role].expires, "day");
	if (role === "root" || role === "targets" || role === "bin") return `${formatInstant(unsigned[role].expires).slice(0, 10)}, in ${life}`;
	return `${life} after each time the worker signs`;
}
function delegationsText({ paths, bins, style }, role) {
	if (role === "targets") return `to bin: ${pathsText(paths)}`;
	if (role !== "bin") return void 0;
	return `to ${bins} bins, ${style === "succinct" ? "succinct (TAP 15)" : "one list of hash prefixes each"}`;
}
function pathsText(paths) {
	return paths.length === everyPath.length && paths.every((pattern, index) => pattern === everyPath[index]) ? `any path of up to ${everyPath.length} segments` : paths.map(printable).join(" ");
}

export { sizingText as a, holdKey as c, settingsIn as d, roleText as i, prepareCeremony as l, fingerprint as n, closeCeremony as o, reviewText as r, concludeCeremony as s, digestsText as t, requireFirst as u };