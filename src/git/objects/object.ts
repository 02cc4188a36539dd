import { createHash } from "node:crypto";
import { gitFaults } from "../faults.ts";
import type { ObjectId } from "../store.ts";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

/** A git object without its header. */
export interface GitObject {
  readonly type: ObjectType;
  readonly body: Uint8Array;
}

export interface NewObject extends GitObject {
  readonly id: ObjectId;
}

/** Where objects are. Ids are content hashes, so what was read once stays true. */
export interface ObjectDatabase {
  /** Resolves to undefined when the object is not there. Faults `STORE_OBJECT_TOO_LARGE` over `limit` bytes, `STORE_CORRUPT`. */
  read(id: ObjectId, limit?: number): Promise<GitObject | undefined>;
}

/** `<type> <length>\0`: what git hashes and stores in front of a body. */
export function header(object: GitObject): Buffer {
  return Buffer.from(`${object.type} ${object.body.length}\0`, "latin1");
}

/** The object with the id git gives it: the SHA-1 of header and body. */
export function identify(type: ObjectType, body: Uint8Array): NewObject {
  const id = createHash("sha1").update(header({ type, body })).update(body).digest("hex");
  return { id, type, body };
}

/** The object of that type. Faults `STORE_OBJECT_MISSING`, and `STORE_OBJECT_INVALID` when its type is another. */
export async function need(
  objects: ObjectDatabase,
  id: ObjectId,
  type: ObjectType,
  limit?: number,
): Promise<Uint8Array> {
  const object = await objects.read(id, limit);
  if (object === undefined) throw gitFaults.STORE_OBJECT_MISSING({ object: id });
  if (object.type !== type)
    throw gitFaults.STORE_OBJECT_INVALID({ object: id, reason: `it is a ${object.type}, and a ${type} is needed` });
  return object.body;
}

/** Faults when `size` is over `limit`: called before the content is read wherever the size is known first. */
export function withinLimit(id: ObjectId, size: number, limit: number | undefined): void {
  if (limit !== undefined && size > limit) throw gitFaults.STORE_OBJECT_TOO_LARGE({ object: id, size, limit });
}
