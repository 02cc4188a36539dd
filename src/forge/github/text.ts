// What is ours among what people wrote, and texts as a forge takes them.

/** In characters; the forge takes 65,536. */
const LONGEST_BODY = 60_000;
const LONGEST_TITLE = 200;
const CUT = "\n\n… cut here.\n";

const TRUSTED: readonly unknown[] = ["OWNER", "MEMBER", "COLLABORATOR"];

interface Written {
  readonly body?: string | null | undefined;
  readonly user: { readonly type: string } | null;
  readonly author_association?: string;
}

/** The line that stands first in what we write, and is not shown. */
export function markerOf(name: string): string {
  return `<!-- kaprien:${name} -->`;
}

/** The body to send: with its marker, when it has a name, and no longer than is taken. */
export function fullText(name: string | undefined, body: string): string {
  const whole = name === undefined ? body : `${markerOf(name)}\n${body}`;
  return cut(whole, LONGEST_BODY, CUT);
}

export function titleText(title: string): string {
  return cut(title, LONGEST_TITLE, "…");
}

function cut(text: string, longest: number, end: string): string {
  if (text.length <= longest) return text;
  // Not between the halves of a character.
  return `${text.slice(0, longest - end.length).replace(/[\uD800-\uDBFF]$/, "")}${end}`;
}

/** Whether something was written by us: begins with the marker, and is of an author who may speak for us. */
export type IsOurs = (written: Written, marker: string) => boolean;

/**
 * Strangers can write a marker, too. A job or an app (its token begins with `ghs_`) is a bot, and so are those it takes over from: what a
 * person wrote stays that person's to edit. With a person's token, what maintainers wrote counts as well.
 */
export function oursFor(token: string): IsOurs {
  const people = token.startsWith("ghs_") ? [] : TRUSTED;
  return ({ body, user, author_association }, marker) => {
    const [first] = (body ?? "").split(/\r?\n/, 1);
    return first === marker && (user?.type === "Bot" || people.includes(author_association));
  };
}

/** Whether the forge has this text already: it may have changed line ends, and what follows the last word. */
export function sameText(there: string | null | undefined, wanted: string): boolean {
  const plain = (text: string): string => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(there ?? "") === plain(wanted);
}

/** The item with the lowest rank, of those that have one: the same for everybody who looks. */
export function lowest<T>(items: readonly T[], rank: (item: T) => number | undefined): T | undefined {
  let found: { readonly item: T; readonly rank: number } | undefined;
  for (const item of items) {
    const at = rank(item);
    if (at !== undefined && (found === undefined || at < found.rank)) found = { item, rank: at };
  }
  return found?.item;
}
