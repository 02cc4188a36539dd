import { canonicalize } from "@tufjs/canonical-json";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { canonical } from "../../../src/tuf/canonical.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { fromPlain } from "../../../src/tuf/json.ts";
import { portableProblem } from "../../../src/tuf/portable.ts";
import { runs } from "../../support/runs.ts";
import { copiesOf, openWorld, places, type World } from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

interface Proposed {
  readonly path: string;
  readonly custom?: unknown;
}

/** A release file as a person may write it, by hand. */
function releaseWith(...targets: readonly Proposed[]): string {
  const list = targets.map(({ path, custom }) => ({
    path,
    length: path.length,
    hashes: { sha256: sha256(path) },
    ...(custom !== undefined && { custom }),
  }));
  return `${JSON.stringify({ targets: list }, undefined, 1)}\n`;
}

/** Objects inside one another: 1 for `{}`. */
function nested(depth: number): object {
  return depth === 1 ? {} : { a: nested(depth - 1) };
}

describe("T73: what the worker would refuse, check refuses first", () => {
  test.each([
    [28, "ready"],
    [29, "blocked"],
    [31, "blocked"],
    [40, "blocked"],
  ])("custom data nested %i deep is %s", async (depth, wanted) => {
    const files = { "targets/app/2.json": releaseWith({ path: "app/2/b", custom: nested(depth) }) };
    const { verdict, findings } = await world.check(files);
    expect(verdict).toBe(wanted);
    for (const { file, line } of findings) expect([file, line === undefined]).toEqual(["targets/app/2.json", false]);
    await world.merge(files);
    expect((await world.work()).kind).toBe(wanted === "ready" ? "done" : "refused");
  });

  test("several files that are too large for one bin together are each named, with the line that adds most", async () => {
    const big = "x".repeat(1_000_000);
    const names = Array.from({ length: 30 }, (_, n) => `app/2/${n}`);
    // Those that one of the two bins gets.
    const inOne = names.filter((path) => Number.parseInt(sha256(path).slice(0, 1), 16) < 8).slice(0, 6);
    const files = Object.fromEntries(
      inOne.map((path, n) => [
        `targets/app/2-${n}.json`,
        releaseWith({ path: `app/s/${n}` }, { path, custom: { big } }),
      ]),
    );
    const { verdict, findings } = await world.check(files);
    expect(verdict).toBe("blocked");
    expect(places(findings.filter(({ code }) => code === "METADATA_TOO_LARGE"))).toEqual(
      inOne.map((_, n) => `METADATA_TOO_LARGE targets/app/2-${n}.json:11`),
    );
    await world.merge(files);
    expect((await world.work()).kind).toBe("refused");
    // I12: what is due is renewed all the same.
    world.clock.advance(3);
    expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
  });

  test("hostile releases: what is ready is signed, and every client finds it", { timeout: 120_000 }, async () => {
    const odd = fc.constantFrom("\u{1f600}", "\uff5e", "\ue000", "e\u0301", "\u00e9", "\ufffd", "toString", "10", "");
    const key = fc.oneof(fc.string({ maxLength: 4 }), odd);
    const { custom } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 6 }, fc.nat(), fc.boolean(), fc.constant(null), key, tie("custom"), fc.array(key)),
      custom: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    }));
    const data = fc.oneof(custom, fc.integer({ min: 20, max: 34 }).map(nested));
    let ready = 0;
    let blocked = 0;
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(data, { minLength: 1, maxLength: 3 }), async (customs) => {
        number += 1;
        const targets = customs.map((each, n) => ({ path: `hostile/${number}/${n}`, custom: each }));
        const files = { [`targets/hostile/${number}.json`]: releaseWith(...targets) };
        const { verdict } = await world.check(files);
        if (verdict !== "ready") {
          blocked += 1;
          return;
        }
        ready += 1;
        await world.merge(files);
        await world.done();
        await world.publish();
        const { targets: found } = await world.client(targets.map(({ path }) => path));
        expect([...found.values()].map((target) => target?.path)).toEqual(targets.map(({ path }) => path));
      }),
      { ...runs(30), seed: 11 },
    );
    const share = runs(30).numRuns / 6;
    expect([ready >= share, blocked >= share]).toEqual([true, true]);
  });
});

describe("T75: signed strings have one canonical form", () => {
  test.each([
    ["an astral name beside one above the surrogates", { "\uff5e": 1, "\u{1f600}": 2 }],
    ["an astral name alone", { "\u{1f600}": 2 }],
    ["a private-use name", { "\ue000": 1 }],
    ["a name of the specials", { "\ufffd": 1 }],
    ["a name that is not composed", { "e\u0301": 1 }],
    ["a text that is not composed", { note: "e\u0301" }],
    ["such a text in a list", { notes: ["good", { deep: "e\u0301" }] }],
    ["such a name deep inside", { a: { b: [{ "\u{10000}": 1 }] } }],
    ["a compatibility ideograph, which composes to another", { note: "\uf900" }],
    ["an Angstrom sign", { "\u212b": 1 }],
  ])("%s is refused at its line", async (_, custom) => {
    const files = { "targets/app/2.json": releaseWith({ path: "app/2/b", custom }) };
    const { verdict, findings } = await world.check(files);
    expect([verdict, places(findings)]).toEqual(["blocked", ["TARGET_CUSTOM_INVALID targets/app/2.json:4"]]);
    await world.merge(files);
    expect((await world.work()).kind).toBe("refused");
  });

  test("emoji in values, and letters of all scripts in names, are welcome and reach tuf-js", async () => {
    const custom = { näme: "\u{1f600} née", "\u540d": ["\u{20000}"], "\uff5e": { b: 1, a: 2 } };
    const files = { "targets/app/2.json": releaseWith({ path: "app/2/b", custom }) };
    expect((await world.check(files)).verdict).toBe("ready");
    await world.merge(files);
    await world.done();
    await world.publish();
    expect((await world.client(["app/2/b"])).targets.get("app/2/b")).toBeDefined();
  });

  test("whatever passes has the same bytes in another canonicaliser, composed or not", () => {
    const text = fc.string({ unit: "binary", maxLength: 6 });
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.nat(),
        fc.boolean(),
        fc.array(tie("json"), { maxLength: 3 }),
        fc.dictionary(text, tie("json"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    let passed = 0;
    fc.assert(
      fc.property(json, (value) => {
        const decoded = tryFromPlain(value);
        if (decoded === undefined || portableProblem(decoded) !== undefined) return;
        passed += 1;
        const bytes = Buffer.from(canonical(decoded)).toString("utf8");
        expect(canonicalize(value)).toBe(bytes);
        expect(bytes.normalize("NFC")).toBe(bytes);
      }),
      runs(3000),
    );
    expect(passed).toBeGreaterThan((runs(3000).numRuns * 300) / 3000);
  });
});

function tryFromPlain(value: unknown): ReturnType<typeof fromPlain> | undefined {
  try {
    return fromPlain(value);
  } catch {
    return undefined;
  }
}
