import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { Fault } from "../../src/base/fault.ts";
import { parseInstant } from "../../src/base/time.ts";
import { explain } from "../../src/catalogue.ts";
import type { Forge, Pages, ProposalRequest, StatusReport } from "../../src/forge/forge.ts";
import { openGitHub } from "../../src/forge/github/github.ts";
import { none } from "../../src/forge/none.ts";
import { commitTree, git, writeTree } from "../support/git.ts";
import type { ServerFault } from "../support/git-server.ts";
import { type GitHub, type Person, startGitHub } from "../support/github.ts";

let github: GitHub;
let count = 0;
/** `owner/name` of this test's repository, and where it is. */
let name: string;
let directory: string;
let main: string;
let token: string;
let forge: Forge & Pages;
let maintainer: Person;
let slept: number[];

const REST = (path: string, method: ServerFault["method"]): Pick<ServerFault, "method" | "path"> => ({
  method,
  path: `/api/v3/repos/${name}${path}`,
});
const clock: Clock = {
  now: () => parseInstant("2030-06-01T12:00:00Z"),
  sleep: async (seconds) => {
    slept.push(seconds);
  },
};
const PROPOSAL: ProposalRequest = { head: "kaprien/app-1", base: "main", title: "Release app 1", body: "| a | b |" };
const REPORT: StatusReport = { name: "monitor", title: "Timestamp is late", body: "It is.", state: "open" };

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.stop());
beforeEach(async () => {
  count += 1;
  name = `acme/tuf-${count}`;
  slept = [];
  ({ directory } = await github.create(name, { visibility: "public" }));
  main = await commitTree(directory, "main", [["100644", "a", "1"]]);
  await commitTree(directory, "kaprien/app-1", [["100644", "a", "2"]], [main]);
  token = await github.mintJob();
  forge = open(token);
  maintainer = github.as(
    await github.mint({
      login: "mia",
      association: "MEMBER",
      permissions: { contents: "write", issues: "write", "pull-requests": "write", statuses: "write" },
    }),
  );
  await github.requests();
});
// GitHub's own description of its interface holds for whatever was said, by either side.
afterEach(async () => {
  expect(await github.violations()).toEqual([]);
});

function open(with_: string): Forge & Pages {
  return openGitHub({ api: github.api, repository: name, token: with_, clock, timeout: 2000 });
}

async function pullNumber(): Promise<number> {
  return (await forge.propose(PROPOSAL)).number;
}

async function comments(on: number): Promise<readonly { id: number; body: string; user: { login: string } }[]> {
  return (await maintainer(`GET /repos/${name}/issues/${on}/comments?per_page=100`)).body;
}

async function issues(): Promise<readonly { number: number; title: string; body: string; state: string }[]> {
  const { body } = await maintainer(`GET /repos/${name}/issues?state=all&direction=asc`);
  return body.filter((issue: { pull_request?: unknown }) => issue.pull_request === undefined);
}

async function writes(): Promise<readonly string[]> {
  return (await github.requests()).filter(({ method }) => method !== "GET").map(({ method }) => method);
}

async function caught(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error(`no fault: ${String(error)}`);
}

