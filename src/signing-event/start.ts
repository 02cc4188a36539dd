import { isFault } from "../base/fault.ts";
import { type Finding, finding, firstError } from "../base/finding.ts";
import { addDays, type Instant } from "../base/time.ts";
import type { Config } from "../config/config.ts";
import type { Names } from "../config/names.ts";
import type { Lifetimes } from "../config/settings.ts";
import type { CommitId, Store, Tree } from "../git/store.ts";
import { planFaults } from "../plan/faults.ts";
import { openRepository } from "../repository/open.ts";
import { contentOf, keysOf, type TrustContent, versionsOf } from "../repository/trust-content.ts";
import type { PublicKey } from "../tuf/key.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { commitToEvent, type EventBranch, findEvent } from "./branch.ts";
import {
  decodeEvent,
  encodeEvent,
  eventBranch,
  eventLimits,
  eventName,
  eventPaths,
  type TrustChange,
  type TrustEvent,
} from "./event-file.ts";
import { eventEntries } from "./event-files.ts";
import { signingEventFaults } from "./faults.ts";
import { eventFindings } from "./findings.ts";
import { draftFile, type Pin, trustOf } from "./load.ts";
import { restated } from "./restating.ts";
import { rolesInForce } from "./rotation.ts";
import { diffTrust, type TrustDifference } from "./trust-diff.ts";
import { draftEvent, type EventDraft } from "./unsigned.ts";

export interface OpenOptions {
  readonly pin: Pin;
  /** The intent branch. */
  readonly branch: string;
  readonly event: string;
  readonly changes: readonly TrustChange[];
  /** Keys that the changes name and nobody knows yet. */
  readonly keys: readonly PublicKey[];
  /** Days that the new versions are good for; what kaprien.yml says when left out. */
  readonly days?: number;
  /** `join` adds to an event that is open, whose signatures are then void; `refuse` faults `EVENT_EXISTS`. */
  readonly existing: "join" | "refuse";
  readonly dryRun: boolean;
  /** What this machine verified before, to tell what is new in a base that does not verify. */
  readonly known?: TrustContent | undefined;
}

/** An event that was opened. */
export interface Opened {
  readonly event: string;
  readonly branch: string;
  /** Absent in a dry run, or when it was refused. */
  readonly commit?: CommitId;
  readonly draft: EventDraft;
  readonly differences: readonly TrustDifference[];
  readonly findings: readonly Finding[];
}

/**
 * Opens a signing event: a branch with the unsigned next versions of every role that the changes touch. Nothing is in force by that; people
 * sign it, and it is merged like anything else. Faults as `draftEvent`, `EVENT_EXISTS`, and as the store does.
 */
export async function openEvent(
  { store, now, verifier }: { readonly store: Store; readonly now: Instant; readonly verifier: Verifier },
  options: OpenOptions,
): Promise<Opened> {
  const event = eventName(options.event);
  const repository = await openRepository(store, { intent: options.branch, pin: options.pin, now, verifier });
  const main = repository.intent;
  const { config } = await repository.settings();
  const { names } = config;
  const trust = await trustOf(main, names, { pin: options.pin, verifier }, options.known);
  const base = trust && contentOf(trust);
  const place = await present(store, event, names);
  const before = place && (await eventOn(place.head, names, event));
  if (before !== undefined && options.existing === "refuse")
    throw signingEventFaults.EVENT_EXISTS({ event, branch: eventBranch(event) });
  const proposal = makeEvent(base, config.lifetimes, { ...options, before, now });
  const draft = draftEvent(base, proposal);
  const findings = [...eventFindings(base, draft, now), ...addressFindings(config, base, draft.after)];
  const branch = eventBranch(event);
  const summary = { event, branch, draft, differences: diffTrust(base, draft.after), findings };
  if (firstError(findings) !== undefined || options.dryRun) return summary;
  const files = new Map<string, Uint8Array | null>();
  for (const path of place === undefined ? [] : await eventEntries(place.head, names, event)) files.set(path, null);
  for (const [path, bytes] of filesOf(names, event, proposal, draft)) files.set(path, bytes);
  const on = place ?? { branch, head: main, local: undefined, fetched: undefined };
  // A branch that is there already may be behind: beside the event it becomes what people merge to.
  const onto = place === undefined ? undefined : main;
  const commit = await commitToEvent(store, names, event, on, files, `Open the signing event ${event}\n`, onto);
  return { ...summary, commit };
}

