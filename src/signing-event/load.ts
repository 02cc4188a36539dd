import { contentFault, Fault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { finding, firstError } from "../base/finding.ts";
import type { Instant } from "../base/time.ts";
import type { Names } from "../config/names.ts";
import type { Tree } from "../git/store.ts";
import { sameEntry, treeOfFiles } from "../git/tree.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { intentPaths } from "../repository/layout.ts";
import { readTrust, type Trust } from "../repository/trust.ts";
import { contentOf, type TrustContent } from "../repository/trust-content.ts";
import { floorsPath } from "../repository/version-floors.ts";
import { encodeJson } from "../tuf/canonical.ts";
import { sameBytes } from "../tuf/digest.ts";
import { decodeJson, type Json, toPlain } from "../tuf/json.ts";
import { requireSound } from "../tuf/key.ts";
import { limits } from "../tuf/limits.ts";
import type { Verifier } from "../tuf/verifier.ts";
import {
  decodeEvent,
  decodeEventSignature,
  type EventPaths,
  type EventSignature,
  eventLimits,
  eventName,
  eventPaths,
  eventsDirectory,
  type TrustEvent,
} from "./event-file.ts";
import { eventEntries } from "./event-files.ts";
import { signingEventFaults } from "./faults.ts";
import { eventFindings } from "./findings.ts";
import { type EventReport, reportEvent } from "./report.ts";
import { draftEvent, type EventDraft } from "./unsigned.ts";
import { unsignedChanges } from "./unverified-diff.ts";

/** A signing event as it stands on its branch, verified and computed anew. */
export interface LoadedEvent {
  readonly name: string;
  readonly event: TrustEvent;
  /** The tree that it is a change of: the branch people merge to, or its own branch for an import that is not merged yet. */
  readonly start: Tree | undefined;
  /** What is in force, verified from the pinned root; undefined for a ceremony. */
  readonly trust: Trust | undefined;
  readonly base: TrustContent | undefined;
  readonly draft: EventDraft;
  readonly signatures: readonly EventSignature[];
  readonly report: EventReport;
  /** Errors keep it from being signed or finished. */
  readonly findings: readonly Finding[];
  /** What the signatures on the event are verified with. */
  readonly verifier: Verifier;
}

/** Where trust starts: a digest, or nowhere yet, as long as there is no root. */
export type Pin = string | undefined;

/** A `TrustAnchor`, or what stands in for it while there is no root. */
export interface EventAnchor {
  readonly pin: Pin;
  readonly verifier: Verifier;
}

/**
 * Reads an event of `head` as a change of what `base` holds. What is in force is verified from the pinned root before anything is compared
 * with it: what came to the branch without its signatures is shown as that, and blocks. Faults `EVENT_BASE_UNSIGNED`,
 * `EVENT_MISSING`, `EVENT_FILE_INVALID`, `EVENT_OUTDATED`, `EVENT_CHANGE_INVALID`, `TRUSTED_ROOT_NEEDED`.
 */
export async function loadEvent(place: EventPlace, name: string): Promise<LoadedEvent> {
  const { head, names, verifier, known, now } = place;
  const base = await startOf(place);
  const paths = eventPaths(names, eventName(name));
  const bytes = await head.read(paths.event, eventLimits.event);
  if (bytes === undefined) throw signingEventFaults.EVENT_MISSING({ event: name });
  const event = decodeEvent(bytes, paths.event);
  const entries = await eventEntries(head, names, name);
  const trust = await trustOf(base ?? treeOfFiles(new Map()), names, place, known);
  const content = trust && contentOf(trust);
  const draft = draftEvent(content, event);
  const signatures = await signaturesIn(head, entries, paths);
  const report = reportEvent(content, draft, signatures, verifier);
  const findings = [
    ...eventFindings(content, draft, now),
    ...(await draftFindings(head, entries, name, paths, draft)),
    ...(await besideFindings(base, head, names)),
  ];
  return { name, event, start: base, trust, base: content, draft, signatures, report, findings, verifier };
}

/**
 * What an event is a change of. An import whose roles people have to sign in strict form first comes to the branch people merge to with its
 * event, so that until then its own branch holds what was imported.
 */
export async function startOf({
  base,
  head,
  names,
}: Pick<EventPlace, "base" | "head" | "names">): Promise<Tree | undefined> {
  const { roots } = intentPaths(names);
  if (base !== undefined && (await base.list(roots)).length > 0) return base;
  const imported = (await isImported(head, names)) && (await head.list(roots)).length > 0;
  return imported ? head : base;
}

async function isImported(tree: Tree, names: Names): Promise<boolean> {
  return (await tree.entry(floorsPath(names))) !== undefined;
}

/**
 * What has to hold before an event is signed or finished. Faults `EVENT_UNSOUND` when something about it is wrong, and `KEY_WEAK` for a key that
 * it brings and that takes time to see through: whoever only looks at an event is not kept waiting for that (T87).
 */
export function requireSoundEvent({ name, event, findings }: LoadedEvent): void {
  const refusal = firstError(findings);
  if (refusal !== undefined) throw signingEventFaults.EVENT_UNSOUND({ event: name, reason: refusal.code });
  for (const key of event.keys.values()) requireSound(key, "new");
}

/** Where an event is looked at. */
export interface EventPlace extends EventAnchor {
  /** The branch people merge to; undefined before there is one. */
  readonly base: Tree | undefined;
  readonly head: Tree;
  readonly names: Names;
  /** What was verified before, to tell what is new in a base that does not verify. */
  readonly known?: TrustContent | undefined;
  /** To judge expiries by: what an event says of itself is its author's choice. */
  readonly now: Instant;
}

/** The events of a tree, by name. */
export async function eventsIn(tree: Tree, names: Names): Promise<readonly string[]> {
  const entries = await tree.list(eventsDirectory(names));
  return entries.flatMap(({ kind, name }) => (kind === "directory" ? [name] : []));
}

/** What is in force on a branch, expired or not; undefined where no root has been made yet, and nobody expects one. */
export async function trustOf(
  tree: Tree,
  names: Names,
  { pin, verifier }: EventAnchor,
  known?: TrustContent | undefined,
): Promise<Trust | undefined> {
  const paths = intentPaths(names);
  const entries = await tree.list(paths.roots);
  if (entries.length === 0 && pin === undefined) return undefined;
  if (entries.length === 0)
    throw signingEventFaults.EVENT_BASE_UNSIGNED({
      reason: repositoryFaults.TRUST_MISSING.code,
      changes: "no root at all",
    });
  if (pin === undefined) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
  try {
    return await readTrust(tree, paths, { pin, verifier }, (await isImported(tree, names)) ? "historic" : "strict");
  } catch (error) {
    const fault = contentFault(error);
    if (isFault(fault, repositoryFaults.ROOT_NOT_PINNED)) throw fault;
    const changes = await unsignedChanges(tree, names, known);
    throw signingEventFaults.EVENT_BASE_UNSIGNED({ ...fault.data, reason: fault.code, changes }, { cause: fault });
  }
}

/** A draft as a file: no signature yet. */
export function draftFile(json: EventDraft["roles"][number]["json"]): Uint8Array {
  return encodeJson(
    new Map<string, Json>([
      ["signatures", []],
      ["signed", json],
    ]),
  );
}

/** T66: the drafts of the branch must be what this machine makes of the event; nobody signs what somebody else computed. */
async function draftFindings(
  head: Tree,
  entries: readonly string[],
  event: string,
  paths: EventPaths,
  { roles }: EventDraft,
): Promise<readonly Finding[]> {
  const expected = new Map(roles.map(({ role, version, json }) => [paths.draft(role, version), draftFile(json)]));
  const present = entries.filter((path) => path.startsWith(`${paths.drafts}/`));
  const findings: Finding[] = [];
  for (const file of new Set([...expected.keys(), ...present])) {
    const [wanted, there] = [expected.get(file), await head.read(file, limits.targets)];
    if (wanted === undefined || there === undefined || !sameBytes(there, wanted))
      findings.push(finding(signingEventFaults.EVENT_UNSIGNED_DIFFERS, { file, event }, { severity: "error", file }));
  }
  return findings;
}

/** An event's branch changes nothing of trust but the event itself, until it is finished. */
async function besideFindings(base: Tree | undefined, head: Tree, names: Names): Promise<readonly Finding[]> {
  const before = (await base?.list(names.trust)) ?? [];
  const own = new Set([...before, ...(await head.list(names.trust))].map(({ name }) => name));
  const findings: Finding[] = [];
  for (const name of own) {
    const file = `${names.trust}/${name}`;
    if (name === "event" || sameEntry(await base?.entry(file), await head.entry(file))) continue;
    findings.push(finding(signingEventFaults.EVENT_FOREIGN_CHANGE, { file }, { severity: "error", file }));
  }
  return findings;
}

/** Signatures as they lie on the branch. One that cannot be read faults `EVENT_FILE_INVALID`. */
async function signaturesIn(
  head: Tree,
  entries: readonly string[],
  paths: EventPaths,
): Promise<readonly EventSignature[]> {
  const found: EventSignature[] = [];
  for (const file of entries.filter((path) => path.startsWith(`${paths.signatures}/`))) {
    const signature = decodeEventSignature(await plainJson(head, file), file);
    // The name is the address: else one signature could lie about in many places.
    if (paths.signature(signature.role, signature.keyid) !== file)
      throw signingEventFaults.EVENT_FILE_INVALID({ file, reason: "the file's name is not its role and keyid" });
    found.push(signature);
  }
  return found;
}

async function plainJson(head: Tree, file: string): Promise<unknown> {
  const bytes = await head.read(file, eventLimits.signature);
  try {
    return toPlain(decodeJson(bytes ?? new Uint8Array()));
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw signingEventFaults.EVENT_FILE_INVALID({ file, reason: String(cause.data["reason"]) }, { cause });
  }
}
