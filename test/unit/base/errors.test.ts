import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { faultText } from "../../../src/base/fault-text.ts";
import { faults } from "../../../src/errors/faults.ts";
import { importFaults } from "../../../src/errors/import.ts";
import { keysFaults } from "../../../src/errors/keys.ts";
import { refusals } from "../../../src/errors/refusals.ts";
import { trustFaults } from "../../../src/errors/trust.ts";
import { catalogue, explain } from "../../../src/errors.ts";
import { rules } from "../../../src/policy/evaluate.ts";

const src = resolve(import.meta.dirname, "../../../src");
const text = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("errors"))
  .map((name) => readFileSync(join(src, name), "utf8"))
  .join("\n");
const used = new Set(
  [
    ...text.matchAll(
      /(?:Fault\(|code: |error\(|refuse\(|conflict\(|\? |: )"((?!KAPRIEN_)[A-Z]+(?:_[A-Z0-9]+)+|USAGE|INTERRUPTED|UNEXPECTED)"/g,
    ),
  ].map((match) => match[1] ?? ""),
);

describe("the error catalogue", () => {
  test("knows every code that the source uses", () => {
    expect([...used].filter((code) => !catalogue.has(code)).sort()).toEqual([]);
  });

  test("says one thing of each code: no two tables have it", () => {
    const tables = [faults, refusals, keysFaults, trustFaults, importFaults].flatMap((table) => Object.keys(table));
    expect(tables.filter((code, at) => tables.indexOf(code) !== at)).toEqual([]);
    expect(new Set(tables)).toEqual(new Set(catalogue.keys()));
  });

  test("has no code that nothing uses", () => {
    expect([...catalogue.keys()].filter((code) => !text.includes(`"${code}"`)).sort()).toEqual([]);
  });

  test("has an entry and a reason for every policy rule", () => {
    for (const { code, why, title } of rules) {
      expect(catalogue.has(code), code).toBe(true);
      expect(why.length, code).toBeGreaterThan(20);
      expect(title.length, code).toBeGreaterThan(5);
    }
  });

  test.each([...catalogue])("%s says what, why and what to do in whole sentences", (code, entry) => {
    expect(entry.title.length).toBeGreaterThan(3);
    expect(entry.meaning).toMatch(/[.}]$/);
    expect(entry.fix).toMatch(/[.}]$/);
    expect([1, 2, 3, 4, 5, 6, 64, 130]).toContain(entry.exit);
    expect(explain(code).exit).toBe(entry.exit);
  });

  test("fills the blanks, and leaves none to be seen", () => {
    expect(
      faultText("ROLE_EXPIRED", {
        role: "timestamp",
        expires: "2026-01-01T00:00:00Z",
        site: "https://a.example/metadata",
      }),
    ).toContain("https://a.example/metadata: timestamp expired on 2026-01-01T00:00:00Z [ROLE_EXPIRED]");
    expect(faultText("JSON_INVALID", { reason: "no" })).not.toMatch(/[{}]/);
  });

  test("a hostile name cannot move the cursor or forge a line", () => {
    const shown = faultText("FILE_NOT_FOUND", { file: "a\u001b[2Jb\nerror: forged\u202e" });
    expect(shown.split("\n")).toHaveLength(3);
    expect(shown).not.toMatch(/\u001b|\u202e/);
  });
});
