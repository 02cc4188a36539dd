import type { Clock } from "../base/clock.ts";
import { contentFault, isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { firstError, refusal } from "../base/finding.ts";
import { addDays, type Instant } from "../base/time.ts";
import type { Lifetime, Lifetimes } from "../config/settings.ts";
import { gitFaults } from "../git/faults.ts";
import { requireMoved } from "../git/races.ts";
import type { Store } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { intentPaths } from "../repository/layout.ts";
import { openRepository } from "../repository/open.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import { contentOf, versionsOf } from "../repository/trust-content.ts";
import { sha256 } from "../tuf/digest.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { findEvent } from "./branch.ts";
import { eventBranch, eventPaths, type TrustChange, type TrustEvent } from "./event-file.ts";
import { signingEventFaults } from "./faults.ts";
import { type EventPlace, loadEvent, trustOf } from "./load.ts";
import { openEvent } from "./start.ts";

/** Roles that are due within so many days after the first are renewed with it, so that people are asked once. */
const together = 30;

/**
 * Opens one event for every offline role within its renew window, and those that will be soon after. Its name is made of the versions in
 * force, so that for one state of trust there is one event, whoever comes first and however often. Undefined when nothing is due, or when
 * the event is folded and waits to be merged.
 */
export async function openRenewal(
  { store, clock, verifier }: { readonly store: Store; readonly clock: Clock; readonly verifier: Verifier },
  { pin, branch }: { readonly pin: string; readonly branch: string },
): Promise<Renewal | undefined> {
  const now = clock.now();
  const repository = await openRepository(store, { intent: branch, pin, now, verifier });
  const main = repository.intent;
  const { config } = await repository.settings();
  const trust = await trustOf(main, config.names, { pin, verifier });
  const roles = trust === undefined ? [] : dueRoles(trust, config.lifetimes, now);
  if (trust === undefined || roles.length === 0) return undefined;
  const terms = ["root", ...trust.offline.keys()].map((role) => {
    const { renew, expires } = lifetimeOf(role, config.lifetimes);
    return [role, [addDays(now, renew), addDays(now, expires + 1)]] as const;
  });
  const place = { base: main, names: config.names, pin, verifier, now, terms: new Map(terms) };
  for (let attempt = 1; ; attempt++) {
    const { event, present } = await nameOf(store, renewalName(trust), place, trust, roles);
    const renewal = { event, branch: eventBranch(event), roles };
    if (present === "folded") return undefined;
    if (present === "open") return { ...renewal, state: "open" };
    const changes = roles.map((role): TrustChange => ({ kind: "renew", role }));
    try {
      const { commit, findings } = await openEvent(
        { store, now, verifier },
        { pin, branch, event, changes, keys: [], existing: "refuse", dryRun: false },
      );
      if (commit === undefined)
        throw refusal(findings) ?? baseFaults.UNEXPECTED({ reason: "an event that nothing refuses was not opened" });
      return { ...renewal, state: "opened" };
    } catch (error) {
      const raced = isFault(error, signingEventFaults.EVENT_EXISTS, gitFaults.STORE_CONFLICT);
      if (!raced || attempt === maximumAttempts) throw error;
      if (isFault(error, gitFaults.STORE_CONFLICT)) requireMoved(error);
      // Somebody was first. Whether that was another worker, what is there now tells.
    }
  }
}

const maximumAttempts = 5;

/** Offline roles that are due, root first; none before the first of them is. */
function dueRoles({ root, offline }: Trust, lifetimes: Lifetimes, now: Instant): readonly string[] {
  const dates = [["root", root] as const, ...offline].map(([role, { signed }]) => {
    return { role, due: addDays(signed.expires, -lifetimeOf(role, lifetimes).renew) };
  });
  if (!dates.some(({ due }) => due <= now)) return [];
  return dates.flatMap(({ role, due }) => (due <= addDays(now, together) ? [role] : []));
}

function lifetimeOf(role: string, lifetimes: Lifetimes): Lifetime {
  return lifetimes[role === "root" || role === "bin" ? role : "targets"];
}

/** `renew-` and eight digits that stand for the versions of all that people signed. */
function renewalName(trust: Trust): string {
  const versions = [...versionsOf(contentOf(trust))].map(([role, version]) => `${role}:${version}`).sort();
  return `renew-${sha256(new TextEncoder().encode(versions.join("\n"))).slice(0, 8)}`;
}

interface Place extends Omit<EventPlace, "head"> {
  /** Until when a renewal has to last, by role: beyond the first, or it would be due again at once, and not beyond the second. */
  readonly terms: ReadonlyMap<string, readonly [Instant, Instant]>;
}
type Present = "missing" | "open" | "folded" | "in the way";

/** Whoever may push branches decides how many are in the way. */
const maximumNames = 100;

/** The event's name, with a number behind it while branches that are no such event are in the way: anybody can tell how it will be called. */
async function nameOf(
  store: Store,
  usual: string,
  place: Place,
  trust: Trust,
  roles: readonly string[],
): Promise<{ readonly event: string; readonly present: Present }> {
  for (let number = 1; ; number++) {
    const event = number === 1 ? usual : `${usual}-${number}`;
    const present = await stateOf(store, event, place, trust, roles);
    if (present !== "in the way") return { event, present };
    if (number === maximumNames) throw signingEventFaults.EVENT_EXISTS({ event, branch: eventBranch(event) });
  }
}

/**
 * T79: whether an event renews at least `roles`, for long enough, and does nothing else. Its name says nothing: anybody can tell how the
 * renewal will be called, and put a change of keys there before the worker does.
 */
function isRenewal({ changes, expires }: TrustEvent, roles: readonly string[], terms: Place["terms"]): boolean {
  const renewed = new Set(changes.flatMap((change) => (change.kind === "renew" ? [change.role] : [])));
  if (changes.some(({ kind }) => kind !== "renew")) return false;
  return (
    roles.every((role) => renewed.has(role)) && [...renewed].every((role) => isWithin(terms, role, expires.get(role)))
  );
}

function isWithin(terms: Place["terms"], role: string, expires: Instant | undefined): boolean {
  const [least, most] = terms.get(role) ?? [0, 0];
  return expires !== undefined && expires > least && expires <= most;
}

/** What became of an event. Folded is one whose branch holds newer versions of what is due, signed by those who must; open, one that can be signed. */
async function stateOf(
  store: Store,
  event: string,
  place: Place,
  trust: Trust,
  roles: readonly string[],
): Promise<Present> {
  const { names, pin = "", verifier } = place;
  try {
    const { head } = await findEvent(store, event, names);
    if ((await head.entry(eventPaths(names, event).event)) === undefined) {
      if (sameEntry(await head.entry(names.trust), await place.base?.entry(names.trust))) return "missing";
      const folded = contentOf(await readTrust(head, intentPaths(names), { pin, verifier }));
      const [versions, inForce] = [versionsOf(folded), versionsOf(contentOf(trust))];
      const renewed = roles.every((role) => {
        const expires = (role === "root" ? folded.root : folded.offline.get(role))?.expires;
        return (
          (versions.get(role) ?? 0) > (inForce.get(role) ?? 0) && (expires ?? 0) > (place.terms.get(role)?.[0] ?? 0)
        );
      });
      return renewed ? "folded" : "in the way";
    }
    // Whatever else was put beside it: another event would void the signatures that it has.
    const { event: found, findings } = await loadEvent({ ...place, head }, event);
    return firstError(findings) === undefined && isRenewal(found, roles, place.terms) ? "open" : "in the way";
  } catch (error) {
    return isFault(contentFault(error), signingEventFaults.EVENT_MISSING) ? "missing" : "in the way";
  }
}

/** The signing event in which people renew what they signed (T52). */
export interface Renewal {
  readonly event: string;
  readonly branch: string;
  readonly roles: readonly string[];
  /** `open`: it was there before. */
  readonly state: "opened" | "open";
}
