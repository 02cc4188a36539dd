import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, tryRun } from "../../interop/lib/run.mjs";
import { holdCeremony } from "./place.mjs";
import { expect, same } from "./report.mjs";

const client = fileURLToPath(new URL("../../interop/js/client.mjs", import.meta.url));

/**
 * One repository from nothing to a verified download, and two attackers who are refused. `variant` has
 * - `lay(place)`: makes the repositories; resolves to the trust repository, with everything in its clone but the trust;
 * - `propose(place, trust)`: has a release proposed; resolves to `{ number, targets }`, the bytes by their path;
 * - `more`: further steps, if any.
 * Each step is one check of the report; after one that fails the rest of the story does not happen.
 */
export async function tell({ place, variant, check }) {
  const { github } = place;
  const told = { place, variant };
  const all = [...steps, ...(variant.more ?? [])];
  for (const [index, [name, step]] of all.entries())
    if (!(await check(name, () => step(told, place)))) {
      const left = all.length - index - 1;
      if (left > 0) await check(`${left} more steps`, () => expect(false, "they did not happen"));
      return;
    }
  await check("the action and GitHub's description of its interface agree", async () => {
    const violations = await github.violations();
    expect(violations.length === 0, violations.join("\n"));
  });
}

export const repositoryOf = ({ place, trust }) => place.rest("GET", `/repos/${trust.name}`);
export const push = async (told) => told.trust.pushed("refs/heads/main", await repositoryOf(told));

/** How the jobs ended, as a whole. */
export function ended(jobs, expected) {
  const actual = Object.fromEntries([...jobs].map(([id, { result }]) => [id, result]));
  const logs = [...jobs].filter(([id, { result }]) => result !== expected[id]).map(([, { log }]) => log);
  expect(
    JSON.stringify(actual) === JSON.stringify(expected),
    `the jobs: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}\n${logs.join("\n")}`,
  );
}

/** An output of a job's steps. */
export const output = ({ steps }, name) => [...steps.values()].map((outputs) => outputs[name]).find(Boolean);

export const worked = { check: "skipped", event: "skipped", worker: "success", publish: "success", monitor: "success" };
export const judged = (result) => ({
  check: result,
  event: "skipped",
  worker: "skipped",
  publish: "skipped",
  monitor: "skipped",
});

export async function onlyComment(place, trust, number) {
  const comments = await place.rest("GET", `/repos/${trust.name}/issues/${number}/comments`);
  same(comments.length, 1, "the number of comments");
  return comments[0];
}

