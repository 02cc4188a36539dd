import { describe, expect, test } from "vitest";
import { cliFaults } from "../../../src/cli/faults.ts";
import { defaultNames } from "../../../src/config/names.ts";
import { gitFaults } from "../../../src/git/faults.ts";
import type { Store } from "../../../src/git/store.ts";
import { commitToEvent, findEvent } from "../../../src/signing-event/branch.ts";
import { finishEvent } from "../../../src/signing-event/finish.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import type { Renewal } from "../../../src/signing-event/renewal.ts";
import { openRenewal } from "../../../src/signing-event/renewal.ts";
import { type OpenOptions, openEvent } from "../../../src/signing-event/start.ts";
import { statusText } from "../../../src/status/text.ts";
import { outcomeMarkdown } from "../../../src/worker/markdown.ts";
import type { Outcome } from "../../../src/worker/outcome.ts";
import { workAndRenew } from "../../../src/worker/renew.ts";
import { watch } from "../../../src/worker/watch.ts";
import { playEvent } from "../../support/event.ts";
import { ed25519 } from "../../support/metadata.ts";
import { check, status } from "../../support/opened.ts";
import { verifier } from "../../support/verifier.ts";
import { faultOf, openWorld, signerOf, type World, type WorldOptions } from "../../support/world.ts";

const names = defaultNames;
const ports = (world: World, store: Store = world.store) => ({
  store,
  clock: world.clock,
  reporter: world.recorder,
  open: async (uri: string) => signerOf(uri.slice("env:".length)),
  verifier: world.verifier,
  random: () => 0.5,
});
const options = ({ pin }: World) => ({ pin, branch: "main", dryRun: false });

async function aWorld(more: WorldOptions = {}): Promise<World> {
  const world = await openWorld({ bins: 2, ...more });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return world;
}

async function renewed(world: World): Promise<Renewal | undefined> {
  return openRenewal(world, options(world));
}

/** Folds an event on its own branch, as the action does; resolves to the commit. */
async function fold(world: World, event: string): Promise<string> {
  const found = await findEvent(world.store, event, names);
  const place = {
    base: await world.tip("main"),
    head: found.head,
    names,
    pin: world.pin,
    verifier: world.verifier,
    now: world.clock.now(),
  };
  const { files } = await finishEvent(await loadEvent(place, event), place);
  return commitToEvent(world.store, names, event, found, files, "Finish\n");
}

/** Merges what a folded event changed. */
async function mergeEvent(world: World, event: string): Promise<void> {
  const head = await world.tip(`event/${event}`);
  const main = await world.tip("main");
  await world.store.propose(
    "main",
    [main.commit, head.commit],
    { files: new Map(), grafts: new Map([["trust", (await head.entry("trust"))?.id ?? null]]) },
    "Merge\n",
  );
}

