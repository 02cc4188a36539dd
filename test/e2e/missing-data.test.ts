import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ended, resultOf, run, secretsFor, worldOnDisk } from "../support/cli.ts";
import { git, temporary } from "../support/git.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { writes } from "../support/stores.ts";
import { releaseOf, type World } from "../support/world.ts";

let server: GitServer;
let count = 0;
let folder: Awaited<ReturnType<typeof temporary>>;
let url: string;
let directory: string;
let world: World;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.stop());

beforeEach(async () => {
  folder = await temporary();
  count += 1;
  ({ url, directory } = await server.create(`data-${count}.git`));
  world = await worldOnDisk(directory, { bins: 4 });
  await world.release("app/1", { "app/1/a": "one" });
  await world.done();
  // A release that changes what is published in place, which may never be merged.
  const { commit } = await world.tip("main");
  const inPlace = writes({ "targets/app/1.json": releaseOf({ "app/1/a": "two" }) });
  await world.store.start("change", commit);
  await world.store.propose("change", [commit], inPlace, "Change what is published\n");
});
afterEach(() => folder.remove());

const kaprien = (args: readonly string[], repository = directory): Promise<Ended> =>
  run([...args, "--json", "--repository", repository], { cwd: folder.path, env: secretsFor(world) });
const check = ["check", "--base", "main", "--head", "change"];

function failedWith(ended: Ended, code: string): void {
  expect([ended.code, resultOf(ended)["code"]]).toEqual([1, code]);
  expect(ended.stdout + ended.stderr).not.toMatch(/another writer|not signed|ready to merge|[{}]\]/);
}

async function lose(id: string): Promise<void> {
  await rm(path.join(directory, "objects", id.slice(0, 2), id.slice(2)));
}

describe("T89: data that is missing is not data that does not exist", () => {
  test.each(["commit", "tree", "file"])(
    "the signed branch lost its %s: check, status and worker say so",
    async (lost) => {
      const tip = await git(directory, ["rev-parse", "tuf"]);
      expect(resultOf(await kaprien(check))).toMatchObject({
        verdict: "blocked",
        findings: [expect.objectContaining({ code: "TARGET_IMMUTABLE" })],
      });
      const names = { commit: tip, tree: "tuf:metadata/bins", file: "tuf:state.json" } as const;
      await lose(await git(directory, ["rev-parse", names[lost as keyof typeof names]]));
      const places = lost === "commit" ? [directory, url] : [url];
      for (const repository of places)
        for (const args of [check, ["status"], ["worker"]])
          failedWith(await kaprien(args, repository), "STORE_OBJECT_MISSING");
      expect(await readFile(path.join(directory, "refs/heads/tuf"), "utf8")).toBe(`${tip}\n`);
    },
    60_000,
  );

  test("a ref that cannot be read is not a missing one", async () => {
    const file = path.join(directory, "refs/heads/tuf");
    const tip = await git(directory, ["rev-parse", "tuf"]);
    for (const content of ["", tip.slice(0, 20), "ref: refs/heads/gone\n"]) {
      await writeFile(file, content);
      failedWith(await kaprien(check), "STORE_CORRUPT");
    }
    await rm(file);
    const packed = `# pack-refs with: peeled fully-peeled sorted \n${await git(directory, ["rev-parse", "main"])} refs/heads/main\n`;
    for (const line of [tip, `${tip} refs/heads/t`, `${tip.slice(0, 30)} refs/heads/tuf\n`]) {
      await writeFile(path.join(directory, "packed-refs"), packed + line);
      failedWith(await kaprien(["status"]), "STORE_CORRUPT");
    }
  }, 60_000);

  const clones = ["--single-branch", "--depth=1", "--bare --depth=1", "--origin=upstream"];
  test.each(clones)(
    "git clone %s leaves the signed branch out, and Kaprien says how to get it",
    async (flags) => {
      const clone = path.join(folder.path, "clone");
      await git(folder.path, ["clone", "-q", ...flags.split(" "), `file://${directory}`, clone]);
      await git(clone, ["rev-parse", "--verify", "-q", "refs/heads/main"]);
      for (const args of [["status"], ["worker"], ["check", "--base", "main"]])
        failedWith(await kaprien(args, clone), "STORE_BRANCH_UNKNOWN");
      // As often as it takes; each time it is another reason.
      const seen = new Set<string>();
      for (;;) {
        const ended = resultOf(await kaprien(["status"], clone));
        if (ended["signed"] === true) break;
        const { command } = ended["data"] as { command: string };
        expect(seen).not.toContain(command);
        seen.add(command);
        for (const one of command.split(" && "))
          await git(
            clone,
            one
              .split(" ")
              .slice(1)
              .map((word) => word.replaceAll("'", "")),
          );
      }
    },
    60_000,
  );

  test("a partial clone lacks files, and says how to get them", async () => {
    await git(directory, ["config", "uploadpack.allowFilter", "true"]);
    const clone = path.join(folder.path, "clone");
    await git(folder.path, ["clone", "-q", "--no-checkout", "--filter=blob:none", `file://${directory}`, clone]);
    failedWith(await kaprien(["status"], clone), "STORE_OBJECT_MISSING");
    await git(clone, ["fetch", "-q", "--refetch", "--no-filter"]);
    expect(resultOf(await kaprien(["status"], clone))).toMatchObject({ signed: true });
  }, 60_000);

  test("a clone of all branches, and a repository without remotes, may have no signed branch", async () => {
    await git(directory, ["update-ref", "-d", "refs/heads/tuf"]);
    const clone = path.join(folder.path, "clone");
    await git(folder.path, ["clone", "-q", directory, clone]);
    for (const place of [directory, clone, url])
      expect(resultOf(await kaprien(["status"], place))).toMatchObject({ signed: false });
  }, 60_000);
});

describe("T36: a branch that nobody moves is no lost race", () => {
  beforeEach(async () => {
    await world.release("app/2", { "app/2/a": "two" });
  });

  test("a lock that was left on the server is named", async () => {
    await writeFile(path.join(directory, "refs/heads/tuf.lock"), "");
    const tip = await git(directory, ["rev-parse", "tuf"]);
    failedWith(await kaprien(["worker"], url), "STORE_LOCKED");
    expect(await git(directory, ["rev-parse", "tuf"])).toBe(tip);
  }, 60_000);

  test("a branch that the server hides from readers is told from one that moved", async () => {
    await git(directory, ["config", "uploadpack.hideRefs", "refs/heads/tuf"]);
    const ended = await kaprien(["worker"], url);
    expect([ended.code, resultOf(ended)["code"]]).toEqual([1, "STORE_INCONSISTENT"]);
    expect(ended.stdout.match(/another writer/g)?.length).toBe(1);
  }, 60_000);
});
