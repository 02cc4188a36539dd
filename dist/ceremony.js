import { c as plain, l as plural, r as findingText, s as fingerprint } from "./fault-text.js";
import { c as prepareCeremony, i as sizingText, o as concludeCeremony, r as roleText, s as holdKey, t as digestsText } from "./text4.js";
import { n as requireFirst, r as settingsIn } from "./settings3.js";
import { c as defaultLifetimes, d as keyUri } from "./config.js";
import { n as fitting } from "./ceremony-file.js";
import { a as everyPath, c as offlineRoles, d as signingEventFaults, l as onlineRoles, u as suggestBins } from "./first-trust.js";
import { a as yesOrNo, i as wholeNumber, n as acceptingDefaults, r as openDialogue, t as Cancelled } from "./dialogue2.js";
import { t as holdKeyboard } from "./keyboard2.js";
import { m as patternProblem } from "./delegations.js";
import { i as isFault, t as Fault } from "./fault.js";
import { t as keysFaults } from "./faults15.js";
import { join, normalize } from "node:path";

// src/cli/ceremony/answers.ts
const allRoles = [...offlineRoles, ...onlineRoles];
function emptyDraft() {
	const each = (value) => Object.fromEntries(allRoles.map((role) => [role, value(role)]));
	return {
		held: /* @__PURE__ */ new Map(),
		holders: each(() => ({
			keys: [],
			threshold: 1
		})),
		expires: each((role) => defaultLifetimes[role].expires),
		paths: everyPath,
		bins: 256,
		style: "succinct",
		targetsUrl: void 0
	};
}
function specOf(draft) {
	const role = (name) => {
		const { expires: usual, renew } = defaultLifetimes[name];
		const expires = draft.expires[name];
		return {
			...draft.holders[name],
			expires,
			renew: fitting(renew, usual, expires)
		};
	};
	const used = usedKeys(draft);
	return {
		keys: new Map([...draft.held].filter(([name]) => used.has(name)).map(([name, { source }]) => [name, source])),
		roles: Object.fromEntries(allRoles.map((name) => [name, role(name)])),
		paths: draft.paths,
		bins: draft.bins,
		style: draft.style,
		...draft.targetsUrl !== void 0 && { targetsUrl: draft.targetsUrl }
	};
}
async function dropUnused(draft) {
	const used = usedKeys(draft);
	for (const [name, { signer }] of draft.held) {
		if (used.has(name)) continue;
		draft.held.delete(name);
		await signer[Symbol.asyncDispose]();
	}
}
function usedKeys({ holders }) {
	return new Set(allRoles.flatMap((role) => holders[role].keys));
}
function keysOfRoles({ holders }, roles) {
	return [...new Set(roles.flatMap((role) => holders[role].keys))];
}

