import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultNames } from "../../src/config/names.ts";
import { defaultLifetimes } from "../../src/config/settings.ts";
import { targetsMarkdown } from "../../src/plan/markdown.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planText } from "../../src/plan/text.ts";
import { reconcile } from "../../src/plan/transition.ts";
import { verdictMarkdown } from "../../src/proposal/verdict-markdown.ts";
import { verdictText } from "../../src/proposal/verdict-text.ts";
import { decodeRelease } from "../../src/release/release-file.ts";
import { desire } from "../../src/release/releases.ts";
import { targetChanges } from "../../src/release/target-change.ts";
import { type Repository, releasedTargets } from "../../src/repository/verify-state.ts";
import { canonical } from "../../src/tuf/canonical.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { encodeTargetFile, type TargetFile } from "../../src/tuf/targets.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let before: Repository;
let published: ReadonlyMap<string, TargetFile>;
const paths = ["app/1/a", "app/1/b", "app/1/c"];

interface Listed {
  readonly path: string;
  readonly length: number;
  readonly hashes: { readonly sha256: string; readonly sha512?: string };
  readonly custom?: object;
}

function releaseWith(targets: readonly Listed[], members: object = {}): string {
  return JSON.stringify({ targets, ...members });
}

beforeAll(async () => {
  world = await openWorld({ bins: 2 });
  const listed = paths.map((path, n) => ({
    path,
    length: 3,
    hashes: { sha256: sha256(path) },
    ...(n > 0 && {
      custom: {
        channel: "stable",
        list: [
          { name: "x", n: 1 },
          { name: "x", n: 1 },
        ],
      },
    }),
  }));
  await world.merge({ "targets/app/1.json": releaseWith(listed) });
  await world.done();
  before = await world.repository();
  published = new Map([...releasedTargets(before)].map(({ path, target }) => [path, target]));
});

// Values that could be shown alike: stand-ins, escapes, names with dots, long ones that end or begin alike, digests that do.
const long = "x".repeat(3_000);
const digest = sha256("one");
const text = fc.constantFrom(
  ...["", " ", "  ", "\u00a0", "|", "¦", "`", "ˋ", "\\", "\\u{7c}", "\u200b", "\\u{200b}", "\\\\u{200b}", "\u3164"],
  ...[
    "absent",
    '"',
    '"x"',
    'x" → "y',
    "…",
    "a.b",
    "a",
    "b",
    "1",
    "null",
    "\n",
    "\\n",
    "\r",
    "é",
    "\u{1f600}",
    "\\u{1f600}",
  ],
  ...[`${long}a`, `${long}b`, `a${long}`, `${"x".repeat(130)}… (sha256 ${digest})`, `</code>${long}`, digest],
);
const name = fc.constantFrom(
  "channel",
  "list",
  "a",
  "b",
  "a.b",
  "a b",
  'a["b"]',
  "0",
  "length",
  "custom",
  `${"n".repeat(90)}1`,
  `${"n".repeat(90)}2`,
);
const { custom } = fc.letrec<{ value: unknown; custom: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom(0, 1, 10, 2 ** 53 - 1, true, false, null),
    tie("custom"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
  custom: fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));
/** Digests that a shortened form takes for one. */
const digests = ["0", "f"].map((digit) => `${digest.slice(0, 20)}${digit}${digest.slice(21)}`);
const wide = (found: string): string => `${found}${found}`;
const target: fc.Arbitrary<Listed> = fc.record(
  {
    path: fc.constantFrom(...paths, "app/2/a", "app/2/b"),
    length: fc.constantFrom(0, 3, 1024, 1025, 48_234_496, 48_234_497),
    hashes: fc.record(
      { sha256: fc.constantFrom(...digests, sha256("app/1/a")), sha512: fc.constantFrom(...digests.map(wide)) },
      { requiredKeys: ["sha256"] },
    ),
    custom,
  },
  { requiredKeys: ["path", "length", "hashes"] },
);
const targets = fc.uniqueArray(target, { selector: ({ path }) => path, minLength: 1, maxLength: 4 });
/** The second of a pair differs from the first in one place at most, or in everything. */
const pair = fc.oneof(
  fc.tuple(targets, targets),
  fc.tuple(targets, fc.nat(), target).map(([list, at, other]) => {
    const changed = list.map((each, n) => (n === at % list.length ? { ...other, path: each.path } : each));
    return [list, changed] as const;
  }),
  fc.tuple(targets, fc.nat(), custom, custom).map(([list, at, one, other]) => {
    const withCustom = (custom: object): readonly Listed[] =>
      list.map((each, n) => (n === at % list.length ? { ...each, custom } : each));
    return [withCustom(one), withCustom(other)] as const;
  }),
);

/** What would be signed of the targets of a release, as its bytes; undefined when it is refused as a file. */
function payload(release: string): string | undefined {
  const decoded = decodeRelease(Buffer.from(release), "x");
  if (!("release" in decoded)) return undefined;
  const list = decoded.release.targets.map(({ path, target: file }) => [
    path,
    Buffer.from(canonical(encodeTargetFile(file))).toString(),
  ]);
  return JSON.stringify(list.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
}

/** The plan of merging a release over what is published, with whatever policy. */
function planOf(release: string): Plan | undefined {
  const decoded = decodeRelease(Buffer.from(release), "app/2.json");
  if (!("release" in decoded)) return undefined;
  const { targets: desired } = desire(new Map([["app/2.json", decoded.release]]), defaultNames);
  const main = "0".repeat(40);
  const intent = { main, trust: before, changes: targetChanges(published, desired), source: { trust: main } };
  const result = reconcile(before, intent, defaultLifetimes, world.clock.now());
  return result.kind === "draft" ? result.draft.plan : undefined;
}

function shown(plan: Plan): readonly string[] {
  const verdict = { verdict: "ready", findings: [], passed: [], plan } as const;
  const markdown = [targetsMarkdown(plan).join("\n"), verdictMarkdown(verdict)];
  return [planText(plan), verdictText(verdict), ...markdown, JSON.stringify(plan.targets), plan.id];
}

describe("T74: two different payloads are never shown alike", () => {
  test("in text, Markdown and JSON, for releases that differ anywhere", () => {
    let [different, equal] = [0, 0];
    fc.assert(
      fc.property(pair, (both) => {
        const [one, other] = both.map((list) => {
          const release = releaseWith(list);
          const plan = planOf(release);
          return plan && { payload: payload(release), renders: shown(plan) };
        });
        if (one === undefined || other === undefined) return;
        const same = one.payload === other.payload;
        if (same) equal++;
        else different++;
        for (const [kind, render] of one.renders.entries())
          expect([kind, render === other.renders[kind]]).toEqual([kind, same]);
      }),
      { numRuns: 500 },
    );
    expect([different > 250, equal > 5]).toEqual([true, true]);
  });
});
