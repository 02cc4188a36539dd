import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openGitStore } from "../../src/stores/git.ts";
import { work } from "../../src/workflows/worker.ts";
import { git, temporary, tryGit } from "../support/git.ts";
import {
  faultOf,
  filesOf,
  frozenClock,
  openWorld,
  places,
  recorder,
  releaseOf,
  signerOf,
  type World,
} from "../support/world.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let directory: string;
let world: World;

beforeEach(async () => {
  folder = await temporary();
  directory = path.join(folder.path, "repository.git");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", directory]);
  const clock = frozenClock();
  const author = { name: "Kaprien", email: "kaprien@example.org" };
  const store = await openGitStore({ directory, author, now: () => clock.now() });
  world = await openWorld({ bins: 2, store, clock });
  await world.release("app/1", { "app/1/a": "a" });
});

afterEach(() => folder.remove());

/** Moves a branch to a commit by git itself in which `entry` is another object or mode; null removes it. */
async function replace(branch: string, entry: string, mode: string, content: string): Promise<string> {
  const env = { GIT_INDEX_FILE: path.join(folder.path, "index") };
  await git(directory, ["read-tree", branch], { env });
  const id = mode === "160000" ? content : await git(directory, ["hash-object", "-w", "--stdin"], { input: content });
  await git(directory, ["update-index", "--add", "--cacheinfo", `${mode},${id},${entry}`], { env });
  const tree = await git(directory, ["write-tree"], { env });
  const commit = await git(directory, ["commit-tree", tree, "-p", branch, "-m", "By hand"]);
  await git(directory, ["update-ref", `refs/heads/${branch}`, commit]);
  return commit;
}

const content = async (branch: string, file: string): Promise<string> => git(directory, ["show", `${branch}:${file}`]);
const someCommit = "0123456789012345678901234567890123456789";

describe("T20: only plain files count", () => {
  const kinds = [
    ["120000", "symlink"],
    ["100755", "executable"],
    ["160000", "submodule"],
  ] as const;

  test.each(kinds)("mode %s below targets/ is refused as a %s", async (mode, kind) => {
    const file = "targets/app/2.json";
    await replace("main", file, mode, mode === "160000" ? someCommit : releaseOf({ "app/2": "x" }));
    const outcome = await world.work();
    if (outcome.kind !== "refused") throw new Error(outcome.kind);
    expect(places(outcome.findings)).toEqual([`RELEASE_NOT_A_FILE ${file}`]);
    expect(outcome.findings[0]?.data["kind"]).toBe(kind);
    expect(await world.store.tree("tuf")).toBeUndefined();
  });

  test.each(kinds)("a release file that becomes mode %s is refused, though its bytes stay", async (mode) => {
    await world.done();
    const { commit } = await world.tip();
    const file = "targets/app/1.json";
    await replace("main", file, mode, mode === "160000" ? someCommit : await content("main", file));
    expect(await world.work()).toMatchObject({ kind: "refused", findings: [{ code: "RELEASE_NOT_A_FILE", file }] });
    expect((await world.tip()).commit).toBe(commit);
  });

  test.each(
    kinds.flatMap(([mode]) => ["trust/bin.json", "trust/root/1.root.json"].map((file) => [mode, file] as const)),
  )("mode %s at %s stops the worker", async (mode, file) => {
    await replace("main", file, mode, mode === "160000" ? someCommit : `${await content("main", file)}`);
    expect(await faultOf(world.work())).toBe("TREE_NOT_A_FILE");
    expect(await world.store.tree("tuf")).toBeUndefined();
  });

  const signed = ["metadata/targets.json", "metadata/bins/0/bins-0.json", "metadata/timestamp.json", "state.json"];
  test.each(kinds.flatMap(([mode]) => signed.map((file) => [mode, file] as const)))(
    "mode %s at %s on the signed branch stops worker and publisher",
    async (mode, file) => {
      await world.done();
      const commit = await replace("tuf", file, mode, mode === "160000" ? someCommit : await content("tuf", file));
      expect(await faultOf(world.work())).toBe("TREE_NOT_A_FILE");
      expect(await faultOf(world.publish())).toBe("TREE_NOT_A_FILE");
      expect((await world.tip()).commit).toBe(commit);
    },
  );

  test.each([
    ["120000", "elsewhere", "RELEASE_NOT_A_FILE"],
    ["160000", someCommit, "RELEASE_NOT_A_FILE"],
    ["100644", "a file", "RELEASE_FILE_NAME"],
  ])("mode %s in the place of targets/ is refused, and not taken for an empty directory", async (mode, what, code) => {
    await world.done();
    const { commit } = await world.tip();
    await world.merge({ "targets/app/1.json": null });
    await replace("main", "targets", mode, what);
    expect(await world.work()).toMatchObject({ kind: "refused", findings: [{ code, file: "targets" }] });
    expect((await world.tip()).commit).toBe(commit);
  });
});

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString("latin1");