// src/cli/ceremony/releases.ts
const usualTargets = 1e4;
const usualBins = [
	128,
	256,
	512,
	1024
];
const mostBins = 16384;
async function askPaths({ dialogue, draft }) {
	for (;;) {
		const answer = await dialogue.choose("Which paths may be released?", [
			{
				value: "any",
				label: "Any path",
				hint: `up to ${everyPath.length} segments`
			},
			{
				value: "some",
				label: "Only paths that match patterns"
			},
			{
				value: "example",
				label: "Show an example"
			}
		]);
		if (answer === "any") draft.paths = everyPath;
		if (answer === "some") draft.paths = await askPatterns({ dialogue });
		if (answer !== "example") return;
		dialogue.note("app/*/*       app/1.4.0/app.tar.gz, not app/1.4.0/linux/app.tar.gz\nmodels/*.bin  models/small.bin\n*             any file without a directory\n\n* stands for any text without /, ? for one character.", "Path patterns");
	}
}
async function askPatterns({ dialogue }) {
	const patterns = [];
	for (;;) {
		const ending = patterns.length === 0 ? {} : { usual: "." };
		const message = patterns.length === 0 ? "A pattern, such as app/*/*" : "Another pattern; Enter alone ends the list";
		const problem = (answer) => answer === "." && patterns.length > 0 ? void 0 : patternProblem(answer);
		const pattern = await dialogue.text({
			message,
			problem,
			...ending
		});
		if (pattern === ".") return patterns;
		if (!patterns.includes(pattern)) patterns.push(pattern);
	}
}
async function askBins({ dialogue, draft }) {
	const answer = await dialogue.text({
		message: "How many targets do you expect in the coming years? A guess will do",
		usual: String(usualTargets),
		problem: (given) => /^[1-9]\d{0,8}$/.test(given) ? void 0 : "A whole number is needed"
	});
	const targets = Number(answer);
	const suggested = suggestBins(targets);
	dialogue.say(sizingText(targets, usualBins, dialogue.style));
	const chosen = await dialogue.choose("How many bins?", [...usualBins.map((bins) => ({
		value: bins,
		label: `${bins}${bins === suggested ? ", recommended" : ""}`
	})), {
		value: 0,
		label: "Another number"
	}], suggested);
	draft.bins = chosen === 0 ? Number(await dialogue.text({
		message: `A power of two from 2 to ${mostBins}`,
		problem: binsProblem
	})) : chosen;
	dialogue.say("Clients find a bin in one of two ways, and each client knows one or both:\n  succinct (TAP 15)  tuf-js, python-tuf, go-tuf 2\n  hash prefixes      tuf-js, python-tuf, tough");
	draft.style = await dialogue.choose("Which way?", [{
		value: "succinct",
		label: "Succinct"
	}, {
		value: "prefixes",
		label: "Hash prefixes"
	}]);
}
function binsProblem(answer) {
	const bins = /^\d{1,5}$/.test(answer) ? Number(answer) : 0;
	return bins >= 2 && bins <= mostBins && Number.isInteger(Math.log2(bins)) ? void 0 : "That is not a power of two in these bounds";
}
async function askTargetsUrl({ dialogue, draft }) {
	const url = await dialogue.text({
		message: "The URL below which clients find the files themselves, if they are not published with the metadata",
		usual: "none",
		problem: (answer) => answer === "none" || isWebUrl(answer) ? void 0 : "A URL that starts with https:// or http:// is needed"
	});
	draft.targetsUrl = url === "none" ? void 0 : url;
}
function isWebUrl(text) {
	return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

// src/cli/ceremony/keys.ts
const attempts = 3;
async function addOfflineKey(talk, role, suggested) {
	const { dialogue, draft } = talk;
	const name = await dialogue.text({
		message: "A name for the key, such as that of its holder",
		usual: freeName(draft, suggested),
		problem: (answer) => nameProblem(draft, answer)
	});
	for (;;) {
		const way = await dialogue.choose(`The key ${name}`, [
			{
				value: "create",
				label: "Create it",
				hint: "Ed25519, in a file encrypted with a passphrase"
			},
			{
				value: "load",
				label: "Load it from a file",
				hint: "PEM, securesystemslib or Kaprien"
			},
			{
				value: "address",
				label: "Use it where it is",
				hint: "ssh-agent:, pkcs11:, awskms:, gcpkms:, azurekms:, vault:"
			},
			{
				value: "public",
				label: "It is somebody else's",
				hint: "its public half is enough; they sign later"
			}
		]);
		try {
			await keep(talk, name, await offlineKey(talk, name, way), (other, online) => online === void 0 ? signingEventFaults.ROLE_KEY_TWICE({
				role,
				key: other
			}) : signingEventFaults.ROLE_KEY_SHARED({
				offline: role,
				online
			}));
			return name;
		} catch (error) {
			dialogue.refuse(error);
		}
	}
}
function offlineKey(talk, name, way) {
	switch (way) {
		case "create": return createKey(talk, name);
		case "load": return loadKey(talk, name);
		case "address": return addressedKey(talk, name);
		case "public": return publicKey(talk, name);
	}
}
async function addOnlineKey(talk, roles) {
	const { dialogue, draft } = talk;
	const name = freeName(draft, "online");
	for (let usual = "env";; usual = "create") {
		const way = await dialogue.choose(`Where will the worker find the key for ${roles.join(", ")}?`, [
			{
				value: "env",
				label: "In an environment variable",
				hint: "a CI secret; it must be set here too, now"
			},
			{
				value: "file",
				label: "In a file that exists"
			},
			{
				value: "create",
				label: "In a file to be created",
				hint: "encrypted; the worker needs the passphrase"
			},
			{
				value: "address",
				label: "In a key service",
				hint: "awskms:, gcpkms:, azurekms:, vault:"
			}
		], usual);
		try {
			await keep(talk, name, await onlineKey(talk, name, way), (other) => {
				const offline = offlineRoles.find((role) => draft.holders[role].keys.includes(other));
				return offline && signingEventFaults.ROLE_KEY_SHARED({
					offline,
					online: roles.join(", ")
				});
			});
			if (way === "create") dialogue.warn("The worker needs this passphrase too, as KAPRIEN_PASSPHRASE in its environment.");
			return name;
		} catch (error) {
			dialogue.refuse(error);
		}
	}
}
function onlineKey(talk, name, way) {
	if (way === "create") return createKey(talk, name);
	return way === "address" ? addressedKey(talk, name) : useKey(talk, name, way);
}
async function keep({ dialogue, draft }, name, held, clash) {
	const { key } = held.signer;
	for (const [other, { signer }] of draft.held) {
		if (signer.key.material !== key.material) continue;
		const fault = clash(other, onlineRoles.find((role) => draft.holders[role].keys.includes(other)));
		if (fault === void 0) continue;
		await held.signer[Symbol.asyncDispose]();
		dialogue.say(`It is the key ${other}, ${fingerprint(signer.key.keyid)}.`);
		throw fault;
	}
	draft.held.set(name, held);
	dialogue.say(`${name}: ${fingerprint(key.keyid)}, ${key.scheme}`);
}
async function createKey(talk, name) {
	const { dialogue, ports } = talk;
	const path = await newPath(talk, name);
	for (;;) {
		let chosen = "";
		const asking = {
			...ports,
			passphrase: async () => {
				chosen = await dialogue.secret(`A new passphrase for ${path}`);
				return chosen;
			}
		};
		try {
			const held = await holdKey(asking, name, {
				kind: "create",
				scheme: "ed25519",
				path
			});
			if (await repeats(talk, chosen, held.signer)) return held;
			dialogue.warn("The two passphrases differ. Choose it again.");
		} catch (error) {
			if (!isFault(error, keysFaults.KEY_PASSPHRASE_WEAK)) throw error;
			dialogue.refuse(error);
		}
	}
}
async function repeats({ dialogue }, chosen, signer) {
	let same = false;
	try {
		same = await dialogue.secret("The same passphrase again") === chosen;
		return same;
	} finally {
		if (!same) await signer[Symbol.asyncDispose]();
	}
}
async function newPath({ dialogue, draft, ports, keysDirectory }, name) {
	const check = async (path) => {
		if ([...draft.held.values()].some(({ created, source }) => created && source.kind === "create" && normalize(source.path) === normalize(path))) throw keysFaults.KEY_FILE_EXISTS({ path });
		await ports.maker.check(path);
	};
	const usual = await freePath(join(keysDirectory, name), check);
	for (;;) {
		const path = await dialogue.text({
			message: `The file for the key ${name}`,
			usual
		});
		try {
			await check(path);
			return path;
		} catch (error) {
			dialogue.refuse(error);
		}
	}
}
async function freePath(stem, check) {
	for (let number = 2, path = `${stem}.key`;; path = `${stem}-${number++}.key`) try {
		await check(path);
		return path;
	} catch (error) {
		if (!isFault(error, keysFaults.KEY_FILE_EXISTS)) return path;
	}
}
async function loadKey(talk, name) {
	const path = await talk.dialogue.text({ message: "Its file" });
	return holdKey(opening(talk), name, {
		kind: "load",
		path
	});
}
async function addressedKey(talk, name) {
	const uri = await talk.dialogue.text({
		message: "Its address",
		problem: (answer) => keyUri.safeParse(answer).success ? void 0 : "An address begins with its kind and a colon"
	});
	return holdKey(opening(talk), name, {
		kind: "use",
		uri
	});
}
async function publicKey(talk, name) {
	const path = await talk.dialogue.text({ message: "The file with its public half" });
	return holdKey(opening(talk), name, {
		kind: "public",
		path
	});
}
async function useKey(talk, name, way) {
	const { dialogue } = talk;
	if (way === "file") return holdKey(opening(talk), name, {
		kind: "use",
		uri: `file:${await dialogue.text({ message: "Its file" })}`
	});
	const variable = await dialogue.text({
		message: "The variable's name",
		usual: "KAPRIEN_ONLINE_KEY",
		problem: (answer) => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(answer) ? void 0 : "Letters, digits and _ make a name"
	});
	return holdKey(opening(talk), name, {
		kind: "use",
		uri: `env:${variable}`
	});
}
function opening({ dialogue, ports }) {
	const open = async (uri) => {
		let passphrase = "";
		for (let attempt = 0;; attempt++) {
			try {
				return await ports.open(uri, passphrase);
			} catch (error) {
				if (!(error instanceof Fault && (isFault(error, keysFaults.SIGNER_PASSPHRASE_WRONG) || isFault(error, keysFaults.SIGNER_PASSPHRASE_NEEDED))) || attempt === attempts) throw error;
				if (attempt > 0) dialogue.refuse(error);
			}
			passphrase = await dialogue.secret(`The passphrase of ${uri}`);
		}
	};
	return {
		...ports,
		open,
		passphrase: () => Promise.reject(/* @__PURE__ */ new RangeError("no answer carries a passphrase here"))
	};
}
function nameProblem({ held }, name) {
	if (held.has(name)) return "Another key has this name";
	return /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name) ? void 0 : "Letters, digits and . _ @ - make a name";
}
function freeName({ held }, base) {
	let name = base;
	for (let number = 2; held.has(name); number++) name = `${base}-${number}`;
	return name;
}

