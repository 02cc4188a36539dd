import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { gitFaults } from "../../../src/git/faults.ts";
import type { Store, Tree } from "../../../src/git/store.ts";
import { publishFaults } from "../../../src/publish/faults.ts";
import { publish } from "../../../src/publish/publish.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { memoryMirror } from "../../support/memory-mirror.ts";
import { design, offlineFiles } from "../../support/offline.ts";
import { runs } from "../../support/runs.ts";
import { bytesOf, inconsistencies, watched } from "../../support/site.ts";
import { sealed } from "../../support/stores.ts";
import { verifier } from "../../support/verifier.ts";
import {
  clientOf,
  copiesOf,
  faultOf,
  filesOf,
  frozenClock,
  openWorld,
  recorder,
  releaseOf,
  type World,
} from "../../support/world.ts";

type Mirror = ReturnType<typeof memoryMirror>;

const retention = { days: 30, snapshots: 10 };

/** Releases `app/<n>` and another `app/x`, and signs it. */
async function state(world: World, n: number, keys: Readonly<Record<string, string>> = {}): Promise<void> {
  world.contents.set("app/x", Buffer.from(`x${n}`));
  world.contents.set(`app/${n}`, Buffer.from(`${n}`));
  await world.merge({
    "targets/app/rolling.json": releaseOf({ "app/x": `x${n}` }),
    [`targets/app/${n}.json`]: releaseOf({ [`app/${n}`]: `${n}` }),
  });
  expect((await world.work({ keys })).kind).toBe("done");
}

/** Gives snapshot and timestamp another key, and resolves to the worker's keys from then on. */
async function rotateOnline(world: World): Promise<Record<string, string>> {
  const { root } = design({ people: { snapshot: ["online-2"], timestamp: ["online-2"] } }, world.clock.now());
  await world.trust({ root: { ...root, version: 2 } });
  return { "env:online": "online-2" };
}

/** A repository of the same shape that other people run. */
async function strangers(): Promise<World> {
  const holder = (role: string): readonly string[] => [`stranger-${role}`];
  const online = { snapshot: holder("online"), timestamp: holder("online") };
  const offline = { root: holder("root"), targets: holder("targets"), bin: holder("bin"), bins: holder("bins") };
  const world = await mutable({ people: { ...offline, ...online } });
  for (const n of [1, 2]) await state(world, n);
  return world;
}

function rootCache(world: World): Map<string, Uint8Array> {
  return new Map([["root", offlineFiles(world.first)["trust/root/1.root.json"] ?? new Uint8Array()]]);
}

function freshMirror(world: World): Mirror {
  return memoryMirror(() => world.clock.now());
}

/** What a job's directory, made just now, holds after a publish. */
async function fresh(world: World, options: Parameters<World["publish"]>[0] = {}): Promise<Mirror> {
  const mirror = freshMirror(world);
  await world.publish({ retention, ...options }, mirror);
  return mirror;
}

function metadataOf(mirror: Mirror): Record<string, string> {
  const files = [...bytesOf(mirror)].filter(([path]) => path.startsWith("metadata/")).sort();
  return Object.fromEntries(files.map(([path, bytes]) => [path, sha256(bytes)]));
}

async function mutable(options: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  return openWorld({ config: { policy: { immutable: false } }, ...options });
}

