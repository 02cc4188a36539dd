import { describe, expect, test } from "vitest";
import { defaultNames } from "../../../src/config/names.ts";
import { defaultLifetimes } from "../../../src/config/settings.ts";
import { treeOfFiles } from "../../../src/git/tree.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { readTrust } from "../../../src/repository/trust.ts";
import { contentOf } from "../../../src/repository/trust-content.ts";
import { findEvent } from "../../../src/signing-event/branch.ts";
import { exportEvent, readBundle, readSignatures, writeSignatures } from "../../../src/signing-event/bundle.ts";
import type { TrustEvent } from "../../../src/signing-event/event-file.ts";
import { finishEvent } from "../../../src/signing-event/finish.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import { eventDigest, openRoles, signatureFiles, signEvent } from "../../../src/signing-event/sign.ts";
import { filesOf, makeEvent } from "../../../src/signing-event/start.ts";
import { refuseRollback, trustMemory } from "../../../src/signing-event/trust-memory.ts";
import { draftEvent } from "../../../src/signing-event/unsigned.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { ed25519, now } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { memoryWorkspace } from "../../support/workspace.ts";
import { clientOf, faultOf, frozenClock, openWorld, signerOf, type World } from "../../support/world.ts";

async function bundleOf(world: World): Promise<Buffer> {
  const { head } = await findEvent(world.store, "change", defaultNames);
  return Buffer.from(await exportEvent(await world.tip("main"), head, defaultNames, "change"));
}

async function view(bytes: Uint8Array, pin: string) {
  const { base, head, names, event } = readBundle(bytes, "draft.json", defaultNames);
  return loadEvent({ verifier, base, head, names, pin, now: frozenClock().now() }, event);
}

describe("an event on a machine without network", () => {
  test("T66: looks as on its branch, its signature comes back, and one that was edited on the way is caught", async () => {
    const world = await openWorld();
    const play = playEvent(world);
    await play.open([{ kind: "keys", role: "root", keys: ["root", "ana"].map(keyidOf), threshold: 1 }], {
      keys: ["ana"],
    });
    const bytes = await bundleOf(world);
    const [there, here] = [await play.load(), await view(bytes, world.pin)];
    expect(eventDigest(here)).toBe(eventDigest(there));
    expect(here.findings).toEqual(there.findings);
    expect(openRoles(here, ed25519("ana").key)).toEqual(["root"]);
    const made = await signEvent(here, signerOf("root"), eventDigest(here));
    const back = readSignatures(writeSignatures("change", made), "signature.json");
    await play.tamper(Object.fromEntries(signatureFiles(defaultNames, back.event, back.signatures)) as never);
    expect((await play.load()).report.roles[0]?.needs[0]?.signed).toEqual([keyidOf("root")]);

    const edit = (from: string, to: string): Buffer => Buffer.from(bytes.toString().replace(from, to));
    const drafts = await view(edit('\\"threshold\\":1', '\\"threshold\\":2'), world.pin).then(
      ({ findings }) => findings.map(({ code }) => code).join(),
      (fault: { code: string }) => fault.code,
    );
    expect(drafts).toMatch(/EVENT_|CEREMONY_/);
    // Its base and its event's place are held to be what they say.
    const plain = JSON.parse(bytes.toString()) as { base: Record<string, string>; head: Record<string, string> };
    const with_ = (members: object): Buffer => Buffer.from(JSON.stringify({ ...plain, ...members }));
    expect(await faultOf(view(with_({ base: {} }), world.pin))).toBe("EVENT_BASE_UNSIGNED");
    const targets = (plain.base["trust/targets.json"] ?? "").replace('"version":1', '"version":2');
    expect(await faultOf(view(with_({ base: { ...plain.base, "trust/targets.json": targets } }), world.pin))).toBe(
      "EVENT_BASE_UNSIGNED",
    );
    for (const members of [
      { head: { ...plain.head, "trust/targets.json": "{}" } },
      { base: { ...plain.base, "kaprien.yml": "" } },
      { head: [] },
      { event: 7 },
      { base: { "trust/a.json": 7 } },
    ])
      expect(await faultOf(view(with_(members), world.pin))).toBe("EVENT_BUNDLE_INVALID");
    expect(await faultOf(view(with_({ kaprien: 2 }), world.pin))).toBe("FORMAT_NEWER");
    expect(await faultOf(view(Buffer.from("junk"), world.pin))).toBe("EVENT_BUNDLE_INVALID");
    expect(await faultOf((async () => readSignatures(Buffer.from("null"), "s.json"))())).toBe("EVENT_BUNDLE_INVALID");
    expect(
      await faultOf((async () => readSignatures(Buffer.from('{"event":"change","signatures":[{}]}'), "s.json"))()),
    ).toBe("EVENT_FILE_INVALID");
  });
});

