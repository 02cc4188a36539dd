import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commitTree, git, temporary, tryGit } from "../../support/git.ts";
// @ts-expect-error: the server is plain JavaScript, without types.
import { loadDescription } from "../../support/github/validation.mjs";
import { type GitHub, type Person, startGitHub } from "../../support/github.ts";

let github: GitHub;
let count = 0;
let name: string;
let url: string;
let directory: string;
let main: string;
let owner: Person;
let token: string;

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.stop());
beforeEach(async () => {
  count += 1;
  name = `acme/site-${count}`;
  ({ url, directory } = await github.create(name, { visibility: "public" }));
  main = await commitTree(directory, "main", [["100644", "a", "1\n"]]);
  const all = {
    contents: "write",
    issues: "write",
    pages: "read",
    "pull-requests": "write",
    statuses: "write",
  } as const;
  token = await github.mint({ login: "ann", association: "OWNER", permissions: all });
  owner = github.as(token);
});

async function branch(head: string, content: string): Promise<string> {
  return commitTree(directory, head, [["100644", "a", content]], [main]);
}

function pull(head: string): ReturnType<Person> {
  return owner(`POST /repos/${name}/pulls`, { head, base: "main", title: head });
}

function addressed(to: string, with_ = token): string {
  return to.replace("http://", `http://x-access-token:${with_}@`);
}

describe("a wrong caller is seen", () => {
  test.each([
    [
      "of an operation that GitHub has not",
      "GET /repos/NAME/comment",
      undefined,
      "not an operation that is known here",
    ],
    [
      "without what must be there",
      "POST /repos/NAME/git/commits",
      { message: "x" },
      "must have required property 'tree'",
    ],
    [
      "with a value of the wrong type",
      "POST /repos/NAME/pulls",
      { head: "x", base: "main", draft: "no" },
      "/draft must be boolean",
    ],
    ["with a field that is not known", "PATCH /repos/NAME/pulls/1", { titel: "x" }, "there is no titel"],
    [
      "with a parameter that is not known",
      "GET /repos/NAME/pulls?branch=main",
      undefined,
      "there is no parameter branch",
    ],
    [
      "with a value that is not one of those allowed",
      "GET /repos/NAME/issues?state=opened",
      undefined,
      "parameter state",
    ],
    ["with a number that is none", "GET /repos/NAME/pulls/one", undefined, "parameter pull_number"],
    [
      "with what GitHub heeds and this one does not",
      "GET /repos/NAME/pulls?sort=updated",
      undefined,
      "sort is not implemented",
    ],
    ["without a body", "POST /repos/NAME/issues", undefined, "body: it is missing"],
  ])("%s", async (_, route, body, expected) => {
    const answer = await owner(route.replace("NAME", name), body);
    expect(answer.status).toBeGreaterThanOrEqual(route.startsWith("GET") && route.includes("?") ? 200 : 400);
    const violations = await github.violations();
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(expected);
    expect(await github.violations()).toEqual([]);
  });

  test("who knows GraphQL only by hearsay", async () => {
    const ask = (query: string): Promise<Response> =>
      fetch(github.graphql, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: {} }),
      });
    await ask("mutation { enableAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }");
    await ask("mutation { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }");
    await fetch(`${github.api}/graphql`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
    expect(await github.violations()).toEqual([
      "POST /api/graphql: only enablePullRequestAutoMerge is known",
      "POST /api/graphql: $id is not declared",
      "POST /graphql: not an operation that is known here",
    ]);
  });
});

describe("a wrong answer is seen", () => {
  const description = loadDescription();
  const where = { method: "GET", template: "/repos/{owner}/{repo}/git/ref/{ref}" };
  const object = { type: "commit", sha: "1".repeat(40), url: "http://localhost/x" };
  const right = { ref: "refs/heads/main", node_id: "x", url: "http://localhost/x", object };

  test.each([
    ["right", 200, right, []],
    ["without a field", 200, { ...right, node_id: undefined }, ["/ must have required property 'node_id'"]],
    ["with a value of another kind", 200, { ...right, ref: 1 }, ["/ref must be string"]],
    ["with an address that is none", 200, { ...right, url: "over there" }, ['/url must match format "uri"']],
    ["with a status that the operation has not", 201, right, ["201 is no answer of this operation"]],
    ["that refuses without words", 404, {}, ["404 without message and documentation_url"]],
  ])("%s", (_, status, body, problems) => {
    expect(description.response({ ...where, status, body: JSON.parse(JSON.stringify(body)) })).toEqual(problems);
  });
});

