import { beforeEach, describe, expect, test } from "vitest";
import { tufJs } from "../../../src/client/tuf-js/tuf-js.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { gitFaults } from "../../../src/git/faults.ts";
import type { Store, Tree } from "../../../src/git/store.ts";
import { stagingMirror } from "../../../src/publish/mirrors/branch.ts";
import type { Published } from "../../../src/publish/publish.ts";
import { type BranchOptions, publishToBranch, type Stage } from "../../../src/publish/to-branch.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { offlineFiles } from "../../support/offline.ts";
import { inconsistencies } from "../../support/site.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import {
  clientOf,
  copiesOf,
  faultOf,
  filesOf,
  openWorld,
  recorder,
  releaseOf,
  type World,
} from "../../support/world.ts";

let world: World;

const signed = copiesOf(async () => {
  world = await openWorld({ bins: 2, config: { policy: { immutable: false } } });
  await state(1);
  return world;
});

beforeEach(async () => {
  world = await signed();
});

async function state(n: number): Promise<void> {
  world.contents.set("app/x", Buffer.from(`x${n}`));
  await world.merge({ "targets/app/rolling.json": releaseOf({ "app/x": `x${n}` }) });
  await world.done();
}

interface Given extends Partial<BranchOptions> {
  readonly store?: Store;
  readonly stage?: Stage;
  readonly onStep?: (name: string) => void;
}

function toBranch({ store = world.store, stage = stagingMirror, onStep, ...options }: Given = {}): Promise<Published> {
  return publishToBranch(
    { verifier, store, oracle: tufJs, clock: world.clock, reporter: recorder(onStep), random: () => 0.5, stage },
    {
      pin: world.pin,
      names: { intentBranch: "main", signedBranch: "tuf" },
      branch: "gh-pages",
      directory: "",
      retention: { days: 30, snapshots: 10 },
      files: memoryWorkspace(world.contents),
      dryRun: false,
      ...options,
    },
  );
}

/** The site on the branch, by path on the site. */
async function site(branch = "gh-pages", directory = ""): Promise<Map<string, Uint8Array>> {
  return filesOf(await world.tip(branch), directory).then(
    (files) =>
      new Map(
        [...files].map(([path, bytes]) => [directory === "" ? path : path.slice(directory.length + 1), bytes] as const),
      ),
  );
}

async function client(files: ReadonlyMap<string, Uint8Array>): Promise<string | undefined> {
  const wrapped = new Map([...files].map(([path, bytes]) => [path, { bytes }]));
  const root = new Map([["root", offlineFiles(world.first)["trust/root/1.root.json"] ?? new Uint8Array()]]);
  return (await clientOf(wrapped, world.clock.now(), ["app/x"], root)).targets.get("app/x")?.sha256;
}

