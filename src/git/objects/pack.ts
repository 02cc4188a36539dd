import { createHash } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import type { ObjectId } from "../store.ts";
import { applyDelta } from "./delta.ts";
import { type GitObject, identify, type NewObject, type ObjectType } from "./object.ts";

const TYPES: ReadonlyMap<number, ObjectType> = new Map([
  [1, "commit"],
  [2, "tree"],
  [3, "blob"],
  [4, "tag"],
]);
const CODES: ReadonlyMap<ObjectType, number> = new Map(Array.from(TYPES, ([code, type]) => [type, code]));

/** One entry of a pack: an object, or what makes one out of another. `end` is where the next begins. */
interface PackEntry {
  readonly end: number;
  readonly content:
    | { readonly kind: "object"; readonly type: ObjectType; readonly body: Buffer }
    | { readonly kind: "offset"; readonly base: number; readonly delta: Buffer }
    | { readonly kind: "reference"; readonly base: ObjectId; readonly delta: Buffer };
}

function corrupt(cause?: unknown): Fault {
  return gitFaults.STORE_CORRUPT({ reason: "a pack cannot be read" }, { cause });
}

/** Is told of bytes before they are made, and faults when they are too many. */
type Claim = (bytes: number) => void;

/** Reads the entry at `start`. `pack` may begin anywhere, as long as offsets are told from its beginning. */
function readEntry(pack: Buffer, start: number, claim: Claim): PackEntry {
  let at = start;
  let byte = pack[at] ?? 0;
  const code = (byte >> 4) & 7;
  let size = byte & 15;
  for (let scale = 16; byte >= 0x80; scale *= 128) {
    at += 1;
    byte = pack[at] ?? 0;
    size += (byte & 0x7f) * scale;
  }
  at += 1;
  claim(size);
  const type = TYPES.get(code);
  if (type !== undefined) {
    const { body, end } = inflate(pack, at, size);
    return { end, content: { kind: "object", type, body } };
  }
  if (code === 6) {
    byte = pack[at] ?? 0;
    let distance = byte & 0x7f;
    while (byte >= 0x80) {
      at += 1;
      byte = pack[at] ?? 0;
      distance = (distance + 1) * 128 + (byte & 0x7f);
    }
    const { body, end } = inflate(pack, at + 1, size);
    return { end, content: { kind: "offset", base: start - distance, delta: body } };
  }
  if (code !== 7) throw corrupt();
  const { body, end } = inflate(pack, at + 20, size);
  return { end, content: { kind: "reference", base: pack.toString("hex", at, at + 20), delta: body } };
}

function inflate(pack: Buffer, at: number, size: number): { body: Buffer; end: number } {
  try {
    // `info` adds the engine, which knows how much input the stream took; its type is not told by @types/node.
    // One chunk for all of it: the usual ones keep 16 KiB for the smallest object, and hold a large one twice.
    const options = { info: true, maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, 64) };
    const { buffer, engine } = inflateSync(pack.subarray(at), options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (buffer.length !== size) throw corrupt();
    return { body: buffer, end: at + engine.bytesWritten };
  } catch (error) {
    throw error instanceof Fault ? error : corrupt(error);
  }
}

/**
 * Every object of a pack, by the ids that its content has. Faults `STORE_OBJECT_TOO_LARGE` as soon as its objects and deltas say that they
 * are more than `budget` bytes together, before those are unpacked: a pack can be a thousandth of that. Faults `STORE_CORRUPT` for a
 * pack whose checksum is wrong or whose deltas want objects that are not in it.
 */
export function unpack(pack: Buffer, budget: number): NewObject[] {
  const end = pack.length - 20;
  const isPack = pack.length >= 32 && pack.toString("latin1", 0, 4) === "PACK" && pack.readUInt32BE(4) === 2;
  if (!isPack || !createHash("sha1").update(pack.subarray(0, end)).digest().equals(pack.subarray(end))) throw corrupt();
  const byOffset = new Map<number, NewObject>();
  const byId = new Map<ObjectId, NewObject>();
  const waiting: { at: number; entry: PackEntry }[] = [];
  let claimed = 0;
  let at = 12;
  for (let count = pack.readUInt32BE(8); count > 0; count -= 1) {
    const entry = readEntry(pack, at, claim);
    if (!settle(at, entry)) waiting.push({ at, entry });
    at = entry.end;
  }
  // A delta may come before its base: again, until a whole round gets nowhere.
  for (let rest = waiting; rest.length > 0; ) {
    const still = rest.filter((each) => !settle(each.at, each.entry));
    if (still.length === rest.length) throw corrupt();
    rest = still;
  }
  return [...byOffset.values()];

  function claim(bytes: number): void {
    claimed += bytes;
    if (claimed > budget) throw gitFaults.STORE_OBJECT_TOO_LARGE({ size: claimed, limit: budget });
  }

  function settle(offset: number, { content }: PackEntry): boolean {
    const object = resolved(content);
    if (object === undefined) return false;
    const made = identify(object.type, object.body);
    byOffset.set(offset, made);
    byId.set(made.id, made);
    return true;
  }

  function resolved(content: PackEntry["content"]): GitObject | undefined {
    if (content.kind === "object") return content;
    const base = content.kind === "offset" ? byOffset.get(content.base) : byId.get(content.base);
    return base && { type: base.type, body: applyDelta(base.body, content.delta, claim) };
  }
}

function entryHeader(object: GitObject): Buffer {
  let size = object.body.length;
  const bytes = [((CODES.get(object.type) ?? 0) << 4) | (size & 15)];
  for (size = Math.floor(size / 16); size > 0; size = Math.floor(size / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(size & 0x7f);
  }
  return Buffer.from(bytes);
}

/** A pack with each of the objects once, whole. */
export function pack(objects: Iterable<NewObject>): Buffer {
  const distinct = new Map(Array.from(objects, (object) => [object.id, object]));
  const start = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
  start.writeUInt32BE(distinct.size, 8);
  const parts = Array.from(distinct.values(), (object) => [entryHeader(object), deflateSync(object.body)]).flat();
  const whole = Buffer.concat([start, ...parts]);
  return Buffer.concat([whole, createHash("sha1").update(whole).digest()]);
}
