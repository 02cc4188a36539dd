import { appendFileSync, cpSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const { GITHUB_RUN_ID, GITHUB_OUTPUT, GITHUB_WORKSPACE, RIG_ARTIFACTS } = process.env;
const from = resolve(GITHUB_WORKSPACE, process.env.INPUT_PATH);
const to = join(RIG_ARTIFACTS, GITHUB_RUN_ID, process.env.INPUT_NAME);
if (!existsSync(from)) throw new Error(`there is no ${from}`);
// As at GitHub: an artifact of a run is written once.
if (existsSync(to)) throw new Error(`there is an artifact ${process.env.INPUT_NAME} already`);
mkdirSync(to, { recursive: true });
cpSync(from, to, { recursive: true });
appendFileSync(GITHUB_OUTPUT, "artifact-id=1\n");
