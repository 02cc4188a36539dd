import fs from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import git from "isomorphic-git";
import { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import { type GitObject, withinLimit } from "../objects/object.ts";
import type { ObjectId } from "../store.ts";
import { isMissing } from "./locate.ts";

const MOST_ATTEMPTS = 6;

/** Reads one object out of the packs of a directory of objects. */
export type PackReader = (id: ObjectId, limit?: number) => Promise<GitObject | undefined>;

/**
 * A reader with a cache of its own. `directory` is a repository's `objects`. A packed object's size is not known before it
 * is unpacked, so `limit` is held to afterwards.
 */
export function packReader(directory: string): PackReader {
  const gitdir = path.dirname(directory);
  let cache: object = {};
  let packs: readonly string[] = [];

  /** The cache holds whole packs, and lets none go by itself when `git gc` replaces it. */
  async function forgetReplaced(): Promise<void> {
    const present = await readdir(path.join(directory, "pack")).catch(noPacks);
    if (packs.some((name) => !present.includes(name))) cache = {};
    packs = present;
  }

  async function read(id: ObjectId, limit?: number): Promise<GitObject | undefined> {
    const found = await git.readObject({ fs, gitdir, oid: id, format: "content", cache });
    if (found.format !== "content" || !(found.object instanceof Uint8Array) || found.type === undefined)
      return undefined;
    withinLimit(id, found.object.length, limit);
    return { type: found.type, body: found.object };
  }

  return async (id, limit) => {
    await forgetReplaced();
    // `git gc` may take a pack away between the listing and the reading; the object is in another one by then.
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await read(id, limit);
      } catch (error) {
        if (error instanceof Fault) throw error;
        const missing = error instanceof git.Errors.NotFoundError;
        if (missing && attempt > 1) return undefined;
        if (attempt === MOST_ATTEMPTS) throw corrupt(id, error);
        cache = {};
        if (!missing) await sleep(attempt * 20);
      }
    }
  };
}

function noPacks(error: unknown): readonly string[] {
  if (isMissing(error)) return [];
  throw error;
}

function corrupt(object: ObjectId, cause: unknown): Fault {
  return gitFaults.STORE_CORRUPT({ object, reason: `a pack that should hold ${object} cannot be read` }, { cause });
}
