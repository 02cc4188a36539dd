import type { Clock } from "../base/clock.ts";
import { Fault, isFault } from "../base/fault.ts";
import type { Finding } from "../base/finding.ts";
import { inBatches } from "../base/pool.ts";
import type { Reporter } from "../base/reporter.ts";
import type { Fetch, Oracle } from "../client/reference-client.ts";
import type { Names } from "../config/names.ts";
import type { CommitId, Store } from "../git/store.ts";
import { planFaults } from "../plan/faults.ts";
import { loadAudited } from "../repository/audit.ts";
import { sitePaths } from "../repository/layout.ts";
import { mergedSource, refuseUnmerged } from "../repository/merged-source.ts";
import { signedTip } from "../repository/settings.ts";
import { authorityOf } from "../repository/signatories.ts";
import { requireCurrent } from "../repository/trust.ts";
import type { Repository } from "../repository/verify-state.ts";
import { sameBytes } from "../tuf/digest.ts";
import { type Decode, decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { limits } from "../tuf/limits.ts";
import { decodeTimestamp, type Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/tally.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { earlierFiles } from "./earlier-files.ts";
import { publishFaults } from "./faults.ts";
import { type Gate, gateOf, readLive, signedUnder } from "./gate.ts";
import { earlierStates, signedTimes } from "./history.ts";
import type { Mirror } from "./mirror.ts";
import { prune, type Retention } from "./retention.ts";
import { type SiteFile, siteOf } from "./site.ts";
import { publishBlobs } from "./target-files.ts";
import { targetUrls } from "./target-urls.ts";

/** Files of the mirror that are read at the same time. */
const readsAtOnce = 64;

export interface PublishPorts {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly oracle: Oracle;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

export interface PublishOptions {
  readonly pin: string;
  readonly signedBranch: string;
  /** The branch that people merge to, and its directory of release files, to hold the signed state against; not done when left out. */
  readonly intent?: Names;
  readonly retention: Retention;
  /** Where target files are found by their path, to be copied beside the metadata; absent when they are hosted elsewhere. */
  readonly files?: Workspace;
  /** Gets the target files that are not found otherwise from the `url` of their release file. */
  readonly fetch?: Fetch;
  /** Seconds for all of that together; 600 when left out. What is not there by then is reported, and the metadata published. */
  readonly downloadSeconds?: number;
  /** What pruning goes by: when the mirror says that a file was written (the default), or when it was signed. */
  readonly times?: "written" | "signed";
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
  /** Why targets are missing from the site although an address of theirs is known; empty when all is there. */
  readonly unavailable: readonly Finding[];
  /** The commit that now holds the site, where it is a branch and changed. */
  readonly site?: CommitId;
}

/** A publish with its judge, for places where writing is not the end. */
export interface Projection {
  readonly published: Published;
  readonly gate: Gate;
}

/**
 * Projects the signed branch onto a static site and converges on it whatever was there (T71). tuf-js, seeded with what was live,
 * must accept the result twice: before the first write, over what is about to be written, and after the last. A site without the
 * state before the current one, such as a directory that a job just made, gets the files of earlier states too (T42, I14). Faults
 * `PUBLISH_ROLLBACK` when the site is ahead of the branch, `ROLE_VERSION_REUSED` when it has another content of the same version,
 * `CLIENT_REFUSED` when the client does not accept; only the last can come after writes, and then means that somebody else writes
 * there too.
 */
export async function publish(ports: PublishPorts, options: PublishOptions): Promise<Published> {
  return (await project(ports, options)).published;
}

/** {@link publish}, with the gate that judged it. */
export async function project(ports: PublishPorts, options: PublishOptions): Promise<Projection> {
  const { store, mirror, oracle, reporter, verifier } = ports;
  const now = ports.clock.now();
  const found = await signedTip(store, options);
  if (found.kind === "none") throw publishFaults.SIGNED_BRANCH_MISSING({ branch: options.signedBranch });
  const tip = found.tree;
  const repository = await loadAudited(tip, { pin: options.pin, verifier }, now);
  requireCurrent(repository, now);
  const main = options.intent && (await store.tree(options.intent.intentBranch));
  if (options.intent !== undefined && main !== undefined) {
    const { merged } = await mergedSource(store, main, repository, options.intent);
    if (!merged) await refuseUnmerged(main, repository, options.intent);
  }
  await requireForward(mirror, repository);
  const live = await readLive(mirror, repository, reporter);

  const files = siteOf(repository);
  const pending = await missing(mirror, files, repository, reporter);
  const lacking = live === undefined || !(await hasStateBefore(mirror, repository));
  const earlier =
    lacking || options.times === "signed"
      ? await earlierStates(store, tip, repository, options.retention, now, reporter)
      : undefined;
  const old = lacking && earlier ? await earlierFiles(tip, repository, earlier.states, reporter) : [];
  const pendingOld = await missingOld(mirror, old, repository, reporter);
  const gate = gateOf(oracle, repository, live, { pin: options.pin, now });
  reporter.step("gate before");
  await gate(mirror, pending);

  const roots = pending.filter(({ role }) => role === "root");
  const last = pending.filter(({ role }) => role === "snapshot" || role === "timestamp");
  const roles = pending.filter((file) => !roots.includes(file) && !last.includes(file));
  // Earlier snapshots name roles of the current state too, so they come after those (I3).
  const order = [...roles, ...pendingOld, ...last];
  const summary = {
    commit: repository.commit,
    snapshot: repository.snapshot.signed.version,
    timestamp: repository.timestamp.signed.version,
    unchanged: files.length + old.length - pending.length - pendingOld.length,
  };
  const written: string[] = [];
  if (options.dryRun) written.push(...[...roots, ...order].map(({ path }) => path));
  if (options.dryRun) return { gate, published: { ...summary, written, removed: [], unavailable: [] } };
  const put = async ({ path, bytes, caching }: SiteFile): Promise<void> => {
    reporter.step(`write ${path}`);
    // Another publisher may have come by with a newer state: what is current is never set back (I2).
    if (caching === "no-store") await requireForward(mirror, repository);
    await mirror.write(path, bytes, caching);
    written.push(path);
  };
  for (const file of roots) await put(file);
  const sources = { ...options, urls: () => targetUrls(tip) };
  const blobs = await publishBlobs(ports, sources, repository);
  written.push(...blobs.written);
  for (const file of order) await put(file);
  if (pending.length > 0 || pendingOld.length > 0) {
    reporter.step("gate after");
    await requireForward(mirror, repository);
    await gate(mirror, []);
  }
  reporter.step("prune");
  const times = options.times === "signed" && earlier ? signedTimes(earlier, repository, now) : undefined;
  const removed = await prune(mirror, repository, options.retention, now, times);
  return { gate, published: { ...summary, written, removed, unavailable: blobs.unavailable } };
}

/** Whether a client that saw the state before the current one still finds its snapshot. */
async function hasStateBefore(mirror: Mirror, { snapshot }: Repository): Promise<boolean> {
  const before = snapshot.signed.version - 1;
  if (before < 1) return true;
  return (await mirror.read(sitePaths.role("snapshot", before), limits.snapshot).catch(oversized)) !== undefined;
}

/**
 * I2, I11: the site never goes back, and no version has two contents there. Clients drop a timestamp whose keys were revoked since
 * (specification §5.3.11), so that a version to which a thief ran ahead binds nobody after the rotation (T33).
 */
async function requireForward(mirror: Mirror, repository: Repository): Promise<void> {
  const live = await liveTimestamp(mirror);
  if (live === undefined || !signedUnder(repository.root, live, repository.verifier)) return;
  const { signed, payload } = repository.timestamp;
  if (live.signed.version > signed.version)
    throw publishFaults.PUBLISH_ROLLBACK({ live: live.signed.version, branch: signed.version });
  if (live.signed.version === signed.version && !sameBytes(live.payload, payload))
    throw planFaults.ROLE_VERSION_REUSED({ role: "timestamp", version: signed.version });
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
  if (!isReused(there, file, repository)) return;
  const { json } = decodeEnvelope(file.bytes, (json) => json);
  throw planFaults.ROLE_VERSION_REUSED({ role: file.role, version: Number(json.get("version")) });
}

/** Whether `there` is another content under the same version, signed by those who sign the role. */
function isReused(there: Uint8Array, file: SiteFile, repository: Repository): boolean {
  const published = decodable(there, (json) => json);
  const ours = decodeEnvelope(file.bytes, (json) => json);
  if (published === undefined || sameBytes(published.payload, ours.payload)) return false;
  const authority = authorityOf(repository, file.role);
  return authority !== undefined && tally(authority, published, repository.verifier).met;
}

/** Files that are not on the mirror as they should be. */
async function missing(
  mirror: Mirror,
  files: readonly SiteFile[],
  repository: Repository,
  reporter: Reporter,
): Promise<readonly SiteFile[]> {
  const pending: SiteFile[] = [];
  for (const [file, there] of await compared(mirror, files)) {
    if (there !== undefined && file.caching === "immutable") requireNotReused(there, file, repository);
    if (there !== undefined && file.caching === "immutable") rewritten(file, reporter);
    pending.push(file);
  }
  return pending;
}

/** The same for files of earlier states; what is properly signed there stays, since that is what clients have seen. */
async function missingOld(
  mirror: Mirror,
  files: readonly SiteFile[],
  repository: Repository,
  reporter: Reporter,
): Promise<readonly SiteFile[]> {
  if (files.length === 0) return [];
  const listed = new Set((await mirror.list(sitePaths.directory)).map(({ path }) => path));
  const present = files.filter(({ path }) => listed.has(path));
  const differing = new Map((await compared(mirror, present)).map(([file, there]) => [file, there]));
  return files.filter((file) => {
    if (!listed.has(file.path)) return true;
    const there = differing.get(file);
    if (there === undefined) return differing.has(file);
    if (isReused(there, file, repository)) {
      reporter.warn(`${file.path} on the site is not what the signed branch had; it stays as clients saw it`);
      return false;
    }
    rewritten(file, reporter);
    return true;
  });
}

function rewritten({ path }: SiteFile, reporter: Reporter): void {
  reporter.warn(`${path} on the site was not what was published; it is written again`);
}

/** The files that the mirror has not, or with other bytes, and those bytes. */
async function compared(
  mirror: Mirror,
  files: readonly SiteFile[],
): Promise<readonly (readonly [SiteFile, Uint8Array | undefined])[]> {
  const found = await inBatches(files, readsAtOnce, async (file) => {
    const there = await mirror.read(file.path, limits.targets).catch(oversized);
    return there !== undefined && sameBytes(there, file.bytes) ? [] : [[file, there] as const];
  });
  return found.flat();
}

function oversized(error: unknown): Uint8Array {
  if (isFault(error, publishFaults.MIRROR_FILE_TOO_LARGE)) return new Uint8Array();
  throw error;
}
