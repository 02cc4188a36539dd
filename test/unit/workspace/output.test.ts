import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { outputBelow, outputFile, outputStream } from "../../../src/workspace/directory/output.ts";
import type { OutputFile } from "../../../src/workspace/workspace.ts";
import { temporary } from "../../support/git.ts";
import { faultOf } from "../../support/world.ts";

const folders: Awaited<ReturnType<typeof temporary>>[] = [];
let here: string;

beforeEach(async () => {
  const folder = await temporary();
  folders.push(folder);
  here = folder.path;
});

afterAll(async () => {
  for (const folder of folders) await folder.remove();
});

async function put(output: OutputFile, content: string): Promise<void> {
  try {
    await writeFile(output.part, content, { flag: "wx" });
    await output.keep();
  } finally {
    await output.discard();
  }
}

const inside = (...names: string[]): string => path.join(here, ...names);

describe("a file that is written whole or not at all", () => {
  test("appears complete, in place of a plain file, and leaves nothing beside it", async () => {
    await put(await outputFile(inside("a")), "one");
    await put(await outputFile(inside("a")), "two");
    expect([await readFile(inside("a"), "utf8"), await readdir(here)]).toEqual(["two", ["a"]]);
  });

  test("stays as it was until then, and when it is given up", async () => {
    await writeFile(inside("a"), "one");
    const output = await outputFile(inside("a"));
    await writeFile(output.part, "half");
    expect(await readFile(inside("a"), "utf8")).toBe("one");
    await output.discard();
    expect([await readFile(inside("a"), "utf8"), await readdir(here)]).toEqual(["one", ["a"]]);
  });

  test("may have as long a name as a file can have", async () => {
    await put(await outputFile(inside("n".repeat(255))), "one");
    expect(await readFile(inside("n".repeat(255)), "utf8")).toBe("one");
  });

  test("takes the place of nothing but a plain file", async () => {
    await mkdir(inside("directory"));
    await writeFile(inside("elsewhere"), "untouched");
    await symlink(inside("elsewhere"), inside("link"));
    await symlink(inside("nowhere"), inside("dangling"));
    for (const name of ["directory", "link", "dangling", "../../../../../../dev/null"])
      expect([name, await faultOf(outputFile(inside(name)))]).toEqual([name, "OUTPUT_NOT_PLAIN"]);
    expect(await readFile(inside("elsewhere"), "utf8")).toBe("untouched");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  test("needs a directory to be in, and says so", async () => {
    await writeFile(inside("file"), "");
    for (const name of ["no/such/a", "file/a"])
      expect([name, await faultOf(outputFile(inside(name)))]).toEqual([name, "WORKSPACE_UNWRITABLE"]);
  });
});

describe("a file below a directory", () => {
  test("makes the directories on its way, once it is there", async () => {
    const output = await outputBelow(inside("out"), inside("out/a/b/c"));
    expect(await readdir(inside("out"))).toEqual([]);
    await put(output, "one");
    expect([await readFile(inside("out/a/b/c"), "utf8"), await readdir(inside("out"))]).toEqual(["one", ["a"]]);
    expect((await outputBelow(inside("out"), inside("out/a/b/c"))).existing).toBe(inside("out/a/b/c"));
  });

  test("goes through no link and no file", async () => {
    await mkdir(inside("out"));
    await mkdir(inside("elsewhere"));
    await writeFile(inside("out/file"), "");
    await symlink(inside("elsewhere"), inside("out/link"));
    for (const name of ["out/link/a", "out/link/b/a", "out/file/a", "out/link"])
      expect([name, await faultOf(outputBelow(inside("out"), inside(name)))]).toEqual([name, "OUTPUT_NOT_PLAIN"]);
    expect(await readdir(inside("elsewhere"))).toEqual([]);
  });
});

test("a stream gets the bytes once they are complete, and stays open", async () => {
  const stream = new PassThrough();
  const output = await outputStream(stream);
  await put(output, "one");
  expect(stream.writableEnded).toBe(false);
  stream.end();
  expect(await text(stream)).toBe("one");
  expect(await faultOf(stat(path.dirname(output.part)).catch(() => Promise.resolve("gone")))).toBe('no fault: "gone"');
});
