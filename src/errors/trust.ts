import type { Entry } from "./entry.ts";

/** Codes of signing events, rotation, migration and recovery. */
export const trustFaults: Readonly<Record<string, Entry>> = {
  EVENT_NAME_INVALID: {
    title: "{name} cannot name a signing event",
    meaning: "An event names a branch and a directory: small letters, digits and hyphens, at most 63 of them.",
    fix: "Choose another name with `--event`.",
    exit: 64,
  },
  EVENT_MISSING: {
    title: "There is no signing event called {event}",
    meaning: "An event is a branch event/<name> with the files of the event on it.",
    fix: "List the events with `kaprien event list`; after somebody opened one, run `git fetch` first.",
    exit: 1,
  },
  EVENT_EXISTS: {
    title: "The signing event {event} is open already",
    meaning: "Another one of that name would throw its signatures away.",
    fix: "Use another name with `--event`, add to this one with `--join`, or delete the branch {branch}.",
    exit: 1,
  },
  EVENT_FILE_INVALID: {
    title: "{file} is not of a signing event: {reason}",
    meaning: "The files of an event are written by Kaprien alone; this one was edited or damaged.",
    fix: "Look at its history: `git log -p -- {file}`.",
    exit: 3,
  },
  EVENT_BUNDLE_INVALID: {
    title: "{file} cannot be used: {reason}",
    meaning: "It was edited or damaged on its way, or is another kind of file.",
    fix: "Make it again: `kaprien event export <name>`, or `kaprien sign <file> --out signature.json`.",
    exit: 64,
  },
  EVENT_OUTDATED: {
    title: "The event was opened over {role} {opened}, and {role} {current} is in force",
    meaning: "Something else came into force since; what was drafted would take it back.",
    fix: "When it is this event that came into force, delete its branch; else run `kaprien event reopen <name>`, and have the same changes signed again.",
    exit: 1,
  },
  EVENT_BASE_OLD: {
    title: "The event was opened over {role} {opened}, and the branch that is looked at holds {role} {current}",
    meaning: "This copy of the branch people merge to is older than the event.",
    fix: "Run `git pull` on that branch, and look again.",
    exit: 1,
  },
  EVENT_CHANGE_INVALID: {
    title: "{role} cannot be changed so: {reason}",
    meaning: "A change is checked against what is in force before anybody is asked to sign it.",
    fix: "See who signs what with `kaprien key list`.",
    exit: 64,
  },
  EVENT_EMPTY: {
    title: "The event changes nothing",
    meaning: "There is nothing to sign.",
    fix: "Say what is to change; `kaprien rotate --help` lists it.",
    exit: 64,
  },
  EVENT_KEY_UNUSABLE: {
    title: "The role {role} would name the key {keyid}, which nobody here can verify with",
    meaning: "Clients know ed25519, ECDSA P-256 and RSA-PSS keys.",
    fix: "Use a key that `kaprien key new` makes.",
    exit: 64,
  },
  EVENT_BASE_UNSIGNED: {
    title: "What the branch holds was not signed by those who must ({reason}). It claims: {changes}",
    meaning:
      "A key, a delegation or a target came to the branch without the signatures it takes. An event on top of it would have people sign it unseen.",
    fix: "Take it back on the branch people merge to (`git log -p -- trust`), then look at the event again.",
    exit: 3,
  },
  EVENT_DRAFT_DIFFERS: {
    title: "{file} is not what the event says",
    meaning: "Every signer's machine makes the drafts again from what is in force; this one was changed by hand.",
    fix: "Delete the branch of {event} and open the event again.",
    exit: 3,
  },
  EVENT_BESIDE: {
    title: "{file} differs from the branch people merge to",
    meaning: "Until it is finished, an event's branch changes nothing of trust but the event's own files.",
    fix: "Take the change back on the event's branch, or merge the branch people merge to into it.",
    exit: 3,
  },
  EVENT_LEFT_OVER: {
    title: "The signing event {event} was merged before it was finished",
    meaning: "Nothing of it is in force, and nobody can sign it any more: events are signed on their own branches.",
    fix: "Remove it with `git rm -r {file}`, and open the event again.",
    exit: 1,
  },
  EVENT_SEVERAL: {
    title: "One proposal carries several signing events: {events}",
    meaning: "Each is drafted over what is in force now, so that finishing the first makes the others void.",
    fix: "Keep each on its own branch event/<name>, and merge one after the other.",
    exit: 1,
  },
  EVENT_DIVERGED: {
    title: "The event {event} went two ways, here and at origin",
    meaning: "Both sides changed what is to be signed; signatures of one do not count for the other.",
    fix: "Decide on one: `git branch --force {branch} origin/{branch}` takes theirs.",
    exit: 1,
  },
  EVENT_BEHIND: {
    title: "The branch {branch} is behind in {file}, and here and there it was changed",
    meaning: "Kaprien brings two copies of an event together; what both changed beside it is git's to merge.",
    fix: "Run `git switch {branch}` and `git merge origin/{branch}`, then try again.",
    exit: 1,
  },
  EVENT_EXPIRY_PAST: {
    title: "The next version of {role} would have expired on {expires}",
    meaning: "Clients refuse a role that has run out; nobody has to sign it first.",
    fix: "Open the event again; `--days` says how long the new versions are good for.",
    exit: 1,
  },
  EVENT_EXPIRY_FAR: {
    title: "The next version of {role} is good until {expires}, more than ten years from now",
    meaning: "Until then clients that are cut off from newer versions go on believing it.",
    fix: "Open the event with fewer `--days`, unless that is meant.",
    exit: 1,
  },
  EVENT_UNSOUND: {
    title: "The event {event} can neither be signed nor finished ({reason})",
    meaning: "What would come into force is not sound, or the branch does not hold what the event says.",
    fix: "See what is wrong with `kaprien event show {event}`.",
    exit: 3,
  },
  EVENT_DIGEST_DIFFERS: {
    title: "The digest is {actual}, and {expected} was confirmed",
    meaning: "A signature covers exactly what its signer was shown.",
    fix: "Look at the event again: `kaprien sign {event}`.",
    exit: 3,
  },
  EVENT_NOT_YOURS: {
    title: "The event {event} asks for no signature of the key {keyid}",
    meaning: "A key signs the roles that list it, before the change or after it.",
    fix: "Choose another with `--key`; `kaprien event show {event}` says whose signatures are missing.",
    exit: 1,
  },
  EVENT_SIGNED_ALREADY: {
    title: "The key {keyid} has signed everything it can of {event}",
    meaning: "One key counts once.",
    fix: "See who is missing with `kaprien event show {event}`.",
    exit: 1,
  },
  EVENT_INCOMPLETE: {
    title: "The event {event} needs {missing} more signature(s)",
    meaning: "It comes into force when every threshold is met, and every new key has shown that somebody holds it.",
    fix: "See who is missing with `kaprien event show {event}`; they run `kaprien sign {event}`. When fewer keys are left than a threshold takes, docs/how-to/recover.md says what remains.",
    exit: 6,
  },
  ROTATION_WITHOUT_OVERLAP: {
    title: "{role} would be left with too few of the keys it has now",
    meaning:
      "Clients that still hold the root before this one refuse what only the new keys sign. Keys that were not stolen leave in a later event.",
    fix: "Run `kaprien rotate {role} --add <new key>` first and `--remove` the old ones when caches have run out; for stolen keys add `--compromised`.",
    exit: 64,
  },
  SIGNER_ELSEWHERE: {
    title: "The key {keyid} is not here: only its public half is",
    meaning: "Whoever holds it signs on a machine of their own.",
    fix: "Have them run `kaprien sign <event> --key <address>`.",
    exit: 6,
  },
  CEREMONY_ONLINE_ELSEWHERE: {
    title: "The role {role} would be signed with {key}, of which only the public half is here",
    meaning: "Online keys are tried at the ceremony through the same place that the worker will use.",
    fix: "Name it with `use:` and its address, as in awskms:///alias/kaprien?region=eu-west-1.",
    exit: 64,
  },
  KEY_UNKNOWN: {
    title: "No key is meant by {key}: {reason}",
    meaning:
      "A key is named by the person who holds it (people in kaprien.yml), the first 8 or more digits of its keyid, its address, or a file with its public half.",
    fix: "List the keys with `kaprien key list`; make one with `kaprien key new <file>`.",
    exit: 64,
  },
  TRUST_MEMORY_DAMAGED: {
    title: "What this machine remembers of a repository does not verify ({file}: {reason})",
    meaning: "It is what differences are shown from; without it, somebody else would choose where they begin.",
    fix: "Get the trusted root's digest from a person you trust, delete the file, and sign with `--trusted-root`.",
    exit: 3,
  },
  TRUST_ROLLBACK: {
    title: "The branch holds {role} {actual}, and this machine has seen {role} {expected}",
    meaning: "Trust only goes forward; somebody put an older state in its place, or you look at an old copy.",
    fix: "Run `git fetch` and look at the right branch; if that is it already, ask who rewrote it.",
    exit: 3,
  },
  TRUSTED_ROOT_CHANGED: {
    title: "This repository begins with another root than this machine remembers",
    meaning: "Somebody replaced the whole chain of trust, or it is another repository in the same place.",
    fix: "Ask a person you trust for the digest; if it is right, pass it with `--trusted-root {actual}`.",
    exit: 3,
  },
  RECOVERY_NOTHING: {
    title: "There is nothing to recover from",
    meaning:
      "No commit of the signed branch that is in reach verifies from the trusted root, and versions that clients have seen must not be used again.",
    fix: "Name the last good commit, `kaprien recover --accept <commit>`, or where the repository is published, `kaprien recover --site <site>`. One that was never published starts with `kaprien worker`.",
    exit: 1,
  },
  RECOVERY_SITE_EMPTY: {
    title: "There is no metadata/timestamp.json at {site}",
    meaning: "A published site has one; without it nothing is known of what clients have seen.",
    fix: "Name the address or directory that holds metadata/, as in `kaprien recover --site https://downloads.example`.",
    exit: 1,
  },
  RECOVERY_UNFIT: {
    title: "{commit} is no state to go on from ({reason})",
    meaning: "What is accepted is verified from the trusted root like everything else.",
    fix: "Leave out `--accept` for the newest commit that verifies; `kaprien explain {reason}` says what is wrong with this one.",
    exit: 3,
  },
  ROLE_VERSION_TOO_HIGH: {
    title: "{role} has version {version}, and a worker never gets beyond {limit}",
    meaning:
      "Somebody who got hold of an online key signed it, so that no version is left above. Clients that have seen it come back when that key is revoked, and not before.",
    fix: "Run `kaprien rotate online --add <new key> --remove <old key> --compromised`; once that is merged, `kaprien recover --accept <last good commit>`.",
    exit: 3,
  },
  TRUSTED_ROOT_UNCONFIRMED: {
    title: "This machine has not met this repository: its root is {pin}",
    meaning: "Whoever shows a machine its first root decides what it trusts.",
    fix: "Compare the digest with a person you trust, then pass it: `--trusted-root {pin}`.",
    exit: 3,
  },
};
