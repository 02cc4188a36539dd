import { r as defineFaults } from "./fault.js";

// src/tuf/faults.ts
const table = {
	JSON_INVALID: {
		family: "content",
		title: "The file {file?}:{line?} is not JSON as Kaprien reads it: {reason}",
		meaning: "Two programs that read one file differently can be played against each other, so only one reading is accepted.",
		fix: "Correct the file. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 1
	},
	METADATA_INVALID: {
		family: "content",
		title: "The metadata {file?} is not well formed: {where}: {reason}",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "Restore the file from where it was signed; on the signed branch `kaprien recover` does.",
		exit: 3
	},
	KEY_INVALID: {
		family: "content",
		title: "A key cannot be read: {reason}",
		meaning: "It is not an ed25519, ECDSA P-256 or RSA key in a form that TUF clients share.",
		fix: "Give its public half as SPKI PEM.",
		exit: 64
	},
	KEY_UNSUPPORTED: {
		family: "content",
		title: "Keys of the kind {type} cannot be used",
		meaning: "TUF clients share three: ed25519, ECDSA P-256, RSA from 2048 bits. {reason?}",
		fix: "Use one of these, for example an ed25519 key that `kaprien ceremony` creates.",
		exit: 64
	},
	KEY_ID_MISMATCH: {
		family: "content",
		title: "The key listed as {keyid} is another key: its id is {expected}",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "Restore the file from where it was signed.",
		exit: 3
	},
	SIGNATURE_DUPLICATE: {
		family: "content",
		title: "The metadata {file?} has two signatures by the key {keyid}",
		meaning: "Clients refuse such a file whole.",
		fix: "Keep one of the two. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROLE_SIGNATURES_MISSING: {
		family: "content",
		title: "{role} has {valid} of {threshold} valid signatures",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "Restore the last signed version: on the branch people merge to by hand, on the signed branch with `kaprien recover`. An edit by hand can never be signed afterwards. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROLE_KEYS_UNREADABLE: {
		family: "content",
		title: "{role} has {valid} of {threshold} signatures that Kaprien can verify; it cannot read these of its keys: {keys}",
		meaning: "Kaprien reads ed25519, ECDSA P-256 and RSA-PSS keys. It cannot tell whether signatures of other keys are good, so it trusts nothing that needs them.",
		fix: "To download only, use a client that reads these keys. In a repository of your own, have the next version of {role} signed by enough keys that Kaprien reads, with the tools that made this one; then run `kaprien import <site>`.",
		exit: 1
	},
	ROLE_EXPIRED: {
		family: "content",
		title: "{role} expired on {expires}",
		meaning: "Clients refuse expired metadata.",
		fix: "Online roles: run `kaprien worker`, then `kaprien publish`. Offline roles: `kaprien rotate <role>` has their key holders sign a new version.",
		exit: 5
	},
	ROLE_ROLLBACK: {
		family: "content",
		title: "{role} went back from version {expected} to {actual}",
		meaning: "Clients refuse older versions; this is what a replay of old metadata looks like.",
		fix: "On the branch people merge to, restore the newest signed version; a signed branch that was set back goes on with `kaprien recover --site <published site>`.",
		exit: 3
	},
	ROLE_VERSION_MISMATCH: {
		family: "content",
		title: "{role} has version {actual} where {expected} is listed",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "On the signed branch, run `kaprien recover`: it goes on from the worker's last commit. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROLE_HASH_MISMATCH: {
		family: "content",
		title: "{role} is not the file that is listed: {actual} instead of {expected}",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "On the signed branch, run `kaprien recover`: it goes on from the worker's last commit. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROLE_NOT_LISTED: {
		family: "content",
		title: "{role} is no longer listed in the snapshot",
		meaning: "What was listed once stays listed; clients refuse a snapshot without it.",
		fix: "Restore the entry. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROLE_NOT_DELEGATED: {
		family: "content",
		title: "{role} is not delegated to by {delegator}",
		meaning: "Somebody without the keys changed it, or it was damaged on its way.",
		fix: "Restore the delegation.",
		exit: 3
	},
	ROLE_OUT_OF_ORDER: {
		family: "internal",
		title: "{role} came before the files it depends on",
		meaning: "A client reads roots, timestamp, snapshot and targets in this order.",
		fix: "Read the files in order.",
		exit: 1
	},
	DELEGATION_INVALID: {
		family: "content",
		title: "{role} delegates in a way that clients do not share: {reason}",
		meaning: "Clients would disagree on which targets count.",
		fix: "Sign a corrected version of {role}. Where somebody else changed the signed branch, run `kaprien recover`.",
		exit: 3
	},
	DELEGATIONS_TOO_MANY: {
		family: "content",
		title: "The role {role?} and the roles before it make more than {limit} delegations",
		meaning: "Reading them all would take a client too long. No repository that Kaprien makes has so many.",
		fix: "Have the role {role?} delegate to fewer roles or to fewer hash bins.",
		exit: 3
	},
	DELEGATIONS_TOO_DEEP: {
		family: "content",
		title: "{role} is {limit} delegations below targets, and delegates further",
		meaning: "Clients give up on long chains of delegations.",
		fix: "Have a role nearer to targets delegate to the roles below {role}.",
		exit: 3
	},
	KEY_WEAK: {
		family: "content",
		title: "The key {keyid?} is too weak to be used: {reason}",
		meaning: "Somebody without its private half could sign in its holder's name, or clients would disagree about its signatures.",
		fix: "Have its holder make another one, for example with `kaprien key new`, and give that key's public half.",
		exit: 64
	},
	METADATA_KEY_WEAK: {
		family: "content",
		title: "The metadata {file?} lists the key {keyid}, which is too weak to be used: {reason}",
		meaning: "Somebody without its private half could sign in its holder's name, or clients would disagree about its signatures. Nothing that it signed counts.",
		fix: "Have the people who hold that role sign a version of it that lists another key.",
		exit: 3
	}
};
const tufFaults = defineFaults(table);

export { tufFaults as t };