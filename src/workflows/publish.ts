import type { Clock } from "../ports/clock.ts";
import type { Mirror } from "../ports/mirror.ts";
import type { ClientCache, Fetch, Oracle } from "../ports/oracle.ts";
import type { Reporter } from "../ports/reporter.ts";
import type { Store } from "../ports/store.ts";
import type { Workspace } from "../ports/workspace.ts";
import { limits, sitePaths } from "../repository/layout.ts";
import { loadRepository, type Repository } from "../repository/repository.ts";
import { signatoriesOf } from "../repository/signatories.ts";
import { type SiteFile, siteOf } from "../repository/site.ts";
import { sameBytes, sha256 } from "../tuf/digest.ts";
import { type Decode, decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { Fault } from "../tuf/fault.ts";
import { roleKeys } from "../tuf/root.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/verify.ts";
import { signedTip } from "./derive.ts";
import { publishBlobs } from "./publish-blobs.ts";
import { prune, type Retention } from "./retention.ts";

export interface PublishPorts {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly oracle: Oracle;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

export interface PublishOptions {
  readonly pin: string;
  readonly signedBranch: string;
  readonly retention: Retention;
  /** Where target files are found by their path, to be copied beside the metadata; absent when they are hosted elsewhere. */
  readonly files?: Workspace;
  readonly dryRun: boolean;
}

/** What a publish did. */
export interface Published {
  readonly commit: string;
  readonly snapshot: number;
  readonly timestamp: number;
  /** Paths, in the order they were written. */
  readonly written: readonly string[];
  /** Files that were there already. */
  readonly unchanged: number;
  readonly removed: readonly string[];
}

/** A base for the client's URLs; the overlay below answers them, not a network. */
const base = "http://site.invalid";
const maximumSamples = 20;

/**
 * Projects the signed branch onto a static site and converges on it whatever was there (T71). tuf-js, seeded with what was live,
 * must accept the result twice: before the first write, over what is about to be written, and after the last. Faults
 * `PUBLISH_ROLLBACK` when the site is ahead of the branch, `ROLE_VERSION_REUSED` when it has another content of the same version, `CLIENT_REFUSED` when the client does not accept; only the second
 * comes after writes, and then means that somebody else writes there too.
 */
export async function publish(ports: PublishPorts, options: PublishOptions): Promise<Published> {
  const { store, mirror, oracle, reporter } = ports;
  const now = ports.clock.now();
  const { tip } = await signedTip(store, options);
  if (tip === undefined) throw new Fault("SIGNED_BRANCH_MISSING", { branch: options.signedBranch });
  const repository = await loadRepository(tip, options.pin, now);
  await requireForward(mirror, repository);
  const live = await readLive(mirror, repository, reporter);

  const files = siteOf(repository);
  const pending = await missing(mirror, files, repository, reporter);
  const samples = sample(repository, live?.snapshot);
  const gate = async (fetch: Fetch): Promise<void> => {
    for (const cache of [pinned(repository, options.pin), ...(live ? [live.cache] : [])]) {
      const { targets } = await oracle.update({ fetch, metadata: `${base}/metadata`, cache, now }, [...samples.keys()]);
      for (const [path, wanted] of samples) {
        const actual = targets.get(path)?.sha256;
        if (actual !== wanted)
          throw new Fault("CLIENT_REFUSED", {
            client: "tuf-js",
            site: "the new site",
            reason: `it finds ${actual ?? "nothing"} for ${path}`,
          });
      }
    }
  };
  reporter.step("gate before");
  await gate(overlay(mirror, pending));

  const summary = {
    commit: repository.commit,
    snapshot: repository.snapshot.signed.version,
    timestamp: repository.timestamp.signed.version,
  };
  const written: string[] = [];
  if (options.dryRun)
    return {
      ...summary,
      written: pending.map(({ path }) => path),
      unchanged: files.length - pending.length,
      removed: [],
    };
  const put = async ({ path, bytes, caching }: SiteFile): Promise<void> => {
    reporter.step(`write ${path}`);
    // Another publisher may have come by with a newer state: what is current is never set back (I2).
    if (caching === "no-store") await requireForward(mirror, repository);
    await mirror.write(path, bytes, caching);
    written.push(path);
  };
  const roots = pending.filter(({ path }) => path.endsWith(".root.json"));
  for (const file of roots) await put(file);
  if (options.files !== undefined) written.push(...(await publishBlobs(mirror, options.files, repository, reporter)));
  for (const file of pending) if (!roots.includes(file)) await put(file);
  if (pending.length > 0) {
    reporter.step("gate after");
    await requireForward(mirror, repository);
    await gate(overlay(mirror, []));
  }
  reporter.step("prune");
  const removed = await prune(mirror, repository, options.retention, now);
  return { ...summary, written, unchanged: files.length - pending.length, removed };
}

/**
 * I2, I11: the site never goes back, and no version has two contents there. Clients drop a timestamp whose keys were revoked since
 * (specification §5.3.11), so that a version to which a thief ran ahead binds nobody after the rotation (T33).
 */
async function requireForward(mirror: Mirror, repository: Repository): Promise<void> {
  const live = await liveTimestamp(mirror);
  if (live === undefined || !verifies(repository.root, live)) return;
  const { signed, payload } = repository.timestamp;
  if (live.signed.version > signed.version)
    throw new Fault("PUBLISH_ROLLBACK", { live: live.signed.version, branch: signed.version });
  if (live.signed.version === signed.version && !sameBytes(live.payload, payload))
    throw new Fault("ROLE_VERSION_REUSED", { role: "timestamp", version: signed.version });
}

/** The timestamp that clients see now, unverified; undefined when there is none that can be read as one. */
async function liveTimestamp(mirror: Mirror): Promise<Envelope<Timestamp> | undefined> {
  const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp).catch(oversized);
  return bytes && decodable(bytes, decodeTimestamp);
}

function decodable<T>(bytes: Uint8Array, decode: Decode<T>): Envelope<T> | undefined {
  try {
    return decodeEnvelope(bytes, decode);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** I11: what is published under a version and properly signed is that version for ever; only what is not may be written again. */
function requireNotReused(there: Uint8Array, file: SiteFile, repository: Repository): void {
  const published = decodable(there, (json) => json);
  const ours = decodeEnvelope(file.bytes, (json) => json);
  if (published === undefined || sameBytes(published.payload, ours.payload)) return;
  const { required, keys } = signatoriesOf(repository, file.role);
  if (tally(required, keys, published).met)
    throw new Fault("ROLE_VERSION_REUSED", { role: file.role, version: Number(ours.json.get("version")) });
}

/** Files that are not on the mirror as they should be. */
async function missing(
  mirror: Mirror,
  files: readonly SiteFile[],
  repository: Repository,
  reporter: Reporter,
): Promise<readonly SiteFile[]> {
  const pending: SiteFile[] = [];
  for (const file of files) {
    const there = await mirror.read(file.path, limits.targets).catch(oversized);
    if (there !== undefined && sameBytes(there, file.bytes)) continue;
    if (there !== undefined && file.caching === "immutable") requireNotReused(there, file, repository);
    if (there !== undefined && file.caching === "immutable")
      reporter.warn(`${file.path} on the site was not what was published; it is written again`);
    pending.push(file);
  }
  return pending;
}

function oversized(error: unknown): Uint8Array {
  if (error instanceof Fault && error.code === "MIRROR_FILE_TOO_LARGE") return new Uint8Array();
  throw error;
}

interface Live {
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  readonly cache: ClientCache;
}

/** What a client that updated last has on disk. Undefined on an empty site, or one whose files are not ours any more. */
async function readLive(mirror: Mirror, repository: Repository, reporter: Reporter): Promise<Live | undefined> {
  const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp);
  if (bytes === undefined) return undefined;
  try {
    const timestamp = decodeEnvelope(bytes, decodeTimestamp);
    const cache = new Map([["timestamp", bytes]]);
    const take = async (role: string, path: string): Promise<Uint8Array> => {
      const found = await mirror.read(path, limits.targets);
      if (found === undefined) throw new Fault("SIGNED_FILE_MISSING", { file: path });
      cache.set(role, found);
      return found;
    };
    const snapshot = decodeEnvelope(
      await take("snapshot", sitePaths.role("snapshot", timestamp.signed.snapshot.version)),
      decodeSnapshot,
    );
    await take("targets", sitePaths.role("targets", snapshot.signed.meta.get("targets.json")?.version ?? 0));
    // The newest root that was live: its keys signed what was live.
    const root = [...repository.roots.values()].findLast((root) => verifies(root, timestamp));
    if (root === undefined) throw new Fault("ROLE_SIGNATURES_MISSING", { role: "timestamp", valid: 0, threshold: 1 });
    cache.set("root", root.bytes);
    return { timestamp, snapshot, cache };
  } catch (error) {
    if (!(error instanceof Fault) || error.code.startsWith("MIRROR_")) throw error;
    reporter.warn(`the live site does not verify (${error.code}); it is written again from the signed branch`);
    return undefined;
  }
}

function verifies(root: Repository["root"], timestamp: Envelope<unknown>): boolean {
  return tally(roleKeys(root.signed, "timestamp"), root.signed.keys, timestamp).met;
}

function pinned(repository: Repository, pin: string): ClientCache {
  const root = [...repository.roots.values()].find(({ bytes }) => sha256(bytes) === pin) ?? repository.root;
  return new Map([["root", root.bytes]]);
}

/** The site as it will be: pending files over what the mirror has. */
function overlay(mirror: Mirror, pending: readonly SiteFile[]): Fetch {
  const staged = new Map(pending.map(({ path, bytes }) => [path, bytes]));
  return async (url) => {
    const path = decodeURIComponent(url.slice(base.length + 1));
    const bytes = staged.get(path) ?? (await mirror.read(path, limits.targets));
    return bytes && new Blob([new Uint8Array(bytes)]).stream();
  };
}

/** One target of each bin that changed since the live snapshot, at most {@link maximumSamples}: path and digest. */
function sample(repository: Repository, live: Envelope<Snapshot> | undefined): ReadonlyMap<string, string> {
  const samples = new Map<string, string>();
  for (const [role, { signed }] of repository.bins) {
    if (samples.size >= maximumSamples) break;
    const { version, targets } = signed;
    const [first] = targets;
    if (first === undefined || live?.signed.meta.get(`${role}.json`)?.version === version) continue;
    samples.set(first[0], first[1].hashes.get("sha256") ?? "");
  }
  return samples;
}