describe("a comment", () => {
  test("is written once, found again, and edited only when it says something else", async () => {
    const on = await pullNumber();
    expect(await forge.comment(on, "plan", "ready")).toBe("written");
    await github.requests();
    expect(await forge.comment(on, "plan", "ready")).toBe("unchanged");
    expect(await writes()).toEqual([]);
    expect(await forge.comment(on, "plan", "blocked")).toBe("edited");
    expect((await comments(on)).map(({ body }) => body)).toEqual(["<!-- kaprien:plan -->\nblocked"]);
    expect(await forge.comment(on, "other", "blocked")).toBe("written");
  });

  test("is found behind more than a page of others", async () => {
    const on = await pullNumber();
    for (let number = 0; number < 101; number += 1)
      await maintainer(`POST /repos/${name}/issues/${on}/comments`, { body: `${number}` });
    expect(await forge.comment(on, "plan", "ready")).toBe("written");
    expect(await forge.comment(on, "plan", "ready")).toBe("unchanged");
  });

  test("planted by a stranger is not ours", async () => {
    const on = await pullNumber();
    const stranger = github.as(await github.mint({ login: "eve", permissions: { "pull-requests": "write" } }));
    const planted = "<!-- kaprien:plan -->\nready to merge";
    await stranger(`POST /repos/${name}/issues/${on}/comments`, { body: planted });
    expect(await forge.comment(on, "plan", "blocked")).toBe("written");
    expect((await comments(on)).map(({ body, user }) => [user.login, body])).toEqual([
      ["eve", planted],
      ["github-actions[bot]", "<!-- kaprien:plan -->\nblocked"],
    ]);
  });

  test("planted by a collaborator, who could edit it later, is not a job's", async () => {
    const on = await pullNumber();
    const body = "<!-- kaprien:plan -->\nready to merge";
    await maintainer(`POST /repos/${name}/issues/${on}/comments`, { body });
    expect(await forge.comment(on, "plan", "blocked")).toBe("written");
    expect((await comments(on)).map((each) => [each.user.login, each.body])).toEqual([
      ["mia", body],
      ["github-actions[bot]", "<!-- kaprien:plan -->\nblocked"],
    ]);
    expect(await forge.comment(on, "plan", "blocked")).toBe("unchanged");
  });

  test("written with a person's token is found again with one, of the same or another maintainer", async () => {
    const on = await pullNumber();
    const grant = { association: "COLLABORATOR", permissions: { "pull-requests": "write" } } as const;
    const [ann, ben] = [await github.mint({ login: "ann", ...grant }), await github.mint({ login: "ben", ...grant })];
    expect(await open(ann).comment(on, "plan", "ready")).toBe("written");
    expect(await open(ben).comment(on, "plan", "ready")).toBe("unchanged");
    expect(await comments(on)).toHaveLength(1);
  });

  test("with the marker anywhere but in its first line is not ours", async () => {
    const on = await pullNumber();
    await maintainer(`POST /repos/${name}/issues/${on}/comments`, { body: "see\n<!-- kaprien:plan -->\nready" });
    expect(await forge.comment(on, "plan", "ready")).toBe("written");
  });

  test("that a maintainer saved in the browser, with its line ends, is still the same", async () => {
    const on = await pullNumber();
    await forge.comment(on, "plan", "soon");
    const [{ id } = { id: 0 }] = await comments(on);
    const body = "<!-- kaprien:plan -->\r\nready\r\n\r\nyes";
    expect((await maintainer(`PATCH /repos/${name}/issues/comments/${id}`, { body })).status).toBe(200);
    expect(await forge.comment(on, "plan", "ready\n\nyes\n")).toBe("unchanged");
  });

  test("is one, also when two runs write it at once", async () => {
    const on = await pullNumber();
    await Promise.all([open(token).comment(on, "plan", "ready"), open(token).comment(on, "plan", "ready")]);
    expect((await comments(on)).map(({ body }) => body)).toEqual(["<!-- kaprien:plan -->\nready"]);
  });

  test("that is too long is cut, and found unchanged", async () => {
    const on = await pullNumber();
    const long = "😀".repeat(40_000);
    expect(await forge.comment(on, "plan", long)).toBe("written");
    expect(await forge.comment(on, "plan", long)).toBe("unchanged");
    const [{ body } = { body: "" }] = await comments(on);
    expect(body.length).toBeLessThan(61_000);
    expect(body.isWellFormed()).toBe(true);
  });

  test("on a pull request that is not there is FORGE_NOT_FOUND", async () => {
    const fault = await caught(forge.comment(404, "plan", "ready"));
    expect(fault).toMatchObject({ code: "FORGE_NOT_FOUND", data: { repository: name, reason: "Not Found" } });
    expect(fault.data["request"]).toBe(`GET /repos/${name}/issues/404/comments`);
  });
});

