import { firstError } from "../../base/finding.ts";
import { compose, expandPath } from "../../compose/compose.ts";
import { composeFaults } from "../../compose/faults.ts";
import { trustedRoot } from "../../compose/trusted-root.ts";
import { repositoryFaults } from "../../repository/faults.ts";
import { intentPaths } from "../../repository/layout.ts";
import { findEvent } from "../../signing-event/branch.ts";
import { type Bundle, bundleLimit, readBundle, writeSignatures } from "../../signing-event/bundle.ts";
import type { EventSignature } from "../../signing-event/event-file.ts";
import { signingEventFaults } from "../../signing-event/faults.ts";
import { type LoadedEvent, loadEvent, type Pin, trustOf } from "../../signing-event/load.ts";
import { keysAround } from "../../signing-event/report.ts";
import { eventDigest, signatureFiles, signEvent } from "../../signing-event/sign.ts";
import { differencesText, eventText, keyText } from "../../signing-event/text.ts";
import { diffTrust } from "../../signing-event/trust-diff.ts";
import { type Remembered, refuseRollback, type TrustMemory, trustMemory } from "../../signing-event/trust-memory.ts";
import { sha256 } from "../../tuf/digest.ts";
import { limits } from "../../tuf/limits.ts";
import { workspaceFaults } from "../../workspace/faults.ts";
import { list, text } from "../flags.ts";
import type { Session } from "../session.ts";
import {
  ask,
  confirmed,
  openEventSession,
  peopleOf,
  pinOfEvent,
  putOnEvent,
  refuseOlderStart,
} from "../trust-session.ts";

/** Reviews what changed since this machine last trusted the repository, and signs exactly that. */
export async function sign(session: Session): Promise<number> {
  const [what = ""] = session.args;
  const bytes = what.endsWith(".json") ? await session.workspace.read(expandPath(what), bundleLimit) : undefined;
  if (what.endsWith(".json") && bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file: what });
  return bytes === undefined ? signOnBranch(session, what) : signBundle(session, what, bytes);
}

async function signOnBranch(session: Session, name: string): Promise<number> {
  const opened = await openEventSession(session);
  const { store, memory, location, names, main } = opened;
  const found = await findEvent(store, name, names);
  const pin = await pinOfEvent(opened, found.head);
  const people = await peopleOf(opened, found.head);
  const seen = pin === undefined ? undefined : await memory.recall(pin);
  const place = {
    base: main,
    head: found.head,
    names,
    pin,
    known: seen?.content,
    verifier: session.verifier,
    now: session.clock.now(),
  };
  const loaded = await loadEvent(place, name);
  await refuseOlderStart(opened, loaded, pin);
  const signatures = await reviewAndSign(session, loaded, seen, people);
  if (signatures.length === 0) return 0;
  if (pin !== undefined && loaded.trust !== undefined) await memory.remember(location, pin, loaded.trust, people);
  if (text(session.flags, "out") !== undefined) return writeOut(session, name, signatures);
  const files = signatureFiles(names, name, signatures);
  const { commit, next } = await putOnEvent(opened, name, found, files, `Sign ${name}`);
  session.terminal.result([...new Set(signatures.map(({ role }) => role))].join("\n"), { name, signatures, commit });
  if (next !== undefined) session.terminal.next(`next: ${next}`);
  return 0;
}

/** A draft that was carried here on its own: nothing but this file and what this machine remembers. */
async function signBundle(session: Session, file: string, bytes: Uint8Array): Promise<number> {
  if (text(session.flags, "out") === undefined)
    throw composeFaults.FLAG_MISSING({ what: "Where the signature goes", flag: "--out signature.json" });
  const { names: usual, people } = await session.config();
  const bundle = readBundle(bytes, file, usual);
  const memory = trustMemory(compose.workspace(session.dataDirectory), session.verifier);
  const pin = await pinOfBundle(session, memory, bundle);
  const seen = pin === undefined ? undefined : await memory.recall(pin);
  const { base, head, names, event } = bundle;
  const place = { base, head, names, pin, known: seen?.content, verifier: session.verifier, now: session.clock.now() };
  const loaded = await loadEvent(place, event);
  const signatures = await reviewAndSign(session, loaded, seen, people);
  if (signatures.length === 0) return 0;
  if (pin !== undefined && loaded.trust !== undefined) await memory.remember(undefined, pin, loaded.trust, people);
  return writeOut(session, event, signatures);
}

