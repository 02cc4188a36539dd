import { beforeEach, describe, expect, test } from "vitest";
import { targetsMarkdown } from "../../../src/plan/markdown.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { planText } from "../../../src/plan/text.ts";
import { verdictMarkdown } from "../../../src/proposal/verdict-markdown.ts";
import { verdictText } from "../../../src/proposal/verdict-text.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { openWorld, places, releaseOf, type World } from "../../support/world.ts";

const file = "targets/app/1.json";
const path = "app/1/tool";
const sha512 = "a".repeat(128);
let world: World;

interface Listed {
  readonly path?: string;
  readonly length?: number;
  readonly sha256?: string;
  readonly sha512?: string;
  readonly custom?: unknown;
}

function releaseWith(targets: readonly Listed[], members: object = {}): string {
  const list = targets.map(({ path: own = path, length = 3, sha256: digest = sha256("one"), sha512, custom }) => ({
    path: own,
    length,
    hashes: { sha256: digest, ...(sha512 !== undefined && { sha512 }) },
    ...(custom !== undefined && { custom }),
  }));
  return JSON.stringify({ targets: list, ...members });
}

/** One target is published with `listed`; what a release that replaces it openly would change. */
async function replaced(before: Listed, after: Listed): Promise<Plan> {
  await world.merge({ [file]: releaseWith([before]) });
  await world.done();
  const verdict = await world.check({ "targets/app/2.json": releaseWith([after], { replaces: ["app/1.json"] }) });
  if (verdict.plan === undefined) throw new Error(JSON.stringify(verdict.findings));
  return verdict.plan;
}

beforeEach(async () => {
  world = await openWorld({ bins: 2 });
});