describe("a proposal", () => {
  test("opens one pull request, brings it up to date, and leaves it alone", async () => {
    const opened = await forge.propose(PROPOSAL);
    expect(opened).toEqual({ number: 1, url: `${github.origin}/${name}/pull/1`, kind: "opened" });
    await github.requests();
    expect(await forge.propose(PROPOSAL)).toEqual({ ...opened, kind: "unchanged" });
    expect(await writes()).toEqual([]);
    expect(await forge.propose({ ...PROPOSAL, title: "Release app 1 again" })).toEqual({ ...opened, kind: "updated" });
    const { body } = await maintainer(`GET /repos/${name}/pulls/1`);
    expect(body).toMatchObject({ title: "Release app 1 again", body: PROPOSAL.body, mergeable: true });
  });

  test("opened twice at once is one pull request", async () => {
    const results = await Promise.all([open(token).propose(PROPOSAL), open(token).propose(PROPOSAL)]);
    expect(results.map(({ number }) => number)).toEqual([1, 1]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["opened", "unchanged"]);
  });

  test("after the last one was merged is a new one", async () => {
    await forge.propose(PROPOSAL);
    await maintainer(`PUT /repos/${name}/pulls/1/merge`, {});
    await commitTree(directory, "kaprien/app-1", [["100644", "a", "3"]], [await git(directory, ["rev-parse", "main"])]);
    expect(await forge.propose(PROPOSAL)).toMatchObject({ number: 2, kind: "opened" });
  });

  test("from a fork's branch of the same name is another one", async () => {
    const fork = await github.create(`eve/tuf-${count}`, { fork: name, visibility: "public" });
    await commitTree(fork.directory, "kaprien/app-1", [["100644", "a", "evil"]], [main]);
    const eve = github.as(await github.mint({ login: "eve", permissions: { "pull-requests": "write" } }));
    const planted = await eve(`POST /repos/${name}/pulls`, { head: "eve:kaprien/app-1", base: "main", title: "x" });
    expect(planted.status).toBe(201);
    // Also where the forge does not know the filters and shows them all.
    const body = JSON.stringify((await maintainer(`GET /repos/${name}/pulls`)).body);
    const headers = { "Content-Type": "application/json" };
    await github.fault({ ...REST("/pulls", "GET"), effect: { kind: "status", status: 200, headers, body } });
    expect(await forge.propose(PROPOSAL)).toMatchObject({ number: 2, kind: "opened" });
  });

  test("without a change is refused in the forge's words", async () => {
    await git(directory, ["update-ref", "refs/heads/kaprien/app-1", main]);
    const fault = await caught(forge.propose(PROPOSAL));
    expect(fault).toMatchObject({ code: "FORGE_REFUSED", data: { status: 422 } });
    expect(fault.data["reason"]).toContain("No commits between main and kaprien/app-1");
  });

  test("where jobs may not open any is PULL_REQUESTS_OFF", async () => {
    await github.settle(name, { workflowsOpenPulls: false });
    expect(await caught(forge.propose(PROPOSAL))).toMatchObject({
      code: "PULL_REQUESTS_OFF",
      data: { repository: name },
    });
  });

  test("is merged by the forge when its checks have passed", async () => {
    await github.settle(name, { autoMerge: true, requiredStatuses: ["check"] });
    const request = { ...PROPOSAL, autoMerge: "squash" } as const;
    const result = await forge.propose(request);
    expect(result).toEqual({ number: 1, url: `${github.origin}/${name}/pull/1`, kind: "opened" });
    await github.requests();
    expect(await forge.propose(request)).toEqual({ ...result, kind: "unchanged" });
    expect(await writes()).toEqual([]);
    const head = await git(directory, ["rev-parse", "kaprien/app-1"]);
    await maintainer(`POST /repos/${name}/statuses/${head}`, { state: "success", context: "check" });
    expect((await maintainer(`GET /repos/${name}/pulls/1`)).body).toMatchObject({ merged: true });
    expect(await git(directory, ["show", "main:a"])).toBe("2");
  });

  test("says why the forge will not merge by itself, and is there all the same", async () => {
    expect(await forge.propose({ ...PROPOSAL, autoMerge: "merge" })).toMatchObject({
      kind: "opened",
      noAutoMerge: "Pull request Auto merge is not allowed for this repository",
    });
    await github.settle(name, { autoMerge: true });
    expect(await forge.propose({ ...PROPOSAL, autoMerge: "merge" })).toMatchObject({
      kind: "unchanged",
      noAutoMerge: "Pull request Pull request is in clean status",
    });
    const weak = open(await github.mintJob({ "pull-requests": "write" }));
    expect(await weak.propose({ ...PROPOSAL, autoMerge: "merge" })).toMatchObject({
      noAutoMerge: "Resource not accessible by integration",
    });
  });
});

