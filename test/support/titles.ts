import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAst } from "rolldown/parseAst";

const test = resolve(import.meta.dirname, "..");

/** A test, a group of tests or a case, as its file writes it: `%s` and `${…}` stand for what each case fills in. */
export interface Title {
  /** Path in the project. */
  readonly file: string;
  readonly title: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const runners = new Set(["test", "it", "describe"]);
/** A case in a table of cases begins with the ids that it is about. */
const cited = /^(?:interop )?[TIRPCD]\d+(?:, [TIRPCD]\d+)*[:, ]/;

/** Titles of all tests that are run with this project's own tools: vitest, and the rigs of the interop suite and the runner. */
export function titles(): readonly Title[] {
  return readdirSync(test, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter(
      (name) => !name.includes("node_modules/") && /\.(?:ts|mjs)$/.test(name) && name !== "support/requirements.ts",
    )
    .sort()
    .flatMap((name) =>
      titlesIn(readFileSync(resolve(test, name), "utf8"), name).map((title) => ({ file: `test/${name}`, title })),
    );
}

/** Titles in the text of one file, in its order. */
export function titlesIn(text: string, file: string): readonly string[] {
  const found = new Map<number, string>();
  const take = (node: Node): void => void found.set(node.start, text.slice(node.start + 1, node.end - 1));
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    if (value.type === "CallExpression" && runners.has(calledName(value))) {
      const [first] = (value as Node & { readonly arguments: readonly Node[] }).arguments;
      if (first !== undefined && isText(first)) take(first);
    }
    if (isText(value) && cited.test(text.slice(value.start + 1, value.end))) take(value);
    for (const part of Object.values(value)) if (typeof part === "object") visit(part);
  };
  visit(parseAst(text, { lang: file.endsWith(".ts") ? "ts" : "js" }, file).body);
  return [...found].sort(([a], [b]) => a - b).map(([, title]) => title);
}

/** Those of `all` that cite `id`. */
export function citing(all: readonly Title[], id: string): readonly Title[] {
  return all.filter(({ title }) => citedIn(title).includes(id));
}

/** Ids that a text cites: `T36`, `I4`, and `interop R12` and `interop R14` of "interop R12, R14". */
export function citedIn(text: string): readonly string[] {
  const interop = /\binterop ([A-Z]\d+(?:, [A-Z]\d+)*)/g;
  const rules = [...text.matchAll(interop)].flatMap(([, list = ""]) => list.split(", ").map((id) => `interop ${id}`));
  return [...rules, ...(text.replace(interop, "").match(/\b[TI]\d+\b/g) ?? [])];
}

/** The name that a call comes down to: `test` for `test.each(…)(…)`, `test.skipIf(…)(…)` and `` test.each`…`(…) ``. */
function calledName(call: Node): string {
  let node = call as Node & { readonly [part: string]: unknown };
  while (node.type !== "Identifier") {
    const next = node["callee"] ?? node["object"] ?? node["tag"];
    if (!isNode(next)) return "";
    node = next as typeof node;
  }
  return String(node["name"]);
}

function isText(node: Node): boolean {
  if (node.type === "TemplateLiteral") return true;
  return node.type === "Literal" && typeof (node as { readonly value?: unknown }).value === "string";
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
