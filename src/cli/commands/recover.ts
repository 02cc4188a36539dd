import { findingsText } from "../../base/fault-text.ts";
import { baseFaults } from "../../base/faults.ts";
import { compose } from "../../compose/compose.ts";
import { siteUrl } from "../../compose/site-url.ts";
import { planText } from "../../plan/text.ts";
import { recover as recoverBranch } from "../../worker/recover.ts";
import { recoveryText } from "../../worker/recover-text.ts";
import { list, text } from "../flags.ts";
import type { Session } from "../session.ts";

/** Sets the signed branch right after somebody else wrote to it, set it back or deleted it. */
export async function recover(session: Session): Promise<number> {
  const { flags, terminal, clock, cwd, dryRun } = session;
  const accept = text(flags, "accept");
  if (accept !== undefined && !/^[0-9a-f]{40}$/.test(accept))
    throw baseFaults.USAGE({
      reason: "--accept takes the 40 digits of a commit, as `git rev-parse` prints them",
      command: "recover",
    });
  const sites = list(flags, "site").map((name) => ({
    name,
    site: { fetch: compose.fetch, metadata: `${siteUrl(cwd, name)}/metadata` },
  }));
  const outcome = await recoverBranch(
    {
      store: await session.store(),
      clock,
      reporter: terminal.reporter,
      open: (uri) => session.open(uri),
      verifier: session.verifier,
    },
    {
      pin: session.pin(),
      branch: await session.intentBranch("branch"),
      sites,
      dryRun,
      ...(accept !== undefined && { accept }),
    },
  );
  terminal.reporter.note(recoveryText(outcome, terminal.style));
  switch (outcome.kind) {
    case "idle":
      terminal.result("idle: the signed branch verifies", outcome);
      terminal.next("when a site is ahead of it, name that: kaprien recover --site <address>");
      return 0;
    case "refused":
      terminal.result("", outcome);
      terminal.refused(findingsText(outcome.findings, terminal.style));
      return Math.max(1, ...outcome.findings.map(({ of }) => of.entry.exit));
    case "planned":
      terminal.result(planText(outcome.plan, terminal.style), outcome);
      terminal.next("nothing was signed or written; run without --dry-run to do it");
      return 0;
    case "done":
      terminal.reporter.note(planText(outcome.plan, terminal.style));
      terminal.result(outcome.commit, outcome);
      terminal.next(`next due ${outcome.nextDue}\nnext: kaprien publish`);
      return 0;
  }
}
