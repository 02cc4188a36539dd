import { beforeEach, describe, expect, test } from "vitest";
import { Fault } from "../../../src/base/fault.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { intentPaths } from "../../../src/repository/layout.ts";
import { readTrust } from "../../../src/repository/trust.ts";
import { contentOf, type TrustContent } from "../../../src/repository/trust-content.ts";
import { findEvent } from "../../../src/signing-event/branch.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import { openEvent } from "../../../src/signing-event/start.ts";
import { decodeRoot, encodeRoot } from "../../../src/tuf/root.ts";
import { decodeTargets, encodeTargets } from "../../../src/tuf/targets.ts";
import { targetsWith } from "../../support/delegations.ts";
import { type Play, playEvent } from "../../support/event.ts";
import { ed25519, seal, target } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { faultOf, filesOf, openWorld, type World } from "../../support/world.ts";

const renew = [{ kind: "renew", role: "targets" }] as const;
let world: World;
let play: Play;
let known: TrustContent;

beforeEach(async () => {
  world = await openWorld({ people: { root: ["root", "second", "third"] }, threshold: 2 });
  play = playEvent(world);
  known = contentOf(await readTrust(await world.tip("main"), intentPaths(defaultNames), { pin: world.pin, verifier }));
});

async function faultFrom(action: Promise<unknown>): Promise<Fault> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Fault)) throw new Error(`no fault: ${String(error)}`);
  return error;
}

describe("T66: what somebody with write access slipped into main is named, and blocks every event", () => {
  const eve = ed25519("eve");
  const sealed = (targets: Parameters<typeof encodeTargets>[0], by: readonly string[] = ["eve"]) =>
    seal(encodeTargets(targets), decodeTargets, by.map(ed25519)).bytes;
  const rootWith = (change: object, by: readonly string[]) => {
    const { root } = world.first;
    return seal(encodeRoot({ ...root, version: 2, ...change }), decodeRoot, by.map(ed25519)).bytes;
  };
  const stranger = () => ({
    keys: new Map([...world.first.root.keys, [eve.key.keyid, eve.key]]),
    roles: new Map([...world.first.root.roles, ["root", { keyids: [eve.key.keyid], threshold: 1, rest: new Map() }]]),
  });
  const attacks: readonly (readonly [string, () => Record<string, Uint8Array>, RegExp])[] = [
    [
      "a target",
      () => ({
        "trust/targets.json": sealed({
          ...world.first.targets,
          version: 2,
          targets: new Map([["evil", target("evil")]]),
        }),
      }),
      /\+ targets: target evil/,
    ],
    [
      "a delegation to a key of its own",
      () => ({
        "trust/targets.json": sealed(targetsWith(world.first, 2, [{ name: "evil", paths: ["*"], keys: ["eve"] }])),
        "trust/evil.json": sealed(world.first.bin),
      }),
      /\+ targets delegates to evil/,
    ],
    [
      "a delegation to a role that cannot be read",
      () => ({
        "trust/targets.json": sealed(targetsWith(world.first, 2, [{ name: "evil", paths: ["*"], keys: ["eve"] }])),
        "trust/evil.json": Buffer.from("{"),
      }),
      /evil.json cannot be read[^;]*; [\s\S]*delegates to evil/,
    ],
    [
      "the same version, unsigned",
      () => ({
        "trust/targets.json": sealed({ ...world.first.targets, targets: new Map([["evil", target("evil")]]) }, []),
      }),
      /\+ targets: target evil/,
    ],
    ["a root that nobody signed", () => ({ "trust/root/2.root.json": rootWith({}, []) }), /root: version 1 → 2/],
    [
      "a root that its own key signed",
      () => ({ "trust/root/2.root.json": rootWith(stranger(), ["eve"]) }),
      /\+ root: key/,
    ],
    [
      "a root by one of the two it takes, with a lower threshold",
      () => ({
        "trust/root/2.root.json": rootWith(
          {
            roles: new Map([
              ...world.first.root.roles,
              ["root", { keyids: world.first.root.roles.get("root")?.keyids ?? [], threshold: 1, rest: new Map() }],
            ]),
          },
          ["root"],
        ),
      }),
      /root: 2 → 1 signature/,
    ],
  ];

  test.each(attacks)("%s", async (_, files, words) => {
    await play.open(renew);
    await world.merge(files());
    const { head } = await findEvent(world.store, "change", defaultNames);
    const place = {
      base: await world.tip("main"),
      head,
      names: defaultNames,
      pin: world.pin,
      verifier: world.verifier,
      now: world.clock.now(),
    };
    const fault = await faultFrom(loadEvent({ ...place, known }, "change"));
    expect(fault.code).toBe("EVENT_BASE_UNSIGNED");
    expect(fault.data["changes"]).toMatch(words);
    expect((await faultFrom(loadEvent(place, "change"))).data["changes"]).toBe("what it holds was never verified here");
    const options = {
      pin: world.pin,
      branch: "main",
      event: "other",
      changes: renew,
      keys: [],
      existing: "refuse",
      dryRun: false,
    } as const;
    const opening = await faultFrom(
      openEvent({ verifier, store: world.store, now: world.clock.now() }, { ...options, known }),
    );
    expect(opening.data["changes"]).toMatch(words);
    expect(await world.store.tree("event/other")).toBeUndefined();
  });

  test("T32: a chain of its own, or none at all", async () => {
    await play.open(renew);
    const other = await openWorld({ people: { root: ["eve"], targets: ["eve-2"], bin: ["eve-3"] } });
    await world.merge(Object.fromEntries([...(await filesOf(await other.tip("main"), "trust"))]));
    expect(await faultOf(play.load())).toBe("ROOT_NOT_PINNED");
    await world.merge({ "trust/root/1.root.json": null });
    expect(await faultOf(play.load())).toBe("EVENT_BASE_UNSIGNED");
    const { head } = await findEvent(world.store, "change", defaultNames);
    const stripped = {
      base: undefined,
      head,
      names: defaultNames,
      pin: world.pin,
      verifier: world.verifier,
      now: world.clock.now(),
    };
    expect(await faultOf(loadEvent(stripped, "change"))).toBe("EVENT_BASE_UNSIGNED");
  });
});