describe("a site on a branch", () => {
  test("T71: a new branch is one commit without a parent that tuf-js accepts, with .nojekyll", async () => {
    const published = await toBranch();
    const tree = await world.tip("gh-pages");
    expect(published.site).toBe(tree.commit);
    expect(tree.parents).toEqual([]);
    const files = await site();
    expect([...files.keys()].sort()).toEqual([...published.written].sort());
    expect(files.get(".nojekyll")?.length).toBe(0);
    expect(inconsistencies(files)).toEqual([]);
    expect(await client(files)).toBe(sha256("x1"));
  });

  test("each publish is one commit on top; nothing to write is none", async () => {
    await toBranch();
    const first = (await world.tip("gh-pages")).commit;
    expect(await toBranch()).not.toHaveProperty("site");
    expect((await world.tip("gh-pages")).commit).toBe(first);
    await state(2);
    const { written } = await toBranch();
    expect(written).toContain("metadata/2.snapshot.json");
    expect((await world.tip("gh-pages")).parents).toEqual([first]);
    expect(await client(await site())).toBe(sha256("x2"));
  });

  test("other files of the branch stay, and the site may have a directory of its own", async () => {
    await world.store.propose(
      "gh-pages",
      [],
      { files: new Map([["index.html", Buffer.from("hello")]]), grafts: new Map() },
      "Page\n",
    );
    await toBranch({ directory: "downloads/tuf" });
    const top = await filesOf(await world.tip("gh-pages"));
    expect(Buffer.from(top.get("index.html") ?? []).toString()).toBe("hello");
    expect(top.has(".nojekyll")).toBe(false);
    expect(await client(await site("gh-pages", "downloads/tuf"))).toBe(sha256("x1"));
  });

  test("a dry run says what it would write and makes no branch", async () => {
    expect((await toBranch({ dryRun: true })).written).toContain("metadata/timestamp.json");
    expect(await world.store.tree("gh-pages")).toBeUndefined();
  });

  test("T42: what is pruned goes by signed times: the branch is what a site is that was there all the time", async () => {
    const retention = { days: 30, snapshots: 3 };
    let removed = 0;
    for (const [n, days] of [0, 1, 20, 20, 0.5, 3, 40, 1, 1].entries()) {
      world.clock.advance(days);
      await state(n + 2);
      removed += (await toBranch({ retention })).removed.length;
      await world.publish({ retention });
      const metadata = (paths: Iterable<string>): readonly string[] =>
        [...paths].filter((path) => path.startsWith("metadata/")).sort();
      expect([n, metadata((await site()).keys())]).toEqual([n, metadata(world.mirror.files.keys())]);
    }
    expect(removed).toBeGreaterThan(5);
  });

  test("T89: a state that cannot be read makes nothing look superseded long ago", async () => {
    const retention = { days: 30, snapshots: 3 };
    for (const [n, days] of [10, 40, 1, 1, 1].entries()) {
      world.clock.advance(days);
      await state(n + 2);
      await toBranch({ retention });
    }
    world.clock.advance(1);
    await state(7);
    // The third snapshot came after 40 days, and superseded the second, so that clients may still ask for that.
    const lost = await [1, 2, 3, 4].reduce<Promise<Tree>>(
      async (tree) => world.tip((await tree).parents[0]),
      world.tip(),
    );
    expect((await site()).has("metadata/2.snapshot.json")).toBe(true);
    world.memory.lose((await lost.entry("state.json"))?.id ?? "");
    await toBranch({ retention });
    expect((await site()).has("metadata/2.snapshot.json")).toBe(true);
  });

  test.each([
    ["a file replaced", "metadata/1.bins-0.json", "{}"],
    ["a file removed", "metadata/1.bins-0.json", null],
    ["the timestamp replaced", "metadata/timestamp.json", "{"],
    ["a file made a directory", "metadata/1.snapshot.json/x", "x"],
    ["the timestamp made huge", "metadata/timestamp.json", " ".repeat(16_385)],
    ["a file made huge", "metadata/1.targets.json", " ".repeat(5_000_001)],
  ])("T71: it converges on %s", async (_, path, content) => {
    await toBranch();
    const good = await site();
    const bytes = content === null ? null : Buffer.from(content);
    const { commit } = await world.tip("gh-pages");
    await world.store.propose("gh-pages", [commit], { files: new Map([[path, bytes]]), grafts: new Map() }, "Damage\n");
    await toBranch();
    expect(await site()).toEqual(good);
    expect(await toBranch()).toMatchObject({ written: [], removed: [] });
  });
});

describe("I2, T36: two publishers to one branch", () => {
  /** A store that lets `between` happen just before its first commit to the site's branch. */
  function interrupted(between: () => Promise<unknown>): Store {
    let once = true;
    return {
      ...world.store,
      async propose(...args) {
        if (once) {
          once = false;
          await between();
        }
        return world.store.propose(...args);
      },
    };
  }

  test("the loser derives again from what the winner made", async () => {
    await toBranch();
    await state(2);
    const result = await toBranch({
      store: interrupted(async () => {
        await state(3);
        await toBranch();
      }),
    });
    expect(result).not.toHaveProperty("site");
    expect(await client(await site())).toBe(sha256("x3"));
  });

  test("a page that somebody commits meanwhile is kept", async () => {
    await toBranch();
    await state(2);
    const page = new Map([["index.html", Buffer.from("x")]]);
    await toBranch({
      store: interrupted(async () =>
        world.store.propose(
          "gh-pages",
          [(await world.tip("gh-pages")).commit],
          { files: page, grafts: new Map() },
          "Page\n",
        ),
      ),
    });
    const files = await site();
    expect(files.has("index.html")).toBe(true);
    expect(await client(files)).toBe(sha256("x2"));
  });

  test("both make the branch at once: one commit of each at most, and it is right", async () => {
    await Promise.all([toBranch(), toBranch(), toBranch()]);
    expect((await world.tip("gh-pages")).parents).toEqual([]);
    expect(await client(await site())).toBe(sha256("x1"));
  });

  test("one that never gets through gives up", async () => {
    await toBranch();
    await state(2);
    let tries = 0;
    const store: Store = {
      ...world.store,
      async propose() {
        tries += 1;
        throw gitFaults.STORE_CONFLICT({ ref: "gh-pages", expected: `${tries}`, actual: `${tries + 1}` });
      },
    };
    expect(await faultOf(toBranch({ store }))).toBe("STORE_CONFLICT");
    expect(tries).toBe(12);
  });
});

