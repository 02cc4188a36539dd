import { readFile } from "node:fs/promises";
import path from "node:path";
import { git } from "./git.ts";
import type { Hosted } from "./hosted.ts";

/** `owner/name` of the one repository. */
export const repository = "acme/hello";

/** Stands for GitHub's command line: sends its arguments to the test's server, and standard input where the real one reads it. */
export const ghScript = `#!/usr/bin/env node
const args = process.argv.slice(2);
const reads = args[0] === "secret" && !args.includes("--body");
const input = reads ? require("node:fs").readFileSync(0, "utf8") : "";
const body = JSON.stringify({ args, input, cwd: process.cwd() });
fetch(process.env.GH_STAND_IN, { method: "POST", body }).then(async (reply) => {
  const { code, text } = await reply.json();
  process.stdout.write(text);
  process.exitCode = code;
});
`;

export interface Call {
  readonly args: readonly string[];
  readonly input: string;
  readonly cwd: string;
}
export interface Answer {
  readonly code: number;
  readonly text: string;
}
type Command = (
  hosted: Hosted,
  call: Call,
  given: readonly [string, string, string],
) => Promise<Answer | string | undefined>;

/** What the documentation calls, by the whole line. Another line fails, so that no flag is passed over. */
const commands: readonly (readonly [RegExp, Command])[] = [
  [
    /^repo create hello --public --add-readme --clone$/,
    async (hosted, { cwd }) => {
      await hosted.create();
      await git(cwd, ["clone", "-q", `${hosted.github.origin}/${repository}.git`, "hello"]);
      return undefined;
    },
  ],
  [/^repo view --json url --jq \.url$/, async ({ origin }) => `${origin}/github/${repository}`],
  [
    /^api --method PUT repos\/\{owner\}\/\{repo\}\/environments\/(\S+) --silent$/,
    async ({ environments }, _, [name]) => {
      environments.add(name);
      return undefined;
    },
  ],
  [
    /^secret set (\w+) --env (\S+)$/,
    async ({ environments, secrets }, { input }, [name, environment]) => {
      if (!environments.has(environment)) return { code: 1, text: "HTTP 404: Not Found" };
      secrets.set(`${environment} ${name}`, input);
      return undefined;
    },
  ],
  [
    /^variable set (\w+) --body (\S+)$/,
    async ({ vars }, _, [name, value]) => {
      vars.set(name, value);
      return undefined;
    },
  ],
  [
    /^api --method POST repos\/\{owner\}\/\{repo\}\/pages -f build_type=workflow --silent$/,
    async ({ github }) => {
      await github.settle(repository, { pages: "workflow" });
      return undefined;
    },
  ],
  [/^api repos\/\{owner\}\/\{repo\}\/pages --jq \.html_url$/, async ({ origin }) => `${origin}/pages/hello/`],
  [
    // GitHub starts a run for what was pushed, and for nothing else; its number is the commit's.
    /^run list --workflow kaprien\.yml --commit (\w{40}) --limit 1 --json databaseId --jq \.\[0\]\.databaseId$/,
    async ({ directory }, _, [commit]) =>
      (await git(directory, ["rev-parse", "main"])) === commit ? String(BigInt(`0x${commit}`)) : "",
  ],
  [
    /^run watch --exit-status (\d+)$/,
    async (hosted, _, [id]) => {
      const commit = BigInt(id).toString(16).padStart(40, "0");
      const lines: string[] = [];
      for (const job of ["worker", "publish", "monitor"]) {
        const { code } = await hosted.runJob(job, commit, "push", { repository: { default_branch: "main" } });
        lines.push(`Kaprien ${job}: ${code === 0 ? "success" : "failure"}`);
        if (code !== 0) return { code: 1, text: lines.join("\n") };
      }
      return lines.join("\n");
    },
  ],
  [
    /^release create (\S+) (\S+) --title \S+ --notes .+$/,
    async ({ directory, assets, origin }, { cwd }, [tag, file]) => {
      await git(directory, ["tag", tag, "main"]);
      const place = `/github/${repository}/releases`;
      assets.set(`${place}/download/${tag}/${path.basename(file)}`, await readFile(path.resolve(cwd, file)));
      return `${origin}${place}/tag/${tag}`;
    },
  ],
  [
    /^pr create --fill$/,
    async ({ rest }, { cwd }) => {
      const [title, head] = [await git(cwd, ["log", "-1", "--format=%s"]), await branchOf(cwd)];
      return (await rest(`POST /repos/${repository}/pulls`, { title, head, base: "main" })).html_url;
    },
  ],
  [
    /^pr checks --watch$/,
    async (hosted, { cwd }) => {
      const number = await pullOf(hosted, await branchOf(cwd));
      const pull = await hosted.rest(`GET /repos/${repository}/pulls/${number}`);
      const payload = { action: "opened", number, pull_request: pull, repository: pull.base.repo };
      const { code } = await hosted.runJob("check", `refs/pull/${number}/merge`, "pull_request", payload);
      return code === 0 ? "Kaprien check: pass" : { code: 1, text: "Kaprien check: fail" };
    },
  ],
  [
    /^pr view --comments$/,
    async (hosted, { cwd }) => {
      const number = await pullOf(hosted, await branchOf(cwd));
      const comments: { body: string }[] = await hosted.rest(`GET /repos/${repository}/issues/${number}/comments`);
      return comments.map(({ body }) => `comment:\n${body.trimEnd()}`).join("\n");
    },
  ],
  [
    /^pr merge --merge$/,
    async (hosted, { cwd }) => {
      const number = await pullOf(hosted, await branchOf(cwd));
      await hosted.rest(`PUT /repos/${repository}/pulls/${number}/merge`, { merge_method: "merge" });
      return undefined;
    },
  ],
  [
    /^pr close (\S+)$/,
    async (hosted, _, [branch]) => {
      await hosted.rest(`PATCH /repos/${repository}/pulls/${await pullOf(hosted, branch)}`, { state: "closed" });
      return undefined;
    },
  ],
];

/** Does what a line of `gh` means, or says why not. */
export async function runGh(hosted: Hosted, call: Call): Promise<Answer> {
  const line = call.args.join(" ");
  try {
    for (const [pattern, command] of commands) {
      const [match, ...[first = "", second = "", third = ""]] = pattern.exec(line) ?? [];
      if (match === undefined) continue;
      const answer = await command(hosted, call, [first, second, third]);
      return typeof answer === "object" ? { ...answer, text: `${answer.text}\n` } : said(answer);
    }
    return { code: 1, text: `gh: this stand-in does not know: ${line}\n` };
  } catch (error) {
    return { code: 1, text: `gh: ${error}\n` };
  }
}

function said(text: string | undefined): Answer {
  return { code: 0, text: text === undefined ? "" : `${text}\n` };
}

function branchOf(cwd: string): Promise<string> {
  return git(cwd, ["branch", "--show-current"]);
}

async function pullOf({ rest }: Hosted, branch: string): Promise<number> {
  const [pull] = await rest(`GET /repos/${repository}/pulls?state=open&head=acme:${branch}`);
  if (pull === undefined) throw new Error(`no pull request for ${branch}`);
  return pull.number;
}