describe("a report", () => {
  test("is one issue: opened, left alone, rewritten, closed and opened again", async () => {
    const first = await forge.report(REPORT);
    expect(first).toEqual({ number: 1, url: `${github.origin}/${name}/issues/1` });
    await github.requests();
    expect(await forge.report(REPORT)).toEqual(first);
    expect(await writes()).toEqual([]);
    await forge.report({ ...REPORT, body: "Still." });
    expect(await issues()).toMatchObject([{ body: "<!-- kaprien:monitor -->\nStill.", state: "open" }]);
    await forge.report({ ...REPORT, title: "All is well", state: "closed" });
    await github.requests();
    await forge.report({ ...REPORT, title: "All is well", state: "closed" });
    expect(await writes()).toEqual([]);
    expect(await issues()).toMatchObject([{ title: "All is well", state: "closed" }]);
    expect(await forge.report(REPORT)).toEqual(first);
    expect(await issues()).toMatchObject([{ title: REPORT.title, state: "open" }]);
  });

  test("of nothing wrong opens none", async () => {
    expect(await forge.report({ ...REPORT, state: "closed" })).toBeUndefined();
    expect(await issues()).toEqual([]);
  });

  test("is not what a stranger or a pull request plants", async () => {
    const stranger = github.as(await github.mint({ login: "eve", permissions: { issues: "write" } }));
    await stranger(`POST /repos/${name}/issues`, { title: "x", body: "<!-- kaprien:monitor -->\nall is well" });
    await forge.propose({ ...PROPOSAL, body: "<!-- kaprien:monitor -->\n" });
    expect(await forge.report(REPORT)).toMatchObject({ number: 3 });
  });

  test("is not what a collaborator plants, to a job; to a person's token it is", async () => {
    const title = "all is well";
    await maintainer(`POST /repos/${name}/issues`, { title, body: "<!-- kaprien:monitor -->\nall is well" });
    expect(await forge.report(REPORT)).toMatchObject({ number: 2 });
    expect((await issues())[0]).toMatchObject({ title, state: "open" });
    const ann = await github.mint({ login: "ann", association: "MEMBER", permissions: { issues: "write" } });
    expect(await open(ann).report(REPORT)).toMatchObject({ number: 1 });
  });

  test("made twice at once leaves one open, and both know which", async () => {
    const results = await Promise.all([open(token).report(REPORT), open(token).report(REPORT)]);
    expect(results.map((result) => result?.number)).toEqual([1, 1]);
    expect((await issues()).filter(({ state }) => state === "open")).toHaveLength(1);
    expect(await forge.report(REPORT)).toMatchObject({ number: 1 });
  });

  test("where issues are off is refused in the forge's words", async () => {
    await github.settle(name, { issues: false });
    const fault = await caught(forge.report(REPORT));
    expect(fault).toMatchObject({ code: "FORGE_REFUSED", data: { status: 410 } });
    expect(fault.data["reason"]).toContain("disabled");
  });
});

describe("an endorsed commit", () => {
  test("carries the forge's signature, and no branch moves", async () => {
    const before = await git(directory, ["show-ref"]);
    const tree = await writeTree(directory, [["100644", "state.json", "{}"]]);
    const id = await forge.endorse({ tree, parents: [main], message: "sign" });
    expect(await git(directory, ["show-ref"])).toBe(before);
    expect(await git(directory, ["show", "-s", "--format=%T %P %an %s", id])).toBe(
      `${tree} ${main} github-actions[bot] sign`,
    );
    expect((await maintainer(`GET /repos/${name}/git/commits/${id}`)).body.verification).toMatchObject({
      verified: true,
    });
  });

  test("of a tree that is not there is refused in the forge's words", async () => {
    const fault = await caught(forge.endorse({ tree: "1".repeat(40), parents: [main], message: "sign" }));
    expect(fault).toMatchObject({ code: "FORGE_REFUSED", data: { status: 422, reason: "Tree SHA does not exist" } });
  });
});

describe("pages", () => {
  test("are off, or have an address and a source", async () => {
    expect(await forge.pages()).toBeUndefined();
    const url = `${github.origin}/pages/${name}/`;
    await github.settle(name, { pages: "workflow" });
    expect(await forge.pages()).toEqual({ url, source: "workflow" });
    await github.settle(name, { pages: "legacy" });
    expect(await forge.pages()).toEqual({ url, source: "branch" });
  });

  test("are not for a token that may not ask", async () => {
    const without = open(await github.mintJob({ contents: "write" }));
    expect(await caught(without.pages())).toMatchObject({
      code: "FORGE_FORBIDDEN",
      data: { permission: "pages: read" },
    });
  });
});

