import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operation } from "../../src/interface/operation.ts";
import { operations } from "../../src/interface/operations.ts";
import { templateFiles } from "../../src/setup/init.ts";
import { type Ended, nodes, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { git } from "../support/git.ts";
import { ed25519 } from "../support/metadata.ts";
import {
  marksIn,
  type Opened,
  openedIn,
  plant,
  plantInGit,
  programFiles,
  settings,
  watching,
} from "../support/planted.ts";

/** One way to call a command, and what it is told to read or write beside the documented places. */
interface Call {
  /** Where it works, below the work tree; at its top when left out. */
  readonly directory?: string;
  readonly args: readonly string[];
  readonly named?: readonly string[];
  /** How it ends, where that shows that it did its work. */
  readonly code?: number;
}

const template = [...templateFiles].flatMap(([file, others]) => [file, ...others]);
const site = { named: ["site"], code: 0 };

/** What makes a command do its work here. One that is not listed is called with what its row of the table demands. */
const calls: Readonly<Record<string, readonly Call[]>> = {
  init: [{ args: ["--action", `kaprien/action@${"0".repeat(40)}`], named: template, code: 0 }],
  import: [{ directory: "empty", args: ["../site", "--dry-run"], named: ["empty", "site"], code: 0 }],
  ceremony: [{ directory: "empty", args: ["--from", "ceremony.yml", "--dry-run"], named: ["empty"], code: 0 }],
  key: [{ args: ["list"], code: 0 }, { args: ["show", "pkcs11:object=release?module-path=/nowhere/token.so"] }],
  rotate: [{ args: ["root", "--event", "turn"], code: 0 }],
  sign: [{ args: ["turn", "--dry-run"], code: 0 }],
  event: [{ args: ["export", "turn", "--out", "turn.json"], named: ["turn.json"], code: 0 }],
  delegate: [
    {
      args: ["critical", "--path", "critical/*", "--key", "ann.pem", "--event", "give"],
      named: ["ann.pem"],
      code: 0,
    },
  ],
  rebin: [{ args: ["8", "--event", "more"], code: 0 }],
  add: [{ args: ["--release", "app/2", "out"], named: ["out"], code: 0 }],
  remove: [{ args: ["app/1/*"], code: 0 }],
  check: [{ args: [], code: 0 }],
  worker: [{ args: [], code: 0 }],
  publish: [{ args: ["--to", "site", "--files", "files"], named: ["site", "files"], code: 0 }],
  recover: [{ args: ["--dry-run"], code: 0 }],
  status: [{ args: ["--targets"], code: 0 }],
  monitor: [{ args: ["--from", "site"], ...site }],
  download: [{ args: ["app/1/a", "--from", "site", "-o", "got"], named: ["site", "got"], code: 0 }],
  verify: [{ args: ["site"], ...site }],
};

/** Those whose work others need come first. */
const first = ["publish", "rotate"];
const inOrder = [...operations].sort((a, b) => first.indexOf(b.name) - first.indexOf(a.name));

function callsOf({ name, arguments: given = [] }: Operation): readonly Call[] {
  const demanded = given.flatMap(({ syntax }) => (syntax.startsWith("<") ? [/\w+/.exec(syntax)?.[0] ?? ""] : []));
  return calls[name] ?? [{ args: demanded }];
}

const node = nodes.at(-1)?.[1] ?? process.execPath;
let folder: string;
let marks: string;
let env: Record<string, string>;
let forbidden: ReadonlySet<string>;
let runs = 0;

const ceremony = `version: 1
keys:
  ann:    { create: ed25519, file: ../../../data/kaprien/ann.key, passphrase: env:KAPRIEN_PASSPHRASE }
  online: { use: env:online }
roles:
  root:    { keys: [ann], threshold: 1 }
  targets: { keys: [ann], threshold: 1 }
  bins:    { keys: [online] }
`;

/** A path below the test's folder. */
const at = (...names: readonly string[]): string => path.join(folder, ...names);

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "kaprien-opened-")));
  const world = await worldOnDisk(at("repository.git"), { bins: 4 });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  await git(folder, ["clone", "-q", at("repository.git"), at("outer/work")]);
  await git(at("outer/work"), ["fetch", "-q", "origin", "tuf:tuf"]);
  for (const name of ["home", "tmp", "outer/work/out", "outer/work/files/app/1", "outer/work/empty", "outer/work/sub"])
    await mkdir(at(name), { recursive: true });
  await writeFile(at("outer/work/out/b"), "b");
  await writeFile(at("outer/work/files/app/1/a"), "a");
  const ann = createPublicKey(ed25519("ann").privateKey).export({ type: "spki", format: "pem" });
  await writeFile(at("outer/work/ann.pem"), ann);
  await writeFile(at("outer/work/empty/ceremony.yml"), ceremony);
  marks = at("marks");
  const planted = [
    ...["outer", "tmp", "home", "home/.config/kaprien"].map((name) => plant(at(name), marks, "outside")),
    ...["outer/work/sub", "outer/work/empty"].map((name) => plant(at(name), marks, "told")),
    plant(at("outer/work"), marks),
    plantInGit(at("outer/work/.git"), marks),
  ];
  forbidden = new Set((await Promise.all(planted)).flat());
  env = {
    ...secretsFor(world),
    HOME: at("home"),
    TMPDIR: at("tmp"),
    XDG_DATA_HOME: at("data"),
    KAPRIEN_PASSPHRASE: "quixotic vermilion 47 zebu",
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a program, watched. */
async function watch(
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ ended: Ended; opened: readonly Opened[] }> {
  runs += 1;
  const log = at(`opened-${runs}`);
  const ended = await run(args, { cwd, env: { ...env, ...more, OPENED_LOG: log }, flags: watching, node });
  return { ended, opened: await openedIn(log) };
}

/** What a command touched in the work tree at `work` or elsewhere, run for `directory`, that no documentation speaks of. */
function undocumented(
  opened: readonly Opened[],
  work: string,
  directory: string,
  named: readonly string[],
): readonly string[] {
  const documented = ({ how, what }: Opened): boolean => {
    const file = what.replace(/\.[0-9a-f]{12}\.part$/, "");
    const below = (place: string): boolean => file === place || file.startsWith(`${place}${path.sep}`);
    // Output comes whole or not at all: by a file beside where it goes.
    const beside = (name: string): boolean => path.dirname(path.join(work, name)) === path.dirname(what);
    if (/^\.kaprien-[0-9a-f]{12}\.part$/.test(path.basename(what)) && named.some(beside)) return true;
    if (how === "variable") return what === "NoDefaultCurrentDirectoryInExePath=1";
    if (how === "spawn" || how === "dlopen" || forbidden.has(file)) return false;
    if (programFiles(file) || ["data", "tmp"].some((name) => below(at(name)))) return true;
    // Which directories a path leads through, and which of them has a .git.
    if (how === "lstat" || how === "stat" || how === "realpath") {
      const above = path.basename(file) === ".git" ? path.dirname(file) : file;
      if (`${directory}${path.sep}`.startsWith(above)) return true;
    }
    for (let each = directory; each.startsWith(work); each = path.dirname(each))
      if ([...settings, ".config"].some((name) => file === path.join(each, name))) return true;
    if (below(path.join(work, ".git")) || named.some((name) => below(path.join(work, name)))) return true;
    if (named.some((name) => file.startsWith(work) && path.join(work, name).startsWith(file))) return true;
    return ["targets", "trust", "HEAD", "objects", "commondir"].some((name) => below(path.join(directory, name)));
  };
  return opened
    .filter((each) => !documented(each))
    .map(({ how, what }) => `${how} ${path.isAbsolute(what) ? path.relative(folder, what) : what}`);
}

describe("T83: nothing below a work tree is run, and nothing but the documented places is opened", () => {
  test("every way that a program takes to a file, to code or to another program is seen", async () => {
    const ways: readonly (readonly [how: RegExp, name: string, code: string])[] = [
      [/^open/, "a", "fs.readFileSync(f)"],
      [/^(open|readFileUtf8)/, "b", 'fs.readFileSync(f, "utf8")'],
      [/^open/, "c", "await fs.promises.readFile(f)"],
      [/^open/, "d", "await new Promise((done) => fs.createReadStream(f).on('close', done).resume())"],
      [/^stat/, "e", "fs.statSync(f)"],
      [/^lstat/, "f", "await fs.promises.lstat(f)"],
      [/^(existsSync|access)/, "g", "fs.existsSync(f)"],
      [/^readdir/, "h", "fs.readdirSync(f)"],
      [/^opendir/, "i", "await fs.promises.opendir(f)"],
      [/^open/, "j", "fs.writeFileSync(f, new Uint8Array(1))"],
      [/^open/, "k.mjs", "await import(f)"],
      [/^(open|readFileUtf8)/, "l.cjs", "require(f)"],
      [/^(open|readFileUtf8)/, "m.json", "require(f)"],
      [/^dlopen/, "n.node", "require(f)"],
      [/^spawn/, "o", "spawnSync(f)"],
      [/^spawn/, "p", "await new Promise((done) => spawn(f).on('error', done).on('close', done))"],
    ];
    const lines = ways.map(
      ([, name, code]) => `{ const f = ${JSON.stringify(at("ways", name))}; try { ${code} } catch {} }`,
    );
    const start = `import fs from "node:fs"; import { spawn, spawnSync } from "node:child_process";
      import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
    await mkdir(at("ways"));
    for (const [, name] of ways) await writeFile(at("ways", name), name.endsWith(".json") ? "{}" : "");
    await writeFile(at("ways.mjs"), [start, ...lines].join("\n"));
    const log = at("ways.log");
    const { status, stderr } = spawnSync(node, [...watching, at("ways.mjs")], {
      env: { ...process.env, OPENED_LOG: log },
    });
    expect(status, stderr.toString()).toBe(0);
    const opened = await openedIn(log);
    const seen = ([how, name]: (typeof ways)[number]): boolean =>
      opened.some((each) => how.test(each.how) && each.what.split(" ")[0] === at("ways", name));
    expect(ways.filter((way) => !seen(way))).toEqual([]);
  });

  // The process is started in one directory and works in another, so that what is found from either is seen.
  test.each(inOrder.map((each) => [each.name, each] as const))(
    "%s",
    async (name, operation) => {
      const work = at("outer/work");
      for (const { directory = "", args, named = [], code } of callsOf(operation)) {
        const { ended, opened } = await watch(["-C", path.join("..", directory), name, ...args], at("outer/work/sub"));
        const found = undocumented(opened, work, path.join(work, directory), named);
        expect(found, `${name} ${args.join(" ")}\n${ended.stderr}`).toEqual([]);
        if (code !== undefined) expect([name, ended.code], ended.stderr).toEqual([name, code]);
      }
      expect(await marksIn(marks)).toEqual([]);
    },
    120_000,
  );

  test("started in the directory where the code is, as people do", async () => {
    const work = at("outer/work");
    const { ended, opened } = await watch(["status"], work);
    expect([ended.code, undocumented(opened, work, work, [])], ended.stderr).toEqual([0, []]);
    expect(await marksIn(marks)).toEqual([]);
  });

  test.each(["", "."])("a home called %o is not the work tree", async (home) => {
    const work = at("outer/work");
    const homes = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
    const { ended, opened } = await watch(["key", "list"], work, homes);
    const found = undocumented(opened, work, work, []).filter((line) => !line.includes(" ../"));
    expect([ended.code, found], ended.stderr).toEqual([0, []]);
  });
});
