import { i as findingsText } from "./fault-text.js";
import { o as baseFaults } from "./time.js";
import { c as firstError } from "./visits.js";
import { t as duration } from "./duration.js";
import { t as composeFaults } from "./faults7.js";
import { a as isOnlineRole } from "./names.js";
import { t as repositoryFaults } from "./faults6.js";
import { L as keysOf, R as versionsOf, S as withoutOverlap, _ as listedRoles, b as rolesInForce, d as keysAround, r as loadEvent, v as rebinning, x as rotation, y as placeOfOnline } from "./load.js";
import { n as findEvent } from "./branch.js";
import { d as signingEventFaults } from "./first-trust.js";
import { r as openEvent } from "./start.js";
import { n as differencesText } from "./text2.js";
import { t as cliFaults } from "./faults5.js";
import { n as list, r as text, t as flag } from "./flags.js";
import { n as expandPath, t as compose } from "./compose.js";
import { u as keySchemes } from "./config.js";
import { n as proveSigner } from "./keyring.js";
import { r as openEventSession } from "./trust-session.js";
import { randomBytes } from "node:crypto";

// src/cli/key-reference.ts
function knownKeys(base, people, reference) {
	const keys = base === void 0 ? [] : [...keysOf(base).values()];
	const named = keys.filter(({ keyid }) => people.get(keyid) === reference);
	if (named.length > 0) return named;
	return /^[0-9a-f]{8,64}$/.test(reference) ? keys.filter(({ keyid }) => keyid.startsWith(reference)) : [];
}
async function resolveKey(session, base, people, reference) {
	const [known, second] = knownKeys(base, people, reference);
	if (known !== void 0 && second === void 0) return known;
	if (second !== void 0) throw cliFaults.KEY_UNKNOWN({
		key: reference,
		reason: "several keys are meant; give more of the keyid"
	});
	const scheme = /^([a-z0-9-]+):/.exec(reference)?.[1];
	if (scheme !== void 0 && scheme.length > 1 && keySchemes.includes(scheme)) {
		const signer = await session.open(reference);
		try {
			await proveSigner(signer, reference, randomBytes(32), session.verifier);
			return signer.key;
		} finally {
			await signer[Symbol.asyncDispose]();
		}
	}
	const bytes = await session.workspace.read(expandPath(reference), 65536).catch(() => void 0);
	if (bytes === void 0) throw cliFaults.KEY_UNKNOWN({
		key: reference.slice(0, 80),
		reason: "it is no key in force, no person of kaprien.yml, no address of a key and no file"
	});
	return (await compose.readPublicKey())(bytes);
}
function leavingKeys(base, people, references) {
	return references.flatMap((reference) => {
		const found = knownKeys(base, people, reference);
		if (found.length === 0) throw cliFaults.KEY_UNKNOWN({
			key: reference,
			reason: "it is no key in force and no person of kaprien.yml"
		});
		return found.map(({ keyid }) => keyid);
	});
}