const steps = [
  [
    "its workflows, settings and trust are pushed to main",
    async (told, place) => {
      told.trust = await told.variant.lay(place);
      const { trust } = told;
      await trust.pin();
      await holdCeremony(place, trust);
      await trust.commit("Set up releases");
      same(await trust.tip("refs/heads/tuf"), "", "the signed branch before the first run");
    },
  ],
  [
    "the worker creates the signed branch, and it is published",
    async (told) => {
      ended(await push(told), worked);
      told.signed = await told.trust.tip("refs/heads/tuf");
      expect(told.signed !== "", "there is no branch tuf");
      expect((await onSite(told)).includes("1.root.json"), "the site has no 1.root.json");
    },
  ],
  [
    "a release is proposed",
    async (told, place) => {
      told.proposal = await told.variant.propose(place, told.trust);
      const open = await place.rest("GET", `/repos/${told.trust.name}/pulls?state=open`);
      same(
        open.map(({ number }) => number),
        [told.proposal.number],
        "the open pull requests",
      );
    },
  ],
  [
    "the check says in one comment that it is ready to merge",
    async (told, place) => {
      const { trust, proposal } = told;
      const jobs = await trust.proposed(await pullOf(told, proposal.number), "opened");
      ended(jobs, judged("success"));
      told.comment = await onlyComment(place, trust, proposal.number);
      expect(/ready to merge/i.test(told.comment.body), `the comment: ${told.comment.body}`);
      for (const path of proposal.targets.keys())
        expect(told.comment.body.includes(path), `the comment does not name ${path}: ${told.comment.body}`);
      expect(/ready to merge/i.test(jobs.get("check").summary), "the summary does not say so");
    },
  ],
  [
    "the check edits its comment when it runs again",
    async (told, place) => {
      const { trust, proposal } = told;
      // As after somebody's edit: what the check writes is there again.
      await place.rest("PATCH", `/repos/${trust.name}/issues/comments/${told.comment.id}`, {
        body: told.comment.body.replace(/ready to merge/i, "blocked"),
      });
      ended(await trust.proposed(await pullOf(told, proposal.number), "synchronize"), judged("success"));
      const again = await onlyComment(place, trust, proposal.number);
      same(again.id, told.comment.id, "the comment's id");
      same(again.body, told.comment.body, "the comment");
    },
  ],
  [
    "it is merged, signed and published",
    async (told, place) => {
      const { trust, proposal } = told;
      await place.rest("PUT", `/repos/${trust.name}/pulls/${proposal.number}/merge`, { merge_method: "merge" });
      ended(await push(told), worked);
      const before = told.signed;
      told.signed = await trust.tip("refs/heads/tuf");
      expect(told.signed !== before, "tuf did not move");
      await trust.git("fetch", "--quiet", "origin", "tuf");
      same((await trust.git("rev-parse", `${told.signed}^`)).trim(), before, "what the signed commit came after");
    },
  ],
  ["kaprien download gets the very bytes", (told, place) => downloads(told, place)],
  ["tuf-js gets the very bytes", (told, place) => updates(told, place)],
  [
    "T43: the online key is in no git object, no artifact and no published file",
    async ({ trust }, place) => {
      const line = place.secret.KAPRIEN_ONLINE_KEY.split("\n")[1];
      const all = ["cat-file", "--batch-all-objects", "--unordered", "--batch"];
      const objects = await run("git", all, { cwd: place.github.directory(trust.name), env: place.env });
      expect(objects.includes("KAPRIEN_ONLINE_KEY") && !objects.includes(line), "it is in a git object");
      const grep = await tryRun("grep", ["-rFl", "-e", line, join(place.root, "github")]);
      same([grep.code, grep.stdout], [1, ""], "files of the local GitHub with it");
    },
  ],
  [
    "a second run over the same main signs nothing",
    async (told) => {
      ended(await push(told), worked);
      same(await told.trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
    },
  ],
  [
    "T2: a proposal that weakens the policy it breaks is blocked",
    async (told, place) => {
      const { trust, proposal } = told;
      const [path] = proposal.targets.keys();
      const number = await offer(told, "weaker", async () => {
        await edit(trust.work, "kaprien.yml", (text) => text.replace("immutable: true", "immutable: false"));
        await edit(trust.work, proposal.file, (text) =>
          text.replaceAll(/"sha256": "\w+"/g, `"sha256": "${"5".repeat(64)}"`),
        );
      });
      const jobs = await trust.proposed(await pullOf(told, number), "opened");
      ended(jobs, judged("failure"));
      const { body } = await onlyComment(place, trust, number);
      expect(/blocked/i.test(body) && !/ready to merge/i.test(body), `the comment: ${body}`);
      // What the policy of main forbids, whatever else is wrong with it.
      expect(body.includes("TARGET_IMMUTABLE") && body.includes(path), `the comment does not say what: ${body}`);
      await place.rest("PATCH", `/repos/${trust.name}/pulls/${number}`, { state: "closed" });
    },
  ],
  [
    "a proposal that edits trust/ is blocked",
    async (told, place) => {
      const { trust } = told;
      told.attack = await offer(told, "second-root", async () => {
        const root = JSON.parse(await readFile(join(trust.work, "trust/root/1.root.json"), "utf8"));
        root.signed.version = 2;
        for (const role of Object.values(root.signed.roles)) role.threshold = 1;
        await writeFile(join(trust.work, "trust/root/2.root.json"), JSON.stringify(root));
      });
      ended(await trust.proposed(await pullOf(told, told.attack), "opened"), judged("failure"));
      const { body } = await onlyComment(place, trust, told.attack);
      expect(/blocked/i.test(body) && !/ready to merge/i.test(body), `the comment: ${body}`);
      expect(body.includes("ROLE_SIGNATURES_MISSING"), `the comment does not say why: ${body}`);
    },
  ],
  [
    "merged all the same, it makes the worker fail and moves nothing",
    async (told, place) => {
      const { trust } = told;
      await place.rest("PUT", `/repos/${trust.name}/pulls/${told.attack}/merge`, { merge_method: "merge" });
      // What was signed before is published all the same, and stays good.
      const jobs = await push(told);
      ended(jobs, { ...worked, worker: "failure" });
      const findings = output(jobs.get("worker"), "findings") ?? "";
      expect(findings.includes("ROLE_SIGNATURES_MISSING"), `why the worker refused it: ${findings}`);
      same(await trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
      await downloads(told, place);
    },
  ],
  [
    "reverted, it is as if it had never been",
    async (told) => {
      const { trust } = told;
      await trust.git("fetch", "--quiet", "origin", "main");
      await trust.git("reset", "--quiet", "--hard", "FETCH_HEAD");
      await trust.git("revert", "--no-edit", "--mainline", "1", "HEAD");
      await trust.git("push", "--quiet", "origin", "HEAD:refs/heads/main");
      ended(await push(told), worked);
      same(await trust.tip("refs/heads/tuf"), told.signed, "the signed branch");
    },
  ],
];

export const pullOf = ({ place, trust }, number) => place.rest("GET", `/repos/${trust.name}/pulls/${number}`);

async function onSite({ place, trust }) {
  return readdir(join(place.github.site(trust.name), "metadata")).catch(() => []);
}

export async function edit(directory, name, change) {
  const file = join(directory, name);
  const before = await readFile(file, "utf8");
  const after = change(before);
  expect(after !== before, `${name} has no longer what this changes`);
  await writeFile(file, after);
}

/** Opens a pull request for what `change` does to main; resolves to its number. */
export async function offer({ place, trust }, branch, change) {
  await trust.git("fetch", "--quiet", "origin", "main");
  await trust.git("switch", "--quiet", "--force-create", branch, "FETCH_HEAD");
  await change();
  await trust.commit(`Propose ${branch}`, branch);
  const title = `Propose ${branch}`;
  const { number } = await place.rest("POST", `/repos/${trust.name}/pulls`, { title, head: branch, base: "main" });
  return number;
}

async function downloads({ trust, proposal }, place) {
  const folder = await mkdtemp(join(place.root, "download-"));
  for (const [path, expected] of proposal.targets) {
    const site = place.github.pageUrl(trust.name);
    const pin = trust.settings.vars.KAPRIEN_TRUSTED_ROOT;
    await place.kaprien(folder, ["download", path, "--from", site, "--trusted-root", pin, "--output", "it"]);
    expect((await readFile(join(folder, "it"))).equals(expected), `other bytes for ${path}`);
    await rm(join(folder, "it"));
  }
}

async function updates({ trust, proposal }, place) {
  const folder = await mkdtemp(join(place.root, "client-"));
  const site = place.github.pageUrl(trust.name);
  const paths = [...proposal.targets.keys()];
  const downloaded = join(folder, "downloads");
  await mkdir(downloaded);
  const trusted = join(trust.work, "trust/root/1.root.json");
  const args = [`${site}metadata`, `${site}targets`, trusted, join(folder, "cache"), downloaded, ...paths];
  const answer = JSON.parse(await run(process.execPath, [client, "update", ...args]));
  expect(answer.ok, answer.error);
  for (const [index, path] of paths.entries())
    expect(
      (await readFile(join(downloaded, String(index)))).equals(proposal.targets.get(path)),
      `other bytes for ${path}`,
    );
}
