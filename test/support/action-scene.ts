import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { explain } from "../../src/catalogue.ts";
import type { ActionEnded, ActionRun } from "./action.ts";
import { type ActionWorld, openActionWorld, repository as original, release } from "./action-world.ts";
import { git, temporary } from "./git.ts";
import type { Grant, RepositorySettings } from "./github.ts";

/** What differs from a job as it should be. */
export type Job = Partial<ActionRun> & { token?: string; permissions?: Grant["permissions"] };
export type RunJob = (job?: Job) => Promise<ActionEnded>;

/** A repository with its first state signed, a release that is merged and waits for the worker, and one that is proposed. */
export interface Stage {
  readonly room: ActionWorld;
  /** Number and commit of the proposal. */
  readonly number: number;
  readonly head: string;
  /** A workspace with something to release. */
  readonly workspace: string;
  readonly work: RunJob;
  /** A job of the proposal. */
  readonly check: RunJob;
  readonly register: RunJob;
  readonly publish: RunJob;
  readonly monitor: RunJob;
  /** The room's repository. */
  readonly home: Scene;
  /** Holds that nothing there has changed since the stage was set. */
  untouched(): Promise<void>;
  /** Runs a job on the room's repository: it stops with the code, and nothing there has changed since the stage was set. */
  stops(code: string, job: Promise<ActionEnded>): Promise<ActionEnded>;
  /** The same in a repository of its own, compared with how it was right before. */
  stopsIn(scene: Scene, code: string, run: RunJob): Promise<ActionEnded>;
  /** Holds that all that was asked and said fits GitHub's own description of its interface, and ends it. */
  close(): Promise<void>;
}

const onMain = { event: "push", payload: { repository: { default_branch: "main" } } };

export async function openStage(): Promise<Stage> {
  const folder = await temporary();
  await mkdir(path.join(folder.path, "out"));
  await writeFile(path.join(folder.path, "out/tool.gz"), "the tool\n");
  const room = await openActionWorld({ config: { publish: { to: "pages" } } });
  await room.world.done();
  await room.world.release("app/1", { "app/1/a": "a" });
  const { number } = await room.propose("v2", release("app/2", { "app/2/a": "a" }));
  const head = await git(room.directory, ["rev-parse", "v2"]);
  const home = { repository: original, directory: room.directory };
  const state = await stateOf(room, home);
  const untouched = async (): Promise<void> => expect(await stateOf(room, home)).toEqual(state);
  const without =
    (more: Readonly<Record<string, string>>): RunJob =>
    ({ inputs, ...job } = {}) =>
      room.run({ ...onMain, workspace: folder.path, inputs: { ...more, ...inputs }, ...job });
  return {
    room,
    number,
    head,
    workspace: folder.path,
    work: (job = {}) => room.work(job),
    check: ({ permissions, ...job } = {}) =>
      room.check(pullPayload(job.repository ?? original, head, { number }), {
        ...job,
        ...(permissions !== undefined && { permissions }),
      }),
    register: without({ mode: "register", release: "tool/1.0", files: "out/*", "trusted-root": "" }),
    publish: without({ mode: "publish" }),
    monitor: without({ mode: "monitor" }),
    home,
    untouched,
    async stops(code, job) {
      const ended = await job;
      expectStopped(ended, code);
      await untouched();
      return ended;
    },
    async stopsIn(scene, code, run) {
      const before = await stateOf(room, scene);
      const ended = await run({ repository: scene.repository });
      expectStopped(ended, code);
      expect(await stateOf(room, scene)).toEqual(before);
      return ended;
    },
    async close() {
      expect(await room.github.violations()).toEqual([]);
      await room.stop();
      await folder.remove();
    },
  };
}

/** A repository of its own for one test, which may break it. */
export interface Scene {
  readonly repository: string;
  /** The bare repository. */
  readonly directory: string;
}

/** The room's repository as it is now, under another name. */
export async function copied(room: ActionWorld, name: string, settings: RepositorySettings = {}): Promise<Scene> {
  const repository = `acme/${name}`;
  const { directory } = await room.github.create(repository, settings);
  await git(directory, ["fetch", "-q", room.directory, "+refs/heads/*:refs/heads/*"]);
  return { repository, directory };
}

