import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const dist = join(root, "dist");

const contents = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

const scripts = (): [name: string, text: string][] =>
  Object.entries(contents(dist)).filter(([name]) => name.endsWith(".js"));

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

interface Sbom {
  readonly components: readonly {
    readonly "bom-ref": string;
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly { readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** `name@version` of the packages that the bundler's path comments in dist/ name, and the hash of each in the lock file. */
function packagesInScripts(): Map<string, string> {
  const lock = readJson<{ packages: Record<string, { version: string; integrity: string }> }>(
    join(root, "package-lock.json"),
  );
  const found = new Map<string, string>();
  for (const [, text] of scripts())
    for (const [, place = ""] of text.matchAll(/^\s*\/\/ ((?:.*\/)?node_modules\/(?:@[^/\n]+\/)?[^/\n]+)\/\S+$/gm)) {
      const locked = lock.packages[place];
      const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
      found.set(`${name}@${locked?.version}`, locked?.integrity ?? "");
    }
  return found;
}

describe("what ships", () => {
  test("T47: building again, elsewhere, gives dist/ byte for byte", () => {
    const folder = mkdtempSync(join(tmpdir(), "kaprien-test-"));
    try {
      const rolldown = join(root, "node_modules/rolldown/bin/cli.mjs");
      execFileSync(process.execPath, [rolldown, "-c", "rolldown.config.ts", "--dir", folder], {
        cwd: root,
        stdio: "pipe",
      });
      const built = contents(folder);
      expect(Object.keys(built)).toEqual(readdirSync(dist).sort());
      for (const [name, text] of Object.entries(contents(dist)))
        expect(built[name] === text, `${name}: npm run build, and commit it`).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("T48: the bundle imports nothing but itself and Node", () => {
    for (const [name, text] of scripts()) {
      const imports = [
        ...text.matchAll(/^(?:import|export)\b[^;"']*?from ["']([^"']+)["']|^import ["']([^"']+)["']/gm),
      ].map((match) => match[1] ?? match[2] ?? "");
      const foreign = imports.filter(
        (specifier) => !specifier.startsWith("./") && !builtinModules.includes(specifier.replace(/^node:/, "")),
      );
      expect(foreign, name).toEqual([]);
    }
  });

  test("T47: nothing that ships names a place on the machine that built it", () => {
    for (const [name, text] of Object.entries(contents(dist))) expect(text.includes(root), name).toBe(false);
  });

  test("T48: there are no dependencies and no install scripts", () => {
    const manifest = readJson<{ dependencies?: object; scripts: Record<string, string> }>(join(root, "package.json"));
    expect(manifest.dependencies ?? {}).toEqual({});
    const hooks = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
    expect(hooks).toEqual([]);
  });

  test("T90: licenses.txt and the SBOM name exactly the packages in the bundle", () => {
    const bundled = packagesInScripts();
    expect(bundled.size).toBeGreaterThan(100);
    const { components } = readJson<Sbom>(join(dist, "sbom.cdx.json"));
    // The bundler writes no path for its own runtime.
    const expected = [
      ...bundled.keys(),
      `rolldown@${createRequire(import.meta.url)("rolldown/package.json").version}`,
    ].sort();
    const listed = components.map(
      ({ group, name, version }) => `${group === undefined ? "" : `${group}/`}${name}@${version}`,
    );
    expect(listed.sort()).toEqual(expected);

    const text = readFileSync(join(dist, "licenses.txt"), "utf8");
    const described = [...text.matchAll(/^(\S+) (\d\S*): \S.*$/gm)].map(([, name, version]) => `${name}@${version}`);
    expect(described.sort()).toEqual(expected);

    for (const { "bom-ref": ref, hashes } of components) {
      const integrity = bundled.get(ref);
      if (integrity !== undefined)
        expect(`sha512-${Buffer.from(hashes[0]?.content ?? "", "hex").toString("base64")}`, ref).toBe(integrity);
    }
  });

  test("T90: the SBOM is CycloneDX 1.6, tells no time, and leads from Kaprien to every package", () => {
    const schemas = join(
      dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json")),
      "res/schema",
    );
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    // Formats that ajv-formats does not know. The SBOM has no value of these kinds.
    for (const format of ["iri-reference", "idn-email"]) ajv.addFormat(format, () => false);
    for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
      ajv.addSchema(readJson<object>(join(schemas, name)), `http://cyclonedx.org/schema/${name}`);
    const validate = ajv.compile(readJson<object>(join(schemas, "bom-1.6.SNAPSHOT.schema.json")));

    const sbom = readJson<Sbom>(join(dist, "sbom.cdx.json"));
    expect(validate(sbom) ? [] : validate.errors).toEqual([]);
    expect(sbom).not.toHaveProperty("serialNumber");
    expect(sbom).not.toHaveProperty("metadata.timestamp");

    const { version } = readJson<{ version: string }>(join(root, "package.json"));
    const graph = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));
    const reached = new Set([`kaprien@${version}`]);
    for (const ref of reached) for (const target of graph.get(ref) ?? []) reached.add(target);
    expect([...reached].sort()).toEqual([...graph.keys()].sort());
    expect(reached.size).toBe(sbom.components.length + 1);
  });

  test("T83: the bundle loads nothing while it runs but itself and Node; pkcs11js is looked for in one place", () => {
    for (const [name, text] of Object.entries(contents(dist))) {
      const loaded = [...text.matchAll(/\b(?:__require(?:\.resolve)?|import)\(\s*([^)\s]*)/g)].map(
        (match) => match[1] ?? "",
      );
      const foreign = loaded.filter(
        (specifier) =>
          !/^["']\.\/[\w.-]+["']$/.test(specifier) &&
          !builtinModules.includes(specifier.replace(/^["'](?:node:)?|["']$/g, "")),
      );
      expect(foreign, name).toEqual([]);
      const makers = [...text.matchAll(/createRequire\([^)]*\)/g)].map(([call]) => call);
      if (name === "pkcs11.js" || name === "rolldown-runtime.js")
        expect(makers, name).toEqual(["createRequire(import.meta.url)"]);
      else expect(makers, name).toEqual([]);
      // cosmiconfig's factory, which searches for settings of cosmiconfig itself.
      expect(text.includes("metaExplorer"), name).toBe(false);
    }
  });
});
