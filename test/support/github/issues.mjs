// Issues, and the comments on them and on pull requests.
import { checkTexts, invalid, notAccessible, notFound, paged, Refusal } from "./answers.mjs";
import { commentShape, issueShape } from "./shapes.mjs";

/** Adds an issue, or with `pull` a pull request. */
export function addThread(state, repo, user, { title, body, pull }) {
  const at = state.now().toISOString();
  const thread = {
    id: state.nextId(),
    number: repo.threads.size + 1,
    title: String(title),
    body: body ?? null,
    user,
    state: "open",
    created: at,
    updated: at,
    touched: state.nextId(),
    pull,
  };
  repo.threads.set(thread.number, thread);
  return thread;
}

export function touch(state, thread) {
  thread.updated = state.now().toISOString();
  thread.touched = state.nextId();
}

export function threadOf(repo, number) {
  const thread = repo.threads.get(Number(number));
  if (thread === undefined) throw notFound();
  return thread;
}

export function listIssues({ state, repo, query, url }) {
  const wanted = query.get("state") ?? "open";
  const by = { updated: (thread) => thread.touched, comments: (thread) => issueShape(state, repo, thread).comments };
  const key = by[query.get("sort")] ?? ((thread) => thread.number);
  const sign = query.get("direction") === "asc" ? 1 : -1;
  const all = [...repo.threads.values()]
    .filter((thread) => wanted === "all" || thread.state === wanted)
    .filter((thread) => repo.settings.issues || thread.pull !== undefined)
    .sort((a, b) => sign * (key(a) - key(b)));
  const { items, ...page } = paged(all, query, url);
  return { ...page, body: items.map((thread) => issueShape(state, repo, thread)) };
}

export function createIssue({ state, repo, actor, body }) {
  if (!repo.settings.issues) throw new Refusal(410, "Issues has been disabled in this repository.");
  checkTexts("Issue", body);
  return { status: 201, body: issueShape(state, repo, addThread(state, repo, actor, body)) };
}

export function getIssue({ state, repo, params }) {
  return { status: 200, body: issueShape(state, repo, threadOf(repo, params.issue_number)) };
}

export function updateIssue({ state, repo, params, body }) {
  const thread = threadOf(repo, params.issue_number);
  checkTexts("Issue", body);
  if (body.title !== undefined) thread.title = String(body.title);
  if (body.body !== undefined) thread.body = body.body;
  if (body.state !== undefined) moveTo(state, thread, body.state, body.state_reason);
  touch(state, thread);
  return { status: 200, body: issueShape(state, repo, thread) };
}

export function moveTo(state, thread, wanted, reason) {
  if (wanted === thread.state) return;
  if (thread.pull?.merged !== undefined) throw invalid("Issue", { field: "state", code: "invalid" });
  thread.state = wanted;
  thread.reason = wanted === "open" ? "reopened" : (reason ?? "completed");
  thread.closed = wanted === "open" ? undefined : state.now().toISOString();
}

export function listComments({ state, repo, params, query, url }) {
  const { number } = threadOf(repo, params.issue_number);
  const all = [...repo.comments.values()].filter(({ on }) => on === number);
  const { items, ...page } = paged(all, query, url);
  return { ...page, body: items.map((comment) => commentShape(state, repo, comment)) };
}

export function createComment({ state, repo, actor, params, body }) {
  const thread = threadOf(repo, params.issue_number);
  needsIssues(actor, thread);
  checkTexts("IssueComment", body);
  const at = state.now().toISOString();
  const comment = { id: state.nextId(), on: thread.number, body: body.body, user: actor, created: at, updated: at };
  repo.comments.set(comment.id, comment);
  touch(state, thread);
  return { status: 201, body: commentShape(state, repo, comment) };
}

export function updateComment({ state, repo, actor, params, body }) {
  const comment = commentOf(repo, params.comment_id);
  needsIssues(actor, repo.threads.get(comment.on));
  checkTexts("IssueComment", body);
  comment.body = body.body;
  comment.updated = state.now().toISOString();
  return { status: 200, body: commentShape(state, repo, comment) };
}

export function deleteComment({ repo, actor, params }) {
  const comment = commentOf(repo, params.comment_id);
  needsIssues(actor, repo.threads.get(comment.on));
  repo.comments.delete(comment.id);
  return { status: 204 };
}

function commentOf(repo, id) {
  const comment = repo.comments.get(Number(id));
  if (comment === undefined) throw notFound();
  return comment;
}

/** The permission for pull requests does not reach to issues, although they share the interface. */
function needsIssues(actor, thread) {
  if (thread.pull === undefined && actor.permissions.issues !== "write") throw notAccessible();
}
