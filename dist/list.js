import { i as asFinding, s as findingOf } from "./visits.js";
import { t as isDamage } from "./damage.js";
import { n as findEvent } from "./branch.js";
import { A as eventBranch, N as eventPaths, r as loadEvent } from "./load.js";

// src/signing-event/list.ts
const maximumEvents = 50;
const maximumBranches = 1e3;
const named = new RegExp(`^(?:refs/remotes/origin/)?${eventBranch("([a-z0-9][a-z0-9-]{0,62})")}$`);
async function eventNames(store) {
	const refs = await store.refs(eventBranch(""));
	return [...new Set([...refs.keys()].flatMap((ref) => named.exec(ref)?.[1] ?? []))].sort();
}
async function openEvents(store, place) {
	const events = [];
	for (const name of (await eventNames(store)).slice(0, maximumBranches)) {
		const event = await openEvent(store, place, name);
		if (event !== void 0) events.push(event);
		if (events.length === maximumEvents) break;
	}
	return events;
}
async function openEvent(store, place, name) {
	const paths = eventPaths(place.names, name);
	try {
		const { head } = await findEvent(store, name, place.names);
		if (await head.entry(paths.event) === void 0) return void 0;
		const { report, findings } = await loadEvent({
			...place,
			head
		}, name);
		return {
			name,
			report,
			findings
		};
	} catch (error) {
		const place = {
			severity: "error",
			file: paths.directory
		};
		return {
			name,
			findings: [isDamage(error) ? asFinding(error, place) : findingOf(error, paths.directory)]
		};
	}
}

export { openEvents as t };