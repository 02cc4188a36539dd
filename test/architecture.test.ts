import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { tables } from "../src/catalogue.ts";
import { declarationsIn, type Source, signaturesIn } from "./support/declarations.ts";
import { rooms } from "./support/rooms.ts";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** Which room may import which (ARCHITECTURE.md). A room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  rooms().map((room) => [room.name, room.mayImport]),
);

/** Rooms within rooms that hold adapters, and the one file that may open those of each; `compose/compose.ts` may open all. */
const adapters: Readonly<Record<string, string>> = {
  "git/local": "git/open.ts",
  "git/http": "git/open.ts",
  "keys/aws": "keys/table.ts",
  "keys/azure": "keys/table.ts",
  "keys/file": "keys/table.ts",
  "keys/google": "keys/table.ts",
  "keys/pkcs11": "keys/table.ts",
  "keys/ssh": "keys/table.ts",
  "keys/vault": "keys/table.ts",
  "forge/github": "",
  "client/http": "",
  "client/tuf-js": "",
  "publish/mirrors": "",
  "workspace/directory": "",
};
const composition = "compose/compose.ts";
const catalogue = "catalogue.ts";

/** Packages and modules of Node that a room may use; those of an adapter are its own business. Anything not listed is refused. */
const packages: Readonly<Record<string, readonly string[]>> = {
  // `#sha2` is the one arrow from tuf to what a platform does for it: crypto/sha2-node.ts or crypto/sha2-web.ts.
  tuf: ["@noble/ed25519", "#sha2"],
  crypto: ["node:crypto", "@noble/ed25519", "@noble/hashes/sha2.js", "@noble/hashes/utils.js"],
  git: ["node:crypto", "node:zlib"],
  config: ["zod", "yaml"],
  release: ["zod"],
  "signing-event": ["zod"],
  setup: ["zod", "yaml"],
  import: ["yaml"],
  keys: ["node:crypto"],
  proposal: ["node:crypto"],
  publish: ["node:crypto"],
};

/** Rooms that may touch the machine: where a process starts, and what is put together there. */
const entries = ["action", "cli", "compose"];
/** Where a process starts. */
const mains = ["action/main.ts", "cli/main.ts"];

/** Names that two files still export. A name that is taken off here stays off: the test fails for one that is exported once. */
const exportedTwice = [
  ...["Ask", "Derivation", "Draft", "Found", "Identity", "Option", "Permission", "Place", "Session", "Signatories"],
  ...[
    "Signers",
    "Surroundings",
    "Told",
    "Verdict",
    "configOf",
    "firstTrust",
    "identify",
    "keysOf",
    "listKeys",
    "locate",
  ],
  ...["OpenOptions", "Repository", "Standing", "hasher", "hex", "onlineRoles", "openSession", "printable", "refusal"],
  ...["refused", "remembering"],
];

/** Functions with more than five parameters, by file and name. They only become fewer. */
const manyParameters = [
  "plan/online-roles.ts draftBins",
  "plan/online-roles.ts draftSnapshot",
  "plan/online-roles.ts draftTimestamp",
  "proposal/register.ts propose",
  "publish/history.ts earlierStates",
  "signing-event/branch.ts commitToEvent",
];

/** A file only lends a name to what it runs: `check` of the command line calls the operation of that name. */
const faces = ["cli/commands/", "action/"];

/** What a file may only be given, never take. */
const ambient: readonly [string, RegExp][] = [
  ["the clock", /\bDate\.now\b|new Date\(\s*\)|\bperformance\./],
  ["randomness", /\bMath\.random\b|\brandomBytes\b|\brandomInt\b|\brandomUUID\b|\bgenerateKeyPair/],
  ["the process or its environment", /\bprocess\./],
  ["timers", /\bset(?:Timeout|Interval|Immediate)\b/],
  ["the console", /\bconsole\./],
];

function sources(directory: string): readonly Source[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({
      file: relative(src, join(directory, name)).replaceAll("\\", "/"),
      text: readFileSync(join(directory, name), "utf8"),
    }));
}

function mayImportOf(room: string): readonly string[] {
  return mayImport[room] ?? [];
}

function roomOf(file: string): string {
  const [first = "", ...below] = file.split("/");
  return below.length === 0 ? first.replace(/\.ts$/, "") : first;
}

