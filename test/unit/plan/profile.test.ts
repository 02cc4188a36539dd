import { expect, test } from "vitest";
import { isBinName } from "../../../src/config/names.ts";
import { sha256 } from "../../../src/tuf/digest.ts";
import { filesOf, openWorld, type World } from "../../support/world.ts";

type Signed = Readonly<Record<string, unknown>>;

/** What is signed in every metadata file of a first run, by its path below `metadata/`. */
async function signed(style: "succinct" | "prefixes" = "succinct"): Promise<ReadonlyMap<string, Signed>> {
  const world = await openWorld({ style });
  await world.release("app/1", { "app/1/a": "a" });
  await world.done();
  return signedIn(world);
}

async function signedIn(world: World): Promise<ReadonlyMap<string, Signed>> {
  const files = await filesOf(await world.tip(), "metadata");
  return new Map(
    [...files].map(([path, bytes]) => [
      path.slice("metadata/".length),
      JSON.parse(Buffer.from(bytes).toString()).signed,
    ]),
  );
}

test("interop R10: every role says 1.0.N", async () => {
  const roles = [...(await signed()).values()];
  expect(roles).toHaveLength(9);
  for (const role of roles) expect(role["spec_version"]).toMatch(/^1\.0\.\d+$/);
});

test("interop P5: snapshot entries are versions and nothing else", async () => {
  const { meta } = (await signed()).get("snapshot.json") as { meta: Signed };
  expect(Object.values(meta)).toEqual(Array(6).fill({ version: 1 }));
});

test("interop D6: targets gives every path to bin by patterns, one for each depth up to eight", async () => {
  const { delegations } = (await signed()).get("targets.json") as { delegations: { roles: readonly object[] } };
  const paths = Array.from({ length: 8 }, (_, depth) =>
    Array(depth + 1)
      .fill("*")
      .join("/"),
  );
  const { keyids } = delegations.roles[0] as { keyids: readonly string[] };
  expect(delegations.roles).toEqual([{ name: "bin", keyids, threshold: 1, terminating: true, paths }]);
});

test("interop D3, D5: bins are succinct or listed with their prefixes, and begin with letters", async () => {
  const succinct = (await signed()).get("bin.json") as { delegations: Signed };
  expect(succinct.delegations).toMatchObject({ succinct_roles: { bit_length: 2, name_prefix: "bins" } });
  expect(succinct.delegations).not.toHaveProperty("roles");

  const listed = (await signed("prefixes")).get("bin.json") as { delegations: Signed };
  expect(listed.delegations).not.toHaveProperty("succinct_roles");
  const roles = listed.delegations["roles"] as readonly { name: string; path_hash_prefixes: readonly string[] }[];
  expect(roles.map(({ name }) => name)).toEqual(["bins-0", "bins-1", "bins-2", "bins-3"]);
  expect(roles.flatMap((role) => role.path_hash_prefixes)).toEqual([..."0123456789abcdef"]);
  for (const name of ["00", "7", "-00", "0bins-1"]) expect(isBinName(name)).toBe(false);
});

test("interop R35: custom data that is empty is not written", async () => {
  const world = await openWorld({ bins: 2 });
  const target = { length: 1, hashes: { sha256: sha256("a") } };
  const targets = [
    { path: "app/empty", ...target, custom: {} },
    { path: "app/full", ...target, custom: { os: "linux" } },
  ];
  await world.merge({ "targets/app/1.json": JSON.stringify({ targets }) });
  await world.done();
  const roles = [...(await signedIn(world)).values()].map((role) => role["targets"] ?? {});
  expect(Object.assign({}, ...roles)).toEqual({
    "app/empty": target,
    "app/full": { ...target, custom: { os: "linux" } },
  });
});
