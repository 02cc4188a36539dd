// Writes the part of GitHub's description of its interface that the local GitHub speaks: shapes only, none of its words.
//   node test/support/github/extract-openapi.mjs <api.github.com.json> [--check]
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { operations } from "./operations.mjs";

const WORDS = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "title",
  "externalDocs",
  "tags",
  "deprecated",
  "default",
]);
const target = fileURLToPath(new URL("openapi.json", import.meta.url));
const [source, check] = process.argv.slice(2);
if (source === undefined) throw new Error("usage: extract-openapi.mjs <api.github.com.json> [--check]");
const whole = JSON.parse(readFileSync(source, "utf8"));

/** A copy without words. In `named` places keys are names of people's choosing, such as a property called title. */
function bare(node, named = false) {
  if (Array.isArray(node)) return node.map((item) => bare(item));
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => named || !(WORDS.has(key) || key.startsWith("x-")));
  return Object.fromEntries(kept.map(([key, value]) => [key, bare(value, !named && key === "properties")]));
}

function at(reference) {
  return reference
    .slice(2)
    .split("/")
    .reduce((node, key) => node[key], whole);
}

/** Every component that `node` reaches. */
function reach(node, found) {
  if (typeof node !== "object" || node === null) return found;
  if (typeof node.$ref === "string" && !found.has(node.$ref)) {
    found.set(node.$ref, bare(at(node.$ref)));
    reach(found.get(node.$ref), found);
  }
  for (const value of Object.values(node)) reach(value, found);
  return found;
}

const paths = {};
for (const [method, path] of operations) {
  const { operationId, parameters, requestBody, responses } = whole.paths[path][method.toLowerCase()];
  paths[path] ??= {};
  paths[path][method.toLowerCase()] = bare({ operationId, parameters, requestBody, responses });
}
const found = reach(
  paths,
  new Map([["#/components/schemas/basic-error", bare(at("#/components/schemas/basic-error"))]]),
);
const components = {};
for (const reference of [...found.keys()].sort()) {
  const [, , kind, name] = reference.split("/");
  components[kind] ??= {};
  components[kind][name] = found.get(reference);
}
const text = JSON.stringify({ openapi: whole.openapi, paths, components });

// How the file is laid out is the formatter's affair: `npx biome check --write` after writing it.
if (check !== "--check") writeFileSync(target, `${text}\n`);
else if (JSON.stringify(JSON.parse(readFileSync(target, "utf8"))) !== text) {
  process.stderr.write("openapi.json is not what the source says: run without --check\n");
  process.exitCode = 1;
}
