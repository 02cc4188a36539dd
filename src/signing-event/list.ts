import type { Finding } from "../base/finding.ts";
import { asFinding, findingOf } from "../base/finding.ts";
import { isDamage } from "../git/damage.ts";
import type { Refs, Store } from "../git/store.ts";
import { findEvent } from "./branch.ts";
import { eventBranch, eventPaths } from "./event-file.ts";
import { type EventPlace, loadEvent } from "./load.ts";
import type { EventReport } from "./report.ts";

/** A signing event that is not in force yet. JSON-safe. */
export interface OpenEvent {
  readonly name: string;
  /** Absent when it cannot be read; then a finding says why. */
  readonly report?: EventReport;
  readonly findings: readonly Finding[];
}

/** Whoever may push branches decides how many there are. */
const maximumEvents = 50;
const maximumBranches = 1000;
const named = new RegExp(`^(?:refs/remotes/origin/)?${eventBranch("([a-z0-9][a-z0-9-]{0,62})")}$`);

/** Names of events that have a branch, or a copy of origin's in a clone, open or not. Faults as {@link Refs} does. */
export async function eventNames(store: Refs): Promise<readonly string[]> {
  const refs = await store.refs(eventBranch(""));
  return [...new Set([...refs.keys()].flatMap((ref) => named.exec(ref)?.[1] ?? []))].sort();
}

/**
 * Every open event with who signed and who has not: those whose branch still holds its drafts. What is wrong with one of them keeps nobody
 * from seeing the others. Faults `TRUSTED_ROOT_NEEDED`, and as the store does.
 */
export async function openEvents(store: Store & Refs, place: Omit<EventPlace, "head">): Promise<readonly OpenEvent[]> {
  const events: OpenEvent[] = [];
  // Branches without an event on them, finished or junk, take no place: else they could hide the others.
  for (const name of (await eventNames(store)).slice(0, maximumBranches)) {
    const event = await openEvent(store, place, name);
    if (event !== undefined) events.push(event);
    if (events.length === maximumEvents) break;
  }
  return events;
}

async function openEvent(store: Store, place: Omit<EventPlace, "head">, name: string): Promise<OpenEvent | undefined> {
  const paths = eventPaths(place.names, name);
  try {
    const { head } = await findEvent(store, name, place.names);
    if ((await head.entry(paths.event)) === undefined) return undefined;
    const { report, findings } = await loadEvent({ ...place, head }, name);
    return { name, report, findings };
  } catch (error) {
    // Nor do bytes that are missing here, of that branch alone.
    const place = { severity: "error", file: paths.directory } as const;
    return { name, findings: [isDamage(error) ? asFinding(error, place) : findingOf(error, paths.directory)] };
  }
}
