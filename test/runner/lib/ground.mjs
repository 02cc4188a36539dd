import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { expect, same } from "./report.mjs";

/** An expression of the runner. */
const of = (text) => `$\{{ ${text} }}`;

const on = { push: { branches: ["main"] } };
const checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";
const job = (steps, more = {}) => ({ "runs-on": "ubuntu-latest", permissions: {}, ...more, steps });
const url = (name) => `http://x:$TOKEN@\${GITHUB_SERVER_URL#http://}/${name}`;
const token = { TOKEN: of("github.token") };
const clone = `git clone --quiet "${url("acme/project")}" it && cd it`;
const push = "git push --quiet origin HEAD:refs/heads/pushed";

const jobs = {
  copies: job([
    { uses: checkout, with: { path: "below", "fetch-depth": 1 } },
    {
      run: 'test "$(cat below/here.txt)" = here && test "$(git -C below rev-parse HEAD)" = "$GITHUB_SHA" && ! test -e here.txt',
    },
  ]),
  node: job([{ run: 'test "$(node --version | cut -d. -f1)" = v24' }]),
  empty: job([{ run: 'test -z "$(ls -A)"' }]),
  reads: job([{ run: `${clone} && ! ${push} 2> ../why && grep -q 403 ../why`, env: token }], {
    permissions: { contents: "read" },
  }),
  writes: job([{ run: `${clone} && ${push}`, env: token }], { permissions: { contents: "write" } }),
  outside: job([{ run: 'test -z "$KEY"', env: { KEY: of("secrets.KEY") } }]),
  inside: job([{ run: 'test -n "$KEY"', env: { KEY: of("secrets.KEY") } }], { environment: "vault" }),
  fails: job([{ run: "exit 1" }]),
  after: job([{ run: "true" }], { needs: "fails" }),
  always: job([{ run: "true" }], {
    needs: ["fails", "copies"],
    if: of("needs.fails.result == 'failure' && !cancelled()"),
  }),
};

/** What this rig promises about the runner, whatever it runs: told apart, so that a story that fails is the story's own. */
export async function standsFirm(place) {
  const repository = await place.open("acme/project");
  const folder = join(repository.work, ".github/workflows");
  await mkdir(folder, { recursive: true });
  await writeFile(join(repository.work, "here.txt"), "here\n");
  await writeFile(join(folder, "it.yml"), stringify({ on, jobs }));
  repository.settings.secrets.environments.vault = { KEY: "a key that is in one environment" };
  await repository.commit("Try the rig");
  const ran = await repository.pushed("refs/heads/main", await place.rest("GET", "/repos/acme/project"));
  const ended = Object.fromEntries([...ran].map(([id, { result }]) => [id, result]));
  const failing = { fails: "failure", after: "skipped" };
  same(ended, Object.fromEntries(Object.keys(jobs).map((id) => [id, failing[id] ?? "success"])), "how the jobs ended");
}

/** A job that no machine takes exits with 0 and does nothing. */
export async function seesUnrun(place) {
  const repository = await place.open("acme/app");
  const folder = join(repository.work, ".github/workflows");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "it.yml"),
    stringify({ on, jobs: { lost: job([{ run: "true" }], { "runs-on": "windows-2025" }) } }),
  );
  await repository.commit("Try the rig");
  const ran = await repository.pushed("refs/heads/main", await place.rest("GET", "/repos/acme/app")).then(
    (all) => all.get("lost").result,
    (error) => error.message.split("\n")[0],
  );
  expect(ran.startsWith("lost never ended"), `a job that did not run: ${ran}`);
}
