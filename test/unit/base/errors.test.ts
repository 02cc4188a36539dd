import { describe, expect, test } from "vitest";
import { type AnyCode, Fault, type FaultData } from "../../../src/base/fault.ts";
import { faultText, filled, findingText } from "../../../src/base/fault-text.ts";
import { baseFaults } from "../../../src/base/faults.ts";
import { asFinding, findingOf, firstError, refusal } from "../../../src/base/finding.ts";
import { filledMarkdown } from "../../../src/base/markdown.ts";
import { catalogue, explain, formerCodes, tables } from "../../../src/catalogue.ts";
import { isDamage, readingFault } from "../../../src/git/damage.ts";
import { gitFaults } from "../../../src/git/faults.ts";
import { rules } from "../../../src/policy/evaluate.ts";
import { tufFaults } from "../../../src/tuf/faults.ts";
import { workspaceFaults } from "../../../src/workspace/faults.ts";

const all = tables.flatMap((table) => Object.entries(table));

function textsOf({ entry: { title, meaning, fix } }: AnyCode): readonly string[] {
  return [title, meaning, fix];
}

/** Every blank of a code, and those of them that it needs. */
function blanksOf(of: AnyCode): { readonly every: FaultData; readonly needed: FaultData } {
  const blanks = textsOf(of).flatMap((text) => [...text.matchAll(/\{(\w+)(\??)\}/g)]);
  const data = (which: typeof blanks): FaultData => Object.fromEntries(which.map(([, name]) => [name, `<${name}>`]));
  return { every: data(blanks), needed: data(blanks.filter(([, , late]) => late === "")) };
}

describe("the catalogue", () => {
  test("has the code of each table's member, and says one thing of each: no two rooms have it", () => {
    expect(all.filter(([name, { code }]) => name !== code)).toEqual([]);
    const codes = all.map(([name]) => name);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    expect([...catalogue.keys()]).toEqual(codes);
  });

  test("has a reason for every policy rule", () => {
    for (const { of, why, title } of rules) {
      expect(catalogue.get(of.code)).toBe(of);
      expect(why.length, of.code).toBeGreaterThan(20);
      expect(title.length, of.code).toBeGreaterThan(5);
    }
  });

  test.each(all)("%s says what, why and what to do in whole sentences", (code, { entry }) => {
    expect(entry.title.length).toBeGreaterThan(3);
    expect(entry.meaning).toMatch(/[.}]$/);
    expect(entry.fix).toMatch(/[.}]$/);
    expect([1, 2, 3, 4, 5, 6, 64, 130]).toContain(entry.exit);
    expect(["content", "way", "local", "usage", "internal"]).toContain(entry.family);
    // What may be left out begins no sentence.
    for (const text of textsOf({ code, entry })) expect(text).not.toMatch(/^\{\w+\?\}|\. \{\w+\?\} /);
    // One blank is needed or not, wherever it stands; and a brace is a blank.
    const blanks = textsOf({ code, entry }).flatMap((text) => text.match(/[{}][^{}]*[{}]?/g) ?? []);
    for (const blank of blanks.filter((each) => each.startsWith("{"))) expect(blank).toMatch(/^\{[a-zA-Z]+\??\}$/);
    const names = new Set(blanks.map((blank) => blank.replace("?", "")));
    expect(new Set(blanks).size).toBe(names.size);
  });

  test.each(all)("%s is shown whole with all its blanks, and with those alone that it needs", (_code, of) => {
    const { every, needed } = blanksOf(of);
    for (const data of [every, needed]) {
      const fault = new Fault(of, data);
      const finding = asFinding(fault, { severity: "warning", file: "f.json", line: 3 });
      const shown = [...Object.values(filled(fault)), faultText(fault), findingText(finding)];
      shown.push(...Object.values(filledMarkdown(fault)));
      for (const text of shown) {
        expect(text).not.toMatch(/[{}]|undefined|\(\)|\( | \)|`\s*`| {2}(?!why|fix)|^\s|\s[,;]|\s[.:]\s(?![_&])/);
        expect(text.split("(").length, text).toBe(text.split(")").length);
      }
      for (const value of Object.values(data)) expect(faultText(fault)).toContain(String(value));
    }
  });

  test("a needed blank that nothing filled is told in tests, and left out elsewhere", () => {
    expect(() => filled({ of: tufFaults.ROLE_EXPIRED, data: { role: "snapshot" } })).toThrow(
      "ROLE_EXPIRED is shown without {expires}",
    );
  });

  test("a former name leads to a code, and is none itself", () => {
    for (const [former, { code }] of formerCodes)
      expect([catalogue.has(former), catalogue.has(code)]).toEqual([false, true]);
  });

  test("a code is explained by its name with its blanks to be seen", () => {
    expect(explain("JSON_INVALID").title).toBe("The file {file}:{line} is not JSON as Kaprien reads it: {reason}");
    expect(explain("ROLE_EXPIRED", { role: "a", expires: "b" }).title).toBe("a expired on b");
  });
});

