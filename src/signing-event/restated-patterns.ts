import { patternProblem } from "../tuf/pattern.ts";

/** More patterns than one may become are no list that people would read. */
const mostAlternatives = 64;

/**
 * A path pattern of another tool as patterns that all clients read alike: `*` in a row is one, and of `[0-9a]` each character has a pattern of
 * its own. Characters that a strict pattern cannot hold stay. Undefined for classes that exclude, or that are too many.
 */
export function plainPatterns(pattern: string): readonly string[] | undefined {
  let made = [""];
  for (const [part, inside] of tokens(pattern)) {
    const alternatives = inside === undefined ? [part === "**" ? "*" : part] : classOf(inside);
    if (alternatives === undefined || made.length * alternatives.length > mostAlternatives) return undefined;
    made = made.flatMap((start) => alternatives.map((each) => start + each));
  }
  return [...new Set(made.map((each) => each.replaceAll(/\*{2,}/g, "*")))];
}

/** The same with `?` for each character that is left and means different things to different clients. Undefined where that does not help. */
export function strictPatterns(pattern: string): readonly string[] | undefined {
  const strict = plainPatterns(pattern)?.map((each) => each.replaceAll(/[^A-Za-z0-9._~@=+*?/-]/g, "?"));
  // A character that takes two units of UTF-16 is one to some clients.
  if (/[\u{10000}-\u{10ffff}]/u.test(pattern)) return undefined;
  return strict?.some((each) => patternProblem(each) !== undefined) ? undefined : strict;
}

/** Characters, and character classes with what stands in their brackets. */
function* tokens(pattern: string): Generator<readonly [text: string, inside?: string]> {
  for (const match of pattern.matchAll(/\[(\]?[^\]/]*)\]|\*+|./gsu)) {
    const [text, inside] = match;
    yield inside === undefined || inside === "" ? [text] : [text, inside];
  }
}

/** The characters of a class as a shell reads it. */
function classOf(inside: string): readonly string[] | undefined {
  if (/^[!^]/.test(inside)) return undefined;
  const characters = new Set<string>();
  for (const [text, from, to] of inside.matchAll(/(.)-(.)|./gsu)) {
    if (from === undefined || to === undefined) characters.add(text);
    for (let code = from?.charCodeAt(0) ?? 1; code <= (to?.charCodeAt(0) ?? 0); code++)
      characters.add(String.fromCharCode(code));
    if (characters.size > mostAlternatives) return undefined;
  }
  return [...characters];
}
