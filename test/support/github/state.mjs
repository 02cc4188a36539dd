// What the host knows beside git: repositories, tokens, conversations.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { badCredentials, notAccessible, notFound } from "./answers.mjs";
import { createRepository, gitWith, signingKey } from "./git.mjs";

export function createState(root, environment) {
  const repositories = new Map();
  const tokens = new Map();
  const people = new Map();
  const git = gitWith(environment);
  let ids = 1000;
  let frozen;

  const state = {
    root,
    environment,
    git,
    origin: "",
    signingKey: signingKey(root, environment),
    now: () => (frozen === undefined ? new Date() : new Date(frozen)),
    nextId: () => ++ids,
    find: (owner, name) => repositories.get(`${owner}/${name}`.replace(/\.git$/, "").toLowerCase()),

    pullByNode(node) {
      for (const repo of repositories.values()) {
        for (const thread of repo.threads.values())
          if (thread.pull !== undefined && `PR_${thread.id}` === node) return { repo, thread };
      }
      return undefined;
    },

    async create({ name, visibility = "private", fork, defaultBranch = "main", ...settings }) {
      const [owner, short] = name.split("/");
      const directory = join(root, owner, `${short}.git`);
      await createRepository(git, directory, defaultBranch);
      const parent = fork === undefined ? undefined : repositories.get(fork.toLowerCase());
      if (parent !== undefined)
        await git.run(directory, ["fetch", "-q", parent.directory, "+refs/heads/*:refs/heads/*"]);
      repositories.set(name.toLowerCase(), {
        id: state.nextId(),
        owner,
        name: short,
        full: `${owner}/${short}`,
        directory,
        defaultBranch,
        visibility,
        parent,
        created: state.now().toISOString(),
        settings: {
          autoMerge: false,
          workflowsOpenPulls: true,
          issues: true,
          pages: false,
          requiredStatuses: [],
          ...settings,
        },
        // Issues and pull requests share their numbers.
        threads: new Map(),
        comments: new Map(),
        statuses: [],
      });
      return directory;
    },
    async settle({ name, visibility, ...settings }) {
      const repo = repositories.get(name.toLowerCase());
      if (visibility !== undefined) repo.visibility = visibility;
      Object.assign(repo.settings, settings);
    },
    async remove({ name }) {
      const repo = repositories.get(name.toLowerCase());
      repositories.delete(name.toLowerCase());
      await rm(repo.directory, { recursive: true, force: true });
    },
    async protect({ name, rules }) {
      const lines = rules.map(({ branch, except = [] }) => `refs/heads/${branch} ${except.join(" ")}\n`);
      await writeFile(join(repositories.get(name.toLowerCase()).directory, "protected"), lines.join(""));
    },
    mint({ token, ...grant }) {
      const id = people.get(grant.login) ?? state.nextId();
      people.set(grant.login, id);
      tokens.set(token, { id, type: "User", permissions: {}, association: "NONE", ...grant });
    },
    revoke: ({ token }) => tokens.delete(token),
    freeze: (time) => {
      frozen = time;
    },

    /** Who a request is from: undefined for nobody. 401 for a token that is not known. */
    actor(authorization) {
      if (authorization === undefined) return undefined;
      const [scheme = "", value = ""] = authorization.split(" ");
      const basic = scheme.toLowerCase() === "basic";
      const token = basic ? Buffer.from(value, "base64").toString("utf8").split(":").slice(1).join(":") : value;
      const actor = tokens.get(token);
      if (actor === undefined) throw badCredentials();
      return actor;
    },

    /** Lets the request through when one of the needs is granted; `needs` are pairs like ["issues", "write"]. */
    authorize(actor, repo, needs) {
      if (repo === undefined) throw notFound();
      const open = repo.visibility === "public";
      const here = actor !== undefined && (actor.repositories?.includes(repo.full) ?? true);
      if (!open && !here) throw notFound();
      const granted = needs.some(([what, level]) => {
        // Settings are not for everybody to see.
        if (level === "read" && what !== "pages" && (open || what === "metadata")) return true;
        const has = here ? actor.permissions[what] : undefined;
        return has === "write" || (level === "read" && has === "read");
      });
      if (!granted) throw actor === undefined ? notFound() : notAccessible();
    },
  };
  return state;
}
