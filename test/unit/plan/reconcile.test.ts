import { beforeEach, describe, expect, test } from "vitest";
import { formatInstant, parseInstant } from "../../../src/base/time.ts";
import type { RoleChange } from "../../../src/plan/plan.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { copiesOf, faultOf, filesOf, openWorld, releaseOf, signerOf, type World } from "../../support/world.ts";

const day = 86_400;
let world: World;

const merged = copiesOf(async () => {
  const world = await openWorld();
  await world.release("app/1", { "app/1/a": "a", "app/1/b": "b", "app/1/c": "c" });
  return world;
});
const signed = copiesOf(async () => {
  const world = await merged();
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await merged();
});

/** The roles that a run signed or copied, as `kind role version`. */
async function roles(of: World = world): Promise<readonly string[]> {
  const outcome = await of.work();
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.plan.roles.map(({ kind, role, version }: RoleChange) => `${kind} ${role} ${version}`);
}

async function versions(): Promise<Record<string, number>> {
  const { bins, snapshot, timestamp } = await world.repository();
  return {
    ...Object.fromEntries([...bins].map(([name, { signed }]) => [name, signed.version])),
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
  };
}

describe("the first run", () => {
  test("signs every online role, copies every offline one, and needs both online keys", async () => {
    const outcome = await world.work();
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    const { plan } = outcome;
    expect(plan.parent).toBeNull();
    expect(plan.roles.map(({ kind, role, version }) => `${kind} ${role} ${version}`)).toEqual([
      "adopt root 1",
      "adopt targets 1",
      "adopt bin 1",
      "create bins-0 1",
      "create bins-1 1",
      "create bins-2 1",
      "create bins-3 1",
      "create snapshot 1",
      "create timestamp 1",
    ]);
    expect(plan.needs.map(({ role, keyids }) => [role, keyids])).toEqual([
      ["bins", [signerOf("bins").key.keyid]],
      ["snapshot", [signerOf("online").key.keyid]],
      ["timestamp", [signerOf("online").key.keyid]],
    ]);
    expect((await world.tip()).parents).toEqual([]);
    expect(await world.targets()).toEqual({ "app/1/a": sha256("a"), "app/1/b": sha256("b"), "app/1/c": sha256("c") });
  });

  test("with --dry-run signs nothing", async () => {
    expect((await world.work({ dryRun: true })).kind).toBe("planned");
    expect(await world.store.tree("tuf")).toBeUndefined();
  });
});