describe("T66: the memory of a machine", () => {
  test("begins empty, goes forward only, and is not believed when it was damaged", async () => {
    const world = await openWorld();
    const files = new Map<string, Uint8Array>();
    const memory = trustMemory(memoryWorkspace(files), verifier);
    const paths = intentPaths(defaultNames);
    const before = await readTrust(await world.tip("main"), paths, { pin: world.pin, verifier });
    expect(await memory.pinOf("here")).toBeUndefined();
    expect(await memory.recall(world.pin)).toBeUndefined();
    const play = playEvent(world);
    await play.open([{ kind: "renew", role: "root" }]);
    await play.sign("root");
    // Looking and signing write nothing: only whoever agreed is remembered.
    expect(files.size).toBe(0);
    await memory.remember("here", world.pin, before, new Map([[keyidOf("root"), "Ruth"]]));
    expect(await memory.pinOf("here")).toBe(world.pin);
    await play.finish();
    const after = await readTrust(await world.tip("main"), paths, { pin: world.pin, verifier });
    await memory.remember("here", world.pin, after, new Map());
    expect((await memory.recall(world.pin))?.content.root.version).toBe(2);
    expect(() => refuseRollback(contentOf(after), contentOf(before))).toThrow("TRUST_ROLLBACK");
    expect(await faultOf(memory.remember("here", world.pin, before, new Map()))).toBe("TRUST_ROLLBACK");
    expect((await memory.recall(world.pin))?.content.root.version).toBe(2);

    expect(await memory.recall(sha256("another"))).toBeUndefined();
    const file = `trust/${world.pin}.json`;
    const good = Buffer.from(files.get(file) ?? "").toString();
    for (const bad of [
      "{",
      "[]",
      "{}",
      good.replace('\\"version\\":2', '\\"version\\":3'),
      good.replace(/\\"sig\\":\\"../, '\\"sig\\":\\"00'),
    ]) {
      files.set(file, Buffer.from(bad));
      expect(await faultOf(memory.recall(world.pin))).toBe("TRUST_MEMORY_DAMAGED");
    }
    for (const bad of ["{", "[]", '{"here":7}', '{"here":"../../x"}']) {
      files.set("trust/repositories.json", Buffer.from(bad));
      expect(await faultOf(memory.pinOf("here"))).toBe("TRUST_MEMORY_DAMAGED");
    }
  });
});

describe("a ceremony of five, three of whom must sign", () => {
  const five = ["ana", "ben", "cy", "dan", "eva"];
  const who = (...names: readonly string[]) => ({ keys: names.map(keyidOf), threshold: 1 });

  test("T60, T61, T62: everybody shows their key, the root's digest becomes the pin, and clients run on it", async () => {
    const all = { keys: five.map(keyidOf), threshold: 3 };
    const roles = {
      root: all,
      targets: all,
      bin: who("ana"),
      bins: who("bins"),
      snapshot: who("online"),
      timestamp: who("online"),
    };
    const keys = [...five, "bins", "online"].map((name) => ed25519(name).key);
    const clock = frozenClock();
    const changes = [{ kind: "create", roles, paths: ["*", "*/*"], bins: 4, style: "succinct" }] as const;
    const event: TrustEvent = makeEvent(undefined, defaultLifetimes, { changes, keys, now: clock.now() });
    const files = new Map<string, Uint8Array>(filesOf(defaultNames, "ceremony", event, draftEvent(undefined, event)));
    const load = () =>
      loadEvent(
        { verifier, base: undefined, head: treeOfFiles(files), names: defaultNames, pin: undefined, now: clock.now() },
        "ceremony",
      );
    const finish = async () =>
      finishEvent(await load(), {
        verifier,
        head: treeOfFiles(files),
        names: defaultNames,
        pin: undefined,
        now: clock.now(),
      });
    for (const name of five) {
      expect(await faultOf(finish())).toBe("EVENT_INCOMPLETE");
      // Each on a machine of their own, with nothing but the file.
      const carried = readBundle(
        await exportEvent(undefined, treeOfFiles(files), defaultNames, "ceremony"),
        "draft.json",
        defaultNames,
      );
      const loaded = await loadEvent({ verifier, ...carried, pin: undefined, now: clock.now() }, carried.event);
      expect(loaded.findings).toEqual([]);
      const made = await signEvent(loaded, signerOf(name), eventDigest(loaded));
      for (const [path, bytes] of signatureFiles(defaultNames, "ceremony", made)) files.set(path, bytes);
    }
    const finished = await finish();
    expect(finished.trustedRoot).toBe(sha256(finished.files.get("trust/root/1.root.json") ?? ""));
    const written = [...finished.files].flatMap(([path, bytes]) => (bytes === null ? [] : [path]));
    expect(written.sort()).toEqual(["trust/bin.json", "trust/root/1.root.json", "trust/targets.json"]);
    const world = await openWorld({ clock });
    const trust = Object.fromEntries(finished.files);
    await world.merge(Object.fromEntries(written.map((path) => [path, trust[path] ?? null])));
    const pinned = { ...world, pin: finished.trustedRoot ?? "" };
    const { work } = await import("../../../src/worker/work.ts");
    const open = async (uri: string) => signerOf(uri.slice("env:".length));
    const outcome = await work(
      { verifier, store: world.store, clock, reporter: world.recorder, open, random: () => 0.5 },
      { pin: pinned.pin, dryRun: false, branch: "main" },
    );
    expect(outcome.kind).toBe("done");
    await world.publish({ pin: pinned.pin });
    await clientOf(
      world.mirror.files,
      clock.now(),
      [],
      new Map([["root", trust["trust/root/1.root.json"] ?? new Uint8Array()]]),
    );
    expect(clock.now()).toBeGreaterThan(now);
  });
});
