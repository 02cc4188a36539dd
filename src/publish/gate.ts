import type { Reporter } from "../base/reporter.ts";
import type { Instant } from "../base/time.ts";
import { clientFaults } from "../client/faults.ts";
import { temporaryMemory } from "../client/memory.ts";
import type { ClientCache, Fetch, Oracle } from "../client/reference-client.ts";
import { readingFault } from "../git/damage.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { sitePaths } from "../repository/layout.ts";
import { publishedTargets, type Repository } from "../repository/verify-state.ts";
import { topLevelAuthority } from "../tuf/authority.ts";
import { delegatedNames } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import { decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { decodeSnapshot, decodeTimestamp, type Snapshot, type Timestamp } from "../tuf/snapshot.ts";
import { tally } from "../tuf/tally.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { Mirror } from "./mirror.ts";
import type { SiteFile } from "./site.ts";

/** A base for the client's URLs; the mirror answers them, not a network. */
const base = "http://site.invalid";

/** What a client that updated from a site last has on disk. */
export interface Live {
  readonly timestamp: Envelope<Timestamp>;
  readonly snapshot: Envelope<Snapshot>;
  readonly cache: ClientCache;
}

/** Asks a client that somebody else wrote about a site, with files of it that are not written yet. Faults `CLIENT_REFUSED`. */
export type Gate = (mirror: Mirror, pending: readonly SiteFile[]) => Promise<void>;

/**
 * tuf-js from the pinned root, and as it was after its last update from what was live: both must end in `repository` (T71, I14), load
 * every role that changed since (T75) and find a target in each that has some. A role that is left out could be the one that it refuses.
 */
export function gateOf(
  oracle: Oracle,
  repository: Repository,
  live: Live | undefined,
  { pin, now }: { readonly pin: string; readonly now: Instant },
): Gate {
  const changed = changedRoles(repository, live?.snapshot);
  const samples = firstTargets(repository, changed);
  const caches = [pinned(repository, pin), ...(live ? [live.cache] : [])];
  return async (mirror, pending) => {
    const fetch = overlay(mirror, pending);
    for (const cache of caches) {
      const memory = temporaryMemory(cache);
      const client = await oracle.update({ fetch, metadata: `${base}/metadata`, memory, now });
      for (const [role, delegator] of delegatorsFirst(repository))
        if (changed.has(role) || repository.offline.has(role)) await client.load(role, delegator);
      for (const [path, wanted] of samples) {
        const actual = (await client.find(path))?.sha256;
        if (actual !== wanted)
          throw clientFaults.CLIENT_REFUSED({
            client: "tuf-js",
            site: "the new site",
            reason: `it finds ${actual ?? "nothing"} for ${path}`,
          });
      }
    }
  };
}

/** What a client that updated last has on disk. Undefined on an empty site, or one whose files are not ours any more. */
export async function readLive(mirror: Mirror, repository: Repository, reporter: Reporter): Promise<Live | undefined> {
  try {
    const bytes = await mirror.read(sitePaths.timestamp, limits.timestamp);
    if (bytes === undefined) return undefined;
    const timestamp = decodeEnvelope(bytes, decodeTimestamp);
    const cache = new Map([["timestamp", bytes]]);
    const take = async (role: string, path: string): Promise<Uint8Array> => {
      const found = await mirror.read(path, limits.targets);
      if (found === undefined) throw repositoryFaults.SIGNED_FILE_MISSING({ file: path });
      cache.set(role, found);
      return found;
    };
    const snapshot = decodeEnvelope(
      await take("snapshot", sitePaths.role("snapshot", timestamp.signed.snapshot.version)),
      decodeSnapshot,
    );
    await take("targets", sitePaths.role("targets", snapshot.signed.meta.get("targets.json")?.version ?? 0));
    // The newest root that was live: its keys signed what was live.
    const root = [...repository.roots.values()].findLast((root) => signedUnder(root, timestamp, repository.verifier));
    if (root === undefined) throw tufFaults.ROLE_SIGNATURES_MISSING({ role: "timestamp", valid: 0, threshold: 1 });
    cache.set("root", root.bytes);
    return { timestamp, snapshot, cache };
  } catch (error) {
    const { code } = readingFault(error);
    reporter.warn(`the live site does not verify (${code}); it is written again from the signed branch`);
    return undefined;
  }
}

/** Whether the keys that `root` gives the timestamp role signed it. */
export function signedUnder(root: Repository["root"], timestamp: Envelope<unknown>, verifier: Verifier): boolean {
  return tally(topLevelAuthority(root.signed, "timestamp"), timestamp, verifier).met;
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

/** Delegated roles that `live` does not list at their version. */
function changedRoles({ bins, offline }: Repository, live: Envelope<Snapshot> | undefined): ReadonlySet<string> {
  const changed = [...offline, ...bins].flatMap(([role, { signed }]) =>
    live?.signed.meta.get(`${role}.json`)?.version === signed.version ? [] : [role],
  );
  return new Set(changed);
}

/** Every delegated role with its delegator, which is `targets` or comes before. */
function* delegatorsFirst({ offline }: Repository): Generator<readonly [role: string, delegator: string]> {
  for (const [delegator, { signed }] of offline)
    if (signed.delegations !== undefined)
      for (const role of delegatedNames(signed.delegations)) yield [role, delegator];
}

/** Path and digest of the first target of each of these roles. */
function firstTargets(repository: Repository, roles: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const missing = new Set(roles);
  for (const { role, path, target } of publishedTargets(repository))
    if (missing.delete(role)) found.set(path, target.hashes.get("sha256") ?? "");
  return found;
}
