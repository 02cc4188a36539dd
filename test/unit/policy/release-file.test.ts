import { beforeAll, describe, expect, test } from "vitest";
import { openWorld, places, releaseOf, type World } from "../../support/world.ts";

const file = "targets/app/1.json";
let world: World;

beforeAll(async () => {
  world = await openWorld({ bins: 2 });
  await world.merge({ "targets/app/0.json": releaseOf({ "app/zero": "zero" }) });
  await world.done();
});

async function findings(text: string): Promise<readonly string[]> {
  const verdict = await world.check({ [file]: text });
  expect(verdict.verdict).toBe("blocked");
  return places(verdict.findings);
}

async function hint(text: string): Promise<unknown> {
  return (await world.check({ [file]: text })).findings[0]?.data["hint"];
}

describe("release files: what cannot be read exactly is refused, with its line", () => {
  const good = releaseOf({ "app/one": "one" });

  test("everything that may stand there is accepted", async () => {
    const full = {
      $schema: "https://example.org/schema.json",
      targets: [
        {
          path: "app/one",
          length: 0,
          hashes: { sha256: "0".repeat(64), sha512: "0".repeat(128) },
          custom: { os: "linux", deep: { list: [1, "two", null, true] } },
          url: "https://example.org/one",
        },
      ],
      replaces: [],
      source: { repository: "acme/app", commit: "9f2c1ab", workflow: "release.yml" },
    };
    const { verdict, findings: found } = await world.check({ [file]: JSON.stringify(full) });
    expect([verdict, found]).toEqual(["ready", []]);
  });

  test("a misspelt field is named with its line and what was meant", async () => {
    expect(await findings(good.replace('"length"', '"lenght"'))).toEqual([
      `RELEASE_INVALID ${file}:3`,
      `RELEASE_UNKNOWN_FIELD ${file}:5`,
    ]);
    const misspelt = JSON.stringify({ targets: [], replces: [] }, undefined, 1);
    expect(await findings(misspelt)).toEqual([`RELEASE_UNKNOWN_FIELD ${file}:3`]);
    expect(await hint(misspelt)).toBe(' Did you mean "replaces"?');
  });

  test("a field that resembles none has no suggestion", async () => {
    const text = JSON.stringify({ targets: [], zebra: 1 }, undefined, 1);
    expect(await findings(text)).toEqual([`RELEASE_UNKNOWN_FIELD ${file}:3`]);
    expect(await hint(text)).toBe("");
  });

  test("a suggestion comes from the object in which the field stands", async () => {
    const text = good.replace('"sha256"', '"sha265"');
    const verdict = await world.check({ [file]: text });
    const unknown = verdict.findings.find(({ code }) => code === "RELEASE_UNKNOWN_FIELD");
    expect([unknown?.line, unknown?.data["hint"]]).toEqual([7, ' Did you mean "sha256"?']);
  });

  const bad: readonly (readonly [what: string, text: string, expected: string])[] = [
    ["not JSON", "{\n\n nonsense }", "JSON_INVALID :3"],
    ["a byte order mark", `\ufeff${good}`, "JSON_INVALID :1"],
    ["a repeated member", '{\n"targets": [],\n"targets": []\n}', "JSON_INVALID :3"],
    ["a fraction", good.replace('"length": 3', '"length": 3.5'), "JSON_INVALID :5"],
    ["an exponent", good.replace('"length": 3', '"length": 3e0'), "JSON_INVALID :5"],
    ["a prototype's name", '{\n"targets": [],\n"__proto__": {}\n}', "JSON_INVALID :3"],
    ["a list", "[]", "RELEASE_INVALID :1"],
    ["no targets", "{}", "RELEASE_INVALID :1"],
    ["a negative length", good.replace('"length": 3', '"length": -3'), "JSON_INVALID :5"],
    ["a length as text", good.replace('"length": 3', '"length": "3"'), "RELEASE_INVALID :5"],
    ["an empty path", good.replace("app/one", ""), "RELEASE_INVALID :4"],
    ["a url of another kind", good.replace('"length"', '"url": "javascript:1",\n"length"'), "RELEASE_INVALID :5"],
    ["replaces as text", good.replace('"targets"', '"replaces": "app/0.json",\n"targets"'), "RELEASE_INVALID :2"],
  ];
  test.each(bad)("%s", async (_, text, expected) => {
    const [code, line] = expected.split(" ");
    expect(await findings(text)).toEqual([`${code} ${file}${line}`]);
  });

  test("bytes that are not UTF-8", async () => {
    const text = Buffer.concat([Buffer.from('{"targets": [], "$schema": "'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(places((await world.check({ [file]: text })).findings)).toEqual([
      expect.stringMatching(`^JSON_INVALID ${file}`),
    ]);
  });

  test("a path named twice is refused at the second, and the first is named", async () => {
    const [one] = JSON.parse(good).targets;
    const text = JSON.stringify({ targets: [one, { ...one, length: 4 }] }, undefined, 1);
    expect(await findings(text)).toEqual([`RELEASE_DUPLICATE_PATH ${file}:11`]);
    const { findings: found } = await world.check({ [file]: text });
    expect(found[0]?.data["first"]).toBe(4);
  });

  test("a path of two files conflicts whichever of them is new", async () => {
    expect(await findings(releaseOf({ "app/zero": "zero" }))).toEqual([`RELEASE_PATH_CONFLICT ${file}:4`]);
    const both = { "targets/a/1.json": releaseOf({ "app/x": "x" }), "targets/b/1.json": releaseOf({ "app/x": "x" }) };
    expect(places((await world.check(both)).findings)).toEqual(["RELEASE_PATH_CONFLICT targets/b/1.json:4"]);
  });

  test("T17: a file over the limit is not read", async () => {
    const huge = `${good}${" ".repeat(1_048_576)}`;
    expect(await findings(huge)).toEqual([`RELEASE_TOO_LARGE ${file}`]);
  });

  test.each(["targets/1.json", "targets/a/b", "targets/app/notes.txt", "targets/.hidden/1.json", "targets/app/.json"])(
    "%s is not where a release file goes",
    async (path) => {
      expect(places((await world.check({ [path]: good })).findings)).toEqual([`RELEASE_FILE_NAME ${path}`]);
    },
  );

  test("every fault of every file is named in one run", async () => {
    const verdict = await world.check({
      [file]: "{",
      "targets/app/2.json": releaseOf({ "a b": "x" }),
      "targets/app/readme.md": "x",
    });
    expect(verdict.findings.map(({ code }) => code).sort()).toEqual([
      "JSON_INVALID",
      "RELEASE_FILE_NAME",
      "TARGET_PATH_INVALID",
    ]);
  });
});
