import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { firstError } from "../../src/base/finding.ts";
import { defaultNames } from "../../src/config/names.ts";
import { defaultPolicy } from "../../src/config/settings.ts";
import type { Tree } from "../../src/git/tree.ts";
import { evaluate } from "../../src/policy/evaluate.ts";
import { desire, diffReleases } from "../../src/release/releases.ts";
import { targetOf } from "../../src/release/target-change.ts";
import { type Proposal, propose, proposeAll, releasesIn } from "../../src/release/target-diff.ts";
import type { Trust } from "../../src/repository/trust.ts";
import { canonical } from "../../src/tuf/canonical.ts";
import { decodeEnvelope } from "../../src/tuf/envelope.ts";
import type { TargetFile } from "../../src/tuf/targets.ts";
import { memoryStore } from "../support/memory-store.ts";
import { runs } from "../support/runs.ts";
import { at } from "../support/stores.ts";
import { filesOf, openWorld, releaseOf } from "../support/world.ts";

const names = defaultNames;
let trust: Trust;

beforeAll(async () => {
  const world = await openWorld({ bins: 2 });
  await world.done();
  trust = await world.repository();
});

/** One edit of a release file: null deletes it. */
interface Edit {
  readonly file: string;
  readonly text: string | null;
}

const file = fc.constantFrom("app/1.json", "app/2.json", "app/3.json", "lib/1.json", "lib/2.json");
const path = fc.constantFrom("a", "b", "c/d", "c/e", "A", "bad path");
const content = fc.constantFrom("one", "two");
const release = fc
  .record({ targets: fc.dictionary(path, content, { maxKeys: 3 }), replaces: fc.uniqueArray(file, { maxLength: 2 }) })
  .map(({ targets, replaces }) => releaseOf(targets, replaces.length > 0 ? { replaces } : {}));
const text = fc.oneof(
  { weight: 8, arbitrary: release },
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant("not a release") },
);
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(fc.record({ file, text }), { minLength: 1, maxLength: 3 });
const history = fc.array(edits, { minLength: 1, maxLength: 12, size: "max" });

function judged(proposal: Proposal): unknown {
  const evaluation = evaluate({
    policy: defaultPolicy,
    names,
    adopting: false,
    ...proposal,
    paths: () => proposal.changes.map((change) => change.path),
    trust,
  });
  return {
    changes: proposal.changes.map((change) => [
      change.kind,
      change.path,
      change.kind === "remove" ? null : [change.after, change.by.release.file, change.by.index],
    ]),
    findings: [...proposal.findings, ...evaluation.findings].map((found) => JSON.stringify(found)).sort(),
    touched: proposal.touched.map((one) => one.file),
    refused: firstError([...proposal.findings, ...evaluation.findings]) !== undefined,
  };
}

async function publishedBy(tree: Tree): Promise<ReadonlyMap<string, TargetFile>> {
  const source = releasesIn(tree, names.targets, names);
  const { targets } = desire((await source.read(await source.list())).releases, names);
  return new Map([...targets].map(([name, by]) => [name, targetOf(by)]));
}

describe("the incremental plan is the plan from scratch", () => {
  test("for random histories of merges, replacements, edits and reverts", async () => {
    let incremental = 0;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const store = memoryStore();
        await store.propose("main", [], { files: new Map([["x", Buffer.of()]]), grafts: new Map() }, "start");
        let signed: Tree | undefined;
        for (const step of steps) {
          const parent = await at(store, "main");
          const last = new Map(
            step.map((edit) => [`targets/${edit.file}`, edit.text === null ? null : Buffer.from(edit.text)]),
          );
          await store.propose("main", [parent.commit], { files: last, grafts: new Map() }, "step");
          const main = await at(store, "main");
          const before = signed && { tree: signed, directory: names.targets };
          const difference = await diffReleases(before, { tree: main, directory: names.targets });
          const published = signed === undefined ? new Map<string, TargetFile>() : await publishedBy(signed);
          const old = signed && releasesIn(signed, names.targets, names);
          const fresh = releasesIn(main, names.targets, names);
          const quick = await propose(published, old, fresh, difference, names);
          const whole = await proposeAll(published, old, fresh, difference, names);
          if (quick.before.size === 0 && signed !== undefined) incremental += 1;
          const verdict = judged(whole);
          expect(judged(quick)).toEqual(verdict);
          // What is refused stays merged and unsigned, as it would for the worker.
          if (!(verdict as { refused: boolean }).refused) signed = main;
        }
      }),
      runs(400),
    );
    // The quick way was taken, not only the other.
    expect(incremental).toBeGreaterThan((runs(400).numRuns * 20) / 400);
  });
});

describe("T27: the result depends on the trees alone", () => {
  const merges: readonly (readonly [string, string])[] = [
    ["targets/app/1.json", releaseOf({ "app/1/a": "a", "app/1/b": "b" })],
    ["targets/app/2.json", releaseOf({ "app/1/a": "newer" }, { replaces: ["app/1.json"] })],
    ["targets/lib/1.json", releaseOf({ "lib/1/a": "a", "lib/1/b": "b", "lib/1/c": "c" })],
    ["targets/lib/2.json", releaseOf({ "lib/2/a": "a" })],
    ["targets/tool/1.json", releaseOf({ "tool/1": "t" })],
  ];

  /** The signed payloads after merges in this order, with one run of the worker at the end or one after each. */
  async function payloads(order: readonly number[], runs: "one" | "each"): Promise<unknown> {
    const world = await openWorld();
    await world.done();
    for (const index of order) {
      const [name, body] = merges[index] ?? ["", ""];
      await world.merge({ [name]: body });
      if (runs === "each") await world.work();
    }
    if (runs === "one") await world.done();
    const found: [string, string][] = [];
    for (const [name, bytes] of await filesOf(await world.tip(), "metadata")) {
      const { json } = decodeEnvelope(bytes, (signed) => signed);
      found.push([name, Buffer.from(canonical(json)).toString()]);
    }
    return [found, (await (await world.tip()).entry("source/targets"))?.id];
  }

  const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });

  test("I7: any order of merges before one run gives byte-equal signed payloads", async () => {
    const expected = await payloads([0, 1, 2, 3, 4], "one");
    await fc.assert(
      fc.asyncProperty(permutation, async (order) => {
        expect(await payloads(order, "one")).toEqual(expected);
      }),
      runs(10),
    );
  });

  test("any order of merges with a run after each gives the same targets", async () => {
    // A replacing release is refused before what it replaces is there, and taken up when it is: that merge counts later.
    const independent = (order: readonly number[]): readonly number[] => order.filter((index) => index !== 1);
    const expected = await payloads([0, 2, 3, 4], "each");
    await fc.assert(
      fc.asyncProperty(permutation, async (order) => {
        expect(await payloads(independent(order), "each")).toEqual(expected);
      }),
      runs(6),
    );
  });
});
