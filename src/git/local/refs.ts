import { randomInt } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import { COMMIT_ID, conflict, isRefName, refuseClash } from "../refs.ts";
import type { CommitId, ObjectId } from "../store.ts";
import { errorCode, isMissing, type Location, textOf } from "./locate.ts";

type Target = { readonly kind: "id"; readonly id: ObjectId } | { readonly kind: "symbolic"; readonly ref: string };

async function readLooseRef(location: Location, ref: string): Promise<Target | undefined> {
  const text = await textOf(path.join(ref === "HEAD" ? location.head : location.common, ...ref.split("/")));
  if (text === undefined) return undefined;
  const symbolic = /^ref: *(\S+)\s*$/.exec(text)?.[1];
  if (symbolic !== undefined) return { kind: "symbolic", ref: symbolic };
  const id = text.trim();
  if (!COMMIT_ID.test(id)) throw corrupt(ref, `the file of ${ref} holds no object id`);
  return { kind: "id", id };
}

/** Reads or refuses every line: the ref of a line that was skipped, or cut off, would look deleted. */
async function packedRefs(location: Location): Promise<ReadonlyMap<string, ObjectId>> {
  const file = path.join(location.common, "packed-refs");
  const text = (await textOf(file, ["ENOENT"])) ?? "";
  const lines = text.split("\n");
  const refs = new Map<string, ObjectId>();
  // Git ends each line, so that a name that was cut off is not taken for another.
  if (lines.pop() !== "") throw corrupt("packed-refs", "packed-refs is cut off");
  for (const line of lines) {
    const [, id, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
    if (id !== undefined && ref !== undefined) refs.set(ref, id);
    else if (!/^(?:#.*|\^[0-9a-f]{40})$/.test(line))
      throw corrupt("packed-refs", "packed-refs has a line that cannot be read");
  }
  return refs;
}

/** May point to a ref that is not there: `HEAD` before the first commit, a remote's after its default branch changed. */
const mayDangle = /^(?:refs\/remotes\/[^/]+\/)?HEAD$/;

/**
 * The ref that a chain of symbolic refs ends at, and what it points to: loose first, then packed, as git looks it up.
 * Faults `STORE_CORRUPT` for a ref that exists and leads nowhere: it is not a missing ref (T89).
 */
async function follow(location: Location, ref: string): Promise<{ ref: string; id: ObjectId | undefined }> {
  let name = ref;
  for (let step = 0; step < 5; step += 1) {
    const target = await readLooseRef(location, name);
    if (target?.kind === "id") return { ref: name, id: target.id };
    if (target === undefined) {
      const id = (await packedRefs(location)).get(name);
      if (id === undefined && name !== ref && !mayDangle.test(ref))
        throw corrupt(ref, `${ref} points to ${name}, which is not there`);
      return { ref: name, id };
    }
    name = target.ref;
  }
  throw corrupt(ref, `${ref} points to a ref that points to another, and so on`);
}

function corrupt(ref: string, reason: string): Fault {
  return gitFaults.STORE_CORRUPT({ ref, reason });
}

export async function resolveLocal(location: Location, ref: string): Promise<ObjectId | undefined> {
  const { id } = await follow(location, ref);
  if (ref === "HEAD" && id === undefined && (await readLooseRef(location, ref)) === undefined)
    throw corrupt(ref, "HEAD is not there");
  return id;
}

/**
 * What every ref that begins with one of `prefixes` points to. A loose ref counts before a packed one, and a `HEAD` that
 * points nowhere is left out.
 */
export async function listLocal(
  location: Location,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, ObjectId>> {
  const loose = await Promise.all(
    prefixes.map((prefix) => looseRefs(location, prefix.slice(0, prefix.lastIndexOf("/")))),
  );
  const wanted = [...(await packedRefs(location)).keys(), ...loose.flat()].filter((ref) =>
    prefixes.some((prefix) => ref.startsWith(prefix)),
  );
  const found = new Map<string, ObjectId>();
  for (const ref of new Set(wanted)) {
    const id = await resolveLocal(location, ref);
    if (id !== undefined) found.set(ref, id);
  }
  return found;
}

/** Names of the loose refs below a folder. What git would not call a ref, a lock say, is none. */
async function looseRefs(location: Location, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(location.common, ...folder.split("/")), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    },
  );
  const found = await Promise.all(
    entries.map((entry): readonly string[] | Promise<readonly string[]> => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return looseRefs(location, name);
      return isRefName(name) ? [name] : [];
    }),
  );
  return found.flat();
}

/**
 * Moves a ref with git's own protocol: `<ref>.lock` made exclusively, the value compared while it is held, then renamed
 * into place. Waits for other writers up to `patience` milliseconds, then faults `STORE_LOCKED`: a lock that outlives them
 * all belongs to a process that died, and only a person can know that.
 */
export async function moveLocal(
  location: Location,
  move: { ref: string; expected: CommitId | undefined; next: CommitId },
  patience: number,
): Promise<void> {
  const { ref } = await follow(location, move.ref);
  const file = path.join(location.common, ...ref.split("/"));
  const lock = await acquire(location, ref, `${file}.lock`, patience);
  try {
    try {
      const { id: actual } = await follow(location, ref);
      if (actual !== move.expected) throw conflict(ref, move.expected, actual);
      if (actual === undefined) refuseClash(ref, (await packedRefs(location)).keys());
      await lock.writeFile(`${move.next}\n`);
      await lock.sync();
    } finally {
      await lock.close();
    }
    await replace(`${file}.lock`, file, ref);
  } catch (error) {
    await rm(`${file}.lock`, { force: true });
    throw error;
  }
}

async function acquire(location: Location, ref: string, file: string, patience: number): Promise<FileHandle> {
  let waited = 0;
  for (;;) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      return await open(file, "wx", 0o666);
    } catch (error) {
      const code = errorCode(error);
      // A parent of the name is a file: another branch. EEXIST comes from mkdir then, on some systems.
      await refuseParents(location, ref);
      // ENOENT: git removed the empty folder in between. EPERM, EBUSY: Windows, while the lock is being renamed.
      if (!["EEXIST", "ENOENT", "EPERM", "EBUSY"].includes(code)) throw error;
      if (waited >= patience) {
        if (code !== "EEXIST") throw error;
        throw gitFaults.STORE_LOCKED({ ref, file: path.relative(location.common, file) }, { cause: error });
      }
      const pause = randomInt(5, 50);
      await sleep(pause);
      waited += pause;
    }
  }
}

async function refuseParents(location: Location, ref: string): Promise<void> {
  const parts = ref.split("/");
  for (let length = 3; length < parts.length; length += 1) {
    const parent = parts.slice(0, length).join("/");
    if ((await readLooseRef(location, parent)) !== undefined) throw gitFaults.STORE_REF_TAKEN({ ref, other: parent });
  }
}

/** Renames the lock over the ref. Empty folders of branches that are gone may be in its place; anything in them is a clash. */
async function replace(lock: string, file: string, ref: string): Promise<void> {
  try {
    await rename(lock, file);
  } catch (error) {
    if (!["EISDIR", "EEXIST", "ENOTEMPTY", "EPERM", "ENOTDIR"].includes(errorCode(error))) throw error;
    await removeEmpty(file, ref);
    await rename(lock, file);
  }
}

async function removeEmpty(folder: string, ref: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) throw gitFaults.STORE_REF_TAKEN({ ref, other: `${ref}/${entry.name}` });
    await removeEmpty(path.join(folder, entry.name), `${ref}/${entry.name}`);
  }
  await rmdir(folder);
}
