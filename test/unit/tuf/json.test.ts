import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeJson } from "../../../src/tuf/canonical.ts";
import { decodeJson, fromPlain, isObject, type Json, lineOf, type Pointer, toPlain } from "../../../src/tuf/json.ts";

const corpus = new URL("../../corpus/json/", import.meta.url);
const files = (folder: string): string[] => readdirSync(new URL(folder, corpus)).sort();
const read = (file: string): Buffer => readFileSync(new URL(file, corpus));
const decode = (text: string): Json => decodeJson(Buffer.from(text));

/** `line:column reason` of the refusal, or "accepted". */
function refusal(bytes: Uint8Array): string {
  try {
    decodeJson(bytes);
  } catch (error) {
    const { code, data } = error as { code: string; data: Record<string, unknown> };
    return code === "JSON_INVALID" ? `${data["line"]}:${data["column"]} ${data["reason"]}` : code;
  }
  return "accepted";
}

describe("T18: what the decoder accepts", () => {
  test.each(files("accept/"))("%s, with the value JSON.parse gives", (file) => {
    const bytes = read(`accept/${file}`);
    expect(toPlain(decodeJson(bytes))).toEqual(JSON.parse(bytes.toString()));
  });

  test("members keep the order they were written in, integer-like names too", () => {
    const value = decode('{"b":1,"10":2,"9":3,"a":4,"":5}');
    expect(isObject(value) && [...value.keys()]).toEqual(["b", "10", "9", "a", ""]);
  });

  test("a member that was not written is not there, whatever JavaScript objects have", () => {
    const value = decode("{}");
    expect(isObject(value) && ["toString", "constructor", "__proto__"].map((name) => value.has(name))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("T18: what the decoder refuses, and where", () => {
  const expected = JSON.parse(read("refused.json").toString()) as Record<string, string>;

  test("each file of the corpus has its expectation", () => {
    expect(Object.keys(expected).sort()).toEqual(
      files("refuse/")
        .map((file) => file.replace(/\.json$/, ""))
        .sort(),
    );
  });

  test.each(Object.entries(expected))("%s: %s", (name, where) => {
    expect(refusal(read(`refuse/${name}.json`))).toBe(where);
  });

  test("every document cut short is refused", () => {
    const whole = '{"a":[1,true,null,"x\\u0041\\n"],"b":{"c":"d"}}';
    for (let end = 0; end < whole.length; end++) {
      expect(refusal(Buffer.from(whole.slice(0, end)))).not.toBe("accepted");
    }
    expect(refusal(Buffer.from(whole))).toBe("accepted");
  });

  test("every control character is refused raw and accepted escaped", () => {
    for (let code = 0; code < 0x20; code++) {
      expect(refusal(Buffer.from(`"${String.fromCharCode(code)}"`))).toBe("1:2 a control character must be escaped");
      expect(decode(`"\\u${code.toString(16).padStart(4, "0")}"`)).toBe(String.fromCharCode(code));
    }
  });
});

describe("lineOf", () => {
  const text = `{
  "name": "x",
  "list": [
    1,
    {
      "deep": [
        true],
      "name": {}
    }
  ],
  "toString": 1
}
`;
  test.each<[Pointer, number]>([
    [[], 1],
    [["name"], 2],
    [["list"], 3],
    [["list", 0], 4],
    [["list", 1], 5],
    [["list", 1, "deep"], 6],
    [["list", 1, "deep", 0], 7],
    [["list", 1, "name"], 8],
    [["toString"], 11],
  ])("%j is on line %d", (pointer, line) => {
    expect(lineOf(Buffer.from(text), pointer)).toBe(line);
  });

  test.each<[Pointer, number]>([
    [["none"], 1],
    [["list", 7], 3],
    [["list", 1, "none", "deeper"], 5],
    [["name", "length"], 2],
    [["list", "1"], 3],
    [["list", 1, 0], 5],
    [["valueOf"], 1],
  ])("%j is not there: the nearest value above it counts", (pointer, line) => {
    expect(lineOf(Buffer.from(text), pointer)).toBe(line);
  });

  test("leading white space, and a value on a line below its name", () => {
    expect(lineOf(Buffer.from('\r\n\r\n{"a":\r\n1}'), [])).toBe(3);
    expect(lineOf(Buffer.from('\r\n\r\n{"a":\r\n1}'), ["a"])).toBe(4);
  });
});

describe("plain values", () => {
  test("come and go as Maps", () => {
    const plain = { a: [1, { b: null }], c: "x", d: true, e: {} };
    expect(fromPlain(plain)).toEqual(decode('{"a":[1,{"b":null}],"c":"x","d":true,"e":{}}'));
    expect(toPlain(fromPlain(plain))).toEqual(plain);
    expect(fromPlain(new Map([["a", { b: 1 }]]))).toEqual(decode('{"a":{"b":1}}'));
    expect(fromPlain(Object.assign(Object.create(null), { a: 1 }))).toEqual(decode('{"a":1}'));
  });

  test("members that are undefined are left out", () => {
    expect(fromPlain({ a: undefined, b: 1 })).toEqual(decode('{"b":1}'));
  });

  test.each([
    ["a fraction", 1.5],
    ["a negative number", -1],
    ["minus zero", -0],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["2^53", 2 ** 53],
    ["undefined", undefined],
    ["undefined in a list", [undefined]],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["half a surrogate pair", "\ud800"],
    ["half a surrogate pair in a name", { "\udc00": 1 }],
    ["a prototype name", { constructor: 1 }],
    ["a prototype name in a Map", new Map([["__proto__", 1]])],
    ["a Map with numbers for names", new Map([[1, 1]])],
    ["a date", new Date(0)],
    ["bytes", Buffer.from("x")],
    ["a set", new Set([1])],
  ])("%s is refused: what was written must be readable", (_, value) => {
    expect(() => fromPlain(value)).toThrow(expect.objectContaining({ code: "JSON_INVALID" }));
    expect(() => fromPlain({ deep: [value, { value }] })).toThrow("JSON_INVALID");
  });

  test("the largest and smallest numbers are written and read again", () => {
    for (const value of [0, 1, Number.MAX_SAFE_INTEGER]) expect(decodeJson(encodeJson(fromPlain(value)))).toBe(value);
  });
});
