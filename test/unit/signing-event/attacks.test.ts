import { beforeEach, describe, expect, test } from "vitest";
import { defaultNames } from "../../../src/config/names.ts";
import { findEvent } from "../../../src/signing-event/branch.ts";
import {
  encodeEvent,
  encodeEventSignature,
  eventPaths,
  type TrustEvent,
} from "../../../src/signing-event/event-file.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import { eventDigest, signEvent } from "../../../src/signing-event/sign.ts";
import { openEvent } from "../../../src/signing-event/start.ts";
import { canonical } from "../../../src/tuf/canonical.ts";
import { sha256, toHex } from "../../../src/tuf/digest.ts";
import { PublicKey } from "../../../src/tuf/key.ts";
import { keyidOf, type Play, playEvent } from "../../support/event.ts";
import { ed25519, json, target } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { faultOf, filesOf, openWorld, signerOf, type World } from "../../support/world.ts";

const at = eventPaths(defaultNames, "change");
const renew = [{ kind: "renew", role: "targets" }] as const;
let world: World;
let play: Play;

beforeEach(async () => {
  world = await openWorld({ people: { root: ["root", "second", "third"] }, threshold: 2 });
  play = playEvent(world);
});

const codes = async (): Promise<readonly string[]> => (await play.load()).findings.map(({ code }) => code);

