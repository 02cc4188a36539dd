import type { Fault } from "../../base/fault.ts";
import { gitFaults } from "../faults.ts";
import type { Entry, ObjectId } from "../store.ts";
import { identify, type NewObject, need, type ObjectDatabase } from "./object.ts";

export const PLAIN = "100644";
export const DIRECTORY = "40000";

/** Git knows this tree whether it is stored or not. */
const EMPTY: ObjectId = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** One line of a tree object. `mode` is kept as written, so that a rewritten tree keeps what it does not change. */
export interface TreeLine {
  readonly mode: string;
  readonly id: ObjectId;
}

/** A tree's lines by {@link nameKey}. */
export type TreeLines = ReadonlyMap<string, TreeLine>;

/**
 * A name as one character per byte. Git orders names as bytes and lets them be anything but UTF-8; in this form neither
 * the order nor a single byte gets lost.
 */
export function nameKey(name: string): string {
  return Buffer.from(name, "utf8").toString("latin1");
}

function nameOf(key: string): string {
  return Buffer.from(key, "latin1").toString("utf8");
}

export function isDirectory(line: TreeLine): boolean {
  return kindOf(line.mode) === "directory";
}

/** T77: git reads 100664, 100600 or 020644 as it likes; nobody else has to guess what such an entry is. */
export function kindOf(mode: string): Entry["kind"] {
  if (mode === PLAIN) return "file";
  if (mode === "100755") return "executable";
  switch (Number.parseInt(mode, 8) & 0o170000) {
    case 0o040000:
      return "directory";
    case 0o120000:
      return "symlink";
    case 0o160000:
      return "submodule";
    default:
      return "irregular";
  }
}

export function entries(lines: TreeLines): Entry[] {
  return Array.from(lines, ([key, line]) => entryOf(nameOf(key), line));
}

export function entryOf(name: string, { mode, id }: TreeLine): Entry {
  return { name, kind: kindOf(mode), mode, id };
}

export function decodeTree(id: ObjectId, body: Uint8Array): TreeLines {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const lines = new Map<string, TreeLine>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const nul = bytes.indexOf(0, space + 1);
    const end = nul + 21;
    const mode = bytes.toString("latin1", at, space);
    if (space < 0 || nul < 0 || end > bytes.length || !/^[0-7]{5,6}$/.test(mode))
      throw invalid(id, "it is a tree with a line that cannot be read");
    const key = bytes.toString("latin1", space + 1, nul);
    // Git writes none of these; a path made of one would lead elsewhere.
    if (key === "" || key === "." || key === ".." || key.includes("/"))
      throw invalid(id, `it is a tree with an entry named "${nameOf(key)}"`);
    // Two lines of one name: git reads the first, others the last. Neither may decide what gets signed.
    if (lines.has(key)) throw invalid(id, `it is a tree with two entries named "${nameOf(key)}"`);
    lines.set(key, { mode, id: bytes.toString("hex", nul + 1, end) });
    at = end;
  }
  return lines;
}

function invalid(object: ObjectId, reason: string): Fault {
  return gitFaults.STORE_OBJECT_INVALID({ object, reason });
}

/** Git sorts a directory as if its name ended in a slash. */
function sortKey([key, line]: readonly [string, TreeLine]): string {
  return isDirectory(line) ? `${key}/` : key;
}

export function encodeTree(lines: TreeLines): NewObject {
  const sorted = Array.from(lines, (pair) => ({ by: sortKey(pair), pair }));
  sorted.sort((left, right) => (left.by < right.by ? -1 : left.by > right.by ? 1 : 0));
  const parts = sorted.flatMap(({ pair: [key, line] }) => [
    Buffer.from(`${line.mode} ${key}\0`, "latin1"),
    Buffer.from(line.id, "hex"),
  ]);
  return identify("tree", Buffer.concat(parts));
}

/** Reads trees and keeps the last ones: every path of a commit passes through the same few. */
export class TreeReader {
  readonly #objects: ObjectDatabase;
  readonly #kept = new Map<ObjectId, TreeLines>();
  static readonly #most = 4096;

  constructor(objects: ObjectDatabase) {
    this.#objects = objects;
  }

  async read(id: ObjectId): Promise<TreeLines> {
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const lines = id === EMPTY ? new Map() : decodeTree(id, await need(this.#objects, id, "tree"));
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= TreeReader.#most && oldest.done !== true) this.#kept.delete(oldest.value);
    this.#kept.set(id, lines);
    return lines;
  }
}
