import { isFault } from "../base/fault.ts";
import { capped } from "../base/markdown.ts";
import { knownPin } from "../compose/trusted-root.ts";
import { gitFaults } from "../git/faults.ts";
import { requireMoved } from "../git/races.ts";
import type { CommitId } from "../git/store.ts";
import { check as judge, type Verdict } from "../proposal/check.ts";
import { openRepository } from "../repository/open.ts";
import { commitToEvent, type EventBranch, findEvent } from "../signing-event/branch.ts";
import { eventBranch, eventName, eventPaths } from "../signing-event/event-file.ts";
import { finishEvent } from "../signing-event/finish.ts";
import { loadEvent, type Pin } from "../signing-event/load.ts";
import { eventMarkdown, keyNames } from "../signing-event/text.ts";
import { sha256 } from "../tuf/digest.ts";
import { comment, show } from "./check.ts";
import { type Context, intentBranch, keyVariables, refuseSigningKeys } from "./context.ts";
import { actionFaults } from "./faults.ts";
import { proposeEvent } from "./pull-request.ts";

/** A push to the branch of a signing event. */
interface Pushed {
  readonly context: Context;
  readonly name: string;
  /** The branch people merge to. */
  readonly branch: string;
  readonly pin: Pin;
}

/**
 * Keeps the pull request of a signing event: who signed, who is missing, in what trust would differ. Once everybody has signed it finishes
 * the event on its branch, and says what the check says of that. It has no key, and merges nothing.
 */
export async function event(context: Context): Promise<number> {
  const { runner } = context;
  const name = pushedEvent(context);
  const store = await context.store();
  const branch = await intentBranch(context, store);
  const pin = knownPin(context.pin);
  const config = await (
    await openRepository(store, { intent: branch, pin, now: context.clock.now(), verifier: context.verifier })
  ).config();
  refuseSigningKeys(context, "event", keyVariables(config));
  const pushed: Pushed = { context, name, branch, pin };
  const found = await findEvent(store, name, config.names);
  if ((await found.head.entry(eventPaths(config.names, name).event)) === undefined) {
    runner.say(`${name} is finished: what is left is to merge its branch`);
    runner.output("outcome", "no change");
    runner.output("changed", "false");
    return 0;
  }
  const standing = await judged(pushed, found.head.commit);
  const finished = await finishedBy(pushed, found, standing);
  // Finished or not, the conversation tells of the event and its signatures; the verdict is of what the branch holds now.
  const verdict = finished === undefined ? standing : await judged(pushed, finished);
  show(context, verdict);
  runner.output("changed", String(finished !== undefined));
  if (finished !== undefined) runner.output("commit", finished);
  const pull = await proposeEvent(context, {
    head: eventBranch(name),
    base: branch,
    title: `Signing event ${name}`,
    body: bodyOf(name, standing),
  });
  if (pull !== undefined) {
    runner.output("pull-request", String(pull.number));
    await comment(context, pull.number, verdict, false);
  }
  return verdict.verdict === "blocked" ? 1 : 0;
}

/** T8: only a push to the branch of an event is about one. Faults `TRIGGER_REFUSED`. */
function pushedEvent({ job: { event }, variable }: Context): string {
  const branch = event.kind === "ref" && event.name === "push" ? event.ref : "";
  const prefix = `refs/heads/${eventBranch("")}`;
  if (branch.startsWith(prefix)) return eventName(branch.slice(prefix.length));
  throw actionFaults.TRIGGER_REFUSED({
    mode: "event",
    event: variable("GITHUB_EVENT_NAME"),
    expected: `push to ${eventBranch("<name>")}`,
    reason: "it is not about a signing event",
  });
}

async function judged({ context, branch, pin }: Pushed, head: CommitId): Promise<Verdict> {
  const { clock, verifier } = context;
  const repository = await openRepository(await context.store(), { intent: branch, pin, now: clock.now(), verifier });
  return judge(repository, { base: branch, head });
}

/** The commit that puts a complete event under `trust/`; undefined when signatures are missing, something is wrong, or another push was first. */
async function finishedBy(
  { context, name, branch, pin }: Pushed,
  found: EventBranch,
  { verdict, signing }: Verdict,
): Promise<CommitId | undefined> {
  if (verdict !== "waiting" || !signing?.report.complete) return undefined;
  const store = await context.store();
  const { clock, verifier } = context;
  const repository = await openRepository(store, { intent: branch, pin, now: clock.now(), verifier });
  const { names } = await repository.config();
  const { intent: base, now } = repository;
  const place = { base, head: found.head, names, pin, verifier, now };
  const { files, trustedRoot } = await finishEvent(await loadEvent(place, name), place);
  try {
    const commit = await commitToEvent(store, names, name, found, files, `Finish the signing event ${name}\n`);
    if (trustedRoot !== undefined) announce(context, trustedRoot);
    return commit;
  } catch (error) {
    if (!isFault(error, gitFaults.STORE_CONFLICT)) throw error;
    requireMoved(error);
    context.runner.say("another push was first; its own run goes on from there");
    return undefined;
  }
}

/** The outcome of a ceremony, which everything else starts from. */
function announce({ runner }: Context, root: string): void {
  runner.say(`The trusted root is ${root}: give it to every worker and client, outside of the repository.`);
  runner.summarize(
    `**The trusted root is \`${root}\`.** Put it into the variable \`KAPRIEN_TRUSTED_ROOT\`, and give it to every client.\n`,
  );
}

function bodyOf(name: string, verdict: Verdict): string {
  const { signing } = verdict;
  if (signing === undefined) return `The signing event \`${name}\` cannot be read; the check says why.\n`;
  return capped(`${eventMarkdown({ ...signing, findings: verdict.findings }, keyNames(verdict))}\n`, sha256);
}
