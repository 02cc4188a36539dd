import { appendFileSync, cpSync, existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const { GITHUB_RUN_ID, GITHUB_OUTPUT, GITHUB_WORKSPACE, RIG_ARTIFACTS } = process.env;
const from = resolve(GITHUB_WORKSPACE, process.env.INPUT_PATH);
const to = join(RIG_ARTIFACTS, GITHUB_RUN_ID, process.env.INPUT_NAME);
const hidden = process.env["INPUT_INCLUDE-HIDDEN-FILES"] === "true";
if (existsSync(to)) throw new Error(`there is an artifact ${process.env.INPUT_NAME} already`);
mkdirSync(to, { recursive: true });
cpSync(from, to, {
  recursive: true,
  dereference: true,
  filter: (file) =>
    file === from || ((hidden || !basename(file).startsWith(".")) && ![".git", ".github"].includes(basename(file))),
});
appendFileSync(GITHUB_OUTPUT, "artifact_id=1\n");
