import fs from "node:fs";
import path from "node:path";
import git from "isomorphic-git";
import type { ObjectId } from "../../ports/store.ts";
import { Fault } from "../../tuf/fault.ts";
import { type GitObject, withinLimit } from "./object.ts";

/** Reads one object out of the packs of a directory of objects. */
export type PackReader = (id: ObjectId, limit?: number) => Promise<GitObject | undefined>;

/** A reader with an index cache of its own. `directory` is a repository's `objects`. */
export function packReader(directory: string): PackReader {
  const gitdir = path.dirname(directory);
  let cache: object = {};

  async function read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
    const found = await git.readObject({ fs, gitdir, oid: id, format: "content", cache });
    if (found.format !== "content" || !(found.object instanceof Uint8Array) || found.type === undefined)
      return undefined;
    withinLimit(id, found.object.length, limit);
    return { type: found.type, body: found.object };
  }

  return async (id, limit) => {
    try {
      return await read(id, limit);
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (error instanceof git.Errors.NotFoundError) return undefined;
      // `git gc` may have taken a pack away between the listing and the reading; the object is in another one by now.
      cache = {};
      return await read(id, limit).catch((again: unknown) => {
        if (again instanceof Fault) throw again;
        if (again instanceof git.Errors.NotFoundError) return undefined;
        throw new Fault("STORE_CORRUPT", { object: id }, { cause: again });
      });
    }
  };
}
