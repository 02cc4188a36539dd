import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { parseInstant } from "../../../src/base/time.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { decodeTree } from "../../../src/git/objects/tree.ts";
import { directoryMirror } from "../../../src/publish/mirrors/directory.ts";
import { decodeEvent, encodeEvent } from "../../../src/signing-event/event-file.ts";
import { openEvents } from "../../../src/signing-event/list.ts";
import { openRenewal } from "../../../src/signing-event/renewal.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { check } from "../../support/opened.ts";
import { faultOf, openWorld } from "../../support/world.ts";

describe("what rides along", () => {
  test("T6: an event that also changes a workflow is blocked, before it is signed and when it is complete", async () => {
    const world = await openWorld();
    await world.done();
    const play = playEvent(world);
    await play.open([{ kind: "renew", role: "targets" }]);
    const judge = () => check(world, { pin: world.pin, base: "main", head: "event/change" });
    expect((await judge()).verdict).toBe("waiting");
    await play.tamper({ ".github/workflows/kaprien.yml": "on: push\n" });
    const verdict = await judge();
    expect([verdict.verdict, verdict.findings.map(({ code }) => code)]).toEqual([
      "blocked",
      expect.arrayContaining(["EVENT_FOREIGN_CHANGE"]),
    ]);
    await play.sign("targets");
    expect((await judge()).verdict).toBe("blocked");
  });

  test("settings of the repository may: a name for a new key belongs with it", async () => {
    const world = await openWorld();
    await world.done();
    const play = playEvent(world);
    await play.open([{ kind: "renew", role: "targets" }]);
    const settings = {
      version: 1,
      "online-keys": { default: "env:online", bins: "env:bins" },
      retention: { days: 40 },
    };
    await play.tamper({ "kaprien.yml": JSON.stringify(settings) });
    expect((await check(world, { pin: world.pin, base: "main", head: "event/change" })).verdict).toBe("waiting");
  });
});

