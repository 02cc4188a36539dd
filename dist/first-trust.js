import { o as finding } from "./visits.js";
import { t as addDays } from "./time.js";
import { m as patternProblem, y as specVersion } from "./delegations.js";
import { r as defineFaults } from "./fault.js";

// src/signing-event/faults.ts
const table = {
	ROLE_NO_KEYS: {
		family: "content",
		title: "The role {role} has no keys",
		meaning: "Nobody could ever sign it.",
		fix: "Give it at least one key.",
		exit: 64
	},
	ROLE_KEY_TWICE: {
		family: "content",
		title: "The role {role} lists one key twice",
		meaning: "The same key under two names is one signature, not two.",
		fix: "Use a different key for each place.",
		exit: 64
	},
	ROLE_THRESHOLD: {
		family: "content",
		title: "The role {role} asks for {threshold} signatures of {keys} different keys",
		meaning: "A threshold is at least 1 and at most the number of different keys.",
		fix: "Lower the threshold or add keys.",
		exit: 64
	},
	CEREMONY_LIFETIME: {
		family: "content",
		title: "The role {role} expires after {expires} days and is renewed {renew} days before",
		meaning: "A role must live longer than its renewal window.",
		fix: "Make expires positive and renew smaller than it.",
		exit: 64
	},
	ROLE_KEY_SHARED: {
		family: "content",
		title: "The roles {offline} and {online} share a key",
		meaning: "Whoever takes the online key from its machine would hold the offline role too.",
		fix: "Give the online roles a key of their own.",
		exit: 64
	},
	CEREMONY_PATTERN: {
		family: "content",
		title: "The path pattern {pattern} cannot be used: {reason}",
		meaning: "Clients must agree on what a pattern holds.",
		fix: "Use plain text with * and ? between slashes.",
		exit: 64
	},
	CEREMONY_NO_PATHS: {
		family: "content",
		title: "No paths are delegated",
		meaning: "Nothing could be released.",
		fix: "Give at least one path pattern.",
		exit: 64
	},
	CEREMONY_BINS: {
		family: "content",
		title: "{bins} is not a number of bins",
		meaning: "Bins split the space of hashes: a power of two from 2 to {maximum}.",
		fix: "Use 256, or what the sizing helper suggests.",
		exit: 64
	},
	CEREMONY_MANY_BINS: {
		family: "content",
		title: "{bins} bins are slow for one widely used client",
		meaning: "tuf-js takes time with the square of the number of snapshot entries beyond 1,024.",
		fix: "Use at most 1,024 bins unless you expect well over 100,000 targets.",
		exit: 64
	},
	ROOT_FRAGILE: {
		family: "content",
		title: "Root has {keys} key(s) and needs {threshold}: {spare} can be lost",
		meaning: "With fewer than two signatures one stolen key is enough; without a spare one lost key locks everybody out.",
		fix: "Use at least three keys with a threshold of two, when there are people to hold them.",
		exit: 64
	},
	EVENT_NAME_INVALID: {
		family: "content",
		title: "{name} cannot name a signing event",
		meaning: "An event names a branch and a directory: small letters, digits and hyphens, at most 63 of them.",
		fix: "Choose another name with `--event`.",
		exit: 64
	},
	EVENT_MISSING: {
		family: "content",
		title: "There is no signing event called {event}",
		meaning: "An event is a branch event/<name> with the files of the event on it.",
		fix: "List the events with `kaprien event list`; after somebody opened one, run `git fetch` first.",
		exit: 1
	},
	EVENT_EXISTS: {
		family: "content",
		title: "The signing event {event} is open already",
		meaning: "Another one of that name would throw its signatures away.",
		fix: "Use another name with `--event`, add to this one with `--join`, or delete the branch {branch}.",
		exit: 1
	},
	EVENT_FILE_INVALID: {
		family: "content",
		title: "{file} is not of a signing event: {reason}",
		meaning: "The files of an event are written by Kaprien alone; this one was edited or damaged.",
		fix: "Look at its history: `git log -p -- {file}`.",
		exit: 3
	},
	EVENT_BUNDLE_INVALID: {
		family: "content",
		title: "{file} cannot be used: {reason}",
		meaning: "It was edited or damaged on its way, or is another kind of file.",
		fix: "Make it again: `kaprien event export <name>`, or `kaprien sign <file> --out signature.json`.",
		exit: 64
	},
	EVENT_OUTDATED: {
		family: "content",
		title: "The event was opened over {role} {opened}, and {role} {current} is in force",
		meaning: "Something else came into force since; what was drafted would take it back.",
		fix: "When it is this event that came into force, delete its branch; else run `kaprien event reopen <name>`, and have the same changes signed again.",
		exit: 1
	},
	EVENT_BASE_OLD: {
		family: "content",
		title: "The event was opened over {role} {opened}, and the branch that is looked at holds {role} {current}",
		meaning: "This copy of the branch people merge to is older than the event.",
		fix: "Run `git pull` on that branch, and look again.",
		exit: 1
	},
	EVENT_CHANGE_INVALID: {
		family: "content",
		title: "{role} cannot be changed so: {reason}",
		meaning: "A change is checked against what is in force before anybody is asked to sign it.",
		fix: "See who signs what with `kaprien key list`.",
		exit: 64
	},
	EVENT_EMPTY: {
		family: "content",
		title: "The event changes nothing",
		meaning: "There is nothing to sign.",
		fix: "Say what is to change; `kaprien rotate --help` lists it.",
		exit: 64
	},
	EVENT_KEY_UNUSABLE: {
		family: "content",
		title: "The role {role} would name the key {keyid} ({kind}), which Kaprien cannot read",
		meaning: "Clients know ed25519, ECDSA P-256 and RSA-PSS keys.",
		fix: "Use a key that `kaprien key new` makes.",
		exit: 64
	},
	KEY_UNREADABLE: {
		family: "content",
		title: "The role {role} lists the key {keyid}, which Kaprien cannot read: {kind}",
		meaning: "Kaprien reads ed25519, ECDSA P-256 and RSA-PSS keys. The key counts for clients that read it; here the threshold has to be met by the others.",
		fix: "Leave it, or replace it with one that `kaprien key new` makes: `kaprien rotate {role} --add <new key> --remove {keyid}`.",
		exit: 1
	},
	BINS_UNREACHED: {
		family: "content",
		title: "Clients ask {role} before the bins, and end their search for {pattern} there",
		meaning: "A release of such a path is not found: only the people of {role} can publish it.",
		fix: "Have the search go on: `kaprien delegate {role} --continue --event <event> --join`.",
		exit: 1
	},
	BINS_KEY_NEEDED: {
		family: "usage",
		title: "No key of snapshot can sign the hash bins: offline roles list them too, or they are too few",
		meaning: "Whoever takes the key of the bins from the worker would be able to sign for people.",
		fix: "Name an online key of its own for the bins: `kaprien rebin {count} --key <address>`.",
		exit: 64
	},
	BINS_KEYS_SHARED: {
		family: "usage",
		title: "The roles targets and snapshot share the key {keyid}, so that its thief could put other bins in place of these",
		meaning: "The people of targets sign the delegation to the bins, and the worker holds this key of theirs.",
		fix: "Give targets a key of its own first: `kaprien rotate targets --add <new key> --remove {keyid}`. Once that is merged, run `kaprien rebin {count}` again.",
		exit: 64
	},
	EVENT_BASE_UNSIGNED: {
		family: "content",
		title: "What the branch holds was not signed by those who must ({reason}). It claims: {changes}",
		meaning: "A key, a delegation or a target came to the branch without the signatures it takes. An event on top of it would have people sign it unseen.",
		fix: "Take it back on the branch people merge to (`git log -p -- trust`), then look at the event again.",
		exit: 3
	},
	EVENT_UNSIGNED_DIFFERS: {
		family: "content",
		title: "{file} is not what the event says",
		meaning: "Every signer's machine makes the drafts again from what is in force; this one was changed by hand.",
		fix: "Delete the branch of {event} and open the event again.",
		exit: 3
	},
	EVENT_FOREIGN_CHANGE: {
		family: "content",
		title: "{file} differs from the branch people merge to",
		meaning: "Until it is finished, an event's branch changes nothing of trust but the event's own files.",
		fix: "Take the change back on the event's branch, or merge the branch people merge to into it.",
		exit: 3
	},
	EVENT_DIVERGED: {
		family: "content",
		title: "The event {event} went two ways, here and at origin",
		meaning: "Both sides changed what is to be signed; signatures of one do not count for the other.",
		fix: "Decide on one: `git branch --force {branch} origin/{branch}` takes theirs.",
		exit: 1
	},
	EVENT_BEHIND: {
		family: "content",
		title: "The branch {branch} is behind in {file}, and here and there it was changed",
		meaning: "Kaprien brings two copies of an event together; what both changed beside it is git's to merge.",
		fix: "Run `git switch {branch}` and `git merge origin/{branch}`, then try again.",
		exit: 1
	},
	EVENT_EXPIRY_PAST: {
		family: "content",
		title: "The next version of {role} would have expired on {expires}",
		meaning: "Clients refuse a role that has run out; nobody has to sign it first.",
		fix: "Open the event again; `--days` says how long the new versions are good for.",
		exit: 1
	},
	EVENT_EXPIRY_FAR: {
		family: "content",
		title: "The next version of {role} is good until {expires}, more than ten years from now",
		meaning: "Until then clients that are cut off from newer versions go on believing it.",
		fix: "Open the event with fewer `--days`, unless that is meant.",
		exit: 1
	},
	EVENT_UNSOUND: {
		family: "content",
		title: "The event {event} can neither be signed nor finished ({reason})",
		meaning: "What would come into force is not sound, or the branch does not hold what the event says.",
		fix: "See what is wrong with `kaprien event show {event}`.",
		exit: 3
	},
	EVENT_DIGEST_DIFFERS: {
		family: "usage",
		title: "The digest is {actual}, and {expected} was confirmed",
		meaning: "A signature covers exactly what its signer was shown.",
		fix: "Look at the event again: `kaprien sign {event}`.",
		exit: 3
	},
	EVENT_NOT_YOURS: {
		family: "usage",
		title: "The event {event} asks for no signature of the key {keyid}",
		meaning: "A key signs the roles that list it, before the change or after it.",
		fix: "Choose another with `--key`; `kaprien event show {event}` says whose signatures are missing.",
		exit: 1
	},
	EVENT_SIGNED_ALREADY: {
		family: "usage",
		title: "The key {keyid} has signed everything it can of {event}",
		meaning: "One key counts once.",
		fix: "See who is missing with `kaprien event show {event}`.",
		exit: 1
	},
	EVENT_INCOMPLETE: {
		family: "content",
		title: "The event {event} needs {missing} more signature(s)",
		meaning: "It comes into force when every threshold is met, and every new key has shown that somebody holds it.",
		fix: "See who is missing with `kaprien event show {event}`; they run `kaprien sign {event}`. When fewer keys are left than a threshold takes, docs/how-to/recover.md says what remains.",
		exit: 6
	},
	TRUST_MEMORY_DAMAGED: {
		family: "local",
		title: "What this machine remembers of a repository does not verify ({file}: {reason})",
		meaning: "It is what differences are shown from; without it, somebody else would choose where they begin.",
		fix: "Get the trusted root's digest from a person you trust, delete the file, and sign with `--trusted-root`.",
		exit: 3
	},
	TRUST_ROLLBACK: {
		family: "content",
		title: "The branch holds {role} {actual}, and this machine has seen {role} {expected}",
		meaning: "Trust only goes forward; somebody put an older state in its place, or you look at an old copy.",
		fix: "Run `git fetch` and look at the right branch; if that is it already, ask who rewrote it.",
		exit: 3
	}
};
const signingEventFaults = defineFaults(table);

