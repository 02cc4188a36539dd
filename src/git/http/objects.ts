import { Fault, isFault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import { parentsIn } from "../objects/commit.ts";
import { type GitObject, type NewObject, type ObjectDatabase, withinLimit } from "../objects/object.ts";
import { decodeTree, kindOf } from "../objects/tree.ts";
import type { CommitId, ObjectId } from "../store.ts";
import type { UploadPack } from "./upload-pack.ts";

/** The objects of a remote: those seen are kept, others fetched when they are asked for. */
export interface RemoteObjects extends ObjectDatabase {
  /** Makes sure of a commit and its trees. */
  obtain(commit: CommitId): Promise<void>;
  /** Adds what was just pushed, so that it need not be fetched. */
  keep(commit: CommitId, objects: readonly NewObject[]): void;
}

// A small directory is read as a whole sooner or later: one request for all its files.
const SMALL_DIRECTORY = 64;
// Commits fetched when somebody walks back through the history: the first time, and at most.
const FIRST_STRETCH = 64;
const LONGEST_STRETCH = 4096;

type Found = ReadonlyMap<ObjectId, GitObject>;

/** Keeps `memory` bytes before the oldest go: everything can be fetched again. */
export function remoteObjects(remote: UploadPack, memory: number): RemoteObjects {
  const kept = new Map<ObjectId, GitObject>();
  const whole = new Set<CommitId>();
  const siblings = new Map<ObjectId, readonly ObjectId[]>();
  const ancestors = new Set<CommitId>();
  let stretch = FIRST_STRETCH;
  let bytes = 0;
  let asked: { ids: Set<ObjectId>; found: Promise<Found | undefined> } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function add(objects: readonly NewObject[]): void {
    for (const { id, type, body } of objects) {
      if (kept.has(id)) continue;
      kept.set(id, { type, body });
      bytes += body.length;
      if (type === "tree") remember(id, body);
      if (type === "commit") for (const parent of parentsIn(body)) ancestors.add(parent);
    }
    for (const [id, { body }] of kept) {
      if (bytes <= memory) break;
      kept.delete(id);
      bytes -= body.length;
    }
  }

  function remember(id: ObjectId, body: Uint8Array): void {
    const lines = Array.from(decodeTree(id, body).values());
    const files = lines.filter(({ mode }) => kindOf(mode) === "file").map((each) => each.id);
    if (files.length > 1 && files.length <= SMALL_DIRECTORY) for (const file of files) siblings.set(file, files);
  }

  /** One request after the other: each may bring as much as there is memory for. */
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = turn.then(action);
    turn = result.catch(() => {});
    return result;
  }

  /**
   * Objects asked for at the same time go into one request; those that cannot be had together come one by one. What was found is handed
   * over, not looked up again: by then it may have made room for what came after it.
   */
  async function ask(id: ObjectId): Promise<GitObject | undefined> {
    if (asked === undefined) {
      const ids = new Set<ObjectId>();
      const found = inTurn(async () => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        asked = undefined;
        return together(ids);
      });
      asked = { ids, found };
    }
    const { ids, found } = asked;
    const files = siblings.get(id) ?? [id];
    // A directory comes along once. When it is too much, its files are worth a request only when somebody wants them.
    for (const each of files) siblings.delete(each);
    for (const each of files) ids.add(each);
    const all = (await found) ?? (await inTurn(() => together([id])));
    return all?.get(id);
  }

  /** What there is of these; undefined when they have to be asked for one by one. */
  async function together(ids: Iterable<ObjectId>): Promise<Found | undefined> {
    const found = new Map<ObjectId, GitObject>();
    const wants: ObjectId[] = [];
    for (const id of ids) {
      const object = kept.get(id);
      if (object === undefined) wants.push(id);
      else found.set(id, object);
    }
    if (wants.length === 0) return found;
    try {
      const objects = await remote.fetch({ wants, filter: "blob:none" });
      add(objects);
      for (const { id, type, body } of objects) found.set(id, { type, body });
      return found;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      // The remote lacks one of them, and does not say which; or they are too much. The others are wanted still.
      const several = wants.length > 1;
      if (isFault(error, gitFaults.STORE_REJECTED)) return several ? undefined : found;
      if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE) && several) return undefined;
      throw error.with({ object: wants[0] });
    }
  }

  return {
    async read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
      const object = kept.get(id) ?? (await ask(id).catch((error: unknown) => refused(error, id, limit)));
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
        // Only a commit that came is told to the remote as one that is held; a tag or a tree would break the request.
        if (kept.get(commit)?.type === "commit") whole.add(commit);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (!isFault(error, gitFaults.STORE_REJECTED)) throw error.with({ object: commit });
      }
    },
    keep(commit: CommitId, objects: readonly NewObject[]): void {
      add(objects);
      whole.add(commit);
    },
  };
}

/** The reader's own limit counts first: it is the one that a file was meant to keep to. */
function refused(error: unknown, id: ObjectId, limit: number | undefined): never {
  if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) withinLimit(id, Number(error.data["size"]), limit);
  throw error;
}
