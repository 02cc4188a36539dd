import type { Session } from "./session.ts";

/**
 * For test/faults alone: with `KAPRIEN_FAULT_AT` set to the name or the ordinal of a step, the process kills itself there as a power
 * cut would, with no handler run and nothing flushed. A separate process, and a name that no help text mentions, are what it takes to
 * show that a run which ends anywhere leaves nothing broken. Whoever can set a variable of this process
 * can end it anyway; nothing else changes.
 */
export function withFaults(session: Session): Session {
  const at = session.take("KAPRIEN_FAULT_AT");
  if (at === undefined) return session;
  const { reporter } = session.terminal;
  let count = 0;
  const step = (name: string): void => {
    count += 1;
    if (at === name || at === String(count)) process.kill(process.pid, "SIGKILL");
    reporter.step(name);
  };
  return { ...session, terminal: { ...session.terminal, reporter: { ...reporter, step } } };
}
