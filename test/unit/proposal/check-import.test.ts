import { expect, test } from "vitest";
import { check } from "../../support/opened.ts";
import { openWorld } from "../../support/world.ts";

const floors = JSON.stringify({ version: 1, snapshot: { version: 9, meta: {} }, timestamp: { version: 9 } });

test("T35: versions of a repository that was taken over are not merged once the signed branch remembers its own", async () => {
  const world = await openWorld();
  const verdict = async (name: string) => {
    const { commit } = await world.tip("main");
    await world.store.start(name, commit);
    const files = new Map([["trust/import.json", Buffer.from(floors)]]);
    await world.store.propose(name, [commit], { files, grafts: new Map() }, "Change\n");
    const { verdict, findings } = await check(world, { pin: world.pin, base: "main", head: name });
    return { verdict, codes: findings.map(({ code }) => code) };
  };
  expect((await verdict("before")).codes).not.toContain("IMPORT_TOO_LATE");
  await world.done();
  expect(await verdict("after")).toEqual({ verdict: "blocked", codes: expect.arrayContaining(["IMPORT_TOO_LATE"]) });
});
