import type { CommitId, ObjectId } from "./tree.ts";

/** What a commit changes. `files`: new content by path, or null to delete. `grafts`: existing objects (trees or blobs) placed at a path, or null to delete. */
export interface Writes {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly grafts: ReadonlyMap<string, ObjectId | null>;
}

declare const sealedBrand: unique symbol;

/** Signed, verified and rehearsed writes. Only `seal` makes one; a store accepts nothing else for the signed branch. */
export interface Sealed extends Writes {
  readonly [sealedBrand]: true;
  /** The commit this state was derived from; undefined when the branch does not exist yet (I6). */
  readonly parent: CommitId | undefined;
  /** The commit whose tree the writes change, null for an empty one. Another than the parent where the parent's content is given up. */
  readonly base: CommitId | null;
}

// A brand alone does not stop a JavaScript caller: membership here does.
const genuine = new WeakSet<object>();

/** For `seal` alone (held by test/architecture.test.ts). */
export function brand(parent: CommitId | undefined, writes: Writes, base: CommitId | null = parent ?? null): Sealed {
  const sealed = Object.freeze({
    parent,
    base,
    files: new Map(writes.files),
    grafts: new Map(writes.grafts),
  }) as unknown as Sealed;
  genuine.add(sealed);
  return sealed;
}

/** Whether `value` came out of {@link brand}. */
export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && genuine.has(value);
}
