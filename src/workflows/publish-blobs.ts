import { createHash } from "node:crypto";
import type { Mirror } from "../ports/mirror.ts";
import type { Reporter } from "../ports/reporter.ts";
import type { Workspace } from "../ports/workspace.ts";
import { targetPath } from "../repository/layout.ts";
import { publishedTargets, type Repository } from "../repository/repository.ts";
import { Fault } from "../tuf/fault.ts";
import type { TargetFile } from "../tuf/targets.ts";

/**
 * Copies target files to `targets/`, each under every hash that is listed for it (specification §6.2.1). A file that is there
 * already is left; one whose bytes are not what was signed is never published: faults `TARGET_BYTES_DIFFER`. Files that are
 * nowhere to be found are counted in one warning.
 */
export async function publishBlobs(
  mirror: Mirror,
  files: Workspace,
  repository: Repository,
  reporter: Reporter,
): Promise<readonly string[]> {
  const written: string[] = [];
  const there = new Map<string, ReadonlyMap<string, number>>();
  let absent = 0;
  const total = [...publishedTargets(repository)].length;
  const progress = reporter.progress("copying targets", total, "items");
  try {
    for (const { path, target } of publishedTargets(repository)) {
      progress.advance(1);
      for (const hash of target.hashes.values()) {
        const to = `targets/${targetPath(path, hash)}`;
        const directory = to.slice(0, to.lastIndexOf("/"));
        const sizes =
          there.get(directory) ?? new Map((await mirror.list(directory)).map((file) => [file.path, file.size]));
        there.set(directory, sizes);
        // The name holds the digest; a file of another size was cut off on its way there.
        if (sizes.get(to) === target.length) continue;
        const found = await files.find([path]).catch(notFound);
        if (found.length !== 1) {
          absent++;
          break;
        }
        reporter.step(`write ${to}`);
        await mirror.write(to, verified(files.stream(path), path, target), "immutable");
        written.push(to);
      }
    }
  } finally {
    progress.done();
  }
  if (absent > 0)
    reporter.warn(
      `${absent} target file${absent === 1 ? " was" : "s were"} not found; clients will look for ${absent === 1 ? "it" : "them"} in vain on this site`,
    );
  return written;
}

function notFound(error: unknown): readonly [] {
  if (error instanceof Fault && error.code === "FILE_NOT_FOUND") return [];
  throw error;
}

/** Passes the bytes through and fails at the end, before they count as written, when they are not the signed ones. */
async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  target: TargetFile,
): AsyncGenerator<Uint8Array> {
  const hashes = [...target.hashes].map(([algorithm, expected]) => ({ hash: createHash(algorithm), expected }));
  let length = 0;
  for await (const chunk of bytes) {
    for (const { hash } of hashes) hash.update(chunk);
    length += chunk.length;
    yield chunk;
  }
  for (const { hash, expected } of hashes) {
    const actual = hash.digest("hex");
    if (length !== target.length || actual !== expected)
      throw new Fault("TARGET_BYTES_DIFFER", { path, expected, actual });
  }
}