// src/cli/ceremony/roles.ts
const mostKeys = 20;
const longestLife = 3650;
const another = "+";
async function askRoot(talk) {
	const { dialogue, draft } = talk;
	const count = await wholeNumber(dialogue, {
		message: "How many keys hold the root? One for each person who signs for it",
		usual: 1,
		least: 1,
		most: mostKeys
	});
	const keys = [];
	for (let number = 1; number <= count; number++) {
		if (count > 1) dialogue.say(`Key ${number} of ${count}`);
		keys.push(await addOfflineKey(talk, "root", count === 1 ? "root" : `root-${number}`));
	}
	if (count > 1) {
		draft.holders.root = {
			keys,
			threshold: await askThreshold(talk, "root", keys.length, usualThreshold(keys.length))
		};
		return;
	}
	dialogue.warn("Root has one key. Whoever takes it can replace everything, and when it is lost nobody can ever renew or repair this\nrepository: every client would have to be given a new root by hand. A backup key, kept elsewhere, guards against the loss.");
	if (await yesOrNo(dialogue, "Add a backup key? Either key can then sign", "yes") === "yes") {
		dialogue.say("Move its file to another place when the ceremony is over.");
		keys.push(await addOfflineKey(talk, "root", "root-backup"));
	}
	draft.holders.root = {
		keys,
		threshold: 1
	};
}
async function askOffline(talk, role) {
	const { dialogue, draft } = talk;
	const above = role === "targets" ? "root" : "targets";
	const usual = draft.holders[above];
	const answer = await dialogue.choose(`Who signs ${role}?`, [{
		value: "same",
		label: `The same as ${above}`,
		hint: `${usual.keys.join(", ")}; ${usual.threshold} must sign`
	}, {
		value: "others",
		label: "Others"
	}]);
	draft.holders[role] = usual;
	if (answer === "others") await chooseHolders(talk, role);
}
async function chooseHolders(talk, role) {
	const { dialogue, draft } = talk;
	const { keys: before, threshold } = draft.holders[role];
	const options = keysOfRoles(draft, offlineRoles).map((name) => ({
		value: name,
		label: name
	}));
	const picked = await dialogue.pick(`Which keys sign ${role}? Space selects, Enter ends`, [...options, {
		value: another,
		label: "Another key"
	}], before);
	const keys = picked.filter((name) => name !== another);
	for (let more = picked.includes(another) ? "yes" : "no"; more === "yes"; more = await yesOrNo(dialogue, "One more key?", "no")) keys.push(await addOfflineKey(talk, role, role));
	draft.holders[role] = {
		keys,
		threshold: await askThreshold(talk, role, keys.length, Math.min(threshold, keys.length))
	};
}
async function askThreshold({ dialogue }, role, keys, usual) {
	if (keys === 1) return 1;
	const message = `How many of the ${keys} keys must sign ${role}?`;
	return wholeNumber(dialogue, {
		message,
		usual,
		least: 1,
		most: keys,
		why: `There are only ${keys} different keys`
	});
}
function usualThreshold(keys) {
	return Math.max(1, Math.min(keys - 1, Math.floor(keys / 2) + 1));
}
async function askOnline(talk) {
	const { dialogue } = talk;
	dialogue.say(`The worker signs ${onlineRoles.join(", ")} by itself, with a key of its own. It signs something now, as it will later.\nA new one for a CI secret: openssl genpkey -algorithm ed25519`);
	await chooseOnline(talk, onlineRoles);
}
async function chooseOnline(talk, roles) {
	const name = await addOnlineKey(talk, roles);
	for (const role of roles) talk.draft.holders[role] = {
		keys: [name],
		threshold: 1
	};
}
async function askExpiries(talk) {
	const { dialogue } = talk;
	const usual = allRoles.map((role) => `${role} ${plural(defaultLifetimes[role].expires, "day")}`).join(", ");
	dialogue.say(`Signatures expire, so that clients notice when they are kept from new ones. Usual: ${usual}.`);
	if (await yesOrNo(dialogue, "Use the usual expiry?", "yes") === "yes") return;
	for (const role of allRoles) await askExpiry(talk, role);
}
async function askExpiry({ dialogue, draft }, role) {
	const message = `For how many days is a signature of ${role} good?`;
	draft.expires[role] = await wholeNumber(dialogue, {
		message,
		usual: draft.expires[role],
		least: 1,
		most: longestLife
	});
}

