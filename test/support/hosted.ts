import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import path from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { readYaml } from "../../src/config/config.ts";
import { inputs } from "../../src/interface/modes.ts";
import { type ActionEnded, runAction } from "./action.ts";
import { type Call, ghScript, repository, runGh } from "./gh.ts";
import { commitTree, git } from "./git.ts";
import { type GitHub, type Grant, startGitHub } from "./github.ts";

/** What a person set up on GitHub. */
export interface Settings {
  /** By environment and name, with a space between. */
  readonly secrets: Map<string, string>;
  readonly vars: Map<string, string>;
  readonly environments: Set<string>;
  /** Files of release pages, by their path below the server. */
  readonly assets: Map<string, Uint8Array>;
}

/** One repository on a local GitHub with runners, pages and a command line, as far as the documentation uses them. */
export interface Hosted extends Settings {
  readonly github: GitHub;
  /** Directory for PATH: `gh`, and a `sleep` that does not. */
  readonly bin: string;
  /** Variables that `gh` and git need. */
  readonly env: Readonly<Record<string, string>>;
  /** Where release pages and pages are, without a slash at the end. */
  readonly origin: string;
  /** The bare repository. */
  readonly directory: string;
  /** How each run of the action ended, by job, in order. */
  readonly runs: readonly (readonly [job: string, ended: ActionEnded])[];
  create(): Promise<void>;
  /** As the person who owns the repository. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  rest(route: string, body?: object): Promise<any>;
  /** Runs a job as the workflow file of that commit has it. */
  runJob(name: string, commit: string, event: string, payload: object): Promise<ActionEnded>;
  stop(): Promise<void>;
}

/** A job of the workflow. Other steps than the action's are passed over. */
interface Job {
  readonly permissions: Grant["permissions"];
  readonly environment?: string | { readonly name: string };
  readonly steps: readonly { uses: string; with?: Record<string, string>; env?: Record<string, string> }[];
}

/** What the runner takes from action.yml. */
const defaults = Object.fromEntries(
  inputs.flatMap((each) => (each.default === undefined ? [] : [[each.name, each.default] as const])),
);

/**
 * Starts a local GitHub with a stand-in for its command line. What a command does on the side of GitHub happens: there are repositories, pull
 * requests and merges, and who waits for a run has the action's bundle run with what the pushed workflow file gives each job.
 */
export async function startHosted(folder: string): Promise<Hosted> {
  const github = await startGitHub();
  const site = path.join(folder, "deployed");
  const runs: (readonly [string, ActionEnded])[] = [];
  const settings: Settings = {
    secrets: new Map(),
    vars: new Map(),
    environments: new Set(),
    assets: new Map(),
  };
  let directory = "";
  await publishAction(github);
  const person = await github.mint({
    login: "mia",
    association: "OWNER",
    permissions: { contents: "write", "pull-requests": "write", issues: "write", pages: "write" },
  });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    if (pathname === "/gh") {
      const call: Call = JSON.parse(await textOf(request));
      response.end(JSON.stringify(await runGh(hosted, call)));
      return;
    }
    const deployed = path.join(site, pathname.replace(/^\/pages\/[^/]+\//, ""));
    const bytes = settings.assets.get(pathname) ?? (await readFile(deployed).catch(() => undefined));
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  const hosted: Hosted = {
    ...settings,
    github,
    origin,
    runs,
    bin: await programs(folder),
    env: {
      GH_STAND_IN: `${origin}/gh`,
      GITHUB_SERVER_URL: github.origin,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${github.origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`mia:${person}`).toString("base64")}`,
    },
    get directory() {
      return directory;
    },
    async create() {
      ({ directory } = await github.create(repository, { visibility: "public" }));
      await commitTree(directory, "main", [["100644", "README.md", "# hello\n"]]);
    },
    async rest(route, body) {
      const answer = await github.as(person)(route, body);
      if (answer.status >= 300) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async runJob(name, commit, event, payload) {
      const text = await git(directory, ["show", `${commit}:.github/workflows/kaprien.yml`]);
      const { permissions, step } = jobIn(text, name, settings, `${origin}/pages/hello/`);
      const workspace = path.join(folder, "work", `${runs.length}`);
      const ended = await runAction({
        event,
        payload,
        repository,
        workspace,
        server: github.origin,
        api: github.api,
        inputs: { ...defaults, token: await github.mintJob(permissions), ...step.with },
        env: step.env,
      });
      runs.push([name, ended]);
      // What the steps after it do: upload what is there, and deploy it.
      if (name === "publish" && ended.code === 0) await cp(path.join(workspace, "_site"), site, { recursive: true });
      return ended;
    },
    async stop() {
      await new Promise((resolve) => server.close(resolve));
      await github.stop();
    },
  };
  return hosted;
}

/** What `kaprien init` pins the workflow to. */
async function publishAction(github: GitHub): Promise<void> {
  const { directory } = await github.create("kaprien/action", { visibility: "public" });
  await commitTree(directory, "main", [["100644", "action.yml", "name: Kaprien\n"]]);
  await git(directory, ["tag", `v${packageJson.version}`, "main"]);
}

async function programs(folder: string): Promise<string> {
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  await writeFile(path.join(bin, "gh"), ghScript, { mode: 0o755 });
  await writeFile(path.join(bin, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
  return bin;
}

/** A job of a workflow file, with the expressions of its step of the action filled in. */
function jobIn(
  text: string,
  name: string,
  { vars, secrets }: Settings,
  site: string,
): {
  permissions: Grant["permissions"];
  step: { with: Record<string, string>; env: Record<string, string> };
} {
  const { jobs } = readYaml(text, "kaprien.yml") as { jobs: Record<string, Job> };
  const job = jobs[name];
  const step = job?.steps.find(({ uses }) => uses.startsWith("kaprien/action@"));
  if (job === undefined || step === undefined) throw new Error(`the workflow has no job ${name}`);
  const environment = typeof job.environment === "object" ? job.environment.name : job.environment;
  const value = (source: string): string => {
    const [context, key = ""] = source.split(/\.(.*)/);
    if (context === "vars") return vars.get(key) ?? "";
    if (context === "secrets") return secrets.get(`${environment} ${key}`) ?? "";
    if (source === "needs.publish.outputs.site") return site;
    throw new Error(`an expression that is not known here: ${source}`);
  };
  const filled = (given: Record<string, string> = {}): Record<string, string> =>
    Object.fromEntries(
      Object.entries(given).map(([key, text]) => [
        key,
        text.replace(/\$\{\{(.*?)\}\}/g, (_, source: string) => {
          const values = source.split("||").map((each) => value(each.trim()));
          return values.find((each) => each !== "") ?? "";
        }),
      ]),
    );
  return { permissions: job.permissions, step: { with: filled(step.with), env: filled(step.env) } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
