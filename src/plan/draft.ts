import type { TargetChange } from "../repository/difference.ts";
import type { Repository } from "../repository/repository.ts";
import type { State } from "../repository/state.ts";
import type { ObjectId } from "../repository/tree.ts";
import type { Trust } from "../repository/trust.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import type { Targets } from "../tuf/targets.ts";
import type { Plan } from "./plan.ts";

/** A plan with the unsigned metadata it stands for; `seal` turns it into commit content. */
export interface Draft {
  readonly plan: Plan;
  readonly before: Repository | undefined;
  readonly trust: Trust;
  readonly changes: readonly TargetChange[];
  /** Bins to sign, by role name. */
  readonly bins: ReadonlyMap<string, Targets>;
  /** Absent when no listed version changes and it is not due. */
  readonly snapshot?: Snapshot;
  /** Absent likewise. The snapshot's length and digest are filled in when that is sealed. */
  readonly timestamp?: Timestamp;
  readonly state: State;
  /** Copies under `source/`, by path; null removes. */
  readonly grafts: ReadonlyMap<string, ObjectId | null>;
}
