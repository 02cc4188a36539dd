import { beforeEach, describe, expect, test } from "vitest";
import { openRenewal } from "../../../src/signing-event/renewal.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { copiesOf, type Files, filesOf, openWorld, places, releaseOf, type World } from "../../support/world.ts";

let world: World;
/** Everything on `main` that is good. */
let good: Map<string, Uint8Array>;

const signed = copiesOf(async () => {
  const world = await openWorld({ bins: 2 });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return world;
});

beforeEach(async () => {
  world = await signed();
  good = await filesOf(await world.tip("main"));
});

const config = (change: object): string => {
  const text = Buffer.from(good.get("kaprien.yml") ?? "").toString("utf8");
  return JSON.stringify({ ...JSON.parse(text), ...change });
};

const deep = (depth: number): object => (depth === 0 ? {} : { a: deep(depth - 1) });

function releaseWith(custom: unknown): string {
  return JSON.stringify({ targets: [{ path: "app/9/x", length: 1, hashes: { sha256: sha256("x") }, custom }] });
}

/** What was merged, and the code it is refused with. */
const merges: readonly (readonly [string, string, () => Files])[] = [
  ["settings that are no YAML", "CONFIG_INVALID", () => ({ "kaprien.yml": "a: [" })],
  ["settings with an unknown name", "CONFIG_INVALID", () => ({ "kaprien.yml": config({ polcy: {} }) })],
  ["no settings", "CONFIG_MISSING", () => ({ "kaprien.yml": null })],
  ["settings that are too large", "STORE_OBJECT_TOO_LARGE", () => ({ "kaprien.yml": `#${"x".repeat(300_000)}` })],
  ["settings that are a directory", "TREE_NOT_A_FILE", () => ({ "kaprien.yml": null, "kaprien.yml/a": "b" })],
  ["settings without a key", "ONLINE_KEY_UNSET", () => ({ "kaprien.yml": config({ "online-keys": {} }) })],
  [
    "settings with another key",
    "SIGNER_KEY_MISMATCH",
    () => ({ "kaprien.yml": config({ "online-keys": { default: "env:stranger" } }) }),
  ],
  [
    "settings with another signed branch",
    "SETTING_FIXED",
    () => ({ "kaprien.yml": config({ branches: { signed: "other" } }) }),
  ],
  [
    "settings with another targets directory",
    "SETTING_FIXED",
    () => ({ "kaprien.yml": config({ directories: { targets: "elsewhere" } }) }),
  ],
  [
    "settings with another trust directory",
    "SETTING_FIXED",
    () => ({ "kaprien.yml": config({ directories: { trust: "elsewhere" } }) }),
  ],
  ["no targets role", "TRUST_MISSING", () => ({ "trust/targets.json": null })],
  ["no trust at all", "TRUST_MISSING", () => removed("trust/")],
  ["a targets role that is no JSON", "METADATA_INVALID", () => ({ "trust/targets.json": "{" })],
  ["a targets role that is too large", "STORE_OBJECT_TOO_LARGE", () => ({ "trust/targets.json": big(5_100_000) })],
  ["a root out of nowhere", "ROOT_CHAIN_BROKEN", () => ({ "trust/root/99.root.json": "{}" })],
  ["a release that is no JSON", "JSON_INVALID", () => ({ "targets/app/9.json": "{" })],
  ["a release nested too deep", "TARGET_CUSTOM_INVALID", () => ({ "targets/app/9.json": releaseWith(deep(28)) })],
  [
    "a release with an odd name",
    "TARGET_CUSTOM_INVALID",
    () => ({ "targets/app/9.json": releaseWith({ "\u{1f600}": 1 }) }),
  ],
  ["a release that changes bytes", "TARGET_IMMUTABLE", () => ({ "targets/app/1.json": releaseOf({ "app/1/a": "b" }) })],
  ["a file in the place of the releases", "RELEASE_FILE_NAME", () => ({ ...removed("targets/"), targets: "a file" })],
];

function removed(prefix: string): Files {
  return Object.fromEntries([...good.keys()].filter((path) => path.startsWith(prefix)).map((path) => [path, null]));
}

