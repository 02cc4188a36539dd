import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { findingsText } from "../../base/fault-text.ts";
import { firstError } from "../../base/finding.ts";
import { compose, expandPath } from "../../compose/compose.ts";
import { composeFaults } from "../../compose/faults.ts";
import { configLimit } from "../../config/config.ts";
import type { KeyMaker } from "../../keys/key-maker.ts";
import {
  type CeremonyPorts,
  type CeremonyResult,
  closeCeremony,
  concludeCeremony,
  prepareCeremony,
} from "../../setup/ceremony.ts";
import type { KeySource } from "../../setup/ceremony-file.ts";
import { parseCeremony } from "../../setup/ceremony-file.ts";
import { requireFirst } from "../../setup/settings.ts";
import { reviewText } from "../../setup/text.ts";
import { workspaceFaults } from "../../workspace/faults.ts";
import { flag, text } from "../flags.ts";
import type { Session } from "../session.ts";

export async function ceremony(session: Session): Promise<number> {
  const { names } = await session.config();
  await requireFirst(session.workspace, names);
  const file = text(session.flags, "from");
  const result = file === undefined ? await ask(session) : await fromFile(session, file);
  if (result === "dry run") return 0;
  if (result === "cancelled") return 130;
  const { terminal } = session;
  if (result.trustedRoot === undefined) {
    terminal.result(result.open ?? "", result);
    terminal.next(
      `\nThe others sign now; each of them fetches the branch and runs\n  kaprien sign ${result.open} --key <address of their key>\nand the last of all runs\n  kaprien event finish ${result.open}\nnext: git switch -c event/${result.open} && git add ${names.trust} kaprien.yml && git commit -m "Begin the root of trust" && git push -u origin event/${result.open}`,
    );
    return 0;
  }
  terminal.result(result.trustedRoot, result);
  terminal.next(
    `\nThat digest is your trusted root: give it to every worker and client, outside of the repository.\n  export KAPRIEN_TRUSTED_ROOT=${result.trustedRoot}\nFor the action, as a variable of the repository's settings:\n  gh variable set KAPRIEN_TRUSTED_ROOT --body ${result.trustedRoot}`,
  );
  terminal.next(
    `next: git add ${result.files.join(" ")} && git commit -m "Create the root of trust" && kaprien worker`,
  );
  return 0;
}

async function ports(session: Session): Promise<Omit<CeremonyPorts, "passphrase">> {
  const files = await compose.keyMaker();
  const place = (path: string): string => resolve(session.cwd, expandPath(path));
  const maker: KeyMaker = {
    check: (path) => files.check(place(path)),
    create: (request) => files.create({ ...request, path: place(request.path) }),
  };
  return {
    clock: session.clock,
    workspace: session.workspace,
    maker,
    open: (uri, passphrase) => session.open(uri, passphrase),
    challenge: () => randomBytes(32),
    verifier: session.verifier,
    readPublic: async (path) => {
      const bytes = await session.workspace.read(expandPath(path), configLimit);
      if (bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file: path });
      return (await compose.readPublicKey())(bytes);
    },
  };
}

async function ask(session: Session): Promise<CeremonyResult | "cancelled" | "dry run"> {
  if (!session.interactive)
    throw composeFaults.FLAG_MISSING({
      what: "A person at a terminal, or a file with the answers,",
      flag: "--from ceremony.yml",
    });
  const { interactiveCeremony } = await import("../ceremony/index.ts");
  return interactiveCeremony({
    ports: await ports(session),
    keysDirectory: resolve(
      session.cwd,
      text(session.flags, "keys") ?? session.take("KAPRIEN_KEYS") ?? join(session.dataDirectory, "keys"),
    ),
    input: session.stdin,
    output: session.stderr,
    dryRun: session.dryRun,
    acceptDefaults: flag(session.flags, "yes"),
    style: session.terminal.style,
  });
}

async function fromFile(session: Session, file: string): Promise<CeremonyResult | "dry run"> {
  const bytes = await session.workspace.read(file, configLimit);
  if (bytes === undefined) throw workspaceFaults.FILE_NOT_FOUND({ file });
  const spec = parseCeremony(new TextDecoder().decode(bytes), file);
  const { terminal } = session;
  const all: CeremonyPorts = {
    ...(await ports(session)),
    passphrase: async (name: string, source: KeySource) => {
      const reference = source.kind === "create" || source.kind === "load" ? source.passphrase : undefined;
      const value =
        reference === undefined ? session.take("KAPRIEN_PASSPHRASE") : session.take(reference.slice("env:".length));
      if (value !== undefined && value !== "") return value;
      throw composeFaults.FLAG_MISSING({
        what: `The passphrase of the key ${name}`,
        flag: `${reference?.slice("env:".length) ?? "KAPRIEN_PASSPHRASE"} in the environment`,
      });
    },
  };
  const prepared = await prepareCeremony(all, spec);
  try {
    terminal.reporter.note(reviewText(prepared, terminal.style));
    if (prepared.findings.length > 0) terminal.reporter.note(findingsText(prepared.findings, terminal.style));
    if (session.dryRun && firstError(prepared.findings) === undefined) {
      terminal.reporter.note("nothing was signed or written; run without --dry-run to do it");
      return "dry run";
    }
    return await concludeCeremony(all, prepared);
  } finally {
    await closeCeremony(prepared);
  }
}
