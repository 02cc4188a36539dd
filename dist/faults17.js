import { r as defineFaults } from "./fault.js";

// src/setup/faults.ts
const table = {
	CEREMONY_DONE: {
		family: "usage",
		title: "There is a root of trust already: {file}",
		meaning: "A second one would be trusted by nobody who has the first.",
		fix: "Keep it. To start over, use a new repository.",
		exit: 1
	},
	CEREMONY_KEY_UNKNOWN: {
		family: "usage",
		title: "The role {role} names a key {key} that is not among the keys ({known})",
		meaning: "Roles name keys by the names they have under keys.",
		fix: "Correct the name.",
		exit: 64
	},
	SIGNER_ELSEWHERE: {
		family: "local",
		title: "The key {keyid} is not here: only its public half is",
		meaning: "Whoever holds it signs on a machine of their own.",
		fix: "Have them run `kaprien sign <event> --key <address>`.",
		exit: 6
	},
	CEREMONY_ONLINE_ELSEWHERE: {
		family: "content",
		title: "The role {role} would be signed with {key}, of which only the public half is here",
		meaning: "Online keys are tried at the ceremony through the same place that the worker will use.",
		fix: "Name it with `use:` and its address, as in awskms:///alias/kaprien?region=eu-west-1.",
		exit: 64
	}
};
const setupFaults = defineFaults(table);

export { setupFaults as t };