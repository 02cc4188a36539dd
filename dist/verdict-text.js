import { a as plural, i as planText, n as findingsText, o as printable, r as plain } from "./text.js";
import { n as explain } from "./errors.js";
import { i as eventText, n as differencesText, s as missingText } from "./text2.js";

// src/proposal/verdict-text.ts
function keyNames({ people = {} }) {
	return { people: new Map(Object.entries(people)) };
}
function headline(view) {
	if (view.verdict === "waiting") return waitingText(view);
	const count = (kind) => view.plan?.targets.filter((target) => target.kind === kind).length ?? 0;
	const changes = `${plural(count("add"), "target")} added, ${count("change")} changed, ${count("remove")} removed`;
	const adopted = view.plan?.roles.filter(({ kind }) => kind === "adopt") ?? [];
	const trust = adopted.map(({ role, version }) => `${role} ${version}`).join(", ");
	if (view.verdict === "ready" && view.plan === void 0) return "The first trust of this repository, signed by people: ready to merge";
	if (view.verdict === "ready" && view.plan?.targets.length === 0 && adopted.length > 0) return `Trust changes to ${trust}, signed by people: ready to merge`;
	if (view.verdict === "ready") return `${changes}: ready to merge`;
	if (view.verdict === "no change") return "Nothing that is published changes";
	const refusals = view.findings.filter(({ severity }) => severity === "error");
	const [first] = refusals;
	const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : "";
	return first === void 0 ? "Blocked" : `Blocked: ${printable(explain(first.code, first.data).title)}${more}`;
}
function waitingText({ signing: event }) {
	if (event === void 0) return "Waiting";
	const name = `Signing event ${printable(event.name)}`;
	return event.report.complete ? `${name} is complete and waits to be finished` : `${name} ${missingText(event.report)}`;
}
function eventCommand({ name, report }) {
	return report.complete ? `kaprien event finish ${name}` : `kaprien sign ${name}`;
}
function verdictText(view, style = plain) {
	const { plan, signing: event, trust, findings, passed } = view;
	const names = keyNames(view);
	const parts = [`${view.verdict === "blocked" ? style.bad("blocked") : view.verdict === "waiting" ? style.warn("waiting") : style.good("ok")} ${style.strong(headline(view))}`];
	if (event !== void 0) parts.push(eventText({
		...event,
		findings: []
	}, names, style));
	if (trust !== void 0) parts.push(`${style.strong("what changes in trust")}\n${differencesText(trust, names, style)}`);
	if (plan !== void 0) parts.push(planText(plan, style));
	if (findings.length > 0) parts.push(findingsText(findings, style));
	if (event !== void 0 && view.verdict === "waiting") parts.push(`next: ${eventCommand(event)}`);
	else parts.push(style.dim(`policy: ${plural(passed.length, "rule")} passed`));
	return parts.join("\n");
}

export { verdictText as i, headline as n, keyNames as r, eventCommand as t };