import { beforeEach, describe, expect, test } from "vitest";
import { parseInstant } from "../../../src/base/time.ts";
import type { Signer } from "../../../src/tuf/signer.ts";
import { build, consistent, type Spec } from "../../support/foreign.ts";
import { pythonTuf, rstuf, sigstore } from "../../support/foreign-shapes.ts";
import { type Home, takeOver as importInto, oldClient, type SiteFiles } from "../../support/imported.ts";
import { ecdsa } from "../../support/metadata.ts";
import { faultOf, frozenClock, releaseOf } from "../../support/world.ts";

const clock = frozenClock(parseInstant("2030-01-01T00:00:00Z"));
const ci = ecdsa();
const signer: Signer = { key: ci.key, sign: async (bytes) => ci.sign(bytes), [Symbol.asyncDispose]: async () => {} };
const signers = new Map([["env:ci", signer]]);
const takeOver = (files: SiteFiles, onlineKey = "env:online"): Promise<Home> =>
  importInto(files, { clock, signers, onlineKey });

const versions = async (home: Home): Promise<readonly number[]> => {
  const { snapshot, timestamp } = await home.repository();
  return [snapshot.signed.version, timestamp.signed.version];
};

describe("the worker carries on what was taken over", () => {
  beforeEach(() => clock.set(parseInstant("2030-01-01T00:00:00Z")));

  test.each<[string, Spec, readonly string[], string, number]>([
    ["python-tuf, without bins", pythonTuf, ["a.txt", "other/c"], "env:online", 1],
    ["RSTUF, with succinct bins", rstuf(), ["app/1.0/a", "app/1.0/b", "top"], "env:online", 1],
    ["Sigstore, with older roots", sigstore(ci), ["trusted_root.json", "registry.example.org/keys.json"], "env:ci", 3],
  ])(
    "I14, T35, T54: a client of the old repository updates to the new one (%s)",
    async (_, spec, paths, key, first) => {
      const files = consistent(build(spec));
      const cache = await oldClient(files, clock, paths, first);
      const home = await takeOver(files, key);
      expect((await home.work()).kind).toBe("done");
      expect(await versions(home)).toEqual([8, 43]);
      const { snapshot, bins } = await home.repository();
      const listed = [...(spec.delegated === undefined ? [] : Object.keys(spec.delegated)), "targets"];
      expect([...snapshot.signed.meta.keys()]).toEqual(expect.arrayContaining(listed.map((name) => `${name}.json`)));
      for (const [name, bin] of bins) expect(bin.signed.version).toBe((spec.delegated?.[name]?.version ?? 0) + 1);

      await home.publish();
      const { targets } = await home.client(paths, cache);
      for (const path of paths) expect(targets.get(path)?.path).toBe(path);
      expect((await home.work()).kind).toBe("idle");

      clock.advance(3);
      expect((await home.work()).kind).toBe("done");
      expect(await versions(home)).toEqual([9, 44]);
      await home.publish();
      await home.client(paths, cache);
    },
  );

  test("a release is added to what was there, and what was there can go", async () => {
    const files = consistent(build(rstuf()));
    const cache = await oldClient(files, clock, ["app/1.0/a"]);
    const home = await takeOver(files);
    await home.work();
    await home.merge({ "targets/app/1.1.json": releaseOf({ "app/1.1/a": "new" }), "targets/app/1.0.json": null });
    expect((await home.work()).kind).toBe("done");
    await home.publish();
    const { targets } = await home.client(["app/1.1/a", "app/1.0/a"], cache);
    expect([targets.get("app/1.1/a")?.path, targets.get("app/1.0/a")]).toEqual(["app/1.1/a", undefined]);
  });

  test.each(["snapshot", "timestamp", "meta"])(
    "a %s version that leaves no room is refused, and one below leaves room",
    async (where) => {
      const home = await takeOver(consistent(build(rstuf())));
      const floors = (version: number): string => {
        const at = { snapshot: 90, timestamp: 91, meta: 4, [where]: version };
        return JSON.stringify({
          version: 1,
          snapshot: { version: at.snapshot, meta: { targets: 1, gone: at.meta } },
          timestamp: { version: at.timestamp },
        });
      };
      for (const version of [2_000_000_000, 1_000_000_001]) {
        await home.merge({ "trust/import.json": floors(version) });
        expect(await faultOf(home.work())).toBe("VERSION_FLOORS_INVALID");
      }
      await home.merge({ "trust/import.json": floors(1_000_000_000) });
      expect((await home.work()).kind).toBe("done");
      clock.advance(3);
      expect((await home.work()).kind).toBe("done");
      await home.publish();
    },
  );

  test("T35, T54: nothing goes behind what clients have seen, and what they saw listed stays listed", async () => {
    const files = consistent(build(rstuf()));
    const home = await takeOver(files);
    const floors = (targets: number): string =>
      JSON.stringify({
        version: 1,
        snapshot: { version: 90, meta: { targets, gone: 4, "bins-0": 60 } },
        timestamp: { version: 91 },
      });
    await home.merge({ "trust/import.json": floors(2) });
    expect(await faultOf(home.work())).toBe("ROLE_ROLLBACK");
    await home.merge({ "trust/import.json": "{}" });
    expect(await faultOf(home.work())).toBe("VERSION_FLOORS_INVALID");
    // Bins of the same name that were another number: one name would stand for two shares of the paths.
    await home.merge({ "trust/import.json": floors(1) });
    expect(await faultOf(home.work())).toBe("BINS_CHANGED");

    await home.merge({ "trust/import.json": floors(1).replace("bins-0", "bins2-0") });
    expect((await home.work()).kind).toBe("done");
    expect(await versions(home)).toEqual([91, 92]);
    const { snapshot } = await home.repository();
    const listed = ["gone.json", "bins2-0.json", "bins-0.json"].map((file) => snapshot.signed.meta.get(file)?.version);
    expect(listed).toEqual([4, 60, 1]);

    // From here on the signed branch remembers by itself.
    await home.merge({ "trust/import.json": floors(1).replace("91", "500") });
    await home.work();
    expect((await versions(home))[1]).toBeLessThan(500);
  });
});
