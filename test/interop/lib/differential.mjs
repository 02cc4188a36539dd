import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { build } from "rolldown";
import { Wrong } from "./cases.mjs";
import { run } from "./run.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const corpus = fileURLToPath(new URL("../../corpus/json/", import.meta.url));

/** Kaprien's own pattern matcher and JSON decoder: Node 20 runs no TypeScript, so they are bundled into `folder`. */
export async function loadOwn(folder) {
  const file = join(folder, "own.mjs");
  await build({ input: join(here, "own.ts"), platform: "node", output: { file, format: "esm" }, logLevel: "silent" });
  return import(pathToFileURL(file).href);
}

export const pairCount = 10_000;

/** T15: pairs of a pattern and a path, both as they may be, about half of them made to match or nearly to. The same ones each time. */
export function pairs({ patternProblem, pathProblem }) {
  const random = generator(0x4b61_7072);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const text = (letters, length) => Array.from({ length }, () => pick(letters)).join("");
  // Few letters, so that chance matches too; then all the others.
  const few = ["a", "b", "-", "."];
  const plain = [..."abcXYZ019._~@=+-"];
  const path = () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      text(random() < 0.5 ? few : plain, 1 + Math.floor(random() * 6)),
    ).join("/");
  const loosened = (path) =>
    [...path].map((letter) => (letter === "/" || random() < 0.6 ? letter : pick(["*", "?", "?", "*", ""]))).join("");
  const broken = (path) => {
    const at = Math.floor(random() * path.length);
    return path.slice(0, at) + pick([...plain, "/", ""]) + path.slice(at + Math.floor(random() * 2));
  };
  const found = [];
  while (found.length < pairCount) {
    const one = path();
    const kind = random();
    const [pattern, other] =
      kind < 0.4 ? [loosened(one), one] : kind < 0.8 ? [loosened(one), broken(one)] : [loosened(path()), one];
    if (patternProblem(pattern) === undefined && pathProblem(other, false) === undefined) found.push([pattern, other]);
  }
  return found;
}

/** mulberry32: small, even enough, and the same everywhere. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** T15: the client's own matcher gives the verdict that Kaprien's gives, on every pair. */
export async function patternsAgree(client, own) {
  const all = pairs(own);
  const mine = all.map(([pattern, path]) => own.matchesPattern(pattern, path));
  const matching = mine.filter(Boolean).length;
  if (matching < pairCount / 5 || matching > (pairCount * 4) / 5)
    throw new Wrong(`${matching} of ${pairCount} pairs match: they prove too little`);
  const theirs = await client.match(all);
  const index = mine.findIndex((verdict, i) => verdict !== theirs[i]);
  if (index >= 0 || theirs.length !== mine.length)
    throw new Wrong(`Kaprien says ${mine[index]} for ${JSON.stringify(all[index])}, ${client.name} ${theirs[index]}`);
}

/** T18: what Kaprien's decoder accepts, Python's reads as the same value; what it refuses, Python's refuses when it is as strict. */
export async function decodersAgree(client, own) {
  const files = [];
  for (const kind of ["accept", "refuse"])
    for (const name of await readdir(join(corpus, kind))) files.push({ kind, file: join(corpus, kind, name) });
  const [python] = client.command;
  const script = join(here, "../python/decode.py");
  const answers = JSON.parse(await run(python, [script], { input: JSON.stringify(files.map(({ file }) => file)) }));
  for (const [index, { kind, file }] of files.entries()) {
    const theirs = answers[index];
    const mine = await attempt(own, file);
    const name = file.slice(corpus.length);
    if (mine.ok !== (kind === "accept")) throw new Wrong(`Kaprien ${mine.ok ? "accepts" : "refuses"} ${name}`);
    if (mine.ok !== theirs.ok) throw new Wrong(`Python ${theirs.ok ? "accepts" : `refuses (${theirs.error})`} ${name}`);
    if (mine.ok && !isDeepStrictEqual(mine.value, theirs.value)) throw new Wrong(`${name} has two values`);
  }
}

async function attempt({ decodeJson, toPlain }, file) {
  const bytes = await readFile(file);
  try {
    return { ok: true, value: JSON.parse(JSON.stringify(toPlain(decodeJson(bytes)))) };
  } catch (error) {
    if (error.code !== "JSON_INVALID") throw error;
    return { ok: false };
  }
}
