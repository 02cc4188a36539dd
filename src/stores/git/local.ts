import type { CommitId, ObjectId, Refs, Store } from "../../ports/store.ts";
import { type Backend, type Move, storeOver } from "./backend.ts";
import type { Identity } from "./commit-object.ts";
import { listLocal, moveLocal, resolveLocal } from "./local-refs.ts";
import { type Location, locate } from "./locate.ts";
import { readLoose, writeLoose } from "./loose.ts";
import type { GitObject, NewObject, ObjectDatabase } from "./object.ts";
import { packReader } from "./packed.ts";
import { conflict } from "./refs.ts";

export interface GitStoreOptions extends Identity {
  /** A work tree, a linked work tree, a `.git` directory or a bare repository. */
  readonly directory: string;
  /** How long to wait for another writer's lock, in milliseconds; 10,000 unless given. */
  readonly patience?: number;
}

/** A store over a repository on this machine, beside whatever git does there at the same time. Never reads or writes a work tree. */
export async function openGitStore({
  directory,
  patience = 10_000,
  ...identity
}: GitStoreOptions): Promise<Store & Refs> {
  return storeOver(localBackend(await locate(directory), patience), identity);
}

function localBackend(location: Location, patience: number): Backend {
  return {
    objects: localObjects(location),
    resolve: (ref) => resolveLocal(location, ref),
    list: (prefixes) => listLocal(location, prefixes),
    async obtain(): Promise<void> {},
    async move({ objects, ...move }: Move): Promise<CommitId> {
      // Compared again under the lock; here so that a race already lost writes nothing.
      const actual = await resolveLocal(location, move.ref);
      if (actual !== move.expected) throw conflict(move.ref, move.expected, actual);
      await writeObjects(location.objects[0], objects);
      await moveLocal(location, move, patience);
      return move.next;
    },
  };
}

/** Loose objects first, then packs: `git gc` removes a loose object only when its pack is there. */
export function localObjects(location: Location): ObjectDatabase {
  const places = location.objects.map((directory) => ({ directory, packs: packReader(directory) }));
  return {
    async read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
      for (const { directory, packs } of places) {
        const found = (await readLoose(directory, id, limit)) ?? (await packs(id, limit));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

const AT_ONCE = 16;

/** Every object is on disk when this resolves; a ref may name them from then on. */
export async function writeObjects(directory: string, objects: readonly NewObject[]): Promise<void> {
  const queue = objects.values();
  async function drain(): Promise<void> {
    for (const object of queue) await writeLoose(directory, object);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, drain));
}
