import { describe, expect, test } from "vitest";
import { openWorld, places, releaseOf, type World } from "../../support/world.ts";

async function started(config: object, shape: object = {}): Promise<World> {
  const world = await openWorld({ bins: 2, ...shape, config: { policy: config } });
  await world.done();
  return world;
}

const file = "targets/app/1.json";

describe("policy.allow: products keep to their paths", () => {
  const allow = [
    { product: "app", paths: ["app/**", "shared/*.txt"] },
    { product: "app", paths: ["app-?/x"] },
    { product: "all", paths: ["**"] },
  ];

  const cases: readonly (readonly [product: string, path: string, allowed: boolean])[] = [
    ["app", "app/x", true],
    ["app", "app/1.0/deep/x", true],
    ["app", "app", false],
    ["app", "apple/x", false],
    ["app", "shared/a.txt", true],
    ["app", "shared/deep/a.txt", false],
    ["app", "app-1/x", true],
    ["app", "app-10/x", false],
    ["app", "lib/x", false],
    ["lib", "app/x", false],
    ["lib", "lib/x", false],
    ["all", "any/thing", true],
  ];

  test("each product may name what is allowed to it, and nothing else", async () => {
    const world = await started({ allow });
    for (const [product, path, allowed] of cases) {
      const release = `targets/${product}/1.json`;
      const { findings } = await world.check({ [release]: releaseOf({ [path]: "x" }) });
      expect([product, path, places(findings)]).toEqual([
        product,
        path,
        allowed ? [] : [`TARGET_NOT_ALLOWED ${release}:4`],
      ]);
    }
  });

  test("a list that is empty allows everything", async () => {
    const world = await started({ allow: [] });
    expect((await world.check({ [file]: releaseOf({ "any/thing": "x" }) })).verdict).toBe("ready");
  });
});

describe("T29: proposals are of a reviewable size", () => {
  const limits = { files: 2, targets: 3, length: 10 };
  const names = (n: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`app/${i}`, "x"]));

  test("at every limit it is accepted", async () => {
    const world = await started({ limits });
    const { verdict, findings } = await world.check({
      [file]: releaseOf({ "a/1": "0123456789", "a/2": "x", "a/3": "x" }),
      "targets/app/2.json": releaseOf({ "b/1": "x" }),
    });
    expect([verdict, findings]).toEqual(["ready", []]);
  });

  test("too many release files in one proposal are refused", async () => {
    const world = await started({ limits });
    const { findings } = await world.check({
      [file]: releaseOf({ a: "x" }),
      "targets/app/2.json": releaseOf({ b: "x" }),
      "targets/app/3.json": releaseOf({ c: "x" }),
    });
    expect(places(findings)).toEqual(["QUOTA_EXCEEDED targets"]);
    expect(findings[0]?.data).toMatchObject({ actual: 3, limit: 2, setting: "files" });
  });

  test("many small proposals that wait for one run of the worker are not one proposal", async () => {
    const world = await started({ limits });
    for (const n of [1, 2, 3, 4]) await world.release(`app/${n}`, { [`app/${n}`]: "x" });
    await world.done();
    expect(Object.keys(await world.targets())).toHaveLength(4);
  });

  test("too many targets in one file are refused where the first too many stands", async () => {
    const world = await started({ limits });
    const { findings } = await world.check({ [file]: releaseOf(names(4)) });
    expect(places(findings)).toEqual([`QUOTA_EXCEEDED ${file}:24`]);
    expect(findings[0]?.data).toMatchObject({ actual: 4, limit: 3, setting: "targets" });
  });

  test("a target over the length limit is refused", async () => {
    const world = await started({ limits });
    const { findings } = await world.check({ [file]: releaseOf({ a: "x", b: "0123456789+" }) });
    expect(places(findings)).toEqual([`QUOTA_EXCEEDED ${file}:11`]);
    expect(findings[0]?.data).toMatchObject({ actual: 11, limit: 10, setting: "length" });
  });

  test.each([
    ["upper case", "A".repeat(64)],
    ["too short", "a".repeat(63)],
    ["too long", "a".repeat(65)],
    ["not hex", "g".repeat(64)],
  ])("a digest that is %s is refused", async (_, digest) => {
    const world = await started({});
    const text = releaseOf({ a: "x" }).replace(/"sha256": "[0-9a-f]+"/, `"sha256": "${digest}"`);
    expect(places((await world.check({ [file]: text })).findings)).toEqual([`RELEASE_INVALID ${file}:7`]);
  });

  test("a sha512 of the wrong size is refused", async () => {
    const world = await started({});
    const text = releaseOf({ a: "x" }).replace('"hashes": {', `"hashes": {\n "sha512": "${"a".repeat(127)}",`);
    expect(places((await world.check({ [file]: text })).findings)).toEqual([`RELEASE_INVALID ${file}:7`]);
  });
});

