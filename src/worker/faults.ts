import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  ROLE_EXPIRING: {
    family: "content",
    title: "{role} expires on {expires}, and nothing is set to renew it before",
    meaning:
      "Its renewal window in kaprien.yml is shorter than the time that is left for a failing schedule to be noticed.",
    fix: "Raise renew for this role in kaprien.yml.",
    exit: 5,
  },
  SIGNED_BRANCH_REMOTE: {
    family: "usage",
    title: "This clone has {branch} only as origin's copy",
    meaning: "A commit made here would not be on the branch that others see.",
    fix: "Give the worker the repository itself: --repository with origin's path or address.",
    exit: 1,
  },
  WORKER_GAVE_UP: {
    family: "way",
    title: "Other writers were first {attempts} times in a row",
    meaning: "The branch moved under every try. Nothing was lost: what they wrote is signed, and the rest waits.",
    fix: "Run the worker again.",
    exit: 1,
  },
  RECOVERY_NOTHING: {
    family: "content",
    title: "There is nothing to recover from",
    meaning:
      "No commit of the signed branch that is in reach verifies from the trusted root, and versions that clients have seen must not be used again.",
    fix: "Name the last good commit, `kaprien recover --accept <commit>`, or where the repository is published, `kaprien recover --site <site>`. One that was never published starts with `kaprien worker`.",
    exit: 1,
  },
  RECOVERY_SITE_EMPTY: {
    family: "usage",
    title: "There is no metadata/timestamp.json at {site}",
    meaning: "A published site has one; without it nothing is known of what clients have seen.",
    fix: "Name the address or directory that holds metadata/, as in `kaprien recover --site https://downloads.example`.",
    exit: 1,
  },
  RECOVERY_UNFIT: {
    family: "content",
    title: "{commit} is no state to go on from ({reason})",
    meaning: "What is accepted is verified from the trusted root like everything else.",
    fix: "Leave out `--accept` for the newest commit that verifies; `kaprien explain {reason}` says what is wrong with this one.",
    exit: 3,
  },
} as const;

/** Codes of the worker and of recovery. */
export const workerFaults: Faults<typeof table> = defineFaults(table);
