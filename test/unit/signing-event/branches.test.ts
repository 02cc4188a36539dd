import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultNames } from "../../../src/config/names.ts";
import { openGitStore } from "../../../src/git/local/store.ts";
import type { Refs, Store } from "../../../src/git/store.ts";
import { commitToEvent, findEvent } from "../../../src/signing-event/branch.ts";
import { eventPaths } from "../../../src/signing-event/event-file.ts";
import { finishEvent } from "../../../src/signing-event/finish.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import { eventDigest, signatureFiles, signEvent } from "../../../src/signing-event/sign.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { git, temporary, writeTree } from "../../support/git.ts";
import { IDENTITY } from "../../support/store-rigs.ts";
import { faultOf, openWorld, signerOf, type World } from "../../support/world.ts";

const at = eventPaths(defaultNames, "change");
const branch = "event/change";
let folder: Awaited<ReturnType<typeof temporary>>;
let origin: string;
let world: World;

beforeAll(async () => {
  folder = await temporary();
  origin = path.join(folder.path, "origin");
  await git(folder.path, ["init", "-q", "--bare", "-b", "main", origin]);
  const store = await openGitStore({ directory: origin, ...IDENTITY });
  world = await openWorld({ store, people: { root: ["root", "ana", "ben"] }, threshold: 2 });
  await world.merge({ "README.md": "one", "docs/a.md": "a" });
  await playEvent(world).open([{ kind: "renew", role: "root" }]);
});

afterAll(() => folder.remove());

async function clone(name: string): Promise<{ store: Store & Refs; directory: string }> {
  const directory = path.join(folder.path, name);
  await git(folder.path, ["clone", "-q", origin, directory]);
  return { directory, store: await openGitStore({ directory, ...IDENTITY }) };
}

async function place(store: Store) {
  const found = await findEvent(store, "change", defaultNames);
  const base = await store.tree("refs/remotes/origin/main");
  return {
    base,
    head: found.head,
    names: defaultNames,
    pin: world.pin,
    verifier: world.verifier,
    found,
    now: world.clock.now(),
  };
}

async function sign(store: Store, name: string): Promise<string> {
  const here = await place(store);
  const loaded = await loadEvent(here, "change");
  const signatures = await signEvent(loaded, signerOf(name), eventDigest(loaded));
  const files = signatureFiles(defaultNames, "change", signatures);
  return commitToEvent(store, defaultNames, "change", here.found, files, `Sign as ${name}\n`);
}

describe("people sign in clones of their own", () => {
  test("T66: both sign at once, git merges both without conflict, and so does whoever signs next; nothing else of the branch is taken back", async () => {
    const [ana, ben, root] = [await clone("ana"), await clone("ben"), await clone("root")];
    await sign(ana.store, "ana");
    await sign(ben.store, "ben");
    await git(ana.directory, ["push", "-q", "origin", branch]);
    // Ben has a branch of his own, and origin has gone on.
    await git(ben.directory, ["fetch", "-q"]);
    const both = await loadEvent(await place(ben.store), "change");
    expect(both.report.roles[0]?.needs[0]?.signed).toHaveLength(2);
    await git(ben.directory, ["checkout", "-q", branch]);
    await git(ben.directory, ["merge", "-q", "--no-edit", `origin/${branch}`]);
    // Main moves on meanwhile, and somebody merges it into the event.
    await world.merge({ "README.md": "two", "docs/b.md": "b" });
    await git(ben.directory, ["fetch", "-q"]);
    await git(ben.directory, ["merge", "-q", "--no-edit", "origin/main"]);
    await git(ben.directory, ["push", "-q", "origin", branch]);
    // The third has an older local branch with a signature of his own.
    await sign(root.store, "root");
    await git(root.directory, ["fetch", "-q"]);
    const here = await place(root.store);
    expect(here.found.fetched).toBeDefined();
    const finished = await finishEvent(await loadEvent(here, "change"), here);
    const tip = await commitToEvent(root.store, defaultNames, "change", here.found, finished.files, "Finish\n");
    await git(root.directory, ["push", "-q", "origin", branch]);
    expect(await git(root.directory, ["diff", "--stat", "--name-only", "origin/main", tip])).toBe(
      "trust/root/2.root.json",
    );
    expect(await git(root.directory, ["fsck", "--strict"])).toBe("");
    // All three signed, and all three signatures are in what comes into force.
    const text = await git(root.directory, ["show", `${tip}:trust/root/2.root.json`]);
    for (const name of ["root", "ana", "ben"]) expect(text).toContain(`"keyid":"${keyidOf(name)}"`);
  });

  test("a branch that both changed beside the event is git's to merge", async () => {
    const eve = await clone("eve");
    await git(eve.directory, ["fetch", "-q", "origin", "main"]);
    const main = await git(eve.directory, ["rev-parse", "origin/main"]);
    const blob = (content: string) => ["100644", "README.md", content] as const;
    const make = async (content: string): Promise<string> => {
      const tree = await writeTree(eve.directory, [blob(content), ["100644", at.event, "{}"]]);
      return git(eve.directory, ["commit-tree", tree, "-p", main, "-m", content]);
    };
    await git(eve.directory, ["update-ref", `refs/heads/${branch}`, await make("mine")]);
    await git(eve.directory, ["update-ref", `refs/remotes/origin/${branch}`, await make("theirs")]);
    const found = await findEvent(eve.store, "change", defaultNames);
    expect(await faultOf(commitToEvent(eve.store, defaultNames, "change", found, new Map(), "x\n"))).toBe(
      "EVENT_BEHIND",
    );
    const tree = await writeTree(eve.directory, [["100644", at.event, '{"other":1}']]);
    const other = await git(eve.directory, ["commit-tree", tree, "-p", main, "-m", "other"]);
    await git(eve.directory, ["update-ref", `refs/remotes/origin/${branch}`, other]);
    expect(await faultOf(findEvent(eve.store, "change", defaultNames))).toBe("EVENT_DIVERGED");
  });

  test("T20: symlinks, programs and submodules among an event's files are refused", async () => {
    const eve = await clone("mallory");
    const event = await git(eve.directory, ["show", "origin/main:README.md"]);
    const main = await git(eve.directory, ["rev-parse", "origin/main"]);
    const file = at.signature("root", keyidOf("ana"));
    for (const item of [
      ["120000", file, "../../../../targets.json"],
      ["100755", file, "{}"],
      ["160000", `${at.signatures}/root`, { id: main }],
      ["120000", at.drafts, "../../../root"],
      ["120000", at.event, "elsewhere.json"],
    ] as const) {
      const rest = item[1] === at.event ? [] : [["100644", at.event, event] as const];
      const tree = await writeTree(eve.directory, [...rest, item]);
      const commit = await git(eve.directory, ["commit-tree", tree, "-p", main, "-m", "odd"]);
      await git(eve.directory, ["update-ref", `refs/heads/${branch}`, commit]);
      await git(eve.directory, ["update-ref", `refs/remotes/origin/${branch}`, commit]);
      expect(await faultOf(loadEvent(await place(eve.store), "change"))).toMatch(
        /^(?:EVENT_FILE_INVALID|TREE_NOT_A_FILE)$/,
      );
    }
  });
});
