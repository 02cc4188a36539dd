import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionEnded, ActionRun } from "../support/action.ts";
import { copied, type Scene, stateOf } from "../support/action-scene.ts";
import { type ActionWorld, keys, openActionWorld, repository } from "../support/action-world.ts";
import { commitTree, git, type TreeItem, temporary } from "../support/git.ts";
import { releaseOf } from "../support/world.ts";

let room: ActionWorld;
/** The same repository by name, on another host. */
let abroad: ActionWorld;
let folder: Awaited<ReturnType<typeof temporary>>;
let scene: Scene;
let count = 0;

const branch = "kaprien/tool/1.0";
const own = "targets/tool/1.0.json";

beforeAll(async () => {
  folder = await temporary();
  room = await openActionWorld();
  abroad = await openActionWorld();
  await room.world.done();
  await mkdir(path.join(folder.path, "out"));
  await writeFile(path.join(folder.path, "out/tool.gz"), "the tool\n");
});
afterAll(async () => {
  await room.stop();
  await abroad.stop();
  await folder.remove();
});
beforeEach(async () => {
  count += 1;
  scene = await copied(room, `trust-${count}`, { workflowsOpenPulls: true });
});

function register(more: Partial<ActionRun> & { permissions?: object } = {}): Promise<ActionEnded> {
  const { inputs, ...job } = more;
  return room.run({
    event: "release",
    payload: { repository: { default_branch: "main" } },
    repository: scene.repository,
    workspace: folder.path,
    inputs: { mode: "register", release: "tool/1.0", files: "out/*", "trusted-root": "", ...inputs },
    ...job,
  });
}

