import { styleText } from "node:util";
import type { Progress, Reporter } from "../base/reporter.ts";
import { plain, plural, type Style, size } from "../base/text.ts";

/** Where output goes and what it may look like there. */
export interface Terminal {
  readonly style: Style;
  readonly reporter: Reporter;
  /** The result of a command, on standard output: text for people, or one JSON event. */
  result(text: string, value: unknown): void;
  /** Why there is no result, in words; shown also with --quiet. */
  refused(text: string): void;
  /** Prose after the result: what to do next. */
  next(text: string): void;
}

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

const colours: Style = {
  strong: (text) => styleText("bold", text),
  good: (text) => styleText("green", text),
  bad: (text) => styleText("red", text),
  warn: (text) => styleText("yellow", text),
  dim: (text) => styleText("dim", text),
};

/** Results go to standard output, everything else to standard error, as JSON events when asked for. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { json, quiet, verbose, stdout, stderr } = options;
  const style = options.color && !json ? colours : plain;
  const event = (value: object): unknown => stdout.write(`${JSON.stringify(value)}\n`);
  const say = (text: string): unknown => (quiet ? undefined : stderr.write(`${text}\n`));
  return {
    style,
    reporter: {
      note: (text) => (json ? event({ event: "note", text }) : say(text)),
      warn: (text) => (json ? event({ event: "warning", text }) : stderr.write(`${style.warn("warning")}: ${text}\n`)),
      step: (name) => {
        if (verbose) json ? event({ event: "step", name }) : say(style.dim(name));
      },
      progress: (label, total, unit) => (json || quiet ? silent : bar(stderr, label, total, unit)),
    },
    result(text, value) {
      if (json) event({ event: "result", ...(typeof value === "object" ? value : { value }) });
      else if (text !== "") stdout.write(`${text}\n`);
    },
    refused(text) {
      if (!json) stderr.write(`${text}\n`);
    },
    next: (text) => (json ? undefined : say(text)),
  };
}

const silent: Progress = { advance: () => undefined, done: () => undefined };

/** A bar on a terminal, a line for each tenth elsewhere; neither before a second has passed. */
function bar(stderr: TerminalOptions["stderr"], label: string, total: number, unit: "bytes" | "items"): Progress {
  const started = performance.now();
  const show = (amount: number): string => (unit === "bytes" ? size(amount) : String(amount));
  let done = 0;
  let shown = -1;
  return {
    advance(amount) {
      done += amount;
      const elapsed = performance.now() - started;
      if (elapsed < 1000 || total === 0) return;
      const percent = Math.min(100, Math.floor((done / total) * 100));
      if (stderr.isTTY === true) {
        if (percent === shown) return;
        const filled = Math.round(percent / 4);
        stderr.write(
          `\r${label} [${"#".repeat(filled)}${"-".repeat(25 - filled)}] ${percent}% ${show(done)} of ${show(total)}`,
        );
        shown = percent;
      } else if (Math.floor(percent / 10) > Math.floor(shown / 10)) {
        stderr.write(`${label}: ${percent}% of ${unit === "bytes" ? size(total) : plural(total, "item")}\n`);
        shown = percent;
      }
    },
    done() {
      if (stderr.isTTY === true && shown >= 0) stderr.write("\n");
    },
  };
}
