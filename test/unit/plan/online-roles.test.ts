import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "../../../src/base/time.ts";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { type Delegated, targetsWith } from "../../support/delegations.ts";
import { design } from "../../support/offline.ts";
import { bytesOf, inconsistencies } from "../../support/site.ts";
import { copiesOf, faultOf, openWorld, places, signerOf, type World } from "../../support/world.ts";

const nightly: Delegated = { name: "online-nightly", paths: ["nightly/*"], keys: ["online"] };
const file = "metadata/online/online-nightly.json";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld();
  await world.release("nightly/1", { "nightly/1": "one" });
  await world.release("app/1", { "app/1": "app" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

async function delegate(version: number, ...roles: readonly Delegated[]): Promise<void> {
  await world.trust({ targets: targetsWith(world.first, version, roles) });
}

/** What a run signed or copied, as `kind role version`. */
async function roles(keys: Record<string, string> = {}): Promise<readonly string[]> {
  const outcome = await world.work({ keys });
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.plan.roles.map(({ kind, role, version }) => `${kind} ${role} ${version}`);
}

/** The role that lists a path. */
async function roleOf(path: string): Promise<string | undefined> {
  const { bins } = await world.repository();
  return [...bins].find(([, { signed }]) => signed.targets.has(path))?.[0];
}

describe("T31: a role that online keys sign beside the bins", () => {
  test("it appears with its delegation, takes the targets of its paths, and gives them back when it goes; clients follow", async () => {
    const caches: ClientCache[] = [];
    const publish = async (): Promise<void> => {
      await world.publish();
      expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
      for (const cache of [undefined, ...caches]) {
        const { targets, cache: updated } = await world.client(["nightly/1", "app/1"], cache);
        expect([...targets.values()].map((found) => found?.sha256)).toEqual([sha256("one"), sha256("app")]);
        if (cache === undefined) caches.push(updated);
      }
    };
    await publish();
    const home = await roleOf("nightly/1");
    expect(home).toMatch(/^bins-/);

    await delegate(2, nightly);
    expect(await roles()).toEqual([
      "adopt targets 2",
      "create online-nightly 1",
      `renew ${home} 2`,
      "update snapshot 2",
      "update timestamp 2",
    ]);
    expect([await roleOf("nightly/1"), (await (await world.tip()).entry(file))?.id]).toEqual([
      "online-nightly",
      expect.any(String),
    ]);
    expect((await world.work()).kind).toBe("idle");
    await publish();

    await world.release("nightly/2", { "nightly/2": "two" });
    const outcome = await world.work({ dryRun: true });
    expect(outcome.kind === "planned" && outcome.plan.needs.map(({ role }) => role)).toEqual([
      "online-nightly",
      "snapshot",
      "timestamp",
    ]);
    expect(await roles()).toEqual(["update online-nightly 2", "update snapshot 3", "update timestamp 3"]);
    await publish();

    await delegate(3);
    expect(await roles()).toContain("retire online-nightly 3");
    expect([await roleOf("nightly/1"), await roleOf("nightly/2")]).toEqual([home, expect.stringMatching(/^bins-/)]);
    expect((await world.repository()).retired.get("online-nightly")?.signed.targets.size).toBe(0);
    await publish();

    // T54: it goes on from its last version.
    await delegate(4, nightly);
    expect(await roles()).toContain("create online-nightly 4");
    expect((await world.repository()).retired.size).toBe(0);
    await publish();
  });

  test("it is renewed with the bins, and signed again when its keys change", async () => {
    await delegate(2, nightly);
    await roles();
    world.clock.advance(20);
    expect(await roles()).toContain("renew online-nightly 2");
    await delegate(3, { ...nightly, keys: ["nightly-key"] });
    expect(await faultOf(world.work())).toBe("SIGNER_KEY_MISMATCH");
    const keys = { default: ["env:online"], bins: ["env:bins"], "online-nightly": ["env:nightly-key"] };
    await world.merge({ "kaprien.yml": JSON.stringify({ version: 1, "online-keys": keys }) });
    expect(await roles()).toEqual([
      "adopt targets 3",
      "renew online-nightly 3",
      "renew snapshot 4",
      "renew timestamp 4",
    ]);
    const signed = (await world.repository()).bins.get("online-nightly");
    expect([...(signed?.signatures.keys() ?? [])]).toEqual([signerOf("nightly-key").key.keyid]);
  });

  test("its targets are not left behind when nothing else takes its paths", async () => {
    await delegate(2, nightly);
    await roles();
    const { targets } = design({ paths: ["app/*"] }, world.clock.now());
    await world.trust({ targets: { ...targets, version: 3, expires: addDays(world.clock.now(), 300) } });
    const outcome = await world.work();
    expect(outcome.kind === "refused" && places(outcome.findings)).toEqual(["TARGET_NOT_DELEGATED trust/targets.json"]);
    await world.merge({ "targets/nightly/1.json": null });
    expect(await roles()).toContain("retire online-nightly 2");
    expect(await world.targets()).toEqual({ "app/1": sha256("app") });
  });

  test("one role has one delegator", async () => {
    world = await openWorld({ style: "prefixes" });
    const bin = targetsWith({ ...world.first, targets: world.first.bin }, 1, [nightly]);
    await world.trust({ targets: targetsWith(world.first, 1, [nightly]), bin });
    expect(await faultOf(world.work())).toBe("DELEGATION_INVALID");
    await world.trust({ bin, targets: world.first.targets });
    await world.done();
    await world.release("nightly/1", { "nightly/1": "one" });
    await world.done();
    expect(await roleOf("nightly/1")).toBe("online-nightly");
  });
});
