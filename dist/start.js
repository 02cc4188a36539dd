import { i as isFault } from "./fault.js";
import { c as firstError, o as finding } from "./visits.js";
import { t as addDays } from "./time.js";
import { t as planFaults } from "./faults12.js";
import { t as openRepository } from "./open2.js";
import { A as eventBranch, C as eventEntries, E as decodeEvent, F as contentOf, L as keysOf, M as eventName, N as eventPaths, O as encodeEvent, R as versionsOf, b as rolesInForce, c as draftEvent, g as restated, j as eventLimits, m as eventFindings, o as trustOf, s as diffTrust, t as draftFile } from "./load.js";
import { n as findEvent, t as commitToEvent } from "./branch.js";
import { d as signingEventFaults } from "./first-trust.js";

// src/signing-event/start.ts
async function openEvent({ store, now, verifier }, options) {
	const event = eventName(options.event);
	const repository = await openRepository(store, {
		intent: options.branch,
		pin: options.pin,
		now,
		verifier
	});
	const main = repository.intent;
	const { config } = await repository.settings();
	const { names } = config;
	const trust = await trustOf(main, names, {
		pin: options.pin,
		verifier
	}, options.known);
	const base = trust && contentOf(trust);
	const place = await present(store, event, names);
	const before = place && await eventOn(place.head, names, event);
	if (before !== void 0 && options.existing === "refuse") throw signingEventFaults.EVENT_EXISTS({
		event,
		branch: eventBranch(event)
	});
	const proposal = makeEvent(base, config.lifetimes, {
		...options,
		before,
		now
	});
	const draft = draftEvent(base, proposal);
	const findings = [...eventFindings(base, draft, now), ...addressFindings(config, base, draft.after)];
	const branch = eventBranch(event);
	const summary = {
		event,
		branch,
		draft,
		differences: diffTrust(base, draft.after),
		findings
	};
	if (firstError(findings) !== void 0 || options.dryRun) return summary;
	const files = /* @__PURE__ */ new Map();
	for (const path of place === void 0 ? [] : await eventEntries(place.head, names, event)) files.set(path, null);
	for (const [path, bytes] of filesOf(names, event, proposal, draft)) files.set(path, bytes);
	const on = place ?? {
		branch,
		head: main,
		local: void 0,
		fetched: void 0
	};
	const onto = place === void 0 ? void 0 : main;
	const commit = await commitToEvent(store, names, event, on, files, `Open the signing event ${event}\n`, onto);
	return {
		...summary,
		commit
	};
}
function addressFindings({ onlineKeys }, base, after) {
	const online = (content) => new Set([...rolesInForce(content)].flatMap(([role, held]) => held.online ? [role] : []));
	const before = base === void 0 ? online(after) : online(base);
	return [...online(after)].flatMap((role) => {
		if (before.has(role) || onlineKeys.default !== void 0 || role in onlineKeys) return [];
		return [finding(planFaults.ONLINE_KEY_UNSET, { role }, { severity: "warning" })];
	});
}
async function present(store, event, names) {
	try {
		return await findEvent(store, event, names);
	} catch (error) {
		if (isFault(error, signingEventFaults.EVENT_MISSING)) return void 0;
		throw error;
	}
}
async function eventOn(head, names, event) {
	const { event: file } = eventPaths(names, event);
	const bytes = await head.read(file, eventLimits.event);
	return bytes && decodeEvent(bytes, file);
}
function filesOf(names, name, event, { roles }) {
	const paths = eventPaths(names, name);
	return new Map([[paths.event, encodeEvent(event)], ...roles.map(({ role, version, json }) => [paths.draft(role, version), draftFile(json)])]);
}
function makeEvent(base, lifetimes, options) {
	const { before, now, days } = options;
	const changes = [...before?.changes ?? [], ...options.changes];
	const roles = /* @__PURE__ */ new Set([
		...base === void 0 ? [
			"root",
			"targets",
			"bin"
		] : versionsOf(base).keys(),
		...changes.flatMap(rolesOf),
		...base !== void 0 && changes.some(({ kind }) => kind === "restate") ? restated(base).offline.keys() : []
	]);
	const expires = new Map([...roles].map((role) => [role, addDays(now, days ?? lifeOf(role, lifetimes))]));
	const keys = new Map([...before?.keys ?? [], ...options.keys.map((key) => [key.keyid, key])]);
	const event = {
		opened: now,
		base: base === void 0 ? /* @__PURE__ */ new Map() : versionsOf(base),
		expires,
		keys,
		changes
	};
	const touched = new Set(draftEvent(base, event).roles.map(({ role }) => role));
	const inForce = new Set(base === void 0 ? [] : keysOf(base).keys());
	return {
		...event,
		expires: new Map([...expires].filter(([role]) => touched.has(role))),
		keys: new Map([...keys].filter(([keyid]) => !inForce.has(keyid)))
	};
}
function rolesOf(change) {
	return "role" in change ? [change.role] : [];
}
function lifeOf(role, lifetimes) {
	return (role === "root" || role === "bin" ? lifetimes[role] : lifetimes.targets).expires;
}

export { makeEvent as n, openEvent as r, filesOf as t };