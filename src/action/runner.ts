import { debug, error, getInput, notice, setOutput, setSecret, summary, warning } from "@actions/core";
import type { Progress, Reporter } from "../base/reporter.ts";
import { plural, printable, size } from "../base/text.ts";

/** Where an annotation shows. */
export interface Place {
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** The runner's protocol: inputs, outputs, masks, annotations, the job's summary. */
export interface Runner {
  readonly reporter: Reporter;
  output(name: string, value: string): void;
  annotate(level: "error" | "warning" | "notice", text: string, place?: Place): void;
  /** A line in the log. */
  say(text: string): void;
  /** Adds Markdown to the job's summary. */
  summarize(markdown: string): void;
  /** Writes the summary out. */
  close(): Promise<void>;
}

const levels = { error, warning, notice };

/** The runner keeps a mebibyte of summary for a step and drops all of a longer one. */
const maximumSummary = 1_000_000;

export function openRunner(stdout: NodeJS.WritableStream): Runner {
  let parts = "";
  const say = (text: string): void => {
    for (const line of text.split("\n")) stdout.write(`${inert(line)}\n`);
  };
  const annotate: Runner["annotate"] = (level, text, { title, file, line } = {}) =>
    levels[level](text.split("\n").map(printable).join("\n").slice(0, 4000), {
      ...(title !== undefined && { title }),
      // The protocol escapes line breaks and separators in it, and no other control character (T5).
      ...(file !== undefined && { file: printable(file) }),
      ...(line !== undefined && { startLine: line }),
    });
  return {
    reporter: {
      note: say,
      warn: (text) => annotate("warning", text),
      step: (name) => debug(name),
      progress: (label, total, unit) => progress(say, label, total, unit),
    },
    output: (name, value) => setOutput(name, value),
    annotate,
    say,
    summarize(markdown) {
      parts += `${markdown}\n`;
    },
    async close() {
      if (parts === "") return;
      try {
        await summary.addRaw(parts.slice(0, maximumSummary)).write();
      } catch {
        // A runner without summaries: what matters is in the log as well.
        say(parts);
      }
      parts = "";
    },
  };
}

/** A line in which the runner sees no command, neither `::set-output` at its start nor the old `##[` anywhere (T5). */
export function inert(line: string): string {
  return printable(line)
    .replace(/##\[/g, "##\u200b[")
    .replace(/^(\s*):(?=:)/, "$1:\u200b");
}

/** Hides a secret in every log of the job, line by line: the runner looks for whole lines. */
export function mask(secret: string): void {
  for (const line of secret.split(/\r?\n|\\n/)) if (line.trim().length >= 4) setSecret(line.trim());
  // The runner would print the lines of a multi-line value that stands in one.
  if (secret.trim().length >= 4) setSecret(secret.trim());
}

export const input: (name: string) => string = (name) => getInput(name);

/** A line for each tenth of what takes longer than a second. */
function progress(say: (text: string) => void, label: string, total: number, unit: "bytes" | "items"): Progress {
  const started = performance.now();
  let done = 0;
  let shown = 0;
  return {
    advance(amount) {
      done += amount;
      const tenth = total === 0 ? 0 : Math.floor((done / total) * 10);
      if (tenth <= shown || performance.now() - started < 1000) return;
      shown = tenth;
      say(`${label}: ${tenth}0% of ${unit === "bytes" ? size(total) : plural(total, "item")}`);
    },
    done: () => undefined,
  };
}