/** The adapter room that a file is in, if it is in one. */
function adapterOf(file: string): string | undefined {
  return Object.keys(adapters).find((room) => file.startsWith(`${room}/`));
}

/** What a file needs before it can be loaded. */
function statements(text: string): readonly string[] {
  const found = text.matchAll(/^(?:import|export)(?:[^;"=(]*? from)? "([^"]+)"(?: with [^;]*)?;$/gm);
  return [...found].map((match) => match[1] ?? "");
}

function imports(text: string): readonly string[] {
  const dynamic = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [...statements(text), ...[...dynamic].map((match) => match[1] ?? "")];
}

/** The file in `src` that a specifier of `file` means; undefined for packages. */
function targetOf(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return relative(src, resolve(src, file, "..", specifier)).replaceAll("\\", "/");
}

function mayReach(file: string, target: string): boolean {
  if (target.startsWith("..")) return mains.includes(file) && target === "../package.json";
  const [room, other] = [roomOf(file), roomOf(target)];
  // The codes of every room, at the top: entry points look one up by its name.
  if (file === catalogue) return target.endsWith("/faults.ts") || other === "base";
  if (target === catalogue) return mains.map(roomOf).includes(room);
  const adapter = adapterOf(target);
  if (adapter !== undefined && adapter !== adapterOf(file) && file !== composition && file !== adapters[adapter])
    return false;
  return room === other || mayImportOf(room).includes(other);
}

/** What a set of files does that the architecture does not allow. */
function violations(files: readonly Source[]): readonly string[] {
  return files.flatMap(({ file, text }) => {
    const room = roomOf(file);
    if (mayImport[room] === undefined && file !== catalogue) return [`${file} is in no room`];
    const adapter = adapterOf(file) !== undefined;
    const found: string[] = [];
    for (const specifier of imports(text)) {
      const target = targetOf(file, specifier);
      if (target !== undefined) {
        if (!mayReach(file, target)) found.push(`${file} imports ${target}`);
      } else if (!adapter && !entries.includes(room)) {
        const bare = builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
        if (!(packages[room] ?? []).includes(bare)) found.push(`${file} imports ${specifier}`);
      }
    }
    if (!adapter && !entries.includes(room) && room !== "net") {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      for (const [what, pattern] of ambient) if (pattern.test(code)) found.push(`${file} touches ${what}`);
    }
    return found;
  });
}

/** Files that import each other in a circle; one list for each circle. */
function circles(files: readonly Source[]): readonly (readonly string[])[] {
  const arrows = new Map(
    files.map(({ file, text }) => [file, statements(text).flatMap((specifier) => targetOf(file, specifier) ?? [])]),
  );
  const reaches = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const pending = [...(arrows.get(from) ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(...(arrows.get(next) ?? []));
    }
    return seen;
  };
  const within = [...arrows.keys()].filter((file) => reaches(file).has(file));
  const found = new Map<string, string[]>();
  for (const file of within) {
    const circle = within.filter((other) => reaches(file).has(other) && reaches(other).has(file)).sort();
    found.set(circle.join(" "), circle);
  }
  return [...found.values()];
}

/** Names of types, classes and functions that more than one file exports. */
function sharedNames(files: readonly Source[]): readonly string[] {
  const names = new Map<string, Set<string>>();
  for (const { file, kind, name } of files.flatMap(declarationsIn))
    if (kind !== "function" || !faces.some((face) => file.startsWith(face)))
      names.set(name, (names.get(name) ?? new Set()).add(file));
  return [...names].filter(([, where]) => where.size > 1).map(([name]) => name);
}

/** Functions, methods and signatures with more than five parameters. */
function longSignatures(files: readonly Source[]): readonly string[] {
  const long = files.flatMap(signaturesIn).filter(({ parameters }) => parameters > 5);
  return long.map(({ file, name }) => `${file} ${name}`);
}

/** Rooms that hold more than 14 % of all lines: so large a room is no answer to the question where something is. */
function largeRooms(files: readonly Source[]): readonly string[] {
  const lines = new Map<string, number>();
  for (const { file, text } of files)
    lines.set(roomOf(file), (lines.get(roomOf(file)) ?? 0) + text.trimEnd().split("\n").length);
  const whole = [...lines.values()].reduce((sum, count) => sum + count, 0);
  return [...lines].filter(([, count]) => count > 0.14 * whole).map(([room]) => room);
}

const all = sources(src);

const codes = new Set(tables.flatMap((table) => Object.keys(table)));
/** Words of more than one code in a row, or of one at its edge: `STORE_`, `_EXPIRED`, `STORE_OBJECT`. */
const pieces = new Set(
  [...codes].flatMap((code) => {
    const words = code.split("_");
    const parts = words.flatMap((_, at) => words.map((_, to) => words.slice(at, to + 1).join("_")));
    return parts.flatMap((part) =>
      part === "" ? [] : [`${part}_`, `_${part}`, ...(part.includes("_") ? [part] : [])],
    );
  }),
);
/** Names of the environment and of other people's interfaces that look alike. */
const namesElsewhere = /^(?:KAPRIEN|GITHUB|AWS|AZURE|GOOGLE|VAULT|XDG)_|^(?:PIN|KEY)$/;

/** Codes of faults, and parts of them, in literals and regular expressions; and codes that are taken apart. */
function textualCodes({ file, text }: Source): readonly string[] {
  // Former names of codes are text: nothing else has them.
  if (file.endsWith("/faults.ts") || file === catalogue) return [];
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const literals = [
    ...code.matchAll(/(["'`])([A-Z0-9_]+)\1/g),
    ...code.matchAll(/(^|[(,=:!&|?{;]\s*)(\/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+\/)[a-z]*/gm),
  ];
  const seen = literals.flatMap(([, , literal = ""]) => {
    if (/^\W*KAPRIEN_/.test(literal)) return [];
    const found = (literal.match(/[A-Z0-9_]+/g) ?? []).filter(
      (word) => (codes.has(word) || pieces.has(word)) && !namesElsewhere.test(word),
    );
    return found.length === 0 ? [] : [`${file}: ${found.join(", ")}`];
  });
  const taken = [...code.matchAll(/\bcode\.(?:startsWith|endsWith|includes|match|slice|split)\((?!")/g)];
  return [...seen, ...taken.map(([call]) => `${file}: ${call}`)];
}

describe("architecture", () => {
  test("every import follows the table of rooms", () => {
    expect(violations(all)).toEqual([]);
  });

  test("the table has every room, and a room's README begins with why it exists", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const names = folders.map(({ name }) => name);
    const named = rooms().map(({ name }) => name);
    expect(named.filter((name) => !existsSync(join(src, `${name}.ts`))).sort()).toEqual(names.sort());
    for (const { name, why } of rooms().filter(({ name }) => names.includes(name))) {
      const lines = readFileSync(join(src, name, "README.md"), "utf8")
        .trimEnd()
        .split("\n");
      expect(lines[0], name).toBe(why);
      expect(lines.length, name).toBeLessThanOrEqual(10);
    }
  });

  test("the table only names rooms, and its arrows go down", () => {
    const order = rooms().map(({ name }) => name);
    for (const { name, mayImport } of rooms())
      for (const other of mayImport) {
        expect(order, name).toContain(other);
        expect(mayImportOf(other), `${other} may not import ${name} back`).not.toContain(name);
      }
  });

  test.each([
    ["tuf/x.ts", 'import { y } from "../repository/y.ts";', "tuf/x.ts imports repository/y.ts"],
    ["tuf/x.ts", 'import { readFile } from "node:fs/promises";', "tuf/x.ts imports node:fs/promises"],
    ["tuf/x.ts", 'import { verify } from "node:crypto";', "tuf/x.ts imports node:crypto"],
    ["tuf/x.ts", 'import { hex } from "../crypto/sha2-node.ts";', "tuf/x.ts imports crypto/sha2-node.ts"],
    ["plan/x.ts", 'import { nodeVerifier } from "../crypto/node.ts";', "plan/x.ts imports crypto/node.ts"],
    ["plan/x.ts", 'import { hex } from "#sha2";', "plan/x.ts imports #sha2"],
    ["plan/x.ts", 'const y = await import("../git/local/store.ts");', "plan/x.ts imports git/local/store.ts"],
    ["worker/x.ts", 'import { openGitStore } from "../git/local/store.ts";', "worker/x.ts imports git/local/store.ts"],
    [
      "cli/x.ts",
      'import { directoryMirror } from "../publish/mirrors/directory.ts";',
      "cli/x.ts imports publish/mirrors/directory.ts",
    ],
    ["git/local/x.ts", 'import { y } from "../http/y.ts";', "git/local/x.ts imports git/http/y.ts"],
    ["cli/x.ts", 'import { y } from "../action/y.ts";', "cli/x.ts imports action/y.ts"],
    ["worker/x.ts", "export const now = Date.now();", "worker/x.ts touches the clock"],
    ["policy/x.ts", "export const id = Math.random();", "policy/x.ts touches randomness"],
    [
      "repository/x.ts",
      "export const home = process.env.HOME;",
      "repository/x.ts touches the process or its environment",
    ],
    ["publish/x.ts", "setTimeout(next, 1);", "publish/x.ts touches timers"],
    ["base/x.ts", 'console.log("x");', "base/x.ts touches the console"],
    ["elsewhere/x.ts", "export {};", "elsewhere/x.ts is in no room"],
    ["elsewhere.ts", "export {};", "elsewhere.ts is in no room"],
    ["tuf/x.ts", 'import { explain } from "../catalogue.ts";', "tuf/x.ts imports catalogue.ts"],
    ["catalogue.ts", 'import { y } from "./tuf/y.ts";', "catalogue.ts imports tuf/y.ts"],
  ])("a planted violation in %s is seen: %s", (file, text, expected) => {
    expect(violations([{ file, text }])).toEqual([expected]);
  });

  test("no files import each other in a circle", () => {
    expect(circles(all)).toEqual([]);
  });

  test("a planted circle is seen", () => {
    const file = (name: string, next: string): Source => ({ file: name, text: `import "./${next}";` });
    expect(circles([file("tuf/a.ts", "b.ts"), file("tuf/b.ts", "c.ts"), file("tuf/c.ts", "a.ts")])).toEqual([
      ["tuf/a.ts", "tuf/b.ts", "tuf/c.ts"],
    ]);
  });

  test("T85: only net sets deadlines for answers, beside an SDK that asks by itself", () => {
    const setting = all.filter(({ text }) => /\bAbortSignal\.(?:any|timeout)\(/.test(text)).map(({ file }) => file);
    expect(setting).toEqual(["keys/aws/awskms.ts"]);
  });

  test("only seal brands, so that nothing else can reach the signed branch", () => {
    const branding = all
      .filter(({ file, text }) => file !== "git/sealed.ts" && /\bbrand\(/.test(text))
      .map(({ file }) => file);
    expect(branding).toEqual(["plan/seal.ts"]);
  });

  test("codes of faults are compared as the members of their tables, never as text", () => {
    expect(all.flatMap(textualCodes)).toEqual([]);
  });

  test.each([
    ['if (error.code === "STORE_CONFLICT") return;', "STORE_CONFLICT"],
    ["const said = { 'USAGE': 1 };", "USAGE"],
    ["const gone = `MIRROR_UNREACHABLE`;", "MIRROR_UNREACHABLE"],
    ['error.code.startsWith("STORE_")', "STORE_"],
    ["/^(?:ROLE_|JSON_INVALID)/.test(error.code)", "ROLE_, JSON_INVALID"],
    ["/^MIRROR_(?!FILE_TOO_LARGE)/.test(code)", "MIRROR_, FILE_TOO_LARGE"],
    ['code.includes("_EXPIRED")', "_EXPIRED"],
    ["fault.code.slice(0, 5)", "code.slice("],
    ["code.match(pattern)", "code.match("],
  ])("a planted comparison of text is seen: %s", (text, found) => {
    expect(textualCodes({ file: "worker/x.ts", text })).toEqual([`worker/x.ts: ${found}`]);
    expect(textualCodes({ file: "worker/faults.ts", text })).toEqual([]);
  });

  test("problems are made by the codes of tables: nothing else says new", () => {
    const making = all.filter(({ text }) => /\bnew (?:Fault|Finding)\(/.test(text)).map(({ file }) => file);
    expect([...making].sort()).toEqual(["base/fault.ts", "base/finding.ts", "policy/rule.ts"]);
  });

  test("only the entry points read arguments, environment and working directory", () => {
    const readers = all.filter(({ text }) => /\bprocess\.(?:env|argv|cwd)\b/.test(text)).map(({ file }) => file);
    expect([...readers].sort()).toEqual(mains);
  });

  test("T65: no Math.random anywhere", () => {
    expect(all.filter(({ text }) => text.includes("Math.random")).map(({ file }) => file)).toEqual([]);
  });

  test("files stay short enough to read at once", () => {
    const long = all.filter(({ text }) => text.trimEnd().split("\n").length > 300).map(({ file }) => file);
    // A table of texts is not code.
    expect(long.filter((file) => !file.endsWith("/faults.ts"))).toEqual([]);
  });

  test("a name that is exported means one thing", () => {
    expect([...sharedNames(all)].sort()).toEqual([...exportedTwice].sort());
  });

  test.each([
    ["export interface Sieve {}", "export type Sieve = string;", ["Sieve"]],
    ["export class Sieve {}", "export interface Sieve {}", ["Sieve"]],
    ["export function sieve(): void {}", "export const sieve = (): void => {};", ["sieve"]],
    ["export function sieve(): void {}", "export async function sieve(): Promise<void> {}", ["sieve"]],
    ["export interface Sieve {}", 'export type { Sieve } from "./a.ts";', []],
    ["export interface Sieve {}", "interface Sieve {}", []],
    ["export const sieve = 1;", "export const sieve = 2;", []],
  ])("a planted second meaning is seen: %s %s", (one, other, found) => {
    expect(
      sharedNames([
        { file: "tuf/a.ts", text: one },
        { file: "cli/b.ts", text: other },
      ]),
    ).toEqual(found);
  });

  test("a function has at most five parameters", () => {
    expect([...longSignatures(all)].sort()).toEqual(manyParameters);
  });

  test.each([
    ["export function f(a: A, b: B, c: C, d: D, e: E, g: G): void {}", ["tuf/x.ts f"]],
    ["const f = (a: A, b: B, c: C, d: D, e: E, ...g: G[]): void => {};", ["tuf/x.ts f"]],
    ["class K { m(a = 1, b = 2, c = 3, d = 4, e = 5, g = 6): void {} }", ["tuf/x.ts m"]],
    ["interface P { m(a: A, b: B, c: C, d: D, e: E, g: G): void }", ["tuf/x.ts m"]],
    ["interface P { readonly f: (a: A, b: B, c: C, d: D, e: E, g: G) => void }", ["tuf/x.ts f"]],
    ["export const o = { m(a: A, b: B, c: C, d: D, e: E, g: G): void {} };", ["tuf/x.ts m"]],
    ["export function f({ a, b, c, d, e, g }: All): void {}", []],
  ])("a planted long list of parameters is seen: %s", (text, found) => {
    expect(longSignatures([{ file: "tuf/x.ts", text }])).toEqual(found);
  });

  test("no room holds more than 14 % of the lines", () => {
    expect(largeRooms(all)).toEqual([]);
  });

  test("a planted large room is seen", () => {
    const rooms = ["base", "tuf", "git", "plan", "cli", "keys", "worker", "import"];
    const files = rooms.map((room) => ({ file: `${room}/x.ts`, text: "//\n".repeat(room === "cli" ? 115 : 100) }));
    expect(largeRooms(files)).toEqual(["cli"]);
    expect(largeRooms(files.map((file) => ({ ...file, text: "//\n" })))).toEqual([]);
  });

  test("a port has at most four methods", () => {
    const ports = [
      ...["base/clock.ts", "base/reporter.ts", "client/reference-client.ts", "forge/forge.ts", "git/store.ts"],
      ...["keys/key-maker.ts", "keys/signer-provider.ts", "publish/mirror.ts", "workspace/workspace.ts"],
    ];
    for (const { file, text } of all.filter(({ file }) => ports.includes(file))) {
      for (const [declaration, name] of text.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)) {
        const methods = [...declaration.matchAll(/^ {2}(?:readonly )?\w+\(/gm)].length;
        expect(methods, `${name} in ${file}`).toBeLessThanOrEqual(4);
      }
    }
  });
});
