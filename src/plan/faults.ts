import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  METADATA_TOO_LARGE: {
    family: "content",
    title: "The file of the role {role} would have {actual} bytes; clients read at most {limit}",
    meaning: "Clients stop reading there and refuse the file.",
    fix: "Publish fewer targets or shorter custom data at once, or use more bins: see docs/how-to/change-the-bins.md.",
    exit: 1,
  },
  METADATA_NOT_PORTABLE: {
    family: "content",
    title: "Clients would not agree on what the signatures of the role {role} cover: {reason}",
    meaning:
      "Some clients compose text or order names in another way. They would refuse the role, and everything in it.",
    fix: "Write the text in composed form (Unicode NFC), and use names without emoji or private-use characters. Then have the role signed again.",
    exit: 1,
  },
  ROLE_VERSION_REUSED: {
    family: "content",
    title: "{role} {version} exists with two contents",
    meaning: "A version stands for one file for ever; clients that have one would never take the other.",
    fix: "What people sign: sign the change as the next version. When the site has the other one, the signed branch was set back: run `kaprien recover --site <published site>`. For an import, take a copy that verifies: `kaprien import <copy>`.",
    exit: 3,
  },
  REHEARSAL_FAILED: {
    family: "internal",
    title: "{who} would refuse the result: {role}: {refusal} (specification {step})",
    meaning: "Before anything is committed, the clients' own workflow is played against it. Nothing was written.",
    fix: "This is a defect, or offline roles that clients cannot follow; report it with --debug.",
    exit: 3,
  },
  BINS_CHANGED: {
    family: "content",
    title: "The number of bins called {prefix} changed from {before} to {after}",
    meaning:
      "One name would stand for two shares of the paths. Another number of bins is a migration to bins of another name.",
    fix: "Restore bin.json as it was, or sign one whose bins have a prefix that was never used.",
    exit: 1,
  },
  ONLINE_KEY_UNSET: {
    family: "content",
    title: "kaprien.yml names no key for {role}",
    meaning: "The worker signs this role.",
    fix: "Set online-keys.default to env:NAME or file:PATH.",
    exit: 1,
  },
  SIGNER_MISSING: {
    family: "local",
    title: "{role} needs {threshold} signatures, and {valid} could be made",
    meaning: "Keys that count: {keyids}.",
    fix: "Make the other keys available to this run.",
    exit: 6,
  },
  SIGNER_KEY_MISMATCH: {
    family: "local",
    title: "The key at {uri} ({keyid}) is not one of those that sign {role}",
    meaning: "Root or the role's delegator names other keys.",
    fix: "Point online-keys at the right key.",
    exit: 4,
  },
  SIGNER_SIGNATURE_INVALID: {
    family: "local",
    title: "A signature that was just made with {keyid} does not verify",
    meaning: "The two halves of the key differ, or the machine miscalculates.",
    fix: "Check the key; do not sign on this machine.",
    exit: 3,
  },
  TARGET_FOUND: {
    family: "content",
    title: "{path} is still found after its removal",
    meaning: "Another role names it too.",
    fix: "Remove it there.",
    exit: 3,
  },
  RELEASE_CHANGED_TWICE: {
    family: "content",
    title: "{file} was changed on the base branch too, in another way",
    meaning: "What a merge makes of it is for git and people to say, not to be guessed.",
    fix: "Bring the branch up to date, and check again.",
    exit: 1,
  },
  ONLINE_KEYS_TOO_FEW: {
    family: "content",
    title: "{role} takes {threshold} different keys, and online-keys names {valid}: {missing} missing",
    meaning: "A role that takes several keys is signed when the worker can open that many. Nothing was signed.",
    fix: "List the addresses of the other keys under online-keys.{role} in kaprien.yml.",
    exit: 6,
  },
} as const;

/** Codes of planning and sealing. */
export const planFaults: Faults<typeof table> = defineFaults(table);
