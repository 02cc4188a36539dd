import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/git/store.ts";
import { git, temporary, tryGit, writeTree } from "../support/git.ts";
import { runs } from "../support/runs.ts";
import { LOCAL_RIGS, REMOTE_RIGS, type Rig, stopServer } from "../support/store-rigs.ts";
import { at, PLAIN, sealed, text } from "../support/stores.ts";

type Edits = readonly (readonly [string, string | null])[];

// Few names, so that files and directories of one name meet; "a.b", "a0" and "a-b" sort around "a/".
const name = fc.constantFrom("a", "a.b", "a0", "a-b", "b");
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const content = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom("1", "2", "") },
  { weight: 1, arbitrary: fc.constant(null) },
);
const edits: fc.Arbitrary<Edits> = fc
  .uniqueArray(fc.tuple(path, content), { minLength: 1, maxLength: 6, selector: ([each]) => each })
  .filter(
    (list) =>
      !list.some(
        ([each, text]) =>
          text !== null && list.some(([other, below]) => below !== null && other.startsWith(`${each}/`)),
      ),
  );

/** What the edits mean, on a flat list of files. */
function applied(files: ReadonlyMap<string, string>, step: Edits): Map<string, string> {
  const after = new Map(files);
  const clear = (path: string): void => {
    for (const each of [...after.keys()]) if (each === path || each.startsWith(`${path}/`)) after.delete(each);
  };
  for (const [path, text] of step) if (text === null) clear(path);
  for (const [path, text] of step) {
    if (text === null) continue;
    clear(path);
    for (const each of [...after.keys()]) if (path.startsWith(`${each}/`)) after.delete(each);
    after.set(path, text);
  }
  return after;
}

let scratch: Awaited<ReturnType<typeof temporary>>;
let blobs: ReadonlyMap<string, string>;
let properties = 0;

beforeAll(async () => {
  scratch = await temporary();
  await git(scratch.path, ["init", "-q", "--bare", "."]);
  const hashed = ["1", "2", ""].map(async (text) => {
    return [text, await git(scratch.path, ["hash-object", "-w", "--stdin"], { input: text })] as const;
  });
  blobs = new Map(await Promise.all(hashed));
});
afterAll(async () => {
  await scratch.remove();
  await stopServer();
});

