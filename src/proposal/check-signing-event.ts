import { isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding, findingOf } from "../base/finding.ts";
import { formatInstant, type Instant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { sameEntry } from "../git/tree.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { intentPaths } from "../repository/layout.ts";
import { loadTrust, type Trust } from "../repository/trust.ts";
import { contentOf, type TrustContent } from "../repository/trust-content.ts";
import { eventsDirectory } from "../signing-event/event-file.ts";
import type { EventAnchor, EventPlace } from "../signing-event/load.ts";
import { eventsIn, type LoadedEvent, loadEvent } from "../signing-event/load.ts";
import { diffTrust, type TrustDifference } from "../signing-event/trust-diff.ts";
import { sha256 } from "../tuf/digest.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { proposalFaults } from "./faults.ts";

/** What a proposal says about signing events. */
export interface CarriedEvents {
  /** Events that it brings or changes. */
  readonly carried: readonly string[];
  /** Events that the branch people merge to has itself, because somebody merged them before they were finished. */
  readonly leftOver: readonly string[];
}

/** Events of `head`, told apart by what `main` and the commit where both parted have. */
export async function carriedEvents(main: Tree, parted: Tree, head: Tree, names: Names): Promise<CarriedEvents> {
  const carried: string[] = [];
  for (const name of await eventsIn(head, names)) {
    const path = `${eventsDirectory(names)}/${name}`;
    const entry = await head.entry(path);
    const known = [await main.entry(path), await parted.entry(path)];
    if (!known.some((other) => sameEntry(entry, other))) carried.push(name);
  }
  return { carried, leftOver: await eventsIn(main, names) };
}

/** What is said about events that were merged without being finished: nothing of them is in force. */
export function leftOverFindings({ leftOver }: CarriedEvents, names: Names): readonly Finding[] {
  return leftOver.map((event) => {
    const file = `${eventsDirectory(names)}/${event}`;
    return finding(proposalFaults.EVENT_LEFT_OVER, { event, file }, { severity: "warning", file });
  });
}

/** How a proposed event stands; what keeps it from being finished is a finding. */
export interface EventVerdict {
  readonly loaded?: LoadedEvent;
  readonly trust?: readonly TrustDifference[];
  readonly findings: readonly Finding[];
}

export async function judgeEvent(
  { main, ...place }: Omit<EventPlace, "base"> & { readonly main: Tree },
  [name = "", ...others]: readonly string[],
): Promise<EventVerdict> {
  const { names, now } = place;
  const file = eventsDirectory(names);
  if (others.length > 0) {
    const events = [name, ...others];
    return { findings: [finding(proposalFaults.EVENT_SEVERAL, { events }, { severity: "error", file })] };
  }
  try {
    const loaded = await loadEvent({ base: main, ...place }, name);
    const { base, draft, findings } = loaded;
    return {
      loaded,
      trust: diffTrust(base, draft.after),
      findings: [...findings, ...expiredFindings(draft.after, now)],
    };
  } catch (error) {
    if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) throw error;
    return { findings: [findingOf(error, `${file}/${name}`)] };
  }
}

/** Nothing is signed online over offline roles that have run out, so that an event that leaves one behind could never be finished. */
export function expiredFindings({ root, offline }: TrustContent, now: Instant): readonly Finding[] {
  return [["root", root] as const, ...offline].flatMap(([role, { expires }]): readonly Finding[] =>
    expires > now
      ? []
      : [finding(tufFaults.ROLE_EXPIRED, { role, expires: formatInstant(expires) }, { severity: "error" })],
  );
}

/**
 * The trust of a repository that has none yet, as a proposal brings it. Without a pin it is held to its own first root, since nobody can
 * have pinned another. Faults `TRUST_MISSING` when there is none there either, and with whatever does not hold.
 */
export async function firstTrust(
  head: Tree,
  names: Names,
  { pin, verifier }: EventAnchor,
  now: Instant,
): Promise<Trust> {
  const paths = intentPaths(names);
  const first = await head.read(paths.root(1), limits.root);
  if (first === undefined) throw repositoryFaults.TRUST_MISSING({ file: paths.root(1) });
  return loadTrust(head, paths, { pin: pin ?? sha256(first), verifier }, now);
}

/** In what `after` differs from `before`; undefined when they are the same. */
export function trustChange(before: Trust | undefined, after: Trust): readonly TrustDifference[] | undefined {
  return before === after ? undefined : diffTrust(before && contentOf(before), contentOf(after));
}
