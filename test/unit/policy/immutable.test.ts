import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../../src/tuf/digest.ts";
import { copiesOf, openWorld, places, releaseOf, type World } from "../../support/world.ts";

const a = "targets/app/1.json";
const b = "targets/app/2.json";
const c = "targets/app/3.json";
const path = "app/tool";
let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.merge({ [a]: releaseOf({ [path]: "one", "app/other": "same" }) });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

async function digest(): Promise<string | undefined> {
  return (await world.targets())[path];
}

describe("T25: a published path keeps its bytes", () => {
  test("an edit of the digest in place is refused at its line, and nothing changes", async () => {
    const before = (await world.tip()).commit;
    const edited = { [a]: releaseOf({ "app/other": "same", [path]: "two" }) };
    const verdict = await world.check(edited);
    expect(places(verdict.findings)).toEqual([`TARGET_IMMUTABLE ${a}:11`]);
    expect(verdict.findings[0]?.data).toMatchObject({ path, before: sha256("one"), after: sha256("two") });
    await world.merge(edited);
    const outcome = await world.work();
    expect(outcome).toMatchObject({ kind: "refused", findings: [{ code: "TARGET_IMMUTABLE", file: a, line: 11 }] });
    expect((await world.tip()).commit).toBe(before);
  });

  test("another length alone is refused too", async () => {
    const text = releaseOf({ [path]: "one", "app/other": "same" }).replace('"length": 3', '"length": 4');
    expect(places((await world.check({ [a]: text })).findings)).toEqual([`TARGET_IMMUTABLE ${a}:4`]);
  });

  test("custom data changes openly alone, though the bytes stay", async () => {
    const data = JSON.parse(releaseOf({ [path]: "one", "app/other": "same" }));
    data.targets[0].custom = { channel: "stable" };
    expect(places((await world.check({ [a]: JSON.stringify(data) })).findings)).toEqual([`TARGET_IMMUTABLE ${a}:1`]);
    const openly = JSON.stringify({ ...data, replaces: ["app/1.json"] });
    expect((await world.check({ [b]: openly })).verdict).toBe("ready");
  });

  test("the same path moved to another release file with its bytes is no change", async () => {
    await world.merge({ [a]: releaseOf({ "app/other": "same" }), [b]: releaseOf({ [path]: "one" }) });
    const versions = [...(await world.repository()).bins.values()].map(({ signed }) => signed.version);
    await world.done();
    expect([...(await world.repository()).bins.values()].map(({ signed }) => signed.version)).toEqual(versions);
    expect(await digest()).toBe(sha256("one"));
  });

  test("a second release file with the path conflicts unless it replaces the first", async () => {
    const { findings } = await world.check({ [b]: releaseOf({ [path]: "two" }) });
    expect(places(findings)).toEqual([`RELEASE_PATH_CONFLICT ${b}:4`]);
    expect(findings[0]?.data).toMatchObject({ path, others: a });
  });

  test("a release that says what it replaces may change it", async () => {
    await world.merge({ [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    expect(await digest()).toBe(sha256("two"));
    expect((await world.targets())["app/other"]).toBe(sha256("same"));
  });

  test("replacing while the replaced file leaves is the same", async () => {
    await world.merge({ [a]: null, [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    expect(await world.targets()).toEqual({ [path]: sha256("two") });
  });

  test("the revert of a replacing release brings the other's entry back", async () => {
    await world.merge({ [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    await world.merge({ [b]: null });
    await world.done();
    expect(await digest()).toBe(sha256("one"));
  });

  test("a revert that brings back other bytes than were there is refused", async () => {
    await world.merge({ [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    const { findings } = await world.check({ [b]: null, [a]: releaseOf({ [path]: "three" }) });
    expect(places(findings)).toEqual([`TARGET_IMMUTABLE ${a}:4`]);
  });

  test("merging an old release file again cannot bring back its digest beside the one that replaced it", async () => {
    await world.merge({ [a]: null, [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    await world.merge({ [a]: releaseOf({ [path]: "one" }) });
    await world.done();
    expect(await digest()).toBe(sha256("two"));
  });

  test("merging an old release file again in the place of the one that replaced it is refused", async () => {
    await world.merge({ [a]: null, [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    await world.merge({ [a]: releaseOf({ [path]: "one" }), [b]: null });
    expect(await world.work()).toMatchObject({ kind: "refused", findings: [{ code: "TARGET_IMMUTABLE", file: a }] });
    expect(await digest()).toBe(sha256("two"));
  });

  test("a chain of replacements ends at its newest, and each revert goes one back", async () => {
    await world.merge({ [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.merge({ [c]: releaseOf({ [path]: "three" }, { replaces: ["app/2.json"] }) });
    await world.done();
    expect(await digest()).toBe(sha256("three"));
    await world.merge({ [c]: null });
    await world.done();
    expect(await digest()).toBe(sha256("two"));
    await world.merge({ [b]: null });
    await world.done();
    expect(await digest()).toBe(sha256("one"));
  });

  test("a revert and a new replacement of what comes back may wait for one run together", async () => {
    await world.merge({ [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }) });
    await world.done();
    await world.merge({ [b]: null });
    await world.merge({ [c]: releaseOf({ [path]: "three" }, { replaces: ["app/1.json"] }) });
    await world.done();
    expect(await digest()).toBe(sha256("three"));
  });

  test("a release that replaces one without the path cannot take the path over from one that leaves", async () => {
    await world.merge({
      [b]: releaseOf({ "app/new": "two" }, { replaces: ["app/1.json"] }),
    });
    await world.done();
    const { findings } = await world.check({
      [b]: null,
      [c]: releaseOf({ "app/new": "three" }, { replaces: ["app/1.json"] }),
    });
    expect(places(findings)).toEqual([`TARGET_IMMUTABLE ${c}:4`]);
  });

  test("two files that replace each other have no newest", async () => {
    const { findings } = await world.check({
      [a]: releaseOf({ [path]: "one" }, { replaces: ["app/2.json"] }),
      [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json"] }),
    });
    expect(places(findings)).toEqual([`RELEASE_PATH_CONFLICT ${b}:4`]);
  });

  test("what is replaced must exist, and not be the file itself", async () => {
    const { findings } = await world.check({
      [b]: releaseOf({ [path]: "two" }, { replaces: ["app/1.json", "app/0.9.json", "app/2.json"] }),
    });
    expect(places(findings)).toEqual([`REPLACES_UNKNOWN ${b}:13`, `REPLACES_UNKNOWN ${b}:14`]);
  });

  test("the setting may be turned off", async () => {
    const free = await openWorld({ bins: 2, config: { policy: { immutable: false } } });
    await free.merge({ [a]: releaseOf({ [path]: "one" }) });
    await free.done();
    await free.merge({ [a]: releaseOf({ [path]: "two" }) });
    await free.done();
    expect((await free.targets())[path]).toBe(sha256("two"));
  });
});
