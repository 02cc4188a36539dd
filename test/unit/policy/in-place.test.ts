import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../../src/tuf/digest.ts";
import { openWorld, places, releaseOf, type World } from "../../support/world.ts";

let world: World;

beforeEach(async () => {
  world = await openWorld({ bins: 2, people: { targets: ["targets", "targets-2"] } });
});

/** A release of one target with both digests. */
function both(sha512: string): string {
  const hashes = { sha256: sha256("a"), sha512 };
  return JSON.stringify({ targets: [{ path: "app/1/a", length: 1, hashes }] });
}

describe("what is published stays what it is", () => {
  test("T25: another sha512 is other content, though the sha256 is the same", async () => {
    await world.merge({ "targets/app/1.json": both("a".repeat(128)) });
    await world.done();
    const { findings } = await world.check({ "targets/app/1.json": both("b".repeat(128)) });
    expect(places(findings)).toEqual(["TARGET_IMMUTABLE targets/app/1.json:1"]);
  });

  test("T25: a file that replaces one long gone can still be edited", async () => {
    await world.release("app/1", { "app/a": "old" });
    await world.done();
    await world.release("app/2", { "app/a": "new", "app/b": "b" }, { replaces: ["app/1.json"] });
    await world.done();
    await world.merge({ "targets/app/1.json": null });
    await world.done();
    const edited = releaseOf({ "app/a": "new" }, { replaces: ["app/1.json"] });
    expect(await world.check({ "targets/app/2.json": edited })).toMatchObject({ verdict: "ready", findings: [] });
    const another = releaseOf({ "app/a": "new" }, { replaces: ["app/1.json", "app/0.json"] });
    expect(places((await world.check({ "targets/app/2.json": another })).findings)[0]).toMatch(/^REPLACES_UNKNOWN/);
  });

  test("I11: other signatures on the same version of an offline role change no published byte", async () => {
    await world.done();
    const read = async (): Promise<Uint8Array | undefined> => (await world.tip()).read("metadata/targets.json");
    const before = await read();
    await world.trust({ targets: world.first.targets }, { targets: ["targets-2"] });
    await world.done();
    expect(await read()).toEqual(before);
    expect((await world.work()).kind).toBe("idle");
  });
});
