import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../src/base/fault.ts";
import { instant } from "../../src/base/time.ts";
import { openGitStore } from "../../src/git/local/store.ts";
import { commitTree, git, type TreeItem, temporary } from "../support/git.ts";
import { check } from "../support/opened.ts";
import { frozenClock, openWorld, releaseOf, type World } from "../support/world.ts";

const corpus = resolve(import.meta.dirname, "../corpus");
const read = <T>(path: string): T => JSON.parse(readFileSync(join(corpus, path), "utf8")) as T;
const cli = resolve(import.meta.dirname, "../../dist/cli.js");

let folder: Awaited<ReturnType<typeof temporary>>;
let bare: string;
let world: World;
let proposals = 0;
/** The commit that every change is proposed to, and what is in it. */
let main: string;
let listed: string;

beforeAll(async () => {
  folder = await temporary();
  bare = join(folder.path, "acme.git");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", bare]);
  const clock = frozenClock(instant(Date.now() / 1000));
  const store = await openGitStore({
    directory: bare,
    author: { name: "Kaprien", email: "kaprien@example.org" },
    now: () => clock.now(),
  });
  world = await openWorld({ bins: 2, store, clock });
  await world.release("app/0.9", { "app/0.9/x": "x", "lib/core/a": "a" });
  await world.done();
  main = await git(bare, ["rev-parse", "main"]);
  listed = await git(bare, ["ls-tree", "-r", "-z", "main"]);
});

afterAll(() => folder.remove());

/** Every file of main with `changed` in place of what has its path. */
function onMain(changed: readonly TreeItem[]): readonly TreeItem[] {
  const paths = new Set(changed.map(([, path]) => path));
  const kept = listed
    .split("\0")
    .filter((line) => line !== "")
    .map((line): TreeItem => {
      const [meta = "", path = ""] = line.split("\t");
      const [mode = "", , id = ""] = meta.split(" ");
      return [mode, path, { id }];
    });
  return [...kept.filter(([, path]) => !paths.has(path)), ...changed];
}

const refs = (): Promise<string> => git(bare, ["for-each-ref", "refs/heads/main", "refs/heads/tuf"]);

/** What `check` and then, merged, the worker make of a change: codes with places; and that neither moved a ref. */
async function judged(changed: readonly TreeItem[]): Promise<{ check: readonly string[]; worker: readonly string[] }> {
  const head = `proposal-${++proposals}`;
  const commit = await commitTree(bare, head, onMain(changed), [main]);
  const before = await refs();
  const checked = await codes(async () => (await check(world, { pin: world.pin, base: "main", head })).findings);
  expect(await refs(), "check moves nothing").toBe(before);
  await git(bare, ["update-ref", "refs/heads/main", commit]);
  const merged = await refs();
  const worked = await codes(async () => {
    const outcome = await world.work();
    return outcome.kind === "refused" ? outcome.findings : [];
  });
  expect(await refs(), "the worker moves nothing").toBe(merged);
  await git(bare, ["update-ref", "refs/heads/main", main]);
  return { check: checked, worker: worked };
}

async function codes(
  action: () => Promise<readonly { code: string; file?: string; line?: number }[]>,
): Promise<readonly string[]> {
  try {
    return (await action()).map(
      ({ code, file, line }) => `${code} ${file ?? ""}${line === undefined ? "" : `:${line}`}`,
    );
  } catch (error) {
    if (error instanceof Fault) return [error.code];
    throw error;
  }
}

