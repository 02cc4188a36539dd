import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/dispatch.ts";
import { operations } from "../../src/interface/operations.ts";
import { readmeCommands, readmeModes, references } from "../support/reference.ts";

const root = resolve(import.meta.dirname, "../..");
const update = process.env["UPDATE_DOCS"] === "1";

/** The text between `<!-- name -->` and `<!-- /name -->`. */
function block(text: string, name: string): string {
  return new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n<!-- /${name} -->`).exec(text)?.[1] ?? "";
}

describe("documentation from one source", () => {
  test.each([...references()])("%s is what the source says (npm run docs)", (path, text) => {
    if (update) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  test("README lists the commands as --help does", () => {
    const file = join(root, "README.md");
    const text = readFileSync(file, "utf8");
    const fresh = `<!-- commands -->\n${readmeCommands()}\n<!-- /commands -->`;
    if (update)
      writeFileSync(
        file,
        text.replace(/<!-- commands -->[\s\S]*<!-- \/commands -->/, () => fresh),
      );
    expect(block(readFileSync(file, "utf8"), "commands")).toBe(readmeCommands());
  });

  test("README lists the modes of the action and their permissions as the source has them", () => {
    const file = join(root, "README.md");
    const text = readFileSync(file, "utf8");
    const fresh = `<!-- modes -->\n${readmeModes()}\n<!-- /modes -->`;
    if (update)
      writeFileSync(
        file,
        text.replace(/<!-- modes -->[\s\S]*<!-- \/modes -->/, () => fresh),
      );
    expect(block(readFileSync(file, "utf8"), "modes")).toBe(readmeModes());
  });

  test("every operation has a command and every command an operation", () => {
    expect([...commands.keys()].sort()).toEqual(operations.map(({ name }) => name).sort());
  });

  test("README's first screen has the two commands", () => {
    const first = readFileSync(join(root, "README.md"), "utf8").split("\n").slice(0, 40).join("\n");
    expect(first).toContain("npm ci && npm run demo");
    expect(first).toContain("npm ci && npm test");
  });
});
