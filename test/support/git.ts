import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Git's whole environment: nothing of this machine's or user's configuration, a fixed identity and date. */
export const GIT_ENV: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: os.tmpdir(),
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Ann Author",
  GIT_AUTHOR_EMAIL: "ann@example.org",
  GIT_AUTHOR_DATE: "2030-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Ann Author",
  GIT_COMMITTER_EMAIL: "ann@example.org",
  GIT_COMMITTER_DATE: "2030-01-01T00:00:00Z",
};

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git and resolves to how it ended. Asynchronous: a server in this process goes on answering. */
export async function tryGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const child = spawn("git", args, { cwd: directory, env: { ...GIT_ENV, ...options.env }, stdio: "pipe" });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // Git may end without reading what it was given.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? -1));
  });
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
}

/** What git printed, without the last line break; throws when git failed. */
export async function git(directory: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryGit(directory, args, options);
  if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout.toString("utf8").replace(/\n$/, "");
}

/** A new folder for one test, and the way to be rid of it. */
export async function temporary(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "kaprien-test-"));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** One entry for {@link writeTree}: `content` of a file, or a ready object. */
export type TreeItem = readonly [mode: string, path: string, content: string | { readonly id: string }];

/** The id of a tree with these entries, made by git itself with an index of its own. */
export async function writeTree(repository: string, items: readonly TreeItem[]): Promise<string> {
  const index = await temporary();
  const env = { GIT_INDEX_FILE: path.join(index.path, "index") };
  try {
    const lines: string[] = [];
    for (const [mode, file, content] of items) {
      const id =
        typeof content === "string"
          ? await git(repository, ["hash-object", "-w", "--stdin"], { input: content })
          : content.id;
      lines.push(`${mode} ${id}\t${file}\0`);
    }
    await git(repository, ["update-index", "-z", "--add", "--index-info"], { env, input: lines.join("") });
    return await git(repository, ["write-tree"], { env });
  } finally {
    await index.remove();
  }
}

/** Points a branch at a new commit with these entries and returns its id. */
export async function commitTree(
  repository: string,
  branch: string,
  items: readonly TreeItem[],
  parents: readonly string[] = [],
): Promise<string> {
  const tree = await writeTree(repository, items);
  const flags = parents.flatMap((parent) => ["-p", parent]);
  const commit = await git(repository, ["commit-tree", tree, ...flags, "-m", `${branch} by git`]);
  await git(repository, ["update-ref", `refs/heads/${branch}`, commit]);
  return commit;
}

/** `tree` with another mode at a path, written as it stands: an index would make an ordinary one of it. */
export async function withMode(repository: string, tree: string, file: string, mode: string): Promise<string> {
  const [name, ...below] = file.split("/");
  const lines = (await git(repository, ["ls-tree", "-z", tree])).split("\0").filter((line) => line !== "");
  const changed = lines.map(async (line) => {
    const [entry = "", found] = line.split("\t");
    const [was = "", type = "", id = ""] = entry.split(" ");
    if (found !== name) return line;
    if (below.length === 0) return `${mode} ${type} ${id}\t${found}`;
    return `${was} ${type} ${await withMode(repository, id, below.join("/"), mode)}\t${found}`;
  });
  return git(repository, ["mktree", "-z"], { input: `${(await Promise.all(changed)).join("\0")}\0` });
}
