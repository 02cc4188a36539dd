import { beforeEach, describe, expect, test } from "vitest";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { publishFaults } from "../../../src/publish/faults.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { bytesOf, inconsistencies, type Write, watched } from "../../support/site.ts";
import { clientOf, copiesOf, faultOf, filesOf, openWorld, releaseOf, type World } from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld();
  await world.release("app/1", { "app/1/a": "one", "app/1/b": "two" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** Publishes and resolves to what was written, in order. */
async function writes(options: Parameters<World["publish"]>[0] = {}): Promise<readonly Write[]> {
  const seen: Write[] = [];
  await world.publish(
    options,
    watched(world.mirror, (action) => {
      if (!("removed" in action)) seen.push(action);
    }),
  );
  return seen;
}

const paths = (seen: readonly Write[]): readonly string[] => seen.map(({ path }) => path);

describe("T70: the order of writes", () => {
  test("roots, target files, delegated roles, targets, snapshot, and the timestamp last", async () => {
    const seen = await writes();
    expect(paths(seen)).toEqual([
      "metadata/1.root.json",
      expect.stringMatching(/^targets\/app\/1\/[0-9a-f]{64}\.[ab]$/),
      expect.stringMatching(/^targets\/app\/1\/[0-9a-f]{64}\.[ab]$/),
      ...[0, 1, 2, 3].map((n) => `metadata/1.bins-${n}.json`),
      "metadata/1.bin.json",
      "metadata/1.targets.json",
      "metadata/1.snapshot.json",
      "metadata/timestamp.json",
    ]);
    expect(seen.filter(({ caching }) => caching === "no-store").map(({ path }) => path)).toEqual([
      "metadata/timestamp.json",
    ]);
  });

  test("I9: what is published is what was committed", async () => {
    await writes();
    const files = await filesOf(await world.tip());
    const site = bytesOf(world.mirror);
    const pairs = [
      ["metadata/1.root.json", "metadata/root/1.root.json"],
      ["metadata/1.bins-2.json", "metadata/bins/2/bins-2.json"],
      ["metadata/1.snapshot.json", "metadata/snapshot.json"],
      ["metadata/timestamp.json", "metadata/timestamp.json"],
    ] as const;
    for (const [published, committed] of pairs)
      expect(Buffer.compare(site.get(published) ?? Buffer.of(), files.get(committed) ?? Buffer.of())).toBe(0);
  });

  test("a second publish writes what changed, and the third nothing", async () => {
    await writes();
    await world.release("app/2", { "app/2/new": "new" });
    await world.done();
    expect(paths(await writes())).toEqual([
      `targets/app/2/${sha256("new")}.new`,
      expect.stringMatching(/^metadata\/2\.bins-[0-3]\.json$/),
      "metadata/2.snapshot.json",
      "metadata/timestamp.json",
    ]);
    expect(await writes()).toEqual([]);
    expect(await world.publish()).toMatchObject({ written: [], removed: [], snapshot: 2, timestamp: 2 });
  });

  test("a dry run writes nothing and names what it would", async () => {
    const { written } = await world.publish({ dryRun: true });
    expect(written).toContain("metadata/timestamp.json");
    expect(world.mirror.files.size).toBe(0);
  });
});

describe("I1, I3, I14: the site at every moment of a publish", () => {
  test("after each single write it is complete, and clients old and new update to the old or the new state", async () => {
    const caches: ClientCache[] = [];
    for (const round of [1, 2, 3]) {
      if (round > 1) {
        world.clock.advance(1);
        await world.merge({
          [`targets/app/${round}.json`]: releaseOf({ [`app/${round}/x`]: `${round}` }),
          "targets/app/1.json": releaseOf({ "app/1/b": "two" }),
        });
        world.contents.set(`app/${round}/x`, Buffer.from(`${round}`));
        await world.done();
      }
      const site = bytesOf(world.mirror);
      const fresh = round > 1;
      for (const { path, bytes } of await writes()) {
        site.set(path, bytes);
        expect([path, inconsistencies(site)]).toEqual([path, []]);
        if (!fresh) continue;
        const files = new Map([...site].map(([name, content]) => [name, { bytes: content }]));
        const [first] = caches;
        const root = new Map([["root", first?.get("root") ?? new Uint8Array()]]);
        for (const cache of [root, ...caches]) {
          const { targets } = await clientOf(files, world.clock.now(), ["app/1/b", `app/${round}/x`], cache);
          expect(targets.get("app/1/b")?.sha256).toBe(sha256("two"));
          const found = targets.get(`app/${round}/x`)?.sha256;
          expect([undefined, sha256(`${round}`)]).toContain(found);
          if (path === "metadata/timestamp.json") expect(found).toBe(sha256(`${round}`));
        }
      }
      caches.push((await world.client(["app/1/b"])).cache);
    }
  });

  test("a publish that breaks off at any write is completed by the next", async () => {
    await world.publish();
    await world.release("app/2", { "app/2/new": "new" });
    await world.done();
    const before = [...world.mirror.files];
    const total = (await writes({ dryRun: true })).length + 4;
    for (let at = 1; at <= total; at += 1) {
      const files = world.mirror.files as Map<string, { bytes: Uint8Array; written: number }>;
      files.clear();
      for (const [path, file] of before) files.set(path, file);
      let count = 0;
      const breaking = watched(world.mirror, () => {
        count += 1;
        if (count === at) throw publishFaults.MIRROR_UNREACHABLE({ file: "site", reason: "gone" });
      });
      const code = await faultOf(world.publish({}, breaking));
      expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
      if (at <= 4) expect(code).toBe("MIRROR_UNREACHABLE");
      await world.publish();
      expect((await world.client(["app/2/new"])).targets.get("app/2/new")?.sha256).toBe(sha256("new"));
    }
  });
});

describe("T71: publishing converges on whatever was there", () => {
  beforeEach(async () => {
    await world.publish();
  });

  const damages: readonly (readonly [string, (files: Map<string, { bytes: Uint8Array; written: number }>) => void])[] =
    [
      ["a bin replaced", (files) => files.set("metadata/1.bins-0.json", { bytes: Buffer.from("{}"), written: 0 })],
      ["a bin removed", (files) => files.delete("metadata/1.bins-1.json")],
      ["the snapshot removed", (files) => files.delete("metadata/1.snapshot.json")],
      ["the root replaced", (files) => files.set("metadata/1.root.json", { bytes: Buffer.from("{}"), written: 0 })],
      [
        "the timestamp replaced",
        (files) => files.set("metadata/timestamp.json", { bytes: Buffer.from("{"), written: 0 }),
      ],
      ["the timestamp removed", (files) => files.delete("metadata/timestamp.json")],
      ["a target removed", (files) => files.delete(`targets/app/1/${sha256("one")}.a`)],
      [
        "a target cut",
        (files) => files.set(`targets/app/1/${sha256("one")}.a`, { bytes: Buffer.from("on"), written: 0 }),
      ],
      [
        "snapshots planted",
        (files) => {
          for (const version of [0, 7, 999])
            files.set(`metadata/${version}.snapshot.json`, { bytes: Buffer.from("{"), written: 0 });
        },
      ],
      ["everything removed", (files) => files.clear()],
      [
        "a file made huge",
        (files) => files.set("metadata/1.bins-0.json", { bytes: Buffer.alloc(5_000_001), written: 0 }),
      ],
    ];
  test.each(damages)("%s", async (_, damage) => {
    const good = bytesOf(world.mirror);
    damage(world.mirror.files as Map<string, { bytes: Uint8Array; written: number }>);
    await world.publish();
    const now = bytesOf(world.mirror);
    for (const [path, bytes] of good)
      expect([path, sha256(now.get(path) ?? Buffer.of())]).toEqual([path, sha256(bytes)]);
    expect(await writes()).toEqual([]);
  });

  test("files of somebody else on the site stay", async () => {
    await world.mirror.write("metadata/notes.txt", Buffer.from("x"), "immutable");
    await world.mirror.write("index.html", Buffer.from("x"), "immutable");
    await world.mirror.write("metadata/zzz.json", Buffer.from("x"), "immutable");
    const files = world.mirror.files as Map<string, { bytes: Uint8Array; written: number }>;
    for (const [path, { bytes }] of files) files.set(path, { bytes, written: 0 });
    await world.publish();
    expect([...world.mirror.files.keys()]).toEqual(
      expect.arrayContaining(["metadata/notes.txt", "index.html", "metadata/zzz.json"]),
    );
  });
});
