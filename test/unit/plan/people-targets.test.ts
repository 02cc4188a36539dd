import { beforeEach, describe, expect, test } from "vitest";
import { publishedTargets } from "../../../src/repository/verify-state.ts";
import { authoritiesFor } from "../../../src/tuf/delegations.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import { type Delegated, roleOfPeople, targetsWith } from "../../support/delegations.ts";
import { ed25519, listing, seal, target } from "../../support/metadata.ts";
import { bytesOf, inconsistencies } from "../../support/site.ts";
import { clientOf, openWorld, places, type World } from "../../support/world.ts";

const people = ["ana", "ben"];
const vault: Delegated = { name: "vault", paths: ["critical/*"], keys: [...people, "eva"], threshold: 2 };
const critical = { "critical/boot": "signed by two people" };

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

/** Merges a vault with these targets, before the bins and terminating. */
async function open(version: number, targets: Readonly<Record<string, string>> = critical): Promise<void> {
  await world.trust({ targets: targetsWith(world.first, version, [vault]) });
  await world.merge(roleOfPeople(world, "vault", version, targets, people));
}

async function findings(): Promise<readonly string[]> {
  const outcome = await world.work();
  return outcome.kind === "refused" ? places(outcome.findings) : [outcome.kind];
}

describe("T31: a prefix that people alone sign", () => {
  test("clients find its targets, and it is published with its files", async () => {
    await open(1);
    await world.release("app/1", { "app/1": "app" });
    await world.done();
    await world.publish();
    expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
    const { targets } = await world.client(["critical/boot", "critical/other", "app/1"]);
    expect([...targets.values()].map((found) => found?.sha256)).toEqual([
      sha256("signed by two people"),
      undefined,
      sha256("app"),
    ]);
    const roles = [...publishedTargets(await world.repository())].map(({ path, role }) => `${role} ${path}`);
    expect(roles).toContain("vault critical/boot");
  });

  test("a thief of every online key who lists its paths in a bin is not believed; other paths are the proof that the bin is read", async () => {
    await open(1);
    await world.done();
    await world.publish();
    const { bins, offline, snapshot, timestamp } = await world.repository();
    const delegations = offline.get("bin")?.signed.delegations;
    if (delegations === undefined) throw new Error("bin delegates to nobody");
    const files = new Map(world.mirror.files);
    const meta = new Map(snapshot.signed.meta);
    for (const path of ["critical/boot", "critical/other", "app/1"]) {
      const name = authoritiesFor("targets", delegations, path)[0]?.role ?? "";
      const bin = bins.get(name)?.signed;
      if (bin === undefined) throw new Error(`there is no ${name}`);
      const listed = new Map([
        ["critical/boot", target("evil")],
        ["critical/other", target("evil")],
        ["app/1", target("evil")],
      ]);
      const stolen = seal(encodeTargets({ ...bin, version: 2, targets: listed }), decodeTargets, [ed25519("bins")]);
      files.set(`metadata/2.${name}.json`, { bytes: stolen.bytes, written: world.clock.now() });
      meta.set(`${name}.json`, { version: 2, rest: new Map() });
    }
    const online = [ed25519("online")];
    const next = seal(encodeSnapshot({ ...snapshot.signed, version: 2, meta }), decodeSnapshot, online);
    const last = seal(
      encodeTimestamp({ ...timestamp.signed, version: 2, snapshot: listing(next) }),
      decodeTimestamp,
      online,
    );
    files.set("metadata/2.snapshot.json", { bytes: next.bytes, written: world.clock.now() });
    files.set("metadata/timestamp.json", { bytes: last.bytes, written: world.clock.now() });
    const { cache } = await world.client();
    const { targets } = await clientOf(files, world.clock.now(), ["critical/boot", "critical/other", "app/1"], cache);
    expect([...targets.values()].map((found) => found?.sha256)).toEqual([
      sha256("signed by two people"),
      undefined,
      sha256("evil"),
    ]);
  });

  test("a release cannot put anything there, listed or not", async () => {
    await open(1);
    await world.done();
    await world.release("app/1", { "critical/boot": "x", "critical/new": "y", "app/1": "fine" });
    expect(await findings()).toEqual([
      "TARGET_IN_OFFLINE_ROLE targets/app/1.json:11",
      "TARGET_IN_OFFLINE_ROLE targets/app/1.json:4",
    ]);
  });

  test("T14: nor anything that is one file with what they signed", async () => {
    await open(1);
    await world.done();
    await world.release("app/1", { "Critical/Boot": "x" });
    expect(await findings()).toEqual(["TARGET_PATH_COLLISION targets/app/1.json:4"]);
  });

  test("what is published there already must go in the same merge; then people's word counts", async () => {
    await world.release("app/1", { "critical/boot": "by a bin" });
    await world.done();
    const { commit } = await world.tip();
    await open(2);
    expect(await findings()).toEqual(["TARGET_IN_OFFLINE_ROLE trust/targets.json"]);
    expect((await world.tip()).commit).toBe(commit);
    await world.merge({ "targets/app/1.json": null });
    await world.done();
    expect(await world.targets()).toEqual({ "critical/boot": sha256("signed by two people") });
  });

  test("T25: when the paths are given back, a release keeps the bytes that people signed", async () => {
    await open(1);
    await world.done();
    await world.trust({ targets: targetsWith(world.first, 2, []) });
    await world.merge({ "trust/vault.json": null });
    await world.release("app/1", { "critical/boot": "other bytes" });
    expect(await findings()).toEqual(["TARGET_IMMUTABLE targets/app/1.json:4"]);
    await world.release("app/1", critical);
    await world.done();
    expect(await world.targets()).toEqual({ "critical/boot": sha256("signed by two people") });
  });
});

