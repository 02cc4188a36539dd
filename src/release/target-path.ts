const plain = /^[A-Za-z0-9._~@=+-]+$/;
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// Names that a client keeping targets in a plain JavaScript object would find there already.
const prototype = new Set(["__proto__", ...Object.getOwnPropertyNames(Object.prototype)]);

/** Why `path` may not be a target path, or undefined (T11; T12 when `unicode`). */
export function pathProblem(path: string, unicode: boolean): string | undefined {
  if (path.startsWith("/")) return "it begins with /";
  for (const segment of path.split("/")) {
    const problem = segmentProblem(segment, unicode);
    if (problem !== undefined) return problem;
  }
  return prototype.has(path) ? `"${path}" is a name that JavaScript objects have already` : undefined;
}

function segmentProblem(segment: string, unicode: boolean): string | undefined {
  if (segment === "") return "it has an empty segment";
  if (segment.startsWith(".")) return `the segment "${segment}" begins with a dot`;
  if (segment.endsWith(".")) return `the segment "${segment}" ends with a dot`;
  if (device.test(segment)) return `"${segment}" is a device name on Windows`;
  if (prototype.has(segment)) return `"${segment}" is a name that JavaScript objects have already`;
  if (plain.test(segment)) return undefined;
  // With letters of all scripts allowed, ASCII keeps to its list all the same.
  const odd = [...segment].find((letter) => !plain.test(letter) && (!unicode || letter.charCodeAt(0) < 0x80));
  if (odd !== undefined) return `${show(odd)} is not allowed; use A-Z a-z 0-9 . _ ~ @ = + - and /`;
  return unicodeProblem(segment);
}

const refused = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{S}\p{P}]/u;
const scripts = [
  "Latin",
  "Greek",
  "Cyrillic",
  "Armenian",
  "Hebrew",
  "Arabic",
  "Devanagari",
  "Thai",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Georgian",
];
// Scripts that are written together in ordinary words.
const together = [
  ["Han", "Hiragana", "Katakana"],
  ["Han", "Hangul"],
];

/** T12: one script, composed, nothing invisible: two names that look alike are not two targets. */
function unicodeProblem(segment: string): string | undefined {
  if (segment.normalize("NFC") !== segment) return `"${segment}" is not in composed form (NFC)`;
  const letters = [...segment].filter((character) => character.charCodeAt(0) >= 0x80);
  const odd = letters.find(
    (character) => character.length > 1 || refused.test(character) || !/[\p{L}\p{N}]/u.test(character),
  );
  if (odd !== undefined) return `${show(odd)} is not a letter or digit of the basic plane`;
  const used = scripts.filter((script) => new RegExp(`\\p{Script=${script}}`, "u").test(segment));
  if (used.length > 1 && !together.some((group) => used.every((script) => group.includes(script)))) {
    return `"${segment}" mixes ${used.join(" and ")} letters`;
  }
  return used.length === 0 ? `"${segment}" has letters of a script that is not supported` : undefined;
}

function show(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}" (U+${point})` : `U+${point}`;
}

/**
 * The form under which two paths are one file on some file system (T14, T23): compatible forms composed (NFKC), full Unicode case folding
 * (C and F, as APFS does), one-to-one capitals (NTFS, exFAT), and without what HFS+ ignores. It need not be a valid path.
 */
export function foldPath(path: string): string {
  if (/^[\0-\x7f]*$/.test(path)) return path.toUpperCase();
  // Capitals last: small letters depend on their place in a word. One round may compose a letter that folds further.
  const folded = path
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toLowerCase()
    .toUpperCase()
    .normalize("NFKC");
  return folded === path ? path : foldPath(folded);
}
