import type { Style } from "../base/text.ts";
import { plain, size } from "../base/text.ts";
import type { Plan, PlannedTarget } from "./plan.ts";
import { changedLines, keptBytes, pathText, restText, signedLines } from "./target-text.ts";

const shownTargets = 50;

/** A plan for a terminal. */
export function planText(plan: Plan, style: Style = plain): string {
  const lines = plan.targets.slice(0, shownTargets).flatMap((target) => targetText(target, style));
  const rest = plan.targets.slice(shownTargets);
  if (rest.length > 0) lines.push(`  ${restText(rest)}`);
  const roles = plan.roles.length === 0 ? [] : [style.dim(`roles: ${rolesText(plan)}`)];
  return [...lines, ...roles, style.dim(`because ${plan.because.join("; ")}`)].join("\n");
}

/** `12 bins, snapshot 4, timestamp 9`. */
export function rolesText(plan: Plan): string {
  const bins = plan.roles.filter(({ role }) => role.startsWith("bins"));
  const others = plan.roles
    .filter(({ role }) => !role.startsWith("bins"))
    .map(({ role, version }) => `${role} ${version}`);
  const [only] = bins;
  const named = bins.length === 1 && only !== undefined ? `${only.role} ${only.version}` : `${bins.length} bins`;
  return [...(bins.length > 0 ? [named] : []), ...others].join(", ");
}

function targetText(target: PlannedTarget, style: Style): readonly string[] {
  const { kind, path, before, after, role } = target;
  const mark = { add: style.good("+ add"), change: style.warn("~ change"), remove: style.bad("- remove") }[kind];
  const details = [size((after ?? before)?.length ?? 0), role, keptBytes(target)].filter((part) => part !== undefined);
  return [
    `${mark} ${style.strong(pathText(path))}  ${style.dim(details.join("  "))}`,
    ...signedLines(target).map((line) => style.dim(`    ${line}`)),
    ...changedLines(target).map((line) => `    ${style.warn("~")} ${line}`),
  ];
}
