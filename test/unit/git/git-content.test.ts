import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openGitStore } from "../../../src/git/local/store.ts";
import { work } from "../../../src/worker/work.ts";
import { git, temporary, tryGit, withMode } from "../../support/git.ts";
import { check } from "../../support/opened.ts";
import { verifier } from "../../support/verifier.ts";
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
} from "../../support/world.ts";

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

/** Modes that git itself does not write today, and reads as it likes. */
const irregular = ["100664", "020644"];

/** Moves a branch to a commit by git itself in which `entry` is another object or mode; null removes it. */
async function replace(
  branch: string,
  entry: string,
  mode: string,
  content: string,
  parents: readonly string[] = [branch],
): Promise<string> {
  const env = { GIT_INDEX_FILE: path.join(folder.path, "index") };
  await git(directory, ["read-tree", branch], { env });
  const id = mode === "160000" ? content : await git(directory, ["hash-object", "-w", "--stdin"], { input: content });
  const regular = irregular.includes(mode) ? "100644" : mode;
  await git(directory, ["update-index", "--add", "--replace", "--cacheinfo", `${regular},${id},${entry}`], { env });
  const written = await git(directory, ["write-tree"], { env });
  const tree = regular === mode ? written : await withMode(directory, written, entry, mode);
  const commit = await git(directory, ["commit-tree", tree, ...parents.flatMap((id) => ["-p", id]), "-m", "By hand"]);
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
    ["100664", "irregular"],
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

/** What a merge of the branch `head` would do. */
const verdict = () =>
  check({ verifier, store: world.store, clock: world.clock }, { pin: world.pin, base: "main", head: "head" });

describe("T77: another mode or kind under the same object id is a change", () => {
  const release = () => releaseOf({ "app/2/b": "b" });

  /** A branch that adds a release, and on top of it has `file` in another mode with the id it had. */
  async function proposal(file: string, mode: string): Promise<void> {
    await world.store.start("head", (await world.tip("main")).commit);
    await replace("head", "targets/app/2.json", "100644", release());
    if (mode === "160000") {
      await replace("head", file, mode, await git(directory, ["rev-parse", `head:${file}`]));
      return;
    }
    const tree = await withMode(directory, "head^{tree}", file, mode);
    const commit = await git(directory, ["commit-tree", tree, "-p", "head", "-m", "By hand"]);
    await git(directory, ["update-ref", "refs/heads/head", commit]);
  }

  test.each([
    ["CODEOWNERS", "120000"],
    [".gitattributes", "120000"],
    [".github", "160000"],
    ["CODEOWNERS", "100755"],
    ["README.md", "120000"],
    ["README.md", "100664"],
    ["README.md", "020644"],
  ])("%s as mode %s beside a release is refused", async (file, mode) => {
    await world.merge({
      CODEOWNERS: "* @a",
      ".gitattributes": "* -text",
      ".github/w.yml": "on: push",
      "README.md": "x",
    });
    await world.done();
    await proposal(file, mode);
    const { verdict: result, findings } = await verdict();
    expect([result, places(findings)]).toEqual(["blocked", [`RELEASE_MIXED ${file}`]]);
  });

  test("CODEOWNERS as a link, with nothing beside it, is called out", async () => {
    await world.merge({ CODEOWNERS: "* @a" });
    await world.done();
    await world.store.start("head", (await world.tip("main")).commit);
    await replace("head", "CODEOWNERS", "120000", "* @a");
    expect(places((await verdict()).findings)).toEqual(["NOT_A_RELEASE CODEOWNERS"]);
  });

  test("kaprien.yml as a link is refused before it is merged", async () => {
    await world.done();
    await proposal("kaprien.yml", "120000");
    const { verdict: result, findings } = await verdict();
    expect([result, places(findings)]).toEqual([
      "blocked",
      ["RELEASE_MIXED kaprien.yml", "TREE_NOT_A_FILE kaprien.yml"],
    ]);
  });

  test("trust as a submodule is refused before it is merged", async () => {
    await world.done();
    await proposal("trust", "160000");
    const { verdict: result, findings } = await verdict();
    expect(result).toBe("blocked");
    expect(places(findings)).toContain("RELEASE_MIXED trust");
  });

  test.each(["source/targets", "source/trust", "source/kaprien.yml"])(
    "%s as a submodule on the signed branch stops the worker",
    async (file) => {
      await world.done();
      const id = await git(directory, ["rev-parse", `tuf:${file}`]);
      // In the place of the only commit there is: its descent is not what gives it away.
      await replace("tuf", file, "160000", id, []);
      expect(await faultOf(world.work())).toBe("SIGNED_BRANCH_EDITED");
    },
  );

  test("source/kaprien.yml as a link on the signed branch stops the worker", async () => {
    await world.done();
    await replace("tuf", "source/kaprien.yml", "120000", `${await content("tuf", "source/kaprien.yml")}\n`, []);
    expect(await faultOf(world.work())).toBe("SIGNED_BRANCH_EDITED");
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
    const ports = { store, clock, reporter: recorder(), open, verifier, random: () => 0 };
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
