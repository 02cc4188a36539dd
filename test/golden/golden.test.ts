import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { bytesOf } from "../support/site.ts";
import { filesOf, openWorld, releaseOf, type World } from "../support/world.ts";

/**
 * Byte-exact repositories: keys from fixed seeds, a frozen clock, ed25519 signatures that are the same each time. A difference means
 * that what Kaprien signs has changed; when that is meant, `UPDATE_GOLDEN=1 npx vitest run test/golden` writes the files anew, and the
 * diff is what a reviewer looks at.
 */
const styles = ["succinct", "prefixes"] as const;

async function story(style: (typeof styles)[number]): Promise<World> {
  const world = await openWorld({ style, bins: 4, threshold: 2, people: { root: ["ana", "ben", "eva"] } });
  await world.release("app/1.0", { "app/1.0/app.tar.gz": "the first release", "app/1.0/notes.txt": "notes" });
  await world.done();
  await world.publish();
  world.clock.advance(1);
  await world.release("lib/2.0", { "lib/2.0/lib@2~b+1.zip": "a library" });
  await world.release("app/1.0.1", { "app/1.0/notes.txt": "better notes" }, { replaces: ["app/1.0.json"] });
  await world.done();
  await world.publish();
  world.clock.advance(3);
  await world.trust({ bin: { ...world.first.bin, version: 2 } });
  await world.merge({ "targets/lib/2.0.json": releaseOf({}) });
  await world.done();
  await world.publish();
  return world;
}

async function filesBelow(directory: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, Uint8Array>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(directory, file).replaceAll("\\", "/"), await readFile(file));
  }
  return files;
}

async function compare(directory: string, actual: ReadonlyMap<string, Uint8Array>): Promise<void> {
  if (process.env["UPDATE_GOLDEN"] === "1") {
    await rm(directory, { recursive: true, force: true });
    for (const [file, bytes] of actual) {
      await mkdir(path.join(directory, path.dirname(file)), { recursive: true });
      await writeFile(path.join(directory, file), bytes);
    }
  }
  const expected = await filesBelow(directory);
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [file, bytes] of actual) {
    const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString("latin1");
    expect([file, text(bytes)]).toEqual([file, text(expected.get(file))]);
  }
}

for (const style of styles) {
  test(`I7: ${style} bins: the signed branch and the published site are these bytes`, async () => {
    const world = await story(style);
    const directory = path.join(import.meta.dirname, style);
    await compare(path.join(directory, "branch"), await filesOf(await world.tip()));
    await compare(path.join(directory, "site"), bytesOf(world.mirror));
  });
}

test("I7: the commit of the signed branch is the same in every run, and so is its whole history", async () => {
  const [one, two] = [await story("succinct"), await story("succinct")];
  expect((await one.tip()).commit).toBe((await two.tip()).commit);
});
