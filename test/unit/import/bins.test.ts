import { beforeEach, describe, expect, test } from "vitest";
import { parseInstant } from "../../../src/base/time.ts";
import { contentOf } from "../../../src/repository/trust-content.ts";
import { type Rebinning, rebinning } from "../../../src/signing-event/rebinning.ts";
import { playEvent } from "../../support/event.ts";
import { build, consistent, entries, listed, type RootSpec, role, type Spec } from "../../support/foreign.ts";
import { key, plain, pythonTuf } from "../../support/foreign-shapes.ts";
import { type Home, oldClient, takeOver } from "../../support/imported.ts";
import { ed25519 } from "../../support/metadata.ts";
import { faultOf, frozenClock, releaseOf } from "../../support/world.ts";

const clock = frozenClock();
beforeEach(() => clock.set(parseInstant("2030-01-01T00:00:00Z")));

/** A repository that delegates nothing. */
const alone: Spec = {
  roots: [plain],
  targets: { keys: plain.targets, version: 9, members: { targets: entries({ "a.txt": "a", "app/2.0/x": "x" }) } },
};

/** One whose targets delegates to roles with these names and members. */
function delegating(roles: Readonly<Record<string, object>>): Spec {
  const delegations = {
    keys: listed(key("other")),
    roles: Object.entries(roles).map(([name, members]) => ({
      name,
      ...role([key("other")]),
      terminating: false,
      paths: ["other/*"],
      ...members,
    })),
  };
  const below = Object.keys(roles).map((name) => [name, { keys: [key("other")] }] as const);
  return {
    roots: [plain],
    targets: { keys: plain.targets, members: { delegations, targets: entries({ "a.txt": "a" }) } },
    delegated: Object.fromEntries(below),
  };
}

async function changesOf(home: Home, asked: Partial<Rebinning> = {}, seen: readonly string[] = []) {
  return rebinning(contentOf(await home.repository()), seen, { count: 4, keys: [], ...asked });
}

/** Opens the event for bins, signs it as these people, finishes and merges it. */
async function rebinned(home: Home, by: readonly string[], asked: Partial<Rebinning> = {}): Promise<void> {
  const play = playEvent(home, "rebin");
  const keys = (asked.keys ?? []).map(({ keyid }) => (keyid === ed25519("bins").key.keyid ? "bins" : "online"));
  const { findings } = await play.open(await changesOf(home, asked), { keys });
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  await play.sign(...by);
  await play.finish();
}

describe("T92: a repository without hash bins gets them by the command it is told", () => {
  test.each<[string, Spec, readonly string[], readonly string[]]>([
    ["targets signed in targets.json and in a delegated role", pythonTuf, ["a.txt", "other/c"], ["targets"]],
    ["no delegations at all", alone, ["a.txt", "app/2.0/x"], ["targets"]],
    ["a role of its own called bin", delegating({ bin: {} }), ["a.txt"], ["targets"]],
    [
      "hash prefixes in the style of an offline role",
      delegating({ other: { paths: undefined, path_hash_prefixes: ["0"] } }),
      ["a.txt"],
      ["targets"],
    ],
  ])("I14, T82: %s; clients find everything before, between and after", async (_, spec, paths, by) => {
    const files = consistent(build(spec));
    const cache = await oldClient(files, clock, paths);
    const fresh = new Map([["root", files.get("metadata/1.root.json") as Uint8Array]]);
    const home = await takeOver(files, { clock });
    const everybodyFinds = async (wanted: readonly string[]): Promise<void> => {
      await home.publish();
      for (const start of [cache, fresh]) {
        const { targets } = await home.client(wanted, start);
        expect(wanted.filter((path) => targets.get(path)?.path !== path)).toEqual([]);
      }
    };
    expect((await home.work()).kind).toBe("done");
    await everybodyFinds(paths);

    await rebinned(home, by);
    const before = contentOf(await home.repository());
    expect((await home.work()).kind).toBe("done");
    const { offline, bins } = await home.repository();
    expect(bins.size).toBe(4);
    for (const [name, { targets }] of before.offline) expect(offline.get(name)?.signed.targets).toEqual(targets);
    await everybodyFinds(paths);

    await home.merge({ "targets/app/3.0.json": releaseOf({ "app/3.0/new": "new" }) });
    expect((await home.work()).kind).toBe("done");
    await everybodyFinds([...paths, "app/3.0/new"]);
    expect((await home.work()).kind).toBe("idle");
  });

  test("the bins are below an offline role of the repository when somebody asks for that", async () => {
    const home = await takeOver(consistent(build(delegating({ other: { paths: ["*/*/*"] } }))), { clock });
    await home.work();
    await rebinned(home, ["other"], { by: "other", style: "prefixes" });
    await home.work();
    await home.merge({ "targets/app/3.0.json": releaseOf({ "app/3.0/new": "new" }) });
    expect((await home.work()).kind).toBe("done");
    expect([...(await home.repository()).offline.keys()]).toEqual(["targets", "other"]);
  });

  test("T55: names of bins that clients have seen do not come to mean others", async () => {
    const home = await takeOver(consistent(build(alone)), { clock });
    await home.work();
    const changes = await changesOf(home, {}, ["bins-0", "bins2-1", "bin", "targets"]);
    expect(changes).toMatchObject([{ role: "bin2" }, { kind: "bins", prefix: "bins3", delegator: "bin2" }]);
  });

  test("a key that people sign with too does not come to sign bins; another one is asked for", async () => {
    const shared: RootSpec = { ...plain, root: plain.snapshot };
    const home = await takeOver(consistent(build({ roots: [shared] })), { clock });
    await home.work();
    expect(await faultOf(changesOf(home))).toBe("BINS_KEY_NEEDED");
    // What was wrong before does not keep anybody from an event that makes it no worse.
    await rebinned(home, ["targets"], { keys: [ed25519("bins").key] });
  });

  test("people who sign with the worker's key get one of their own before bins", async () => {
    const home = await takeOver(consistent(build({ roots: [{ ...plain, targets: plain.snapshot }] })), { clock });
    await home.work();
    expect(await faultOf(changesOf(home))).toBe("BINS_KEYS_SHARED");
    const play = playEvent(home, "own-key");
    await play.open([{ kind: "keys", role: "targets", keys: [key("targets").keyid], threshold: 1 }], {
      keys: ["targets"],
    });
    await play.sign("root", "targets");
    await play.finish();
    await home.work();
    await rebinned(home, ["targets"]);
  });

  test("a role that ends the search for everything before the bins is said", async () => {
    const home = await takeOver(consistent(build(delegating({ all: { paths: ["*", "*/*"], terminating: true } }))), {
      clock,
    });
    await home.work();
    const { findings } = await playEvent(home, "rebin").open(await changesOf(home));
    expect(findings).toContainEqual({
      code: "BINS_UNREACHED",
      severity: "warning",
      data: { role: "all", pattern: "*" },
    });
  });
});
