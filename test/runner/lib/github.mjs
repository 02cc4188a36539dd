import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { request as ask, createServer } from "node:http";
import { basename, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../interop/lib/run.mjs";

const script = fileURLToPath(new URL("../../support/github/server.mjs", import.meta.url));

/**
 * One GitHub for one story: the tests' own local GitHub (git, REST, GraphQL), and in front of it, on one origin, what it does not
 * have: release assets, Pages, and the ends of the doubles of `deploy-pages` and `gh`.
 */
export async function openGithub(folder, gitEnv) {
  const child = fork(script, [join(folder, "repositories"), JSON.stringify(gitEnv)], { execArgv: [] });
  const waiting = new Map();
  const inner = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the local GitHub ended with ${code}`)));
    child.on("message", ({ port, id, reply, error }) => {
      if (port !== undefined) resolve(port);
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) asked?.resolve(reply);
      else asked?.reject(new Error(error));
    });
  });
  let last = 0;
  const tell = (what, value) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, what, value });
    });

  const tokens = new Map();
  const places = {
    releases: join(folder, "releases"),
    pages: join(folder, "pages"),
    artifacts: join(folder, "artifacts"),
  };
  for (const place of Object.values(places)) await mkdir(place, { recursive: true });
  const front = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${front.address().port}`;

  async function answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, origin);
    const asset = /^\/([\w.-]+\/[\w.-]+)\/releases\/download\/([\w.-]+\/[\w.-]+)$/.exec(pathname);
    if (asset !== null) return file(response, join(places.releases, asset[1], asset[2]));
    if (pathname.startsWith("/pages/"))
      return file(response, join(places.pages, normalize(decodeURIComponent(pathname.slice(6)))));
    if (request.method === "POST" && pathname.startsWith("/double/")) {
      const grant = tokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
      const { status, text } = await double(pathname.slice(8), grant, searchParams, await collect(request));
      return response.writeHead(status).end(text);
    }
    forward(request, response, inner);
  }

  /** What the doubles ask for, held to what GitHub would ask of the job that asks. */
  async function double(what, grant, query, bytes) {
    const repository = query.get("repository");
    const may = (name) => grant?.permissions[name] === "write" && grant.repositories.includes(repository);
    if (what === "deploy") {
      if (!may("pages") || !may("id-token"))
        return { status: 403, text: "pages: write and id-token: write are needed" };
      if (grant.environment !== "github-pages") return { status: 400, text: "the environment is not github-pages" };
      const site = join(places.pages, repository);
      await rm(site, { recursive: true, force: true });
      await cp(join(places.artifacts, query.get("run"), query.get("artifact")), site, { recursive: true });
      return { status: 200, text: pageUrl(repository) };
    }
    if (what !== "asset") return { status: 404, text: "no such double" };
    if (!may("contents")) return { status: 403, text: "contents: write is needed" };
    const tag = query.get("tag");
    const directory = join(folder, "repositories", `${repository}.git`);
    await run("git", ["rev-parse", "--verify", "--quiet", `refs/tags/${tag}`], { cwd: directory, env: gitEnv });
    const release = join(places.releases, repository, tag);
    await mkdir(release, { recursive: true });
    // As at GitHub: an asset of that name is not replaced.
    await writeFile(join(release, basename(query.get("name"))), bytes, { flag: "wx" });
    return { status: 201, text: `${origin}/${repository}/releases/tag/${tag}` };
  }

  const pageUrl = (repository) => `${origin}/pages/${repository}/`;

  return {
    origin,
    api: `${origin}/api/v3`,
    graphql: `${origin}/api/graphql`,
    artifacts: places.artifacts,
    pageUrl,
    /** The site of a repository, as a directory. */
    site: (repository) => join(places.pages, repository),
    directory: (repository) => join(folder, "repositories", `${repository}.git`),
    create: (name, settings = {}) => tell("create", { name, ...settings }),
    violations: () => tell("violations"),
    /** A new token with exactly these permissions, for exactly these repositories. */
    async mint(grant) {
      const token = `ghs_${randomBytes(18).toString("hex")}`;
      tokens.set(token, grant);
      const { environment, ...known } = grant;
      await tell("mint", { token, ...known });
      return token;
    },
    revoke(token) {
      tokens.delete(token);
      return tell("revoke", { token });
    },
    async rest(token, method, path, body) {
      const response = await fetch(`${origin}/api/v3${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/vnd.github+json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async close() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      child.removeAllListeners("exit");
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await ended;
    },
  };
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function file(response, path) {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return response.writeHead(404).end();
  return response
    .writeHead(200, { "content-length": bytes.length, "content-type": "application/octet-stream" })
    .end(bytes);
}

/** Hands a request on as it is. */
function forward(request, response, port) {
  const { method, url, headers } = request;
  const passed = ask({ host: "127.0.0.1", port, method, path: url, headers }, (reply) => {
    response.writeHead(reply.statusCode, reply.rawHeaders);
    reply.pipe(response);
  });
  passed.on("error", (error) => response.destroy(error));
  request.pipe(passed);
}
