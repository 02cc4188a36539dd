import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { run } from "../../interop/lib/run.mjs";
import { runJob } from "./job.mjs";
import { expect } from "./report.mjs";

let runs = 0;

/**
 * Runs what an event starts, as GitHub would: every job of every workflow for the event, each in an `act` of its own, because a job's
 * token has the permissions of that job and its secrets are those of its environment. `act` itself heeds neither.
 *
 * `event` has `name`, `ref`, `payload`, and where filters are not about `ref` the `target` that they are about; `commit` is where the workflows are read. `secrets` is `{ repository, environments }`.
 * `again` names one job of an earlier run's `jobs`, to run it once more as the button "Re-run failed jobs" does.
 * Resolves to the jobs by their ids, in the order they ran: `{ result, outputs, steps, summary, log, number }`, where `result` is what `needs` says.
 */
export async function runEvent({ event, commit, secrets, vars, again, ...rig }) {
  const { github, repository, place } = rig;
  const scratch = await mkdtemp(join(place, "run-"));
  const checkout = join(scratch, "checkout");
  await check(github.directory(repository), commit, checkout);
  if (again === undefined) runs += 1;
  const number = again?.jobs.get(again.only).number ?? String(runs);
  const run = { ...rig, event, scratch, checkout, number };
  const jobs = new Map();
  for (const workflow of await started(checkout, event)) {
    for (const [id, job] of inOrder(workflow.jobs)) {
      expect(!jobs.has(id), `two workflows have a job ${id}`);
      if (again !== undefined && id !== again.only) {
        jobs.set(id, again.jobs.get(id));
        continue;
      }
      const rights = rightsOf(workflow, job, { event, repository, secrets, vars });
      const token = await github.mint(rights.grant);
      const ended = await runJob({
        ...run,
        id,
        workflow: alone(workflow, id, jobs),
        secrets: { ...rights.secrets, GITHUB_TOKEN: token },
        vars: rights.vars,
        brokenStandIn: needsOf(job).some((need) => jobs.get(need).result === "failure"),
      });
      await github.revoke(token);
      jobs.set(id, { ...ended, number, outputs: outputsOf(job, ended.steps) });
    }
  }
  return jobs;
}

/**
 * What GitHub gives a job: a token with the permissions that stand in the file, and the secrets of the environment it names. A pull
 * request from a fork gets a token that reads, no secrets and no variables.
 */
function rightsOf(
  workflow,
  { permissions = workflow.permissions ?? {}, environment },
  { event, repository, secrets, vars },
) {
  const { pull_request: pull } = event.payload;
  const stranger = pull !== undefined && pull.head.repo?.full_name !== pull.base.repo.full_name;
  const named = typeof environment === "string" ? environment : environment?.name;
  const grant = {
    login: "github-actions[bot]",
    type: "Bot",
    permissions,
    repositories: [repository],
    environment: named,
  };
  if (!stranger) return { grant, secrets: { ...secrets.repository, ...secrets.environments[named] }, vars };
  const reads = Object.keys(permissions).filter((name) => name !== "id-token");
  return {
    grant: { ...grant, permissions: Object.fromEntries(reads.map((name) => [name, "read"])) },
    secrets: {},
    vars: {},
  };
}

/** A work tree at one commit, as a checkout has it: one commit deep, without a token. */
async function check(directory, commit, checkout) {
  const env = { PATH: process.env.PATH, HOME: checkout, GIT_CONFIG_NOSYSTEM: "1" };
  await mkdir(checkout);
  const git = (...args) => run("git", args, { cwd: checkout, env });
  await git("init", "--quiet", "--initial-branch=main");
  await git("fetch", "--quiet", "--depth=1", directory, commit);
  await git("checkout", "--quiet", "-B", "main", "FETCH_HEAD");
}

/** The workflows that an event starts. `act` would start them all. */
async function started(checkout, { name, ref, target = ref }) {
  const folder = join(checkout, ".github/workflows");
  const found = [];
  for (const file of (await readdir(folder)).sort()) {
    const workflow = parse(await readFile(join(folder, file), "utf8"));
    const on = workflow.on[name];
    if (on === undefined) continue;
    const filters = on ?? {};
    const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/.exec(target);
    const [wanted, other] = kind === "heads" ? [filters.branches, filters.tags] : [filters.tags, filters.branches];
    // A filter for the one leaves out the other.
    if (wanted === undefined ? other !== undefined : !wanted.some((pattern) => fits(pattern, short))) continue;
    found.push(workflow);
  }
  return found;
}

const fits = (pattern, name) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

const needsOf = ({ needs = [] }) => [needs].flat();

/** Jobs, none before one that it needs. */
function inOrder(jobs) {
  const left = new Map(Object.entries(jobs));
  const order = [];
  while (left.size > 0) {
    const next = [...left].find(([, job]) => needsOf(job).every((need) => !left.has(need)));
    expect(next !== undefined, "jobs need each other");
    left.delete(next[0]);
    order.push(next);
  }
  return order;
}

/** The workflow with one job as it is; those it needs are stand-ins that end as the real ones did, with their outputs. */
function alone(workflow, id, ended) {
  const job = workflow.jobs[id];
  const standIns = needsOf(job).map((need) => [need, standIn(ended.get(need))]);
  const text = stringify({ ...workflow, jobs: { ...Object.fromEntries(standIns), [id]: job } });
  expect(isDeepStrictEqual(parse(text).jobs[id], job), `${id} is another job than in the file`);
  return text;
}

function standIn({ result, outputs }) {
  return {
    ...(result === "skipped" && { if: false }),
    "runs-on": "ubuntu-latest",
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value])),
    steps: [{ run: result === "failure" ? "exit 1" : "exit 0" }],
  };
}

/** A job's outputs, as far as they are outputs of its steps. */
function outputsOf({ outputs = {} }, steps) {
  const values = Object.entries(outputs).map(([name, expression]) => {
    const [, step, output] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
    expect(step !== undefined, `an output that this rig does not understand: ${expression}`);
    return [name, steps.get(step)?.[output] ?? ""];
  });
  return Object.fromEntries(values);
}