// src/cli/ceremony/review.ts
async function review(talk, ports) {
	const { dialogue, draft } = talk;
	const prepared = () => prepareCeremony(ports, specOf(draft), draft.held);
	let ceremony = await prepared();
	for (const role of allRoles) for (;;) {
		dialogue.note(roleText(ceremony, role), role);
		if (await yesOrNo(dialogue, `Is ${role} correct?`, "yes") === "yes") break;
		await correct(talk, role);
		await dropUnused(draft);
		ceremony = await prepared();
	}
	dialogue.say(digestsText(ceremony, dialogue.style));
	for (const finding of ceremony.findings) dialogue.warn(findingText(finding, dialogue.style));
	return ceremony;
}
async function correct(talk, role) {
	const options = [
		{
			value: "keys",
			label: "The keys"
		},
		{
			value: "expiry",
			label: "The expiry"
		},
		...role === "targets" ? [{
			value: "paths",
			label: "The paths"
		}] : [],
		...role === "bin" ? [{
			value: "bins",
			label: "The bins"
		}] : [],
		{
			value: "nothing",
			label: "Nothing"
		}
	];
	switch (await talk.dialogue.choose("What should be different?", options)) {
		case "keys": return isOnline(role) ? chooseOnline(talk, [role]) : chooseHolders(talk, role);
		case "expiry": return askExpiry(talk, role);
		case "paths": return askPaths(talk);
		case "bins": return askBins(talk);
		case "nothing": return;
	}
}
function isOnline(role) {
	return onlineRoles.some((online) => online === role);
}