describe("T42, I14: a directory that a job made just now serves clients of earlier states", () => {
  test("whatever a client holds or fetched just before the deployment, from each of the last 10 states it ends well", async () => {
    const world = await mutable();
    const seen: { site: Mirror; cache: ReadonlyMap<string, Uint8Array> }[] = [];
    for (let n = 1; n <= 13; n += 1) {
      world.clock.advance(2);
      await state(world, n);
      const site = await fresh(world);
      const { cache } = await clientOf(site.files, world.clock.now(), ["app/x"], rootCache(world));
      seen.push({ site, cache });
    }
    const last = await fresh(world);
    const root = rootCache(world);
    for (const { cache } of seen.slice(-11)) {
      // It updates from the cache it had.
      const updated = await clientOf(last.files, world.clock.now(), ["app/x"], cache);
      expect(updated.targets.get("app/x")?.sha256).toBe(sha256("x13"));
    }
    for (const [index, { site }] of seen.entries()) {
      const within = index >= seen.length - 10;
      // It had fetched that timestamp when the site was replaced under it.
      const timestamp = site.files.get("metadata/timestamp.json");
      const files = new Map<string, { bytes: Uint8Array }>(last.files);
      if (timestamp !== undefined) files.set("metadata/timestamp.json", timestamp);
      // At the time that it was good: 13 states of two days each.
      const then = frozenClock(world.clock.now());
      then.advance(-2 * (seen.length - 1 - index));
      if (!within) continue;
      const update = await clientOf(files, then.now(), ["app/x"], root);
      expect([index, update.targets.get("app/x")?.sha256]).toEqual([index, sha256(`x${index + 1}`)]);
      expect(inconsistencies(new Map([...files].map(([path, { bytes }]) => [path, bytes])), false)).toEqual([]);
    }
  });

  test("a fresh directory holds what a site has that was there all the time, for any history and retention", async () => {
    const step = fc.record({
      days: fc.constantFrom(0, 0.1, 3, 9, 25),
      what: fc.constantFrom("release", "release", "renew", "root"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 9 }),
        fc.record({ days: fc.integer({ min: 1, max: 40 }), snapshots: fc.integer({ min: 1, max: 5 }) }),
        async (steps, keep) => {
          const world = await mutable({ bins: 2 });
          let root = 1;
          await state(world, 0);
          await world.publish({ retention: keep });
          for (const [n, { days, what }] of steps.entries()) {
            world.clock.advance(days);
            if (what === "root") {
              root += 1;
              await world.trust({ root: { ...world.first.root, version: root } });
            }
            if (what === "release") await state(world, n + 1);
            else await world.work();
            await world.publish({ retention: keep });
          }
          expect(metadataOf(await fresh(world, { retention: keep }))).toEqual(metadataOf(world.mirror));
        },
      ),
      runs(6),
    );
  }, 120_000);

  test("states that were signed before the keys were changed are served as well", async () => {
    const world = await mutable();
    await state(world, 1);
    await state(world, 2);
    await state(world, 3, await rotateOnline(world));
    const site = await fresh(world);
    expect(Object.keys(metadataOf(site)).filter((path) => path.includes("snapshot"))).toEqual(
      expect.arrayContaining(["metadata/1.snapshot.json", "metadata/2.snapshot.json"]),
    );
    expect(world.recorder.warnings).toEqual([]);
  });

  test("a site that has the state before gets no more than what changed, and counts truthfully", async () => {
    const world = await mutable();
    for (const n of [1, 2, 3]) await state(world, n);
    const first = await world.publish();
    expect(first).toMatchObject({ unchanged: 0, written: expect.arrayContaining(["metadata/1.snapshot.json"]) });
    expect(await world.publish()).toMatchObject({ written: [], unchanged: 1 + 4 + 2 + 2 });
    await state(world, 4);
    const { written } = await world.publish();
    expect(written.filter((path) => path.includes("snapshot"))).toEqual(["metadata/4.snapshot.json"]);
    // One that missed two states gets them.
    await state(world, 5);
    await state(world, 6);
    const later = await world.publish();
    expect(later.written.filter((path) => path.includes("snapshot"))).toEqual([
      "metadata/5.snapshot.json",
      "metadata/6.snapshot.json",
    ]);
  });

  test("a dry run names the files of earlier states and writes none", async () => {
    const world = await mutable();
    for (const n of [1, 2]) await state(world, n);
    const mirror = freshMirror(world);
    const { written } = await world.publish({ dryRun: true }, mirror);
    expect(written).toContain("metadata/1.snapshot.json");
    expect(mirror.files.size).toBe(0);
  });
});