function big(size: number): string {
  return `"${"x".repeat(size)}"`;
}

/** Puts everything back. */
async function mend(): Promise<void> {
  const now = await filesOf(await world.tip("main"));
  const gone = [...now.keys()].filter((path) => !good.has(path));
  if (now.has("targets")) await world.merge({ targets: null });
  await world.merge(Object.fromEntries([...gone.map((path) => [path, null]), ...good]));
}

const expired = async (): Promise<readonly string[]> => {
  const { timestamp, snapshot, bins } = await world.repository();
  const online = [["timestamp", timestamp], ["snapshot", snapshot], ...bins] as const;
  return online.flatMap(([role, { signed }]) => (signed.expires <= world.clock.now() ? [role] : []));
};

const work = () => world.work({ keys: { "env:stranger": "a stranger" } });

describe("T76: whatever is wrong with what was merged, what is due is renewed", () => {
  test.each(merges)("%s", async (_, code, files) => {
    const { timestamp } = await world.repository();
    const { verdict } = await world.check(files());
    // What a key's address leads to, only the worker can tell.
    expect(verdict).toBe(code === "SIGNER_KEY_MISMATCH" ? "no change" : "blocked");
    await world.merge(files());
    const first = await work();
    expect(first.kind).toBe("refused");
    if (first.kind === "refused") expect(first.findings.map((finding) => finding.code)).toContain(code);
    world.clock.advance(2);
    expect(await work()).toMatchObject({ kind: "refused", renewed: expect.any(String) });
    expect((await world.repository()).timestamp.signed.version).toBe(timestamp.signed.version + 1);
    // I8: nothing is due any more, and nothing of what was merged was taken.
    expect(await work()).not.toHaveProperty("renewed");
    expect(Object.keys(await world.targets())).toEqual(["app/1/a"]);
    await mend();
    expect((await work()).kind).not.toBe("refused");
    expect(await world.store.tree("other")).toBeUndefined();
  });

  test("a proposal that mends broken settings, or broken trust, is judged by what was in force before", async () => {
    await world.merge({ "kaprien.yml": "a: [", "trust/targets.json": "{" });
    const release = { "targets/app/2.json": releaseOf({ "app/2/b": "b" }) };
    const other = await world.check(release);
    expect([other.verdict, places(other.findings)]).toEqual([
      "blocked",
      ["CONFIG_INVALID kaprien.yml:1", "METADATA_INVALID trust/targets.json"],
    ]);
    const mended = Object.fromEntries(
      ["kaprien.yml", "trust/targets.json"].map((path) => [path, good.get(path) ?? ""]),
    );
    const { verdict, findings } = await world.check(mended);
    expect([verdict, findings.filter(({ severity }) => severity === "error")]).toEqual(["no change", []]);
    const half = await world.check({ "kaprien.yml": mended["kaprien.yml"] ?? "" });
    expect(places(half.findings.filter(({ severity }) => severity === "error"))).toEqual([
      "METADATA_INVALID trust/targets.json",
    ]);
  });

  test("I12: a year with a hostile merge each week, half of them mended, lets no online role expire", async () => {
    const seen = new Map<string, number>();
    for (let week = 0; week < 50; week++) {
      const [, , files] = merges[week % merges.length] ?? [];
      await world.merge(files?.() ?? {});
      // Runs every other day, and once in the week none for three days.
      for (const days of [2, 2, 3]) {
        world.clock.advance(days);
        expect([week, await expired()]).toEqual([week, []]);
        const { kind } = await work();
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
      if (week % 2 === 0) {
        await mend();
        await work();
      }
    }
    expect(seen.get("refused")).toBeGreaterThan(100);
    await mend();
    await world.release("app/3", { "app/3/c": "c" });
    await world.done();
    await world.publish();
    expect((await world.client(["app/3/c"])).targets.get("app/3/c")).toBeDefined();
    // Offline roles are people's: they are asked in time.
    expect(await openRenewal(world, { pin: world.pin, branch: "main" })).toBeDefined();
  });
});
