import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modes } from "../../src/interface/modes.ts";
import type { ActionEnded, ActionRun } from "../support/action.ts";
import { type ActionWorld, keys, openActionWorld, release } from "../support/action-world.ts";
import { playEvent } from "../support/event.ts";
import { marksIn, openedIn, plant, plantInGit, programFiles, watching } from "../support/planted.ts";

let folder: string;
let room: ActionWorld;
/** The job's workspace: a checkout, as `actions/checkout` leaves one. */
let workspace: string;
let forbidden: ReadonlySet<string>;
let payload: object;

const at = (...names: readonly string[]): string => path.join(folder, ...names);

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "kaprien-opened-")));
  room = await openActionWorld();
  await room.world.release("app/1", { "app/1/a": "a" });
  await room.world.done();
  ({ payload } = await room.propose("v2", release("app/2", { "app/2/a": "a" })));
  await playEvent(room.world).open([{ kind: "renew", role: "root" }]);
  workspace = at("outer/work");
  for (const name of ["home", "tmp", "outer/work/.git", "outer/work/out", "outer/work/files/app/1"])
    await mkdir(at(name), { recursive: true });
  await writeFile(at("outer/work/.git/config"), "");
  await writeFile(at("outer/work/out/b"), "b");
  await writeFile(at("outer/work/files/app/1/a"), "a");
  const marks = at("marks");
  const planted = [
    ...["outer", "outer/work", "tmp", "home", "home/.config/kaprien"].map((name) => plant(at(name), marks, "outside")),
    plantInGit(at("outer/work/.git"), marks),
  ];
  forbidden = new Set((await Promise.all(planted)).flat());
});
afterAll(async () => {
  await room.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The defaults of action.yml, which a runner fills in. */
const times = { "valid-in": "2d", "offline-valid-in": "30d" };

interface Call {
  readonly job: Partial<ActionRun>;
  /** What it is told to read or write in the workspace. */
  readonly named?: readonly string[];
}

/** What makes a mode do its work here. One that is not listed is called without more, on the first of its events. */
const calls = (): Readonly<Record<string, Call>> => ({
  check: { job: { payload } },
  event: { job: { ref: "refs/heads/event/change" } },
  publish: { job: { inputs: { to: "site", files: "files" } }, named: ["site", "files"] },
  monitor: { job: { inputs: { from: "site", ...times } }, named: ["site"] },
  register: { job: { inputs: { release: "tool/1", files: "out", "trusted-root": "" } }, named: ["out"] },
});

test.each(modes.map((mode) => [mode.name, mode] as const))(
  "T83: %s runs nothing of the workspace, and opens there what its inputs name alone",
  async (name, { events, permissions }) => {
    const log = at(`opened-${name}`);
    const { job, named = [] } = calls()[name] ?? { job: {} };
    const ended: ActionEnded = await room.run({
      event: events[0] ?? "push",
      payload: { repository: { default_branch: "main" } },
      workspace,
      flags: watching,
      permissions: Object.fromEntries(permissions.map(({ scope, access }) => [scope, access])),
      ...job,
      inputs: { mode: name, ...job.inputs },
      env: {
        HOME: at("home"),
        TMPDIR: at("tmp"),
        OPENED_LOG: log,
        ...(name === "worker" && keys),
      },
    });
    const opened = await openedIn(log);
    const own = path.join(os.tmpdir(), "kaprien-test-");
    const undocumented = opened.filter(({ how, what }) => {
      if (how === "variable") return what !== "NoDefaultCurrentDirectoryInExePath=1";
      if (how === "spawn" || how === "dlopen" || forbidden.has(what)) return true;
      // The runner's own files are in a folder beside.
      if (programFiles(what) || what.startsWith(own) || what.startsWith(at("tmp"))) return false;
      return what !== workspace && !named.some((each) => what.startsWith(path.join(workspace, each)));
    });
    expect(undocumented, ended.stdout + ended.stderr).toEqual([]);
    expect([ended.code, ended.outputs["error"]], ended.stdout).toEqual([0, ""]);
    expect(await marksIn(at("marks"))).toEqual([]);
  },
);