test("targets outside the paths that offline roles delegate are refused at their line", async () => {
  const world = await started({}, { paths: ["app/*", "app/*/*"] });
  const { findings } = await world.check({ [file]: releaseOf({ "app/a": "x", "lib/a": "x", "app/1/2/3": "x" }) });
  expect(places(findings)).toEqual([`TARGET_NOT_DELEGATED ${file}:11`, `TARGET_NOT_DELEGATED ${file}:18`]);
});

describe("T6: a release changes release files alone", () => {
  test.each([".github/workflows/x.yml", "kaprien.yml", "trust/targets.json", ".gitattributes", ".gitmodules"])(
    "%s beside a release is refused",
    async (path) => {
      const world = await started({});
      const { verdict, findings } = await world.check({ [path]: "{}", [file]: releaseOf({ a: "x" }) });
      expect(verdict).toBe("blocked");
      expect(findings.map(({ code }) => code)).toContain("RELEASE_MIXED");
    },
  );

  test("on its own it is called out", async () => {
    const world = await started({});
    const { verdict, findings } = await world.check({ ".github/workflows/x.yml": "on: push" });
    expect([verdict, findings.map(({ code }) => code)]).toEqual(["no change", ["NOT_A_RELEASE"]]);
  });

  test.each(["src/main.c", "CODEOWNERS", "docs/CODEOWNERS", "files.txt"])(
    "%s beside a release is refused",
    async (path) => {
      const world = await started({});
      const { verdict, findings } = await world.check({ [path]: "x", [file]: releaseOf({ a: "x" }) });
      expect([verdict, places(findings)]).toEqual(["blocked", [`RELEASE_MIXED ${path.split("/")[0]}`]]);
    },
  );

  test("files under files/ come with a release; anything else alone is nobody's business", async () => {
    const world = await started({});
    const bytes = { "files/a": "x", [file]: releaseOf({ a: "x" }) };
    expect(await world.check(bytes)).toMatchObject({ verdict: "ready", findings: [] });
    expect(await world.check({ "src/main.c": "int main;" })).toMatchObject({ verdict: "no change", findings: [] });
  });

  test.each([
    ["directories: { targets: t2 }", { "t2/app/evil.json": "{}" }],
    ["directories: { trust: nowhere }", {}],
    ["branches: { signed: tuf2 }", {}],
    ["branches: { intent: other }", {}],
  ])("T35: %s would have other files count, or versions begin again", async (setting, files) => {
    const world = await started({});
    const config = `version: 1\nonline-keys: { default: "env:online" }\n${setting}\n`;
    const { verdict, findings } = await world.check({ "kaprien.yml": config, ...files });
    expect([verdict, places(findings)]).toEqual([
      "blocked",
      ["NOT_A_RELEASE kaprien.yml", "SETTING_FIXED kaprien.yml"],
    ]);
  });

  test("a proposal that releases nothing is no change, whatever waits for the worker meanwhile", async () => {
    const world = await started({});
    await world.release("app/3", { "app/3/a": "x" });
    expect((await world.check({ "README.md": "hello" })).verdict).toBe("no change");
  });
});

test("T2: a proposal that weakens the policy beside its release is judged by the policy of the base", async () => {
  const world = await started({ limits: { length: 10 } });
  const release = { [file]: releaseOf({ a: "0123456789+" }) };
  const strict = await world.check(release);
  const { commit } = await world.tip("main");
  const config = Buffer.from((await (await world.tip("main")).read("kaprien.yml")) ?? []).toString();
  const weakened = config.replace('"length": 10', '"length": 1000');
  expect(weakened).not.toBe(config);
  const weak = await world.check({ ...release, "kaprien.yml": weakened });
  expect(weak.verdict).toBe("blocked");
  expect(places(weak.findings)).toEqual([...places(strict.findings), "RELEASE_MIXED kaprien.yml"].sort());
  expect((await world.tip("main")).commit).toBe(commit);
});