describe("I3: the branch changes whole or not at all", () => {
  test("a publish that is killed at any step before the commit changes nothing, and the next completes it", async () => {
    await toBranch();
    await state(2);
    const before = (await world.tip("gh-pages")).commit;
    const steps: string[] = [];
    await toBranch({ dryRun: true, onStep: (name) => steps.push(name) });
    const names = [...steps, "write metadata/2.snapshot.json", "gate after", "prune", "commit site"];
    for (const at of names) {
      const onStep = (name: string): void => {
        if (name === at) throw new Error("killed");
      };
      await expect(toBranch({ onStep })).rejects.toThrow("killed");
      expect([at, (await world.tip("gh-pages")).commit]).toEqual([at, before]);
    }
    await toBranch();
    expect(await client(await site())).toBe(sha256("x2"));
  });

  test("T71: a branch that does not read back as it was written is a failure", async () => {
    let stages = 0;
    const stage: Stage = (tree, directory, now) => {
      stages += 1;
      const staging = stagingMirror(tree, directory, now);
      if (stages === 1) return staging;
      const read: typeof staging.mirror.read = async (path, limit) =>
        path.endsWith("timestamp.json") ? Buffer.from("{}") : staging.mirror.read(path, limit);
      return { ...staging, mirror: { ...staging.mirror, read } };
    };
    expect(await faultOf(toBranch({ stage }))).toBe("CLIENT_REFUSED");
  });
});

describe("branches that are no place for a site", () => {
  test.each(["main", "tuf"])("%s", async (branch) => {
    const before = (await world.tip(branch)).commit;
    expect(await faultOf(toBranch({ branch }))).toBe("PUBLISH_BRANCH_TAKEN");
    expect((await world.tip(branch)).commit).toBe(before);
  });

  test("T36: a full ref name, which would pass for another branch than it is", async () => {
    const before = (await world.tip("main")).commit;
    const signed = (await world.tip()).commit;
    const refs = ["refs/heads/main", "refs/heads/tuf", "refs/heads/site", "refs/pull/1/head", "refs/remotes/origin/x"];
    for (const branch of refs) {
      expect([branch, await faultOf(toBranch({ branch }))]).toEqual([branch, "PUBLISH_BRANCH_TAKEN"]);
      if (/main|tuf/.test(branch)) continue;
      expect(await world.store.tree(branch)).toBeUndefined();
    }
    const names = { intentBranch: "refs/heads/main", signedBranch: "tuf" };
    expect(await faultOf(toBranch({ branch: "main", names }))).toBe("PUBLISH_BRANCH_TAKEN");
    expect([(await world.tip("main")).commit, (await world.tip()).commit]).toEqual([before, signed]);
  });

  test("a copy of the signed branch under another name", async () => {
    await world.store.start("copy", (await world.tip()).commit);
    expect(await faultOf(toBranch({ branch: "copy" }))).toBe("STORE_SIGNED_PATH");
    expect((await world.tip("copy")).commit).toBe((await world.tip()).commit);
  });

  test("one that a clone knows as origin's alone", async () => {
    world.memory.point("refs/remotes/origin/gh-pages", (await world.tip("main")).commit);
    expect(await faultOf(toBranch())).toBe("PUBLISH_BRANCH_REMOTE");
  });
});

describe("places in kaprien.yml", () => {
  const publish = (text: string) => parseConfig(`version: 1\npublish: ${text}\n`, "kaprien.yml").publish;

  test.each([
    ["{ to: pages }", [{ to: "pages", path: "_site", fetch: false }]],
    ["{ to: directory }", [{ to: "directory", path: "site", fetch: false }]],
    ["{ to: branch }", [{ to: "branch", branch: "gh-pages", directory: "", fetch: false }]],
    [
      "[{ to: pages, path: out, fetch: true }, { to: branch, branch: site, directory: a/b }]",
      [
        { to: "pages", path: "out", fetch: true },
        { to: "branch", branch: "site", directory: "a/b", fetch: false },
      ],
    ],
    ["[]", []],
  ])("%s", (text, expected) => {
    expect(publish(text)).toEqual(expected);
  });

  test.each([
    ["{ to: s3 }", /^publish/],
    ["pages", /^publish/],
    ["{}", /^publish/],
    ["{ to: pages, pth: x }", /pth/],
    ["[{ to: pages, branch: x }]", /branch/],
    ["{ to: directory, directory: x }", /directory/],
    ["{ to: branch, path: x }", /path/],
    ["{ to: branch, branch: a..b }", /branch/],
    ["{ to: branch, branch: refs/heads/main }", /branch/],
    ["{ to: branch, branch: refs/heads/site }", /branch/],
    ["{ to: branch, directory: ../x }", /directory/],
    ["{ to: pages, fetch: 1 }", /fetch/],
    ["{ to: branch, branch: main }", /branch/],
    ["[{ to: pages }, { to: branch, branch: tuf }]", /branch/],
  ])("%s is refused where it is wrong", (text, where) => {
    expect(() => publish(text)).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        data: expect.objectContaining({ where: expect.stringMatching(where) }),
      }),
    );
  });

  test("a branch that is the intent or signed one by the same file is refused", () => {
    const text = "version: 1\nbranches: { intent: trunk, signed: gh-pages }\npublish: { to: branch }\n";
    expect(() => parseConfig(text, "kaprien.yml")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    const full = text.replace("trunk, signed: gh-pages", "refs/heads/gh-pages, signed: tuf");
    expect(() => parseConfig(full, "kaprien.yml")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
