import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ActionWorld, openActionWorld, release, repository } from "../support/action-world.ts";
import { nodes } from "../support/cli.ts";
import { git } from "../support/git.ts";

let room: ActionWorld;

beforeAll(async () => {
  room = await openActionWorld();
});
afterAll(() => room.stop());
// GitHub's own description of its interface judges what we ask, and what the facade says.
afterEach(async () => expect(await room.github.violations()).toEqual([]));

describe("the action", () => {
  test("signs the first state on a push, and is idle after", async () => {
    const first = await room.work();
    expect(first.stderr).toBe("");
    expect([first.code, first.outputs["outcome"], first.outputs["changed"]]).toEqual([0, "done", "true"]);
    const tip = await git(room.directory, ["rev-parse", "tuf"]);
    expect(first.outputs["commit"]).toBe(tip);
    expect(JSON.parse(first.outputs["plan"] ?? "").roles.length).toBeGreaterThan(4);
    expect(first.summary).toContain("kaprien status --repository");
    expect(first.outputs["next-expiry"]).toMatch(/^\d{4}-\d\d-\d\dT/);
    const author = await git(room.directory, ["log", "-1", "--format=%an", "tuf"]);
    expect(author).toBe("github-actions[bot]");

    const second = await room.work({ event: "schedule" });
    expect([second.code, second.outputs["outcome"], second.outputs["changed"]]).toEqual([0, "idle", "false"]);
    expect(await git(room.directory, ["rev-parse", "tuf"])).toBe(tip);
  });

  test("T8: the worker signs for no other event than one of the branch that people merge to", async () => {
    const tip = await git(room.directory, ["rev-parse", "tuf"]);
    const { payload } = await room.propose("other", {});
    for (const other of [
      { event: "pull_request", payload },
      { event: "push", ref: "refs/heads/other" },
      { event: "workflow_run" },
    ]) {
      const ended = await room.work({ inputs: { mode: "worker" }, ...other });
      expect([ended.code, ended.outputs["error"]]).toEqual([4, "TRIGGER_REFUSED"]);
    }
    expect(await git(room.directory, ["rev-parse", "tuf"])).toBe(tip);
  });

  test.each(nodes)("says on a pull request what merging does, once, on %s", async (name, node) => {
    const version = name.replace(/\D+/, "");
    const { number, payload } = await room.propose(
      `v${version}`,
      release(`app/${version}`, { [`app/${version}/a`]: "a" }),
    );
    const ended = await room.check(payload, { node });
    expect([ended.code, ended.stderr, ended.outputs["verdict"]]).toEqual([0, "", "ready"]);
    const [comment, ...others] = await room.comments(number);
    expect(others).toEqual([]);
    expect(comment?.body).toContain("1 target added, 0 changed, 0 removed: **Ready to merge** ✅");
    expect(comment?.body).toContain(`\`app/${version}/a\``);
    expect(ended.summary).toContain("**Ready to merge** ✅");
    await room.check(payload, { node });
    expect(await room.comments(number)).toEqual([comment]);

    const merged = await room.github.as(room.maintainer)(`PUT /repos/${repository}/pulls/${number}/merge`, {});
    expect(merged.status).toBe(200);
    const signed = await room.work({ node });
    expect([signed.code, signed.outputs["outcome"]]).toEqual([0, "done"]);
    expect(await room.world.targets()).toHaveProperty([`app/${version}/a`]);
  });
});
