import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { afterEach, describe, expect, test } from "vitest";
import { licenses } from "../../build/licenses.ts";

interface Package {
  /** Where npm installed it, such as `node_modules/a/node_modules/b`. */
  readonly place: string;
  readonly version?: string;
  /** Fields of package.json beside name and version; default: MIT. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** default: a LICENSE with the package's name, and an index.js without imports. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Version in package-lock.json; null: not in it. */
  readonly locked?: string | null;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const nameOf = (place: string): string => /.*node_modules\/(.+)$/.exec(place)?.[1] ?? "";

/** A module that the bundler keeps: it would put a constant where the constant is used. */
const code = "export default process.argv;\n";

const mit = (who: string): string => `MIT License\n\nCopyright (c) 2020 ${who}\n\nPermission is hereby granted\n`;

/** An installed project with these packages, whose list allows `allowed`. */
function project(
  main: string,
  packages: readonly Package[],
  allowed: Readonly<Record<string, readonly string[]>>,
): string {
  const root = mkdtempSync(join(tmpdir(), "kaprien-test-"));
  folders.push(root);
  const write = (path: string, content: string | Buffer | object): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const isText = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(root, path), isText ? content : JSON.stringify(content));
  };
  const lock: Record<string, object> = { "": { name: "product", version: "1.0.0" } };
  for (const { place, version = "1.0.0", manifest = { license: "MIT" }, files, locked = version } of packages) {
    write(`${place}/package.json`, { name: nameOf(place), version, type: "module", ...manifest });
    const its = files ?? { LICENSE: mit(`the author of ${nameOf(place)}`) };
    for (const [path, content] of Object.entries({ "index.js": code, ...its })) write(`${place}/${path}`, content);
    const integrity = `sha512-${Buffer.alloc(64, nameOf(place)).toString("base64")}`;
    if (locked !== null) lock[place] = { version: locked, integrity };
  }
  write("package.json", { name: "product", version: "1.0.0", type: "module", license: "MIT" });
  write("package-lock.json", { lockfileVersion: 3, packages: lock });
  write("packages.json", allowed);
  write("main.js", main);
  return root;
}

interface Built {
  readonly text: string;
  readonly sbom: {
    readonly components?: readonly { readonly purl: string; readonly licenses: unknown; readonly hashes?: unknown }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  };
}

async function build(root: string): Promise<Built> {
  const bundle = await rolldown({
    cwd: root,
    input: "main.js",
    platform: "node",
    transform: { target: "node20.19" },
    plugins: [licenses({ root, list: "packages.json" })],
  });
  const { output } = await bundle.generate({ format: "esm" });
  const asset = (name: string): string => {
    const file = output.find(({ fileName }) => fileName === name);
    return file?.type === "asset" ? String(file.source) : "";
  };
  return { text: asset("licenses.txt"), sbom: JSON.parse(asset("sbom.cdx.json")) as Built["sbom"] };
}

const imports = (...names: readonly string[]): string =>
  `${names.map((name, at) => `import x${at} from "${name}";`).join("\n")}\nconsole.log(${names.map((_, at) => `x${at}`).join(", ")});\n`;

/** The part of licenses.txt about one package. */
const about = (text: string, name: string): string =>
  text.split(/^=+$/m).find((block) => new RegExp(`^${name.replace("/", "\\/")} \\d`, "m").test(block)) ?? "";