describe("a token that may not", () => {
  const actions: readonly [string, string, (forge: Forge) => Promise<unknown>][] = [
    ["comment", "pull-requests: write", (by) => by.comment(1, "plan", "x")],
    ["propose", "pull-requests: write", (by) => by.propose({ ...PROPOSAL, title: "other" })],
    ["report", "issues: write", (by) => by.report(REPORT)],
    ["endorse", "contents: write", (by) => by.endorse({ tree: "1".repeat(40), parents: [], message: "x" })],
  ];

  test.each(actions)("%s, being read-only, is told the permission %s", async (_, permission, act) => {
    await pullNumber();
    const reader = await github.mintJob({ contents: "read", issues: "read", "pull-requests": "read" });
    const fault = await caught(act(open(reader)));
    expect(fault).toMatchObject({
      code: "FORGE_FORBIDDEN",
      data: { permission, repository: name, reason: "Resource not accessible by integration" },
    });
    expect(explain(fault.code, fault.data).fix).toContain(permission);
    expect(JSON.stringify(fault.data)).not.toContain(reader);
  });

  test.each(actions)("%s, having expired, is FORGE_UNAUTHORIZED", async (_, __, act) => {
    await pullNumber();
    await github.revoke(token);
    expect(await caught(act(forge))).toMatchObject({ code: "FORGE_UNAUTHORIZED", data: { reason: "Bad credentials" } });
  });

  test("see a private repository is told that it may be that", async () => {
    await github.settle(name, { visibility: "private" });
    const other = await github.mint({ login: "app[bot]", type: "Bot", repositories: ["acme/other"] });
    expect(await caught(open(other).propose(PROPOSAL))).toMatchObject({
      code: "FORGE_NOT_FOUND",
      data: { repository: name },
    });
  });

  test.each(["", " ", "two words", "line\nbreak"])("be one (%j) is FORGE_UNAUTHORIZED at once", (odd) => {
    expect(() => open(odd)).toThrowError(expect.objectContaining({ code: "FORGE_UNAUTHORIZED" }));
  });
});

describe("a limit", () => {
  const limited = (
    status: number,
    headers: Readonly<Record<string, string>>,
    message: string,
  ): ServerFault["effect"] => ({
    kind: "status",
    status,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ message }),
  });

  test.each([
    [
      "of the hour",
      limited(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1906550000" }, "API rate limit exceeded"),
      "2030-06-01T13:13:20Z",
    ],
    [
      "that says how long",
      limited(403, { "retry-after": "90", "x-ratelimit-remaining": "10" }, "slow down"),
      "2030-06-01T12:01:30Z",
    ],
    ["with its own status", limited(429, { "retry-after": "5" }, "too many"), "2030-06-01T12:00:05Z"],
    [
      "without a time",
      limited(
        403,
        { "x-ratelimit-remaining": "9", "x-ratelimit-reset": "1906550000" },
        "You have exceeded a secondary rate limit",
      ),
      "2030-06-01T12:01:00Z",
    ],
  ])("%s is RATE_LIMITED, says when it ends, and is not tried again", async (_, effect, until) => {
    await github.fault({ ...REST("/pulls", "GET"), effect });
    expect(await caught(forge.propose(PROPOSAL))).toMatchObject({ code: "RATE_LIMITED", data: { until } });
    expect(slept).toEqual([]);
    expect(await github.requests()).toHaveLength(1);
  });
});

