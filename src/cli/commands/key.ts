import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { type Fault, isFault } from "../../base/fault.ts";
import { baseFaults } from "../../base/faults.ts";
import { compose, expandPath } from "../../compose/compose.ts";
import { checkNewKey, type NewKeyRequest, newKey } from "../../keys/create.ts";
import { trustInWorkTree, trustKeys } from "../../keys/keys-in-force.ts";
import { type KeyContext, type KeyPorts, listKeys, showKey } from "../../keys/show.ts";
import { keyListText, keyShowText } from "../../keys/text.ts";
import { repositoryFaults } from "../../repository/faults.ts";
import { openRepository } from "../../repository/open.ts";
import type { Scheme } from "../../tuf/key.ts";
import { flag, text } from "../flags.ts";
import { newPassphrase } from "../new-passphrase.ts";
import type { Session } from "../session.ts";

const schemes: readonly Scheme[] = ["ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"];
const actions: ReadonlyMap<string, (session: Session, what: string | undefined) => Promise<number>> = new Map([
  ["new", make],
  ["list", list],
  ["show", show],
]);

export async function key(session: Session): Promise<number> {
  const [name = "", what] = session.args;
  const action = actions.get(name);
  if (action === undefined) throw misused("there is key new, key list and key show");
  return action(session, what);
}

function misused(reason: string): Fault {
  return baseFaults.USAGE({ reason, command: "key" });
}

async function make(session: Session, what: string | undefined): Promise<number> {
  if (what === undefined) throw misused("key new takes the file to write");
  const { terminal, dryRun } = session;
  const file = resolve(session.cwd, expandPath(what));
  const request: NewKeyRequest = {
    file,
    scheme: schemeOf(text(session.flags, "scheme") ?? "ed25519"),
    publicFile: resolve(session.cwd, expandPath(text(session.flags, "publicOut") ?? `${file}.pub.json`)),
  };
  const passphrase = await newPassphrase(session, file);
  try {
    const ports = {
      maker: await compose.keyMaker(),
      workspace: session.workspace,
      passphrase: passphrase.ask,
      challenge: () => randomBytes(32),
      verifier: session.verifier,
    };
    if (dryRun) {
      await checkNewKey(ports, request);
      terminal.result("", { ...request, dryRun });
      terminal.next("nothing was made; run without --dry-run to do it");
      return 0;
    }
    const made = await newKey(ports, request);
    const { publicFile } = request;
    terminal.result(made.keyid, { ...made, file, publicFile });
    terminal.next(`${file} holds the key, encrypted: keep a copy of it, and the passphrase elsewhere`);
    terminal.next(`${publicFile} is its public half: what another person's ceremony takes to list the key`);
    terminal.next(`next: kaprien key show ${file} --test`);
    return 0;
  } finally {
    passphrase.close();
  }
}

function schemeOf(given: string): Scheme {
  const scheme = schemes.find((name) => name === given);
  if (scheme === undefined) throw misused(`--scheme takes ${schemes.join(", ")}, not "${given.slice(0, 80)}"`);
  return scheme;
}

async function show(session: Session, what: string | undefined): Promise<number> {
  if (what === undefined) throw misused("key show takes an address, a file or a keyid");
  const context = await contextOf(session);
  const view = await showKey(await portsOf(session), context, what, flag(session.flags, "test") ? "test" : "look");
  session.terminal.result(keyShowText(view, session.terminal.style), view);
  return 0;
}

async function list(session: Session, what: string | undefined): Promise<number> {
  if (what !== undefined) throw misused("key list takes nothing; key show takes a key");
  const context = await contextOf(session);
  const offers = await session.offeredKeys();
  const view = await listKeys(await portsOf(session), context, offers);
  session.terminal.result(keyListText(view, session.terminal.style), view);
  return 0;
}

function keysDirectory(session: Session): string {
  const given = text(session.flags, "keys") ?? session.take("KAPRIEN_KEYS") ?? join(session.dataDirectory, "keys");
  return resolve(session.cwd, expandPath(given));
}

async function portsOf(session: Session): Promise<KeyPorts> {
  return {
    open: (uri) => session.open(uri),
    publicKey: await compose.readPublicKey(),
    read: (path, limit) => session.workspace.read(expandPath(path), limit),
    keysDirectory: keysDirectory(session),
    keyFiles: compose.workspace(keysDirectory(session)),
    challenge: () => randomBytes(32),
    verifier: session.verifier,
  };
}

/** Roles and people of the repository that was named, else of the work tree as it is. */
async function contextOf(session: Session): Promise<KeyContext> {
  const anchor = { pin: pinOf(session), verifier: session.verifier };
  const named = text(session.flags, "repository") ?? (session.take("KAPRIEN_REPOSITORY") || undefined);
  if (named === undefined) {
    const { names, people } = await session.config();
    return { people, trust: await trustKeys(await trustInWorkTree(session.workspace, names), names, anchor) };
  }
  const intent = await session.intentBranch("branch");
  const options = { intent, ...anchor, now: session.clock.now() };
  const repository = await openRepository(await session.store(), options);
  const { people, names } = await repository.config();
  return { people, trust: await trustKeys(repository.intent, names, anchor) };
}

/** Nothing here depends on the pin; without one, it is said that nothing was verified. */
function pinOf(session: Session): string | undefined {
  try {
    return session.pin();
  } catch (error) {
    if (isFault(error, repositoryFaults.TRUSTED_ROOT_NEEDED)) return undefined;
    throw error;
  }
}
