import { describe, expect, test } from "vitest";
import { addDays, daysBetween, formatInstant, instant, parseInstant } from "../../../src/base/time.ts";

describe("T50: the one form of a time", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2000-02-29T12:34:56Z", 951_827_696],
    ["2024-02-29T23:59:59Z", 1_709_251_199],
    ["2026-01-01T00:00:00Z", 1_767_225_600],
    ["9999-12-31T23:59:59Z", 253_402_300_799],
  ])("%s is %d seconds, and is written so again", (text, seconds) => {
    expect(parseInstant(text)).toBe(seconds);
    expect(formatInstant(parseInstant(text))).toBe(text);
  });

  test.each([
    ["a fraction", "2026-01-01T00:00:00.000Z"],
    ["an offset", "2026-01-01T00:00:00+00:00"],
    ["no zone", "2026-01-01T00:00:00"],
    ["a small z", "2026-01-01T00:00:00z"],
    ["a small t", "2026-01-01t00:00:00Z"],
    ["a space", "2026-01-01 00:00:00Z"],
    ["a date alone", "2026-01-01"],
    ["no seconds", "2026-01-01T00:00Z"],
    ["one digit", "2026-1-01T00:00:00Z"],
    ["month 0", "2026-00-01T00:00:00Z"],
    ["month 13", "2026-13-01T00:00:00Z"],
    ["day 0", "2026-01-00T00:00:00Z"],
    ["30 February", "2026-02-30T00:00:00Z"],
    ["29 February of a common year", "2026-02-29T00:00:00Z"],
    ["29 February 2100", "2100-02-29T00:00:00Z"],
    ["31 April", "2026-04-31T00:00:00Z"],
    ["hour 24", "2026-01-01T24:00:00Z"],
    ["hour 25", "2026-01-01T25:00:00Z"],
    ["minute 60", "2026-01-01T00:60:00Z"],
    ["a leap second", "2016-12-31T23:59:60Z"],
    ["before 1970", "1969-12-31T23:59:59Z"],
    ["year 0", "0000-01-01T00:00:00Z"],
    ["year 10000", "10000-01-01T00:00:00Z"],
    ["a signed year", "+002026-01-01T00:00:00Z"],
    ["space around", " 2026-01-01T00:00:00Z"],
    ["a line feed after", "2026-01-01T00:00:00Z\n"],
    ["two of them", "2026-01-01T00:00:00Z2026-01-01T00:00:00Z"],
    ["other digits", "２０２６-01-01T00:00:00Z"],
    ["words", "never"],
    ["nothing", ""],
  ])("%s is refused", (_, text) => {
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ code: "TIME_INVALID" }));
  });

  test("a refusal does not repeat a whole file", () => {
    const long = "x".repeat(10_000);
    expect(() => parseInstant(long)).toThrow(expect.objectContaining({ data: { value: "x".repeat(64) } }));
  });
});

describe("instants", () => {
  test("are whole seconds, rounded down", () => {
    expect(instant(1.999)).toBe(1);
    expect(instant(0)).toBe(0);
  });

  test.each([-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 253_402_300_800])(
    "%d seconds is no instant",
    (seconds) => {
      expect(() => instant(seconds)).toThrow(expect.objectContaining({ code: "TIME_INVALID" }));
    },
  );

  test("the last second is an instant", () => {
    expect(formatInstant(instant(253_402_300_799))).toBe("9999-12-31T23:59:59Z");
  });

  test("days are 86,400 seconds, forward, back and in part", () => {
    const start = parseInstant("2024-02-28T00:00:00Z");
    expect(formatInstant(addDays(start, 2))).toBe("2024-03-01T00:00:00Z");
    expect(formatInstant(addDays(start, -28))).toBe("2024-01-31T00:00:00Z");
    expect(formatInstant(addDays(start, 0.5))).toBe("2024-02-28T12:00:00Z");
    expect(daysBetween(start, addDays(start, 2.5))).toBe(2.5);
    expect(daysBetween(addDays(start, 1), start)).toBe(-1);
  });

  test("a sum outside the four-digit years is refused, not NaN", () => {
    for (const days of [3_000_000, -100_000, Number.NaN]) {
      expect(() => addDays(parseInstant("2026-01-01T00:00:00Z"), days)).toThrow("TIME_INVALID");
    }
  });
});
