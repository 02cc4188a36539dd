import { i as isFault, n as contentFault, t as Fault } from "./fault.js";
import { t as planFaults } from "./faults12.js";
import { l as signedPaths, o as signedTip, s as intentPaths, v as treeOfFiles } from "./settings.js";
import { x as readTrust } from "./merged-source.js";
import { F as contentOf, R as versionsOf } from "./load.js";
import { a as sameBytes } from "./digest.js";
import { r as defaultNames } from "./names.js";
import { t as repositoryFaults } from "./faults6.js";
import { C as isObject, b as decodeJson } from "./key.js";
import { d as signingEventFaults } from "./first-trust.js";

// src/signing-event/trust-memory.ts
const paths = intentPaths(defaultNames);
const repositoriesFile = "trust/repositories.json";
const memoryLimit = 64e6;
function trustMemory(directory, verifier) {
	const memory = {
		async pinOf(location) {
			return (await repositories(directory)).get(location);
		},
		async recall(pin) {
			const file = `trust/${pin}.json`;
			const bytes = await directory.read(file, memoryLimit);
			if (bytes === void 0) return void 0;
			try {
				const { files, people } = readMemory(bytes);
				const trust = await readTrust(treeOfFiles(files), paths, {
					pin,
					verifier
				}, "historic");
				return {
					pin,
					content: contentOf(trust),
					people
				};
			} catch (cause) {
				if (!(cause instanceof Fault) || isFault(cause, repositoryFaults.FORMAT_NEWER)) throw cause;
				throw signingEventFaults.TRUST_MEMORY_DAMAGED({
					file,
					reason: cause.code
				}, { cause });
			}
		},
		async remember(location, pin, trust, people) {
			const before = await memory.recall(pin);
			if (before !== void 0) refuseRollback(before.content, contentOf(trust));
			const files = /* @__PURE__ */ new Map([[`trust/${pin}.json`, writeMemory(trust, people)]]);
			if (location !== void 0) {
				const known = await repositories(directory);
				files.set(repositoriesFile, json(Object.fromEntries([...known, [location, pin]])));
			}
			await directory.write(files, "replace");
		}
	};
	return memory;
}
function refuseRollback(seen, now) {
	const versions = versionsOf(now);
	for (const [role, expected] of versionsOf(seen)) {
		const actual = versions.get(role);
		if (actual !== void 0 && actual < expected) throw signingEventFaults.TRUST_ROLLBACK({
			role,
			expected,
			actual
		});
	}
}
function writeMemory({ roots, offline }, people) {
	const decoder = new TextDecoder();
	const files = [...[...roots].map(([version, { bytes }]) => [paths.root(version), decoder.decode(bytes)]), ...[...offline].map(([role, { bytes }]) => [paths.role(role), decoder.decode(bytes)])];
	return json({
		format: memoryFormat,
		files: Object.fromEntries(files),
		people: Object.fromEntries(people)
	});
}
const memoryFormat = 1;
function readMemory(bytes) {
	const members = decodeJson(bytes);
	const format = isObject(members) ? members.get("format") : void 0;
	if (typeof format === "number" && format > memoryFormat) throw repositoryFaults.FORMAT_NEWER({
		format,
		known: memoryFormat
	});
	const texts = (name) => {
		const object = isObject(members) ? members.get(name) : void 0;
		return [...isObject(object) ? object : []].map(([key, value]) => [key, String(value)]);
	};
	const encoder = new TextEncoder();
	return {
		files: new Map(texts("files").map(([path, text]) => [path, encoder.encode(text)])),
		people: new Map(texts("people"))
	};
}
async function repositories(directory) {
	const bytes = await directory.read(repositoriesFile, memoryLimit);
	if (bytes === void 0) return /* @__PURE__ */ new Map();
	const pins = pinsIn(bytes);
	if (pins === void 0) throw signingEventFaults.TRUST_MEMORY_DAMAGED({
		file: repositoriesFile,
		reason: "it is no list of pinned roots"
	});
	return pins;
}
function pinsIn(bytes) {
	try {
		const members = decodeJson(bytes);
		if (!isObject(members)) return void 0;
		const pins = [...members].flatMap(([location, pin]) => typeof pin === "string" && /^[0-9a-f]{64}$/.test(pin) ? [[location, pin]] : []);
		return pins.length === members.size ? new Map(pins) : void 0;
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return;
	}
}
function json(value) {
	return new TextEncoder().encode(`${JSON.stringify(value, void 0, 1)}\n`);
}

// src/signing-event/rollback-guard.ts
async function refuseOlder(store, names, anchor, base) {
	const tip = await signedTip(store, names);
	if (tip.kind === "none") return;
	let signed;
	try {
		signed = await readTrust(tip.tree, signedPaths, anchor);
	} catch (error) {
		contentFault(error);
		return;
	}
	refuseRollback(contentOf(signed), contentOf(base));
	for (const [version, known] of signed.roots) refuseSecond("root", known, base.roots.get(version));
	for (const [role, known] of signed.offline) refuseSecond(role, known, base.offline.get(role));
}
function refuseSecond(role, known, claimed) {
	const { version } = known.signed;
	if (claimed?.signed.version === version && !sameBytes(known.payload, claimed.payload)) throw planFaults.ROLE_VERSION_REUSED({
		role,
		version
	});
}

export { refuseRollback as n, trustMemory as r, refuseOlder as t };