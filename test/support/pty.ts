import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";

const patience = 20_000;

/** A program in a pseudo-terminal of its own, as a person at a keyboard has it. */
export interface PtyProgram {
  /** Everything that the terminal was sent, as it was sent. */
  raw(): string;
  /** The same without control sequences. */
  shown(): string;
  /** Resolves when `text` appears after what the last call found; rejects with what is there when it does not, or the program ends. */
  waitFor(text: string): Promise<void>;
  /** Keys, as the terminal sends them. */
  type(keys: string): void;
  /** The exit code. */
  readonly exited: Promise<number>;
  /** Ends the program if it still runs. */
  stop(): void;
}

export const keys = {
  enter: "\r",
  down: "\x1b[B",
  up: "\x1b[A",
  space: " ",
  interrupt: "\x03",
  endOfInput: "\x04",
} as const;

export interface PtyOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts `file` in a terminal wide enough that nothing is wrapped. */
export function spawnInPty(file: string, args: readonly string[], { cwd, env }: PtyOptions): PtyProgram {
  const pty = spawn(file, [...args], { name: "xterm-256color", cols: 240, rows: 200, cwd, env: { ...env } });
  let raw = "";
  let ended = false;
  let from = 0;
  let look = (): void => undefined;
  pty.onData((data) => {
    raw += data;
    look();
  });
  const exited = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => {
      ended = true;
      look();
      resolve(exitCode);
    });
  });
  const shown = (): string => stripVTControlCharacters(raw);
  return {
    raw: () => raw,
    shown,
    waitFor: (text) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => {
          look = () => undefined;
          clearTimeout(timer);
          reject(new Error(`${why} while waiting for "${text}"; since the last match:\n${shown().slice(from)}`));
        };
        const timer = setTimeout(() => fail("nothing came"), patience);
        look = () => {
          const at = shown().indexOf(text, from);
          if (at === -1) return ended ? fail("the program ended") : undefined;
          from = at + text.length;
          look = () => undefined;
          clearTimeout(timer);
          resolve();
        };
        look();
      }),
    type: (text) => pty.write(text),
    exited,
    stop: () => {
      if (!ended) pty.kill("SIGKILL");
    },
  };
}
