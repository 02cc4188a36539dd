import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addDays } from "../../../src/base/time.ts";
import { explain } from "../../../src/catalogue.ts";
import { decodeState, encodeState } from "../../../src/repository/state-file.ts";
import type { Decode } from "../../../src/tuf/envelope.ts";
import { decodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import { ed25519, seal, target } from "../../support/metadata.ts";
import { design, offlineFiles } from "../../support/offline.ts";
import { runs } from "../../support/runs.ts";
import { type Files, faultOf, filesOf, openWorld, type World } from "../../support/world.ts";

let world: World;
let good: string;
let files: Map<string, Uint8Array>;

/** A repository with two states behind it, each file of which differs from the other's. */
async function twice(): Promise<World> {
  const made = await openWorld();
  await made.release("app/1", Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`app/1/${i}`, "one"])));
  await made.done();
  await made.release("app/2", Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`app/2/${i}`, "two"])));
  await made.done();
  return made;
}

beforeAll(async () => {
  world = await twice();
  good = (await world.tip()).commit;
  files = await filesOf(await world.tip());
});

beforeEach(() => {
  world.memory.point("refs/heads/tuf", good);
});

/** The worker and the publisher stop with this code, a verification's, and neither branch nor site moves. */
async function refused(tampered: Files, ...codes: readonly string[]): Promise<string> {
  const commit = await world.tamper(tampered);
  world.recorder.steps.length = 0;
  const code = await faultOf(world.work());
  // A newer format is the one refusal that is not about tampering: it may be true.
  if (code !== "FORMAT_NEWER") expect([code, explain(code).exit]).toEqual([code, code === "ROLE_EXPIRED" ? 5 : 3]);
  if (codes.length > 0) expect(codes).toContain(code);
  expect(await faultOf(world.publish())).toBe(code);
  expect((await world.tip()).commit).toBe(commit);
  expect(world.mirror.files.size).toBe(0);
  expect(world.recorder.steps.filter((step) => step.startsWith("sign"))).toEqual([]);
  world.memory.point("refs/heads/tuf", good);
  return code;
}

