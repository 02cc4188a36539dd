import { i as findingsText } from "./fault-text.js";
import { o as baseFaults } from "./time.js";
import { c as firstError } from "./visits.js";
import { n as expandPath } from "./compose.js";
import { t as composeFaults } from "./faults7.js";
import { t as planFaults } from "./faults12.js";
import { n as findEvent } from "./branch.js";
import { a as exportEvent, i as bundleLimit, r as signatureFiles, s as readSignatures, t as eventDigest } from "./sign.js";
import { d as signingEventFaults } from "./first-trust.js";
import { t as finishEvent } from "./finish.js";
import { t as openEvents } from "./list.js";
import { d as keysAround, f as reportEvent, p as signersOf, r as loadEvent, s as diffTrust } from "./load.js";
import { a as eventText, n as differencesText } from "./text2.js";
import { t as workspaceFaults } from "./faults4.js";
import { r as text } from "./flags.js";
import { a as pinOfEvent, i as peopleOf, o as putOnEvent, r as openEventSession, s as refuseOlderStart } from "./trust-session.js";
import { i as propose } from "./rotate.js";

// src/cli/commands/event.ts
const actions = {
	list: listEvents,
	show,
	finish,
	export: exportDraft,
	add,
	reopen
};
async function event(session) {
	const action = actions[session.args[0] ?? ""];
	if (action === void 0) throw baseFaults.USAGE({
		reason: `${session.args[0] ?? "nothing"} is none of ${Object.keys(actions).join(", ")}`,
		command: "event"
	});
	return action(session);
}
function named(session, what) {
	const value = session.args[1];
	if (value === void 0) throw composeFaults.FLAG_MISSING({
		what,
		flag: `kaprien event ${session.args[0]} <name>`
	});
	return value;
}
async function load(opened, name) {
	const { session, store, memory, names, main } = opened;
	const found = await findEvent(store, name, names);
	const pin = await pinOfEvent(opened, found.head);
	const known = pin === void 0 ? void 0 : (await memory.recall(pin))?.content;
	const { verifier } = session;
	const place = {
		base: main,
		head: found.head,
		names,
		pin,
		known,
		verifier,
		now: session.clock.now()
	};
	const loaded = await loadEvent(place, name);
	await refuseOlderStart(opened, loaded, pin);
	return {
		found,
		loaded,
		pin
	};
}
async function listEvents(session) {
	const opened = await openEventSession(session);
	const { store, main, names, pin } = opened;
	const events = await openEvents(store, {
		base: main,
		names,
		pin,
		verifier: session.verifier,
		now: session.clock.now()
	});
	const { style } = session.terminal;
	const shown = [];
	for (const { name, report, findings } of events) shown.push(report === void 0 ? `${style.strong(name)}\n${findingsText(findings, style)}` : eventText({
		name,
		report,
		findings
	}, { people: opened.people }, style));
	session.terminal.result(shown.length === 0 ? "No signing event is open." : shown.join("\n\n"), { events });
	return 0;
}
async function show(session) {
	const opened = await openEventSession(session);
	const name = named(session, "The name of an event");
	const { loaded, found } = await load(opened, name);
	const { base, draft, report, findings } = loaded;
	const differences = diffTrust(base, draft.after);
	const names = {
		people: await peopleOf(opened, found.head),
		keys: keysAround(base, draft.after)
	};
	const { style } = session.terminal;
	const body = [
		eventText({
			name,
			report,
			findings
		}, names, style),
		`${style.strong("changes")}\n${differencesText(differences, names, style)}`,
		`${style.strong("SHA-256 of all that is to be signed")}\n  ${eventDigest(loaded)}`
	].join("\n\n");
	session.terminal.result(body, {
		name,
		report,
		findings,
		differences,
		digest: eventDigest(loaded)
	});
	if (firstError(findings) !== void 0) return 3;
	return report.complete ? 0 : 6;
}
async function finish(session) {
	const opened = await openEventSession(session);
	const name = named(session, "The name of an event");
	const { loaded, found, pin } = await load(opened, name);
	const { verifier } = session;
	const place = {
		head: found.head,
		names: opened.names,
		pin,
		verifier,
		now: session.clock.now()
	};
	const { files, trustedRoot } = await finishEvent(loaded, place);
	const written = [...files].flatMap(([path, bytes]) => bytes === null ? [] : [path]);
	if (session.dryRun) {
		session.terminal.result(written.join("\n"), {
			name,
			files: written,
			dryRun: true
		});
		return 0;
	}
	const { commit, next } = await putOnEvent(opened, name, found, files, `Finish the signing event ${name}`);
	session.terminal.result([...written, ...trustedRoot === void 0 ? [] : [trustedRoot]].join("\n"), {
		name,
		files: written,
		commit,
		trustedRoot
	});
	if (trustedRoot !== void 0) session.terminal.next(`\nThe trusted root is ${trustedRoot}: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${trustedRoot}`);
	session.terminal.next(`${next === void 0 ? "next" : `next: ${next}`}, then merge the event's branch`);
	return 0;
}
async function exportDraft(session) {
	const opened = await openEventSession(session);
	const name = named(session, "The name of an event");
	const { loaded, found } = await load(opened, name);
	const out = expandPath(text(session.flags, "out") ?? `${name}.draft.json`);
	const base = loaded.trust === void 0 ? void 0 : loaded.start;
	const bytes = await exportEvent(base, found.head, opened.names, name);
	await session.workspace.write(/* @__PURE__ */ new Map([[out, bytes]]), "replace");
	session.terminal.result(out, {
		name,
		out
	});
	session.terminal.next(`next, on the machine with the key: kaprien sign ${out} --out signature.json`);
	return 0;
}
async function add(session) {
	const file = named(session, "A file that `kaprien sign --out` made");
	const bytes = await session.workspace.read(expandPath(file), bundleLimit);
	if (bytes === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file });
	const { event: name, signatures } = readSignatures(bytes, file);
	const opened = await openEventSession(session);
	const { loaded, found } = await load(opened, name);
	requireUseful(name, loaded, signatures);
	const files = signatureFiles(opened.names, name, signatures);
	const { commit, next } = await putOnEvent(opened, name, found, files, `Sign ${name}`);
	session.terminal.result(name, {
		name,
		signatures,
		commit
	});
	if (next !== void 0) session.terminal.next(`next: ${next}`);
	return 0;
}
async function reopen(session) {
	const opened = await openEventSession(session);
	const name = named(session, "The name of an event");
	await findEvent(opened.store, name, opened.names);
	return propose(session, opened, {
		event: name,
		changes: [],
		keys: [],
		existing: "join"
	});
}
function requireUseful(name, { base, draft, signatures: there, verifier }, given) {
	for (const { role, sha256, keyid } of given) {
		const actual = draft.roles.find((each) => each.role === role)?.sha256 ?? `nothing of ${role}`;
		if (actual !== sha256) throw signingEventFaults.EVENT_DIGEST_DIFFERS({
			event: name,
			expected: sha256,
			actual
		});
		if (!signersOf(base, draft, role).has(keyid)) throw signingEventFaults.EVENT_NOT_YOURS({
			event: name,
			keyid
		});
	}
	const others = there.filter(({ role, keyid }) => !given.some((each) => each.role === role && each.keyid === keyid));
	const [wrong] = reportEvent(base, draft, [...others, ...given], verifier).roles.flatMap(({ role, invalid }) => given.filter((each) => each.role === role && invalid.includes(each.keyid)));
	if (wrong !== void 0) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: wrong.keyid });
}

export { event };