import { beforeAll, describe, expect, test } from "vitest";
import { verdictMarkdown } from "../../../src/proposal/verdict-markdown.ts";
import { openWorld, releaseOf, type World } from "../../support/world.ts";

// Inputs that once took minutes or all memory. Each must end, here within the suite's limit for any test, with findings.
let world: World;

beforeAll(async () => {
  world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
});

const codes = async (files: Record<string, string>): Promise<readonly string[]> => [
  ...new Set((await world.check(files)).findings.map(({ code }) => code)),
];

describe("T17, T29: a small proposal costs little, whatever is in it", () => {
  test("a list of things that are no targets", async () => {
    const many = `{"targets":[${"0,".repeat(500_000)}0]}`;
    expect(await codes({ "targets/app/2.json": many })).toEqual(["RELEASE_INVALID"]);
    const some = `{"targets":[${"0,".repeat(14_000)}0]}`;
    const { findings } = await world.check({ "targets/app/2.json": some });
    expect(findings.length).toBeLessThanOrEqual(20);
  });

  test("unknown fields without end", async () => {
    const fields = Array.from({ length: 60_000 }, (_, i) => `"f${i}":0`).join();
    expect(await codes({ "targets/app/2.json": `{"targets":[],${fields}}` })).toEqual(["RELEASE_UNKNOWN_FIELD"]);
  });

  test("a path of very many segments, and very many replaced files", async () => {
    expect(await codes({ "targets/app/2.json": releaseOf({ ["a/".repeat(200_000)]: "x" }) })).toEqual([
      "RELEASE_INVALID",
    ]);
    const replaces = Array.from({ length: 100_000 }, () => "");
    expect(await codes({ "targets/app/2.json": releaseOf({ "app/2/a": "x" }, { replaces }) })).toEqual([
      "RELEASE_INVALID",
    ]);
  });

  test("very many paths that two files share", async () => {
    const shared = Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`p/${i}`, "x"]));
    const replaces = Array.from({ length: 250 }, (_, i) => `app/none-${i}.json`);
    const files = {
      "targets/app/2.json": releaseOf(shared, { replaces }),
      "targets/app/3.json": releaseOf(shared, { replaces }),
    };
    expect(await codes(files)).toContain("RELEASE_PATH_CONFLICT");
  });

  test("very many variants of one path, and thousands of files in one product", async () => {
    const letters = Object.fromEntries(
      Array.from({ length: 4000 }, (_, i) => [
        [..."abcdefghijklmnop"].map((c, bit) => ((i >> bit) & 1 ? c.toUpperCase() : c)).join(""),
        "x",
      ]),
    );
    expect(await codes({ "targets/app/2.json": releaseOf(letters) })).toEqual(["TARGET_PATH_COLLISION"]);
    const files = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`targets/app/f${i}.json`, "x"]));
    expect(await codes(files)).toEqual(["QUOTA_EXCEEDED"]);
  });
});

describe("T5: a comment says what strangers wrote and does nothing of it", () => {
  test("nobody is mentioned, nothing is linked, and it fits in a comment", async () => {
    const path = "@everyone #1 https://evil.example <b>x</b> | `code`";
    const verdict = await world.check({
      "targets/app/2.json": releaseOf({ [path]: "x", [`${"a".repeat(1000)} b`]: "x" }),
    });
    const markdown = verdictMarkdown(verdict);
    const prose = markdown.replace(/`[^`\n]*`/g, "");
    expect(prose).not.toMatch(/@everyone|#1\b|https:\/\/evil|<b>|&#64;everyone|&#35;1/);
    const loud = {
      ...verdict,
      findings: Array.from({ length: 2000 }, () => verdict.findings[0]).flatMap((finding) => finding ?? []),
    };
    expect(verdictMarkdown(loud).length).toBeLessThan(65_536);
  });
});
