import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../src/base/fault.ts";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import { openStore } from "../../src/git/open.ts";
import { commitTree, git, type TreeItem } from "../support/git.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { IDENTITY } from "../support/store-rigs.ts";
import { at, PLAIN, sealed, text } from "../support/stores.ts";

let server: GitServer;
let remote: { readonly url: string; readonly directory: string };
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  count += 1;
  remote = await server.create(`remote-${count}.git`);
  await git(remote.directory, ["config", "uploadpack.allowFilter", "true"]);
  await server.protect(undefined);
});

/** A directory over the size that is fetched as a whole. */
const BINS: readonly TreeItem[] = Array.from({ length: 300 }, (_, index) => [
  "100644",
  `bins/${index}.json`,
  `{"bin":${index},"text":"${"similar ".repeat(100)}"}`,
]);

describe("reading over HTTP", () => {
  test("packed refs, packed and deltified objects", async () => {
    const commit = await commitTree(remote.directory, "main", BINS);
    await git(remote.directory, ["gc", "-q", "--aggressive"]);
    for (const filter of ["true", "false"]) {
      await git(remote.directory, ["config", "uploadpack.allowFilter", filter]);
      const store = openRemoteGitStore({ url: remote.url, ...IDENTITY });
      const tree = await at(store, "main");
      expect(tree.commit).toBe(commit);
      for (const name of ["0", "7", "299"]) expect(await text(tree, `bins/${name}.json`)).toContain(`{"bin":${name},`);
    }
  });

  test("files asked for together come in one request, and only once", async () => {
    await commitTree(remote.directory, "main", BINS);
    const store = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    const tree = await at(store, "main");
    await tree.list("bins");
    await server.requests();
    const read = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 50 }, (_, index) => tree.read(`bins/${index}.json`)));
    await read();
    await read();
    expect((await server.requests()).length).toBe(1);
  });

  test("a small directory comes as a whole", async () => {
    await commitTree(remote.directory, "main", PLAIN);
    const tree = await at(openRemoteGitStore({ url: remote.url, ...IDENTITY }), "main");
    await server.requests();
    for (const name of ["README", "a.json", "a-b"]) await tree.read(name);
    expect((await server.requests()).length).toBe(1);
  });

  test("what another pushed is seen at once; an earlier commit is found by its id", async () => {
    const first = await commitTree(remote.directory, "main", [["100644", "file", "1"]]);
    const store = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    await at(store, "main");
    const second = await commitTree(remote.directory, "main", [["100644", "file", "2"]], [first]);
    const tree = await at(store, "main");
    expect([tree.commit, tree.parents, await text(tree, "file")]).toEqual([second, [first], "2"]);
    const fresh = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    expect(await text(await at(fresh, first), "file")).toBe("1");
  });

  test("walking back through a long history takes a few requests, and its trees can be read", async () => {
    const stream = Array.from({ length: 500 }, (_, n) =>
      [`commit refs/heads/main`, `committer A <a@example.org> ${n} +0000`, "data 0", `M 100644 inline file`].concat([
        `data ${String(n).length}`,
        String(n),
        "",
      ]),
    );
    await git(remote.directory, ["fast-import", "--quiet"], { input: `${stream.flat().join("\n")}\n` });
    const store = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    let tree = await at(store, "main");
    await server.requests();
    let count = 0;
    for (let next = tree.parents[0]; next !== undefined; next = tree.parents[0]) {
      tree = await at(store, next);
      count += 1;
    }
    expect(count).toBe(499);
    expect((await server.requests()).length).toBeLessThan(8);
    expect(await text(tree, "file")).toBe("0");
  });

  test("a token is not sent in clear text to another machine", () => {
    for (const url of ["http://git.example/acme/app", "http://user:secret@10.0.0.1/acme/app"]) {
      const open = (): unknown =>
        openRemoteGitStore({ url, ...(url.includes("@") ? {} : { token: "t" }), ...IDENTITY });
      expect(open).toThrow(expect.objectContaining({ code: "STORE_CLEARTEXT" }));
    }
    for (const url of [
      "https://git.example/acme/app",
      "http://localhost:1/x",
      "http://127.0.0.1:1/x",
      "http://[::1]:1/x",
    ])
      expect(() => openRemoteGitStore({ url, token: "t", ...IDENTITY })).not.toThrow();
  });

  test("a repository without a commit has no branches, and takes its first", async () => {
    const store = await openStore(remote.url, IDENTITY);
    for (const ref of ["main", "HEAD"]) expect(await store.tree(ref)).toBeUndefined();
    const first = await store.commit("main", sealed(undefined, { file: "1" }), "first");
    expect(await git(remote.directory, ["rev-parse", "main"])).toBe(first);
    expect((await at(store, "HEAD")).commit).toBe(first);
  });

  test("a ref is found by its full name, and not by one that begins the same", async () => {
    const commit = await commitTree(remote.directory, "main-line", PLAIN);
    await git(remote.directory, ["update-ref", "refs/pull/1/head", commit]);
    const store = openRemoteGitStore({ url: remote.url, ...IDENTITY });
    expect((await at(store, "refs/pull/1/head")).commit).toBe(commit);
    expect(await store.tree("main")).toBeUndefined();
  });
});

