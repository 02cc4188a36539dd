import { i as isFault, r as defineFaults } from "./fault.js";
import { i as instant } from "./time.js";
import { t as clientFaults } from "./faults.js";
import { t as repositoryFaults } from "./faults6.js";
import { a as isOnlineRole } from "./names.js";
import { t as tufFaults } from "./faults8.js";
import { t as search } from "./search.js";
import { i as withDeadline, n as pinnedRoot, r as walk } from "./site-client.js";
import { r as versionOf, t as openMemory } from "./memory.js";

// src/client/record.ts
function recorded(site, memory) {
	const heard = /* @__PURE__ */ new Map();
	const asked = /* @__PURE__ */ new Set();
	return {
		together: () => asked.size === 0,
		async fetch(url) {
			if (!/\/[0-9]+\.root\.json$/.test(url)) asked.add(key(url));
			const stream = await site.fetch(url);
			if (stream === void 0) heard.set(key(url), void 0);
			return stream?.pipeThrough(copying((bytes) => heard.set(key(url), bytes)));
		},
		async replay(url) {
			asked.delete(key(url));
			const bytes = heard.has(key(url)) ? heard.get(key(url)) : await remembered(url, memory);
			return bytes && new Blob([new Uint8Array(bytes)]).stream();
		}
	};
}
function key(url) {
	return new URL(url).href;
}
function copying(done) {
	const chunks = [];
	return new TransformStream({
		transform(chunk, controller) {
			chunks.push(chunk);
			controller.enqueue(chunk);
		},
		flush: () => done(Buffer.concat(chunks))
	});
}
async function remembered(url, memory) {
	const [, version, role] = /\/([0-9]+)\.([^/]+)\.json$/.exec(url) ?? [];
	const bytes = role === void 0 ? void 0 : await memory.read(decodeURIComponent(role));
	if (bytes === void 0 || versionOf(bytes) !== Number(version)) throw clientFaults.CLIENT_OFFLINE({
		site: url,
		reason: "it was not asked"
	});
	return bytes;
}

