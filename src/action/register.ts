import { relative, resolve, sep } from "node:path";
import { plural, size } from "../base/text.ts";
import { compose } from "../compose/compose.ts";
import type { Forge, MergeMethod } from "../forge/forge.ts";
import { check } from "../proposal/check.ts";
import { register as registerRelease } from "../proposal/register.ts";
import { verdictMarkdown } from "../proposal/verdict-markdown.ts";
import { openRepository } from "../repository/open.ts";
import { exitOf } from "./check.ts";
import { type Context, intentBranch } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { annotate, findingsJson } from "./results.ts";

/** Proposes a release from built files: one pull request on the trust repository. */
export async function register(context: Context): Promise<number> {
  const { job, runner, input, lines } = context;
  const release = needed(context, "release");
  const files = lines("files");
  if (files.length === 0) throw actionFaults.INPUT_MISSING({ input: "files", mode: "register" });
  const autoMerge = mergeMethod(input("auto-merge"));
  const url = input("url");
  requireForge(context);
  const store = await context.store();
  const result = await registerRelease(
    {
      sources: compose.workspace(job.workspace),
      store,
      forge: await announcing(context),
      clock: context.clock,
      verifier: context.verifier,
      reporter: runner.reporter,
    },
    {
      release,
      files,
      prefix: input("prefix") ?? release,
      strip: relative(job.workspace, resolve(job.workspace, input("strip") ?? ".")).replaceAll(sep, "/"),
      replaces: lines("replaces"),
      branch: await intentBranch(context, store),
      source: { repository: job.repository, commit: job.sha, workflow: job.workflow },
      ...(url !== undefined && { url }),
      ...(autoMerge !== undefined && { autoMerge }),
      dryRun: false,
    },
  );
  const amount = `${plural(result.targets, "target")}, ${size(result.bytes)}`;
  runner.output("outcome", result.kind);
  if (result.kind !== "proposed") {
    runner.output("changed", "false");
    runner.say(`${release} (${amount}) is merged already, as it is here: nothing to propose`);
    return 0;
  }
  const { pullRequest, commit } = result;
  runner.output("changed", String(pullRequest.kind !== "unchanged"));
  runner.output("commit", commit);
  runner.output("pull-request", String(pullRequest.number));
  runner.say(`${release} (${amount}): pull request ${pullRequest.number} ${pullRequest.kind}, ${pullRequest.url}`);
  runner.summarize(
    `### Kaprien: release proposed\n\n${amount} in pull request [#${pullRequest.number}](${pullRequest.url}).\n`,
  );
  if (pullRequest.noAutoMerge !== undefined)
    runner.annotate("warning", `The forge will not merge it by itself: ${pullRequest.noAutoMerge}`);
  return verdict(context, commit, pullRequest.number);
}

/**
 * The verdict, from this job: on GitHub no check runs by itself for a pull request that a job's own token opened. Only where the trusted
 * root is known here; a pull request that is opened with another token gets its verdict from `check`.
 */
async function verdict(context: Context, head: string, number: number): Promise<number> {
  if (context.input("trusted-root") === undefined) return 0;
  const store = await context.store();
  const base = await intentBranch(context, store);
  const { clock, verifier } = context;
  const options = { intent: base, pin: context.pin(), now: clock.now(), verifier };
  const judged = await check(await openRepository(store, options), { base, head });
  await (await context.forge()).comment(number, "check", verdictMarkdown(judged));
  annotate(context.runner.annotate, judged.findings);
  context.runner.output("verdict", judged.verdict);
  context.runner.output("findings", findingsJson(judged.findings));
  return exitOf(judged);
}

/** A branch on a host whose forge nobody can ask for the pull request would stay behind unseen. */
function requireForge({ repository, job }: Context): void {
  if (repository.here) return;
  throw actionFaults.INPUT_INVALID({
    input: "repository",
    value: repository.location,
    expected: `a repository of ${job.server}, where the pull request can be opened (for another host, run kaprien add and push the file there)`,
  });
}

/** The forge, which is asked last: when it refuses, the branch is pushed already, and whoever reads the failure should know. */
async function announcing({ forge, runner }: Context): Promise<Forge> {
  const asked = await forge();
  return {
    ...asked,
    async propose(request) {
      try {
        return await asked.propose(request);
      } catch (error) {
        const text = `The branch ${request.head} is pushed and has no pull request from this run. The next run goes on from it.`;
        runner.annotate("notice", text, { title: "Kaprien: branch pushed" });
        runner.summarize(`> ${text}\n`);
        throw error;
      }
    },
  };
}

function needed({ input }: Context, name: string): string {
  const value = input(name);
  if (value === undefined) throw actionFaults.INPUT_MISSING({ input: name, mode: "register" });
  return value;
}

function mergeMethod(value: string | undefined): MergeMethod | undefined {
  if (value === undefined || value === "merge" || value === "squash" || value === "rebase") return value;
  throw actionFaults.INPUT_INVALID({ input: "auto-merge", value, expected: "merge, squash or rebase" });
}
