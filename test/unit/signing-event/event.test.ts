import { describe, expect, test } from "vitest";
import { keyidOf, playEvent } from "../../support/event.ts";
import { faultOf, openWorld } from "../../support/world.ts";

describe("a signing event", () => {
  test("rotates root: signed by the old keys and the new, it comes into force, and clients follow (T62)", async () => {
    const world = await openWorld();
    await world.done();
    await world.publish();
    const before = await world.client();
    const play = playEvent(world);
    const keys = ["root", "alice", "bob"].map(keyidOf);
    const opened = await play.open([{ kind: "keys", role: "root", keys, threshold: 2 }], { keys: ["alice", "bob"] });
    expect(opened.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await faultOf(play.finish())).toBe("EVENT_INCOMPLETE");
    await play.sign("root", "alice");
    // Bob is not needed for the threshold; that he holds his key has to be seen all the same (T61).
    expect(await faultOf(play.finish())).toBe("EVENT_INCOMPLETE");
    await play.sign("bob");
    await play.finish();
    await world.done();
    await world.publish();
    const { root } = await world.repository();
    expect(root.signed.version).toBe(2);
    await world.client([], before.cache);
  });
});
