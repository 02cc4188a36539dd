import { r as defineFaults } from "./fault.js";

// src/import/faults.ts
const table = {
	IMPORT_NOTHING: {
		family: "usage",
		title: "There is no TUF repository at {site}",
		meaning: "A timestamp.json, a root.json or a 1.root.json is looked for there and in metadata/ below; nothing was written.",
		fix: "Name the directory or the address that holds metadata/, as in `kaprien import https://downloads.example`.",
		exit: 1
	},
	IMPORT_FILE_MISSING: {
		family: "content",
		title: "{site} lacks the metadata of {role}",
		meaning: "A repository is taken over whole or not at all; nothing was written.",
		fix: "Put the file back there as it was published, then run `kaprien import` again.",
		exit: 3
	},
	IMPORT_ROOT_MISSING: {
		family: "content",
		title: "{site} lacks root {version}",
		meaning: "Clients follow the roots one by one, so every version from the first must stay, and all of them are taken over; nothing was written.",
		fix: "Put {version}.root.json back beside the others, from a backup or a mirror: its signatures show whether it is the right one.",
		exit: 3
	},
	IMPORT_UNFIT: {
		family: "content",
		title: "{role} cannot be carried on as it is: {reason}",
		meaning: "It verifies, and stays valid where it is. Kaprien publishes only what every client reads alike, and for this there is no such form. Nothing was written.",
		fix: "Have {role} signed without that in its next version, with the tools that made this one. Then run `kaprien import` again.",
		exit: 1
	},
	IMPORT_RESTATED: {
		family: "content",
		title: "Its people have to sign {role} once more, in the form that every client reads alike: {reason}",
		meaning: "The file they signed is kept as it is, so that clients of before can follow. The worker signs nothing on top of it until the next version is merged.",
		fix: "Sign the event that the import opens: `kaprien sign {event} --key <address>`.",
		exit: 1
	},
	IMPORT_KEY_DROPPED: {
		family: "content",
		title: "In its next version {role} no longer lists the key {keyid}, by which no signature counts: {reason}",
		meaning: "Clients cannot read the key, or it is too weak. Its holder signs nothing without another one.",
		fix: "Once the event {event} is merged, give its holder a new key: `kaprien rotate {role} --add <new key>`.",
		exit: 1
	},
	IMPORT_TARGET_NAMES: {
		family: "content",
		title: "Clients will ask for target files by their hash: {example}",
		meaning: "The newest root says consistent_snapshot: false, and clients ask for plain names until they have the next one. Those that have it ask for <hash>.<name>.",
		fix: "Keep the files where they are under both names, or have them published from a directory: `kaprien publish --files <directory>`.",
		exit: 1
	},
	IMPORT_TARGET_UNFIT: {
		family: "content",
		title: "{path}, listed by {role}, cannot be asked for as it is: {reason}",
		meaning: "Release files name targets by length, SHA-256 and SHA-512, and what they ask for is what will be listed.",
		fix: "Where it has no SHA-256, have it listed with one before `kaprien import`.",
		exit: 1
	},
	IMPORT_OFFLINE_EXPIRED: {
		family: "content",
		title: "{role} expired on {expires}, and people sign it",
		meaning: "Clients refuse the repository as it is, and the worker signs nothing on top of an expired role.",
		fix: "Once the import is committed, and before the first run of the worker, have its next version signed: `kaprien rotate {role}`.",
		exit: 5
	},
	IMPORT_ONLINE_EXPIRED: {
		family: "content",
		title: "{role} expired on {expires}",
		meaning: "Online keys sign it. How fresh the repository is cannot be seen from it: somebody may show an old state.",
		fix: "The first run of `kaprien worker` signs it again.",
		exit: 5
	},
	IMPORT_KEY_SHARED: {
		family: "content",
		title: "The key {keyid} signs online roles and {role} as well",
		meaning: "Whoever gets at the worker's key could sign {role}, which people are to vouch for.",
		fix: "Give people keys of their own: `kaprien rotate {role} --add <new key> --remove {keyid}`.",
		exit: 1
	},
	IMPORT_KEY_WEAK: {
		family: "content",
		title: "{role} has the key {keyid}, which could not be added today: {reason}",
		meaning: "Its signatures count, here and at other clients. Kaprien adds no such key, and the tools that read it become fewer.",
		fix: "Replace it with a new key: `kaprien rotate {role} --add <new key> --remove {keyid}`.",
		exit: 1
	},
	IMPORT_TARGET_UNREACHABLE: {
		family: "content",
		title: "{count} of the targets that {role} lists, such as {path}, lie outside of what {delegator} delegates to it",
		meaning: "No client finds them there, and some refuse the whole repository for it.",
		fix: "Take them out: `kaprien remove --role {role} {path}`. Or have {delegator} delegate their paths: `kaprien delegate {role} --by {delegator} --path <pattern>`, with every pattern that it is to have.",
		exit: 1
	},
	IMPORT_NO_BINS: {
		family: "content",
		title: "No role delegates to hash bins",
		meaning: "What is listed now stays, and the worker keeps it fresh. Releases by pull request need bins, which online keys sign.",
		fix: "Have people sign a delegation to them when you want releases: `kaprien rebin 256`.",
		exit: 1
	},
	IMPORT_KEY_ADDRESS: {
		family: "content",
		title: "The online key's address {uri} is of a kind that Kaprien does not know",
		meaning: "The repository says where its online key is, in the words of the tool that made it.",
		fix: "Name the key under online-keys in kaprien.yml, by an address that Kaprien reads; `kaprien key show <address>` tries it.",
		exit: 1
	},
	IMPORT_ONLINE_KEY_UNKNOWN: {
		family: "content",
		title: "The repository does not say where the key of {role} is",
		meaning: "The worker needs it. One that cannot be had any more is replaced by people, in a root of the next version.",
		fix: "Name it under online-keys in kaprien.yml, or add a new one there and to the role: `kaprien rotate {role} --add <new key>`.",
		exit: 1
	}
};
const importFaults = defineFaults(table);

export { importFaults as t };