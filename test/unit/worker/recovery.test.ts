import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Instant } from "../../../src/base/time.ts";
import { explain } from "../../../src/catalogue.ts";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import type { Site } from "../../../src/client/site-client.ts";
import { rotation } from "../../../src/signing-event/rotation.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeEnvelope } from "../../../src/tuf/envelope.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot } from "../../../src/tuf/snapshot.ts";
import { type Recovered, type RecoverOptions, recover } from "../../../src/worker/recover.ts";
import { binWith } from "../../support/delegations.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { memoryMirror } from "../../support/memory-mirror.ts";
import { ed25519, none, seal } from "../../support/metadata.ts";
import { bytesOf, inconsistencies } from "../../support/site.ts";
import { publishTheft, pushTheft, steal, stolenTarget, type Theft } from "../../support/thief.ts";
import { verifier } from "../../support/verifier.ts";
import { clientOf, faultOf, filesOf, openWorld, signerOf, type World } from "../../support/world.ts";

type Files = ReadonlyMap<string, { readonly bytes: Uint8Array }>;
type Keys = Readonly<Record<string, string>>;

const base = "http://site.invalid";
const far = 2 ** 31;

function siteOver(files: Files): Site {
  return {
    metadata: `${base}/metadata`,
    fetch: async (url) => {
      const found = files.get(url.slice(base.length + 1));
      return found && new Blob([new Uint8Array(found.bytes)]).stream();
    },
  };
}

let world: World;
/** What clients had on disk after each publish. */
let caches: ClientCache[];
let good: string;

async function recovered(
  options: Partial<Omit<RecoverOptions, "sites">> & { sites?: readonly Files[]; keys?: Keys } = {},
): Promise<Recovered> {
  const { sites = [], keys = {}, ...rest } = options;
  const { store, clock, pin, recorder } = world;
  return recover(
    {
      verifier,
      store,
      clock,
      reporter: recorder,
      open: async (uri) => signerOf(keys[uri] ?? uri.slice("env:".length)),
    },
    {
      pin,
      branch: "main",
      dryRun: false,
      sites: sites.map((files, index) => ({ name: `site ${index}`, site: siteOver(files) })),
      ...rest,
    },
  );
}

async function done(options: Parameters<typeof recovered>[0] = {}): Promise<Recovered & { readonly kind: "done" }> {
  const outcome = await recovered(options);
  if (outcome.kind !== "done") throw new Error(`the recovery ended with ${JSON.stringify(outcome)}`);
  return outcome;
}

/** Publishes, keeps what a new client has then, and lets every client there has been update. */
async function published(also: readonly ClientCache[] = []): Promise<void> {
  await world.publish();
  expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
  const expected = await world.targets();
  const paths = Object.keys(expected);
  const { cache } = await world.client(paths);
  for (const each of [...caches, ...also]) {
    const { targets } = await world.client([...paths, stolenTarget], each);
    expect(Object.fromEntries(paths.map((path) => [path, targets.get(path)?.sha256]))).toEqual(expected);
    expect(targets.get(stolenTarget)).toBeUndefined();
  }
  caches.push(cache);
}

/** Every online role's version. */
async function versions(): Promise<Record<string, number>> {
  const { snapshot, timestamp, bins } = await world.repository();
  return {
    timestamp: timestamp.signed.version,
    snapshot: snapshot.signed.version,
    ...Object.fromEntries([...bins].map(([role, { signed }]) => [role, signed.version])),
  };
}

/** The error that a person sees names the command that helps. */
function expectHelp(code: string): void {
  expect([code, explain(code).fix]).toEqual([code, expect.stringContaining("kaprien recover")]);
}

/** The signed branch works again: its tree has exactly the files of `names`, and the worker has nothing to do. */
async function expectSound(tip: string, keys: Keys = {}): Promise<void> {
  const tree = await world.tip();
  expect(tree.parents).toEqual([tip]);
  expect((await world.repository()).state.signed.parent).toBe(tip);
  expect((await world.work({ keys })).kind).toBe("idle");
}

async function names(): Promise<readonly string[]> {
  return [...(await filesOf(await world.tip())).keys()].sort();
}