// src/cli/commands/rotate.ts
async function rotate(session) {
	const [role = ""] = session.args;
	const { flags } = session;
	const opened = await openEventSession(session);
	const base = inForce(opened);
	const add = await resolveAll(session, opened, list(flags, "add"));
	const start = await startOf(session, opened, base);
	const remove = leavingKeys(start, opened.people, list(flags, "remove"));
	const threshold = wholeOf(session, "threshold");
	const changes = rotation(start, {
		role,
		add,
		remove,
		...threshold !== void 0 && { threshold }
	});
	if (withoutOverlap(base, changes) && !flag(flags, "compromised")) throw cliFaults.ROTATION_WITHOUT_OVERLAP({ role });
	return propose(session, opened, {
		event: defaultName(`rotate-${role}`, base),
		changes,
		keys: add
	});
}
async function delegate(session) {
	const [given = ""] = session.args;
	const { flags } = session;
	const opened = await openEventSession(session);
	const base = inForce(opened);
	const role = flag(flags, "online") && !given.startsWith("online-") ? `online-${given}` : given;
	const delegator = text(flags, "by") ?? "targets";
	if (flag(flags, "remove")) return propose(session, opened, {
		event: defaultName(`remove-${role}`, base),
		changes: [{
			kind: "undelegate",
			delegator,
			role
		}],
		keys: []
	});
	const start = await startOf(session, opened, base);
	const present = start.offline.get(delegator)?.delegations?.roles.find(({ name }) => name === role);
	const keys = await resolveAll(session, opened, list(flags, "key"));
	const held = rolesInForce(start).get(role);
	const paths = list(flags, "path");
	const before = present?.scope.kind === "paths" ? present.scope.patterns : [];
	const change = {
		kind: "delegate",
		delegator,
		role,
		paths: paths.length > 0 ? paths : before,
		keys: keys.length > 0 ? keys.map(({ keyid }) => keyid) : held?.keyids ?? [],
		threshold: wholeOf(session, "threshold") ?? held?.threshold ?? 1,
		terminating: flag(flags, "continue") ? false : present?.terminating ?? true,
		...placeOf(session, start, delegator, role)
	};
	if (change.paths.length === 0) throw composeFaults.FLAG_MISSING({
		what: "What the role may name",
		flag: "--path <pattern>"
	});
	if (change.keys.length === 0) throw composeFaults.FLAG_MISSING({
		what: "Who signs the role",
		flag: "--key <key>"
	});
	return propose(session, opened, {
		event: defaultName(`delegate-${role}`, base),
		changes: [change],
		keys
	});
}
function placeOf({ flags }, start, delegator, role) {
	const [after, before] = [text(flags, "after"), text(flags, "before")];
	if (after !== void 0 || before !== void 0) return {
		...after !== void 0 && { after },
		...before !== void 0 && { before }
	};
	return isOnlineRole(role) ? placeOfOnline(start, delegator, role) : {};
}
async function rebin(session) {
	const count = Number(session.args[0]);
	if (!Number.isInteger(Math.log2(count)) || count < 2 || count > 16384) throw signingEventFaults.CEREMONY_BINS({
		bins: session.args[0] ?? "",
		maximum: 16384
	});
	const style = text(session.flags, "style");
	if (style !== void 0 && style !== "succinct" && style !== "prefixes") throw baseFaults.USAGE({
		reason: `--style is succinct or prefixes, not ${style}`,
		command: "rebin"
	});
	const opened = await openEventSession(session);
	const base = inForce(opened);
	const start = await startOf(session, opened, base);
	const keys = await resolveAll(session, opened, list(session.flags, "key"));
	const by = text(session.flags, "by");
	const { store, main, names } = opened;
	const listed = main === void 0 ? [] : await listedRoles(store, main, names);
	return propose(session, opened, {
		event: defaultName(`rebin-${count}`, base),
		changes: rebinning(start, listed, {
			count,
			keys,
			...style !== void 0 && { style },
			...by !== void 0 && { by }
		}),
		keys
	});
}
async function startOf(session, opened, base) {
	const name = text(session.flags, "event");
	if (!flag(session.flags, "join") || name === void 0) return base;
	const { store, main, names, pin } = opened;
	const { head } = await findEvent(store, name, names);
	const { draft } = await loadEvent({
		base: main,
		head,
		names,
		pin,
		verifier: session.verifier,
		now: session.clock.now()
	}, name);
	return draft.after;
}
function inForce({ base, pin }) {
	const reason = repositoryFaults.TRUST_MISSING.code;
	if (base === void 0 && pin !== void 0) throw signingEventFaults.EVENT_BASE_UNSIGNED({
		reason,
		changes: "no root at all"
	});
	if (base === void 0) throw repositoryFaults.TRUST_MISSING({ file: "trust/root/1.root.json" });
	return base;
}
function defaultName(what, base) {
	const total = [...versionsOf(base).values()].reduce((sum, version) => sum + version, 0);
	return `${what.replaceAll(/[^a-z0-9-]/g, "-").slice(0, 50)}-${total}`;
}
async function resolveAll(session, { base, people }, references) {
	const keys = [];
	for (const reference of references) keys.push(await resolveKey(session, base, people, reference));
	return keys;
}
function wholeOf(session, name) {
	const value = text(session.flags, name);
	if (value === void 0) return void 0;
	if (!/^[1-9]\d{0,3}$/.test(value)) throw baseFaults.USAGE({
		reason: `--${name} takes a whole number from 1`,
		command: "rotate"
	});
	return Number(value);
}
async function propose(session, { store, main, branch, pin, base, people, memory }, { event: usual, changes, keys, existing }) {
	const { flags, terminal, clock } = session;
	const days = daysOf(session);
	const event = text(flags, "event") ?? usual;
	const known = pin === void 0 ? void 0 : (await memory.recall(pin))?.content;
	const result = await openEvent({
		store,
		now: clock.now(),
		verifier: session.verifier
	}, {
		pin,
		branch: main?.commit ?? branch,
		event,
		changes,
		keys,
		existing: existing ?? (flag(flags, "join") ? "join" : "refuse"),
		known,
		dryRun: session.dryRun,
		...days !== void 0 && { days }
	});
	const shown = {
		people,
		keys: keysAround(base, result.draft.after)
	};
	terminal.reporter.note(differencesText(result.differences, shown, terminal.style));
	if (result.findings.length > 0) terminal.refused(findingsText(result.findings, terminal.style));
	const { draft: _draft, event: _event, ...summary } = result;
	const roles = result.draft.roles.map(({ role, version, sha256 }) => ({
		role,
		version,
		sha256
	}));
	terminal.result(firstError(result.findings) !== void 0 ? "" : result.branch, {
		name: event,
		...summary,
		roles
	});
	if (firstError(result.findings) !== void 0) return 1;
	if (session.dryRun) terminal.next("nothing was opened; run without --dry-run to do it");
	if (result.commit !== void 0) terminal.next(`next: git push origin ${result.branch}, open a pull request, and each signer runs\n  kaprien sign ${event} --key <address>`);
	return 0;
}
function daysOf({ flags }) {
	const given = text(flags, "expires");
	if (given === void 0) return void 0;
	const seconds = duration(given);
	if (seconds === void 0 || seconds === 0) throw baseFaults.USAGE({
		reason: `--expires takes a time such as 365d, not ${given}`,
		command: "rotate"
	});
	return seconds / 86400;
}

export { rebin as a, propose as i, delegate as n, rotate as o, inForce as r, defaultName as t };