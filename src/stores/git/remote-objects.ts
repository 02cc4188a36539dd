import type { CommitId, ObjectId } from "../../ports/store.ts";
import { Fault } from "../../tuf/fault.ts";
import { parentsIn } from "./commit-object.ts";
import { type GitObject, type NewObject, type ObjectDatabase, withinLimit } from "./object.ts";
import { decodeTree, kindOf } from "./tree-object.ts";
import type { UploadPack } from "./upload-pack.ts";

/** The objects of a remote: those seen are kept, others fetched when they are asked for. */
export interface RemoteObjects extends ObjectDatabase {
  /** Makes sure of a commit and its trees. */
  obtain(commit: CommitId): Promise<void>;
  /** Adds what was just pushed, so that it need not be fetched. */
  keep(commit: CommitId, objects: readonly NewObject[]): void;
}

// Bytes held before the oldest go. Everything can be fetched again.
const MOST_BYTES = 256 * 2 ** 20;
// A small directory is read as a whole sooner or later: one request for all its files.
const SMALL_DIRECTORY = 64;
// Commits fetched when somebody walks back through the history: the first time, and at most.
const FIRST_STRETCH = 64;
const LONGEST_STRETCH = 4096;

export function remoteObjects(remote: UploadPack): RemoteObjects {
  const kept = new Map<ObjectId, GitObject>();
  const whole = new Set<CommitId>();
  const siblings = new Map<ObjectId, readonly ObjectId[]>();
  const ancestors = new Set<CommitId>();
  let stretch = FIRST_STRETCH;
  let bytes = 0;
  let asked: { ids: Set<ObjectId>; done: Promise<void> } | undefined;

  function add(objects: readonly NewObject[]): void {
    for (const { id, type, body } of objects) {
      if (kept.has(id)) continue;
      kept.set(id, { type, body });
      bytes += body.length;
      if (type === "tree") remember(id, body);
      if (type === "commit") for (const parent of parentsIn(body)) ancestors.add(parent);
    }
    for (const [id, { body }] of kept) {
      if (bytes <= MOST_BYTES) break;
      kept.delete(id);
      bytes -= body.length;
    }
  }

  function remember(id: ObjectId, body: Uint8Array): void {
    const lines = Array.from(decodeTree(id, body).values());
    const files = lines.filter(({ mode }) => kindOf(mode) === "file").map((each) => each.id);
    if (files.length > 1 && files.length <= SMALL_DIRECTORY) for (const file of files) siblings.set(file, files);
  }

  /** Objects asked for at the same time go into one request. */
  function ask(id: ObjectId): Promise<void> {
    if (asked === undefined) {
      const ids = new Set<ObjectId>();
      const done = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
        asked = undefined;
        await fetchAll(ids);
      });
      asked = { ids, done };
    }
    for (const each of siblings.get(id) ?? [id]) if (!kept.has(each)) asked.ids.add(each);
    return asked.done;
  }

  async function fetchAll(ids: ReadonlySet<ObjectId>): Promise<void> {
    const wants = [...ids];
    try {
      add(await remote.fetch({ wants, filter: "blob:none" }));
    } catch (error) {
      if (!(error instanceof Fault && error.code === "STORE_REJECTED")) throw error;
      // The remote lacks one of them. It does not say which, and the others are wanted still.
      if (wants.length > 1) for (const each of wants) await fetchAll(new Set([each]));
    }
  }

  return {
    async read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
      if (!kept.has(id)) await ask(id);
      const object = kept.get(id);
      if (object !== undefined) withinLimit(id, object.body.length, limit);
      return object && { type: object.type, body: object.body.slice() };
    },
    async obtain(commit: CommitId): Promise<void> {
      if (kept.has(commit)) return;
      try {
        if (ancestors.has(commit)) {
          // A parent of what was seen: whoever asks walks the history, and will ask for the commits before it as well.
          add(await remote.fetch({ wants: [commit], depth: stretch, filter: "tree:0" }));
          stretch = Math.min(stretch * 4, LONGEST_STRETCH);
          return;
        }
        add(await remote.fetch({ wants: [commit], haves: [...whole], depth: 1, filter: "blob:none" }));
        whole.add(commit);
      } catch (error) {
        if (!(error instanceof Fault && error.code === "STORE_REJECTED")) throw error;
      }
    },
    keep(commit: CommitId, objects: readonly NewObject[]): void {
      add(objects);
      whole.add(commit);
    },
  };
}
