import { Fault, isFault } from "../base/fault.ts";
import { gitFaults } from "./faults.ts";

/** After so many refusals in a row, from one and the same commit, nobody else is moving the branch. */
const maximumRefusals = 5;

/**
 * Tells lost races from branches that cannot be moved (T36), for one loop of tries. Returns what happened, as part of a sentence, when
 * another try makes sense. Throws anything but `STORE_CONFLICT`; and after some tries that all found the branch where it was, why it
 * cannot be moved, or `STORE_INCONSISTENT` when the repository reads and writes it at different commits.
 */
export function raceJudge(): (error: unknown) => string {
  let last: unknown;
  let refusals = 0;
  return (error) => {
    if (!isFault(error, gitFaults.STORE_CONFLICT)) throw error;
    const { ref, expected, actual } = error.data;
    // A writer that was first left the branch elsewhere, and that is where the next try starts from.
    refusals = expected !== undefined && expected === last ? refusals + 1 : 1;
    last = expected;
    if (refusals >= maximumRefusals) {
      requireMoved(error);
      const [reads, is] = [expected ?? "no commit", actual ?? "no commit"];
      throw gitFaults.STORE_INCONSISTENT(
        { ref: String(ref), expected: reads, actual: is, attempts: refusals },
        { cause: error },
      );
    }
    if (!isMoved(error)) return "the branch could not be moved";
    return refusals === 1 ? "another writer was first" : "the branch still reads as before";
  };
}

/** Throws what keeps a branch from being moved when it is a `STORE_CONFLICT` of a branch that nobody moved. */
export function requireMoved(conflict: Fault): void {
  if (!isMoved(conflict)) throw conflict.cause instanceof Fault ? conflict.cause : conflict;
}

function isMoved({ data: { expected, actual } }: Fault): boolean {
  return expected === undefined || expected !== actual;
}
