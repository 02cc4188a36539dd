import { beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { explain } from "../../../src/catalogue.ts";
import { requireAsked } from "../../../src/repository/audit.ts";
import { signedPaths } from "../../../src/repository/layout.ts";
import { routeTo } from "../../../src/repository/route.ts";
import { decodeState, encodeState } from "../../../src/repository/state-file.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets, type TargetFile } from "../../../src/tuf/targets.ts";
import { recover } from "../../../src/worker/recover.ts";
import { ed25519, none, seal, target } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { copiesOf, faultOf, openWorld, releaseOf, signerOf, type World } from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "a", "app/1/b": "b" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** The next state as somebody signs it who holds the online keys: everything fits, but for one target. */
async function forge(path: string, forged: TargetFile | undefined): Promise<void> {
  const repository = await world.repository();
  const { commit, state, timestamp, snapshot } = repository;
  const role = routeTo(repository, path)?.role ?? "";
  const bin = repository.bins.get(role)?.signed;
  if (bin === undefined) throw new Error(role);
  const targets = new Map(bin.targets);
  if (forged === undefined) targets.delete(path);
  else targets.set(path, forged);
  const version = bin.version + 1;
  const made = seal(encodeTargets({ ...bin, version, targets }), decodeTargets, [ed25519("bins")]);
  const meta = new Map([...snapshot.signed.meta, [`${role}.json`, { version, rest: none }]]);
  const next = seal(
    encodeSnapshot({ ...snapshot.signed, version: snapshot.signed.version + 1, meta }),
    decodeSnapshot,
    [ed25519("online")],
  );
  const named = {
    version: next.signed.version,
    length: next.bytes.length,
    hashes: new Map([["sha256", sha256(next.bytes)]]),
    rest: none,
  };
  const stamped = { ...timestamp.signed, version: timestamp.signed.version + 1, snapshot: named };
  const last = seal(encodeTimestamp(stamped), decodeTimestamp, [ed25519("online")]);
  const vouched = { ...state.signed, parent: commit, timestamp: last.signed.version };
  await world.tamper({
    [signedPaths.role(role)]: made.bytes,
    [signedPaths.snapshot]: next.bytes,
    [signedPaths.timestamp]: last.bytes,
    [signedPaths.state]: seal(encodeState(vouched), decodeState, [ed25519("online")]).bytes,
  });
}

const custom = new Map([["channel", "beta"]]);

describe("T78: online roles list what the release files ask for, and nothing else", () => {
  test.each<[string, string, TargetFile | undefined]>([
    ["a target of their own", "app/1/stolen", target("stolen")],
    ["other bytes for a published path", "app/1/a", target("stolen")],
    ["a published path without its target", "app/1/a", undefined],
    ["custom data that nobody merged", "app/1/a", { ...target("a"), custom }],
    [
      "a second hash that nobody merged",
      "app/1/a",
      { ...target("a"), hashes: new Map([...target("a").hashes, ["sha512", "0".repeat(128)]]) },
    ],
  ])(
    "%s, signed with stolen online keys, is neither signed again nor published, and its path is named",
    async (_, path, forged) => {
      await forge(path, forged);
      const { commit } = await world.tip();
      world.clock.advance(3);
      await world.release("app/2", { "app/2/a": "c" });
      const fault = await world.work().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(fault instanceof Fault)) throw fault;
      expect(explain(fault.code, fault.data).title).toContain(`: ${path}`);
      expect(fault.code).toBe("SIGNED_TARGETS_DIFFER");
      expect(await faultOf(world.publish())).toBe("SIGNED_TARGETS_DIFFER");
      expect(await faultOf(world.check({ "targets/app/3.json": releaseOf({ "app/3/a": "d" }) }))).toBe(
        "SIGNED_TARGETS_DIFFER",
      );
      expect((await world.tip()).commit).toBe(commit);

      // What its fix says: the last state that nobody forged counts again, above every version that was seen.
      const { store, clock, recorder: reporter } = world;
      const open = async (uri: string) => signerOf(uri.slice("env:".length));
      const ports = { store, clock, reporter, open, verifier };
      const result = await recover(ports, { pin: world.pin, branch: "main", dryRun: false, sites: [] });
      expect(result.kind).toBe("done");
      expect(Object.entries(await world.targets())).toEqual(
        [
          ["app/1/a", "a"],
          ["app/1/b", "b"],
          ["app/2/a", "c"],
        ].map(([name, text]) => [name, sha256(text ?? "")]),
      );
      await world.publish();
    },
  );

  test("bins that went without their release files are told with the number of their targets", async () => {
    await world.release("app/2", Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`app/2/${n}`, `${n}`])));
    await world.done();
    const tip = await world.tip();
    const empty = {
      ...tip,
      list: async (directory: string) => (directory === "source/targets" ? [] : tip.list(directory)),
    };
    const fault = await requireAsked(empty, await world.repository()).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      code: "SIGNED_TARGETS_DIFFER",
      data: { paths: expect.stringMatching(/ and 12 more$/) },
    });
  });
});
