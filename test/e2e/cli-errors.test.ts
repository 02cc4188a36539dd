import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, resultOf, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { commitTree, git, type TreeItem, temporary } from "../support/git.ts";
import { releaseOf, type World } from "../support/world.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let world: World;
let repository: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await temporary();
  repository = path.join(folder.path, "repository.git");
  world = await worldOnDisk(repository, { bins: 2 });
  await world.release("app/1", { "app/1/a": "one" });
  await world.done();
  env = { ...secretsFor(world), XDG_DATA_HOME: path.join(folder.path, "data") };
});

afterAll(() => folder.remove());

const kaprien = (args: readonly string[], given: Record<string, string> = env): Promise<Ended> =>
  run(args, { cwd: folder.path, env: given });

/** It ends with this exit and code, says so in words on standard error, and prints nothing on standard output. */
async function fails(args: readonly string[], exit: number, code: string, given = env): Promise<Ended> {
  const ended = await kaprien(args, given);
  expect([args.join(" "), ended.code, ended.stdout]).toEqual([args.join(" "), exit, ""]);
  expect(ended.stderr).toContain(`[${code}]`);
  expect(ended.stderr).toMatch(/^error: .*\n {2}why .*\n {2}fix .*\n$/m);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  return ended;
}

/** A copy of the repository in which something is different. */
async function damaged(name: string, change: (directory: string) => Promise<unknown>): Promise<string> {
  const directory = path.join(folder.path, name);
  await git(folder.path, ["clone", "-q", "--bare", repository, directory]);
  await change(directory);
  return directory;
}

const worker = (directory = repository): string[] => ["worker", "--repository", directory];

describe("exit 64: the command line was not understood", () => {
  const bad = [["frobnicate"], ["worker", "--nonsense"], ["download"], ["add"], ["check", "--head"]];
  test.each(bad)("%s %s", async (...args) => {
    const { code, stdout, stderr } = await kaprien(args);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toMatch(/^error: /);
  });

  test("values out of range", async () => {
    await fails([...worker(), "--watch", "0"], 64, "USAGE");
    await fails(["check", "--repository", repository, "--format", "html"], 64, "USAGE");
    await fails(["completion", "tcsh"], 64, "USAGE");
    await fails(["schema", "nothing"], 64, "USAGE");
    await fails(["explain", "ROLE_EXPIRD"], 64, "CODE_UNKNOWN");
    await fails(["add", "--release", "no-product", "x"], 64, "RELEASE_NAME");
    await fails(["add", "x"], 64, "FLAG_MISSING");
    await fails(["verify"], 64, "FLAG_MISSING");
    await fails(["ceremony"], 64, "FLAG_MISSING");
    await fails(["publish", "--repository", repository], 64, "FLAG_MISSING");
  });

  test("T32: without the trusted root, or with something that is none, nothing is read", async () => {
    const { KAPRIEN_TRUSTED_ROOT: _, ...without } = env;
    await fails(worker(), 64, "TRUSTED_ROOT_NEEDED", without);
    for (const args of [["status"], ["publish"], ["check"]])
      await fails([...args, "--repository", repository], 64, "TRUSTED_ROOT_NEEDED", without);
    await fails([...worker(), "--trusted-root", "1234"], 64, "TRUSTED_ROOT_INVALID");
    expect((await kaprien([...worker(), "--trusted-root", `sha256:${world.pin.toUpperCase()}`], without)).code).toBe(0);
  });
});

