import type { Style } from "../base/text.ts";
import { plain, printable, short, size } from "../base/text.ts";
import type { Plan, PlannedTarget } from "./plan.ts";

const shownTargets = 50;

/** A plan for a terminal. */
export function planText(plan: Plan, style: Style = plain): string {
  const lines = plan.targets.slice(0, shownTargets).map((target) => targetText(target, style));
  if (plan.targets.length > shownTargets) lines.push(`  and ${plan.targets.length - shownTargets} more`);
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

function targetText({ kind, path, length, sha256, role }: PlannedTarget, style: Style): string {
  const mark = { add: style.good("+ add"), change: style.warn("~ change"), remove: style.bad("- remove") }[kind];
  const details = [
    ...(length === undefined ? [] : [size(length)]),
    ...(sha256 === undefined ? [] : [short(sha256)]),
    role,
  ];
  return `${mark} ${style.strong(printable(path))}  ${style.dim(details.join("  "))}`;
}
