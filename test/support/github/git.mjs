// Git, asked by the server. Asynchronous, one process for each question.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { collect } from "../git-backend.mjs";

export function gitWith(environment) {
  async function attempt(directory, args, { input = "", env = {} } = {}) {
    const child = spawn("git", args, { cwd: directory, env: { ...environment, ...env }, stdio: "pipe" });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const ended = new Promise((resolve) => child.on("close", resolve));
    const [stdout, stderr] = await Promise.all([collect(child.stdout), collect(child.stderr)]);
    return { code: await ended, text: stdout.toString("utf8").replace(/\n$/, ""), error: stderr.toString("utf8") };
  }

  async function run(directory, args, options) {
    const { code, text, error } = await attempt(directory, args, options);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${error}`);
    return text;
  }

  /** The id a name stands for, or undefined. */
  async function resolve(directory, name) {
    const { code, text } = await attempt(directory, ["rev-parse", "--quiet", "--verify", "--end-of-options", name]);
    return code === 0 ? text : undefined;
  }

  /** Who and when for commits: as it is given to git by environment. */
  function identity(author, committer, now) {
    const date = `${Math.floor(now.getTime() / 1000)} +0000`;
    return {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date ?? date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date ?? date,
    };
  }

  /** The tree of a merge, or undefined on conflicts. */
  async function mergedTree(directory, ours, theirs) {
    const { code, text } = await attempt(directory, ["merge-tree", "--write-tree", "--no-messages", ours, theirs]);
    return code === 0 ? text.split("\n")[0] : undefined;
  }

  return { attempt, run, resolve, identity, mergedTree };
}

const SETTINGS = [
  ["http.receivepack", "true"],
  ["uploadpack.allowFilter", "true"],
  ["uploadpack.allowAnySHA1InWant", "true"],
  // As at GitHub: what pull requests point to is not for pushing.
  ["receive.hideRefs", "refs/pull"],
];

// Rejects a push to a branch named in the file, except by those who are named beside it.
const PRE_RECEIVE = `#!/bin/sh
status=0
while read -r old new ref; do
  while read -r name allowed; do
    [ "$name" = "$ref" ] || continue
    case " $allowed " in *" $REMOTE_USER "*) continue ;; esac
    echo "error: GH006: Protected branch update failed for $ref." >&2
    echo "error: Changes must be made through a pull request." >&2
    status=1
  done < "$GIT_DIR/protected"
done
exit $status
`;

/** Makes a bare repository as a host would. */
export async function createRepository(git, directory, defaultBranch) {
  await mkdir(directory, { recursive: true });
  await git.run(directory, ["init", "-q", "--bare", "-b", defaultBranch, "."]);
  for (const [name, value] of SETTINGS) await git.run(directory, ["config", name, value]);
  await mkdir(join(directory, "hooks"), { recursive: true });
  await writeFile(join(directory, "protected"), "");
  await writeFile(join(directory, "hooks", "pre-receive"), PRE_RECEIVE, { mode: 0o755 });
}

/** The key the forge signs with, made when first needed; undefined where there is no ssh-keygen. */
export function signingKey(root, environment) {
  const key = join(root, ".forge", "key");
  let made;
  async function make() {
    if (existsSync(key)) return;
    await mkdir(dirname(key), { recursive: true });
    await new Promise((resolve, reject) => {
      const child = spawn("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "forge", "-f", key], {
        env: environment,
      });
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`ssh-keygen ended with ${code}`))));
    });
  }
  return async () => {
    made ??= make();
    try {
      await made;
      return key;
    } catch {
      return undefined;
    }
  };
}
