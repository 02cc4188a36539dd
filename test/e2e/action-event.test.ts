import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ActionWorld, openActionWorld, repository } from "../support/action-world.ts";
import { resultOf, run } from "../support/cli.ts";
import { playEvent } from "../support/event.ts";
import { git } from "../support/git.ts";

let room: ActionWorld;

beforeAll(async () => {
  room = await openActionWorld({
    threshold: 2,
    people: { root: ["ann", "bob", "cyd"] },
    lifetimes: { targets: { expires: 40, renew: 20 } },
  });
  await room.world.done();
});
afterAll(() => room.stop());

/** A job of a push to the event's branch. */
const pushed: ActionWorld["run"] = ({ inputs, ...more }) =>
  room.run({
    ref: "refs/heads/event/change",
    payload: { repository: { default_branch: "main" } },
    permissions: { contents: "write", "pull-requests": "write" },
    inputs: { mode: "event", ...inputs },
    ...more,
  });

describe("the action's mode event", () => {
  test("keeps the pull request, finishes the event when the last signature arrives, and says what the check says of that", async () => {
    const play = playEvent(room.world);
    await play.open([{ kind: "renew", role: "root" }]);
    const opened = await pushed({ event: "push" });
    expect([opened.stderr, opened.code, opened.outputs["verdict"], opened.outputs["changed"]]).toEqual([
      "",
      0,
      "waiting",
      "false",
    ]);
    const number = Number(opened.outputs["pull-request"]);
    expect(JSON.parse(opened.outputs["event"] ?? "")).toMatchObject({ name: "change", report: { complete: false } });
    const pull = await room.github.as(room.maintainer)(`GET /repos/${repository}/pulls/${number}`);
    expect(pull.body).toMatchObject({ head: { ref: "event/change" }, base: { ref: "main" } });
    expect(pull.body.body).toContain("`kaprien sign change`");
    const payload = { action: "opened", number, pull_request: pull.body, repository: pull.body.base.repo };
    const early = await room.check(payload);
    expect([early.code, early.outputs["verdict"], early.outputs["outcome"]]).toEqual([6, "waiting", "waiting"]);

    // The same for a person: exit 6 means that signatures are missing.
    const cli = await run(["check", "--head", "event/change", "--json"], {
      cwd: room.directory,
      env: { KAPRIEN_TRUSTED_ROOT: room.world.pin },
    });
    expect([cli.code, resultOf(cli)["verdict"]]).toEqual([6, "waiting"]);

    await play.sign("ann", "bob");
    const signed = await git(room.directory, ["rev-parse", "event/change"]);
    const finished = await pushed({ event: "push" });
    expect([finished.code, finished.outputs["verdict"], finished.outputs["changed"]]).toEqual([0, "ready", "true"]);
    const head = await git(room.directory, ["rev-parse", "event/change"]);
    expect(finished.outputs["commit"]).toBe(head);
    expect(await git(room.directory, ["rev-parse", `${head}^`])).toBe(signed);
    expect(await git(room.directory, ["ls-tree", "-r", "--name-only", head, "trust/"])).toBe(
      ["trust/bin.json", "trust/root/1.root.json", "trust/root/2.root.json", "trust/targets.json"].join("\n"),
    );
    const [comment, ...others] = await room.comments(number);
    expect(others).toEqual([]);
    expect(comment?.body).toContain("Trust changes to root 2, signed by people: **Ready to merge**");
    const again = await pushed({ event: "push" });
    expect([again.code, again.outputs["outcome"], again.outputs["changed"]]).toEqual([0, "no change", "false"]);

    const folded = await room.github.as(room.maintainer)(`GET /repos/${repository}/pulls/${number}`);
    const judged = await room.check({ ...payload, pull_request: folded.body });
    expect([judged.code, judged.outputs["verdict"]]).toEqual([0, "ready"]);
    expect(await room.github.violations()).toEqual([]);
  });

  test("T2, T8: has no key in reach, and runs for no other branch", async () => {
    const tips = await git(room.directory, ["for-each-ref"]);
    const key = await pushed({ event: "push", env: { KAPRIEN_ONLINE_KEY: "x" } });
    expect(key.outputs["error"]).toBe("SIGNING_KEY_IN_REACH");
    for (const other of [
      { event: "push", ref: "refs/heads/main" },
      { event: "schedule", ref: "refs/heads/event/change" },
      { event: "push", ref: "refs/tags/event/change" },
    ]) {
      const ended = await pushed(other);
      expect([ended.outputs["error"], ended.outputs["outcome"]]).toEqual(["TRIGGER_REFUSED", "failed"]);
    }
    expect(await git(room.directory, ["for-each-ref"])).toBe(tips);
  });

  test("T52: the worker opens the event that renews what runs out, with a pull request where it may", async () => {
    const refused = await room.work();
    expect([refused.code, refused.stderr]).toEqual([0, ""]);
    const { name, roles } = JSON.parse(refused.outputs["event"] ?? "");
    expect(roles).toEqual(["targets"]);
    expect(refused.annotations.filter(({ level }) => level === "notice")).toMatchObject([
      { text: expect.stringContaining(`gh pr create --head event/${name} --base main`) },
    ]);
    expect(refused.summary).toContain(`\`kaprien sign ${name}\``);
    const commit = await git(room.directory, ["rev-parse", `event/${name}`]);
    await git(room.directory, ["update-ref", "-d", `refs/heads/event/${name}`]);
    const allowed = await room.work({ permissions: { contents: "write", "pull-requests": "write" } });
    expect([allowed.code, allowed.annotations]).toEqual([0, []]);
    expect(await git(room.directory, ["rev-parse", `event/${name}`])).not.toBe(commit);
    const { body } = await room.github.as(room.maintainer)(`GET /repos/${repository}/pulls?state=open`);
    expect(body.map(({ head }: { head: { ref: string } }) => head.ref)).toContain(`event/${name}`);
    expect(await room.github.violations()).toEqual([]);
  });
});
