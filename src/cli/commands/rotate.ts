import { findingsText } from "../../base/fault-text.ts";
import { baseFaults } from "../../base/faults.ts";
import { firstError } from "../../base/finding.ts";
import { duration } from "../../compose/duration.ts";
import { composeFaults } from "../../compose/faults.ts";
import { isOnlineRole } from "../../config/names.ts";
import { repositoryFaults } from "../../repository/faults.ts";
import { type TrustContent, versionsOf } from "../../repository/trust-content.ts";
import { findEvent } from "../../signing-event/branch.ts";
import type { TrustChange } from "../../signing-event/event-file.ts";
import { signingEventFaults } from "../../signing-event/faults.ts";
import { loadEvent } from "../../signing-event/load.ts";
import { listedRoles, rebinning } from "../../signing-event/rebinning.ts";
import { keysAround } from "../../signing-event/report.ts";
import { placeOfOnline, rolesInForce, rotation, withoutOverlap } from "../../signing-event/rotation.ts";
import { openEvent } from "../../signing-event/start.ts";
import { differencesText } from "../../signing-event/text.ts";
import type { PublicKey } from "../../tuf/key.ts";
import { cliFaults } from "../faults.ts";
import { flag, list, text } from "../flags.ts";
import { leavingKeys, resolveKey } from "../key-reference.ts";
import type { Session } from "../session.ts";
import { type EventSession, openEventSession } from "../trust-session.ts";

/** New keys, another threshold or a fresh expiry for a role. */
export async function rotate(session: Session): Promise<number> {
  const [role = ""] = session.args;
  const { flags } = session;
  const opened = await openEventSession(session);
  const base = inForce(opened);
  const add = await resolveAll(session, opened, list(flags, "add"));
  const start = await startOf(session, opened, base);
  const remove = leavingKeys(start, opened.people, list(flags, "remove"));
  const threshold = wholeOf(session, "threshold");
  const changes = rotation(start, { role, add, remove, ...(threshold !== undefined && { threshold }) });
  if (withoutOverlap(base, changes) && !flag(flags, "compromised")) throw cliFaults.ROTATION_WITHOUT_OVERLAP({ role });
  return propose(session, opened, { event: defaultName(`rotate-${role}`, base), changes, keys: add });
}

/** Gives path patterns to other keys, changes that, or takes it back. */
export async function delegate(session: Session): Promise<number> {
  const [given = ""] = session.args;
  const { flags } = session;
  const opened = await openEventSession(session);
  const base = inForce(opened);
  const role = flag(flags, "online") && !given.startsWith("online-") ? `online-${given}` : given;
  const delegator = text(flags, "by") ?? "targets";
  if (flag(flags, "remove"))
    return propose(session, opened, {
      event: defaultName(`remove-${role}`, base),
      changes: [{ kind: "undelegate", delegator, role }],
      keys: [],
    });
  const start = await startOf(session, opened, base);
  const present = start.offline.get(delegator)?.delegations?.roles.find(({ name }) => name === role);
  const keys = await resolveAll(session, opened, list(flags, "key"));
  const held = rolesInForce(start).get(role);
  const paths = list(flags, "path");
  const before = present?.scope.kind === "paths" ? present.scope.patterns : [];
  const change: TrustChange = {
    kind: "delegate",
    delegator,
    role,
    paths: paths.length > 0 ? paths : before,
    keys: keys.length > 0 ? keys.map(({ keyid }) => keyid) : (held?.keyids ?? []),
    threshold: wholeOf(session, "threshold") ?? held?.threshold ?? 1,
    terminating: flag(flags, "continue") ? false : (present?.terminating ?? true),
    ...placeOf(session, start, delegator, role),
  };
  if (change.paths.length === 0)
    throw composeFaults.FLAG_MISSING({ what: "What the role may name", flag: "--path <pattern>" });
  if (change.keys.length === 0) throw composeFaults.FLAG_MISSING({ what: "Who signs the role", flag: "--key <key>" });
  return propose(session, opened, { event: defaultName(`delegate-${role}`, base), changes: [change], keys });
}

