import { tufFaults } from "./faults.ts";

/** A decoded JSON object: a Map, so that `7` keeps its place and `toString` is not there unless it was written. */
export type JsonObject = ReadonlyMap<string, Json>;
/** A decoded JSON value. Numbers are integers from 0 to 2^53 - 1. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** How to reach a value inside a document: member names and array indexes. */
export type Pointer = readonly (string | number)[];

/** Objects and lists inside one another that the decoder follows (T18). */
export const maximumDepth = 32;
const forbidden = new Set(["__proto__", "prototype", "constructor"]);

/**
 * The one strict decoder (T18), for metadata and for people's files alike: fatal UTF-8, no byte order mark, no
 * duplicate or prototype-named members, depth at most 32, plain integers 0…2^53-1 only, no lone surrogates. Faults
 * `JSON_INVALID` with `line`, `column` and `reason`.
 */
export function decodeJson(bytes: Uint8Array): Json {
  return new Decoder(text(bytes)).document();
}

/** The 1-based line of the value at `pointer`, or of the nearest value above it that exists. */
export function lineOf(bytes: Uint8Array, pointer: Pointer): number {
  const decoder = new Decoder(text(bytes), pointer);
  decoder.document();
  return decoder.position(decoder.found).line;
}

/** The 1-based lines of all values at `pointer`, in which `"*"` stands for any item of a list; one pass for all. */
export function linesOf(bytes: Uint8Array, pointer: Pointer): readonly number[] {
  const source = text(bytes);
  const decoder = new Decoder(source, pointer);
  decoder.document();
  let line = 1;
  let at = 0;
  return decoder.matches.map((offset) => {
    for (; at < offset; at++) if (source[at] === "\n") line++;
    return line;
  });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

/** How many objects and lists stand inside one another: 0 for a string, 1 for a list of strings. */
export function depthOf(value: Json): number {
  if (!isObject(value) && !Array.isArray(value)) return 0;
  let deepest = 0;
  for (const member of value.values()) deepest = Math.max(deepest, depthOf(member as Json));
  return deepest + 1;
}

/** The value as plain objects and arrays, for JSON.stringify and schema libraries. */
export function toPlain(value: Json): unknown {
  if (isObject(value)) return Object.fromEntries([...value].map(([name, member]) => [name, toPlain(member)]));
  return Array.isArray(value) ? value.map(toPlain) : value;
}

/** A Map tree from plain objects and arrays; members that are undefined are left out. Faults `JSON_INVALID` on what JSON cannot hold. */
export function fromPlain(value: unknown): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string" && value.isWellFormed()) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (value instanceof Map || isRecord(value)) {
    const members: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
    const present = members.filter(([, member]) => member !== undefined);
    return new Map(present.map(([name, member]) => [memberName(name), fromPlain(member)]));
  }
  throw tufFaults.JSON_INVALID({ reason: `${String(value)} cannot be written as JSON here` });
}

// A Date, a Buffer or a Set would pass for an object with no members, or odd ones.
function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function memberName(name: unknown): string {
  if (typeof name === "string" && name.isWellFormed() && !forbidden.has(name)) return name;
  throw tufFaults.JSON_INVALID({ reason: `a member may not be named "${String(name)}"` });
}

function text(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw tufFaults.JSON_INVALID({ line: 1, column: 1, reason: "the file begins with a byte order mark" });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw tufFaults.JSON_INVALID({ ...firstDamage(bytes), reason: "the file is not valid UTF-8" }, { cause });
  }
}

/** Where `bytes` stop being UTF-8: where they differ from what a lenient reading of them would be written as. */
function firstDamage(bytes: Uint8Array): { line: number; column: number } {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
  const repaired = new TextEncoder().encode(lenient.decode(bytes));
  const end = bytes.findIndex((byte, i) => byte !== repaired[i]);
  const before = lenient.decode(bytes.subarray(0, end));
  return new Decoder(before).position(before.length);
}

const codes = { quote: 0x22, backslash: 0x5c, zero: 0x30, nine: 0x39 } as const;

class Decoder {
  /** Offset of the deepest value on the wanted pointer. */
  found = 0;
  /** Offsets of the values at its very end. */
  readonly matches: number[] = [];
  private at = 0;
  private readonly source: string;
  private readonly wanted: Pointer | undefined;

  constructor(source: string, wanted?: Pointer) {
    this.source = source;
    this.wanted = wanted;
  }

