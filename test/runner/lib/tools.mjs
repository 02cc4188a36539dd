import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "rolldown";
import { run } from "../../interop/lib/run.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));

/** Programs in Go: the runner, and a checker of workflow files. */
const programs = {
  act: { package: "github.com/nektos/act", version: "v0.2.87", tags: "WITHOUT_DOCKER" },
  actionlint: { package: "github.com/rhysd/actionlint/cmd/actionlint", version: "v1.7.12" },
};

/** Builds a program unless this version of it is there; resolves to where it is. */
export async function program(folder, name) {
  const { package: path, version, tags } = programs[name];
  const bin = join(folder, `${name}-${version}`);
  const file = join(bin, name);
  if (!existsSync(file)) {
    const env = { ...process.env, GOBIN: bin, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
    await run("go", ["install", ...(tags === undefined ? [] : ["-tags", tags]), `${path}@${version}`], { env });
  }
  return { name, version, file };
}

/** What GitHub publishes for npm, as package-lock.json has it: its parser of workflows, bundled, and the description of its interface. */
export async function packages(folder) {
  const names = ["package.json", "package-lock.json", ".npmrc"];
  const texts = await Promise.all(names.map((name) => readFile(join(here, name))));
  const id = createHash("sha256").update(Buffer.concat(texts)).digest("hex").slice(0, 12);
  const directory = join(folder, `runner-${id}`);
  const done = join(directory, "done");
  if (!existsSync(done)) {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const name of names) await cp(join(here, name), join(directory, name));
    await run("npm", ["ci", "--silent", "--ignore-scripts"], { cwd: directory });
    await trim(join(directory, "node_modules/@octokit/openapi/generated"));
    await bundleParser(directory);
    await writeFile(done, "");
  }
  return {
    openapi: join(directory, "node_modules/@octokit/openapi/generated/api.github.com.json"),
    parser: pathToFileURL(join(directory, "parser.mjs")).href,
  };
}

/** All but the one description that is read: several hundred megabytes. */
async function trim(directory) {
  for (const name of await readdir(directory)) if (name !== "api.github.com.json") await rm(join(directory, name));
}

/** Its modules import each other in a way that Node alone does not resolve. */
async function bundleParser(directory) {
  const entry = join(directory, "entry.mjs");
  const names = ["@actions/workflow-parser", "@actions/workflow-parser/actions/index"];
  await writeFile(entry, names.map((name) => `export * from "${name}";\n`).join(""));
  await build({
    input: entry,
    cwd: directory,
    platform: "node",
    output: { file: join(directory, "parser.mjs"), format: "esm" },
    logLevel: "silent",
  });
}
