import { canonical } from "./canonical.ts";
import { sha256 } from "./digest.ts";
import { isObject, type Json } from "./json.ts";

/** A value that differs; one side is absent where it is. */
export interface JsonDifference {
  /** Names on the way to it, as in `custom.channel`, `keys["a.b"]`, `list[0]`, `roles[vault]`. */
  readonly member: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Where two values differ, as deep inside as both have the same shape. Nothing when both have the same canonical form. */
export function* differences(before: Json | undefined, after: Json | undefined, at = ""): Generator<JsonDifference> {
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...before.keys(), ...after.keys()]))
      yield* differences(before.get(name), after.get(name), memberOf(at, name));
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const labels = labelsOf(before);
    for (const [index, item] of before.entries()) yield* differences(item, after[index], `${at}[${labels[index]}]`);
  } else if (textOf(before) !== textOf(after)) {
    yield { member: at, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }
}

/** A name that could be taken for more than one, or for nothing, is quoted. */
function memberOf(at: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${at}[${textOf(name)}]`;
  return at === "" ? name : `${at}.${name}`;
}

/** For each item its `name`, where no other item has it, else its index. */
function labelsOf(list: readonly Json[]): readonly (string | number)[] {
  const names = list.map((item) => (isObject(item) ? item.get("name") : undefined));
  const counts = new Map<unknown, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const telling = (name: unknown): name is string => typeof name === "string" && /^[A-Za-z_][\w-]*$/.test(name);
  return names.map((name, index) => (telling(name) && counts.get(name) === 1 ? name : index));
}

function textOf(value: Json | undefined): string {
  return value === undefined ? "" : new TextDecoder().decode(canonical(value));
}

/** A SHA-512 in quotes is shown whole. */
const shownLength = 130;

/** A value in its canonical form; of a long one its beginning and its digest. Two different values never look alike. */
export function shortText(value: Json): string {
  return shortened(textOf(value), shownLength);
}

/** A text of more than `limit` characters as its beginning and its digest: longer than any that is shown whole. */
export function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (sha256 ${sha256(text)})`;
}
