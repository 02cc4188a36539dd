import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { dataDirectory, expandHome, fileAddress, type Machine } from "../../../src/compose/user-directories.ts";
import { writeKeyFile } from "../../../src/keys/file/write.ts";

const linux: Machine = { platform: "linux", home: "/home/ana" };
const mac: Machine = { platform: "darwin", home: "/Users/ana" };
const windows: Machine = { platform: "win32", home: "C:\\Users\\ana" };

describe("where a user's data is", () => {
  const given =
    (variables: Record<string, string> = {}) =>
    (name: string): string | undefined =>
      variables[name];

  test.each([
    ["Linux", linux, {}, "/home/ana/.local/share/kaprien"],
    ["Linux with XDG", linux, { XDG_DATA_HOME: "/data" }, "/data/kaprien"],
    ["Linux, where Windows' variable means nothing", linux, { LOCALAPPDATA: "/x" }, "/home/ana/.local/share/kaprien"],
    ["macOS", mac, {}, "/Users/ana/Library/Application Support/kaprien"],
    ["macOS with XDG", mac, { XDG_DATA_HOME: "/data" }, "/data/kaprien"],
    ["Windows", windows, { LOCALAPPDATA: "D:\\local" }, "D:\\local\\kaprien"],
    ["Windows without its variable", windows, {}, "C:\\Users\\ana\\AppData\\Local\\kaprien"],
    ["Windows with an empty one", windows, { LOCALAPPDATA: "" }, "C:\\Users\\ana\\AppData\\Local\\kaprien"],
    ["Windows with XDG", windows, { XDG_DATA_HOME: "E:\\d", LOCALAPPDATA: "D:\\l" }, "E:\\d\\kaprien"],
  ])("on %s", (_, machine, variables: Record<string, string>, expected) => {
    expect(dataDirectory(machine, given(variables))).toBe(expected);
  });
});

test.each([
  ["~/keys/a.key", linux, "/home/ana/keys/a.key"],
  ["~/keys/a.key", windows, "C:\\Users\\ana\\keys\\a.key"],
  ["~\\keys\\a.key", windows, "C:\\Users\\ana\\keys\\a.key"],
  // A name that may have a backslash in it.
  ["~\\keys", linux, "~\\keys"],
  ["~ana/keys", linux, "~ana/keys"],
  ["keys/~/a", mac, "keys/~/a"],
])("home: %s on %o", (path, machine, expected) => {
  expect(expandHome(path, machine)).toBe(expected);
});

test.each([
  ["file:keys/a.key", "/srv", linux, "file:/srv/keys/a.key"],
  ["file:/k/a.key", "/srv", linux, "file:/k/a.key"],
  ["file:~/a.key", "/srv", mac, "file:/Users/ana/a.key"],
  ["file:C:\\keys\\a.key", "D:\\work", windows, "file:C:\\keys\\a.key"],
  ["file:C:/keys/a.key", "D:\\work", windows, "file:C:\\keys\\a.key"],
  ["file:keys\\a.key", "D:\\work", windows, "file:D:\\work\\keys\\a.key"],
  ["file:..\\a.key", "D:\\work", windows, "file:D:\\a.key"],
  ["file:~\\a.key", "D:\\work", windows, "file:C:\\Users\\ana\\a.key"],
  ["file:\\\\server\\share\\a.key", "D:\\work", windows, "file:\\\\server\\share\\a.key"],
  // Names nothing, which the opening of it says.
  ["file:", "/srv", linux, "file:"],
  ["env:KEY", "/srv", linux, "env:KEY"],
  ["pkcs11:token=a", "D:\\work", windows, "pkcs11:token=a"],
])("address: %s seen from %s", (uri, cwd, machine, expected) => {
  expect(fileAddress(uri, cwd, machine)).toBe(expected);
});

test("T64: a key file is written where there are no modes and no directory can be opened, and never over another", async () => {
  const directory = await mkdtemp(join(tmpdir(), "kaprien-places-"));
  try {
    const file = join(directory, "a.key");
    await writeKeyFile(file, Buffer.from("one"), "win32");
    const again = await writeKeyFile(file, Buffer.from("two"), "win32").catch((error: unknown) => error);
    expect(again instanceof Fault ? again.code : again).toBe("KEY_FILE_EXISTS");
    expect(await readFile(file, "utf8")).toBe("one");
  } finally {
    await rm(directory, { recursive: true });
  }
});
