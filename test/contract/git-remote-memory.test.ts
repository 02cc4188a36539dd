import { appendFile, cp, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../src/base/fault.ts";
import { openRemoteGitStore } from "../../src/git/http/store.ts";
import type { Store } from "../../src/git/store.ts";
import { commitTree, git, type TreeItem } from "../support/git.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { IDENTITY } from "../support/store-rigs.ts";
import { at, text } from "../support/stores.ts";

const MIB = 2 ** 20;
const MEMORY = 32 * MIB;
const SIZE = 20 * MIB;
const COUNT = 12;
const LIMIT = MIB;

// The peak of this whole process, so it only grows; each test file has a process of its own.
const atFirst = process.resourceUsage().maxRSS;
let server: GitServer;

/** A repository with the large files, and their ids. */
let stock: { readonly directory: string; readonly large: readonly string[]; readonly huge: string };

beforeAll(async () => {
  server = await startGitServer();
  const { directory } = await server.create("stock.git");
  const large: string[] = [];
  for (let n = 0; n < COUNT; n += 1) large.push(await zeros(directory, SIZE, n));
  stock = { directory, large, huge: await zeros(directory, MEMORY + 1, 0) };
});
afterAll(() => server.stop());

const name = (n: number): string => `targets/app/${n}.json`;

/** The file's id: `size` zeros, and a number at the end that makes it another one. This process, whose memory is measured, never holds it. */
async function zeros(directory: string, size: number, last: number): Promise<string> {
  const file = path.join(directory, "zeros");
  await writeFile(file, "");
  await truncate(file, size - 1);
  await appendFile(file, Buffer.of(last));
  return git(directory, ["hash-object", "-w", "--no-filters", file]);
}

/** A directory that is a few kilobytes as a push, and 240 MiB as files. `bigFileThreshold` keeps git from sending deltas. */
async function bombs(name: string, bigFileThreshold: string): Promise<{ url: string; huge: string }> {
  const { url, directory } = await server.create(name);
  await git(directory, ["config", "uploadpack.allowFilter", "true"]);
  await git(directory, ["config", "core.bigFileThreshold", bigFileThreshold]);
  const items: TreeItem[] = [
    ["100644", "targets/app/small.json", "small"],
    ["100644", "other/x", "x"],
  ];
  await cp(path.join(stock.directory, "objects"), path.join(directory, "objects"), { recursive: true });
  for (const [n, id] of stock.large.entries()) items.push(["100644", `targets/app/${n}.json`, { id }]);
  const { huge } = stock;
  items.push(["100644", "huge/0", { id: huge }]);
  await commitTree(directory, "main", items);
  // The deltas are found once here, and not at every request.
  await git(directory, ["repack", "-a", "-d", "-q"]);
  return { url, huge };
}

/** How a read ended, in few words: what it read may be too much to be printed when it is not what was expected. */
const told = (reading: Promise<Uint8Array | undefined>): Promise<string> =>
  reading.then(
    (bytes) => `${bytes?.length} bytes to ${bytes?.at(-1)}`,
    (error: unknown) =>
      error instanceof Fault ? `${error.code} ${error.data["size"]} > ${error.data["limit"]}` : String(error),
  );

const open = (url: string): Store => openRemoteGitStore({ url, memory: MEMORY, ...IDENTITY });

describe.each([
  ["whole", "1m"],
  ["as deltas", "1g"],
])("T17: files that are small only as long as they are packed, sent %s", (kind, threshold) => {
  let url: string;
  let huge: string;

  beforeAll(async () => {
    ({ url, huge } = await bombs(`bombs-${threshold}.git`, threshold));
  });

  test("each is refused by its limit, and memory stays near the budget", async () => {
    const refused = `STORE_OBJECT_TOO_LARGE ${SIZE} > ${LIMIT}`;
    const one = await at(open(url), "main");
    for (const n of [0, 1, 2, 3]) expect(await told(one.read(name(n), LIMIT))).toBe(refused);
    const all = await at(open(url), "main");
    const names = Array.from({ length: COUNT }, (_, n) => name(n));
    const results = await Promise.all(names.map((each) => told(all.read(each, LIMIT))));
    expect(new Set(results)).toEqual(new Set([refused]));
    const grown = Math.round((process.resourceUsage().maxRSS - atFirst) / 1024);
    console.info(`${COUNT} files of ${SIZE / MIB} MiB ${kind}: ${grown} MiB more at the peak`);
    expect(grown).toBeLessThan(200);
  });

  test("what is small beside them is read, and a large one by whoever wants it", async () => {
    const tree = await at(open(url), "main");
    const [small, ...large] = await Promise.all([
      text(tree, "targets/app/small.json"),
      ...[3, 4, 5].map((n) => told(tree.read(name(n)))),
    ]);
    expect(small).toBe("small");
    expect(large).toEqual([3, 4, 5].map((n) => `${SIZE} bytes to ${n}`));
    expect(await text(tree, "other/x")).toBe("x");
  });

  test("one that is over the budget by itself is refused as too large, and named", async () => {
    const tree = await at(open(url), "main");
    for (const [limit, told] of [
      [undefined, MEMORY],
      [5, 5],
    ])
      await expect(tree.read("huge/0", limit).then((bytes) => bytes?.length)).rejects.toMatchObject({
        code: "STORE_OBJECT_TOO_LARGE",
        data: { object: huge, size: MEMORY + 1, limit: told },
      });
  });

  test("a few requests are enough", async () => {
    const tree = await at(open(url), "main");
    await tree.list("targets/app");
    await server.requests();
    for (let n = 0; n < 3; n += 1) await tree.read(name(n), LIMIT).catch(() => {});
    // The directory as a whole once, which is too much, and then only what was asked for.
    expect((await server.requests()).length).toBe(4);
  });
});

test("T17: without partial clones, a commit with too much in it is refused when it is read", async () => {
  const { url, directory } = await server.create("no-filter.git");
  const items: TreeItem[] = [];
  await cp(path.join(stock.directory, "objects"), path.join(directory, "objects"), { recursive: true });
  for (const [n, id] of stock.large.slice(0, 2).entries()) items.push(["100644", name(n), { id }]);
  const commit = await commitTree(directory, "main", items);
  await expect(
    open(url)
      .tree("main")
      .then((tree) => tree?.commit),
  ).rejects.toMatchObject({
    code: "STORE_OBJECT_TOO_LARGE",
    data: { object: commit, limit: MEMORY },
  });
});
