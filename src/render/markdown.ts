import { explain } from "../errors.ts";
import type { Finding } from "../repository/finding.ts";
import { headline, plural, printable, rolesText, short, size, type VerdictView } from "./text.ts";

const marks = { add: "+", change: "~", remove: "-" } as const;
const shownTargets = 100;

/** A verdict as a pull request comment (product §8): the decision first, the table, then details folded away. */
export function verdictMarkdown(view: VerdictView): string {
  const bold =
    view.verdict === "ready"
      ? headline(view).replace("ready to merge", "**Ready to merge** ✅")
      : quiet(headline(view));
  const parts = [`### Kaprien: ${bold}`];
  const { plan } = view;
  if (plan !== undefined && plan.targets.length > 0) {
    parts.push(
      ["| | Target | Size | sha256 | Signed by |", "|---|---|--:|---|---|"]
        .concat(
          plan.targets
            .slice(0, shownTargets)
            .map(({ kind, path, length, sha256, before, role }) =>
              row([
                marks[kind],
                code(path),
                length === undefined ? "" : size(length),
                code(short(sha256 ?? before ?? "")),
                code(role),
              ]),
            ),
        )
        .join("\n"),
    );
    if (plan.targets.length > shownTargets) parts.push(`… and ${plan.targets.length - shownTargets} more.`);
  }
  const refusals = view.findings.filter(({ severity }) => severity === "error");
  const warnings = view.findings.filter(({ severity }) => severity === "warning");
  parts.push(...refusals.slice(0, shownTargets).map(finding));
  if (plan !== undefined)
    parts.push(
      details(
        `Roles: ${plural(plan.roles.length, "file")} change, no offline signature needed`,
        quiet(rolesText(plan)),
      ),
    );
  const summary = `Policy: ${view.passed.length} passed, ${plural(warnings.length, "warning")}`;
  parts.push(
    details(summary, [...view.passed.map((passed) => `- ok ${code(passed)}`), ...warnings.map(finding)].join("\n")),
  );
  if (view.verdict === "ready")
    parts.push("On merge the worker signs and publishes. To undo: revert this pull request.");
  const whole = `${parts.join("\n\n")}\n`;
  return whole.length <= maximumLength ? whole : `${whole.slice(0, maximumLength)}\n\n… cut here.\n`;
}

function finding({ code: name, data, file, line }: Finding): string {
  const { title, fix } = explain(name, data);
  const where = file === undefined ? "" : `${code(`${file}${line === undefined ? "" : `:${line}`}`)} `;
  return `- ⛔ ${where}${quiet(printable(title))} (${code(name)})\n  **Fix:** ${quiet(printable(fix))}`;
}

function details(summary: string, body: string): string {
  return `<details><summary>${quiet(summary)}</summary>\n\n${body}\n\n</details>`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Text as code: nothing inside is read as Markdown, a mention or a cell's end (T5). */
function code(text: string): string {
  const shown = clip(printable(text)).replaceAll("|", "\\|").replaceAll("`", "ˋ");
  return shown === "" ? "" : `\`${shown}\``;
}

/** More than a forge takes in one comment; what is cut is in the JSON. */
const maximumLength = 60_000;
const maximumValue = 300;

function clip(text: string): string {
  return text.length > maximumValue ? `${text.slice(0, maximumValue)}…` : text;
}

/** Text in which nothing is a mention, a tag, a link or emphasis (T5). */
function quiet(text: string): string {
  // Forges look for mentions, references and addresses after Markdown is read: an entity does not stop that, a break inside does.
  const apart = clip(text).replace(/[@#]|:\/\//g, (mark) => `${mark[0]}\u200b${mark.slice(1)}`);
  return apart.replace(/[\\`*_{}[\]<>#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
