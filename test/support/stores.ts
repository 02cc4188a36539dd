import { brand, type Sealed, type Writes } from "../../src/git/sealed.ts";
import type { Store, Tree } from "../../src/git/store.ts";
import type { TreeItem } from "./git.ts";

type Content = string | null;

export function writes(
  files: Readonly<Record<string, Content>>,
  grafts: Readonly<Record<string, Content>> = {},
): Writes {
  const bytes = Object.entries(files).map(([path, text]) => [path, text === null ? null : Buffer.from(text)] as const);
  return { files: new Map(bytes), grafts: new Map(Object.entries(grafts)) };
}

export function sealed(
  parent: string | undefined,
  files: Readonly<Record<string, Content>>,
  grafts: Readonly<Record<string, Content>> = {},
): Sealed {
  return brand(parent, writes(files, grafts));
}

export async function at(store: Store, ref: string): Promise<Tree> {
  const tree = await store.tree(ref);
  if (tree === undefined) throw new Error(`no ${ref}`);
  return tree;
}

export async function text(tree: Tree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path);
  return bytes && Buffer.from(bytes).toString("utf8");
}

/** Every file below `directory`, by path. */
export async function everything(tree: Tree, directory = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await tree.list(directory)) {
    const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
    if (entry.kind === "directory") Object.assign(found, await everything(tree, path));
    else found[path] = entry.id;
  }
  return found;
}

/** Paths that git orders as few people expect. */
export const PLAIN: readonly TreeItem[] = [
  ["100644", "README", "read me"],
  ["100644", "a.json", "{}"],
  ["100644", "a/deep/er/file", "deep"],
  ["100644", "a-b", "between a and a/ in git's order"],
  ["100644", "naïve/ключ", "not ASCII"],
];
