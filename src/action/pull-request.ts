import { Fault } from "../base/fault.ts";
import type { ProposalRequest, PullRequest } from "../forge/forge.ts";
import type { Context } from "./context.ts";

/**
 * Opens the pull request of a signing event, or brings it up to date. Where that fails, it is a notice with the command for a
 * person: the event is on its branch, and can be signed all the same.
 */
export async function proposeEvent(
  { forge, runner }: Context,
  request: ProposalRequest,
): Promise<PullRequest | undefined> {
  try {
    return await (await forge()).propose(request);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const command = `gh pr create --head ${request.head} --base ${request.base} --fill`;
    const text = `The signing event has no pull request from this job (${error.code}). Open it with: ${command}`;
    runner.annotate("notice", text, { title: "Kaprien: no pull request" });
    return undefined;
  }
}
