import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

function below(directory: string): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .map((name) => relative(root, join(root, directory, name)).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules/"))
    .sort();
}

const pages = ["README.md", "ARCHITECTURE.md", ...["docs", "examples", "metadata-template"].flatMap(below)];

/** A page without its code: what looks like a link or a heading in there is none. */
function prose(text: string): string {
  return text
    .replace(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\2 *$/gm, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (code) => code.replace(/[[\]()]/g, ""));
}

/** Where a page links to, as it is written. */
function linksIn(text: string): readonly string[] {
  const plain = prose(text);
  return [
    ...Array.from(plain.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g), ([, to = ""]) => to),
    ...Array.from(plain.matchAll(/^ *\[[^\]]+\]:\s*(\S+)/gm), ([, to = ""]) => to),
  ];
}

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

/** What is wrong with the links of a page in the project that lead into it. */
function broken(page: string, text: string): readonly string[] {
  return linksIn(text)
    .filter((link) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link))
    .flatMap((link) => {
      const [path = "", anchor] = decodeURIComponent(link).split("#");
      const file = path === "" ? page : relative(root, resolve(root, dirname(page), path));
      const wrong = (what: string): readonly string[] => [`${page}: ${link} ${what}`];
      if (path.startsWith("/") || file.startsWith("..")) return wrong("leads out of the project");
      if (path !== "" && !existsSync(join(root, file))) return wrong("is not there");
      if (anchor === undefined) return [];
      if (path !== "" && statSync(join(root, file)).isDirectory())
        return wrong("is a directory, which has no headings");
      const target = path === "" ? text : readFileSync(join(root, file), "utf8");
      return anchorsOf(target).has(anchor) ? [] : wrong("has no such heading");
    });
}

describe("links between pages", () => {
  test.each(pages)("%s: each leads to a file and a heading that are there", (page) => {
    expect(broken(page, readFileSync(join(root, page), "utf8"))).toEqual([]);
  });

  test("every page of docs can be reached from its index", () => {
    const reached = new Set<string>();
    const visit = (page: string): void => {
      if (reached.has(page)) return;
      reached.add(page);
      for (const link of linksIn(readFileSync(join(root, page), "utf8"))) {
        const file = relative(root, resolve(root, dirname(page), link.split("#")[0] ?? ""));
        if (file.startsWith("docs/") && file.endsWith(".md") && existsSync(join(root, file))) visit(file);
      }
    };
    visit("docs/README.md");
    expect(below("docs").filter((page) => !reached.has(page))).toEqual([]);
  });

  test.each([
    ["a file that is not there", "[x](how-to/none.md)", "is not there"],
    ["a heading that is not there", "[x](how-to/monitor.md#none)", "has no such heading"],
    ["a heading of its own that is not there", "# One\n[x](#two)", "has no such heading"],
    ["a reference that is not there", "[x]\n\n[x]: none.md", "is not there"],
    ["a way out of the project", "[x](../../etc)", "leads out of the project"],
    ["an absolute path", "[x](/etc)", "leads out of the project"],
  ])("%s is seen", (_, text, what) => {
    expect(broken("docs/x.md", text)).toEqual([expect.stringContaining(what)]);
  });

  test("what is code is no link; a good one is good; a repeated heading is counted", () => {
    const text =
      "# One `two`\n## A\n## A\n`[x](none.md)`\n```md\n[x](none.md)\n# Three\n```\n[o](#one-two) [a](#a-1) [m](how-to/monitor.md#going-back) [w](https://x.example/y)\n";
    expect(broken("docs/x.md", text)).toEqual([]);
    expect(broken("docs/x.md", `${text}[t](#three)`)).toHaveLength(1);
  });
});
