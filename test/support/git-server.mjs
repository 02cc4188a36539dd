// `git http-backend` behind node:http, in a process of its own: a synchronous git in the test would stop it otherwise.
// Started by git-server.ts, which tells it by message what to do to which request.
import { createServer } from "node:http";
import { backend, collect, faultLayer } from "./git-backend.mjs";

const root = process.argv[2];
const environment = JSON.parse(process.argv[3]);
const faults = faultLayer(() => process.send({ held: true }));
let credentials;
const requests = [];

async function handle(request, response) {
  const body = await collect(request);
  requests.push({ method: request.method, url: request.url, authorization: request.headers.authorization });
  if (credentials !== undefined && request.headers.authorization !== credentials) {
    response.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"' }).end("who are you?");
    return;
  }
  await faults.serve(request, response, () => backend(root, environment, request, body));
}

const server = createServer({ allowHalfOpen: true }, (request, response) => {
  handle(request, response).catch((error) => response.destroy(error));
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", ({ id, what, value }) => {
  if (what === "fault") faults.add(value);
  if (what === "credentials") credentials = value;
  if (what === "resume") faults.resume();
  const reply = what === "requests" ? requests.splice(0) : true;
  process.send({ id, reply });
});
process.on("disconnect", () => process.exit(0));