describe("T52: what people signed is renewed in time", () => {
  test("not before it is due; then in one event for all that are due within 30 days", async () => {
    const world = await aWorld({
      lifetimes: {
        root: { expires: 200, renew: 60 },
        targets: { expires: 220, renew: 60 },
        bin: { expires: 365, renew: 60 },
      },
    });
    expect(await renewed(world)).toBeUndefined();
    expect(await world.store.refs("event/")).toEqual(new Map());
    world.clock.advance(141);
    const first = await renewed(world);
    expect(first).toMatchObject({ roles: ["root", "targets"], state: "opened" });
    expect(first?.event).toMatch(/^renew-[0-9a-f]{8}$/);
    const { commit, parents } = await world.tip(first?.branch ?? "");
    expect(parents).toEqual([(await world.tip("main")).commit]);

    world.clock.advance(1);
    expect(await renewed(world)).toMatchObject({ event: first?.event, state: "open" });
    expect([...(await world.store.refs("event/"))]).toEqual([[`event/${first?.event}`, commit]]);

    await playEvent(world, first?.event).sign("root", "targets");
    await fold(world, first?.event ?? "");
    expect(await renewed(world)).toBeUndefined();
    await mergeEvent(world, first?.event ?? "");
    expect(await renewed(world)).toBeUndefined();
    expect(await world.work()).toMatchObject({ kind: "done" });
    expect((await world.repository()).root.signed.version).toBe(2);
    expect((await world.store.refs("event/")).size).toBe(1);
  });

  test("workers that run at once open one, and the worker says so after it has signed", async () => {
    const world = await aWorld();
    world.clock.advance(310);
    const outcomes = await Promise.all([1, 2].map(() => workAndRenew(ports(world), options(world))));
    const states = outcomes.map(({ renewal }) => renewal?.state).sort();
    expect(states).toEqual(["open", "opened"]);
    expect(outcomes.map(({ kind }) => kind)).toContain("done");
    const [renewal] = outcomes.map((outcome) => outcome.renewal);
    expect(renewal?.roles).toEqual(["root", "targets", "bin"]);
    expect((await world.tip(renewal?.branch)).parents).toEqual([(await world.tip("main")).commit]);
    expect((await world.store.refs("event/")).size).toBe(1);
    const [outcome] = outcomes;
    expect(outcome && outcomeMarkdown(outcome, { location: "x", pin: "x" })).toContain(
      `\`kaprien sign ${renewal?.event}\``,
    );
  });

  test("one that was begun and not written is written by the next run", async () => {
    const world = await aWorld();
    world.clock.advance(310);
    const halfway: Store = {
      ...world.store,
      propose: () => Promise.reject(gitFaults.STORE_UNREACHABLE({ reason: "gone" })),
    };
    expect(await faultOf(openRenewal({ ...world, store: halfway }, options(world)))).toBe("STORE_UNREACHABLE");
    expect((await world.store.refs("event/")).size).toBe(1);
    expect(await renewed(world)).toMatchObject({ state: "opened" });
  });

  test("that it cannot be opened keeps nothing from being signed", async () => {
    const world = await aWorld();
    world.clock.advance(310);
    const guarded: Store = {
      ...world.store,
      start: () => Promise.reject(gitFaults.STORE_PROTECTED({ ref: "event/x", reason: "protected", message: "" })),
    };
    const outcome = await workAndRenew(ports(world, guarded), options(world));
    expect(outcome.kind).toBe("done");
    expect(outcome.renewal).toBeUndefined();
    expect(world.recorder.warnings.join()).toContain("could not be opened: STORE_PROTECTED");
    const dry = await workAndRenew(ports(world), { ...options(world), dryRun: true });
    expect([dry.renewal, (await world.store.refs("event/")).size]).toEqual([undefined, 0]);
  });

  test("a worker that watches opens it, too", async () => {
    const world = await aWorld();
    world.clock.advance(310);
    const stop = new AbortController();
    const seen: Outcome[] = [];
    const watching = watch(ports(world), options(world), 60, stop.signal, (outcome) => {
      seen.push(outcome);
      if (seen.length === 2) stop.abort(cliFaults.INTERRUPTED());
    });
    expect(await faultOf(watching)).toBe("INTERRUPTED");
    expect(seen.map(({ renewal }) => renewal?.state)).toEqual(["opened", "open"]);
  });
});