describe("I3, T70: at every moment of filling a fresh directory", () => {
  let world: World;
  const four = copiesOf(async () => {
    const made = await mutable();
    for (const n of [1, 2, 3, 4]) {
      made.clock.advance(1);
      await state(made, n);
    }
    return made;
  });
  beforeEach(async () => {
    world = await four();
  });

  test("every snapshot that is there has all it names, and those before it, and the timestamp comes last", async () => {
    const mirror = freshMirror(world);
    const order: string[] = [];
    const site = new Map<string, Uint8Array>();
    await world.publish(
      { retention },
      watched(mirror, (action) => {
        if ("removed" in action) return;
        site.set(action.path, action.bytes);
        order.push(action.path);
        for (const [path, bytes] of site) {
          const match = /(\d+)\.snapshot\.json$/.exec(path);
          if (match === null) continue;
          const { meta } = JSON.parse(Buffer.from(bytes).toString()).signed;
          for (const [name, { version }] of Object.entries<{ version: number }>(meta))
            expect([...site.keys()]).toContain(`metadata/${version}.${name}`);
          for (let before = 1; before < Number(match[1]); before += 1)
            expect([...site.keys()]).toContain(`metadata/${before}.snapshot.json`);
        }
      }),
    );
    expect(order.at(-1)).toBe("metadata/timestamp.json");
    expect(order[0]).toBe("metadata/1.root.json");
    expect(new Set(order).size).toBe(order.length);
  });

  test("a publish that breaks off at any write is completed by the next, earlier states and all", async () => {
    const good = metadataOf(await fresh(world));
    for (let at = 1; at <= Object.keys(good).length; at += 1) {
      const mirror = freshMirror(world);
      let count = 0;
      const breaking = watched(mirror, () => {
        count += 1;
        if (count === at) throw publishFaults.MIRROR_UNREACHABLE({ file: "site", reason: "gone" });
      });
      expect(await faultOf(world.publish({ retention }, breaking))).toBe("MIRROR_UNREACHABLE");
      await world.publish({ retention }, mirror);
      expect(metadataOf(mirror)).toEqual(good);
    }
  });

  test("damaged files of earlier states are written again when the timestamp is gone", async () => {
    const mirror = await fresh(world);
    const good = metadataOf(mirror);
    await mirror.write("metadata/2.snapshot.json", Buffer.from("{}"), "immutable");
    await mirror.remove("metadata/timestamp.json");
    await world.publish({ retention }, mirror);
    expect(metadataOf(mirror)).toEqual(good);
  });
});

