import { Fault } from "../../base/fault.ts";
import type { CommitContent } from "../../git/store.ts";
import type { CommitId } from "../../git/tree.ts";
import { forgeFaults } from "../faults.ts";
import type { Forge, MergeMethod, Pages, ProposalRequest, PullRequest, StatusReport } from "../forge.ts";
import { type GitHubClient, type GitHubOptions, gitHubClient, type Rest } from "./client.ts";
import { readPages } from "./pages.ts";
import { fullText, type IsOurs, lowest, markerOf, oursFor, sameText, titleText } from "./text.ts";

export type { GitHubOptions } from "./client.ts";

// A pull request takes 2,500 comments.
const COMMENT_PAGES = 30;
// Further back than this an issue of ours that was long closed is not found, and another one is opened.
const ISSUE_PAGES = 10;
const PULL_PAGES = 3;

const ENABLE_AUTO_MERGE = `mutation($pull: ID!, $how: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $pull, mergeMethod: $how }) { pullRequest { number } }
}`;

type Data<Method extends (...args: never[]) => Promise<{ data: unknown }>> = Awaited<ReturnType<Method>>["data"];
type PullData = Data<Rest["pulls"]["list"]>[number];
type Comment = Data<Rest["issues"]["listComments"]>[number];
type Issue = Data<Rest["issues"]["listForRepo"]>[number];
type Pull = Pick<PullData, "number" | "html_url" | "node_id" | "title" | "body" | "auto_merge">;

/** The conversation on GitHub, or on a forge that speaks its REST interface. Faults `FORGE_UNAUTHORIZED` for a token that cannot be one. */
export function openGitHub(options: GitHubOptions): Forge & Pages {
  const client = gitHubClient(options);
  const isOurs = oursFor(options.token);
  return {
    comment: (pullRequest, name, body) =>
      client.settle(() => comment(client, isOurs, pullRequest, markerOf(name), fullText(name, body))),
    propose: (request) => client.settle(() => propose(client, request)),
    report: (report) => client.settle(() => putReport(client, isOurs, report)),
    endorse: (content) => client.settle(() => endorse(client, content)),
    pages: () => readPages(client),
  };
}

async function comment(
  client: GitHubClient,
  isOurs: IsOurs,
  issue_number: number,
  marker: string,
  body: string,
): Promise<"written" | "edited" | "unchanged"> {
  const on = { ...client.repo, issue_number };
  const find = async (): Promise<Comment | undefined> =>
    lowest(
      await client.list("pull-requests: write", COMMENT_PAGES, (rest, page) =>
        rest.issues.listComments({ ...on, ...page }),
      ),
      (one) => (isOurs(one, marker) ? one.id : undefined),
    );
  let ours = await find();
  if (ours === undefined) {
    const { id } = await client.write("pull-requests: write", (rest) => rest.issues.createComment({ ...on, body }));
    ours = await find();
    if (ours === undefined || ours.id === id) return "written";
    // Another run wrote the first one meanwhile: one comment is the promise, so ours goes.
    await client.write("pull-requests: write", (rest) => rest.issues.deleteComment({ ...client.repo, comment_id: id }));
  }
  if (sameText(ours.body, body)) return "unchanged";
  const comment_id = ours.id;
  await client.write("pull-requests: write", (rest) => rest.issues.updateComment({ ...client.repo, comment_id, body }));
  return "edited";
}

async function propose(client: GitHubClient, request: ProposalRequest): Promise<PullRequest> {
  const [pull, kind] = await openedOrUpdated(client, request);
  const result = { number: pull.number, url: pull.html_url };
  const { autoMerge } = request;
  if (autoMerge === undefined || pull.auto_merge?.merge_method === autoMerge) return { ...result, kind };
  const noAutoMerge = await client.mutate("pull-requests: write", ENABLE_AUTO_MERGE, {
    pull: pull.node_id,
    how: upper(autoMerge),
  });
  if (noAutoMerge !== undefined) return { ...result, kind, noAutoMerge };
  return { ...result, kind: kind === "unchanged" ? "updated" : kind };
}

function upper(method: MergeMethod): string {
  return method.toUpperCase();
}

