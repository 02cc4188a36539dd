// `git http-backend` behind node:http, in a process of its own: a synchronous git in the test would stop it otherwise.
// Started by git-server.ts, which tells it by message what to do to which request.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const root = process.argv[2];
const environment = JSON.parse(process.argv[3]);
const faults = [];
let credentials;
const requests = [];
let resume = () => {};

function backend(request, body) {
  const url = new URL(request.url, "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: "127.0.0.1",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  return collect(child.stdout);
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response, cgi) {
  const end = cgi.indexOf("\r\n\r\n");
  let status = 200;
  for (const line of cgi.toString("latin1", 0, end).split("\r\n")) {
    const [name, ...value] = line.split(": ");
    if (name === "Status") status = Number.parseInt(value.join(": "), 10);
    else if (name !== "") response.setHeader(name, value.join(": "));
  }
  response.writeHead(status).end(cgi.subarray(end + 4));
}

function fitting(request) {
  const at = faults.findIndex((fault) => fault.method === request.method && request.url.includes(fault.path));
  if (at < 0) return undefined;
  const fault = faults[at];
  fault.times -= 1;
  if (fault.times <= 0) faults.splice(at, 1);
  return fault;
}

async function handle(request, response) {
  const body = await collect(request);
  requests.push({ method: request.method, url: request.url, authorization: request.headers.authorization });
  if (credentials !== undefined && request.headers.authorization !== credentials) {
    response.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"' }).end("who are you?");
    return;
  }
  const fault = fitting(request);
  switch (fault?.kind) {
    case "status":
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? "");
      return;
    case "close":
      request.socket.end();
      return;
    case "silence":
      return;
    case "hold":
    case "hold-close":
      process.send({ held: true });
      await new Promise((resolve) => {
        resume = resolve;
      });
      if (fault.kind === "hold-close") request.socket.end();
      else answer(response, await backend(request, body));
      return;
  }
  const cgi = await backend(request, body);
  switch (fault?.kind) {
    case "drop-reply":
      request.socket.destroy();
      return;
    case "half-reply":
      response.writeHead(200, { "Content-Length": "1000" });
      response.write(cgi.subarray(-20, -10), () => request.socket.destroy());
      return;
    case "status-after":
      response.writeHead(fault.status).end(fault.body ?? "");
      return;
    case "silence-after":
      return;
    case undefined:
      answer(response, cgi);
      return;
    default:
      throw new Error(`no fault of kind ${fault.kind}`);
  }
}

const server = createServer({ allowHalfOpen: true }, (request, response) => {
  handle(request, response).catch((error) => response.destroy(error));
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", ({ id, what, value }) => {
  if (what === "fault") faults.push(value);
  if (what === "credentials") credentials = value;
  if (what === "resume") resume();
  const reply = what === "requests" ? requests.splice(0) : true;
  process.send({ id, reply });
});
process.on("disconnect", () => process.exit(0));