describe("a forge that fails", () => {
  const down = (status: number): ServerFault["effect"] => ({ kind: "status", status, body: "<html>down</html>" });

  test("twice, to a question, is asked again", async () => {
    await github.fault({ ...REST("/pulls", "GET"), times: 2, effect: down(500) });
    expect(await forge.propose(PROPOSAL)).toMatchObject({ kind: "opened" });
    expect(slept).toEqual([1, 3]);
  });

  test("for ever is FORGE_UNREACHABLE after three tries", async () => {
    await github.fault({ ...REST("/pulls", "GET"), times: 9, effect: down(503) });
    const fault = await caught(forge.propose(PROPOSAL));
    expect(fault).toMatchObject({
      code: "FORGE_UNREACHABLE",
      data: { status: 503, request: `GET /repos/${name}/pulls` },
    });
    expect(await github.requests()).toHaveLength(3);
  });

  test.each([
    ["before it wrote", down(502)],
    ["after it wrote", { kind: "status-after", status: 504, body: "" } as const],
    ["by breaking off before", { kind: "close" } as const],
    ["by breaking off after", { kind: "drop-reply" } as const],
    ["by breaking off within its reply", { kind: "half-reply" } as const],
    ["by silence", { kind: "silence-after" } as const],
  ])("%s is looked at again, so that nothing is there twice", async (_, effect) => {
    const on = await pullNumber();
    await github.fault({ ...REST(`/issues/${on}/comments`, "POST"), effect });
    await forge.comment(on, "plan", "ready");
    expect((await comments(on)).map(({ body }) => body)).toEqual(["<!-- kaprien:plan -->\nready"]);
    await github.fault({ ...REST("/issues", "POST"), effect });
    await forge.report(REPORT);
    expect(await issues()).toHaveLength(1);
  });

  test("at every write is FORGE_UNREACHABLE, after three tries", async () => {
    await github.fault({ ...REST("/pulls", "POST"), times: 9, effect: down(502) });
    const fault = await caught(forge.propose(PROPOSAL));
    expect(fault).toMatchObject({
      code: "FORGE_UNREACHABLE",
      data: { status: 502, request: `POST /repos/${name}/pulls` },
    });
    expect(await writes()).toEqual(["POST", "POST", "POST"]);
  });

  test("with 500 at a write may be broken by it, and is not asked again", async () => {
    await github.fault({ ...REST("/pulls", "POST"), effect: down(500) });
    expect(await caught(forge.propose(PROPOSAL))).toMatchObject({ code: "FORGE_UNREACHABLE" });
    expect(await writes()).toEqual(["POST"]);
  });

  test("and is not there at all is FORGE_UNREACHABLE", async () => {
    const gone = await startGitHub();
    await gone.stop();
    const away = openGitHub({ api: gone.api, repository: name, token, clock });
    expect(await caught(away.report(REPORT))).toMatchObject({
      code: "FORGE_UNREACHABLE",
      data: { reason: "ECONNREFUSED" },
    });
  });

  test("by sending us elsewhere gets no token there", async () => {
    const effect = { kind: "status", status: 307, headers: { Location: `${github.api}/elsewhere` } } as const;
    await github.fault({ ...REST("/pulls", "GET"), effect });
    expect(await caught(forge.propose(PROPOSAL))).toMatchObject({ code: "FORGE_REFUSED", data: { status: 307 } });
    expect((await github.requests()).map(({ url }) => url)).not.toContain("/api/v3/elsewhere");
  });

  test("with a page that is no answer is FORGE_UNREACHABLE", async () => {
    const effect = { kind: "status", status: 200, headers: { "Content-Type": "text/html" }, body: "<html>" } as const;
    await github.fault({ ...REST("/pulls", "GET"), times: 3, effect });
    expect(await caught(forge.propose(PROPOSAL))).toMatchObject({ code: "FORGE_UNREACHABLE" });
  });

  test("and repeats our token is not believed to be discreet: no fault shows it", async () => {
    const echo = (status: number): ServerFault["effect"] => ({
      kind: "status",
      status,
      headers: { "Content-Type": "application/json", "X-Echo": token },
      body: JSON.stringify({ message: `no ${token}`, errors: [{ message: token }] }),
    });
    for (const status of [400, 401, 403, 404, 422, 429, 500]) {
      await github.fault({ ...REST("/pulls", "GET"), times: status === 500 ? 3 : 1, effect: echo(status) });
      const fault = await caught(forge.propose(PROPOSAL));
      expect([fault.message, fault.stack, JSON.stringify(fault.data), String(fault.cause)].join()).not.toContain(token);
    }
  });
});

describe("no forge", () => {
  test("hears nothing, and says what is to be done by hand", async () => {
    expect(await none.comment(1, "plan", "x")).toBe("unchanged");
    expect(await none.report(REPORT)).toBeUndefined();
    const fault = await caught(none.propose(PROPOSAL));
    expect(fault.code).toBe("FORGE_NONE");
    expect(explain(fault.code, fault.data).title).toContain("open the pull request from kaprien/app-1 into main");
    expect(await caught(none.endorse({ tree: "1".repeat(40), parents: [], message: "x" }))).toMatchObject({
      code: "FORGE_NONE",
    });
  });
});

test("what the forge announces to developers is not printed", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const headers = { "Content-Type": "application/json", Deprecation: "Sat, 01 Jun 2030 00:00:00 GMT", Sunset: "soon" };
  await github.fault({ ...REST("/pulls", "GET"), effect: { kind: "status", status: 200, headers, body: "[]" } });
  expect(await forge.propose(PROPOSAL)).toMatchObject({ kind: "opened" });
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
