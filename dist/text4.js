import { c as plain, f as size, l as plural, s as fingerprint, u as printable } from "./fault-text.js";
import { r as formatInstant } from "./time.js";
import { o as sha256, s as toHex } from "./digest.js";
import { n as configFile } from "./names.js";
import { v as canonical } from "./key.js";
import { l as decodeRoot, r as authorityFrom, u as encodeRoot } from "./delegations.js";
import { r as encodeTargets, t as decodeTargets } from "./targets.js";
import { l as refusal, o as finding } from "./visits.js";
import { b as loadTrust } from "./merged-source.js";
import { s as intentPaths, v as treeOfFiles } from "./settings.js";
import { d as limits } from "./envelope.js";
import { n as topLevelAuthority } from "./authority.js";
import { r as sign } from "./seal.js";
import { N as eventPaths, c as draftEvent, k as encodeEventSignature, p as signersOf } from "./load.js";
import { a as everyPath, c as offlineRoles, l as onlineRoles, n as clientCost, o as firstTrust, r as designFindings } from "./first-trust.js";
import { n as makeEvent, t as filesOf } from "./start.js";
import { n as proveSigner } from "./keyring.js";
import { t as setupFaults } from "./faults17.js";
import { n as requireFirst, r as settingsIn, t as configOf } from "./settings3.js";

// src/setup/team.ts
const teamEvent = "ceremony";
async function teamFiles({ spec, signers, elsewhere, design }, names, now) {
	const signersFor = (role) => ({
		keys: design.roles[role].keys.map(({ keyid }) => keyid),
		threshold: design.roles[role].threshold
	});
	const { paths, bins, style } = spec;
	const roles = {
		root: signersFor("root"),
		targets: signersFor("targets"),
		bin: signersFor("bin"),
		bins: signersFor("bins"),
		snapshot: signersFor("snapshot"),
		timestamp: signersFor("timestamp")
	};
	const keys = [...signers.values()].map(({ key }) => key);
	const event = makeEvent(void 0, design.lifetimes, {
		changes: [{
			kind: "create",
			roles,
			paths,
			bins,
			style
		}],
		keys,
		now
	});
	const draft = draftEvent(void 0, event);
	const files = new Map(filesOf(names, teamEvent, event, draft));
	const at = eventPaths(names, teamEvent);
	for (const { role, payload, sha256 } of draft.roles) {
		const asked = signersOf(void 0, draft, role);
		for (const [name, signer] of signers) {
			const { keyid } = signer.key;
			if (elsewhere.has(name) || !asked.has(keyid)) continue;
			const sig = toHex(await signer.sign(payload));
			files.set(at.signature(role, keyid), encodeEventSignature({
				role,
				keyid,
				sig,
				sha256
			}));
		}
	}
	return files;
}
function elsewhereFindings({ roles }, elsewhere) {
	return onlineRoles.flatMap((role) => {
		const key = roles[role].keys.find((name) => elsewhere.has(name));
		return key === void 0 ? [] : [finding(setupFaults.CEREMONY_ONLINE_ELSEWHERE, {
			role,
			key
		}, { severity: "error" })];
	});
}

// src/setup/ceremony.ts
async function holdKey(ports, name, source) {
	const held = await obtain(ports, name, source);
	try {
		if (source.kind !== "public") await proveSigner(held.signer, name, ports.challenge(), ports.verifier);
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
		const elsewhere = new Set([...keys].flatMap(([name, { source }]) => source.kind === "public" ? [name] : []));
		return {
			design,
			findings: [...designFindings(design), ...elsewhereFindings(spec, elsewhere)],
			names,
			unsigned,
			digests,
			signers,
			created,
			elsewhere,
			spec
		};
	} catch (error) {
		for (const signer of opened) await signer[Symbol.asyncDispose]();
		throw error;
	}
}
async function obtain(ports, name, source) {
	if (source.kind === "public") return {
		source,
		signer: heldElsewhere(await ports.readPublic(source.path))
	};
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
function heldElsewhere(key) {
	const sign = () => Promise.reject(setupFaults.SIGNER_ELSEWHERE({ keyid: key.keyid }));
	return {
		key,
		sign,
		[Symbol.asyncDispose]: async () => void 0
	};
}
function designOf(spec, signers) {
	const signatories = (role) => {
		const { keys, threshold } = spec.roles[role];
		return {
			keys: keys.map((name) => {
				const signer = signers.get(name);
				if (signer === void 0) throw setupFaults.CEREMONY_KEY_UNKNOWN({
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
	const refused = refusal(ceremony.findings);
	if (refused !== void 0) throw refused;
	const { existing, names } = await settingsIn(ports.workspace);
	await requireFirst(ports.workspace, names);
	const now = ports.clock.now();
	const team = ceremony.elsewhere.size > 0;
	const files = team ? await teamFiles(ceremony, names, now) : await signAll(ceremony, names, ports.verifier);
	const last = team ? eventPaths(names, teamEvent).event : intentPaths(names).root(1);
	const lastBytes = files.get(last);
	const trustedRoot = team ? void 0 : sha256(lastBytes);
	if (trustedRoot !== void 0) await loadTrust(treeOfFiles(files), intentPaths(names), {
		pin: trustedRoot,
		verifier: ports.verifier
	}, now);
	const paths = [...files.keys()].filter((path) => path !== last);
	const ordered = new Map([
		...paths.map((path) => [path, files.get(path)]),
		[configFile, configOf(ceremony.spec, ceremony.names, existing)],
		[last, lastBytes]
	]);
	const saved = [];
	try {
		for (const key of ceremony.created) {
			await key.save();
			saved.push(key);
		}
		await ports.workspace.write(ordered, "replace");
	} catch (error) {
		if (await ports.workspace.read(last, limits.root) === void 0) {
			for (const key of saved) await key.discard();
			const restored = new Map([...paths.map((path) => [path, null]), [configFile, existing ?? null]]);
			await ports.workspace.write(restored, "replace");
		}
		throw error;
	}
	const written = { files: [...files.keys(), configFile] };
	return trustedRoot === void 0 ? {
		open: teamEvent,
		...written
	} : {
		trustedRoot,
		...written
	};
}
async function signAll(ceremony, names, verifier) {
	const signers = new Map([...ceremony.signers.values()].map((signer) => [signer.key.keyid, signer]));
	const { root, targets } = ceremony.unsigned;
	const paths = intentPaths(names);
	const signedRoot = await sign(topLevelAuthority(root, "root"), encodeRoot(root), decodeRoot, signers, verifier);
	const signTargets = (authority, role) => sign(authority, encodeTargets(role), decodeTargets, signers, verifier);
	const signedTargets = await signTargets(topLevelAuthority(root, "targets"), targets);
	const bin = targets.delegations && authorityFrom("targets", targets.delegations, "bin");
	if (bin === void 0) throw new RangeError("targets delegates to nobody");
	const signedBin = await signTargets(bin, ceremony.unsigned.bin);
	return /* @__PURE__ */ new Map([
		[paths.root(1), signedRoot.bytes],
		[paths.role("targets"), signedTargets.bytes],
		[paths.role("bin"), signedBin.bytes]
	]);
}

// src/setup/text.ts
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

export { closeCeremony as a, prepareCeremony as c, sizingText as i, reviewText as n, concludeCeremony as o, roleText as r, holdKey as s, digestsText as t };