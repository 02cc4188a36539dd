import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { verifySite } from "../../../src/client/download.ts";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { routeTo } from "../../../src/repository/route.ts";
import { monitor } from "../../../src/status/monitor.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { type Bins, binWith, roleOfPeople, targetsWith } from "../../support/delegations.ts";
import { memoryMirror } from "../../support/memory-mirror.ts";
import { status } from "../../support/opened.ts";
import { runs } from "../../support/runs.ts";
import { bytesOf, inconsistencies, type Write, watched } from "../../support/site.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { clientOf, copiesOf, faultOf, openWorld, type World } from "../../support/world.ts";

let world: World;

/** Eight paths that four bins, and more, share out. */
const paths = Array.from({ length: 8 }, (_, n) => `app/1/${n}`);
const contents = Object.fromEntries(paths.map((path) => [path, `content of ${path}`]));
const digests = Object.fromEntries(paths.map((path) => [path, sha256(contents[path] ?? "")]));

const signed = copiesOf(async () => {
  const world = await openWorld();
  await world.release("app/1", contents);
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

async function rebin(version: number, bins: Bins, on: World = world): Promise<void> {
  await on.trust({ bin: binWith(on.first, version, bins) });
}

/** Version and number of targets by name, of roles that retired. */
async function retired(): Promise<Record<string, readonly [number, number]>> {
  const found = [...(await world.repository()).retired];
  return Object.fromEntries(found.map(([name, { signed }]) => [name, [signed.version, signed.targets.size]]));
}

/** Every target is in the role where a client looks for it. */
async function misplaced(on: World = world): Promise<readonly string[]> {
  const repository = await on.repository();
  return [...repository.bins].flatMap(([role, { signed }]) =>
    [...signed.targets.keys()].filter((path) => routeTo(repository, path)?.role !== role),
  );
}

describe("T55: another number of bins is a migration", () => {
  test("targets move to new bins, the old ones are signed once more without any, in one commit", async () => {
    const before = await world.tip();
    await rebin(2, { bins: 16, prefix: "bins2" });
    const outcome = await world.work();
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    expect((await world.tip()).parents).toEqual([before.commit]);
    const kinds = new Map(outcome.plan.roles.map(({ role, kind, version }) => [role, `${kind} ${version}`]));
    expect([kinds.get("bin"), kinds.get("bins-3"), kinds.get("snapshot")]).toEqual(["adopt 2", "retire 2", "update 2"]);
    expect([...kinds].filter(([, kind]) => kind === "create 1")).toHaveLength(16);
    expect(outcome.plan.because.join("; ")).toBe(
      "people signed bin 2; 8 targets moved to another role; nobody delegates to bins-0, bins-1, bins-2 and 1 more any more",
    );
    expect(await world.targets()).toEqual(digests);
    expect(await misplaced()).toEqual([]);
    expect(await retired()).toEqual({ "bins-0": [2, 0], "bins-1": [2, 0], "bins-2": [2, 0], "bins-3": [2, 0] });
    expect((await world.work()).kind).toBe("idle");
    const shown = await status(world, { pin: world.pin, branch: "main" });
    expect([shown.bins, shown.targets]).toEqual([16, 8]);
  });

  test("releases are merged and removed in the run that migrates", async () => {
    await world.release("app/2", { "app/2/new": "new" });
    await world.done();
    await world.merge({ "targets/app/1.json": null });
    await world.release("app/3", { "app/3/x": "x" });
    await rebin(2, { bins: 8, prefix: "bins2", style: "prefixes" });
    await world.done();
    expect(await world.targets()).toEqual({ "app/2/new": sha256("new"), "app/3/x": sha256("x") });
    expect(await misplaced()).toEqual([]);
  });

  test("I12: it goes on although a release beside it is refused", async () => {
    await rebin(2, { bins: 16, prefix: "bins2" });
    await world.merge({ "targets/app/2.json": "{}" });
    expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
    expect([await world.targets(), Object.keys(await retired())]).toEqual([
      digests,
      ["bins-0", "bins-1", "bins-2", "bins-3"],
    ]);
  });

  test("what retired is never renewed, and the new bins are", async () => {
    await rebin(2, { bins: 2, prefix: "bins2" });
    await world.done();
    world.clock.advance(20);
    const outcome = await world.work();
    expect(outcome.kind === "done" && outcome.plan.roles.map(({ role }) => role)).toEqual([
      "bins2-0",
      "bins2-1",
      "snapshot",
      "timestamp",
    ]);
    expect(Object.values(await retired())).toEqual(Array(4).fill([2, 0]));
  });

  test("old bins whose key is gone stay as they were, and the plan says so", async () => {
    const old = Object.fromEntries(
      [...(await world.repository()).bins].map(([name, { signed }]) => [name, [signed.version, signed.targets.size]]),
    );
    await rebin(2, { bins: 8, prefix: "bins2", keys: ["bins-new"] });
    const outcome = await world.work({ keys: { "env:bins": "bins-new" } });
    expect(outcome.kind === "done" && outcome.plan.because.at(-1)).toMatch(
      /^nobody delegates to bins-0.* stay as they were/,
    );
    expect(await retired()).toEqual(old);
    await world.publish();
    expect(inconsistencies(bytesOf(world.mirror), false)).toEqual([]);
    const { targets } = await world.client(paths);
    expect([...targets.values()].map((target) => target?.sha256)).toEqual(Object.values(digests));
  });

  test("so do those whose key could sign and is not at hand", async () => {
    await rebin(2, { bins: 8, prefix: "bins2", keys: ["bins", "bins-new"] });
    expect((await world.work({ keys: { "env:bins": "bins-new" } })).kind).toBe("done");
    expect(world.recorder.steps).toContain("leave bins-0 as it was: the keys that it had are not at hand");
    expect(Object.values(await retired()).map(([version]) => version)).toEqual([1, 1, 1, 1]);
    expect((await world.work({ keys: { "env:bins": "bins-new" } })).kind).toBe("idle");
  });

  test.each([8, 2])("names that were in use, also once, never become another number of bins: %d", async (bins) => {
    await rebin(2, { bins, prefix: "bins" });
    expect(await faultOf(world.work())).toBe("BINS_CHANGED");
    await rebin(2, { bins: 16, prefix: "bins2" });
    await world.done();
    await rebin(3, { bins, prefix: "bins" });
    expect(await faultOf(world.work())).toBe("BINS_CHANGED");
  });
});

test("monitor and verify pass over what retired, however old it is, and remember what was before", async () => {
  const memory = memoryWorkspace(new Map());
  const fetch = async (url: string): Promise<ReadableStream<Uint8Array> | undefined> => {
    const found = bytesOf(world.mirror).get(decodeURIComponent(url.slice("http://site.invalid/".length)));
    return found && new Blob([new Uint8Array(found)]).stream();
  };
  const site = { fetch, metadata: "http://site.invalid/metadata" };
  const options = { site, targets: "http://site.invalid/targets", pin: world.pin, validIn: 0, offlineValidIn: 0 };
  const ports = { oracle: tufJs, clock: world.clock, verifier: world.verifier, memory };
  await world.publish();
  expect(await monitor(ports, options)).toMatchObject({ health: "good", bins: 4, targets: 8 });
  await world.trust({
    bin: binWith(world.first, 2, { bins: 8, prefix: "bins2" }),
    targets: targetsWith(world.first, 2, [
      { name: "online-nightly", paths: ["nightly/*"], keys: ["online"] },
      { name: "vault", paths: ["critical/*"], keys: ["ana"] },
    ]),
  });
  await world.merge(roleOfPeople(world, "vault", 1, { "critical/a": "a", "outside/b": "b" }, ["ana"]));
  await world.release("nightly/1", { "nightly/1": "x" });
  await world.done();
  for (let n = 0; n < 4; n += 1) {
    world.clock.advance(12);
    await world.work();
  }
  await world.publish();
  const health = await monitor(ports, options);
  expect(health).toMatchObject({ health: "good", bins: 8, targets: 10, findings: [] });
  expect(health.roles.filter(({ online }) => online).map(({ role }) => role)).toContain("online-nightly");
  expect(await verifySite(ports, options)).toMatchObject({ targets: 10 });
});

describe("T37: what retired is vouched for by the signed state", () => {
  test.each([
    [
      "changed in a signature",
      (file: Uint8Array) =>
        Buffer.from(
          Buffer.from(file)
            .toString()
            .replace(/"sig":"../, '"sig":"00'),
        ),
    ],
    ["taken away", () => null],
  ])("a file that is %s is seen", async (_, change) => {
    await rebin(2, { bins: 8, prefix: "bins2" });
    await world.done();
    const path = "metadata/bins/0/bins-0.json";
    await world.tamper({ [path]: change((await (await world.tip()).read(path)) ?? new Uint8Array()) });
    expect(await faultOf(world.work())).toBe("SIGNED_BRANCH_EDITED");
    expect(await faultOf(world.publish())).toBe("SIGNED_BRANCH_EDITED");
  });
});

describe("T54, I1, I3, I14: clients over migrations", () => {
  /** Publishes; at each write the site is complete, and at some of them every client there has been updates. */
  async function publish(caches: readonly ClientCache[]): Promise<void> {
    const writes: Write[] = [];
    const site = bytesOf(world.mirror);
    await world.publish(
      {},
      watched(world.mirror, (action) => {
        if (!("removed" in action)) writes.push(action);
      }),
    );
    for (const [index, { path, bytes }] of writes.entries()) {
      site.set(path, bytes);
      expect([path, inconsistencies(site)]).toEqual([path, []]);
      if (![Math.floor(writes.length / 2), writes.length - 2, writes.length - 1].includes(index)) continue;
      const files = new Map([...site].map(([name, content]) => [name, { bytes: content }]));
      for (const cache of caches) {
        const { targets } = await clientOf(files, world.clock.now(), paths, cache);
        expect(paths.map((each) => targets.get(each)?.sha256)).toEqual(Object.values(digests));
      }
    }
  }

  test("from every state there has been, to 16 bins, to 8 and back to 4", async () => {
    const caches: ClientCache[] = [];
    const steps: readonly (Bins | undefined)[] = [
      { bins: 16, prefix: "bins2", style: "prefixes" },
      undefined,
      { bins: 8, prefix: "bins3" },
      { bins: 4, prefix: "bins" },
    ];
    await publish(caches);
    for (const [index, bins] of steps.entries()) {
      const { cache } = await world.client(paths);
      caches.push(cache, new Map([...cache].filter(([role]) => !role.startsWith("bin"))));
      world.clock.advance(1);
      if (bins !== undefined) await rebin(index + 2, bins);
      await world.release(`lib/${index}`, { [`lib/${index}`]: `${index}` });
      await world.done();
      expect(await misplaced()).toEqual([]);
      await publish(caches);
    }
    // The names of before go on from their last versions.
    expect(
      [...(await world.repository()).bins].every(([name, { signed }]) => /^bins-/.test(name) && signed.version > 2),
    ).toBe(true);
    const fresh = memoryMirror(() => world.clock.now());
    await world.publish({}, fresh);
    const metadata = (files: ReadonlyMap<string, Uint8Array>) =>
      [...files].filter(([path]) => path.startsWith("metadata/")).map(([path, bytes]) => `${path} ${sha256(bytes)}`);
    expect(metadata(bytesOf(fresh)).sort()).toEqual(metadata(bytesOf(world.mirror)).sort());
  });

  test("for any sequence of migrations and releases, all targets are found and nothing listed is lost", async () => {
    const step = fc.record({
      bits: fc.integer({ min: 1, max: 5 }),
      style: fc.constantFrom("succinct" as const, "prefixes" as const),
      releases: fc.integer({ min: 0, max: 2 }),
      publish: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const own = await openWorld({ bins: 2 });
        await own.done();
        await own.publish();
        const { cache } = await own.client();
        let n = 0;
        const wanted: Record<string, string> = {};
        let listed: readonly string[] = [];
        for (const [index, { bits, style, releases, publish }] of steps.entries()) {
          await rebin(index + 2, { bins: 2 ** bits, style, prefix: `bins${index + 2}` }, own);
          for (let i = 0; i < releases; i += 1) {
            const path = `app/${n++}`;
            wanted[path] = sha256(path);
            await own.release(path, { [path]: path });
          }
          await own.done();
          expect([await own.targets(), await misplaced(own)]).toEqual([wanted, []]);
          const { meta } = (await own.repository()).snapshot.signed;
          expect(listed.filter((name) => !meta.has(name))).toEqual([]);
          listed = [...meta.keys()];
          if (publish) await own.publish();
        }
        await own.publish();
        expect(inconsistencies(bytesOf(own.mirror))).toEqual([]);
        const { targets } = await own.client(Object.keys(wanted), cache);
        expect(Object.fromEntries([...targets].map(([path, target]) => [path, target?.sha256]))).toEqual(wanted);
      }),
      runs(5),
    );
  });
});
