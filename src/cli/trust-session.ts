import { isFault } from "../base/fault.ts";
import { compose } from "../compose/compose.ts";
import { trustedRoot } from "../compose/trusted-root.ts";
import { type Config, configIn, configLimit } from "../config/config.ts";
import type { Names } from "../config/names.ts";
import { mergeBase } from "../git/merge-base.ts";
import type { Refs, Store, Tree } from "../git/store.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { intentPaths } from "../repository/layout.ts";
import { openRepository } from "../repository/open.ts";
import type { Trust } from "../repository/trust.ts";
import { contentOf, type TrustContent } from "../repository/trust-content.ts";
import { commitToEvent, type EventBranch } from "../signing-event/branch.ts";
import { eventBranch, eventPaths } from "../signing-event/event-file.ts";
import { type EventAnchor, type LoadedEvent, type Pin, startOf, trustOf } from "../signing-event/load.ts";
import { refuseOlder } from "../signing-event/rollback-guard.ts";
import type { KeyNames } from "../signing-event/text.ts";
import { type TrustMemory, trustMemory } from "../signing-event/trust-memory.ts";
import { sha256 } from "../tuf/digest.ts";
import { limits } from "../tuf/limits.ts";
import { cliFaults } from "./faults.ts";
import { text } from "./flags.ts";
import type { Session } from "./session.ts";

/** What the commands about trust start from: the branch people merge to, verified, and what this machine remembers. */
export interface EventSession {
  readonly session: Session;
  readonly store: Store & Refs;
  readonly memory: TrustMemory;
  /** What this machine calls the repository. */
  readonly location: string;
  readonly branch: string;
  readonly main: Tree | undefined;
  readonly config: Config;
  readonly names: Names;
  readonly pin: Pin;
  /** Undefined before a first root. */
  readonly trust: Trust | undefined;
  readonly base: TrustContent | undefined;
  readonly people: KeyNames["people"];
}

/** Opens what a command about trust needs. Faults as `trustOf`, and `TRUSTED_ROOT_UNCONFIRMED` when nobody has said what root to begin with. */
export async function openEventSession(session: Session): Promise<EventSession> {
  const store = await session.store();
  const branch = await session.intentBranch("branch");
  const memory = trustMemory(compose.workspace(session.dataDirectory), session.verifier);
  const location = await locationOf(session);
  const main = await newest(store, branch);
  const config = main === undefined ? await session.config() : await configOf(session, store, main.commit);
  const { names } = config;
  const pin = await pinOf(session, memory, location, main, names);
  const { verifier } = session;
  const known = pin === undefined ? undefined : (await memory.recall(pin))?.content;
  // Before a first root there is nothing to verify; what an event on top of nothing may be, whoever loads it says.
  const begun = main !== undefined && (await main.list(intentPaths(names).roots)).length > 0;
  const trust = begun ? await trusted(main, names, { pin, verifier }, known) : undefined;
  if (trust !== undefined && pin !== undefined) await refuseOlder(store, names, { pin, verifier }, trust);
  return {
    session,
    store,
    memory,
    location,
    branch,
    main,
    config,
    names,
    pin,
    trust,
    base: trust && contentOf(trust),
    people: config.people,
  };
}

/** The branch people merge to: what was fetched of origin's, where the local one is only behind it. */
async function newest(store: Store, branch: string): Promise<Tree | undefined> {
  const [local, fetched] = [await store.tree(branch), await store.tree(`refs/remotes/origin/${branch}`)];
  if (local === undefined || fetched === undefined || local.commit === fetched.commit) return local ?? fetched;
  const base = await mergeBase(store, local, fetched);
  return base.kind === "one" && base.tree.commit === local.commit ? fetched : local;
}

async function configOf(session: Session, store: Store, branch: string): Promise<Config> {
  try {
    return await (
      await openRepository(store, {
        intent: branch,
        pin: undefined,
        now: session.clock.now(),
        verifier: session.verifier,
      })
    ).config();
  } catch (error) {
    // Before the first ceremony is merged there may be no settings yet.
    if (!isFault(error, repositoryFaults.CONFIG_MISSING)) throw error;
    return session.config();
  }
}

/**
 * The root to begin with for one event. An import that waits for its signatures brings its roots on its own branch: the newest is what import
 * told to compare.
 */
export async function pinOfEvent(opened: EventSession, head: Tree): Promise<Pin> {
  const { session, memory, names, pin } = opened;
  if (pin !== undefined || (await startOf({ base: opened.main, head, names })) !== head) return pin;
  const paths = intentPaths(names);
  const count = (await head.list(paths.roots)).length;
  const bytes = await head.read(paths.root(count), limits.root);
  if (bytes === undefined) return undefined;
  const found = sha256(bytes);
  if ((await memory.recall(found)) !== undefined) return found;
  // What the branch claims is verified before a person is asked about it.
  await trustOf(head, names, { pin: found, verifier: session.verifier });
  return confirmed(session, found);
}

