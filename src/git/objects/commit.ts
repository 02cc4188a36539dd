import { gitFaults } from "../faults.ts";
import type { CommitId, ObjectId } from "../store.ts";
import { identify, type NewObject, need, type ObjectDatabase } from "./object.ts";

/** Who commits, and when: seconds since 1970. */
export interface Identity {
  readonly author: { readonly name: string; readonly email: string };
  readonly now: () => number;
}

export interface CommitFields {
  readonly tree: ObjectId;
  readonly parents: readonly CommitId[];
  readonly message: string;
}

// These end a field of the header; git drops them from names as well.
function plain(text: string): string {
  return text.replace(/[<>\n\0]/g, "").trim();
}

export function encodeCommit({ tree, parents, message }: CommitFields, { author, now }: Identity): NewObject {
  const who = `${plain(author.name)} <${plain(author.email)}> ${Math.floor(now())} +0000`;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${who}`,
    `committer ${who}`,
    "",
    message.replaceAll("\0", "").trimEnd(),
    "",
  ];
  return identify("commit", Buffer.from(lines.join("\n"), "utf8"));
}

/** The values of a header field. A message below could hold lines that look the same. */
function fields(body: Uint8Array, name: string): string[] {
  const [head = ""] = Buffer.from(body).toString("latin1").split("\n\n", 1);
  return Array.from(head.matchAll(new RegExp(`^${name} ([0-9a-f]{40})$`, "gm")), ([, id = ""]) => id);
}

/** What a commit object says, without who and when. */
export function decodeCommit(body: Uint8Array): CommitFields {
  const text = Buffer.from(body).toString("utf8");
  const [tree = ""] = fields(body, "tree");
  return { tree, parents: parentsIn(body), message: text.slice(text.indexOf("\n\n") + 2) };
}

/** The parents that a commit object names. */
export function parentsIn(body: Uint8Array): readonly CommitId[] {
  return fields(body, "parent");
}

/** The committer's time in seconds; 0 when the commit names none, as git has it. */
function committedIn(body: Uint8Array): number {
  const [head = ""] = Buffer.from(body).toString("latin1").split("\n\n", 1);
  const [, seconds = "0"] = /^committer .*> (\d+)(?: |$)/m.exec(head) ?? [];
  return Number.isSafeInteger(Number(seconds)) ? Number(seconds) : 0;
}

export interface CommitPlace {
  readonly tree: ObjectId;
  readonly parents: readonly CommitId[];
  /** Seconds since 1970. */
  readonly committed: number;
}

/** What a commit object says of where it stands in the history. */
export async function readCommit(objects: ObjectDatabase, commit: CommitId): Promise<CommitPlace> {
  const body = await need(objects, commit, "commit");
  const [tree] = fields(body, "tree");
  if (tree === undefined)
    throw gitFaults.STORE_OBJECT_INVALID({ object: commit, reason: "it is a commit without a tree" });
  return { tree, parents: parentsIn(body), committed: committedIn(body) };
}

/**
 * The commit that `id` names, through annotated tags. Faults `STORE_OBJECT_MISSING` when there is none: a ref that names
 * an id says that the commit exists, so missing bytes never mean a missing branch (T89).
 */
export async function peel(objects: ObjectDatabase, id: ObjectId): Promise<CommitId> {
  let next = id;
  for (;;) {
    const object = await objects.read(next);
    if (object?.type === "commit") return next;
    const tagged = object?.type === "tag" ? fields(object.body, "object")[0] : undefined;
    if (tagged === undefined) throw gitFaults.STORE_OBJECT_MISSING({ object: next });
    next = tagged;
  }
}
