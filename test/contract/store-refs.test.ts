import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Refs, Store } from "../../src/git/store.ts";
import { git } from "../support/git.ts";
import { LOCAL_RIGS, REMOTE_RIGS, type Rig, stopServer } from "../support/store-rigs.ts";
import { PLAIN } from "../support/stores.ts";

afterAll(stopServer);

describe.each([...LOCAL_RIGS, ...REMOTE_RIGS])("branches by their names: $name", ({ make }) => {
  let rig: Rig;
  let store: Store & Refs;

  beforeEach(async () => {
    rig = await make();
    store = await rig.open();
  });
  afterEach(() => rig.remove());

  test("those that begin with the prefix, in their order, as they are now", async () => {
    expect(await store.refs("event/")).toEqual(new Map());
    const first = await rig.seed("event/b", PLAIN);
    const second = await rig.seed("event/a", [["100644", "file", "two"]]);
    await rig.seed("main", PLAIN);
    await rig.seed("eventful", PLAIN);
    await rig.seed("other/event/c", PLAIN);
    expect([...(await store.refs("event/"))]).toEqual([
      ["event/a", second],
      ["event/b", first],
    ]);
    const moved = await rig.seed("event/a", [["100644", "file", "three"]], [second]);
    await store.start("event/deep/er", moved);
    expect([...(await store.refs("event/"))]).toEqual([
      ["event/a", moved],
      ["event/b", first],
      ["event/deep/er", moved],
    ]);
    expect([...(await store.refs("event/d")).keys()]).toEqual(["event/deep/er"]);
    expect((await store.refs("")).size).toBe(6);
  });

  test("copies that a clone keeps of origin's are told apart from its own", async () => {
    const commit = await rig.seed("event/a", PLAIN);
    if (rig.directory === undefined) return;
    for (const ref of ["origin/event/a", "origin/event/b", "upstream/event/c"])
      await git(rig.directory, ["update-ref", `refs/remotes/${ref}`, commit]);
    const found = await store.refs("event/");
    expect([...found.keys()]).toEqual(["event/a", "refs/remotes/origin/event/a", "refs/remotes/origin/event/b"]);
    for (const name of found.keys()) expect((await store.tree(name))?.commit).toBe(commit);
  });

  test("a prefix that no branch can have is refused", async () => {
    for (const prefix of ["event/\n", "../", "-", "a..", "event/.", "a b"])
      await expect(store.refs(prefix)).rejects.toMatchObject({ code: "STORE_REF_INVALID" });
  });
});
