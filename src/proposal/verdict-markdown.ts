import { capped, code, details, exactCode, filledMarkdown, quiet } from "../base/markdown.ts";
import { plural } from "../base/text.ts";
import { findingMarkdown, shownTargets, targetsMarkdown } from "../plan/markdown.ts";
import { rolesText } from "../plan/text.ts";
import { differenceText, eventMarkdown, keyNames } from "../signing-event/text.ts";
import type { TrustDifference } from "../signing-event/trust-diff.ts";
import { shortened } from "../tuf/difference.ts";
import { sha256 } from "../tuf/digest.ts";
import { headline, type VerdictView } from "./verdict-text.ts";

/** A verdict as a pull request comment: the decision first, the table, then details folded away. */
export function verdictMarkdown(view: VerdictView): string {
  const parts = [heading(view)];
  const { plan, signing: event, trust } = view;
  const names = keyNames(view);
  if (event !== undefined) parts.push(eventMarkdown({ ...event, findings: view.findings }, names));
  if (trust !== undefined) parts.push(...differencesMarkdown(trust, names));
  if (plan !== undefined) parts.push(...targetsMarkdown(plan));
  const refusals = view.findings.filter(({ severity }) => severity === "error");
  const warnings = view.findings.filter(({ severity }) => severity === "warning");
  parts.push(...refusals.slice(0, shownTargets).map(findingMarkdown));
  if (plan !== undefined)
    parts.push(
      details(
        `Roles: ${plural(plan.roles.length, "file")} change, ${trust === undefined ? "no offline signature needed" : "those of people are signed"}`,
        quiet(rolesText(plan)),
      ),
    );
  const summary = `Policy: ${view.passed.length} passed, ${plural(warnings.length, "warning")}`;
  parts.push(
    details(
      summary,
      [...view.passed.map((passed) => `- ok ${code(passed)}`), ...warnings.map(findingMarkdown)].join("\n"),
    ),
  );
  if (view.verdict === "ready")
    parts.push("On merge the worker signs and publishes. To undo: revert this pull request.");
  if (view.head !== undefined && view.base !== undefined)
    parts.push(`Judged: ${code(view.head.slice(0, 12))} merged into ${code(view.base.slice(0, 12))}.`);
  const whole = `${parts.join("\n\n")}\n`;
  return capped(whole, sha256);
}

/** The decision; of a refusal the first reason and its way out. */
function heading(view: VerdictView): string {
  const [first, ...others] = view.findings.filter(({ severity }) => severity === "error");
  if (view.verdict === "ready")
    return `### Kaprien: ${headline(view).replace("ready to merge", "**Ready to merge** ✅")}`;
  if (view.verdict === "waiting") return `### Kaprien: **${quiet(headline(view))}**`;
  if (first === undefined)
    return `### Kaprien: **${view.verdict === "blocked" ? "Blocked" : "No change"}**: ${quiet(headline(view))}`;
  const { title, fix } = filledMarkdown(first);
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `### Kaprien: **Blocked** ⛔ ${title}${more}\n**Fix:** ${fix} (${code(first.code)})`;
}

/** In what trust differs, each difference as code: names and paths in it are strangers' words until somebody signs them. */
export function differencesMarkdown(
  differences: readonly TrustDifference[],
  names: ReturnType<typeof keyNames>,
): readonly string[] {
  if (differences.length === 0) return [];
  const lines = differences
    .slice(0, shownTargets)
    .map((difference) => `- ${exactCode(shortened(differenceText(difference, names), 250))}`);
  const more = differences.length > shownTargets ? [`… and ${differences.length - shownTargets} more.`] : [];
  return ["**What changes in trust**", lines.join("\n"), ...more];
}
