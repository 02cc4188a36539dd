import { type Backend, type Move, storeOver } from "../../src/git/backend.ts";
import type { Identity } from "../../src/git/objects/commit.ts";
import { type GitObject, type NewObject, withinLimit } from "../../src/git/objects/object.ts";
import { conflict, refuseClash } from "../../src/git/refs.ts";
import type { CommitId, ObjectId, Refs, Store } from "../../src/git/store.ts";

/** Objects and refs in memory. Shared by several stores, it is one repository with several writers. */
export interface MemoryRepository extends Backend {
  /** Adds an object as it is, well-formed or not: for tests that need what no store writes. */
  put(object: NewObject): ObjectId;
  /** Forgets an object, and leaves what names it, as a damaged repository does. */
  lose(id: ObjectId): void;
  /** Points a full ref at an object without asking, or takes it away. */
  point(ref: string, id: ObjectId | undefined): void;
  /** A repository that is as this one is now. */
  copy(): MemoryRepository;
}

export function memoryRepository(): MemoryRepository {
  return repositoryOf(new Map(), new Map());
}

function repositoryOf(stored: Map<ObjectId, GitObject>, refs: Map<string, CommitId>): MemoryRepository {
  return {
    objects: {
      async read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
        const object = stored.get(id);
        if (object !== undefined) withinLimit(id, object.body.length, limit);
        // A copy: what a caller does to the bytes must not reach the next reader.
        return object && { type: object.type, body: object.body.slice() };
      },
    },
    async resolve(ref: string): Promise<ObjectId | undefined> {
      return refs.get(ref === "HEAD" ? "refs/heads/main" : ref);
    },
    async list(prefixes): Promise<ReadonlyMap<string, ObjectId>> {
      return new Map([...refs].filter(([ref]) => prefixes.some((prefix) => ref.startsWith(prefix))));
    },
    async obtain(): Promise<void> {},
    async move({ ref, expected, next, objects }: Move): Promise<CommitId> {
      const actual = refs.get(ref);
      if (actual !== expected) throw conflict(ref, expected, actual);
      if (expected === undefined) refuseClash(ref, refs.keys());
      for (const { id, type, body } of objects) stored.set(id, { type, body: body.slice() });
      refs.set(ref, next);
      return next;
    },
    put({ id, type, body }: NewObject): ObjectId {
      stored.set(id, { type, body: body.slice() });
      return id;
    },
    lose(id: ObjectId): void {
      stored.delete(id);
    },
    point(ref: string, id: ObjectId | undefined): void {
      if (id === undefined) refs.delete(ref);
      else refs.set(ref, id);
    },
    // Objects are shared: no reader and no writer has hold of their bytes.
    copy: () => repositoryOf(new Map(stored), new Map(refs)),
  };
}

/** Who commits in a memory store that was not told. */
const NOBODY: Identity = { author: { name: "Kaprien", email: "kaprien@localhost" }, now: () => 0 };

/**
 * A store in memory, with the object ids git would give. `HEAD` is `main`. The clock stands at 1970 unless one is given.
 */
export function memoryStore(
  options: Partial<Identity> & { readonly repository?: MemoryRepository } = {},
): Store & Refs {
  const { repository = memoryRepository(), ...identity } = options;
  return storeOver(repository, { ...NOBODY, ...identity });
}