describe("an attacker on the event's branch", () => {
  const signature = (
    name: string,
    payload: Uint8Array,
    over: Partial<{ role: string; keyid: string; sha256: string }> = {},
  ) => {
    const own = { role: "targets", keyid: keyidOf(name), sha256: sha256(payload), ...over };
    return {
      [at.signature(own.role, own.keyid)]: encodeEventSignature({ ...own, sig: toHex(ed25519(name).sign(payload)) }),
    };
  };

  test("T66: edits a draft, adds one, or takes one away: nobody signs, nothing is finished", async () => {
    await play.open(renew);
    const file = at.draft("targets", 2);
    const before = await (await world.tip("event/change")).read(file);
    for (const files of [
      { [file]: `${Buffer.from(before ?? "")} ` },
      { [file]: before ?? null, [at.draft("bin", 2)]: "{}" },
      { [at.draft("bin", 2)]: null, [file]: null },
    ]) {
      await play.tamper(files);
      expect(await codes()).toContain("EVENT_UNSIGNED_DIFFERS");
      expect(await faultOf(play.sign("targets"))).toBe("EVENT_UNSOUND");
      expect(await faultOf(play.finish())).toBe("EVENT_UNSOUND");
    }
  });

  test("T66: changes the event and its drafts after people signed: their signatures are of other bytes, and the digest of what was shown differs", async () => {
    await play.open(renew);
    await play.sign("targets");
    const loaded = await play.load();
    const other = playEvent(world, "other");
    await other.open([{ kind: "target", role: "targets", path: "evil", file: target("evil") }]);
    const moved = await filesOf(await world.tip("event/other"), "trust/event/other");
    await play.tamper(
      Object.fromEntries([...moved].map(([path, bytes]) => [path.replace("/other/", "/change/"), bytes])),
    );
    const now = await play.load();
    expect(now.findings).toEqual([]);
    expect(now.report.complete).toBe(false);
    expect(now.report.roles[0]?.invalid).toEqual([keyidOf("targets")]);
    expect(await faultOf(play.finish())).toBe("EVENT_INCOMPLETE");
    expect(await faultOf(signEvent(now, signerOf("targets"), eventDigest(loaded)))).toBe("EVENT_DIGEST_DIFFERS");
  });

  test("I15: signatures of others, under other names, of other roles and other events count for nothing", async () => {
    await play.open([{ kind: "keys", role: "root", keys: ["root", "second", "third"].map(keyidOf), threshold: 2 }]);
    const [root] = (await play.load()).draft.roles;
    const payload = root?.payload ?? new Uint8Array();
    await play.sign("root");
    await play.tamper({
      ...signature("root", payload, { role: "root", keyid: keyidOf("second") }),
      ...signature("root", payload, { role: "targets" }),
      ...signature("eve", payload, { role: "root" }),
      ...signature("third", canonical(json({ other: 1 })), { role: "root", sha256: sha256(payload) }),
    });
    const { report } = await play.load();
    expect(report.roles[0]?.needs.map(({ signed }) => signed)).toEqual([[keyidOf("root")], [keyidOf("root")]]);
    expect(report.roles[0]?.invalid).toHaveLength(3);
    expect(await faultOf(play.finish())).toBe("EVENT_INCOMPLETE");
    expect(await faultOf(play.sign("eve"))).toBe("EVENT_NOT_YOURS");
    expect(await faultOf(play.sign("root"))).toBe("EVENT_SIGNED_ALREADY");
  });

  test("I15: one key under two keyids reaches no threshold of two, and is found before anybody signs", async () => {
    const { key } = ed25519("root");
    const twin = new Map([...key.json, ["x-owner", "also me"]]);
    const two = PublicKey.decode(twin, sha256(canonical(twin)));
    const { store, pin, clock } = world;
    const changes = [{ kind: "keys", role: "root", keys: [key.keyid, two.keyid], threshold: 2 }] as const;
    const options = {
      pin,
      branch: "main",
      event: "twin",
      changes,
      keys: [two],
      existing: "refuse",
      dryRun: false,
    } as const;
    const opened = await openEvent({ verifier, store, now: clock.now() }, options);
    expect(opened.commit).toBeUndefined();
    expect(opened.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["ROLE_KEY_TWICE", "ROLE_THRESHOLD"]),
    );
  });

  test("other content of a known key under its keyid is not taken over, and a stranger's under it cannot be read", async () => {
    await play.open(renew);
    const { event } = await play.load();
    const { key } = ed25519("targets");
    const more = PublicKey.decode(new Map([...key.json, ["x", 1] as const]), key.keyid);
    const expires = new Map([
      ...event.expires,
      ...(["root", "targets"] as const).map((role) => [role, world.first.root.expires] as const),
    ]);
    const changed: TrustEvent = {
      ...event,
      expires,
      keys: new Map([[key.keyid, more]]),
      changes: [{ kind: "keys", role: "targets", keys: [key.keyid], threshold: 1 }],
    };
    const file = Buffer.from(encodeEvent(changed));
    await play.tamper({ [at.event]: file });
    expect((await play.load()).draft.after.root.keys.get(key.keyid)?.json.has("x")).toBe(false);
    await play.tamper({ [at.event]: file.toString().replace(key.public, ed25519("eve").key.public) });
    expect(await faultOf(play.load())).toBe("EVENT_FILE_INVALID");
  });

  test("lies about what it is over, and about dates", async () => {
    await play.open(renew);
    const { event } = await play.load();
    const with_ = async (change: Partial<TrustEvent>): Promise<void> =>
      play.tamper({ [at.event]: encodeEvent({ ...event, ...change }) });
    await with_({ base: new Map([...event.base, ["root", 7]]) });
    expect(await faultOf(play.load())).toBe("EVENT_BASE_OLD");
    await with_({ base: new Map() });
    expect(await faultOf(play.load())).toBe("EVENT_OUTDATED");
    await with_({ expires: new Map() });
    expect(await faultOf(play.load())).toBe("EVENT_CHANGE_INVALID");
    await with_({ expires: new Map([["targets", event.opened]]) });
    expect(await codes()).toContain("EVENT_EXPIRY_PAST");
    await with_({
      expires: new Map([["targets", 253_402_300_799 as typeof event.opened]]),
      opened: 253_402_300_799 as typeof event.opened,
    });
    const { head } = await findEvent(world.store, "change", defaultNames);
    const place = {
      base: await world.tip("main"),
      head,
      names: defaultNames,
      pin: world.pin,
      verifier: world.verifier,
      now: world.clock.now(),
    };
    expect((await loadEvent(place, "change")).findings.map(({ code }) => code)).toContain("EVENT_EXPIRY_FAR");
  });

  test("T20: leaves files where none belong, under names that climb, or more than there can be", async () => {
    await play.open(renew);
    const clean = (await world.tip("event/change")).commit;
    const payload = (await play.load()).draft.roles[0]?.payload ?? new Uint8Array();
    const [own] = Object.values(signature("targets", payload));
    const odd: Record<string, Record<string, string | Uint8Array>> = {
      "another keyid's place": { [at.signature("targets", keyidOf("eve"))]: own ?? "" },
      "another role's place": { [at.signature("root", keyidOf("targets"))]: own ?? "" },
      "a twin by case": { [`${at.signatures}/targets/${keyidOf("targets").toUpperCase()}.json`]: own ?? "" },
      "a deep directory": { [`${at.signatures}/targets/${"d/".repeat(60)}x.json`]: "{}" },
      "a file beside": { [`${at.directory}/README`]: "x" },
      "no JSON": { [at.signature("targets", keyidOf("targets"))]: "{" },
      "a huge one": { [at.signature("targets", keyidOf("targets"))]: `"${"x".repeat(20_000)}"` },
      "very many": Object.fromEntries(
        Array.from({ length: 513 }, (_, i) => [at.signature("targets", sha256(String(i))), "{}"]),
      ),
      "a name of a prototype": {
        [`${at.signatures}/constructor/${keyidOf("targets")}.json`]: Buffer.from(own ?? "")
          .toString()
          .replace('"targets"', '"constructor"'),
      },
    };
    for (const [what, files] of Object.entries(odd)) {
      world.memory.point("refs/heads/event/change", clean);
      await play.tamper(files);
      const fault = await faultOf(play.load());
      const harmless = what === "a name of a prototype";
      expect(`${what}: ${fault.split(":")[0]}`).toMatch(
        harmless ? /no fault/ : /EVENT_FILE_INVALID|STORE_OBJECT_TOO_LARGE/,
      );
    }
  });

  test("changes trust beside the event", async () => {
    await play.open(renew);
    await play.tamper({ "trust/root/2.root.json": "{}" });
    expect(await codes()).toContain("EVENT_FOREIGN_CHANGE");
    await play.tamper({ "trust/root/2.root.json": null, "trust/bin.json": null });
    expect(await codes()).toContain("EVENT_FOREIGN_CHANGE");
    expect(await faultOf(play.sign("targets"))).toBe("EVENT_UNSOUND");
  });

  test("what is left of an event in main does not keep the next from being opened, over what is in force by then", async () => {
    await play.open(renew);
    await play.sign("targets");
    await play.finish();
    await play.tamper({
      [at.event]: null,
      [at.draft("targets", 2)]: null,
      [at.signature("targets", keyidOf("targets"))]: null,
    });
    await world.merge({ "README.md": "newer" });
    await play.open([{ kind: "renew", role: "bin" }]);
    expect(await codes()).toEqual([]);
    const tip = await world.tip("event/change");
    expect((await tip.entry("README.md"))?.id).toBe((await (await world.tip("main")).entry("README.md"))?.id);
    await play.sign("bin");
    await play.finish();
  });
});
