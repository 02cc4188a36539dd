import type { Entry } from "./entry.ts";

const tampered = "Somebody without the keys changed it, or it was damaged on its way.";

/** Codes of faults: what stopped an operation. One table, long because there is much to say; no logic. */
export const faults: Readonly<Record<string, Entry>> = {
  USAGE: {
    title: "{reason}",
    meaning: "The command line was not understood.",
    fix: "See `kaprien {command} --help`.",
    exit: 64,
  },
  INPUT_INVALID: {
    title: "The input {input} is {value}, and {expected} is expected",
    meaning: "The step's inputs are checked before anything is done.",
    fix: "Correct it under `with:` in the workflow file.",
    exit: 64,
  },
  INPUT_MISSING: {
    title: "{mode} needs the input {input}",
    meaning: "The step's inputs are checked before anything is done.",
    fix: "Add `{input}:` under `with:` in the workflow file.",
    exit: 64,
  },
  MODE_UNKNOWN: {
    title: "The event {event} does not say what to do",
    meaning:
      "Pull requests and merge groups are checked; pushes, schedules and dispatches start the worker; the rest has to be named.",
    fix: "Add `mode:` under `with:`, one of {expected}.",
    exit: 64,
  },
  EVENT_INVALID: {
    title: "The event {event} cannot be read: {reason}",
    meaning: "The runner hands over the event in a file, and it is not as the forge documents it.",
    fix: "Run as a step of a workflow; on another host use the command line.",
    exit: 64,
  },
  EVENT_REFUSED: {
    title: "{mode} does not run on the event {event}: {reason}",
    meaning: "A job that may sign must not be started by what strangers send, and a verdict is about a proposal.",
    fix: "Run this mode on {expected}, of the branch that people merge to.",
    exit: 4,
  },
  PAGES_OFF: {
    title: "The pages of {repository} {state}",
    meaning: "kaprien.yml says that the site goes to Pages, and a deployment from this workflow would be refused.",
    fix: "Switch them on: `gh api --method POST repos/{repository}/pages -f build_type=workflow`, or in the settings under Pages choose GitHub Actions as the source.",
    exit: 1,
  },
  SIGNING_KEY_IN_REACH: {
    title: "{variable} holds a signing key, and {mode} runs without",
    meaning: "A job that reads what strangers propose, or writes to a public place, must have no key to lose.",
    fix: "Take {variable} out of this job's `env:`; the worker's step alone needs it.",
    exit: 4,
  },
  INTERRUPTED: {
    title: "Interrupted",
    meaning: "Nothing was left half done.",
    fix: "Run the command again when you are ready.",
    exit: 130,
  },
  INPUT_NEEDED: {
    title: "{what} is needed, and nobody can be asked here",
    meaning: "There is no terminal, or --no-input was given.",
    fix: "Give {flag}.",
    exit: 64,
  },
  DEMO_FAILED: {
    title: "The demo did not go as told: {what}",
    meaning: "An attack was not refused. This is a defect.",
    fix: "Report it with the output.",
    exit: 1,
  },
  UNEXPECTED: {
    title: "Something went wrong that Kaprien did not foresee: {reason}",
    meaning: "This is a defect, or a failure of the machine.",
    fix: "Run again with --debug on the command line, and report what it prints.",
    exit: 1,
  },
  CODE_UNKNOWN: {
    title: "There is no code {code}.{hint}",
    meaning: "Codes are printed in brackets behind an error.",
    fix: "`kaprien explain` without a code lists them all.",
    exit: 64,
  },

  // Configuration
  CONFIG_MISSING: {
    title: "There is no kaprien.yml on {branch}",
    meaning: "Everything about a repository starts from its configuration on the branch people merge to.",
    fix: "Run `kaprien ceremony` in a clone, commit what it writes and merge it.",
    exit: 1,
  },
  CONFIG_INVALID: {
    title: "{file} cannot be used: at {where}, {reason}",
    meaning: "Settings are checked exactly, so that a misspelt one is not silently ignored.",
    fix: "Correct it; `kaprien schema config` prints what may stand there.",
    exit: 1,
  },
  TRUSTED_ROOT_INVALID: {
    title: "The trusted root is not a SHA-256 digest: {value}",
    meaning:
      "It is 64 hex digits, as `kaprien ceremony` prints them. Only download, refresh, verify and monitor also take a root file, and there is none of this name.",
    fix: "Use what `sha256sum trust/root/1.root.json` prints in a clone you trust.",
    exit: 64,
  },
  TRUSTED_ROOT_NEEDED: {
    title: "The trusted root was not given",
    meaning:
      "Every verification starts from a root that is pinned outside the repository; a file inside could be replaced with everything it signs.",
    fix: "Give what `kaprien ceremony` printed: in a workflow as the input `trusted-root`, from a variable of the repository's settings; elsewhere as --trusted-root, or in KAPRIEN_TRUSTED_ROOT.",
    exit: 64,
  },

  // Decoding
  JSON_INVALID: {
    title: "{file}:{line} is not JSON as Kaprien reads it: {reason}",
    meaning:
      "Two programs that read one file differently can be played against each other, so only one reading is accepted.",
    fix: "Correct the file.",
    exit: 1,
  },
  METADATA_INVALID: {
    title: "The metadata {file} is not well formed: {where}: {reason}",
    meaning: tampered,
    fix: "Restore the file from where it was signed; on the signed branch `kaprien recover` does.",
    exit: 3,
  },
  TIME_INVALID: {
    title: "{value} is not a time as metadata has it",
    meaning: "Times are written YYYY-MM-DDTHH:MM:SSZ.",
    fix: "Correct it.",
    exit: 3,
  },
  KEY_INVALID: {
    title: "A key cannot be read: {reason}",
    meaning: "It is not an ed25519, ECDSA P-256 or RSA key in a form that TUF clients share.",
    fix: "Give its public half as SPKI PEM.",
    exit: 64,
  },
  KEY_UNSUPPORTED: {
    title: "Keys of the kind {type} cannot be used",
    meaning: "TUF clients share three: ed25519, ECDSA P-256, RSA from 2048 bits. {reason}",
    fix: "Use one of these, for example an ed25519 key that `kaprien ceremony` creates.",
    exit: 64,
  },
  KEY_ID_MISMATCH: {
    title: "The key listed as {keyid} is another key: its id is {expected}",
    meaning: tampered,
    fix: "Restore the file from where it was signed.",
    exit: 3,
  },
  KEY_NOT_PUBLIC: {
    title: "This is a private key",
    meaning: "Here only the public half is asked for.",
    fix: "Give what `openssl pkey -pubout` prints, and keep the private key to yourself.",
    exit: 64,
  },
  SIGNATURE_DUPLICATE: {
    title: "{file} has two signatures by the key {keyid}",
    meaning: "Clients refuse such a file whole.",
    fix: "Keep one of the two.",
    exit: 3,
  },
  METADATA_TOO_LARGE: {
    title: "The file of the role {role} would have {actual} bytes; clients read at most {limit}",
    meaning: "Clients stop reading there and refuse the file.",
    fix: "Publish fewer targets or shorter custom data at once, or use more bins: see docs/how-to/change-the-bins.md.",
    exit: 1,
  },
  METADATA_NOT_PORTABLE: {
    title: "Clients would not agree on what the signatures of the role {role} cover: {reason}",
    meaning:
      "Some clients compose text or order names in another way. They would refuse the role, and everything in it.",
    fix: "Write the text in composed form (Unicode NFC), and use names without emoji or private-use characters. Then have the role signed again.",
    exit: 1,
  },

  // Verification
  TRUST_MISSING: {
    title: "The signed file {file} is missing",
    meaning: "Offline roles are signed by people and kept on the branch they merge to.",
    fix: "Restore it (`kaprien recover` does on the signed branch), or run `kaprien ceremony` when there never was one.",
    exit: 3,
  },
  ROOT_CHAIN_BROKEN: {
    title: "The chain of roots is broken at {file}: {reason}",
    meaning: "Every root from the first is kept for ever, each signed by the one before.",
    fix: "Restore the file from the history; on the signed branch `kaprien recover` does.",
    exit: 3,
  },
  ROOT_TOO_MANY: {
    title: "There are {count} roots; clients follow at most {limit}",
    meaning: "A client would give up on its way.",
    fix: "This repository needs a new start; ask for help before rotating root again.",
    exit: 3,
  },
  ROOT_NOT_PINNED: {
    title: "No root in the repository is the trusted one ({pin})",
    meaning: "The whole chain was replaced, or the digest is that of another repository.",
    fix: "Compare with `sha256sum trust/root/1.root.json` in a clone you trust. Do not sign anything until it is clear.",
    exit: 3,
  },
  ROLE_SIGNATURES_MISSING: {
    title: "{role} has {valid} of {threshold} valid signatures",
    meaning: tampered,
    fix: "Restore the last signed version: on the branch people merge to by hand, on the signed branch with `kaprien recover`. An edit by hand can never be signed afterwards.",
    exit: 3,
  },
  ROLE_EXPIRED: {
    title: "{role} expired on {expires}",
    meaning: "Clients refuse expired metadata.",
    fix: "Online roles: run `kaprien worker`, then `kaprien publish`. Offline roles: `kaprien rotate <role>` has their key holders sign a new version.",
    exit: 5,
  },
  ROLE_EXPIRING: {
    title: "{role} expires on {expires}, and nothing is set to renew it before",
    meaning:
      "Its renewal window in kaprien.yml is shorter than the time that is left for a failing schedule to be noticed.",
    fix: "Raise renew for this role in kaprien.yml.",
    exit: 5,
  },
  ROLE_RENEWAL_MISSED: {
    title: "The role {role} is valid only until {expires}",
    meaning:
      "Online keys sign it, long before this: the worker's schedule failed, or what it signed was not published. Clients refuse the site from then on.",
    fix: "Run `kaprien worker`, then `kaprien publish`, and find out why their last runs did not do it.",
    exit: 5,
  },
  ROLE_SIGNING_DUE: {
    title: "The role {role} is valid only until {expires}",
    meaning: "People sign it, and gathering their signatures takes time. Clients refuse the site from then on.",
    fix: "Have the key holders of {role} sign its next version, merge it and publish.",
    exit: 5,
  },
  ROLE_ROLLBACK: {
    title: "{role} went back from version {expected} to {actual}",
    meaning: "Clients refuse older versions; this is what a replay of old metadata looks like.",
    fix: "On the branch people merge to, restore the newest signed version; a signed branch that was set back goes on with `kaprien recover --site <published site>`.",
    exit: 3,
  },
  ROLE_VERSION_MISMATCH: {
    title: "{role} has version {actual} where {expected} is listed",
    meaning: tampered,
    fix: "On the signed branch, run `kaprien recover`: it goes on from the worker's last commit.",
    exit: 3,
  },
  ROLE_VERSION_REUSED: {
    title: "{role} {version} exists with two contents",
    meaning: "A version stands for one file for ever; clients that have one would never take the other.",
    fix: "What people sign: sign the change as the next version. When the site has the other one, the signed branch was set back: run `kaprien recover --site <published site>`.",
    exit: 3,
  },
  ROLE_HASH_MISMATCH: {
    title: "{role} is not the file that is listed: {actual} instead of {expected}",
    meaning: tampered,
    fix: "On the signed branch, run `kaprien recover`: it goes on from the worker's last commit.",
    exit: 3,
  },
  ROLE_NOT_LISTED: {
    title: "{role} is no longer listed in the snapshot",
    meaning: "What was listed once stays listed; clients refuse a snapshot without it.",
    fix: "Restore the entry.",
    exit: 3,
  },
  ROLE_NOT_DELEGATED: {
    title: "{role} is not delegated to by {delegator}",
    meaning: tampered,
    fix: "Restore the delegation.",
    exit: 3,
  },
  ROLE_OUT_OF_ORDER: {
    title: "{role} came before the files it depends on",
    meaning: "A client reads roots, timestamp, snapshot and targets in this order.",
    fix: "Read the files in order.",
    exit: 1,
  },
  DELEGATION_INVALID: {
    title: "{role} delegates in a way that clients do not share: {reason}",
    meaning: "Clients would disagree on which targets count.",
    fix: "Sign a corrected version of {role}. Where somebody else changed the signed branch, run `kaprien recover`.",
    exit: 3,
  },
  TARGET_IN_WRONG_BIN: {
    title: "{path} is listed in {role}, which does not hold it",
    meaning: "Clients look for it in another bin.",
    fix: "Run `kaprien recover`: it goes on from the worker's last commit.",
    exit: 3,
  },
  SIGNED_FILE_MISSING: {
    title: "The signed branch lacks {file}",
    meaning: "Somebody edited it by hand, or it was never completed.",
    fix: "Run `kaprien recover`: it goes on from the worker's last commit.",
    exit: 3,
  },
  SIGNED_BRANCH_EDITED: {
    title: "The signed branch was edited by hand: {file} is {actual}, and {expected} was signed",
    meaning: "Only the worker writes there. What it says it fulfilled would no longer be what it did.",
    fix: "Run `kaprien recover`: it goes on from the worker's last commit. Then forbid pushes to the branch; see docs/how-to/recover.md.",
    exit: 3,
  },
  SIGNED_TARGETS_DIFFER: {
    title: "The signed branch lists other targets than the release files that it was made from: {paths}",
    meaning:
      "Only somebody who has the online keys can sign that. Signing or publishing it would make their targets yours.",
    fix: "Run `kaprien recover`, which goes back to the last state that people asked for. Then replace the online keys, and run it again: see docs/how-to/recover.md.",
    exit: 3,
  },
  SIGNED_BRANCH_REMOTE: {
    title: "This clone has {branch} only as origin's copy",
    meaning: "A commit made here would not be on the branch that others see.",
    fix: "Give the worker the repository itself: --repository with origin's path or address.",
    exit: 1,
  },
  SIGNED_BRANCH_MISSING: {
    title: "There is no signed branch {branch} yet",
    meaning: "The worker makes it when it runs for the first time.",
    fix: "Run `kaprien worker`; where there was one and it is gone, `kaprien recover --site <published site>`.",
    exit: 1,
  },
  STATE_NEWER: {
    title: "The signed branch was written by a newer Kaprien (format {format}; this one knows {known})",
    meaning: "An older version could misread it.",
    fix: "Use the newer version.",
    exit: 1,
  },
  CLOCK_BEHIND: {
    title: "This machine's clock says {now}, but something was signed at {signed}",
    meaning: "A clock that is behind accepts what has expired and signs what expires too early.",
    fix: "Set the clock.",
    exit: 1,
  },
  REHEARSAL_FAILED: {
    title: "{who} would refuse the result: {role}: {refusal} (specification {step})",
    meaning: "Before anything is committed, the clients' own workflow is played against it. Nothing was written.",
    fix: "This is a defect, or offline roles that clients cannot follow; report it with --debug.",
    exit: 3,
  },

  // Planning
  BRANCH_MISSING: {
    title: "There is no {branch}",
    meaning: "Neither a branch, a ref nor a commit has this name.",
    fix: "Name one that exists; `git branch --all` lists them.",
    exit: 1,
  },
  RELEASES_TOO_MANY: {
    title: "There are more than {limit} release files",
    meaning: "A tree can name one file a million times; reading stops somewhere.",
    fix: "Merge old release files into few.",
    exit: 1,
  },
  BINS_CHANGED: {
    title: "The number of bins called {prefix} changed from {before} to {after}",
    meaning:
      "One name would stand for two shares of the paths. Another number of bins is a migration to bins of another name.",
    fix: "Restore bin.json as it was, or sign one whose bins have a prefix that was never used.",
    exit: 1,
  },
  WORKER_GAVE_UP: {
    title: "Other writers were first {attempts} times in a row",
    meaning: "The branch moved under every try. Nothing was lost: what they wrote is signed, and the rest waits.",
    fix: "Run the worker again.",
    exit: 1,
  },

  // Signing
  ONLINE_KEY_UNSET: {
    title: "kaprien.yml names no key for {role}",
    meaning: "The worker signs this role.",
    fix: "Set online-keys.default to env:NAME or file:PATH.",
    exit: 1,
  },
  SIGNER_MISSING: {
    title: "{role} needs {threshold} signatures, and {valid} could be made",
    meaning: "Keys that count: {keyids}.",
    fix: "Make the other keys available to this run.",
    exit: 6,
  },
  SIGNER_KEY_MISMATCH: {
    title: "The key at {uri} ({keyid}) is not one of those that sign {role}",
    meaning: "Root or the role's delegator names other keys.",
    fix: "Point online-keys at the right key.",
    exit: 4,
  },
  SIGNER_URI_INVALID: {
    title: "The key's address cannot be used: {reason}",
    meaning:
      "Keys are named by an address of one of these kinds: {known}. It is not repeated here: it could be a key pasted in the wrong place.",
    fix: "Write it as one of these kinds is written, for example file:PATH or env:NAME.",
    exit: 64,
  },
  SIGNER_KEY_MISSING: {
    title: "There is no key at {uri}",
    meaning:
      "The file does not exist, the variable is unset or empty, or the agent, token or service holds no such key. A workflow sees an environment's secret only when its job names that environment. {reason}",
    fix: "Set the variable (in a workflow under `env:` of the worker's step, from a secret), or correct the address: docs/reference/key-addresses.md has the form of each.",
    exit: 4,
  },
  SIGNER_KEY_INVALID: {
    title: "The key cannot be used: {reason}",
    meaning:
      "The key ({uri}) is damaged or in a form that is not known, or the service that holds it has it disabled or made for something else than signing.",
    fix: "A file: restore it from a backup, or convert it with `openssl pkcs8 -topk8`. A key in a service: enable it there, or name another; docs/reference/key-addresses.md says what each can use.",
    exit: 4,
  },
  SIGNER_PASSPHRASE_NEEDED: {
    title: "The key at {uri} needs a passphrase",
    meaning: "Nobody could be asked for it.",
    fix: "Run in a terminal, or set KAPRIEN_PASSPHRASE.",
    exit: 4,
  },
  SIGNER_PASSPHRASE_WRONG: {
    title: "The passphrase does not open {uri}",
    meaning: "It is wrong, or the file was changed; these look alike.",
    fix: "Try again; restore the file when you are sure of the passphrase.",
    exit: 4,
  },
  SIGNER_CLOSED: {
    title: "The signer for {keyid} was closed already",
    meaning: "This is a defect.",
    fix: "Report it with --debug.",
    exit: 1,
  },
  SIGNER_SIGNATURE_INVALID: {
    title: "A signature that was just made with {keyid} does not verify",
    meaning: "The two halves of the key differ, or the machine miscalculates.",
    fix: "Check the key; do not sign on this machine.",
    exit: 3,
  },
  KEY_PASSPHRASE_WEAK: {
    title: "The passphrase {reason}",
    meaning: "It would not guard the key when the file is stolen.",
    fix: "Use several words chosen at random.",
    exit: 64,
  },
  KEY_FILE_EXISTS: {
    title: "{path} exists already",
    meaning: "Key files are never overwritten.",
    fix: "Choose another path.",
    exit: 1,
  },
  KEY_IN_WORK_TREE: {
    title: "{path} lies in the git work tree {directory}",
    meaning: "A private key there is one `git add` away from everybody.",
    fix: "Choose a path outside of it.",
    exit: 64,
  },
  KEY_FILE_UNWRITABLE: {
    title: "{path} cannot be written ({reason})",
    meaning: "The directory is missing, full or not yours.",
    fix: "Correct that and try again.",
    exit: 1,
  },

  // Ceremony
  CEREMONY_DONE: {
    title: "There is a root of trust already: {file}",
    meaning: "A second one would be trusted by nobody who has the first.",
    fix: "Keep it. To start over, use a new repository.",
    exit: 1,
  },
  CEREMONY_KEY_UNKNOWN: {
    title: "The role {role} names a key {key} that is not among the keys ({known})",
    meaning: "Roles name keys by the names they have under keys.",
    fix: "Correct the name.",
    exit: 64,
  },

  // Stores
  STORE_CONFLICT: {
    title: "{ref} moved meanwhile",
    meaning: "Somebody else wrote first: it is at {actual}, and {expected} was expected. Nothing was changed.",
    fix: "Run again: it starts from what the branch is now.",
    exit: 1,
  },
  STORE_INCONSISTENT: {
    title:
      "The repository gives two answers about {ref}: it reads as {expected}, and is at {actual} when it is written",
    meaning: "It did so {attempts} times in a row, so that no other writer explains it. Nothing was changed.",
    fix: "Run `git ls-remote <repository> {ref}`. If it does not show {actual}, the server hides the branch from readers, or a replica is behind: ask whoever runs it.",
    exit: 1,
  },
  STORE_NOT_SEALED: {
    title: "Only sealed changes may be committed to {ref}",
    meaning: "This is a defect.",
    fix: "Report it with --debug.",
    exit: 1,
  },
  STORE_NOT_FOUND: {
    title: "There is no git repository at {location}",
    meaning: "Nothing there answers as one.",
    fix: "Check the path or address.",
    exit: 1,
  },
  STORE_REJECTED: {
    title: "The repository refused to move {ref}: {reason} {message}",
    meaning: "A hook, or a rule of the repository, refuses it.",
    fix: "Do what its words ask for, or allow the worker to push to this branch.",
    exit: 4,
  },
  STORE_PROTECTED: {
    title: "A rule protects {ref}: {reason} {message}",
    meaning: "The branch that the worker writes has a rule that pushes of its token do not meet.",
    fix: "Take {ref} out of that rule, or let the worker's identity bypass it; forbid deletion and force pushes alone. Nothing was changed.",
    exit: 4,
  },
  STORE_FORBIDDEN: {
    title: "{location} does not let this token in ({status}: {message})",
    meaning: "It may not do this: reading needs the permission contents: read, pushing needs contents: write.",
    fix: "In a workflow add `contents: write` to the job's `permissions:`; elsewhere set KAPRIEN_GIT_TOKEN to a token that has it.",
    exit: 4,
  },
  STORE_CLEARTEXT: {
    title: "A token would be sent to {location} for everybody on the way to read",
    meaning: "The address begins with http:, which is not encrypted. Nothing was sent.",
    fix: "Use the https: address of the repository.",
    exit: 4,
  },
  STORE_UNAUTHORIZED: {
    title: "{location} does not know this token ({status}: {message})",
    meaning: "It is missing, expired, or was revoked.",
    fix: "In a workflow leave the input `token` out, or renew the secret it comes from; elsewhere set KAPRIEN_GIT_TOKEN to a token that is good.",
    exit: 4,
  },
  STORE_UNREACHABLE: {
    title: "{location} cannot be reached: {reason}",
    meaning: "The network, the name or the server failed.",
    fix: "Try again later.",
    exit: 1,
  },
  STORE_UNKNOWN_RESULT: {
    title: "Whether {ref} was moved is not known",
    meaning: "The reply was lost or unclear, and looking again gave no answer.",
    fix: "Run again: it starts from what the branch is now.",
    exit: 1,
  },
  STORE_LOCKED: {
    title: "{ref} is locked by {file}",
    meaning: "Another program is writing it, or died while it did.",
    fix: "When no git program is running, delete that file; it is relative to the git directory.",
    exit: 1,
  },
  STORE_OBJECT_MISSING: {
    title: "The repository lacks the object {object}",
    meaning:
      "The clone is shallow or partial, or the repository is damaged. Kaprien never takes missing data for data that does not exist.",
    fix: "In a shallow clone run `git fetch --unshallow`; in a partial clone run `git fetch --refetch --no-filter`. Otherwise run `git fsck`, and fetch what is missing from another clone: `git fetch <clone> <branch>`.",
    exit: 1,
  },
  STORE_OBJECT_INVALID: {
    title: "The git object {object} is malformed: {reason}",
    meaning: "It holds exactly the bytes that its name stands for, and git would not have written them.",
    fix: "Take the commit that brought it off the branch.",
    exit: 1,
  },
  STORE_BRANCH_UNKNOWN: {
    title: "Whether the branch {branch} exists cannot be told here: {reason}",
    meaning:
      "The repository that this one was cloned from may have it. Kaprien never takes a branch that was not fetched for one that does not exist.",
    fix: "Run `{command}`.",
    exit: 1,
  },
  STORE_FILES: {
    title: "The repository at {location} cannot be used: {reason}",
    meaning: "The file system refused access to one of its files.",
    fix: "Give this user access to the repository's files, make sure that the disk is writable and not full, and run again.",
    exit: 1,
  },
  STORE_OBJECT_TOO_LARGE: {
    title: "The object {object} has {size} bytes; {limit} are read at most",
    meaning: "Size is checked before reading.",
    fix: "Make the file smaller.",
    exit: 1,
  },
  STORE_CORRUPT: {
    title: "The repository is damaged: {reason}",
    meaning: "A file of the repository does not hold what git wrote there.",
    fix: "Run `git fsck`, and restore what it reports from another clone.",
    exit: 1,
  },
  STORE_FORMAT_UNSUPPORTED: {
    title: "Repositories of the kind {format} cannot be used",
    meaning: "Kaprien reads repositories with SHA-1 object names and refs in files.",
    fix: "Clone it into an ordinary repository.",
    exit: 1,
  },
  STORE_PATH_CONFLICT: {
    title: "{path} is written twice",
    meaning: "Two changes of one commit contradict each other.",
    fix: "Keep one of the two.",
    exit: 1,
  },
  STORE_PATH_INVALID: {
    title: "{path} cannot be a path in a repository",
    meaning: "Git refuses it, or some system would misread it.",
    fix: "Choose another path.",
    exit: 1,
  },
  STORE_PROTOCOL_UNSUPPORTED: {
    title: "{location} lacks what Kaprien needs of git's protocol",
    meaning: "Protocol version 2 and a report of each push are expected.",
    fix: "Use a git server that has both.",
    exit: 1,
  },
  STORE_REDIRECTED: {
    title: "{location} redirects to {to}",
    meaning: "The token was not sent there.",
    fix: "Use the new address, if you trust it.",
    exit: 4,
  },
  STORE_REF_INVALID: {
    title: "{ref} is not a name for a branch",
    meaning: "Git has rules for names.",
    fix: "Choose another name.",
    exit: 64,
  },
  STORE_REF_TAKEN: {
    title: "{ref} cannot exist beside {other}",
    meaning: "Git keeps branches as files; one name would be a directory of the other.",
    fix: "Choose another name, or delete {other}.",
    exit: 1,
  },
  STORE_SIGNED_PATH: {
    title: "{path} belongs to the signed branch",
    meaning: "Only sealed changes go to the signed branch, and no other branch may look like it.",
    fix: "Write elsewhere.",
    exit: 1,
  },
  TREE_NOT_A_FILE: {
    title: "{path} is not a plain file (found: {kind})",
    meaning: "Links, submodules and executables can mean something else on another machine.",
    fix: "Replace it by a plain file.",
    exit: 3,
  },

  // Forges
  COMMIT_NOT_OURS: {
    title: "The forge made commit {commit}, and it is not what it was asked for",
    meaning: "A commit that the forge signs must have the same tree, parents and message; the branch was not moved.",
    fix: "Run again with verified-commits: false, and report it.",
    exit: 1,
  },
  FORGE_UNAUTHORIZED: {
    title: "{repository}: the forge does not take this token: {reason}",
    meaning: "It expired, was revoked, or was cut short when it was copied.",
    fix: "In a workflow pass github.token, which is new for each job; elsewhere make a new token.",
    exit: 4,
  },
  FORGE_FORBIDDEN: {
    title: "The token may not do this in {repository}: {reason}",
    meaning: "It lacks a permission. In a pull request from a fork, tokens can only read.",
    fix: "Add `{permission}` to the job's `permissions:` in the workflow file, or grant it to the token.",
    exit: 4,
  },
  PULL_REQUESTS_OFF: {
    title: "Workflows may not open pull requests in {repository}",
    meaning: "The repository or its organization forbids it, whatever the job's permissions are.",
    fix: "In the repository's settings, under Actions, General, allow GitHub Actions to create and approve pull requests; or pass the token of a GitHub App.",
    exit: 4,
  },
  FORGE_NOT_FOUND: {
    title: "{repository} has nothing at {request}, or the token may not see it: {reason}",
    meaning: "To a token without access a private repository looks like one that does not exist.",
    fix: "Check the repository's name and the number; give the token access to this repository.",
    exit: 1,
  },
  FORGE_REFUSED: {
    title: "The forge refused {request} in {repository}: {reason}",
    meaning: "It understood, but its rules or its state forbid this. Nothing was changed.",
    fix: "Do what its words ask for, and run again.",
    exit: 1,
  },
  RATE_LIMITED: {
    title: "The forge takes no more requests before {until}: {reason}",
    meaning: "Each token has a number of requests per hour, and other jobs share it.",
    fix: "Run again after {until}; nothing is done twice.",
    exit: 1,
  },
  FORGE_UNREACHABLE: {
    title: "The forge did not answer {request}: {reason}",
    meaning: "The network or the forge failed.",
    fix: "Run again later; nothing is done twice.",
    exit: 1,
  },
  FORGE_NONE: {
    title: "No forge is known that could {what}",
    meaning: "Only git is spoken here, and git has no pull requests and signs for nobody.",
    fix: "Do it by hand, or run in a workflow with a token.",
    exit: 1,
  },

  // Files and sites
  FILE_NOT_FOUND: {
    title: "{file} matches no file",
    meaning: "It was taken as a path, a directory or a glob.",
    fix: "Check the spelling; quote globs.",
    exit: 1,
  },
  FILE_EXISTS: {
    title: "{file} exists already",
    meaning: "Nothing is overwritten.",
    fix: "Choose another name, or remove it first.",
    exit: 1,
  },
  FILE_NOT_PLAIN: {
    title: "{file} is not a plain file or a directory",
    meaning: "What lies behind a link or a device is not what was named.",
    fix: "Name the file itself; on the way to it, put a directory in the link's place.",
    exit: 1,
  },
  OUTPUT_NOT_PLAIN: {
    title: "{file} is not a plain file, and is left as it is",
    meaning: "A directory, a link or a device is in its place. A download replaces nothing but plain files.",
    fix: "Name another file with --output, or a directory with --output-dir.",
    exit: 1,
  },
  FILE_TOO_LARGE: {
    title: "{file} has {actual} bytes; {limit} are read at most",
    meaning: "Size is checked before reading.",
    fix: "Make it smaller.",
    exit: 1,
  },
  WORKSPACE_UNREADABLE: {
    title: "{file} cannot be read ({reason})",
    meaning: "It is not there, or not yours.",
    fix: "Check its path and permissions.",
    exit: 1,
  },
  WORKSPACE_UNWRITABLE: {
    title: "The files could not be written: {reason}",
    meaning: "The disk is full, or the directory is not yours. Nothing was left half done.",
    fix: "Correct that and try again.",
    exit: 1,
  },
  REGISTER_BRANCH_TAKEN: {
    title: "The branch {branch} is there already and changes what is not this release's: {paths}",
    meaning:
      "Somebody else pushed to it. Its pull request would propose that in the release's name. Nothing was pushed or opened.",
    fix: "Find out who pushed it, delete it with `git push origin --delete {branch}`, and run the job again.",
    exit: 4,
  },
  RELEASE_NAME: {
    title: "{release} is not the name of a release",
    meaning: "A release is named <product>/<release>, as in app/1.4.0.",
    fix: "Give --release <product>/<release>.",
    exit: 64,
  },
  TARGET_UNKNOWN: {
    title: "There is no target {path} in {where}",
    meaning: "The name is matched exactly, or with * and ? within a segment.",
    fix: "`kaprien status --targets` lists what is published.",
    exit: 1,
  },
  TARGET_BYTES_DIFFER: {
    title: "The file for {path} is not the one that was signed: {actual} instead of {expected}",
    meaning: "It was changed after it was hashed, or is another build.",
    fix: "Use the file that was released, or release this one under a new path.",
    exit: 3,
  },
  TARGET_URL_DIFFERS: {
    title: "What {url} gives for {path} is not what was signed: {actual} instead of {expected}",
    meaning:
      "The file behind the address was changed after it was hashed, or the address is another file's. It was left out of the site; the metadata is published.",
    fix: "Restore the file there and publish again, or release this one under a new path.",
    exit: 3,
  },
  TARGET_URL_FAILED: {
    title: "{path} cannot be had from {url}: {reason}",
    meaning:
      "Its release file names this address for its bytes. It was left out of the site; the metadata is published.",
    fix: "Check that the address needs no login, or correct it in the release file, and publish again.",
    exit: 1,
  },
  MIRROR_UNREACHABLE: {
    title: "{file} cannot be read or written on the site: {reason}",
    meaning: "The place the site is published to failed.",
    fix: "Check it and publish again: it goes on where it stopped.",
    exit: 1,
  },
  MIRROR_FORBIDDEN: {
    title: "{file} may not be written on the site: {reason}",
    meaning: "The permission is missing.",
    fix: "Grant it and publish again: it goes on where it stopped.",
    exit: 4,
  },
  MIRROR_FILE_TOO_LARGE: {
    title: "{file} on the site has {actual} bytes; {limit} are read at most",
    meaning: "Somebody else writes there.",
    fix: "Remove the file and publish again.",
    exit: 1,
  },
  PUBLISH_BRANCH_TAKEN: {
    title: "The site cannot go to {branch}",
    meaning: "It is the branch that people merge to, or the signed branch; or a full ref name, which could be either.",
    fix: "Publish to a branch of its own, such as gh-pages.",
    exit: 64,
  },
  PUBLISH_BRANCH_REMOTE: {
    title: "This clone has {branch} only as origin's copy",
    meaning: "A commit made here would not follow the branch that others see.",
    fix: "Give --repository origin's path or address, or run `git branch {branch} origin/{branch}` first.",
    exit: 1,
  },
  PUBLISH_ROLLBACK: {
    title: "The site has timestamp {live}, and the signed branch only {branch}",
    meaning: "The branch was set back or made anew. Clients that saw the newer one would refuse the older.",
    fix: "Run `kaprien recover --site <this site>`, which goes above what is published, then publish again.",
    exit: 3,
  },

  // Clients
  CLIENT_REFUSED: {
    title: "{client} does not trust {site}: {reason}",
    meaning: "What the site has is not what the keys of its root signed, or it is too old.",
    fix: "Do not use the files. Tell the people who publish there.",
    exit: 3,
  },
  CLIENT_OFFLINE: {
    title: "{site} cannot be reached: {reason}",
    meaning: "Nothing could be verified, and nothing was.",
    fix: "Try again later.",
    exit: 1,
  },
  CLIENT_ROOT_UNUSABLE: {
    title: "Trust cannot start from the root in {place}: {reason}",
    meaning: "It is damaged, or its own keys did not sign it.",
    fix: "Give a root file that you trust with --trusted-root. If this is the directory of an earlier run, name a new one with --metadata-dir, or remove what is in it: it then forgets the versions that it has seen.",
    exit: 3,
  },
  CLIENT_ROOT_OTHER: {
    title: "{directory} was started from the root {started}, not from {pin}",
    meaning: "What it trusts now follows from that root. It says nothing about the root that you ask for.",
    fix: "Name a new directory with --metadata-dir for this root. To go on from what the directory has, leave out --trusted-root and KAPRIEN_TRUSTED_ROOT.",
    exit: 64,
  },
  CLIENT_DEADLINE: {
    title: "{site} took longer than {minutes} minutes in all",
    meaning:
      "A site that answers slowly, or that has no end, could keep a client busy forever. What was verified before that is kept.",
    fix: "Try again from a faster network. If it happens again, tell the people who publish there.",
    exit: 1,
  },
  DELEGATIONS_TOO_MANY: {
    title: "{role} and the roles before it make more than {limit} delegations",
    meaning: "Reading them all would take a client too long. No repository that Kaprien makes has so many.",
    fix: "Have {role} delegate to fewer roles or to fewer hash bins.",
    exit: 3,
  },
  DELEGATIONS_TOO_DEEP: {
    title: "{role} is {limit} delegations below targets, and delegates further",
    meaning: "Clients give up on long chains of delegations.",
    fix: "Have a role nearer to targets delegate to the roles below {role}.",
    exit: 3,
  },
  ONLINE_ROLE_DELEGATES: {
    title: "The online role {role} delegates to other roles",
    meaning:
      "Roles that online keys sign list targets and nothing else. Somebody who has those keys could build delegations without end.",
    fix: "If the worker did not sign this, replace the online keys: `kaprien rotate online`. An offline role may delegate.",
    exit: 3,
  },
  SITE_FILE_MISSING: {
    title: "The site lacks {file}",
    meaning: "What was signed names it, so clients stop there. It was removed, or a publish was cut short.",
    fix: "Publish again: `kaprien publish` writes what is missing.",
    exit: 3,
  },
  TARGET_BYTES_MISSING: {
    title: "The metadata is good, but the site does not have the file {url}",
    meaning: "The target is listed and signed. Its bytes were removed, are not published yet, or are on another site.",
    fix: "Name the place that has them with --targets-url, or ask the people who publish there.",
    exit: 1,
  },
  TARGET_NOT_FOUND: {
    title: "{site} has no target {path}",
    meaning: "No role that may name it does.",
    fix: "Check the spelling.",
    exit: 1,
  },
  TARGET_FOUND: {
    title: "{path} is still found after its removal",
    meaning: "Another role names it too.",
    fix: "Remove it there.",
    exit: 3,
  },
};
