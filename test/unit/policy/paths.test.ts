import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { foldPath, pathProblem } from "../../../src/release/target-path.ts";
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

  const alike: readonly (readonly [string, string, string])[] = [
    ["the two small sigmas", "a/\u03c2", "a/\u03c3"],
    ["a sigma at a word's end", "a/\u03c3\u03c2", "a/\u03a3\u03a3"],
    ["the sharp s and two of s", "straße", "strasse"],
    ["the capital sharp s", "STRAẞE", "strasse"],
    ["a ligature", "\ufb01n", "fin"],
    ["a ligature with a long s", "\ufb05x", "STX"],
    ["the long s", "mi\u017ft", "mist"],
    ["a letter with its apostrophe", "\u0149x", "\u02bcnx"],
    ["the Armenian ligature", "\u0587", "\u0565\u0582"],
    ["an iota below", "\u1fb3", "\u03b1\u03b9"],
    ["a capital with its iota beside", "\u1fbc", "\u0391\u0399"],
    ["a symbol that is a letter", "\u03d1", "\u0398"],
    ["the micro sign", "a/\u00b5", "a/\u039c"],
    ["letters of full width", "\uff21b", "ab"],
    ["katakana of half width", "\uff76", "\u30ab"],
    ["the two Georgian capitals", "\u10a0", "\u2d00"],
  ];
  test.each(alike)("T14: %s are one path", (_, one, other) => refused(unicode, "TARGET_PATH_COLLISION", one, other));

  test("T14: a published path and a directory are found under such letters too", async () => {
    const published = await openWorld({ bins: 2, config: { policy: { unicode: true } } });
    await published.release("app/0.9", { "straße/σς": "x" });
    await published.done();
    await refused(published, "TARGET_PATH_COLLISION", "STRASSE/ΣΣ");
    await refused(published, "TARGET_PATH_COLLISION", "strasse");
    await refused(published, "TARGET_PATH_COLLISION", "strasse/σσ/x");
    await accepted(published, "strase");
  });
});

describe("T14: one folded form for what any file system takes for one name", () => {
  /** Every character; what is not assigned, or for private use, has no other form. */
  const letters = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter(
    (letter) => !/\p{Unassigned}|\p{Private_Use}|\p{Surrogate}/u.test(letter),
  );

  test("folding is stable: what it gives folds to itself", () => {
    const folded = foldPath(letters.join("/"));
    expect(foldPath(folded) === folded).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        expect(foldPath(foldPath(path))).toBe(foldPath(path));
      }),
      runs(2000),
    );
  });

  // APFS folds as Unicode does (C and F) over NFD; NTFS and exFAT compare by simple capitals.
  test("every letter folds as its capitals, its small letters and its composed and compatible forms do", () => {
    const forms = (letter: string): readonly string[] => [
      letter.toUpperCase(),
      letter.toLowerCase(),
      letter.toUpperCase().toLowerCase(),
      letter.toLowerCase().toUpperCase(),
      ...["NFC", "NFD", "NFKC", "NFKD"].map((form) => letter.normalize(form)),
    ];
    // The others have no other form.
    const changing = letters.filter((letter) => forms(letter).some((form) => form !== letter));
    const apart = changing.filter((letter) => forms(letter).some((form) => foldPath(form) !== foldPath(letter)));
    // In the middle of a word as well: some small letters depend on what is around them.
    const inside = changing.filter((letter) =>
      forms(letter).some((form) => foldPath(`a${form}a/${form}`) !== foldPath(`a${letter}a/${letter}`)),
    );
    expect([changing.length > 10_000, apart, inside]).toEqual([true, [], []]);
  });

  test.each([
    ["Unicode's simple folding", "iu"],
    ["simple capitals, one unit for one", "i"],
  ])("what regular expressions take for one letter by %s is one here", (_, flags) => {
    const cased = letters.filter(
      (letter) => /[\p{L}\p{M}\p{N}\p{S}]/u.test(letter) && /\p{Changes_When_Casemapped}/u.test(letter),
    );
    const one = flags === "i" ? cased.filter(({ length }) => length === 1) : cased;
    const all = one.join("");
    const apart = one.filter((letter) =>
      [...all.matchAll(new RegExp(letter, `${flags}g`))].some(([other]) => foldPath(other) !== foldPath(letter)),
    );
    expect([one.length > 1000, apart]).toEqual([true, []]);
  });

  test("what HFS+ ignores in a name is ignored", () => {
    expect(foldPath("a\u200db/\ufeffc")).toBe(foldPath("ab/c"));
  });
});
