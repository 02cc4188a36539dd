import { Fault } from "../../tuf/fault.ts";
import { printable } from "./packet.ts";

export interface HttpOptions {
  /** The repository's address. A user name and password in it are used as credentials and never shown. */
  readonly url: string;
  /** Sent as the password of basic authentication; the user name is `username`, or what the large hosts expect beside a token. */
  readonly token?: string;
  readonly username?: string;
  /** For one request and its reply, in milliseconds; 120,000 unless given. */
  readonly timeout?: number;
}

export interface HttpRequest {
  /** Below the repository's address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a body it is a POST. */
  readonly body?: Uint8Array;
}

/** Sends a request and resolves to the body of a good reply. Anything else is a fault that names the repository without credentials. */
export type Http = (request: HttpRequest) => Promise<Buffer>;

// What a store fetches is held in memory: a remote must not be able to fill it.
const LARGEST_REPLY = 2 ** 30;
const MOST_REDIRECTS = 5;
/** Hosts to which nothing leaves the machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export function httpClient({ url, token, username = "x-access-token", timeout = 120_000 }: HttpOptions): Http {
  const base = new URL(url);
  const [user, password] =
    token === undefined ? [base.username, base.password].map(decodeURIComponent) : [username, token];
  const authorization = user === "" && password === "" ? {} : { Authorization: basic(user, password) };
  base.username = "";
  base.password = "";
  base.hash = "";
  const location = base.href.replace(/\/+$/, "");
  if (base.protocol === "http:" && "Authorization" in authorization && !LOOPBACK.test(base.hostname))
    throw new Fault("STORE_CLEARTEXT", { location });

  async function send(target: URL, { headers, body }: HttpRequest, redirects: number): Promise<Buffer> {
    const reply = await fetch(target, {
      method: body === undefined ? "GET" : "POST",
      headers: { "User-Agent": "git/kaprien", ...authorization, ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body }),
    });
    const next = reply.headers.get("location");
    if (reply.status >= 300 && reply.status < 400 && next !== null) {
      await reply.body?.cancel();
      const moved = new URL(next, target);
      // The token is for one host, and what it said before is no reason to believe another.
      if (moved.origin !== target.origin || redirects === 0)
        throw new Fault("STORE_REDIRECTED", { location, to: moved.origin });
      return send(moved, { headers: headers ?? {}, path: "", ...(body === undefined ? {} : { body }) }, redirects - 1);
    }
    const content = await contentOf(reply);
    if (reply.status !== 200) throw refused(reply, content, location);
    return content;
  }

  return async (request) => {
    try {
      return await send(new URL(`${location}${request.path}`), request, MOST_REDIRECTS);
    } catch (error) {
      throw error instanceof Fault ? error.with({ location }) : unreachable(error, location);
    }
  };
}

function basic(user = "", password = ""): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

async function contentOf(reply: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_REPLY) throw new Fault("STORE_OBJECT_TOO_LARGE", { size, limit: LARGEST_REPLY });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refused({ status, headers }: Response, content: Buffer, location: string): Fault {
  const data = { location, status, message: printable(content.subarray(0, 500)).split("\n")[0] };
  const wait = headers.get("retry-after");
  if (status === 429 || (status === 403 && wait !== null))
    return new Fault("RATE_LIMITED", { ...data, until: waitText(wait), reason: data.message ?? "" });
  if (status === 401) return new Fault("STORE_UNAUTHORIZED", data);
  if (status === 403) return new Fault("STORE_FORBIDDEN", data);
  if (status === 404 || status === 410) return new Fault("STORE_NOT_FOUND", data);
  return new Fault("STORE_UNREACHABLE", { ...data, reason: `HTTP ${status}` });
}

/** `Retry-After`: seconds, or a date. */
function waitText(wait: string | null): string {
  if (wait === null) return "some minutes have passed";
  return /^\d+$/.test(wait) ? `${wait} seconds have passed` : wait;
}

function unreachable(error: unknown, location: string): Fault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const reason = typeof code === "string" ? code : cause instanceof Error ? cause.name : "unknown";
  return new Fault("STORE_UNREACHABLE", { location, reason }, { cause: error });
}
