import { Fault } from "../base/fault.ts";
import type { Instant } from "../base/time.ts";
import { sitePaths } from "../repository/layout.ts";
import type { Repository } from "../repository/verify-state.ts";
import { decodeEnvelope } from "../tuf/envelope.ts";
import { limits } from "../tuf/limits.ts";
import { decodeSnapshot } from "../tuf/snapshot.ts";
import type { Mirror } from "./mirror.ts";

/** How long published metadata is kept. */
export interface Retention {
  readonly days: number;
  /** Snapshots whose files are kept whatever their age. */
  readonly snapshots: number;
}

const versioned = /^metadata\/(\d+)\.([a-z][a-z0-9_-]*)\.json$/;

/**
 * Removes published metadata that no client can still be reading: superseded for longer than the retention in days and not named
 * by one of the last snapshots (T42). What counts is when the next version came, not how old a file is: one that was current for
 * a year may be asked for a minute after. Roots stay for ever; files that are not of this shape are not ours to touch. Returns
 * what was removed. `signed` says when a file came where the mirror does not know.
 */
export async function prune(
  mirror: Mirror,
  repository: Repository,
  retention: Retention,
  now: Instant,
  signed?: (path: string) => Instant,
): Promise<readonly string[]> {
  const files = (await mirror.list(sitePaths.directory)).flatMap(({ path, written }) => {
    const match = versioned.exec(path);
    if (match === null || match[2] === "root") return [];
    return [{ path, written: signed?.(path) ?? written, role: match[2], version: Number(match[1]) }];
  });
  const newest = repository.snapshot.signed.version;
  const snapshots = files.filter(({ role, version }) => role === "snapshot" && version <= newest);
  if (!snapshots.some(({ version }) => version === newest)) return [];
  const kept = new Set<string>();
  const last = snapshots.sort((a, b) => b.version - a.version).slice(0, retention.snapshots);
  await Promise.all(last.map(({ version }) => keep(mirror, version, kept)));

  const removed: string[] = [];
  // From the newest version of each role down, so that the one before in the list is the one that superseded it.
  const next = new Map<string | undefined, number>();
  for (const { path, written, role } of files.sort((a, b) => b.version - a.version)) {
    const superseded = next.get(role);
    next.set(role, written);
    if (superseded === undefined || kept.has(path) || now - superseded < retention.days * 86_400) continue;
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
  for (const [name, file] of entries(bytes)) kept.add(sitePaths.role(name.replace(/\.json$/, ""), file.version));
}

/** What a snapshot lists; nothing when somebody damaged it, since no client can use it then. */
function entries(bytes: Uint8Array): ReadonlyMap<string, { readonly version: number }> {
  try {
    return decodeEnvelope(bytes, decodeSnapshot).signed.meta;
  } catch (error) {
    if (error instanceof Fault) return new Map();
    throw error;
  }
}
