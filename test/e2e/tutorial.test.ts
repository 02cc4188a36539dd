import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli } from "../support/cli.ts";
import { repository } from "../support/gh.ts";
import { git, temporary } from "../support/git.ts";
import { type Hosted, startHosted } from "../support/hosted.ts";

const page = await readFile(path.resolve(import.meta.dirname, "../../docs/tutorial/first-release.md"), "utf8");

/** A fenced block of the page. */
interface Block {
  readonly language: string;
  readonly text: string;
}
const blocks: readonly Block[] = Array.from(
  page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm),
  ([, language = "", text = ""]) => ({ language, text }),
);

/** A block of commands, and what the page says that it shows. */
interface Step {
  readonly script: string;
  readonly shown: string | undefined;
  /** One of its commands fails, and a person's terminal goes on. */
  readonly refused: boolean;
}
const steps: readonly Step[] = blocks.flatMap(({ language, text }, at) => {
  if (language !== "sh") return [];
  const next = blocks[at + 1];
  const shown = next?.language === "sh" ? undefined : next?.text;
  return [{ script: text, shown, refused: shown?.includes("**Blocked**") ?? false }];
});

/** What the page shows as a pattern: … on a line of its own stands for any lines, elsewhere for anything within the line. */
function patternOf(shown: string): RegExp {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const lines = shown.trimEnd().split("\n");
  const sources = lines.map((line) => (line === "…" ? "(?:.*\n)*?" : `${line.split("…").map(escaped).join(".*")}\n`));
  return new RegExp(`^${sources.join("")}$`);
}

let folder: Awaited<ReturnType<typeof temporary>>;
let hosted: Hosted;
let top: string;
let ended: number | null;
/** What each step printed, with the addresses that it would have on GitHub. */
let printed: readonly string[];

beforeAll(async () => {
  folder = await temporary();
  hosted = await startHosted(folder.path);
  const kaprien = `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`;
  await writeFile(path.join(hosted.bin, "kaprien"), kaprien, { mode: 0o755 });
  top = path.join(folder.path, "home");
  await mkdir(top);
  const env = {
    PATH: `${hosted.bin}:${process.env["PATH"] ?? ""}`,
    HOME: top,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Mia",
    GIT_AUTHOR_EMAIL: "mia@example.org",
    GIT_COMMITTER_NAME: "Mia",
    GIT_COMMITTER_EMAIL: "mia@example.org",
    ...hosted.env,
  };
  const scripts = steps.map(({ script, refused }) => `echo "=== step"\nset ${refused ? "+" : "-"}e\n${script}`);
  const child = spawn("bash", ["--norc", "-uo", "pipefail", "-c", `exec 2>&1\n${scripts.join("")}`], {
    cwd: top,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  ended = await new Promise((resolve) => child.on("close", resolve));
  printed = output
    .replaceAll(`${hosted.origin}/pages/`, "https://acme.github.io/")
    .replaceAll(`${hosted.origin}/github/`, "https://github.com/")
    .split("=== step\n")
    .slice(1);
}, 300_000);
afterAll(async () => {
  await hosted.stop();
  await folder.remove();
});

describe("the tutorial", () => {
  test("consists of commands, each with what it shows right after it", () => {
    const languages = blocks.map(({ language }) => language);
    expect(new Set(languages)).toEqual(new Set(["sh", "text", "markdown"]));
    for (const [at, language] of languages.entries())
      if (language !== "sh") expect(languages[at - 1], blocks[at]?.text).toBe("sh");
    expect(steps.filter(({ refused }) => refused)).toHaveLength(1);
  });

  test("runs in order to its end", () => {
    expect([ended, printed.length], printed.at(-1)).toEqual([0, steps.length]);
    const outcomes = hosted.runs.map(([job, { outputs }]) => [job, outputs["outcome"]]);
    const signed = [
      ["worker", "done"],
      ["publish", "published"],
      ["monitor", "good"],
    ];
    expect(outcomes).toEqual([...signed, ["check", "ready"], ...signed, ["check", "blocked"]]);
  });

  test.each(steps.flatMap(({ shown }, at) => (shown === undefined ? [] : [[at, shown] as const])))(
    "shows what step %i printed",
    (at, shown) => {
      expect(printed[at]).toMatch(patternOf(shown));
    },
  );

  test("downloads the very bytes, after the client verified them", async () => {
    const text = await readFile(path.join(top, "kaprien-tutorial/hello.txt"), "utf8");
    expect(text).toBe("Hello.\n");
    const targets = await git(hosted.directory, ["show", "main:targets/hello/1.0.0.json"]);
    expect(JSON.parse(targets).targets).toMatchObject([{ path: "hello/1.0.0/hello.txt", length: 7 }]);
  });

  test("what is refused is not merged, and what was signed stays", async () => {
    const pulls = await hosted.rest(`GET /repos/${repository}/pulls?state=all&direction=asc`);
    expect(pulls.map((pull: { merged_at: string | null }) => pull.merged_at !== null)).toEqual([true, false]);
    expect(await git(hosted.directory, ["rev-list", "--count", "tuf"])).toBe("2");
  });

  test("T43: the keys are in no object of git and in nothing that was printed but for the passphrase", async () => {
    const objects = await git(hosted.directory, ["cat-file", "--batch-all-objects", "--batch", "--unordered"]);
    const key = hosted.secrets.get("kaprien KAPRIEN_ONLINE_KEY") ?? "";
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(objects).toContain("KAPRIEN_ONLINE_KEY");
    for (const text of [objects, ...printed]) expect(text).not.toContain(key.split("\n")[1]);
    expect(await git(hosted.directory, ["log", "--all", "--format=", "--name-only"])).not.toMatch(/key$/m);
  });

  test("asks nothing that GitHub's own description of its interface does not allow", async () => {
    expect(await hosted.github.violations()).toEqual([]);
  });
});
