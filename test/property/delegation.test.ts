import fc from "fast-check";
import { minimatch } from "minimatch";
import { describe, expect, test } from "vitest";
import {
  authoritiesFor,
  authorityFrom,
  type Delegations,
  delegatedNames,
  type Scope,
} from "../../src/tuf/delegations.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { matchesPattern, patternProblem } from "../../src/tuf/pattern.ts";
import { ed25519, keysOf, none, roleOf } from "../support/metadata.ts";
import { runs } from "../support/runs.ts";

const holders = { keys: [ed25519("bins")] };
const base = { keys: keysOf(holders), roles: [], rest: none };
const anyPath = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });

function succinct(bitLength: number): Delegations {
  return { ...base, succinct: { ...roleOf(holders), bitLength, namePrefix: "bins", rest: none } };
}

function listed(scopes: ReadonlyMap<string, Scope>): Delegations {
  const roles = [...scopes].map(([name, scope]) => ({ ...roleOf(holders), name, terminating: true, scope }));
  return { ...base, roles };
}

/** The same bins written out: each role holds the hashes whose first bits are its number. */
function written(bitLength: number): Delegations {
  const digits = Math.ceil(bitLength / 4);
  const each = 2 ** (digits * 4 - bitLength);
  const hex = (value: number): string => value.toString(16).padStart(digits, "0");
  const bins = Array.from({ length: 2 ** bitLength }, (_, bin): [string, Scope] => [
    `bins-${hex(bin)}`,
    { kind: "prefixes", prefixes: Array.from({ length: each }, (_, i) => hex(bin * each + i)) },
  ]);
  return listed(new Map(bins));
}

describe("hash bins", () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 10])("with %d bits, succinct and written out choose the same one bin", (bits) => {
    const [short, long] = [succinct(bits), written(bits)];
    fc.assert(
      fc.property(anyPath, (path) => {
        const names = authoritiesFor("targets", short, path).map(({ role }) => role);
        expect(names).toHaveLength(1);
        expect(authoritiesFor("targets", long, path).map(({ role }) => role)).toEqual(names);
      }),
      runs(300),
    );
  });

  test("TAP 15: the bin's number is the first bits of the path's SHA-256, to 32 of them", () => {
    fc.assert(
      fc.property(anyPath, fc.integer({ min: 1, max: 32 }), (path, bits) => {
        const number = BigInt(`0x${sha256(path)}`) >> BigInt(256 - bits);
        const name = `bins-${number.toString(16).padStart(Math.ceil(bits / 4), "0")}`;
        expect(authoritiesFor("targets", succinct(bits), path).map(({ role }) => role)).toEqual([name]);
        expect(authorityFrom("targets", succinct(bits), name)?.role).toBe(name);
      }),
      runs(1000),
    );
  });

  test.each([1, 3, 4, 8, 9])("with %d bits, the names are 2^n in order, each delegated to, and no others", (bits) => {
    const delegations = succinct(bits);
    const names = [...delegatedNames(delegations)];
    expect(names).toEqual([...delegatedNames(written(bits))]);
    expect(new Set(names).size).toBe(2 ** bits);
    expect(names).toEqual([...names].sort());
    for (const name of names)
      expect(authorityFrom("targets", delegations, name)?.keyids).toEqual(roleOf(holders).keyids);
    const beyond = (2 ** bits).toString(16).padStart(Math.ceil(bits / 4), "0");
    const width = names[0]?.slice(5) ?? "";
    const none = [
      `bins-${beyond}`,
      `bins-0${width}`,
      `bins-${width.slice(1)}`,
      `bin-${width}`,
      `bins${width}`,
      `Bins-${width}`,
      `bins-${width} `,
    ];
    for (const name of [...none, "bins-", "bins", "", "bins-g", `bins--${width.slice(1)}`]) {
      expect(authorityFrom("targets", delegations, name)).toBeUndefined();
    }
  });

  test("interop C4: a succinct bin ends the search", () => {
    expect(authoritiesFor("targets", succinct(4), "x")[0]?.terminating).toBe(true);
    expect(authorityFrom("targets", succinct(4), "bins-0")?.terminating).toBe(true);
  });

  test("a prefix holds exactly the paths whose hash begins with it", () => {
    fc.assert(
      fc.property(anyPath, fc.nat({ max: 64 }), (path, length) => {
        const prefix = sha256(path).slice(0, length);
        const near = `${prefix.slice(0, -1)}${prefix.endsWith("0") ? "1" : "0"}`;
        const names = (prefixes: string[]) =>
          authoritiesFor("targets", listed(new Map([["r", { kind: "prefixes", prefixes }]])), path).length;
        expect(names([prefix])).toBe(1);
        if (length > 0) expect(names([near])).toBe(0);
        expect(names([`${sha256(path)}0`])).toBe(0);
        expect(names(["z", prefix])).toBe(1);
        expect(names([])).toBe(0);
      }),
    );
  });
});

