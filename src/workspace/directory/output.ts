import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { Fault } from "../../base/fault.ts";
import { workspaceFaults } from "../faults.ts";
import type { OutputFile } from "../workspace.ts";
import { syncDirectory } from "./sync.ts";

/** The file at `path`, in a directory that is there. Faults `OUTPUT_NOT_PLAIN` when something else than a plain file is in its place. */
export async function outputFile(path: string): Promise<OutputFile> {
  return fileFor(path, dirname(path));
}

/** The file at `path` below `directory`; directories are made on the way. A link on the way faults `OUTPUT_NOT_PLAIN`: it leads elsewhere. */
export async function outputBelow(directory: string, path: string): Promise<OutputFile> {
  await guard(() => mkdir(directory, { recursive: true }));
  const between = relative(directory, dirname(path)).split(sep).filter(Boolean);
  for (let depth = 1; depth <= between.length; depth++) {
    const step = join(directory, ...between.slice(0, depth));
    const found = await present(step);
    if (found !== undefined && !found.isDirectory()) throw workspaceFaults.OUTPUT_NOT_PLAIN({ file: step });
  }
  const file = await fileFor(path, directory);
  return (await present(path)) === undefined ? file : { ...file, existing: path };
}

/** The bytes go to `stream` once they are complete. */
export async function outputStream(stream: NodeJS.WritableStream): Promise<OutputFile> {
  const directory = await guard(() => mkdtemp(join(tmpdir(), "kaprien-")));
  const part = join(directory, "part");
  return {
    part,
    keep: () => guard(() => pipeline(createReadStream(part), stream, { end: false })),
    discard: () => guard(() => rm(directory, { recursive: true, force: true })),
  };
}

async function fileFor(path: string, directory: string): Promise<OutputFile> {
  const found = await present(path);
  if (found !== undefined && !found.isFile()) throw workspaceFaults.OUTPUT_NOT_PLAIN({ file: path });
  if (!(await guard(() => stat(directory))).isDirectory())
    throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: `${directory} is not a directory` });
  // A name of its own, and short: the file's name may be as long as names can be.
  const part = join(directory, `.kaprien-${randomBytes(6).toString("hex")}.part`);
  return {
    part,
    keep: () =>
      guard(async () => {
        await mkdir(dirname(path), { recursive: true });
        await rename(part, path);
        await syncDirectory(dirname(path));
      }),
    discard: () => guard(() => rm(part, { force: true })),
  };
}

function present(path: string): ReturnType<typeof lstat> | Promise<undefined> {
  return guard(() =>
    lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    }),
  ) as ReturnType<typeof lstat> | Promise<undefined>;
}

async function guard<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: (cause as Error).message }, { cause });
  }
}
