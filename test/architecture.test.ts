import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** Who may import whom (architecture §2). A layer may always import itself. `errors` is the catalogue: words, no behaviour. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  tuf: [],
  net: ["tuf"],
  repository: ["tuf"],
  policy: ["repository", "tuf"],
  plan: ["policy", "repository", "tuf"],
  errors: [],
  ports: ["plan", "policy", "repository", "tuf"],
  render: ["errors", "plan", "policy", "repository", "tuf"],
  config: ["plan", "policy", "repository", "tuf"],
  signers: ["net", "ports", "plan", "policy", "repository", "tuf"],
  stores: ["net", "ports", "plan", "policy", "repository", "tuf"],
  mirrors: ["ports", "plan", "policy", "repository", "tuf"],
  oracles: ["net", "ports", "plan", "policy", "repository", "tuf"],
  workspaces: ["ports", "plan", "policy", "repository", "tuf"],
  forges: ["net", "render", "ports", "plan", "policy", "repository", "tuf"],
  workflows: ["config", "render", "ports", "plan", "policy", "repository", "tuf"],
  faces: ["errors", "workflows", "config", "render", "ports", "plan", "policy", "repository", "tuf"],
};

const adapters = ["signers", "stores", "mirrors", "oracles", "workspaces", "forges"];

/** Packages from outside, by layer; Node's own modules likewise. Anything not listed is refused. */
const packages: Readonly<Record<string, readonly string[]>> = {
  tuf: ["node:crypto", "@noble/ed25519"],
  repository: ["zod"],
  net: [],
  policy: [],
  plan: [],
  errors: [],
  ports: [],
  render: [],
  config: ["zod", "yaml"],
  workflows: ["node:crypto", "yaml"],
  forges: ["@actions/github"],
};

/** Where a process starts. */
const mains = ["faces/action/main.ts", "faces/cli/main.ts"];

const pure = ["tuf", "repository", "policy", "plan", "render", "errors"];
const impurities: readonly [string, RegExp][] = [
  ["the clock", /\bDate\.now\b|new Date\(\s*\)|\bperformance\./],
  ["randomness", /\bMath\.random\b|\brandomBytes\b|\brandomInt\b|\brandomUUID\b|\bgenerateKeyPair/],
  ["the process or its environment", /\bprocess\./],
  ["the network", /\bfetch\(/],
  ["timers", /\bset(?:Timeout|Interval|Immediate)\b/],
  ["the console", /\bconsole\./],
];

interface Source {
  readonly file: string;
  readonly text: string;
}

function sources(directory: string): readonly Source[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({
      file: relative(src, join(directory, name)).replaceAll("\\", "/"),
      text: readFileSync(join(directory, name), "utf8"),
    }));
}

function layerOf(file: string): string {
  return file === "errors.ts" ? "errors" : (file.split("/")[0] ?? "");
}

function imports(text: string): readonly string[] {
  const statements = text.matchAll(/^(?:import|export)(?:[^;"=(]*? from)? "([^"]+)"(?: with [^;]*)?;$/gm);
  const dynamic = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [...statements, ...dynamic].map((match) => match[1] ?? "");
}

/** What a set of files does that the architecture does not allow. */
function violations(files: readonly Source[]): readonly string[] {
  return files.flatMap(({ file, text }) => {
    const layer = layerOf(file);
    const allowed = mayImport[layer];
    if (allowed === undefined) return [`${file} is in no layer`];
    const found: string[] = [];
    for (const specifier of imports(text)) {
      if (specifier.startsWith(".")) {
        const target = relative(src, resolve(src, file, "..", specifier)).replaceAll("\\", "/");
        const other = layerOf(target);
        const composing = file === "faces/compose.ts" && adapters.includes(other);
        const outside = target.startsWith("..");
        if (
          outside
            ? !(mains.includes(file) && target === "../package.json")
            : other !== layer && !allowed.includes(other) && !composing
        ) {
          found.push(`${file} imports ${target}`);
        }
      } else {
        const known = packages[layer];
        const bare = builtinModules.includes(specifier) ? `node:${specifier}` : specifier;
        if (known !== undefined && !known.includes(bare)) found.push(`${file} imports ${specifier}`);
      }
    }
    if (pure.includes(layer)) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      for (const [what, pattern] of impurities) if (pattern.test(code)) found.push(`${file} touches ${what}`);
    }
    return found;
  });
}

const all = sources(src);

describe("architecture", () => {
  test("every import follows the table", () => {
    expect(violations(all)).toEqual([]);
  });

  test.each([
    ["tuf/x.ts", 'import { y } from "../repository/y.ts";', "tuf/x.ts imports repository/y.ts"],
    ["tuf/x.ts", 'import { readFile } from "node:fs/promises";', "tuf/x.ts imports node:fs/promises"],
    ["plan/x.ts", 'const y = await import("../stores/git.ts");', "plan/x.ts imports stores/git.ts"],
    ["workflows/x.ts", 'import { openStore } from "../stores/index.ts";', "workflows/x.ts imports stores/index.ts"],
    [
      "faces/cli/x.ts",
      'import { directoryMirror } from "../../mirrors/directory.ts";',
      "faces/cli/x.ts imports mirrors/directory.ts",
    ],
    ["render/x.ts", "export const now = Date.now();", "render/x.ts touches the clock"],
    ["policy/x.ts", "export const id = Math.random();", "policy/x.ts touches randomness"],
    [
      "repository/x.ts",
      "export const home = process.env.HOME;",
      "repository/x.ts touches the process or its environment",
    ],
    ["elsewhere/x.ts", "export {};", "elsewhere/x.ts is in no layer"],
  ])("a planted violation in %s is seen", (file, text, expected) => {
    expect(violations([{ file, text }])).toEqual([expected]);
  });

  test("T85: only net sets deadlines for answers, beside an SDK that asks by itself", () => {
    const setting = all.filter(({ text }) => /\bAbortSignal\.(?:any|timeout)\(/.test(text)).map(({ file }) => file);
    expect(setting).toEqual(["signers/awskms.ts"]);
  });

  test("only seal brands, so that nothing else can reach the signed branch", () => {
    const branding = all
      .filter(({ file, text }) => file !== "plan/sealed.ts" && /\bbrand\(/.test(text))
      .map(({ file }) => file);
    expect(branding).toEqual(["plan/seal.ts"]);
  });

  test("only the entry points read arguments, environment and working directory", () => {
    const readers = all.filter(({ text }) => /\bprocess\.(?:env|argv|cwd)\b/.test(text)).map(({ file }) => file);
    expect([...readers].sort()).toEqual(mains);
  });

  test("T65: no Math.random anywhere", () => {
    expect(all.filter(({ text }) => text.includes("Math.random")).map(({ file }) => file)).toEqual([]);
  });

  test("files stay short enough to read at once", () => {
    const long = all.filter(({ text }) => text.split("\n").length > 300).map(({ file }) => file);
    // The catalogue is a table of texts, not code.
    expect(long.filter((file) => !file.startsWith("errors/"))).toEqual([]);
  });

  test("a port has at most four methods", () => {
    for (const { file, text } of all.filter(({ file }) => file.startsWith("ports/"))) {
      for (const [declaration, name] of text.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)) {
        const methods = [...declaration.matchAll(/^ {2}(?:readonly )?\w+\(/gm)].length;
        expect(methods, `${name} in ${file}`).toBeLessThanOrEqual(4);
      }
    }
  });
});
