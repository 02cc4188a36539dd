import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { constants, deflate, inflate, inflateSync } from "node:zlib";
import { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import { type GitObject, header, type NewObject, type ObjectType, withinLimit } from "../objects/object.ts";
import type { ObjectId } from "../store.ts";
import { errorCode, isMissing } from "./locate.ts";

const deflated = promisify(deflate);
const inflated = promisify(inflate);

function fileOf(directory: string, id: ObjectId): string {
  return path.join(directory, id.slice(0, 2), id.slice(2));
}

function isType(name: string | undefined): name is ObjectType {
  return name === "blob" || name === "tree" || name === "commit" || name === "tag";
}

/** Reads one loose object; undefined when it is not loose in `directory`. Its size is known, and held to `limit`, from the first bytes. */
export async function readLoose(directory: string, id: ObjectId, limit?: number): Promise<GitObject | undefined> {
  let file: FileHandle;
  try {
    file = await open(fileOf(directory, id), "r");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const first = Buffer.alloc(4096);
    const { bytesRead } = await file.read(first, 0, first.length, 0);
    return await unpack(file, first.subarray(0, bytesRead), id, limit);
  } finally {
    await file.close();
  }
}

async function unpack(file: FileHandle, first: Buffer, id: ObjectId, limit: number | undefined): Promise<GitObject> {
  try {
    const start = inflateSync(first, { finishFlush: constants.Z_SYNC_FLUSH }).toString("latin1");
    const [matched = "", type, length] = /^(\w+) (\d+)\0/.exec(start) ?? [];
    const size = Number(length);
    if (!isType(type)) throw corrupt(id);
    withinLimit(id, size, limit);
    // One byte more than announced, so that a longer object is noticed and a much longer one not unpacked.
    const whole = await inflated(await rest(file, first), { maxOutputLength: matched.length + size + 1 });
    if (whole.length !== matched.length + size || createHash("sha1").update(whole).digest("hex") !== id)
      throw corrupt(id);
    return { type, body: whole.subarray(matched.length) };
  } catch (error) {
    throw error instanceof Fault ? error : corrupt(id, error);
  }
}

function corrupt(object: ObjectId, cause?: unknown): Fault {
  return gitFaults.STORE_CORRUPT({ object, reason: `the file of object ${object} cannot be read` }, { cause });
}

async function rest(file: FileHandle, first: Buffer): Promise<Buffer> {
  const { size } = await file.stat();
  if (size <= first.length) return first;
  const whole = Buffer.alloc(size);
  await file.read(whole, 0, size, 0);
  return whole;
}

/**
 * Writes one loose object. A reader sees all of it or nothing, also after a crash: git's own order of temporary file,
 * sync, rename. The name is one that `git gc` sweeps up.
 */
export async function writeLoose(directory: string, object: NewObject): Promise<void> {
  const file = fileOf(directory, object.id);
  if (await freshened(file)) return;
  const temporary = path.join(path.dirname(file), `tmp_obj_${randomBytes(8).toString("hex")}`);
  const content = await deflated(Buffer.concat([header(object), object.body]));
  try {
    const handle = await create(temporary);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    // Someone else wrote the same bytes first, and this file system does not let a file be replaced while it is read.
    if (!(errorCode(error) === "EPERM" && (await freshened(file)))) throw error;
  }
}

/** Creates a file and its folder; again when `git gc` takes the folder, empty for a moment, away in between. */
async function create(file: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      return await open(file, "wx", 0o444);
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || attempt === 5) throw error;
    }
  }
}

/** Whether the object is there already. Made new, as git does it, or a running `git gc` might take it for forgotten. */
async function freshened(file: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
