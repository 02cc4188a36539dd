import type { Finding } from "../base/finding.ts";
import { code, details, exactCode, filledMarkdown, row } from "../base/markdown.ts";
import { short, size } from "../base/text.ts";
import type { Plan, PlannedTarget } from "./plan.ts";
import { changedLines, keptBytes, pathText, restText, signedLines } from "./target-text.ts";

const marks = { add: "+", change: "~", remove: "-" } as const;

export const shownTargets = 100;

/** Characters of each list at most: three of them, and what else a comment says, fit into one. */
const maximumList = 15_000;

/** What changes for those who download, as a table; below it what differs of what is published, and all that is signed. */
export function targetsMarkdown({ targets }: Plan): readonly string[] {
  if (targets.length === 0) return [];
  const table = listed(targets, tableRow, ["| | Target | Size | sha256 | Signed by |", "|---|---|--:|---|---|"]);
  const changed = targets.filter(({ kind }) => kind === "change");
  return [
    table,
    ...(changed.length === 0 ? [] : ["**What differs from what is published**", listed(changed, changedItem)]),
    details("All that is signed of each target", listed(targets, signedItem)),
  ];
}

/** As many as fit, each on lines of its own; of the others their number and digest. */
function listed(
  targets: readonly PlannedTarget[],
  show: (target: PlannedTarget) => string,
  head: readonly string[] = [],
): string {
  const lines = [...head];
  let left = maximumList;
  let at = 0;
  for (const target of targets.slice(0, shownTargets)) {
    const text = show(target);
    left -= text.length + 1;
    if (left < 0) break;
    lines.push(text);
    at++;
  }
  const rest = targets.slice(at);
  return [...lines, ...(rest.length === 0 ? [] : ["", `… ${restText(rest)}.`])].join("\n");
}

function tableRow({ kind, path, before, after, role }: PlannedTarget): string {
  const { length = 0, hashes } = after ?? before ?? {};
  return row([marks[kind], exactCode(pathText(path)), size(length), code(short(hashes?.["sha256"] ?? "")), code(role)]);
}

function changedItem(target: PlannedTarget): string {
  const kept = keptBytes(target);
  const lines = changedLines(target).map((line) => `  - ${exactCode(line)}`);
  return [`- ${exactCode(pathText(target.path))}${kept === undefined ? "" : `: ${kept}`}`, ...lines].join("\n");
}

function signedItem(target: PlannedTarget): string {
  const lines = signedLines(target).map((line) => `  - ${exactCode(line)}`);
  return [`- ${marks[target.kind]} ${exactCode(pathText(target.path))}, ${code(target.role)}`, ...lines].join("\n");
}

/** A finding as an item of a list. */
export function findingMarkdown(finding: Finding): string {
  const { severity, file, line } = finding;
  const { title, fix } = filledMarkdown(finding);
  const where = file === undefined ? "" : `${code(`${file}${line === undefined ? "" : `:${line}`}`)} `;
  const sign = severity === "error" ? "⛔" : "⚠️";
  return `- ${sign} ${where}${title} (${code(finding.code)})\n  **Fix:** ${fix}`;
}
