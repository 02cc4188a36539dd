/**
 * Repositories that Kaprien made, in the hands of other people's clients; see README.md. What it needs it installs into `.interop/`;
 * a client that cannot be had is a failure when CI is set, and is skipped, loudly, when it is not.
 */
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cases, drillCases, healedCases, lateCases } from "./lib/cases.mjs";
import { makers } from "./lib/clients.mjs";
import { decodersAgree, loadOwn, pairCount, patternsAgree } from "./lib/differential.mjs";
import { Report } from "./lib/report.mjs";
import { repositories, tell } from "./lib/story.mjs";

const started = performance.now();
const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(project, ".interop");
const required = (process.env.CI ?? "") !== "" && process.env.CI !== "false";
const known = JSON.parse(await readFile(new URL("expectations.json", import.meta.url), "utf8"));
const report = new Report(known);

function say(text) {
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

/** Runs `work` on every item, as many at a time as there are processors. */
async function each(items, work) {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 8) }, lane));
}

async function install() {
  const clients = [];
  await mkdir(folder, { recursive: true });
  for (const [name, make] of makers) {
    try {
      const client = await make(folder);
      say(`${client.name} ${client.version}`);
      clients.push(client);
    } catch (error) {
      const drills = repositories.filter(({ drill }) => drill).length * drillCases.size;
      const count = repositories.length * (cases.size + lateCases.size + healedCases.size) + drills + 1;
      if (required) report.broken(`${name} cannot be had`, error);
      else report.skip(name, count, error.message.split("\n").slice(0, 3).join(" "));
    }
  }
  return clients;
}

const subjectOf = ({ style, scheme, bins }) => `${style}, ${scheme}, ${bins} bins`;

async function judgeAll(clients, stories, table) {
  const jobs = stories.flatMap((story) =>
    clients.flatMap((client) => [...table].map(([name, attempt]) => ({ story, client, name, attempt }))),
  );
  await each(jobs, ({ story, client, name, attempt }) =>
    report.judge({ client: client.name, subject: subjectOf(story), style: story.style, name }, () =>
      attempt({ client, story }),
    ),
  );
}

/** What does not need a repository: the same patterns and the same JSON, read by other implementations. */
async function compare(clients, work) {
  const own = await loadOwn(work);
  for (const client of clients)
    await report.judge(
      { client: client.name, subject: `T15: ${pairCount} patterns and paths`, name: "gives the same verdicts" },
      () => patternsAgree(client, own),
    );
  const python = clients.find(({ name }) => name === "python-tuf");
  if (python !== undefined)
    await report.judge({ client: "python", subject: "T18: the JSON corpus", name: "reads the same values" }, () =>
      decodersAgree(python, own),
    );
}

async function tellAll(work) {
  // A copy of the package as it is published: the bundle may need nothing else, and a build meanwhile is no trouble.
  const cli = join(work, "kaprien/dist/cli.js");
  await cp(join(project, "dist"), join(work, "kaprien/dist"), { recursive: true });
  await cp(join(project, "package.json"), join(work, "kaprien/package.json"));
  const stories = [];
  await each(repositories, async (repository) => {
    const subject = subjectOf(repository);
    try {
      const root = join(work, `${repository.style}-${repository.scheme}`);
      stories.push(await tell(repository, { root, cli }));
      say(`made ${subject}`);
    } catch (error) {
      report.broken(subject, error);
    }
  });
  return stories;
}

async function main(work) {
  const clients = await install();
  await compare(clients, work);
  const stories = await tellAll(work);
  await judgeAll(clients, stories, cases);
  say(`${cases.size} cases for each client and repository`);
  await judgeAll(
    clients,
    stories.filter(({ drill }) => drill !== undefined),
    drillCases,
  );
  await sleep(Math.max(0, ...stories.map(({ short }) => short.expires + 2000 - Date.now())));
  await judgeAll(clients, stories, lateCases);
  say("the short-lived timestamps have run out");
  await each([...stories], async (story) => {
    try {
      story.healed = await story.heal();
    } catch (error) {
      report.broken(`${subjectOf(story)}: a late worker run`, error);
    }
  });
  await judgeAll(
    clients,
    stories.filter(({ healed }) => healed !== undefined),
    healedCases,
  );
  report.close(clients.length === makers.size && stories.length === repositories.length);
}

const work = await mkdtemp(join(tmpdir(), "kaprien-interop-"));
try {
  await main(work);
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = report.failed > 0 ? 1 : 0;