// A small alphabet, so that patterns often match: T11's grammar for paths, T15's for patterns.
const pathSegment = fc.string({
  unit: fc.constantFrom("a", "a", "b", "A", "-", "+", "@", "~", "=", "_"),
  minLength: 1,
  maxLength: 5,
});
const dotted = fc.tuple(pathSegment, fc.constantFrom("", ".a", "..b", ".tar.gz")).map(([head, tail]) => head + tail);
const path = fc.array(fc.oneof(pathSegment, dotted), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const patternSegment = fc.string({
  unit: fc.constantFrom("a", "a", "b", "*", "*", "?", "?", ".", "-", "+", "@"),
  minLength: 1,
  maxLength: 5,
});
const pattern = fc
  .array(fc.oneof(patternSegment, dotted, fc.constant("*")), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("/"))
  .filter((each) => patternProblem(each) === undefined);

/** A pattern made from the path itself, with some of its characters replaced by wildcards. */
const related = fc
  .tuple(path, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom("*", "?", "")), { maxLength: 4 }))
  .map(([whole, holes]): [string, string] => [
    holes.reduce((before, [at, length, wildcard]) => {
      const start = at % before.length || 0;
      const cut = before.slice(start, start + length);
      return cut.includes("/") ? before : before.slice(0, start) + wildcard + before.slice(start + length);
    }, whole),
    whole,
  ]);

describe("T15: path patterns", () => {
  test("match what minimatch matches, in thousands of pairs", () => {
    let matches = 0;
    let pairs = 0;
    fc.assert(
      fc.property(fc.oneof(fc.tuple(pattern, path), related), ([wanted, actual]) => {
        if (patternProblem(wanted) !== undefined) return;
        pairs++;
        const answer = matchesPattern(wanted, actual);
        if (answer) matches++;
        expect(`${wanted} ${actual} ${answer}`).toBe(`${wanted} ${actual} ${minimatch(actual, wanted)}`);
      }),
      runs(12_000),
    );
    expect(pairs).toBeGreaterThan((runs(12_000).numRuns * 5) / 6);
    expect(matches / pairs).toBeGreaterThan(0.2);
    expect(matches / pairs).toBeLessThan(0.8);
  });

  test("match files whose names begin with a dot, as minimatch does when told to", () => {
    const hidden = fc
      .array(pathSegment, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.map((part) => `.${part}`).join("/"));
    fc.assert(
      fc.property(pattern, hidden, (wanted, actual) => {
        expect(matchesPattern(wanted, actual)).toBe(minimatch(actual, wanted, { dot: true }));
      }),
      runs(3000),
    );
    expect(matchesPattern("*", ".a")).toBe(true);
    expect(minimatch(".a", "*")).toBe(false);
  });

  test("a path without wildcards matches itself alone", () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(matchesPattern(one, one)).toBe(true);
        expect(matchesPattern(one, other)).toBe(one === other);
      }),
    );
  });

  test("no wildcard reaches over a slash", () => {
    for (const [wanted, actual] of [
      ["*", "a/b"],
      ["a*", "a/b"],
      ["a?b", "a/b"],
      ["*/*", "a"],
      ["*/*", "a/b/c"],
      ["a/*", "a"],
    ]) {
      expect(matchesPattern(wanted ?? "", actual ?? "")).toBe(false);
    }
  });

  test("many stars against a long name take no time worth naming", () => {
    expect(matchesPattern(`${"*a".repeat(50)}*b`, "a".repeat(5000))).toBe(false);
    expect(matchesPattern(`${"*a".repeat(50)}*`, "a".repeat(5000))).toBe(true);
  });

  test.each([
    "[ab]",
    "a]",
    "{a,b}",
    "a}",
    "!a",
    "a!",
    "(a",
    "a)",
    "#a",
    "a#",
    "\\a",
    "a\\*",
    "**",
    "a/**",
    "a**b",
    "/a",
    "a/",
    "a//b",
    "",
    "a b",
    "é",
    "a\n",
    ".",
    "..",
    "a/../b",
    "a/./b",
    "a,b",
    "a:b",
    "a%b",
  ])("clients may read %j differently: it is named a problem", (odd) => {
    expect(patternProblem(odd)).toMatch(/./);
  });

  test.each(["*", "?", "a", "a/*", "*/*", "*.tar.gz", "a-?_~@=+/b", ".a", "...", "a/*?*"])(
    "every client reads %j alike",
    (good) => {
      expect(patternProblem(good)).toBeUndefined();
    },
  );
});
