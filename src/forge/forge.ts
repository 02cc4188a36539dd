import type { CommitContent } from "../git/store.ts";
import type { CommitId } from "../git/tree.ts";

/** What becomes of a proposal by itself once its checks pass. */
export type MergeMethod = "merge" | "squash" | "rebase";

export interface ProposalRequest {
  /** Branch with the change, in the forge's own repository. */
  readonly head: string;
  /** Branch that it is to be merged into. */
  readonly base: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Asks the forge to merge when everything it requires has passed. */
  readonly autoMerge?: MergeMethod;
}

export interface PullRequest {
  readonly number: number;
  /** For people. */
  readonly url: string;
  readonly kind: "opened" | "updated" | "unchanged";
  /** Why the forge would not merge by itself, in its words; absent when it will, or was not asked. */
  readonly noAutoMerge?: string;
}

/** An issue that is rewritten in place: open while something is wrong, closed when nothing is. */
export interface StatusReport {
  /** Tells our issues apart; never shown. Letters, digits, dots and hyphens. */
  readonly name: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly state: "open" | "closed";
}

/** What a repository's settings say about its pages. Faults as {@link Forge}. */
export interface Pages {
  /** `source`: whether a workflow deploys them or a branch holds them. Undefined while they are off. */
  pages(): Promise<{ readonly url: string; readonly source: "workflow" | "branch" } | undefined>;
}

/**
 * The conversation around a repository on a host such as GitHub: pull requests, comments, issues. Git itself goes through the store.
 * Every method may be called again with the same arguments and then changes nothing. Adapters: GitHub's REST API, none.
 *
 * All fault `FORGE_FORBIDDEN` (with the permission that is missing), `FORGE_UNAUTHORIZED`, `FORGE_NOT_FOUND`, `FORGE_REFUSED` (with the
 * forge's words), `RATE_LIMITED` (with the time it ends), `FORGE_UNREACHABLE`; none shows the token.
 */
export interface Forge {
  /**
   * Writes our one comment called `name` (letters, digits, dots, hyphens) on a pull request, or edits it in place. Only a comment of a bot
   * counts as ours; where we act as a person, a maintainer's does, too. Two calls at once end in one comment.
   */
  comment(pullRequest: number, name: string, body: string): Promise<"written" | "edited" | "unchanged">;
  /**
   * Opens the pull request from `head` to `base`, or brings the open one up to date; two calls at once end in one. Faults
   * `PULL_REQUESTS_OFF` where jobs may not open any, `FORGE_NONE` where there are no pull requests.
   */
  propose(request: ProposalRequest): Promise<PullRequest>;
  /**
   * Opens, rewrites or closes the issue called `name`; undefined when it is not there and need not be, or when there are no issues.
   * Two calls at once end in one that is open.
   */
  report(report: StatusReport): Promise<{ readonly number: number; readonly url: string } | undefined>;
  /** Makes a commit that carries the forge's own signature and resolves to its id; no branch moves. Faults `FORGE_NONE` where nobody signs. */
  endorse(content: CommitContent): Promise<CommitId>;
}
