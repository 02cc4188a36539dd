import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { templateFiles } from "../../src/setup/init.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { type Ended, pem, resultOf, run } from "../support/cli.ts";
import { commitTree, git, temporary } from "../support/git.ts";
import { startGitServer } from "../support/git-server.ts";
import { releaseOf } from "../support/world.ts";

const template = path.resolve(import.meta.dirname, "../../metadata-template");
const { version } = JSON.parse(await readFile(path.resolve(template, "../package.json"), "utf8")) as {
  version: string;
};
const all = [...templateFiles.keys()];
const workflow = ".github/workflows/kaprien.yml";
const guide = ".github/KAPRIEN.md";
const commit = "0123456789abcdef0123456789abcdef01234567";
const pinned = ["--action", `kaprien/action@${commit}`];
/** Nothing listens there. */
const nowhere = { GITHUB_SERVER_URL: "http://127.0.0.1:1" };

let folder: Awaited<ReturnType<typeof temporary>>;
let top: string;

beforeEach(async () => {
  folder = await temporary();
  top = path.join(folder.path, "repository");
  await git(folder.path, ["init", "-q", "-b", "main", top]);
});

afterEach(() => folder.remove());

const init = (args: readonly string[] = [], env: Readonly<Record<string, string>> = nowhere): Promise<Ended> =>
  run(["init", ...args], { cwd: top, env });
const original = (name: string): Promise<string> => readFile(path.join(template, name), "utf8");
const written = (name: string): Promise<string> => readFile(path.join(top, name), "utf8");
const put = async (name: string, content: string): Promise<void> => {
  await mkdir(path.dirname(path.join(top, name)), { recursive: true });
  await writeFile(path.join(top, name), content);
};
const files = async (): Promise<readonly string[]> => {
  const list = await git(top, ["ls-files", "--others", "--cached"]);
  return list === "" ? [] : list.split("\n").sort();
};

