import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { nodes } from "./cli.ts";
import { temporary } from "./git.ts";

const root = path.resolve(import.meta.dirname, "../..");
const node24 = nodes.at(-1)?.[1] ?? process.execPath;

/** The bundle that ships; `KAPRIEN_ACTION` names another build of it. */
export const actionFile: string = process.env["KAPRIEN_ACTION"] ?? path.join(root, "dist/action.js");

export interface Annotation {
  readonly level: string;
  readonly text: string;
  readonly file?: string;
  readonly line?: string;
  readonly title?: string;
}

export interface ActionEnded {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Lines that the runner hides from then on. */
  readonly masks: readonly string[];
}

export interface ActionRun {
  /** `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly event: string;
  readonly payload?: object;
  readonly ref?: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly server: string;
  readonly api: string;
  /** Beside what a runner sets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workspace?: string;
  /** Unless given, the Node that action.yml asks for, where it is installed. */
  readonly node?: string;
  /** For Node itself. */
  readonly flags?: readonly string[];
}

/** Runs the action's bundle as a runner does: variables, files for outputs and summary, no checkout. */
export async function runAction(run: ActionRun): Promise<ActionEnded> {
  const folder = await temporary();
  try {
    const file = (name: string): string => path.join(folder.path, name);
    for (const name of ["output", "summary", "env", "path", "state"]) await writeFile(file(name), "");
    await writeFile(file("event.json"), JSON.stringify(run.payload ?? {}));
    const workspace = run.workspace ?? file("work");
    await mkdir(workspace, { recursive: true });
    const inputs = Object.entries(run.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: folder.path,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: run.event,
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_REF: run.ref ?? "refs/heads/main",
      GITHUB_SHA: "0".repeat(40),
      GITHUB_REPOSITORY: run.repository,
      GITHUB_SERVER_URL: run.server,
      GITHUB_API_URL: run.api,
      GITHUB_RUN_ID: "1",
      GITHUB_WORKFLOW: "release",
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary"),
      GITHUB_ENV: file("env"),
      GITHUB_PATH: file("path"),
      GITHUB_STATE: file("state"),
      RUNNER_TEMP: folder.path,
      ...Object.fromEntries(inputs),
      ...run.env,
    };
    const child = spawn(run.node ?? node24, [...(run.flags ?? []), actionFile], { cwd: workspace, env, stdio: "pipe" });
    child.stdin.end();
    const read = async (stream: AsyncIterable<Buffer>): Promise<string> => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    const code = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
    return {
      code: await code,
      stdout,
      stderr,
      outputs: outputsIn(await readFile(file("output"), "utf8")),
      summary: await readFile(file("summary"), "utf8"),
      annotations: commandsIn(stdout).filter(({ level }) => ["error", "warning", "notice"].includes(level)),
      masks: commandsIn(stdout)
        .filter(({ level }) => level === "add-mask")
        .map(({ text }) => text),
    };
  } finally {
    await folder.remove();
  }
}

/** The file that GITHUB_OUTPUT names: `name<<delimiter`, lines, `delimiter`. */
function outputsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)].map(([, name = "", , value = ""]) => [name, value]),
  );
}

/** What the runner would take for commands, wherever it looks for them: at the start of a line, or after `##[`. */
function commandsIn(stdout: string): readonly Annotation[] {
  return stdout.split(/\r?\n/).flatMap((line) => {
    const [, level, properties = "", text = ""] =
      /^\s*::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? /##\[([\w-]+)([^\]]*)\](.*)$/.exec(line) ?? [];
    if (level === undefined) return [];
    const values = Object.fromEntries(properties.split(",").map((each) => each.split("=").map(decoded)));
    const { file, line: at, title } = values as Record<string, string | undefined>;
    return [
      {
        level,
        text: decoded(text),
        ...(file !== undefined && { file }),
        ...(at !== undefined && { line: at }),
        ...(title !== undefined && { title }),
      },
    ];
  });
}

function decoded(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}
