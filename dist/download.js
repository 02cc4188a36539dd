import { o as isOnlineRole, s as limits } from "./layout.js";
import { i as sha256 } from "./digest.js";
import { t as Fault } from "./fault2.js";
import { t as search } from "./search.js";
import { i as instant } from "./time.js";
import { i as walk, r as pinnedRoot } from "./site-url.js";

// src/workflows/download.ts
async function download(ports, options, path, to) {
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
	const state = await readSite(options, ports.clock.now());
	await judgeSite(ports, options, state);
	return {
		roles: state.targets.size + 3,
		targets: targetsOf(state).length,
		root: state.root.signed.version,
		snapshot: state.snapshot?.signed.version ?? 0,
		timestamp: state.timestamp?.signed.version ?? 0,
		expires: state.timestamp?.signed.expires ?? instant(0)
	};
}
async function readSite({ site, pin }, now, reached) {
	const root = await pinnedRoot(site, pin);
	return walk(site, /* @__PURE__ */ new Map([["root", root]]), "all", now, reached);
}
async function judgeSite(ports, options, state) {
	const paths = state === void 0 ? [] : targetsOf(state);
	const every = Math.max(1, Math.ceil(paths.length / maximumSamples));
	const samples = paths.filter((_, index) => index % every === 0);
	for (const [path, found] of await lookUp(ports, options, samples)) if (found === void 0) throw new Fault("TARGET_NOT_FOUND", {
		path,
		site: options.site.metadata
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

export { targetsOf as a, readSite as i, judgeSite as n, verifySite as o, lookUp as r, download as t };