describe("a pull request", () => {
  test("shows what the branches are now, and both refs are kept for git", async () => {
    await branch("topic", "2\n");
    expect((await pull("topic")).status).toBe(201);
    const moved = await branch("topic", "3\n4\n");
    const { body } = await owner(`GET /repos/${name}/pulls/1`);
    expect(body).toMatchObject({
      head: { sha: moved },
      base: { sha: main },
      mergeable: true,
      additions: 2,
      deletions: 1,
    });
    expect((await owner(`GET /repos/${name}/pulls/1/files`)).body).toMatchObject([
      { filename: "a", status: "modified", changes: 3 },
    ]);
    const refs = await git(directory, ["ls-remote", url, "refs/pull/*"]);
    expect(refs).toContain(`${moved}\trefs/pull/1/head`);
    expect(await git(directory, ["show", "refs/pull/1/merge:a"])).toBe("3\n4");
    expect(await github.violations()).toEqual([]);
  });

  test("a second one for the same branches is 422", async () => {
    await branch("topic", "2\n");
    await pull("topic");
    const second = await pull("topic");
    expect(second).toMatchObject({ status: 422, body: { message: "Validation Failed" } });
    expect(second.body.errors[0].message).toBe("A pull request already exists for acme:topic.");
    expect(await github.violations()).toEqual([]);
  });

  test.each([
    ["nowhere", { field: "head", code: "invalid" }],
    ["main", { message: "No commits between main and main" }],
  ])("from %s is 422", async (head, error) => {
    expect(await pull(head)).toMatchObject({ status: 422, body: { errors: [error] } });
  });

  test("merges what git merges, once, from the head that was meant", async () => {
    const head = await branch("topic", "2\n");
    await pull("topic");
    const merge = (body: unknown): ReturnType<Person> => owner(`PUT /repos/${name}/pulls/1/merge`, body);
    expect(await merge({ sha: main })).toMatchObject({ status: 409 });
    const merged = await merge({ sha: head });
    expect(merged).toMatchObject({ status: 200, body: { merged: true } });
    expect(await git(directory, ["rev-parse", "main", "main^1", "main^2"])).toBe(
      [merged.body.sha, main, head].join("\n"),
    );
    expect(await merge({})).toMatchObject({ status: 405, body: { message: "Pull Request is not mergeable" } });
    expect((await owner(`GET /repos/${name}/pulls/1`)).body).toMatchObject({ state: "closed", merged: true });
    expect(await github.violations()).toEqual([]);
  });

  test("with a conflict, or without a status it needs, is 405", async () => {
    const head = await branch("topic", "2\n");
    await pull("topic");
    await github.settle(name, { requiredStatuses: ["check"] });
    expect((await owner(`PUT /repos/${name}/pulls/1/merge`, {})).status).toBe(405);
    await owner(`POST /repos/${name}/statuses/${head}`, { state: "success", context: "check" });
    await branch("main", "other\n");
    expect((await owner(`GET /repos/${name}/pulls/1`)).body).toMatchObject({
      mergeable: false,
      mergeable_state: "dirty",
    });
    expect((await owner(`PUT /repos/${name}/pulls/1/merge`, {})).status).toBe(405);
    expect(await github.violations()).toEqual([]);
  });

  test("is merged when somebody pushes its commits, and closed when its branch goes", async () => {
    const head = await branch("topic", "2\n");
    await branch("other", "3\n");
    await pull("topic");
    await pull("other");
    await git(directory, ["push", "-q", addressed(url), `${head}:refs/heads/main`, ":refs/heads/other"]);
    expect((await owner(`GET /repos/${name}/pulls/1`)).body).toMatchObject({ state: "closed", merged: true });
    expect((await owner(`GET /repos/${name}/pulls/2`)).body).toMatchObject({ state: "closed", merged: false });
    expect(await github.violations()).toEqual([]);
  });
});