describe("T74: what would be signed is shown, whole", () => {
  const base = { custom: { channel: "stable", level: 1 } };
  const changes: readonly (readonly [string, Listed, readonly string[]])[] = [
    ["a value of custom", { custom: { channel: "beta", level: 1 } }, ['custom.channel: "stable" → "beta"']],
    ["a member of custom more", { custom: { ...base.custom, x: [] } }, ["custom.x: absent → []"]],
    ["a member of custom less", { custom: { level: 1 } }, ['custom.channel: "stable" → absent']],
    ["no custom", {}, ['custom: {"channel":"stable","level":1} → absent']],
    ["a second hash", { ...base, sha512 }, [`hashes.sha512: absent → "${sha512}"`]],
    ["the length", { ...base, length: 4 }, ["length: 3 → 4"]],
    ["the sha256", { ...base, sha256: sha256("two") }, [`hashes.sha256: "${sha256("one")}" → "${sha256("two")}"`]],
  ];
  test.each(changes)("a change of %s alone", async (_, after, lines) => {
    const plan = await replaced(base, after);
    const [target] = plan.targets;
    expect(target).toMatchObject({
      kind: "change",
      before: { length: 3, hashes: { sha256: sha256("one") }, custom: base.custom },
      after: {
        length: after.length ?? 3,
        hashes: { sha256: after.sha256 ?? sha256("one") },
        ...(after.custom !== undefined && { custom: after.custom }),
      },
    });
    for (const text of [planText(plan), targetsMarkdown(plan).join("\n")])
      for (const line of lines) expect(text.replaceAll("`", "")).toContain(line);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test("a change that leaves the bytes says what it is of", async () => {
    const plan = await replaced(base, { custom: { channel: "beta", level: 1 } });
    expect(planText(plan)).toContain("only custom data");
    expect(targetsMarkdown(plan).join("\n")).toContain("only custom data");
    const both = await replaced({ ...base, path: "b" }, { path: "b", sha512 });
    expect(planText(both)).toContain("only custom data and hashes");
  });

  test("the custom data and every hash of an added and of a removed target are shown", async () => {
    await world.merge({ [file]: releaseWith([{ path: "app/1/old", sha512, custom: { old: true } }]) });
    await world.done();
    const added = [{ path: "app/1/new", length: 5_000_001, sha512, custom: { "new.and.odd": "\u{1f600}" } }];
    const { plan } = await world.check({ [file]: releaseWith(added) });
    if (plan === undefined) throw new Error("no plan");
    expect(plan.targets).toMatchObject([
      { kind: "add", path: "app/1/new", after: { length: 5_000_001, hashes: { sha512 }, custom: added[0]?.custom } },
      { kind: "remove", path: "app/1/old", before: { length: 3, hashes: { sha512 }, custom: { old: true } } },
    ]);
    for (const text of [planText(plan), targetsMarkdown(plan).join("\n")])
      for (const shown of [sha512, sha256("one"), "5000001", '{"new.and.odd":"\u{1f600}"}', '{"old":true}'])
        expect(text).toContain(shown);
  });

  test("T5: names and values of strangers are quoted, and come alive nowhere", async () => {
    const evil = "`</code>` | @all <b>\n\u202e\u200b https://evil.example #1";
    const { plan } = await world.check({ [file]: releaseWith([{ custom: { [evil.normalize("NFC")]: evil } }]) });
    const verdict = { verdict: "ready", findings: [], passed: [], ...(plan && { plan }) } as const;
    const prose = verdictMarkdown(verdict).replace(/`[^`\n]*`/g, "");
    expect(prose).not.toMatch(/evil|@all|<b>|#1|<\/code>/);
    expect(verdictText(verdict)).not.toMatch(/[\u202e\u200b]/);
    expect(
      verdictText(verdict)
        .split("\n")
        .filter((line) => line.startsWith(" https")),
    ).toEqual([]);
  });

  test("long values are cut, with the digest of the whole", async () => {
    const long = (end: string): string => `${"x".repeat(5_000)}${end}`;
    const plan = await replaced({ custom: { a: long("1") } }, { custom: { a: long("2") } });
    const text = planText(plan);
    for (const end of ["1", "2"]) expect(text).toContain(sha256(`"${long(end)}"`));
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(500);
    expect(targetsMarkdown(plan).join("\n")).toContain(sha256(`"${long("2")}"`));
  });
});

describe("T74: what lists leave out counts", () => {
  test.each([60, 150])("of %i targets one differs, wherever it stands", async (count) => {
    const targets = Array.from({ length: count }, (_, n) => ({ path: `app/1/${n}`, custom: { n: "x".repeat(200) } }));
    const render = async (list: readonly Listed[]): Promise<readonly string[]> => {
      const { plan } = await world.check({ [file]: releaseWith(list) });
      if (plan === undefined) throw new Error("no plan");
      const verdict = { verdict: "ready", findings: [], passed: [], plan } as const;
      return [planText(plan), targetsMarkdown(plan).join("\n"), verdictText(verdict), verdictMarkdown(verdict)];
    };
    const seen = (await render(targets)).map((text) => new Set([text]));
    for (const at of [0, count >> 1, count - 1]) {
      const other = targets.map((each, n) => (n === at ? { ...each, custom: { n: "y" } } : each));
      for (const [kind, text] of (await render(other)).entries()) seen[kind]?.add(text);
    }
    expect(seen.map(({ size }) => size)).toEqual([4, 4, 4, 4]);
  });
});

describe("T25, T74: a published path keeps all that clients act on", () => {
  const published = { length: 3, custom: { channel: "stable" } };
  const edits: readonly (readonly [string, Listed, string])[] = [
    ["custom data", { ...published, custom: { channel: "beta" } }, "custom data"],
    ["no custom data", { length: 3 }, "custom data"],
    ["a bogus second hash", { ...published, sha512 }, "hashes"],
    ["another length", { ...published, length: 4 }, "bytes"],
    ["other bytes and custom data", { sha256: sha256("two") }, "bytes and custom data"],
  ];
  test.each(edits)("%s in place is refused, and so is it in a file of its own", async (_, after, what) => {
    await world.merge({ [file]: releaseWith([published]) });
    await world.done();
    const edited = { [file]: releaseWith([after]) };
    const { findings } = await world.check(edited);
    expect(places(findings)).toEqual([`TARGET_IMMUTABLE ${file}:1`]);
    expect(findings[0]?.data).toMatchObject({ path, what });
    expect(places((await world.check({ [file]: null, "targets/app/2.json": releaseWith([after]) })).findings)).toEqual([
      "TARGET_IMMUTABLE targets/app/2.json:1",
    ]);
    await world.merge(edited);
    expect((await world.work()).kind).toBe("refused");
  });

  test("a hash that goes is refused too", async () => {
    await world.merge({ [file]: releaseWith([{ sha512 }]) });
    await world.done();
    const { findings } = await world.check({ [file]: releaseWith([{}]) });
    expect(places(findings)).toEqual([`TARGET_IMMUTABLE ${file}:1`]);
  });

  test("a release that says what it replaces may change each of them", async () => {
    await world.merge({ [file]: releaseWith([published]) });
    await world.done();
    const next = releaseWith([{ ...published, sha512, custom: { channel: "beta" } }], { replaces: ["app/1.json"] });
    expect(await world.check({ "targets/app/2.json": next })).toMatchObject({ verdict: "ready", findings: [] });
    await world.merge({ "targets/app/2.json": next });
    await world.done();
    const found = [...(await world.repository()).bins.values()].flatMap(({ signed }) => [...signed.targets]);
    expect(found[0]?.[1].custom).toEqual(new Map([["channel", "beta"]]));
  });

  test("with the setting off, and for a path that only moves, nothing is refused", async () => {
    await world.release("app/9", { "app/9/a": "a" });
    await world.done();
    const moved = { "targets/app/9.json": null, "targets/app/8.json": releaseOf({ "app/9/a": "a" }) };
    expect((await world.check(moved)).findings).toEqual([]);
    world = await openWorld({ bins: 2, config: { policy: { immutable: false } } });
    await world.merge({ [file]: releaseWith([published]) });
    await world.done();
    expect((await world.check({ [file]: releaseWith([{ sha512 }]) })).verdict).toBe("ready");
  });
});
