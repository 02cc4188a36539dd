import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run, tryRun } from "../../interop/lib/run.mjs";
import { expect } from "./report.mjs";

/** Every workflow that ships, by its path. */
export async function shippedWorkflows(project) {
  const found = [];
  for (const folder of ["metadata-template", "examples"])
    for (const name of await readdir(join(project, folder), { recursive: true }))
      if (/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(name)) found.push(`${folder}/${name}`);
  return found.sort();
}

const quiet = { error() {}, info() {}, verbose() {} };

/** GitHub's own parser takes the text, and makes a workflow of it. */
export async function parses({ parseWorkflow, convertWorkflowTemplate }, name, content) {
  const { context, value } = parseWorkflow({ name, content }, quiet);
  const template = value === undefined ? { errors: [] } : await convertWorkflowTemplate(context, value);
  const errors = [...context.errors.getErrors(), ...(template.errors ?? [])].map(
    ({ message, Message }) => message ?? Message,
  );
  expect(errors.length === 0 && value !== undefined, errors.join("\n"));
  expect(template.jobs.length > 0, "it has no jobs");
}

/** GitHub's own parser takes action.yml. */
export async function parsesAction({ parseAction, convertActionTemplate }, project) {
  const { context, value } = parseAction(
    { name: "action.yml", content: await readFile(join(project, "action.yml"), "utf8") },
    quiet,
  );
  expect(value !== undefined, "it is empty");
  const template = convertActionTemplate(context, value);
  const errors = context.errors.getErrors().map(({ message }) => message);
  expect(errors.length === 0, errors.join("\n"));
  expect(
    /^node\d+$/.test(template.runs.using) && existsSync(join(project, template.runs.main)),
    "its main is not there",
  );
}

/** actionlint finds nothing, with the action in reach, so that its inputs and outputs are compared with action.yml. */
export async function lints(actionlint, project, name, content, work) {
  const place = await mkdtemp(join(work, "lint-"));
  const file = join(place, ".github/workflows/it.yml");
  await mkdir(dirname(file), { recursive: true });
  await mkdir(join(place, ".git"));
  await mkdir(join(place, "action/dist"), { recursive: true });
  if (existsSync(join(project, "action.yml"))) {
    await cp(join(project, "action.yml"), join(place, "action/action.yml"));
    await writeFile(join(place, "action/dist/action.js"), "");
  }
  await writeFile(file, content.replace(/(uses: )kaprien\/action@\S+/g, "$1./action"));
  const { code, stdout, stderr } = await tryRun(actionlint.file, ["-no-color", "-shellcheck=", "-pyflakes=", file], {
    cwd: place,
  });
  expect(code === 0, `${name}: ${stdout}${stderr}`);
}

/** The runner's own validation. It says nothing of a file that it does not see, so the file is named. */
export async function validates(act, name, content, work) {
  const place = await mkdtemp(join(work, "validate-"));
  const file = join(place, "it.yml");
  await writeFile(file, content);
  const { code, stdout, stderr } = await tryRun(act.file, ["--validate", "--strict", "-C", place, "-W", file], {
    cwd: place,
    env: { PATH: process.env.PATH, HOME: place },
  });
  expect(code === 0 && !/error/i.test(stdout + stderr), `${name}: ${stdout}${stderr}`);
}

/** Texts that each of the three must refuse: what checks nothing passes everything. */
export const refused = {
  parser: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n",
  actionlint:
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: kaprien/action@v1\n        with:\n          no-such-input: x\n",
  act: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n",
};

/** What the examples change of the template's workflow: nothing, or where the publish job takes bytes from. */
export async function derives(project) {
  const own = (folder) => readFile(join(project, folder, ".github/workflows/kaprien.yml"), "utf8");
  const template = await own("metadata-template");
  for (const folder of ["examples/release-files", "examples/separate-trust-repo/trust"])
    expect((await own(folder)) === template, `${folder} has another kaprien.yml than the template`);
  const lines = (text) => text.split("\n");
  const added = lines(await own("examples/minimal"));
  for (const line of lines(template)) {
    const at = added.indexOf(line);
    expect(at >= 0, `examples/minimal lacks: ${line}`);
    added.splice(at, 1);
  }
  const checkout =
    /^ +(# The bytes of the targets are in this repository\.|- uses: actions\/checkout@[0-9a-f]{40} # v[\d.]+)$/;
  const rest = added
    .filter((line) => !checkout.test(line))
    .map((line) => line.trim())
    .sort();
  expect(
    JSON.stringify(rest) === JSON.stringify(["files: files", "persist-credentials: false", "with:"]),
    `examples/minimal adds more than its checkout: ${rest.join(" | ")}`,
  );
}

export async function describes(project, openapi) {
  await run(process.execPath, [join(project, "test/support/github/extract-openapi.mjs"), openapi, "--check"]);
}
