import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { Fault } from "../../base/fault.ts";
import { publishFaults } from "../faults.ts";
import type { Mirror } from "../mirror.ts";

/** A published site as a directory that any web server can serve. Each file appears whole, by rename. */
export function directoryMirror(root: string): Mirror {
  return {
    async read(path, limit) {
      const found = await guard(path, () => stat(join(root, path)).catch(missing));
      if (found === undefined) return undefined;
      if (found.size > limit) throw publishFaults.MIRROR_FILE_TOO_LARGE({ file: path, actual: found.size, limit });
      return guard(path, () => readFile(join(root, path)));
    },
    async list(directory) {
      const names = await guard(directory, () => readdir(join(root, directory)).catch(missing));
      const files: { path: string; size: number; written: number }[] = [];
      for (const name of (names ?? []).sort()) {
        // Gone since it was listed, or a link to nowhere: not a file of the site.
        const found = await stat(join(root, directory, name)).catch(missing);
        if (found?.isFile())
          files.push({ path: `${directory}/${name}`, size: found.size, written: Math.floor(found.mtimeMs / 1000) });
      }
      return files;
    },
    async write(path, bytes) {
      const target = join(root, path);
      // Paths come from names in metadata. None of them leaves the site, whatever it says.
      if (relative(root, target).split(sep)[0] === "..")
        throw publishFaults.MIRROR_FORBIDDEN({ file: path, reason: "it lies outside of the site" });
      await guard(path, async () => {
        await mkdir(dirname(target), { recursive: true });
        // A name of its own for each writer: two publishers must not rename each other's half.
        const part = `${target}.${randomBytes(6).toString("hex")}.part`;
        try {
          const file = await open(part, "wx", 0o644);
          try {
            // The declared type knows strings and buffers; the function takes any stream of chunks.
            await file.writeFile(bytes as Uint8Array);
            await file.sync();
          } finally {
            await file.close();
          }
          await rename(part, target);
        } finally {
          await rm(part, { force: true });
        }
      });
    },
    async remove(path) {
      await guard(path, () => rm(join(root, path), { force: true }));
    },
  };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

async function guard<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const forbidden = code === "EACCES" || code === "EPERM" || code === "EROFS";
    const made = forbidden ? publishFaults.MIRROR_FORBIDDEN : publishFaults.MIRROR_UNREACHABLE;
    throw made({ file: path, reason: code ?? String(cause) }, { cause });
  }
}
