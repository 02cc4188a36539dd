import { baseFaults } from "./faults.ts";

declare const instantBrand: unique symbol;
/** A point in time: whole seconds since 1970-01-01T00:00:00Z. Never NaN. */
export type Instant = number & { readonly [instantBrand]: true };

const format = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;
const last = 253_402_300_799; // 9999-12-31T23:59:59Z, the last a four-digit year can write

/** An instant from whole or fractional seconds since 1970, rounded down. Faults `TIME_INVALID` outside years 1970–9999. */
export function instant(seconds: number): Instant {
  const whole = Math.floor(seconds);
  if (!(whole >= 0 && whole <= last)) throw baseFaults.TIME_INVALID({ value: String(seconds) });
  return whole as Instant;
}

/** Reads `YYYY-MM-DDTHH:MM:SSZ` (specification §4.2.3; T50): UTC, no fraction, a date that exists. Faults `TIME_INVALID`. */
export function parseInstant(text: string): Instant {
  const match = format.exec(text);
  if (match === null) throw baseFaults.TIME_INVALID({ value: text.slice(0, 64) });
  const milliseconds = Date.parse(text);
  // Date.parse rolls 02-30 over to March in some engines and yields NaN in others; only an exact round trip is a date.
  if (Number.isNaN(milliseconds) || formatInstant((milliseconds / 1000) as Instant) !== text) {
    throw baseFaults.TIME_INVALID({ value: text });
  }
  return instant(milliseconds / 1000);
}

/** Writes `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatInstant(at: Instant): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}

/** `at` plus `days` of 86,400 seconds; fractions and negative numbers allowed. */
export function addDays(at: Instant, days: number): Instant {
  return instant(at + days * 86_400);
}

/** Days from `from` to `to`, as a fraction; negative when `to` is earlier. */
export function daysBetween(from: Instant, to: Instant): number {
  return (to - from) / 86_400;
}
