import type { Finding } from "../base/finding.ts";
import type { CommitId } from "../git/tree.ts";
import type { Plan } from "../plan/plan.ts";
import type { Renewal } from "../signing-event/renewal.ts";

/** How every run ends (T72). Failures are faults. */
export type Outcome = Ending & {
  /** Absent while nothing that people signed is due. */
  readonly renewal?: Renewal;
};

/** A run ends in exactly one of these. */
type Ending =
  | {
      readonly kind: "idle";
      readonly reason: string /** `YYYY-MM-DDTHH:MM:SSZ` */;
      readonly nextDue: string;
      readonly commit: CommitId;
    }
  /** `renewed`: the commit that renewed what was due all the same, without anything of what was merged. */
  | { readonly kind: "refused"; readonly findings: readonly Finding[]; readonly renewed?: CommitId }
  | { readonly kind: "planned"; readonly plan: Plan; readonly findings: readonly Finding[] }
  | {
      readonly kind: "done";
      readonly commit: CommitId;
      readonly plan: Plan;
      readonly nextDue: string;
      readonly attempts: number;
    };
