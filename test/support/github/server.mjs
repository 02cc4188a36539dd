// A GitHub in a process of its own: git over HTTP, REST and a little GraphQL over the same bare repositories.
// Started by ../github.ts, which tells it by message what to do.
import { createServer } from "node:http";
import { backend, collect, faultLayer } from "../git-backend.mjs";
import { badCredentials, notFound, Refusal } from "./answers.mjs";
import { graphql } from "./graphql.mjs";
import { refreshAll } from "./merges.mjs";
import { ignored, match } from "./routes.mjs";
import { createState } from "./state.mjs";
import { loadDescription } from "./validation.mjs";

// As at an Enterprise server, whose addresses lie below its one origin; Octokit goes from /api/v3 to /api/graphql by itself.
const REST = "/api/v3";
const GRAPHQL = "/api/graphql";

const state = createState(process.argv[2], JSON.parse(process.argv[3]));
const description = loadDescription();
const faults = faultLayer(() => process.send({ held: true }));
const requests = [];
const violations = [];
let turn = Promise.resolve();

/** One request of the interface after the other: each sees the whole of what the one before did. */
function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
}

function cgi(status, headers, body) {
  const lines = Object.entries({ Status: String(status), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${lines.join("")}\r\n`), Buffer.from(body)]);
}

function json({ status, body, headers = {} }) {
  const limits = { "X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": "1999999999" };
  const type = body === undefined ? {} : { "Content-Type": "application/json; charset=utf-8" };
  return cgi(status, { ...limits, ...type, ...headers }, body === undefined ? "" : JSON.stringify(body));
}

async function refused(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    violations.push(`the local GitHub failed: ${error.stack}`);
    return { status: 500, body: new Refusal(500, "Server Error").body };
  }
}

function parsed(body) {
  try {
    return body.length === 0 ? undefined : JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

async function rest(request, url, bytes) {
  const { method, headers } = request;
  const path = url.pathname.slice(REST.length);
  const route = match(method, path);
  const say = (problem) => violations.push(`${method} ${path}: ${problem}`);
  if (route === undefined) {
    say("not an operation that is known here");
    return { status: 404, body: notFound().body };
  }
  const { template, params, needs, handle } = route;
  const result = await refused(async () => {
    const actor = state.actor(headers.authorization);
    const body = parsed(bytes);
    const problems = description.request({ method, template, params, query: url.searchParams, headers, body });
    for (const problem of problems) say(problem);
    if (problems.length === 0)
      for (const unheeded of ignored(route, url.searchParams, body)) say(`${unheeded} is not implemented here`);
    const repo = state.find(params.owner, params.repo);
    state.authorize(actor, repo, needs);
    if (problems.some((problem) => problem.startsWith("body"))) throw new Refusal(422, "Invalid request.");
    await refreshAll(state, repo);
    return handle({ state, repo, actor, params, query: url.searchParams, url, body });
  });
  for (const problem of description.response({ method, template, ...result })) say(`answer: ${problem}`);
  return result;
}

async function mutation(request, bytes) {
  return refused(async () => {
    const actor = state.actor(request.headers.authorization);
    if (actor === undefined) throw badCredentials();
    const { problem, body } = await graphql(state, actor, parsed(bytes));
    if (problem !== undefined) violations.push(`POST ${GRAPHQL}: ${problem}`);
    return { status: 200, body };
  });
}

const GIT = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** Git's own protocol, once it is clear who asks and that they may. */
async function overGit(request, url, bytes) {
  const [, owner, name, rest] = GIT.exec(decodeURIComponent(url.pathname)) ?? [];
  if (rest === undefined) return cgi(404, {}, "Not Found");
  const plain = (status, text, more = {}) => cgi(status, { "Content-Type": "text/plain", ...more }, `${text}\n`);
  const who = { "WWW-Authenticate": 'Basic realm="GitHub"' };
  let actor;
  try {
    actor = state.actor(request.headers.authorization);
  } catch {
    return plain(401, "Invalid username or token.", who);
  }
  const repo = state.find(owner, name);
  const writes = `${rest}${url.search}`.includes("git-receive-pack");
  if (actor === undefined && (writes || repo?.visibility !== "public")) return plain(401, "No anonymous access.", who);
  try {
    state.authorize(actor, repo, [["contents", "read"]]);
  } catch {
    return plain(404, "Repository not found.");
  }
  try {
    state.authorize(actor, repo, [["contents", writes ? "write" : "read"]]);
  } catch {
    return plain(403, "Write access to repository not granted.");
  }
  if (!writes) await inTurn(() => refreshAll(state, repo));
  const pathname = `/${repo.full}.git${rest}`;
  return backend(state.root, state.environment, request, bytes, {
    pathname,
    ...(actor === undefined ? {} : { user: actor.login }),
  });
}

async function work(request, url, bytes) {
  if (url.pathname === GRAPHQL && request.method === "POST") return json(await inTurn(() => mutation(request, bytes)));
  if (url.pathname.startsWith(`${REST}/`)) return json(await inTurn(() => rest(request, url, bytes)));
  if (url.pathname.startsWith("/api/")) {
    violations.push(`${request.method} ${url.pathname}: below neither ${REST} nor ${GRAPHQL}`);
    return json({ status: 404, body: notFound().body });
  }
  return overGit(request, url, bytes);
}

const server = createServer({ allowHalfOpen: true }, (request, response) => {
  const handle = async () => {
    const bytes = await collect(request);
    const { method, url, headers } = request;
    const spoken = headers["content-type"]?.includes("json") ? { body: bytes.toString("utf8") } : {};
    requests.push({ method, url, ...(headers.authorization && { authorization: headers.authorization }), ...spoken });
    await faults.serve(request, response, () => work(request, new URL(url, state.origin), bytes));
  };
  handle().catch((error) => response.destroy(error));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  state.origin = `http://127.0.0.1:${port}`;
  process.send({ port });
});

const commands = {
  create: (value) => state.create(value),
  settle: (value) => state.settle(value),
  remove: (value) => state.remove(value),
  protect: (value) => state.protect(value),
  mint: (value) => state.mint(value),
  revoke: (value) => state.revoke(value),
  freeze: (value) => state.freeze(value),
  fault: (value) => faults.add(value),
  resume: () => faults.resume(),
  requests: () => requests.splice(0),
  violations: () => violations.splice(0),
};

process.on("message", async ({ id, what, value }) => {
  try {
    const reply = await commands[what](value);
    process.send({ id, reply: typeof reply === "string" || Array.isArray(reply) ? reply : true });
  } catch (error) {
    process.send({ id, error: String(error.stack) });
  }
});
process.on("disconnect", () => process.exit(0));
