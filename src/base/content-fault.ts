import { Fault } from "./fault.ts";

/**
 * A fault of what a commit holds; one of the way to it, or anything else, is thrown on. Bytes that this copy of the
 * repository lacks or cannot read say nothing about the commit (T89): another copy has them.
 */
export function contentFault(error: unknown): Fault {
  if (!(error instanceof Fault) || error.code === "RATE_LIMITED") throw error;
  if (error.code.startsWith("STORE_") && !ofContent.has(error.code)) throw error;
  return error;
}

/** These are the same in every copy. */
const ofContent: ReadonlySet<string> = new Set(["STORE_OBJECT_INVALID", "STORE_OBJECT_TOO_LARGE"]);

/** Whether a fault is of bytes that this copy of the repository lacks or cannot read. */
export function isDamage(error: unknown): error is Fault {
  return error instanceof Fault && ofDamage.has(error.code);
}

const ofDamage: ReadonlySet<string> = new Set(["STORE_OBJECT_MISSING", "STORE_CORRUPT"]);

/** Either of the two: for readers that leave a commit out, say so, and take nothing for granted about it. */
export function readingFault(error: unknown): Fault {
  return isDamage(error) ? error : contentFault(error);
}
