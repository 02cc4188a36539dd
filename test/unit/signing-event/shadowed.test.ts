import { beforeEach, describe, expect, test } from "vitest";
import { defaultLifetimes } from "../../../src/config/settings.ts";
import { contentOf } from "../../../src/repository/trust-content.ts";
import type { TrustChange } from "../../../src/signing-event/event-file.ts";
import { decodeEvent, encodeEvent } from "../../../src/signing-event/event-file.ts";
import { placeOfOnline } from "../../../src/signing-event/rotation.ts";
import { makeEvent, openEvent } from "../../../src/signing-event/start.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { type Delegated, roleOfPeople, targetsWith } from "../../support/delegations.ts";
import { ed25519 } from "../../support/metadata.ts";
import { verifier } from "../../support/verifier.ts";
import { copiesOf, openWorld, places, type World } from "../../support/world.ts";

const people = ["ana", "ben"];
const handmade: Delegated = { name: "handmade", paths: ["critical/*"], keys: people, threshold: 2 };
const other: Delegated = { name: "other", paths: ["critical/*"], keys: people, threshold: 2 };
const app: Delegated = { name: "online-app", paths: ["*/*"], keys: ["online"] };
const content = { "critical/boot": "signed by two people" };

let world: World;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.trust({ targets: targetsWith(world.first, 2, [handmade]) });
  await world.merge(roleOfPeople(world, "handmade", 1, content, people));
  await world.release("app/1", { "app/1": "app" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
});

/** The order in which `targets` delegates from version 3 on; and what else is merged with it. */
async function reordered(
  roles: readonly Delegated[],
  more: Record<string, Uint8Array | string | null> = {},
): Promise<void> {
  await world.trust({ targets: targetsWith(world.first, 3, roles) });
  await world.merge(more);
}

async function outcome(): Promise<readonly string[]> {
  const result = await world.work();
  return result.kind === "refused" ? places(result.findings) : [result.kind];
}

describe("T82: a change of trust takes nothing away from clients unasked", () => {
  test.each<[string, () => Promise<void>, readonly string[]]>([
    ["an online role placed first", () => reordered([app, handmade]), ["TARGET_SHADOWED trust/targets.json"]],
    [
      "a role of other people's placed first",
      () => reordered([other, handmade], roleOfPeople(world, "other", 1, {}, people)),
      ["TARGET_SHADOWED trust/targets.json"],
    ],
    [
      "a role that lists other bytes placed first",
      () => reordered([other, handmade], roleOfPeople(world, "other", 1, { "critical/boot": "others" }, people)),
      ["TARGET_SHADOWED trust/targets.json"],
    ],
    [
      "narrower paths",
      () => reordered([{ ...handmade, paths: ["critical/x*"] }]),
      ["TARGET_SHADOWED trust/targets.json"],
    ],
    ["an online role placed after", () => reordered([handmade, app]), ["done"]],
    [
      "another role that lists the very same target",
      () => reordered([other, handmade], roleOfPeople(world, "other", 1, content, people)),
      ["TARGET_SHADOWED trust/targets.json"],
    ],
    [
      "another role that lists it, and the old one that gives it up",
      () =>
        reordered([other, handmade], {
          ...roleOfPeople(world, "handmade", 2, {}, people),
          ...roleOfPeople(world, "other", 1, content, people),
        }),
      ["done"],
    ],
    [
      "the target taken out in the same merge",
      () => reordered([app, handmade], roleOfPeople(world, "handmade", 2, {}, people)),
      ["done"],
    ],
    ["the role taken away with all that it lists", () => reordered([]), ["done"]],
  ])("%s", async (_, merge, wanted) => {
    await merge();
    world.contents.set("critical/boot", Buffer.from("signed by two people"));
    expect(await outcome()).toEqual(wanted);
    if (wanted[0] === "done" && (await world.targets())["critical/boot"] !== undefined) {
      await world.publish();
      expect((await world.client(["critical/boot"])).targets.get("critical/boot")?.sha256).toBe(
        sha256("signed by two people"),
      );
    }
    if (wanted[0] === "done") return;
    // I12: refused, the change is not adopted by a renewal either.
    world.clock.advance(3);
    expect(await world.work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
    expect(await world.targets()).toMatchObject({ "critical/boot": sha256("signed by two people") });
    await world.publish();
    expect((await world.client(["critical/boot"])).targets.get("critical/boot")).toBeDefined();
  });

  test("a proposal is blocked with the path, the role and what would answer instead", async () => {
    const files = await (async () => {
      const before = await world.tip("main");
      await reordered([app, handmade]);
      const after = (await world.tip("main")).read("trust/targets.json");
      await world.merge({ "trust/targets.json": (await before.read("trust/targets.json")) ?? null });
      return { "trust/targets.json": (await after) ?? null };
    })();
    const { verdict, findings } = await world.check(files);
    expect(verdict).toBe("blocked");
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "TARGET_SHADOWED",
        data: expect.objectContaining({ path: "critical/boot", role: "handmade", by: "online-app" }),
      }),
    );
  });
});

describe("T82: the order of delegations is asked for", () => {
  const key = ed25519("a machine").key;
  const delegate = (place: object = {}): TrustChange => ({
    kind: "delegate",
    delegator: "targets",
    role: "online-app",
    paths: ["*/*"],
    terminating: true,
    keys: [key.keyid],
    threshold: 1,
    ...place,
  });

  const opened = async (change: TrustChange) => {
    const { commit, draft, findings } = await openEvent(
      { verifier, store: world.store, now: world.clock.now() },
      {
        pin: world.pin,
        branch: "main",
        event: "app",
        changes: [change],
        keys: [key],
        existing: "refuse",
        dryRun: true,
      },
    );
    expect(commit).toBeUndefined();
    const roles = draft.after.offline.get("targets")?.delegations?.roles.map(({ name }) => name);
    return { roles, codes: findings.filter(({ severity }) => severity === "error").map((finding) => finding.code) };
  };

  test.each<[string, object, readonly string[], readonly string[]]>([
    ["first unless told otherwise", {}, ["online-app", "handmade", "bin"], ["TARGET_SHADOWED"]],
    ["after a role", { after: "handmade" }, ["handmade", "online-app", "bin"], []],
    ["before a role", { before: "bin" }, ["handmade", "online-app", "bin"], []],
    ["after the last", { after: "bin" }, ["handmade", "bin", "online-app"], []],
  ])("%s", async (_, place, roles, codes) => {
    expect(await opened(delegate(place))).toEqual({ roles, codes });
  });

  test.each([{ after: "nobody" }, { before: "nobody" }, { after: "handmade", before: "bin" }])(
    "%j is refused",
    async (place) => {
      await expect(opened(delegate(place))).rejects.toMatchObject({ code: "EVENT_CHANGE_INVALID" });
    },
  );

  test("the place is kept in the event's file", async () => {
    const base = contentOf(await world.repository());
    const lifetimes = defaultLifetimes;
    const event = makeEvent(base, lifetimes, {
      changes: [delegate({ after: "handmade" })],
      keys: [key],
      now: world.clock.now(),
    });
    expect(decodeEvent(encodeEvent(event), "event.json").changes).toEqual([delegate({ after: "handmade" })]);
  });

  test("a new online role belongs behind what people sign and before the bins", async () => {
    const base = contentOf(await world.repository());
    expect(placeOfOnline(base, "targets", "online-app")).toEqual({ before: "bin" });
    expect(placeOfOnline(base, "handmade", "online-app")).toEqual({});
  });
});
