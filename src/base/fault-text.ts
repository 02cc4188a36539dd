import type { AnyCode, Fault, FaultData } from "./fault.ts";
import type { Finding } from "./finding.ts";
import { plain, printable, type Style } from "./text.ts";

/** A fault, a finding, or another thing that has a code and its data. */
export interface Problem {
  readonly of: AnyCode;
  readonly data: FaultData;
}

/** What a person is told about a problem. */
export interface Words {
  readonly title: string;
  readonly meaning: string;
  readonly fix: string;
}

/** The texts of a problem with its data in the blanks. A blank that nothing fills is left out with the marks around it. */
export function filled({ of, data }: Problem): Words {
  const fill = (text: string): string =>
    text
      .replace(/(:? ?\(?)\{([a-zA-Z]+)(\??)\}(\)?)/g, (whole, before: string, name: string, late, close: string) => {
        if (data[name] !== undefined) return whole;
        if (late === "") unfilled(of.code, `{${name}}`);
        // Of two brackets, one stays where the other is around more than this blank.
        const open = before.endsWith("(");
        return open === (close !== "") ? "" : open ? before : close;
      })
      .replace(/^: /, "")
      .replace(/\{([a-zA-Z]+)\??\}/g, (_, name: string) => shown(data[name]));
  const { title, meaning, fix } = of.entry;
  return { title: fill(title), meaning: fill(meaning), fix: fill(fix) };
}

function shown(value: FaultData[string]): string {
  return typeof value === "object" ? value.join(", ") : String(value);
}

let unfilled: (code: string, blank: string) => void = () => undefined;

/** Has needed blanks that nothing filled told to `listener`; tests throw there. */
export function onUnfilled(listener: (code: string, blank: string) => void): void {
  unfilled = listener;
}

/** {@link filled}, and safe for a terminal. */
export function printed(problem: Problem): Words {
  const { title, meaning, fix } = filled(problem);
  return { title: printable(title), meaning: printable(meaning), fix: printable(fix) };
}

/** A fault for a person: what, why, the way out, and its code. */
export function faultText({ of, data }: Pick<Fault, "of" | "data">, style: Style = plain): string {
  const { title, meaning, fix } = printed({ of, data });
  const site = typeof data["site"] === "string" ? printable(data["site"]) : "";
  const where = title.includes(site) ? "" : `${site}: `;
  return `${style.bad("error")}: ${where}${title} [${of.code}]\n${reasons(meaning, fix, style)}`;
}

/** One finding: where, what, why, what to do, and its code. */
export function findingText(finding: Finding, style: Style = plain): string {
  const { file, line } = finding;
  const { title, meaning, fix } = printed(finding);
  const word = finding.severity === "error" ? style.bad("error") : style.warn("warning");
  const where = file === undefined ? "" : `${printable(file)}${line === undefined ? "" : `:${line}`}: `;
  return `${word}: ${where}${title} [${finding.code}]\n${reasons(meaning, fix, style)}`;
}

function reasons(meaning: string, fix: string, style: Style): string {
  return `  ${style.dim("why")} ${meaning}\n  ${style.dim("fix")} ${fix}`;
}

const shownFindings = 20;

/** Findings for a terminal: enough to see what is wrong, errors first. */
export function findingsText(findings: readonly Finding[], style: Style = plain): string {
  const sorted = [...findings].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
  const more =
    sorted.length > shownFindings
      ? [style.dim(`and ${sorted.length - shownFindings} more; --json lists them all`)]
      : [];
  return [...sorted.slice(0, shownFindings).map((finding) => findingText(finding, style)), ...more].join("\n");
}
