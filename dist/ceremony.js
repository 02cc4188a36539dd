import { t as Fault } from "./fault.js";
import { r as treeOfFiles } from "./tree.js";
import { n as proveSigner } from "./keyring.js";
import { r as sign } from "./seal.js";
import { i as intentPaths, n as configFile, s as limits } from "./layout.js";
import { l as loadTrust } from "./verify-state.js";
import { c as eventPaths, i as encodeEventSignature } from "./event-file.js";
import { a as firstTrust, c as onlineRoles, r as designFindings, s as offlineRoles } from "./first-trust.js";
import { w as canonical } from "./key.js";
import { a as toHex, i as sha256 } from "./digest.js";
import { _ as decodeRoot, a as decodeTargets, s as encodeTargets, v as encodeRoot, y as roleKeys } from "./tally.js";
import { n as requireFirst, r as settingsIn, t as configOf } from "./settings3.js";
import { d as signersOf, s as draftEvent } from "./load.js";
import { n as makeEvent, t as filesOf } from "./start.js";

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
		return key === void 0 ? [] : [{
			code: "CEREMONY_ONLINE_ELSEWHERE",
			severity: "error",
			data: {
				role,
				key
			}
		}];
	});
}

// src/setup/ceremony.ts
async function holdKey(ports, name, source) {
	const held = await obtain(ports, name, source);
	try {
		if (source.kind !== "public") await proveSigner(held.signer, name, ports.challenge());
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
	const sign = () => Promise.reject(new Fault("SIGNER_ELSEWHERE", { keyid: key.keyid }));
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
	const now = ports.clock.now();
	const team = ceremony.elsewhere.size > 0;
	const files = team ? await teamFiles(ceremony, names, now) : await signAll(ceremony, names);
	const last = team ? eventPaths(names, teamEvent).event : intentPaths(names).root(1);
	const lastBytes = files.get(last);
	const trustedRoot = team ? void 0 : sha256(lastBytes);
	if (trustedRoot !== void 0) await loadTrust(treeOfFiles(files), intentPaths(names), trustedRoot, now);
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

export { prepareCeremony as i, concludeCeremony as n, holdKey as r, closeCeremony as t };