import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { finding } from "../../src/base/finding.ts";
import { verdictMarkdown } from "../../src/proposal/verdict-markdown.ts";
import { releaseFaults } from "../../src/release/faults.ts";
import { outcomeMarkdown } from "../../src/worker/markdown.ts";
import type { ActionEnded, ActionRun } from "../support/action.ts";
import { copied, edit, expectStopped, pullPayload, type Scene, shownBy, stateOf } from "../support/action-scene.ts";
import { expectInert, liveIn, nasty, openWatch, type Watch, type Watched } from "../support/action-watch.ts";
import { type ActionWorld, keys, openActionWorld, release, repository } from "../support/action-world.ts";
import { pem } from "../support/cli.ts";
import { git, temporary } from "../support/git.ts";
import { offlineFiles, people } from "../support/offline.ts";

let room: ActionWorld;
let home: Scene;
let folder: Awaited<ReturnType<typeof temporary>>;
let watch: Watch;

beforeAll(async () => {
  folder = await temporary();
  watch = await openWatch(folder.path);
  const allow = [{ product: "app", paths: ["app/*", "app/*/*"] }];
  room = await openActionWorld({ config: { policy: { allow } } });
  home = { repository, directory: room.directory };
  await room.world.done();
});
afterAll(async () => {
  expect(await room.github.violations()).toEqual([]);
  await room.stop();
  await folder.remove();
});
// Nothing of a proposal was executed, and no child process was started, so none had a secret in its environment.
afterEach(async () => expect(await readdir(watch.marks)).toEqual([]));

const check = (payload: object, more: Partial<ActionRun> = {}): Promise<Watched> =>
  watch.run((job) => room.check(payload, job), more);

/** A pull request for what was pushed to a branch by git alone. */
async function proposed(branch: string, files: Parameters<typeof edit>[2]): Promise<{ number: number; head: string }> {
  const head = await edit(room.directory, "main", files, branch);
  const request = { title: `Release ${nasty[6]} ${nasty[2]}`, head: branch, base: "main" };
  const { status, body } = await room.github.as(room.maintainer)(`POST /repos/${repository}/pulls`, request);
  expect(status).toBe(201);
  return { number: body.number, head };
}

const findingsOf = ({ outputs }: ActionEnded): readonly string[] =>
  JSON.parse(outputs["findings"] ?? "").map(({ code }: { code: string }) => code);

/** The one comment on a pull request, in which nothing comes to life either. */
async function inertComment(ended: Watched, number: number): Promise<string> {
  expectInert(ended);
  const [comment, ...others] = await room.comments(number);
  expect(others).toEqual([]);
  const body = (comment?.body ?? "").replace("<!-- kaprien:check -->\n", "");
  expect(liveIn(body)).toEqual([]);
  return body;
}

const hostile = "$(touch-x)`@everyone`";

