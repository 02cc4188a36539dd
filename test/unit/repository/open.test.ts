import { beforeAll, describe, expect, test } from "vitest";
import type { Refs, Store, Tree } from "../../../src/git/store.ts";
import { openRepository } from "../../../src/repository/open.ts";
import { status } from "../../../src/status/status.ts";
import { work } from "../../../src/worker/work.ts";
import { check } from "../../support/opened.ts";
import { openWorld, recorder, releaseOf, signerOf, type World } from "../../support/world.ts";

/** What was asked of a store, in order: refs by name, and files by object id and path. */
interface Asked {
  readonly refs: string[];
  readonly files: string[];
}

function watched(store: Store & Refs): { readonly store: Store & Refs; readonly asked: Asked } {
  const asked: Asked = { refs: [], files: [] };
  const watch = (tree: Tree): Tree => ({
    commit: tree.commit,
    parents: tree.parents,
    committed: tree.committed,
    list: (directory) => tree.list(directory),
    entry: (path) => tree.entry(path),
    async read(path, limit) {
      const entry = await tree.entry(path);
      if (entry !== undefined) asked.files.push(`${entry.id} ${path}`);
      return tree.read(path, limit);
    },
  });
  const tree = async (ref: string): Promise<Tree | undefined> => {
    asked.refs.push(ref);
    const found = await store.tree(ref);
    return found && watch(found);
  };
  return {
    asked,
    store: {
      tree,
      refs: (prefix) => store.refs(prefix),
      start: (...given) => store.start(...given),
      commit: (...given) => store.commit(...given),
      propose: (...given) => store.propose(...given),
    },
  };
}

/** Those of `items` that are there more than once. */
function repeated(items: readonly string[]): readonly string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}

function idsOf({ files }: Asked): readonly string[] {
  return files.map((file) => file.split(" ")[0] ?? "");
}

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.work();
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  await world.store.start("proposal", (await world.tip("main")).commit);
  await world.store.propose(
    "proposal",
    [(await world.tip("main")).commit],
    { files: new Map([["targets/app/2.json", Buffer.from(releaseOf({ "app/2/a": "b" }))]]), grafts: new Map() },
    "Release app 2\n",
  );
  await world.release("app/3", { "app/3/a": "c" });
});

describe("a repository is opened once for one run", () => {
  test("check resolves each ref once and reads each file once", async () => {
    const { store, asked } = watched(world.store);
    const verdict = await check(
      { store, clock: world.clock, verifier: world.verifier },
      { pin: world.pin, base: "main", head: "proposal" },
    );
    expect(verdict.verdict).toBe("ready");
    expect(repeated(asked.refs)).toEqual([]);
    expect(asked.refs.filter((ref) => ["main", "proposal", "tuf"].includes(ref)).sort()).toEqual([
      "main",
      "proposal",
      "tuf",
    ]);
    expect(repeated(idsOf(asked))).toEqual([]);
    expect(asked.files.filter((file) => file.endsWith("kaprien.yml")).length).toBe(1);
  });

  test("so does the worker, until it writes", async () => {
    const { store, asked } = watched(world.store);
    const ports = { store, clock: world.clock, reporter: recorder(), verifier: world.verifier, random: () => 0.5 };
    const open = async (uri: string) => signerOf(uri.slice("env:".length));
    const options = { pin: world.pin, branch: "main", dryRun: true };
    expect(await work({ ...ports, open }, options)).toMatchObject({ kind: "planned" });
    expect(repeated(asked.refs)).toEqual([]);
    expect(repeated(idsOf(asked))).toEqual([]);
  });

  test("and status", async () => {
    const { store, asked } = watched(world.store);
    const repository = await openRepository(store, {
      intent: "main",
      pin: world.pin,
      now: world.clock.now(),
      verifier: world.verifier,
    });
    expect(await status(repository, store)).toMatchObject({ signed: true, targets: 1, pending: true });
    expect(repeated(asked.refs)).toEqual([]);
    expect(repeated(idsOf(asked))).toEqual([]);
  });

  test("what moves while it runs is not seen: one run is about one commit", async () => {
    const repository = await openRepository(world.store, {
      intent: "main",
      pin: world.pin,
      now: world.clock.now(),
      verifier: world.verifier,
    });
    const { commit } = repository.intent;
    await world.release("app/4", { "app/4/a": "d" });
    expect((await repository.tree("main")).commit).toBe(commit);
    expect((await repository.standing()).main.commit).toBe(commit);
  });

  test("a branch that the run itself moves is resolved anew", async () => {
    const { store } = await openRepository(world.store, {
      intent: "main",
      pin: world.pin,
      now: world.clock.now(),
      verifier: world.verifier,
    });
    const before = await store.tree("main");
    const moved = await store.propose(
      "main",
      [before?.commit ?? ""],
      { files: new Map(), grafts: new Map() },
      "Move\n",
    );
    expect((await store.tree("main"))?.commit).toBe(moved);
  });

  test("what is not there faults as it would without", async () => {
    const at = (intent: string, pin: string | undefined) =>
      openRepository(world.store, { intent, pin, now: world.clock.now(), verifier: world.verifier });
    await expect(at("no-such-branch", world.pin)).rejects.toMatchObject({ code: "BRANCH_MISSING" });
    const repository = await at("main", undefined);
    await expect(repository.tree("nothing")).rejects.toMatchObject({ code: "BRANCH_MISSING" });
    await expect(repository.standing()).rejects.toMatchObject({ code: "TRUSTED_ROOT_NEEDED" });
  });
});