/** Somebody who may push puts files on top of a branch of the scene. */
async function plant(onto: string, files: Readonly<Record<string, string | null>>, name = branch): Promise<string> {
  const parent = await git(scene.directory, ["rev-parse", onto]);
  const listed = await git(scene.directory, ["ls-tree", "-r", parent]);
  const there = listed.split("\n").map((line): TreeItem => {
    const [, mode = "", id = "", file = ""] = /^(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? [];
    return [mode, file, { id }];
  });
  const kept = there.filter(([, file]) => !(file in files));
  const planted = Object.entries(files).flatMap(([file, text]): TreeItem[] =>
    text === null ? [] : [["100644", file, text]],
  );
  return commitTree(scene.directory, name, [...kept, ...planted], [parent]);
}

const other = { "targets/tool/9.9.json": releaseOf({ "tool/9.9/a": "a" }) };

describe("register on a branch that is there already", () => {
  const cases: readonly [string, Readonly<Record<string, string | null>>, string][] = [
    ["a file of the source", { "src/evil.js": "evil\n" }, "src/evil.js"],
    ["another release", other, "targets/tool/9.9.json"],
    ["the settings, taken away", { "kaprien.yml": null }, "kaprien.yml"],
    ["what only looks like a part", { "targets/tool/1.0-x.json": "{}\n" }, "targets/tool/1.0-x.json"],
  ];

  test.each(cases)("T6 with %s is nothing to build on: nothing is pushed or opened", async (_, files, named) => {
    await plant("main", files);
    const before = await stateOf(room, scene);
    const ended = await register();
    expect(ended.outputs["error"]).toBe("REGISTER_BRANCH_TAKEN");
    expect(ended.annotations[0]?.text).toContain(named);
    expect(ended.annotations[0]?.text).toContain(`--delete ${branch}`);
    expect(await stateOf(room, scene)).toEqual(before);
    await git(scene.directory, ["update-ref", "-d", `refs/heads/${branch}`]);
    expect((await register()).outputs["outcome"]).toBe("proposed");
  });

  test("T6 with something foreign on top of our own proposal, it is left alone", async () => {
    expect((await register()).outputs["outcome"]).toBe("proposed");
    await plant(branch, { "src/evil.js": "evil\n" });
    // The pull request follows its branch when somebody looks.
    await stateOf(room, scene);
    const before = await stateOf(room, scene);
    expect((await register()).outputs["error"]).toBe("REGISTER_BRANCH_TAKEN");
    expect(await stateOf(room, scene)).toEqual(before);
  });

  test("with the release's own files, and a main that went on, it goes on from there", async () => {
    await plant("main", { [own]: "{}\n", "targets/tool/1.0-2.json": "{}\n" });
    await plant("main", { "README.md": "new\n", ...other }, "main");
    const ended = await register();
    expect(ended.outputs["outcome"]).toBe("proposed");
    const changed = await git(scene.directory, ["diff", "--name-only", `main...${branch}`]);
    expect(changed).toBe(own);
  });

  test("where main is merged into it both ways, nobody can say what it changes", async () => {
    await plant("main", { [own]: "{}\n" });
    const ahead = await plant("main", { "README.md": "new\n" }, "main");
    const tip = await git(scene.directory, ["rev-parse", branch]);
    const merge = (name: string, first: string, second: string): Promise<string> =>
      git(scene.directory, ["commit-tree", `${first}^{tree}`, "-p", first, "-p", second, "-m", name]).then((made) =>
        git(scene.directory, ["update-ref", `refs/heads/${name}`, made]),
      );
    await merge("main", ahead, tip);
    await merge(branch, tip, ahead);
    expect((await register()).outputs["error"]).toBe("REGISTER_BRANCH_TAKEN");
  });

  test("I16 a pull request that may not be opened leaves a branch, and says so; the next run goes on from it", async () => {
    const ended = await register({ permissions: { contents: "write" } });
    expect(ended.outputs["error"]).toBe("FORGE_FORBIDDEN");
    const notice = ended.annotations.find(({ level }) => level === "notice");
    expect(notice?.text).toContain(branch);
    const pushed = await git(scene.directory, ["rev-parse", branch]);
    const again = await register();
    expect([again.outputs["outcome"], again.outputs["commit"]]).toEqual(["proposed", pushed]);
  });
});

describe("a repository by its address", () => {
  const secret = "hunter2hunter2";
  const address = (): string => `${abroad.github.origin}/${repository}`;
  const work = (more: Partial<ActionRun> = {}): Promise<ActionEnded> => {
    const { inputs, env, ...job } = more;
    return room.run({
      event: "push",
      payload: { repository: { default_branch: "main" } },
      permissions: { contents: "write" },
      inputs: { repository: address(), "trusted-root": abroad.world.pin, ...inputs },
      env: { ...keys, ...env },
      ...job,
    });
  };

  test.each([
    (at: URL) => `${at.protocol}//mia:${secret}@${at.host}/${repository}`,
    (at: URL) => `${at.protocol}//${secret}@${at.host}/${repository}`,
    (at: URL) => `mia:${secret}@${at.host}/${repository}`,
    (at: URL) => `https://mia:${secret}@[${at.host}/${repository}`,
  ])("I13: with a user or password is refused, and not shown (%#)", async (make) => {
    const ended = await work({ inputs: { repository: make(new URL(room.github.origin)) } });
    expect(ended.outputs["error"]).toBe("INPUT_INVALID");
    expect([ended.stdout, ended.stderr, ended.summary].join()).not.toContain(secret);
  });

  test("on the job's own server is the repository of that name", async () => {
    await register({ inputs: { repository: `${room.github.origin}/${scene.repository}.git` }, repository });
    expect(await git(scene.directory, ["rev-parse", "--verify", branch])).toMatch(/^[0-9a-f]{40}$/);
  });

  test("I13: on another host gets no token of the job, and its name means nothing to this host's API", async () => {
    await abroad.github.settle(repository, { visibility: "private" });
    const sent = await room.github.mintJob({ contents: "write" });
    await Promise.all([room.github.requests(), abroad.github.requests()]);
    const ended = await work({ inputs: { token: sent } });
    expect(ended.outputs["error"]).toBe("STORE_UNAUTHORIZED");
    const seen = await abroad.github.requests();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => undefined));
    expect(await room.github.requests()).toEqual([]);
  });

  test("on another host is written with the token from KAPRIEN_GIT_TOKEN, which is masked", async () => {
    const token = await abroad.github.mintJob({ contents: "write" });
    await room.github.requests();
    const ended = await work({ env: { KAPRIEN_GIT_TOKEN: token } });
    expect(ended.outputs["outcome"]).toBe("done");
    expect(ended.masks).toContain(token);
    expect(await room.github.requests()).toEqual([]);
  });

  test("register to another host stops before it asks or pushes anything there", async () => {
    await abroad.github.requests();
    const token = await abroad.github.mintJob({ contents: "write" });
    const ended = await register({ inputs: { repository: address() }, env: { KAPRIEN_GIT_TOKEN: token } });
    expect(ended.outputs["error"]).toBe("INPUT_INVALID");
    expect(ended.annotations[0]?.text).toContain("kaprien add");
    expect(await abroad.github.requests()).toEqual([]);
  });
});