/** Where among its delegator's roles one is asked: where the person says, else where it is, or where a new one belongs. */
function placeOf(
  { flags }: Session,
  start: TrustContent,
  delegator: string,
  role: string,
): { readonly after?: string; readonly before?: string } {
  const [after, before] = [text(flags, "after"), text(flags, "before")];
  if (after !== undefined || before !== undefined)
    return { ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
  return isOnlineRole(role) ? placeOfOnline(start, delegator, role) : {};
}

/** Another number of bins, which is a migration (T55), or the first ones. */
export async function rebin(session: Session): Promise<number> {
  const count = Number(session.args[0]);
  if (!Number.isInteger(Math.log2(count)) || count < 2 || count > 16_384)
    throw signingEventFaults.CEREMONY_BINS({ bins: session.args[0] ?? "", maximum: 16_384 });
  const style = text(session.flags, "style");
  if (style !== undefined && style !== "succinct" && style !== "prefixes")
    throw baseFaults.USAGE({ reason: `--style is succinct or prefixes, not ${style}`, command: "rebin" });
  const opened = await openEventSession(session);
  const base = inForce(opened);
  const start = await startOf(session, opened, base);
  const keys = await resolveAll(session, opened, list(session.flags, "key"));
  const by = text(session.flags, "by");
  const { store, main, names } = opened;
  const listed = main === undefined ? [] : await listedRoles(store, main, names);
  return propose(session, opened, {
    event: defaultName(`rebin-${count}`, base),
    changes: rebinning(start, listed, {
      count,
      keys,
      ...(style !== undefined && { style }),
      ...(by !== undefined && { by }),
    }),
    keys,
  });
}

/** What a change is a change of: what is in force, or what the event comes to that it joins. */
async function startOf(session: Session, opened: EventSession, base: TrustContent): Promise<TrustContent> {
  const name = text(session.flags, "event");
  if (!flag(session.flags, "join") || name === undefined) return base;
  const { store, main, names, pin } = opened;
  const { head } = await findEvent(store, name, names);
  const { draft } = await loadEvent(
    { base: main, head, names, pin, verifier: session.verifier, now: session.clock.now() },
    name,
  );
  return draft.after;
}

/** What is in force. Faults `TRUST_MISSING` before a first root, `EVENT_BASE_UNSIGNED` where one is expected. */
export function inForce({ base, pin }: EventSession): TrustContent {
  const reason = repositoryFaults.TRUST_MISSING.code;
  if (base === undefined && pin !== undefined)
    throw signingEventFaults.EVENT_BASE_UNSIGNED({ reason, changes: "no root at all" });
  if (base === undefined) throw repositoryFaults.TRUST_MISSING({ file: "trust/root/1.root.json" });
  return base;
}

/** Names an event by what it does and the versions it begins with, so that the next one of its kind has another name. */
export function defaultName(what: string, base: TrustContent): string {
  const total = [...versionsOf(base).values()].reduce((sum, version) => sum + version, 0);
  return `${what.replaceAll(/[^a-z0-9-]/g, "-").slice(0, 50)}-${total}`;
}

async function resolveAll(
  session: Session,
  { base, people }: EventSession,
  references: readonly string[],
): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  for (const reference of references) keys.push(await resolveKey(session, base, people, reference));
  return keys;
}

function wholeOf(session: Session, name: string): number | undefined {
  const value = text(session.flags, name);
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(value))
    throw baseFaults.USAGE({ reason: `--${name} takes a whole number from 1`, command: "rotate" });
  return Number(value);
}

/** What an event is opened with. */
export interface EventProposal {
  /** Its name unless the person gives another. */
  readonly event: string;
  readonly changes: readonly TrustChange[];
  readonly keys: readonly PublicKey[];
  /** `refuse` unless the person says otherwise. */
  readonly existing?: "join";
}

/** Opens the event, and says what it would change and who has to sign. */
export async function propose(
  session: Session,
  { store, main, branch, pin, base, people, memory }: EventSession,
  { event: usual, changes, keys, existing }: EventProposal,
): Promise<number> {
  const { flags, terminal, clock } = session;
  const days = daysOf(session);
  const event = text(flags, "event") ?? usual;
  const known = pin === undefined ? undefined : (await memory.recall(pin))?.content;
  const result = await openEvent(
    { store, now: clock.now(), verifier: session.verifier },
    {
      pin,
      branch: main?.commit ?? branch,
      event,
      changes,
      keys,
      existing: existing ?? (flag(flags, "join") ? "join" : "refuse"),
      known,
      dryRun: session.dryRun,
      ...(days !== undefined && { days }),
    },
  );
  const shown = { people, keys: keysAround(base, result.draft.after) };
  terminal.reporter.note(differencesText(result.differences, shown, terminal.style));
  if (result.findings.length > 0) terminal.refused(findingsText(result.findings, terminal.style));
  const { draft: _draft, event: _event, ...summary } = result;
  const roles = result.draft.roles.map(({ role, version, sha256 }) => ({ role, version, sha256 }));
  terminal.result(firstError(result.findings) !== undefined ? "" : result.branch, { name: event, ...summary, roles });
  if (firstError(result.findings) !== undefined) return 1;
  if (session.dryRun) terminal.next("nothing was opened; run without --dry-run to do it");
  if (result.commit !== undefined)
    terminal.next(
      `next: git push origin ${result.branch}, open a pull request, and each signer runs\n  kaprien sign ${event} --key <address>`,
    );
  return 0;
}

function daysOf({ flags }: Session): number | undefined {
  const given = text(flags, "expires");
  if (given === undefined) return undefined;
  const seconds = duration(given);
  if (seconds === undefined || seconds === 0)
    throw baseFaults.USAGE({ reason: `--expires takes a time such as 365d, not ${given}`, command: "rotate" });
  return seconds / 86_400;
}