describe("T79: the renewal is recognised by what it does, never by its name", () => {
  /** A world in which everything that people signed is due, and the name that its renewal will have. */
  async function aDueWorld(): Promise<{ world: World; event: string }> {
    const world = await aWorld();
    world.clock.advance(310);
    const { event, branch } = (await renewed(world)) ?? {};
    world.memory.point(`refs/heads/${branch}`, undefined);
    return { world, event: event ?? "" };
  }

  const renewals = (...roles: readonly string[]) => roles.map((role) => ({ kind: "renew", role }) as const);
  const stranger = ed25519("a stranger").key;
  const takeover = { kind: "keys", role: "targets", keys: [stranger.keyid], threshold: 1 } as const;

  test.each<[string, OpenOptions["changes"], number | undefined]>([
    ["a change of keys", [takeover], undefined],
    ["a change of keys beside the renewals", [...renewals("root", "targets", "bin"), takeover], undefined],
    ["renewals of some of the roles", renewals("root", "bin"), undefined],
    ["renewals that would be due again at once", renewals("root", "targets", "bin"), 30],
  ])("%s under its name is not it", async (_, changes, days) => {
    const { world, event } = await aDueWorld();
    const squatted = await openEvent(
      { verifier, store: world.store, now: world.clock.now() },
      {
        ...options(world),
        event,
        changes,
        keys: [stranger],
        existing: "refuse",
        ...(days !== undefined && { days }),
      },
    );
    expect(squatted.commit).toBeDefined();
    expect(await renewed(world)).toMatchObject({ event: `${event}-2`, state: "opened" });
    expect(await renewed(world)).toMatchObject({ event: `${event}-2`, state: "open" });
  });

  test("what takes its name in the last moment is not it", async () => {
    const { world, event } = await aDueWorld();
    const raced: Store = {
      ...world.store,
      start: async (branch, at) => {
        if (branch === `event/${event}`)
          await openEvent(
            { verifier, store: world.store, now: world.clock.now() },
            { ...options(world), event, changes: [takeover], keys: [stranger], existing: "refuse" },
          );
        return world.store.start(branch, at);
      },
    };
    expect(await openRenewal({ ...world, store: raced }, options(world))).toMatchObject({
      event: `${event}-2`,
      state: "opened",
    });
  });

  test("renewals of more than is due are it, whoever opened them", async () => {
    const world = await aWorld({ lifetimes: { targets: { expires: 500, renew: 60 } } });
    world.clock.advance(310);
    const { event = "", branch, roles } = (await renewed(world)) ?? {};
    expect(roles).toEqual(["root", "bin"]);
    world.memory.point(`refs/heads/${branch}`, undefined);
    const changes = renewals("root", "targets", "bin");
    await openEvent(
      { verifier, store: world.store, now: world.clock.now() },
      { ...options(world), event, changes, keys: [], existing: "refuse" },
    );
    expect(await renewed(world)).toMatchObject({ event, state: "open" });
  });
});

describe.each(["root", "targets"] as const)("T52, I5: %s ran out", (role) => {
  test("the worker stops, asks people, takes over what they signed, and clients recover", async () => {
    const world = await aWorld({ lifetimes: { [role]: { expires: 20, renew: 5 } } });
    await world.publish();
    const { cache } = await world.client(["app/1/a"]);
    world.clock.advance(21);
    const tip = (await world.tip()).commit;
    const proposed: Renewal[] = [];
    const propose = async (renewal: Renewal): Promise<void> => {
      proposed.push(renewal);
    };
    expect(await faultOf(workAndRenew(ports(world), options(world), propose))).toBe("ROLE_EXPIRED");
    expect((await world.tip()).commit).toBe(tip);
    expect(await faultOf(world.publish())).toBe("ROLE_EXPIRED");
    const [branch = ""] = (await world.store.refs("event/")).keys();
    const event = branch.replace("event/", "");
    expect(proposed).toMatchObject([{ event, branch, roles: [role], state: "opened" }]);
    expect(world.recorder.warnings.join()).toContain(`kaprien sign ${event}`);

    const shown = await status(world, options(world));
    expect(shown.roles.find((each) => each.role === role)).toMatchObject({
      state: "expired",
      command: `kaprien rotate ${role}`,
    });
    expect(shown.events).toMatchObject([{ name: event, report: { complete: false } }]);
    expect(statusText(shown)).toMatch(new RegExp(`${role} expired 1 day ago; the signing event ${event}`));
    const release = await world.check({ "targets/app/2.json": '{"targets":[]}' });
    expect(release.verdict).toBe("blocked");
    expect(release.findings.map(({ code }) => code)).toContain("ROLE_EXPIRED");

    await playEvent(world, event).sign(role);
    const head = await fold(world, event);
    const verdict = await check(world, { pin: world.pin, base: "main", head });
    expect([verdict.verdict, verdict.findings.map(({ code }) => code)]).toEqual(["ready", ["NOT_A_RELEASE"]]);
    expect(verdict.trust).toContainEqual({ kind: "version", role, before: 1, after: 2 });
    await mergeEvent(world, event);
    await world.done();
    await world.publish();
    const [old, fresh] = [await world.client(["app/1/a"], cache), await world.client(["app/1/a"])];
    for (const { targets } of [old, fresh]) expect(targets.get("app/1/a")).toBeDefined();
    expect((await status(world, options(world))).events).toEqual([]);
  });
});
