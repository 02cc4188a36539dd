import { once } from "node:events";
import { chmod, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FLUSH, packet } from "../../src/git/http/packet.ts";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import { openGitStore } from "../../src/git/local/store.ts";
import { pack } from "../../src/git/objects/pack.ts";
import type { Refs, Store } from "../../src/git/store.ts";
import { commitTree, git, temporary } from "../support/git.ts";
import { IDENTITY } from "../support/store-rigs.ts";
import { PLAIN } from "../support/stores.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let directory: string;
let store: Store & Refs;

beforeEach(async () => {
  folder = await temporary();
  directory = path.join(folder.path, "clone.git");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", directory]);
  await commitTree(directory, "main", PLAIN);
  store = await openGitStore({ directory, ...IDENTITY });
});
afterEach(() => folder.remove());

const everyBranch = "+refs/heads/*:refs/remotes/origin/*";

async function remote(name: string, ...refspecs: readonly string[]): Promise<void> {
  await git(directory, ["config", `remote.${name}.url`, "https://git.example/acme/app"]);
  for (const refspec of refspecs) await git(directory, ["config", "--add", `remote.${name}.fetch`, refspec]);
}

describe("T89: a branch of origin's that is not here", () => {
  const ask = (branch: string): Promise<unknown> => store.tree(`refs/remotes/origin/${branch}`);
  const unknown = (command: string): object => ({ code: "STORE_BRANCH_UNKNOWN", data: { command } });

  test.each([
    ["no remote", []],
    ["every branch is fetched", [everyBranch]],
    ["each kind of branch is fetched", ["+refs/heads/t*:refs/remotes/origin/t*", "refs/heads/event/*:refs/copies/*"]],
    ["another is left out", [everyBranch, "^refs/heads/other", "^refs/heads/evening/*"]],
    ["a mirror", ["+refs/*:refs/*"]],
    ["a bare clone", undefined],
  ])("is missing: %s", async (_, refspecs) => {
    if (refspecs?.length !== 0) await remote("origin", ...(refspecs ?? []));
    expect(await ask("tuf")).toBeUndefined();
    expect(await store.refs("event/")).toEqual(new Map());
  });

  const widen = "git remote set-branches origin '*' && git fetch origin";
  test.each([
    [["+refs/heads/main:refs/remotes/origin/main"]],
    [["+refs/heads/t*f-*:refs/remotes/origin/t*"]],
    [[everyBranch, "^refs/heads/*"]],
    [[everyBranch, "^refs/heads/tuf", "^refs/heads/event/a"]],
    [["+refs/tags/*:refs/tags/*"]],
  ])("is not known where only some are fetched: %j", async (refspecs) => {
    await remote("origin", ...refspecs);
    await expect(ask("tuf")).rejects.toMatchObject(unknown(widen));
    await expect(store.refs("event/")).rejects.toMatchObject(unknown(widen));
    expect(await store.tree("tuf")).toBeUndefined();
  });

  test("is not known in a shallow clone, whatever is fetched", async () => {
    await writeFile(path.join(directory, "shallow"), `${await git(directory, ["rev-parse", "main"])}\n`);
    await expect(ask("tuf")).rejects.toMatchObject(unknown(`git fetch --unshallow <address> '${everyBranch}'`));
    await remote("origin", everyBranch);
    await expect(ask("tuf")).rejects.toMatchObject(unknown("git fetch --unshallow origin"));
    await expect(store.refs("event/")).rejects.toMatchObject(unknown("git fetch --unshallow origin"));
    await git(directory, ["update-ref", "refs/remotes/origin/tuf", "main"]);
    expect(await ask("tuf")).toBeDefined();
  });

  test("is not known where another remote has one of that name", async () => {
    await remote("origin", everyBranch);
    await remote("my.team", "+refs/heads/*:refs/remotes/my.team/*");
    await git(directory, ["update-ref", "refs/remotes/my.team/tuf", "main"]);
    await expect(ask("tuf")).rejects.toMatchObject(unknown("git fetch my.team tuf:tuf"));
    expect(await ask("other")).toBeUndefined();
  });
});

