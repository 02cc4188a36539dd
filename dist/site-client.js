import { a as locating, t as Fault } from "./fault.js";
import { o as baseFaults } from "./time.js";
import { o as gather } from "./answer.js";
import { t as clientFaults } from "./faults.js";
import { o as sha256 } from "./digest.js";
import { t as repositoryFaults } from "./faults6.js";
import { a as isOnlineRole } from "./names.js";
import { t as tufFaults } from "./faults8.js";
import { a as delegatedCount, h as treeLimits, o as delegatedNames } from "./delegations.js";
import { c as decodeTimestamp, d as limits, s as decodeSnapshot, t as decodeEnvelope } from "./envelope.js";
import { i as trust, n as bootstrap, t as search } from "./search.js";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// src/compose/site-url.ts
function siteUrl(cwd, given) {
	const url = /^(https?|file):\/\//i.test(given) ? given : pathToFileURL(resolve(cwd, given)).href;
	if (!URL.canParse(url) || new URL(url).username !== "" || new URL(url).password !== "") throw baseFaults.USAGE({
		reason: "the site's address cannot be used; it may not carry a user or a password",
		command: "download"
	});
	return url.replace(/\/+$/, "");
}

// src/client/site-client.ts
async function fetchBytes({ fetch, metadata }, name, limit) {
	const stream = await fetch(`${metadata}/${name}`);
	if (stream === void 0) return void 0;
	return gather(stream, limit, {
		tooMuch: (actual) => baseFaults.FILE_TOO_LARGE({
			file: name,
			actual,
			limit
		}),
		broken: (cause, length) => {
			const reason = `${name} was cut off after ${length} bytes${cause instanceof Error ? `: ${cause.message}` : ""}`;
			return clientFaults.CLIENT_OFFLINE({
				site: metadata,
				reason
			}, { cause });
		}
	});
}
async function pinnedRoot(site, pin) {
	for (let version = 1; version <= limits.rootRotations; version++) {
		const bytes = await fetchBytes(site, `${version}.root.json`, limits.root);
		if (bytes === void 0 && version === 1) throw clientFaults.CLIENT_OFFLINE({
			site: site.metadata,
			reason: "there is no 1.root.json"
		});
		if (bytes === void 0) break;
		if (sha256(bytes) === pin) return bytes;
	}
	throw repositoryFaults.ROOT_NOT_PINNED({
		pin,
		site: site.metadata
	});
}
const longestRun = 3600;
function withDeadline(site, clock) {
	const end = clock.now() + longestRun;
	return {
		...site,
		fetch: async (url) => {
			if (clock.now() > end) throw clientFaults.CLIENT_DEADLINE({
				site: site.metadata,
				minutes: longestRun / 60
			});
			return site.fetch(url);
		}
	};
}
async function walk(site, cache, paths, { now, verifier }, reached = () => void 0) {
	let state = remembered(cache, site, verifier);
	const take = (file, before = state) => {
		const verdict = trust(before, file, now);
		if (verdict.kind === "refused") throw refused(verdict, site);
		state = verdict.state;
		if (file.role !== "root" && file.role !== "delegated") reached(state);
	};
	const need = async (role, name, limit) => {
		const bytes = await fetchBytes(site, name, limit);
		if (bytes === void 0) throw clientFaults.SITE_FILE_MISSING({
			file: name,
			role,
			site: site.metadata
		});
		return bytes;
	};
	const needListed = async (role) => {
		const listed = state.snapshot?.signed.meta.get(`${role}.json`);
		if (listed === void 0) throw tufFaults.ROLE_NOT_LISTED({
			role,
			step: "5.6.1",
			site: site.metadata
		});
		return need(role, `${listed.version}.${encodeURIComponent(role)}.json`, limits.targets);
	};
	for (let rotations = 0; rotations < limits.rootRotations; rotations++) {
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
	take({
		role: "targets",
		bytes: await needListed("targets")
	});
	if (paths === "all") {
		const roles = new Map(state.targets);
		for (const { role, delegator } of delegations(roles, site)) {
			const above = roles.get(delegator);
			take({
				role: "delegated",
				name: role,
				delegator,
				bytes: roles.get(role)?.bytes ?? await needListed(role)
			}, {
				...state,
				targets: new Map(above && [[delegator, above]])
			});
			const taken = state.targets.get(role);
			if (taken !== void 0) roles.set(role, taken);
			state = {
				...state,
				targets: roles
			};
			reached(state);
		}
		return state;
	}
	for (const path of paths) for (let result = search(state, path); result.kind === "needs"; result = search(state, path)) {
		const { role, delegator } = result;
		take({
			role: "delegated",
			name: role,
			delegator,
			bytes: await needListed(role)
		});
		reached(state);
	}
	return state;
}
function* delegations(roles, site) {
	const above = /* @__PURE__ */ new Map([["targets", /* @__PURE__ */ new Set(["targets"])]]);
	const pending = ["targets"];
	const data = { site: site.metadata };
	let followed = 0;
	for (let delegator = pending.shift(); delegator !== void 0; delegator = pending.shift()) {
		const found = roles.get(delegator)?.signed.delegations;
		const ancestors = above.get(delegator);
		if (found === void 0 || ancestors === void 0) continue;
		if (isOnlineRole(delegator)) throw repositoryFaults.ONLINE_ROLE_DELEGATES({
			role: delegator,
			...data
		});
		followed += delegatedCount(found);
		if (followed > treeLimits.roles) throw tufFaults.DELEGATIONS_TOO_MANY({
			role: delegator,
			limit: treeLimits.roles,
			...data
		});
		for (const role of delegatedNames(found)) {
			if (ancestors.has(role)) continue;
			if (ancestors.size > treeLimits.depth) throw tufFaults.DELEGATIONS_TOO_DEEP({
				role: delegator,
				limit: treeLimits.depth,
				...data
			});
			yield {
				role,
				delegator
			};
			if (above.has(role)) continue;
			above.set(role, /* @__PURE__ */ new Set([...ancestors, role]));
			pending.push(role);
		}
	}
}
function remembered(cache, site, verifier) {
	const root = cache.get("root");
	if (root === void 0) throw new RangeError("a client starts from a root");
	const timestamp = readable(cache.get("timestamp"), decodeTimestamp);
	const snapshot = readable(cache.get("snapshot"), decodeSnapshot);
	return {
		...locating({
			role: "root",
			file: "root.json",
			site: site.metadata
		}, () => bootstrap(root, verifier)),
		...timestamp && { timestamp },
		...snapshot && { snapshot }
	};
}
function readable(bytes, decode) {
	try {
		return bytes && decodeEnvelope(bytes, decode);
	} catch (error) {
		if (error instanceof Fault) return void 0;
		throw error;
	}
}
function refused({ fault, role, step }, site) {
	return fault.with({
		file: `${role}.json`,
		step,
		site: site.metadata
	});
}

export { siteUrl as a, withDeadline as i, pinnedRoot as n, walk as r, fetchBytes as t };