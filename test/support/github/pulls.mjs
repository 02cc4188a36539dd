// Pull requests.
import { checkTexts, invalid, notFound, paged, Refusal } from "./answers.mjs";
import { moveTo, touch } from "./issues.mjs";
import { addPull, merge, mergeableState } from "./merges.mjs";
import { apiUrl, issueShape, repositoryShape, threadShape, userShape } from "./shapes.mjs";

function pullOf(repo, number) {
  const thread = repo.threads.get(Number(number));
  if (thread?.pull === undefined) throw notFound();
  return thread;
}

function sideShape(state, repo, ref, sha) {
  const user = userShape(state, { login: repo.owner, id: 1, type: "Organization" });
  return { label: `${repo.owner}:${ref}`, ref, sha, user, repo: repositoryShape(state, repo) };
}

/** As in lists. */
function simpleShape(state, repo, thread) {
  const { number, id, pull } = thread;
  const url = `${apiUrl(state, repo)}/pulls/${number}`;
  const html = `${state.origin}/${repo.full}/pull/${number}`;
  const issue = `${apiUrl(state, repo)}/issues/${number}`;
  const urls = {
    html: html,
    issue,
    commits: `${url}/commits`,
    review_comments: `${url}/comments`,
    review_comment: `${apiUrl(state, repo)}/pulls/comments{/number}`,
    comments: `${issue}/comments`,
    statuses: `${apiUrl(state, repo)}/statuses/${pull.headSha}`,
  };
  const { autoMerge, merged } = pull;
  return {
    ...threadShape(state, thread),
    id,
    node_id: `PR_${id}`,
    url,
    ...Object.fromEntries(Object.entries(urls).map(([name, at]) => [`${name}_url`, at])),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.sha ?? pull.testMerge ?? null,
    requested_reviewers: [],
    requested_teams: [],
    head: sideShape(state, pull.from, pull.head, pull.headSha),
    base: sideShape(state, repo, pull.base, pull.baseSha),
    _links: Object.fromEntries([
      ["self", { href: url }],
      ...Object.entries(urls).map(([name, href]) => [name, { href }]),
    ]),
    auto_merge:
      autoMerge === undefined
        ? null
        : {
            enabled_by: userShape(state, autoMerge.by),
            merge_method: autoMerge.method,
            commit_title: "",
            commit_message: "",
          },
    draft: false,
  };
}

async function fullShape(state, repo, thread) {
  const { pull } = thread;
  const entries = await changedFiles(state, repo, pull);
  const open = thread.state === "open";
  const range = `${pull.baseSha}..${pull.headSha}`;
  return {
    ...simpleShape(state, repo, thread),
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : userShape(state, pull.merged.by),
    mergeable: open ? pull.tree !== undefined : null,
    rebaseable: open ? pull.tree !== undefined : null,
    mergeable_state: open ? mergeableState(repo, thread) : "unknown",
    comments: issueShape(state, repo, thread).comments,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: Number(await state.git.run(repo.directory, ["rev-list", "--count", range])),
    additions: entries.reduce((sum, { additions }) => sum + additions, 0),
    deletions: entries.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: entries.length,
  };
}

const WORDS = { A: "added", D: "removed", M: "modified", T: "changed", R: "renamed", C: "copied" };

/** What the head changed since it left the base. */
async function changedFiles(state, repo, { baseSha, headSha }) {
  const diff = (...how) =>
    state.git.run(repo.directory, ["diff", "-z", "-M", "--no-abbrev", ...how, `${baseSha}...${headSha}`]);
  const raw = (await diff("--raw")).split("\0");
  const counts = (await diff("--numstat")).split("\0");
  const entries = [];
  for (let at = 0, line = 0; raw[at]?.startsWith(":"); ) {
    const [, , , after, letter] = raw[at].split(" ");
    const [added, removed, name] = counts[line].split("\t");
    const renamed = name === "";
    entries.push({
      filename: raw[at + (renamed ? 2 : 1)],
      ...(renamed ? { previous_filename: raw[at + 1] } : {}),
      sha: /^0+$/.test(after) ? null : after,
      status: WORDS[letter[0]] ?? "changed",
      additions: Number(added) || 0,
      deletions: Number(removed) || 0,
      changes: (Number(added) || 0) + (Number(removed) || 0),
    });
    at += renamed ? 3 : 2;
    line += renamed ? 3 : 1;
  }
  return entries;
}

