import { findingText } from "../base/fault-text.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding } from "../base/finding.ts";
import type { Plan } from "../plan/plan.ts";
import type { Verdict } from "../proposal/check.ts";
import type { Runner } from "./runner.ts";

/** In characters. A step whose output has a mebibyte fails in ways of its own, and strangers decide how much there is to find. */
const maximumOutput = 500_000;

/** Findings as a JSON list, errors first; those that do not fit are left out. */
export function findingsJson(findings: readonly Finding[]): string {
  let left = maximumOutput;
  const kept = errorsFirst(findings)
    .map((finding) => JSON.stringify(finding))
    .filter(({ length }) => {
      left -= length + 1;
      return left >= 0;
    });
  return `[${kept.join(",")}]`;
}

/** A plan as JSON; of one that is too long for an output, everything but its lists of targets and roles. */
export function planJson(plan: Plan | undefined): string {
  const whole = JSON.stringify(plan ?? null);
  return whole.length <= maximumOutput || plan === undefined
    ? whole
    : JSON.stringify({
        ...plan,
        targets: [],
        roles: [],
        shortened: { targets: plan.targets.length, roles: plan.roles.length },
      });
}

/** The signing event of a verdict as JSON: who signed, who is missing, in what trust would differ; null when there is none. */
export function eventJson({ signing: event, trust }: Verdict): string {
  if (event === undefined) return "null";
  const whole = JSON.stringify({ ...event, trust });
  return whole.length <= maximumOutput ? whole : JSON.stringify({ name: event.name, complete: event.report.complete });
}

/** The runner shows ten errors and ten warnings of a step. */
const shownAnnotations = 10;

function errorsFirst(findings: readonly Finding[], most: number = findings.length): readonly Finding[] {
  const of = (wanted: Finding["severity"]): readonly Finding[] =>
    findings.filter(({ severity }) => severity === wanted).slice(0, most);
  return [...of("error"), ...of("warning")];
}

/** Findings on the lines they are about. */
export function annotate(write: Runner["annotate"], findings: readonly Finding[]): void {
  for (const finding of errorsFirst(findings, shownAnnotations)) {
    const { severity, code, file, line } = finding;
    write(severity, findingText(asFinding(finding, { severity })).replace(/^\w+: /, ""), {
      title: `Kaprien: ${code}`,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
    });
  }
}
