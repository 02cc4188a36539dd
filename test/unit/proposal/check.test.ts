import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRemoteGitStore } from "../../../src/git/http/store.ts";
import { openGitStore } from "../../../src/git/local/store.ts";
import { mergeBase } from "../../../src/git/merge-base.ts";
import type { Store, Tree } from "../../../src/git/store.ts";
import { git, temporary, tryGit } from "../../support/git.ts";
import { startGitServer } from "../../support/git-server.ts";
import { offlineFiles, people } from "../../support/offline.ts";
import { check } from "../../support/opened.ts";
import { runs } from "../../support/runs.ts";
import { copiesOf, type Files, openWorld, places, releaseOf, type World } from "../../support/world.ts";

const author = { name: "Kaprien", email: "kaprien@example.org" };
let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2, config: { policy: { limits: { files: 2 } } } });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** Commits on a branch; the commit. */
async function commit(branch: string, parents: readonly string[], files: Files): Promise<string> {
  const writes = new Map(
    Object.entries(files).map(([path, text]) => [path, typeof text === "string" ? Buffer.from(text) : text]),
  );
  return world.store.propose(branch, parents, { files: writes, grafts: new Map() }, "Change\n");
}

const verdict = (head: string) => check(world, { pin: world.pin, base: "main", head });

describe("the merge base", () => {
  test("T2: a head that merged an older main and today's is compared with today's: what it takes back is seen", async () => {
    const old = (await world.tip("main")).commit;
    const now = await world.merge({ "targets/app/1.json": null, "targets/app/2.json": releaseOf({ "app/2/b": "b" }) });
    await world.store.start("head", old);
    // Its tree is the old one, with the withdrawn release; its second parent says that main is in it.
    await commit("head", [old, now], { "targets/app/3.json": releaseOf({ "app/3/c": "c" }) });
    const { plan } = await verdict("head");
    expect(plan?.targets.map(({ kind, path }) => `${kind} ${path}`)).toContain("add app/3/c");
    expect(plan?.targets.map(({ path }) => path)).not.toContain("app/2/b");
  });

  // Seconds. Real histories hold all of these: imported commits, clocks that are off, one push by a machine.
  test.each([
    ["dates that grow", (n: number) => 1_000_000 + n],
    ["one date for all", () => 1_000_000],
    ["dates that fall", (n: number) => 1_000_000 - n],
    ["dates at random", (_: number, random: number) => 1_000_000 + random],
  ])("agrees with git merge-base --all on random histories with %s", { timeout: 60_000 }, async (_, dateOf) => {
    const folder = await temporary();
    try {
      const bare = `${folder.path}/r.git`;
      await git(folder.path, ["init", "-q", "--bare", "-b", "main", bare]);
      const store = await openGitStore({ directory: bare, author, now: () => 0 });
      const parents = fc.uniqueArray(fc.oneof(fc.nat(50), fc.integer({ min: -4, max: -1 })), { maxLength: 3 });
      const history = fc.array(fc.record({ parents, random: fc.nat(20) }), { minLength: 2, maxLength: 16 });
      let kinds = 0;
      await fc.assert(
        fc.asyncProperty(history, async (shape) => {
          const made = await imported(
            bare,
            shape.map(({ parents, random }, n) => ({
              // Mostly one that was made shortly before: random ones alone part and never cross. Seldom none: a history of its own.
              parents: n === 0 ? [] : [...new Set(parents.map((p) => (p < 0 ? Math.max(0, n + p) : p % n)))],
              date: dateOf(n, random),
            })),
          );
          const [a = "", b = ""] = [made.at(-1), made.at(-2)];
          const { code, stdout } = await tryGit(bare, ["merge-base", "--all", a, b]);
          const wanted = code === 0 ? stdout.toString("utf8").trim().split("\n") : [];
          kinds |= 1 << Math.min(wanted.length, 2);
          const found = await mergeBase(store, await treeAt(store, a), await treeAt(store, b));
          expect(found.kind === "one" ? [found.tree.commit] : found.kind).toEqual(
            wanted.length === 1 ? wanted : wanted.length === 0 ? "none" : "several",
          );
        }),
        { ...runs(40), seed: 7 },
      );
      expect(kinds, "histories with none, one and several").toBe(0b111);
    } finally {
      await folder.remove();
    }
  });
});

interface Made {
  /** Numbers of those made before. */
  readonly parents: readonly number[];
  /** Seconds. */
  readonly date: number;
}

