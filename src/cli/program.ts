import { Command, Option as CommanderOption } from "commander";
import { type Group, globalOptions, type Operation, type Option, operations } from "../interface/operations.ts";

/** Runs an operation with its flags and arguments. */
export type Dispatch = (
  operation: Operation,
  flags: Readonly<Record<string, unknown>>,
  args: readonly string[],
) => Promise<void>;

const groups: readonly Group[] = ["START", "TRUST", "RELEASE", "OPERATE", "USE"];

/** The command line, made from the table of operations. */
export function buildProgram(version: string, dispatch: Dispatch): Command {
  const program = new Command("kaprien")
    .description("Secure downloads with The Update Framework, run as GitOps.")
    .version(version, "-V, --version", "print the version")
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ visibleCommands: () => [] })
    .addHelpText("after", () => `\n${overview()}\n\nEvery command: kaprien <command> --help`);
  for (const option of globalOptions) program.addOption(asOption(option));
  for (const operation of operations) {
    const command = program.command(operation.name).description(operation.summary).exitOverride();
    for (const { syntax, summary } of operation.arguments ?? []) command.argument(syntax, summary);
    for (const option of operation.options ?? []) command.addOption(asOption(option));
    for (const option of globalOptions) command.addOption(asOption(option).helpGroup("Global options:"));
    if (operation.example !== undefined) command.addHelpText("after", `\nExample:\n  ${operation.example}`);
    command.action(async (...values: unknown[]) => {
      const given = values
        .slice(0, -2)
        .flat()
        .filter((value): value is string => typeof value === "string");
      await dispatch(operation, { ...program.opts(), ...defined(command.opts()) }, given);
    });
  }
  return program;
}

/** A flag that a command left at its default does not hide the one given before the command. */
function defined(flags: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).filter(
      ([name, value]) => value !== undefined && !((name === "input" || name === "color") && value === true),
    ),
  );
}

function asOption({ name, type, value, short, summary, default: preset, environment }: Option): CommanderOption {
  const flags = `${short === undefined ? "" : `-${short}, `}--${name}${type === "boolean" ? "" : ` <${value ?? "value"}>`}`;
  const option = new CommanderOption(flags, environment === undefined ? summary : `${summary} (env: ${environment})`);
  if (preset !== undefined) option.default(preset);
  if (type === "list") option.argParser((item: string, before: string[] | undefined) => [...(before ?? []), item]);
  return option;
}

/** Operations by group, for `kaprien --help`. */
export function overview(): string {
  const width = Math.max(...operations.map(({ name }) => name.length));
  return groups
    .map((group) => {
      const lines = operations
        .filter((operation) => operation.group === group)
        .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
      return [group, ...lines].join("\n");
    })
    .join("\n\n");
}
