import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tryRun } from "../../interop/lib/run.mjs";
import { expect } from "./report.mjs";

/** Runs one job of a workflow in an `act` of its own, on this machine and not in a container, from an environment of nothing. */
export async function runJob({
  act,
  github,
  node,
  programs,
  place,
  scratch,
  checkout,
  repository,
  event,
  number,
  ...job
}) {
  const { id, workflow, secrets, vars, brokenStandIn } = job;
  const home = join(place, "home");
  await mkdir(home, { recursive: true });
  const at = (name) => join(scratch, `${id}-${name}`);
  await writeFile(at("workflow.yml"), workflow);
  await writeFile(at("event.json"), JSON.stringify(event.payload));
  // By file: act passes its own environment on to every step. JSON is YAML.
  await writeFile(at("secrets.yml"), JSON.stringify(secrets));
  await writeFile(at("vars.yml"), JSON.stringify(vars));
  for (const name of ["env", "input"]) await writeFile(at(name), "");
  const variables = {
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: github.origin,
    GITHUB_API_URL: github.api,
    GITHUB_GRAPHQL_URL: github.graphql,
    GITHUB_RUN_ID: number,
    RIG_ARTIFACTS: github.artifacts,
  };
  const args = [
    event.name,
    ...["-C", checkout, "-W", at("workflow.yml"), "-j", id, "-e", at("event.json"), "--json"],
    ...["-P", "ubuntu-latest=-self-hosted", "--no-cache-server", "--defaultbranch", "main", "-a", "ann"],
    ...["--secret-file", at("secrets.yml"), "--var-file", at("vars.yml")],
    ...["--env-file", at("env"), "--input-file", at("input")],
    // Nothing is hidden in what this rig reads: a secret that a step prints is found below.
    "--insecure-secrets",
    ...Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const env = { PATH: [node, programs, process.env.PATH].join(":"), HOME: home };
  const { code, stdout, stderr } = await tryRun(act.file, args, { cwd: scratch, env });
  const ended = readLog(id, stdout, { code, stderr, brokenStandIn });
  // What a step says to have something hidden, a runner reads and does not print.
  const said = `${stdout.replace(/^.*"command":"add-mask".*$/gm, "")}${stderr}`;
  for (const [name, value] of Object.entries(secrets))
    for (const line of value.split("\n").filter((each) => each.length >= 8 && !each.startsWith("-----")))
      expect(!said.includes(line), `T43: ${name} is in what ${id} says`);
  return ended;
}

/**
 * What act says in JSON of the one job: how it ended, what its steps put out. act may lose the last lines that a failing step prints,
 * so the log is for people; checks of a failure read outputs and summaries, which are files.
 */
function readLog(id, stdout, { code, stderr, brokenStandIn }) {
  const lines = stdout.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const own = lines.filter(({ jobID }) => jobID === id);
  const log = own.map(({ msg }) => msg.replace(/\n$/, "")).join("\n");
  const results = own.filter(({ jobResult }) => jobResult !== undefined);
  const steps = new Map();
  for (const { command, name, arg, stepID } of own)
    if (command === "set-output") steps.set(stepID[0], { ...steps.get(stepID[0]), [name]: arg });
  const summary = own
    .filter(({ command }) => command === "summary")
    .map(({ content }) => content)
    .join("");
  // A job whose condition does not hold says nothing at all. Whatever else says nothing has not run, and is no success.
  const skipped = own.length === 0 && (code === 0 || brokenStandIn);
  const result = skipped ? "skipped" : results.at(-1)?.jobResult;
  const succeeded = results.some(({ msg }) => /Job succeeded$/.test(msg.trim()));
  expect(skipped || result !== undefined, `${id} never ended: exit ${code}\n${log}\n${stderr}`);
  expect(
    (result === "success") === succeeded && (result !== "success" || code === 0 || brokenStandIn),
    `${id} says ${result}, and exits with ${code}`,
  );
  return { id, result, steps, summary, log: `${log}\n${stderr}` };
}