// src/client/download.ts
async function download(ports, { fetchFile, ...given }, wanted, done) {
	const options = bounded(ports, given);
	const from = {
		fetch: fetchFile,
		base: options.targets
	};
	const paths = wanted.map(({ path }) => path);
	try {
		await asClient(ports, options, paths, async (client) => {
			for (const { path, to } of wanted) {
				const target = await client.download(path, from, to);
				if (target === void 0) throw repositoryFaults.TARGET_NOT_FOUND({
					path,
					site: options.site.metadata
				});
				if (target.fetched) await to.keep();
				done(target);
			}
		});
	} finally {
		for (const { to } of wanted) await to.discard();
	}
}
async function refresh(ports, options) {
	return asClient(ports, bounded(ports, options), [], async ({ versions, expires }) => ({
		versions,
		expires
	}));
}
async function lookUp(ports, options, paths) {
	return asClient(ports, bounded(ports, options), paths, async (client) => {
		const targets = /* @__PURE__ */ new Map();
		for (const path of paths) targets.set(path, await client.find(path));
		return targets;
	});
}
const maximumSamples = 100;
async function verifySite(ports, given) {
	const options = bounded(ports, given);
	const paths = [];
	return asClient(ports, options, paths, async (client) => {
		const state = await readSite(ports, options, ports.clock.now());
		paths.push(...samplesOf(state));
		await findAll(client, options, paths);
		return {
			roles: state.targets.size + 3,
			targets: targetsOf(state).length,
			root: state.root.signed.version,
			snapshot: state.snapshot?.signed.version ?? 0,
			timestamp: state.timestamp?.signed.version ?? 0,
			expires: state.timestamp?.signed.expires ?? instant(0)
		};
	});
}
async function readSite(ports, options, now, reached) {
	const { bytes } = await firstRoot(ports, options);
	return walk(options.site, /* @__PURE__ */ new Map([["root", bytes]]), "all", {
		now,
		verifier: ports.verifier
	}, reached);
}
function samplesOf(state) {
	const paths = targetsOf(state);
	const every = Math.max(1, Math.ceil(paths.length / maximumSamples));
	return paths.filter((_, index) => index % every === 0);
}
async function findAll(client, { site }, paths) {
	for (const path of paths) if (await client.find(path) === void 0) throw repositoryFaults.TARGET_NOT_FOUND({
		path,
		site: site.metadata
	});
}
function targetsOf(state) {
	return [...state.targets].flatMap(([role, { signed }]) => {
		const paths = [...signed.targets.keys()];
		return isOnlineRole(role) ? paths : paths.filter((path) => foundIn(state, path) === role);
	});
}
function foundIn(state, path) {
	const found = search(state, path);
	return found.kind === "found" ? found.role : void 0;
}
function bounded({ clock }, options) {
	return {
		...options,
		site: withDeadline(options.site, clock)
	};
}
async function firstRoot(ports, { site, root, pin, ...rest }) {
	if (root !== void 0) return {
		bytes: root.bytes,
		place: root.file
	};
	if (pin !== void 0) return {
		bytes: await pinnedRoot(site, pin),
		place: site.metadata
	};
	const memory = await openMemory(ports.memory, {
		site,
		...rest
	});
	const bytes = await memory.read("root");
	if (bytes === void 0) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
	return {
		bytes,
		place: memory.place
	};
}
async function asClient(ports, options, paths, run) {
	const { metadata } = options.site;
	const now = ports.clock.now();
	const memory = await openMemory(ports.memory, options);
	const root = await memory.read("root") === void 0 ? await firstRoot(ports, options) : void 0;
	const { fetch, replay, together } = recorded(options.site, memory);
	try {
		return await run(await ports.oracle.update({
			fetch,
			metadata,
			memory,
			now,
			...root && { root }
		}));
	} catch (error) {
		if (!isFault(error, clientFaults.CLIENT_REFUSED)) throw error;
		const how = {
			now,
			verifier: ports.verifier
		};
		const words = await inWords({
			fetch: replay,
			metadata
		}, memory, root?.bytes, paths, how);
		throw words !== void 0 && together() ? inPlaceOf(error, words) : error;
	}
}
const explaining = [
	...[
		tufFaults.ROLE_SIGNATURES_MISSING,
		tufFaults.ROLE_EXPIRED,
		tufFaults.ROLE_ROLLBACK
	],
	...[
		tufFaults.ROLE_VERSION_MISMATCH,
		tufFaults.ROLE_HASH_MISMATCH,
		tufFaults.ROLE_NOT_LISTED
	],
	...[
		tufFaults.ROLE_NOT_DELEGATED,
		tufFaults.JSON_INVALID,
		clientFaults.SITE_FILE_MISSING
	],
	tufFaults.ROLE_KEYS_UNREADABLE
];
function inPlaceOf(refusal, words) {
	if (!isFault(words, tufFaults.ROLE_KEYS_UNREADABLE)) return words;
	const reason = `${refusal.data["reason"]} (Kaprien cannot read these keys of ${words.data["role"]}: ${words.data["keys"]})`;
	const [client, site] = [String(refusal.data["client"]), String(refusal.data["site"])];
	return clientFaults.CLIENT_REFUSED({
		client,
		site,
		reason
	}, { cause: refusal });
}
async function inWords(site, memory, root, paths, how) {
	const cache = new Map(root && [["root", root]]);
	for (const role of [
		"root",
		"timestamp",
		"snapshot"
	]) {
		const bytes = await memory.read(role);
		if (bytes !== void 0) cache.set(role, bytes);
	}
	try {
		await walk(site, cache, paths, how);
		return;
	} catch (error) {
		if (!isFault(error)) throw error;
		return isFault(error, ...explaining) ? error : void 0;
	}
}

// src/status/faults.ts
const table = {
	ROLE_RENEWAL_MISSED: {
		family: "content",
		title: "The role {role} is valid only until {expires}",
		meaning: "Online keys sign it, long before this: the worker's schedule failed, or what it signed was not published. Clients refuse the site from then on.",
		fix: "Run `kaprien worker`, then `kaprien publish`, and find out why their last runs did not do it.",
		exit: 5
	},
	ROLE_SIGNING_DUE: {
		family: "content",
		title: "The role {role} is valid only until {expires}",
		meaning: "People sign it, and gathering their signatures takes time. Clients refuse the site from then on.",
		fix: "Have the key holders of {role} sign its next version, merge it and publish.",
		exit: 5
	}
};
const statusFaults = defineFaults(table);

export { findAll as a, refresh as c, verifySite as d, download as i, samplesOf as l, asClient as n, lookUp as o, bounded as r, readSite as s, statusFaults as t, targetsOf as u };