describe("merges", () => {
  beforeEach(async () => {
    world = await signed();
  });

  test("an added target changes its bin, the snapshot and the timestamp alone", async () => {
    const tree = await world.tip();
    await world.release("app/2", { "app/2/a": "new" });
    const signed = await roles();
    const [bin] = signed;
    expect(bin).toMatch(/^update bins-[0-3] 2$/);
    expect(signed).toEqual([bin, "update snapshot 2", "update timestamp 2"]);
    const [before, after] = [await filesOf(tree), await filesOf(await world.tip())];
    const changed = [...after].filter(([path, bytes]) => Buffer.compare(before.get(path) ?? Buffer.of(), bytes) !== 0);
    const role = bin?.split(" ")[1] ?? "";
    expect(changed.map(([path]) => path)).toEqual([
      `metadata/bins/${role.slice(-1)}/${role}.json`,
      "metadata/snapshot.json",
      "metadata/timestamp.json",
      "source/targets/app/2.json",
      "state.json",
    ]);
  });

  test("removals and changes of custom data reach their bins", async () => {
    const text = JSON.parse(releaseOf({ "app/1/a": "a", "app/1/b": "b" }, { replaces: ["app/1.json"] }));
    text.targets[0].custom = { channel: "beta" };
    await world.merge({ "targets/app/1.json": null, "targets/app/2.json": JSON.stringify(text) });
    const outcome = await world.work();
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    expect(outcome.plan.targets.map(({ kind, path }) => [kind, path])).toEqual([
      ["change", "app/1/a"],
      ["remove", "app/1/c"],
    ]);
    expect(await world.targets()).toEqual({ "app/1/a": sha256("a"), "app/1/b": sha256("b") });
    const found = [...(await world.repository()).bins.values()].flatMap(({ signed }) => [...signed.targets]);
    expect(found.find(([path]) => path === "app/1/a")?.[1].custom).toEqual(new Map([["channel", "beta"]]));
  });

  test("T26: metadata and source/ move in one commit", async () => {
    const parent = (await world.tip()).commit;
    await world.release("app/2", { "app/2/a": "new" });
    const commit = await world.done();
    const tree = await world.tip();
    expect([tree.commit, tree.parents]).toEqual([commit, [parent]]);
    const main = await world.tip("main");
    expect((await tree.entry("source/targets"))?.id).toBe((await main.entry("targets"))?.id);
    expect((await tree.entry("source/trust"))?.id).toBe((await main.entry("trust"))?.id);
    expect((await tree.entry("source/kaprien.yml"))?.id).toBe((await main.entry("kaprien.yml"))?.id);
    expect((await world.repository()).state.signed.main).toBe(main.commit);
    expect(Object.keys(await world.targets())).toContain("app/2/a");
  });

  test("T26, I4: any main of the past or present may come, and its changes are applied once each", async () => {
    const past = [(await world.tip("main")).commit];
    const wanted = [await world.targets()];
    for (const n of [2, 3]) {
      await world.release(`app/${n}`, { [`app/${n}/x`]: `${n}` });
      await world.done();
      past.push((await world.tip("main")).commit);
      wanted.push(await world.targets());
    }
    for (const index of [0, 2, 1, 1, 0, 2]) {
      world.memory.point("refs/heads/main", past[index] ?? "");
      await world.work();
      expect(await world.targets()).toEqual(wanted[index]);
      expect((await world.work()).kind).toBe("idle");
    }
    // Back and forth is five changes of the bins' contents, each under a version of its own.
    expect((await versions())["snapshot"]).toBe(3 + 5);
  });

  test("a change of a release file's whitespace moves source/ alone and raises no version", async () => {
    const before = await versions();
    const text = releaseOf({ "app/1/a": "a", "app/1/b": "b", "app/1/c": "c" });
    await world.merge({ "targets/app/1.json": JSON.stringify(JSON.parse(text)) });
    expect(await roles()).toEqual([]);
    expect(await versions()).toEqual(before);
    expect((await (await world.tip()).entry("source/targets"))?.id).toBe(
      (await (await world.tip("main")).entry("targets"))?.id,
    );
    expect((await world.work()).kind).toBe("idle");
  });

  test("what else changes on main is no work", async () => {
    await world.merge({ "README.md": "read me" });
    expect((await world.work()).kind).toBe("idle");
  });

  test("I16: a refused merge changes nothing and signs nothing", async () => {
    const { commit } = await world.tip();
    await world.merge({ "targets/app/2.json": releaseOf({ "a b": "x" }) });
    world.recorder.steps.length = 0;
    expect(await world.work()).toMatchObject({ kind: "refused", findings: [{ code: "TARGET_PATH_INVALID" }] });
    expect((await world.tip()).commit).toBe(commit);
    expect(world.recorder.steps.filter((step) => step.startsWith("sign"))).toEqual([]);
  });
});

