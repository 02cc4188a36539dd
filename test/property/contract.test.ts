import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Finding, firstError } from "../../src/base/finding.ts";
import type { Tree } from "../../src/git/tree.ts";
import { type Derivation, derive } from "../../src/plan/derive.ts";
import { seal } from "../../src/plan/seal.ts";
import { openRepository } from "../../src/repository/open.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import type { KeyId } from "../../src/tuf/key.ts";
import type { Signer } from "../../src/tuf/signer.ts";
import { type Planted, plantEntries } from "../support/hostile-trees.ts";
import { check } from "../support/opened.ts";
import { at } from "../support/stores.ts";
import { faultOf, openWorld, releaseOf, signerOf, type World } from "../support/world.ts";

const runs = 60;

let world: World;
let start: { readonly main: string; readonly tuf: string };
let keys: ReadonlyMap<KeyId, Signer>;

beforeAll(async () => {
  world = await openWorld({ bins: 2, config: { policy: { unicode: true, limits: { targets: 50 } } } });
  await world.release("app/1", { "app/1/a": "a", "app/1/b": "b", Readme: "r" });
  await world.release("app/2", { "app/1/a": "newer" }, { replaces: ["app/1.json"] });
  await world.done();
  start = { main: (await world.tip("main")).commit, tuf: (await world.tip()).commit };
  keys = new Map(["bins", "online"].map(signerOf).map((signer) => [signer.key.keyid, signer]));
});

beforeEach(reset);

function reset(): void {
  world.memory.point("refs/heads/main", start.main);
  world.memory.point("refs/heads/tuf", start.tuf);
}

async function derived(head?: Tree): Promise<Derivation> {
  const { store, pin, verifier } = world;
  const now = world.clock.now();
  const repository = await openRepository(store, { intent: "main", pin, verifier, now });
  const base = await at(store, start.main);
  return derive(await repository.standing(), head && { tree: head, base }, now);
}

function refuses(findings: readonly Finding[]): boolean {
  return firstError(findings) !== undefined;
}

/** Every finding says where it is, and holds nothing that its text asks for in vain. */
function placed(findings: readonly Finding[]): void {
  for (const finding of findings)
    expect(finding).toMatchObject({ file: expect.stringMatching(/^(?:targets|trust|kaprien\.yml)/) });
}

const verdicts = new Map<string, number>();

/** T73: judged as a proposal, merged whatever the verdict, judged as the worker does; what nobody refuses is sealed and goes on. */
async function play(merge: () => Promise<unknown>, touchesTrust = false): Promise<void> {
  reset();
  await merge();
  const head = await at(world.store, "main");
  world.memory.point("refs/heads/main", start.main);
  const proposal = await derived(head);
  placed(proposal.findings);
  world.memory.point("refs/heads/main", head.commit);
  const merged = await derived();
  placed(merged.findings);
  const codes = ({ findings }: Pick<Derivation, "findings">): readonly string[] =>
    [...new Set(findings.filter(({ severity }) => severity === "error").map(({ code }) => code))].sort();
  // Check adds what only concerns the proposal, and judges trust before it derives.
  const verdict = await check(world, { pin: world.pin, base: start.main, head: head.commit });
  expect(refuses(verdict.findings)).toBe(verdict.verdict === "blocked");
  if (refuses(merged.findings)) expect(verdict.verdict).toBe("blocked");
  if (!touchesTrust) expect(codes(proposal)).toEqual(codes(merged));
  for (const code of refuses(merged.findings) ? codes(merged) : ["ready"])
    verdicts.set(code, (verdicts.get(code) ?? 0) + 1);
  const { result } = merged;
  if (refuses(merged.findings)) expect(result).toBeUndefined();
  if (result?.kind !== "draft") return;
  const sealed = await seal(result.draft, keys, world.clock.now(), () => {});
  await world.store.commit("tuf", sealed, "By the worker\n");
  expect((await derived()).result?.kind).toBe("idle");
}

