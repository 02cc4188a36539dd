import { i as isFault, t as Fault } from "./fault.js";
import { i as instant, o as baseFaults } from "./time.js";
import { n as expandPath, t as compose } from "./compose.js";
import { y as encodeJson } from "./key.js";
import { t as workspaceFaults } from "./faults4.js";
import { t as keysFaults } from "./faults15.js";
import { n as proveSigner } from "./keyring.js";
import { u as keySchemes } from "./config.js";
import { i as isBinName, t as binPrefix } from "./names.js";
import { s as intentPaths, v as treeOfFiles } from "./settings.js";
import { t as inOrder } from "./schedule.js";
import { b as loadTrust } from "./merged-source.js";
import { n as topLevelAuthority } from "./authority.js";
import { o as sha256 } from "./digest.js";
import { d as limits } from "./envelope.js";
import { f as topLevelRoles } from "./delegations.js";
import { n as sshFingerprint } from "./ssh-fingerprint.js";
import { c as plain, l as plural, t as faultText, u as printable } from "./fault-text.js";
import { t as repositoryFaults } from "./faults6.js";
import { t as openRepository } from "./open2.js";
import { r as text, t as flag } from "./flags.js";
import { t as composeFaults } from "./faults7.js";
import { t as passphraseVariable } from "./secrets.js";
import { t as cliFaults } from "./faults5.js";
import { join, resolve } from "node:path";
import { randomBytes } from "node:crypto";

// src/keys/keys-in-force.ts
async function trustKeys(tree, names, { pin, verifier }) {
	const paths = intentPaths(names);
	const first = await tree.read(paths.root(1), limits.root);
	if (first === void 0 && (await tree.list(paths.roots)).length === 0) return {
		standing: "none",
		roles: []
	};
	const trust = await loadTrust(tree, paths, {
		pin: pin ?? sha256(first ?? /* @__PURE__ */ new Uint8Array()),
		verifier
	}, instant(0));
	return {
		standing: pin === void 0 ? "unverified" : "verified",
		roles: rolesOf(trust)
	};
}
async function trustInWorkTree(workspace, { trust }) {
	const patterns = [`${trust}/root/*.root.json`, `${trust}/*.json`];
	const files = /* @__PURE__ */ new Map();
	for (const pattern of patterns) for (const { path } of await workspace.find([pattern]).catch(nothing)) {
		const bytes = await workspace.read(path, limits.targets);
		if (bytes !== void 0) files.set(path, bytes);
	}
	return treeOfFiles(files);
}
function nothing(error) {
	if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
	throw error;
}
function roleKeyViews({ roles }, view) {
	return roles.map(({ role, threshold, keys }) => ({
		role,
		threshold,
		keys: keys.map(view)
	}));
}
function rolesOf(trust) {
	const roles = topLevelRoles.map((role) => {
		const authority = topLevelAuthority(trust.root.signed, role);
		return withKeys(role, authority, authority.keys);
	});
	for (const { signed } of trust.offline.values()) {
		if (signed.delegations === void 0) continue;
		const { keys, succinct, roles: delegated } = signed.delegations;
		if (succinct !== void 0) roles.push(withKeys(succinct.namePrefix, succinct, keys));
		const seen = /* @__PURE__ */ new Set();
		for (const required of delegated) {
			const name = isBinName(required.name) ? binPrefix(required.name) : required.name;
			const description = `${name} ${required.threshold} ${required.keyids.join(" ")}`;
			if (!seen.has(description)) roles.push(withKeys(name, required, keys));
			seen.add(description);
		}
	}
	return inOrder(roles);
}
function withKeys(role, { keyids, threshold }, keys) {
	return {
		role,
		threshold,
		keys: keyids.flatMap((keyid) => keys.get(keyid) ?? [])
	};
}