async function pinOfBundle(session: Session, memory: TrustMemory, { base, names }: Bundle): Promise<Pin> {
  const given = text(session.flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
  // Also where the file brings no root: who expects one must not be shown a beginning instead.
  if (given !== undefined) return trustedRoot(given);
  if (base === undefined) return undefined;
  const first = await base.read(intentPaths(names).root(1), limits.root);
  const pin = first === undefined ? undefined : sha256(first);
  if (pin === undefined) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
  if ((await memory.recall(pin)) !== undefined) return pin;
  // What the file claims is verified before a person is asked about it.
  await trustOf(base, names, { pin, verifier: session.verifier });
  return confirmed(session, pin);
}

async function writeOut(session: Session, event: string, signatures: readonly EventSignature[]): Promise<number> {
  const out = expandPath(text(session.flags, "out") ?? "signature.json");
  await session.workspace.write(new Map([[out, writeSignatures(event, signatures)]]), "replace");
  session.terminal.result(out, { name: event, out, signatures });
  session.terminal.next(`next, where the repository is: kaprien event add ${out}`);
  return 0;
}

async function reviewAndSign(
  session: Session,
  loaded: LoadedEvent,
  seen: Remembered | undefined,
  people: ReadonlyMap<string, string>,
): Promise<readonly EventSignature[]> {
  const { base, name } = loaded;
  if (seen !== undefined && base !== undefined) refuseRollback(seen.content, base);
  session.terminal.reporter.note(reviewOf(session, loaded, seen, people));
  const digest = eventDigest(loaded);
  const keys = list(session.flags, "key");
  const refusal = firstError(loaded.findings);
  if (refusal !== undefined) throw signingEventFaults.EVENT_UNSOUND({ event: name, reason: refusal.code });
  if (session.dryRun) return [];
  if (keys.length === 0)
    throw composeFaults.FLAG_MISSING({
      what: "The key to sign with",
      flag: "--key <address>, as in --key file:root.key",
    });
  await confirmDigest(session, digest);
  const signatures: EventSignature[] = [];
  for (const uri of keys) {
    const signer = await session.open(uri);
    try {
      const made = await signEvent(loaded, signer, digest);
      signatures.push(
        ...made.filter(({ role, keyid }) => !signatures.some((s) => s.role === role && s.keyid === keyid)),
      );
      session.terminal.reporter.note(
        `signed ${made.map(({ role }) => role).join(", ")} with ${keyText(signer.key.keyid, { people })}`,
      );
    } finally {
      await signer[Symbol.asyncDispose]();
    }
  }
  return signatures;
}

/** T66: the person, not the program, says that this is what they saw. */
async function confirmDigest(session: Session, digest: string): Promise<void> {
  const given = text(session.flags, "digest");
  if (given === undefined && !session.interactive)
    throw composeFaults.FLAG_MISSING({
      what: "The digest of what is to be signed, as this command shows it,",
      flag: "--digest <all 64 characters>",
    });
  // What is shown and what is signed is one thing here; between two runs somebody could exchange it for one that begins alike.
  const least = given === undefined ? 8 : digest.length;
  const answer = given ?? (await ask(session, "The first 8 characters of the digest above, to sign exactly this"));
  if (answer.length < least || !digest.startsWith(answer.toLowerCase()))
    throw signingEventFaults.EVENT_DIGEST_DIFFERS({
      event: session.args[0] ?? "",
      expected: answer.slice(0, 64),
      actual: digest,
    });
}

function reviewOf(
  { terminal: { style } }: Session,
  loaded: LoadedEvent,
  seen: Remembered | undefined,
  people: ReadonlyMap<string, string>,
): string {
  const { base, draft, name, report, findings } = loaded;
  const names = { people: labels(people, seen), keys: keysAround(base, draft.after) };
  const sections: string[] = [];
  const section = (title: string, body: string): unknown => sections.push(`${style.strong(title)}\n${body}`);
  if (base !== undefined && seen === undefined)
    section(
      "In force; this machine sees it for the first time:",
      differencesText(diffTrust(undefined, base), names, style),
    );
  if (base !== undefined && seen !== undefined) {
    const since = diffTrust(seen.content, base);
    if (since.length > 0)
      section("Came into force since this machine last looked:", differencesText(since, names, style));
    const renamed = [...seen.people].filter(([keyid, who]) => (people.get(keyid) ?? who) !== who);
    if (renamed.length > 0)
      section(
        "Called otherwise since (a label that nobody signed):",
        renamed.map(([keyid, who]) => style.bad(`  ! ${who} → ${keyText(keyid, names)}`)).join("\n"),
      );
  }
  section(
    base === undefined ? "This begins:" : "This event changes:",
    differencesText(diffTrust(base, draft.after), names, style),
  );
  section("Signatures", eventText({ name, report, findings }, names, style));
  section("SHA-256 of all that is to be signed", `  ${eventDigest(loaded)}`);
  return sections.join("\n\n");
}

/** Names of kaprien.yml, which nobody signed: one on a key that this machine has not met under it is marked, since it may be anybody's. */
function labels(people: ReadonlyMap<string, string>, seen: Remembered | undefined): ReadonlyMap<string, string> {
  if (seen === undefined) return people;
  return new Map(
    [...people].map(([keyid, who]) => [keyid, seen.people.get(keyid) === who ? who : `${who} (says kaprien.yml)`]),
  );
}
