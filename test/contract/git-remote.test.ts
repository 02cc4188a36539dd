import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import type { Store } from "../../src/git/store.ts";
import { commitTree, git } from "../support/git.ts";
import { type GitServer, type ServerFault, startGitServer } from "../support/git-server.ts";
import { IDENTITY } from "../support/store-rigs.ts";
import { at, PLAIN, sealed, text } from "../support/stores.ts";

const PUSH = { method: "POST", path: "/git-receive-pack" } as const;
const FETCH = { method: "POST", path: "/git-upload-pack" } as const;
const ASK = { method: "GET", path: "service=git-upload-pack" } as const;

let server: GitServer;
let remote: { readonly url: string; readonly directory: string };
let store: Store;
let parent: string;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  count += 1;
  remote = await server.create(`remote-${count}.git`);
  await git(remote.directory, ["config", "uploadpack.allowFilter", "true"]);
  parent = await commitTree(remote.directory, "tuf", PLAIN);
  store = openRemoteGitStore({ url: remote.url, ...IDENTITY, timeout: 3000 });
  await at(store, "tuf");
});

function tip(branch = "tuf"): Promise<string> {
  return git(remote.directory, ["rev-parse", `refs/heads/${branch}`]);
}

function commit(): Promise<string> {
  return store.commit("tuf", sealed(parent, { "metadata/1.json": "{}" }), "step");
}

