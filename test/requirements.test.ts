import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { requirements } from "./support/requirements.ts";
import { citedIn, citing, titles, titlesIn } from "./support/titles.ts";

const root = resolve(import.meta.dirname, "..");
const known = new Set(requirements.map(({ id }) => id));
const adrs = new Set(readdirSync(join(root, "docs/adr")).map((name) => name.slice(0, 4)));

/** Where texts of ours are: code, whose comments and test titles count, and pages. Data and other people's code have neither. */
const places = ["src", "test", "docs", "bench", "build", "examples", "metadata-template", ".ci", "."];
const skipped =
  /node_modules\/|^test\/(?:requirements\.test|support\/requirements)\.ts$|^docs\/reference\/requirements\.md$/;

/** A text that people read, with where it stands. */
interface Prose {
  readonly file: string;
  readonly text: string;
}

function proseOf(file: string, text: string): readonly Prose[] {
  if (file.endsWith(".md")) return [{ file, text }];
  const comments = /\.(?:ts|mjs|cjs|go)$/.test(file)
    ? text.match(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)
    : text.match(/(?<=^|\s)#.*$/gm);
  return (comments ?? []).map((comment) => ({ file, text: comment.replace(/\s+\*?\s*/g, " ") }));
}

function everything(): readonly Prose[] {
  return places.flatMap((place) =>
    readdirSync(join(root, place), { recursive: place !== ".", encoding: "utf8" })
      .map((name) => (place === "." ? name : `${place}/${name.replaceAll("\\", "/")}`))
      .filter((file) => /\.(?:ts|mjs|cjs|md|yml|py|go)$|^\.ci\//.test(file) && !skipped.test(file))
      .flatMap((file) => proseOf(file, readFileSync(join(root, file), "utf8"))),
  );
}

/** Citations of pages that this project does not have: their chapters, their rules, and findings by a number. */
const elsewhere = [
  /\b(?:product|performance|architecture|service|reader|security|testing|style|house|interop)(?:\.md)? §[\d.]+/gi,
  /\b(?:product|performance|service|security|testing|style|interop)\.md\b/g,
  /\bhouse rule \d+/gi,
  /(?<!\w|[-+/$])[KJ]\d{1,2}\b/g,
];

/** What `prose` cites and a reader of this project cannot look up. */
function unexplained(prose: readonly Prose[]): readonly string[] {
  return prose.flatMap(({ file, text }) => {
    const decisions = [...text.matchAll(/\bADR (\d{4})\b/g)].filter(([, number = ""]) => !adrs.has(number));
    const pages = elsewhere.flatMap((pattern) => [...text.matchAll(pattern)]);
    return [...citedIn(text).filter((id) => !known.has(id)), ...[...decisions, ...pages].map(([cited]) => cited)].map(
      (cited) => `${file} cites ${cited}`,
    );
  });
}

describe("requirements", () => {
  const all = titles();

  test("each has an id of its own", () => {
    expect(requirements.map(({ id }) => id).filter((id, at, ids) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test("each is named by a test, but for what is not there yet", () => {
    const unnamed = requirements.filter(({ id }) => citing(all, id).length === 0);
    expect(unnamed.map(({ id }) => id)).toEqual(requirements.filter(({ later }) => later === true).map(({ id }) => id));
  });

  test("whatever a comment, a page or a test title cites can be looked up", () => {
    const named = all.map(({ file, title }) => ({ file, text: title }));
    expect(unexplained([...everything(), ...named])).toEqual([]);
  });

  test.each([
    ["src/x.ts", "/** Goes forward only\n * (T35, T999). */", ["src/x.ts cites T999"]],
    ["src/x.ts", 'export const x = "T999"; // I17', ["src/x.ts cites I17"]],
    ["src/x.ts", "// (interop R2, R99)", ["src/x.ts cites interop R99"]],
    ["src/x.ts", "// as decided (ADR 9999)", ["src/x.ts cites ADR 9999"]],
    ["src/x.ts", "/** The settings (product §4). */", ["src/x.ts cites product §4"]],
    [
      "src/x.ts",
      "// kills at each step (security.md; house rule 1)",
      ["src/x.ts cites security.md", "src/x.ts cites house rule 1"],
    ],
    ["src/x.ts", "// K11 ends here; ctrl+K12 does not", ["src/x.ts cites K11"]],
    ["test/x.test.ts", 'test("T28: a title", () => {});', ["test/x.test.ts cites T28"]],
    ["test/x.test.ts", 'test.each([["T22: a case", 1]])("%s", () => {});', ["test/x.test.ts cites T22"]],
    ["docs/x.md", "As T10 says.", ["docs/x.md cites T10"]],
    [".ci/x.yml", "run: x # T40", [".ci/x.yml cites T40"]],
    ["src/x.ts", 'const at = "https://x/T28/"; // T36, I4, interop R12, R14', []],
  ])("a planted citation is seen: %s %s", (file, text, found) => {
    const named = file.startsWith("test/") ? titlesIn(text, file).map((title) => ({ file, text: title })) : [];
    expect(unexplained([...proseOf(file, text), ...named])).toEqual(found);
  });
});
