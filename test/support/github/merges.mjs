// What a pull request is at this moment, and merging it.

import { Refusal } from "./answers.mjs";
import { makeCommit, personOf } from "./commits.mjs";
import { addThread, touch } from "./issues.mjs";

/** The branches of a repository with their commits, in one question however many pull requests there are. */
async function tipsOf(state, repo) {
  const format = "--format=%(objectname) %(refname:lstrip=2)";
  const listed = await state.git.run(repo.directory, ["for-each-ref", format, "refs/heads"]);
  return new Map(listed.split("\n").map((line) => [line.slice(line.indexOf(" ") + 1), line.split(" ")[0]]));
}

/** Opens a pull request; who may and whether it makes sense has been asked before. */
export async function addPull(state, repo, actor, { from, head, base, ...words }) {
  const pull = { from, head, base, autoMerge: undefined, merged: undefined, tested: "" };
  const thread = addThread(state, repo, actor, { ...words, pull });
  await refresh(state, repo, thread, new Map());
  return thread;
}

/** Brings every open pull request up to what the branches are now, as GitHub does after a push. */
export async function refreshAll(state, repo) {
  const tips = new Map();
  for (const thread of repo.threads.values()) {
    if (thread.pull !== undefined && thread.state === "open") await refresh(state, repo, thread, tips);
  }
}

async function refresh(state, repo, thread, tips) {
  const { pull, number } = thread;
  for (const each of [pull.from, repo]) if (!tips.has(each)) tips.set(each, await tipsOf(state, each));
  const head = tips.get(pull.from).get(pull.head);
  const base = tips.get(repo).get(pull.base);
  if (head === undefined || base === undefined) {
    // Its branch was deleted.
    thread.state = "closed";
    thread.closed = state.now().toISOString();
    return;
  }
  if (pull.tested === `${head} ${base}`) return;
  if (pull.from !== repo) await state.git.run(repo.directory, ["fetch", "-q", pull.from.directory, head]);
  await state.git.run(repo.directory, ["update-ref", `refs/pull/${number}/head`, head]);
  const contained = pull.tested !== "" && (await isAncestor(state, repo, head, base));
  Object.assign(pull, { tested: `${head} ${base}`, headSha: head, baseSha: contained ? pull.baseSha : base });
  if (contained) {
    close(state, thread, head, thread.user);
    return;
  }
  const tree = await state.git.mergedTree(repo.directory, base, head);
  pull.tree = tree;
  if (tree === undefined) return;
  const message = `Merge ${head} into ${base}\n`;
  pull.testMerge = await makeCommit(state, repo, {
    tree,
    parents: [base, head],
    message,
    author: personOf(thread.user),
    sign: false,
  });
  await state.git.run(repo.directory, ["update-ref", `refs/pull/${number}/merge`, pull.testMerge]);
}

async function isAncestor(state, repo, older, newer) {
  return (await state.git.attempt(repo.directory, ["merge-base", "--is-ancestor", older, newer])).code === 0;
}

function close(state, thread, sha, by) {
  const at = state.now().toISOString();
  thread.pull.merged = { sha, by, at };
  thread.state = "closed";
  thread.closed = at;
  touch(state, thread);
}

/** The statuses that the base branch demands and the head does not have. */
export function missingStatuses(repo, { headSha }) {
  return repo.settings.requiredStatuses.filter((context) => {
    const newest = repo.statuses.find((status) => status.sha === headSha && status.context === context);
    return newest?.state !== "success";
  });
}

export function mergeableState(repo, { pull }) {
  if (pull.tree === undefined) return "dirty";
  return missingStatuses(repo, pull).length > 0 ? "blocked" : "clean";
}

/** Merges, or refuses as the merge button does: 405 when it cannot be, 409 when the head is another one than was meant. */
export async function merge(state, repo, thread, { actor, method = "merge", sha, title, text }) {
  const { pull, number } = thread;
  if (thread.state !== "open") throw new Refusal(405, "Pull Request is not mergeable");
  if (sha !== undefined && sha !== pull.headSha)
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  if (method === "rebase") throw new Refusal(405, "Rebase merges are not allowed on this repository.");
  if (pull.tree === undefined) throw new Refusal(405, "Pull Request is not mergeable");
  const [missing] = missingStatuses(repo, pull);
  if (missing !== undefined) throw new Refusal(405, `Required status check "${missing}" is expected.`);
  const squash = method === "squash";
  const subject =
    title ??
    (squash ? `${thread.title} (#${number})` : `Merge pull request #${number} from ${pull.from.owner}/${pull.head}`);
  const rest = text ?? (squash ? "" : thread.title);
  const commit = await makeCommit(state, repo, {
    tree: pull.tree,
    parents: squash ? [pull.baseSha] : [pull.baseSha, pull.headSha],
    message: rest === "" ? `${subject}\n` : `${subject}\n\n${rest}\n`,
    author: personOf(actor),
  });
  const { code } = await state.git.attempt(repo.directory, [
    "update-ref",
    `refs/heads/${pull.base}`,
    commit,
    pull.baseSha,
  ]);
  if (code !== 0) throw new Refusal(405, "Base branch was modified. Review and try the merge again.");
  close(state, thread, commit, actor);
  return commit;
}

/** Merges what was to be merged when its checks pass, if they do. */
export async function autoMerge(state, repo, thread) {
  const { pull } = thread;
  if (pull?.autoMerge === undefined || thread.state !== "open" || mergeableState(repo, thread) !== "clean") return;
  await merge(state, repo, thread, { actor: pull.autoMerge.by, method: pull.autoMerge.method });
}
