import type { Fault } from "../base/fault.ts";
import { gitFaults } from "./faults.ts";
import type { CommitId } from "./store.ts";

export const COMMIT_ID: RegExp = /^[0-9a-f]{40}$/;

// The rules of git check-ref-format.
const BAD_NAME = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;

/** The full name of what a caller calls `main`, `refs/pull/1/head` or `HEAD`. Faults `STORE_REF_INVALID`. */
export function fullRef(name: string): string {
  if (name === "HEAD") return name;
  const full = name.startsWith("refs/") ? name : `refs/heads/${name}`;
  if (name === "" || name.startsWith("/") || name.startsWith("-") || BAD_NAME.test(full))
    throw gitFaults.STORE_REF_INVALID({ ref: name });
  return full;
}

/** Whether git takes this full name for a ref's. */
export function isRefName(full: string): boolean {
  return !BAD_NAME.test(full);
}

/** The same for something that moves: not `HEAD`, which names another ref, and nothing that reads as a commit id. */
export function branchRef(name: string): string {
  const full = fullRef(name);
  if (full === "HEAD" || full === "refs/heads/HEAD" || COMMIT_ID.test(name))
    throw gitFaults.STORE_REF_INVALID({ ref: name });
  return full;
}

/** The lost race (T36). `cause` says what else keeps the ref where it is when `actual` is what was expected. */
export function conflict(
  ref: string,
  expected: CommitId | undefined,
  actual: CommitId | undefined,
  cause?: Fault,
): Fault {
  return gitFaults.STORE_CONFLICT({ ref, expected: expected ?? "none", actual: actual ?? "none" }, { cause });
}

/** Faults when a ref cannot exist beside the others, because one's name is a folder of the other's. */
export function refuseClash(ref: string, others: Iterable<string>): void {
  for (const other of others) {
    if (other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`)) throw gitFaults.STORE_REF_TAKEN({ ref, other });
  }
}
