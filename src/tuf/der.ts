import { toHex } from "./digest.ts";

/** One element of DER: its tag, and what it holds. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * The elements that fill `bytes` one after the other (X.690 §8.1, §10.1): tags of one byte, lengths in their shortest form. Undefined
 * when that is not what the bytes are, as with anything left over at the end.
 */
export function derElements(bytes: Uint8Array): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const span = spanOf(bytes, at + 1);
    if (span === undefined || (tag & 0x1f) === 0x1f) return undefined;
    elements.push({ tag, content: bytes.subarray(span.start, span.end) });
    at = span.end;
  }
  return elements;
}

/** One element as DER. */
export function derElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + digits.length, ...digits];
  return Uint8Array.from([head, ...parts].flatMap((part) => [...part]));
}

/** Where the content begins and ends whose length is written at `at`. */
function spanOf(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 4) return undefined;
  const start = at + 1 + more;
  const length = more === 0 ? first : bytes.subarray(at + 1, start).reduce((value, byte) => value * 256 + byte, 0);
  const shortest = more === 0 || (length >= 0x80 && length >= 256 ** (more - 1));
  return shortest && start + length <= bytes.length ? { start, end: start + length } : undefined;
}

/** The value of a DER integer that is not negative; undefined for any other element, and for one with needless zeros in front. */
export function derNatural({ tag, content }: DerElement): bigint | undefined {
  const [first, second] = content;
  if (tag !== 0x02 || first === undefined || first >= 0x80) return undefined;
  if (first === 0 && second !== undefined && second < 0x80) return undefined;
  return BigInt(`0x${toHex(content)}`);
}
