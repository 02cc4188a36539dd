import { a as filledMarkdown, n as code, o as quiet, r as details, t as capped } from "./markdown.js";
import { l as plural, u as printable } from "./fault-text.js";
import { n as targetsMarkdown, t as findingMarkdown } from "./markdown2.js";
import { n as rolesText } from "./text.js";
import { o as sha256 } from "./digest.js";

// src/worker/markdown.ts
function errorPage(name, version) {
	return `https://github.com/kaprien/action/blob/v${version}/docs/reference/errors.md#${name.toLowerCase()}`;
}
function faultMarkdown(fault, version) {
	const { title, meaning, fix } = filledMarkdown(fault);
	return [
		`### Kaprien: ${title}`,
		`**Why:** ${meaning}`,
		`**Fix:** ${fix}`,
		`[${fault.code}](${errorPage(fault.code, version)})`,
		""
	].join("\n\n");
}
function outcomeMarkdown(view, from) {
	const whole = `${[...sections(view, from), ...renewal(view)].join("\n\n")}\n`;
	return capped(whole, sha256);
}
function sections(view, from) {
	switch (view.kind) {
		case "idle": return [
			"### Kaprien: nothing to sign",
			`${quiet(view.reason)}. Next due: **${view.nextDue}**. Signed commit: ${code(view.commit)}.`,
			verify(from)
		];
		case "planned": return ["### Kaprien: would sign", ...plan(view.plan)];
		case "done": return [
			`### Kaprien: signed ${plural(view.plan.targets.length, "change")} in ${plural(view.plan.roles.length, "role")}`,
			...plan(view.plan),
			`Signed commit: ${code(view.commit)}. Next due: **${view.nextDue}**.`,
			verify(from)
		];
		case "refused": return [
			"### Kaprien: refused to sign what was merged",
			...view.findings.slice(0, 100).map(findingMarkdown),
			view.renewed === void 0 ? "Nothing was signed. To undo: revert the merge." : `Nothing of what was merged is signed; what was due is renewed in ${code(view.renewed)}. To undo: revert the merge.`
		];
	}
}
function renewal({ renewal }) {
	if (renewal === void 0) return [];
	const { event, roles, state } = renewal;
	const words = state === "open" ? "is open" : "was opened";
	return [`**People have to sign again:** ${roles.map(code).join(", ")}. The signing event ${code(event)} ${words}; sign it with ${code(`kaprien sign ${event}`)}.`];
}
function plan(plan) {
	const reasons = plan.because.map((reason) => `- ${quiet(reason)}`).join("\n");
	return [
		...targetsMarkdown(plan),
		details(`Roles: ${plural(plan.roles.length, "file")} signed or copied`, quiet(rolesText(plan))),
		details("Why", reasons)
	];
}
function publishedMarkdown(place, view) {
	const { commit, snapshot, timestamp, written, unchanged, removed, unavailable } = view;
	return [
		`### Kaprien: published snapshot ${snapshot}`,
		`${code(place)} holds signed commit ${code(commit)}, timestamp ${timestamp}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed. tuf-js accepts it from the pinned root, and from what was live before.`,
		...unavailable.length > 0 ? ["Files are missing; whoever wants one of them gets nothing:"] : [],
		...unavailable.slice(0, 100).map(findingMarkdown),
		""
	].join("\n\n");
}
function verify({ location, pin }) {
	const command = `npx kaprien status --repository ${location} --trusted-root ${pin}`;
	return `To verify it yourself, from the pinned root:\n\n\`\`\`sh\n${printable(command).replaceAll("`", "")}\n\`\`\``;
}

export { outcomeMarkdown as n, publishedMarkdown as r, faultMarkdown as t };