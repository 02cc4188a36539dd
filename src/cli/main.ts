#!/usr/bin/env node

import { CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { closest } from "../base/did-you-mean.ts";
import { Fault } from "../base/fault.ts";
import { faultText, filled } from "../base/fault-text.ts";
import { baseFaults } from "../base/faults.ts";
import { compose } from "../compose/compose.ts";
import { guardEnvironment } from "../compose/environment.ts";
import { operations } from "../interface/operations.ts";
import { commands } from "./dispatch.ts";
import { withFaults } from "./fault-injection.ts";
import { cliFaults } from "./faults.ts";
import { buildProgram } from "./program.ts";
import { openSession, type Session } from "./session.ts";

const interrupt = new AbortController();

/** The whole program, and the only reader of arguments, environment, working directory and clock. */
async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  let session: Session | undefined;
  const program = buildProgram(packageJson.version, async ({ name }, flags, args) => {
    session = openSession(
      {
        cwd: process.cwd(),
        take,
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        clock: compose.clock(),
        signal: interrupt.signal,
        version: packageJson.version,
      },
      flags,
      args,
    );
    const command = await commands.get(name)?.();
    if (command === undefined) throw new RangeError(`${name} has no command`);
    code = await command(withFaults(session));
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, argv);
    return report(error, session, argv);
  }
}

/** Commander has said what was wrong already; for a command that does not exist, the nearest that does is added. */
function usage({ code, exitCode, message }: CommanderError, argv: readonly string[]): number {
  const typed = code === "commander.unknownCommand" ? /'([^']*)'/.exec(message)?.[1] : undefined;
  const names = operations.map(({ name }) => name);
  const near = typed === undefined ? undefined : closest(typed, names);
  if (near !== undefined) process.stderr.write(`Did you mean ${near}?\n`);
  if (exitCode === 0) return 0;
  if (argv.includes("--json")) {
    const { code, entry } = baseFaults.USAGE;
    const result = { event: "result", kind: "failed", code, title: message, data: {}, exit: entry.exit };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  return 64;
}

guardEnvironment(process.env);

/** Kaprien's own variables, taken away before anything else runs (T43). */
const taken = new Map(Object.entries(process.env).filter(([name]) => name.startsWith("KAPRIEN_")));
for (const name of taken.keys()) delete process.env[name];

/** Takes a variable away from the process, so that no child and no crash report has it (T43). */
function take(name: string): string | undefined {
  const value = taken.get(name) ?? process.env[name];
  if (!keep.has(name)) delete process.env[name];
  return value;
}

/** Not secret, and wanted by the libraries that draw on the terminal. */
const keep: ReadonlySet<string> = new Set([
  "NO_COLOR",
  "FORCE_COLOR",
  "TERM",
  "XDG_DATA_HOME",
  "SSH_AUTH_SOCK",
  "LOCALAPPDATA",
]);

function report(error: unknown, session: Session | undefined, argv: readonly string[]): number {
  const fault =
    error instanceof Fault
      ? error
      : baseFaults.UNEXPECTED({ reason: error instanceof Error ? error.message : String(error) });
  const text = faultText(fault, session?.terminal.style);
  const { exit } = fault.of.entry;
  const { title } = filled(fault);
  if (argv.includes("--json"))
    process.stdout.write(
      `${JSON.stringify({ event: "result", kind: "failed", code: fault.code, title, data: fault.data, exit })}\n`,
    );
  process.stderr.write(`${text}\n`);
  if (argv.includes("--debug"))
    process.stderr.write(
      `${error instanceof Error ? error.stack : ""}\n${error instanceof Error && error.cause ? String((error.cause as Error).stack ?? error.cause) : ""}\n`,
    );
  return exit;
}

process.on("SIGINT", () => {
  // A second one ends it at once; commands that write do so by rename, so that nothing is left half done.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort(cliFaults.INTERRUPTED());
  setTimeout(() => process.exit(130), 2000).unref();
});

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `kaprien status | head` closes the pipe early; that is no failure.
  if (error.code === "EPIPE") process.exit(0);
});

process.exitCode = await main(process.argv.slice(2));
