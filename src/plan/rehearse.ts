import type { TargetChange } from "../repository/difference.ts";
import { sameContent } from "../repository/difference.ts";
import type { Repository } from "../repository/repository.ts";
import { bootstrap, type File, restart, type Trusted, trust } from "../tuf/client.ts";
import { Fault } from "../tuf/fault.ts";
import { search } from "../tuf/search.ts";
import type { Instant } from "../tuf/time.ts";
import type { Next } from "./seal.ts";

/**
 * Plays the client workflow against what is about to be committed: one client that starts from the first root, one that
 * has everything published before (I14). Both must get through, find each added target and none that was removed. Faults
 * `REHEARSAL_FAILED` with the refusing step: nothing has been written then.
 */
export function rehearse(
  before: Repository | undefined,
  next: Next,
  changes: readonly TargetChange[],
  now: Instant,
): void {
  const first = next.roots.get(1);
  if (first === undefined) throw new RangeError("there is no first root");
  update("a new client", bootstrap(first.bytes), next, changes, now);
  if (before !== undefined) {
    const { root, timestamp, snapshot } = before;
    const cached: Trusted = { root, timestamp, snapshot, targets: new Map(), stage: "snapshot" };
    update("a client that is up to date", restart(cached), next, changes, now);
  }
}

function update(who: string, start: Trusted, next: Next, changes: readonly TargetChange[], now: Instant): void {
  let state = start;
  const take = (file: File): void => {
    const verdict = trust(state, file, now);
    if (verdict.kind === "trusted") state = verdict.state;
    else throw new Fault("REHEARSAL_FAILED", { who, role: verdict.role, refusal: verdict.code, step: verdict.step });
  };
  for (const [version, root] of next.roots)
    if (version > start.root.signed.version) take({ role: "root", bytes: root.bytes });
  take({ role: "timestamp", bytes: next.timestamp.bytes });
  take({ role: "snapshot", bytes: next.snapshot.bytes });
  const targets = next.offline.get("targets");
  if (targets !== undefined) take({ role: "targets", bytes: targets.bytes });
  for (const change of changes) {
    let result = search(state, change.path);
    while (result.kind === "needs") {
      const { role, delegator } = result;
      const envelope = next.offline.get(role) ?? next.bins.get(role);
      if (envelope === undefined)
        throw new Fault("REHEARSAL_FAILED", { who, role, refusal: "SIGNED_FILE_MISSING", step: "5.6.1" });
      take({ role: "delegated", name: role, delegator, bytes: envelope.bytes });
      result = search(state, change.path);
    }
    const found = result.kind === "found" ? result.target : undefined;
    const right =
      change.kind === "remove" ? found === undefined : found !== undefined && sameContent(found, change.after);
    if (!right) {
      const refusal = found === undefined ? "TARGET_NOT_FOUND" : "TARGET_FOUND";
      throw new Fault("REHEARSAL_FAILED", { who, role: change.path, refusal, step: "5.6.7" });
    }
  }
}
