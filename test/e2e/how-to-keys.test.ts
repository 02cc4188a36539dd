import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parsePage, readPage, runPage } from "../support/doc-page.ts";

const root = path.resolve(import.meta.dirname, "../..");
const howTo = "docs/how-to";
/** Settings of a forge, which no test has. */
const notRun = new Set(["protect-the-branches.md"]);

const pages = [
  ["sign-alone", "T52, T60, T61: one person with a spare key, who renews and loses a key"],
  ["sign-as-a-team", "T60, T61, T62, T66: five people, three or four of whom sign, on machines of their own"],
  ["air-gapped-root", "T66: a key on a machine without network, which has a memory of its own"],
  ["rotate-online-keys", "T63: with overlap; a role's own keys, of which two sign"],
  ["delegate", "T31: paths that only people sign, and paths of another online key"],
  ["change-the-bins", "T54, T55: a migration"],
] as const;

describe("every command of a page about keys and people runs, and prints what the page shows", () => {
  test.concurrent.each(pages)(
    "%s (%s)",
    async (name) => {
      expect(await runPage(await readPage(`${howTo}/${name}.md`))).toEqual([]);
    },
    300_000,
  );
});

test("no page of how-to has commands that no test runs", async () => {
  const tests = await readdir(path.join(root, "test/e2e"));
  const sources = await Promise.all(
    tests
      .filter((name) => name.startsWith("how-to-"))
      .map((name) => readFile(path.join(root, "test/e2e", name), "utf8")),
  );
  const found = await readdir(path.join(root, howTo), { recursive: true });
  for (const page of found.filter((name) => name.endsWith(".md") && !notRun.has(name))) {
    const text = await readFile(path.join(root, howTo, page), "utf8");
    if (/^\s*(?:`{3,}|~{3,})(?:sh|bash|shell)\b/m.test(text))
      expect(
        sources.some((source) => source.includes(path.basename(page, ".md"))),
        page,
      ).toBe(true);
  }
});

describe("a page that is not run as it stands is refused", () => {
  const fence = "```";
  const block = (language: string, text: string): string => `${fence}${language}\n${text}\n${fence}\n`;
  test.each([
    ["commands in a list", `1. x\n   ${fence}sh\n   ls\n   ${fence}\n`],
    ["commands under another name", block("bash", "ls")],
    ["a console", `${block("sh", "ls")}${block("console", "$ ls")}`],
    ["output without commands", block("text", "x")],
    ["the second output of a block", `${block("sh", "ls")}${block("text", "x")}${block("text", "y")}`],
    ["a fence that never ends", `${block("sh", "ls")}${fence}sh\nls\n`],
    ["a comment that says nothing known", `<!-- on: -->\n${block("sh", "ls")}`],
    ["nothing to run", "# Title\n"],
  ])("%s", (_, text) => {
    expect(() => parsePage("page.md", text)).toThrow("page.md");
  });
});

test("what a block prints and how it ends is compared; a terminal keeps its place and its variables, and no other has them", async () => {
  const fence = "```";
  const block = (language: string, text: string): string => `${fence}${language}\n${text}\n${fence}\n`;
  const run = (...blocks: readonly string[]): Promise<readonly string[]> =>
    runPage(parsePage("page.md", blocks.join("\n")));
  const good = [
    block("sh", "cd keys; x=1; f() { echo $x; }"),
    block("sh", "f; pwd"),
    block("text", "1\n/home/me/keys"),
  ];
  expect(
    await run(
      ...good,
      "<!-- on: bob; exits: 3 -->\n",
      block("sh", "declare -p x 2> /dev/null || echo none; exit 3"),
      block("text", "none"),
    ),
  ).toEqual([]);
  const wrong = await run(
    block("sh", "echo a; echo b"),
    block("text", "a"),
    block("sh", "false"),
    block("sh", "echo c"),
  );
  expect(wrong).toEqual([expect.stringContaining("printed\na\nb"), expect.stringContaining("ended with 1, not 0")]);
});