// src/keys/show.ts
const keyFileLimit = 65536;
function keyView(key, people) {
	const ssh = key.material === void 0 ? void 0 : sshFingerprint(key);
	const name = people.get(key.keyid);
	return {
		keyid: key.keyid,
		keytype: key.keytype,
		scheme: key.scheme,
		...ssh !== void 0 && { ssh },
		...name !== void 0 && { name }
	};
}
async function showKey(ports, context, what, test) {
	const { trust, people } = context;
	const named = await resolve$1(ports, context, what);
	const key = (test === "look" ? await publicHalf(ports, named) : void 0) ?? await held(ports, named, test);
	const same = (other) => other.keyid === key.keyid || other.is(key);
	const roles = trust.roles.filter(({ keys }) => keys.some(same));
	const listed = roles.flatMap(({ keys }) => keys.filter(same)).map(({ keyid }) => people.get(keyid));
	const name = people.get(key.keyid) ?? listed.find((other) => other !== void 0);
	return {
		...keyView(key, people),
		...name !== void 0 && { name },
		tested: test === "test",
		trust: trust.standing,
		roles: roles.map(({ role, threshold, keys }) => ({
			role,
			threshold,
			keys: keys.length
		}))
	};
}
async function resolve$1(ports, { trust }, what) {
	const scheme = keySchemes.find((name) => what.startsWith(`${name}:`));
	if (scheme === "file") return {
		kind: "file",
		path: what.slice(5)
	};
	if (scheme !== void 0) return {
		kind: "address",
		uri: what
	};
	if (!/^[0-9a-f]{16,64}$/.test(what)) return {
		kind: "file",
		path: what
	};
	for (const { file, key } of await keyFiles(ports)) if (key?.keyid.startsWith(what)) return {
		kind: "file",
		path: `${ports.keysDirectory}/${file}`
	};
	const keys = trust.roles.flatMap((role) => role.keys).filter(({ keyid }) => keyid.startsWith(what));
	const [key] = keys;
	if (key === void 0 || keys.some(({ keyid }) => keyid !== key.keyid)) throw keysFaults.KEY_NOT_FOUND({ keyid: what });
	return {
		kind: "public",
		key
	};
}
async function publicHalf(ports, named) {
	if (named.kind === "public") return named.key;
	if (named.kind === "address") return void 0;
	const bytes = await ports.read(named.path, keyFileLimit).catch(() => void 0);
	return bytes === void 0 ? void 0 : readable(ports, bytes);
}
function readable({ publicKey }, bytes) {
	try {
		return publicKey(bytes);
	} catch (error) {
		if (isFault(error, keysFaults.KEY_NOT_PUBLIC)) return void 0;
		throw error;
	}
}
async function held(ports, named, test) {
	if (named.kind === "public") throw baseFaults.USAGE({
		reason: "--test signs with the key; name it by its file or address, not by its keyid",
		command: "key"
	});
	const uri = named.kind === "file" ? `file:${named.path}` : named.uri;
	const signer = await ports.open(uri);
	try {
		if (test === "test") await proveSigner(signer, uri, ports.challenge(), ports.verifier);
		return signer.key;
	} finally {
		await signer[Symbol.asyncDispose]();
	}
}
async function listKeys(ports, { trust, people }, offers) {
	const files = (await keyFiles(ports)).map(({ file, key, problem }) => {
		return key === void 0 ? {
			file,
			problem: problem ?? ""
		} : {
			file,
			...keyView(key, people)
		};
	});
	return {
		trust: trust.standing,
		roles: roleKeyViews(trust, (key) => keyView(key, people)),
		directory: ports.keysDirectory,
		files,
		offers: offers.map(({ scheme, keys, unavailable }) => ({
			scheme,
			keys: keys.map(({ uri, key, label }) => ({
				uri,
				...keyView(key, people),
				...label !== void 0 && { label }
			})),
			...unavailable !== void 0 && { unavailable }
		}))
	};
}
async function keyFiles({ keyFiles: directory, publicKey }) {
	const found = await directory.find(["."]).catch((error) => {
		if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
		throw error;
	});
	const files = [];
	for (const { path, size } of found) {
		if (path.endsWith(".pub.json") || path.endsWith(".pub") || size > keyFileLimit) continue;
		try {
			const bytes = await directory.read(path, keyFileLimit);
			if (bytes !== void 0) files.push({
				file: path,
				key: publicKey(bytes)
			});
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			files.push({
				file: path,
				problem: error.code
			});
		}
	}
	return files;
}

// src/keys/create.ts
const publicLimit = 65536;
async function checkNewKey({ maker, workspace }, { file, publicFile }) {
	await maker.check(file);
	if (await workspace.read(publicFile, publicLimit) !== void 0) throw workspaceFaults.FILE_EXISTS({ file: publicFile });
}
async function newKey(ports, request) {
	await checkNewKey(ports, request);
	const created = await make$1(ports, request);
	try {
		const { key } = created.signer;
		await proveSigner(created.signer, `file:${request.file}`, ports.challenge(), ports.verifier);
		await created.save();
		await ports.workspace.write(/* @__PURE__ */ new Map([[request.publicFile, encodeJson(key.json)]]), "refuse");
		return keyView(key, /* @__PURE__ */ new Map());
	} catch (error) {
		await created.discard();
		throw error;
	} finally {
		await created.signer[Symbol.asyncDispose]();
	}
}
async function make$1({ maker, passphrase }, { scheme, file }) {
	for (let refused;;) {
		const chosen = await passphrase(refused);
		try {
			return await maker.create({
				scheme,
				path: file,
				passphrase: chosen
			});
		} catch (error) {
			if (!isFault(error, keysFaults.KEY_PASSPHRASE_WEAK)) throw error;
			refused = error;
		}
	}
}