// src/cli/ceremony/index.ts
async function interactiveCeremony(context) {
	const { ports, keysDirectory } = context;
	const { names } = await settingsIn(ports.workspace);
	await requireFirst(ports.workspace, names);
	const keyboard = holdKeyboard(context.input);
	const asking = openDialogue(keyboard.input, context.output, context.style ?? plain);
	const dialogue = context.acceptDefaults ? acceptingDefaults(asking) : asking;
	const talk = {
		dialogue,
		draft: emptyDraft(),
		ports,
		keysDirectory
	};
	try {
		return await hold(talk, asking, context.dryRun);
	} catch (error) {
		if (!(error instanceof Cancelled)) throw error;
		dialogue.warn("Stopped. Nothing was written.");
		return "cancelled";
	} finally {
		keyboard.release();
		for (const { signer } of talk.draft.held.values()) await signer[Symbol.asyncDispose]();
	}
}
async function hold(talk, asking, dryRun) {
	const { dialogue } = talk;
	dialogue.note("This creates the root of trust of your repository: who may sign what, with which keys, for how long.\nEnter accepts what is proposed, Ctrl-C stops, and nothing is written before you agree at the end.", "Ceremony");
	await askRoot(talk);
	await askOffline(talk, "targets");
	await askOffline(talk, "bin");
	await askOnline(talk);
	await askExpiries(talk);
	await askPaths(talk);
	await askBins(talk);
	await askTargetsUrl(talk);
	const ports = {
		...talk.ports,
		passphrase: () => Promise.reject(/* @__PURE__ */ new RangeError("every key is held already"))
	};
	const ceremony = await review(talk, ports);
	if (dryRun) {
		dialogue.warn("Dry run: nothing was signed or written.");
		return "dry run";
	}
	if (await yesOrNo(asking, "Sign exactly this now?", "no") === "no") throw new Cancelled();
	const result = await concludeCeremony(ports, ceremony);
	dialogue.say([
		"Written:",
		...keyFiles(ceremony),
		...result.files
	].join("\n  "));
	return result;
}
function keyFiles({ spec }) {
	return [...spec.keys.values()].flatMap((source) => source.kind === "create" ? [source.path] : []);
}

export { interactiveCeremony };