import { canonicalize } from "@tufjs/canonical-json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byCodePoint, canonical, encodeJson } from "../../src/tuf/canonical.ts";
import { fromPlain, type Json } from "../../src/tuf/json.ts";
import { runs } from "../support/runs.ts";

const forbidden = ["__proto__", "prototype", "constructor"];
const bmp = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).filter(isScalar).map(String.fromCodePoint) });
// Half below the surrogates, half above: where UTF-16 order and code-point order part.
const scalar = fc.oneof(
  fc.integer({ min: 0xe000, max: 0xffff }),
  fc.integer({ min: 0x10000, max: 0x10ffff }),
  fc.integer({ max: 0x7f, min: 0 }),
);
const astral = fc.string({ unit: scalar.map(String.fromCodePoint) });

function isScalar(code: number): boolean {
  return code < 0xd800 || code > 0xdfff;
}

function document(text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const name = text.filter((each) => !forbidden.includes(each));
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeNat(),
      text,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(name, tie("value"), { maxKeys: 6 }),
    ),
  })).value;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** The same value with the members of every object in another order. */
function reordered(value: Json): Json {
  if (value instanceof Map) return new Map([...value].reverse().map(([name, member]) => [name, reordered(member)]));
  return Array.isArray(value) ? value.map(reordered) : value;
}

describe("canonical JSON", () => {
  test("interop R4: is what an independent encoder writes, for names and text of the basic plane", () => {
    fc.assert(
      fc.property(document(bmp), (plain) => {
        expect(text(canonical(fromPlain(plain)))).toBe(canonicalize(plain));
      }),
      runs(2000),
    );
  });

  test("does not depend on the order of members, nor does the file", () => {
    fc.assert(
      fc.property(document(fc.oneof(bmp, astral)), (plain) => {
        const value = fromPlain(plain);
        expect(canonical(reordered(value))).toEqual(canonical(value));
        expect(encodeJson(reordered(value))).toEqual(encodeJson(value));
      }),
      runs(1000),
    );
  });

  test("orders members by code point, which is the order of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(astral, { minLength: 2, maxLength: 8 }), (names) => {
        const value: Json = new Map(names.filter((each) => !forbidden.includes(each)).map((each) => [each, 1]));
        const byBytes = [...value.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const quoted = byBytes.map((each) => `"${each.replace(/["\\]/g, "\\$&")}":1`);
        expect(text(canonical(value))).toBe(`{${quoted.join()}}`);
        expect([...value.keys()].sort(byCodePoint)).toEqual(byBytes);
      }),
      runs(2000),
    );
  });

  test("puts the private use area before the astral planes", () => {
    const value: Json = new Map([
      ["\u{10000}", 1],
      ["\uffff", 2],
      ["\ud7ff", 3],
      ["\ue000", 4],
    ]);
    expect(text(canonical(value))).toBe('{"\ud7ff":3,"\ue000":4,"\uffff":2,"\u{10000}":1}');
  });

  test("is different for different values", () => {
    fc.assert(
      fc.property(document(bmp), document(bmp), (a, b) => {
        const [left, right] = [fromPlain(a), fromPlain(b)];
        const same = text(encodeJson(left)) === text(encodeJson(right));
        expect(text(canonical(left)) === text(canonical(right))).toBe(same);
      }),
      runs(1000),
    );
  });
});
