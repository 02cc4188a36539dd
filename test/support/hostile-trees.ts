import { encodeCommit } from "../../src/git/objects/commit.ts";
import { identify } from "../../src/git/objects/object.ts";
import { decodeTree, encodeTree, type TreeLines } from "../../src/git/objects/tree.ts";
import type { ObjectId } from "../../src/git/tree.ts";
import type { MemoryRepository } from "./memory-store.ts";
import { at } from "./stores.ts";
import type { World } from "./world.ts";

/** What a store never writes: an entry with another mode, or a directory whose object is no tree that git would make. */
export type Planted = { readonly path: string } & (
  | { readonly mode: string; readonly content: string | Uint8Array }
  | { readonly tree: Uint8Array }
);

/** A commit on top of a branch with these entries, and the branch moved to it. */
export async function plantEntries(world: World, branch: string, planted: readonly Planted[]): Promise<string> {
  const { memory } = world;
  const { commit } = await at(world.store, branch);
  const body = (await memory.objects.read(commit))?.body ?? new Uint8Array();
  let tree = /^tree ([0-9a-f]{40})/.exec(Buffer.from(body).toString("latin1"))?.[1] ?? "";
  for (const entry of planted) {
    const line =
      "tree" in entry
        ? { mode: "40000", id: memory.put(identify("tree", entry.tree)) }
        : { mode: entry.mode, id: memory.put(identify("blob", Buffer.from(entry.content))) };
    tree = await replaced(memory, tree, entry.path.split("/"), line);
  }
  const author = { author: { name: "Mallory", email: "mallory@example.org" }, now: () => 0 };
  const next = memory.put(encodeCommit({ tree, parents: [commit], message: "By hand\n" }, author));
  memory.point(`refs/heads/${branch}`, next);
  return next;
}

async function replaced(
  memory: MemoryRepository,
  tree: ObjectId | undefined,
  [name = "", ...below]: readonly string[],
  line: { readonly mode: string; readonly id: ObjectId },
): Promise<ObjectId> {
  const found = tree === undefined ? undefined : await memory.objects.read(tree);
  const lines: TreeLines = found === undefined || tree === undefined ? new Map() : decodeTree(tree, found.body);
  const old = lines.get(name);
  const inside = old?.mode === "40000" ? old.id : undefined;
  const next = below.length === 0 ? line : { mode: "40000", id: await replaced(memory, inside, below, line) };
  return memory.put(encodeTree(new Map([...lines, [name, next]])));
}