describe("kaprien init", () => {
  test("lays down the template byte for byte but for the action's commit, and lists what it wrote", async () => {
    const ended = await init(pinned);
    expect([ended.code, ended.stdout]).toEqual([0, `${all.join("\n")}\n`]);
    expect(ended.stderr).not.toContain("warning");
    expect(ended.stderr).toContain("kaprien ceremony");
    expect(await files()).toEqual([...all].sort());
    for (const name of all) {
      const expected = (await original(name)).replaceAll("kaprien/action@v1", `kaprien/action@${commit}`);
      expect(await written(name), name).toBe(expected);
    }
    expect(await written(workflow)).toContain(`uses: kaprien/action@${commit}\n`);
  });

  test("never overwrites: what is there stays, is named, and it is no failure", async () => {
    await put("kaprien.yml", "version: 1\n");
    await put(workflow, "mine\n");
    const ended = await init();
    expect(ended.code).toBe(0);
    expect(ended.stdout.trim().split("\n")).toEqual(all.filter((name) => ![workflow, "kaprien.yml"].includes(name)));
    expect(ended.stderr).toContain("left alone: kaprien.yml is there");
    expect(ended.stderr).toContain(`left alone: ${workflow} is there`);
    expect(ended.stderr).toContain("kaprien init --print");
    // The workflow was not written, so nothing was looked up.
    expect(ended.stderr).not.toContain("warning");
    expect([await written("kaprien.yml"), await written(workflow)]).toEqual(["version: 1\n", "mine\n"]);

    const before = await Promise.all(all.map(written));
    const again = await init();
    expect([again.code, again.stdout]).toEqual([0, ""]);
    expect(again.stderr).toContain("every file is there");
    expect(await Promise.all(all.map(written))).toEqual(before);
  });

  test("a file under another of its names counts as there: a second one would take its place", async () => {
    await put("kaprien.json", `{ "version": 1 }\n`);
    await put("CODEOWNERS", "* @acme/everybody\n");
    const result = resultOf(await init(["--json", ...pinned]));
    expect(result["kept"]).toEqual([
      { path: "kaprien.yml", there: "kaprien.json" },
      { path: ".github/CODEOWNERS", there: "CODEOWNERS" },
    ]);
    expect(await files()).not.toContain("kaprien.yml");
    expect(await files()).not.toContain(".github/CODEOWNERS");
  });

  test("--print shows one file exactly and several below their names, and writes nothing", async () => {
    const one = await init(["--print", "kaprien.yml"]);
    expect([one.code, one.stdout, one.stderr]).toEqual([0, await original("kaprien.yml"), ""]);
    const every = await init(["--print", ...pinned]);
    expect(every.stdout.match(/^==> .* <==$/gm)).toEqual(all.map((name) => `==> ${name} <==`));
    expect(every.stdout).toContain(await original(".github/CODEOWNERS"));
    const json = resultOf(await init(["--print", "--json", ".gitattributes"]));
    expect(json["files"]).toEqual([{ path: ".gitattributes", content: await original(".gitattributes") }]);
    expect(await files()).toEqual([]);
  });

  test("--dry-run lists the same and writes nothing; a file can be asked for by its name", async () => {
    const dry = await init(["--dry-run", ...pinned]);
    expect([dry.code, dry.stdout]).toEqual([0, `${all.join("\n")}\n`]);
    expect(dry.stderr).toContain("nothing was written");
    expect(await files()).toEqual([]);
    expect((await init([guide])).stdout).toBe(`${guide}\n`);
    expect(await files()).toEqual([guide]);
  });

  test.each([
    ["a file that the template has not", ["LICENSE"]],
    ["a branch that cannot be", ["--branch", "a..b"]],
    ["the signed branch", ["--branch", "tuf"]],
    ["an action without a ref", ["--action", "kaprien/action"]],
    ["an action that is more than a name", ["--action", "kaprien/action@v1 # x\n  run: x"]],
  ])("I16: %s is refused and nothing is written", async (_, args) => {
    const ended = await init(args);
    expect([ended.code, ended.stdout]).toEqual([64, ""]);
    expect(ended.stderr).toContain("[USAGE]");
    expect(await files()).toEqual([]);
  });

  test("--branch goes where the branch is named, and what kaprien.yml says goes when there is one", async () => {
    // A name that YAML would take for a number if it were not quoted.
    expect((await init([...pinned, "--branch", "1.0"])).code).toBe(0);
    expect(parseConfig(await written("kaprien.yml"), "kaprien.yml").names.intentBranch).toBe("1.0");
    for (const name of all) expect(await written(name), name).not.toMatch(/\bmain\b/);
    const text = await written(workflow);
    expect(text.match(/branches: \["1\.0"[,\]]/g)).toHaveLength(3);
    expect(text).toContain("github.ref == 'refs/heads/1.0'");

    await put("kaprien.yml", "version: 1\nbranches: { intent: trunk }\n");
    expect((await init([...pinned, "--print", workflow])).stdout).toContain("github.ref == 'refs/heads/trunk'");
  });

  test("outside of a git work tree, or below its top, it works and says that GitHub will not see it", async () => {
    const plain = path.join(folder.path, "plain");
    await mkdir(plain);
    const ended = await run(["init", ...pinned], { cwd: plain });
    expect([ended.code, ended.stdout]).toEqual([0, `${all.join("\n")}\n`]);
    expect(ended.stderr).toContain("not the top of a git work tree");
    await mkdir(path.join(top, "docs"));
    expect((await run(["-C", "docs", "init", ...pinned], { cwd: top })).stderr).toContain("not the top");
    await git(top, ["commit", "-q", "--allow-empty", "-m", "First"]);
    await git(top, ["worktree", "add", "-q", path.join(folder.path, "beside")]);
    const beside = await run(["init", ...pinned], { cwd: path.join(folder.path, "beside") });
    expect([beside.code, beside.stderr.includes("not the top")]).toEqual([0, false]);
  });
});

