import { Fault, isFault } from "../../base/fault.ts";
import type { Instant } from "../../base/time.ts";
import { gitFaults } from "../../git/faults.ts";
import type { Tree } from "../../git/tree.ts";
import { publishFaults } from "../faults.ts";
import type { Mirror } from "../mirror.ts";

/** A site on a branch that is being changed: the mirror to publish to, and what one commit then has to do. */
export interface Staging {
  readonly mirror: Mirror;
  /** New content by path on the branch, or null to delete. Grows with every write; empty when the branch is good as it is. */
  readonly writes: ReadonlyMap<string, Uint8Array | null>;
}

/**
 * A mirror over the commit `tree` of a branch (undefined: there is no branch yet), with the site in `directory` (empty: at the top).
 * Nothing is written anywhere: a reader of the branch sees all of it with the commit that is made of `writes`, or nothing. Git keeps
 * no time of a file; `written` is `now` for every one, so that nothing is taken for old by it.
 */
export function stagingMirror(tree: Tree | undefined, directory: string, now: Instant): Staging {
  const writes = new Map<string, Uint8Array | null>();
  const top = directory === "" ? "" : `${directory}/`;
  return {
    writes,
    mirror: {
      async read(path, limit) {
        const staged = writes.get(top + path);
        const bytes = staged === undefined ? await committed(tree, top + path, limit) : (staged ?? undefined);
        if (bytes !== undefined && bytes.length > limit) throw tooLarge(path, bytes.length, limit);
        return bytes;
      },
      async list(folder) {
        const inside = `${top}${folder}/`;
        const names = new Map<string, number | undefined>();
        for (const { name, kind } of (await tree?.list(`${top}${folder}`)) ?? [])
          if (kind === "file") names.set(name, undefined);
        for (const [path, bytes] of writes) {
          const name = path.slice(inside.length);
          if (!path.startsWith(inside) || name.includes("/")) continue;
          if (bytes === null) names.delete(name);
          else names.set(name, bytes.length);
        }
        return [...names]
          .map(([name, size]) => ({ path: `${folder}/${name}`, size, written: now }))
          .sort((a, b) => (a.path < b.path ? -1 : 1));
      },
      async write(path, bytes) {
        const chunks: Uint8Array[] = [];
        if (bytes instanceof Uint8Array) chunks.push(bytes);
        else for await (const chunk of bytes) chunks.push(chunk);
        writes.set(top + path, Buffer.concat(chunks));
      },
      async remove(path) {
        if ((await tree?.entry(top + path)) === undefined) writes.delete(top + path);
        else writes.set(top + path, null);
      },
    },
  };
}

async function committed(tree: Tree | undefined, path: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await tree?.read(path, limit);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // A link or a directory is no file of a site; a write puts a file in its place.
    if (isFault(error, gitFaults.TREE_NOT_A_FILE)) return undefined;
    if (isFault(error, gitFaults.STORE_OBJECT_TOO_LARGE)) throw tooLarge(path, Number(error.data["size"]), limit);
    throw error;
  }
}

function tooLarge(file: string, actual: number, limit: number): Fault {
  return publishFaults.MIRROR_FILE_TOO_LARGE({ file, actual, limit });
}