describe("a text", () => {
  test("is filled, and what is not known yet is left out with the marks around it", () => {
    const data = { role: "timestamp", expires: "2026-01-01T00:00:00Z", site: "https://a.example/metadata" };
    expect(faultText(tufFaults.ROLE_EXPIRED(data))).toContain(
      "https://a.example/metadata: timestamp expired on 2026-01-01T00:00:00Z [ROLE_EXPIRED]",
    );
    expect(filled(gitFaults.STORE_UNAUTHORIZED({ location: "l", status: 401 })).title).toBe(
      "l does not know this token (401)",
    );
    expect(filled(gitFaults.STORE_UNAUTHORIZED({ location: "l", status: 401, message: "no" })).title).toBe(
      "l does not know this token (401: no)",
    );
    expect(filled(baseFaults.USAGE({ reason: "r" })).fix).toBe("See `kaprien --help`.");
  });

  test("keeps braces that came with the data", () => {
    expect(filled(baseFaults.UNEXPECTED({ reason: "a {reason} in {braces}" })).title).toContain(
      "a {reason} in {braces}",
    );
  });

  test("a hostile name cannot move the cursor or forge a line", () => {
    const shown = faultText(workspaceFaults.FILE_NOT_FOUND({ file: "a\u001b[2Jb\nerror: forged\u202e" }));
    expect(shown.split("\n")).toHaveLength(3);
    expect(shown).not.toMatch(/\u001b|\u202e/);
    const finding = asFinding(baseFaults.UNEXPECTED({ reason: "x" }), { severity: "error", file: "a\nerror: b" });
    expect(findingText(finding).split("\n")).toHaveLength(3);
  });
});

describe("faults and findings", () => {
  const fault = tufFaults.JSON_INVALID({ reason: "no", line: 4 });

  test("have the JSON of before: their code by name, and not its texts", () => {
    const place = { severity: "error", file: "a.json", line: 4 } as const;
    expect(JSON.stringify(asFinding(fault, place))).toBe(
      '{"code":"JSON_INVALID","severity":"error","file":"a.json","line":4,"data":{"reason":"no","line":4}}',
    );
    expect(JSON.stringify(asFinding(fault, { severity: "warning" }))).toBe(
      '{"code":"JSON_INVALID","severity":"warning","data":{"reason":"no","line":4}}',
    );
    expect(Object.keys(fault)).not.toContain("of");
  });

  test("a fault learns where it happened, keeps what it knew, and its cause", () => {
    const cause = new Error("cause");
    const located = tufFaults.JSON_INVALID({ reason: "no" }, { cause }).with({ file: "a.json", reason: "other" });
    expect(located.data).toEqual({ file: "a.json", reason: "no" });
    expect([located.of, located.cause]).toEqual([tufFaults.JSON_INVALID, cause]);
  });

  test("T89 T52: content is a finding; the way to it, this machine and its user are not the content's", () => {
    expect(findingOf(fault.with({ file: "inner.json" }), "outer.json")).toMatchObject({ file: "inner.json", line: 4 });
    expect(findingOf(fault, "outer.json")).toMatchObject({
      code: "JSON_INVALID",
      severity: "error",
      file: "outer.json",
    });
    const elsewhere = [
      gitFaults.STORE_UNREACHABLE({ reason: "gone" }),
      gitFaults.STORE_OBJECT_MISSING({ object: "o" }),
      gitFaults.STORE_CORRUPT({ reason: "r" }),
      gitFaults.RATE_LIMITED({ until: "later", reason: "r" }),
      baseFaults.UNEXPECTED({ reason: "r" }),
      baseFaults.USAGE({ reason: "r" }),
      new TypeError("a bug"),
    ];
    for (const error of elsewhere) expect(() => findingOf(error, "a.json")).toThrow(error as Error);
    expect(elsewhere.filter(isDamage)).toEqual(elsewhere.slice(1, 3));
    for (const error of elsewhere.slice(1, 3)) expect(readingFault(error)).toBe(error);
    for (const error of [elsewhere[0], elsewhere[3]]) expect(() => readingFault(error)).toThrow(error as Error);
  });

  test("findings refuse with the first error", () => {
    const warning = asFinding(baseFaults.UNEXPECTED({ reason: "w" }), { severity: "warning" });
    const error = asFinding(fault, { severity: "error" });
    expect([firstError([warning]), refusal([warning])]).toEqual([undefined, undefined]);
    expect(firstError([warning, error])).toBe(error);
    expect(refusal([warning, error])).toMatchObject({ code: "JSON_INVALID", data: fault.data, family: "content" });
  });
});
