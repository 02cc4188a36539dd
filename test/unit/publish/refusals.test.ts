import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "../../../src/base/time.ts";
import { clientFaults } from "../../../src/client/faults.ts";
import type { Oracle } from "../../../src/client/reference-client.ts";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { publish } from "../../../src/publish/publish.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeTimestamp, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { ed25519, seal } from "../../support/metadata.ts";
import { design } from "../../support/offline.ts";
import { bytesOf } from "../../support/site.ts";
import { verifier } from "../../support/verifier.ts";
import { copiesOf, faultOf, openWorld, recorder, releaseOf, type World } from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "one" });
  await world.done();
  await world.publish();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** Publishing stops with this code and the site keeps every byte. */
async function refused(code: string, options: Parameters<World["publish"]>[0] = {}): Promise<void> {
  const before = bytesOf(world.mirror);
  expect(await faultOf(world.publish(options))).toBe(code);
  expect(bytesOf(world.mirror)).toEqual(before);
}

test("a signed branch that was set back behind the site is refused", async () => {
  const old = (await world.tip()).commit;
  await world.release("app/2", { "app/2/a": "two" });
  await world.done();
  await world.publish();
  world.memory.point("refs/heads/tuf", old);
  await refused("PUBLISH_ROLLBACK");
});

test("I11: a signed branch that was set back and signed other contents under the published version is refused", async () => {
  const old = (await world.tip()).commit;
  await world.release("app/2", { "app/2/a": "two" });
  await world.done();
  await world.publish();
  world.memory.point("refs/heads/tuf", old);
  await world.release("app/3", { "app/3/a": "three" });
  await world.done();
  await refused("ROLE_VERSION_REUSED");
});

test("I2: a signed branch that was set back is refused although the live snapshot is gone", async () => {
  const old = (await world.tip()).commit;
  await world.release("app/2", { "app/2/a": "two" });
  await world.done();
  await world.publish();
  await world.mirror.remove("metadata/2.snapshot.json");
  world.memory.point("refs/heads/tuf", old);
  await refused("PUBLISH_ROLLBACK");
});

test("I11: what is published under a version is never replaced by other contents, however often the worker ran since", async () => {
  const old = (await world.tip()).commit;
  await world.release("app/2", { "app/2/a": "two" });
  await world.done();
  await world.publish();
  world.memory.point("refs/heads/tuf", old);
  await world.merge({ "targets/app/2.json": null });
  await world.release("app/3", { "app/2/a": "three" });
  await world.done();
  world.clock.advance(2);
  await world.done();
  await refused("ROLE_VERSION_REUSED");
});

test("I3: a publisher that was overtaken does not put its older timestamp back", async () => {
  await world.release("app/2", { "app/2/a": "two" });
  await world.done();
  const second = (await world.tip()).commit;
  await world.release("app/3", { "app/3/a": "three" });
  const third = await world.done();
  world.memory.point("refs/heads/tuf", second);
  let overtaken = false;
  const slow = publish(
    {
      ...world,
      oracle: tufJs,
      reporter: recorder(),
      mirror: {
        ...world.mirror,
        async write(path, bytes, caching) {
          await world.mirror.write(path, bytes, caching);
          if (overtaken || !path.endsWith(".snapshot.json")) return;
          overtaken = true;
          world.memory.point("refs/heads/tuf", third);
          await world.publish();
        },
      },
    },
    { pin: world.pin, signedBranch: "tuf", retention: { days: 30, snapshots: 10 }, dryRun: false },
  );
  expect(await faultOf(slow)).toBe("PUBLISH_ROLLBACK");
  expect((await world.client(["app/3/a"])).targets.get("app/3/a")).toBeDefined();
});

test("T33: a stolen online key signs version 2^31; root rotates; publisher and clients recover", async () => {
  const victim = (await world.client(["app/1/a"])).cache;
  const { timestamp } = await world.repository();
  const forged = { ...timestamp.signed, version: 2 ** 31, expires: addDays(world.clock.now(), 300) };
  const stolen = seal(encodeTimestamp(forged), decodeTimestamp, [ed25519("online")]);
  await world.mirror.write("metadata/timestamp.json", stolen.bytes, "no-store");
  const misled = (await world.client(["app/1/a"], victim)).cache;
  await refused("PUBLISH_ROLLBACK");

  const { root } = design({ bins: 2, people: { snapshot: ["online-2"], timestamp: ["online-2"] } }, world.clock.now());
  await world.trust({ root: { ...root, version: 2 } });
  await world.release("app/2", { "app/2/a": "two" });
  expect((await world.work({ keys: { "env:online": "online-2" } })).kind).toBe("done");
  await world.publish();
  for (const cache of [victim, misled, undefined]) {
    const { targets } = await world.client(["app/2/a"], cache);
    expect(targets.get("app/2/a")?.sha256).toBe(sha256("two"));
  }
});