describe("what is in force is what the worker took over", () => {
  test("T35: trust that was set back on main is no base for an event, whoever signs it", async () => {
    const world = await openWorld({ people: { root: ["root", "spare"] } });
    await world.done();
    const old = new Map<string, Uint8Array>();
    for (const file of ["trust/targets.json"])
      old.set(file, (await (await world.tip("main")).read(file)) as Uint8Array);
    const first = playEvent(world, "first");
    await first.open([{ kind: "renew", role: "targets" }]);
    await first.sign("targets");
    await first.finish();
    await world.done();
    await world.merge(Object.fromEntries(old));
    const again = playEvent(world, "again");
    await again.open([{ kind: "keys", role: "bin", keys: [keyidOf("targets")], threshold: 1 }]);
    const verdict = await check(world, { pin: world.pin, base: "main", head: "event/again" });
    expect([verdict.verdict, verdict.findings.map(({ code }) => code)]).toEqual([
      "blocked",
      expect.arrayContaining(["TRUST_ROLLBACK"]),
    ]);
  });

  test("T35: nor is another chain of roots that is longer than the one in force", async () => {
    const shape = { people: { root: ["root", "spare"] } };
    const world = await openWorld(shape);
    await world.done();
    const first = playEvent(world, "first");
    await first.open([{ kind: "keys", role: "root", keys: [keyidOf("spare"), keyidOf("alice")], threshold: 1 }], {
      keys: ["alice"],
    });
    await first.sign("root", "alice");
    await first.finish();
    await world.done();
    // The key that left, on a chain of its own from the same first root.
    const fork = await openWorld(shape);
    for (const name of ["second", "third"]) {
      const play = playEvent(fork, name);
      await play.open([{ kind: "renew", role: "root" }]);
      await play.sign("root");
      await play.finish();
    }
    const forked = await fork.tip("main");
    const files: Record<string, Uint8Array> = {};
    for (const version of [2, 3]) {
      const file = `trust/root/${version}.root.json`;
      files[file] = (await forked.read(file)) as Uint8Array;
    }
    await world.merge(files);
    await playEvent(world, "again").open([{ kind: "renew", role: "targets" }]);
    const verdict = await check(world, { pin: world.pin, base: "main", head: "event/again" });
    expect([verdict.verdict, verdict.findings.map(({ code }) => code)]).toEqual([
      "blocked",
      expect.arrayContaining(["ROLE_VERSION_REUSED"]),
    ]);
  });

  test("T52: a branch that bears the renewal's name beforehand, and nothing of it, does not keep it from being opened", async () => {
    const world = await openWorld();
    await world.done();
    world.clock.advance(320);
    const options = { pin: world.pin, branch: "main" };
    const usual = (await openRenewal(world, options))?.event ?? "";
    const other = await openWorld();
    await other.done();
    other.clock.advance(320);
    await other.store.start(`event/${usual}`, (await other.tip("main")).commit);
    const junk = new Map([["trust/junk.txt", Buffer.from("junk")]]);
    await other.store.propose(
      `event/${usual}`,
      [(await other.tip("main")).commit],
      { files: junk, grafts: new Map() },
      "x\n",
    );
    const renewal = await openRenewal(other, { pin: other.pin, branch: "main" });
    expect([renewal?.event, renewal?.state]).toEqual([`${usual}-2`, "opened"]);
    expect(await openRenewal(other, { pin: other.pin, branch: "main" })).toMatchObject({
      event: `${usual}-2`,
      state: "open",
    });
  });

  test("I11: branches without an event on them do not hide the one that is open", async () => {
    const world = await openWorld();
    await world.done();
    const { commit } = await world.tip("main");
    for (let index = 0; index < 60; index++) await world.store.start(`event/0-${index}`, commit);
    await playEvent(world).open([{ kind: "renew", role: "targets" }]);
    const place = {
      base: await world.tip("main"),
      names: defaultNames,
      pin: world.pin,
      verifier: world.verifier,
      now: world.clock.now(),
    };
    expect((await openEvents(world.store as never, place)).map(({ name }) => name)).toEqual(["change"]);
  });
});

describe("names that would lead elsewhere", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "kaprien-beside-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(["..", ".", "", "a/b"])("git's tree with an entry called %j is refused", (name) => {
    const body = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.alloc(20, 1)]);
    expect(() => decodeTree("0".repeat(40), body)).toThrow(Fault);
  });

  test("I1: a site's directory is not left, whatever a file is called", async () => {
    const mirror = directoryMirror(path.join(folder, "site"));
    expect(await faultOf(mirror.write("metadata/../../evil.json", Buffer.from("x"), "immutable"))).toBe(
      "MIRROR_FORBIDDEN",
    );
    expect(await readdir(folder)).not.toContain("evil.json");
  });

  test("T16: an event may name every role that a repository may have, those with dots too, and no other", () => {
    const event = (role: string) => ({
      opened: parseInstant("2030-01-01T00:00:00Z"),
      base: new Map([[role, 1]]),
      expires: new Map([[role, parseInstant("2031-01-01T00:00:00Z")]]),
      keys: new Map(),
      changes: [{ kind: "renew" as const, role }],
    });
    expect(decodeEvent(encodeEvent(event("registry.example.org")), "event.json").changes).toHaveLength(1);
    for (const role of ["a..b", ".a", "a/b", "../a", "A"])
      expect(() => decodeEvent(encodeEvent(event(role)), "event.json")).toThrow(Fault);
  });

  test("T2: a library's path in kaprien.yml is refused: it would be code of whoever proposes", () => {
    const settings = (uri: string): string => JSON.stringify({ version: 1, "online-keys": { default: uri } });
    expect(() => parseConfig(settings("pkcs11:object=a?module-path=/srv/evil.so"), "kaprien.yml")).toThrow(Fault);
    expect(parseConfig(settings("pkcs11:token=t;object=a"), "kaprien.yml").onlineKeys.default).toHaveLength(1);
  });
});
