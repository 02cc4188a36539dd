import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const directory = resolve(import.meta.dirname, "../../docs/adr");

interface Decision {
  readonly file: string;
  readonly text: string;
}

const decisions: readonly Decision[] = readdirSync(directory)
  .filter((name) => /^\d/.test(name))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(directory, file), "utf8") }));

const head =
  /^# (?<number>\d{4}) (?<title>.+)\n\n\*\*Status\.\*\* (?<status>Accepted|Superseded by \[\d{4}\]\([^)]+\)), (?<date>\d{4}-\d\d-\d\d)\./;

/** The line of the index for a decision; undefined when the decision has no number, title, status and date. */
function indexLine({ file, text }: Decision): string | undefined {
  const groups = head.exec(text)?.groups;
  if (groups === undefined || !file.startsWith(`${groups["number"]}-`)) return undefined;
  const { number, title, status, date } = groups;
  return `| [${number}](${file}) | ${title} | ${status} | ${date} |`;
}

describe("decisions", () => {
  test("are numbered without a gap", () => {
    const numbers = decisions.map((_, at) => String(at + 1).padStart(4, "0"));
    expect(decisions.map(({ file }) => file.slice(0, 4))).toEqual(numbers);
  });

  test.each(decisions)("$file has a status and a date, and its line in the index", (decision) => {
    const line = indexLine(decision);
    expect(line).toBeDefined();
    expect(readFileSync(join(directory, "README.md"), "utf8").split("\n")).toContain(line);
  });

  test.each([
    ["0007-x.md", "# 0007 Title\n\n**Decided.** Yes.\n"],
    ["0007-x.md", "# 0007 Title\n\n**Status.** Accepted.\n"],
    ["0007-x.md", "# 0008 Title\n\n**Status.** Accepted, 2026-11-30.\n"],
    ["0007-x.md", "# 0007 Title\n\n**Status.** Superseded, 2026-11-30.\n"],
  ])("a planted decision without them is seen: %s %j", (file, text) => {
    expect(indexLine({ file, text })).toBeUndefined();
  });

  test("one that another superseded says by which", () => {
    const text = "# 0005 Title\n\n**Status.** Superseded by [0022](0022-y.md), 2026-12-01. Why.\n";
    expect(indexLine({ file: "0005-x.md", text })).toContain("| Superseded by [0022](0022-y.md) | 2026-12-01 |");
  });
});
