import { r as defineFaults } from "./fault.js";

// src/git/faults.ts
const table = {
	STORE_CONFLICT: {
		family: "way",
		title: "{ref} moved meanwhile",
		meaning: "Somebody else wrote first: it is at {actual}, and {expected} was expected. Nothing was changed.",
		fix: "Run again: it starts from what the branch is now.",
		exit: 1
	},
	STORE_INCONSISTENT: {
		family: "way",
		title: "The repository gives two answers about {ref}: it reads as {expected}, and is at {actual} when it is written",
		meaning: "It did so {attempts} times in a row, so that no other writer explains it. Nothing was changed.",
		fix: "Run `git ls-remote <repository> {ref}`. If it does not show {actual}, the server hides the branch from readers, or a replica is behind: ask whoever runs it.",
		exit: 1
	},
	STORE_NOT_SEALED: {
		family: "internal",
		title: "Only sealed changes may be committed to {ref}",
		meaning: "This is a defect.",
		fix: "Report it with --debug.",
		exit: 1
	},
	STORE_NOT_FOUND: {
		family: "usage",
		title: "There is no git repository at {location}",
		meaning: "Nothing there answers as one.",
		fix: "Check the path or address.",
		exit: 1
	},
	STORE_REJECTED: {
		family: "way",
		title: "The repository refused to move {ref?}: {reason?} {message?}",
		meaning: "A hook, or a rule of the repository, refuses it.",
		fix: "Do what its words ask for, or allow the worker to push to this branch.",
		exit: 4
	},
	STORE_PROTECTED: {
		family: "way",
		title: "A rule protects {ref}: {reason} {message}",
		meaning: "The branch that the worker writes has a rule that pushes of its token do not meet.",
		fix: "Take {ref} out of that rule, or let the worker's identity bypass it; forbid deletion and force pushes alone. Nothing was changed.",
		exit: 4
	},
	STORE_FORBIDDEN: {
		family: "way",
		title: "{location} does not let this token in ({status}: {message?})",
		meaning: "It may not do this: reading needs the permission contents: read, pushing needs contents: write.",
		fix: "In a workflow add `contents: write` to the job's `permissions:`; elsewhere set KAPRIEN_GIT_TOKEN to a token that has it.",
		exit: 4
	},
	STORE_CLEARTEXT: {
		family: "usage",
		title: "A token would be sent to {location} for everybody on the way to read",
		meaning: "The address begins with http:, which is not encrypted. Nothing was sent.",
		fix: "Use the https: address of the repository.",
		exit: 4
	},
	STORE_UNAUTHORIZED: {
		family: "way",
		title: "{location} does not know this token ({status}: {message?})",
		meaning: "It is missing, expired, or was revoked.",
		fix: "In a workflow leave the input `token` out, or renew the secret it comes from; elsewhere set KAPRIEN_GIT_TOKEN to a token that is good.",
		exit: 4
	},
	STORE_UNREACHABLE: {
		family: "way",
		title: "The repository {location?} cannot be reached: {reason}",
		meaning: "The network, the name or the server failed.",
		fix: "Try again later.",
		exit: 1
	},
	STORE_UNKNOWN_RESULT: {
		family: "way",
		title: "Whether {ref} was moved is not known",
		meaning: "The reply was lost or unclear, and looking again gave no answer.",
		fix: "Run again: it starts from what the branch is now.",
		exit: 1
	},
	STORE_LOCKED: {
		family: "way",
		title: "{ref} is locked by {file}",
		meaning: "Another program is writing it, or died while it did.",
		fix: "When no git program is running, delete that file; it is relative to the git directory.",
		exit: 1
	},
	STORE_OBJECT_MISSING: {
		family: "way",
		title: "The repository lacks the object {object}",
		meaning: "The clone is shallow or partial, or the repository is damaged. Kaprien never takes missing data for data that does not exist.",
		fix: "In a shallow clone run `git fetch --unshallow`; in a partial clone run `git fetch --refetch --no-filter`. Otherwise run `git fsck`, and fetch what is missing from another clone: `git fetch <clone> <branch>`.",
		exit: 1
	},
	STORE_OBJECT_INVALID: {
		family: "content",
		title: "The git object {object} is malformed: {reason}",
		meaning: "It holds exactly the bytes that its name stands for, and git would not have written them.",
		fix: "Take the commit that brought it off the branch.",
		exit: 1
	},
	STORE_BRANCH_UNKNOWN: {
		family: "way",
		title: "Whether the branch {branch} exists cannot be told here: {reason}",
		meaning: "The repository that this one was cloned from may have it. Kaprien never takes a branch that was not fetched for one that does not exist.",
		fix: "Run `{command}`.",
		exit: 1
	},
	STORE_FILES: {
		family: "local",
		title: "The repository at {location} cannot be used: {reason}",
		meaning: "The file system refused access to one of its files.",
		fix: "Give this user access to the repository's files, make sure that the disk is writable and not full, and run again.",
		exit: 1
	},
	STORE_OBJECT_TOO_LARGE: {
		family: "content",
		title: "The object {object?} has {size} bytes; {limit} are read at most",
		meaning: "Size is checked before reading.",
		fix: "Make the file smaller.",
		exit: 1
	},
	STORE_CORRUPT: {
		family: "way",
		title: "The repository is damaged: {reason}",
		meaning: "A file of the repository does not hold what git wrote there.",
		fix: "Run `git fsck`, and restore what it reports from another clone.",
		exit: 1
	},
	STORE_FORMAT_UNSUPPORTED: {
		family: "usage",
		title: "Repositories of the kind {format} cannot be used",
		meaning: "Kaprien reads repositories with SHA-1 object names and refs in files.",
		fix: "Clone it into an ordinary repository.",
		exit: 1
	},
	STORE_PATH_CONFLICT: {
		family: "internal",
		title: "{path} is written twice",
		meaning: "Two changes of one commit contradict each other.",
		fix: "Keep one of the two.",
		exit: 1
	},
	STORE_PATH_INVALID: {
		family: "internal",
		title: "{path} cannot be a path in a repository",
		meaning: "Git refuses it, or some system would misread it.",
		fix: "Choose another path.",
		exit: 1
	},
	STORE_PROTOCOL_UNSUPPORTED: {
		family: "way",
		title: "The repository {location?} lacks what Kaprien needs of git's protocol",
		meaning: "Protocol version 2 and a report of each push are expected.",
		fix: "Use a git server that has both.",
		exit: 1
	},
	STORE_REDIRECTED: {
		family: "way",
		title: "{location} redirects to {to}",
		meaning: "The token was not sent there.",
		fix: "Use the new address, if you trust it.",
		exit: 4
	},
	STORE_REF_INVALID: {
		family: "usage",
		title: "{ref} is not a name for a branch",
		meaning: "Git has rules for names.",
		fix: "Choose another name.",
		exit: 64
	},
	STORE_REF_TAKEN: {
		family: "way",
		title: "{ref} cannot exist beside {other}",
		meaning: "Git keeps branches as files; one name would be a directory of the other.",
		fix: "Choose another name, or delete {other}.",
		exit: 1
	},
	STORE_SIGNED_PATH: {
		family: "internal",
		title: "{path} belongs to the signed branch",
		meaning: "Only sealed changes go to the signed branch, and no other branch may look like it.",
		fix: "Write elsewhere.",
		exit: 1
	},
	TREE_NOT_A_FILE: {
		family: "content",
		title: "{path} is not a plain file (found: {kind})",
		meaning: "Links, submodules and executables can mean something else on another machine.",
		fix: "Replace it by a plain file.",
		exit: 3
	},
	COMMIT_NOT_OURS: {
		family: "way",
		title: "The forge made commit {commit}, and it is not what it was asked for",
		meaning: "A commit that the forge signs must have the same tree, parents and message; the branch was not moved.",
		fix: "Run again with verified-commits: false, and report it.",
		exit: 1
	},
	RATE_LIMITED: {
		family: "way",
		title: "The forge takes no more requests before {until}: {reason}",
		meaning: "Each token has a number of requests per hour, and other jobs share it.",
		fix: "Run again after {until}; nothing is done twice.",
		exit: 1
	},
	MERGE_BASE_AMBIGUOUS: {
		family: "content",
		title: "{head} and {base} crossed: there is no one commit where they parted",
		meaning: "What the proposal changes could be told in several ways, and one of them could hide something.",
		fix: "Bring the branch up to date, and check again.",
		exit: 1
	},
	MERGE_BASE_UNKNOWN: {
		family: "content",
		title: "It cannot be told where {head?} and {base?} parted: {reason}",
		meaning: "What the proposal changes is what differs from there. A guess could show too much of it, or hide something.",
		fix: "Merge {base?} into the branch, or rebase the branch onto it, and check again. In a shallow clone run `git fetch --unshallow` first.",
		exit: 1
	},
	MERGE_BASE_NONE: {
		family: "content",
		title: "{head} and {base} have no commit in common",
		meaning: "Git refuses to merge such branches, and nothing says what the proposal changes.",
		fix: "Start a branch at the base, `git switch --create <branch> {base}`, and make the changes there.",
		exit: 1
	}
};
const gitFaults = defineFaults(table);

export { gitFaults as t };