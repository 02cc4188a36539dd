import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { directoryWorkspace } from "../../../src/workspace/directory/directory.ts";
import { temporary } from "../../support/git.ts";
import { faultOf } from "../../support/world.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let root: string;
let elsewhere: string;

beforeEach(async () => {
  folder = await temporary();
  root = path.join(folder.path, "root");
  elsewhere = path.join(folder.path, "elsewhere");
  await mkdir(path.join(root, "a"), { recursive: true });
  await mkdir(path.join(elsewhere, "sub"), { recursive: true });
  await writeFile(path.join(elsewhere, "sub/there"), "there");
});

afterEach(() => folder.remove());

const below = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory, { recursive: true })).sort();
const bytes = Buffer.from("x");

describe("T20: nothing is written or removed through a link", () => {
  test.each([
    ["a directory", "link", "link/file", bytes],
    ["one that is deeper", "a/link", "a/link/sub/file", bytes],
    ["one to nowhere", "nowhere", "nowhere/file", bytes],
    ["a removal", "link", "link/sub/there", null],
  ])("%s", async (_, link, file, content) => {
    await symlink(link === "nowhere" ? path.join(folder.path, "nowhere") : elsewhere, path.join(root, link));
    const before = await Promise.all([root, elsewhere, folder.path].map(below));
    const workspace = directoryWorkspace(root);
    const named = [file, path.join(root, file), `./${file}`, `a/../${file}`];
    for (const name of named)
      for (const existing of ["refuse", "replace"] as const) {
        if (content === null && existing === "refuse") continue;
        // The plain file comes first, and is not written either.
        const files = new Map([
          ["new/plain", bytes],
          [name, content],
        ] as const);
        expect([name, existing, await faultOf(workspace.write(files, existing))]).toEqual([
          name,
          existing,
          "FILE_NOT_PLAIN",
        ]);
      }
    expect(await Promise.all([root, elsewhere, folder.path].map(below))).toEqual(before);
  });

  test("the workspace itself, and the way to it, may be a link", async () => {
    await symlink(root, path.join(folder.path, "link"));
    await directoryWorkspace(path.join(folder.path, "link/a")).write(new Map([["b/c", bytes]]), "refuse");
    await directoryWorkspace(path.join(folder.path, "link")).write(new Map([["a/b/d", bytes]]), "refuse");
    expect(await below(root)).toEqual(["a", "a/b", "a/b/c", "a/b/d"]);
  });

  test("a link in a file's own place is replaced, and what it leads to stays", async () => {
    await symlink(path.join(elsewhere, "sub/there"), path.join(root, "file"));
    await directoryWorkspace(root).write(new Map([["file", bytes]]), "replace");
    expect(await readFile(path.join(root, "file"), "utf8")).toBe("x");
    expect(await readFile(path.join(elsewhere, "sub/there"), "utf8")).toBe("there");
  });
});
