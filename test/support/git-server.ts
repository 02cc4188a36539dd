import { type ChildProcess, fork } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GIT_ENV, git, temporary } from "./git.ts";

/** What happens to the next requests whose URL contains `path`. Without `times` it is one. */
export interface ServerFault {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly times?: number;
  readonly effect:
    | {
        readonly kind: "status";
        readonly status: number;
        readonly body?: string;
        readonly headers?: Readonly<Record<string, string>>;
      }
    /** Half-closes the socket instead of a reply; git is not asked. */
    | { readonly kind: "close" }
    /** Never replies; git is not asked, or (`-after`) is asked first. */
    | { readonly kind: "silence" }
    | { readonly kind: "silence-after" }
    /** Git does its work, and then the connection breaks, before or within the reply. */
    | { readonly kind: "drop-reply" }
    | { readonly kind: "half-reply" }
    | { readonly kind: "status-after"; readonly status: number; readonly body?: string }
    /** Waits, with the request in hand, until the test says `resume`; then git is asked, or (`-close`) the socket half-closed. */
    | { readonly kind: "hold" }
    | { readonly kind: "hold-close" };
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
}

/** Real git over HTTP on the loopback interface. */
export interface GitServer {
  /** Makes an empty bare repository, open for pushes, and returns where it is. */
  create(name: string): Promise<{ readonly url: string; readonly directory: string }>;
  readonly origin: string;
  fault(fault: ServerFault): Promise<void>;
  /** Resolves when a request is being held. */
  held(): Promise<void>;
  resume(): Promise<void>;
  /** From now on only this user name and password are let in; undefined: everyone. */
  protect(user: string | undefined, password?: string): Promise<void>;
  /** The requests since the last time. */
  requests(): Promise<readonly SeenRequest[]>;
  stop(): Promise<void>;
}

type Message = { port?: number; held?: boolean; id?: number; reply?: unknown };

export async function startGitServer(): Promise<GitServer> {
  const folder = await temporary();
  const script = fileURLToPath(new URL("git-server.mjs", import.meta.url));
  const child = fork(script, [folder.path, JSON.stringify(GIT_ENV)], { execArgv: [] });
  const waiting = new Map<number, (reply: unknown) => void>();
  let last = 0;
  let held = deferred();
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.on("message", (message: Message) => {
      if (message.port !== undefined) resolve(message.port);
      if (message.held === true) held.resolve();
      if (message.id !== undefined) waiting.get(message.id)?.(message.reply);
    });
  });
  const origin = `http://127.0.0.1:${port}`;

  function tell(what: string, value?: unknown): Promise<unknown> {
    last += 1;
    const id = last;
    child.send({ id, what, value });
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  return {
    origin,
    async create(name) {
      const directory = path.join(folder.path, name);
      await mkdir(directory);
      await git(directory, ["init", "-q", "--bare", "-b", "main", "."]);
      await git(directory, ["config", "http.receivepack", "true"]);
      return { url: `${origin}/${name}`, directory };
    },
    async fault({ effect, times = 1, ...where }) {
      await tell("fault", { ...where, ...effect, times });
    },
    async held() {
      await held.promise;
      held = deferred();
    },
    async resume() {
      await tell("resume");
    },
    async protect(user, password = "") {
      const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      await tell("credentials", user === undefined ? undefined : basic);
    },
    requests: () => tell("requests") as Promise<readonly SeenRequest[]>,
    async stop() {
      await ended(child);
      await folder.remove();
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.disconnect();
  });
}
