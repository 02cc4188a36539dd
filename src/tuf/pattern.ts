/**
 * Whether a delegation's path pattern holds `path`: segment by segment, `*` for any run of characters and `?` for one,
 * neither across `/` (specification §4.5). Everything else stands for itself, which is what clients agree on as long as
 * patterns keep to the grammar that {@link patternProblem} checks (T15).
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const actual = path.split("/");
  return wanted.length === actual.length && wanted.every((segment, i) => matchesSegment(segment, actual[i] ?? ""));
}

function matchesSegment(pattern: string, text: string): boolean {
  // Greedy with one point to come back to: linear in practice, never exponential, unlike a regular expression.
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

const forbidden = /[[\]{}!()#\\]|\*\*/;
const segment = /^[A-Za-z0-9._~@=+*?-]+$/;

/** Why clients would disagree about `pattern`, or undefined when they agree (T15). */
export function patternProblem(pattern: string): string | undefined {
  const bad = forbidden.exec(pattern)?.[0];
  if (bad !== undefined) return `"${bad}" means different things to different clients`;
  if (pattern.startsWith("/")) return "a pattern does not begin with /";
  const odd = pattern.split("/").find((part) => !segment.test(part) || part === "." || part === "..");
  if (odd !== undefined)
    return odd === "" ? "it has an empty segment" : `the segment "${odd}" is not plain text with * and ?`;
  // minimatch reads +(…), @(…) and the like as groups; without parentheses these characters are plain.
  return undefined;
}
