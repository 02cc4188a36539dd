// Commits, refs, statuses, Pages: what GitHub says of git itself.
import { readFile, writeFile } from "node:fs/promises";
import { invalid, notFound, paged, Refusal } from "./answers.mjs";
import { autoMerge } from "./merges.mjs";
import { apiUrl, repositoryShape, statusShape } from "./shapes.mjs";

const FORGE = { name: "GitHub", email: "noreply@localhost" };

export function personOf({ login, id }) {
  return { name: login, email: `${id}+${login}@users.noreply.localhost` };
}

/** Makes a commit object; with `sign` by the forge's key, as a merge button does. */
export async function makeCommit(state, repo, { tree, parents, message, author, committer = FORGE, sign = true }) {
  const key = sign ? await state.signingKey() : undefined;
  const signing = key === undefined ? [] : ["-c", "gpg.format=ssh", "-c", `user.signingkey=${key}`];
  const args = [
    "commit-tree",
    ...(key === undefined ? [] : ["-S"]),
    ...parents.flatMap((id) => ["-p", id]),
    "-F",
    "-",
    tree,
  ];
  const env = state.git.identity(author, committer, state.now());
  return state.git.run(repo.directory, [...signing, ...args], { input: message, env });
}

async function verification(state, repo, sha, raw) {
  const signed = /^gpgsig (.*(?:\n .*)*)\n/m.exec(raw.slice(0, raw.indexOf("\n\n") + 1));
  if (signed === null)
    return { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
  const key = await state.signingKey();
  const allowed = `${key}.allowed`;
  await writeFile(allowed, `* ${await readFile(`${key}.pub`, "utf8")}`);
  const { code } = await state.git.attempt(repo.directory, [
    "-c",
    `gpg.ssh.allowedSignersFile=${allowed}`,
    "verify-commit",
    sha,
  ]);
  return {
    verified: code === 0,
    reason: code === 0 ? "valid" : "unknown_key",
    signature: signed[1].replaceAll("\n ", "\n"),
    payload: raw.replace(signed[0], ""),
    verified_at: code === 0 ? state.now().toISOString() : null,
  };
}

async function commitShape(state, repo, sha) {
  const { code, text: raw } = await state.git.attempt(repo.directory, ["cat-file", "commit", sha]);
  if (code !== 0) throw notFound();
  const format = "%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%T%x00%P%x00%B";
  const shown = await state.git.run(repo.directory, ["show", "-s", `--format=${format}`, sha]);
  const [an, ae, at, cn, ce, ct, tree, parents, message] = shown.split("\0");
  const url = `${apiUrl(state, repo)}/git/commits/${sha}`;
  const html = `${state.origin}/${repo.full}/commit`;
  const when = (seconds) => new Date(Number(seconds) * 1000).toISOString();
  return {
    sha,
    node_id: `C_${sha}`,
    url,
    html_url: `${html}/${sha}`,
    author: { name: an, email: ae, date: when(at) },
    committer: { name: cn, email: ce, date: when(ct) },
    message: message.trimEnd(),
    tree: { sha: tree, url: `${apiUrl(state, repo)}/git/trees/${tree}` },
    parents: parents
      .split(" ")
      .filter((id) => id !== "")
      .map((id) => ({ sha: id, url: `${apiUrl(state, repo)}/git/commits/${id}`, html_url: `${html}/${id}` })),
    verification: await verification(state, repo, sha, raw),
  };
}

export async function createCommit({ state, repo, actor, body }) {
  const { tree, parents = [], message, author, committer } = body;
  const kind = async (id) => (await state.git.attempt(repo.directory, ["cat-file", "-t", id])).text;
  if ((await kind(tree)) !== "tree") throw new Refusal(422, "Tree SHA does not exist");
  for (const id of parents) {
    if ((await kind(id)) !== "commit") throw new Refusal(422, "Parent SHA does not exist or is not a commit object");
  }
  // Signed for an app that leaves it to the forge who wrote it, and for nobody else.
  const sign = actor.type === "Bot" && author === undefined && committer === undefined;
  const own = author ?? personOf(actor);
  const sha = await makeCommit(state, repo, {
    tree,
    parents,
    message,
    author: own,
    committer: sign ? FORGE : (committer ?? own),
    sign,
  });
  return { status: 201, body: await commitShape(state, repo, sha) };
}

export async function getCommit({ state, repo, params }) {
  return { status: 200, body: await commitShape(state, repo, params.commit_sha) };
}

export async function getRef({ state, repo, params }) {
  const name = `refs/${params.ref}`;
  const { code, text } = await state.git.attempt(repo.directory, ["show-ref", "--verify", "--hash", name]);
  if (code !== 0) throw notFound();
  const type = await state.git.run(repo.directory, ["cat-file", "-t", text]);
  const object = { type, sha: text, url: `${apiUrl(state, repo)}/git/${type}s/${text}` };
  return {
    status: 200,
    body: { ref: name, node_id: `REF_${params.ref}`, url: `${apiUrl(state, repo)}/git/${name}`, object },
  };
}

export function getRepository({ state, repo }) {
  return { status: 200, body: repositoryShape(state, repo) };
}

export function getPages({ state, repo }) {
  if (!repo.settings.pages) throw notFound();
  const body = {
    url: `${apiUrl(state, repo)}/pages`,
    status: "built",
    cname: null,
    custom_404: false,
    html_url: `${state.origin}/pages/${repo.full}/`,
    build_type: repo.settings.pages,
    public: true,
    https_enforced: true,
  };
  return { status: 200, body };
}

export async function createStatus({ state, repo, actor, params, body }) {
  if ((await state.git.resolve(repo.directory, `${params.sha}^{commit}`)) === undefined)
    throw new Refusal(422, `No commit found for SHA: ${params.sha}`);
  if (body.description !== undefined && body.description !== null && body.description.length > 140)
    throw invalid("Status", {
      field: "description",
      code: "custom",
      message: "description is too long (maximum is 140 characters)",
    });
  const status = {
    id: state.nextId(),
    sha: params.sha,
    state: body.state,
    description: body.description ?? null,
    target_url: body.target_url ?? null,
    context: body.context ?? "default",
    created: state.now().toISOString(),
    user: actor,
  };
  repo.statuses.unshift(status);
  for (const thread of repo.threads.values()) await autoMerge(state, repo, thread);
  return { status: 201, body: statusShape(state, repo, status) };
}

export async function listStatuses({ state, repo, params, query, url }) {
  const sha = await state.git.resolve(repo.directory, `${params.ref}^{commit}`);
  if (sha === undefined) throw notFound();
  const { items, ...page } = paged(
    repo.statuses.filter((status) => status.sha === sha),
    query,
    url,
  );
  return { ...page, body: items.map((status) => statusShape(state, repo, status)) };
}
