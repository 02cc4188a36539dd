/**
 * The template's and the examples' workflows, run by a real runner against servers on this machine; see README.md. What it needs it
 * installs into `.interop/`; a tool that cannot be had is a failure when CI is set, and is skipped, loudly, when it is not.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { seesUnrun, standsFirm } from "./lib/ground.mjs";
import { openPlace } from "./lib/place.mjs";
import { expect, Report } from "./lib/report.mjs";
import * as rules from "./lib/static.mjs";
import { tell } from "./lib/story.mjs";
import { packages, program } from "./lib/tools.mjs";
import { variants } from "./lib/variants.mjs";

const started = performance.now();
const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(project, ".interop");
const required = (process.env.CI ?? "") !== "" && process.env.CI !== "false";
const report = new Report();

function say(text) {
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

/** A tool, or undefined with a failure or a skip in the report. */
async function get(name, make) {
  try {
    return await make();
  } catch (error) {
    const why = error.message.split("\n").slice(0, 3).join(" ");
    if (required) await report.check(`${name} cannot be had`, () => expect(false, why));
    else report.skip(name, 1, why);
    return undefined;
  }
}

async function tools() {
  await mkdir(folder, { recursive: true });
  const act = await get("act", () => program(folder, "act"));
  const actionlint = await get("actionlint", () => program(folder, "actionlint"));
  const github = await get("GitHub's parser and description", () => packages(folder));
  spawnSync(process.execPath, [join(project, "test/support/install-node24.mjs")], { stdio: "inherit" });
  const node24 = join(project, "test/node24/node_modules/.bin/node");
  const node = await get("Node 24", async () =>
    existsSync(node24) ? node24 : expect(false, "it is not in test/node24"),
  );
  say([act, actionlint].flatMap((tool) => (tool === undefined ? [] : [`${tool.name} ${tool.version}`])).join(", "));
  return { act, actionlint, github, node };
}

/** What can be said of workflow files without running them. */
async function inspect({ act, actionlint, github }, work) {
  const parser = github === undefined ? undefined : await import(github.parser);
  const names = await rules.shippedWorkflows(project);
  for (const name of names) {
    const text = await readFile(join(project, name), "utf8");
    if (parser) await report.check(`${name}: GitHub's parser takes it`, () => rules.parses(parser, name, text));
    if (actionlint)
      await report.check(`${name}: actionlint finds nothing`, () => rules.lints(actionlint, project, name, text, work));
    if (act) await report.check(`${name}: act validates it`, () => rules.validates(act, name, text, work));
  }
  const { refused } = rules;
  const refuses = (name, word, attempt) =>
    report.check(`${name} refuses a bad workflow`, async () => {
      const said = await attempt().then(
        () => "nothing",
        ({ message }) => message,
      );
      expect(said.includes(word), `it says ${said}`);
    });
  if (parser) await refuses("GitHub's parser", "stepz", () => rules.parses(parser, "bad.yml", refused.parser));
  if (actionlint)
    await refuses("actionlint", "no-such-input", () =>
      rules.lints(actionlint, project, "bad.yml", refused.actionlint, work),
    );
  if (act) await refuses("act", "stepz", () => rules.validates(act, "bad.yml", refused.act, work));
  if (parser) await report.check("action.yml: GitHub's parser takes it", () => rules.parsesAction(parser, project));
  await report.check("the examples' kaprien.yml is the template's", () => rules.derives(project));
  if (github)
    await report.check("the local GitHub speaks what GitHub describes", () => rules.describes(project, github.openapi));
  say(`${names.length} workflow files`);
}

/** A copy of what is published, so that a build meanwhile is no trouble. */
async function copyProject(work) {
  const copy = join(work, "project");
  for (const name of ["action.yml", "package.json", "metadata-template", "examples"])
    await cp(join(project, name), join(copy, name), { recursive: true });
  // KAPRIEN_DIST names another build of the bundle.
  await cp(process.env.KAPRIEN_DIST ?? join(project, "dist"), join(copy, "dist"), { recursive: true });
  return copy;
}

/** The rig itself. */
async function tryGround({ act, node }, copy, work) {
  const place = await openPlace({ root: join(work, "ground"), project: copy, act, node: dirname(node) });
  await report.check("the rig: checkout, tokens, secrets and needs are as at GitHub", () => standsFirm(place));
  await report.check("the rig: a job that did not run is no success", () => seesUnrun(place));
  await place.close();
}

async function tellAll({ act, node: node24 }, work) {
  const copy = await copyProject(work);
  await tryGround({ act, node: node24 }, copy, work);
  const [, , wanted = ""] = process.argv;
  const all = variants.map((make, index) => {
    const variant = make(copy);
    const node = variant.onThisNode ? process.execPath : node24;
    return { variant, node: dirname(node), root: join(work, `story-${index}`) };
  });
  const queue = all.filter(({ variant }) => variant.name.includes(wanted));
  if (queue.length === 0) await report.check(`a story named ${wanted}`, () => expect(false, "there is none"));
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { variant, node, root } = next;
      const check = (name, attempt) => report.check(`${variant.name}: ${name}`, attempt);
      let place;
      if (
        await check("the local GitHub opens", async () => (place = await openPlace({ root, project: copy, act, node })))
      )
        await tell({ place, variant, check });
      await place?.close();
      say(`told ${variant.name}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane));
}

const work = await mkdtemp(join(tmpdir(), "kaprien-runner-"));
try {
  const had = await tools();
  await inspect(had, work);
  if (had.act && had.node) await tellAll(had, work);
} finally {
  await rm(work, { recursive: true, force: true });
}
report.close();
process.exitCode = report.failed > 0 ? 1 : 0;
