import { type Option, operations } from "./operations.ts";

/** What the action does in a job. Each mode is a trust domain of its own. */
export type ModeName = "check" | "event" | "worker" | "publish" | "monitor" | "register";

export interface Permission {
  readonly scope: string;
  readonly access: "read" | "write";
  readonly why: string;
}

export interface Mode {
  readonly name: ModeName;
  readonly summary: string;
  /** Events that mean this mode when none is given. */
  readonly events: readonly string[];
  /** What the job's token needs, and nothing else. */
  readonly permissions: readonly Permission[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** An input of the action. */
export interface Input {
  readonly name: string;
  readonly summary: string;
  readonly default?: string;
}

/** An option of the command line as an input, so that both are described once. */
function option(operation: string, name: string): Input {
  const found: Option | undefined = operations
    .find((each) => each.name === operation)
    ?.options?.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`${operation} has no option ${name}`);
  const lines = found.type === "list" ? "; one on each line" : "";
  return {
    name,
    summary: `${found.summary}${lines}`,
    ...(found.default !== undefined && { default: String(found.default) }),
  };
}

/** Every input, in the order of action.yml. */
export const inputs: readonly Input[] = [
  {
    name: "mode",
    summary: "check, event, worker, publish, monitor or register; default: inferred from the triggering event",
  },
  {
    name: "token",
    summary: "token of the job for git and the forge's API",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the runner
    default: "${{ github.token }}",
  },
  {
    name: "repository",
    summary:
      "trust repository, as owner/name or as an http(s) address without a password; default: the repository in which the workflow runs. A repository on another host gets only the token in the environment variable KAPRIEN_GIT_TOKEN, and no comments or pull requests",
  },
  option("worker", "trusted-root"),
  {
    name: "branch",
    summary:
      "branch that people merge to; default: branches.intent of kaprien.yml, else the repository's default branch",
  },
  {
    name: "verified-commits",
    summary: "true: the forge signs the worker's commits, which it then shows as Verified",
    default: "false",
  },
  option("publish", "to"),
  {
    name: "files",
    summary:
      "register: files, directories or globs to release, one on each line; publish: directory that has the target files, each at its target path",
  },
  option("publish", "fetch"),
  option("add", "release"),
  option("add", "prefix"),
  option("add", "strip"),
  option("add", "replaces"),
  option("add", "url"),
  {
    name: "auto-merge",
    summary: "merge, squash or rebase: ask the forge to merge the pull request once its checks pass",
  },
  option("monitor", "from"),
  option("monitor", "valid-in"),
  option("monitor", "offline-valid-in"),
];

/** An output of the action; JSON where it says so. */
export interface Output {
  readonly name: string;
  readonly summary: string;
}

export const outputs: readonly Output[] = [
  {
    name: "outcome",
    summary:
      "how the run ended: ready, blocked, waiting, no change, done, idle, refused, published, proposed, merged, good, expiring, broken or failed",
  },
  { name: "changed", summary: "true when the run changed something or a merge would, else false" },
  { name: "verdict", summary: "check, event: ready, blocked, waiting or no change" },
  {
    name: "event",
    summary:
      "check, event: the signing event as JSON, with its name, who signed, who is missing, and how it changes trust; worker: the event in which people renew what they signed",
  },
  { name: "plan", summary: "check, worker: the plan as JSON" },
  { name: "findings", summary: "problems and warnings, as a JSON list" },
  {
    name: "commit",
    summary:
      "worker: the signed commit; publish: the published commit; register: the proposed commit; event: the commit that finished the event",
  },
  { name: "snapshot-version", summary: "publish, monitor: version of the published snapshot" },
  {
    name: "next-expiry",
    summary: "worker: when something is next due; monitor: when the first role expires; YYYY-MM-DDTHH:MM:SSZ",
  },
  { name: "pull-request", summary: "register, event: number of the pull request" },
  { name: "site", summary: "publish: where the site was written; monitor: the site that was read" },
  { name: "error", summary: "code of the error that ended the run; empty otherwise" },
];

const read: Permission = { scope: "contents", access: "read", why: "to read the branches" };

export const modes: readonly Mode[] = [
  {
    name: "check",
    summary: "say on a pull request what a merge would do, and whether it is allowed",
    events: ["pull_request", "merge_group"],
    permissions: [
      read,
      {
        scope: "pull-requests",
        access: "write",
        why: "to keep one comment with the verdict; without this permission, the verdict is only in the summary",
      },
    ],
    inputs: ["token", "repository", "trusted-root", "branch"],
    outputs: ["outcome", "changed", "verdict", "plan", "findings", "event"],
  },
  {
    name: "event",
    summary: "keep the pull request of a signing event, and write the event to trust/ when all signatures are there",
    events: [],
    permissions: [
      { scope: "contents", access: "write", why: "to finish a complete event on its own branch" },
      {
        scope: "pull-requests",
        access: "write",
        why: "to open the pull request and keep one comment; without this permission, the state is only in the summary",
      },
    ],
    inputs: ["token", "repository", "trusted-root", "branch"],
    outputs: ["outcome", "changed", "verdict", "findings", "event", "commit", "pull-request"],
  },
  {
    name: "worker",
    summary: "verify everything, sign what was merged or is due, and commit it to the signed branch",
    events: ["push", "schedule", "workflow_dispatch"],
    permissions: [{ scope: "contents", access: "write", why: "to push the signed branch" }],
    inputs: ["token", "repository", "trusted-root", "branch", "verified-commits"],
    outputs: ["outcome", "changed", "plan", "findings", "commit", "next-expiry", "event"],
  },
  {
    name: "publish",
    summary: "write the signed state as a static site, which tuf-js judges before and after; needs no signing key",
    events: [],
    permissions: [
      read,
      { scope: "pages", access: "write", why: "to deploy to Pages; to publish to a branch, contents: write instead" },
      { scope: "id-token", access: "write", why: "so that Pages knows which workflow deploys" },
    ],
    inputs: ["token", "repository", "trusted-root", "branch", "to", "files", "fetch"],
    outputs: ["outcome", "changed", "commit", "snapshot-version", "site", "findings"],
  },
  {
    name: "monitor",
    summary: "read the live site as a client would, and warn in time when something expires or is wrong",
    events: [],
    permissions: [
      read,
      {
        scope: "issues",
        access: "write",
        why: "to keep one issue with the state; without this permission, the state is only in the summary",
      },
    ],
    inputs: ["token", "trusted-root", "from", "valid-in", "offline-valid-in"],
    outputs: ["outcome", "snapshot-version", "next-expiry", "findings", "site"],
  },
  {
    name: "register",
    summary: "hash built files, write a release file for them, and open one pull request in this or another repository",
    events: [],
    permissions: [
      { scope: "contents", access: "write", why: "to push the branch with the release file" },
      { scope: "pull-requests", access: "write", why: "to open the pull request" },
    ],
    inputs: [
      "token",
      "repository",
      "branch",
      "trusted-root",
      "files",
      "release",
      "prefix",
      "strip",
      "replaces",
      "url",
      "auto-merge",
    ],
    outputs: ["outcome", "changed", "commit", "pull-request"],
  },
];
