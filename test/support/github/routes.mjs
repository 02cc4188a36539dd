// Every operation with what a token needs for it (one of the pairs) and its handler.
import * as commits from "./commits.mjs";
import * as issues from "./issues.mjs";
import { operations } from "./operations.mjs";
import * as pulls from "./pulls.mjs";

const METADATA = [["metadata", "read"]];
const READ_PULLS = [["pull-requests", "read"]];
const WRITE_PULLS = [["pull-requests", "write"]];
const READ_THREADS = [
  ["issues", "read"],
  ["pull-requests", "read"],
];
const WRITE_THREADS = [
  ["issues", "write"],
  ["pull-requests", "write"],
];
const READ_CONTENTS = [["contents", "read"]];
const WRITE_CONTENTS = [["contents", "write"]];

const REPO = "/repos/{owner}/{repo}";
const handlers = new Map([
  [`GET ${REPO}`, [METADATA, commits.getRepository]],
  [`GET ${REPO}/pulls`, [READ_PULLS, pulls.listPulls]],
  [`POST ${REPO}/pulls`, [WRITE_PULLS, pulls.createPull]],
  [`GET ${REPO}/pulls/{pull_number}`, [READ_PULLS, pulls.getPull]],
  [`PATCH ${REPO}/pulls/{pull_number}`, [WRITE_PULLS, pulls.updatePull]],
  [`GET ${REPO}/pulls/{pull_number}/files`, [READ_PULLS, pulls.listFiles]],
  [`PUT ${REPO}/pulls/{pull_number}/merge`, [WRITE_CONTENTS, pulls.mergePull]],
  [`GET ${REPO}/issues`, [[["issues", "read"]], issues.listIssues]],
  [`POST ${REPO}/issues`, [[["issues", "write"]], issues.createIssue]],
  [`GET ${REPO}/issues/{issue_number}`, [READ_THREADS, issues.getIssue]],
  [`PATCH ${REPO}/issues/{issue_number}`, [[["issues", "write"]], issues.updateIssue]],
  [`GET ${REPO}/issues/{issue_number}/comments`, [READ_THREADS, issues.listComments]],
  [`POST ${REPO}/issues/{issue_number}/comments`, [WRITE_THREADS, issues.createComment]],
  [`PATCH ${REPO}/issues/comments/{comment_id}`, [WRITE_THREADS, issues.updateComment]],
  [`DELETE ${REPO}/issues/comments/{comment_id}`, [WRITE_THREADS, issues.deleteComment]],
  [`POST ${REPO}/git/commits`, [WRITE_CONTENTS, commits.createCommit]],
  [`GET ${REPO}/git/commits/{commit_sha}`, [READ_CONTENTS, commits.getCommit]],
  [`GET ${REPO}/git/ref/{ref}`, [READ_CONTENTS, commits.getRef]],
  [`GET ${REPO}/pages`, [[["pages", "read"]], commits.getPages]],
  [`POST ${REPO}/statuses/{sha}`, [[["statuses", "write"]], commits.createStatus]],
  [`GET ${REPO}/commits/{ref}/statuses`, [[["statuses", "read"]], commits.listStatuses]],
]);

const PAGE = ["per_page", "page"];
/** What the handlers heed of a query or a body. The description allows more, which would be ignored without a word. */
const heeded = new Map([
  [`GET ${REPO}/pulls`, ["state", "head", "base", "direction", ...PAGE]],
  [`POST ${REPO}/pulls`, ["title", "head", "base", "body"]],
  [`PATCH ${REPO}/pulls/{pull_number}`, ["title", "body", "state"]],
  [`GET ${REPO}/pulls/{pull_number}/files`, PAGE],
  [`PUT ${REPO}/pulls/{pull_number}/merge`, ["merge_method", "sha", "commit_title", "commit_message"]],
  [`GET ${REPO}/issues`, ["state", "sort", "direction", ...PAGE]],
  [`POST ${REPO}/issues`, ["title", "body"]],
  [`PATCH ${REPO}/issues/{issue_number}`, ["title", "body", "state", "state_reason"]],
  [`GET ${REPO}/issues/{issue_number}/comments`, PAGE],
  [`POST ${REPO}/issues/{issue_number}/comments`, ["body"]],
  [`PATCH ${REPO}/issues/comments/{comment_id}`, ["body"]],
  [`POST ${REPO}/git/commits`, ["tree", "parents", "message", "author", "committer"]],
  [`POST ${REPO}/statuses/{sha}`, ["state", "target_url", "description", "context"]],
  [`GET ${REPO}/commits/{ref}/statuses`, PAGE],
]);

/** The names a caller used that are allowed and not heeded here. */
export function ignored({ method, template }, query, body) {
  const known = heeded.get(`${method} ${template}`) ?? [];
  return [...query.keys(), ...Object.keys(body ?? {})].filter((name) => !known.includes(name));
}

// Only a ref has slashes of its own.
const patterns = operations.map(([method, template]) => {
  const source = template.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${name === "ref" ? ".+" : "[^/]+"})`);
  const [needs, handle] = handlers.get(`${method} ${template}`);
  return { method, template, needs, handle, pattern: new RegExp(`^${source}$`) };
});

/** The operation for a path below the interface's address, with the path's parameters. */
export function match(method, path) {
  for (const route of patterns) {
    const found = route.method === method ? route.pattern.exec(path) : null;
    if (found !== null) {
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return { ...route, params: Object.fromEntries(params) };
    }
  }
  return undefined;
}