describe("T21: no attribute and no setting of git changes a byte", () => {
  const attributes = [
    "* text eol=crlf ident filter=shout working-tree-encoding=UTF-16LE-BOM export-subst diff=none",
    "*.json filter=lfs merge=union",
    "[attr]binary text",
    "",
  ].join("\n");
  const odd = '{\r\n  "targets": [],\n  "$schema": "https://example.org/$Id$ $Format:%H$"\r\n}\n';

  test("I9: hostile .gitattributes and configuration leave signed branch and site as they would be without", async () => {
    const plain = await openWorld({ bins: 2 });
    for (const each of [world, plain]) await each.release("app/1", { "app/1/a": "a" });
    for (const each of [world, plain]) await each.merge({ "targets/app/odd.json": odd });
    await world.merge({ ".gitattributes": attributes, "trust/.gitattributes": attributes });
    for (const setting of [
      ["core.autocrlf", "true"],
      ["core.eol", "crlf"],
      ["filter.shout.clean", "tr a-z A-Z"],
      ["filter.shout.smudge", "tr a-z A-Z"],
      ["filter.shout.required", "true"],
    ])
      await git(directory, ["config", ...setting]);
    for (const each of [world, plain]) await each.done();
    for (const each of [world, plain]) await each.publish();

    const [hostile, honest] = [await filesOf(await world.tip()), await filesOf(await plain.tip())];
    for (const [file, bytes] of honest) {
      // The state names the commit of main, which does differ.
      if (file !== "state.json") expect([file, text(hostile.get(file))]).toEqual([file, text(bytes)]);
    }
    const raw = await tryGit(directory, ["cat-file", "blob", "tuf:source/targets/app/odd.json"]);
    expect(raw.stdout.toString()).toBe(odd);
    const site = ({ mirror }: World): unknown[] => [...mirror.files].map(([file, { bytes }]) => [file, text(bytes)]);
    expect(site(world)).toEqual(site(plain));
  });

  test("a repository with a work tree that differs is read from its commits", async () => {
    const clone = path.join(folder.path, "clone");
    await git(folder.path, ["clone", "-q", directory, clone]);
    await writeFile(path.join(clone, "targets/app/1.json"), releaseOf({ "app/1/evil": "evil" }));
    await git(clone, ["add", "--all"]);
    const clock = frozenClock();
    const author = { name: "Kaprien", email: "kaprien@example.org" };
    const store = await openGitStore({ directory: clone, author, now: () => clock.now() });
    const open = async (uri: string) => signerOf(uri.slice(4));
    const ports = { store, clock, reporter: recorder(), open, random: () => 0 };
    const outcome = await work(ports, { pin: world.pin, dryRun: true, branch: "main" });
    expect(outcome).toMatchObject({ kind: "planned", plan: { targets: [{ path: "app/1/a" }] } });
  });
});

test("what the worker writes to real git passes its strictest check", async () => {
  await world.done();
  world.clock.advance(2);
  await world.release("app/2", { "app/2/a": "b" });
  await world.done();
  const { code, stdout, stderr } = await tryGit(directory, ["fsck", "--strict", "--full", "--no-dangling"]);
  expect([code, stdout.toString(), stderr]).toEqual([0, "", ""]);
});
