import { r as defineFaults } from "./fault.js";

// src/compose/faults.ts
const table = {
	FLAG_MISSING: {
		family: "usage",
		title: "{what} is needed, and nobody can be asked here",
		meaning: "There is no terminal, or --no-input was given.",
		fix: "Give {flag}.",
		exit: 64
	},
	TRUSTED_ROOT_INVALID: {
		family: "usage",
		title: "The trusted root is not a SHA-256 digest: {value}",
		meaning: "It is 64 hex digits, as `kaprien ceremony` prints them. Only download, refresh, verify and monitor also take a root file, and there is none of this name.",
		fix: "Use what `sha256sum trust/root/1.root.json` prints in a clone you trust.",
		exit: 64
	}
};
const composeFaults = defineFaults(table);

export { composeFaults as t };