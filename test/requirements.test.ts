import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** Requirements (T) and invariants (I) that this version answers for. T69 belongs to the REST API, which is not there yet. */
const requirements = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 25, 26, 27, 29, 30, 31, 32, 33, 34, 35, 36,
  37, 38, 39, 42, 43, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 70, 71, 72,
  73, 75, 76, 77, 78, 79, 80, 81, 82, 83, 85, 87, 89, 90,
];
const invariants = Array.from({ length: 16 }, (_, i) => i + 1);

const titles = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts") && !name.startsWith("node24"))
  .flatMap((name) => [
    ...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(/["'`]([^"'`\n]*\b[TI]\d+\b[^"'`\n]*)["'`]/g),
  ])
  .map((match) => match[1] ?? "")
  .join("\n");

describe("requirements", () => {
  test.each(requirements.map((n) => `T${n}`))("%s is named by a test", (id) => {
    expect(titles).toMatch(new RegExp(`\\b${id}\\b`));
  });

  test.each(invariants.map((n) => `I${n}`))("%s is named by a test", (id) => {
    expect(titles).toMatch(new RegExp(`\\b${id}\\b`));
  });
});
