import { appendFileSync, chmodSync, cpSync, lstatSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const { GITHUB_RUN_ID, GITHUB_OUTPUT, GITHUB_WORKSPACE, RIG_ARTIFACTS } = process.env;
const to = resolve(GITHUB_WORKSPACE, process.env.INPUT_PATH);
cpSync(join(RIG_ARTIFACTS, GITHUB_RUN_ID, process.env.INPUT_NAME), to, { recursive: true });
// As the real one: who may execute a file is not kept.
for (const name of readdirSync(to, { recursive: true }))
  if (lstatSync(join(to, name)).isFile()) chmodSync(join(to, name), 0o644);
appendFileSync(GITHUB_OUTPUT, `download-path=${to}\n`);
