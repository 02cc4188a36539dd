import { isObject, type Json } from "./json.ts";

// Some clients order member names by UTF-16 unit and others by code point: they part where astral characters meet U+E000 to U+FFFF. Without
// the first there is one order; private use and specials have no meaning that two people share, and no place in a name.
const oddInName = /[\u{10000}-\u{10ffff}\p{Private_Use}\p{Noncharacter_Code_Point}\ufff0-\uffff]/u;

/**
 * Why clients would not agree on the bytes that a signature over `json` covers, or undefined when they do (T75). One
 * rule for every signed string: composed form (NFC), since one client composes before it verifies; in member names nothing beyond
 * the basic plane, since clients order it differently. The reason begins with where it is.
 */
export function portableProblem(json: Json): string | undefined {
  return problemAt(json, []);
}

function problemAt(json: Json, at: readonly string[]): string | undefined {
  if (typeof json === "string") {
    const problem = composedProblem(json);
    return problem && `at ${place(at)}, ${problem}`;
  }
  if (Array.isArray(json))
    return first(
      (json as readonly Json[]).map((item, index) => [String(index), item]),
      at,
    );
  if (!isObject(json)) return undefined;
  for (const name of json.keys()) {
    const problem = nameProblem(name);
    if (problem !== undefined) return `the name ${place([...at, name])} cannot be used: ${problem}`;
  }
  return first(json, at);
}

function first(members: Iterable<readonly [string, Json]>, at: readonly string[]): string | undefined {
  for (const [name, member] of members) {
    const problem = problemAt(member, [...at, name]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  const [odd] = oddInName.exec(name) ?? [];
  return odd === undefined ? composedProblem(name) : `clients order ${point(odd)} differently`;
}

function composedProblem(text: string): string | undefined {
  if (text.normalize("NFC") === text) return undefined;
  return "the text is not in composed form (Unicode NFC)";
}

function place(at: readonly string[]): string {
  const shown = at.join(".").replace(/[^\x20-\x7e]/gu, point);
  return `"${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}"`;
}

function point(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