/** Commits with one file each, made by git; their ids in that order. The branch `main` is at the last. */
async function imported(bare: string, commits: readonly Made[]): Promise<readonly string[]> {
  const stream = commits.flatMap(({ parents: [from, ...merged], date }, n) => [
    "reset refs/heads/main",
    "",
    "commit refs/heads/main",
    `mark :${n + 1}`,
    `committer A <a@example.org> ${date} +0000`,
    "data 0",
    ...(from === undefined ? [] : [`from :${from + 1}`]),
    ...merged.map((each) => `merge :${each + 1}`),
    "M 100644 inline file",
    `data ${String(n).length}`,
    String(n),
    "",
  ]);
  const marks = `${bare}/marks`;
  await git(bare, ["fast-import", "--quiet", "--force", `--export-marks=${marks}`], {
    input: `${stream.join("\n")}\n`,
  });
  const ids = new Map(
    (await readFile(marks, "utf8")).split("\n").map((line) => line.slice(1).split(" ") as [string, string]),
  );
  return commits.map((_, n) => ids.get(String(n + 1)) ?? "");
}

async function treeAt(store: Store, ref: string): Promise<Tree> {
  const tree = await store.tree(ref);
  if (tree === undefined) throw new Error(`there is no ${ref}`);
  return tree;
}

/** A store that counts the commits that are read. */
function counted(store: Store): Store & { readonly commits: string[] } {
  const commits: string[] = [];
  return {
    ...store,
    commits,
    tree: (ref) => {
      commits.push(ref);
      return store.tree(ref);
    },
  };
}

describe("what it takes to find the merge base", () => {
  let folder: Awaited<ReturnType<typeof temporary>>;
  let bare: string;
  beforeEach(async () => {
    folder = await temporary();
    bare = `${folder.path}/r.git`;
    await git(folder.path, ["init", "-q", "--bare", "-b", "main", bare]);
  });
  afterEach(() => folder.remove());
  const line = (length: number, dateOf: (n: number) => number): Made[] =>
    Array.from({ length }, (_, n) => ({ parents: n === 0 ? [] : [n - 1], date: dateOf(n) }));

  test.each([
    ["growing dates", (n: number) => n],
    ["one date", () => 5],
  ])("the walk follows how far they parted and not the age of the project: %s", async (_, dateOf) => {
    const made = await imported(bare, [...line(12_000, dateOf), { parents: [11_980], date: dateOf(12_000) }]);
    const store = counted(await openGitStore({ directory: bare, author, now: () => 0 }));
    const found = await mergeBase(
      store,
      await treeAt(store, made[11_999] ?? ""),
      await treeAt(store, made[12_000] ?? ""),
    );
    expect(found.kind === "one" && found.tree.commit).toBe(made[11_980]);
    expect(store.commits.length).toBeLessThan(60);
  });

  test("a common ancestor of a better one is told apart, though a wrong clock lies between them", async () => {
    // 0 <- 1 (its clock stood at the beginning) <- 2, and both tips merged 2 and 0: the walk ends before it reads 1.
    const shape = [[], [0], [1], [2, 0], [2, 0]].map((parents, n) => ({
      parents,
      date: [100, 1, 50, 200, 200][n] ?? 0,
    }));
    const made = await imported(bare, shape);
    const store = await openGitStore({ directory: bare, author, now: () => 0 });
    const [one, other] = [await treeAt(store, made[3] ?? ""), await treeAt(store, made[4] ?? "")];
    const found = await mergeBase(store, one, other);
    expect(found.kind === "one" && found.tree.commit).toBe(made[2]);
    const gap = { ...store, tree: async (ref: string) => (ref === made[1] ? undefined : store.tree(ref)) };
    expect((await mergeBase(gap, one, other)).kind).toBe("unknown");
  });

  test("in a shallow clone: found while it is at hand, not known beyond", async () => {
    const made = await imported(bare, [...line(20, (n) => n), { parents: [15], date: 30 }, { parents: [5], date: 31 }]);
    await git(bare, ["branch", "-f", "main", made[19] ?? ""]);
    await git(bare, ["branch", "near", made[20] ?? ""]);
    await git(bare, ["branch", "far", made[21] ?? ""]);
    await git(folder.path, [
      "clone",
      "-q",
      "--mirror",
      "--no-single-branch",
      "--depth=5",
      `file://${bare}`,
      "shallow.git",
    ]);
    const store = await openGitStore({ directory: `${folder.path}/shallow.git`, author, now: () => 0 });
    const main = await treeAt(store, "main");
    const near = await mergeBase(store, main, await treeAt(store, "near"));
    expect(near.kind === "one" && near.tree.commit).toBe(made[15]);
    const far = await mergeBase(store, main, await treeAt(store, "far"));
    expect(far).toEqual({ kind: "unknown", reason: expect.stringContaining("missing") });
  });

  test("over HTTP a walk of 50 commits in a project of 12,000 takes a few requests, and one past the bound stops", async () => {
    const server = await startGitServer();
    try {
      const remote = await server.create("long.git");
      await git(remote.directory, ["config", "uploadpack.allowFilter", "true"]);
      const side = Array.from({ length: 25 }, (_, n) => ({
        parents: [n === 0 ? 11_974 : 11_999 + n],
        date: 11_975 + n,
      }));
      const old = { parents: [10], date: 12_001 };
      const made = await imported(remote.directory, [...line(12_000, (n) => n), ...side, old]);
      await git(remote.directory, ["branch", "-f", "main", made[11_999] ?? ""]);
      await git(remote.directory, ["branch", "head", made[12_024] ?? ""]);
      await git(remote.directory, ["branch", "old", made[12_025] ?? ""]);
      const store = counted(openRemoteGitStore({ url: remote.url, author, now: () => 0 }));
      const [main, head, far] = [await treeAt(store, "main"), await treeAt(store, "head"), await treeAt(store, "old")];
      await server.requests();
      const found = await mergeBase(store, main, head);
      expect(found.kind === "one" && found.tree.commit).toBe(made[11_974]);
      expect((await server.requests()).length).toBeLessThanOrEqual(2);
      const read = store.commits.length;
      const unknown = await mergeBase(store, main, far);
      expect(unknown).toEqual({ kind: "unknown", reason: expect.stringContaining("10000 commits") });
      expect(store.commits.length - read).toBeLessThanOrEqual(10_000);
      expect((await server.requests()).length).toBeLessThan(10);
    } finally {
      await server.stop();
    }
  });
});

