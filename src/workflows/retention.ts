import type { Mirror } from "../ports/mirror.ts";
import { limits, sitePaths } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeEnvelope } from "../tuf/envelope.ts";
import { decodeSnapshot } from "../tuf/snapshot.ts";
import type { Instant } from "../tuf/time.ts";

/** How long published metadata is kept. */
export interface Retention {
  readonly days: number;
  /** Snapshots whose files are kept whatever their age. */
  readonly snapshots: number;
}

const versioned = /^metadata\/(\d+)\.([a-z][a-z0-9_-]*)\.json$/;

/**
 * Removes published metadata that no client can still be reading: older than the retention in days and not named by one of the
 * last snapshots (T42). Roots stay for ever; files that are not of this shape are not ours to touch. Returns what was removed.
 */
export async function prune(
  mirror: Mirror,
  repository: Repository,
  retention: Retention,
  now: Instant,
): Promise<readonly string[]> {
  const files = await mirror.list(sitePaths.directory);
  const newest = repository.snapshot.signed.version;
  const present = files.flatMap(({ path }) => {
    const match = versioned.exec(path);
    return match?.[2] === "snapshot" ? [Number(match[1])] : [];
  });
  const kept = new Set<string>();
  for (const version of present.sort((a, b) => b - a).slice(0, retention.snapshots)) await keep(mirror, version, kept);
  if (!present.includes(newest)) return [];
  const removed: string[] = [];
  for (const { path, written } of files) {
    const match = versioned.exec(path);
    if (match === null || match[2] === "root" || kept.has(path) || now - written < retention.days * 86_400) continue;
    await mirror.remove(path);
    removed.push(path);
  }
  return removed;
}

async function keep(mirror: Mirror, version: number, kept: Set<string>): Promise<void> {
  const path = sitePaths.role("snapshot", version);
  kept.add(path);
  const bytes = await mirror.read(path, limits.snapshot);
  if (bytes === undefined) return;
  for (const [name, file] of decodeEnvelope(bytes, decodeSnapshot).signed.meta) {
    kept.add(sitePaths.role(name.replace(/\.json$/, ""), file.version));
  }
}