function file(path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no ${path}`);
  return bytes;
}

const bin = (n: number): string => `metadata/bins/${n}/bins-${n}.json`;
const signed = [
  "metadata/root/1.root.json",
  "metadata/targets.json",
  "metadata/bin.json",
  ...[0, 1, 2, 3].map(bin),
  "metadata/snapshot.json",
  "metadata/timestamp.json",
  "state.json",
];

describe("T34, I16: nothing on the signed branch is taken on faith", () => {
  test("the files are those that the tests below tamper with", () => {
    expect([...files.keys()].filter((path) => !path.startsWith("source/")).sort()).toEqual([...signed].sort());
  });

  test.each(signed)("%s: any bit of the signed part flipped", async (path) => {
    const bytes = file(path);
    const start = Buffer.from(bytes).indexOf('"signed"') + '"signed":'.length;
    const place = fc.record({
      at: fc.integer({ min: start, max: bytes.length - 3 }),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ at, bit }) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        await refused({ [path]: flipped });
      }),
      runs(12),
    );
  });

  test.each(signed)("%s: removed", async (path) => {
    await refused({ [path]: null }, "SIGNED_FILE_MISSING", "TRUST_MISSING");
  });

  test.each(signed)("%s: emptied, cut or replaced by another of its kind", async (path) => {
    await refused({ [path]: "" });
    await refused({ [path]: file(path).slice(0, -20) });
    await refused({ [path]: file(path === bin(0) ? bin(1) : bin(0)) });
  });

  test.each(signed)("%s: without signatures", async (path) => {
    const json = JSON.parse(Buffer.from(file(path)).toString());
    await refused({ [path]: JSON.stringify({ ...json, signatures: [] }) }, "ROLE_SIGNATURES_MISSING");
  });

  test("two bins swapped", async () => {
    await refused({ [bin(0)]: file(bin(1)), [bin(1)]: file(bin(0)) }, "TARGET_IN_WRONG_BIN", "ROLE_VERSION_MISMATCH");
  });

  test("every online file in the version before, one at a time", async () => {
    const parent = (await world.tip()).parents[0] ?? "";
    const before = await world.store.tree(parent);
    for (const path of signed.slice(3)) {
      const old = await before?.read(path);
      if (old === undefined || Buffer.compare(old, file(path)) === 0) continue;
      await refused({ [path]: old }, "ROLE_VERSION_MISMATCH", "SIGNED_BRANCH_EDITED");
    }
  });

  test("the snapshot and timestamp of the version before, together", async () => {
    const before = await world.store.tree((await world.tip()).parents[0] ?? "");
    const old = async (path: string): Promise<Uint8Array> => (await before?.read(path)) ?? new Uint8Array();
    const [snapshot, timestamp] = ["metadata/snapshot.json", "metadata/timestamp.json"];
    await refused({ [snapshot]: await old(snapshot), [timestamp]: await old(timestamp) }, "SIGNED_BRANCH_EDITED");
  });
});

describe("I5: signatures count by their keys", () => {
  async function forgedBin(by: string): Promise<Uint8Array> {
    const { bins } = await world.repository();
    const role = bins.get("bins-0")?.signed;
    if (role === undefined) throw new Error("no such bin");
    const targets = new Map([...role.targets, ["app/backdoor", target("evil")]]);
    return seal(encodeTargets({ ...role, targets }), decodeTargets, [ed25519(by)]).bytes;
  }

  test.each(["stranger", "online", "root", "targets", "bin"])("a bin signed by the key of %s", async (by) => {
    await refused({ [bin(0)]: await forgedBin(by) }, "ROLE_SIGNATURES_MISSING");
  });

  test("a bin signed by its own key, with a target of another bin", async () => {
    const { bins } = await world.repository();
    const [, other] = [...bins.values()];
    const [path] = other?.signed.targets.keys() ?? [];
    const role = bins.get("bins-0")?.signed;
    if (role === undefined || path === undefined) throw new Error("no such bin");
    const targets = new Map([...role.targets, [path, target("evil")]]);
    const forged = seal(encodeTargets({ ...role, targets }), decodeTargets, [ed25519("bins")]);
    await refused({ [bin(0)]: forged.bytes }, "TARGET_IN_WRONG_BIN");
  });

  test("a state signed by another key, and a timestamp in the place of the state", async () => {
    const { state } = await world.repository();
    const json = encodeState({ ...state.signed, main: "0".repeat(40) });
    await refused({ "state.json": seal(json, decodeState, [ed25519("bins")]).bytes }, "ROLE_SIGNATURES_MISSING");
    await refused({ "state.json": file("metadata/timestamp.json") }, "METADATA_INVALID");
    await refused({ "metadata/timestamp.json": file("state.json") }, "METADATA_INVALID");
  });

  test("an offline role that expired", async () => {
    const { bin: role } = world.first;
    const expired = offlineFiles({ bin: { ...role, expires: addDays(world.clock.now(), -1) } });
    await refused({ "metadata/bin.json": expired["trust/bin.json"] ?? null }, "SIGNED_BRANCH_EDITED");
  });

  test("a timestamp that promises another snapshot", async () => {
    const { timestamp } = await world.repository();
    const json = new Map([...timestamp.json, ["meta", new Map([["snapshot.json", new Map([["version", 9]])]])]]);
    const forged = seal(json, decodeTimestamp as Decode<unknown>, [ed25519("online")]);
    await refused({ "metadata/timestamp.json": forged.bytes }, "ROLE_VERSION_MISMATCH");
  });
});

describe("T37: source/ is what the worker fulfilled, and nobody else's", () => {
  test.each([
    ["a release file added", { "source/targets/app/9.json": "{}" }],
    ["a release file removed", { "source/targets/app/1.json": null }],
    ["all release files removed", { "source/targets/app/1.json": null, "source/targets/app/2.json": null }],
    ["a signed file removed", { "source/trust/bin.json": null }],
    ["the configuration changed", { "source/kaprien.yml": "version: 1\n" }],
    ["the configuration removed", { "source/kaprien.yml": null }],
  ])("%s by hand", async (_, change) => {
    await refused(change, "SIGNED_BRANCH_EDITED");
  });
});

describe("T32: the trusted root is an input, not a file in the tree", () => {
  const strangers = {
    root: ["evil-root"],
    targets: ["evil-targets"],
    bin: ["evil-bin"],
    bins: ["evil-bins"],
    snapshot: ["evil-online"],
    timestamp: ["evil-online"],
  };

  test("the whole chain replaced on the signed branch is a hard stop", async () => {
    const evil = await openWorld({ people: strangers });
    await evil.release("app/1", { "app/1/0": "evil" });
    await evil.done();
    const theirs = await filesOf(await evil.tip());
    const replaced = Object.fromEntries([...files.keys()].map((path) => [path, theirs.get(path) ?? null]));
    await refused({ ...replaced, ...Object.fromEntries(theirs) }, "ROOT_NOT_PINNED");
  });

  test("the whole chain replaced on both branches is one too", async () => {
    const both = await twice();
    const evil = await openWorld({ people: strangers });
    await evil.release("app/1", { "app/1/0": "evil" });
    await evil.done();
    await both.merge(Object.fromEntries(await filesOf(await evil.tip("main"))));
    await both.tamper(Object.fromEntries(await filesOf(await evil.tip())));
    expect(await faultOf(both.work())).toBe("ROOT_NOT_PINNED");
    expect(await faultOf(both.publish())).toBe("ROOT_NOT_PINNED");
    expect(await faultOf(both.check({ "targets/app/9.json": "{}" }))).toBe("ROOT_NOT_PINNED");
  });

  test("before the first run it is one on main", async () => {
    const fresh = await openWorld();
    await fresh.merge(offlineFiles(design({ people: strangers }, fresh.clock.now()), strangers));
    expect(await faultOf(fresh.work())).toBe("ROOT_NOT_PINNED");
    expect(await fresh.store.tree("tuf")).toBeUndefined();
  });

  test("T35: a newest root that is taken off the signed branch is missed", async () => {
    const rotated = await twice();
    const { root } = design({ people: { targets: ["targets", "targets-b"] } }, rotated.clock.now());
    await rotated.trust({ root: { ...root, version: 2 } });
    await rotated.done();
    const commit = await rotated.tamper({ "metadata/root/2.root.json": null });
    expect(explain(await faultOf(rotated.work())).exit).toBe(3);
    expect((await rotated.tip()).commit).toBe(commit);
    expect(explain(await faultOf(rotated.publish())).exit).toBe(3);
  });
});