describe("junk in the history of the signed branch is never published and stops nothing", () => {
  let world: World;
  let good: Record<string, string>;
  const three = copiesOf(async () => {
    const made = await mutable();
    for (const n of [1, 2, 3]) await state(made, n);
    return made;
  });
  beforeEach(async () => {
    world = await three();
    world.recorder.warnings.length = 0;
    good = metadataOf(await fresh(world));
    expect(world.recorder.warnings).toEqual([]);
  });

  const text = async (path: string): Promise<string> =>
    Buffer.from((await filesOf(await world.tip())).get(path) ?? []).toString();

  const junk: readonly (readonly [string, () => Promise<Record<string, string | Uint8Array | null>>])[] = [
    ["a bin changed", async () => ({ "metadata/bins/1/bins-1.json": `${await text("metadata/bins/1/bins-1.json")} ` })],
    ["what the last release changed, with a longer life", () => altered("bins-", '"2030-', '"2039-')],
    ["the snapshot with a longer life", () => altered("snapshot", '"2030-', '"2039-')],
    ["the delegations with a longer life", () => altered("bin.json", '"2031-', '"2039-')],
    ["a bin of nonsense", async () => ({ "metadata/bins/1/bins-1.json": "{}" })],
    ["a bin taken away", async () => ({ "metadata/bins/1/bins-1.json": null })],
    [
      "a bin put in another's place",
      async () => ({ "metadata/bins/1/bins-1.json": await text("metadata/bins/2/bins-2.json") }),
    ],
    ["a bin that is a directory", async () => ({ "metadata/bins/1/bins-1.json/x": "x" })],
    ["another role beside", async () => ({ "metadata/evil.json": await text("metadata/targets.json") })],
    ["the targets role changed", async () => ({ "metadata/targets.json": "[]" })],
    ["a snapshot of nonsense", async () => ({ "metadata/snapshot.json": "{" })],
    ["a huge snapshot", async () => ({ "metadata/snapshot.json": " ".repeat(2_000_001) })],
    ["an older snapshot alone", async () => ({ "metadata/snapshot.json": await older("metadata/snapshot.json") })],
    ["an older timestamp alone", async () => ({ "metadata/timestamp.json": await older("metadata/timestamp.json") })],
    ["an older state alone", async () => ({ "state.json": await older("state.json") })],
    ["a state signed by strangers", async () => Object.fromEntries(await filesOf(await (await strangers()).tip()))],
    [
      "nothing of ours",
      async () =>
        Object.fromEntries(
          [...(await filesOf(await world.tip())).keys()].map((path) => [path, path === "state.json" ? "x" : null]),
        ),
    ],
  ];

  /** Files of this name, altered under their signatures. */
  async function altered(name: string, from: string, to: string): Promise<Record<string, string>> {
    const changed: Record<string, string> = {};
    for (const [path, bytes] of await filesOf(await world.tip(), "metadata")) {
      if (!path.includes(name)) continue;
      const text = Buffer.from(bytes).toString();
      // The one bin that is another in every state: no later one has this version of it.
      if (name === "bins-" && !text.includes('"app/x"')) continue;
      changed[path] = text.replaceAll(from, to);
      expect(changed[path]).not.toBe(text);
    }
    expect(Object.keys(changed)).not.toEqual([]);
    return changed;
  }

  async function older(path: string): Promise<Uint8Array> {
    const parent = await world.tip((await world.tip()).parents[0]);
    return (await parent.read(path)) ?? new Uint8Array();
  }

  /** The commit on the signed branch and the one that takes it back, as somebody with push rights could make them. */
  async function planted(files: Record<string, string | Uint8Array | null>): Promise<void> {
    const before = await world.tip();
    const whole: Record<string, string | null> = {};
    for (const { name, id } of await before.list("")) whole[name] = id;
    await world.tamper(files);
    for (const { name } of await (await world.tip()).list("")) whole[name] ??= null;
    await world.tamper({}, whole);
    expect((await (await world.tip()).entry(""))?.id).toBe((await before.entry(""))?.id);
  }

  /** T37: what the tip says it was made from is not what is before it, so nothing of this history is believed, published or gone on from. */
  async function refused(): Promise<void> {
    const site = memoryMirror(() => world.clock.now());
    expect(await faultOf(world.publish({}, site))).toBe("SIGNED_BRANCH_EDITED");
    expect([...site.files]).toEqual([]);
    expect(await faultOf(world.work())).toBe("SIGNED_BRANCH_EDITED");
  }

  test.each(junk)("T37: on top of a good state, and taken back: %s", async (_, files) => {
    await planted(await files());
    await refused();
  });

  test("T35, T37, I11: an older state, signed as it is, put on top again", async () => {
    const states = [];
    for (let tip = await world.tip(); ; tip = await world.tip(tip.parents[0] ?? "")) {
      states.push(tip);
      if (tip.parents[0] === undefined) break;
    }
    expect(states.length).toBeGreaterThan(2);
    for (const older of states.slice(1)) {
      const whole = Object.fromEntries((await older.list("")).map(({ name, id }) => [name, id]));
      const before = (await world.tip()).commit;
      await world.tamper({}, whole);
      await refused();
      world.memory.point("refs/heads/tuf", before);
    }
    expect(metadataOf(await fresh(world))).toEqual(good);
  });

  test("T37: a history that somebody wrote again, with a good state at its end", async () => {
    const tip = await world.tip();
    const whole = Object.fromEntries((await tip.list("")).map(({ name, id }) => [name, id]));
    const orphan = await world.store.commit("orphan", sealed(undefined, { x: "x" }), "Junk\n");
    world.memory.point("refs/heads/tuf", await world.store.commit("orphan", sealed(orphan, {}, whole), "Tip\n"));
    await refused();
  });

  test("T37: states that others signed, planted before a good one", async () => {
    const ahead = await mutable();
    for (const n of [1, 2, 3, 4, 5]) await state(ahead, n);
    await planted(Object.fromEntries(await filesOf(await ahead.tip())));
    await refused();
  });
});

