import { isFault } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import type { Renewal } from "../signing-event/renewal.ts";
import { openRenewal } from "../signing-event/renewal.ts";
import { tufFaults } from "../tuf/faults.ts";
import type { Outcome } from "./outcome.ts";
import type { WorkerOptions, WorkerPorts } from "./work.ts";
import { work } from "./work.ts";

/**
 * {@link work}, and after it, whatever came of it, the event in which people renew what they signed (T52). That it cannot be opened is a
 * warning: it never keeps the worker from signing. `propose` is called with the event, to bring it before people.
 */
export async function workAndRenew(
  ports: WorkerPorts,
  options: WorkerOptions,
  propose: (renewal: Renewal) => Promise<void> = async () => {},
): Promise<Outcome> {
  const renewed = async (): Promise<Renewal | undefined> => {
    if (options.dryRun) return undefined;
    try {
      const renewal = await openRenewal(ports, options);
      if (renewal !== undefined) await propose(renewal);
      return renewal;
    } catch (error) {
      const { code } = isFault(error) ? error : baseFaults.UNEXPECTED;
      ports.reporter.warn(`the signing event that renews what people signed could not be opened: ${code}`);
      return undefined;
    }
  };
  let outcome: Outcome;
  try {
    outcome = await work(ports, options);
  } catch (error) {
    const renewal = isFault(error, tufFaults.ROLE_EXPIRED) ? await renewed() : undefined;
    if (renewal !== undefined) ports.reporter.warn(renewalText(renewal));
    throw error;
  }
  const renewal = await renewed();
  return renewal === undefined ? outcome : { ...outcome, renewal };
}

/** What a renewal asks of people, as one line. */
export function renewalText({ event, roles, state }: Renewal): string {
  return `${roles.join(", ")} have to be signed again by people: the signing event ${event} is ${state === "open" ? "open" : "opened"}; kaprien sign ${event}`;
}
