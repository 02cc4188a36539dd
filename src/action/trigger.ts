import { z } from "zod";
import { actionFaults } from "./faults.ts";

/** Why the workflow runs, as far as Kaprien cares. */
export type Event =
  | {
      readonly kind: "proposal";
      /** Absent in a merge queue. */
      readonly number?: number;
      /** Branch the merge would go to. */
      readonly base: string;
      /** Commit that is proposed. */
      readonly head: string;
      /** In a merge queue: the commit of the entry before, or of the base. */
      readonly after?: string;
      /** The branch comes from another repository: its token reads only. */
      readonly fork: boolean;
    }
  | { readonly kind: "ref"; readonly name: "push" | "schedule" | "workflow_dispatch"; readonly ref: string }
  | { readonly kind: "other"; readonly name: string };

/** What the runner says about a job (`GITHUB_*`). */
export interface Job {
  readonly event: Event;
  /** `owner/name` of the repository the workflow runs in. */
  readonly repository: string;
  /** `https://github.com`. */
  readonly server: string;
  /** `https://api.github.com`; empty where there is none. */
  readonly api: string;
  readonly workspace: string;
  readonly workflow: string;
  readonly sha: string;
  readonly defaultBranch: string | undefined;
  /** Page of this run. */
  readonly run: string;
}

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const payloadSchema = z.object({
  repository: z.object({ default_branch: z.string().optional() }).optional(),
  pull_request: z
    .object({
      number: z.int().positive(),
      base: z.object({ ref: z.string().min(1), repo: z.object({ full_name: z.string() }) }),
      head: z.object({ sha: commit, repo: z.object({ full_name: z.string() }).nullish() }),
    })
    .optional(),
  merge_group: z
    .object({ head_sha: commit, base_sha: commit, base_ref: z.string().startsWith("refs/heads/") })
    .optional(),
});
type Payload = z.infer<typeof payloadSchema>;

/** Reads the job from the runner's variables and the event's payload. Faults `TRIGGER_INVALID`. */
export function readJob(variable: (name: string) => string, payload: string): Job {
  const name = variable("GITHUB_EVENT_NAME");
  const data = parsePayload(name, payload);
  const repository = variable("GITHUB_REPOSITORY");
  if (repository === "") throw actionFaults.TRIGGER_INVALID({ event: name, reason: "GITHUB_REPOSITORY is not set" });
  const server = variable("GITHUB_SERVER_URL") || "https://github.com";
  return {
    event: readEvent(name, variable("GITHUB_REF"), data),
    repository,
    server,
    api: variable("GITHUB_API_URL"),
    workspace: variable("GITHUB_WORKSPACE") || ".",
    workflow: variable("GITHUB_WORKFLOW"),
    sha: variable("GITHUB_SHA"),
    defaultBranch: data.repository?.default_branch,
    run: `${server}/${repository}/actions/runs/${variable("GITHUB_RUN_ID")}`,
  };
}

function parsePayload(event: string, text: string): Payload {
  try {
    return payloadSchema.parse(text.trim() === "" ? {} : JSON.parse(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const reason = issue === undefined ? "it is not JSON" : `${issue.path.join(".")}: ${issue.message}`;
    throw actionFaults.TRIGGER_INVALID({ event, reason }, { cause });
  }
}

function readEvent(name: string, ref: string, { pull_request: pull, merge_group: group }: Payload): Event {
  switch (name) {
    case "pull_request": {
      if (pull === undefined) throw actionFaults.TRIGGER_INVALID({ event: name, reason: "it names no pull request" });
      const { number, base, head } = pull;
      const fork = head.repo?.full_name !== base.repo.full_name;
      return { kind: "proposal", number, base: base.ref, head: head.sha, fork };
    }
    case "merge_group":
      if (group === undefined) throw actionFaults.TRIGGER_INVALID({ event: name, reason: "it names no merge group" });
      return {
        kind: "proposal",
        base: group.base_ref.slice("refs/heads/".length),
        head: group.head_sha,
        after: group.base_sha,
        fork: false,
      };
    case "push":
    case "schedule":
    case "workflow_dispatch":
      return { kind: "ref", name, ref };
    default:
      return { kind: "other", name };
  }
}
