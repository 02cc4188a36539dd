import { mkdir } from "node:fs/promises";
import path from "node:path";
import { GIT_ENV, git, temporary } from "./git.ts";
import { startServer } from "./server-process.ts";

/** What happens to the next requests whose URL contains `path`. Without `times` it is one. */
export interface ServerFault {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
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

export async function startGitServer(): Promise<GitServer> {
  const folder = await temporary();
  const server = await startServer(new URL("git-server.mjs", import.meta.url), [folder.path, JSON.stringify(GIT_ENV)]);
  const { origin, tell } = server;

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
    held: server.held,
    async resume() {
      await tell("resume");
    },
    async protect(user, password = "") {
      const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      await tell("credentials", user === undefined ? undefined : basic);
    },
    requests: () => tell("requests") as Promise<readonly SeenRequest[]>,
    async stop() {
      await server.stop();
      await folder.remove();
    },
  };
}
