import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  CLIENT_REFUSED: {
    family: "content",
    title: "{client} does not trust {site}: {reason}",
    meaning: "What the site has is not what the keys of its root signed, or it is too old.",
    fix: "Do not use the files. Tell the people who publish there.",
    exit: 3,
  },
  CLIENT_OFFLINE: {
    family: "way",
    title: "{site} cannot be reached: {reason}",
    meaning: "Nothing could be verified, and nothing was.",
    fix: "Try again later.",
    exit: 1,
  },
  CLIENT_ROOT_UNUSABLE: {
    family: "local",
    title: "Trust cannot start from the root in {place}: {reason}",
    meaning: "It is damaged, or its own keys did not sign it.",
    fix: "Give a root file that you trust with --trusted-root. If this is the directory of an earlier run, name a new one with --metadata-dir, or remove what is in it: it then forgets the versions that it has seen.",
    exit: 3,
  },
  CLIENT_ROOT_OTHER: {
    family: "usage",
    title: "{directory} was started from the root {started}, not from {pin}",
    meaning: "What it trusts now follows from that root. It says nothing about the root that you ask for.",
    fix: "Name a new directory with --metadata-dir for this root. To go on from what the directory has, leave out --trusted-root and KAPRIEN_TRUSTED_ROOT.",
    exit: 64,
  },
  CLIENT_DEADLINE: {
    family: "way",
    title: "{site} took longer than {minutes} minutes in all",
    meaning:
      "A site that answers slowly, or that has no end, could keep a client busy forever. What was verified before that is kept.",
    fix: "Try again from a faster network. If it happens again, tell the people who publish there.",
    exit: 1,
  },
  SITE_FILE_MISSING: {
    family: "content",
    title: "The site lacks {file}",
    meaning: "What was signed names it, so clients stop there. It was removed, or a publish was cut short.",
    fix: "Publish again: `kaprien publish` writes what is missing.",
    exit: 3,
  },
  TARGET_BYTES_MISSING: {
    family: "content",
    title: "The metadata is good, but the site does not have the file {url}",
    meaning: "The target is listed and signed. Its bytes were removed, are not published yet, or are on another site.",
    fix: "Name the place that has them with --targets-url, or ask the people who publish there.",
    exit: 1,
  },
} as const;

/** Codes of reading a published site. */
export const clientFaults: Faults<typeof table> = defineFaults(table);
