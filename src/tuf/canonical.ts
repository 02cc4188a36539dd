import { isObject, type Json } from "./json.ts";

const encoder = new TextEncoder();
const surrogate = /[\ud800-\udfff]/;
const escaped = /["\\]/g;

/**
 * Canonical JSON (specification §4.1; OLPC subset): members in code-point order, no white space, only `"` and `\`
 * escaped, everything else raw UTF-8 (PEM line feeds too, so the result need not be JSON). Signatures and keyids are made
 * over these bytes.
 */
export function canonical(value: Json): Uint8Array {
  return encoder.encode(write(value, canonicalString));
}

/**
 * The bytes of a file: compact JSON, members in the same order, one line feed at the end. Decoding gives `value` back.
 */
export function encodeJson(value: Json): Uint8Array {
  return encoder.encode(`${write(value, JSON.stringify)}\n`);
}

function canonicalString(text: string): string {
  return `"${text.replace(escaped, "\\$&")}"`;
}

function write(value: Json, string: (text: string) => string): string {
  if (typeof value === "string") return string(value);
  if (isObject(value)) {
    const names = [...value.keys()];
    const members = sorted(names).map((name) => `${string(name)}:${write(value.get(name) as Json, string)}`);
    return `{${members.join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, string)).join(",")}]`;
  return String(value);
}

function sorted(names: string[]): string[] {
  // UTF-16 order, the default, equals code-point order unless a surrogate is involved.
  return names.some((name) => surrogate.test(name)) ? names.sort(byCodePoint) : names.sort();
}

/** Orders by code point. UTF-16 order puts U+E000…U+FFFF after the astral planes, and other clients do not. */
export function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