function flipped(bytes: Uint8Array | undefined): Uint8Array {
  const copy = Uint8Array.from(bytes ?? []);
  const at = Buffer.from(copy).indexOf('"version":') - 20;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

let start: { main: string; site: Map<string, Uint8Array>; caches: readonly ClientCache[]; now: Instant };

// Made once: every test begins with the same branches and site.
beforeAll(async () => {
  world = await openWorld();
  caches = [];
  for (const n of [1, 2, 3]) {
    await world.release(`app/${n}`, { [`app/${n}/a`]: `a${n}`, [`app/${n}/b`]: `b${n}` });
    await world.done();
    await published();
  }
  good = (await world.tip()).commit;
  start = { main: (await world.tip("main")).commit, site: bytesOf(world.mirror), caches, now: world.clock.now() };
});

beforeEach(async () => {
  const { memory, mirror, clock } = world;
  memory.point("refs/heads/tuf", good);
  memory.point("refs/heads/main", start.main);
  memory.point("refs/heads/event/change", undefined);
  for (const path of [...mirror.files.keys()]) await mirror.remove(path);
  for (const [path, bytes] of start.site) await mirror.write(path, bytes, "immutable");
  caches = [...start.caches];
  clock.set(start.now);
});

describe("T37: the signed branch was edited", () => {
  const damages: Readonly<Record<string, (files: Map<string, Uint8Array>) => Promise<string>>> = {
    "a bin edited": (files) =>
      world.tamper({ "metadata/bins/0/bins-0.json": flipped(files.get("metadata/bins/0/bins-0.json")) }),
    "a bin cut off": (files) =>
      world.tamper({ "metadata/bins/0/bins-0.json": files.get("metadata/bins/0/bins-0.json")?.slice(0, 90) ?? "" }),
    "a root removed": () => world.tamper({ "metadata/root/1.root.json": null }),
    "a bin removed": () => world.tamper({ "metadata/bins/0/bins-0.json": null }),
    "a bin in the place of another": (files) =>
      world.tamper({ "metadata/bins/0/bins-0.json": files.get("metadata/bins/1/bins-1.json") ?? "" }),
    "what it was made from edited": () => world.tamper({ "source/targets/app/9.json": "{}" }),
    "a file beside it": () => world.tamper({ "metadata/x.json": "{}", "junk/README": "no" }),
    "an older state on top of it": async () => {
      const old = await filesOf((await world.store.tree((await world.tip()).parents[0] ?? "")) ?? (await world.tip()));
      return world.tamper(Object.fromEntries([...old].filter(([path]) => !path.startsWith("source/"))));
    },
  };

  test.each(Object.entries(damages))("%s: the worker's error leads to a branch that works", async (name, damage) => {
    const lasting = name === "a bin edited";
    const before = await names();
    const old = await versions();
    await damage(await filesOf(await world.tip()));
    const tip = await world.tamper({ "metadata/more.json": "{}" });
    const code = await faultOf(world.work());
    expectHelp(code);
    expect(await faultOf(world.publish())).toBe(code);

    await world.release("app/4", { "app/4/a": "a4" });
    const { accepted, givenUp } = await done();
    expect([accepted?.commit, givenUp.length]).toEqual([good, 2]);
    expect(await names()).toEqual([...before, "source/targets/app/4.json"].sort());
    await expectSound(tip);
    for (const [role, version] of Object.entries(await versions())) expect(version).toBe((old[role] ?? 0) + 1);
    expect(await world.targets()).toHaveProperty(["app/4/a"], sha256("a4"));
    await published();
    if (!lasting) return;
    // A site made anew has every state that was published, and nothing of what was not.
    const fresh = memoryMirror(() => world.clock.now());
    await world.publish({}, fresh);
    for (const cache of caches) await clientOf(fresh.files, world.clock.now(), ["app/4/a"], cache);
  });

  test("I16: with --dry-run, without the keys, or with a merge that is refused, nothing changes", async () => {
    const tip = await world.tamper({ "state.json": null });
    expect((await recovered({ dryRun: true })).kind).toBe("planned");
    expect(await faultOf(recovered({ keys: { "env:bins": "other" } }))).toBe("SIGNER_KEY_MISMATCH");
    await world.merge({ "targets/app/9.json": "{" });
    expect((await recovered()).kind).toBe("refused");
    expect((await world.tip()).commit).toBe(tip);
  });

  test("I6: somebody who writes meanwhile is not overwritten", async () => {
    await world.tamper({ "state.json": null });
    const open = async (uri: string) => {
      await world.tamper({ "metadata/more.json": uri });
      return signerOf(uri.slice("env:".length));
    };
    const { store, clock, pin, recorder } = world;
    const options = { pin, branch: "main", dryRun: false, sites: [] };
    expect(await faultOf(recover({ verifier, store, clock, reporter: recorder, open }, options))).toBe(
      "STORE_CONFLICT",
    );
  });

  test("T89: a state is not given up for bytes that this copy of the repository lacks", async () => {
    const tip = await world.tip();
    for (const id of [
      (await tip.entry("state.json"))?.id,
      (await tip.entry("metadata/snapshot.json"))?.id,
      tip.commit,
    ]) {
      const object = await world.memory.objects.read(id ?? "");
      // The commit before is asked for when the last one is no state.
      if (id === tip.commit) await world.tamper({ "state.json": null });
      world.memory.lose(id ?? "");
      expect(await faultOf(recovered())).toBe("STORE_OBJECT_MISSING");
      if (object !== undefined) world.memory.put({ ...object, id: id ?? "" });
    }
  });

  test("a branch that verifies is left alone, and what does not verify is not accepted", async () => {
    expect((await recovered()).kind).toBe("idle");
    const bad = await world.tamper({ "state.json": null });
    expect(await faultOf(recovered({ accept: bad }))).toBe("RECOVERY_UNFIT");
    expect(await faultOf(recovered({ accept: "0".repeat(40) }))).toMatch(/BRANCH_MISSING|STORE_OBJECT_MISSING/);
  });
});

describe("T35, T37, I2, I11: the signed branch was set back", () => {
  async function earlier(steps: number): Promise<string> {
    let tree = await world.tip();
    for (let n = 0; n < steps; n += 1) tree = (await world.store.tree(tree.parents[0] ?? "")) ?? tree;
    world.memory.point("refs/heads/tuf", tree.commit);
    return tree.commit;
  }

  test("to an older state, from which the worker went on: versions are above the published ones", async () => {
    const old = await versions();
    await earlier(2);
    expect(await faultOf(world.publish())).toBe("PUBLISH_ROLLBACK");
    expectHelp("PUBLISH_ROLLBACK");
    world.clock.advance(1);
    await world.release("app/4", { "app/4/a": "a4" });
    const tip = await world.done();
    const code = await faultOf(world.publish());
    expect(["PUBLISH_ROLLBACK", "ROLE_VERSION_REUSED"]).toContain(code);
    expectHelp(code);

    const { accepted } = await done({ sites: [world.mirror.files] });
    expect(accepted?.commit).toBe(tip);
    await expectSound(tip);
    for (const [role, version] of Object.entries(await versions())) expect(version).toBeGreaterThan(old[role] ?? 0);
    await published();
  });

  test("to an older state, and the lost commit is still known: it is gone on from", async () => {
    const tip = await earlier(2);
    const { accepted, givenUp } = await done({ accept: good });
    expect([accepted?.commit, givenUp.length]).toEqual([good, 1]);
    await expectSound(tip);
    await published();
  });

  test("it was deleted: the worker starts again, and the site's versions are gone beyond", async () => {
    world.memory.point("refs/heads/tuf", undefined);
    expectHelp(await faultOf(world.publish()));
    world.clock.advance(1);
    const tip = await world.done();
    expectHelp(await faultOf(world.publish()));
    await done({ sites: [world.mirror.files] });
    await expectSound(tip);
    await published();
  });

  test("it was deleted, and nothing was done since: it starts again from the site's versions, or from the last commit", async () => {
    world.memory.point("refs/heads/tuf", undefined);
    expect(await faultOf(recovered())).toBe("RECOVERY_NOTHING");
    expectHelp("RECOVERY_NOTHING");
    const { accepted } = await done({ sites: [world.mirror.files] });
    expect(accepted).toBeUndefined();
    expect((await world.tip()).parents).toEqual([]);
    expect((await world.work()).kind).toBe("idle");
    await published();

    const last = (await world.tip()).commit;
    world.memory.point("refs/heads/tuf", undefined);
    await done({ accept: last });
    await expectSound(last);
    await published();
  });

  test("T54: to before a migration that was published: what is listed stays listed, and what retired is signed above it", async () => {
    const bin = binWith(world.first, 2, { bins: 8, prefix: "bins2" });
    await world.trust({ bin });
    await world.done();
    await published();
    const { meta } = (await world.repository()).snapshot.signed;
    const last = (await world.tip()).commit;
    await earlier(1);
    await done({ sites: [world.mirror.files] });
    const after = (await world.repository()).snapshot.signed.meta;
    for (const [file, { version }] of meta)
      expect([file, after.get(file)?.version]).toEqual([file, file.startsWith("bins") ? version + 1 : version]);
    await published();

    // Nothing of the retired roles is at hand any more but their versions on the site.
    world.memory.point("refs/heads/tuf", undefined);
    await done({ sites: [world.mirror.files] });
    expect((await world.repository()).retired.size).toBe(0);
    expect([...(await world.repository()).snapshot.signed.meta.keys()].sort()).toEqual([...meta.keys()].sort());
    expect((await world.work()).kind).toBe("idle");
    await published();

    // The retired roles of the accepted state are older than what was published, so they go and stay listed.
    const tip = (await world.tip()).commit;
    await done({ accept: last, sites: [world.mirror.files] });
    await expectSound(tip);
    await published();
  });

  test("somebody else's site raises nothing, and an empty one is said to be", async () => {
    const other = await openWorld({ people: { snapshot: ["else"], timestamp: ["else"], root: ["root-else"] } });
    await other.release("app/1", { "app/1/a": "a1" });
    for (let n = 0; n < 9; n += 1) {
      other.clock.advance(6);
      await other.done();
    }
    await other.publish();
    const old = await versions();
    const { ignored } = await done({ sites: [other.mirror.files, world.mirror.files] });
    expect(ignored).toEqual([expect.stringContaining("site 0")]);
    expect(Object.values(await versions())).toEqual(Object.values(old).map((version) => version + 1));
    expect(await faultOf(recovered({ sites: [new Map()] }))).toBe("RECOVERY_SITE_EMPTY");
  });
});

describe("T33: an online key was stolen", () => {
  const keys: Keys = { "env:online": "online-2", "env:bins": "online-2" };

  async function rotateCompromised(bin = world.first.bin, stolen = ["online", "bins"]): Promise<void> {
    const play = playEvent(world);
    const base = {
      root: world.first.root,
      offline: new Map([
        ["targets", world.first.targets],
        ["bin", bin],
      ]),
    };
    const changes = rotation(base, {
      role: "online",
      add: [ed25519("online-2").key],
      remove: stolen.map(keyidOf),
    });
    await play.open(changes, { keys: ["online-2"] });
    await play.sign("root", "bin");
    await play.finish();
  }

  /** Clients that took what the thief published: one that is new, and all that there were. */
  async function robbed(version = far): Promise<readonly ClientCache[]> {
    const all: ClientCache[] = [];
    for (const cache of [undefined, ...caches]) {
      const result = await world.client(["app/1/a", stolenTarget], cache);
      expect(result.targets.get(stolenTarget)?.sha256).toBe(sha256("stolen"));
      expect(decodeEnvelope(result.cache.get("timestamp") ?? new Uint8Array(), decodeTimestamp).signed.version).toBe(
        version,
      );
      all.push(result.cache);
    }
    return all;
  }

  test("version 2^31 on the site: root rotates, the worker signs and publishes, and clients recover", async () => {
    await publishTheft(world, await steal(world, far));
    const clients = await robbed();
    expectHelp(await faultOf(world.publish()));
    expect(await faultOf(recovered({ sites: [world.mirror.files] }))).toBe("ROLE_VERSION_TOO_HIGH");
    expectHelp("ROLE_VERSION_TOO_HIGH");

    await rotateCompromised();
    expect((await world.work({ keys })).kind).toBe("done");
    expect((await versions())["timestamp"]).toBeLessThan(100);
    await published(clients);
  });

  test.each([far, Number.MAX_SAFE_INTEGER])(
    "interop R11: version %i on the signed branch too: what the thief listed goes",
    async (version) => {
      const theft = await steal(world, version);
      const tip = await pushTheft(world, theft);
      await publishTheft(world, theft);
      const clients = await robbed(version);
      expect(await faultOf(world.work())).toBe("SIGNED_TARGETS_DIFFER");
      expect(await faultOf(recovered())).toBe("ROLE_VERSION_TOO_HIGH");

      await rotateCompromised();
      expect(await faultOf(world.work({ keys }))).toBe("SIGNED_TARGETS_DIFFER");
      const { accepted, ignored } = await done({ keys, sites: [world.mirror.files] });
      expect(accepted?.commit).toBe(good);
      expect(ignored.join("\n")).toContain(`timestamp ${version}`);
      await expectSound(tip, keys);
      await published(clients);
      expect(Object.keys(await world.targets())).not.toContain(stolenTarget);
    },
  );

  test.each([
    [1_000_000_000, 1_000_000_001],
    [1_000_000_001, 4],
    [2_000_000_000, 4],
  ])("version %i by a key that is revoked already: there is room above what is signed", async (version, next) => {
    const theft = await steal(world, version);
    await rotateCompromised();
    expect((await world.work({ keys })).kind).toBe("done");
    await published();
    const before = await versions();
    expect(before["timestamp"]).toBeLessThan(10);
    const tip = await pushTheft(world, theft);

    const { ignored } = await done({ keys });
    const told = version === next - 1;
    expect(ignored.some((line) => line.includes(`timestamp ${version}`))).toBe(!told);
    const { timestamp, snapshot } = await versions();
    for (const signed of [timestamp, snapshot])
      if (told) expect(signed).toBe(next);
      else expect(signed).toBeLessThan(10);
    await expectSound(tip, keys);
    expect(Object.keys(await world.targets())).not.toContain(stolenTarget);
    await published();
    expect((await recovered({ keys })).kind).toBe("idle");
  });

  /** A snapshot of the thief's that lists these roles as well. */
  async function listing(theft: Theft, more: Readonly<Record<string, number>>): Promise<Theft> {
    const { snapshot } = await world.repository();
    const meta = new Map(snapshot.signed.meta);
    for (const [role, version] of Object.entries(more)) meta.set(`${role}.json`, { version, rest: none });
    const { version } = theft.snapshot.signed;
    const json = encodeSnapshot({ ...snapshot.signed, version, meta });
    return { ...theft, snapshot: seal(json, decodeSnapshot, [ed25519("online")]) };
  }

  test("T54, T55: roles that the thief made up are not listed, and their names stay free for other bins", async () => {
    const { meta } = (await world.repository()).snapshot.signed;
    const theft = await steal(world, 50);
    const tip = await pushTheft(
      world,
      await listing(theft, { "bins2-0": 1, "bins3-ff": 7, "online-x": 3, targets: 9 }),
    );
    await rotateCompromised();
    await done({ keys });
    await expectSound(tip, keys);
    expect([...(await world.repository()).snapshot.signed.meta.keys()].sort()).toEqual([...meta.keys()].sort());

    await world.trust({ bin: binWith(world.first, 3, { bins: 8, prefix: "bins2", keys: ["online-2"] }) });
    expect((await world.work({ keys })).kind).toBe("done");
    expect((await world.repository()).bins.has("bins2-0")).toBe(true);
    await published();
  });

  test("I11: bins that retire after the good state go above what the revoked key listed of them", async () => {
    const bin = binWith(world.first, 2, { bins: 8, prefix: "bins2" });
    await world.trust({ bin });
    const tip = await pushTheft(world, await listing(await steal(world, 50), { "bins-0": 40, "bins2-0": 30 }));
    await rotateCompromised(bin, ["online"]);
    const online = { "env:online": "online-2" };
    await done({ keys: online });
    await expectSound(tip, online);
    const { meta } = (await world.repository()).snapshot.signed;
    expect(["bins-0", "bins2-0"].map((role) => meta.get(`${role}.json`)?.version)).toEqual([41, 31]);
    await published();
  });

  test("T55: bins that the thief left out, or listed without room, do not look like another number of bins", async () => {
    const { snapshot } = await world.repository();
    const theft = await steal(world, 50);
    const meta = new Map([
      ["bins-0.json", { version: 1_000_000_001, rest: none }],
      ["bins-1.json", { version: 40, rest: none }],
    ]);
    const json = encodeSnapshot({ ...snapshot.signed, version: 50, meta });
    world.memory.point("refs/heads/tuf", undefined);
    await publishTheft(world, { ...theft, snapshot: seal(json, decodeSnapshot, [ed25519("online")]) });
    await rotateCompromised();
    await done({ keys, sites: [world.mirror.files] });
    const { "bins-0": first, "bins-1": second } = await versions();
    expect([first, second]).toEqual([1, 41]);
    expect((await world.work({ keys })).kind).toBe("idle");
  });

  test("a modest version: the commit to accept is named, and the thief's versions are not used again", async () => {
    const theft = await steal(world, 50);
    await pushTheft(world, theft);
    await publishTheft(world, theft);
    const { cache } = await world.client([stolenTarget]);
    await rotateCompromised();
    await done({ keys, accept: good, sites: [world.mirror.files] });
    expect(new Set(Object.values(await versions()))).toEqual(new Set([51]));
    await published([cache]);
  });
});