describe("T71: a client that somebody else wrote must accept before the first write", () => {
  /** tuf-js, and after so many updates a refusal. */
  function refusing(after: number): Oracle {
    let updates = 0;
    return {
      ...tufJs,
      update(request) {
        updates += 1;
        if (updates > after) throw clientFaults.CLIENT_REFUSED({ client: "tuf-js", site: "x", reason: "x" });
        return tufJs.update(request);
      },
    };
  }

  async function publishJudged(oracle: Oracle): Promise<string> {
    const { store, mirror, clock, pin } = world;
    const ports = { store, mirror, oracle, verifier, clock, reporter: recorder() };
    const retention = { days: 30, snapshots: 10 };
    return faultOf(publish(ports, { pin, signedBranch: "tuf", retention, dryRun: false }));
  }

  test("a refusal by a new client or by the one that was up to date leaves the site as it is", async () => {
    await world.release("app/2", { "app/2/a": "two" });
    await world.done();
    const before = bytesOf(world.mirror);
    for (const after of [0, 1]) {
      expect(await publishJudged(refusing(after))).toBe("CLIENT_REFUSED");
      expect(bytesOf(world.mirror)).toEqual(before);
    }
    expect(await publishJudged(refusing(2))).toBe("CLIENT_REFUSED");
    expect(bytesOf(world.mirror)).not.toEqual(before);
  });

  test("an expired online role, which the loader lets pass for renewal, is not published", async () => {
    await world.release("app/2", { "app/2/a": "two" });
    await world.done();
    world.clock.advance(8);
    await refused("CLIENT_REFUSED");
    await world.done();
    await world.publish();
    expect((await world.client(["app/2/a"])).targets.get("app/2/a")).toBeDefined();
  });

  test("T11: names that are odd and allowed are found by tuf-js under the URL they are published at", async () => {
    const odd = ["a~b/x@1+2=3/_-_", "A/a.b..c/~", "x/constructor2", "lib@2.0/+~=@", `${"d/".repeat(7)}end`];
    await world.release("app/odd", Object.fromEntries(odd.map((path) => [path, path])));
    await world.done();
    await world.publish();
    const { targets } = await world.client(odd);
    for (const path of odd) {
      expect(targets.get(path)?.sha256).toBe(sha256(path));
      const at = path.lastIndexOf("/") + 1;
      const blob = `targets/${path.slice(0, at)}${sha256(path)}.${path.slice(at)}`;
      expect(bytesOf(world.mirror).get(blob)?.toString()).toBe(path);
    }
  });
});

describe("target files", () => {
  test("other bytes than were signed are never published, and the metadata waits for them", async () => {
    await world.release("app/2", { "app/2/a": "two" });
    await world.done();
    world.contents.set("app/2/a", Buffer.from("tow"));
    await refused("TARGET_BYTES_DIFFER");
    world.contents.set("app/2/a", Buffer.from("two and more"));
    await refused("TARGET_BYTES_DIFFER");
    world.contents.set("app/2/a", Buffer.from("two"));
    await world.publish();
    expect(
      bytesOf(world.mirror)
        .get(`targets/app/2/${sha256("two")}.a`)
        ?.toString(),
    ).toBe("two");
  });

  test("a digest of another algorithm that does not fit is refused like the first", async () => {
    const text = JSON.parse(releaseOf({ "app/2/a": "two" }));
    text.targets[0].hashes.sha512 = "0".repeat(128);
    await world.merge({ "targets/app/2.json": JSON.stringify(text) });
    await world.done();
    world.contents.set("app/2/a", Buffer.from("two"));
    await refused("TARGET_BYTES_DIFFER");
  });

  test("files that are not at hand are counted in a warning, and the rest is published", async () => {
    await world.release("app/2", { "app/2/a": "two", "app/2/b": "three" });
    await world.done();
    world.contents.delete("app/2/a");
    await world.publish();
    expect(world.recorder.warnings.join()).toMatch(/1 target file was not found/);
    expect(bytesOf(world.mirror).has(`targets/app/2/${sha256("three")}.b`)).toBe(true);
  });
});

describe("T42: what is published stays while a client may need it", () => {
  const retention = { days: 30, snapshots: 3 };

  /** Changes and publishes once. */
  async function round(n: number): Promise<readonly string[]> {
    await world.merge({ "targets/app/2.json": releaseOf({ [`app/2/${n}`]: "x" }) });
    await world.work();
    return (await world.publish({ retention })).removed;
  }

  test("nothing goes before its days are over, however many snapshots there are", async () => {
    for (let n = 0; n < 8; n += 1) expect(await round(n)).toEqual([]);
  });

  test("after its days it goes, except for the last snapshots and what they name; roots stay for ever", async () => {
    await world.trust({ root: { ...world.first.root, version: 2 } });
    for (let n = 0; n < 5; n += 1) await round(n);
    world.clock.advance(31);
    const removed = await round(99);
    expect(removed.length).toBeGreaterThan(0);
    const kept = [...bytesOf(world.mirror).keys()].filter((path) => path.endsWith(".snapshot.json")).sort();
    expect(kept).toHaveLength(3);
    expect(removed.filter((path) => path.includes("root") || path.startsWith("targets/"))).toEqual([]);
    const site = bytesOf(world.mirror);
    for (const path of kept) {
      const { meta } = JSON.parse(Buffer.from(site.get(path) ?? []).toString()).signed;
      for (const [name, { version }] of Object.entries<{ version: number }>(meta))
        expect([...site.keys()]).toContain(`metadata/${version}.${name}`);
    }
    expect([...site.keys()]).toEqual(expect.arrayContaining(["metadata/1.root.json", "metadata/2.root.json"]));
  });

  test("a file that was current until yesterday stays, though it was written long ago", async () => {
    const long = await openWorld({ bins: 2, config: { roles: { bins: { expires: 365, renew: 14 } } } });
    await long.release("app/1", { "app/1/a": "one" });
    await long.done();
    await long.publish({ retention });
    long.clock.advance(100);
    await long.work();
    await long.publish({ retention });
    // A client read this snapshot; a busy hour later it asks for the bins that it names.
    const before = (await long.repository()).snapshot.signed.meta;
    for (let n = 0; n < 5; n += 1) {
      const targets = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`app/${n}/${i}`, "x"]));
      await long.merge({ "targets/app/2.json": releaseOf(targets) });
      await long.done();
      expect((await long.publish({ retention })).removed).not.toContain("metadata/1.bins-0.json");
    }
    for (const [name, { version }] of before)
      expect([...bytesOf(long.mirror).keys()]).toContain(`metadata/${version}.${name}`);
  });
});
