import { GIT_ENV, temporary } from "./git.ts";
import type { SeenRequest, ServerFault } from "./git-server.ts";
import { startServer } from "./server-process.ts";

export type Permission = "contents" | "issues" | "pages" | "pull-requests" | "statuses";

/** What a token stands for. */
export interface Grant {
  readonly login: string;
  /** `Bot` for an app or a job, otherwise a person. */
  readonly type?: "Bot" | "User";
  readonly permissions?: Readonly<Partial<Record<Permission, "read" | "write">>>;
  /** What the person is to the repositories; `NONE` unless given. */
  readonly association?: "OWNER" | "MEMBER" | "COLLABORATOR" | "CONTRIBUTOR" | "NONE";
  /** Full names of the repositories it reaches; all unless given. */
  readonly repositories?: readonly string[];
}

export interface RepositorySettings {
  readonly visibility?: "public" | "private";
  /** Whether pull requests may be set to merge by themselves; off unless given. */
  readonly autoMerge?: boolean;
  /** Whether jobs may open pull requests. */
  readonly workflowsOpenPulls?: boolean;
  readonly issues?: boolean;
  /** What its pages are built from; off unless given. */
  readonly pages?: "workflow" | "legacy" | false;
  /** Contexts of the statuses that a pull request needs before it is merged. */
  readonly requiredStatuses?: readonly string[];
}

export interface NewRepository extends RepositorySettings {
  /** Full name of the repository that this one is a fork of. */
  readonly fork?: string;
  readonly defaultBranch?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  readonly body: any;
}

/** Somebody with a token, who speaks REST. */
export type Person = (route: string, body?: unknown) => Promise<ApiAnswer>;

/** A GitHub on the loopback interface. Its truth is bare repositories, which a test may read and write beside it. */
export interface GitHub {
  /** As GITHUB_SERVER_URL, GITHUB_API_URL and GITHUB_GRAPHQL_URL have it. */
  readonly origin: string;
  readonly api: string;
  readonly graphql: string;
  /** Makes an empty repository called `owner/name`, private unless asked otherwise. */
  create(name: string, settings?: NewRepository): Promise<{ readonly url: string; readonly directory: string }>;
  settle(name: string, settings: RepositorySettings): Promise<void>;
  /** From now on pushes to these branches are rejected, except by those named. Replaces what was protected before. */
  protect(
    name: string,
    rules: readonly { readonly branch: string; readonly except?: readonly string[] }[],
  ): Promise<void>;
  /** Makes a token. */
  mint(grant: Grant): Promise<string>;
  /** The token of a job: everything it may do at most, unless named. */
  mintJob(permissions?: Grant["permissions"]): Promise<string>;
  /** The token is not known any more, like one that expired. */
  revoke(token: string): Promise<void>;
  /** Acts as the owner of a token: `as(token)("POST /repos/acme/tuf/issues", { title })`. */
  as(token: string | undefined): Person;
  /** What the clock says there from now on, in a form that Date takes; undefined: the real time. */
  freeze(time: string | undefined): Promise<void>;
  fault(fault: ServerFault): Promise<void>;
  held(): Promise<void>;
  resume(): Promise<void>;
  /** The requests since the last time; JSON bodies as they were sent. */
  requests(): Promise<readonly (SeenRequest & { readonly body?: string })[]>;
  /** What was said since the last time that GitHub's own description of its interface does not allow, by either side. Tests assert []. */
  violations(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const JOB: NonNullable<Grant["permissions"]> = {
  contents: "write",
  issues: "write",
  pages: "write",
  "pull-requests": "write",
  statuses: "write",
};

export async function startGitHub(): Promise<GitHub> {
  const folder = await temporary();
  const server = await startServer(new URL("github/server.mjs", import.meta.url), [
    folder.path,
    JSON.stringify(GIT_ENV),
  ]);
  const { origin, tell } = server;
  const api = `${origin}/api/v3`;
  let minted = 0;

  async function mint(grant: Grant): Promise<string> {
    minted += 1;
    // Shaped like an installation's token, or a person's, and random enough to be found wherever it should not be.
    const token = `${grant.type === "Bot" ? "ghs" : "ghp"}_${minted}${Buffer.from(`${grant.login}${origin}`).toString("hex").slice(0, 34)}`;
    await tell("mint", { token, ...grant });
    return token;
  }

  return {
    origin,
    api,
    graphql: `${origin}/api/graphql`,
    async create(name, settings = {}) {
      const directory = String(await tell("create", { name, ...settings }));
      return { url: `${origin}/${name}`, directory };
    },
    async settle(name, settings) {
      await tell("settle", { name, ...settings });
    },
    async protect(name, rules) {
      await tell("protect", { name, rules });
    },
    mint,
    mintJob: (permissions = JOB) => mint({ login: "github-actions[bot]", type: "Bot", permissions }),
    async revoke(token) {
      await tell("revoke", { token });
    },
    as: (token) => async (route, body) => {
      const [method = "GET", path = ""] = route.split(" ");
      const reply = await fetch(`${api}${path}`, {
        method,
        headers: {
          "User-Agent": "kaprien-test",
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      return { status: reply.status, headers: reply.headers, body: text === "" ? undefined : JSON.parse(text) };
    },
    async freeze(time) {
      await tell("freeze", time);
    },
    async fault({ effect, times = 1, ...where }) {
      await tell("fault", { ...where, ...effect, times });
    },
    held: server.held,
    async resume() {
      await tell("resume");
    },
    requests: () => tell("requests") as Promise<readonly (SeenRequest & { readonly body?: string })[]>,
    violations: () => tell("violations") as Promise<readonly string[]>,
    async stop() {
      await server.stop();
      await folder.remove();
    },
  };
}
