import type { Fault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { capped, code, details, filledMarkdown, quiet } from "../base/markdown.ts";
import { plural, printable } from "../base/text.ts";
import { findingMarkdown, targetsMarkdown } from "../plan/markdown.ts";
import type { Plan } from "../plan/plan.ts";
import { rolesText } from "../plan/text.ts";
import { sha256 } from "../tuf/digest.ts";

/** Summaries of jobs, as Markdown. */

/** The page of an error in the documentation of this version. */
export function errorPage(name: string, version: string): string {
  return `https://github.com/kaprien/action/blob/v${version}/docs/reference/errors.md#${name.toLowerCase()}`;
}

/** What stopped a run: what, why, the way out, and where to read on. */
export function faultMarkdown(fault: Fault, version: string): string {
  const { title, meaning, fix } = filledMarkdown(fault);
  return [
    `### Kaprien: ${title}`,
    `**Why:** ${meaning}`,
    `**Fix:** ${fix}`,
    `[${fault.code}](${errorPage(fault.code, version)})`,
    "",
  ].join("\n\n");
}

/** How a worker's run ended; the shape of its outcome. */
export type OutcomeView = EndingView & {
  readonly renewal?: { readonly event: string; readonly roles: readonly string[]; readonly state: "opened" | "open" };
};

type EndingView =
  | { readonly kind: "idle"; readonly reason: string; readonly nextDue: string; readonly commit: string }
  | { readonly kind: "refused"; readonly findings: readonly Finding[]; readonly renewed?: string }
  | { readonly kind: "planned"; readonly plan: Plan }
  | { readonly kind: "done"; readonly commit: string; readonly plan: Plan; readonly nextDue: string };

/** What was signed, what is next due, and how anybody can verify it. */
export function outcomeMarkdown(view: OutcomeView, from: { readonly location: string; readonly pin: string }): string {
  const whole = `${[...sections(view, from), ...renewal(view)].join("\n\n")}\n`;
  return capped(whole, sha256);
}

function sections(view: OutcomeView, from: { readonly location: string; readonly pin: string }): readonly string[] {
  switch (view.kind) {
    case "idle":
      return [
        "### Kaprien: nothing to sign",
        `${quiet(view.reason)}. Next due: **${view.nextDue}**. Signed commit: ${code(view.commit)}.`,
        verify(from),
      ];
    case "planned":
      return ["### Kaprien: would sign", ...plan(view.plan)];
    case "done":
      return [
        `### Kaprien: signed ${plural(view.plan.targets.length, "change")} in ${plural(view.plan.roles.length, "role")}`,
        ...plan(view.plan),
        `Signed commit: ${code(view.commit)}. Next due: **${view.nextDue}**.`,
        verify(from),
      ];
    case "refused":
      return [
        "### Kaprien: refused to sign what was merged",
        ...view.findings.slice(0, 100).map(findingMarkdown),
        view.renewed === undefined
          ? "Nothing was signed. To undo: revert the merge."
          : `Nothing of what was merged is signed; what was due is renewed in ${code(view.renewed)}. To undo: revert the merge.`,
      ];
  }
}

function renewal({ renewal }: OutcomeView): readonly string[] {
  if (renewal === undefined) return [];
  const { event, roles, state } = renewal;
  const words = state === "open" ? "is open" : "was opened";
  return [
    `**People have to sign again:** ${roles.map(code).join(", ")}. The signing event ${code(event)} ${words}; sign it with ${code(`kaprien sign ${event}`)}.`,
  ];
}

function plan(plan: Plan): readonly string[] {
  const reasons = plan.because.map((reason) => `- ${quiet(reason)}`).join("\n");
  return [
    ...targetsMarkdown(plan),
    details(`Roles: ${plural(plan.roles.length, "file")} signed or copied`, quiet(rolesText(plan))),
    details("Why", reasons),
  ];
}

/** What a publish wrote; the shape of its result. */
export interface PublishedView {
  readonly commit: string;
  readonly snapshot: number;
  readonly timestamp: number;
  readonly written: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
  readonly unavailable: readonly Finding[];
}

export function publishedMarkdown(place: string, view: PublishedView): string {
  const { commit, snapshot, timestamp, written, unchanged, removed, unavailable } = view;
  return [
    `### Kaprien: published snapshot ${snapshot}`,
    `${code(place)} holds signed commit ${code(commit)}, timestamp ${timestamp}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed. tuf-js accepts it from the pinned root, and from what was live before.`,
    ...(unavailable.length > 0 ? ["Files are missing; whoever wants one of them gets nothing:"] : []),
    ...unavailable.slice(0, 100).map(findingMarkdown),
    "",
  ].join("\n\n");
}

function verify({ location, pin }: { readonly location: string; readonly pin: string }): string {
  const command = `npx kaprien status --repository ${location} --trusted-root ${pin}`;
  return `To verify it yourself, from the pinned root:\n\n\`\`\`sh\n${printable(command).replaceAll("`", "")}\n\`\`\``;
}
