import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { directory } from "./tools.ts";

/** Where servers are built: kept, and not part of the project. */
const built: string = fileURLToPath(new URL("../../../.interop/keys", import.meta.url));

export interface RunningServer {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  close(): Promise<void>;
}

function must(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}: ${stderr?.slice(-2000)}`);
}

/** Builds the Go program in a folder of this rig, and resolves to the file. */
export function goProgram(name: string): string {
  mkdirSync(built, { recursive: true });
  const file = join(built, name);
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly"];
  must("go", ["build", ...flags, "-o", file, "."], join(directory, name));
  return file;
}

/** The Python of an environment with exactly what `requirements.txt` in a folder of this rig names, kept until that changes. */
export function pythonFor(name: string): string {
  const requirements = join(directory, name, "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const home = join(built, `${name}-${digest}`);
  const python = join(home, "bin/python3");
  const done = join(home, "done");
  if (existsSync(done)) return python;
  mkdirSync(built, { recursive: true });
  must("python3", ["-m", "venv", "--clear", home], built);
  must(python, ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r", requirements], built);
  writeFileSync(done, "");
  return python;
}

/** Starts a server that prints its port, with no more of this process's environment than it takes to run. */
export async function startServer(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...variables }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const port = await firstLine(child, ended);
  return {
    address: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess, ended: Promise<void>): Promise<string> {
  if (child.stdout === null) throw new Error("it has no output");
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then(() => ""),
  ]);
  if (!/^\d+$/.test(line)) throw new Error(`a port was expected, not ${JSON.stringify(line)}`);
  return line;
}
