import type { Finding } from "../base/finding.ts";
import { code, filledMarkdown, row } from "../base/markdown.ts";
import { short, size } from "../base/text.ts";
import type { Plan } from "./plan.ts";

const marks = { add: "+", change: "~", remove: "-" } as const;

export const shownTargets = 100;

/** What changes for those who download, as a table. */
export function targetsMarkdown({ targets }: Plan): readonly string[] {
  if (targets.length === 0) return [];
  const rows = targets
    .slice(0, shownTargets)
    .map(({ kind, path, length, sha256, before, role }) =>
      row([
        marks[kind],
        code(path),
        length === undefined ? "" : size(length),
        code(short(sha256 ?? before ?? "")),
        code(role),
      ]),
    );
  const table = ["| | Target | Size | sha256 | Signed by |", "|---|---|--:|---|---|", ...rows].join("\n");
  return [table, ...(targets.length > shownTargets ? [`… and ${targets.length - shownTargets} more.`] : [])];
}

/** A finding as an item of a list. */
export function findingMarkdown(finding: Finding): string {
  const { severity, file, line } = finding;
  const { title, fix } = filledMarkdown(finding);
  const where = file === undefined ? "" : `${code(`${file}${line === undefined ? "" : `:${line}`}`)} `;
  const sign = severity === "error" ? "⛔" : "⚠️";
  return `- ${sign} ${where}${title} (${code(finding.code)})\n  **Fix:** ${fix}`;
}
