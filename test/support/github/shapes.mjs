// Records as GitHub shows them: every field that its description of the interface requires.

export function userShape(state, { login, id, type }) {
  const html = `${state.origin}/${encodeURIComponent(login)}`;
  const url = `${state.origin}/api/v3/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${html}.png`,
    gravatar_id: "",
    url,
    html_url: html,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

const REPOSITORY_URLS = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  contributors: "/contributors",
  deployments: "/deployments",
  downloads: "/downloads",
  events: "/events",
  forks: "/forks",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  hooks: "/hooks",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  languages: "/languages",
  merges: "/merges",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  stargazers: "/stargazers",
  statuses: "/statuses/{sha}",
  subscribers: "/subscribers",
  subscription: "/subscription",
  tags: "/tags",
  teams: "/teams",
  trees: "/git/trees{/sha}",
};

export function apiUrl(state, repo) {
  return `${state.origin}/api/v3/repos/${repo.full}`;
}

export function repositoryShape(state, repo) {
  const url = apiUrl(state, repo);
  const html = `${state.origin}/${repo.full}`;
  const open = [...repo.threads.values()].filter((thread) => thread.state === "open").length;
  return {
    id: repo.id,
    node_id: `R_${repo.id}`,
    name: repo.name,
    full_name: repo.full,
    owner: userShape(state, { login: repo.owner, id: 1, type: "Organization" }),
    private: repo.visibility !== "public",
    visibility: repo.visibility,
    html_url: html,
    url,
    ...Object.fromEntries(Object.entries(REPOSITORY_URLS).map(([name, path]) => [`${name}_url`, `${url}${path}`])),
    clone_url: `${html}.git`,
    git_url: `git${html.slice(html.indexOf(":"))}.git`,
    ssh_url: `git@localhost:${repo.full}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    description: null,
    language: null,
    license: null,
    fork: repo.parent !== undefined,
    default_branch: repo.defaultBranch,
    has_issues: repo.settings.issues,
    has_projects: false,
    has_wiki: false,
    has_downloads: false,
    has_discussions: false,
    has_pages: repo.settings.pages !== false,
    archived: false,
    disabled: false,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: false,
    allow_auto_merge: repo.settings.autoMerge,
    size: 0,
    forks: 0,
    forks_count: 0,
    watchers: 0,
    watchers_count: 0,
    stargazers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    open_issues: open,
    open_issues_count: open,
    created_at: repo.created,
    updated_at: repo.created,
    pushed_at: repo.created,
  };
}

export function issueShape(state, repo, thread) {
  const url = `${apiUrl(state, repo)}/issues/${thread.number}`;
  const page = `${state.origin}/${repo.full}/${thread.pull === undefined ? "issues" : "pull"}/${thread.number}`;
  const pull = `${apiUrl(state, repo)}/pulls/${thread.number}`;
  return {
    ...threadShape(state, thread),
    id: thread.id,
    node_id: `I_${thread.id}`,
    url,
    repository_url: apiUrl(state, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    state_reason: thread.reason ?? null,
    comments: [...repo.comments.values()].filter((comment) => comment.on === thread.number).length,
    ...(thread.pull === undefined
      ? {}
      : { pull_request: { url: pull, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch` } }),
  };
}

/** What an issue and a pull request both show. */
export function threadShape(state, thread) {
  return {
    number: thread.number,
    title: thread.title,
    body: thread.body,
    user: userShape(state, thread.user),
    author_association: thread.user.association,
    state: thread.state,
    locked: false,
    active_lock_reason: null,
    labels: [],
    assignee: null,
    assignees: [],
    milestone: null,
    created_at: thread.created,
    updated_at: thread.updated,
    closed_at: thread.closed ?? null,
  };
}

export function commentShape(state, repo, comment) {
  const { id, on, body, user, created, updated } = comment;
  return {
    id,
    node_id: `IC_${id}`,
    url: `${apiUrl(state, repo)}/issues/comments/${id}`,
    html_url: `${state.origin}/${repo.full}/issues/${on}#issuecomment-${id}`,
    issue_url: `${apiUrl(state, repo)}/issues/${on}`,
    body,
    user: userShape(state, user),
    author_association: user.association,
    created_at: created,
    updated_at: updated,
  };
}

export function statusShape(state, repo, status) {
  const { id, sha, created, user, ...said } = status;
  return {
    id,
    node_id: `SC_${id}`,
    url: `${apiUrl(state, repo)}/statuses/${sha}`,
    avatar_url: null,
    ...said,
    created_at: created,
    updated_at: created,
    creator: userShape(state, user),
  };
}
