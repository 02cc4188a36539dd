import { t as Fault } from "./fault2.js";
import { o as gather } from "./answer.js";
import { s as limits } from "./layout.js";
import { i as sha256 } from "./digest.js";
import { f as delegatedNames, l as decodeEnvelope, n as decodeTimestamp, t as decodeSnapshot } from "./snapshot.js";
import { i as trust, n as bootstrap, t as search } from "./search.js";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// src/workflows/client.ts
async function fetchBytes({ fetch, metadata }, name, limit) {
	const stream = await fetch(`${metadata}/${name}`);
	if (stream === void 0) return void 0;
	return gather(stream, limit, {
		tooMuch: (actual) => new Fault("FILE_TOO_LARGE", {
			file: name,
			actual,
			limit
		}),
		broken: (cause, length) => {
			const reason = `${name} was cut off after ${length} bytes${cause instanceof Error ? `: ${cause.message}` : ""}`;
			return new Fault("CLIENT_OFFLINE", {
				site: metadata,
				reason
			}, { cause });
		}
	});
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
async function walk(site, cache, paths, now, reached = () => void 0) {
	let state = remembered(cache);
	const take = (file) => {
		const verdict = trust(state, file, now);
		if (verdict.kind === "refused") throw refused(verdict, site);
		state = verdict.state;
		if (file.role !== "root") reached(state);
	};
	const need = async (role, name, limit) => {
		const bytes = await fetchBytes(site, name, limit);
		if (bytes === void 0) throw new Fault("SITE_FILE_MISSING", {
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
	reached(state);
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
function refused({ code, data, role, step }, site) {
	return new Fault(code, {
		file: `${role}.json`,
		...data,
		step,
		site: site.metadata
	});
}

// src/faces/site-url.ts
function siteUrl(cwd, given) {
	const url = /^(https?|file):\/\//i.test(given) ? given : pathToFileURL(resolve(cwd, given)).href;
	if (!URL.canParse(url) || new URL(url).username !== "" || new URL(url).password !== "") throw new Fault("USAGE", {
		reason: "the site's address cannot be used; it may not carry a user or a password",
		command: "download"
	});
	return url.replace(/\/+$/, "");
}

export { walk as i, fetchBytes as n, pinnedRoot as r, siteUrl as t };