async function openedOrUpdated(client: GitHubClient, request: ProposalRequest): Promise<[Pull, PullRequest["kind"]]> {
  const { head, base } = request;
  const title = titleText(request.title);
  const body = fullText(undefined, request.body);
  let pull = await openPull(client, head, base);
  if (pull === undefined) {
    try {
      const created = await client.write("pull-requests: write", (rest) =>
        rest.pulls.create({ ...client.repo, head, base, title, body }),
      );
      return [created, "opened"];
    } catch (error) {
      if (!(error instanceof Fault) || !/already exists/i.test(String(error.data["reason"]))) throw error;
      // Another run was first.
      pull = await openPull(client, head, base);
      if (pull === undefined) throw error;
    }
  }
  if (pull.title === title && sameText(pull.body, body)) return [pull, "unchanged"];
  const pull_number = pull.number;
  const updated = await client.write("pull-requests: write", (rest) =>
    rest.pulls.update({ ...client.repo, pull_number, title, body }),
  );
  return [updated, "updated"];
}

async function openPull(client: GitHubClient, head: string, base: string): Promise<Pull | undefined> {
  const { owner, repo } = client.repo;
  const pulls: readonly PullData[] = await client.list("pull-requests: write", PULL_PAGES, (rest, page) =>
    rest.pulls.list({ ...client.repo, state: "open", head: `${owner}:${head}`, base, ...page }),
  );
  // A fork may have a branch of the same name; a forge may not know the filters.
  const home = `${owner}/${repo}`.toLowerCase();
  return pulls.find(
    (pull) => pull.head.ref === head && pull.base.ref === base && pull.head.repo?.full_name.toLowerCase() === home,
  );
}

async function putReport(
  client: GitHubClient,
  isOurs: IsOurs,
  report: StatusReport,
): Promise<{ readonly number: number; readonly url: string } | undefined> {
  const { state, name } = report;
  const title = titleText(report.title);
  const body = fullText(name, report.body);
  const ours =
    (await findIssue(client, isOurs, name)) ??
    (state === "open" ? await openIssue(client, isOurs, name, title, body) : undefined);
  if (ours === undefined) return undefined;
  const result = { number: ours.number, url: ours.html_url };
  if (ours.title === title && ours.state === state && sameText(ours.body, body)) return result;
  const issue_number = ours.number;
  await client.write("issues: write", (rest) =>
    rest.issues.update({ ...client.repo, issue_number, title, body, state }),
  );
  return result;
}

async function findIssue(client: GitHubClient, isOurs: IsOurs, name: string): Promise<Issue | undefined> {
  const issues: readonly Issue[] = await client.list("issues: write", ISSUE_PAGES, (rest, page) =>
    rest.issues.listForRepo({ ...client.repo, state: "all", sort: "updated", direction: "desc", ...page }),
  );
  return lowest(issues, (issue) =>
    issue.pull_request === undefined && isOurs(issue, markerOf(name)) ? issue.number : undefined,
  );
}

async function openIssue(
  client: GitHubClient,
  isOurs: IsOurs,
  name: string,
  title: string,
  body: string,
): Promise<Issue> {
  const opened = await client.write("issues: write", (rest) => rest.issues.create({ ...client.repo, title, body }));
  const first = await findIssue(client, isOurs, name);
  if (first === undefined || first.number === opened.number) return opened;
  // Another run opened the first one meanwhile; issues cannot be deleted.
  const issue_number = opened.number;
  await client.write("issues: write", (rest) =>
    rest.issues.update({ ...client.repo, issue_number, state: "closed", state_reason: "not_planned" }),
  );
  return first;
}

/** Without author and committer the forge puts in the token's owner, and signs. */
async function endorse(client: GitHubClient, content: CommitContent): Promise<CommitId> {
  const { tree, message } = content;
  const parents = [...content.parents];
  const made = await client.write("contents: write", (rest) =>
    rest.git.createCommit({ ...client.repo, tree, parents, message }),
  );
  const same = made.tree.sha === tree && made.parents.map(({ sha }) => sha).join() === parents.join();
  if (!same)
    throw forgeFaults.FORGE_REFUSED({
      repository: repositoryOf(client),
      request: "POST git/commits",
      reason: "it made another commit than was asked for",
    });
  return made.sha as CommitId;
}

function repositoryOf({ repo: { owner, repo } }: GitHubClient): string {
  return `${owner}/${repo}`;
}
