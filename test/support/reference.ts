import { catalogue, explain } from "../../src/catalogue.ts";
import { overview } from "../../src/cli/program.ts";
import { schemaNames, schemaOf } from "../../src/cli/schema.ts";
import { inputs, type Mode, modes, outputs } from "../../src/interface/modes.ts";
import { globalOptions, type Operation, type Option, operations } from "../../src/interface/operations.ts";
import { rules } from "../../src/policy/evaluate.ts";
import { chapters, type Requirement } from "./requirements.ts";
import { citing, type Title, titles } from "./titles.ts";

const generated = "<!-- Generated from the source by `npm run docs`; a test compares. -->";

/** Every generated file by its path in the project. */
export function references(): ReadonlyMap<string, string> {
  return new Map([
    ["action.yml", actionFile()],
    ["docs/reference/action.md", action()],
    ["docs/reference/commands.md", commands()],
    ["docs/reference/errors.md", errors()],
    ["docs/reference/policy.md", policy()],
    ["docs/reference/requirements.md", requirements()],
    ...schemaNames.map((name) => [`schema/${name}.json`, `${JSON.stringify(schemaOf(name), undefined, 2)}\n`] as const),
  ]);
}

/** The commands as the README shows them. */
export function readmeCommands(): string {
  return `\`\`\`\n${overview()}\n\`\`\``;
}

/** What each mode of the action may do, as the README shows it. */
export function readmeModes(): string {
  const rows = modes.map(({ name, summary, events, permissions }) => {
    const needs = permissions.map(({ scope, access }) => `\`${scope}: ${access}\``).join(", ");
    return `| \`${name}\` | ${events.length === 0 ? "named" : events.map((event) => `\`${event}\``).join(", ")} | ${needs} | ${summary} |`;
  });
  return ["| mode | when | permissions of the job | does |", "|---|---|---|---|", ...rows].join("\n");
}

function actionFile(): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const input = inputs.flatMap(({ name, summary, default: preset }) => [
    `  ${name}:`,
    `    description: ${quoted(summary)}`,
    "    required: false",
    ...(preset === undefined ? [] : [`    default: ${quoted(preset)}`]),
  ]);
  const output = outputs.flatMap(({ name, summary }) => [`  ${name}:`, `    description: ${quoted(summary)}`]);
  return `${[
    "# Generated from the source by `npm run docs`; a test compares.",
    "name: Kaprien",
    "description: Secure downloads with The Update Framework, run as GitOps",
    "branding:",
    "  icon: lock",
    "  color: green",
    "inputs:",
    ...input,
    "outputs:",
    ...output,
    "runs:",
    "  using: node24",
    "  main: dist/action.js",
  ].join("\n")}\n`;
}

function action(): string {
  const by = (list: (mode: Mode) => readonly string[], name: string): string =>
    modes
      .filter((mode) => list(mode).includes(name))
      .map((mode) => mode.name)
      .join(", ");
  const used = inputs.map(
    ({ name, summary, default: preset }) =>
      `| \`${name}\` | ${by((mode) => mode.inputs, name) || "all"} | ${summary}${preset === undefined ? "" : `; default: \`${preset}\``} |`,
  );
  const given = outputs.map(
    ({ name, summary }) => `| \`${name}\` | ${by((mode) => mode.outputs, name) || "all"} | ${summary} |`,
  );
  const mode = ({ name, summary, events, permissions }: Mode): string =>
    [
      `## ${name}`,
      `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
      events.length === 0
        ? `Only when \`mode: ${name}\` is given.`
        : `Without \`mode\`, on ${events.map((event) => `\`${event}\``).join(", ")}.`,
      ["| permission | why |", "|---|---|"]
        .concat(permissions.map(({ scope, access, why }) => `| \`${scope}: ${access}\` | ${why} |`))
        .join("\n"),
    ].join("\n\n");
  return `${[
    "# The action",
    generated,
    "`uses: kaprien/action`. It runs on Node 24 and installs nothing. Each mode is a trust domain of its own: give each its own job, with these permissions and no others.",
    ...modes.map(mode),
    "## Inputs",
    ["| input | modes | meaning |", "|---|---|---|", ...used].join("\n"),
    "The worker's signing key is no input: it comes from the environment of its step, under the name that `online-keys` in kaprien.yml gives (`env:KAPRIEN_ONLINE_KEY`).",
    "## Outputs",
    ["| output | modes | meaning |", "|---|---|---|", ...given].join("\n"),
    "## Exit codes",
    "As those of the [command line](errors.md): a refused pull request, a refused merge and every error end the step with a code other than 0, and the output `error` names it.",
  ].join("\n\n")}\n`;
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
      ...(preset === undefined ? [] : [`default: \`${preset}\``]),
      ...(environment === undefined ? [] : [`environment \`${environment}\``]),
    ];
    return `| \`${flag.replaceAll("|", "\\|")}\` | ${notes.join("; ")} |`;
  });
  return ["| option | meaning |", "|---|---|", ...rows].join("\n");
}

function errors(): string {
  const entries = [...catalogue.keys()].sort().map((code) => [code, explain(code)] as const);
  const exits =
    "Exit codes: 0 done or nothing to do · 1 failed · 2 changes pending · 3 verification failed · 4 authentication or permission · 5 expired or expiring · 6 signatures missing · 64 bad usage · 130 interrupted.";
  return `${["# Errors", generated, "Words in braces are filled in with what was found.", exits, ...entries.map(([code, { title, meaning, fix, exit }]) => `## ${code}\n\n${title}\n\n- Why: ${meaning}\n- Fix: ${fix}\n- Exit: ${exit}`)].join("\n\n")}\n`;
}

function policy(): string {
  const rows = rules.map(
    ({ of: { code }, title, why }) => `| [${code}](errors.md#${code.toLowerCase()}) | ${title} | ${why} |`,
  );
  return `${["# Policy rules", generated, "Every proposal and every worker run is held to all of them.", ["| code | rule | why |", "|---|---|---|", ...rows].join("\n")].join("\n\n")}\n`;
}

function requirements(): string {
  const all = titles();
  const parts = chapters.flatMap(({ title, intro, requirements: own }) => [
    `## ${title}`,
    ...(intro === undefined ? [] : [intro]),
    ...own.map((requirement) => requirementPart(requirement, all)),
  ]);
  return `${[
    "# Requirements",
    generated,
    "What Kaprien promises, and which tests hold it to that. Comments, test titles and these pages cite a promise by its id: `T…` is a requirement, `I…` an invariant. An id keeps its meaning for ever, and no test may cite one that is not here.",
    ...parts,
  ].join("\n\n")}\n`;
}

function requirementPart({ id, text, open, later }: Requirement, all: readonly Title[]): string {
  const missing = later === true ? ["Not yet, so no test names it."] : open === undefined ? [] : [`Not yet: ${open}`];
  const own = citing(all, id);
  const tests = [...new Set(own.map(({ file }) => file))].map((file) => {
    const names = own.filter((title) => title.file === file).map(({ title }) => asCode(title));
    return `- [${file.slice("test/".length)}](../../${file}): ${names.join("; ")}`;
  });
  return [`### ${id}`, text, ...missing, ...(tests.length === 0 ? [] : [tests.join("\n")])].join("\n\n");
}

/** Titles as they are written, with whatever Markdown would make of them kept away. */
function asCode(title: string): string {
  const fence = title.includes("`") ? "``" : "`";
  return `${fence}${title}${fence}`;
}