describe("I16: bad input is refused with its code, file and line, and changes nothing", () => {
  const expected = read<Record<string, { code: string; line: number }>>("releases/expected.json");

  test("every release file of the corpus has an expectation", () => {
    const files = readdirSync(join(corpus, "releases")).filter((name) => name !== "expected.json");
    expect(files.sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))("releases/%s", async (name, { code, line }) => {
    const content = readFileSync(join(corpus, "releases", name));
    const id = await git(bare, ["hash-object", "-w", "--stdin"], { input: content });
    const result = await judged([["100644", "targets/app/1.json", { id }]]);
    expect(result.check).toContain(`${code} targets/app/1.json:${line}`);
    expect(result.worker).toContain(`${code} targets/app/1.json:${line}`);
  });

  const paths = read<{ refuse: Record<string, string[]>; accept: string[] }>("paths.json");
  test.each(Object.entries(paths.refuse))("paths.json: %s", async (code, list) => {
    const head = `proposal-${++proposals}`;
    const release = releaseOf(
      Object.fromEntries(list.filter((path) => path !== "__proto__").map((path) => [path, "x"])),
    );
    await commitTree(bare, head, onMain([["100644", "targets/app/1.json", release]]), [main]);
    const { findings } = await check(world, { pin: world.pin, base: "main", head });
    for (const path of list.filter((path) => path !== "__proto__")) {
      const own = findings.filter((finding) => finding.data["path"] === path).map((finding) => finding.code);
      expect(own, JSON.stringify(path)).toContain(code);
    }
  });

  // Two releases: a name at the top is also a directory below.
  const accepted = (deep: boolean): readonly string[] => paths.accept.filter((path) => path.includes("/") === deep);
  test.each([[accepted(false)], [accepted(true)]])("paths.json accepts %j", async (list) => {
    const head = `proposal-${++proposals}`;
    const release = releaseOf(Object.fromEntries(list.map((path) => [path, "x"])));
    await commitTree(bare, head, onMain([["100644", "targets/app/1.json", release]]), [main]);
    const { verdict, findings } = await check(world, { pin: world.pin, base: "main", head });
    expect([verdict, findings]).toEqual(["ready", []]);
  });

  interface TreeCase {
    name: string;
    code: string;
    entries: [string, string, string | { spaces: number }][];
  }
  test.each(read<TreeCase[]>("trees.json"))("T20, T23 trees.json: $name", async ({ code, entries }) => {
    const items = entries.map(([mode, path, content]): TreeItem => {
      if (mode === "160000") return [mode, path, { id: "1".repeat(40) }];
      return [mode, path, typeof content === "string" ? content : " ".repeat(content.spaces)];
    });
    const result = await judged(items);
    expect(result.worker.join("\n")).toContain(code);
  });

  interface MetadataCase {
    file: string;
    pointer: (string | number)[];
    value: unknown;
    codes: string[];
  }
  test.each(read<MetadataCase[]>("metadata.json"))(
    "I5 metadata.json: $file $pointer = $value",
    async ({ file, pointer, value, codes: known }) => {
      const metadata = JSON.parse(await git(bare, ["show", `main:${file}`])) as Record<string, unknown>;
      let at = metadata;
      for (const step of pointer.slice(0, -1)) at = at[step] as Record<string, unknown>;
      at[pointer.at(-1) ?? ""] = value;
      const result = await judged([["100644", file, JSON.stringify(metadata)]]);
      // With the file, where what was signed before can be renewed all the same.
      expect(known).toContain(result.worker[0]?.split(" ")[0]);
    },
  );
});

describe("the command line says so with the exit codes it promises", () => {
  const run = (args: readonly string[], stdin = ""): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [cli, ...args, "--repository", bare, "--trusted-root", world.pin], {
      cwd: folder.path,
      input: stdin,
      encoding: "utf8",
    });

  test("1 for a release file that may not be merged: code, file, line, why and fix", async () => {
    const text = '{ "targets": [], "sources": {} }';
    await commitTree(bare, "bad", onMain([["100644", "targets/app/1.json", text]]), [main]);
    const before = await git(bare, ["for-each-ref"]);
    const files = readdirSync(folder.path);
    const { status, stdout } = run(["check", "--head", "bad"]);
    expect(status).toBe(1);
    expect(stdout).toContain("targets/app/1.json:1: ");
    expect(stdout).toContain("[RELEASE_UNKNOWN_FIELD]");
    expect(stdout).toContain('Did you mean "source"?');
    expect(stdout).toMatch(/\n {2}fix /);
    expect(await git(bare, ["for-each-ref"])).toBe(before);
    expect(readdirSync(folder.path)).toEqual(files);
  });

  test("3 when nothing in the repository is the pinned root", async () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, "worker", "--repository", bare, "--trusted-root", "0".repeat(64)],
      { encoding: "utf8" },
    );
    expect([status, stderr.includes("[ROOT_NOT_PINNED]")]).toEqual([3, true]);
  });

  test("64 for a trusted root that is none, a flag that does not exist, and a command that does not", () => {
    expect(spawnSync(process.execPath, [cli, "status", "--repository", bare, "--trusted-root", "abc"]).status).toBe(64);
    expect(run(["status", "--nonsense"]).status).toBe(64);
    expect(spawnSync(process.execPath, [cli, "nonsense"]).status).toBe(64);
  });
});
