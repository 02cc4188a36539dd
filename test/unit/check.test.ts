import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { openGitStore } from "../../src/stores/git.ts";
import { check } from "../../src/workflows/check.ts";
import { type MergeBase, mergeBase } from "../../src/workflows/merge-base.ts";
import { commitTree, git, temporary } from "../support/git.ts";
import { offlineFiles, people } from "../support/offline.ts";
import { type Files, openWorld, places, releaseOf, type World } from "../support/world.ts";

const author = { name: "Kaprien", email: "kaprien@example.org" };
let world: World;

beforeEach(async () => {
  world = await openWorld({ bins: 2, config: { policy: { limits: { files: 2 } } } });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
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

  test("agrees with git merge-base --all on random histories", async () => {
    const folder = await temporary();
    try {
      const bare = `${folder.path}/r.git`;
      await git(folder.path, ["init", "-q", "--bare", "-b", "main", bare]);
      const empty = await commitTree(bare, "seed", [["100644", "a", "x"]]);
      const tree = await git(bare, ["rev-parse", `${empty}^{tree}`]);
      const store = await openGitStore({ directory: bare, author, now: () => 0 });
      const history = fc.array(fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 2 }), {
        minLength: 2,
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(history, async (shape) => {
          const made = [empty];
          for (const [n, parents] of shape.entries()) {
            const flags = parents.flatMap((p) => ["-p", made[p % made.length] ?? empty]);
            made.push(await git(bare, ["commit-tree", tree, ...flags, "-m", String(n)]));
          }
          const [a = empty, b = empty] = [made.at(-1), made.at(-2)];
          const [base, head] = [await store.tree(a), await store.tree(b)];
          if (base === undefined || head === undefined) throw new Error("no such commit");
          const wanted = (await git(bare, ["merge-base", "--all", a, b])).split("\n").sort();
          const found: MergeBase = await mergeBase(store, base, head);
          expect(found.kind === "one" ? [found.tree.commit] : found.kind).toEqual(
            wanted.length === 1 ? wanted : "several",
          );
        }),
        { numRuns: 40 },
      );
    } finally {
      await folder.remove();
    }
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
    const strict = JSON.stringify({ version: 1, policy: { allow: [{ product: "app", paths: ["app/*/*"] }] } });
    await world.merge({ "kaprien.yml": strict });
    const release = { "targets/evil/1.json": releaseOf({ "evil/1/a": "x" }) };
    const plain = await world.check(release);
    expect(places(plain.findings)).toEqual(["TARGET_NOT_ALLOWED targets/evil/1.json:4"]);
    const weak = await world.check({ ...release, "kaprien.yml": JSON.stringify({ version: 1 }) });
    expect(weak.verdict).toBe("blocked");
    expect(weak.findings.map(({ code }) => code)).toEqual(["RELEASE_MIXED", "TARGET_NOT_ALLOWED"]);
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