describe("exit 3: verification failed", () => {
  test("another root is trusted than the repository's", async () => {
    await fails([...worker(), "--trusted-root", "0".repeat(64)], 3, "ROOT_NOT_PINNED");
  });

  test("the signed branch was edited by hand", async () => {
    const directory = await damaged("edited.git", async (at) => {
      const tree = await git(at, ["rev-parse", "tuf^{tree}"]);
      const index = { GIT_INDEX_FILE: path.join(folder.path, "index") };
      await git(at, ["read-tree", tree], { env: index });
      await git(at, ["rm", "-q", "--cached", "source/targets/app/1.json"], { env: index });
      const commit = await git(at, [
        "commit-tree",
        await git(at, ["write-tree"], { env: index }),
        "-p",
        "tuf",
        "-m",
        "x",
      ]);
      await git(at, ["update-ref", "refs/heads/tuf", commit]);
    });
    await fails(worker(directory), 3, "SIGNED_BRANCH_EDITED");
    await fails(["publish", "--repository", directory, "--to", "never"], 3, "SIGNED_BRANCH_EDITED");
    await fails(["status", "--repository", directory], 3, "SIGNED_BRANCH_EDITED");
    const { stdout } = await kaprien(["worker", "--json", "--repository", directory]);
    expect(JSON.parse(stdout)).toMatchObject({
      event: "result",
      kind: "failed",
      code: "SIGNED_BRANCH_EDITED",
      exit: 3,
    });
  });

  test("a site that was tampered with is refused by its name", async () => {
    await kaprien(["publish", "--repository", repository, "--to", "site"]);
    const file = path.join(folder.path, "site/metadata/1.snapshot.json");
    await writeFile(file, (await readFile(file, "utf8")).replace('"version":1', '"version":2'));
    const { stderr } = await fails(["verify", "--from", "site"], 3, "ROLE_HASH_MISMATCH");
    expect(stderr).toContain("site/metadata");
    await fails(["download", "app/1/a", "--from", "site"], 3, "ROLE_HASH_MISMATCH");
  });
});

describe("exit 4: a key or a permission is missing", () => {
  test("no key in the environment", async () => {
    await world.release("app/2", { "app/2/a": "two" });
    const { online: _, ...without } = env;
    await fails(worker(), 4, "SIGNER_KEY_MISSING", without);
  });

  test("another key than the one that signs", async () => {
    await fails(worker(), 4, "SIGNER_KEY_MISMATCH", { ...env, online: env["bins"] ?? "" });
    await fails(worker(), 4, "SIGNER_KEY_INVALID", { ...env, online: "not a key" });
  });
});

describe("exit 1: it failed", () => {
  test("a refused merge, with each finding's file and line; the result is an event of its own", async () => {
    const directory = path.join(folder.path, "refused.git");
    const other = await worldOnDisk(directory, { bins: 2 });
    await other.merge({ "targets/app/1.json": releaseOf({ "a b": "x" }) });
    const given = secretsFor(other);
    const ended = await kaprien(worker(directory), given);
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toMatch(/targets\/app\/1\.json:4/);
    expect(ended.stderr).toContain("TARGET_PATH_INVALID");
    const json = await kaprien([...worker(directory), "--json"], given);
    expect([json.code, resultOf(json)]).toMatchObject([1, { kind: "refused", findings: [{ line: 4 }] }]);
  });

  test("what is not there", async () => {
    await fails(worker(path.join(folder.path, "nowhere")), 1, "STORE_NOT_FOUND");
    await fails([...worker(), "--branch", "nothing"], 1, "BRANCH_MISSING");
    await fails(["add", "--release", "app/9", "nothing-*"], 1, "FILE_NOT_FOUND");
    await fails(["remove", "nothing"], 1, "TARGET_UNKNOWN");
    await fails(["verify", "--from", "nowhere"], 1, "CLIENT_OFFLINE");
    await fails(["verify", "--from", "http://127.0.0.1:9"], 1, "CLIENT_OFFLINE");
    const empty = await damaged("empty.git", (at) => git(at, ["update-ref", "-d", "refs/heads/tuf"]));
    await fails(["publish", "--repository", empty, "--to", "never"], 1, "SIGNED_BRANCH_MISSING");
  });

  test("a release file that is there already is not overwritten", async () => {
    await mkdir(path.join(folder.path, "targets/app"), { recursive: true });
    await writeFile(path.join(folder.path, "targets/app/7.json"), "mine");
    await writeFile(path.join(folder.path, "file"), "x");
    await fails(["add", "--release", "app/7", "file"], 1, "FILE_EXISTS");
    expect(await readFile(path.join(folder.path, "targets/app/7.json"), "utf8")).toBe("mine");
    await rm(path.join(folder.path, "targets"), { recursive: true });
  });

  test("a configuration that is not understood, with what was meant", async () => {
    const bad = path.join(folder.path, "bad");
    await mkdir(bad);
    await writeFile(path.join(bad, "kaprien.yml"), "version: 1\npolcy: {}\n");
    const { code, stderr } = await run(["add", "--release", "a/1", "x"], { cwd: bad, env });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/polcy.*Did you mean "policy"/s)]);
  });
});

describe("exit 5: something expired or is about to", () => {
  test("offline roles that expired stop the worker", async () => {
    const directory = path.join(folder.path, "expired.git");
    const short = await worldOnDisk(directory, { bins: 2, lifetimes: { bin: { expires: 0.0001, renew: 0 } } });
    await fails(worker(directory), 5, "ROLE_EXPIRED", secretsFor(short));
  });
});

