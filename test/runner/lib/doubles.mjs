import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../interop/lib/run.mjs";
import { expect } from "./report.mjs";

const here = fileURLToPath(new URL("../doubles", import.meta.url));
/** Programs that jobs call by name. */
export const programs = join(here, "bin");

/** Doubles of GitHub's own actions. `actions/checkout` is none: act does its work itself. */
const doubled = ["upload-artifact", "download-artifact", "upload-pages-artifact", "deploy-pages"];

/**
 * Puts the project's action (action.yml and dist/) and the doubles on a local GitHub, under the names that workflows use.
 * Resolves to the doubles' commit ids by name.
 */
export async function publishActions(github, project, gitEnv, place) {
  const work = await mkdtemp(join(place, "actions-"));
  const publish = async (name, files) => {
    const directory = join(work, name.replace("/", "-"));
    await mkdir(directory);
    for (const [from, to] of files) await cp(from, join(directory, to), { recursive: true });
    const git = (...args) => run("git", args, { cwd: directory, env: gitEnv });
    await github.create(name, { visibility: "public" });
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", "--all", "--force");
    await git("commit", "--quiet", "--message", `${name} for this rig`);
    await git("tag", "v1");
    await git("push", "--quiet", github.directory(name), "main", "v1");
    return (await git("rev-parse", "HEAD")).trim();
  };
  const ids = new Map();
  for (const name of doubled) ids.set(`actions/${name}`, await publish(`actions/${name}`, [[join(here, name), "."]]));
  const action = ["action.yml", "dist"].map((name) => [join(project, name), name]);
  for (const [from] of action) expect(existsSync(from), `there is no ${from}`);
  await publish("kaprien/action", action);
  return ids;
}

const pin = /(uses: )(actions\/[\w-]+)@([0-9a-f]{40})/g;

/**
 * Pins workflows to the doubles: in each file below `.github/workflows` of `directory`, the commit ids of doubled actions become the
 * doubles' own, and nothing else changes. kaprien/action stays as it is: its tag, or what `kaprien init` looked up.
 */
export async function pinDoubles(directory, ids) {
  const folder = join(directory, ".github/workflows");
  for (const name of await readdir(folder)) {
    const before = await readFile(join(folder, name), "utf8");
    const after = before.replace(pin, (whole, uses, action) =>
      ids.has(action) ? `${uses}${action}@${ids.get(action)}` : whole,
    );
    const bare = (text) => text.replace(pin, "$1$2@");
    expect(bare(before) === bare(after), `${name}: more than pins changed`);
    for (const [, , action, id] of after.matchAll(pin))
      expect(action === "actions/checkout" || ids.get(action) === id, `${name}: there is no double of ${action}`);
    await writeFile(join(folder, name), after);
  }
}