describe("credentials", () => {
  test("a token is sent as basic authentication and appears in no fault", async () => {
    await commitTree(remote.directory, "main", PLAIN);
    await server.protect("x-access-token", "s3cret-t0ken");
    const store = await openStore(remote.url, { ...IDENTITY, token: "s3cret-t0ken" });
    expect(await text(await at(store, "main"), "README")).toBe("read me");
    for (const token of ["wrong-t0ken", undefined]) {
      const stranger = await openStore(remote.url, { ...IDENTITY, ...(token === undefined ? {} : { token }) });
      const fault = await stranger.tree("main").catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: "STORE_UNAUTHORIZED", data: { status: 401, location: remote.url } });
      expect(JSON.stringify([fault, String(fault)])).not.toContain("wrong-t0ken");
    }
  });

  test("a name and password in the address are used and not shown", async () => {
    await commitTree(remote.directory, "main", PLAIN);
    await server.protect("ann", "pass:w@rd");
    const address = remote.url.replace("://", `://ann:${encodeURIComponent("pass:w@rd")}@`);
    expect((await at(await openStore(address, IDENTITY), "main")).parents).toEqual([]);
    await server.protect("ann", "other");
    const fault = await (await openStore(address, IDENTITY)).tree("main").catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(JSON.stringify([fault, String(fault)])).not.toMatch(/pass|ann/);
  });

  test("a redirect to another host is refused and never sees the token", async () => {
    const other = await startGitServer();
    try {
      const { url } = await other.create("elsewhere.git");
      const effect = {
        kind: "status",
        status: 302,
        headers: { Location: `${url}/info/refs?service=git-upload-pack` },
      } as const;
      await server.fault({ method: "GET", path: "info/refs", effect });
      const store = await openStore(remote.url, { ...IDENTITY, token: "s3cret-t0ken" });
      await expect(store.tree("main")).rejects.toMatchObject({
        code: "STORE_REDIRECTED",
        data: { location: remote.url, to: other.origin },
      });
      expect(await other.requests()).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  test("a redirect on the same host is followed, a circle of them is not", async () => {
    const commit = await commitTree(remote.directory, "main", PLAIN);
    const where = { method: "GET", path: "info/refs" } as const;
    const headers = { Location: `${remote.url}/info/refs?service=git-upload-pack` };
    await server.fault({ ...where, effect: { kind: "status", status: 301, headers } });
    expect((await at(await openStore(remote.url, IDENTITY), "main")).commit).toBe(commit);
    await server.fault({ ...where, times: 20, effect: { kind: "status", status: 301, headers } });
    await expect((await openStore(remote.url, IDENTITY)).tree("main")).rejects.toMatchObject({
      code: "STORE_REDIRECTED",
    });
  });
});