// src/keys/text.ts
function keyShowText(view, style = plain) {
	return [
		["keyid", style.strong(view.keyid)],
		["type", view.keytype === view.scheme ? view.scheme : `${view.keytype}, ${view.scheme}`],
		["ssh", view.ssh],
		["person", view.name && printable(view.name)],
		["roles", rolesText(view)],
		["tested", view.tested ? style.good("it signed a challenge, which verifies") : void 0]
	].flatMap(([name, value]) => value === void 0 ? [] : [`${name.padEnd(6)}  ${value}`]).join("\n");
}
function rolesText({ trust, roles }) {
	if (trust === "none") return "no trust was found here";
	const list = roles.map(({ role, threshold, keys }) => `${role} (${threshold} of ${keys})`).join(", ") || "none";
	return trust === "verified" ? list : `${list}; ${unverified}`;
}
const unverified = "nothing was verified, for want of a trusted root";
function keyListText(view, style = plain) {
	return [
		trustText(view, style),
		filesText(view, style),
		...offersText(view, style)
	].join("\n\n");
}
function trustText({ trust, roles }, style) {
	if (trust === "none") return `${style.strong("Roles")}: no trust was found here`;
	const standing = trust === "verified" ? style.good("verified from the trusted root") : style.warn(unverified);
	const lines = roles.flatMap(({ role, threshold, keys }) => [`${printable(role)}: ${threshold} of ${plural(keys.length, "key")} must sign`, ...table(keys.map((key) => [
		key.keyid,
		printable(key.name ?? ""),
		style.dim(key.scheme)
	]))]);
	return [`${style.strong("Roles")}: ${standing}`, ...lines].join("\n");
}
function filesText({ directory, files }, style) {
	const head = `${style.strong("Key files")} in ${printable(directory)}`;
	if (files.length === 0) return `${head}: none`;
	const rows = files.map((found) => "keyid" in found ? [
		found.keyid,
		printable(found.file),
		style.dim(found.scheme)
	] : [
		"no public half is readable".padEnd(64),
		printable(found.file),
		style.dim(found.problem)
	]);
	return [`${head}:`, ...table(rows)].join("\n");
}
function offersText({ offers }, style) {
	return offers.map(({ scheme, keys, unavailable }) => {
		const head = `${style.strong("Keys")} of ${scheme}`;
		if (unavailable !== void 0) return `${head}: cannot be asked [${unavailable}]`;
		if (keys.length === 0) return `${head}: none`;
		return [`${head}:`, ...table(keys.map(({ keyid, uri, label = "" }) => [
			keyid,
			printable(uri),
			style.dim(printable(label))
		]))].join("\n");
	});
}
function table(rows) {
	const width = Math.max(0, ...rows.map(([, second = ""]) => second.length));
	return rows.map(([first = "", second = "", third = ""]) => `  ${first}  ${second.padEnd(width)}  ${third}`.trimEnd());
}

// src/cli/new-passphrase.ts
async function newPassphrase(session, file) {
	const variable = passphraseVariable(`file:${file}`);
	const known = session.take(variable) || session.take("KAPRIEN_PASSPHRASE") || void 0;
	if (known !== void 0 || !session.interactive) return {
		async ask(refused) {
			if (refused !== void 0) throw refused;
			if (known !== void 0) return known;
			const flag = `a terminal, or ${variable} or KAPRIEN_PASSPHRASE in the environment`;
			throw composeFaults.FLAG_MISSING({
				what: "A passphrase for the new key",
				flag
			});
		},
		close: () => void 0
	};
	const [{ holdKeyboard }, { Cancelled, openDialogue }] = await Promise.all([import("./keyboard.js"), import("./dialogue.js")]);
	const keyboard = holdKeyboard(session.stdin);
	const dialogue = openDialogue(keyboard.input, session.stderr, session.terminal.style);
	return {
		async ask(refused) {
			if (refused !== void 0) dialogue.warn(faultText(refused, session.terminal.style));
			try {
				for (;;) {
					const chosen = await dialogue.secret(`A new passphrase for ${file}`);
					if (await dialogue.secret("The same passphrase again") === chosen) return chosen;
					dialogue.warn("The two passphrases differ. Choose it again.");
				}
			} catch (error) {
				throw error instanceof Cancelled ? cliFaults.INTERRUPTED() : error;
			}
		},
		close: () => keyboard.release()
	};
}