const odd = [
  "\u{1f600}",
  "\uff5e",
  "\ue000",
  "e\u0301",
  "\u00e9",
  "\ufffd",
  "\u0000",
  "\u202e",
  "\ud800",
  "",
  "toString",
  "10",
  "a.b",
];
const key = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom(...odd));
const number = fc.constantFrom(0, 1, 2 ** 53 - 1, 2 ** 53, -1, -0, 1.5, 1e21, 5e-324);
const nested = (depth: number): unknown =>
  depth === 0 ? 1 : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    key,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));
const custom = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(key, value, { maxKeys: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 24, max: 36 }).map((depth) => ({ a: nested(depth) })) },
  { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 1_048_000 }).map((size) => ({ big: "x".repeat(size) })) },
  { weight: 1, arbitrary: fc.constantFrom([], "text", null, 7) },
);
const good = ["app/3/a", "app/3/b", "app/3/c", "größe/x", "a/ς"];
const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...good) },
  { weight: 2, arbitrary: fc.constantFrom("app/1/a", "app/1/A", "README", "Readme/x", "app", "a/σ", "GRÖSSE/x") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "/",
      "a//b",
      "../x",
      "con",
      "__proto__",
      "toString",
      ".x",
      "e\u0301",
      "a\u{1f600}",
      "\ue000",
      "a b",
      `${"x".repeat(126)}`,
      "y".repeat(127),
      "z/".repeat(600),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);
