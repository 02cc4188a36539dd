import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, same } from "./report.mjs";
import { edit, ended, judged, offer, output, pullOf, push, worked } from "./story.mjs";

const workflow = ".github/workflows/kaprien.yml";

/** Has `change` of the workflow on main while `work` goes on. */
async function meanwhile({ trust }, change, work) {
  await trust.git("fetch", "--quiet", "origin", "main");
  await trust.git("switch", "--quiet", "--force-create", "main", "FETCH_HEAD");
  await edit(trust.work, workflow, change);
  await trust.commit("Change the workflow");
  const id = (await trust.git("rev-parse", "HEAD")).trim();
  await work();
  await trust.git("fetch", "--quiet", "origin", "main");
  await trust.git("switch", "--quiet", "--force-create", "main", "FETCH_HEAD");
  await trust.git("revert", "--no-edit", id);
  await trust.git("push", "--quiet", "origin", "HEAD:refs/heads/main");
}

/** Another release, of a file in git. */
async function another({ trust, place }, version) {
  const folder = `files/hello/${version}`;
  await mkdir(join(trust.work, folder), { recursive: true });
  await writeFile(join(trust.work, folder, "hello.txt"), `Hello once more, ${version}\n`);
  await place.kaprien(trust.work, ["add", "--release", `hello/${version}`, "--strip", folder, `${folder}/hello.txt`]);
}

const commentsOn = ({ place, trust }, number) => place.rest("GET", `/repos/${trust.name}/issues/${number}/comments`);

/** What the permissions in the workflow are for: each is taken away once, and is missed. */
export const rights = [
  [
    "without contents: write the worker fails and says so",
    async (told) => {
      const { trust, place } = told;
      const number = await offer(told, "hello-1.1.0", () => another(told, "1.1.0"));
      await place.rest("PUT", `/repos/${trust.name}/pulls/${number}/merge`, { merge_method: "squash" });
      const less = (text) => text.replace("contents: write # to push", "contents: read # to push");
      await meanwhile(told, less, async () => {
        const jobs = await push(told);
        const worker = jobs.get("worker");
        same([worker.result, output(worker, "error")], ["failure", "STORE_FORBIDDEN"], "the worker's job");
        expect(worker.summary.includes("contents: write"), `the summary names no permission: ${worker.summary}`);
        same(await trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
      });
      ended(await push(told), worked);
      expect((await trust.tip("refs/heads/tuf")) !== told.signed, "the signed branch did not move");
    },
  ],
  [
    "without the environment the worker has no key",
    async (told) => {
      const less = (text) => text.replace(/^ +environment: kaprien\n/m, "");
      await meanwhile(told, less, async () => {
        // Something to sign: the key is not asked for otherwise.
        const number = await offer(told, "hello-1.2.0", () => another(told, "1.2.0"));
        await told.place.rest("PUT", `/repos/${told.trust.name}/pulls/${number}/merge`, { merge_method: "merge" });
        const before = await told.trust.tip("refs/heads/tuf");
        const worker = (await push(told)).get("worker");
        same([worker.result, output(worker, "error")], ["failure", "SIGNER_KEY_MISSING"], "the worker's job");
        same(await told.trust.tip("refs/heads/tuf"), before, "the signed branch");
      });
    },
  ],
  [
    "without pages: write nothing is deployed",
    async (told) => {
      const less = (text) => text.replace("pages: write #", "pages: read #");
      await meanwhile(told, less, async () => {
        const jobs = await push(told);
        const publish = jobs.get("publish");
        same([jobs.get("worker").result, publish.result], ["success", "failure"], "the jobs");
        same(output(publish, "outcome"), "published", "what became of the site");
        same(output(publish, "refused"), "pages: write and id-token: write are needed", "what Pages said");
      });
    },
  ],
  [
    "a fork's pull request gets its verdict in the summary, by a token that may only read",
    async (told) => {
      const { trust, place } = told;
      const fork = "mallory/project";
      await trust.git("fetch", "--quiet", "origin", "main");
      await trust.git("switch", "--quiet", "--force-create", "fork", "FETCH_HEAD");
      await another(told, "1.3.0");
      await trust.git("add", "--all");
      await trust.git("commit", "--quiet", "--message", "From outside");
      await place.github.create(fork, { fork: trust.name });
      await trust.git("push", "--quiet", place.github.directory(fork), "HEAD:refs/heads/fork");
      const asked = { title: "From outside", head: "mallory:fork", base: "main" };
      const { number } = await place.rest("POST", `/repos/${trust.name}/pulls`, asked);
      const jobs = await trust.proposed(await pullOf(told, number), "opened");
      ended(jobs, judged("success"));
      const { summary } = jobs.get("check");
      expect(/ready to merge/i.test(summary) && /fork/i.test(summary), `the summary: ${summary}`);
      same((await commentsOn(told, number)).length, 0, "the number of comments");
    },
  ],
];
