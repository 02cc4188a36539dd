import { isFault } from "../base/fault.ts";
import { gitFaults } from "../git/faults.ts";
import { workerFaults } from "./faults.ts";
import type { Outcome } from "./outcome.ts";
import { workAndRenew } from "./renew.ts";
import type { WorkerOptions, WorkerPorts } from "./work.ts";

const passing = [
  ...[gitFaults.STORE_UNREACHABLE, gitFaults.STORE_UNKNOWN_RESULT, gitFaults.STORE_LOCKED],
  ...[gitFaults.STORE_INCONSISTENT, gitFaults.RATE_LIMITED, workerFaults.WORKER_GAVE_UP],
];

/**
 * Runs the worker again every `every` seconds until aborted; then rejects with the signal's reason. An idle run while a role has
 * less than two days, or half its life, left is a failure (T72).
 */
export async function watch(
  ports: WorkerPorts,
  options: WorkerOptions,
  every: number,
  signal: AbortSignal,
  report: (outcome: Outcome) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      report(await workAndRenew(ports, options));
    } catch (error) {
      // What may be over by the next look does not end the watch; everything else does.
      if (!isFault(error, ...passing)) throw error;
      ports.reporter.warn(`${error.code}; looking again in ${every} s`);
    }
    await ports.clock.sleep(every, signal).catch(() => undefined);
  }
  signal.throwIfAborted();
}
