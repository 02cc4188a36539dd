import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/git/store.ts";
import { LOCAL_RIGS, REMOTE_RIGS, type Rig, stopServer } from "../support/store-rigs.ts";
import { at, PLAIN, sealed } from "../support/stores.ts";

afterAll(stopServer);

const nowhere = "0123456789012345678901234567890123456789";

describe.each([...LOCAL_RIGS, ...REMOTE_RIGS])("T89: bytes that are missing: $name", ({ make }) => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await make();
  });
  afterEach(() => rig.remove());

  const missing = async (store: Store, ref: string, object: string): Promise<void> => {
    await expect(store.tree(ref)).rejects.toMatchObject({ code: "STORE_OBJECT_MISSING", data: { object } });
  };

  test("a branch whose commit is gone is a fault, and no missing branch", async () => {
    const main = await rig.seed("main", PLAIN);
    const tuf = await rig.seed("tuf", [["100644", "file", "signed"]]);
    await rig.lose(tuf);
    const store = await rig.open();
    await missing(store, "tuf", tuf);
    await missing(store, "refs/heads/tuf", tuf);
    expect((await at(store, "main")).commit).toBe(main);
    expect(await store.tree("other")).toBeUndefined();
  });

  test("so is a commit named by its id", async () => {
    const first = await rig.seed("main", PLAIN);
    const second = await rig.seed("main", [["100644", "file", "2"]], [first]);
    await rig.lose(first);
    const store = await rig.open();
    await missing(store, nowhere, nowhere);
    await missing(store, first, first);
    expect((await at(store, second)).parents).toEqual([first]);
  });

  test("nothing is written over it", async () => {
    const tuf = await rig.seed("tuf", PLAIN);
    await rig.lose(tuf);
    const store = await rig.open();
    for (const parent of [tuf, undefined])
      await expect(store.commit("tuf", sealed(parent, { file: "x" }), "over it")).rejects.toMatchObject({
        code: parent === undefined ? "STORE_CONFLICT" : "STORE_OBJECT_MISSING",
      });
    await missing(await rig.open(), "tuf", tuf);
  });

  test.each(["", "a", "a/deep/er", "a/deep/er/file"])(
    "a tree or a file that is gone is no empty one: '%s'",
    async (lost) => {
      const commit = await rig.seed("main", PLAIN);
      const id = (await (await at(await rig.open(), commit)).entry(lost))?.id ?? "";
      await rig.lose(id);
      const store = await rig.open();
      const faults = { code: "STORE_OBJECT_MISSING" };
      const read = async (path: string): Promise<unknown> => (await at(store, "main")).read(path);
      await expect(read("a/deep/er/file")).rejects.toMatchObject(faults);
      if (lost === "a/deep/er/file") return;
      await expect(at(store, "main").then((tree) => tree.list(lost))).rejects.toMatchObject(faults);
      await expect(read("a/deep/er/nothing")).rejects.toMatchObject(faults);
      await expect(at(store, "main").then((tree) => tree.entry("a/deep/er/nothing"))).rejects.toMatchObject(faults);
    },
  );

  test("a tag whose commit is gone, and a branch that names no commit at all", async () => {
    const commit = await rig.seed("main", PLAIN);
    const tree = (await (await at(await rig.open(), commit)).entry("a"))?.id ?? "";
    await rig.point("refs/tags/tree", tree);
    await rig.point("refs/tags/none", nowhere);
    await rig.tag("v1", commit);
    await rig.lose(commit);
    const store = await rig.open();
    // A server that cannot pack what a tag names says nothing of which of them it lacks.
    await expect(store.tree("refs/tags/v1")).rejects.toMatchObject({ code: "STORE_OBJECT_MISSING" });
    await missing(store, "refs/tags/tree", tree);
    await missing(store, "refs/tags/none", nowhere);
  });
});
