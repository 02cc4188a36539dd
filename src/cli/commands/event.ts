import { findingsText } from "../../base/fault-text.ts";
import { baseFaults } from "../../base/faults.ts";
import { firstError } from "../../base/finding.ts";
import { expandPath } from "../../compose/compose.ts";
import { composeFaults } from "../../compose/faults.ts";
import { planFaults } from "../../plan/faults.ts";
import { type EventBranch, findEvent } from "../../signing-event/branch.ts";
import { bundleLimit, exportEvent, readSignatures } from "../../signing-event/bundle.ts";
import type { EventSignature } from "../../signing-event/event-file.ts";
import { signingEventFaults } from "../../signing-event/faults.ts";
import { finishEvent } from "../../signing-event/finish.ts";
import { openEvents } from "../../signing-event/list.ts";
import { type LoadedEvent, loadEvent, type Pin } from "../../signing-event/load.ts";
import { keysAround, reportEvent, signersOf } from "../../signing-event/report.ts";
import { eventDigest, signatureFiles } from "../../signing-event/sign.ts";
import { differencesText, eventText } from "../../signing-event/text.ts";
import { diffTrust } from "../../signing-event/trust-diff.ts";
import { workspaceFaults } from "../../workspace/faults.ts";
import { text } from "../flags.ts";
import type { Session } from "../session.ts";
import {
  type EventSession,
  openEventSession,
  peopleOf,
  pinOfEvent,
  putOnEvent,
  refuseOlderStart,
} from "../trust-session.ts";
import { propose } from "./rotate.ts";

const actions: Readonly<Record<string, (session: Session) => Promise<number>>> = {
  list: listEvents,
  show,
  finish,
  export: exportDraft,
  add,
  reopen,
};

export async function event(session: Session): Promise<number> {
  const action = actions[session.args[0] ?? ""];
  if (action === undefined)
    throw baseFaults.USAGE({
      reason: `${session.args[0] ?? "nothing"} is none of ${Object.keys(actions).join(", ")}`,
      command: "event",
    });
  return action(session);
}

function named(session: Session, what: string): string {
  const value = session.args[1];
  if (value === undefined) throw composeFaults.FLAG_MISSING({ what, flag: `kaprien event ${session.args[0]} <name>` });
  return value;
}

async function load(
  opened: EventSession,
  name: string,
): Promise<{ loaded: LoadedEvent; found: EventBranch; pin: Pin }> {
  const { session, store, memory, names, main } = opened;
  const found = await findEvent(store, name, names);
  const pin = await pinOfEvent(opened, found.head);
  const known = pin === undefined ? undefined : (await memory.recall(pin))?.content;
  const { verifier } = session;
  const place = { base: main, head: found.head, names, pin, known, verifier, now: session.clock.now() };
  const loaded = await loadEvent(place, name);
  await refuseOlderStart(opened, loaded, pin);
  return { found, loaded, pin };
}

async function listEvents(session: Session): Promise<number> {
  const opened = await openEventSession(session);
  const { store, main, names, pin } = opened;
  const events = await openEvents(store, {
    base: main,
    names,
    pin,
    verifier: session.verifier,
    now: session.clock.now(),
  });
  const { style } = session.terminal;
  const shown: string[] = [];
  for (const { name, report, findings } of events) {
    shown.push(
      report === undefined
        ? `${style.strong(name)}\n${findingsText(findings, style)}`
        : eventText({ name, report, findings }, { people: opened.people }, style),
    );
  }
  session.terminal.result(shown.length === 0 ? "No signing event is open." : shown.join("\n\n"), { events });
  return 0;
}

async function show(session: Session): Promise<number> {
  const opened = await openEventSession(session);
  const name = named(session, "The name of an event");
  const { loaded, found } = await load(opened, name);
  const { base, draft, report, findings } = loaded;
  const differences = diffTrust(base, draft.after);
  const names = { people: await peopleOf(opened, found.head), keys: keysAround(base, draft.after) };
  const { style } = session.terminal;
  const body = [
    eventText({ name, report, findings }, names, style),
    `${style.strong("changes")}\n${differencesText(differences, names, style)}`,
    `${style.strong("SHA-256 of all that is to be signed")}\n  ${eventDigest(loaded)}`,
  ].join("\n\n");
  session.terminal.result(body, { name, report, findings, differences, digest: eventDigest(loaded) });
  if (firstError(findings) !== undefined) return 3;
  return report.complete ? 0 : 6;
}

