import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLifetimes } from "../../src/config/settings.ts";
import { schedule, shortWindows } from "../../src/repository/schedule.ts";
import { targetsWith } from "../support/delegations.ts";
import { runs } from "../support/runs.ts";
import { openWorld, type World } from "../support/world.ts";

/** A repository whose worker signs bins, a delegated role, snapshot and timestamp, at different times. */
async function open(config: object = {}): Promise<World> {
  const world = await openWorld({ bins: 2, config });
  await world.done();
  world.clock.advance(0.7);
  const nightly = { name: "online-nightly", paths: ["nightly/*"], keys: ["online"] };
  await world.trust({ targets: targetsWith(world.first, 2, [nightly]) });
  await world.done();
  return world;
}

/** Seconds until the first online role expires, with its name. */
async function soonest(world: World): Promise<readonly [left: number, role: string]> {
  const online = schedule(await world.repository(), defaultLifetimes).filter((each) => each.online);
  expect(new Set(online.map(({ role }) => role))).toEqual(
    new Set(["timestamp", "snapshot", "bins-0", "bins-1", "online-nightly"]),
  );
  const [first] = online.sort((a, b) => a.expires - b.expires);
  if (first === undefined) throw new Error("no role is online");
  return [first.expires - world.clock.now(), first.role];
}

const day = 86_400;

/** Runs the worker after each of these gaps, and before it makes sure of a day's margin. */
async function survives(world: World, gaps: Iterable<number>): Promise<void> {
  for (const gap of gaps) {
    world.clock.advance(gap);
    const [left, role] = await soonest(world);
    expect([role, left >= day, left]).toEqual([role, true, left]);
    await world.work();
  }
}

describe("I12: while the worker can run once in five days, every online role has a day left", () => {
  test("whenever it runs", async () => {
    const gap = fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.constantFrom(0.999, 1.001, 1.995, 4.995, 5));
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 1, maxLength: 10 }), async (gaps) => survives(await open(), gaps)),
      { ...runs(5), examples: [[[1.995, 4.995]]] },
    );
  }, 60_000);

  test.each(["timestamp", "snapshot", "bins-0", "online-nightly"])(
    "also when a run comes just before %s is due, and the next five days later",
    async (role) => {
      const world = await open();
      const untilDue = async (): Promise<number> => {
        const found = schedule(await world.repository(), defaultLifetimes).find((each) => each.role === role);
        return ((found?.due ?? 0) - 1 - world.clock.now()) / day;
      };
      for (let round = 0; round < 3; round += 1) {
        for (let left = await untilDue(); left > 5; left = await untilDue()) await survives(world, [Math.min(left, 4)]);
        await survives(world, [await untilDue(), 5]);
      }
    },
    60_000,
  );

  test("the defaults say so by themselves; other settings are warned of, role by role", async () => {
    expect(shortWindows(defaultLifetimes)).toEqual([]);
    const timestamp = { expires: 3, renew: 2 };
    const snapshot = { expires: 30, renew: 5.9 };
    const root = { expires: 30, renew: 1 };
    const data = { least: 6 };
    expect(shortWindows({ ...defaultLifetimes, timestamp, snapshot, root })).toEqual([
      { code: "RENEWAL_WINDOW_SHORT", severity: "warning", data: { ...data, role: "snapshot", renew: 5.9 } },
      { code: "RENEWAL_WINDOW_SHORT", severity: "warning", data: { ...data, role: "timestamp", renew: 2 } },
    ]);
    const world = await open({ roles: { timestamp } });
    expect(world.recorder.warnings).toContainEqual(expect.stringMatching(/^RENEWAL_WINDOW_SHORT .*"timestamp"/));
    expect((await open()).recorder.warnings).toEqual([]);
  });
});
