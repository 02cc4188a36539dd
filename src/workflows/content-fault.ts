import { Fault } from "../tuf/fault.ts";

/** A fault of what a commit holds; one of the way to it, or anything else, is thrown on. */
export function contentFault(error: unknown): Fault {
  if (!(error instanceof Fault) || error.code === "RATE_LIMITED") throw error;
  if (error.code.startsWith("STORE_") && !/^STORE_(?:CORRUPT|OBJECT_)/.test(error.code)) throw error;
  return error;
}
