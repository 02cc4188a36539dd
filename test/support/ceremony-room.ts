import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { cli } from "./cli.ts";
import { keys, type PtyProgram, spawnInPty } from "./pty.ts";

/** Where a ceremony is held: a work tree and a directory for keys, and programs started in them. */
export interface Room {
  readonly work: string;
  readonly keys: string;
  /** Elsewhere: not a work tree, and not where keys go by default. */
  readonly elsewhere: string;
  /** The online key in the environment. */
  readonly online: KeyObject;
  start(args?: readonly string[]): PtyProgram;
  /** Writes a private key outside of the work tree. Resolves to its path. */
  keyFile(name: string, key: KeyObject, passphrase?: string): Promise<string>;
  /** Path, mode and digest of everything in the room. */
  contents(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** No part of it is a word that the dialogue uses. */
export const passphrase = "quixotic vermilion 47 zebu";

export function newKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

async function openRoom(): Promise<Room> {
  const home = await realpath(await mkdtemp(path.join(os.tmpdir(), "ceremony-")));
  const [work, keyDirectory, elsewhere] = [
    path.join(home, "work"),
    path.join(home, "keys"),
    path.join(home, "elsewhere"),
  ];
  await mkdir(work);
  await mkdir(elsewhere);
  const online = newKey();
  const programs: PtyProgram[] = [];
  return {
    work,
    keys: keyDirectory,
    elsewhere,
    online,
    start(args = []) {
      const env = {
        PATH: process.env["PATH"] ?? "",
        HOME: home,
        KAPRIEN_KEYS: keyDirectory,
        KAPRIEN_ONLINE_KEY: online.export({ type: "pkcs8", format: "pem" }).toString(),
      };
      const program = spawnInPty(process.execPath, [cli, "ceremony", ...args], { cwd: work, env });
      programs.push(program);
      return program;
    },
    async keyFile(name, key, secret) {
      const locked = secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret };
      const file = path.join(elsewhere, name);
      await writeFile(file, key.export({ type: "pkcs8", format: "pem", ...locked }));
      return file;
    },
    contents: () => contentsOf(home),
    async close() {
      for (const program of programs) program.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function contentsOf(directory: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of (await readdir(directory, { recursive: true })).sort()) {
    const file = path.join(directory, name);
    const found = await stat(file);
    const digest = found.isFile()
      ? createHash("sha256")
          .update(await readFile(file))
          .digest("hex")
      : "directory";
    lines.push(`${name} ${found.mode.toString(8)} ${digest}`);
  }
  return lines;
}

/** The room and the program of the running test. */
export interface Stage {
  readonly room: Room;
  readonly program: PtyProgram;
  start(...args: string[]): void;
}

/** Gives each test of a file a room, and holds each to T43: no part of a passphrase that somebody typed is ever on the screen. */
export function useRooms(): Stage {
  let room: Room;
  let program: PtyProgram;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(async () => {
    await room.close();
    for (const output of [program.raw(), program.shown()]) expect(output).not.toMatch(/quix|vermilion|zebu/);
  });
  return {
    get room() {
      return room;
    },
    get program() {
      return program;
    },
    start(...args) {
      program = room.start(args);
    },
  };
}

/** A question, by some of its words, and the keys that answer it. */
export type Step = readonly [question: string, answer: string];

const { enter, down } = keys;

export function line(text: string): string {
  return `${text}${enter}`;
}

/** Makes a key, with everything else as proposed. */
export function created(name: string): readonly Step[] {
  return [
    ["A name for the key", enter],
    [`The key ${name}`, enter],
    [`The file for the key ${name}`, enter],
    ["A new passphrase for", line(passphrase)],
    ["The same passphrase again", line(passphrase)],
  ];
}

/** Loads a key from a file without a passphrase. */
export function loaded(name: string, file: string): readonly Step[] {
  return [
    ["A name for the key", line(name)],
    [`The key ${name}`, down + enter],
    ["Its file", line(file)],
  ];
}

/** One key for the root, loaded, and no other. */
export function loadedRoot(file: string): readonly Step[] {
  return [["How many keys hold the root?", enter], ...loaded("alice", file), ["Add a backup key?", down + enter]];
}

/** From the root's keys to the review, as proposed. */
export const middle: readonly Step[] = [
  ["Who signs targets?", enter],
  ["Who signs bin?", enter],
  ["Where will the worker find the key", enter],
  ["The variable's name", enter],
  ["Use the usual expiry?", enter],
  ["Which paths may be released?", enter],
  ["How many targets do you expect", enter],
  ["How many bins?", enter],
  ["Which way?", enter],
  ["The URL below which", enter],
];

export const reviewed: readonly Step[] = ["root", "targets", "bin", "bins", "snapshot", "timestamp"].map((role) => [
  `Is ${role} correct?`,
  enter,
]);

export const signed: readonly Step[] = [["Sign exactly this now?", down + enter]];

/** Enter wherever Enter will do. */
export const proposed: readonly Step[] = [
  ["How many keys hold the root?", enter],
  ...created("root"),
  ["Add a backup key?", enter],
  ...created("root-backup"),
  ...middle,
  ...reviewed,
  ...signed,
];

/** Waits for each question and answers it. */
export async function answer(program: PtyProgram, steps: readonly Step[]): Promise<void> {
  for (const [question, keystrokes] of steps) {
    await program.waitFor(question);
    program.type(keystrokes);
  }
}
