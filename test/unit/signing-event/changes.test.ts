import { describe, expect, test } from "vitest";
import type { TrustChange } from "../../../src/signing-event/event-file.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { target } from "../../support/metadata.ts";
import { faultOf, openWorld, type World } from "../../support/world.ts";

const signers = (...names: readonly string[]) => ({ keys: names.map(keyidOf), threshold: 1 });

/** Opens, signs, folds, lets the worker run and publishes; a client of the state before must follow. */
async function through(
  world: World,
  name: string,
  changes: readonly TrustChange[],
  { keys = [], by, online = {} }: { keys?: readonly string[]; by: readonly string[]; online?: Record<string, string> },
): Promise<void> {
  const { cache } = await world.client();
  const play = playEvent(world, name);
  const opened = await play.open(changes, { keys });
  expect(opened.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(opened.differences.length).toBeGreaterThan(0);
  await play.sign(...by);
  await play.finish();
  const outcome = await world.work({ keys: online });
  expect(outcome.kind).toBe("done");
  await world.publish();
  await world.client([], cache);
  await world.client();
}

async function running(): Promise<World> {
  const world = await openWorld();
  await world.release("app/1", { "app/1": "app" });
  await world.done();
  await world.publish();
  return world;
}

describe("an event changes who signs, and clients follow", () => {
  test("T60, I15: the keys of targets, bin, the bins, snapshot and timestamp; a revoked key counts no more", async () => {
    const world = await running();
    const top: readonly TrustChange[] = [
      { kind: "keys", role: "targets", ...signers("tina") },
      { kind: "keys", role: "bin", ...signers("bea", "ben") },
      { kind: "keys", role: "bins", ...signers("bins", "bins-new") },
      { kind: "keys", role: "snapshot", ...signers("online", "snap") },
      { kind: "keys", role: "timestamp", ...signers("online", "time") },
    ];
    const keys = ["tina", "bea", "ben", "bins-new", "snap", "time"];
    await through(world, "all", top, { keys, by: ["root", "tina", "bea", "ben"] });
    const play = playEvent(world, "later");
    await play.open([{ kind: "renew", role: "targets" }]);
    expect(await faultOf(play.sign("targets"))).toBe("EVENT_NOT_YOURS");
  });

  test("T61: a delegated role before bin, its targets, its paths, its keys, and its end", async () => {
    const world = await running();
    const vault = { kind: "delegate", delegator: "targets", role: "vault", terminating: true } as const;
    const made = { ...vault, paths: ["critical/*"], keys: ["ana", "ben", "eva"].map(keyidOf), threshold: 2 };
    const file = target("boot");
    world.contents.set("critical/boot", Buffer.from("boot"));
    await through(world, "begin", [made, { kind: "target", role: "vault", path: "critical/boot", file }], {
      keys: ["ana", "ben", "eva"],
      by: ["targets", "ana", "ben", "eva"],
    });
    expect((await world.client(["critical/boot", "app/1"])).targets.get("critical/boot")).toBeDefined();
    const changed = { ...vault, paths: ["critical/*", "firmware/*"], keys: ["ana", "ben"].map(keyidOf), threshold: 2 };
    await through(world, "paths", [changed, { kind: "untarget", role: "vault", path: "critical/boot" }], {
      by: ["targets", "ana", "ben"],
    });
    expect((await world.client(["critical/boot"])).targets.get("critical/boot")).toBeUndefined();
    await through(world, "end", [{ kind: "undelegate", delegator: "targets", role: "vault" }], { by: ["targets"] });
    expect((await world.repository()).offline.has("vault")).toBe(false);
  });

  test("T52: what ran out is renewed, root and targets in events of their own, one after the other", async () => {
    const world = await running();
    world.clock.advance(3000);
    for (const [role, person] of [
      ["targets", "targets"],
      ["bin", "bin"],
      ["root", "root"],
    ] as const) {
      const play = playEvent(world, `renew-${role}`);
      await play.open([{ kind: "renew", role }]);
      await play.sign(person);
      await play.finish();
    }
    expect((await world.tip("main")).commit).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe("a change that cannot be made is refused before anybody signs", () => {
  const world = running();
  const vault = {
    kind: "delegate",
    delegator: "targets",
    paths: ["a/*"],
    terminating: true,
    ...signers("ana"),
  } as const;
  const file = target("x");
  const refused: readonly (readonly [string, readonly TrustChange[]])[] = [
    ["T16: a role with the name of a hash bin", [{ ...vault, role: "bins-0" }]],
    ["T16: a role called as all of them", [{ ...vault, role: "bins" }]],
    ["T16: a role called online", [{ ...vault, role: "online" }]],
    ["T16: a role of the top level", [{ ...vault, role: "timestamp" }]],
    [
      "T16: a role below two others",
      [
        { ...vault, role: "one" },
        { ...vault, delegator: "one", role: "bin" },
      ],
    ],
    [
      "T16: a cycle",
      [
        { ...vault, role: "one" },
        { ...vault, delegator: "one", role: "one" },
      ],
    ],
    ["a delegation by a role whose bins are succinct", [{ ...vault, delegator: "bin", role: "one" }]],
    ["T55: bins under the names there are", [{ kind: "bins", count: 8, style: "succinct", prefix: "bins" }]],
    [
      "T55: a number of bins that no bits choose",
      [{ kind: "bins", count: 1_000_003, style: "prefixes", prefix: "bins2" }],
    ],
    ["T55: one bin alone", [{ kind: "undelegate", delegator: "bin", role: "bins-0" }]],
    ["a key nobody knows", [{ kind: "keys", role: "root", ...signers("stranger") }]],
    ["a role nobody knows", [{ kind: "keys", role: "nobody", ...signers("ana") }]],
    [
      "a second first root",
      [
        {
          kind: "create",
          roles: Object.fromEntries(
            ["root", "targets", "bin", "bins", "snapshot", "timestamp"].map((role) => [role, signers("ana")]),
          ) as never,
          paths: ["*"],
          bins: 2,
          style: "succinct",
        },
      ],
    ],
    ["T11: a target with a path that climbs", [{ kind: "target", role: "targets", path: "../x", file }]],
    ["T11: a target called as a prototype's member", [{ kind: "target", role: "targets", path: "constructor", file }]],
    [
      "T29: a target with a hash that is none",
      [{ kind: "target", role: "targets", path: "x", file: { ...file, hashes: new Map([["sha256", "00"]]) } }],
    ],
    [
      "a target that the role is not asked for",
      [
        { ...vault, role: "one" },
        { kind: "target", role: "one", path: "b/1", file },
      ],
    ],
    ["a target in an online role", [{ kind: "target", role: "bins-0", path: "b/1", file }]],
    ["a renewal of what the worker signs", [{ kind: "renew", role: "snapshot" }]],
  ];

  test.each(refused)("%s", async (_, changes) => {
    expect(await faultOf(playEvent(await world).open(changes, { keys: ["ana"] }))).toBe("EVENT_CHANGE_INVALID");
    expect(await (await world).store.tree("event/change")).toBeUndefined();
  });

  const found: readonly (readonly [string, string, readonly TrustChange[], readonly string[]])[] = [
    [
      "T60: a threshold that nobody can reach",
      "ROLE_THRESHOLD",
      [{ kind: "keys", role: "root", keys: [keyidOf("root")], threshold: 2 }],
      [],
    ],
    [
      "T60: a threshold of none",
      "ROLE_THRESHOLD",
      [{ kind: "keys", role: "root", keys: [keyidOf("root")], threshold: 0 }],
      [],
    ],
    [
      "T60: the same key twice",
      "ROLE_KEY_TWICE",
      [{ kind: "keys", role: "root", keys: [keyidOf("root"), keyidOf("root")], threshold: 1 }],
      [],
    ],
    [
      "T60: a key of root in an online role",
      "ROLE_KEY_SHARED",
      [{ kind: "keys", role: "timestamp", ...signers("root") }],
      [],
    ],
    [
      "T60: a key of the worker in a role of people",
      "ROLE_KEY_SHARED",
      [{ ...vault, role: "one", ...signers("bins") }],
      [],
    ],
    [
      "T15: a pattern that clients read differently",
      "DELEGATION_INVALID",
      [{ ...vault, role: "one", paths: ["a/**"] }],
      ["ana"],
    ],
    ["T16: a name that every object has", "DELEGATION_INVALID", [{ ...vault, role: "constructor" }], ["ana"]],
    [
      "T16: more roles than clients follow",
      "DELEGATION_INVALID",
      Array.from({ length: 32 }, (_, index) => ({ ...vault, role: `r${index}` })),
      ["ana"],
    ],
    [
      "T16: roles nine deep",
      "DELEGATIONS_TOO_DEEP",
      Array.from({ length: 9 }, (_, index) => ({
        ...vault,
        role: `r${index}`,
        delegator: index === 0 ? "targets" : `r${index - 1}`,
      })),
      ["ana"],
    ],
    [
      "T30: more than clients read",
      "METADATA_TOO_LARGE",
      [{ ...vault, role: "one", paths: Array.from({ length: 500 }, (_, index) => `${"a".repeat(10_000)}${index}/*`) }],
      ["ana"],
    ],
  ];

  test.each(found)("%s", async (_, code, changes, keys) => {
    const opened = await playEvent(await world).open(changes, { keys });
    expect(opened.findings.map((each) => each.code)).toContain(code);
    expect(opened.commit).toBeUndefined();
  });

  test("an expiry that is past, and one that nobody will live to see is at least said", async () => {
    const past = await playEvent(await world).open([{ kind: "renew", role: "targets" }], { days: -1 });
    expect(past.findings.map(({ code }) => code)).toEqual(["EVENT_EXPIRY_PAST"]);
    const far = await playEvent(await world, "far").open([{ kind: "renew", role: "targets" }], { days: 30_000 });
    expect(far.findings).toEqual([expect.objectContaining({ code: "EVENT_EXPIRY_FAR", severity: "warning" })]);
  });
});
