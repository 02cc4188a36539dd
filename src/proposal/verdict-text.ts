import { findingsText, printed } from "../base/fault-text.ts";
import type { Finding } from "../base/finding.ts";
import { plain, plural, printable, type Style } from "../base/text.ts";
import type { Plan, PlannedTarget } from "../plan/plan.ts";
import { planText } from "../plan/text.ts";
import type { EventReport } from "../signing-event/report.ts";
import { differencesText, eventCommand, eventText, keyNames, missingText } from "../signing-event/text.ts";
import type { TrustDifference } from "../signing-event/trust-diff.ts";
import type { KeyId } from "../tuf/key.ts";

/** What a verdict shows; the shape `check` returns. */
export interface VerdictView {
  readonly verdict: "ready" | "blocked" | "waiting" | "no change";
  readonly plan?: Plan;
  readonly findings: readonly Finding[];
  readonly passed: readonly string[];
  /** Commits that were judged: of the branch a merge would go to, and of the proposal. */
  readonly base?: string;
  readonly head?: string;
  /** The signing event that is proposed, unless it cannot be read. */
  readonly signing?: { readonly name: string; readonly report: EventReport };
  /** In what trust would differ from what is in force. */
  readonly trust?: readonly TrustDifference[];
  /** What the settings call the holders of keys. */
  readonly people?: Readonly<Record<KeyId, string>>;
}

/** The first line of every verdict. */
export function headline(view: VerdictView): string {
  if (view.verdict === "waiting") return waitingText(view);
  const count = (kind: PlannedTarget["kind"]): number =>
    view.plan?.targets.filter((target) => target.kind === kind).length ?? 0;
  const changes = `${plural(count("add"), "target")} added, ${count("change")} changed, ${count("remove")} removed`;
  const adopted = view.plan?.roles.filter(({ kind }) => kind === "adopt") ?? [];
  const trust = adopted.map(({ role, version }) => `${role} ${version}`).join(", ");
  if (view.verdict === "ready" && view.plan === undefined)
    return "The first trust of this repository, signed by people: ready to merge";
  if (view.verdict === "ready" && view.plan?.targets.length === 0 && adopted.length > 0)
    return `Trust changes to ${trust}, signed by people: ready to merge`;
  if (view.verdict === "ready") return `${changes}: ready to merge`;
  if (view.verdict === "no change") return "Nothing that is published changes";
  const refusals = view.findings.filter(({ severity }) => severity === "error");
  const [first] = refusals;
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : "";
  return first === undefined ? "Blocked" : `Blocked: ${printed(first).title}${more}`;
}

function waitingText({ signing: event }: VerdictView): string {
  if (event === undefined) return "Waiting";
  const name = `Signing event ${printable(event.name)}`;
  return event.report.complete
    ? `${name} is complete and waits to be finished`
    : `${name} ${missingText(event.report)}`;
}

/** A verdict for a terminal. */
export function verdictText(view: VerdictView, style: Style = plain): string {
  const { plan, signing: event, trust, findings, passed } = view;
  const names = keyNames(view);
  const mark =
    view.verdict === "blocked"
      ? style.bad("blocked")
      : view.verdict === "waiting"
        ? style.warn("waiting")
        : style.good("ok");
  const parts = [`${mark} ${style.strong(headline(view))}`];
  if (event !== undefined) parts.push(eventText({ ...event, findings: [] }, names, style));
  if (trust !== undefined)
    parts.push(`${style.strong("what changes in trust")}\n${differencesText(trust, names, style)}`);
  if (plan !== undefined) parts.push(planText(plan, style));
  if (findings.length > 0) parts.push(findingsText(findings, style));
  if (event !== undefined && view.verdict === "waiting") parts.push(`next: ${eventCommand(event)}`);
  else parts.push(style.dim(`policy: ${plural(passed.length, "rule")} passed`));
  return parts.join("\n");
}
