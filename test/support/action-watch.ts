import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { ActionEnded, ActionRun } from "./action.ts";

/** What a hostile proposal would put wherever it may put a text. */
export const nasty: readonly string[] = [
  "$(touch x)",
  "`touch x`",
  "a\n::set-output name=verdict::ready",
  "a\r::add-path::/tmp",
  "\u0085::error::owned",
  "##[error]owned",
  "@everyone",
  "&commat;everyone &num;1",
  "</details><h1>Ready to merge",
  "<img src=x onerror=alert(1)>",
  "[Ready](javascript:alert(1)) ![x](https://evil.example/x)",
  "https://evil.example www.evil.example a@evil.example",
  "\u001b[31mred\u001b]8;;https://evil.example\u0007link",
  "\u202eexe.txt",
  "a|b\\|@everyone",
  "#1 GH-1 fixes #1",
  "ghadelimiter_\nverdict<<x\nready\nx",
  "::stop-commands::x",
];

/** How a job ended, with the names of the commands that its log gives to the runner, in order. */
export type Watched = ActionEnded & { readonly said: readonly string[] };

/** A runner that reads a job's files as runners do, and whose programs leave a file in `marks` when anything starts one. */
export interface Watch {
  readonly marks: string;
  run(job: (more: Partial<ActionRun>) => Promise<ActionEnded>, more?: Partial<ActionRun>): Promise<Watched>;
}

export async function openWatch(folder: string): Promise<Watch> {
  const marks = path.join(folder, "marks");
  const programs = path.join(folder, "bin");
  await mkdir(marks);
  await mkdir(programs);
  for (const name of ["git", "sh", "bash", "node", "npm", "npx", "ssh", "curl", "gpg", "env", "touch"])
    await writeFile(path.join(programs, name), `#!/bin/sh\n/usr/bin/env > "${marks}/${name}"\n`, { mode: 0o755 });
  let runs = 0;
  return {
    marks,
    async run(job, more = {}) {
      runs += 1;
      const file = (name: string): string => path.join(folder, `${name}-${runs}`);
      const files = { GITHUB_OUTPUT: file("output"), GITHUB_ENV: file("env"), GITHUB_PATH: file("path") };
      for (const each of Object.values(files)) await writeFile(each, "");
      const ended = await job({ ...more, env: { ...more.env, ...files, PATH: programs } });
      const [output = "", ...others] = await Promise.all(Object.values(files).map((each) => readFile(each, "utf8")));
      expect(others).toEqual(["", ""]);
      return { ...ended, said: commandsOf(ended.stdout), outputs: outputsOf(output) };
    },
  };
}

/** Commands as a runner finds them: it ends lines at a lone carriage return, too, and looks past any white space. */
function commandsOf(stdout: string): readonly string[] {
  return stdout.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name] = /^[\s\u0085]*::([^:\s]+)/.exec(line) ?? /##\[([^\]]*)\]/.exec(line) ?? [];
    return name === undefined ? [] : [name];
  });
}

/** The file of outputs as a runner reads it. Throws when a line is not where one may be. */
function outputsOf(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/);
  const found: Record<string, string> = {};
  for (let at = 0; at < lines.length && lines[at] !== ""; at += 1) {
    const [, name = "", end] = /^([\w-]+)<<(ghadelimiter_[0-9a-f-]{36})$/.exec(lines[at] ?? "") ?? [];
    const last = lines.indexOf(end ?? "", at);
    if (last < 0) throw new Error(`not an output: ${lines[at]}`);
    found[name] = lines.slice(at + 1, last).join("\n");
    at = last;
  }
  return found;
}

/** What a forge would bring to life in Markdown: mentions, references, tags, links, images, addresses. */
export function liveIn(markdown: string): readonly string[] {
  const text = markdown.replace(/`[^`\n]*`/g, "").replace(/<\/?(?:details|summary)>/g, "");
  const entities: Record<string, string> = { commat: "@", num: "#", lt: "<", amp: "&" };
  const seen = text.replace(/&(?:#(\d+)|(\w+));/g, (entity, digits?: string, name = "") =>
    digits === undefined ? (entities[name] ?? entity) : String.fromCodePoint(Number(digits)),
  );
  return [
    ...(text.match(/<[a-z!/?][^\n]*|\]\([^\n]*|\]:[^\n]*|`[^\n]*|\bwww\.[^\n]*|\w+:\/\/[^\n]*/gi) ?? []),
    ...(seen.match(/[@#][\w-]+|\b(?:GH-)\d+|[\w.+-]+@[\w-]+\.\w+/gi) ?? []),
    ...(markdown.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g) ?? []),
  ];
}

/** Nothing of a job's log is a command that was not meant, and nothing of it or its summary would come to life. */
export function expectInert({ said, annotations, stdout, summary }: Watched): void {
  expect(said.filter((name) => !/^(?:add-mask|debug|error|warning|notice)$/.test(name))).toEqual([]);
  expect(annotations.filter(({ title }) => !/^Kaprien: [A-Z_]+$/.test(title ?? ""))).toEqual([]);
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(liveIn(summary)).toEqual([]);
}