export async function listFiles({ state, repo, params, query, url }) {
  const { pull } = pullOf(repo, params.pull_number);
  const { items, ...page } = paged(await changedFiles(state, repo, pull), query, url);
  const files = items.map((entry) => {
    const path = entry.filename.split("/").map(encodeURIComponent).join("/");
    const html = `${state.origin}/${repo.full}`;
    return {
      ...entry,
      blob_url: `${html}/blob/${pull.headSha}/${path}`,
      raw_url: `${html}/raw/${pull.headSha}/${path}`,
      contents_url: `${apiUrl(state, repo)}/contents/${path}?ref=${pull.headSha}`,
    };
  });
  return { ...page, body: files };
}

export function listPulls({ state, repo, query, url }) {
  const wanted = query.get("state") ?? "open";
  const head = query.get("head");
  const base = query.get("base");
  const all = [...repo.threads.values()].filter(
    ({ pull, state: now }) =>
      pull !== undefined &&
      (wanted === "all" || now === wanted) &&
      // GitHub ignores a head without an owner.
      (head === null || !head.includes(":") || head === `${pull.from.owner}:${pull.head}`) &&
      (base === null || base === pull.base),
  );
  const { items, ...page } = paged(query.get("direction") === "asc" ? all : all.reverse(), query, url);
  return { ...page, body: items.map((thread) => simpleShape(state, repo, thread)) };
}

export async function getPull({ state, repo, params }) {
  return { status: 200, body: await fullShape(state, repo, pullOf(repo, params.pull_number)) };
}

export async function createPull({ state, repo, actor, body }) {
  const { title, base } = body;
  if (title === undefined) throw invalid("PullRequest", { field: "title", code: "missing_field" });
  checkTexts("PullRequest", body);
  if (actor.login === "github-actions[bot]" && !repo.settings.workflowsOpenPulls)
    throw new Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.");
  const [owner, head] = body.head.includes(":") ? body.head.split(":") : [repo.owner, body.head];
  const from = owner === repo.owner ? repo : forkOf(state, repo, owner);
  const tip = from && (await state.git.resolve(from.directory, `refs/heads/${head}`));
  if (!tip) throw invalid("PullRequest", { field: "head", code: "invalid" });
  const into = await state.git.resolve(repo.directory, `refs/heads/${base}`);
  if (into === undefined) throw invalid("PullRequest", { field: "base", code: "invalid" });
  const same = ({ state: now, pull }) =>
    now === "open" && pull?.from === from && pull.head === head && pull.base === base;
  if ([...repo.threads.values()].some(same))
    throw invalid("PullRequest", `A pull request already exists for ${owner}:${head}.`);
  if (from !== repo) await state.git.run(repo.directory, ["fetch", "-q", from.directory, tip]);
  const { code, text } = await state.git.attempt(repo.directory, ["merge-base", tip, into]);
  if (code !== 0) throw invalid("PullRequest", `The ${head} branch has no history in common with ${base}`);
  if (text === tip) throw invalid("PullRequest", `No commits between ${base} and ${head}`);
  const thread = await addPull(state, repo, actor, { from, head, base, title, body: body.body });
  return { status: 201, body: await fullShape(state, repo, thread) };
}

function forkOf(state, repo, owner) {
  const fork = state.find(owner, repo.name);
  return fork?.parent === repo ? fork : undefined;
}

export async function updatePull({ state, repo, params, body }) {
  const thread = pullOf(repo, params.pull_number);
  checkTexts("PullRequest", body);
  if (body.title !== undefined) thread.title = body.title;
  if (body.body !== undefined) thread.body = body.body;
  if (body.state !== undefined) moveTo(state, thread, body.state);
  touch(state, thread);
  return { status: 200, body: await fullShape(state, repo, thread) };
}

export async function mergePull({ state, repo, actor, params, body = {} }) {
  const thread = pullOf(repo, params.pull_number);
  const { merge_method: method, sha, commit_title: title, commit_message: text } = body ?? {};
  const commit = await merge(state, repo, thread, { actor, method, sha, title, text });
  return { status: 200, body: { sha: commit, merged: true, message: "Pull Request successfully merged" } };
}
