import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../../src/interface/operations.ts";
import { sha256 } from "../../src/tuf/digest.ts";
import { type Ended, nodes, type RunOptions, resultOf, run, secretsFor, start, worldOnDisk } from "../support/cli.ts";
import { git, temporary, tryGit } from "../support/git.ts";
import { releaseOf, type World } from "../support/world.ts";

describe.each(nodes)("the bundle on %s", (_, node) => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let world: World;
  let repository: string;
  /** A clone, as a person has it. */
  let work: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await temporary();
    repository = path.join(folder.path, "repository.git");
    world = await worldOnDisk(repository, { bins: 4 });
    await world.merge({ "README.md": "acme\n" });
    work = path.join(folder.path, "work");
    await git(folder.path, ["clone", "-q", repository, work]);
    env = { ...secretsFor(world), XDG_DATA_HOME: path.join(folder.path, "data") };
  });

  afterAll(() => folder.remove());

  const kaprien = (args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> =>
    run(args, { cwd: work, env, node, ...options });

  /** The program ended well, and standard output is this. */
  async function prints(args: readonly string[], stdout: string | RegExp, code = 0): Promise<Ended> {
    const ended = await kaprien(args);
    expect([args[0], ended.code, ended.code === code ? "" : ended.stderr]).toEqual([args[0], code, ""]);
    if (typeof stdout === "string") expect(ended.stdout).toBe(stdout);
    else expect(ended.stdout).toMatch(stdout);
    return ended;
  }

  async function artifact(name: string, content: string): Promise<void> {
    await mkdir(path.dirname(path.join(work, name)), { recursive: true });
    await writeFile(path.join(work, name), content);
  }

  // What Node has no part in is seen once, and so is the story: on the other Node the demo tells it, through the same commands.
  const once = node === process.execPath ? test : () => {};
  const last = node === nodes.at(-1)?.[1] ? test : () => {};

  test("tells its version", async () => {
    const { version } = JSON.parse(await readFile(path.resolve(import.meta.dirname, "../../package.json"), "utf8"));
    await prints(["version"], `${version}\n`);
  });

  once("tells its help and each operation's", async () => {
    const help = await prints(["--help"], /OPERATE/);
    for (const { name, summary } of operations) {
      expect(help.stdout).toContain(name);
      expect(help.stdout).toContain(summary.slice(0, 40));
    }
    await prints(["worker", "--help"], /--watch/);
  });

  once("prints schemas, completions and explanations", async () => {
    for (const name of ["config", "release", "ceremony"]) {
      const { stdout } = await prints(["schema", name], /"type": "object"/);
      expect(JSON.parse(stdout)).toHaveProperty("properties");
    }
    const { stdout } = await prints(["completion", "bash"], /complete -o/);
    const script = path.join(folder.path, "completion.bash");
    await writeFile(script, `${stdout}\nCOMP_WORDS=(kaprien work); COMP_CWORD=1; _kaprien; echo "\${COMPREPLY[@]}"\n`);
    expect(spawnSync("bash", ["-n", script]).status).toBe(0);
    expect(spawnSync("bash", [script]).stdout.toString()).toBe("worker\n");
    await prints(["completion", "fish"], /complete -c kaprien/);
    await prints(["completion", "zsh"], /bashcompinit/);
    await prints(["explain", "ROLE_EXPIRED"], /^ROLE_EXPIRED\n/);
    await prints(["explain", "role_expired"], /exit {2}5/);
    // A code that was renamed is found by its former name.
    await prints(["explain", "FORMAT_NEWER"], /^FORMAT_NEWER\n/);
    await prints(["explain"], /\nUSAGE {2}/);
  });

  once(
    "the story: add, check, merge, worker, publish, status, verify, download, remove",
    async () => {
      await artifact("dist/app.tar.gz", "an application");
      await artifact("dist/app.sig", "a signature");
      await artifact("dist/deep/notes.txt", "notes");
      await git(work, ["switch", "-q", "-c", "release"]);
      await prints(["add", "--release", "app/1.0", "--strip", "dist", "--dry-run", "dist"], "targets/app/1.0.json\n");
      expect((await tryGit(work, ["status", "--porcelain", "targets"])).stdout.toString()).toBe("");
      await prints(
        ["add", "--release", "app/1.0", "--strip", "dist", "dist/*.tar.gz", "dist/app.sig"],
        "targets/app/1.0.json\n",
      );
      const release = JSON.parse(await readFile(path.join(work, "targets/app/1.0.json"), "utf8"));
      expect(release.targets).toEqual([
        { path: "app/1.0/app.sig", length: 11, hashes: { sha256: sha256("a signature") } },
        { path: "app/1.0/app.tar.gz", length: 14, hashes: { sha256: sha256("an application") } },
      ]);
      await prints(
        ["add", "--release", "lib/1", "--strip", "dist/deep", "--prefix", "lib", "dist/deep"],
        "targets/lib/1.json\n",
      );
      await git(work, ["add", "targets"]);
      await git(work, ["commit", "-q", "-m", "Release"]);
      await git(work, ["push", "-q", "origin", "release"]);

      const check = ["check", "--repository", repository, "--head", "release"];
      await prints(check, /3 targets added/);
      await prints([...check, "--format", "markdown"], /^### Kaprien: /);
      await prints([...check, "--exit-code"], /./, 2);
      const verdict = resultOf(await kaprien([...check, "--json"]));
      expect(verdict).toMatchObject({
        verdict: "ready",
        plan: { targets: [{ kind: "add" }, { kind: "add" }, { kind: "add" }] },
      });

      await git(work, ["switch", "-q", "main"]);
      await git(work, ["merge", "-q", "--no-ff", "-m", "Merge", "release"]);
      await git(work, ["push", "-q", "origin", "main"]);
      const worker = ["worker", "--repository", repository];
      expect(resultOf(await kaprien([...worker, "--dry-run", "--json"]))).toMatchObject({ kind: "planned" });
      expect((await tryGit(repository, ["rev-parse", "--verify", "-q", "tuf"])).code).not.toBe(0);
      const { stdout } = await prints(worker, /^[0-9a-f]{40}\n$/);
      expect(stdout.trim()).toBe(await git(repository, ["rev-parse", "tuf"]));
      await prints(worker, /^idle: .*next due \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
      expect(resultOf(await kaprien([...worker, "--json"]))).toMatchObject({ kind: "idle", commit: stdout.trim() });
      await prints([...check, "--exit-code"], /Nothing that is published changes/);

      await mkdir(path.join(work, "by-path/app/1.0"), { recursive: true });
      await mkdir(path.join(work, "by-path/lib"), { recursive: true });
      await writeFile(path.join(work, "by-path/app/1.0/app.tar.gz"), "an application");
      await writeFile(path.join(work, "by-path/app/1.0/app.sig"), "a signature");
      await writeFile(path.join(work, "by-path/lib/notes.txt"), "notes");
      await prints(["publish", "--repository", repository, "--to", "site", "--files", "by-path"], "site\n");
      await prints(["verify", "--from", "site"], /^ok file:.*3 targets/);
      const status = await prints(["status", "--repository", repository], /timestamp/);
      expect(status.stdout).toMatch(/bins/);
      await prints(
        ["status", "--repository", repository, "--targets"],
        "app/1.0/app.sig\napp/1.0/app.tar.gz\nlib/notes.txt\n",
      );
      await prints(["download", "app/1.0/app.tar.gz", "--from", "site", "-o", "got"], `${path.join(work, "got")}\n`);
      expect(await readFile(path.join(work, "got"), "utf8")).toBe("an application");
      await prints(
        ["verify", "got", "--target", "app/1.0/app.tar.gz", "--from", "site"],
        "ok got is app/1.0/app.tar.gz\n",
      );
      await prints(["verify", "got", "--target", "lib/notes.txt", "--from", "site"], "", 3);

      await prints(["remove", "app/1.0/*.sig", "lib/*"], "app/1.0/app.sig\nlib/notes.txt\n");
      expect((await tryGit(work, ["status", "--porcelain", "targets"])).stdout.toString()).toBe(
        " M targets/app/1.0.json\n D targets/lib/1.json\n",
      );
      await git(work, ["add", "--all", "targets"]);
      await git(work, ["commit", "-q", "-m", "Remove"]);
      await git(work, ["push", "-q", "origin", "main"]);
      await prints(worker, /^[0-9a-f]{40}\n$/);
      await prints(["publish", "--repository", repository, "--to", "site", "--files", "by-path"], "site\n");
      await prints(["download", "lib/notes.txt", "--from", "site"], "", 1);
      await prints(["download", "app/1.0/app.tar.gz", "--from", "site", "-o", "got"], /got\n$/);
    },
    120_000,
  );

  once(
    "add splits a list that is too long for one release file into parts",
    async () => {
      const names = Array.from({ length: 1600 }, (_, n) => `many/${String(n).padStart(5, "0")}-${"x".repeat(240)}`);
      const prefix = `m/${"y".repeat(240)}/${"z".repeat(240)}`;
      await mkdir(path.join(work, "many"), { recursive: true });
      for (const name of names) await writeFile(path.join(work, name), "x");
      const { stdout } = await prints(
        ["add", "--release", "many/1", "--prefix", prefix, "many"],
        /^targets\/many\/1\.json\n/,
      );
      const files = stdout.trim().split("\n");
      expect(files).toEqual(["targets/many/1.json", "targets/many/1-2.json"]);
      const found: string[] = [];
      for (const file of files) {
        const text = await readFile(path.join(work, file));
        expect(text.length).toBeLessThanOrEqual(1_048_576);
        found.push(...JSON.parse(text.toString()).targets.map((target: { path: string }) => target.path));
      }
      expect(found).toEqual(names.map((name) => `${prefix}/${name}`));
    },
    120_000,
  );

  test("T72: worker --watch takes up a merge and stops on SIGINT with 130", async () => {
    const watching = path.join(folder.path, "watching.git");
    const busy = await worldOnDisk(watching, { bins: 2 });
    const args = ["worker", "--json", "--watch", "1", "--repository", watching];
    const { child, ended } = start(args, { cwd: work, env: secretsFor(busy), node });
    const seen = async (text: string): Promise<void> => {
      let output = "";
      await new Promise<void>((resolve) => {
        child.stdout?.on("data", (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes(text)) resolve();
        });
        child.once("close", () => resolve());
      });
    };
    await seen('"kind":"done"');
    await busy.merge({ "targets/app/2.json": releaseOf({ "app/2/x": "x" }) });
    await seen("app/2/x");
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining("INTERRUPTED")]);
    expect(Object.keys(await busy.targets())).toEqual(["app/2/x"]);
  }, 60_000);

  last(
    "demo tells the whole story and ends with three refusals",
    async () => {
      const { stdout, stderr, code } = await kaprien(["demo"], {
        env: { XDG_DATA_HOME: path.join(folder.path, "demo") },
      });
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
      const refused = [...stdout.matchAll(/refused \(exit (\d+)\)/g)].map(([, exit]) => exit);
      expect(refused).toEqual(["3", "3", "3"]);
      expect(stdout).toMatch(/CLIENT_REFUSED[\s\S]*ROLE_ROLLBACK[\s\S]*ROLE_SIGNATURES_MISSING/);
    },
    120_000,
  );
});
