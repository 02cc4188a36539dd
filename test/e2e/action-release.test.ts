import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fetchUrl } from "../../src/client/http/fetch.ts";
import { temporaryMemory } from "../../src/client/memory.ts";
import { tufJs } from "../../src/client/tuf-js/tuf-js.ts";
import type { ActionEnded } from "../support/action.ts";
import { type ActionWorld, openActionWorld, repository } from "../support/action-world.ts";
import { git, temporary } from "../support/git.ts";
import { filesOf } from "../support/world.ts";

let room: ActionWorld;
let folder: Awaited<ReturnType<typeof temporary>>;
let assets: Server;
let origin: string;

beforeAll(async () => {
  folder = await temporary();
  // Where the release's files are downloaded from, and where the site is served.
  assets = createServer(async (request, response) => {
    const file = path.join(folder.path, decodeURIComponent(new URL(request.url ?? "", "http://x").pathname));
    const bytes = await readFile(file).catch(() => undefined);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((resolve) => assets.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(assets.address() as { port: number }).port}`;
  room = await openActionWorld({ config: { publish: { to: "pages", fetch: true } } });
  await room.work();
  await mkdir(path.join(folder.path, "assets"), { recursive: true });
  await writeFile(path.join(folder.path, "assets/tool+1.tar.gz"), "the tool\n".repeat(1000));
  await writeFile(path.join(folder.path, "assets/notes.txt"), "notes\n");
});
afterAll(async () => {
  await room.stop();
  assets.close();
  await folder.remove();
});
afterEach(async () => expect(await room.github.violations()).toEqual([]));

const inputs = { mode: "register", release: "tool/1.0", files: "assets/*.gz\nassets/notes.txt", strip: "assets" };

function register(more: Record<string, string> = {}, permissions = {}): Promise<ActionEnded> {
  return room.run({
    event: "release",
    payload: { repository: { default_branch: "main" } },
    ref: "refs/tags/v1.0",
    workspace: folder.path,
    permissions: { contents: "write", "pull-requests": "write", ...permissions },
    inputs: { ...inputs, url: `${origin}/assets/{name}`, ...more },
  });
}

const pulls = async (): Promise<readonly { number: number; title: string; body: string; head: { ref: string } }[]> =>
  (await room.github.as(room.maintainer)(`GET /repos/${repository}/pulls?state=open`)).body;

describe("a release from a workflow of its own", () => {
  test("register opens one pull request, with a verdict on it, however often and at once it runs", async () => {
    const first = await register();
    expect([first.code, first.outputs["outcome"], first.outputs["verdict"]]).toEqual([0, "proposed", "ready"]);
    const [pull, ...others] = await pulls();
    expect(others).toEqual([]);
    expect(first.outputs["pull-request"]).toBe(String(pull?.number));
    expect(pull).toMatchObject({ title: "Release tool 1.0", head: { ref: "kaprien/tool/1.0" } });
    expect(pull?.body).toContain("2 targets");
    const text = await git(room.directory, ["show", "kaprien/tool/1.0:targets/tool/1.0.json"]);
    expect(JSON.parse(text)).toMatchObject({
      targets: [
        { path: "tool/1.0/notes.txt", length: 6, url: `${origin}/assets/notes.txt` },
        { path: "tool/1.0/tool+1.tar.gz", length: 9000, url: `${origin}/assets/tool%2B1.tar.gz` },
      ],
      source: { repository, workflow: "release" },
    });
    const comments = await room.comments(pull?.number ?? 0);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining("**Ready to merge**")]);

    const again = await Promise.all([register(), register()]);
    expect(again.map(({ code }) => code)).toEqual([0, 0]);
    expect(again.map(({ outputs }) => outputs["pull-request"])).toEqual([String(pull?.number), String(pull?.number)]);
    expect(again[0].outputs["changed"]).toBe("false");
    expect((await pulls()).length).toBe(1);
    expect(await git(room.directory, ["rev-list", "--count", "main..kaprien/tool/1.0"])).toBe("1");
  });

  test("built again with other bytes, the same pull request is brought up to date", async () => {
    const before = (await pulls())[0]?.number;
    await writeFile(path.join(folder.path, "assets/notes.txt"), "better notes\n");
    const ended = await register();
    expect([ended.code, ended.outputs["pull-request"]]).toEqual([0, String(before)]);
    const text = await git(room.directory, ["show", "kaprien/tool/1.0:targets/tool/1.0.json"]);
    expect(JSON.parse(text).targets[0].length).toBe(13);
    expect((await pulls()).length).toBe(1);
  });

  test("auto-merge is asked for, and a forge that will not is only a warning", async () => {
    const asked = await register({ "auto-merge": "squash" });
    expect(asked.code).toBe(0);
    await room.github.settle(repository, { autoMerge: false });
    const ended = await register({ "auto-merge": "merge" });
    expect(ended.code).toBe(0);
    await room.github.settle(repository, { autoMerge: true });
  });

  test("merged, it is signed, and published to a fresh directory with its bytes; a client downloads", async () => {
    const [pull] = await pulls();
    const merged = await room.github.as(room.maintainer)(`PUT /repos/${repository}/pulls/${pull?.number}/merge`, {});
    expect(merged.status).toBe(200);
    expect((await room.work()).outputs["outcome"]).toBe("done");

    await room.github.settle(repository, { pages: "workflow" });
    const ended = await room.run({
      event: "push",
      payload: { repository: { default_branch: "main" } },
      workspace: folder.path,
      permissions: { contents: "read", pages: "write" },
      inputs: { mode: "publish" },
    });
    expect([ended.code, ended.outputs["outcome"], ended.outputs["site"]]).toEqual([0, "published", "_site"]);
    expect(ended.outputs["commit"]).toBe(await git(room.directory, ["rev-parse", "tuf"]));
    const root = await readFile(path.join(folder.path, "_site/metadata/1.root.json"));
    const client = await tufJs.update({
      fetch: fetchUrl,
      metadata: `${origin}/_site/metadata`,
      memory: temporaryMemory(new Map([["root", root]])),
      now: room.world.clock.now(),
    });
    const from = { fetch: fetchUrl, base: `${origin}/_site/targets` };
    const found = await client.download("tool/1.0/tool+1.tar.gz", from, { part: path.join(folder.path, "downloaded") });
    expect(found?.length).toBe(9000);
    expect(await readFile(path.join(folder.path, "downloaded"), "utf8")).toBe("the tool\n".repeat(1000));
  });

  test("an address that gives nothing any more costs its file alone: the step says so, and the site is good to deploy", async () => {
    await rm(path.join(folder.path, "assets/notes.txt"));
    await rm(path.join(folder.path, "_site"), { recursive: true });
    const ended = await room.run({
      event: "schedule",
      payload: { repository: { default_branch: "main" } },
      workspace: folder.path,
      permissions: { contents: "read", pages: "write" },
      inputs: { mode: "publish" },
    });
    expect([ended.code, ended.outputs["outcome"]]).toEqual([1, "published"]);
    expect(JSON.parse(ended.outputs["findings"] ?? "")).toMatchObject([{ code: "TARGET_URL_FAILED" }]);
    expect(ended.annotations).toMatchObject([{ level: "error", title: "Kaprien: TARGET_URL_FAILED" }]);
    expect(ended.summary).toContain("notes.txt");
    expect(existsSync(path.join(folder.path, "_site/metadata/timestamp.json"))).toBe(true);
    await writeFile(path.join(folder.path, "assets/notes.txt"), "better notes\n");
  });

  test("registered again after the merge, there is nothing to propose", async () => {
    const ended = await register();
    expect([ended.code, ended.outputs["outcome"], ended.outputs["changed"]]).toEqual([0, "merged", "false"]);
    expect(await pulls()).toEqual([]);
  });

  test("the monitor reads the site, and keeps one issue while something is wrong", async () => {
    const monitor = (more: Record<string, string> = {}, from = `${origin}/_site`): Promise<ActionEnded> =>
      room.run({
        event: "schedule",
        payload: {},
        permissions: { contents: "read", issues: "write" },
        inputs: { mode: "monitor", from, "valid-in": "2d", "offline-valid-in": "30d", ...more },
      });
    const issues = async (): Promise<readonly { title: string; state: string }[]> =>
      (await room.github.as(room.maintainer)(`GET /repos/${repository}/issues?state=all`)).body.filter(
        (issue: { pull_request?: object }) => issue.pull_request === undefined,
      );
    const good = await monitor();
    expect([good.code, good.outputs["outcome"]]).toEqual([0, "good"]);
    expect(await issues()).toEqual([]);
    const soon = await monitor({ "valid-in": "20d" });
    expect([soon.code, soon.outputs["outcome"]]).toEqual([5, "expiring"]);
    expect(await issues()).toMatchObject([{ state: "open", title: expect.stringContaining("Expiring") }]);
    const broken = await monitor({}, `${origin}/nowhere`);
    expect([broken.code, broken.outputs["outcome"]]).toEqual([1, "broken"]);
    expect(await issues()).toMatchObject([{ state: "open", title: expect.stringContaining("Broken") }]);
    await monitor();
    expect(await issues()).toMatchObject([{ state: "closed" }]);
  });

  test("publish to a branch, in one commit, and not again", async () => {
    const publish = (): Promise<ActionEnded> =>
      room.run({
        event: "push",
        payload: { repository: { default_branch: "main" } },
        permissions: { contents: "write" },
        inputs: { mode: "publish", to: "branch:gh-pages" },
      });
    const first = await publish();
    expect([first.code, first.outputs["site"], first.outputs["changed"]]).toEqual([0, "branch:gh-pages", "true"]);
    const files = await filesOf(await room.world.tip("gh-pages"));
    expect(files.has("metadata/timestamp.json") && files.has("metadata/1.root.json")).toBe(true);
    const second = await publish();
    expect([second.code, second.outputs["changed"]]).toEqual([0, "false"]);
    expect(await git(room.directory, ["rev-list", "--count", "gh-pages"])).toBe("1");
  });

  test("commits that the forge signs: same tree and parent, Verified, and nothing left behind", async () => {
    await room.world.merge({ "targets/tool/1.0.json": null });
    const before = await git(room.directory, ["rev-parse", "tuf"]);
    const ended = await room.work({ inputs: { "verified-commits": "true" } });
    expect([ended.code, ended.outputs["outcome"]]).toEqual([0, "done"]);
    const commit = await git(room.directory, ["cat-file", "commit", "tuf"]);
    expect(commit).toContain("gpgsig ");
    expect(await git(room.directory, ["rev-parse", "tuf^"])).toBe(before);
    expect(ended.outputs["commit"]).toBe(await git(room.directory, ["rev-parse", "tuf"]));
    expect(await git(room.directory, ["for-each-ref", "refs/kaprien"])).toBe("");
    expect(await room.world.targets()).toEqual({});
  });
});
