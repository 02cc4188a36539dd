import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { configFile, defaultNames } from "../../src/config/names.ts";
import { intentPaths } from "../../src/repository/layout.ts";
import { floorsPath } from "../../src/repository/version-floors.ts";
import { eventPaths } from "../../src/signing-event/event-file.ts";
import { declarationsIn } from "../support/declarations.ts";
import { rooms } from "../support/rooms.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

function filesBelow(directory: string): readonly string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
}

const sources = filesBelow("src").filter((file) => file.endsWith(".ts"));
/** Names that a file exports, constants too. */
const exported = new Map<string, readonly string[]>();
function exportsOf(file: string): readonly string[] {
  const known = exported.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(join(root, file), "utf8");
  const constants = Array.from(text.matchAll(/^export const (\w+)/gm), ([, name = ""]) => name);
  const names = [...declarationsIn({ file, text }).map(({ name }) => name), ...constants];
  exported.set(file, names);
  return names;
}
const everywhere = new Set([...sources.map((file) => `src/${file}`), "test/support/world.ts"].flatMap(exportsOf));
const roomNames = new Set(rooms().map(({ name }) => name));

/** What a page says that is not so: paths that are not there, names that the file beside them does not export, unknown codes. */
function untrue(text: string): readonly string[] {
  const plain = text.replace(/^```[\s\S]*?^```/gm, "");
  const spans = Array.from(plain.matchAll(/`([^`]+)`/g), ([, span = ""]) => span);
  const missing = spans.filter((span) => {
    const [first = ""] = span.split("/");
    if (["test", "docs", "build", "bench"].includes(first)) return !existsSync(join(root, span));
    return span.includes("/") && roomNames.has(first) && !/[<*…\s]/.test(span) && !existsSync(join(root, "src", span));
  });
  const pairs = plain.matchAll(/((?:`\w+`(?:,\s+|\s+and\s+)?)+)\s+\(`([^`]+\.ts)`\)/g);
  const elsewhere = [...pairs].flatMap(([, names = "", path = ""]) => {
    const file = path.startsWith("test/") ? path : `src/${path}`;
    const own = existsSync(join(root, file)) ? exportsOf(file) : [];
    return Array.from(names.matchAll(/`(\w+)`/g), ([, name = ""]) => name)
      .filter((name) => !own.includes(name))
      .map((name) => `${name} (${path})`);
  });
  const unknown = spans.filter((span) => /^(?:[a-z]+[A-Z]|[A-Z][a-z])\w*$/.test(span) && !everywhere.has(span));
  const codes = spans.filter(
    (span) => /^[A-Z]+(?:_[A-Z]+)+$/.test(span) && !/^(?:ACTIONS|KAPRIEN)_/.test(span) && !catalogue.has(span),
  );
  return [...missing, ...elsewhere, ...unknown, ...codes];
}

/** The paths of a listing of files: what stands at the beginning of its lines, as patterns. */
function listed(block: string): readonly RegExp[] {
  return block
    .split("\n")
    .flatMap((line) => line.split(/ {2,}/)[0]?.split(", ") ?? [])
    .filter((path) => path !== "")
    .map((path) => {
      const pattern = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/<[a-z0-9]+>/g, "[^/]+");
      return new RegExp(`^${pattern.replaceAll("…", ".+")}$`);
    });
}

describe("ARCHITECTURE.md", () => {
  test("every path, exported name and code in it is there", () => {
    expect(untrue(page)).toEqual([]);
  });

  test("so is every file that a room's README names", () => {
    // browser.ts is a room of one file.
    const folders = rooms().filter(({ name }) => !existsSync(join(root, "src", `${name}.ts`)));
    const wrong = folders.flatMap(({ name }) => {
      const text = readFileSync(join(root, "src", name, "README.md"), "utf8");
      const files = Array.from(text.matchAll(/`([\w/-]+(?:\.ts|\/))`/g), ([, file = ""]) => `${name}/${file}`);
      return files.filter((file) => !existsSync(join(root, "src", file)));
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ["See `plan/nowhere.ts`.", ["plan/nowhere.ts"]],
    ["See `test/nowhere.ts`.", ["test/nowhere.ts"]],
    ["`derive` (`plan/seal.ts`)", ["derive (plan/seal.ts)"]],
    ["`seal`, `nothing` (`plan/seal.ts`)", ["nothing (plan/seal.ts)"]],
    ["It calls `deriveEverything`.", ["deriveEverything"]],
    ["A `Sieve` holds it.", ["Sieve"]],
    ["It faults `STORE_TIRED`.", ["STORE_TIRED"]],
    ["`seal` (`plan/seal.ts`) makes a `Sealed`, or faults `STORE_CONFLICT`.", []],
  ])("a planted untruth is seen: %s", (text, found) => {
    expect(untrue(text)).toEqual(found);
  });

  test("its pictures and table show the same rooms", () => {
    const [picture = ""] = /^```[\s\S]*?^```/m.exec(page) ?? [];
    for (const name of roomNames) expect(picture, name).toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`));
  });

  test("its listing of the signed branch is what the golden one holds", () => {
    const [, block = ""] = /on the signed branch[^\n]*\n\n```\n([\s\S]*?)```/.exec(page) ?? [];
    const paths = listed(block);
    const golden = filesBelow("test/golden/succinct/branch").filter((file) => /\.(?:json|yml)$/.test(file));
    expect(golden.length).toBeGreaterThan(10);
    expect(golden.filter((file) => !paths.some((path) => path.test(file)))).toEqual([]);
    const never = paths.filter((path) => !golden.some((file) => path.test(file))).map(String);
    // No online role beside the bins is in the golden repository.
    expect(never).toEqual([expect.stringContaining("online")]);
  });

  test("its listing of the intent branch is what the layout and the codec of events say", () => {
    const [, block = ""] = /on the intent branch:\n\n```\n([\s\S]*?)```/.exec(page) ?? [];
    const paths = listed(block);
    const event = eventPaths(defaultNames, "rotate-root");
    const trust = intentPaths(defaultNames);
    const real = [
      ...[configFile, "targets/app/1.4.0.json", trust.root(3), trust.role("targets"), floorsPath(defaultNames)],
      ...[event.event, event.draft("bin", 2), event.draft("root", 4), event.signature("root", "ab")],
    ];
    expect(real.filter((file) => !paths.some((path) => path.test(file)))).toEqual([]);
    expect(paths.filter((path) => !real.some((file) => path.test(file)))).toEqual([]);
  });
});
