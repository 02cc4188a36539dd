import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { devNull } from "node:os";
import { join } from "node:path";
import { run } from "../../interop/lib/run.mjs";
import { runEvent } from "./act.mjs";
import { pinDoubles, programs, publishActions } from "./doubles.mjs";
import { openGithub } from "./github.mjs";

/** Git's and the command line's whole environment, but for a home. */
export const cleanEnv = (home) => ({
  PATH: process.env.PATH,
  HOME: home,
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Ann Author",
  GIT_AUTHOR_EMAIL: "ann@example.org",
  GIT_COMMITTER_NAME: "Ann Author",
  GIT_COMMITTER_EMAIL: "ann@example.org",
});

const ceremony = `version: 1
keys:
  ana:    { create: ed25519, file: ../keys/ana.key, passphrase: env:RUNNER_PASSPHRASE }
  ben:    { create: ed25519, file: ../keys/ben.key, passphrase: env:RUNNER_PASSPHRASE }
  eva:    { create: ed25519, file: ../keys/eva.key, passphrase: env:RUNNER_PASSPHRASE }
  online: { use: env:KAPRIEN_ONLINE_KEY }
roles:
  root:    { keys: [ana, ben, eva], threshold: 2 }
  targets: { keys: [ana, ben], threshold: 2 }
  bins:    { keys: [online] }
bins: 8
`;

/**
 * A local GitHub with the action and the doubles on it, and a person with a command line. `node` is the directory of the Node that
 * jobs find; `project` is where action.yml and dist/ are.
 */
export async function openPlace({ root, project, act, node }) {
  await mkdir(join(root, "keys"), { recursive: true });
  const env = cleanEnv(root);
  const github = await openGithub(join(root, "github"), env);
  const doubles = await publishActions(github, project, env, root);
  const person = await github.mint({
    login: "ann",
    type: "User",
    permissions: { contents: "write", "pull-requests": "write", issues: "write" },
    repositories: ["acme/project", "acme/app", "acme/trust"],
  });
  const secret = {
    RUNNER_PASSPHRASE: randomBytes(18).toString("base64"),
    KAPRIEN_ONLINE_KEY: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
  };
  const cli = join(project, "dist/cli.js");
  return {
    root,
    env,
    github,
    doubles,
    person,
    secret,
    kaprien: (cwd, args, more = {}) => run(process.execPath, [cli, ...args], { cwd, env: { ...env, ...more } }),
    open: (name) => openRepository({ root, env, github, act, node, doubles, name }),
    rest: (method, path, body) => github.rest(person, method, path, body),
    close: () => github.close(),
  };
}

/** A repository on the local GitHub, with somebody's clone. */
async function openRepository({ root, env, github, act, node, doubles, name }) {
  const work = join(root, name.replace("/", "-"));
  const settings = { secrets: { repository: {}, environments: {} }, vars: {} };
  await mkdir(work);
  await github.create(name, { pages: "workflow" });
  const git = (...args) => run("git", args, { cwd: work, env });
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", github.directory(name));
  const event = (which, commit, again) =>
    runEvent({ act, github, repository: name, event: which, commit, again, node, place: root, programs, ...settings });
  const tip = async (ref) => (await git("ls-remote", "origin", ref)).slice(0, 40);
  return {
    name,
    work,
    git,
    tip,
    settings,
    async commit(message, branch = "main") {
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
      await git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
    },
    async pin() {
      await pinDoubles(work, doubles);
    },
    /** What a push to `ref` starts; or, with `again`, one job of that once more. */
    async pushed(ref, repository, again) {
      const after = await tip(ref);
      const payload = {
        ref,
        before: "0".repeat(40),
        after,
        repository,
        head_commit: { id: after },
        pusher: { name: "ann" },
      };
      return event({ name: "push", ref, payload }, after, again);
    },
    /** What a pull request starts: on the commit that GitHub would make of merging it. */
    async proposed(pull, action) {
      const ref = `refs/pull/${pull.number}/merge`;
      const { base } = pull;
      const payload = { action, number: pull.number, pull_request: pull, repository: base.repo, sender: pull.user };
      return event({ name: "pull_request", ref, target: `refs/heads/${base.ref}`, payload }, await tip(ref));
    },
    /** What a merge queue starts for a pull request that is alone in it. */
    async queued(pull) {
      const head = await tip(`refs/pull/${pull.number}/merge`);
      const target = `refs/heads/${pull.base.ref}`;
      const ref = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${pull.base.sha}`;
      const group = { head_sha: head, head_ref: ref, base_sha: pull.base.sha, base_ref: target };
      const payload = { action: "checks_requested", merge_group: group, repository: pull.base.repo };
      return event({ name: "merge_group", ref, target, payload }, head);
    },
    /** What `name` starts on a branch: schedule, workflow_dispatch. */
    async called(name, branch, repository) {
      const ref = `refs/heads/${branch}`;
      return event({ name, ref, payload: { ref, repository } }, await tip(ref));
    },
  };
}

/** Who may sign what, made from fresh keys; the online key and the pinned root go where workflows find them. */
export async function holdCeremony(place, repository) {
  const { work, settings } = repository;
  await writeFile(join(place.root, "ceremony.yml"), ceremony);
  await place.kaprien(work, ["ceremony", "--from", "../ceremony.yml"], place.secret);
  const root = await readFile(join(work, "trust/root/1.root.json"));
  settings.vars.KAPRIEN_TRUSTED_ROOT = createHash("sha256").update(root).digest("hex");
  settings.vars.KAPRIEN_SITE = place.github.pageUrl(repository.name);
  settings.secrets.environments.kaprien = { KAPRIEN_ONLINE_KEY: place.secret.KAPRIEN_ONLINE_KEY };
}
