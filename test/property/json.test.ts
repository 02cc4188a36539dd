import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeJson } from "../../src/tuf/canonical.ts";
import { decodeJson, fromPlain, type Json, toPlain } from "../../src/tuf/json.ts";
import { runs } from "../support/runs.ts";

const text = fc.string({ unit: "binary" });
const name = text.filter((value) => !["__proto__", "prototype", "constructor"].includes(value));

/** Any value the decoder can give. */
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeNat(),
    text,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 5 }).map((members): Json => new Map(members)),
  ),
}));

/** Any value JSON.parse can give, the refused ones included. */
const foreign = fc.jsonValue({ stringUnit: "binary" });

describe("T18: the decoder", () => {
  test("reads back what the encoder wrote", () => {
    fc.assert(
      fc.property(value, (json) => {
        expect(decodeJson(encodeJson(json))).toEqual(json);
      }),
      runs(1000),
    );
  });

  test("reads JSON.stringify's output as JSON.parse does, or refuses it", () => {
    fc.assert(
      fc.property(foreign, fc.constantFrom(undefined, 1, "\t", "\r\n"), (plain, indent) => {
        agree(JSON.stringify(plain, undefined, indent));
      }),
      runs(2000),
    );
  });

  test("accepts nothing that JSON.parse refuses, and differs in no value, on documents with damage", () => {
    // Pieces that matter to a JSON decoder, put anywhere in a good document.
    const piece = fc.constantFrom(
      ..."{}[],:\"\\0123456789-+.eE \t\n\r\u00a0\ufefftfnu/'",
      "\\u",
      "\\ud800",
      "null",
      '"a":',
    );
    const damage = fc.record({ at: fc.nat(), remove: fc.nat({ max: 3 }), insert: fc.oneof(piece, fc.constant("")) });
    let accepted = 0;
    fc.assert(
      fc.property(value, fc.array(damage, { minLength: 1, maxLength: 3 }), (json, changes) => {
        const whole = Buffer.from(encodeJson(json)).toString();
        const damaged = changes.reduce((before, { at, remove, insert }) => {
          const start = at % (before.length + 1);
          return before.slice(0, start) + insert + before.slice(start + remove);
        }, whole);
        if (damaged.isWellFormed() && agree(damaged)) accepted++;
      }),
      runs(5000),
    );
    expect(accepted).toBeGreaterThan((runs(5000).numRuns * 100) / 5000);
  });

  test("never faults but with JSON_INVALID, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const json = attempt(bytes);
        if (json !== undefined) expect(toPlain(json)).toEqual(JSON.parse(Buffer.from(bytes).toString()));
      }),
      runs(5000),
    );
  });

  test("plain values come back equal, or are refused", () => {
    fc.assert(
      fc.property(value, (json) => {
        expect(fromPlain(toPlain(json))).toEqual(json);
      }),
    );
  });
});

/** What the decoder makes of `bytes`, or undefined when it refuses them in the way it promises. */
function attempt(bytes: Uint8Array): Json | undefined {
  try {
    return decodeJson(bytes);
  } catch (error) {
    expect(error).toMatchObject({
      code: "JSON_INVALID",
      data: { line: expect.any(Number), column: expect.any(Number) },
    });
    return undefined;
  }
}

/** Holds the decoder to JSON.parse; true when it accepted the document. */
function agree(document: string): boolean {
  const ours = attempt(Buffer.from(document));
  let theirs: unknown;
  try {
    theirs = JSON.parse(document);
  } catch {
    expect(ours).toBeUndefined();
    return false;
  }
  if (ours === undefined) expect(`${document} ${listedRefusal(document, theirs)}`).toMatch(/true$/);
  else expect(toPlain(ours)).toEqual(theirs);
  return ours !== undefined;
}

/** Whether the document holds something T18 refuses although JSON allows it. */
function listedRefusal(document: string, parsed: unknown): boolean {
  const outside = document.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const strings = [...document.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)].map(([, whole = "", colon]) => ({
    text: JSON.parse(whole) as string,
    isName: colon !== undefined,
  }));
  const names = strings.filter(({ isName }) => isName).map(({ text }) => text);
  const numbers = outside.match(/[-\d][-+.\deE]*/g) ?? [];
  return (
    numbers.some((number) => !/^\d+$/.test(number) || !Number.isSafeInteger(Number(number))) ||
    names.some((each) => ["__proto__", "prototype", "constructor"].includes(each)) ||
    strings.some(({ text }) => !text.isWellFormed()) ||
    names.length > members(parsed) ||
    depth(parsed) > 32
  );
}

function members(plain: unknown): number {
  if (typeof plain !== "object" || plain === null) return 0;
  const own = Array.isArray(plain) ? 0 : Object.keys(plain).length;
  return Object.values(plain).reduce((sum: number, member) => sum + members(member), own);
}

function depth(plain: unknown): number {
  if (typeof plain !== "object" || plain === null) return 0;
  return 1 + Math.max(0, ...Object.values(plain).map(depth));
}
