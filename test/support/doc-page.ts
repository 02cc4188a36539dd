import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import { cli, pem, worldOnDisk } from "./cli.ts";
import { git, temporary } from "./git.ts";
import { ed25519 } from "./metadata.ts";
import { terminalText } from "./terminal-text.ts";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * A page of docs whose command blocks are run in order, each by bash in a terminal of its own, and compared with what the page shows.
 *
 * What a page consists of:
 * - Every `sh` block is run, with `set -e`. Where a person has to type an answer (a passphrase, the first characters of a digest) the harness
 *   types it, as that person would: a digest is the last one that was shown.
 * - A `text` block right after it is all that it printed, on both streams: `…` on a line of its own stands for any lines, elsewhere for
 *   anything within the line. `yaml`, `json` and `hcl` blocks are only read.
 * - A comment of its own line before a block says where and when: `<!-- on: bob -->`, from there on in Bob's terminal, on Bob's machine;
 *   `<!-- later: 340 days -->`, from there on so much later for everybody than before; `<!-- exits: 6 -->`, the next block ends with that.
 *   Several in one are divided by `;`.
 *
 * - `<!-- team: alice bob carol -->` before the first block: a repository is there already, of which two of these people must sign everything that
 *   people sign (the one of a team of one). Each has a key in `~/keys/<name>.key`, without a passphrase so that it costs nothing, and is in a
 *   clone, `~/project`; so is `worker`, with the branch `tuf` and the online key in `KAPRIEN_ONLINE_KEY`. All have the trusted root in `KAPRIEN_TRUSTED_ROOT`.
 *   A page with a machine called `vault` has the first person's key there and not with that person; it has no clone and no trusted root.
 *
 * What is there: `kaprien`, git, node, and an empty repository `https://git.example/acme/project.git`, which is a bare one on disk. There is no network.
 * A person has a home directory, in which `~/shared` is the same for all: what they send or carry to each other. It
 * is shown as `/home/<person>`; their terminal keeps its working directory, variables and functions from block to block, like one that
 * stays open. A page that says nothing of people happens on one machine.
 */
export interface DocPage {
  readonly file: string;
  readonly steps: readonly Step[];
  /** Who has a repository to begin with; none when the page makes its own. */
  readonly team: readonly string[];
}

/** What the machines of a page have and reach beside what is said above. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Files in every home, by their path there. */
  readonly files?: ReadonlyMap<string, string>;
  /**
   * Services on this machine, each by the address that the page uses and the one where it really is. With it, sockets and addresses of this
   * machine can be reached.
   */
  readonly services?: ReadonlyMap<string, string>;
}

interface Step {
  readonly script: string;
  /** What the page says that it prints; undefined when it shows nothing. */
  readonly shown: string | undefined;
  readonly on: string;
  /** Days after the first block. */
  readonly day: number;
  readonly exits: number;
  /** Where the block is. */
  readonly line: number;
}

