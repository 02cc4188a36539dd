import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { brand, type Sealed } from "../../src/git/sealed.ts";
import type { Store } from "../../src/git/store.ts";
import { git } from "../support/git.ts";
import { LOCAL_RIGS, REMOTE_RIGS, type Rig, stopServer } from "../support/store-rigs.ts";
import { at, everything, PLAIN, sealed, text, writes } from "../support/stores.ts";

afterAll(stopServer);

describe.each([...LOCAL_RIGS, ...REMOTE_RIGS])("store: $name", ({ make }) => {
  let rig: Rig;
  let store: Store;

  beforeEach(async () => {
    rig = await make();
    store = await rig.open();
  });
  afterEach(() => rig.remove());

  test("a ref that is not there is undefined, in an empty repository as well", async () => {
    for (const ref of ["main", "HEAD", "refs/pull/1/head", "refs/remotes/origin/main"])
      expect(await store.tree(ref)).toBeUndefined();
    await rig.seed("main", PLAIN);
    expect(await store.tree("other")).toBeUndefined();
    expect((await at(store, "HEAD")).commit).toBe((await at(store, "main")).commit);
  });

  test("reads, lists and names what git wrote", async () => {
    const commit = await rig.seed("main", PLAIN);
    for (const ref of ["main", "HEAD", "refs/heads/main", commit]) {
      const tree = await at(store, ref);
      expect(tree.commit).toBe(commit);
      expect(await text(tree, "a/deep/er/file")).toBe("deep");
    }
    const tree = await at(store, "main");
    expect((await tree.list("")).map(({ name, kind }) => [name, kind])).toEqual([
      ["README", "file"],
      ["a-b", "file"],
      ["a.json", "file"],
      ["a", "directory"],
      ["naïve", "directory"],
    ]);
    expect(await text(tree, "naïve/ключ")).toBe("not ASCII");
    for (const missing of ["nothing", "a/nothing", "README/below", "a//deep"]) {
      expect(await tree.read(missing)).toBeUndefined();
      expect((await tree.entry(missing))?.id).toBeUndefined();
      expect(await tree.list(missing)).toEqual([]);
    }
    expect(await tree.list("README")).toEqual([]);
    await expect(tree.read("a")).rejects.toMatchObject({
      code: "TREE_NOT_A_FILE",
      data: { path: "a", kind: "directory" },
    });
  });

  test("ids are those of git rev-parse and git ls-tree", async () => {
    const commit = await rig.seed("main", PLAIN);
    const directory = rig.directory;
    const tree = await at(store, commit);
    for (const path of ["", "README", "a", "a/deep", "a/deep/er/file"]) {
      const id = (await tree.entry(path))?.id;
      expect(id).toMatch(/^[0-9a-f]{40}$/);
      if (directory !== undefined) expect(id).toBe(await git(directory, ["rev-parse", `${commit}:${path}`]));
    }
    if (directory === undefined) return;
    const types = new Map([["directory", "040000 tree"]]);
    const listed = (await tree.list("")).map(
      ({ name, kind, id }) => `${types.get(kind) ?? "100644 blob"} ${id}\t${name}\0`,
    );
    expect(listed.join("")).toBe(await git(directory, ["ls-tree", "-z", commit]));
  });

  test("a commit stays what it was while the branch moves on", async () => {
    const first = await rig.seed("main", [["100644", "file", "one"]]);
    const tree = await at(store, "main");
    const second = await store.commit("main", sealed(first, { file: "two" }), "move on");
    expect(await text(tree, "file")).toBe("one");
    expect(await text(await at(store, first), "file")).toBe("one");
    expect(await text(await at(store, second), "file")).toBe("two");
  });

  test("read refuses a file over its limit", async () => {
    await rig.seed("main", [
      ["100644", "small", "12345"],
      ["100644", "large", "x".repeat(100_000)],
    ]);
    const tree = await at(store, "main");
    expect((await tree.read("small", 5))?.length).toBe(5);
    await expect(tree.read("small", 4)).rejects.toMatchObject({
      code: "STORE_OBJECT_TOO_LARGE",
      data: { size: 5, limit: 4 },
    });
    await expect(tree.read("large", 99_999)).rejects.toMatchObject({ code: "STORE_OBJECT_TOO_LARGE" });
    expect((await tree.read("large", 100_000))?.length).toBe(100_000);
  });

  test("T20: what is not a plain blob is listed by kind and refused when read", async () => {
    await rig.seed("main", [
      ["100644", "plain", "plain"],
      ["100755", "program", "#!/bin/sh"],
      ["120000", "link", "../../etc/passwd"],
      ["160000", "module", { id: "0123456789012345678901234567890123456789" }],
    ]);
    const tree = await at(store, "main");
    const kinds = new Map((await tree.list("")).map(({ name, kind }) => [name, kind]));
    expect(Object.fromEntries(kinds)).toEqual({
      plain: "file",
      program: "executable",
      link: "symlink",
      module: "submodule",
    });
    for (const name of ["program", "link", "module"])
      await expect(tree.read(name)).rejects.toMatchObject({
        code: "TREE_NOT_A_FILE",
        data: { path: name, kind: kinds.get(name) },
      });
    expect(await tree.read("link/below")).toBeUndefined();
    // What a commit does not touch keeps its kind.
    await store.commit("main", sealed(tree.commit, { added: "x", "program/below": "a folder now" }), "add");
    const after = new Map((await (await at(store, "main")).list("")).map(({ name, kind }) => [name, kind]));
    expect(Object.fromEntries(after)).toEqual({
      added: "file",
      plain: "file",
      program: "directory",
      link: "symlink",
      module: "submodule",
    });
  });

  test("T21: attributes in the tree change no byte", async () => {
    const bytes = Buffer.from("line\r\n$Id$\n\0\xff", "latin1");
    await rig.seed("main", [
      ["100644", ".gitattributes", "* text eol=crlf ident working-tree-encoding=UTF-16 filter=lfs\n"],
    ]);
    const { commit } = await at(store, "main");
    await store.commit("main", brand(commit, { files: new Map([["file", bytes]]), grafts: new Map() }), "bytes");
    expect(Buffer.from((await (await at(store, "main")).read("file")) ?? [])).toEqual(bytes);
  });

  test("commit creates a branch that is not there, and only then", async () => {
    const first = await store.commit("tuf", sealed(undefined, { "metadata/root.json": "{}" }), "start");
    expect((await at(store, "tuf")).commit).toBe(first);
    await expect(store.commit("tuf", sealed(undefined, { other: "x" }), "again")).rejects.toMatchObject({
      code: "STORE_CONFLICT",
      data: { ref: "refs/heads/tuf", expected: "none", actual: first },
    });
    expect(await everything(await at(store, "tuf"))).toEqual(await everything(await at(store, first)));
  });

  test("commit on a branch that went missing is a conflict", async () => {
    const { commit } = await at(store, await rig.seed("main", PLAIN));
    await expect(store.commit("gone", sealed(commit, { file: "x" }), "late")).rejects.toMatchObject({
      code: "STORE_CONFLICT",
    });
    expect(await store.tree("gone")).toBeUndefined();
  });

  test("T36: a lost race is refused and nothing changes", async () => {
    const parent = await rig.seed("tuf", PLAIN);
    const other = await rig.open();
    const won = await other.commit("tuf", sealed(parent, { winner: "x" }), "first");
    await expect(store.commit("tuf", sealed(parent, { loser: "x" }), "second")).rejects.toMatchObject({
      code: "STORE_CONFLICT",
      data: { expected: parent, actual: won },
    });
    const tree = await at(store, "tuf");
    expect(tree.commit).toBe(won);
    expect((await tree.entry("loser"))?.id).toBeUndefined();
  });

  test("T36: of two writers at once exactly one wins", async () => {
    const parent = await rig.seed("tuf", PLAIN);
    const stores = [store, await rig.open(), await rig.open(), await rig.open()];
    const results = await Promise.allSettled(
      stores.map((writer, index) => writer.commit("tuf", sealed(parent, { [`writer-${index}`]: "x" }), "race")),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected").map(({ reason }) => reason.code);
    expect(won.length).toBe(1);
    expect(lost).toEqual(["STORE_CONFLICT", "STORE_CONFLICT", "STORE_CONFLICT"]);
    expect((await at(store, "tuf")).commit).toBe(won[0]?.value);
  });

  test("only sealed values are committed, a look-alike is not", async () => {
    const parent = await rig.seed("tuf", PLAIN);
    const genuine = sealed(parent, { file: "x" });
    for (const forged of [{ ...genuine }, Object.create(genuine), { ...writes({ file: "x" }), parent }])
      await expect(store.commit("tuf", forged as Sealed, "forged")).rejects.toMatchObject({ code: "STORE_NOT_SEALED" });
    expect((await at(store, "tuf")).commit).toBe(parent);
  });

  test("propose leaves alone what makes a branch a signed one", async () => {
    const parent = await rig.seed("main", PLAIN);
    for (const path of ["source/targets/x", "source", "state.json", "State.json", "SOURCE/x"]) {
      const file = store.propose("idea", [parent], writes({ [path]: "x" }), "touch");
      await expect(file).rejects.toMatchObject({ code: "STORE_SIGNED_PATH", data: { path } });
      const removal = store.propose("idea", [parent], writes({}, { [path]: null }), "touch");
      await expect(removal).rejects.toMatchObject({ code: "STORE_SIGNED_PATH", data: { path } });
    }
    await store.propose("main", [parent], writes({ "metadata.md": "x", "targets/source/state.json": "x" }), "allowed");
  });

  test("propose writes metadata/ to a site's branch, old or new", async () => {
    const first = await store.propose("gh-pages", [], writes({ "metadata/1.root.json": "x" }), "first");
    const second = await store.propose("gh-pages", [first], writes({ "metadata/timestamp.json": "y" }), "second");
    expect(Object.keys(await everything(await at(store, second)))).toEqual([
      "metadata/1.root.json",
      "metadata/timestamp.json",
    ]);
  });

  test.each(["state.json", "State.JSON"])(
    "propose never moves a signed branch: one whose tree holds %s",
    async (name) => {
      const signed = await rig.seed("tuf", [
        ["100644", name, "{}"],
        ["100644", "metadata/timestamp.json", "{}"],
      ]);
      for (const branch of ["tuf", "copy"])
        for (const path of ["metadata/timestamp.json", "notes"]) {
          const file = store.propose(branch, [signed], writes({ [path]: "x" }), "touch");
          await expect(file).rejects.toMatchObject({ code: "STORE_SIGNED_PATH", data: { path: name } });
          const removal = store.propose(branch, [signed], writes({ [path]: null }), "touch");
          await expect(removal).rejects.toMatchObject({ code: "STORE_SIGNED_PATH" });
        }
      expect((await at(store, "tuf")).commit).toBe(signed);
      expect(await store.tree("copy")).toBeUndefined();
    },
  );

  test("propose makes a branch, moves it from its first parent, and merges", async () => {
    const base = await rig.seed("main", PLAIN);
    await store.start("release/v0", base);
    expect((await at(store, "release/v0")).commit).toBe(base);
    await expect(store.start("release/v0", base)).rejects.toMatchObject({ code: "STORE_CONFLICT" });
    const branch = await store.propose("release/v1", [], writes({ "targets/app": "1" }), "unrelated");
    const merged = await store.propose("main", [base, branch], writes({ merged: "yes" }), `merge\n\nparent ${base}`);
    const tree = await at(store, "main");
    expect(tree.commit).toBe(merged);
    expect(tree.parents).toEqual([base, branch]);
    expect((await at(store, base)).parents).toEqual([]);
    expect((await tree.entry("a"))?.id).toBe((await (await at(store, base)).entry("a"))?.id);
    expect((await tree.entry("targets"))?.id).toBeUndefined();
    await expect(store.propose("main", [base], writes({ late: "x" }), "late")).rejects.toMatchObject({
      code: "STORE_CONFLICT",
    });
    const nobody = "0123456789012345678901234567890123456789";
    const missing = store.propose("main", [merged, nobody], writes({ x: "x" }), "merge");
    await expect(missing).rejects.toMatchObject({ code: "STORE_OBJECT_MISSING", data: { object: nobody } });
    if (rig.directory === undefined) return;
    expect(await git(rig.directory, ["log", "-1", "--format=%P", "main"])).toBe(`${base} ${branch}`);
  });

  test("branch names that git would refuse are refused", async () => {
    const bad = [
      "",
      "a..b",
      "a b",
      "-x",
      "a.lock",
      "a/.b",
      "/a",
      "a/",
      "a//b",
      "a@{1}",
      "x~1",
      "refs/heads/",
      "../../x",
      "a\\b",
    ];
    for (const name of bad) {
      await expect(store.tree(name)).rejects.toMatchObject({ code: "STORE_REF_INVALID" });
      await expect(store.commit(name, sealed(undefined, { x: "x" }), "bad")).rejects.toMatchObject({
        code: "STORE_REF_INVALID",
      });
    }
    await expect(store.commit("HEAD", sealed(undefined, { x: "x" }), "bad")).rejects.toMatchObject({
      code: "STORE_REF_INVALID",
    });
  });

  test("branches with slashes work; one that is a folder of another is refused", async () => {
    const first = await store.propose("sign/root/v2", [], writes({ x: "1" }), "nested");
    expect((await at(store, "sign/root/v2")).commit).toBe(first);
    for (const name of ["sign/root", "sign/root/v2/below"])
      await expect(store.propose(name, [], writes({ x: "1" }), "clash")).rejects.toMatchObject({
        code: expect.stringMatching(/^STORE_(REF_TAKEN|REJECTED)$/),
      });
    await store.propose("sign/root/v3", [], writes({ x: "1" }), "beside");
  });
});
