import { i as isFault } from "./fault.js";
import { t as compose } from "./compose.js";
import { n as trustedRoot } from "./trusted-root.js";
import { i as configLimit, r as configIn } from "./config.js";
import { z as mergeBase } from "./merged-source.js";
import { t as repositoryFaults } from "./faults6.js";
import { s as intentPaths } from "./settings.js";
import { t as openRepository } from "./open2.js";
import { A as eventBranch, F as contentOf, N as eventPaths, a as startOf, o as trustOf } from "./load.js";
import { t as commitToEvent } from "./branch.js";
import { r as trustMemory, t as refuseOlder } from "./rollback-guard.js";
import { o as sha256 } from "./digest.js";
import { d as limits } from "./envelope.js";
import { t as cliFaults } from "./faults5.js";
import { r as text } from "./flags.js";

// src/cli/trust-session.ts
async function openEventSession(session) {
	const store = await session.store();
	const branch = await session.intentBranch("branch");
	const memory = trustMemory(compose.workspace(session.dataDirectory), session.verifier);
	const location = await locationOf(session);
	const main = await newest(store, branch);
	const config = main === void 0 ? await session.config() : await configOf(session, store, main.commit);
	const { names } = config;
	const pin = await pinOf(session, memory, location, main, names);
	const { verifier } = session;
	const known = pin === void 0 ? void 0 : (await memory.recall(pin))?.content;
	const trust = main !== void 0 && (await main.list(intentPaths(names).roots)).length > 0 ? await trusted(main, names, {
		pin,
		verifier
	}, known) : void 0;
	if (trust !== void 0 && pin !== void 0) await refuseOlder(store, names, {
		pin,
		verifier
	}, trust);
	return {
		session,
		store,
		memory,
		location,
		branch,
		main,
		config,
		names,
		pin,
		trust,
		base: trust && contentOf(trust),
		people: config.people
	};
}
async function newest(store, branch) {
	const [local, fetched] = [await store.tree(branch), await store.tree(`refs/remotes/origin/${branch}`)];
	if (local === void 0 || fetched === void 0 || local.commit === fetched.commit) return local ?? fetched;
	const base = await mergeBase(store, local, fetched);
	return base.kind === "one" && base.tree.commit === local.commit ? fetched : local;
}
async function configOf(session, store, branch) {
	try {
		return await (await openRepository(store, {
			intent: branch,
			pin: void 0,
			now: session.clock.now(),
			verifier: session.verifier
		})).config();
	} catch (error) {
		if (!isFault(error, repositoryFaults.CONFIG_MISSING)) throw error;
		return session.config();
	}
}
async function pinOfEvent(opened, head) {
	const { session, memory, names, pin } = opened;
	if (pin !== void 0 || await startOf({
		base: opened.main,
		head,
		names
	}) !== head) return pin;
	const paths = intentPaths(names);
	const count = (await head.list(paths.roots)).length;
	const bytes = await head.read(paths.root(count), limits.root);
	if (bytes === void 0) return void 0;
	const found = sha256(bytes);
	if (await memory.recall(found) !== void 0) return found;
	await trustOf(head, names, {
		pin: found,
		verifier: session.verifier
	});
	return confirmed(session, found);
}
async function refuseOlderStart({ store, names, trust }, event, pin) {
	if (trust === void 0 && event.trust !== void 0 && pin !== void 0) await refuseOlder(store, names, {
		pin,
		verifier: event.verifier
	}, event.trust);
}
async function trusted(main, names, anchor, known) {
	try {
		return await trustOf(main, names, anchor, known);
	} catch (error) {
		if (!isFault(error, repositoryFaults.ROOT_NOT_PINNED)) throw error;
		const first = await main.read(intentPaths(names).root(1), limits.root);
		const actual = first === void 0 ? "" : sha256(first);
		throw cliFaults.TRUSTED_ROOT_CHANGED({
			expected: anchor.pin,
			actual
		}, { cause: error });
	}
}
async function pinOf(session, memory, location, main, names) {
	const given = text(session.flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
	if (given !== void 0) return trustedRoot(given);
	const remembered = await memory.pinOf(location);
	if (remembered !== void 0) return remembered;
	const first = await main?.read(intentPaths(names).root(1), limits.root);
	if (first === void 0) return void 0;
	const pin = sha256(first);
	return await memory.recall(pin) === void 0 ? confirmed(session, pin) : pin;
}
async function peopleOf({ main, people }, head) {
	if (main !== void 0 && people.size > 0) return people;
	return (await configIn(head))?.config.people ?? people;
}
const confirmedLength = 16;
async function confirmed(session, pin) {
	if (!session.interactive) throw cliFaults.TRUSTED_ROOT_UNCONFIRMED({ pin });
	session.terminal.reporter.note(`This machine has not met this repository. Its first root is\n  ${pin}\nCompare that with what somebody you trust has: it decides everything else.`);
	const answer = await ask(session, `The first ${confirmedLength} characters of the digest, once they are the same`);
	if (answer.length < confirmedLength || !pin.startsWith(answer.toLowerCase())) throw cliFaults.TRUSTED_ROOT_UNCONFIRMED({ pin });
	return pin;
}
async function ask(session, message) {
	const { text: prompt, isCancel } = await import("./dist4.js");
	const answer = await prompt({
		message,
		input: session.stdin,
		output: session.stderr
	});
	if (isCancel(answer)) throw cliFaults.INTERRUPTED();
	return answer.trim();
}
async function locationOf(session) {
	const given = text(session.flags, "repository");
	if (given !== void 0) return given.replace(/\/\/[^/@]*@/, "//");
	const settings = await session.workspace.read(".git/config", configLimit).catch(() => void 0);
	return ((settings && /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(\S+)/.exec(new TextDecoder().decode(settings))?.[1]) ?? session.cwd).replace(/\/\/[^/@]*@/, "//");
}
async function putOnEvent({ session, store, names }, name, found, files, message) {
	if (await checkedOut(session, store, names, name, found)) {
		await session.workspace.write(files, "replace");
		return { next: `git add --all ${names.trust} && git commit -m "${message}" && git push` };
	}
	const commit = await commitToEvent(store, names, name, found, files, `${message}\n`);
	return /^https?:/.test(text(session.flags, "repository") ?? "") ? { commit } : {
		commit,
		next: `git push origin ${eventBranch(name)}`
	};
}
async function checkedOut(session, store, names, name, { local }) {
	if (text(session.flags, "repository") !== void 0 || local === void 0) return false;
	if ((await store.tree("HEAD"))?.commit !== local.commit) return false;
	return await session.workspace.read(eventPaths(names, name).event, limits.targets) !== void 0;
}

export { pinOfEvent as a, peopleOf as i, confirmed as n, putOnEvent as o, openEventSession as r, refuseOlderStart as s, ask as t };