import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { sha256 } from "../../src/tuf/digest.ts";
import type { ActionEnded } from "../support/action.ts";
import { openStage, pullPayload, type Stage } from "../support/action-scene.ts";
import { repository } from "../support/action-world.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

type Row = [name: string, code: string, run: () => Promise<ActionEnded>];

/** A step that is set up wrongly says so and changes nothing (I16). */
function each(rows: readonly Row[]): void {
  test.each(rows)("%s: %s", async (_, code, run) => {
    await stage.stops(code, run());
  });
}

const strangers = ["pull_request_target", "workflow_run", "issue_comment", "release"];
const pull = (sha = stage.head): object => pullPayload(repository, sha);

describe.concurrent("modes and events", () => {
  each([
    ["an unknown mode", "INPUT_INVALID", () => stage.work({ inputs: { mode: "chekc" } })],
    ...strangers.map((event): Row => [`no mode on ${event}`, "MODE_UNKNOWN", () => stage.work({ event })]),
    ["a pull request without one", "TRIGGER_INVALID", () => stage.check({ payload: {} })],
    ["a head that is no commit", "TRIGGER_INVALID", () => stage.check({ payload: pull("$(touch x)") })],
    ["a merge group without one", "TRIGGER_INVALID", () => stage.check({ event: "merge_group" })],
    ["check on a push", "TRIGGER_REFUSED", () => stage.publish({ inputs: { mode: "check" } })],
    ...["pull_request", ...strangers].map(
      (event): Row => [
        `T8 the worker on ${event}`,
        "TRIGGER_REFUSED",
        () => stage.work({ event, payload: pull(), inputs: { mode: "worker" } }),
      ],
    ),
    ["T8 a push to another branch", "TRIGGER_REFUSED", () => stage.work({ ref: "refs/heads/v2" })],
    [
      "T8 a dispatch on another branch",
      "TRIGGER_REFUSED",
      () => stage.work({ event: "workflow_dispatch", ref: "refs/heads/v2" }),
    ],
    [
      "T8 a schedule on another branch",
      "TRIGGER_REFUSED",
      () => stage.work({ event: "schedule", ref: "refs/heads/v2" }),
    ],
    ["T8 a tag called main", "TRIGGER_REFUSED", () => stage.work({ ref: "refs/tags/main" })],
  ]);

  test("an event that is no JSON: TRIGGER_INVALID", async () => {
    const file = path.join(stage.workspace, "event.json");
    await writeFile(file, '{"repository":');
    await stage.stops("TRIGGER_INVALID", stage.work({ env: { GITHUB_EVENT_PATH: file } }));
  });
});

describe.concurrent("inputs", () => {
  const another = { "trusted-root": sha256("another") };
  each([
    ["auto-merge: yes", "INPUT_INVALID", () => stage.register({ inputs: { "auto-merge": "yes" } })],
    ["verified-commits: maybe", "INPUT_INVALID", () => stage.work({ inputs: { "verified-commits": "maybe" } })],
    ["fetch: perhaps", "INPUT_INVALID", () => stage.publish({ inputs: { fetch: "perhaps" } })],
    ["valid-in: soon", "INPUT_INVALID", () => stage.monitor({ inputs: { from: "site", "valid-in": "soon" } })],
    ["monitor without a site", "INPUT_MISSING", () => stage.monitor()],
    ["a repository that is none", "INPUT_INVALID", () => stage.work({ inputs: { repository: "somewhere else" } })],
    ["a repository that is not there", "STORE_NOT_FOUND", () => stage.work({ inputs: { repository: "acme/none" } })],
    ["register without a release", "INPUT_MISSING", () => stage.register({ inputs: { release: "" } })],
    ["register without files", "INPUT_MISSING", () => stage.register({ inputs: { files: "" } })],
    ["files that are not there", "FILE_NOT_FOUND", () => stage.register({ inputs: { files: "out/*.zip" } })],
    ["a release that is no name", "RELEASE_NAME", () => stage.register({ inputs: { release: "1.0" } })],
    ["a branch that is not there", "BRANCH_MISSING", () => stage.register({ inputs: { branch: "trunk" } })],
    ["no token", "STORE_UNAUTHORIZED", () => stage.work({ token: "" })],
    ["T32 no trusted root", "TRUSTED_ROOT_NEEDED", () => stage.work({ inputs: { "trusted-root": "" } })],
    ["T32 no trusted root for check", "TRUSTED_ROOT_NEEDED", () => stage.check({ inputs: { "trusted-root": "" } })],
    ["T32 a trusted root that is none", "TRUSTED_ROOT_INVALID", () => stage.work({ inputs: { "trusted-root": "1" } })],
    ["T32 another repository's trusted root", "ROOT_NOT_PINNED", () => stage.work({ inputs: another })],
    ["T32 another trusted root for check", "ROOT_NOT_PINNED", () => stage.check({ inputs: another })],
    [
      "T32 another trusted root for publish",
      "ROOT_NOT_PINNED",
      () => stage.publish({ inputs: { ...another, to: "site" } }),
    ],
  ]);
});
