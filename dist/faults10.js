import { r as defineFaults } from "./fault.js";

// src/forge/faults.ts
const table = {
	FORGE_UNAUTHORIZED: {
		family: "way",
		title: "{repository}: the forge does not take this token: {reason}",
		meaning: "It expired, was revoked, or was cut short when it was copied.",
		fix: "In a workflow pass github.token, which is new for each job; elsewhere make a new token.",
		exit: 4
	},
	FORGE_FORBIDDEN: {
		family: "way",
		title: "The token may not do this in {repository}: {reason}",
		meaning: "It lacks a permission. In a pull request from a fork, tokens can only read.",
		fix: "Add `{permission}` to the job's `permissions:` in the workflow file, or grant it to the token.",
		exit: 4
	},
	PULL_REQUESTS_OFF: {
		family: "way",
		title: "Workflows may not open pull requests in {repository}",
		meaning: "The repository or its organization forbids it, whatever the job's permissions are.",
		fix: "In the repository's settings, under Actions, General, allow GitHub Actions to create and approve pull requests; or pass the token of a GitHub App.",
		exit: 4
	},
	FORGE_NOT_FOUND: {
		family: "way",
		title: "{repository} has nothing at {request}, or the token may not see it: {reason}",
		meaning: "To a token without access a private repository looks like one that does not exist.",
		fix: "Check the repository's name and the number; give the token access to this repository.",
		exit: 1
	},
	FORGE_REFUSED: {
		family: "way",
		title: "The forge refused {request} in {repository}: {reason}",
		meaning: "It understood, but its rules or its state forbid this. Nothing was changed.",
		fix: "Do what its words ask for, and run again.",
		exit: 1
	},
	FORGE_UNREACHABLE: {
		family: "way",
		title: "The forge did not answer {request}: {reason}",
		meaning: "The network or the forge failed.",
		fix: "Run again later; nothing is done twice.",
		exit: 1
	},
	FORGE_NONE: {
		family: "usage",
		title: "No forge is known that could {what}",
		meaning: "Only git is spoken here, and git has no pull requests and signs for nobody.",
		fix: "Do it by hand, or run in a workflow with a token.",
		exit: 1
	}
};
const forgeFaults = defineFaults(table);

export { forgeFaults as t };