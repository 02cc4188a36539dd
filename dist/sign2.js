import { c as firstError } from "./visits.js";
import { n as expandPath, t as compose } from "./compose.js";
import { t as composeFaults } from "./faults7.js";
import { n as trustedRoot } from "./trusted-root.js";
import { t as repositoryFaults } from "./faults6.js";
import { s as intentPaths } from "./settings.js";
import { n as findEvent } from "./branch.js";
import { c as writeSignatures, i as bundleLimit, n as signEvent, o as readBundle, r as signatureFiles, t as eventDigest } from "./sign.js";
import { d as signingEventFaults } from "./first-trust.js";
import { d as keysAround, o as trustOf, r as loadEvent, s as diffTrust } from "./load.js";
import { a as eventText, n as differencesText, s as keyText } from "./text2.js";
import { n as refuseRollback, r as trustMemory } from "./rollback-guard.js";
import { o as sha256 } from "./digest.js";
import { d as limits } from "./envelope.js";
import { t as workspaceFaults } from "./faults4.js";
import { n as list, r as text } from "./flags.js";
import { a as pinOfEvent, i as peopleOf, n as confirmed, o as putOnEvent, r as openEventSession, s as refuseOlderStart, t as ask } from "./trust-session.js";

// src/cli/commands/sign.ts
async function sign(session) {
	const [what = ""] = session.args;
	const bytes = what.endsWith(".json") ? await session.workspace.read(expandPath(what), bundleLimit) : void 0;
	if (what.endsWith(".json") && bytes === void 0) throw workspaceFaults.FILE_NOT_FOUND({ file: what });
	return bytes === void 0 ? signOnBranch(session, what) : signBundle(session, what, bytes);
}
async function signOnBranch(session, name) {
	const opened = await openEventSession(session);
	const { store, memory, location, names, main } = opened;
	const found = await findEvent(store, name, names);
	const pin = await pinOfEvent(opened, found.head);
	const people = await peopleOf(opened, found.head);
	const seen = pin === void 0 ? void 0 : await memory.recall(pin);
	const place = {
		base: main,
		head: found.head,
		names,
		pin,
		known: seen?.content,
		verifier: session.verifier,
		now: session.clock.now()
	};
	const loaded = await loadEvent(place, name);
	await refuseOlderStart(opened, loaded, pin);
	const signatures = await reviewAndSign(session, loaded, seen, people);
	if (signatures.length === 0) return 0;
	if (pin !== void 0 && loaded.trust !== void 0) await memory.remember(location, pin, loaded.trust, people);
	if (text(session.flags, "out") !== void 0) return writeOut(session, name, signatures);
	const files = signatureFiles(names, name, signatures);
	const { commit, next } = await putOnEvent(opened, name, found, files, `Sign ${name}`);
	session.terminal.result([...new Set(signatures.map(({ role }) => role))].join("\n"), {
		name,
		signatures,
		commit
	});
	if (next !== void 0) session.terminal.next(`next: ${next}`);
	return 0;
}
async function signBundle(session, file, bytes) {
	if (text(session.flags, "out") === void 0) throw composeFaults.FLAG_MISSING({
		what: "Where the signature goes",
		flag: "--out signature.json"
	});
	const { names: usual, people } = await session.config();
	const bundle = readBundle(bytes, file, usual);
	const memory = trustMemory(compose.workspace(session.dataDirectory), session.verifier);
	const pin = await pinOfBundle(session, memory, bundle);
	const seen = pin === void 0 ? void 0 : await memory.recall(pin);
	const { base, head, names, event } = bundle;
	const place = {
		base,
		head,
		names,
		pin,
		known: seen?.content,
		verifier: session.verifier,
		now: session.clock.now()
	};
	const loaded = await loadEvent(place, event);
	const signatures = await reviewAndSign(session, loaded, seen, people);
	if (signatures.length === 0) return 0;
	if (pin !== void 0 && loaded.trust !== void 0) await memory.remember(void 0, pin, loaded.trust, people);
	return writeOut(session, event, signatures);
}
async function pinOfBundle(session, memory, { base, names }) {
	const given = text(session.flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
	if (given !== void 0) return trustedRoot(given);
	if (base === void 0) return void 0;
	const first = await base.read(intentPaths(names).root(1), limits.root);
	const pin = first === void 0 ? void 0 : sha256(first);
	if (pin === void 0) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
	if (await memory.recall(pin) !== void 0) return pin;
	await trustOf(base, names, {
		pin,
		verifier: session.verifier
	});
	return confirmed(session, pin);
}
async function writeOut(session, event, signatures) {
	const out = expandPath(text(session.flags, "out") ?? "signature.json");
	await session.workspace.write(/* @__PURE__ */ new Map([[out, writeSignatures(event, signatures)]]), "replace");
	session.terminal.result(out, {
		name: event,
		out,
		signatures
	});
	session.terminal.next(`next, where the repository is: kaprien event add ${out}`);
	return 0;
}
async function reviewAndSign(session, loaded, seen, people) {
	const { base, name } = loaded;
	if (seen !== void 0 && base !== void 0) refuseRollback(seen.content, base);
	session.terminal.reporter.note(reviewOf(session, loaded, seen, people));
	const digest = eventDigest(loaded);
	const keys = list(session.flags, "key");
	const refusal = firstError(loaded.findings);
	if (refusal !== void 0) throw signingEventFaults.EVENT_UNSOUND({
		event: name,
		reason: refusal.code
	});
	if (session.dryRun) return [];
	if (keys.length === 0) throw composeFaults.FLAG_MISSING({
		what: "The key to sign with",
		flag: "--key <address>, as in --key file:root.key"
	});
	await confirmDigest(session, digest);
	const signatures = [];
	for (const uri of keys) {
		const signer = await session.open(uri);
		try {
			const made = await signEvent(loaded, signer, digest);
			signatures.push(...made.filter(({ role, keyid }) => !signatures.some((s) => s.role === role && s.keyid === keyid)));
			session.terminal.reporter.note(`signed ${made.map(({ role }) => role).join(", ")} with ${keyText(signer.key.keyid, { people })}`);
		} finally {
			await signer[Symbol.asyncDispose]();
		}
	}
	return signatures;
}
async function confirmDigest(session, digest) {
	const given = text(session.flags, "digest");
	if (given === void 0 && !session.interactive) throw composeFaults.FLAG_MISSING({
		what: "The digest of what is to be signed, as this command shows it,",
		flag: "--digest <all 64 characters>"
	});
	const least = given === void 0 ? 8 : digest.length;
	const answer = given ?? await ask(session, "The first 8 characters of the digest above, to sign exactly this");
	if (answer.length < least || !digest.startsWith(answer.toLowerCase())) throw signingEventFaults.EVENT_DIGEST_DIFFERS({
		event: session.args[0] ?? "",
		expected: answer.slice(0, 64),
		actual: digest
	});
}
function reviewOf({ terminal: { style } }, loaded, seen, people) {
	const { base, draft, name, report, findings } = loaded;
	const names = {
		people: labels(people, seen),
		keys: keysAround(base, draft.after)
	};
	const sections = [];
	const section = (title, body) => sections.push(`${style.strong(title)}\n${body}`);
	if (base !== void 0 && seen === void 0) section("In force; this machine sees it for the first time:", differencesText(diffTrust(void 0, base), names, style));
	if (base !== void 0 && seen !== void 0) {
		const since = diffTrust(seen.content, base);
		if (since.length > 0) section("Came into force since this machine last looked:", differencesText(since, names, style));
		const renamed = [...seen.people].filter(([keyid, who]) => (people.get(keyid) ?? who) !== who);
		if (renamed.length > 0) section("Called otherwise since (a label that nobody signed):", renamed.map(([keyid, who]) => style.bad(`  ! ${who} → ${keyText(keyid, names)}`)).join("\n"));
	}
	section(base === void 0 ? "This begins:" : "This event changes:", differencesText(diffTrust(base, draft.after), names, style));
	section("Signatures", eventText({
		name,
		report,
		findings
	}, names, style));
	section("SHA-256 of all that is to be signed", `  ${eventDigest(loaded)}`);
	return sections.join("\n\n");
}
function labels(people, seen) {
	if (seen === void 0) return people;
	return new Map([...people].map(([keyid, who]) => [keyid, seen.people.get(keyid) === who ? who : `${who} (says kaprien.yml)`]));
}

export { sign };