/** A person of a page, as the terminal of their machine has them. */
interface Machine {
  readonly name: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

const fence = /^(`{3,}|~{3,})(\w*)[^\n]*\n([\s\S]*?)^\1 *$/gm;
const readOnly = new Set(["yaml", "json", "hcl"]);

/** Reads a page. Throws when something on it looks like commands and would not be run, or like output and would not be compared. */
export async function readPage(file: string): Promise<DocPage> {
  return parsePage(file, await readFile(path.join(root, file), "utf8"));
}

/** As {@link readPage}, from the page's text. */
export function parsePage(file: string, text: string): DocPage {
  const steps: Step[] = [];
  let team: readonly string[] = [];
  let [on, day, exits, end, last] = ["me", 0, 0, 0, ""];
  for (const match of text.matchAll(fence)) {
    const [all, , language = "", body = ""] = match;
    const between = text.slice(end, match.index);
    const line = text.slice(0, match.index).split("\n").length;
    const wrong = (what: string): Error => new Error(`${file}:${line}: ${what}`);
    if (/^[ \t>]*(?:`{3}|~{3})/m.test(between))
      throw wrong("a block before this one is indented, and would not be run");
    end = match.index + all.length;
    for (const [, directives = ""] of between.matchAll(/^<!-- ((?:team|on|later|exits):.*?) -->$/gm)) {
      for (const directive of directives.split("; ")) {
        const [, name, value = ""] = /^(team|on|later|exits): ([\w ]+?)(?: days?)?$/.exec(directive) ?? [];
        if (name === undefined || (name === "team" && steps.length > 0)) throw wrong(`${directive} is no directive`);
        if (name === "team") [team, on] = [value.split(" "), value.split(" ")[0] ?? ""];
        if (name === "on") on = value;
        if (name === "later") day += Number(value);
        if (name === "exits") exits = Number(value);
      }
    }
    if (language === "sh") {
      steps.push({ script: body, shown: undefined, on, day, exits, line });
      exits = 0;
    } else if (language === "text") {
      const step = steps.pop();
      if (step === undefined || last !== "sh") throw wrong("output that follows no commands");
      steps.push({ ...step, shown: body });
    } else if (!readOnly.has(language))
      throw wrong(`a block of ${language || "no language"} is neither run nor compared`);
    last = language;
  }
  if (/^[ \t>]*(?:`{3}|~{3})/m.test(text.slice(end))) throw new Error(`${file}: its last block is not run`);
  if (steps.length === 0) throw new Error(`${file}: nothing on it is run`);
  return { file, steps, team };
}

/** What is wrong with a page, one entry for each block that ends or prints otherwise than the page says; the first that fails ends the run. */
export async function runPage(page: DocPage, around: Surroundings = {}): Promise<readonly string[]> {
  const folder = await temporary();
  try {
    const machines = await prepare(folder.path, page, around);
    const wrong: string[] = [];
    for (const step of page.steps) {
      const machine = machines.get(step.on) as Machine;
      const { code, printed: raw } = await runStep(step, machine);
      const printed = raw
        .replaceAll(path.join(folder.path, "home"), "/home")
        .replaceAll(path.join(folder.path, "git.example"), "https://git.example");
      const at = `${page.file}:${step.line} on ${step.on}'s machine`;
      if (code !== step.exits)
        return [...wrong, `${at} ended with ${code}, not ${step.exits}:\n${step.script}\n${printed}`];
      if (step.shown !== undefined && !patternOf(step.shown).test(printed))
        wrong.push(`${at} printed\n${printed}\nand the page shows\n${step.shown}`);
    }
    return wrong;
  } finally {
    await folder.remove();
  }
}

/** What a page shows as a pattern. */
function patternOf(shown: string): RegExp {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const lines = shown.trimEnd().split("\n");
  const sources = lines.map((line) => (line === "…" ? "(?:.*\n)*?" : `${line.split("…").map(escaped).join(".*")}\n`));
  return new RegExp(`^${sources.join("")}$`);
}