describe("T54: an offline role that nobody delegates to any more", () => {
  test("stays listed, kept and published as it was, and comes back only with a higher version", async () => {
    await open(1);
    await world.done();
    await world.publish();
    const { cache } = await world.client(["critical/boot"]);
    await world.trust({ targets: targetsWith(world.first, 2, []) });
    await world.merge({ "trust/vault.json": null });
    await world.done();
    const { retired, snapshot, offline } = await world.repository();
    expect([[...retired.keys()], offline.has("vault"), snapshot.signed.meta.get("vault.json")?.version]).toEqual([
      ["vault"],
      false,
      1,
    ]);
    expect((await world.work()).kind).toBe("idle");
    await world.publish();
    expect(inconsistencies(bytesOf(world.mirror))).toEqual([]);
    expect([...(await world.client(["critical/boot"], cache)).targets.values()]).toEqual([undefined]);

    await world.trust({ targets: targetsWith(world.first, 3, [vault]) });
    await world.merge(roleOfPeople(world, "vault", 1, critical, people));
    expect(await world.work()).toMatchObject({
      kind: "refused",
      findings: [{ code: "ROLE_ROLLBACK", data: { role: "vault", expected: 2 } }],
    });
    await world.merge(roleOfPeople(world, "vault", 2, critical, people));
    await world.done();
    await world.publish();
    expect((await world.client(["critical/boot"], cache)).targets.get("critical/boot")?.sha256).toBeDefined();
  });
});

describe("a repository without hash bins", () => {
  test("is signed and published with what people listed, and refuses releases until there is a place for them", async () => {
    const { targets } = targetsWithOnly(vault);
    await world.trust({ targets });
    await world.merge({ ...roleOfPeople(world, "vault", 1, critical, people), "trust/bin.json": null });
    await world.done();
    await world.publish();
    expect((await world.client(["critical/boot"])).targets.get("critical/boot")?.sha256).toBeDefined();
    await world.release("app/1", { "app/1": "x", "critical/new": "y" });
    expect(await findings()).toEqual([
      "TARGET_IN_OFFLINE_ROLE targets/app/1.json:11",
      "TARGET_NOT_DELEGATED targets/app/1.json:4",
    ]);
    world.clock.advance(3);
    expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
  });

  function targetsWithOnly(role: Delegated) {
    const all = targetsWith(world.first, 1, [role]);
    const { delegations } = all;
    const roles = delegations?.roles.filter(({ name }) => name === role.name) ?? [];
    return { targets: { ...all, ...(delegations && { delegations: { ...delegations, roles } }) } };
  }
});
