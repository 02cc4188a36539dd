import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "../../src/catalogue.ts";
import {
  copied,
  edit,
  expectStopped,
  openStage,
  pullPayload,
  type Stage,
  shownBy,
  stateOf,
} from "../support/action-scene.ts";
import { type ActionWorld, keys, release, repository } from "../support/action-world.ts";
import { pem } from "../support/cli.ts";
import { git } from "../support/git.ts";
import type { Grant } from "../support/github.ts";

type Edits = Readonly<Record<string, string | null>>;

let stage: Stage;
let room: ActionWorld;

beforeAll(async () => {
  stage = await openStage();
  ({ room } = stage);
});
afterAll(() => stage.close());

const revoked = async (): Promise<string> => {
  const token = await room.github.mintJob();
  await room.github.revoke(token);
  return token;
};

describe.concurrent("permissions, tokens and keys", () => {
  test("the worker with contents: read signs nothing that arrives", async () => {
    const ended = await stage.stops("STORE_FORBIDDEN", stage.work({ permissions: { contents: "read" } }));
    expect(ended.summary).toContain("`contents: write`");
  });

  test("check with contents: read alone says the verdict in the summary, and that it is there alone", async () => {
    const ended = await stage.check({ permissions: { contents: "read" } });
    expect([ended.code, ended.outputs["verdict"], ended.outputs["error"]]).toEqual([0, "ready", ""]);
    expect(ended.summary).toContain("**Ready to merge**");
    expect(ended.annotations).toEqual([
      expect.objectContaining({ level: "warning", text: expect.stringContaining("pull-requests: write is missing") }),
    ]);
    expect(ended.summary).toContain("summary alone");
    await stage.untouched();
  });

  test("register without contents: write names it", async () => {
    const ended = await stage.stops(
      "STORE_FORBIDDEN",
      stage.register({ permissions: { contents: "read", "pull-requests": "write" } }),
    );
    expect(ended.summary).toContain("`contents: write`");
  });

  test.each<[string, string, string, Grant["permissions"], boolean]>([
    ["without pull-requests: write", "FORGE_FORBIDDEN", "`pull-requests: write`", { contents: "write" }, true],
    ["where workflows may open none", "PULL_REQUESTS_OFF", "under Actions, General", undefined, false],
  ])("register %s opens none, and the next run finishes", async (_, code, fix, permissions, workflowsOpenPulls) => {
    const scene = await copied(room, code.toLowerCase(), { workflowsOpenPulls });
    const ended = await stage.register({
      repository: scene.repository,
      ...(permissions !== undefined && { permissions }),
    });
    expectStopped(ended, code);
    expect(ended.summary).toContain(fix);
    await room.github.settle(scene.repository, { workflowsOpenPulls: true });
    const again = await stage.register({ repository: scene.repository });
    expect([again.code, again.outputs["outcome"], again.outputs["pull-request"]]).toEqual([0, "proposed", "1"]);
    // What stays of the run that failed is the branch with one commit: main and tuf are where they were.
    expect(await git(scene.directory, ["rev-list", "--count", "main..kaprien/tool/1.0"])).toBe("1");
    for (const branch of ["main", "tuf"])
      expect(await git(scene.directory, ["rev-parse", branch])).toBe(await git(room.directory, ["rev-parse", branch]));
  });

  test.each(["check", "work", "register"] as const)("an expired token stops %s", async (mode) => {
    await stage.stops("STORE_UNAUTHORIZED", stage[mode]({ token: await revoked() }));
  });

  const garbage = "c2VjcmV0LWdhcmJhZ2U";
  test.each<[string, string, Record<string, string>]>([
    ["that is empty", "SIGNER_KEY_MISSING", { online: "" }],
    ["of another role", "SIGNER_KEY_MISMATCH", { online: pem("stranger") }],
    ["that is garbage", "SIGNER_KEY_INVALID", { online: `${garbage}\nsecond-${garbage}` }],
    ["cut short", "SIGNER_KEY_INVALID", { online: pem("online").slice(0, 70) }],
  ])("T43 a key %s signs nothing, and is not shown", async (_, code, env) => {
    const ended = await stage.stops(code, stage.work({ env }));
    for (const line of (env["online"] ?? "").split("\n").filter((each) => each.length > 3)) {
      expect(ended.masks).toContain(line);
      expect(shownBy(ended)).not.toContain(line);
    }
  });

  test("a secret that the job does not pass on", async () => {
    const { online: _, ...others } = keys;
    const job = { permissions: { contents: "write" }, env: others, inputs: { mode: "worker" } } as const;
    const ended = await stage.stops("SIGNER_KEY_MISSING", stage.publish(job));
    expect(ended.summary).toContain("env:online");
  });
});

