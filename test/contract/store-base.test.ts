import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { brand } from "../../src/git/sealed.ts";
import { LOCAL_RIGS, REMOTE_RIGS, type Rig, stopServer } from "../support/store-rigs.ts";
import { at, everything, PLAIN, sealed, text } from "../support/stores.ts";

afterAll(stopServer);

describe.each([...LOCAL_RIGS, ...REMOTE_RIGS])("T37: another base than the parent: $name", ({ make }) => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await make();
  });
  afterEach(() => rig.remove());

  test("the new commit follows the parent, and holds nothing of it", async () => {
    const store = await rig.open();
    const good = await rig.seed("tuf", PLAIN);
    const bad = await rig.seed(
      "tuf",
      [
        ["100644", "a.json", "junk"],
        ["100644", "x/y", "junk"],
      ],
      [good],
    );
    const files = new Map([["a/deep/more", Buffer.from("more")]]);
    const commit = await store.commit("tuf", brand(bad, { files, grafts: new Map() }, good), "Recover\n");
    const tree = await at(await rig.open(), "tuf");
    expect([tree.commit, tree.parents]).toEqual([commit, [bad]]);
    expect(await everything(tree)).toEqual({
      ...(await everything(await at(store, good))),
      "a/deep/more": expect.any(String),
    });
    expect(await text(tree, "a/deep/more")).toBe("more");
  });

  test("null stands for an empty one", async () => {
    const store = await rig.open();
    const bad = await rig.seed("tuf", [["100644", "x", "junk"]]);
    const commit = await store.commit("tuf", brand(bad, sealed(bad, { y: "new" }), null), "Recover\n");
    expect(Object.keys(await everything(await at(store, commit)))).toEqual(["y"]);
  });

  test("the parent is where the branch has to be", async () => {
    const store = await rig.open();
    const good = await rig.seed("tuf", PLAIN);
    const bad = await rig.seed("tuf", [["100644", "x", "junk"]], [good]);
    await expect(
      store.commit("tuf", brand(good, { files: new Map(), grafts: new Map() }, bad), "Recover\n"),
    ).rejects.toMatchObject({ code: "STORE_CONFLICT" });
  });
});
