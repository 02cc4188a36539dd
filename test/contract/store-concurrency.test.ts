import { execFile } from "node:child_process";
import { access, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openGitStore } from "../../src/git/local/store.ts";
import { bundle } from "../support/bundle.ts";
import { commitTree, git, temporary, tryGit } from "../support/git.ts";
import { startGitServer } from "../support/git-server.ts";
import { IDENTITY } from "../support/store-rigs.ts";
import { at, PLAIN, sealed, text } from "../support/stores.ts";

const run = promisify(execFile);

let folder: Awaited<ReturnType<typeof temporary>>;
let directory: string;

beforeEach(async () => {
  folder = await temporary();
  directory = path.join(folder.path, "repository.git");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", directory]);
});
afterEach(() => folder.remove());

/** Pushes `count` commits as a person would: fetch, commit, push, and again when someone was quicker. */
async function pushes(remote: string, count: number): Promise<void> {
  const clone = path.join(folder.path, "clone");
  await git(folder.path, ["clone", "-q", remote, clone]);
  for (let index = 0; index < count; ) {
    await git(clone, ["fetch", "-q", "origin"]);
    await git(clone, ["reset", "-q", "--hard", "origin/main"]);
    await mkdir(path.join(clone, "files"), { recursive: true });
    await writeFile(path.join(clone, "files", `git-${index}`), "git");
    await git(clone, ["add", "."]);
    await git(clone, ["commit", "-q", "-m", `git ${index}`]);
    if ((await tryGit(clone, ["push", "-q", "origin", "HEAD:main"])).code === 0) index += 1;
  }
}

/** What a server does in the background: objects and refs move into packs while others read and write. */
async function tidy(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await git(directory, ["gc", "-q"]);
}

async function subjects(repository: string): Promise<string[]> {
  return (await git(repository, ["log", "--format=%s", "main"])).split("\n").sort();
}

function expected(writers: readonly string[], count: number): string[] {
  const each = writers.flatMap((name) => Array.from({ length: count }, (_, index) => `${name} ${index}`));
  return [...each, "main by git"].sort();
}

const WRITERS = Array.from({ length: 8 }, (_, index) => `w${index}`);

describe("many writers", () => {
  test("T36: eight processes and git itself on one repository lose no commit and repeat none", async () => {
    await commitTree(directory, "main", PLAIN);
    const script = await bundle("store-writer.ts", folder.path);
    const writers = WRITERS.map((name) => run(process.execPath, [script, directory, "main", name, "5"]));
    await Promise.all([...writers, pushes(directory, 5), tidy(5)]);
    expect(await subjects(directory)).toEqual(expected([...WRITERS, "git"], 5));
    expect((await git(directory, ["ls-tree", "--name-only", "main:files"])).split("\n").length).toBe(45);
    expect((await tryGit(directory, ["fsck", "--strict"])).code).toBe(0);
    expect((await readdir(path.join(directory, "refs", "heads"))).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("T36: the same over HTTP", async () => {
    const server = await startGitServer();
    try {
      const remote = await server.create("repository.git");
      await commitTree(remote.directory, "main", PLAIN);
      const script = await bundle("store-writer.ts", folder.path);
      const names = WRITERS.slice(0, 4);
      const writers = names.map((name) => run(process.execPath, [script, remote.url, "main", name, "3"]));
      await Promise.all([...writers, pushes(remote.url, 3)]);
      expect(await subjects(remote.directory)).toEqual(expected([...names, "git"], 3));
      expect((await tryGit(remote.directory, ["fsck", "--strict"])).code).toBe(0);
    } finally {
      await server.stop();
    }
  });
});

describe("locks of a local repository", () => {
  test("a lock left behind is named, not waited for for ever and not taken away", async () => {
    const parent = await commitTree(directory, "main", PLAIN);
    const lock = path.join(directory, "refs", "heads", "main.lock");
    await writeFile(lock, "");
    const store = await openGitStore({ directory, ...IDENTITY, patience: 100 });
    await expect(store.commit("main", sealed(parent, { x: "1" }), "locked")).rejects.toMatchObject({
      code: "STORE_LOCKED",
      data: { ref: "refs/heads/main", file: path.join("refs", "heads", "main.lock") },
    });
    await access(lock);
    expect((await at(store, "main")).commit).toBe(parent);
    await rm(lock);
    await store.commit("main", sealed(parent, { x: "1" }), "free");
  });

  test("a lock that goes away is waited for", async () => {
    const parent = await commitTree(directory, "main", PLAIN);
    const lock = path.join(directory, "refs", "heads", "main.lock");
    await writeFile(lock, "");
    const store = await openGitStore({ directory, ...IDENTITY });
    const commit = store.commit("main", sealed(parent, { x: "1" }), "patient");
    // Long enough to have met the lock; shorter than its patience.
    await sleep(200);
    expect((await at(store, "main")).commit).toBe(parent);
    await rm(lock);
    expect((await at(store, await commit)).parents).toEqual([parent]);
  });

  test("a conflict leaves no lock", async () => {
    const parent = await commitTree(directory, "main", PLAIN);
    const store = await openGitStore({ directory, ...IDENTITY });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) => store.commit("main", sealed(parent, { [`f${index}`]: "" }), "race")),
    );
    expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect(await readdir(path.join(directory, "refs", "heads"))).toEqual(["main"]);
  });
});