describe("a proposal that means harm", () => {
  test("T2 T6 the base decides: a head that weakens the policy beside a forbidden release is blocked, and none of it is run", async () => {
    const run = `require("fs").writeFileSync(${JSON.stringify(path.join(watch.marks, "ran"))}, "")`;
    const config = await git(room.directory, ["show", "main:kaprien.yml"]);
    const { number, head } = await proposed("weaker", {
      "kaprien.yml": config.replace('"policy"', '"retention": {"days": 1}, "policy"').replace('"app/*"', '"*/*"'),
      "targets/app/evil.json": String(release("app/evil", { "other/evil/a": "a" })["targets/app/evil.json"]),
      ".github/workflows/kaprien.yml": "on: push\njobs: {}\n",
      "package.json": JSON.stringify({ name: "x", type: "commonjs", scripts: { preinstall: run, postinstall: run } }),
      ".gitattributes": "* filter=evil\n",
      ...Object.fromEntries(
        ["kaprien.config.js", "kaprien.config.cjs", ".kaprienrc.js", "index.js"].map((x) => [x, run]),
      ),
      "node_modules/@actions/core/index.js": run,
      ".npmrc": `node-options=--require ${path.join(watch.marks, "x")}\n`,
    });
    // As actions/checkout would leave it, with a hook that somebody put there.
    const workspace = path.join(folder.path, "checkout");
    await git(folder.path, ["clone", "-q", "-b", "weaker", room.directory, workspace]);
    await writeFile(path.join(workspace, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${watch.marks}/hook\n`, {
      mode: 0o755,
    });
    const ended = await check(pullPayload(repository, head, { number }), { workspace });
    expect([ended.code, ended.outputs["verdict"], ended.outputs["changed"]]).toEqual([1, "blocked", "false"]);
    expect([...new Set(findingsOf(ended))].sort()).toEqual(["RELEASE_MIXED", "TARGET_NOT_ALLOWED"]);
    expect(ended.annotations).toContainEqual(
      expect.objectContaining({ level: "error", title: "Kaprien: TARGET_NOT_ALLOWED", file: "targets/app/evil.json" }),
    );
    expect(await inertComment(ended, number)).toContain("Blocked");
  });

  test("T6 trust that nobody signed is blocked", async () => {
    const [file = "", bytes = ""] =
      Object.entries(
        offlineFiles({ root: { ...room.world.first.root, version: 2 } }, people, { root: ["mallory"] }),
      )[0] ?? [];
    const { number, head } = await proposed("root-2", { [file]: Buffer.from(bytes).toString() });
    const ended = await check(pullPayload(repository, head, { number }));
    expect([ended.code, ended.outputs["verdict"]]).toEqual([1, "blocked"]);
    expect(findingsOf(ended)).toEqual(["ROLE_SIGNATURES_MISSING", "NOT_A_RELEASE"]);
    await inertComment(ended, number);
  });

  test("T3 T5 names and texts that mean something elsewhere are text: log, comment, summary, outputs", async () => {
    const target = (name: string, custom = {}): object => ({
      path: name,
      length: 1,
      hashes: { sha256: "0".repeat(64) },
      custom,
    });
    const { number, head } = await proposed(hostile, {
      "targets/app/paths.json": JSON.stringify({ targets: nasty.map((name) => target(name, { [name]: name })) }),
      "targets/app/fields.json": JSON.stringify({
        targets: [],
        ...Object.fromEntries(nasty.map((name) => [name, name])),
      }),
      "targets/app/replaces.json": JSON.stringify({ targets: [target("app/1")], replaces: nasty }),
      ...Object.fromEntries(
        nasty.filter((name) => !/\0/.test(name)).map((name) => [`targets/app/${name.replaceAll("/", "_")}.json`, "{}"]),
      ),
      ...Object.fromEntries(nasty.map((name) => [`targets/${name.replaceAll("/", "_")}/1.json`, "{}"])),
    });
    const ended = await check(pullPayload(repository, head, { number }));
    expect([ended.code, ended.outputs["verdict"]]).toEqual([1, "blocked"]);
    await inertComment(ended, number);
    const paths = JSON.parse(ended.outputs["findings"] ?? "").map(({ data }: { data: { path?: string } }) => data.path);
    expect(paths).toEqual(expect.arrayContaining([...nasty]));
  });

  test("T5 paths within the grammar, and custom data, are shown as code or not at all", async () => {
    const targets = ["app/@everyone", "app/www.evil.example", "app/a@evil.example", "app/1/~=+___"].map((name) => ({
      path: name,
      length: 1,
      hashes: { sha256: "0".repeat(64) },
      custom: Object.fromEntries(nasty.map((text) => [text, text])),
    }));
    const { number, head } = await proposed("@everyone", { "targets/app/@everyone.json": JSON.stringify({ targets }) });
    const ended = await check(pullPayload(repository, head, { number }));
    expect([ended.code, ended.outputs["verdict"]]).toEqual([0, "ready"]);
    expect(await inertComment(ended, number)).toContain("`app/@everyone`");
  });

  test("T5 thousands of targets and findings are cut where nothing comes to life, and within what a forge takes", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      path: `app/${i} <img> ${"@everyone ".repeat(18)}`,
      length: 1,
      hashes: { sha256: "0".repeat(64) },
    }));
    const { number, head } = await proposed("many", { "targets/app/many.json": JSON.stringify({ targets: many }) });
    const ended = await check(pullPayload(repository, head, { number }));
    expect([ended.code, ended.outputs["verdict"]]).toEqual([1, "blocked"]);
    const body = await inertComment(ended, number);
    for (const { length } of [body, ended.summary]) expect(length > 50_000 && length < 65_000).toBe(true);
    expect(ended.annotations.length).toBeLessThanOrEqual(20);
    expect(ended.stdout.length).toBeLessThan(100_000);
    expect(ended.outputs["findings"]?.length).toBeLessThan(1_000_000);
  });

  test("T5 wherever a text is cut, what was code or escaped is not left open", () => {
    const live = Array.from({ length: 80 }, (_, pad) => {
      const file = `targets/app/${"x".repeat(pad % 40)}${"@everyone ".repeat(20)}.json`;
      const data = { file, kind: "x".repeat(pad) };
      const each = finding(releaseFaults.RELEASE_NOT_A_FILE, data, { severity: "error", file });
      const findings = Array.from({ length: 100 }, () => each);
      const verdict = verdictMarkdown({ verdict: "blocked", findings, passed: [] });
      const outcome = outcomeMarkdown({ kind: "refused", findings }, { location: "x", pin: "x" });
      return [liveIn(verdict).length, liveIn(outcome).length];
    });
    expect(live.filter(([verdict, outcome]) => verdict !== 0 || outcome !== 0)).toEqual([]);
  });

  test("T3 T5 merged all the same, the worker refuses it in words that are text", async () => {
    const scene = await copied(room, "merged");
    const before = await stateOf(room, scene);
    await git(scene.directory, ["update-ref", "refs/heads/main", await git(room.directory, ["rev-parse", hostile])]);
    const ended = await watch.run((job) => room.work({ ...job, env: { ...keys, ...job.env }, ...scene }));
    expect([ended.code, ended.outputs["outcome"]]).toEqual([1, "refused"]);
    expectInert(ended);
    await git(scene.directory, ["update-ref", "refs/heads/main", await git(room.directory, ["rev-parse", "main"])]);
    expect(await stateOf(room, scene)).toEqual(before);
  });

  test("T3 T5 register refuses built files with such names, in words that are text", async () => {
    const workspace = path.join(folder.path, "built");
    await mkdir(workspace);
    for (const name of nasty) await writeFile(path.join(workspace, name.replaceAll("/", "_")), "a");
    const before = await stateOf(room, home);
    const inputs = { mode: "register", release: "app/9", files: "." };
    const ended = await watch.run((job) => room.run({ ...job, event: "push", workspace, inputs }));
    expectStopped(ended, "TARGET_PATH_INVALID");
    expectInert({ ...ended, summary: ended.summary.replace(/\[[A-Z_]+\]\(https:[^ ()]+\)/, "") });
    expect(await stateOf(room, home)).toEqual(before);
  });
});

describe("secrets", () => {
  test.each([
    ["KAPRIEN_ONLINE_KEY", "canary-value"],
    ["KAPRIEN_PASSPHRASE", "canary-value"],
    ["online", "canary-value"],
    ["DEPLOY_KEY", pem("canary")],
    ["DEPLOY_KEY", "x\\n-----BEGIN RSA PRIVATE KEY-----\\ncanary-value"],
  ])("T2 check and publish do not start beside a signing key in %s", async (variable, value) => {
    const before = await stateOf(room, home);
    const { commit } = await room.world.tip("main");
    const env = { [variable]: value };
    const jobs = [await check(pullPayload(repository, commit), { env })];
    const publish = { event: "push", inputs: { mode: "publish", to: "site" } };
    // Beside a key of another kind a release may be published: it is not ours.
    if (variable !== "DEPLOY_KEY") jobs.push(await watch.run((job) => room.run({ ...publish, ...job }), { env }));
    for (const ended of jobs) {
      expectStopped(ended, "SIGNING_KEY_IN_REACH");
      expect(ended.annotations[0]?.text).toContain(variable);
      for (const line of value.split("\n").filter((each) => each.length > 3)) expect(ended.stdout).not.toContain(line);
    }
    expect(await stateOf(room, home)).toEqual(before);
  });

  test("T43 I13 the worker's keys and token are masked first, and are nowhere: log, outputs, git objects, children", async () => {
    await room.world.release("app/canary", { "app/canary": "a" });
    const token = await room.github.mintJob({ contents: "write" });
    const ended = await watch.run((job) => room.work({ ...job, env: { ...keys, ...job.env }, inputs: { token } }));
    expect([ended.code, ended.outputs["outcome"]]).toEqual([0, "done"]);
    const secrets = [token, ...Object.values(keys).flatMap((key) => key.trim().split("\n"))];
    for (const secret of secrets) expect(ended.masks).toContain(secret);
    const objects = await git(room.directory, ["cat-file", "--batch-all-objects", "--batch"]);
    for (const secret of secrets) {
      expect(shownBy(ended)).not.toContain(secret);
      expect(objects).not.toContain(secret);
      const log = ended.stdout.split("\n");
      const shown = log.findIndex((line) => !line.startsWith("::add-mask::") && !line.startsWith("::debug::"));
      expect(log.lastIndexOf(`::add-mask::${secret}`)).toBeLessThan(shown);
    }
  });
});

describe("many at once, and again", () => {
  test.each([2, 4])("T36 %i workers on the same new main make one commit, and all succeed", async (count) => {
    const scene = await copied(room, `race-${count}`);
    await edit(
      scene.directory,
      "main",
      release(`app/race${count}`, { [`app/race${count}`]: "a" }) as Record<string, string>,
    );
    const before = await git(scene.directory, ["rev-list", "--count", "tuf"]);
    const workers = Array.from({ length: count }, () => room.work({ repository: scene.repository }));
    const ended = await Promise.all(workers);
    expect(ended.map(({ code }) => code)).toEqual(workers.map(() => 0));
    // Two that sign in the same second make the same commit, and both are right that it is done.
    expect(ended.map(({ outputs }) => outputs["outcome"]).filter((each) => each !== "idle")).toContain("done");
    expect(await git(scene.directory, ["rev-list", "--count", "tuf"])).toBe(String(Number(before) + 1));
    const tip = await git(scene.directory, ["rev-parse", "tuf"]);
    expect(ended.map(({ outputs }) => outputs["commit"])).toEqual(workers.map(() => tip));
  });

  test("check twice is one comment that does not change; a new head edits it in place; a merge group has none", async () => {
    const { number, payload } = await room.propose("again", release("app/again", { "app/again": "a" }));
    const first = await check(payload);
    expect([first.code, first.outputs["verdict"]]).toEqual([0, "ready"]);
    const [comment] = await room.comments(number);
    const second = await check(payload);
    expect(await room.comments(number)).toEqual([comment]);
    expect(second.summary).toBe(first.summary);

    const head = await edit(room.directory, "again", { "targets/app/again.json": "{" });
    expect((await check(pullPayload(repository, head, { number }))).outputs["verdict"]).toBe("blocked");
    const [edited, ...others] = await room.comments(number);
    expect(others).toEqual([]);
    expect(edited).toMatchObject({ id: comment?.id, body: expect.stringContaining("Blocked") });

    await room.github.requests();
    const before = await stateOf(room, home);
    const group = {
      merge_group: {
        head_sha: head,
        base_sha: await git(room.directory, ["rev-parse", "main"]),
        base_ref: "refs/heads/main",
      },
      repository: { default_branch: "main" },
    };
    const queue = {
      event: "merge_group",
      ref: "refs/heads/gh-readonly-queue/main/pr-1",
      permissions: { contents: "read" },
    } as const;
    const queued = await check(group, queue);
    expect([queued.code, queued.outputs["verdict"], queued.annotations.length]).toEqual([1, "blocked", 1]);
    expect(queued.summary).toContain("Blocked");
    const good = await check(
      { merge_group: { ...group.merge_group, head_sha: await git(room.directory, ["rev-parse", "again~"]) } },
      queue,
    );
    expect([good.code, good.outputs["verdict"], good.annotations.length]).toEqual([0, "ready", 0]);
    const asked = (await room.github.requests()).filter(
      ({ url }) => url.includes("/api/") && !url.includes("issues?state"),
    );
    expect(asked).toEqual([]);
    expect(await stateOf(room, home)).toEqual(before);
  });
});
