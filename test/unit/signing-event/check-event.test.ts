import { describe, expect, test } from "vitest";
import { defaultNames } from "../../../src/config/names.ts";
import type { Verdict } from "../../../src/proposal/check.ts";
import { verdictMarkdown } from "../../../src/proposal/verdict-markdown.ts";
import { headline, verdictText } from "../../../src/proposal/verdict-text.ts";
import { commitToEvent, findEvent } from "../../../src/signing-event/branch.ts";
import { finishEvent } from "../../../src/signing-event/finish.ts";
import { loadEvent } from "../../../src/signing-event/load.ts";
import { statusText } from "../../../src/status/text.ts";
import { keyidOf, playEvent } from "../../support/event.ts";
import { offlineFiles } from "../../support/offline.ts";
import { check, status } from "../../support/opened.ts";
import { faultOf, filesOf, openWorld, places, type World } from "../../support/world.ts";

const names = defaultNames;

/** Two of three for root, one of whom is called what nobody should be called. */
async function aWorld(): Promise<World> {
  return openWorld({
    bins: 2,
    threshold: 2,
    people: { root: ["ann", "bob", "cyd"] },
    config: { people: { "Ann `x` @all | <b>": keyidOf("ann") } },
  });
}

async function judge(world: World, head = "event/change", pin: string | undefined = world.pin): Promise<Verdict> {
  const verdict = await check(world, { pin, base: "main", head });
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  return verdict;
}

const codes = ({ findings }: Verdict): readonly string[] =>
  findings.flatMap(({ code, severity }) => (severity === "error" ? [code] : []));