const hash = fc.constantFrom(sha256("x"), sha256("y"));
const hashes = fc.oneof(
  { weight: 8, arbitrary: hash.map((digest) => ({ sha256: digest })) },
  { weight: 2, arbitrary: hash.map((digest) => ({ sha256: digest, sha512: `${digest}${digest}` })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      {},
      { sha256: "" },
      { sha256: sha256("x").toUpperCase() },
      { sha256: sha256("x"), md5: "00" },
      [],
    ),
  },
);
const harmless = fc.record({
  path: fc.constantFrom(...good),
  length: fc.nat(),
  hashes: hash.map((digest) => ({ sha256: digest })),
  custom: fc.dictionary(fc.constantFrom("a", "ä", "名"), fc.constantFrom("\u{1f600}", 1, [[]], { a: { b: null } }), {
    maxKeys: 2,
  }),
});
const target = fc.oneof(
  { weight: 2, arbitrary: harmless },
  fc.record(
    {
      path,
      length: fc.oneof({ weight: 4, arbitrary: fc.nat() }, { weight: 1, arbitrary: number }),
      hashes,
      custom,
      url: fc.constantFrom("https://example.org/x", "ftp://x", ""),
    },
    { requiredKeys: ["path", "length", "hashes"] },
  ),
);
const members = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(fc.constantFrom("app/1.json", "app/2.json", "app/3.json", "x"), { maxLength: 3 })
      .map((replaces) => ({ replaces })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ source: { commit: "x" } }, { sources: 1 }, { targets: 1 }, { replaces: null }),
  },
);
const release = fc
  .record({
    targets: fc.oneof(
      { weight: 9, arbitrary: fc.array(target, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(target, { minLength: 40, maxLength: 60 }) },
    ),
    members,
    indent: fc.constantFrom(0, 1),
  })
  .map(({ targets, members, indent }) => Buffer.from(JSON.stringify({ targets, ...members }, undefined, indent)));
const raw = fc
  .constantFrom<string | Buffer>(
    "",
    "{}",
    "null",
    "[]",
    '{"targets":[]}',
    '{"targets":[],"targets":[]}',
    "{",
    `${"[".repeat(50_000)}`,
    '{"targets":[{"path":"a","length":1e3,"hashes":{}}]}',
    Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    Buffer.from([0xff, 0xfe]),
    '{"targets":\r\n[]}\u0000',
    `{"targets":[],"x":"${"x".repeat(1_100_000)}"}`,
    `{"targets":[${"{},".repeat(20_000)}{}]}`,
  )
  .map((content) => Buffer.from(content));
const file = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("app/1.json", "app/2.json", "app/3.json", "app/4.json", "lib/1.json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "App/3.json",
      "app/3.JSON",
      "app/x/3.json",
      "README.md",
      "app/ü.json",
      ".x/1.json",
      "app/ﬁ.json",
    ),
  },
);
const edit = fc.record({
  file,
  content: fc.oneof(
    { weight: 7, arbitrary: release },
    { weight: 1, arbitrary: raw },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
});

describe("T73: a verdict is what happens, whatever is merged", () => {
  test("hostile release files", { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(edit, { selector: (each) => each.file, minLength: 1, maxLength: 3 }),
        async (edits) => {
          await play(() =>
            world.merge(Object.fromEntries(edits.map((each) => [`targets/${each.file}`, each.content]))),
          );
        },
      ),
      { numRuns: runs },
    );
    expect(verdicts.get("ready")).toBeGreaterThan(runs / 20);
    expect(verdicts.size).toBeGreaterThan(5);
  });

  const line = (mode: string, name: string | Uint8Array, id = "0".repeat(40)): Buffer =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, "hex")]);
  const planted: readonly (readonly [string, readonly Planted[]])[] = [
    ...["100755", "120000", "160000", "100664", "100600", "000000", "020644"].flatMap((mode) =>
      ["targets/app/3.json", "targets/app/1.json", "targets/app", "targets"].map(
        (path) => [`mode ${mode} at ${path}`, [{ path, mode, content: releaseOf({ "app/3/a": "x" }) }]] as const,
      ),
    ),
    ["a directory as a release file", [{ path: "targets/app/3.json/x", mode: "100644", content: "x" }]],
    ["an empty directory", [{ path: "targets/lib", tree: new Uint8Array() }]],
    ["an empty directory of release files", [{ path: "targets", tree: new Uint8Array() }]],
    ["a tree that is cut off", [{ path: "targets/lib", tree: Buffer.from("100644 x") }]],
    [
      "a tree with a name twice",
      [{ path: "targets/lib", tree: Buffer.concat([line("100644", "a.json"), line("100644", "a.json")]) }],
    ],
    ["a tree with a slash in a name", [{ path: "targets/lib", tree: line("100644", "a/b.json") }]],
    ["a tree with a name that is not UTF-8", [{ path: "targets/lib", tree: line("100644", Buffer.from([0xff])) }]],
    ["a tree that names its parent", [{ path: "targets/lib", tree: line("40000", "..") }]],
    ["trust that is gone", [{ path: "trust", tree: new Uint8Array() }]],
    ["trust that is a file", [{ path: "trust", mode: "100644", content: "x" }]],
    ["floors that are no JSON", [{ path: "trust/import.json", mode: "100644", content: "{" }]],
    ["a stray file in trust", [{ path: "trust/x.json", mode: "100644", content: "{" }]],
  ];
  test.each(planted)("%s", async (_, entries) => {
    await play(
      () => plantEntries(world, "main", entries),
      entries.some(({ path }) => path.startsWith("trust")),
    );
  });

  test.each(planted.filter(([, [entry]]) => !/^trust(\/x|$)/.test(entry?.path ?? "")))(
    "before the first run: %s",
    async (_, entries) => {
      await plantEntries(world, "main", entries);
      world.memory.point("refs/heads/tuf", undefined);
      const { findings, result } = await derived();
      placed(findings);
      expect(result === undefined).toBe(refuses(findings));
      if (result?.kind === "draft") await seal(result.draft, keys, world.clock.now(), () => {});
    },
  );

  test("what this copy of the repository lacks is a fault, and no finding", async () => {
    const file = "targets/app/3.json";
    await world.merge({ [file]: releaseOf({ "app/3/a": "lost" }) });
    world.memory.lose((await (await world.tip("main")).entry(file))?.id ?? "");
    expect(await faultOf(derived())).toBe("STORE_OBJECT_MISSING");
  });
});
