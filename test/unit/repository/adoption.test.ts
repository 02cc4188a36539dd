import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "../../../src/base/time.ts";
import type { ClientCache } from "../../../src/client/reference-client.ts";
import { ed25519, seal } from "../../support/metadata.ts";
import { design, offlineFiles, people } from "../../support/offline.ts";
import { copiesOf, faultOf, openWorld, places, signerOf, type World } from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld();
  await world.release("app/1", { "app/1/a": "a", "app/1/b": "b" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** The roles that a run signed or copied, as `kind role version`. */
async function roles(keys: Record<string, string> = {}): Promise<readonly string[]> {
  const outcome = await world.work({ keys });
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.plan.roles.map(({ kind, role, version }) => `${kind} ${role} ${version}`);
}

/** Nothing of the signed branch moved, and the worker stopped with this code. */
async function refused(code: string): Promise<void> {
  const { commit } = await world.tip();
  expect(await faultOf(world.work())).toBe(code);
  expect((await world.tip()).commit).toBe(commit);
}

describe("what people signed is adopted", () => {
  test("a renewed bin.json is copied and listed, and no bin is signed", async () => {
    world.clock.advance(0.5);
    await world.trust({ bin: { ...world.first.bin, version: 2, expires: addDays(world.clock.now(), 400) } });
    expect(await roles()).toEqual(["adopt bin 2", "renew snapshot 2", "renew timestamp 2"]);
    expect((await world.repository()).snapshot.signed.meta.get("bin.json")?.version).toBe(2);
    expect((await world.work()).kind).toBe("idle");
  });

  test("a bin.json that names another key for the bins has all of them signed again by it", async () => {
    const { bin } = design({ people: { bins: ["bins-new"] } }, world.clock.now());
    await world.trust({ bin: { ...bin, version: 2 } });
    expect(await faultOf(world.work())).toBe("SIGNER_KEY_MISMATCH");
    expect(await roles({ "env:bins": "bins-new" })).toEqual([
      "adopt bin 2",
      ...[0, 1, 2, 3].map((n) => `renew bins-${n} 2`),
      "renew snapshot 2",
      "renew timestamp 2",
    ]);
    const { keyid } = signerOf("bins-new").key;
    for (const envelope of (await world.repository()).bins.values()) {
      expect([...envelope.signatures.keys()]).toEqual([keyid]);
    }
    expect(await world.targets()).toHaveProperty(["app/1/a"]);
  });

  test("T63: a root with another online key has snapshot and timestamp signed again by it", async () => {
    const { root } = design({ people: { snapshot: ["online-new"], timestamp: ["online-new"] } }, world.clock.now());
    await world.trust({ root: { ...root, version: 2 } });
    expect(await faultOf(world.work())).toBe("SIGNER_KEY_MISMATCH");
    expect(await roles({ "env:online": "online-new" })).toEqual([
      "adopt root 2",
      "renew snapshot 2",
      "renew timestamp 2",
    ]);
    const { snapshot, timestamp, root: newest } = await world.repository();
    const { keyid } = signerOf("online-new").key;
    expect([snapshot, timestamp].map(({ signatures }) => [...signatures.keys()])).toEqual([[keyid], [keyid]]);
    expect(newest.signed.version).toBe(2);
  });

  test("T62: a root by new people needs the old ones too", async () => {
    const { root } = design({ people: { root: ["root-new"] } }, world.clock.now());
    const next = { root: { ...root, version: 2 } };
    await world.trust(next, { root: ["root-new"] });
    await refused("ROLE_SIGNATURES_MISSING");
    await world.trust(next, { root: ["root"] });
    await refused("ROLE_SIGNATURES_MISSING");
    await world.trust(next, { root: ["root", "root-new"] });
    expect(await roles()).toEqual(["adopt root 2"]);
  });

  test("T54, I14: clients of every earlier state update over rotations of every kind", async () => {
    const caches: ClientCache[] = [];
    const keys: Record<string, string> = {};
    const paths = ["app/1/a"];
    const publish = async (): Promise<void> => {
      expect((await world.work({ keys })).kind).toBe("done");
      await world.publish();
      for (const cache of caches) {
        const { targets } = await world.client(paths, cache);
        expect([...targets.values()].every((target) => target !== undefined)).toBe(true);
      }
      caches.push((await world.client(paths)).cache);
      // One that has just the top-level files, as most clients do after a restart.
      caches.push(new Map([...(caches.at(-1) ?? [])].filter(([role]) => !role.startsWith("bin"))));
    };
    await world.publish();
    caches.push((await world.client(paths)).cache);

    world.clock.advance(1);
    await publish();
    const rotated = { root: ["root", "root-b"], snapshot: ["online-2"], timestamp: ["online-2"] };
    const second = design({ people: rotated }, world.clock.now());
    await world.trust({ root: { ...second.root, version: 2 } }, { root: ["root", "root-b"] });
    keys["env:online"] = "online-2";
    await publish();
    await world.trust({ bin: { ...design({ people: { bins: ["bins-2"] } }, world.clock.now()).bin, version: 2 } });
    keys["env:bins"] = "bins-2";
    await publish();
    const third = design({ people: { root: ["root-b"], targets: ["targets-b"] } }, world.clock.now());
    const online = { snapshot: ["online-3"], timestamp: ["online-3"] };
    const last = design({ people: { root: ["root-b"], targets: ["targets-b"], ...online } }, world.clock.now());
    const targets = offlineFiles({ targets: { ...third.targets, version: 2 } }, { ...people, targets: ["targets-b"] });
    const root = offlineFiles({ root: { ...last.root, version: 3 } }, people, { root: ["root", "root-b"] });
    await world.merge({ ...targets, ...root });
    keys["env:online"] = "online-3";
    await world.release("app/2", { "app/2/a": "new" });
    paths.push("app/2/a");
    await publish();
    expect(caches).toHaveLength(9);
  });
});

describe("what people signed only goes forward", () => {
  test("T35: an offline role at a lower version is refused", async () => {
    const renewed = { ...world.first.bin, version: 2 };
    await world.trust({ bin: renewed });
    await roles();
    await world.trust({ bin: world.first.bin });
    await refused("ROLE_ROLLBACK");
    await world.trust({ bin: renewed });
    expect((await world.work()).kind).toBe("idle");
  });

  test("T35: a root that is taken away again is refused", async () => {
    await world.trust({ root: { ...world.first.root, version: 2 } });
    await roles();
    await world.merge({ "trust/root/2.root.json": null });
    await refused("ROLE_ROLLBACK");
  });

  test("I11: a version with other contents is refused, offline role and root alike", async () => {
    await world.trust({ bin: { ...world.first.bin, expires: addDays(world.first.bin.expires, 1) } });
    await refused("ROLE_VERSION_REUSED");
    await world.trust({ bin: world.first.bin });
    await world.trust({ root: { ...world.first.root, version: 2 } });
    await roles();
    await world.trust({ root: { ...world.first.root, version: 2, expires: addDays(world.first.root.expires, 1) } });
    await refused("ROLE_VERSION_REUSED");
  });

  test("I5: an expired offline role stops the worker before anything is signed", async () => {
    world.clock.advance(366);
    world.recorder.steps.length = 0;
    await refused("ROLE_EXPIRED");
    expect(world.recorder.steps.filter((step) => step.startsWith("sign"))).toEqual([]);
  });

  test.each([2, 8, 16])("T55: %d bins in the place of 4 are a migration, not a merge", async (bins) => {
    await world.trust({ bin: { ...design({ bins }, world.clock.now()).bin, version: 2 } });
    await refused("BINS_CHANGED");
  });

  test("paths are not narrowed under published targets, which nobody would find; once those go, they are", async () => {
    const { targets } = design({ paths: ["lib/*"] }, world.clock.now());
    const { commit } = await world.tip();
    await world.trust({ targets: { ...targets, version: 2 } });
    const outcome = await world.work();
    expect(outcome.kind === "refused" && places(outcome.findings)).toContain("TARGET_NOT_DELEGATED trust/targets.json");
    expect((await world.tip()).commit).toBe(commit);
    await world.merge({ "targets/app/1.json": null });
    await roles();
    expect(await world.targets()).toEqual({});
    await world.release("app/2", { "app/2/a": "x" });
    expect(await world.work()).toMatchObject({ kind: "refused", findings: [{ code: "TARGET_NOT_DELEGATED" }] });
  });

  test("I12: people's new trust is taken over although a release beside it is refused", async () => {
    const { targets } = design({}, world.clock.now());
    await world.trust({ targets: { ...targets, version: 2 } });
    await world.merge({ "targets/app/2.json": "{}" });
    expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
    expect((await world.repository()).offline.get("targets")?.signed.version).toBe(2);
  });
});

test("T59: state that a newer Kaprien wrote is refused", async () => {
  const { json } = (await world.repository()).state;
  const newer = seal(new Map([...json, ["format", 3]]), (signed) => signed, [ed25519("online")]);
  await world.tamper({ "state.json": newer.bytes });
  await refused("FORMAT_NEWER");
});
