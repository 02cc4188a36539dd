import { contentFault, type Fault, isFault } from "../base/fault.ts";
import { gitFaults } from "./faults.ts";

/** Whether a fault is of bytes that this copy of the repository lacks or cannot read; another copy has them (T89). */
export function isDamage(error: unknown): error is Fault {
  return isFault(error, gitFaults.STORE_OBJECT_MISSING, gitFaults.STORE_CORRUPT);
}

/** A fault of content or of damage: for readers that leave a commit out, say so, and take nothing for granted about it. */
export function readingFault(error: unknown): Fault {
  return isDamage(error) ? error : contentFault(error);
}
