import { r as defineFaults } from "./fault.js";

// src/cli/faults.ts
const table = {
	INTERRUPTED: {
		family: "local",
		title: "Interrupted",
		meaning: "Nothing was left half done.",
		fix: "Run the command again when you are ready.",
		exit: 130
	},
	DEMO_FAILED: {
		family: "internal",
		title: "The demo did not go as told: {what}",
		meaning: "An attack was not refused. This is a defect.",
		fix: "Report it with the output.",
		exit: 1
	},
	CODE_UNKNOWN: {
		family: "usage",
		title: "There is no code {code}.{hint}",
		meaning: "Codes are printed in brackets behind an error.",
		fix: "`kaprien explain` without a code lists them all.",
		exit: 64
	},
	ROTATION_WITHOUT_OVERLAP: {
		family: "usage",
		title: "{role} would be left with too few of the keys it has now",
		meaning: "Clients that still hold the root before this one refuse what only the new keys sign. Keys that were not stolen leave in a later event.",
		fix: "Run `kaprien rotate {role} --add <new key>` first and `--remove` the old ones when caches have run out; for stolen keys add `--compromised`.",
		exit: 64
	},
	KEY_UNKNOWN: {
		family: "usage",
		title: "No key is meant by {key}: {reason}",
		meaning: "A key is named by the person who holds it (people in kaprien.yml), the first 8 or more digits of its keyid, its address, or a file with its public half.",
		fix: "List the keys with `kaprien key list`; make one with `kaprien key new <file>`.",
		exit: 64
	},
	TRUSTED_ROOT_CHANGED: {
		family: "content",
		title: "This repository begins with another root than this machine remembers",
		meaning: "Somebody replaced the whole chain of trust, or it is another repository in the same place.",
		fix: "Ask a person you trust for the digest; if it is right, pass it with `--trusted-root {actual}`.",
		exit: 3
	},
	TRUSTED_ROOT_UNCONFIRMED: {
		family: "usage",
		title: "This machine has not met this repository: its root is {pin}",
		meaning: "Whoever shows a machine its first root decides what it trusts.",
		fix: "Compare the digest with a person you trust, then pass it: `--trusted-root {pin}`.",
		exit: 3
	},
	IMPORT_ROOT_UNCONFIRMED: {
		family: "usage",
		title: "Nobody said that root {version} of {site} is the right one: its SHA-256 is {digest}",
		meaning: "Whoever controls the place could show a chain of roots of their own. Everything there verifies from this root; nothing was written.",
		fix: "Compare the digest with one from somebody you trust, then run `kaprien import {site} --trusted-root {digest}`; `--yes` takes it as it is.",
		exit: 3
	}
};
const cliFaults = defineFaults(table);

export { cliFaults as t };