/** Online roles that come new, and for which the settings name no key yet: a worker would stop there. */
function addressFindings(
  { onlineKeys }: Config,
  base: TrustContent | undefined,
  after: TrustContent,
): readonly Finding[] {
  const online = (content: TrustContent): ReadonlySet<string> =>
    new Set([...rolesInForce(content)].flatMap(([role, held]) => (held.online ? [role] : [])));
  const before = base === undefined ? online(after) : online(base);
  return [...online(after)].flatMap((role): readonly Finding[] => {
    if (before.has(role) || onlineKeys.default !== undefined || role in onlineKeys) return [];
    return [finding(planFaults.ONLINE_KEY_UNSET, { role }, { severity: "warning" })];
  });
}

async function present(store: Store, event: string, names: Names): Promise<EventBranch | undefined> {
  try {
    return await findEvent(store, event, names);
  } catch (error) {
    if (isFault(error, signingEventFaults.EVENT_MISSING)) return undefined;
    throw error;
  }
}

/** The event of a branch; undefined on one that is left over of an event that is in force. */
async function eventOn(head: Tree, names: Names, event: string): Promise<TrustEvent | undefined> {
  const { event: file } = eventPaths(names, event);
  const bytes = await head.read(file, eventLimits.event);
  return bytes && decodeEvent(bytes, file);
}

/** The files of an event, without signatures. */
export function filesOf(
  names: Names,
  name: string,
  event: TrustEvent,
  { roles }: EventDraft,
): ReadonlyMap<string, Uint8Array> {
  const paths = eventPaths(names, name);
  return new Map([
    [paths.event, encodeEvent(event)],
    ...roles.map(({ role, version, json }) => [paths.draft(role, version), draftFile(json)] as const),
  ]);
}

/** An event with the dates that its roles get. */
export function makeEvent(
  base: TrustContent | undefined,
  lifetimes: Lifetimes,
  options: Pick<OpenOptions, "changes" | "keys" | "days"> & { before?: TrustEvent | undefined; now: Instant },
): TrustEvent {
  const { before, now, days } = options;
  const changes = [...(before?.changes ?? []), ...options.changes];
  const roles = new Set([
    ...(base === undefined ? ["root", "targets", "bin"] : versionsOf(base).keys()),
    ...changes.flatMap(rolesOf),
    ...(base !== undefined && changes.some(({ kind }) => kind === "restate") ? restated(base).offline.keys() : []),
  ]);
  const expires = new Map([...roles].map((role) => [role, addDays(now, days ?? lifeOf(role, lifetimes))] as const));
  const keys = new Map([...(before?.keys ?? []), ...options.keys.map((key) => [key.keyid, key] as const)]);
  const event: TrustEvent = {
    opened: now,
    base: base === undefined ? new Map() : versionsOf(base),
    expires,
    keys,
    changes,
  };
  const touched = new Set(draftEvent(base, event).roles.map(({ role }) => role));
  const inForce = new Set(base === undefined ? [] : keysOf(base).keys());
  return {
    ...event,
    expires: new Map([...expires].filter(([role]) => touched.has(role))),
    keys: new Map([...keys].filter(([keyid]) => !inForce.has(keyid))),
  };
}

function rolesOf(change: TrustChange): readonly string[] {
  return "role" in change ? [change.role] : [];
}

/** Days. Roles that people delegate to live as long as targets. */
function lifeOf(role: string, lifetimes: Config["lifetimes"]): number {
  return (role === "root" || role === "bin" ? lifetimes[role] : lifetimes.targets).expires;
}
