import { r as defineFaults } from "./fault.js";

// src/repository/faults.ts
const table = {
	CONFIG_MISSING: {
		family: "content",
		title: "There is no kaprien.yml on {branch}",
		meaning: "Everything about a repository starts from its configuration on the branch people merge to.",
		fix: "Run `kaprien ceremony` in a clone, commit what it writes and merge it.",
		exit: 1
	},
	TRUSTED_ROOT_NEEDED: {
		family: "usage",
		title: "The trusted root was not given",
		meaning: "Every verification starts from a root that is pinned outside the repository; a file inside could be replaced with everything it signs.",
		fix: "Give what `kaprien ceremony` printed: in a workflow as the input `trusted-root`, from a variable of the repository's settings; elsewhere as --trusted-root, or in KAPRIEN_TRUSTED_ROOT.",
		exit: 64
	},
	TRUST_MISSING: {
		family: "content",
		title: "The signed file {file} is missing",
		meaning: "Offline roles are signed by people and kept on the branch they merge to.",
		fix: "Restore it (`kaprien recover` does on the signed branch), or run `kaprien ceremony` when there never was one.",
		exit: 3
	},
	ROOT_CHAIN_BROKEN: {
		family: "content",
		title: "The chain of roots is broken at {file}: {reason}",
		meaning: "Every root from the first is kept for ever, each signed by the one before.",
		fix: "Restore the file from the history; on the signed branch `kaprien recover` does. For an import, take a copy that verifies: `kaprien import <copy>`.",
		exit: 3
	},
	ROOT_TOO_MANY: {
		family: "content",
		title: "There are {count} roots; clients follow at most {limit}",
		meaning: "A client would give up on its way.",
		fix: "This repository needs a new start; ask for help before rotating root again.",
		exit: 3
	},
	ROOT_NOT_PINNED: {
		family: "content",
		title: "No root in the repository is the trusted one ({pin})",
		meaning: "The whole chain was replaced, or the digest is that of another repository.",
		fix: "Compare with `sha256sum trust/root/1.root.json` in a clone you trust. Do not sign anything until it is clear. For an import, give the digest of one of its roots: `kaprien import <site> --trusted-root <digest>`.",
		exit: 3
	},
	TARGET_IN_WRONG_BIN: {
		family: "content",
		title: "{path} is listed in {role}, which does not hold it",
		meaning: "Clients look for it in another bin.",
		fix: "Run `kaprien recover`: it goes on from the worker's last commit.",
		exit: 3
	},
	SIGNED_FILE_MISSING: {
		family: "content",
		title: "The signed branch lacks {file}",
		meaning: "Somebody edited it by hand, or it was never completed.",
		fix: "Run `kaprien recover`: it goes on from the worker's last commit.",
		exit: 3
	},
	SIGNED_BRANCH_EDITED: {
		family: "content",
		title: "The signed branch was edited by hand: {file} is {actual}, and {expected} was signed",
		meaning: "Only the worker writes there. What it says it fulfilled would no longer be what it did.",
		fix: "Run `kaprien recover`: it goes on from the worker's last commit. Then forbid pushes to the branch; see docs/how-to/recover.md.",
		exit: 3
	},
	SIGNED_TARGETS_DIFFER: {
		family: "content",
		title: "The signed branch lists other targets than the release files that it was made from: {paths}",
		meaning: "Only somebody who has the online keys can sign that. Signing or publishing it would make their targets yours.",
		fix: "Run `kaprien recover`, which goes back to the last state that people asked for. Then replace the online keys, and run it again: see docs/how-to/recover.md.",
		exit: 3
	},
	FORMAT_NEWER: {
		family: "content",
		title: "The signed branch was written by a newer Kaprien (format {format}; this one knows {known})",
		meaning: "An older version could misread it.",
		fix: "Use the newer version.",
		exit: 1
	},
	CLOCK_BEHIND: {
		family: "content",
		title: "This machine's clock says {now}, but something was signed at {signed}",
		meaning: "A clock that is behind accepts what has expired and signs what expires too early.",
		fix: "Set the clock.",
		exit: 1
	},
	BRANCH_MISSING: {
		family: "usage",
		title: "There is no {branch}",
		meaning: "Neither a branch, a ref nor a commit has this name.",
		fix: "Name one that exists; `git branch --all` lists them.",
		exit: 1
	},
	ONLINE_ROLE_DELEGATES: {
		family: "content",
		title: "The online role {role} delegates to other roles",
		meaning: "Roles that online keys sign list targets and nothing else. Somebody who has those keys could build delegations without end.",
		fix: "If the worker did not sign this, replace the online keys: `kaprien rotate online`. An offline role may delegate.",
		exit: 3
	},
	TARGET_NOT_FOUND: {
		family: "content",
		title: "{site} has no target {path}",
		meaning: "No role that may name it does.",
		fix: "Check the spelling.",
		exit: 1
	},
	SETTING_FIXED: {
		family: "content",
		title: "{file} would change {setting} from {from} to {to}",
		meaning: "Where release files, trust and the signed state are cannot change by a merge: files that nobody judged would count, or versions would begin again.",
		fix: "Keep {setting} as it is; another layout is another repository, with a ceremony of its own.",
		exit: 1
	},
	RENEWAL_WINDOW_SHORT: {
		family: "content",
		title: "The role {role} is signed again only {renew} days before it expires",
		meaning: "If the worker cannot run for five days, this role may expire, and clients then refuse the repository. With the default settings every such role has a day left.",
		fix: "In `kaprien.yml` set `roles.{role}.renew` to {least} or more, and `expires` above it.",
		exit: 1
	},
	ROLE_VERSION_TOO_HIGH: {
		family: "content",
		title: "{role} has version {version}, and a worker never gets beyond {limit}",
		meaning: "Somebody who got hold of an online key signed it, so that no version is left above. Clients that have seen it come back when that key is revoked, and not before.",
		fix: "Run `kaprien rotate online --add <new key> --remove <old key> --compromised`; once that is merged, `kaprien recover --accept <last good commit>`.",
		exit: 3
	},
	VERSION_FLOORS_INVALID: {
		family: "content",
		title: "{file} does not say which versions clients have seen: {reason}",
		meaning: "`kaprien import` writes it, so that the first state signed here goes above every version that was published before.",
		fix: "Take back what was changed in it: `git log -- {file}`.",
		exit: 3
	}
};
const repositoryFaults = defineFaults(table);

export { repositoryFaults as t };