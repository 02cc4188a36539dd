import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const dist = join(root, "dist");

const contents = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

describe("what ships", () => {
  test("T47: building again, elsewhere, gives dist/ byte for byte", () => {
    const folder = mkdtempSync(join(tmpdir(), "kaprien-test-"));
    try {
      const rolldown = join(root, "node_modules/rolldown/bin/cli.mjs");
      execFileSync(process.execPath, [rolldown, "-c", "rolldown.config.mjs", "--dir", folder], {
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

  test("T48: the bundle imports nothing but itself and Node, and names no place on the machine that built it", () => {
    for (const [name, text] of Object.entries(contents(dist))) {
      const imports = [
        ...text.matchAll(/^(?:import|export)\b[^;"']*?from ["']([^"']+)["']|^import ["']([^"']+)["']/gm),
      ].map((match) => match[1] ?? match[2] ?? "");
      const foreign = imports.filter(
        (specifier) => !specifier.startsWith("./") && !builtinModules.includes(specifier.replace(/^node:/, "")),
      );
      expect(foreign, name).toEqual([]);
      expect(text.includes(root), name).toBe(false);
    }
  });
});
