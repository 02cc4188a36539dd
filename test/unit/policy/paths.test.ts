import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { foldPath } from "../../../src/release/fold.ts";
import { pathProblem } from "../../../src/release/target-path.ts";
import { runs } from "../../support/runs.ts";
import { openWorld, places, releaseOf, type World } from "../../support/world.ts";

const file = "targets/app/1.0.json";
let world: World;
let unicode: World;

beforeAll(async () => {
  world = await openWorld({ bins: 2 });
  await world.merge({ "targets/app/0.9.json": releaseOf({ "app/Setup.exe": "setup", "lib/core/a": "a" }) });
  await world.done();
  unicode = await openWorld({ bins: 2, config: { policy: { unicode: true } } });
  await unicode.merge({ "targets/app/0.9.json": releaseOf({ "app/größe": "x" }) });
  await unicode.done();
});

/** The line of a release file on which a path stands. */
function lineOf(text: string, path: string): number {
  return text.split("\n").findIndex((line) => line.includes(`"path": ${JSON.stringify(path)}`)) + 1;
}

/** A release that asks for one good target and `paths`. */
function proposing(paths: readonly string[]): string {
  return releaseOf(Object.fromEntries(["app/good", ...paths].map((path) => [path, path])));
}

async function accepted(where: World, ...paths: readonly string[]): Promise<void> {
  const { verdict, findings } = await where.check({ [file]: proposing(paths) });
  expect([verdict, findings]).toEqual(["ready", []]);
}

async function refused(where: World, code: string, ...paths: readonly string[]): Promise<void> {
  const text = proposing(paths);
  const { verdict, findings } = await where.check({ [file]: text });
  expect(verdict).toBe("blocked");
  expect(places(findings)).toEqual(
    expect.arrayContaining(paths.map((path) => `${code} ${file}:${lineOf(text, path)}`)),
  );
  expect(findings.filter((finding) => finding.data["path"] === "app/good")).toEqual([]);
}

describe("T11: target paths are plain", () => {
  const good = ["a", "app/1.0/x.tar.gz", "A-Z_0~9@=+-/x", "a..b", "connect", "lpt", "com10x", "x/constructor2"];
  test.each(good)("%s is accepted", async (path) => {
    await accepted(world, path);
  });

  const bad = [
    "/etc/passwd",
    "a//b",
    "a/",
    "a/./b",
    "a/../b",
    "..",
    ".hidden",
    "a/.git/config",
    "a/trailing.",
    "con",
    "app/AUX.txt",
    "app/Com1",
    "lpt9.log/x",
    "__proto__",
    "app/constructor",
    "toString",
    "a b",
    "a\\b",
    "a%2fb",
    "a?b",
    "a*b",
    "a:b",
    "a\u0000b",
    "a\nb",
    "größe",
    "a\u200bb",
  ];
  test.each(bad)("%j is refused, with its line", (path) => refused(world, "TARGET_PATH_INVALID", path));

  test("every bad path of a proposal is named, and the good one is not", () =>
    refused(world, "TARGET_PATH_INVALID", "a//b", "con", "a b"));

  test("an accepted path is its own normal form and survives a URL", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._~@=+-]{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(segment, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 5 }),
        (segments) => {
          const path = segments.join("/");
          if (pathProblem(path, false) !== undefined) return;
          expect(path).toMatch(/^[\x21-\x7e]+$/);
          expect(path.normalize("NFKC")).toBe(path);
          expect(new URL(`http://site.invalid/targets/${path}`).pathname).toBe(`/targets/${path}`);
          expect(decodeURIComponent(encodeURIComponent(path))).toBe(path);
          expect(path.split("/").every((part) => part !== "" && part !== "." && part !== "..")).toBe(true);
        },
      ),
      runs(2000),
    );
  });
});

describe("T12: letters beyond ASCII only where a setting allows them", () => {
  const good = ["größe/x", "日本語/カタカナ", "ключ", "한국漢字", "ελληνικά"];
  test.each(good)("%s is accepted with policy.unicode, refused without", async (path) => {
    await accepted(unicode, path);
    await refused(world, "TARGET_PATH_INVALID", path);
  });

  const bad: readonly (readonly [string, string])[] = [
    ["not composed", "gro\u0308ße"],
    ["astral", "a😀"],
    ["astral letter", "𝐚bc"],
    ["right to left override", "a\u202eb"],
    ["zero width", "a\u200bb"],
    ["soft hyphen", "a\u00adb"],
    ["Hangul filler", "가\u3164"],
    ["private use", "a\ue000"],
    ["control", "a\u0085b"],
    ["line separator", "a\u2028b"],
    ["Latin and Cyrillic", "p\u0430ypal"],
    ["Latin and Greek", "\u03bfpen"],
    ["full stop look-alike", "a\u3002b"],
    ["slash look-alike", "a\u2215b"],
    ["a space of another kind", "a\u00a0b"],
    ["ASCII that is refused anyway", "größe b"],
  ];
  test.each(bad)("%s is refused", (_, path) => refused(unicode, "TARGET_PATH_INVALID", path));
});

describe("T13: paths fit in a file name", () => {
  const segment = (length: number): string => "x".repeat(length);
  // Encoded, a slash takes three bytes.
  const whole = (bytes: number): string => `${segment(100)}/${segment(100)}/${segment(bytes - 206)}`;

  test("255 encoded bytes and a last segment of 126 are accepted", async () => {
    await accepted(world, whole(255));
    await accepted(world, `app/${segment(126)}`);
  });

  test("256 encoded bytes are refused", () => refused(world, "TARGET_PATH_TOO_LONG", whole(256)));
  test("a last segment of 127 is refused", () => refused(world, "TARGET_PATH_TOO_LONG", `app/${segment(127)}`));
  test("letters beyond ASCII count as they are encoded", async () => {
    await accepted(unicode, `app/${"ä".repeat(21)}`);
    await refused(unicode, "TARGET_PATH_TOO_LONG", `app/${"ä".repeat(22)}`);
  });
});

describe("T14: no two target paths are one file", () => {
  const against: readonly (readonly [string, string])[] = [
    ["a published path in other case", "app/setup.EXE"],
    ["a directory of published paths", "lib/core"],
    ["a published path as a directory", "app/Setup.exe/readme"],
    ["a published path in other case as a directory", "app/SETUP.exe/readme"],
    ["a directory of published paths in other case", "LIB"],
  ];
  test.each(against)("%s is refused", (_, path) => refused(world, "TARGET_PATH_COLLISION", path));

  test("two paths of one proposal collide, and both are named", () =>
    refused(world, "TARGET_PATH_COLLISION", "new/readme", "new/README"));

  test("compatibility forms are one path", () => refused(unicode, "TARGET_PATH_COLLISION", "app/GRÖSSE", "app/grösse"));

  test("a path that leaves makes room in the same merge", async () => {
    const { verdict, findings } = await world.check({
      "targets/app/0.9.json": releaseOf({ "lib/core/a": "a" }),
      [file]: releaseOf({ "app/setup.exe": "setup" }),
    });
    expect([verdict, findings]).toEqual(["ready", []]);
  });

  test("names that only begin alike do not collide", async () => {
    await accepted(world, "app/Setup.exe.sig");
    await accepted(world, "lib/core2");
  });

  test("folding is stable: what it gives folds to itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        expect(foldPath(foldPath(path))).toBe(foldPath(path));
      }),
      runs(2000),
    );
  });
});
