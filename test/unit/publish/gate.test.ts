import { beforeEach, describe, expect, test } from "vitest";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { gateOf, readLive } from "../../../src/publish/gate.ts";
import { siteOf } from "../../../src/publish/site.ts";
import { loadRepository, type Repository } from "../../../src/repository/verify-state.ts";
import { fromPlain, type JsonObject } from "../../../src/tuf/json.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type TargetFile } from "../../../src/tuf/targets.ts";
import { ed25519, listing, none, seal } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { copiesOf, faultOf, openWorld, type World } from "../../support/world.ts";

const bins = 32;
let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins });
  const paths = Array.from({ length: 400 }, (_, n) => `app/${n}`);
  await world.release("app/1", Object.fromEntries(paths.map((path) => [path, path])));
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** The state with another target in each of `roles`, signed by the online keys. */
async function changed(roles: readonly string[], of: (target: TargetFile) => TargetFile): Promise<Repository> {
  const before = await world.repository();
  const edited = new Map(
    roles.map((role) => {
      const bin = before.bins.get(role)?.signed;
      const [first] = bin?.targets ?? [];
      if (bin === undefined || first === undefined) throw new Error(`${role} has no target`);
      const targets = new Map([...bin.targets, [first[0], of(first[1])]]);
      return [
        role,
        seal(encodeTargets({ ...bin, version: bin.version + 1, targets }), decodeTargets, [ed25519("bins")]),
      ];
    }),
  );
  const meta = new Map(before.snapshot.signed.meta);
  for (const [role, { signed }] of edited) meta.set(`${role}.json`, { version: signed.version, rest: none });
  const online = [ed25519("online")];
  const next = { ...before.snapshot.signed, version: before.snapshot.signed.version + 1, meta };
  const snapshot = seal(encodeSnapshot(next), decodeSnapshot, online);
  const stamp = {
    ...before.timestamp.signed,
    version: before.timestamp.signed.version + 1,
    snapshot: listing(snapshot),
  };
  const timestamp = seal(encodeTimestamp(stamp), decodeTimestamp, online);
  return { ...before, bins: new Map([...before.bins, ...edited]), snapshot, timestamp };
}

// The order of these two names differs between clients: tuf-js computes other bytes than were signed.
const custom = fromPlain({ "\uff5e": 1, "\u{1f600}": 2 }) as JsonObject;

async function gate(repository: Repository): Promise<string> {
  const live = await readLive(world.mirror, repository, world.recorder);
  const judge = gateOf(tufJs, repository, live, { pin: world.pin, now: world.clock.now() });
  return faultOf(judge(world.mirror, siteOf(repository)).then(() => "passed"));
}

describe("T75: the publish gate loads every role that changed", () => {
  test.each([0, 19, 20, 31])("a role that tuf-js refuses is found as number %i of all", async (number) => {
    const { bins: all } = await world.repository();
    const role = [...all.keys()][number] ?? "";
    const repository = await changed([role], (target) => ({ ...target, custom }));
    // Our own reading of it is the specification's, and sees nothing wrong.
    const tip = await world.tip();
    expect((await loadRepository(tip, { pin: world.pin, verifier }, world.clock.now())).commit).toBe(tip.commit);
    expect(await gate(repository)).toBe("CLIENT_REFUSED");
    await world.publish();
    expect(await gate(repository)).toBe("CLIENT_REFUSED");
  });

  test("a role without targets is loaded, too", async () => {
    const { bins: all } = await world.repository();
    const role = [...all.keys()].at(-1) ?? "";
    const good = await changed([role], (target) => target);
    const bin = good.bins.get(role);
    if (bin === undefined) throw new Error(role);
    const empty = seal(encodeTargets({ ...bin.signed, targets: new Map() }), decodeTargets, [ed25519("somebody else")]);
    const repository = { ...good, bins: new Map([...good.bins, [role, empty]]) };
    expect(await gate(good)).toContain("passed");
    expect(await gate(repository)).toBe("CLIENT_REFUSED");
  });

  test("what passes was loaded from the files that were about to be written", async () => {
    const { bins: all } = await world.repository();
    const repository = await changed([...all.keys()], (target) => ({ ...target, custom: new Map([["a", 1]]) }));
    expect(await gate(repository)).toContain("passed");
    const files = siteOf(repository).map((file) =>
      file.path.endsWith(`.${[...all.keys()].at(-1)}.json`) ? { ...file, bytes: new Uint8Array(10) } : file,
    );
    const judge = gateOf(tufJs, repository, undefined, { pin: world.pin, now: world.clock.now() });
    expect(await faultOf(judge(world.mirror, files))).toBe("CLIENT_REFUSED");
  });
});