/** What a run could leave half done: refs of the repository, its issues, pull requests and their comments. */
export async function stateOf(room: ActionWorld, { repository, directory }: Scene): Promise<object> {
  const refs = await git(directory, ["for-each-ref", "--format=%(refname) %(objectname)"]);
  const { body } = await room.github.as(room.maintainer)(`GET /repos/${repository}/issues?state=all&per_page=100`);
  const threads = body.map(
    (thread: Record<string, unknown>) =>
      `${thread["number"]} ${thread["state"]} ${thread["title"]} ${thread["comments"]} ${thread["updated_at"]}`,
  );
  return { refs: refs.split("\n"), threads };
}

/** A file of an edit: text, a mode with what it points to, or null to remove. */
export type Edited = string | null | { readonly mode: string; readonly text: string };

/** Commits these files on top of a branch, to it or to another one, as anybody who may push can: no rule of ours is asked. */
export async function edit(
  directory: string,
  branch: string,
  files: Readonly<Record<string, Edited>>,
  to: string = branch,
): Promise<string> {
  const index = await temporary();
  const env = { GIT_INDEX_FILE: path.join(index.path, "index") };
  try {
    await git(directory, ["read-tree", branch], { env });
    const lines: string[] = [];
    for (const [file, edited] of Object.entries(files)) {
      const { mode, text } = typeof edited === "string" ? { mode: "100644", text: edited } : (edited ?? { mode: "0" });
      const id =
        text === undefined ? "0".repeat(40) : await git(directory, ["hash-object", "-w", "--stdin"], { input: text });
      lines.push(`${mode} ${id}\t${file}\0`);
    }
    await git(directory, ["update-index", "-z", "--add", "--index-info"], { env, input: lines.join("") });
    const tree = await git(directory, ["write-tree"], { env });
    const commit = await git(directory, ["commit-tree", tree, "-p", branch, "-m", "Small fix"]);
    await git(directory, ["update-ref", `refs/heads/${to}`, commit]);
    return commit;
  } finally {
    await index.remove();
  }
}

/** The payload of a pull request into main, as far as it is read. */
export function pullPayload(
  repository: string,
  head: string,
  { number = 1, from = repository }: { number?: number; from?: string } = {},
): object {
  return {
    action: "synchronize",
    number,
    pull_request: {
      number,
      base: { ref: "main", repo: { full_name: repository } },
      head: { sha: head, ref: "proposal", repo: { full_name: from } },
    },
    repository: { default_branch: "main" },
  };
}

/** Everything that a job leaves for people to read: its log without the lines that hide secrets, its summary, its outputs. */
export function shownBy({ stdout, stderr, summary, outputs }: ActionEnded): string {
  const log = stdout.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  return [...log, stderr, summary, JSON.stringify(outputs)].join("\n");
}

/** Shapes of what nobody may see: tokens, private keys, stack traces. */
const hidden = /gh[sp]_|PRIVATE KEY|\n\s+at .*:\d+:\d+|node:internal|\/dist[^\s]*\.js/;

const reference = readFileSync(path.resolve(import.meta.dirname, "../../docs/reference/errors.md"), "utf8");

/** The run stopped with this code, and said so everywhere: exit, outputs, annotation, summary with cause, fix and a page that exists. */
export function expectStopped(ended: ActionEnded, code: string): void {
  const { exit } = explain(code);
  const { outcome, error } = ended.outputs;
  expect({ exit: ended.code, outcome, error, stderr: ended.stderr }).toEqual({
    exit,
    outcome: "failed",
    error: code,
    stderr: "",
  });
  const errors = ended.annotations.filter(({ level }) => level === "error");
  expect(errors).toEqual([expect.objectContaining({ title: `Kaprien: ${code}` })]);
  expect(errors[0]?.text).toMatch(/\n {2}why .+\n {2}fix .+/);
  expect(ended.summary).toMatch(/### Kaprien: .+\n\n\*\*Why:\*\* .+\n\n\*\*Fix:\*\* .+/);
  expect(ended.summary).toContain(`/docs/reference/errors.md#${code.toLowerCase()})`);
  expect(reference).toContain(`\n## ${code}\n`);
  expect(`${errors[0]?.text} ${ended.summary}`).not.toMatch(/\{[a-zA-Z]{2,}\}|undefined|\[object/);
  expect(shownBy(ended)).not.toMatch(hidden);
}