// src/signing-event/first-trust.ts
const offlineRoles = [
	"root",
	"targets",
	"bin"
];
const onlineRoles = [
	"bins",
	"snapshot",
	"timestamp"
];
const everyPath = Array.from({ length: 8 }, (_, depth) => Array(depth + 1).fill("*").join("/"));
const maximumBins = 16384;
function firstTrust(design, now) {
	const { roles, lifetimes } = design;
	const expires = (role) => addDays(now, lifetimes[role].expires);
	const top = [
		"root",
		"targets",
		"snapshot",
		"timestamp"
	];
	const delegatedRole = {
		name: "bin",
		...roleKeysOf(roles.bin),
		terminating: true,
		scope: {
			kind: "paths",
			patterns: design.paths
		},
		rest: /* @__PURE__ */ new Map()
	};
	const common = {
		specVersion,
		version: 1,
		rest: /* @__PURE__ */ new Map()
	};
	return {
		root: {
			...common,
			expires: expires("root"),
			consistentSnapshot: true,
			keys: keysOf(top.map((role) => roles[role])),
			roles: new Map(top.map((role) => [role, {
				...roleKeysOf(roles[role]),
				rest: /* @__PURE__ */ new Map()
			}]))
		},
		targets: {
			...common,
			expires: expires("targets"),
			targets: /* @__PURE__ */ new Map(),
			delegations: {
				keys: keysOf([roles.bin]),
				roles: [delegatedRole],
				rest: /* @__PURE__ */ new Map()
			}
		},
		bin: {
			...common,
			expires: expires("bin"),
			targets: /* @__PURE__ */ new Map(),
			delegations: binsDelegations(design.roles.bins, design)
		}
	};
}
function emptyTargets(opened) {
	return {
		specVersion,
		version: 0,
		expires: opened,
		targets: /* @__PURE__ */ new Map(),
		rest: /* @__PURE__ */ new Map()
	};
}
function binsDelegations(signers, { bins, style, prefix = "bins" }) {
	const keys = keysOf([signers]);
	const signatories = roleKeysOf(signers);
	const bitLength = Math.log2(bins);
	if (style === "succinct") return {
		keys,
		roles: [],
		succinct: {
			...signatories,
			bitLength,
			namePrefix: prefix,
			rest: /* @__PURE__ */ new Map()
		},
		rest: /* @__PURE__ */ new Map()
	};
	const digits = Math.max(1, Math.ceil(bitLength / 4));
	const run = 16 ** digits / bins;
	return {
		keys,
		roles: Array.from({ length: bins }, (_, index) => {
			const prefixes = Array.from({ length: run }, (_, i) => hex(index * run + i, digits));
			return {
				name: `${prefix}-${hex(index, digits)}`,
				...signatories,
				terminating: true,
				scope: {
					kind: "prefixes",
					prefixes
				},
				rest: /* @__PURE__ */ new Map()
			};
		}),
		rest: /* @__PURE__ */ new Map()
	};
}
function hex(value, digits) {
	return value.toString(16).padStart(digits, "0");
}
function roleKeysOf({ keys, threshold }) {
	return {
		keyids: keys.map(({ keyid }) => keyid),
		threshold
	};
}
function keysOf(roles) {
	return new Map(roles.flatMap(({ keys }) => keys.map((key) => [key.keyid, key])));
}
function designFindings(design) {
	const findings = [];
	const error = (of, data) => {
		findings.push(finding(of, data, { severity: "error" }));
	};
	const names = [...offlineRoles, ...onlineRoles];
	for (const role of names) {
		const { keys, threshold } = design.roles[role];
		const distinct = new Set(keys.map(({ material, keyid }) => material ?? keyid)).size;
		if (keys.length === 0) error(signingEventFaults.ROLE_NO_KEYS, { role });
		if (distinct < keys.length) error(signingEventFaults.ROLE_KEY_TWICE, { role });
		if (threshold < 1 || threshold > distinct) error(signingEventFaults.ROLE_THRESHOLD, {
			role,
			threshold,
			keys: distinct
		});
		const { expires, renew } = design.lifetimes[role];
		if (!(expires > 0) || !(renew >= 0) || renew >= expires) error(signingEventFaults.CEREMONY_LIFETIME, {
			role,
			expires,
			renew
		});
	}
	for (const offline of offlineRoles) for (const online of onlineRoles) {
		const held = new Set(design.roles[online].keys.map(({ material }) => material));
		if (design.roles[offline].keys.some(({ material }) => held.has(material))) error(signingEventFaults.ROLE_KEY_SHARED, {
			offline,
			online
		});
	}
	for (const pattern of design.paths) {
		const reason = patternProblem(pattern);
		if (reason !== void 0) error(signingEventFaults.CEREMONY_PATTERN, {
			pattern,
			reason
		});
	}
	if (design.paths.length === 0) error(signingEventFaults.CEREMONY_NO_PATHS, {});
	if (!Number.isInteger(Math.log2(design.bins)) || design.bins < 2 || design.bins > 16384) error(signingEventFaults.CEREMONY_BINS, {
		bins: design.bins,
		maximum: maximumBins
	});
	else if (design.bins > 1024) findings.push(finding(signingEventFaults.CEREMONY_MANY_BINS, { bins: design.bins }, { severity: "warning" }));
	const { keys, threshold } = design.roles.root;
	if (keys.length < 2 || threshold < 2 || threshold === keys.length) findings.push(finding(signingEventFaults.ROOT_FRAGILE, {
		keys: keys.length,
		threshold,
		spare: keys.length - threshold
	}, { severity: "warning" }));
	return findings;
}
function suggestBins(targets) {
	const ideal = 3.4 * Math.sqrt(Math.max(1, targets));
	return Math.min(1024, Math.max(128, 2 ** Math.round(Math.log2(ideal))));
}
function clientCost(targets, bins) {
	return Math.round(2600 + bins * 4.3 + targets / bins * 88);
}

export { everyPath as a, offlineRoles as c, signingEventFaults as d, emptyTargets as i, onlineRoles as l, clientCost as n, firstTrust as o, designFindings as r, maximumBins as s, binsDelegations as t, suggestBins as u };