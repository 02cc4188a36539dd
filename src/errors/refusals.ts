import type { Entry } from "./entry.ts";

/** Codes of findings: what a proposal or a ceremony may not be. */
export const refusals: Readonly<Record<string, Entry>> = {
  RELEASE_FILE_NAME: {
    title: "{file} is not where a release file goes",
    meaning:
      "Under the targets directory there are release files alone, one for each release: <product>/<release>.json.",
    fix: "Move it to <product>/<release>.json, or out of the directory.",
    exit: 1,
  },
  RELEASE_NOT_A_FILE: {
    title: "{file} is not a plain file (found: {kind})",
    meaning: "Links, submodules and executables can mean something else on another machine than what was reviewed.",
    fix: "Replace it by a plain file with mode 100644.",
    exit: 1,
  },
  RELEASE_FILE_TWIN: {
    title: "{file} and {other} are one file where case is not told apart",
    meaning: "In a clone on such a system one would silently take the other's place.",
    fix: "Rename one of the two.",
    exit: 1,
  },
  RELEASE_CHANGED_TWICE: {
    title: "{file} was changed on the base branch too, in another way",
    meaning: "What a merge makes of it is for git and people to say, not to be guessed.",
    fix: "Bring the branch up to date, and check again.",
    exit: 1,
  },
  MERGE_BASE_AMBIGUOUS: {
    title: "{head} and {base} crossed: there is no one commit where they parted",
    meaning: "What the proposal changes could be told in several ways, and one of them could hide something.",
    fix: "Bring the branch up to date, and check again.",
    exit: 1,
  },
  MERGE_BASE_UNKNOWN: {
    title: "It cannot be told where {head} and {base} parted: {reason}",
    meaning:
      "What the proposal changes is what differs from there. A guess could show too much of it, or hide something.",
    fix: "Merge {base} into the branch, or rebase the branch onto it, and check again. In a shallow clone run `git fetch --unshallow` first.",
    exit: 1,
  },
  MERGE_BASE_NONE: {
    title: "{head} and {base} have no commit in common",
    meaning: "Git refuses to merge such branches, and nothing says what the proposal changes.",
    fix: "Start a branch at the base, `git switch --create <branch> {base}`, and make the changes there.",
    exit: 1,
  },
  RELEASE_TOO_LARGE: {
    title: "{file} is larger than {limit} bytes",
    meaning: "Release files are read by people and decoded whole.",
    fix: "Split it into several release files; `kaprien add` does so by itself.",
    exit: 1,
  },
  RELEASE_INVALID: {
    title: "{file} is not a release file: at {where}, {reason}",
    meaning: "Only what fits the schema exactly is signed.",
    fix: "Correct it; `kaprien schema release` prints the schema.",
    exit: 1,
  },
  RELEASE_UNKNOWN_FIELD: {
    title: "{file} has a field that release files do not have: {field}.{hint}",
    meaning: "A field that is ignored is a wish that is not fulfilled.",
    fix: "Correct its spelling or take it out; data of your own goes into custom.",
    exit: 1,
  },
  RELEASE_DUPLICATE_PATH: {
    title: "{file} names {path} twice; first: {first}",
    meaning: "A target path stands for one file.",
    fix: "Keep one of the two.",
    exit: 1,
  },
  RELEASE_PATH_CONFLICT: {
    title: "{file} and {others} both name {path}",
    meaning:
      "Two releases cannot give one path different owners; which one wins must not depend on the order of merges.",
    fix: 'Choose another path, or add "replaces": ["<product>/<release>.json"] to the newer file.',
    exit: 1,
  },
  TARGET_PATH_INVALID: {
    title: "The target path {path} cannot be used: {reason}",
    meaning:
      "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
    fix: "Choose a path of A-Z a-z 0-9 . _ ~ @ = + - with / between segments.",
    exit: 1,
  },
  TARGET_PATH_TOO_LONG: {
    title: "The target path {path} is too long: {what} has {actual} bytes; {limit} are possible",
    meaning: "Clients keep a target under its encoded path as one file name.",
    fix: "Shorten the path.",
    exit: 1,
  },
  TARGET_CUSTOM_INVALID: {
    title: "The custom data of {path} cannot be signed: {reason}",
    meaning:
      "Clients verify a hash bin as a whole: if one of them reads this data differently, it refuses every target in the bin.",
    fix: "Write the text in composed form (Unicode NFC), use names without emoji or private-use characters, and nest less.",
    exit: 1,
  },
  TARGET_PATH_COLLISION: {
    title: "The target path {path} collides with {other}: {reason}",
    meaning: "On a file system that does not tell the two apart, one hides the other.",
    fix: "Choose a path that differs in more than that.",
    exit: 1,
  },
  TARGET_NOT_DELEGATED: {
    title: "The target path {path} lies outside the delegated paths",
    meaning: "Clients look only where the offline role targets sends them: {patterns}.",
    fix: "Choose a path that one of the patterns holds.",
    exit: 1,
  },
  TARGET_NEEDS_PEOPLE: {
    title: "The target path {path} is for the people of the role {role} to sign",
    meaning: "Clients end their search in that role, which people sign. What a release puts there is never found.",
    fix: "Choose another path, or take it out of {file} and have it signed in a signing event: `kaprien add --role {role} <file>`.",
    exit: 1,
  },
  TARGET_SHADOWED: {
    title: "Clients would no longer find {path}, which the role {role} publishes: their search would end at {by}",
    meaning:
      "Delegations are asked in order. One that comes first and holds the path takes it away from the roles after it.",
    fix: "Give the new role a later place (`kaprien delegate … --after {role}`) or narrower paths, or have the target taken out of {role} in the same event (`kaprien remove --role {role} {path}`).",
    exit: 1,
  },
  TARGET_IMMUTABLE: {
    title: "{path} is published already with other bytes",
    meaning:
      "Its digest is {before}; {file} asks for {after}. A path that changes its bytes is how a good release becomes a bad one unseen.",
    fix: 'Choose a new path. To replace it openly, add a new release file with "replaces".',
    exit: 1,
  },
  REPLACES_UNKNOWN: {
    title: "{file} replaces {name}, but {reason}",
    meaning: "A name that matches nothing is a typing mistake, or waits for a file that somebody may add later.",
    fix: "Write the name as <product>/<release>.json, as it stands under the targets directory.",
    exit: 1,
  },
  TARGET_NOT_ALLOWED: {
    title: "The product {product} may not name {path}",
    meaning: "policy.allow in kaprien.yml gives it {allowed}.",
    fix: "Choose a path within that, or change policy.allow first, in a change of its own.",
    exit: 1,
  },
  QUOTA_EXCEEDED: {
    title: "Too many {what}: {actual}, and {limit} are allowed",
    meaning: "Limits keep a proposal of a size that people can review and clients can load.",
    fix: "Split the proposal, or raise policy.limits.{setting} in kaprien.yml.",
    exit: 1,
  },
  RELEASE_MIXED: {
    title: "This proposal changes {file} beside release files",
    meaning:
      "Who may release is not who may change keys, policy or workflows; together, one could hide behind the other.",
    fix: "Propose the change of {file} on its own.",
    exit: 1,
  },
  SETTING_FIXED: {
    title: "{file} would change {setting} from {from} to {to}",
    meaning:
      "Where release files, trust and the signed state are cannot change by a merge: files that nobody judged would count, or versions would begin again.",
    fix: "Keep {setting} as it is; another layout is another repository, with a ceremony of its own.",
    exit: 1,
  },
  NOT_A_RELEASE: {
    title: "This proposal changes {file}: it is not a release",
    meaning: "Keys, policy and workflows decide who may release.",
    fix: "Review it as such.",
    exit: 1,
  },
  CEREMONY_NO_KEYS: {
    title: "The role {role} has no keys",
    meaning: "Nobody could ever sign it.",
    fix: "Give it at least one key.",
    exit: 64,
  },
  CEREMONY_KEY_TWICE: {
    title: "The role {role} lists one key twice",
    meaning: "The same key under two names is one signature, not two.",
    fix: "Use a different key for each place.",
    exit: 64,
  },
  CEREMONY_THRESHOLD: {
    title: "The role {role} asks for {threshold} signatures of {keys} different keys",
    meaning: "A threshold is at least 1 and at most the number of different keys.",
    fix: "Lower the threshold or add keys.",
    exit: 64,
  },
  RENEWAL_WINDOW_SHORT: {
    title: "The role {role} is signed again only {renew} days before it expires",
    meaning:
      "If the worker cannot run for five days, this role may expire, and clients then refuse the repository. With the default settings every such role has a day left.",
    fix: "In `kaprien.yml` set `roles.{role}.renew` to {least} or more, and `expires` above it.",
    exit: 1,
  },
  CEREMONY_LIFETIME: {
    title: "The role {role} expires after {expires} days and is renewed {renew} days before",
    meaning: "A role must live longer than its renewal window.",
    fix: "Make expires positive and renew smaller than it.",
    exit: 64,
  },
  CEREMONY_KEY_SHARED: {
    title: "The roles {offline} and {online} share a key",
    meaning: "Whoever takes the online key from its machine would hold the offline role too.",
    fix: "Give the online roles a key of their own.",
    exit: 64,
  },
  CEREMONY_PATTERN: {
    title: "The path pattern {pattern} cannot be used: {reason}",
    meaning: "Clients must agree on what a pattern holds.",
    fix: "Use plain text with * and ? between slashes.",
    exit: 64,
  },
  CEREMONY_NO_PATHS: {
    title: "No paths are delegated",
    meaning: "Nothing could be released.",
    fix: "Give at least one path pattern.",
    exit: 64,
  },
  CEREMONY_BINS: {
    title: "{bins} is not a number of bins",
    meaning: "Bins split the space of hashes: a power of two from 2 to {maximum}.",
    fix: "Use 256, or what the sizing helper suggests.",
    exit: 64,
  },
  CEREMONY_MANY_BINS: {
    title: "{bins} bins are slow for one widely used client",
    meaning: "tuf-js takes time with the square of the number of snapshot entries beyond 1,024.",
    fix: "Use at most 1,024 bins unless you expect well over 100,000 targets.",
    exit: 64,
  },
  CEREMONY_ROOT_FRAGILE: {
    title: "Root has {keys} key(s) and needs {threshold}: {spare} can be lost",
    meaning:
      "With fewer than two signatures one stolen key is enough; without a spare one lost key locks everybody out.",
    fix: "Use at least three keys with a threshold of two, when there are people to hold them.",
    exit: 64,
  },
};