describe("a proposal without a known merge base is blocked", () => {
  test("where a commit on the way is missing nothing is guessed", async () => {
    const old = (await world.tip("main")).commit;
    await world.store.start("docs", old);
    const head = await commit("docs", [old], { "README.md": "# Read me\n" });
    await world.release("app/2", { "app/2/b": "b" });
    const tree: Store["tree"] = async (ref) => (ref === old ? undefined : world.store.tree(ref));
    const shallow = { ...world, store: { ...world.store, tree } };
    const found = await check(shallow, { pin: world.pin, base: "main", head });
    expect([found.verdict, found.findings, found.plan]).toEqual([
      "blocked",
      [{ code: "MERGE_BASE_UNKNOWN", severity: "error", data: { head, base: "main", reason: expect.any(String) } }],
      undefined,
    ]);
    expect((await verdict(head)).verdict).toBe("no change");
  });

  test("a branch that shares nothing with the base, which git would not merge", async () => {
    const head = await commit("alien", [], { "targets/app/2.json": releaseOf({ "app/2/b": "b" }) });
    const found = await verdict(head);
    expect([found.verdict, places(found.findings)]).toEqual(["blocked", ["MERGE_BASE_NONE "]]);
  });
});

describe("T6: a release changes release files alone", () => {
  test.each([
    "kaprien.yml",
    "kaprien.yaml",
    "kaprien.json",
    ".config/kaprien.yml",
    ".gitattributes",
    ".github/x",
    "trust/x",
  ])("beside one, %s is refused", async (path) => {
    const { findings } = await world.check({
      [path]: "version: 1\n",
      "targets/app/2.json": releaseOf({ "app/2/b": "b" }),
    });
    expect(findings.map(({ code }) => code)).toContain("RELEASE_MIXED");
  });

  test("taking releases away is a release too", async () => {
    const { findings, verdict } = await world.check({ "targets/app/1.json": null, ".github/workflows/x.yml": "x" });
    expect([verdict, places(findings)]).toEqual(["blocked", ["RELEASE_MIXED .github"]]);
  });

  test("what is merged already and not signed yet counts for nobody else's proposal", async () => {
    await world.merge({
      "targets/app/2.json": releaseOf({ "app/2/b": "b" }),
      "targets/app/3.json": releaseOf({ "app/3/b": "b" }),
    });
    const alone = await world.check({ ".github/x": "x" });
    expect(alone.findings.map(({ code }) => code)).toEqual(["NOT_A_RELEASE"]);
    expect((await world.check({ "targets/app/4.json": releaseOf({ "app/4/b": "b" }) })).verdict).toBe("ready");
    const many = { "targets/b/1.json": "x", "targets/b/2.json": "x", "targets/b/3.json": "x" };
    expect(places((await world.check(many)).findings)).toEqual(["QUOTA_EXCEEDED targets"]);
  });
});