describe("a proposal that is a signing event", () => {
  test("waits for whoever has not signed, then to be finished, then it is ready and shows what changes in trust", async () => {
    const world = await aWorld();
    await world.done();
    const play = playEvent(world);
    await play.open(
      [
        { kind: "renew", role: "root" },
        { kind: "keys", role: "targets", keys: [keyidOf("targets"), keyidOf("dan")], threshold: 1 },
      ],
      { keys: ["dan"] },
    );
    const first = await judge(world);
    expect([first.verdict, codes(first), first.plan, first.passed]).toEqual(["waiting", [], undefined, []]);
    expect(headline(first)).toBe("Signing event change needs 3 more signatures");
    expect(first.signing?.report.roles.map(({ role }) => role)).toEqual(["root", "targets"]);
    expect(first.trust).toContainEqual({ kind: "key", role: "targets", change: "added", keyid: keyidOf("dan") });
    expect(verdictText(first)).toMatch(/^waiting Signing event change needs 3 more signatures\n/);
    expect(verdictText(first)).toMatch(/next: kaprien sign change$/);

    await play.sign("ann");
    const second = await judge(world);
    expect(headline(second)).toContain("needs 2 more signatures");
    const markdown = verdictMarkdown(second);
    expect(markdown).toMatch(/^### Kaprien: \*\*Signing event change needs 2 more signatures\*\*\n/);
    expect(markdown).toContain("`kaprien sign change`");
    expect(markdown).toContain("**What changes in trust**");
    // T5: a name that somebody wrote is code, and ends no cell.
    expect(markdown).toContain("`Ann ˋxˋ @all ¦ <b>");
    expect(markdown.replace(/`[^`\n]*`/g, "")).not.toMatch(/@all|<b>/);
    const shown = await status(world, { pin: world.pin, branch: "main" });
    expect(statusText(shown)).toContain("next: kaprien sign change");
    expect(shown.events.map(({ name }) => name)).toEqual(["change"]);

    await play.sign("bob", "targets", "dan");
    const complete = await judge(world);
    expect([complete.verdict, headline(complete)]).toEqual([
      "waiting",
      "Signing event change is complete and waits to be finished",
    ]);
    expect(verdictText(complete)).toMatch(/next: kaprien event finish change$/);

    const found = await findEvent(world.store, "change", names);
    const place = {
      base: await world.tip("main"),
      head: found.head,
      names,
      pin: world.pin,
      verifier: world.verifier,
      now: world.clock.now(),
    };
    const { files } = await finishEvent(await loadEvent(place, "change"), place);
    await commitToEvent(world.store, names, "change", found, files, "Finish\n");
    const ready = await judge(world);
    expect([ready.verdict, ready.signing, codes(ready)]).toEqual(["ready", undefined, []]);
    expect(ready.plan?.roles.filter(({ kind }) => kind === "adopt").map(({ role }) => role)).toEqual([
      "root",
      "targets",
    ]);
    expect(ready.trust).toContainEqual({ kind: "key", role: "targets", change: "added", keyid: keyidOf("dan") });
    expect(verdictText(ready)).toContain("what changes in trust");
    expect((await status(world, { pin: world.pin, branch: "main" })).events).toEqual([]);
  });

  test("T66: is blocked by drafts that say something else than the event, by changes of trust beside it, and by a release", async () => {
    const world = await aWorld();
    const play = playEvent(world);
    await play.open([{ kind: "renew", role: "targets" }]);
    const draft = "trust/event/change/draft/targets.json";
    await play.tamper({ [draft]: "{}" });
    const edited = await judge(world);
    expect([edited.verdict, codes(edited)]).toEqual(["blocked", ["EVENT_UNSIGNED_DIFFERS"]]);
    expect(verdictText(edited)).not.toContain("next: kaprien sign");
    await play.tamper({ "trust/bin.json": "{}", "targets/app/1.json": "{}", "trust/event/other/event.json": null });
    expect(codes(await judge(world))).toEqual(expect.arrayContaining(["EVENT_FOREIGN_CHANGE", "RELEASE_MIXED"]));
    await play.tamper({ "trust/event/other/event.json": "{}" });
    expect(codes(await judge(world))).toContain("EVENT_SEVERAL");
    await play.tamper({ "trust/event/other/event.json": null, "trust/event/change/event.json": "{}" });
    const broken = await judge(world);
    expect([broken.verdict, codes(broken)[0], broken.signing]).toEqual(["blocked", "EVENT_FILE_INVALID", undefined]);
    const shown = await status(world, { pin: world.pin, branch: "main" });
    expect(shown.events).toMatchObject([{ name: "change", findings: [{ code: "EVENT_FILE_INVALID" }] }]);
    expect(statusText(shown)).toContain("[EVENT_FILE_INVALID]");
  });

  test("T66: is blocked while the branch people merge to holds trust that nobody signed", async () => {
    const world = await aWorld();
    const play = playEvent(world);
    await play.open([{ kind: "renew", role: "targets" }]);
    const { targets } = world.first;
    await world.merge(offlineFiles({ targets: { ...targets, version: 2 } }, undefined, { targets: ["thief"] }));
    const verdict = await judge(world);
    expect([verdict.verdict, codes(verdict)[0]]).toEqual(["blocked", "EVENT_BASE_UNSIGNED"]);
  });

  test("is blocked when something else came into force, and when it leaves a role behind that has run out", async () => {
    const world = await aWorld();
    await playEvent(world).open([{ kind: "renew", role: "root" }]);
    world.clock.advance(400);
    const expired = await judge(world);
    expect([...new Set(codes(expired))]).toEqual(["EVENT_EXPIRY_PAST", "ROLE_EXPIRED"]);
    world.clock.advance(-400);
    await world.trust({ targets: { ...world.first.targets, version: 2 } });
    expect(codes(await judge(world))).toEqual(["EVENT_OUTDATED"]);
  });

  test("that was merged before it was finished is nobody's business but a warning", async () => {
    const world = await aWorld();
    await world.done();
    await playEvent(world).open([{ kind: "renew", role: "root" }]);
    await world.merge(Object.fromEntries(await filesOf(await world.tip("event/change"), "trust/event")));
    const verdict = await world.check({ "targets/app/1.json": '{"targets":[]}' });
    expect(verdict.signing).toBeUndefined();
    expect(places(verdict.findings)).toContain("EVENT_LEFT_OVER trust/event/change");
    expect(verdict.verdict).toBe("no change");
    expect(await world.work()).toMatchObject({ kind: "done" });
    expect(await world.work()).toMatchObject({ kind: "idle" });
  });
});

describe("the first trust of a repository", () => {
  test("is shown as a whole, and holds from its own root; a pin that is known counts", async () => {
    const world = await aWorld();
    const trust = await filesOf(await world.tip("main"), "trust");
    const none = Object.fromEntries([...trust.keys()].map((path) => [path, null]));
    await world.merge(none);
    const before = await world.tip("main");
    await world.store.start("first", before.commit);
    await world.store.propose("first", [before.commit], { files: trust, grafts: new Map() }, "Ceremony\n");
    for (const pin of [undefined, world.pin]) {
      const verdict = await check(world, { pin, base: "main", head: "first" });
      expect([verdict.verdict, verdict.plan, codes(verdict)]).toEqual(["ready", undefined, []]);
      expect(verdict.trust).toContainEqual({ kind: "role", role: "root", change: "added" });
    }
    const other = await check(world, { pin: "0".repeat(64), base: "main", head: "first" });
    expect([other.verdict, codes(other)]).toEqual(["blocked", ["ROOT_NOT_PINNED"]]);
    await world.store.start("nothing", before.commit);
    expect(await faultOf(check(world, { pin: undefined, base: "main", head: "nothing" }))).toBe("TRUST_MISSING");
  });

  test("without a pin nothing is judged once there is trust", async () => {
    const world = await aWorld();
    await world.store.start("idea", (await world.tip("main")).commit);
    expect(await faultOf(check(world, { pin: undefined, base: "main", head: "idea" }))).toBe("TRUSTED_ROOT_NEEDED");
  });
});