describe("T49: kaprien init pins the action", () => {
  test("to the commit that this version's tag names, through an annotated tag too, and says plainly when it cannot", async () => {
    const server = await startGitServer();
    try {
      const { directory: beside } = await server.create("x");
      await mkdir(path.join(path.dirname(beside), "kaprien"));
      const { directory } = await server.create("kaprien/action");
      const release = await commitTree(directory, "main", [["100644", "action.yml", "name: Kaprien\n"]]);
      const env = { GITHUB_SERVER_URL: server.origin };
      const print = (...args: readonly string[]): Promise<Ended> => init(["--print", workflow, ...args], env);

      const untagged = await print();
      expect(untagged.code).toBe(0);
      expect(untagged.stdout).toContain(`uses: kaprien/action@v${version}\n`);
      expect(untagged.stderr).toContain("a tag and not a commit");
      expect(untagged.stderr).toContain(`rm ${workflow} && kaprien init`);

      await git(directory, ["tag", "-a", "-m", "Release", `v${version}`, release]);
      await git(directory, ["tag", "v9.9.9", await commitTree(directory, "next", [["100644", "x", "x"]], [release])]);
      const tagged = await print();
      expect(tagged.stderr).toBe("");
      expect(tagged.stdout.match(/uses: kaprien\/action@.*/g)).toEqual(
        Array(5).fill(`uses: kaprien/action@${release} # v${version}`),
      );
      expect((await print("--action", "kaprien/action@v9.9.9")).stdout).toMatch(/@[0-9a-f]{40} # v9\.9\.9\n/);
      const foreign = await print("--action", "acme/fork@v1");
      expect(foreign.stdout).toContain("uses: acme/fork@v1\n");
      expect(foreign.stderr).toContain("[STORE_NOT_FOUND]");
    } finally {
      await server.stop();
    }

    const offline = await init();
    expect(offline.code).toBe(0);
    expect(await written(workflow)).toContain(`uses: kaprien/action@v${version}\n`);
    expect(offline.stderr).toContain("[STORE_UNREACHABLE]");
  });
});

describe("from init to a signed commit", () => {
  const answers = `version: 1
keys:
  ana: { create: ed25519, file: ../ana.key, passphrase: env:SECRET }
  online: { use: env:KAPRIEN_ONLINE_KEY }
roles: { root: { keys: [ana] }, targets: { keys: [ana] }, bins: { keys: [online] } }
bins: 4
`;

  test("the ceremony keeps the template's settings and comments, and the worker signs what was pushed", async () => {
    const bare = path.join(folder.path, "bare.git");
    await git(folder.path, ["init", "-q", "--bare", "-b", "main", bare]);
    expect((await init(pinned)).code).toBe(0);
    await writeFile(path.join(folder.path, "ceremony.yml"), answers);
    const secrets = { SECRET: "lamp orchard ninety gravel", KAPRIEN_ONLINE_KEY: pem("online") };
    const ceremony = await run(["ceremony", "--from", "../ceremony.yml"], { cwd: top, env: secrets });
    expect(ceremony.stderr).not.toContain("error");
    expect(ceremony.code).toBe(0);

    const before = await original("kaprien.yml");
    const after = await written("kaprien.yml");
    // Every line that was there is there, in its order; the ceremony's own come at the end.
    const lines = after.split("\n");
    let from = 0;
    for (const line of before.split("\n").filter((each) => each !== "")) {
      const at = lines.indexOf(line, from);
      expect(at, line).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }
    const [was, is] = [before, after].map((text) => parseConfig(text, "kaprien.yml"));
    expect(is?.lifetimes).toEqual(was?.lifetimes);
    expect([...(is?.people.values() ?? [])]).toEqual(["ana"]);
    expect({ ...is, lifetimes: 0, people: 0 }).toEqual({ ...was, lifetimes: 0, people: 0 });

    await put("targets/app/1.0.0.json", releaseOf({ "app/1.0.0/app.txt": "hello" }));
    await git(top, ["add", "--all"]);
    await git(top, ["commit", "-q", "-m", "Begin"]);
    await git(top, ["push", "-q", bare, "HEAD:main"]);
    const env = { KAPRIEN_TRUSTED_ROOT: ceremony.stdout.trim(), KAPRIEN_ONLINE_KEY: secrets.KAPRIEN_ONLINE_KEY };
    const worker = await run(["worker", "--json", "--repository", bare], { cwd: folder.path, env });
    expect(worker.stderr).toBe("");
    expect(resultOf(worker)).toMatchObject({ kind: "done" });
    expect(await git(bare, ["ls-tree", "--name-only", "tuf"])).toBe("metadata\nsource\nstate.json");
    const again = await run(["worker", "--json", "--repository", bare], { cwd: folder.path, env });
    expect(resultOf(again)).toMatchObject({ kind: "idle" });
  });

  test("T43: the guide's commands run, and give gh the key on standard input alone", async () => {
    await init(pinned);
    await put("trust/root/1.root.json", "{}\n");
    const bin = path.join(folder.path, "bin");
    await mkdir(bin);
    // One line for the arguments, then what came on standard input where a command reads it.
    const gh = `#!/bin/sh
printf 'gh'; printf ' <%s>' "$@"; echo
case "$*" in *--input*|'secret set'*) cat; echo;; esac
`;
    await writeFile(path.join(bin, "gh"), gh, { mode: 0o755 });
    await writeFile(path.join(bin, "kaprien"), "#!/bin/sh\n", { mode: 0o755 });
    const setup = (await written(guide)).slice((await written(guide)).indexOf("## Set up once"));
    const scripts = Array.from(setup.matchAll(/```sh\n([\s\S]*?)```/g), ([, script = ""]) => script);
    const PATH = `${bin}:${process.env["PATH"] ?? ""}`;
    const { stdout, stderr } = await promisify(execFile)(
      "bash",
      ["--norc", "-euo", "pipefail", "-c", scripts.join("\n")],
      {
        cwd: top,
        env: { PATH, HOME: folder.path },
      },
    );
    expect(stderr).toBe("");
    const calls = stdout.split("\n").filter((line) => line.startsWith("gh "));
    const api = (call: string): boolean => call.startsWith("gh <api>");
    expect(calls.filter((call) => !api(call)).map((call) => call.split(" ").slice(1, 4).join(" "))).toEqual([
      "<secret> <set> <KAPRIEN_ONLINE_KEY>",
      "<variable> <set> <KAPRIEN_TRUSTED_ROOT>",
      "<variable> <set> <KAPRIEN_SITE>",
    ]);
    expect(calls.filter(api)).toHaveLength(5);
    expect(calls.join("\n")).not.toContain("KEY-----");
    expect(stdout.match(/-----BEGIN PRIVATE KEY-----/g)).toHaveLength(1);
    expect(calls.join("\n")).toContain(`<${sha256("{}\n")}>`);
  });

  test("T20: a directory that is a link leads nowhere: init refuses, and nothing is written on either side", async () => {
    const elsewhere = path.join(folder.path, "elsewhere");
    await mkdir(elsewhere);
    await symlink(elsewhere, path.join(top, ".github"));
    const ended = await init(pinned);
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toContain("[FILE_NOT_PLAIN]");
    expect(ended.stderr).toContain(".github is not a plain file or a directory");
    expect(await readdir(elsewhere)).toEqual([]);
    expect((await readdir(top)).sort()).toEqual([".git", ".github"]);
  });

  test("no file of the template is executable, and none is left half written", async () => {
    await init(pinned);
    for (const name of all) expect((await stat(path.join(top, name))).mode & 0o777, name).toBe(0o644);
    expect((await readdir(top, { recursive: true })).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});
