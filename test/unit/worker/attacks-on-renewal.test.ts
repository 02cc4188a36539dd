import { beforeEach, describe, expect, test } from "vitest";
import { signedPaths } from "../../../src/repository/layout.ts";
import { routeTo } from "../../../src/repository/route.ts";
import { decodeState, encodeState } from "../../../src/repository/state-file.ts";
import { decodeSnapshot, decodeTimestamp, encodeSnapshot, encodeTimestamp } from "../../../src/tuf/snapshot.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import { recover } from "../../../src/worker/recover.ts";
import { targetsWith } from "../../support/delegations.ts";
import { ed25519, listing, none, seal, target } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { copiesOf, faultOf, openWorld, releaseOf, signerOf, type World } from "../../support/world.ts";

let world: World;
let text: string;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
  text = Buffer.from((await (await world.tip("main")).read("kaprien.yml")) ?? "").toString();
});

const config = (change: object): string => JSON.stringify({ ...JSON.parse(text), ...change });

/** Whatever came before, three days later the timestamp is a new one. */
async function expectRenewed(): Promise<void> {
  const before = (await world.repository()).timestamp.signed.version;
  world.clock.advance(3);
  expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
  expect((await world.repository()).timestamp.signed.version).toBe(before + 1);
}

describe("T76: settings that would bring the worker down", () => {
  test.each<[string, string]>([
    ["brackets nested past every stack", "[".repeat(100_000)],
    ["lists nested past every stack", "- ".repeat(60_000)],
    ["nested over many lines", Array.from({ length: 4_000 }, () => "- [").join("\n")],
    ["a name of 200,000 letters", `version: 1\n? ${"x".repeat(200_000)}\n: 1\n`],
    ["more names than anybody has", `{${Array.from({ length: 40_000 }, (_, n) => `a${n}: 1`).join(",\n")}}`],
    ["a window longer than time", JSON.stringify({ version: 1, roles: { timestamp: { expires: 1e-6, renew: 0 } } })],
  ])("%s", async (_, settings) => {
    const { verdict } = await world.check({ "kaprien.yml": settings });
    expect(verdict).toBe("blocked");
    await world.merge({ "kaprien.yml": settings });
    await expectRenewed();
  });

  test("a window that begins before 1970 makes the role due at once, and no more", async () => {
    await world.merge({ "kaprien.yml": config({ roles: { timestamp: { expires: 36_500, renew: 30_000 } } }) });
    expect((await world.work()).kind).toBe("done");
  });
});

describe("T35, T76: the signed branch stays where it is", () => {
  test("merged twice, another name for it still does not count", async () => {
    const moved = (more: object): string => config({ branches: { signed: "other" }, ...more });
    await world.merge({ "kaprien.yml": moved({}) });
    expect((await world.work()).kind).toBe("refused");
    const again = { "kaprien.yml": moved({ retention: { days: 31 } }) };
    expect((await world.check(again)).findings.map(({ code }) => code)).toContain("SETTING_FIXED");
    await world.merge(again);
    for (let n = 0; n < 105; n++) await world.merge({ "README.md": String(n) });
    await expectRenewed();
    expect(await world.store.tree("other")).toBeUndefined();
  });

  test.each(["a branch of people's", "an older copy of it"])("the name of %s does not count", async (what) => {
    const { commit } = await world.tip(what === "an older copy of it" ? "tuf" : "main");
    await world.store.start("other", commit);
    await world.release("app/2", { "app/2/b": "b" });
    await world.done();
    await world.merge({ "kaprien.yml": config({ branches: { signed: "other" } }) });
    await expectRenewed();
    expect((await world.tip("other")).commit).toBe(commit);
  });
});

describe("T73: trust that the settings have no keys for", () => {
  test.each<[string, string, readonly string[], number, string]>([
    ["a key that is not at hand", "ready", ["stranger"], 1, "SIGNER_KEY_MISMATCH"],
    ["more signatures than addresses", "blocked", ["online", "stranger"], 2, "ONLINE_KEYS_TOO_FEW"],
  ])("%s", async (_, verdict, keys, threshold, code) => {
    const before = await (await world.tip("main")).read("trust/targets.json");
    const role = { name: "online-app", paths: ["nightly/*"], keys, threshold };
    await world.trust({ targets: targetsWith(world.first, 2, [role]) });
    const files = { "trust/targets.json": (await (await world.tip("main")).read("trust/targets.json")) ?? null };
    await world.merge({ "trust/targets.json": before ?? null });
    expect((await world.check(files)).verdict).toBe(verdict);
    await world.merge(files);
    expect(await faultOf(world.work())).toBe(code);
    await expectRenewed();
  });
});

describe("T78: a source that nobody merged", () => {
  /** The next state of somebody with the online keys, with release files of their own as its source. */
  async function forge(): Promise<void> {
    const repository = await world.repository();
    const { commit, state, timestamp, snapshot } = repository;
    const role = routeTo(repository, "app/1/a")?.role ?? "";
    const bin = repository.bins.get(role)?.signed;
    if (bin === undefined) throw new Error(role);
    const main = await world.tip("main");
    await world.store.start("theirs", main.commit);
    const files = new Map([["targets/app/1.json", Buffer.from(releaseOf({ "app/1/a": "stolen" }))]]);
    const theirs = await world.store.propose("theirs", [main.commit], { files, grafts: new Map() }, "Theirs\n");
    const source = (await (await world.tip("theirs")).entry("targets"))?.id ?? "";
    const version = bin.version + 1;
    const targets = new Map([...bin.targets, ["app/1/a", target("stolen")]]);
    const made = seal(encodeTargets({ ...bin, version, targets }), decodeTargets, [ed25519("bins")]);
    const meta = new Map([...snapshot.signed.meta, [`${role}.json`, { version, rest: none }]]);
    const online = [ed25519("online")];
    const next = seal(
      encodeSnapshot({ ...snapshot.signed, version: snapshot.signed.version + 1, meta }),
      decodeSnapshot,
      online,
    );
    const stamped = { ...timestamp.signed, version: timestamp.signed.version + 1, snapshot: listing(next) };
    const last = seal(encodeTimestamp(stamped), decodeTimestamp, online);
    const vouched = {
      ...state.signed,
      parent: commit,
      main: theirs,
      timestamp: last.signed.version,
      source: { ...state.signed.source, targets: source },
    };
    await world.tamper(
      {
        [signedPaths.role(role)]: made.bytes,
        [signedPaths.snapshot]: next.bytes,
        [signedPaths.timestamp]: last.bytes,
        [signedPaths.state]: seal(encodeState(vouched), decodeState, online).bytes,
      },
      { "source/targets": source },
    );
  }

  test("is neither renewed nor published nor gone on from, and recover goes back behind it", async () => {
    await forge();
    world.clock.advance(3);
    expect(await faultOf(world.work())).toBe("SIGNED_TARGETS_DIFFER");
    const names = { intentBranch: "main", signedBranch: "tuf", targets: "targets", trust: "trust" };
    expect(await faultOf(world.publish({ intent: names }))).toBe("SIGNED_TARGETS_DIFFER");
    const { store, clock, recorder: reporter } = world;
    const open = async (uri: string) => signerOf(uri.slice("env:".length));
    const done = await recover(
      { verifier, store, clock, reporter, open },
      { pin: world.pin, branch: "main", dryRun: false, sites: [] },
    );
    expect(done.kind).toBe("done");
    await world.publish({ intent: names });
    expect((await world.client(["app/1/a"])).targets.get("app/1/a")?.length).toBe(1);
  });
});