describe("git over HTTP", () => {
  test("a public repository is read by anybody, with and without .git; a private one is not", async () => {
    for (const address of [url, `${url}.git`]) expect((await tryGit(directory, ["ls-remote", address])).code).toBe(0);
    await github.settle(name, { visibility: "private" });
    expect((await tryGit(directory, ["ls-remote", url])).stderr).toContain("could not read Username");
    expect((await tryGit(directory, ["ls-remote", addressed(url)])).code).toBe(0);
  });

  test("a public action is cloned at a tag or a commit", async () => {
    const action = await github.create("kaprien/action", { visibility: "public" });
    const id = await commitTree(action.directory, "main", [["100644", "action.yml", "name: x"]]);
    await git(action.directory, ["tag", "v1", id]);
    const folder = await temporary();
    await git(folder.path, ["clone", "-q", "--depth=1", "--branch", "v1", action.url, "action"]);
    expect(existsSync(path.join(folder.path, "action", "action.yml"))).toBe(true);
    await git(path.join(folder.path, "action"), ["fetch", "-q", "--depth=1", action.url, id]);
    await folder.remove();
  });

  test("a token that may only read is told so at a push, and one that is unknown at once", async () => {
    const reader = await github.mintJob({ contents: "read" });
    const push = (with_: string): ReturnType<typeof tryGit> =>
      tryGit(directory, ["push", addressed(url, with_), `${main}:refs/heads/new`]);
    expect((await push(reader)).stderr).toContain("Write access to repository not granted");
    expect((await push("nonsense")).stderr).toContain("Invalid username or token");
    expect((await push(token)).code).toBe(0);
  });

  test("a protected branch is moved by those who may, and by merging", async () => {
    const head = await branch("topic", "2\n");
    await github.protect(name, [{ branch: "main", except: ["github-actions[bot]"] }]);
    const push = (with_: string, to: string): ReturnType<typeof tryGit> =>
      tryGit(directory, ["push", addressed(url, with_), `${head}:refs/heads/${to}`]);
    const refused = await push(token, "main");
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("GH006: Protected branch update failed for refs/heads/main.");
    expect((await push(token, "elsewhere")).code).toBe(0);
    await pull("topic");
    expect((await owner(`PUT /repos/${name}/pulls/1/merge`, { merge_method: "squash" })).status).toBe(200);
    const job = await github.mintJob();
    expect((await tryGit(directory, ["push", "-f", addressed(url, job), `${head}:refs/heads/main`])).code).toBe(0);
  });

  test("what pull requests point to is not for pushing", async () => {
    const pushed = await tryGit(directory, ["push", addressed(url), `${main}:refs/pull/9/head`]);
    expect(pushed.stderr).toContain("deny updating a hidden ref");
  });
});

describe("a token", () => {
  test.each([
    ["unknown", "ghs_unknown", 401, "Bad credentials"],
    ["absent", undefined, 404, "Not Found"],
  ])("that is %s", async (_, value, status, message) => {
    await github.settle(name, { visibility: "private" });
    expect(await github.as(value)(`GET /repos/${name}`)).toMatchObject({ status, body: { message } });
  });

  test("for pull requests does not reach to issues, which share their interface", async () => {
    await owner(`POST /repos/${name}/issues`, { title: "x" });
    const job = github.as(await github.mintJob({ "pull-requests": "write" }));
    expect(await job(`POST /repos/${name}/issues/1/comments`, { body: "x" })).toMatchObject({ status: 403 });
    expect(await github.violations()).toEqual([]);
  });
});

test("commits are signed for an app that names no author, and for nobody else", async () => {
  const tree = await git(directory, ["rev-parse", `${main}^{tree}`]);
  const make = async (by: Person, more = {}): Promise<{ verified: boolean; reason: string }> =>
    (await by(`POST /repos/${name}/git/commits`, { message: "x", tree, parents: [main], ...more })).body.verification;
  const job = github.as(await github.mintJob());
  expect(await make(job)).toMatchObject({ verified: true, reason: "valid" });
  expect(await make(job, { author: { name: "a", email: "a@example.org" } })).toMatchObject({ reason: "unsigned" });
  expect(await make(owner)).toMatchObject({ verified: false });
  expect(await github.violations()).toEqual([]);
});

test("Pages are not found until they are switched on; refs are git's", async () => {
  expect((await owner(`GET /repos/${name}/pages`)).status).toBe(404);
  await github.settle(name, { pages: "workflow" });
  expect((await owner(`GET /repos/${name}/pages`)).body).toMatchObject({ build_type: "workflow" });
  expect((await owner(`GET /repos/${name}/git/ref/heads%2Fmain`)).body.object.sha).toBe(main);
  expect((await owner(`GET /repos/${name}/git/ref/heads/none`)).status).toBe(404);
  expect(await github.violations()).toEqual([]);
});

const source = process.env["KAPRIEN_OPENAPI"];
test.skipIf(source === undefined)("the description is what GitHub's own says", () => {
  const script = path.join(import.meta.dirname, "../../support/github/extract-openapi.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, source ?? "", "--check"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
