import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchConfig } from "../../../src/cli/search-config.ts";
import { git, temporary } from "../../support/git.ts";
import { faultOf } from "../../support/world.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
/** `outer/work/sub/deep`; the work tree is `outer/work`. */
let outer: string;
let work: string;
let deep: string;

beforeEach(async () => {
  folder = await temporary();
  outer = path.join(await realpath(folder.path), "outer");
  work = path.join(outer, "work");
  deep = path.join(work, "sub/deep");
  await mkdir(deep, { recursive: true });
  await git(work, ["init", "-q"]);
});
afterEach(() => folder.remove());

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Settings that name a branch, by which they are known again. */
const settings = (branch: string): string => JSON.stringify({ version: 1, branches: { intent: branch } });
const inPackage = (branch: string): string => JSON.stringify({ name: "app", kaprien: JSON.parse(settings(branch)) });
const found = async (from: string): Promise<string | undefined> =>
  (await searchConfig(from, undefined))?.names.intentBranch;

describe("T83: where settings are found", () => {
  test.each([
    ["kaprien.yml", settings("here")],
    ["kaprien.yaml", settings("here")],
    ["kaprien.json", settings("here")],
    [".config/kaprien.yml", settings("here")],
    ["package.json", inPackage("here")],
  ])("in %s, from the directory and from below it", async (name, text) => {
    await put(path.join(work, name), text);
    expect([await found(work), await found(deep)]).toEqual(["here", "here"]);
  });

  test("in the nearest directory; in the first of the places", async () => {
    await put(path.join(work, "kaprien.yml"), settings("top"));
    await put(path.join(work, "sub/package.json"), inPackage("below"));
    expect([await found(work), await found(deep)]).toEqual(["top", "below"]);
    await put(path.join(work, "sub/kaprien.json"), settings("first"));
    expect(await found(deep)).toBe("first");
  });

  test("not above the top of the work tree, however that is marked", async () => {
    await put(path.join(outer, "kaprien.yml"), settings("outside"));
    expect([await found(work), await found(deep)]).toEqual([undefined, undefined]);
    // A linked work tree and a submodule have a file there.
    await put(path.join(work, "sub/.git"), "gitdir: ../elsewhere\n");
    await put(path.join(work, "kaprien.yml"), settings("another"));
    expect(await found(deep)).toBeUndefined();
  });

  test("outside of any work tree in the directory itself alone", async () => {
    await put(path.join(outer, "kaprien.yml"), settings("outside"));
    await mkdir(path.join(outer, "plain"));
    expect([await found(outer), await found(path.join(outer, "plain"))]).toEqual(["outside", undefined]);
  });

  test("above where a link leads, not above the link", async () => {
    await put(path.join(work, "kaprien.yml"), settings("there"));
    await mkdir(path.join(outer, "other"));
    await put(path.join(outer, "other/.git"), "");
    await put(path.join(outer, "other/kaprien.yml"), settings("here"));
    await symlink(deep, path.join(outer, "other/link"));
    expect(await found(path.join(outer, "other/link"))).toBe("there");
  });

  test("not in the user's or the machine's directories", async () => {
    const before = process.env["XDG_CONFIG_HOME"];
    process.env["XDG_CONFIG_HOME"] = path.join(outer, "config");
    try {
      for (const name of ["config", "config.json", "config.yaml", "kaprien.yml"])
        await put(path.join(outer, "config/kaprien", name), settings("machine"));
      expect(await found(work)).toBeUndefined();
    } finally {
      if (before === undefined) delete process.env["XDG_CONFIG_HOME"];
      else process.env["XDG_CONFIG_HOME"] = before;
    }
  });

  test.each([
    [
      "a package.json of something else",
      "package.json",
      '{ "name": "app", "cosmiconfig": { "searchPlaces": ["x.yml"] } }',
    ],
    ["a package.json that is no object", "package.json", "null"],
    ["names that are in no documentation", ".kaprienrc", settings("planted")],
    ["another directory's name", ".config/kaprien.json", settings("planted")],
    ["a directory with the name", "kaprien.yml/kaprien.yml", settings("planted")],
  ])("not in %s", async (_, name, text) => {
    await put(path.join(work, name), text);
    await put(path.join(work, "x.yml"), settings("planted"));
    expect(await found(work)).toBeUndefined();
  });

  test.each([
    ["an import in YAML", "kaprien.yml", "version: 1\n$import: ./other.yml\n"],
    ["an import in package.json", "package.json", '{ "kaprien": { "$import": "./other.yml" } }'],
    ["an import of code", "package.json", '{ "kaprien": { "version": 1, "$import": ["./other.mjs"] } }'],
    ["a package.json that is not JSON", "package.json", "{ kaprien: "],
    ["settings that are none", "package.json", '{ "kaprien": null }'],
  ])("%s is refused", async (_, name, text) => {
    await put(path.join(work, name), text);
    await put(path.join(work, "other.yml"), settings("planted"));
    expect(await faultOf(searchConfig(work, undefined))).toBe("CONFIG_INVALID");
  });

  test.each(["kaprien.yml", "kaprien.json", ".config/kaprien.yml", "package.json"])(
    "a link at %s is refused unread",
    async (name) => {
      await mkdir(path.dirname(path.join(work, name)), { recursive: true });
      await symlink("/dev/zero", path.join(work, name));
      expect(await faultOf(searchConfig(deep, undefined))).toBe("FILE_NOT_PLAIN");
    },
  );

  test("a link in the place of a directory is refused when it leads to settings, and nothing minds it otherwise", async () => {
    await put(path.join(outer, "elsewhere/config.js"), "");
    await symlink(path.join(outer, "elsewhere"), path.join(work, ".config"));
    await put(path.join(work, "package.json"), inPackage("here"));
    expect(await found(work)).toBe("here");
    await put(path.join(outer, "elsewhere/kaprien.yml"), settings("planted"));
    expect(await faultOf(searchConfig(work, undefined))).toBe("FILE_NOT_PLAIN");
  });

  test("a link in a place after the one where settings are found is nobody's business", async () => {
    await put(path.join(work, "kaprien.yml"), settings("here"));
    await symlink("/dev/zero", path.join(work, "package.json"));
    expect(await found(work)).toBe("here");
  });

  test("a file that is named may be anywhere, and is read as data whatever it is called", async () => {
    const named = path.join(outer, "own.js");
    await put(named, settings("named"));
    expect((await searchConfig(deep, named))?.names.intentBranch).toBe("named");
    await put(named, "export default { version: 1 };\n");
    expect(await faultOf(searchConfig(deep, named))).toBe("CONFIG_INVALID");
    expect(await faultOf(searchConfig(deep, path.join(outer, "none.yml")))).toBe("FILE_NOT_FOUND");
  });
});
