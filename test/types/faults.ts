import { contentFault, defineFaults, type Fault, type Faults, isFault } from "../../src/base/fault.ts";
import { baseFaults } from "../../src/base/faults.ts";
import { type Finding, fileError, finding } from "../../src/base/finding.ts";
import { gitFaults } from "../../src/git/faults.ts";
import { tufFaults } from "../../src/tuf/faults.ts";

/** What must not compile. Nothing runs this file: `npm run types` fails on it when one of these lines is no error any more. */

export const given: readonly Fault[] = [
  tufFaults.ROLE_EXPIRED({ role: "targets", expires: "2030-01-01T00:00:00Z" }),
  // Anything more is for the JSON.
  tufFaults.ROLE_EXPIRED({ role: "targets", expires: "2030-01-01T00:00:00Z", site: "a", versions: ["1"], kept: true }),
  // A blank that may stay unfilled.
  tufFaults.JSON_INVALID({ reason: "no" }),
  tufFaults.JSON_INVALID({ reason: "no", file: undefined }, { cause: new Error("cause") }),
];

export const refused: readonly Fault[] = [
  // @ts-expect-error a missing blank
  tufFaults.ROLE_EXPIRED({ role: "targets" }),
  // @ts-expect-error no data at all
  gitFaults.STORE_CONFLICT(),
  // @ts-expect-error a misspelt code
  tufFaults.ROLE_EXPIRD({ role: "targets", expires: "2030-01-01T00:00:00Z" }),
  // @ts-expect-error a code of another room
  gitFaults.ROLE_EXPIRED({ role: "targets", expires: "2030-01-01T00:00:00Z" }),
  // @ts-expect-error a needed blank that may be undefined
  baseFaults.FILE_TOO_LARGE({ file: "a", actual: 1 as number | undefined, limit: 2 }),
  // @ts-expect-error a value that cannot be shown
  baseFaults.FILE_TOO_LARGE({ file: "a", actual: new Error("x"), limit: 2 }),
  // @ts-expect-error a value beside the blanks that cannot be shown
  baseFaults.FILE_TOO_LARGE({ file: "a", actual: 1, limit: 2, more: { no: "objects" } }),
];

const place = { severity: "error" } as const;
export const found: readonly Finding[] = [
  finding(tufFaults.ROLE_EXPIRED, { role: "targets", expires: "2030-01-01T00:00:00Z" }, place),
  fileError(baseFaults.FILE_TOO_LARGE, "a", { actual: 1, limit: 2 }),
  // @ts-expect-error a missing blank
  finding(tufFaults.ROLE_EXPIRED, { role: "targets" }, place),
  // @ts-expect-error a code as text
  finding("ROLE_EXPIRED", { role: "targets", expires: "2030-01-01T00:00:00Z" }, place),
  // @ts-expect-error a missing blank beside the file
  fileError(baseFaults.FILE_TOO_LARGE, "a", { actual: 1 }),
  // @ts-expect-error one of two codes, and the blanks of the other
  finding(given.length > 1 ? tufFaults.ROLE_EXPIRED : gitFaults.STORE_CONFLICT, { role: "a", expires: "b" }, place),
  // @ts-expect-error what only looks like a finding
  { code: "ROLE_EXPIRED", severity: "error", data: { role: "targets", expires: "2030-01-01T00:00:00Z" } },
  // @ts-expect-error a copy has lost its code
  { ...fileError(baseFaults.FILE_TOO_LARGE, "a", { actual: 1, limit: 2 }), file: "b" },
];

// @ts-expect-error a code as text
isFault(new Error("x"), "ROLE_EXPIRED");

/** An answer of no leaves the error a fault: it may be another one. */
export function otherwise(error: Fault): string {
  return isFault(error, tufFaults.ROLE_EXPIRED) ? "expired" : contentFault(error).code;
}

const table = {
  ODD: { family: "weather", exit: 1, title: "t", meaning: "m", fix: "f" },
} as const;
// @ts-expect-error a family that is not one
export const oddFaults: Faults<typeof table> = defineFaults(table);