describe.each([...LOCAL_RIGS, ...REMOTE_RIGS])("what a commit writes: $name", ({ make }) => {
  let rig: Rig;
  let store: Store;

  beforeEach(async () => {
    rig = await make();
    store = await rig.open();
  });
  afterEach(() => rig.remove());

  test("files are added, changed and deleted; an emptied directory goes", async () => {
    const parent = await rig.seed("main", PLAIN);
    const before = await at(store, parent);
    await store.commit(
      "main",
      sealed(parent, { "a/deep/er/file": null, "a/new": "n", README: "changed", "no/such/file": null }),
      "edit",
    );
    const after = await at(store, "main");
    expect(await text(after, "README")).toBe("changed");
    expect((await after.list("a")).map(({ name }) => name)).toEqual(["new"]);
    expect((await after.entry("no"))?.id).toBeUndefined();
    expect((await after.entry("naïve"))?.id).toBe((await before.entry("naïve"))?.id);
    await store.commit("main", sealed(after.commit, { "a/new": null }), "empty a");
    expect((await (await at(store, "main")).entry("a"))?.id).toBeUndefined();
  });

  test("the last file may go, and another come", async () => {
    const only = await rig.seed("main", [["100644", "only/file", "x"]]);
    const empty = await store.commit("main", sealed(only, { "only/file": null }), "nothing left");
    expect(await (await at(store, "main")).list("")).toEqual([]);
    await store.commit("main", sealed(empty, { again: "x" }), "again");
    expect(await text(await at(store, "main"), "again")).toBe("x");
  });

  test("a file gives way to a directory and a directory to a file", async () => {
    const parent = await rig.seed("main", PLAIN);
    const second = await store.commit("main", sealed(parent, { "README/below": "b", a: "file now" }), "swap");
    const swapped = await at(store, second);
    expect(await text(swapped, "README/below")).toBe("b");
    expect(await text(swapped, "a")).toBe("file now");
    await store.commit(
      "main",
      sealed(second, { a: null, "a/back": "1", "README/below": null, README: "again" }),
      "back",
    );
    const back = await at(store, "main");
    expect(await text(back, "a/back")).toBe("1");
    expect(await text(back, "README")).toBe("again");
    await expect(store.commit("main", sealed(back.commit, { x: "1", "x/y": "2" }), "both")).rejects.toMatchObject({
      code: "STORE_PATH_CONFLICT",
      data: { path: "x" },
    });
  });

  test("a graft places objects that exist, whole trees without reading them", async () => {
    const main = await at(store, await rig.seed("main", PLAIN));
    const tuf = await rig.seed("tuf", [["100644", "source/old", "old"]]);
    const [tree, blob] = [(await main.entry("a"))?.id, (await main.entry("README"))?.id];
    const grafts = { "source/a": tree ?? "", "source/copy": blob ?? "", "source/old": null };
    const next = await store.commit("tuf", sealed(tuf, { "source/a/added": "+" }, grafts), "graft");
    const after = await at(store, next);
    expect((await after.entry("source/a/deep"))?.id).toBe((await main.entry("a/deep"))?.id);
    expect(await text(after, "source/copy")).toBe("read me");
    expect(await text(after, "source/a/added")).toBe("+");
    expect((await after.entry("source/old"))?.id).toBeUndefined();
    const nothing = "0123456789012345678901234567890123456789";
    for (const id of [nothing, next])
      await expect(store.commit("tuf", sealed(next, {}, { source: id }), "graft")).rejects.toMatchObject({
        code: "STORE_OBJECT_MISSING",
      });
    await expect(store.commit("tuf", sealed(next, { x: "1" }, { x: blob ?? "" }), "twice")).rejects.toMatchObject({
      code: "STORE_PATH_CONFLICT",
    });
  });

  test("paths that git would not check out are refused, and nothing changes", async () => {
    const parent = await rig.seed("main", PLAIN);
    const bad = ["", "/a", "a/", "a//b", "./a", "a/../b", ".git/config", "a/.GIT/hooks/x", "git~1/x", "a\\b", "a\0b"];
    for (const path of bad)
      await expect(store.commit("main", sealed(parent, { ok: "x", [path]: "x" }), "bad")).rejects.toMatchObject({
        code: "STORE_PATH_INVALID",
      });
    expect((await at(store, "main")).commit).toBe(parent);
  });

  test("git finds the repository sound and the history readable", async () => {
    const first = await store.commit(
      "main",
      sealed(undefined, { "a/b/c": "1\n", "a.b": "2\n", "a-b": "3\n" }),
      "first\n\nbody",
    );
    await store.commit("main", sealed(first, { "a/b/c": "one\n", "a.b": null, a0: "4\n" }), "second");
    if (rig.directory === undefined) return;
    const { code, stdout, stderr } = await tryGit(rig.directory, ["fsck", "--strict", "--full"]);
    expect({ code, output: stdout.toString() + stderr }).toEqual({
      code: 0,
      output: expect.not.stringMatching(/error|warning/),
    });
    const log = await git(rig.directory, ["log", "-p", "--format=%an <%ae> %at %cn %ct%n%B", "main"]);
    expect(log).toContain("Kaprien <kaprien@example.org> 1893456000 Kaprien 1893456000\nsecond\n");
    expect(log).toContain("-1\n+one\n");
    expect(await git(rig.directory, ["cat-file", "commit", first])).toMatch(/\nfirst\n\nbody$/);
  });

  test("any edits make the tree that git makes of them", async () => {
    await fc.assert(
      fc.asyncProperty(edits, fc.array(edits, { minLength: 1, maxLength: 4 }), async (first, later) => {
        const branch = `property-${++properties}`;
        let files = new Map<string, string>();
        let parent: string | undefined;
        for (const step of [first, ...later]) {
          files = applied(files, step);
          parent = await store.commit(branch, sealed(parent, Object.fromEntries(step)), "step");
          const items = Array.from(
            files,
            ([path, content]) => ["100644", path, { id: blobs.get(content) ?? "" }] as const,
          );
          expect((await (await at(store, parent)).entry(""))?.id).toBe(await writeTree(scratch.path, items));
        }
      }),
      // The rules are the same code everywhere; what each store adds is seen in a few.
      runs(rig.directory === undefined ? 60 : 5),
    );
  });
});