describe("idle runs and renewal", () => {
  beforeEach(async () => {
    world = await signed();
  });

  test("I8, T39: over its own output the worker commits nothing, and says when the next role is due", async () => {
    const { commit } = await world.tip();
    for (let run = 0; run < 3; run += 1) {
      // The timestamp lives 7 days and is renewed 6 before its end.
      expect(await world.work()).toMatchObject({ kind: "idle", commit, nextDue: "2030-01-02T00:00:00Z" });
    }
    expect((await world.tip()).commit).toBe(commit);
  });

  test("nothing is due a second before, and snapshot and timestamp are at that second", async () => {
    world.clock.set(parseInstant("2030-01-01T23:59:59Z"));
    expect((await world.work()).kind).toBe("idle");
    world.clock.set(parseInstant("2030-01-02T00:00:00Z"));
    expect(await roles()).toEqual(["renew snapshot 2", "renew timestamp 2"]);
  });

  test("T52: each online role is renewed in its own window, whether or not another is due", async () => {
    const renewed: Record<string, string[]> = {};
    const other = await openWorld({ config: { roles: { snapshot: { expires: 9, renew: 7 } } } });
    await other.done();
    for (let at = 1; at <= 20; at += 1) {
      other.clock.advance(1);
      const outcome = await other.work();
      if (outcome.kind !== "done") continue;
      for (const { role } of outcome.plan.roles) renewed[role] = [...(renewed[role] ?? []), String(at)];
    }
    const every = (days: number): string[] =>
      Array.from({ length: Math.floor(20 / days) }, (_, i) => String((i + 1) * days));
    expect(renewed["timestamp"]).toEqual(every(1));
    // Every second day by its own window, and once because the bins were.
    expect(renewed["snapshot"]).toEqual(every(2));
    for (const bin of [0, 1, 2, 3]) expect(renewed[`bins-${bin}`]).toEqual(["16"]);
  });

  test("T52: a bin that a merge signed again is due later than its siblings", async () => {
    world.clock.advance(10);
    await world.release("app/2", { "app/2/a": "new" });
    const fresh = (await roles()).find((role) => role.startsWith("update bins"))?.split(" ")[1];
    world.clock.advance(6);
    const renewed = (await roles()).filter((role) => role.includes("bins"));
    expect(renewed).toHaveLength(3);
    expect(renewed.join()).not.toContain(fresh);
  });

  test("I12: a refused merge keeps nothing from being renewed, and nothing of it is signed", async () => {
    const before = await versions();
    await world.merge({ "targets/app/2.json": releaseOf({ "app/../x": "x" }) });
    expect(await world.work()).not.toHaveProperty("renewed");
    world.clock.advance(3);
    const outcome = await world.work();
    expect(outcome).toMatchObject({
      kind: "refused",
      findings: [{ code: "TARGET_PATH_INVALID" }],
      renewed: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    // Both are past their windows after three days; the bins are not.
    const next = (role: string): number => (before[role] ?? 0) + 1;
    expect(await versions()).toEqual({ ...before, snapshot: next("snapshot"), timestamp: next("timestamp") });
    expect(Object.keys(await world.targets())).toEqual(["app/1/a", "app/1/b", "app/1/c"]);
    await world.merge({ "targets/app/2.json": null });
    expect((await world.work()).kind).toBe("idle");
  });

  test("I12: a worker that runs every fifth day lets no online role expire", async () => {
    for (let at = 5; at <= 60; at += 5) {
      world.clock.advance(5);
      const { timestamp, snapshot, bins } = await world.repository();
      const now = world.clock.now();
      const soonest = Math.min(...[timestamp, snapshot, ...bins.values()].map(({ signed }) => signed.expires));
      expect(soonest).toBeGreaterThan(now);
      await world.work();
    }
  });

  test("T50: what is signed expires whole days after the clock, in the one form of a time", async () => {
    const { bins, snapshot, timestamp } = await world.repository();
    const expires = (days: number): string =>
      formatInstant((world.clock.now() + days * day) as typeof timestamp.signed.expires);
    expect([timestamp, snapshot].map(({ json }) => json.get("expires"))).toEqual([expires(7), expires(7)]);
    for (const bin of bins.values()) expect(bin.json.get("expires")).toBe(expires(30));
  });

  test("T72: idle is a failure while an online role is about to run out", async () => {
    const short = await openWorld({
      bins: 2,
      config: { roles: { timestamp: { expires: 7, renew: 1 }, snapshot: { expires: 7, renew: 1 } } },
    });
    await short.done();
    short.clock.advance(4.9);
    expect((await short.work()).kind).toBe("idle");
    short.clock.advance(0.2);
    expect(await faultOf(short.work())).toBe("ROLE_EXPIRING");
  });

  test("T51: a clock behind the newest signature stops the worker, five minutes are forgiven", async () => {
    const { commit } = await world.tip();
    const now = world.clock.now();
    world.clock.set((now - 300) as typeof now);
    expect((await world.work()).kind).toBe("idle");
    world.clock.set((now - 301) as typeof now);
    expect(await faultOf(world.work())).toBe("CLOCK_BEHIND");
    expect(await faultOf(world.publish())).toBe("CLOCK_BEHIND");
    expect((await world.tip()).commit).toBe(commit);
  });
});

describe("what is signed", () => {
  beforeEach(async () => {
    world = await signed();
  });

  test("T54: snapshot entries stay when their targets go", async () => {
    await world.merge({ "targets/app/1.json": null });
    await world.done();
    const { snapshot } = await world.repository();
    expect([...snapshot.signed.meta.keys()].sort()).toEqual(
      ["bin", "bins-0", "bins-1", "bins-2", "bins-3", "targets"].map((role) => `${role}.json`),
    );
  });

  test("T57: the timestamp carries the snapshot's length and sha256", async () => {
    const { snapshot, timestamp } = await world.repository();
    expect(timestamp.signed.snapshot).toMatchObject({
      version: snapshot.signed.version,
      length: snapshot.bytes.length,
      hashes: new Map([["sha256", sha256(snapshot.bytes)]]),
    });
  });

  test("T56: the first root says consistent_snapshot", async () => {
    expect((await world.repository()).root.json.get("consistent_snapshot")).toBe(true);
  });

  test("I7: the same trees, clock and keys give the same signed branch", async () => {
    const twin = await openWorld();
    await twin.release("app/1", { "app/1/a": "a", "app/1/b": "b", "app/1/c": "c" });
    expect(await twin.done()).toBe((await world.tip()).commit);
  });
});