describe("the licences of what is bundled", () => {
  test("T90: both versions of a package are listed, each with its own terms; an unused one is not", async () => {
    const root = project(
      imports("a", "@scope/b"),
      [
        { place: "node_modules/a" },
        {
          place: "node_modules/@scope/b",
          files: { "index.js": `import a from "a";\nexport default [a];\n`, "license.md": mit("Bea") },
        },
        {
          place: "node_modules/@scope/b/node_modules/a",
          version: "2.0.0",
          manifest: { license: "ISC" },
          files: { LICENCE: "ISC License, Ann\n" },
        },
        { place: "node_modules/unused" },
      ],
      { MIT: ["a", "@scope/b"], ISC: ["a"] },
    );
    const { text, sbom } = await build(root);
    expect(about(text, "a")).toContain("a 1.0.0: MIT\n");
    expect(about(text, "@scope/b")).toContain("Copyright (c) 2020 Bea");
    expect(text).toContain(`a 2.0.0: ISC\n${"-".repeat(80)}\nLICENCE:\n\nISC License, Ann\n`);
    expect(text).not.toContain("unused");

    expect(sbom.components?.map(({ purl }) => purl)).toEqual([
      "pkg:npm/%40scope/b@1.0.0",
      "pkg:npm/a@1.0.0",
      "pkg:npm/a@2.0.0",
    ]);
    expect(sbom.components?.[1]?.hashes).toEqual([{ alg: "SHA-512", content: Buffer.alloc(64, "a").toString("hex") }]);
    expect(sbom.dependencies).toEqual(
      expect.arrayContaining([
        { ref: "product@1.0.0", dependsOn: ["@scope/b@1.0.0", "a@1.0.0"] },
        { ref: "@scope/b@1.0.0", dependsOn: ["a@2.0.0"] },
      ]),
    );
  });

  test("T90: two copies of one version are one package", async () => {
    const root = project(
      imports("a", "b"),
      [
        { place: "node_modules/a" },
        {
          place: "node_modules/b",
          files: { "index.js": `import a from "a";\nexport default [a];\n`, LICENSE: mit("Bea") },
        },
        { place: "node_modules/b/node_modules/a" },
      ],
      { MIT: ["a", "b"] },
    );
    const { text, sbom } = await build(root);
    expect(text.match(/^a 1\.0\.0/gm)).toHaveLength(1);
    expect(sbom.components).toHaveLength(2);
  });

  test("T90: NOTICE, AUTHORS, a LICENSES folder and a bundled folder's own licence come along word for word", async () => {
    const root = project(
      imports("a"),
      [
        {
          place: "node_modules/a",
          manifest: { license: "Apache-2.0" },
          files: {
            "index.js": `import inner from "./lib/vendor/inner.js";\nimport license from "./license.js";\nexport default [inner, license];\n`,
            "license.js": code,
            "lib/vendor/inner.js": code,
            "lib/vendor/MIT-LICENSE.txt": "licence of the inner part\r\n",
            "lib/other/LICENSE": "licence of code that is not bundled",
            "LICENSES/Apache-2.0.txt": "the Apache licence",
            "NOTICE.txt": "Portions of a: see elsewhere.",
            AUTHORS: Buffer.from("\xA9 Ren\xE9", "latin1"),
          },
        },
      ],
      { "Apache-2.0": ["a"] },
    );
    const { text } = await build(root);
    const line = "-".repeat(80);
    const texts = [
      "AUTHORS:\n\n© René",
      "LICENSES/Apache-2.0.txt:\n\nthe Apache licence",
      "NOTICE.txt:\n\nPortions of a: see elsewhere.",
      "lib/vendor/MIT-LICENSE.txt:\n\nlicence of the inner part",
    ];
    expect(about(text, "a").trim()).toBe(`a 1.0.0: Apache-2.0\n${line}\n${texts.join(`\n\n${line}\n`)}`);
  });

  test("T90: without a licence file: README, comments and SPDX's text, and no copyright line that nobody wrote", async () => {
    const root = project(
      imports("a", "b"),
      [
        {
          place: "node_modules/a",
          manifest: { license: "MIT", author: { name: "Ann Author" } },
          files: { "README.md": "# a\n\nNice.\n\n## Licence\n\nCopyright 2011 Ann\n\n## Thanks\n\nto all\n" },
        },
        {
          place: "node_modules/b",
          manifest: { licenses: [{ type: "MIT" }, { type: "Zlib" }] },
          files: { "index.js": `const x = "/* (c) 1999 nobody */";\n// (C) 1995 Jean\n// as-is\nexport default x;\n` },
        },
      ],
      { MIT: ["a"], "MIT OR Zlib": ["b"] },
    );
    const { text } = await build(root);
    expect(about(text, "a")).toContain("README:\n\n## Licence\n\nCopyright 2011 Ann\n\n---");
    expect(about(text, "a")).toMatch(
      /text of MIT in the SPDX License List, added because the package ships no licence file/,
    );
    expect(about(text, "a")).toContain("The author in package.json is Ann Author:\n");
    expect(about(text, "a")).toContain("Permission is hereby granted");
    expect(about(text, "a").match(/^Copyright.*/gm)).toEqual([
      "Copyright 2011 Ann",
      "Copyright (c) <year> <copyright holders>",
    ]);

    expect(about(text, "b")).toContain("Comments in the source files:\n\n(C) 1995 Jean\nas-is\n");
    expect(about(text, "b")).not.toContain("1999");
    expect(about(text, "b")).toContain("zlib License");
  });

  test("T48: a package, or a known package's new licence, fails the build until it is listed", async () => {
    const packages = [{ place: "node_modules/a" }, { place: "node_modules/b", manifest: { license: "GPL-3.0-only" } }];
    const root = project(imports("a", "b"), packages, { MIT: ["b"] });
    const failure = await build(root).catch(String);
    expect(failure).toContain(
      'a 1.0.0 is bundled under MIT. Read the licence. If we may ship it, add "a" under "MIT" in packages.json.',
    );
    expect(failure).toContain("b 1.0.0 is bundled under GPL-3.0-only.");
    expect(failure).toContain(
      'packages.json lists b under MIT, but the bundle contains no such code. Remove "b" there.',
    );
    await expect(
      build(project(imports("a", "b"), packages, { MIT: ["a"], "GPL-3.0-only": ["b"] })),
    ).resolves.toBeDefined();
  });

  test("T48: a licence that a bundled source file states for itself has to be listed too, and its text ships", async () => {
    const source = `/*!\n * from elsewhere\n * SPDX-License-Identifier: LGPL-3.0-or-later\n */\n`;
    const own = `// SPDX-License-Identifier: MIT, like the rest\nimport "./copied.js";\n${code}`;
    const files = { "index.js": own, "copied.js": `${source}console.log();\n`, LICENSE: mit("Ann") };
    const packages = [{ place: "node_modules/a", files }];
    const failure = await build(project(imports("a"), packages, { MIT: ["a"] })).catch(String);
    expect(failure).toContain("a 1.0.0 contains source files under LGPL-3.0-or-later.");

    const { text, sbom } = await build(project(imports("a"), packages, { MIT: ["a"], "LGPL-3.0-or-later": ["a"] }));
    expect(about(text, "a")).toContain("a 1.0.0: MIT; LGPL-3.0-or-later in part\n");
    expect(about(text, "a")).toContain("GNU LESSER GENERAL PUBLIC LICENSE");
    expect(sbom.components?.[0]?.licenses).toEqual([
      { expression: "MIT AND LGPL-3.0-or-later", acknowledgement: "concluded" },
    ]);
  });

  test("T48: code that the bundler adds is listed, and code that no package accounts for is refused", async () => {
    const commonjs = {
      files: { "index.js": "module.exports = process.argv;\n", LICENSE: mit("Ann") },
      manifest: { license: "MIT", type: "commonjs" },
    };
    const rolldownItself = { place: "node_modules/rolldown", version: "1.0.0" };
    const packages = [{ place: "node_modules/a", ...commonjs }, rolldownItself];
    const { sbom } = await build(project(imports("a"), packages, { MIT: ["a", "rolldown"] }));
    expect(sbom.dependencies[0]).toEqual({
      ref: "product@1.0.0",
      dependsOn: ["a@1.0.0", "rolldown@1.0.0"],
    });

    const using = project("export function f(resource) {\n  using held = resource;\n  return held;\n}\n", [], {});
    expect(await build(using).catch(String)).toContain(
      "The bundle contains code of node_modules/@oxc-project/runtime, which is not in package-lock.json",
    );
  });

  test.each<[string, Package, string]>([
    ["no licence", { place: "node_modules/a", manifest: {} }, 'gives "" as its licence: that is no SPDX expression'],
    [
      "a licence in words",
      { place: "node_modules/a", manifest: { license: "see LICENSE" } },
      '"see LICENSE" as its licence',
    ],
    [
      "an unknown licence in a source file",
      { place: "node_modules/a", files: { "index.js": `/* SPDX-License-Identifier: Mine */\n${code}` } },
      '"Mine" as its licence',
    ],
    ["another version than locked", { place: "node_modules/a", locked: "1.0.1" }, "run npm ci"],
    ["no place in the lock file", { place: "node_modules/a", locked: null }, "not in package-lock.json"],
    [
      "a licence without a text",
      { place: "node_modules/a", manifest: { license: "LicenseRef-Own" }, files: {} },
      "neither the package nor SPDX's list has the text of LicenseRef-Own",
    ],
  ])("T48: a package with %s is refused", async (_, broken, message) => {
    expect(await build(project(imports("a"), [broken], { MIT: ["a"] })).catch(String)).toContain(message);
  });

  test("T47: the same packages in another folder give the same bytes", async () => {
    const make = (): string =>
      project(imports("a", "B"), [{ place: "node_modules/a" }, { place: "node_modules/B" }], { MIT: ["a", "B"] });
    const [one, other] = [make(), make()];
    const built = await build(one);
    expect(await build(other)).toEqual(built);
    expect(JSON.stringify(built)).not.toContain(one);
    // Capitals first, as in no language's dictionary: the order must not depend on the language of the machine.
    expect(built.sbom.dependencies.map(({ ref }) => ref)).toEqual(["product@1.0.0", "B@1.0.0", "a@1.0.0"]);
  });
});