async function finish(session: Session): Promise<number> {
  const opened = await openEventSession(session);
  const name = named(session, "The name of an event");
  const { loaded, found, pin } = await load(opened, name);
  const { verifier } = session;
  const place = { head: found.head, names: opened.names, pin, verifier, now: session.clock.now() };
  const { files, trustedRoot } = await finishEvent(loaded, place);
  const written = [...files].flatMap(([path, bytes]) => (bytes === null ? [] : [path]));
  if (session.dryRun) {
    session.terminal.result(written.join("\n"), { name, files: written, dryRun: true });
    return 0;
  }
  const { commit, next } = await putOnEvent(opened, name, found, files, `Finish the signing event ${name}`);
  session.terminal.result([...written, ...(trustedRoot === undefined ? [] : [trustedRoot])].join("\n"), {
    name,
    files: written,
    commit,
    trustedRoot,
  });
  if (trustedRoot !== undefined)
    session.terminal.next(
      `\nThe trusted root is ${trustedRoot}: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${trustedRoot}`,
    );
  session.terminal.next(`${next === undefined ? "next" : `next: ${next}`}, then merge the event's branch`);
  return 0;
}

async function exportDraft(session: Session): Promise<number> {
  const opened = await openEventSession(session);
  const name = named(session, "The name of an event");
  const { loaded, found } = await load(opened, name);
  const out = expandPath(text(session.flags, "out") ?? `${name}.draft.json`);
  const base = loaded.trust === undefined ? undefined : loaded.start;
  const bytes = await exportEvent(base, found.head, opened.names, name);
  await session.workspace.write(new Map([[out, bytes]]), "replace");
  session.terminal.result(out, { name, out });
  session.terminal.next(`next, on the machine with the key: kaprien sign ${out} --out signature.json`);
  return 0;
}

async function add(session: Session): Promise<number> {
  const file = named(session, "A file that `kaprien sign --out` made");
  const bytes = await session.workspace.read(expandPath(file), bundleLimit);
  if (bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file });
  const { event: name, signatures } = readSignatures(bytes, file);
  const opened = await openEventSession(session);
  const { loaded, found } = await load(opened, name);
  requireUseful(name, loaded, signatures);
  const files = signatureFiles(opened.names, name, signatures);
  const { commit, next } = await putOnEvent(opened, name, found, files, `Sign ${name}`);
  session.terminal.result(name, { name, signatures, commit });
  if (next !== undefined) session.terminal.next(`next: ${next}`);
  return 0;
}

/** The same changes over what is in force now: signatures are void, for they were of other bytes. */
async function reopen(session: Session): Promise<number> {
  const opened = await openEventSession(session);
  const name = named(session, "The name of an event");
  await findEvent(opened.store, name, opened.names);
  return propose(session, opened, { event: name, changes: [], keys: [], existing: "join" });
}

/** Nothing is added that would count for nothing. */
function requireUseful(
  name: string,
  { base, draft, signatures: there, verifier }: LoadedEvent,
  given: readonly EventSignature[],
): void {
  for (const { role, sha256, keyid } of given) {
    const actual = draft.roles.find((each) => each.role === role)?.sha256 ?? `nothing of ${role}`;
    if (actual !== sha256) throw signingEventFaults.EVENT_DIGEST_DIFFERS({ event: name, expected: sha256, actual });
    if (!signersOf(base, draft, role).has(keyid)) throw signingEventFaults.EVENT_NOT_YOURS({ event: name, keyid });
  }
  const others = there.filter(({ role, keyid }) => !given.some((each) => each.role === role && each.keyid === keyid));
  const [wrong] = reportEvent(base, draft, [...others, ...given], verifier).roles.flatMap(({ role, invalid }) =>
    given.filter((each) => each.role === role && invalid.includes(each.keyid)),
  );
  if (wrong !== undefined) throw planFaults.SIGNER_SIGNATURE_INVALID({ keyid: wrong.keyid });
}
