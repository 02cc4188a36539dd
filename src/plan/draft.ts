import type { CommitId, ObjectId } from "../git/tree.ts";
import type { TargetChange } from "../release/target-change.ts";
import type { State } from "../repository/state-file.ts";
import type { Trust } from "../repository/trust.ts";
import type { PublishedTarget, Repository } from "../repository/verify-state.ts";
import type { Snapshot, Timestamp } from "../tuf/snapshot.ts";
import type { Targets } from "../tuf/targets.ts";
import type { Plan } from "./plan.ts";

/** What a client has on disk after an update from somewhere. */
export interface SeenState {
  /** For people: where it was found. */
  readonly where: string;
  /** The newest root whose keys signed the rest. */
  readonly root: Repository["root"];
  readonly timestamp: Repository["timestamp"];
  readonly snapshot: Repository["snapshot"];
}

/** A plan with the unsigned metadata it stands for; `seal` turns it into commit content. */
export interface Draft {
  readonly plan: Plan;
  /** The state that this one goes on from. */
  readonly before: Repository | undefined;
  /** The commit that it is committed onto: that of `before`, unless the branch is recovered from what happened to it since. */
  readonly parent: CommitId | undefined;
  /** Published states that clients may hold beside `before`: each must be able to go on to this one. */
  readonly seen: readonly SeenState[];
  readonly trust: Trust;
  readonly changes: readonly TargetChange[];
  /** Bins, and other delegated roles of online keys, to sign, by role name. */
  readonly bins: ReadonlyMap<string, Targets>;
  /** Roles that nobody delegates to any more, to be signed empty by the keys they had: their last version (T55). */
  readonly retiring: ReadonlyMap<string, Targets>;
  /** Targets that another role lists from now on, unchanged, with that role. */
  readonly moved: readonly PublishedTarget[];
  /** Absent when no listed version changes and it is not due. */
  readonly snapshot?: Snapshot;
  /** Absent likewise. The snapshot's length and digest are filled in when that is sealed. */
  readonly timestamp?: Timestamp;
  readonly state: State;
  /** Copies under `source/`, by path; null removes. */
  readonly grafts: ReadonlyMap<string, ObjectId | null>;
}