describe("a proposal that changes trust or settings", () => {
  test("files under trust/ that nobody signed are refused, with the file", async () => {
    const root = JSON.parse(new TextDecoder().decode(await (await world.tip("main")).read("trust/root/1.root.json")));
    root.signed.version = 2;
    const forged = await world.check({ "trust/root/2.root.json": JSON.stringify(root) });
    expect([forged.verdict, places(forged.findings)]).toEqual([
      "blocked",
      ["NOT_A_RELEASE trust", "ROLE_SIGNATURES_MISSING trust"],
    ]);
    const edited = await world.check({ "trust/bin.json": "{}" });
    expect([edited.verdict, places(edited.findings)[0]]).toEqual(["blocked", "METADATA_INVALID trust/bin.json"]);
    const gone = await world.check({ "trust/root/1.root.json": null });
    expect([gone.verdict, places(gone.findings).at(-1)]).toEqual(["blocked", "TRUST_MISSING trust/root/1.root.json"]);
  });

  test("what people signed is shown as what it is", async () => {
    const next = { ...world.first, root: { ...world.first.root, version: 2 } };
    const { "trust/root/2.root.json": root } = offlineFiles(next, people);
    const { verdict, plan, findings } = await world.check({ "trust/root/2.root.json": root ?? null });
    expect([verdict, places(findings)]).toEqual(["ready", ["NOT_A_RELEASE trust"]]);
    expect(plan?.roles.map(({ role, kind, version }) => `${kind} ${role} ${version}`)).toContain("adopt root 2");
  });

  test("T2: settings of the head are read and not obeyed: a weaker policy changes no verdict, a broken file is refused", async () => {
    const base = { version: 1, "online-keys": { default: "env:any" } };
    const strict = JSON.stringify({ ...base, policy: { allow: [{ product: "app", paths: ["app/*/*"] }] } });
    await world.merge({ "kaprien.yml": strict });
    const release = { "targets/evil/1.json": releaseOf({ "evil/1/a": "x" }) };
    const plain = await world.check(release);
    expect(places(plain.findings)).toEqual(["TARGET_NOT_ALLOWED targets/evil/1.json:4"]);
    const weak = await world.check({ ...release, "kaprien.yml": JSON.stringify(base) });
    expect(weak.verdict).toBe("blocked");
    expect(weak.findings.map(({ code }) => code)).toEqual(["TARGET_NOT_ALLOWED", "RELEASE_MIXED"]);
    const broken = await world.check({ "kaprien.yml": "version: 1\npolcy: {}\n" });
    expect([broken.verdict, places(broken.findings)]).toEqual([
      "blocked",
      ["CONFIG_INVALID kaprien.yml:2", "NOT_A_RELEASE kaprien.yml"],
    ]);
    expect((await world.check({ "kaprien.yml": null })).findings.map(({ code }) => code)).toContain("CONFIG_MISSING");
  });
});

test("T6: in a merge queue each entry answers for what it changes itself", async () => {
  const { commit: main } = await world.tip("main");
  await world.store.start("queue", main);
  const first = await commit("queue", [main], { ".github/dependabot.yml": "version: 2\n" });
  await commit("queue", [first], { "targets/app/2.json": releaseOf({ "app/2/b": "b" }) });
  expect(places((await verdict("queue")).findings)).toEqual(["RELEASE_MIXED .github"]);
  const entry = await check(world, { pin: world.pin, base: "main", head: "queue", after: first });
  expect([entry.verdict, entry.findings]).toEqual(["ready", []]);
});

describe("check and the worker agree across a fork", () => {
  const fork = async (onMain: Files, onHead: Files): Promise<readonly string[]> => {
    const parted = (await world.tip("main")).commit;
    await world.store.start("fork", parted);
    await commit("fork", [parted], onHead);
    await world.merge(onMain);
    return places((await verdict("fork")).findings);
  };

  test("T23: a twin that main got meanwhile", async () => {
    const findings = await fork(
      { "targets/lib/1.json": releaseOf({ "lib/1/a": "x" }) },
      { "targets/Lib/2.json": releaseOf({ "lib/2/a": "x" }) },
    );
    expect(findings).toContain("RELEASE_FILE_TWIN targets/Lib/2.json");
  });

  test("one release file, changed on both sides", async () => {
    const findings = await fork(
      { "targets/app/1.json": releaseOf({ "app/1/b": "b" }) },
      { "targets/app/1.json": releaseOf({ "app/1/a": "a", "app/1/c": "c" }) },
    );
    expect(findings).toContain("RELEASE_CHANGED_TWICE targets/app/1.json");
  });
});
