import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { declarationsIn } from "../support/declarations.ts";

const root = resolve(import.meta.dirname, "../..");
const src = join(root, "src");

interface Word {
  readonly word: string;
  readonly meaning: string;
  /** Names in the code that stand for the word. */
  readonly names: readonly string[];
}

function wordsIn(page: string): readonly Word[] {
  const rows = page.matchAll(/^\| ([^|]+) \| ([^|]+) \|(?: ([^|]*))?\|$/gm);
  return [...rows]
    .map(([, word = "", meaning = "", code = ""]) => ({
      word,
      meaning,
      names: Array.from(code.matchAll(/`(\w+)`/g), ([, name = ""]) => name),
    }))
    .filter(({ word }) => !/^(?:word|-+)$/.test(word));
}

/** What is wrong with a glossary: words or names that stand there twice, and names that nothing exports. */
function wrongIn(words: readonly Word[], exported: ReadonlySet<string>): readonly string[] {
  const twice = (list: readonly string[]): readonly string[] => list.filter((each, at) => list.indexOf(each) !== at);
  const names = words.flatMap((each) => each.names);
  return [
    ...twice(words.map(({ word }) => word.toLowerCase())).map((word) => `${word} stands there twice`),
    ...twice(names).map((name) => `${name} stands for two words`),
    ...names.filter((name) => !exported.has(name)).map((name) => `nothing exports ${name}`),
  ];
}

const words = wordsIn(readFileSync(join(root, "docs/reference/glossary.md"), "utf8"));
const exported = new Set(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(src, file), "utf8");
      const constants = Array.from(text.matchAll(/^export const (\w+)/gm), ([, name = ""]) => name);
      return [...declarationsIn({ file, text }).map(({ name }) => name), ...constants];
    }),
);

describe("the glossary", () => {
  test("gives each word one meaning, and names what is there", () => {
    expect(words.length).toBeGreaterThan(40);
    expect(wrongIn(words, exported)).toEqual([]);
  });

  test("says each meaning as a sentence", () => {
    expect(words.filter(({ meaning }) => !/^[A-Z].*\.$/.test(meaning)).map(({ word }) => word)).toEqual([]);
  });

  test.each([
    [
      [
        ["tree", "Tree"],
        ["Tree", "Store"],
      ],
      ["tree stands there twice"],
    ],
    [
      [
        ["tree", "Tree"],
        ["wood", "Tree"],
      ],
      ["Tree stands for two words"],
    ],
    [[["tree", "Sapling"]], ["nothing exports Sapling"]],
  ] as const)("a planted mistake is seen: %j", (rows, found) => {
    const page = rows.map(([word, name]) => `| ${word} | It grows. | \`${name}\` |`).join("\n");
    expect(wrongIn(wordsIn(page), new Set(["Tree", "Store"]))).toEqual(found);
  });
});
