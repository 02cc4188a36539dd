import type { Standing } from "../repository/standing.ts";
import type { Floors } from "../repository/version-floors.ts";
import type { Recovery } from "./transition.ts";

/** Where a derivation starts: what is in force, and what a recovery adds to it. */
export interface Basis extends Standing {
  readonly recovery?: Recovery;
  /** Versions that clients may have seen, which the signed branch does not know of. */
  readonly floors?: Floors;
}
