// What servers of git over HTTP share: `git http-backend` behind node:http, and the faults a test asks for.
import { spawn } from "node:child_process";

/** What git replies, as CGI has it. `pathname` is where below `root`, `user` who asks. */
export function backend(root, environment, request, body, { pathname, user } = {}) {
  const url = new URL(request.url, "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname ?? decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: "127.0.0.1",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
      ...(user === undefined ? {} : { REMOTE_USER: user }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  return collect(child.stdout);
}

export async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends a CGI reply on. */
export function answer(response, cgi) {
  const end = cgi.indexOf("\r\n\r\n");
  let status = 200;
  for (const line of cgi.toString("latin1", 0, end).split("\r\n")) {
    const [name, ...value] = line.split(": ");
    if (name === "Status") status = Number.parseInt(value.join(": "), 10);
    else if (name !== "") response.setHeader(name, value.join(": "));
  }
  response.writeHead(status).end(cgi.subarray(end + 4));
}

/** Faults in waiting. `serve` lets `work` make a CGI reply and sends it, unless a fault is meant for this request. */
export function faultLayer(held) {
  const faults = [];
  let resume = () => {};

  function fitting(request) {
    const at = faults.findIndex((fault) => fault.method === request.method && request.url.includes(fault.path));
    if (at < 0) return undefined;
    const fault = faults[at];
    fault.times -= 1;
    if (fault.times <= 0) faults.splice(at, 1);
    return fault;
  }

  async function serve(request, response, work) {
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
        held();
        await new Promise((resolve) => {
          resume = resolve;
        });
        if (fault.kind === "hold-close") request.socket.end();
        else answer(response, await work());
        return;
    }
    const cgi = await work();
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

  return { serve, add: (fault) => faults.push(fault), resume: () => resume() };
}