async function hook(name: string, script: string): Promise<void> {
  const file = path.join(remote.directory, "hooks", name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

describe("T36: a push is a compare-and-swap", () => {
  test("a race lost before the push is refused without sending anything", async () => {
    const moved = await commitTree(remote.directory, "tuf", PLAIN, [parent]);
    await server.requests();
    await expect(commit()).rejects.toMatchObject({ code: "STORE_CONFLICT", data: { expected: parent, actual: moved } });
    expect((await server.requests()).filter(({ method }) => method === "POST")).toEqual([]);
    expect(await tip()).toBe(moved);
  });

  test("a race lost while the push is under way is refused by the server", async () => {
    await server.fault({ ...PUSH, effect: { kind: "hold" } });
    const push = commit();
    await server.held();
    const moved = await commitTree(remote.directory, "tuf", PLAIN, [parent]);
    await Promise.all([
      expect(push).rejects.toMatchObject({ code: "STORE_CONFLICT", data: { actual: moved } }),
      server.resume(),
    ]);
    expect(await tip()).toBe(moved);
  });

  test("a branch rewound while the push is under way is not overwritten", async () => {
    const second = await commitTree(remote.directory, "tuf", [["100644", "second", "2"]], [parent]);
    await server.fault({ ...PUSH, effect: { kind: "hold" } });
    const push = store.commit("tuf", sealed(second, { x: "1" }), "on second");
    await server.held();
    await git(remote.directory, ["update-ref", "refs/heads/tuf", parent]);
    await Promise.all([expect(push).rejects.toMatchObject({ code: "STORE_CONFLICT" }), server.resume()]);
    expect(await tip()).toBe(parent);
  });

  test("a ref that another process holds is a conflict, to be tried again", async () => {
    await writeFile(path.join(remote.directory, "refs", "heads", "tuf.lock"), "");
    await expect(commit()).rejects.toMatchObject({ code: "STORE_CONFLICT" });
    expect(await tip()).toBe(parent);
  });
});

describe("T38: a push that a rule refuses", () => {
  test("pre-receive: the hook's words reach the user, nothing changes", async () => {
    await hook("pre-receive", "echo 'tuf is frozen until Monday' >&2; exit 1");
    await expect(commit()).rejects.toMatchObject({
      code: "STORE_REJECTED",
      data: { reason: "pre-receive hook declined", message: "tuf is frozen until Monday" },
    });
    expect(await tip()).toBe(parent);
  });

  test("update: a protected branch refuses one ref", async () => {
    await hook("update", `[ "$1" = refs/heads/tuf ] && { printf 'protected \\033[31mbranch\\n' >&2; exit 1; }; exit 0`);
    await expect(commit()).rejects.toMatchObject({
      code: "STORE_REJECTED",
      data: { reason: "hook declined", message: expect.stringMatching(/^protected \[31mbranch/) },
    });
    await store.propose("other", [], sealed(undefined, { x: "1" }), "elsewhere");
  });

  test("a pack over the server's limit", async () => {
    await git(remote.directory, ["config", "receive.maxInputSize", "100"]);
    await expect(commit()).rejects.toMatchObject({ code: "STORE_REJECTED" });
    expect(await tip()).toBe(parent);
  });

  test("what is written passes the server's own checks, fast-forwards only", async () => {
    for (const setting of ["receive.fsckObjects", "receive.denyNonFastForwards", "receive.denyDeletes"])
      await git(remote.directory, ["config", setting, "true"]);
    expect(await tip()).toBe(parent);
    const made = await commit();
    expect(await tip()).toBe(made);
  });

  test("a refused creation leaves no branch", async () => {
    await hook("pre-receive", "exit 1");
    await expect(store.propose("new", [], sealed(undefined, { x: "1" }), "new")).rejects.toMatchObject({
      code: "STORE_REJECTED",
    });
    expect(await store.tree("new")).toBeUndefined();
  });
});

const STATUSES: readonly (readonly [number, string])[] = [
  [401, "STORE_UNAUTHORIZED"],
  [403, "STORE_FORBIDDEN"],
  [404, "STORE_NOT_FOUND"],
  [429, "RATE_LIMITED"],
  [500, "STORE_UNREACHABLE"],
  [503, "STORE_UNREACHABLE"],
];

describe("T38: HTTP failures", () => {
  test.each(STATUSES)("%i to a push is %s, nothing changes", async (status, code) => {
    await server.fault({ ...PUSH, effect: { kind: "status", status, body: "no\nway" } });
    await expect(commit()).rejects.toMatchObject({ code, data: { status, location: remote.url, message: "no" } });
    expect(await tip()).toBe(parent);
    // The failure was one request's: the same store goes on.
    const made = await commit();
    expect(await tip()).toBe(made);
  });

  test.each(STATUSES)("%i to a question is %s", async (status, code) => {
    const fresh = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    await server.fault({ ...ASK, effect: { kind: "status", status } });
    await expect(fresh.tree("tuf")).rejects.toMatchObject({ code, data: { status } });
    expect(await text(await at(fresh, "tuf"), "README")).toBe("read me");
  });

  test("a port where nobody listens, and a name that nobody has", async () => {
    const gone = await startGitServer();
    await gone.stop();
    for (const [origin, reason] of [
      [gone.origin, /^ECONNREFUSED$/],
      ["http://does-not-exist.invalid", /^(ENOTFOUND|EAI_AGAIN)$/],
    ] as const) {
      const fresh = openRemoteGitStore({ url: `${origin}/x.git`, ...IDENTITY });
      const data = { location: `${origin}/x.git`, reason: expect.stringMatching(reason) };
      await expect(fresh.tree("tuf")).rejects.toMatchObject({ code: "STORE_UNREACHABLE", data });
    }
  });

  test("a repository that does not exist, and a page that is not git", async () => {
    const missing = openRemoteGitStore({ url: `${server.origin}/missing.git`, ...IDENTITY });
    await expect(missing.tree("tuf")).rejects.toMatchObject({ code: "STORE_NOT_FOUND" });
    await server.fault({ ...ASK, effect: { kind: "status", status: 200, body: "<html>Sign in</html>" } });
    const page = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    await expect(page.tree("tuf")).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
  });
});

const LOST: readonly ServerFault["effect"][] = [
  { kind: "drop-reply" },
  { kind: "half-reply" },
  { kind: "silence-after" },
  { kind: "status-after", status: 502 },
];

describe("T38: a reply that is lost", () => {
  test.each(LOST)("after the server accepted ($kind), a second look finds the commit", async (effect) => {
    await server.fault({ ...PUSH, effect });
    const made = await commit();
    expect(await tip()).toBe(made);
    expect((await at(store, "tuf")).commit).toBe(made);
  });

  test.each(LOST)("and someone built on it meanwhile ($kind): the commit is found below", async (effect) => {
    const script = `
      [ -n "$GIT_QUARANTINE_PATH" ] && exit 0
      while read old new ref; do
        git update-ref $ref $(git commit-tree -p $new -m next $new^{tree}) $new
      done`;
    await hook("post-receive", script);
    await server.fault({ ...PUSH, effect });
    const made = await commit();
    expect(await git(remote.directory, ["rev-parse", "tuf^"])).toBe(made);
  });

  test.each([{ kind: "close" }, { kind: "silence" }] as const)(
    "before the server saw it ($kind), it is a failure",
    async (effect) => {
      await server.fault({ ...PUSH, effect });
      await expect(commit()).rejects.toMatchObject({ code: "STORE_UNREACHABLE", data: { ref: "refs/heads/tuf" } });
      expect(await tip()).toBe(parent);
    },
  );

  test("before the server saw it, and another's commit is in place: a conflict", async () => {
    await server.fault({ ...PUSH, effect: { kind: "hold-close" } });
    const push = commit();
    await server.held();
    const moved = await commitTree(remote.directory, "tuf", PLAIN, [parent]);
    await Promise.all([
      expect(push).rejects.toMatchObject({ code: "STORE_CONFLICT", data: { actual: moved } }),
      server.resume(),
    ]);
  });

  test("and the branch was rewritten: nobody can know, and it is no success", async () => {
    await server.fault({ ...PUSH, effect: { kind: "hold-close" } });
    const push = commit();
    await server.held();
    await commitTree(remote.directory, "tuf", [["100644", "unrelated", "history"]]);
    await Promise.all([expect(push).rejects.toMatchObject({ code: "STORE_UNKNOWN_RESULT" }), server.resume()]);
  });

  test("and the second look fails too: the result is unknown, never a success", async () => {
    await server.fault({ ...PUSH, effect: { kind: "drop-reply" } });
    await server.fault({ ...FETCH, effect: { kind: "status", status: 500 } });
    await expect(commit()).rejects.toMatchObject({
      code: "STORE_UNKNOWN_RESULT",
      data: { ref: "refs/heads/tuf", reply: "unclear" },
    });
  });

  test("an accepted push is not believed without the second look", async () => {
    await server.fault({ ...FETCH, effect: { kind: "status", status: 500 } });
    await expect(commit()).rejects.toMatchObject({ code: "STORE_UNKNOWN_RESULT", data: { reply: "accepted" } });
  });
});
