import { Fault } from "../base/fault.ts";
import type { Instant } from "../base/time.ts";
import { isOnlineRole } from "../config/names.ts";
import { sameTarget } from "../release/target-change.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { type PublishedTarget, type Repository, targetsOfPeople } from "../repository/verify-state.ts";
import { bootstrap, type File, restart, type Trusted, trust } from "../tuf/client.ts";
import type { Envelope } from "../tuf/envelope.ts";
import { decodeRoot, type Root } from "../tuf/root.ts";
import { search } from "../tuf/search.ts";
import type { TargetFile } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Next } from "./assemble.ts";
import type { Draft } from "./draft.ts";
import { planFaults } from "./faults.ts";

/**
 * Plays the client workflow against what is about to be committed: one client that starts from the first root, one that
 * has everything published before (I14). Both must get through, find each target that was added or moved, or that people signed anew, and
 * none that was removed. `verifier` may take signatures for granted that are not made yet. Faults `REHEARSAL_FAILED` with the
 * refusing step: nothing has been written then.
 */
export function rehearse(draft: Draft, next: Next, now: Instant, verifier: Verifier): void {
  const { before, changes, moved, seen } = draft;
  // A commit that moves only source/ changes nothing a client sees.
  if (draft.timestamp === undefined && draft.trust.roots.size === before?.roots.size) return;
  const every = Math.ceil(moved.length / maximumMoved);
  const sought: Sought[] = [...moved.filter((_, index) => index % every === 0), ...signedAnew(before, next)];
  for (const change of changes)
    sought.push({ path: change.path, target: change.kind === "remove" ? undefined : change.after });
  update("a new client", bootstrap(firstReadable(next).bytes, verifier), next, sought, now);
  const clients = before === undefined ? [] : [{ ...before, where: "a client that is up to date" }];
  for (const { where, root, timestamp, snapshot } of [...clients, ...seen]) {
    const cached: Trusted = { root, timestamp, snapshot, targets: new Map(), stage: "snapshot", verifier };
    update(where, restart(cached), next, sought, now);
  }
}

/** Searches verify signatures anew, and a migration moves everything: a sample of each stretch tells as much. */
const maximumMoved = 1_000;

/** A path, and what a client has to find there in an online role; undefined for nothing. */
interface Sought {
  readonly path: string;
  readonly target: TargetFile | undefined;
}

/** Targets of offline roles that are new or have a new version. */
function* signedAnew(before: Repository | undefined, next: Next): Generator<PublishedTarget> {
  for (const found of targetsOfPeople(next))
    if (before?.offline.get(found.role)?.signed.version !== next.offline.get(found.role)?.signed.version) yield found;
}

/** The oldest root from which this client can read every later one: those of a repository that was taken over may be of older forms. */
function firstReadable({ roots }: Next): Envelope<Root> {
  let first: Envelope<Root> | undefined;
  for (const root of [...roots.values()].reverse()) {
    if (first !== undefined && !isReadable(root)) break;
    first = root;
  }
  if (first === undefined) throw new RangeError("there is no root");
  return first;
}

function isReadable({ json }: Envelope<Root>): boolean {
  try {
    return decodeRoot(json).version > 0;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function update(who: string, start: Trusted, next: Next, sought: readonly Sought[], now: Instant): void {
  let state = start;
  const take = (file: File): void => {
    const verdict = trust(state, file, now);
    if (verdict.kind === "trusted") state = verdict.state;
    else throw planFaults.REHEARSAL_FAILED({ who, role: verdict.role, refusal: verdict.code, step: verdict.step });
  };
  for (const [version, root] of next.roots)
    if (version > start.root.signed.version) take({ role: "root", bytes: root.bytes });
  take({ role: "timestamp", bytes: next.timestamp.bytes });
  take({ role: "snapshot", bytes: next.snapshot.bytes });
  const targets = next.offline.get("targets");
  if (targets !== undefined) take({ role: "targets", bytes: targets.bytes });
  for (const { path, target } of sought) {
    let result = search(state, path);
    while (result.kind === "needs") {
      const { role, delegator } = result;
      const envelope = next.offline.get(role) ?? next.bins.get(role);
      if (envelope === undefined)
        throw planFaults.REHEARSAL_FAILED({
          who,
          role,
          refusal: repositoryFaults.SIGNED_FILE_MISSING.code,
          step: "5.6.1",
        });
      take({ role: "delegated", name: role, delegator, bytes: envelope.bytes });
      result = search(state, path);
    }
    const found = result.kind === "found" ? result : undefined;
    // What a release gives up may go on in a role of people's.
    const right =
      target === undefined
        ? found === undefined || !isOnlineRole(found.role)
        : found !== undefined && sameTarget(found.target, target);
    if (!right) {
      const { code: refusal } = found === undefined ? repositoryFaults.TARGET_NOT_FOUND : planFaults.TARGET_FOUND;
      throw planFaults.REHEARSAL_FAILED({ who, role: path, refusal, step: "5.6.7" });
    }
  }
}
