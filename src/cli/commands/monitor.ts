import { baseFaults } from "../../base/faults.ts";
import { duration } from "../../compose/duration.ts";
import { healthExit, healthText } from "../../status/health-text.ts";
import { monitor as monitorSite } from "../../status/monitor.ts";
import { text } from "../flags.ts";
import type { Session } from "../session.ts";
import { client } from "./use.ts";

export async function monitor(session: Session): Promise<number> {
  const validIn = time(session, "valid-in", "validIn");
  const offlineValidIn = time(session, "offline-valid-in", "offlineValidIn");
  const { ports, options } = await client(session);
  const health = await monitorSite(ports, { ...options, validIn, offlineValidIn });
  session.terminal.result(healthText(health, session.terminal.style), health);
  return healthExit(health);
}

function time({ flags }: Session, option: string, name: string): number {
  const given = text(flags, name) ?? "";
  const found = duration(given);
  if (found === undefined) {
    const reason = `--${option} takes a time such as 5d or 12h, or a number of days, not "${given.slice(0, 80)}"`;
    throw baseFaults.USAGE({ reason, command: "monitor" });
  }
  return found;
}
