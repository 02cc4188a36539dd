import { expect, same } from "./report.mjs";
import { edit, ended, judged, offer, onlyComment, output, pullOf, repositoryOf, worked } from "./story.mjs";

const workflow = ".github/workflows/kaprien.yml";

/** What starts a workflow besides a push to main and a pull request. */
export const events = [
  [
    "on its schedule the worker finds nothing due, and the site is looked after",
    async (told) => {
      const { trust } = told;
      ended(await trust.called("schedule", "main", await repositoryOf(told)), worked);
      same(await trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
    },
  ],
  [
    "a merge queue gets the verdict, and no comment",
    async (told) => {
      const { trust, place, proposal } = told;
      const number = await offer(told, "fewer", () =>
        place.kaprien(trust.work, ["remove", ...proposal.targets.keys()]),
      );
      const jobs = await trust.queued(await pullOf(told, number));
      ended(jobs, judged("success"));
      expect(/ready to merge/i.test(jobs.get("check").summary), jobs.get("check").summary);
      const comments = await place.rest("GET", `/repos/${trust.name}/issues/${number}/comments`);
      same(comments.length, 0, "the number of comments");
      // The same, as a pull request: a removal is named.
      ended(await trust.proposed(await pullOf(told, number), "opened"), judged("success"));
      const { body } = await onlyComment(place, trust, number);
      for (const path of proposal.targets.keys()) expect(body.includes(path), `the comment: ${body}`);
      await place.rest("PATCH", `/repos/${trust.name}/pulls/${number}`, { state: "closed" });
    },
  ],
  [
    "T8: a branch whose own workflow calls the worker gets nothing signed, even with the key",
    async (told) => {
      const { trust } = told;
      await trust.git("fetch", "--quiet", "origin", "main");
      await trust.git("switch", "--quiet", "--force-create", "mine", "FETCH_HEAD");
      await edit(trust.work, workflow, (text) =>
        text
          .replace(/^ {2}push:\n {4}branches: .*$/m, '  push:\n    branches: ["mine"]')
          .replace(/ {4}if: >-\n {6}github\.ref == .*\n.*\n/, ""),
      );
      await trust.commit("Sign this", "mine");
      // The rules of the environment would keep the key from this branch; here they do not.
      const jobs = await trust.pushed("refs/heads/mine", await repositoryOf(told));
      same(jobs.get("worker").result, "failure", "the worker's job");
      same(output(jobs.get("worker"), "error"), "TRIGGER_REFUSED", "why the worker failed");
      same(await trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
    },
  ],
  [
    "called by hand on another branch, nothing runs",
    async (told) => {
      const { trust } = told;
      await trust.git("push", "--quiet", "--force", "origin", "FETCH_HEAD:refs/heads/mine");
      const jobs = await trust.called("workflow_dispatch", "mine", await repositoryOf(told));
      ended(jobs, judged("skipped"));
    },
  ],
];