describe("what is read", () => {
  /** A store that counts the reads of each blob, and lets the history end where it is told. */
  function counting(
    store: Store,
    known: (commit: string) => boolean = () => true,
  ): Store & { reads: Map<string, { path: string; commit: string; times: number }> } {
    const reads = new Map<string, { path: string; commit: string; times: number }>();
    let tip = "";
    const count = (tree: Tree): Tree => ({
      commit: tree.commit,
      parents: tree.parents,
      committed: tree.committed,
      list: (directory) => tree.list(directory),
      entry: (path) => tree.entry(path),
      async read(path, limit) {
        const id = (await tree.entry(path))?.id ?? path;
        const own = tip === tree.commit ? "tip" : "earlier";
        const times = (reads.get(`${own} ${id}`)?.times ?? 0) + 1;
        reads.set(`${own} ${id}`, { path, commit: tree.commit, times });
        return tree.read(path, limit);
      },
    });
    return {
      ...store,
      reads,
      async tree(ref) {
        const tree = known(ref) ? await store.tree(ref) : undefined;
        if (ref === "tuf") tip = tree?.commit ?? "";
        return tree && count(tree);
      },
    };
  }

  async function freshOver(world: World, store: Store): Promise<{ mirror: Mirror; warnings: readonly string[] }> {
    const mirror = freshMirror(world);
    const reporter = recorder();
    const options = { pin: world.pin, signedBranch: "tuf", retention, dryRun: false };
    await publish({ verifier, store, mirror, oracle: tufJs, clock: world.clock, reporter }, options);
    return { mirror, warnings: reporter.warnings };
  }

  test("each file of a role is read once, however many states have it", async () => {
    const world = await mutable({ bins: 64 });
    for (let n = 1; n <= 6; n += 1) await state(world, n);
    const store = counting(world.store);
    const tip = await world.tip();
    await freshOver(world, store);
    const roles = [...store.reads].filter(([, { path, commit }]) => path.includes("bins") && commit !== tip.commit);
    expect(roles.length).toBeGreaterThan(3);
    expect(roles.filter(([, { times }]) => times > 1)).toEqual([]);
    // Of what the current state has, nothing is read again.
    const current = new Set<string | undefined>();
    for (let n = 0; n < 64; n += 1) {
      const name = `bins-${n.toString(16).padStart(2, "0")}`;
      current.add((await tip.entry(`metadata/bins/${name[5]}/${name}.json`))?.id);
    }
    expect(roles.filter(([key]) => current.has(key.split(" ")[1]))).toEqual([]);
  });

  test("a history that is cut off is said, and what is there is published", async () => {
    const world = await mutable();
    for (let n = 1; n <= 4; n += 1) await state(world, n);
    const cut = (await world.store.tree((await world.tip()).parents[0] ?? ""))?.parents[0];
    const store = counting(world.store, (ref) => ref !== cut);
    const { mirror, warnings } = await freshOver(world, store);
    expect(Object.keys(metadataOf(mirror)).filter((path) => path.includes("snapshot"))).toEqual([
      "metadata/3.snapshot.json",
      "metadata/4.snapshot.json",
    ]);
    expect(warnings.join()).toMatch(/cut off/);
  });

  test("a remote that fails in the middle of the walk is a failure, not the end of the history", async () => {
    const world = await mutable();
    for (let n = 1; n <= 3; n += 1) await state(world, n);
    const parent = (await world.tip()).parents[0];
    const failing: Store = {
      ...world.store,
      async tree(ref) {
        if (ref === parent) throw gitFaults.STORE_UNREACHABLE({ location: "there", reason: "gone" });
        return world.store.tree(ref);
      },
    };
    expect(await faultOf(freshOver(world, failing))).toBe("STORE_UNREACHABLE");
  });
});
