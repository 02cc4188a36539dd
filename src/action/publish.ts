import { isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { plural } from "../base/text.ts";
import { type Publishing, placesOf, placeText, publishTo } from "../compose/destinations.ts";
import { forgeFaults } from "../forge/faults.ts";
import { openRepository } from "../repository/open.ts";
import { settingsWarning } from "../repository/settings.ts";
import { publishedMarkdown } from "../worker/markdown.ts";
import { type Context, intentBranch, keyVariables, refuseSigningKeys } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { annotate, findingsJson } from "./results.ts";

/** Writes the signed commit as a static site, for another action to deploy or to a branch. Has no signing key. */
export async function publish(context: Context): Promise<number> {
  const { runner, clock, job, input } = context;
  const store = await context.store();
  const pin = context.pin();
  const intent = await intentBranch(context, store);
  const { config, problem } = await (
    await openRepository(store, { intent, pin, now: clock.now(), verifier: context.verifier })
  ).settings();
  // What is signed has to reach clients before it expires, whatever was merged since.
  if (problem !== undefined) runner.reporter.warn(settingsWarning(problem));
  refuseSigningKeys(context, "publish", keyVariables(config));
  const files = input("files");
  const publishing: Publishing = {
    store,
    clock,
    reporter: runner.reporter,
    pin,
    config,
    directory: job.workspace,
    dryRun: false,
    ...(files !== undefined && { files }),
    ...(context.flag("fetch") && { fetch: true }),
  };
  const places = placesOf(config, input("to"));
  if (places.some(({ to }) => to === "pages")) await requirePages(context);
  let changed = false;
  const unavailable: Finding[] = [];
  for (const place of places) {
    const result = await publishTo(publishing, place);
    const shown = placeText(place);
    changed ||= result.written.length + result.removed.length > 0;
    runner.say(
      `${shown}: wrote ${plural(result.written.length, "file")}, ${result.unchanged} unchanged, ${result.removed.length} removed; accepted by tuf-js`,
    );
    runner.summarize(publishedMarkdown(shown, result));
    unavailable.push(...result.unavailable);
    runner.output("commit", result.commit);
    runner.output("snapshot-version", String(result.snapshot));
    runner.output("site", shown);
  }
  runner.output("outcome", "published");
  runner.output("changed", String(changed));
  // The site is good to deploy, and the metadata runs out if nobody does; but somebody has to see that files are missing.
  annotate(runner.annotate, unavailable);
  runner.output("findings", findingsJson(unavailable));
  return Math.max(0, ...unavailable.map(({ of }) => of.entry.exit));
}

/** Better said here than by a deployment that fails three steps on. A token that may not ask proves nothing. */
async function requirePages({ pages, repository }: Context): Promise<void> {
  const found = await (await pages()).pages().catch((error: unknown) => {
    if (isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NONE)) return "unknown" as const;
    throw error;
  });
  if (found === "unknown") return;
  if (found === undefined) throw actionFaults.PAGES_OFF({ repository: repository.name, state: "are not switched on" });
  if (found.source !== "workflow")
    throw actionFaults.PAGES_OFF({ repository: repository.name, state: "are built from a branch, not by a workflow" });
}