describe("T89: refs and files that cannot be read", () => {
  test("a branch that points to one that is gone is damaged; a HEAD may be ahead of its branch", async () => {
    await git(directory, ["symbolic-ref", "refs/heads/event/a", "refs/heads/gone"]);
    await git(directory, ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"]);
    await git(directory, ["symbolic-ref", "HEAD", "refs/heads/later"]);
    for (const read of [store.tree("event/a"), store.refs("event/")])
      await expect(read).rejects.toMatchObject({
        code: "STORE_CORRUPT",
        data: { reason: "refs/heads/event/a points to refs/heads/gone, which is not there" },
      });
    expect(await store.tree("HEAD")).toBeUndefined();
    expect(await store.tree("refs/remotes/origin/HEAD")).toBeUndefined();
    expect([...(await store.refs("m")).keys()]).toEqual(["main"]);
  });

  test("what the file system refuses is no missing ref", async () => {
    await symlink("tuf", path.join(directory, "refs/heads/tuf"));
    await expect(store.tree("tuf")).rejects.toMatchObject({
      code: "STORE_FILES",
      data: { location: directory, reason: expect.stringContaining("ELOOP") },
    });
  });
});

describe("T89: packs that do not hold what they should", () => {
  test.each([
    ["cut off", "pack", "STORE_CORRUPT", async (file: string) => truncate(file, 40)],
    ["missing, and its index there", "pack", "STORE_CORRUPT", async (file: string) => rm(file)],
    ["there, and its index cut off", "idx", "STORE_CORRUPT", async (file: string) => truncate(file, 20)],
    ["there, and its index missing", "idx", "STORE_OBJECT_MISSING", async (file: string) => rm(file)],
  ])("one that is %s", async (_, extension, code, damage) => {
    await git(directory, ["gc", "-q"]);
    const packs = path.join(directory, "objects", "pack");
    const file = (await readdir(packs)).find((name) => name.endsWith(extension)) ?? "";
    await chmod(path.join(packs, file), 0o644);
    await damage(path.join(packs, file));
    await expect(store.tree("main")).rejects.toMatchObject({ code });
  });

  test("a server that names a commit and sends a pack without it, or a list of refs that it breaks off", async () => {
    const commit = await git(directory, ["rev-parse", "main"]);
    const refs = [packet(`${commit} refs/heads/tuf\n`), FLUSH];
    const answers = { refs: Buffer.concat(refs) };
    const packfile = packet("packfile\n");
    const nothing = pack([]);
    const band = Buffer.concat([
      Buffer.from((nothing.length + 5).toString(16).padStart(4, "0")),
      Buffer.of(1),
      nothing,
    ]);
    const server = createServer(async (request, response) => {
      const body = await text(request);
      const capabilities = ["version 2\n", "ls-refs\n", "fetch=filter\n", "object-format=sha1\n"].map(packet);
      if (request.method === "GET") response.end(Buffer.concat([...capabilities, FLUSH]));
      else response.end(body.includes("command=ls-refs") ? answers.refs : Buffer.concat([packfile, band, FLUSH]));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app`;
      const remote = openRemoteGitStore({ url, ...IDENTITY });
      const missing = { code: "STORE_OBJECT_MISSING", data: { object: commit } };
      await expect(remote.tree("tuf")).rejects.toMatchObject(missing);
      await expect(remote.tree("tuf")).rejects.toMatchObject(missing);
      expect(await remote.tree("other")).toBeUndefined();
      for (const broken of [[FLUSH.subarray(1)], refs.slice(0, 1), [packet("refs/heads/tuf\n"), FLUSH], []]) {
        answers.refs = Buffer.concat(broken);
        await expect(remote.tree("tuf")).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
