import { type ActionEnded, type ActionRun, runAction } from "./action.ts";
import { pem, worldOnDisk } from "./cli.ts";
import { type GitHub, type Grant, startGitHub } from "./github.ts";
import { type Files, releaseOf, type World, type WorldOptions } from "./world.ts";

/** `owner/name` of the repository under test. */
export const repository = "acme/app";

/** A repository on a local GitHub whose jobs run the action's bundle. */
export interface ActionWorld {
  readonly github: GitHub;
  readonly world: World;
  /** The bare repository. */
  readonly directory: string;
  /** A maintainer's token. */
  readonly maintainer: string;
  /** Pushes a branch with these files on top of main, and opens a pull request for it. */
  propose(branch: string, files: Files, title?: string): Promise<{ number: number; payload: object }>;
  /** A job of a pull request. */
  check(payload: object, more?: Partial<ActionRun> & { permissions?: Grant["permissions"] }): Promise<ActionEnded>;
  /** A job of a push to main, with the online keys. */
  work(more?: Partial<ActionRun> & { permissions?: Grant["permissions"] }): Promise<ActionEnded>;
  /** Any job. */
  run(
    more: Partial<ActionRun> & { event: string; token?: string; permissions?: Grant["permissions"] },
  ): Promise<ActionEnded>;
  comments(pull: number): Promise<readonly { id: number; body: string }[]>;
  stop(): Promise<void>;
}

/** The keys that the world's `kaprien.yml` names, as a job's environment has them. */
export const keys: Readonly<Record<string, string>> = { online: pem("online"), bins: pem("bins") };

export async function openActionWorld(options: WorldOptions = {}): Promise<ActionWorld> {
  const github = await startGitHub();
  const { directory } = await github.create(repository, { autoMerge: true, workflowsOpenPulls: true });
  const world = await worldOnDisk(directory, { bins: 4, ...options });
  const maintainer = await github.mint({
    login: "mia",
    association: "MEMBER",
    permissions: { contents: "write", "pull-requests": "write", issues: "write", pages: "write" },
  });
  const run: ActionWorld["run"] = async ({ permissions, token, inputs, ...more }) => {
    const job = token ?? (await github.mintJob(permissions));
    return runAction({
      repository,
      server: github.origin,
      api: github.api,
      inputs: { token: job, "trusted-root": world.pin, ...inputs },
      ...more,
    });
  };
  return {
    github,
    world,
    directory,
    maintainer,
    async propose(branch, files, title = `Release ${branch}`) {
      const { commit } = await world.tip("main");
      await world.store.start(branch, commit);
      const writes = new Map(
        Object.entries(files).map(([path, text]) => [path, typeof text === "string" ? Buffer.from(text) : text]),
      );
      await world.store.propose(branch, [commit], { files: writes, grafts: new Map() }, `${title}\n`);
      const pull = await github.as(maintainer)(`POST /repos/${repository}/pulls`, {
        title,
        head: branch,
        base: "main",
      });
      if (pull.status !== 201) throw new Error(`no pull request: ${JSON.stringify(pull.body)}`);
      const { number } = pull.body;
      return {
        number,
        payload: { action: "opened", number, pull_request: pull.body, repository: pull.body.base.repo },
      };
    },
    check: (payload, more = {}) =>
      run({
        event: "pull_request",
        payload,
        ref: "refs/pull/1/merge",
        permissions: { contents: "read", "pull-requests": "write" },
        ...more,
      }),
    work: ({ env, ...more } = {}) =>
      run({
        event: "push",
        payload: { repository: { default_branch: "main" } },
        permissions: { contents: "write" },
        env: { ...keys, ...env },
        ...more,
      }),
    run,
    async comments(pull) {
      const { body } = await github.as(maintainer)(`GET /repos/${repository}/issues/${pull}/comments`);
      return body;
    },
    stop: () => github.stop(),
  };
}

/** A release of one product, as files of a proposal. */
export const release = (name: string, targets: Readonly<Record<string, string>>): Files => ({
  [`targets/${name}.json`]: releaseOf(targets),
});
