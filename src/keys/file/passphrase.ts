const minimumLength = 12;
/** Characters that must remain once what a guesser tries first is taken out. */
const minimumRest = 8;
const minimumDistinct = 6;

// Whole passphrases and the words they are most often built on, as a guesser's first list has them.
const common = [
  ["correcthorsebatterystaple", "passphrase", "password", "passwort", "passw0rd", "p@ssw0rd", "letmein", "trustno1"],
  ["qwertzuiop", "qwertyuiop", "qwerty", "qwertz", "azerty", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t", "1qaz2wsx"],
  ["administrator", "changeme", "iloveyou", "welcome", "dragon", "monkey", "sunshine", "princess", "football"],
  ["kaprien", "secret", "default", "master", "admin", "login"],
].flat();

/**
 * Why a passphrase is too weak to guard a key file, in words that follow "the passphrase …" and do not contain it; undefined when it
 * will do. This stops what a guesser tries first; it is not a measure of strength.
 */
export function passphraseProblem(passphrase: string): string | undefined {
  const length = [...passphrase].length;
  if (length < minimumLength) return `has ${length} characters; at least ${minimumLength} are needed`;
  const lower = passphrase.toLowerCase();
  if (new Set(lower).size < minimumDistinct) return "uses too few different characters";
  if (/^(.{1,11}?)\1+$/su.test(lower)) return "repeats one short piece";
  if (withoutRuns(withoutCommon(lower)).length < minimumRest) {
    return "is mostly a common word or a sequence of neighbouring characters";
  }
  return undefined;
}

function withoutCommon(text: string): string {
  return common.reduce((rest, word) => rest.replaceAll(word, ""), text.replaceAll(/[\s_-]/g, ""));
}

/** Keeps the first character of each run of repeated, ascending or descending ones (`aaaa`, `1234`, `zyx`). */
function withoutRuns(text: string): string[] {
  const characters = [...text];
  const step = (at: number): number =>
    (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0);
  return characters.filter((_, at) => at < 2 || Math.abs(step(at)) > 1 || step(at) !== step(at - 1));
}