/** The same guard as for the branch people merge to, where an event starts from its own branch. Faults as `refuseOlder`. */
export async function refuseOlderStart(
  { store, names, trust }: EventSession,
  event: LoadedEvent,
  pin: Pin,
): Promise<void> {
  if (trust === undefined && event.trust !== undefined && pin !== undefined)
    await refuseOlder(store, names, { pin, verifier: event.verifier }, event.trust);
}

async function trusted(
  main: Tree,
  names: Names,
  anchor: EventAnchor,
  known: TrustContent | undefined,
): Promise<Trust | undefined> {
  try {
    return await trustOf(main, names, anchor, known);
  } catch (error) {
    if (!isFault(error, repositoryFaults.ROOT_NOT_PINNED)) throw error;
    const first = await main.read(intentPaths(names).root(1), limits.root);
    const actual = first === undefined ? "" : sha256(first);
    throw cliFaults.TRUSTED_ROOT_CHANGED({ expected: anchor.pin, actual }, { cause: error });
  }
}

/** The root to begin with: what the person says, else what this machine remembers, else what the person agrees to. */
async function pinOf(
  session: Session,
  memory: TrustMemory,
  location: string,
  main: Tree | undefined,
  names: Names,
): Promise<Pin> {
  const given = text(session.flags, "trustedRoot") ?? session.take("KAPRIEN_TRUSTED_ROOT");
  if (given !== undefined) return trustedRoot(given);
  const remembered = await memory.pinOf(location);
  if (remembered !== undefined) return remembered;
  const first = await main?.read(intentPaths(names).root(1), limits.root);
  if (first === undefined) return undefined;
  const pin = sha256(first);
  return (await memory.recall(pin)) === undefined ? confirmed(session, pin) : pin;
}

/** What the holders of keys are called: by the branch people merge to, before there is one by the event itself. */
export async function peopleOf({ main, people }: EventSession, head: Tree): Promise<KeyNames["people"]> {
  if (main !== undefined && people.size > 0) return people;
  return (await configIn(head))?.config.people ?? people;
}

/** More than of a digest that is shown and used at once: a root file that begins alike can be looked for at leisure. */
const confirmedLength = 16;

/** First use: a person compares the digest with somebody else's, or nothing is trusted. */
export async function confirmed(session: Session, pin: string): Promise<string> {
  if (!session.interactive) throw cliFaults.TRUSTED_ROOT_UNCONFIRMED({ pin });
  session.terminal.reporter.note(
    `This machine has not met this repository. Its first root is\n  ${pin}\nCompare that with what somebody you trust has: it decides everything else.`,
  );
  const answer = await ask(session, `The first ${confirmedLength} characters of the digest, once they are the same`);
  if (answer.length < confirmedLength || !pin.startsWith(answer.toLowerCase()))
    throw cliFaults.TRUSTED_ROOT_UNCONFIRMED({ pin });
  return pin;
}

/** One line of text from the person at the terminal. */
export async function ask(session: Session, message: string): Promise<string> {
  const { text: prompt, isCancel } = await import("@clack/prompts");
  const answer = await prompt({ message, input: session.stdin, output: session.stderr });
  if (isCancel(answer)) throw cliFaults.INTERRUPTED();
  return answer.trim();
}

/** The address of origin, else where the repository is: what tells repositories apart on this machine. */
async function locationOf(session: Session): Promise<string> {
  const given = text(session.flags, "repository");
  if (given !== undefined) return given.replace(/\/\/[^/@]*@/, "//");
  const settings = await session.workspace.read(".git/config", configLimit).catch(() => undefined);
  const url = settings && /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(\S+)/.exec(new TextDecoder().decode(settings))?.[1];
  return (url ?? session.cwd).replace(/\/\/[^/@]*@/, "//");
}

/**
 * Puts files of an event where they belong: into the work tree when the event's branch is checked out there, for the person to commit; else
 * as a commit on that branch. Resolves to the command that comes next, if any.
 */
export async function putOnEvent(
  { session, store, names }: EventSession,
  name: string,
  found: EventBranch,
  files: ReadonlyMap<string, Uint8Array | null>,
  message: string,
): Promise<{ readonly commit?: string; readonly next?: string }> {
  if (await checkedOut(session, store, names, name, found)) {
    await session.workspace.write(files, "replace");
    return { next: `git add --all ${names.trust} && git commit -m "${message}" && git push` };
  }
  const commit = await commitToEvent(store, names, name, found, files, `${message}\n`);
  const remote = /^https?:/.test(text(session.flags, "repository") ?? "");
  return remote ? { commit } : { commit, next: `git push origin ${eventBranch(name)}` };
}

async function checkedOut(
  session: Session,
  store: Store,
  names: Names,
  name: string,
  { local }: EventBranch,
): Promise<boolean> {
  if (text(session.flags, "repository") !== undefined || local === undefined) return false;
  const head = await store.tree("HEAD");
  if (head?.commit !== local.commit) return false;
  return (await session.workspace.read(eventPaths(names, name).event, limits.targets)) !== undefined;
}
