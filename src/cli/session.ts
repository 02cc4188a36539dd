import { resolve } from "node:path";
import type { Clock } from "../base/clock.ts";
import { isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import { compose, thisMachine } from "../compose/compose.ts";
import { passphraseVariable, remembered } from "../compose/secrets.ts";
import { trustedRoot } from "../compose/trusted-root.ts";
import { dataDirectory, fileAddress } from "../compose/user-directories.ts";
import { buildConfig, type Config } from "../config/config.ts";
import { configFaults } from "../config/faults.ts";
import type { Names } from "../config/names.ts";
import type { Refs, Store } from "../git/store.ts";
import type { Offer, SecretSource } from "../keys/signer-provider.ts";
import type { Signer } from "../tuf/signer.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cliFaults } from "./faults.ts";
import { type Flags, flag, text } from "./flags.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** What a process was given. Read once, in main.ts. */
export interface Surroundings {
  readonly cwd: string;
  /** Takes a variable out of the process environment and returns it. */
  readonly take: (name: string) => string | undefined;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly version: string;
}

/** One run of one command: its flags, and the ports it may need, opened when asked for. */
export interface Session extends Surroundings {
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly interactive: boolean;
  readonly dryRun: boolean;
  readonly workspace: Workspace;
  /** Settings of the work tree, found by cosmiconfig; defaults when there are none. */
  config(): Promise<Config>;
  store(): Promise<Store & Refs>;
  /** The intent branch: the flag called `flag`, or what the configuration of the work tree says. */
  intentBranch(flag: "branch" | "base"): Promise<string>;
  open(uri: string, passphrase?: string): Promise<Signer>;
  /** Keys that places with several of them offer: an agent, a token. */
  offeredKeys(): Promise<readonly Offer[]>;
  readonly verifier: Verifier;
  /** SHA-256 of the trusted root, from the flag or the environment. Faults `TRUSTED_ROOT_NEEDED`, `TRUSTED_ROOT_INVALID`. */
  pin(): string;
  /** Where this user's machine remembers things. */
  readonly dataDirectory: string;
}

export function openSession(given: Surroundings, flags: Flags, args: readonly string[]): Session {
  const cwd = resolve(given.cwd, text(flags, "cwd") ?? ".");
  const variable = remembered(given.take);
  const json = flag(flags, "json");
  const noColor = flags["color"] === false || variable("NO_COLOR") !== undefined || variable("TERM") === "dumb";
  const color = variable("FORCE_COLOR") !== undefined || (!noColor && given.stderr.isTTY === true);
  const terminal = openTerminal({
    json,
    quiet: flag(flags, "quiet"),
    verbose: flag(flags, "verbose"),
    color,
    stdout: given.stdout,
    stderr: given.stderr,
  });
  const interactive = given.stdin.isTTY === true && given.stderr.isTTY === true && flags["input"] !== false && !json;
  const secrets = (fixed: string | undefined): SecretSource => ({
    variable,
    passphrase: async (uri, attempt) => {
      const known = fixed ?? variable(passphraseVariable(uri)) ?? variable("KAPRIEN_PASSPHRASE");
      if (known !== undefined) return attempt === 1 ? known : undefined;
      return interactive ? askPassphrase(given, uri, attempt) : undefined;
    },
  });
  const machine = thisMachine();
  const store = (): Promise<Store & Refs> =>
    compose.store(
      location(cwd, text(flags, "repository") ?? variable("KAPRIEN_REPOSITORY")),
      variable("KAPRIEN_GIT_TOKEN"),
      given.clock,
    );
  /** A broken kaprien.yml in the work tree is most likely the one that was merged, and must not keep the worker from running (I12). */
  const namesInForce = async (): Promise<Names> => {
    const named = text(flags, "config");
    try {
      return (await findConfig(cwd, named)).names;
    } catch (error) {
      const broken = isFault(error, configFaults.CONFIG_INVALID, workspaceFaults.FILE_NOT_PLAIN);
      if (named !== undefined || !broken) throw error;
      const { openRepository } = await import("../repository/open.ts");
      const { settingsWarning } = await import("../repository/settings.ts");
      const now = given.clock.now();
      const { config } = await (
        await openRepository(await store(), { intent: "HEAD", pin: undefined, now, verifier: compose.verifier })
      ).settings();
      terminal.reporter.warn(settingsWarning(error));
      return config.names;
    }
  };
  return {
    ...given,
    cwd,
    take: variable,
    flags,
    args,
    terminal,
    interactive,
    dryRun: flag(flags, "dryRun"),
    workspace: compose.workspace(cwd),
    dataDirectory: dataDirectory(machine, variable),
    intentBranch: async (name) => text(flags, name) ?? (await namesInForce()).intentBranch,
    config: () => findConfig(cwd, text(flags, "config")),
    store,
    open: (uri, passphrase) => compose.signer(fileAddress(uri, cwd, machine), secrets(passphrase)),
    offeredKeys: () => compose.offeredKeys(secrets(undefined)),
    verifier: compose.verifier,
    pin: () => trustedRoot(text(flags, "trustedRoot") ?? variable("KAPRIEN_TRUSTED_ROOT")),
  };
}

async function askPassphrase(given: Surroundings, uri: string, attempt: number): Promise<string | undefined> {
  const { password, isCancel } = await import("@clack/prompts");
  const message = attempt === 1 ? `Passphrase for ${uri}` : `That did not open it. Passphrase for ${uri}`;
  const answer = await password({ message, input: given.stdin, output: given.stderr });
  if (isCancel(answer)) throw cliFaults.INTERRUPTED();
  return answer;
}

function location(cwd: string, given: string | undefined): string {
  if (given === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) return resolve(cwd, given ?? ".");
  // Not repeated: an address may carry a password.
  if (!/^https?:/i.test(given) || !URL.canParse(given))
    throw baseFaults.USAGE({ reason: "the repository is not a directory or an http(s) address", command: "worker" });
  return given;
}

async function findConfig(cwd: string, named: string | undefined): Promise<Config> {
  const { searchConfig } = await import("./search-config.ts");
  const found = await searchConfig(cwd, named === undefined ? undefined : resolve(cwd, named));
  return found ?? buildConfig({ version: 1 }, "defaults");
}
