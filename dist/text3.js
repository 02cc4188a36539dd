import { c as plain, i as findingsText, l as plural, p as tableText } from "./fault-text.js";
import { a as eventText, r as eventCommand } from "./text2.js";

// src/status/text.ts
function statusText(view, style = plain) {
	if (!view.signed) return ["Nothing is signed yet. Run `kaprien worker` to make the first commit.", ...eventLines(view, style)].join("\n");
	const rows = view.roles.map(({ role, version, threshold, keys, expires, days, state, online }) => [
		role === "bins" ? `bins (${view.bins})` : role,
		String(version),
		`${threshold} of ${keys.length}`,
		online ? "online" : "people",
		expires.slice(0, 10),
		countdown(days),
		state
	]);
	const lines = tableText([[
		"role",
		"version",
		"signatures",
		"keys",
		"expires",
		"",
		"state"
	], ...rows], style);
	const pending = view.pending ? ["Merged changes wait for the worker: run `kaprien worker`."] : [];
	return [
		...lines,
		"",
		`${plural(view.targets, "target")} published, signed commit ${view.commit?.slice(0, 12)}`,
		...pending,
		...renewalLines(view, style),
		...eventLines(view, style)
	].join("\n");
}
function renewalLines({ roles, events }, style) {
	return roles.flatMap(({ role, days, state, command }) => {
		if (command === void 0) return [];
		const event = events.find(({ report }) => report?.roles.some((each) => each.role === role));
		const what = `${role} ${days < 0 ? "expired" : "expires"} ${countdown(days)}`;
		const how = event === void 0 ? `people renew it: ${command}` : `the signing event ${event.name} makes it again`;
		return [`${state === "expired" ? style.bad(what) : style.warn(what)}; ${how}`];
	});
}
function eventLines({ events, people }, style) {
	const names = { people: new Map(Object.entries(people)) };
	return events.flatMap(({ name, report, findings }) => {
		return report === void 0 ? [
			"",
			style.strong(name),
			findingsText(findings, style)
		] : [
			"",
			`signing event ${eventText({
				name,
				report,
				findings
			}, names, style)}`,
			`  next: ${eventCommand({
				name,
				report
			})}`
		];
	});
}
function countdown(days) {
	if (days === 0) return "within a day";
	return days < 0 ? `${plural(-days, "day")} ago` : `in ${plural(days, "day")}`;
}

export { statusText as n, countdown as t };