describe("events and silence", () => {
  test("--json ends in one result on standard output, for failures too", async () => {
    const failed = await kaprien([...worker(path.join(folder.path, "nowhere")), "--json"]);
    expect(resultOf(failed)).toMatchObject({
      kind: "failed",
      code: "STORE_NOT_FOUND",
      exit: 1,
      data: expect.anything(),
    });
    const usage = await kaprien(["completion", "tcsh", "--json"]);
    expect([usage.code, resultOf(usage)]).toMatchObject([64, { kind: "failed", code: "USAGE" }]);
  });

  test("--quiet leaves the result, and errors", async () => {
    const { code, stdout, stderr } = await kaprien([...worker(), "--quiet"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^(idle: |[0-9a-f]{40}\n$)/);
    expect((await kaprien(["remove", "nothing", "--quiet"])).stderr).toContain("TARGET_UNKNOWN");
  });

  test("no colour where there is no terminal, unless it is asked for", async () => {
    const plain = await kaprien(["remove", "nothing"]);
    expect(plain.stderr).not.toMatch(/\u001b/);
    expect((await kaprien(["remove", "nothing"], { ...env, FORCE_COLOR: "1" })).stderr).toContain("\u001b[31m");
  });
});

test("--quiet keeps what refuses a merge to be read, and nothing else", async () => {
  const directory = await damaged("refused", async (at) => {
    const main = await git(at, ["rev-parse", "main"]);
    const listed = await git(at, ["ls-tree", "-r", "main"]);
    const items = listed.split("\n").map((line): TreeItem => {
      const [meta = "", file = ""] = line.split("\t");
      const [mode = "", , id = ""] = meta.split(" ");
      return [mode, file, { id }];
    });
    await commitTree(at, "main", [...items, ["100644", "targets/app/2.json", releaseOf({ "a/../b": "x" })]], [main]);
  });
  const ended = await kaprien(["worker", "--quiet", "--repository", directory]);
  expect([ended.code, ended.stdout]).toEqual([1, ""]);
  expect(ended.stderr).toContain("targets/app/2.json:");
  expect(ended.stderr).toContain("[TARGET_PATH_INVALID]");
});

test("add --prefix '' names targets at the top", async () => {
  const at = path.join(folder.path, "top");
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, "tool.sh"), "echo\n");
  const ended = await kaprien(["-C", at, "add", "--release", "app/9", "--prefix", "", "tool.sh"]);
  expect([ended.code, ended.stdout]).toEqual([0, "targets/app/9.json\n"]);
  expect(await readFile(path.join(at, "targets/app/9.json"), "utf8")).toContain('"path": "tool.sh"');
});

test("a command that does not exist names the nearest that does", async () => {
  const ended = await kaprien(["wroker"]);
  expect([ended.code, ended.stderr.includes("Did you mean worker?")]).toEqual([64, true]);
});

test("--json ends a usage error in one result too, and an address with a password is refused unspoken", async () => {
  const usage = await kaprien(["status", "--nonsense", "--json"]);
  expect([usage.code, resultOf(usage)]).toMatchObject([64, { kind: "failed", code: "USAGE", exit: 64 }]);
  for (const [args, given] of [
    [["download", "a", "--from", "https://user:s3cr3t@site.invalid"], env],
    [["status", "--repository", "HTTPS//x"], env],
    [["status"], { ...env, KAPRIEN_REPOSITORY: "ssh://user:s3cr3t@site.invalid/x" }],
  ] as const) {
    const ended = await kaprien([...args, "--json"], given);
    expect(ended.code === 0).toBe(false);
    expect(ended.stdout + ended.stderr).not.toContain("s3cr3t");
  }
});

test("branches.intent of the work tree's configuration is the branch that is meant", async () => {
  const at = path.join(folder.path, "renamed");
  await git(folder.path, ["clone", "-q", repository, at]);
  await git(at, ["branch", "-m", "main", "trunk"]);
  await writeFile(path.join(at, "kaprien.yml"), "version: 1\nbranches: { intent: trunk }\n");
  const given = { ...env };
  delete given["KAPRIEN_REPOSITORY"];
  expect((await kaprien(["-C", at, "status"], given)).code).toBe(0);
  expect((await kaprien(["-C", at, "status", "--branch", "main"], given)).stderr).toContain("[BRANCH_MISSING]");
});
