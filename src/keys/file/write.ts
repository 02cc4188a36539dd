import { lstat, open, realpath, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Fault } from "../../base/fault.ts";
import { keysFaults } from "../faults.ts";

/**
 * Writes a key file: created exclusively, readable by its owner alone, on the disk when this resolves (T64). Faults
 * `KEY_IN_WORK_TREE` inside a git work tree (T46), `KEY_FILE_EXISTS` when something is there already, and
 * `KEY_FILE_UNWRITABLE`; then nothing was written.
 *
 * Windows has no file modes, and Node drops ours there: a file gets the access list that its directory hands down, which below a
 * user's profile, where keys go by default, admits that user, the system and administrators. The encryption guards it anywhere.
 * Not run here.
 */
export async function writeKeyFile(
  path: string,
  bytes: Uint8Array,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  try {
    const directory = await placeFor(dirname(path), path);
    await create(join(directory, basename(path)), bytes);
    // Makes the new name durable. Windows cannot open a directory and needs no such thing.
    if (platform !== "win32") await syncDirectory(directory);
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (codeOf(error) === "EEXIST") throw keysFaults.KEY_FILE_EXISTS({ path });
    throw keysFaults.KEY_FILE_UNWRITABLE({ path, reason: codeOf(error) }, { cause: error });
  }
}

/**
 * Whether a key file could be written to `path`, without writing one. Faults as {@link writeKeyFile}; a directory that does not
 * exist is judged by the nearest one above it that does.
 */
export async function checkKeyFile(path: string): Promise<void> {
  let directory = dirname(resolve(path));
  while (!(await exists(directory)) && dirname(directory) !== directory) directory = dirname(directory);
  await placeFor(directory, path);
  if (await exists(path)) throw keysFaults.KEY_FILE_EXISTS({ path });
}

/** Where `parent` really is, links resolved: what counts is where the key file at `path` will lie. */
async function placeFor(parent: string, path: string): Promise<string> {
  const directory = await realpath(parent);
  const workTree = await workTreeAround(directory);
  if (workTree !== undefined) throw keysFaults.KEY_IN_WORK_TREE({ path, directory: workTree });
  return directory;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function create(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      // First of all: Windows keeps the name of an open file until it is closed.
      await handle.close();
    }
  } catch (error) {
    // Ours, since it was created exclusively: half a key file must not stand where a whole one is expected.
    await unlink(file);
    throw error;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The nearest directory, from `directory` upwards, that holds a `.git`: a directory, or the file of a linked work tree. */
async function workTreeAround(directory: string): Promise<string | undefined> {
  for (let at = directory; ; at = dirname(at)) {
    if (await exists(join(at, ".git"))) return at;
    if (at === dirname(at)) return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
