import { gitFaults } from "./faults.ts";
import { identify, type NewObject, type ObjectDatabase } from "./objects/object.ts";
import {
  DIRECTORY,
  encodeTree,
  isDirectory,
  nameKey,
  PLAIN,
  type TreeLine,
  type TreeLines,
  type TreeReader,
} from "./objects/tree.ts";
import type { Writes } from "./sealed.ts";
import type { ObjectId } from "./store.ts";

/** What happens at one path: `own` first (undefined: nothing, null: removed), then whatever is below it. */
interface Edit {
  own: TreeLine | null | undefined;
  readonly below: Map<string, Edit>;
}

export interface Rewritten {
  readonly root: ObjectId;
  /** Every object that may be new: blobs, then trees from the leaves up. */
  readonly objects: readonly NewObject[];
}

// The last two are `.git` to a file system that ignores case or shortens names.
const FORBIDDEN = /^(?:|\.|\.\.|\.git|git~1)$/i;

function segments(path: string): string[] {
  const parts = path.split("/");
  if (parts.some((part) => FORBIDDEN.test(part)) || /[\0\\]/.test(path)) throw gitFaults.STORE_PATH_INVALID({ path });
  return parts;
}

function place(root: Edit, path: string, own: TreeLine | null): void {
  let edit = root;
  for (const segment of segments(path)) {
    const key = nameKey(segment);
    const next: Edit = edit.below.get(key) ?? { own: undefined, below: new Map() };
    edit.below.set(key, next);
    edit = next;
  }
  if (edit.own !== undefined) throw gitFaults.STORE_PATH_CONFLICT({ path });
  edit.own = own;
}

async function graft(objects: ObjectDatabase, path: string, id: ObjectId): Promise<TreeLine> {
  const object = await objects.read(id);
  if (object === undefined) throw gitFaults.STORE_OBJECT_MISSING({ object: id, path });
  if (object.type === "tree") return { mode: DIRECTORY, id };
  if (object.type === "blob") return { mode: PLAIN, id };
  throw gitFaults.STORE_OBJECT_MISSING({ object: id, path, actual: object.type });
}

/**
 * The tree that `writes` make of the tree `base` (undefined: of nothing), touching only the trees above a change. A file
 * gives way to a directory of its name and a directory to a file; a directory that became empty goes. Files written below
 * a graft change the grafted tree. Two writes of one path, or a file with something below it, fault `STORE_PATH_CONFLICT`.
 */
export async function rewrite(
  objects: ObjectDatabase,
  trees: TreeReader,
  base: ObjectId | undefined,
  writes: Writes,
): Promise<Rewritten> {
  const made: NewObject[] = [];
  const edits: Edit = { own: undefined, below: new Map() };
  for (const [path, id] of writes.grafts) place(edits, path, id === null ? null : await graft(objects, path, id));
  for (const [path, content] of writes.files) {
    if (content === null) place(edits, path, null);
    else {
      const blob = identify("blob", content);
      made.push(blob);
      place(edits, path, { mode: PLAIN, id: blob.id });
    }
  }

  async function applied(before: TreeLine | undefined, edit: Edit, path: string): Promise<TreeLine | undefined> {
    const line = edit.own === undefined ? before : (edit.own ?? undefined);
    if (edit.below.size === 0) return line;
    const additions = Array.from(edit.below.values()).some(hasContent);
    if (line !== undefined && !isDirectory(line)) {
      if (edit.own && additions) throw gitFaults.STORE_PATH_CONFLICT({ path });
      if (!additions) return line;
    }
    const lines = line !== undefined && isDirectory(line) ? await trees.read(line.id) : new Map<string, TreeLine>();
    const after = await below(lines, edit, path);
    if (after.size === 0) return undefined;
    const tree = encodeTree(after);
    made.push(tree);
    return { mode: DIRECTORY, id: tree.id };
  }

  async function below(lines: TreeLines, edit: Edit, path: string): Promise<TreeLines> {
    const after = new Map(lines);
    for (const [key, child] of edit.below) {
      const line = await applied(lines.get(key), child, path === "" ? key : `${path}/${key}`);
      if (line === undefined) after.delete(key);
      else after.set(key, line);
    }
    return after;
  }

  const root = encodeTree(await below(base === undefined ? new Map() : await trees.read(base), edits, ""));
  made.push(root);
  return { root: root.id, objects: made };
}

function hasContent(edit: Edit): boolean {
  return Boolean(edit.own) || Array.from(edit.below.values()).some(hasContent);
}
