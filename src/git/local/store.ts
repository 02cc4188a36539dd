import { Fault } from "../../base/fault.ts";
import { type Backend, type Move, storeOver } from "../backend.ts";
import { gitFaults } from "../faults.ts";
import type { Identity } from "../objects/commit.ts";
import type { GitObject, NewObject, ObjectDatabase } from "../objects/object.ts";
import { conflict } from "../refs.ts";
import type { CommitId, ObjectId, Refs, Store } from "../store.ts";
import { errorCode, type Location, locate } from "./locate.ts";
import { readLoose, writeLoose } from "./loose.ts";
import { packReader } from "./packed.ts";
import { listLocal, moveLocal, resolveLocal } from "./refs.ts";
import { refuseUnfetched, refuseUnlisted } from "./unfetched.ts";

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
  return storeOver(guarded(directory, localBackend(await locate(directory), patience)), identity);
}

function localBackend(location: Location, patience: number): Backend {
  return {
    objects: localObjects(location),
    async resolve(ref: string): Promise<ObjectId | undefined> {
      const id = await resolveLocal(location, ref);
      if (id === undefined) await refuseUnfetched(location, ref);
      return id;
    },
    async list(prefixes: readonly string[]): Promise<ReadonlyMap<string, ObjectId>> {
      for (const prefix of prefixes) await refuseUnlisted(location, prefix);
      return listLocal(location, prefixes);
    },
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

/** The backend with what the file system refuses as `STORE_FILES`: a file that may not be read is not a missing one. */
function guarded(directory: string, { objects, resolve, list, obtain, move }: Backend): Backend {
  const guard = async <T>(action: Promise<T>): Promise<T> => {
    try {
      return await action;
    } catch (error) {
      if (error instanceof Fault || errorCode(error) === "") throw error;
      throw gitFaults.STORE_FILES({ location: directory, reason: (error as Error).message }, { cause: error });
    }
  };
  return {
    objects: { read: (id, limit) => guard(objects.read(id, limit)) },
    resolve: (ref) => guard(resolve(ref)),
    list: (prefixes) => guard(list(prefixes)),
    obtain,
    move: (to) => guard(move(to)),
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
