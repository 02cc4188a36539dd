import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { Fault } from "../../base/fault.ts";
import { baseFaults } from "../../base/faults.ts";
import { workspaceFaults } from "../faults.ts";
import type { FoundFile, Workspace } from "../workspace.ts";
import { syncDirectory } from "./sync.ts";

/** Bytes read at a time: large files are bound by the disk then, not by calls. */
const chunk = 1_048_576;

/** The directory at `root`. */
export function directoryWorkspace(root: string): Workspace {
  const full = (path: string): string => (isAbsolute(path) ? path : join(root, path));
  return {
    async find(patterns) {
      const found = new Map<string, FoundFile>();
      for (const pattern of patterns) {
        const files = await matches(root, pattern, full);
        if (files.length === 0) throw workspaceFaults.FILE_NOT_FOUND({ file: pattern });
        for (const file of files) found.set(file.path, file);
      }
      return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async *stream(path) {
      try {
        const { size } = await stat(full(path));
        // One read for a small file: a stream for each of thousands costs more than their bytes.
        if (size <= chunk) yield await readFile(full(path));
        else yield* createReadStream(full(path), { highWaterMark: chunk }) as AsyncIterable<Uint8Array>;
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    async read(path, limit) {
      try {
        const found = await stat(full(path)).catch(absent);
        if (found === undefined) return undefined;
        if (found.size > limit) throw baseFaults.FILE_TOO_LARGE({ file: path, actual: found.size, limit });
        return await readFile(full(path));
      } catch (cause) {
        throw cause instanceof Fault ? cause : unreadable(path, cause);
      }
    },
    async write(files, existing) {
      await requireNoLinks(root, Array.from(files.keys(), full));
      await writeAll(files, existing, full);
    },
  };
}

async function matches(root: string, pattern: string, full: (path: string) => string): Promise<readonly FoundFile[]> {
  const named = await lstat(full(pattern)).catch(absent);
  if (named?.isFile()) return [{ path: shown(root, full(pattern)), size: named.size }];
  if (named !== undefined && !named.isDirectory()) throw workspaceFaults.FILE_NOT_PLAIN({ file: pattern });
  const options =
    named === undefined
      ? { patterns: [pattern.replaceAll(sep, "/")], cwd: root }
      : { patterns: ["**"], cwd: full(pattern) };
  // Links are not followed: what lies behind one is not what was named.
  const paths = await glob({
    ...options,
    absolute: true,
    onlyFiles: true,
    dot: false,
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  const files: FoundFile[] = [];
  for (const path of paths.sort()) {
    const found = await lstat(path);
    if (found.isFile()) files.push({ path: shown(root, resolve(path)), size: found.size });
  }
  return files;
}

/** As seen from the workspace, `../` included: what a person typed, whatever form it had. */
function shown(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, "/");
}

/**
 * Faults when a directory between the workspace and one of the files is a link: whoever could commit it would choose what is written
 * elsewhere on this machine. The workspace itself may be one, and what is named outside of it is somebody's own choice.
 */
async function requireNoLinks(root: string, paths: readonly string[]): Promise<void> {
  const checked = new Set<string>();
  for (const path of paths) {
    const below = shown(resolve(root), resolve(path)).split("/");
    if (below[0] === "..") continue;
    for (let depth = 1; depth < below.length; depth += 1) {
      const directory = below.slice(0, depth).join("/");
      if (checked.has(directory)) continue;
      checked.add(directory);
      const found = await lstat(join(root, directory)).catch(absent);
      if (found?.isSymbolicLink()) throw workspaceFaults.FILE_NOT_PLAIN({ file: directory });
    }
  }
}

async function writeAll(
  files: ReadonlyMap<string, Uint8Array | null>,
  existing: "refuse" | "replace",
  full: (path: string) => string,
): Promise<void> {
  const parts: { part: string; path: string }[] = [];
  try {
    if (existing === "refuse") {
      for (const path of files.keys())
        if ((await lstat(full(path)).catch(absent)) !== undefined) throw workspaceFaults.FILE_EXISTS({ file: path });
    }
    for (const [path, bytes] of files) {
      if (bytes === null) continue;
      await mkdir(dirname(full(path)), { recursive: true });
      const part = `${full(path)}.${randomBytes(6).toString("hex")}.part`;
      parts.push({ part, path });
      const file = await open(part, "wx", 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    for (const { part, path } of parts) await rename(part, full(path));
    for (const [path, bytes] of files) if (bytes === null) await rm(full(path), { force: true });
    for (const directory of new Set(Array.from(files.keys(), (path) => dirname(full(path)))))
      await syncDirectory(directory);
  } catch (cause) {
    return unwritable(cause);
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}

function unwritable(cause: unknown): never {
  if (cause instanceof Fault) throw cause;
  throw workspaceFaults.WORKSPACE_UNWRITABLE({ reason: (cause as Error).message }, { cause });
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

function unreadable(path: string, cause: unknown): Fault {
  return workspaceFaults.WORKSPACE_UNREADABLE(
    { file: path, reason: (cause as NodeJS.ErrnoException).code ?? String(cause) },
    { cause },
  );
}