describe.concurrent("a repository in a state that stops it", () => {
  test("T38 a protected tuf branch", async () => {
    const scene = await copied(room, "protected");
    await room.github.protect(scene.repository, [{ branch: "tuf" }]);
    const ended = await stage.stopsIn(scene, "STORE_PROTECTED", stage.work);
    expect(ended.summary).toContain("refs/heads/tuf");
  });

  test("Pages that are off, and Pages that are built from a branch", async () => {
    expect((await stage.stops("PAGES_OFF", stage.publish())).summary).toContain("are not switched on");
    const scene = await copied(room, "legacy", { pages: "legacy" });
    const ended = await stage.stopsIn(scene, "PAGES_OFF", stage.publish);
    expect(ended.summary).toContain("built from a branch");
  });

  const replaced = async (branch: string, file: string, from: RegExp, to: string): Promise<Edits> => {
    const names = (await git(room.directory, ["ls-tree", "--name-only", "-r", branch])).split("\n");
    const name = names.find((each) => each.includes(file)) ?? "";
    const text = await git(room.directory, ["show", `${branch}:${name}`]);
    expect(text).toMatch(from);
    return { [name]: text.replace(from, to) };
  };
  test.each<[string, string, string, readonly ("work" | "check")[], () => Promise<Edits>]>([
    [
      "a bin",
      "tuf",
      "ROLE_SIGNATURES_MISSING",
      ["work", "check"],
      () => replaced("tuf", "bins", /"expires":"2/, '"expires":"3'),
    ],
    ["source/", "tuf", "SIGNED_BRANCH_EDITED", ["work"], async () => ({ "source/targets/app/9.json": "{}" })],
    [
      "state.json",
      "tuf",
      "ROLE_SIGNATURES_MISSING",
      ["work"],
      () => replaced("tuf", "state.json", /"main":\s*"\w/, '"main":"x'),
    ],
    ["timestamp.json", "tuf", "SIGNED_FILE_MISSING", ["check"], async () => ({ "metadata/timestamp.json": null })],
  ])("T34 T37 %s edited by hand on %s: %s for %s", async (name, branch, code, modes, files) => {
    const scene = await copied(room, `edited-${name.replace(/\W/g, "")}`);
    await edit(scene.directory, branch, await files());
    for (const mode of modes) await stage.stopsIn(scene, code, stage[mode]);
  });

  test.each<[string, string, () => Promise<Edits>]>([
    ["root", "ROOT_NOT_PINNED", () => replaced("main", "trust/root/1.root", /"version":1/, '"version": 1')],
    ["targets", "ROLE_SIGNATURES_MISSING", () => replaced("main", "trust/targets", /"expires":"2/, '"expires":"3')],
  ])("T32 T34 T76 %s edited by hand on main: %s, and nothing of it is signed", async (name, code, files) => {
    const scene = await copied(room, `merged-${name}`);
    await edit(scene.directory, "main", await files());
    const before = await stateOf(room, scene);
    const ended = await stage.work({ repository: scene.repository });
    expect([ended.code, ended.outputs["outcome"]]).toEqual([explain(code).exit, "refused"]);
    expect(JSON.parse(ended.outputs["findings"] ?? "")).toEqual([expect.objectContaining({ code })]);
    expect(await stateOf(room, scene)).toEqual(before);
    const checked = await stage.check({ repository: scene.repository });
    expect([checked.code === 0, checked.outputs["verdict"]]).toEqual([false, "blocked"]);
    expect(checked.outputs["findings"]).toContain(code);
  });
});

describe("a forge that is busy or fails", () => {
  const api = (path: string) => ({ method: "GET" as const, path: `/repos/${repository}/${path}` });
  const status = (code: number, headers = {}, message = "API rate limit exceeded") => ({
    kind: "status" as const,
    status: code,
    body: JSON.stringify({ message }),
    headers: { "content-type": "application/json", ...headers },
  });

  test("its interface takes no more requests for now: 403 with headers, and 429", async () => {
    const where = api(`issues/${stage.number}/comments`);
    await room.github.fault({
      ...where,
      effect: status(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1999999999" }),
    });
    expect((await stage.stops("RATE_LIMITED", stage.check())).summary).toContain("2033-05-18T03:33:19Z");
    await room.github.fault({ ...where, effect: status(429, { "retry-after": "60" }) });
    await stage.stops("RATE_LIMITED", stage.check());
  });

  test("its git takes no more requests for now", async () => {
    await room.github.fault({
      method: "GET",
      path: `/${repository}/info/refs`,
      effect: status(429, { "retry-after": "60" }),
    });
    expect((await stage.stops("RATE_LIMITED", stage.work())).summary).toContain("60 seconds have passed");
  });

  test("it fails for good: its interface, its git when read, its git when pushed to", async () => {
    await room.github.fault({ ...api(`issues/${stage.number}/comments`), times: 3, effect: status(503) });
    await room.github.fault({ method: "GET", path: "/info/refs?service=git-receive-pack", effect: status(500) });
    await Promise.all([
      stage.stops("FORGE_UNREACHABLE", stage.check()),
      stage.stops("STORE_UNREACHABLE", stage.work()),
    ]);
    await room.github.fault({ method: "POST", path: `/${repository}/git-upload-pack`, effect: status(502) });
    await stage.stops("STORE_UNREACHABLE", stage.work());
    await room.github.fault({ method: "POST", path: `/${repository}/git-receive-pack`, effect: status(503) });
    await stage.stops("STORE_UNREACHABLE", stage.work());
  });

  test("T38 it fails once: a question and a pull request are sent again, a push whose reply is lost is looked for", async () => {
    const scene = await copied(room, "passing");
    const { repository: name } = scene;
    await room.github.fault({ method: "GET", path: `/repos/${name}/pulls`, effect: status(503) });
    await room.github.fault({ method: "POST", path: `/repos/${name}/pulls`, effect: status(502) });
    await room.github.fault({
      method: "POST",
      path: `/${name}/git-receive-pack`,
      effect: { kind: "status-after", status: 503 },
    });
    const signed = await stage.work({ repository: name });
    expect([signed.code, signed.outputs["outcome"]]).toEqual([0, "done"]);
    expect(signed.outputs["commit"]).toBe(await git(scene.directory, ["rev-parse", "tuf"]));
    const proposed = await stage.register({ repository: name });
    expect([proposed.code, proposed.outputs["pull-request"]]).toEqual([0, "1"]);
  });
});

test("a fork's pull request: the verdict is in the summary, judged from the base's root, and nothing is written", async () => {
  const { directory } = await room.github.create("eve/app", { fork: repository });
  const sha = await edit(
    directory,
    "main",
    { ...(release("app/3", { "app/3/a": "a" }) as Record<string, string>) },
    "patch",
  );
  const eve = await room.github.mint({ login: "eve", permissions: { "pull-requests": "write", contents: "read" } });
  const opened = await room.github.as(eve)(`POST /repos/${repository}/pulls`, {
    title: "Mine",
    head: "eve:patch",
    base: "main",
  });
  expect(opened.status).toBe(201);
  const before = await stateOf(room, stage.home);
  const ended = await stage.check({
    payload: pullPayload(repository, sha, { number: opened.body.number, from: "eve/app" }),
    permissions: { contents: "read", "pull-requests": "read" },
    inputs: { "trusted-root": "" },
  });
  expect([ended.code, ended.stderr, ended.outputs["verdict"]]).toEqual([0, "", "ready"]);
  expect(ended.summary).toContain("`app/3/a`");
  const notices = ended.annotations.map(({ level, title }) => `${level} ${title}`);
  expect(notices).toEqual(["notice Kaprien: root from the base", "notice Kaprien: no comment"]);
  expect(await stateOf(room, stage.home)).toEqual(before);
});
