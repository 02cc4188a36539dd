import { Fault } from "../../base/fault.ts";
import { type Ask, TooLate, TooLong, wholeAnswer } from "../../net/answer.ts";
import { gitFaults } from "../faults.ts";
import { printable } from "./packet.ts";

export interface HttpOptions {
  /** The repository's address. A user name and password in it are used as credentials and never shown. */
  readonly url: string;
  /** Sent as the password of basic authentication; the user name is `username`, or what the large hosts expect beside a token. */
  readonly token?: string;
  readonly username?: string;
  /** For one request and all of its reply, redirects included, in milliseconds; 120,000 unless given. */
  readonly timeout?: number;
}

export interface HttpRequest {
  /** Below the repository's address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a body it is a POST. */
  readonly body?: Uint8Array;
}

/** Sends a request and reads the body of a good reply. Every fault, those of `read` too, names the repository without credentials. */
export type Http = <T>(request: HttpRequest, read: (reply: Buffer) => T) => Promise<T>;

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
    throw gitFaults.STORE_CLEARTEXT({ location });

  async function send(ask: Ask, target: URL, { headers, body }: HttpRequest, redirects: number): Promise<Response> {
    const reply = await ask(target, {
      method: body === undefined ? "GET" : "POST",
      headers: { "User-Agent": "git/kaprien", ...authorization, ...headers },
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    });
    const next = reply.headers.get("location");
    if (reply.status >= 300 && reply.status < 400 && next !== null) {
      await reply.body?.cancel();
      const moved = new URL(next, target);
      // The token is for one host, and what it said before is no reason to believe another.
      if (moved.origin !== target.origin || redirects === 0)
        throw gitFaults.STORE_REDIRECTED({ location, to: moved.origin });
      const same = { headers: headers ?? {}, path: "", ...(body === undefined ? {} : { body }) };
      return send(ask, moved, same, redirects - 1);
    }
    return reply;
  }

  return async (request, read) => {
    try {
      const target = new URL(`${location}${request.path}`);
      const { response, content } = await wholeAnswer({ seconds: timeout / 1000 }, LARGEST_REPLY, (ask) =>
        send(ask, target, request, MOST_REDIRECTS),
      );
      if (response.status !== 200) throw refused(response, content, location);
      return read(content);
    } catch (error) {
      if (error instanceof TooLong)
        throw gitFaults.STORE_OBJECT_TOO_LARGE({ location, size: error.size, limit: error.limit });
      throw error instanceof Fault ? error.with({ location }) : unreachable(error, location);
    }
  };
}

function basic(user = "", password = ""): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

function refused({ status, headers }: Pick<Response, "status" | "headers">, content: Buffer, location: string): Fault {
  const data = { location, status, message: printable(content.subarray(0, 500)).split("\n")[0] };
  const wait = headers.get("retry-after");
  if (status === 429 || (status === 403 && wait !== null))
    return gitFaults.RATE_LIMITED({ ...data, until: waitText(wait), reason: data.message ?? "" });
  if (status === 401) return gitFaults.STORE_UNAUTHORIZED(data);
  if (status === 403) return gitFaults.STORE_FORBIDDEN(data);
  if (status === 404 || status === 410) return gitFaults.STORE_NOT_FOUND(data);
  return gitFaults.STORE_UNREACHABLE({ ...data, reason: `HTTP ${status}` });
}

/** `Retry-After`: seconds, or a date. */
function waitText(wait: string | null): string {
  if (wait === null) return "some minutes have passed";
  return /^\d+$/.test(wait) ? `${wait} seconds have passed` : wait;
}

function unreachable(error: unknown, location: string): Fault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const words = cause instanceof TooLate ? cause.message : cause instanceof Error ? cause.name : "unknown";
  const reason = typeof code === "string" ? code : words;
  return gitFaults.STORE_UNREACHABLE({ location, reason }, { cause: error });
}
