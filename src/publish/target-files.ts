import { createHash } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { Fault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { asFinding } from "../base/finding.ts";
import { inBatches } from "../base/pool.ts";
import type { Reporter } from "../base/reporter.ts";
import { type Instant, instant } from "../base/time.ts";
import { clientFaults } from "../client/faults.ts";
import type { Fetch } from "../client/reference-client.ts";
import { targetPath } from "../repository/layout.ts";
import { publishedTargets, type Repository } from "../repository/verify-state.ts";
import type { TargetFile } from "../tuf/targets.ts";
import { workspaceFaults } from "../workspace/faults.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { publishFaults } from "./faults.ts";
import type { Mirror } from "./mirror.ts";

/** Where the bytes of targets come from; first come, first asked. */
export interface Sources {
  /** Finds them by target path. */
  readonly files?: Workspace;
  /** Gets them from {@link urls}. */
  readonly fetch?: Fetch;
  /** For all downloads together; {@link downloadSeconds} when left out. */
  readonly downloadSeconds?: number;
  /** Addresses by target path. Asked for once, and only when something is missing. */
  readonly urls: () => Promise<ReadonlyMap<string, string>>;
}

export interface PublishedBlobs {
  /** Paths on the mirror. */
  readonly written: readonly string[];
  /** Why targets are not there although their release file says where they can be had. */
  readonly unavailable: readonly Finding[];
}

export interface BlobPorts {
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** What all downloads of one publish may take: the job has twice that, and the metadata waits for them. */
export const downloadSeconds = 600;

/** Downloads under way at the same time. */
const downloadsAtOnce = 4;

interface Wanted {
  readonly path: string;
  readonly target: TargetFile;
  /** Where they go: the target's name with each hash that is listed for it. */
  readonly to: readonly string[];
}

/**
 * Brings target files to `targets/`, each under every hash that is listed for it (specification §6.2.1). A file that is there
 * already is left; one whose bytes are not what was signed is never published: faults `TARGET_BYTES_DIFFER`. An address that gives
 * something else, or nothing, is a finding (`TARGET_URL_DIFFERS`, `TARGET_URL_FAILED`) and the target is left out: what somebody else's server
 * does must not keep everybody from the metadata, which runs out. So is a download that is not done when the time for all of them is up;
 * the next publish goes on with those. Files that are nowhere to be found are counted in one warning.
 */
export async function publishBlobs(
  { mirror, clock, reporter }: BlobPorts,
  sources: Sources,
  repository: Repository,
): Promise<PublishedBlobs> {
  if (sources.files === undefined && sources.fetch === undefined) return { written: [], unavailable: [] };
  const wanted = await missing(mirror, repository);
  const written: string[] = [];
  const unavailable: Finding[] = [];
  const progress = reporter.progress("copying targets", wanted.length, "items");
  const urls = sources.fetch && wanted.length > 0 ? await sources.urls() : new Map<string, string>();
  const inTime = deadline(clock, sources.downloadSeconds ?? downloadSeconds);
  let absent = 0;
  const copy = async ({ path, target, to }: Wanted): Promise<void> => {
    const open = await sourceOf(path, target, sources, urls.get(path), inTime);
    if (open === undefined) absent++;
    else
      for (const place of to) {
        reporter.step(`write ${place}`);
        const failed = await mirror.write(place, open(), "immutable").then(() => undefined, fromAddress);
        if (failed === undefined) written.push(place);
        else unavailable.push(failed);
      }
    progress.advance(1);
  };
  try {
    await inBatches(wanted, sources.fetch ? downloadsAtOnce : 1, copy);
  } finally {
    progress.done();
  }
  if (absent > 0)
    reporter.warn(
      `${absent} target file${absent === 1 ? " was" : "s were"} not found; clients will look for ${absent === 1 ? "it" : "them"} in vain on this site`,
    );
  return { written, unavailable };
}

/** Throws when `seconds` are over from now on. */
function deadline(clock: Clock, seconds: number): () => void {
  const end: Instant = instant(clock.now() + seconds);
  return () => {
    if (clock.now() >= end) throw new Error(`the time for all downloads was up (${seconds} seconds)`);
  };
}

/** What went wrong at an address, as a finding; anything else is thrown on. */
function fromAddress(error: unknown): Finding {
  if (!isFault(error, publishFaults.TARGET_URL_DIFFERS, publishFaults.TARGET_URL_FAILED)) throw error;
  return asFinding(error, { severity: "error" });
}

async function missing(mirror: Mirror, repository: Repository): Promise<readonly Wanted[]> {
  const wanted: Wanted[] = [];
  const there = new Map<string, ReadonlyMap<string, number | undefined>>();
  for (const { path, target } of publishedTargets(repository)) {
    const to: string[] = [];
    for (const hash of target.hashes.values()) {
      const place = `targets/${targetPath(path, hash)}`;
      const directory = place.slice(0, place.lastIndexOf("/"));
      const sizes =
        there.get(directory) ?? new Map((await mirror.list(directory)).map((file) => [file.path, file.size]));
      there.set(directory, sizes);
      // The name holds the digest; a file of another size was cut off on its way there.
      if (!sizes.has(place) || (sizes.get(place) ?? target.length) !== target.length) to.push(place);
    }
    if (to.length > 0) wanted.push({ path, target, to });
  }
  return wanted;
}

/** Opens the signed bytes of a target, again at each call; undefined when nobody has them. */
async function sourceOf(
  path: string,
  target: TargetFile,
  { files, fetch }: Sources,
  url: string | undefined,
  inTime: () => void,
): Promise<(() => AsyncIterable<Uint8Array>) | undefined> {
  const found = (await files?.find([path]).catch(notFound)) ?? [];
  if (files !== undefined && found.length === 1)
    return () =>
      verified(files.stream(path), target, ({ expected, actual }) => {
        throw publishFaults.TARGET_BYTES_DIFFER({ path, expected, actual });
      });
  if (fetch === undefined || url === undefined) return undefined;
  return () =>
    verified(download(fetch, path, url, inTime), target, ({ expected, actual }) => {
      throw publishFaults.TARGET_URL_DIFFERS({ path, url, expected, actual });
    });
}

function notFound(error: unknown): readonly [] {
  if (isFault(error, workspaceFaults.FILE_NOT_FOUND)) return [];
  throw error;
}

async function* download(fetch: Fetch, path: string, url: string, inTime: () => void): AsyncGenerator<Uint8Array> {
  try {
    inTime();
    const stream = await fetch(url);
    if (stream === undefined) throw clientFaults.CLIENT_OFFLINE({ site: url, reason: "there is nothing (403 or 404)" });
    // Leaving the loop ends the request.
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      inTime();
      yield chunk;
    }
  } catch (cause) {
    const reason = cause instanceof Fault ? cause.data["reason"] : (cause as Error).message;
    throw publishFaults.TARGET_URL_FAILED({ path, url, reason: reason ?? "it failed" }, { cause });
  }
}

/**
 * Passes the bytes through and lets `differ` throw, before they count as written, when they are not the signed ones; as soon as
 * there are too many, since a server could send for ever.
 */
async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  target: TargetFile,
  differ: (values: { expected: string; actual: string }) => never,
): AsyncGenerator<Uint8Array> {
  const hashes = [...target.hashes].map(([algorithm, expected]) => ({ hash: createHash(algorithm), expected }));
  let length = 0;
  for await (const chunk of bytes) {
    for (const { hash } of hashes) hash.update(chunk);
    length += chunk.length;
    if (length > target.length) differ({ expected: `${target.length} bytes`, actual: "more" });
    yield chunk;
  }
  if (length < target.length) differ({ expected: `${target.length} bytes`, actual: `${length}` });
  for (const { hash, expected } of hashes) {
    const actual = hash.digest("hex");
    if (actual !== expected) differ({ expected, actual });
  }
}
