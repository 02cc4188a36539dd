import type { Entry } from "./entry.ts";

/** Codes of adopting a repository that others made. */
export const importFaults: Readonly<Record<string, Entry>> = {
  FLOORS_INVALID: {
    title: "{file} does not say which versions clients have seen: {reason}",
    meaning:
      "`kaprien import` writes it, so that the first state signed here goes above every version that was published before.",
    fix: "Take back what was changed in it: `git log -- {file}`.",
    exit: 3,
  },
  IMPORT_TOO_LATE: {
    title: "{file} changes, and {branch} exists already",
    meaning:
      "It says from which versions the first run of the worker goes on. Since that run, the signed branch remembers them itself.",
    fix: "Take the change out: `git checkout origin/HEAD -- {file}`, or `git rm {file}` where it is new.",
    exit: 1,
  },
  IMPORT_NOTHING: {
    title: "There is no TUF repository at {site}",
    meaning:
      "A timestamp.json, a root.json or a 1.root.json is looked for there and in metadata/ below; nothing was written.",
    fix: "Name the directory or the address that holds metadata/, as in `kaprien import https://downloads.example`.",
    exit: 1,
  },
  IMPORT_FILE_MISSING: {
    title: "{site} lacks the metadata of {role}",
    meaning: "A repository is taken over whole or not at all; nothing was written.",
    fix: "Put the file back there as it was published, then run `kaprien import` again.",
    exit: 3,
  },
  IMPORT_ROOT_MISSING: {
    title: "{site} lacks root {version}",
    meaning:
      "Clients follow the roots one by one, so every version from the first must stay, and all of them are taken over; nothing was written.",
    fix: "Put {version}.root.json back beside the others, from a backup or a mirror: its signatures show whether it is the right one.",
    exit: 3,
  },
  IMPORT_UNFIT: {
    title: "{role} has to be signed in another form first: {reason}",
    meaning:
      "It verifies, and stays valid where it is, but Kaprien publishes only what every client reads alike; nothing was written.",
    fix: "Have the people who hold {role} sign its next version without that, with the tools they use now. Then run `kaprien import` again.",
    exit: 1,
  },
  IMPORT_ROOT_UNCONFIRMED: {
    title: "Nobody said that root {version} of {site} is the right one: its SHA-256 is {digest}",
    meaning:
      "Whoever controls the place could show a chain of roots of their own. Everything there verifies from this root; nothing was written.",
    fix: "Compare the digest with one from somebody you trust, then run `kaprien import {site} --trusted-root {digest}`; `--yes` takes it as it is.",
    exit: 3,
  },
  IMPORT_TARGET_UNFIT: {
    title: "{path}, listed by {role}, cannot be asked for as it is: {reason}",
    meaning: "Release files name targets by length, SHA-256 and SHA-512, and what they ask for is what will be listed.",
    fix: "Where it has no SHA-256, have it listed with one before `kaprien import`.",
    exit: 1,
  },
  IMPORT_PEOPLE_EXPIRED: {
    title: "{role} expired on {expires}, and people sign it",
    meaning: "Clients refuse the repository as it is, and the worker signs nothing on top of an expired role.",
    fix: "Sign its next version before the first run of the worker: `kaprien rotate {role}`.",
    exit: 5,
  },
  IMPORT_ONLINE_EXPIRED: {
    title: "{role} expired on {expires}",
    meaning: "Online keys sign it. How fresh the repository is cannot be seen from it: somebody may show an old state.",
    fix: "The first run of `kaprien worker` signs it again.",
    exit: 5,
  },
  IMPORT_KEY_SHARED: {
    title: "The key {keyid} signs online roles and {role} as well",
    meaning: "Whoever gets at the worker's key could sign {role}, which people are to vouch for.",
    fix: "Give people keys of their own: `kaprien rotate {role}`.",
    exit: 1,
  },
  IMPORT_KEY_WEAK: {
    title: "{role} has the key {keyid}, which could not be added today: {reason}",
    meaning:
      "Its signatures count, here and at other clients. Kaprien adds no such key, and the tools that read it become fewer.",
    fix: "Replace it with a new key: `kaprien rotate {role}`.",
    exit: 1,
  },
  IMPORT_TARGET_UNREACHABLE: {
    title: "{count} of the targets that {role} lists, such as {path}, lie outside of what {delegator} delegates to it",
    meaning: "No client finds them there, and some refuse the whole repository for it.",
    fix: "Take them out of {role}, or have {delegator} delegate their paths: `kaprien delegate {role}`.",
    exit: 1,
  },
  IMPORT_NO_BINS: {
    title: "No role delegates to hash bins",
    meaning:
      "What is listed now stays, and the worker keeps it fresh. Releases by pull request need bins, which online keys sign.",
    fix: "Have people sign a delegation to them when you want releases: `kaprien rebin 256`.",
    exit: 1,
  },
  IMPORT_KEY_ADDRESS: {
    title: "The online key's address {uri} is of a kind that Kaprien does not know",
    meaning: "The repository says where its online key is, in the words of the tool that made it.",
    fix: "Name the key under `online-keys` in kaprien.yml, or give `--online-key` to `kaprien import`.",
    exit: 1,
  },
  IMPORT_ONLINE_KEY_UNKNOWN: {
    title: "The repository does not say where the key of {role} is",
    meaning:
      "The worker needs it. One that cannot be had any more is replaced by people, in a root of the next version.",
    fix: "Name it under `online-keys` in kaprien.yml, or replace it: `kaprien rotate online`.",
    exit: 1,
  },
};
