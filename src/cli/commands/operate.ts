import { randomInt } from "node:crypto";
import { findingsText } from "../../base/fault-text.ts";
import { baseFaults } from "../../base/faults.ts";
import { plural } from "../../base/text.ts";
import { type Publishing, placesOf, placeText, publishTo } from "../../compose/destinations.ts";
import { planText } from "../../plan/text.ts";
import { openRepository } from "../../repository/open.ts";
import { settingsWarning } from "../../repository/settings.ts";
import { publishedTargets } from "../../repository/verify-state.ts";
import { status as readStatus } from "../../status/status.ts";
import { statusText } from "../../status/text.ts";
import type { Outcome } from "../../worker/outcome.ts";
import { renewalText, workAndRenew } from "../../worker/renew.ts";
import { watch } from "../../worker/watch.ts";
import type { WorkerPorts } from "../../worker/work.ts";
import { flag, text } from "../flags.ts";
import type { Session } from "../session.ts";

export async function worker(session: Session): Promise<number> {
  const { flags, terminal, clock } = session;
  const ports: WorkerPorts = {
    store: await session.store(),
    clock,
    reporter: terminal.reporter,
    open: (uri) => session.open(uri),
    verifier: session.verifier,
    random: () => randomInt(1_000_000) / 1_000_000,
  };
  const options = { pin: session.pin(), dryRun: session.dryRun, branch: await session.intentBranch("branch") };
  const every = text(flags, "watch");
  if (every === undefined) return report(session, await workAndRenew(ports, options));
  const seconds = Number(every);
  if (!(seconds >= 1))
    throw baseFaults.USAGE({ reason: `--watch takes seconds from 1, not ${every}`, command: "worker" });
  let code = 0;
  await watch(ports, options, seconds, session.signal, (outcome) => {
    code = report(session, outcome);
  });
  return code;
}

function report(session: Session, outcome: Outcome): number {
  const code = reported(session, outcome);
  if (outcome.renewal !== undefined) session.terminal.next(renewalText(outcome.renewal));
  return code;
}

function reported({ terminal }: Session, outcome: Outcome): number {
  const { style } = terminal;
  switch (outcome.kind) {
    case "idle":
      terminal.result(`idle: ${outcome.reason}; next due ${outcome.nextDue}`, outcome);
      return 0;
    case "planned":
      terminal.result(planText(outcome.plan, style), outcome);
      terminal.next("nothing was signed or written; run without --dry-run to do it");
      return 0;
    case "done":
      terminal.reporter.note(planText(outcome.plan, style));
      terminal.result(outcome.commit, outcome);
      terminal.next(`next due ${outcome.nextDue}\nnext: kaprien publish`);
      return 0;
    case "refused":
      terminal.result("", outcome);
      terminal.refused(findingsText(outcome.findings, style));
      if (outcome.renewed !== undefined)
        terminal.next(`nothing of what was merged is signed; what was due is renewed in ${outcome.renewed}`);
      return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
  }
}

export async function publish(session: Session): Promise<number> {
  const { flags, terminal, clock, cwd, dryRun } = session;
  const store = await session.store();
  const pin = session.pin();
  const intent = await session.intentBranch("branch");
  const { config, problem } = await (
    await openRepository(store, { intent, pin, now: clock.now(), verifier: session.verifier })
  ).settings();
  if (problem !== undefined) terminal.reporter.warn(settingsWarning(problem));
  const files = text(flags, "files");
  const publishing: Publishing = {
    store,
    clock,
    reporter: terminal.reporter,
    pin,
    config,
    directory: cwd,
    dryRun,
    ...(files !== undefined && { files }),
    ...(flag(flags, "fetch") && { fetch: true }),
  };
  let exit = 0;
  for (const place of placesOf(config, text(flags, "to"))) {
    const result = await publishTo(publishing, place);
    const shown = placeText(place);
    terminal.reporter.note(
      `${dryRun ? "would write" : "wrote"} ${plural(result.written.length, "file")}, ${result.unchanged} unchanged, ${result.removed.length} removed; accepted by tuf-js`,
    );
    terminal.result(shown, { place: shown, ...result });
    if (place.to !== "branch") terminal.next(`next: kaprien verify ${shown}`);
    else if (result.site !== undefined) terminal.next(`${place.branch} is at ${result.site}`);
    if (result.unavailable.length > 0) terminal.refused(findingsText(result.unavailable, terminal.style));
    exit = Math.max(exit, ...result.unavailable.map(({ of }) => of.entry.exit));
  }
  return exit;
}

export async function status(session: Session): Promise<number> {
  const { flags, terminal, clock, verifier } = session;
  const store = await session.store();
  const intent = await session.intentBranch("branch");
  const repository = await openRepository(store, { intent, pin: session.pin(), now: clock.now(), verifier });
  if (flag(flags, "targets")) {
    const { before } = await repository.standing();
    const targets = [...(before ? publishedTargets(before) : [])].map(({ path, role, target }) => ({
      path,
      role,
      length: target.length,
      sha256: target.hashes.get("sha256") ?? "",
    }));
    targets.sort((a, b) => (a.path < b.path ? -1 : 1));
    terminal.result(targets.map(({ path }) => path).join("\n"), { targets });
    return 0;
  }
  const result = await readStatus(repository, store);
  terminal.result(statusText(result, terminal.style), result);
  return result.roles.some(({ state }) => state === "expired") ? 5 : 0;
}
