import { describe, expect, test } from "vitest";
import type { TrustChange } from "../../../src/signing-event/event-file.ts";
import { eventText } from "../../../src/signing-event/text.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { build, consistent, type RootSpec } from "../../support/foreign.ts";
import { key, plain } from "../../support/foreign-shapes.ts";
import { takeOver } from "../../support/imported.ts";
import { foreign, p384, unreadable } from "../../support/unreadable-keys.ts";
import { faultOf } from "../../support/world.ts";

const curve = p384();
const unread = [foreign(curve.key, curve), foreign(unreadable.mlDsa), foreign(unreadable.sigstore)];

/** Root and targets list keys that Kaprien reads, and others. */
const mixed: RootSpec = { ...plain, root: [key("root"), ...unread], targets: [key("targets"), ...unread] };

describe("T87: keys of kinds that Kaprien cannot read", () => {
  test("an import names each with its kind, in each role, and signatures by the others are enough", async () => {
    const { imported } = await takeOver(consistent(build({ roots: [mixed] })));
    const told = imported.view.findings.filter(({ code }) => code === "KEY_UNREADABLE");
    expect(told.map(({ data }) => `${data["role"]} ${data["kind"]}`)).toEqual([
      "root ecdsa ecdsa-sha2-nistp384",
      "root ml-dsa-65",
      "root sigstore-oidc Fulcio",
      "targets ecdsa ecdsa-sha2-nistp384",
      "targets ml-dsa-65",
      "targets sigstore-oidc Fulcio",
    ]);
  });

  test("a repository whose threshold takes such a key is not told that somebody forged it", async () => {
    const needed = { ...plain, targets: unread };
    expect(await faultOf(takeOver(consistent(build({ roots: [needed] }))))).toBe("ROLE_KEYS_UNREADABLE");
    expect(await faultOf(takeOver(consistent(build({ roots: [{ ...plain, root: unread }] }))))).toBe(
      "ROLE_KEYS_UNREADABLE",
    );
  });

  test("those that are listed keep nobody from an event; one that comes new is refused", async () => {
    const home = await takeOver(consistent(build({ roots: [mixed] })));
    await home.work();
    const play = playEvent(home);
    const { findings } = await play.open([{ kind: "renew", role: "root" }]);
    const told = findings.filter(({ code }) => code === "KEY_UNREADABLE");
    expect([told.length, findings.filter(({ severity }) => severity === "error")]).toEqual([6, []]);
    await play.sign("root");
    const { report } = await play.load();
    expect(report.roles[0]?.needs[1]).toMatchObject({
      signed: [keyidOf("root")],
      missing: [],
      unreadable: unread.map(({ keyid }) => keyid),
    });
    expect(eventText({ name: "change", report, findings: [] })).toMatch(
      /unread .*Kaprien cannot read keys of this kind/,
    );
    await play.finish();
    expect((await home.work()).kind).toBe("done");

    const keys: TrustChange = {
      kind: "keys",
      role: "snapshot",
      keys: [keyidOf("online"), ...unread.map(({ keyid }) => keyid)],
      threshold: 1,
    };
    const refused = (await playEvent(home, "more").open([keys])).findings;
    expect(refused).toContainEqual(expect.objectContaining({ code: "EVENT_KEY_UNUSABLE", severity: "error" }));
    const without: TrustChange = { kind: "keys", role: "root", keys: [keyidOf("root")], threshold: 1 };
    expect((await playEvent(home, "less").open([without])).commit).toBeDefined();
  });
});