async function prepare(
  folder: string,
  { steps, team }: DocPage,
  { env: more = {}, files = new Map(), services }: Surroundings,
): Promise<ReadonlyMap<string, Machine>> {
  const bin = path.join(folder, "bin");
  const hub = path.join(folder, "git.example");
  const repository = path.join(hub, "acme/project.git");
  const shared = path.join(folder, "shared");
  await mkdir(bin);
  await mkdir(shared);
  await mkdir(path.dirname(repository), { recursive: true });
  await git(hub, ["init", "-q", "--bare", "-b", "main", repository]);
  const loaded = [services === undefined ? "no-network.mjs" : "this-machine.mjs", "later.mjs"].map(
    (name) => `--import "${path.join(import.meta.dirname, name)}"`,
  );
  const program = `#!/bin/sh\nexec "${process.execPath}" ${loaded.join(" ")} "${cli}" "$@"\n`;
  await writeFile(path.join(bin, "kaprien"), program, { mode: 0o755 });
  const pin = team.length === 0 ? undefined : await repositoryOf(repository, team);
  const machines = new Map<string, Machine>();
  const names = new Set(steps.map(({ on }) => on));
  for (const name of names) {
    const home = path.join(folder, "home", name);
    await mkdir(path.join(home, "keys"), { recursive: true });
    const settings = `[user]\n\tname = ${name}\n\temail = ${name}@example.org\n[url "${hub}/"]\n\tinsteadOf = https://git.example/\n[maintenance]\n\tauto = false\n[core]\n\tfsync = none\n`;
    await writeFile(path.join(home, ".gitconfig"), settings);
    await symlink(shared, path.join(home, "shared"));
    for (const [name, content] of files) await writeFile(path.join(home, name), content, { mode: 0o600 });
    const holder = names.has("vault") && name === team[0] ? undefined : name === "vault" ? team[0] : name;
    if (holder !== undefined && team.includes(holder))
      await writeFile(path.join(home, `keys/${holder}.key`), pem(holder), { mode: 0o600 });
    const trusting = pin !== undefined && name !== "vault";
    const env = {
      PATH: `${bin}:${path.dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: home,
      LC_ALL: "C.UTF-8",
      TERM: "xterm-256color",
      NO_COLOR: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_ALLOW_PROTOCOL: "file",
      GIT_PAGER: "cat",
      ...more,
      ...(services !== undefined && { PAGE_SERVICES: JSON.stringify([...services]) }),
      PAGE_STATE: path.join(folder, `${name}.state`),
      ...(trusting && { KAPRIEN_TRUSTED_ROOT: pin }),
      ...(trusting && name === "worker" && { KAPRIEN_ONLINE_KEY: pem("online") }),
    };
    const machine = { name, home, env };
    machines.set(name, machine);
    if (!trusting) continue;
    const signed = name === "worker" ? " && git branch -q tuf origin/tuf" : "";
    const script = `git clone -q https://git.example/acme/project.git && cd project${signed}`;
    await runStep({ script, shown: undefined, on: name, day: 0, exits: 0, line: 0 }, machine);
  }
  return machines;
}

/** A repository that a team has worked with for a while: its trust is merged, and the worker has signed. Resolves to the trusted root. */
async function repositoryOf(directory: string, team: readonly string[]): Promise<string> {
  const people = {
    root: team,
    targets: team,
    bin: team,
    bins: ["online"],
    snapshot: ["online"],
    timestamp: ["online"],
  };
  const threshold = Math.min(2, team.length);
  const thresholds = { targets: threshold, bin: threshold };
  const world = await worldOnDisk(directory, { bins: 4, people, threshold, thresholds });
  const holders = team.map((name) => `  ${name}: ${ed25519(name).key.keyid}\n`).join("");
  const settings = `version: 1\nonline-keys:\n  default: env:KAPRIEN_ONLINE_KEY\npeople:\n${holders}publish: { to: directory, path: site }\n`;
  await world.merge({ "kaprien.yml": settings });
  await world.work({ keys: { "env:KAPRIEN_ONLINE_KEY": "online" } });
  return world.pin;
}

const patience = 60_000;

/** A terminal that stays open is one process after another, each of which begins where the last one ended. */
function runStep({ script, day }: Step, { name, home, env }: Machine): Promise<{ code: number; printed: string }> {
  const around = [
    'if [ -e "$PAGE_STATE" ]; then . "$PAGE_STATE" 2>/dev/null; fi',
    `keep() { { declare -p | grep -vE '^declare -[a-zA-Z-]*[rA] |^declare -[a-zA-Z-]* (PAGE_DAYS_LATER|GIT_(AUTHOR|COMMITTER)_DATE|BASH\\w*|PPID|SHLVL|_|PIPESTATUS|FUNCNAME)[= ]'; declare -f; printf 'cd %q\\n' "$PWD"; } > "$PAGE_STATE"; }`,
    "trap keep EXIT",
    "set -eo pipefail",
  ];
  const now = Math.floor(Date.now() / 1000) + day * 86_400;
  const later = { PAGE_DAYS_LATER: String(day), GIT_AUTHOR_DATE: `${now} +0000`, GIT_COMMITTER_DATE: `${now} +0000` };
  const terminal = spawn("bash", ["--norc", "-c", `${around.join("\n")}\n${script}`], {
    name: "xterm-256color",
    cols: 300,
    rows: 500,
    cwd: home,
    env: { ...env, ...later },
  });
  let raw = "";
  const answer = answering(terminal, `the passphrase of ${name} is long`);
  terminal.onData((data) => {
    raw += data;
    answer(raw);
  });
  const hanging = setTimeout(() => terminal.kill("SIGKILL"), patience);
  return new Promise((resolve) =>
    terminal.onExit(({ exitCode, signal }) => {
      clearTimeout(hanging);
      resolve({ code: signal ? -1 : exitCode, printed: terminalText(raw) });
    }),
  );
}

/** Types what a person would, once for each question; a question that nobody expects is left alone until the patience ends. */
function answering(terminal: IPty, passphrase: string): (raw: string) => void {
  let from = 0;
  return (raw) => {
    const asked =
      /(?:^|\n)(?:Enter [^\n]*)?(passphrase)[^\n]*: $|◆\x1b?[^\n]*?(passphrase|first (?:8|16) characters)[^\n]*\n/iu.exec(
        raw.slice(from),
      );
    if (asked === null) return;
    const digest = raw.match(/\b[0-9a-f]{64}\b/g)?.at(-1) ?? "";
    from = raw.length;
    terminal.write(
      `${/passphrase/i.test(asked[1] ?? asked[2] ?? "") ? passphrase : digest.slice(0, /first 16/.test(asked[0]) ? 16 : 8)}\r`,
    );
  };
}