describe("kinds of local repositories", () => {
  test("a work tree, its .git directory and a linked work tree are one repository", async () => {
    const work = path.join(folder.path, "work");
    const linked = path.join(folder.path, "linked");
    await git(folder.path, ["init", "-q", "-b", "main", work]);
    const parent = await commitTree(work, "main", [["100644", "file", "1"]]);
    await git(work, ["worktree", "add", "-q", "-b", "topic", linked, "main"]);
    let tip = parent;
    for (const place of [work, path.join(work, ".git"), linked]) {
      const store = await openGitStore({ directory: place, ...IDENTITY });
      tip = await store.commit(
        "tuf",
        sealed(tip === parent ? undefined : tip, { file: place === work ? "2" : "3" }),
        "step",
      );
      expect(await git(work, ["rev-parse", "tuf"])).toBe(tip);
    }
    const topic = await commitTree(work, "topic", [["100644", "file", "topic"]], [parent]);
    const store = await openGitStore({ directory: linked, ...IDENTITY });
    expect((await at(store, "HEAD")).commit).toBe(topic);
    expect(await git(work, ["status", "--porcelain", "--untracked-files=no"])).toBe("D  file");
  });

  test("objects of another repository are found through its alternates", async () => {
    await commitTree(directory, "main", PLAIN);
    await git(directory, ["gc", "-q"]);
    const borrower = path.join(folder.path, "borrower.git");
    await git(folder.path, ["clone", "-q", "--bare", "--shared", directory, borrower]);
    const store = await openGitStore({ directory: borrower, ...IDENTITY });
    expect(await text(await at(store, "main"), "README")).toBe("read me");
  });

  test("a branch that is a symbolic ref moves what it names; annotated tags name their commit", async () => {
    const parent = await commitTree(directory, "main", PLAIN);
    await git(directory, ["symbolic-ref", "refs/heads/alias", "refs/heads/main"]);
    await git(directory, ["tag", "-a", "v1", "-m", "v1", "main"]);
    const store = await openGitStore({ directory, ...IDENTITY });
    expect((await at(store, "refs/tags/v1")).commit).toBe(parent);
    const next = await store.commit("alias", sealed(parent, { x: "1" }), "through");
    expect(await git(directory, ["rev-parse", "main"])).toBe(next);
    expect(await git(directory, ["symbolic-ref", "refs/heads/alias"])).toBe("refs/heads/main");
  });

  test("a branch may come where folders of deleted branches are", async () => {
    const parent = await commitTree(directory, "topic/a/b", PLAIN);
    await mkdir(path.join(directory, "refs", "heads", "topic", "empty"), { recursive: true });
    await git(directory, ["update-ref", "-d", "refs/heads/topic/a/b"]);
    await mkdir(path.join(directory, "refs", "heads", "topic", "a"), { recursive: true });
    const store = await openGitStore({ directory, ...IDENTITY });
    const commit = await store.propose("topic", [], sealed(undefined, { x: "1" }), "topic");
    expect(commit).not.toBe(parent);
    expect(await git(directory, ["rev-parse", "topic"])).toBe(commit);
  });

  test("what is no repository, or one of another format, is said", async () => {
    await expect(openGitStore({ directory: folder.path, ...IDENTITY })).rejects.toMatchObject({
      code: "STORE_NOT_FOUND",
    });
    const sha256 = path.join(folder.path, "sha256");
    await git(folder.path, ["init", "-q", "--object-format=sha256", sha256]);
    await expect(openGitStore({ directory: sha256, ...IDENTITY })).rejects.toMatchObject({
      code: "STORE_FORMAT_UNSUPPORTED",
    });
  });

  test("a damaged or missing object is a fault, not an absence", async () => {
    await commitTree(directory, "main", PLAIN);
    const store = await openGitStore({ directory, ...IDENTITY });
    const tree = await at(store, "main");
    const ids = [(await tree.entry("README"))?.id ?? "", (await tree.entry("a.json"))?.id ?? ""];
    const [readme, json] = ids.map((id) => path.join(directory, "objects", id.slice(0, 2), id.slice(2)));
    await rm(readme ?? "");
    await rm(json ?? "");
    await writeFile(json ?? "", "garbage");
    await expect(tree.read("README")).rejects.toMatchObject({
      code: "STORE_OBJECT_MISSING",
      data: { path: "README", object: ids[0] },
    });
    await expect(tree.read("a.json")).rejects.toMatchObject({ code: "STORE_CORRUPT", data: { path: "a.json" } });
  });
});
