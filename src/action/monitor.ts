import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFault } from "../base/fault.ts";
import { compose } from "../compose/compose.ts";
import { duration } from "../compose/duration.ts";
import { siteUrl } from "../compose/site-url.ts";
import { forgeFaults } from "../forge/faults.ts";
import { healthExit, healthHeadline, healthMarkdown, healthText } from "../status/health-text.ts";
import { monitor as monitorSite } from "../status/monitor.ts";
import type { Context } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { annotate, findingsJson } from "./results.ts";

/** Reads the live site as a client, says how it stands, and keeps one issue about it. */
export async function monitor(context: Context): Promise<number> {
  const { runner, clock, input } = context;
  const from = input("from");
  if (from === undefined) throw actionFaults.INPUT_MISSING({ input: "from", mode: "monitor" });
  const site = siteUrl(context.job.workspace, from);
  const health = await monitorSite(
    {
      oracle: await compose.oracle(),
      clock,
      verifier: context.verifier,
      memory: compose.workspace(join(context.variable("RUNNER_TEMP") || tmpdir(), "kaprien")),
    },
    {
      site: { fetch: compose.fetch, metadata: `${site}/metadata` },
      targets: `${site}/targets`,
      pin: context.pin(),
      validIn: time(context, "valid-in"),
      offlineValidIn: time(context, "offline-valid-in"),
    },
  );
  runner.say(healthText(health));
  runner.summarize(healthMarkdown(health));
  annotate(runner.annotate, health.findings);
  runner.output("outcome", health.health);
  runner.output("site", health.site);
  runner.output("snapshot-version", String(health.snapshot));
  runner.output("next-expiry", health.nextExpiry ?? "");
  runner.output("findings", findingsJson(health.findings));
  await report(context, healthHeadline(health), healthMarkdown(health), health.health === "good" ? "closed" : "open");
  return healthExit(health);
}

/** A token that may not write issues is no reason to fail: the state is in the summary, and this says so. */
async function report(
  { forge, runner }: Context,
  headline: string,
  body: string,
  state: "open" | "closed",
): Promise<void> {
  try {
    await (await forge()).report({ name: "monitor", title: `Kaprien: ${headline}`, body, state });
  } catch (error) {
    if (!isFault(error, forgeFaults.FORGE_FORBIDDEN, forgeFaults.FORGE_NOT_FOUND)) throw error;
    runner.annotate(
      "notice",
      "The token may not write issues (issues: write is missing): the state is in the summary alone.",
      {
        title: "Kaprien: no issue",
      },
    );
  }
}

function time({ input }: Context, name: string): number {
  const given = input(name) ?? "";
  const found = duration(given);
  if (found === undefined)
    throw actionFaults.INPUT_INVALID({ input: name, value: given, expected: "a time such as 5d" });
  return found;
}
