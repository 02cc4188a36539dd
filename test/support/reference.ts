import { catalogue } from "../../src/errors.ts";
import { overview } from "../../src/faces/cli/program.ts";
import { schemaNames, schemaOf } from "../../src/faces/cli/schema.ts";
import { rules } from "../../src/policy/evaluate.ts";
import { globalOptions, type Operation, type Option, operations } from "../../src/workflows/operations.ts";

const generated = "<!-- Generated from the source by `npm run docs`; a test compares. -->";

/** Every generated file by its path in the project. */
export function references(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/reference/commands.md", commands()],
    ["docs/reference/errors.md", errors()],
    ["docs/reference/policy.md", policy()],
    ...schemaNames.map((name) => [`schema/${name}.json`, `${JSON.stringify(schemaOf(name), undefined, 2)}\n`] as const),
  ]);
}

/** The commands as the README shows them. */
export function readmeCommands(): string {
  return `\`\`\`\n${overview()}\n\`\`\``;
}

function commands(): string {
  return `${[
    "# Commands",
    generated,
    "Options that every command takes:",
    table(globalOptions),
    ...operations.map(command),
  ].join("\n\n")}\n`;
}

function command({ name, summary, arguments: args = [], options = [], example }: Operation): string {
  const usage = [
    "kaprien",
    name,
    ...args.map(({ syntax }) => syntax),
    ...(options.length > 0 ? ["[options]"] : []),
  ].join(" ");
  const parts = [`## ${name}`, `${summary[0]?.toUpperCase()}${summary.slice(1)}.`, `\`${usage}\``];
  if (args.length > 0) parts.push(args.map((arg) => `- \`${arg.syntax}\`: ${arg.summary}`).join("\n"));
  if (options.length > 0) parts.push(table(options));
  if (example !== undefined) parts.push(`\`\`\`console\n$ ${example}\n\`\`\``);
  return parts.join("\n\n");
}

function table(options: readonly Option[]): string {
  const rows = options.map(({ name, short, type, value, summary, default: preset, environment }) => {
    const flag = `${short === undefined ? "" : `-${short}, `}--${name}${type === "boolean" ? "" : ` <${value ?? "value"}>`}`;
    const notes = [
      summary,
      ...(preset === undefined ? [] : [`default \`${preset}\``]),
      ...(environment === undefined ? [] : [`environment \`${environment}\``]),
    ];
    return `| \`${flag.replaceAll("|", "\\|")}\` | ${notes.join("; ")} |`;
  });
  return ["| option | meaning |", "|---|---|", ...rows].join("\n");
}

function errors(): string {
  const entries = [...catalogue].sort(([a], [b]) => (a < b ? -1 : 1));
  const exits =
    "Exit codes: 0 done or nothing to do · 1 failed · 2 changes pending · 3 verification failed · 4 authentication or permission · 5 expired or expiring · 6 signatures missing · 64 bad usage · 130 interrupted.";
  return `${["# Errors", generated, "Words in braces are filled in with what was found.", exits, ...entries.map(([code, { title, meaning, fix, exit }]) => `## ${code}\n\n${title}\n\n- Why: ${meaning}\n- Fix: ${fix}\n- Exit: ${exit}`)].join("\n\n")}\n`;
}

function policy(): string {
  const rows = rules.map(
    ({ code, title, why }) => `| [${code}](errors.md#${code.toLowerCase()}) | ${title} | ${why} |`,
  );
  return `${["# Policy rules", generated, "Every proposal and every worker run is held to all of them.", ["| code | rule | why |", "|---|---|---|", ...rows].join("\n")].join("\n\n")}\n`;
}
