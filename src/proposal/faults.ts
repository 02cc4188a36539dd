import { defineFaults, type Faults } from "../base/fault.ts";

const table = {
  REGISTER_BRANCH_TAKEN: {
    family: "content",
    title: "The branch {branch} is there already and changes what is not this release's: {paths}",
    meaning:
      "Somebody else pushed to it. Its pull request would propose that in the release's name. Nothing was pushed or opened.",
    fix: "Find out who pushed it, delete it with `git push origin --delete {branch}`, and run the job again.",
    exit: 4,
  },
  RELEASE_NAME: {
    family: "usage",
    title: "{release} is not the name of a release",
    meaning: "A release is named <product>/<release>, as in app/1.4.0.",
    fix: "Give --release <product>/<release>.",
    exit: 64,
  },
  TARGET_UNKNOWN: {
    family: "usage",
    title: "There is no target {path} in {where}",
    meaning: "The name is matched exactly, or with * and ? within a segment.",
    fix: "`kaprien status --targets` lists what is published.",
    exit: 1,
  },
  RELEASE_MIXED: {
    family: "content",
    title: "This proposal changes {file} beside release files",
    meaning:
      "Who may release is not who may change keys, policy or workflows; together, one could hide behind the other.",
    fix: "Propose the change of {file} on its own.",
    exit: 1,
  },
  NOT_A_RELEASE: {
    family: "content",
    title: "This proposal changes {file}: it is not a release",
    meaning: "Keys, policy and workflows decide who may release.",
    fix: "Review it as such.",
    exit: 1,
  },
  EVENT_LEFT_OVER: {
    family: "content",
    title: "The signing event {event} was merged before it was finished",
    meaning: "Nothing of it is in force, and nobody can sign it any more: events are signed on their own branches.",
    fix: "Remove it with `git rm -r {file}`, and open the event again.",
    exit: 1,
  },
  EVENT_SEVERAL: {
    family: "content",
    title: "One proposal carries several signing events: {events}",
    meaning: "Each is drafted over what is in force now, so that finishing the first makes the others void.",
    fix: "Keep each on its own branch event/<name>, and merge one after the other.",
    exit: 1,
  },
  IMPORT_TOO_LATE: {
    family: "content",
    title: "{file} changes, and {branch} exists already",
    meaning:
      "It says from which versions the first run of the worker goes on. Since that run, the signed branch remembers them itself.",
    fix: "Take the change out: `git checkout origin/HEAD -- {file}`, or `git rm {file}` where it is new.",
    exit: 1,
  },
} as const;

/** Codes of proposals. */
export const proposalFaults: Faults<typeof table> = defineFaults(table);
