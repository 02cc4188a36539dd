import { getOctokit } from "@actions/github";
import type { Clock } from "../../base/clock.ts";
import { Fault, isFault } from "../../base/fault.ts";
import { boundedFetch } from "../../net/answer.ts";
import { forgeFaults } from "../faults.ts";
import { faultOf, type Permission, shown } from "./responses.ts";

export interface GitHubOptions {
  /** Where the REST interface is, as GITHUB_API_URL has it. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Ends waits, and dates the end of a rate limit. */
  readonly clock: Clock;
  /** One line about each thing that is tried again. */
  readonly log?: (text: string) => void;
  /** For one request and all of its reply, in milliseconds; 30,000 unless given. */
  readonly timeout?: number;
}

type Octokit = ReturnType<typeof getOctokit>;
export type Rest = Octokit["rest"];
type Reply<T> = Promise<{ readonly data: T; readonly status: number; readonly url: string }>;

/** Requests to one repository. Whatever fails leaves as a fault of the port's contract. */
export interface GitHubClient {
  readonly repo: { readonly owner: string; readonly repo: string };
  /** A request that changes nothing: tried again when the forge or the network fails. */
  read<T>(permission: Permission, ask: (rest: Rest) => Reply<T>): Promise<T>;
  /** Everything behind a list, from its first page on, at most `pages` of them, each tried again like any question. */
  list<T>(
    permission: Permission,
    pages: number,
    ask: (rest: Rest, page: Page) => Reply<readonly T[]>,
  ): Promise<readonly T[]>;
  /** A request that changes something: sent once, since whether a lost one took effect is not known. */
  write<T>(permission: Permission, ask: (rest: Rest) => Reply<T>): Promise<T>;
  /** A mutation. Resolves to the forge's refusal in its own words, or to undefined when it was done. */
  mutate(
    permission: Permission,
    query: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<string | undefined>;
  /** Runs a method that looks before it writes, again when one of its writes was lost on the way. */
  settle<T>(method: () => Promise<T>): Promise<T>;
}

export interface Page {
  readonly per_page: number;
  readonly page: number;
}

const PER_PAGE = 100;
const TRIES = 3;
/** Answers of something in front of the forge, or none at all: what was asked may have happened or not. */
const LOST: readonly unknown[] = [0, 502, 503, 504];

/** Faults `FORGE_UNAUTHORIZED` for a token that cannot be one. */
export function gitHubClient(options: GitHubOptions): GitHubClient {
  const { repository, token, clock, log = () => {}, timeout = 30_000 } = options;
  const api = options.api.replace(/\/+$/, "");
  const [owner = "", repo = ""] = repository.split("/");
  if (!/^[\x21-\x7e]+$/.test(token))
    throw forgeFaults.FORGE_UNAUTHORIZED({ repository, reason: "it is empty or not a token" });
  const octokit = quietly(getOctokit(token, { baseUrl: api }), timeout);

  // Writes of which nobody knows whether they took effect.
  const lost = new WeakSet<Fault>();

  async function once<T>(permission: Permission, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw faultOf(error, { repository, permission, api, token, now: clock.now() });
    }
  }

  async function content<T>(reply: Reply<T>): Promise<T> {
    const { data, status, url } = await reply;
    const about = { repository, request: url.slice(api.length).replace(/\?.*$/s, ""), status };
    // A redirect would be followed as another method, or take the token along.
    if (status >= 300) throw forgeFaults.FORGE_REFUSED({ ...about, reason: "it has moved" });
    // Broken off, or from something in between that knows no better.
    if (status !== 204 && (typeof data !== "object" || data === null))
      throw forgeFaults.FORGE_UNREACHABLE({ ...about, status: 0, reason: "the answer cannot be read" });
    return data;
  }

  async function write<T>(permission: Permission, ask: () => Promise<T>): Promise<T> {
    try {
      return await once(permission, ask);
    } catch (error) {
      if (isFault(error, forgeFaults.FORGE_UNREACHABLE) && LOST.includes(error.data["status"])) lost.add(error);
      throw error;
    }
  }

  async function again<T>(attempt: () => Promise<T>, isWorth: (fault: Fault) => boolean): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof Fault) || tries === TRIES || !isWorth(error)) throw error;
        log(`${error.data["request"]}: ${error.data["reason"]}; trying again`);
        await clock.sleep(tries * 2 - 1);
      }
    }
  }

  function read<T>(permission: Permission, ask: (rest: Rest) => Reply<T>): Promise<T> {
    return again(
      () => once(permission, () => content(ask(octokit.rest))),
      (fault) => isFault(fault, forgeFaults.FORGE_UNREACHABLE),
    );
  }

  return {
    repo: { owner, repo },
    read,
    async list(permission, pages, ask) {
      const all = [];
      for (let page = 1; page <= pages; page += 1) {
        const some = await read(permission, (rest) => ask(rest, { per_page: PER_PAGE, page }));
        if (!Array.isArray(some))
          throw forgeFaults.FORGE_UNREACHABLE({
            repository,
            request: "GET a list",
            reason: "the answer is not a list",
          });
        all.push(...some);
        if (some.length < PER_PAGE) break;
      }
      return all;
    },
    write: (permission, ask) => write(permission, () => content(ask(octokit.rest))),
    mutate: (permission, query, variables) => write(permission, () => refusalOf(octokit, query, variables, token)),
    settle: (method) => again(method, (fault) => lost.has(fault)),
  };
}

/** What Octokit reads is held in memory; a page of a hundred of the longest comments is a tenth of that. */
const LARGEST_REPLY = 2 ** 26;

/** Octokit prints deprecations on the console, and reads replies of any size, unless each request says otherwise. */
function quietly(octokit: Octokit, timeout: number): Octokit {
  const nobody = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  octokit.hook.before("request", (options) => {
    // The one that is there may go through a proxy.
    const bounded = boundedFetch({ seconds: timeout / 1000 }, LARGEST_REPLY, options.request.fetch ?? fetch);
    Object.assign(options.request, { log: nobody, redirect: "manual", fetch: bounded });
  });
  return octokit;
}

async function refusalOf(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, string>>,
  token: string,
): Promise<string | undefined> {
  try {
    const done: unknown = await octokit.graphql(query, variables);
    if (typeof done === "object") return undefined;
  } catch (error) {
    const words = graphqlWords(error);
    if (words === undefined) throw error;
    return shown(words, token);
  }
  throw forgeFaults.FORGE_UNREACHABLE({ request: "POST graphql", status: 0, reason: "the answer cannot be read" });
}

/** GraphQL refuses with HTTP 200 and a list of errors; a forge that has no GraphQL answers 404. */
function graphqlWords(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("status" in error && error.status === 404) return "this forge has no GraphQL interface";
  if (!("errors" in error) || !Array.isArray(error.errors)) return undefined;
  const words = error.errors.map((each: { message?: unknown }) => String(each.message ?? ""));
  return words.filter((text) => text !== "").join("; ") || "refused without a reason";
}
