import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { instant } from "../../src/base/time.ts";
import { openGitStore } from "../../src/git/local/store.ts";
import { git } from "./git.ts";
import { ed25519 } from "./metadata.ts";
import { frozenClock, openWorld, type World, type WorldOptions } from "./world.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The bundle that ships; `KAPRIEN_CLI` names another build of it. */
export const cli: string = process.env["KAPRIEN_CLI"] ?? path.join(root, "dist/cli.js");

const node24 = path.join(root, "test/node24/node_modules/.bin/node");

/** This Node, and Node 24 where it is installed. In CI it must be. */
export const nodes: readonly (readonly [name: string, file: string])[] = [
  [`Node ${process.versions.node}`, process.execPath],
  ...(existsSync(node24) ? [["Node 24", node24] as const] : []),
];

if (nodes.length < 2) {
  const message = "Node 24 is not installed in test/node24: the bundle is tested on this Node alone";
  if (process.env["CI"]) throw new Error(message);
  console.warn(`WARNING: ${message}`);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
  /** For Node itself. */
  readonly flags?: readonly string[];
}

/** A program of ours that runs. `env` is its whole environment but PATH and a home of its own. */
export function start(args: readonly string[], options: RunOptions): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env["PATH"] ?? "", HOME: options.cwd, ...options.env };
  const spawning: SpawnOptions = { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] };
  const child = spawn(options.node ?? process.execPath, [...(options.flags ?? []), cli, ...args], spawning);
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function run(args: readonly string[], options: RunOptions): Promise<Ended> {
  return start(args, options).ended;
}

/** The last event of `--json` output, and that every line before it is one too. */
export function resultOf({ stdout }: Ended): Record<string, unknown> {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = events.at(-1) ?? {};
  if (last["event"] !== "result" || events.slice(0, -1).some(({ event }) => event === "result"))
    throw new Error(`not one result at the end: ${stdout}`);
  return last;
}

/** A private key of the tests as a CI secret has it. */
export function pem(name: string): string {
  return ed25519(name).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** What a worker's job has in its environment. */
export function secretsFor(world: World): Record<string, string> {
  return { KAPRIEN_TRUSTED_ROOT: world.pin, online: pem("online"), bins: pem("bins") };
}

/** A world in a bare repository on disk, at the time that it is, so that the command line can go on with it. */
export async function worldOnDisk(directory: string, options: WorldOptions = {}): Promise<World> {
  if (!existsSync(directory)) await git(path.dirname(directory), ["init", "-q", "--bare", "-b", "main", directory]);
  const clock = frozenClock(instant(Date.now() / 1000 - 60));
  const author = { name: "Kaprien", email: "kaprien@example.org" };
  const store = await openGitStore({ directory, author, now: () => clock.now() });
  return openWorld({ ...options, store, clock });
}