  document(): Json {
    this.space();
    const value = this.value(0, this.wanted !== undefined);
    this.space();
    if (this.at < this.source.length) this.fail("something follows the end of the document");
    return value;
  }

  position(offset: number): { line: number; column: number } {
    const before = this.source.slice(0, offset);
    const start = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: offset - start + 1 };
  }

  private value(depth: number, onPath: boolean): Json {
    if (onPath) {
      this.found = this.at;
      if (depth === this.wanted?.length) this.matches.push(this.at);
    }
    const char = this.source[this.at];
    if (char === '"') return this.string();
    if (char === "{") return this.object(depth, onPath);
    if (char === "[") return this.array(depth, onPath);
    if (char === "t") return this.word("true", true);
    if (char === "f") return this.word("false", false);
    if (char === "n") return this.word("null", null);
    return this.number();
  }

  private object(depth: number, onPath: boolean): JsonObject {
    this.enter(depth);
    const members = new Map<string, Json>();
    if (this.close("}")) return members;
    for (;;) {
      const start = this.at;
      if (this.source[this.at] !== '"') this.fail("a member name in double quotes is expected here");
      const name = this.string();
      if (members.has(name)) this.fail(`the member "${name}" is written twice`, start);
      if (forbidden.has(name)) this.fail(`a member may not be named "${name}"`, start);
      this.space();
      if (this.source[this.at] !== ":") this.fail('":" is expected here');
      this.at++;
      this.space();
      members.set(name, this.value(depth + 1, onPath && this.wanted?.[depth] === name));
      if (this.next("}")) return members;
    }
  }

  private array(depth: number, onPath: boolean): Json[] {
    this.enter(depth);
    const items: Json[] = [];
    if (this.close("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1, onPath && [items.length, "*"].includes(this.wanted?.[depth] ?? "")));
      if (this.next("]")) return items;
    }
  }

  private enter(depth: number): void {
    if (depth >= maximumDepth) this.fail(`values are nested more than ${maximumDepth} deep`);
    this.at++;
    this.space();
  }

  private close(bracket: string): boolean {
    if (this.source[this.at] !== bracket) return false;
    this.at++;
    return true;
  }

  /** After a member or an item: true at the closing bracket, false after a comma. */
  private next(bracket: string): boolean {
    this.space();
    if (this.close(bracket)) return true;
    if (this.source[this.at] !== ",") this.fail(`"," or "${bracket}" is expected here`);
    this.at++;
    this.space();
    return false;
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.source.startsWith(word, this.at)) this.fail("a JSON value is expected here");
    this.at += word.length;
    return value;
  }

  private number(): number {
    const start = this.at;
    while (this.digit(this.at)) this.at++;
    const digits = this.source.slice(start, this.at);
    const after = this.source[this.at];
    if (digits === "") {
      this.fail(this.source[start] === "-" ? "numbers may not be negative" : "a JSON value is expected here", start);
    }
    if (after === "." || after === "e" || after === "E")
      this.fail("numbers are whole and written in digits alone", start);
    if (digits.length > 1 && digits.startsWith("0")) this.fail("a number may not begin with 0", start);
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) this.fail("numbers may be at most 9007199254740991", start);
    return value;
  }

  private digit(at: number): boolean {
    const code = this.source.charCodeAt(at);
    return code >= codes.zero && code <= codes.nine;
  }

  private string(): string {
    const start = this.at++;
    const { source } = this;
    let plain = true;
    for (;;) {
      const code = source.charCodeAt(this.at);
      if (code === codes.quote) break;
      if (Number.isNaN(code)) this.fail("a string has no closing quote", start);
      if (code < 0x20) this.fail("a control character must be escaped");
      if (code === codes.backslash) {
        plain = false;
        this.at++;
      }
      this.at++;
    }
    this.at++;
    const raw = source.slice(start, this.at);
    const value = plain ? raw.slice(1, -1) : this.unescape(raw, start);
    if (!value.isWellFormed()) this.fail("a string holds half of a surrogate pair", start);
    return value;
  }

  private unescape(raw: string, start: number): string {
    try {
      return JSON.parse(raw) as string;
    } catch {
      return this.fail("a string holds an unknown escape", start);
    }
  }

  private space(): void {
    for (;;) {
      const code = this.source.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private fail(reason: string, offset: number = this.at): never {
    throw tufFaults.JSON_INVALID({ ...this.position(offset), reason });
  }
}