// src/cli/commands/key.ts
const schemes = [
	"ed25519",
	"ecdsa-sha2-nistp256",
	"rsassa-pss-sha256"
];
const actions = /* @__PURE__ */ new Map([
	["new", make],
	["list", list],
	["show", show]
]);
async function key(session) {
	const [name = "", what] = session.args;
	const action = actions.get(name);
	if (action === void 0) throw misused("there is key new, key list and key show");
	return action(session, what);
}
function misused(reason) {
	return baseFaults.USAGE({
		reason,
		command: "key"
	});
}
async function make(session, what) {
	if (what === void 0) throw misused("key new takes the file to write");
	const { terminal, dryRun } = session;
	const file = resolve(session.cwd, expandPath(what));
	const request = {
		file,
		scheme: schemeOf(text(session.flags, "scheme") ?? "ed25519"),
		publicFile: resolve(session.cwd, expandPath(text(session.flags, "publicOut") ?? `${file}.pub.json`))
	};
	const passphrase = await newPassphrase(session, file);
	try {
		const ports = {
			maker: await compose.keyMaker(),
			workspace: session.workspace,
			passphrase: passphrase.ask,
			challenge: () => randomBytes(32),
			verifier: session.verifier
		};
		if (dryRun) {
			await checkNewKey(ports, request);
			terminal.result("", {
				...request,
				dryRun
			});
			terminal.next("nothing was made; run without --dry-run to do it");
			return 0;
		}
		const made = await newKey(ports, request);
		const { publicFile } = request;
		terminal.result(made.keyid, {
			...made,
			file,
			publicFile
		});
		terminal.next(`${file} holds the key, encrypted: keep a copy of it, and the passphrase elsewhere`);
		terminal.next(`${publicFile} is its public half: what another person's ceremony takes to list the key`);
		terminal.next(`next: kaprien key show ${file} --test`);
		return 0;
	} finally {
		passphrase.close();
	}
}
function schemeOf(given) {
	const scheme = schemes.find((name) => name === given);
	if (scheme === void 0) throw misused(`--scheme takes ${schemes.join(", ")}, not "${given.slice(0, 80)}"`);
	return scheme;
}
async function show(session, what) {
	if (what === void 0) throw misused("key show takes an address, a file or a keyid");
	const context = await contextOf(session);
	const view = await showKey(await portsOf(session), context, what, flag(session.flags, "test") ? "test" : "look");
	session.terminal.result(keyShowText(view, session.terminal.style), view);
	return 0;
}
async function list(session, what) {
	if (what !== void 0) throw misused("key list takes nothing; key show takes a key");
	const context = await contextOf(session);
	const offers = await session.offeredKeys();
	const view = await listKeys(await portsOf(session), context, offers);
	session.terminal.result(keyListText(view, session.terminal.style), view);
	return 0;
}
function keysDirectory(session) {
	const given = text(session.flags, "keys") ?? session.take("KAPRIEN_KEYS") ?? join(session.dataDirectory, "keys");
	return resolve(session.cwd, expandPath(given));
}
async function portsOf(session) {
	return {
		open: (uri) => session.open(uri),
		publicKey: await compose.readPublicKey(),
		read: (path, limit) => session.workspace.read(expandPath(path), limit),
		keysDirectory: keysDirectory(session),
		keyFiles: compose.workspace(keysDirectory(session)),
		challenge: () => randomBytes(32),
		verifier: session.verifier
	};
}
async function contextOf(session) {
	const anchor = {
		pin: pinOf(session),
		verifier: session.verifier
	};
	if ((text(session.flags, "repository") ?? (session.take("KAPRIEN_REPOSITORY") || void 0)) === void 0) {
		const { names, people } = await session.config();
		return {
			people,
			trust: await trustKeys(await trustInWorkTree(session.workspace, names), names, anchor)
		};
	}
	const options = {
		intent: await session.intentBranch("branch"),
		...anchor,
		now: session.clock.now()
	};
	const repository = await openRepository(await session.store(), options);
	const { people, names } = await repository.config();
	return {
		people,
		trust: await trustKeys(repository.intent, names, anchor)
	};
}
function pinOf(session) {
	try {
		return session.pin();
	} catch (error) {
		if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) return void 0;
		throw error;
	}
}

export { key };