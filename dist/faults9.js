import { r as defineFaults } from "./fault.js";

// src/action/faults.ts
const table = {
	INPUT_INVALID: {
		family: "usage",
		title: "The input {input} is {value}, and {expected} is expected",
		meaning: "The step's inputs are checked before anything is done.",
		fix: "Correct it under `with:` in the workflow file.",
		exit: 64
	},
	INPUT_MISSING: {
		family: "usage",
		title: "{mode} needs the input {input}",
		meaning: "The step's inputs are checked before anything is done.",
		fix: "Add `{input}:` under `with:` in the workflow file.",
		exit: 64
	},
	MODE_UNKNOWN: {
		family: "usage",
		title: "The event {event} does not say what to do",
		meaning: "Pull requests and merge groups are checked; pushes, schedules and dispatches start the worker; the rest has to be named.",
		fix: "Add `mode:` under `with:`, one of {expected}.",
		exit: 64
	},
	TRIGGER_INVALID: {
		family: "usage",
		title: "The event {event} cannot be read: {reason}",
		meaning: "The runner hands over the event in a file, and it is not as the forge documents it.",
		fix: "Run as a step of a workflow; on another host use the command line.",
		exit: 64
	},
	TRIGGER_REFUSED: {
		family: "usage",
		title: "{mode} does not run on the event {event}: {reason}",
		meaning: "A job that may sign must not be started by what strangers send, and a verdict is about a proposal.",
		fix: "Run this mode on {expected}, of the branch that people merge to.",
		exit: 4
	},
	PAGES_OFF: {
		family: "way",
		title: "The pages of {repository} {state}",
		meaning: "kaprien.yml says that the site goes to Pages, and a deployment from this workflow would be refused.",
		fix: "Switch them on: `gh api --method POST repos/{repository}/pages -f build_type=workflow`, or in the settings under Pages choose GitHub Actions as the source.",
		exit: 1
	},
	SIGNING_KEY_IN_REACH: {
		family: "usage",
		title: "{variable} holds a signing key, and {mode} runs without",
		meaning: "A job that reads what strangers propose, or writes to a public place, must have no key to lose.",
		fix: "Take {variable} out of this job's `env:`; the worker's step alone needs it.",
		exit: 4
	}
};
const actionFaults = defineFaults(table);

export { actionFaults as t };