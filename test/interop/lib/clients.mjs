import { createHash } from "node:crypto";
import { access, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lines, run, tryRun } from "./run.mjs";

const interop = fileURLToPath(new URL("..", import.meta.url));

/** A client's program: how it is started, and what to say of it. */
class Client {
  constructor(name, version, command) {
    this.name = name;
    this.version = version;
    this.command = command;
  }

  async #ask(args, input) {
    const [program, ...first] = this.command;
    const { code, stdout, stderr } = await tryRun(program, [...first, ...args], { input });
    // A program that broke refused nothing: only an answer counts.
    if (code !== 0) throw new Error(`${this.name} ended with ${code}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout);
  }

  update(args) {
    return this.#ask(["update", ...args]);
  }

  /** Whether each path is inside each pattern, as this client sees it. */
  match(pairs) {
    return this.#ask(["match"], JSON.stringify(pairs));
  }
}

/** One whose programs take one update after the other, since starting one takes longer than an update. Each update is a new client. */
class LastingClient extends Client {
  #idle = [];

  async update(args) {
    const program = this.#idle.pop() ?? this.#start();
    const answer = await program.ask(args);
    this.#idle.push(program);
    return answer;
  }

  #start() {
    const [file, ...first] = this.command;
    return lines(file, [...first, "updates"]);
  }
}

async function tufJs() {
  const { version } = createRequire(import.meta.url)("tuf-js/package.json");
  return new LastingClient("tuf-js", version, [process.execPath, join(interop, "js/client.mjs")]);
}

async function pythonTuf(folder) {
  const requirements = join(interop, "python/requirements.txt");
  const text = await readFile(requirements, "utf8");
  const python = await pythonWith(requirements, text, folder);
  const version = /^tuf==(.+)$/m.exec(text)?.[1];
  return new LastingClient("python-tuf", version, [python, join(interop, "python/client.py")]);
}

/** A virtual environment with exactly `requirements`, kept until these change. */
async function pythonWith(requirements, text, folder) {
  const directory = join(folder, `python-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`);
  const python = join(directory, "bin/python3");
  const done = join(directory, "bin/pip-done");
  if (
    await access(done).then(
      () => true,
      () => false,
    )
  )
    return python;
  await rm(directory, { recursive: true, force: true });
  await run("python3", ["-m", "venv", directory]);
  await run(python, ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r", requirements]);
  await run(python, ["-m", "pip", "check"]);
  await run(python, ["-c", "import sys; open(sys.argv[1], 'w').close()", done]);
  return python;
}

async function goTuf(folder) {
  const cwd = join(interop, "go");
  const program = join(folder, "go-client");
  await run("go", ["build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-o", program, "."], { cwd });
  const version = /go-tuf\/v2 v(\S+)/.exec(await readFile(join(cwd, "go.mod"), "utf8"))?.[1];
  return new Client("go-tuf", version, [program]);
}

export const makers = new Map([
  ["tuf-js", tufJs],
  ["python-tuf", pythonTuf],
  ["go-tuf", goTuf],
]);
