import { gather } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { Fault, locating } from "../base/fault.ts";
import { baseFaults } from "../base/faults.ts";
import type { Instant } from "../base/time.ts";
import { isOnlineRole } from "../config/names.ts";
import { repositoryFaults } from "../repository/faults.ts";
import { bootstrap, type File, type Refusal, type Trusted, trust } from "../tuf/client.ts";
import { treeLimits } from "../tuf/delegation-tree.ts";
import { delegatedCount, delegatedNames } from "../tuf/delegations.ts";
import { sha256 } from "../tuf/digest.ts";
import { type Decode, decodeEnvelope, type Envelope } from "../tuf/envelope.ts";
import { tufFaults } from "../tuf/faults.ts";
import { limits } from "../tuf/limits.ts";
import { search } from "../tuf/search.ts";
import { decodeSnapshot, decodeTimestamp } from "../tuf/snapshot.ts";
import type { Targets } from "../tuf/targets.ts";
import type { Verifier } from "../tuf/verifier.ts";
import { clientFaults } from "./faults.ts";
import type { ClientCache, Fetch } from "./reference-client.ts";

/** A published site as a client reaches it. */
export interface Site {
  readonly fetch: Fetch;
  /** URL of the metadata directory, without a slash at the end. */
  readonly metadata: string;
}

/** Reads at most `limit` bytes. Faults `FILE_TOO_LARGE` beyond, `CLIENT_OFFLINE` when they stop coming. */
export async function fetchBytes(
  { fetch, metadata }: Site,
  name: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  const stream = await fetch(`${metadata}/${name}`);
  if (stream === undefined) return undefined;
  return gather(stream as unknown as AsyncIterable<Uint8Array>, limit, {
    tooMuch: (actual) => baseFaults.FILE_TOO_LARGE({ file: name, actual, limit }),
    broken: (cause, length) => {
      const why = cause instanceof Error ? `: ${cause.message}` : "";
      const reason = `${name} was cut off after ${length} bytes${why}`;
      return clientFaults.CLIENT_OFFLINE({ site: metadata, reason }, { cause });
    },
  });
}

/** The root whose file has the SHA-256 `pin`. Faults `ROOT_NOT_PINNED` when the site has none, `CLIENT_OFFLINE` when it has no roots at all. */
export async function pinnedRoot(site: Site, pin: string): Promise<Uint8Array> {
  for (let version = 1; version <= limits.rootRotations; version++) {
    const bytes = await fetchBytes(site, `${version}.root.json`, limits.root);
    if (bytes === undefined && version === 1)
      throw clientFaults.CLIENT_OFFLINE({ site: site.metadata, reason: "there is no 1.root.json" });
    if (bytes === undefined) break;
    if (sha256(bytes) === pin) return bytes;
  }
  throw repositoryFaults.ROOT_NOT_PINNED({ pin, site: site.metadata });
}

/** Seconds for a whole run: our own client, tuf-js, and all that they fetch. Far above what a repository needs (T80). */
const longestRun = 3600;

/** The same site, which answers no more requests once a run that begins now has taken too long. Faults `CLIENT_DEADLINE`. */
export function withDeadline(site: Site, clock: Clock): Site {
  const end = clock.now() + longestRun;
  return {
    ...site,
    fetch: async (url) => {
      if (clock.now() > end) throw clientFaults.CLIENT_DEADLINE({ site: site.metadata, minutes: longestRun / 60 });
      return site.fetch(url);
    },
  };
}

/**
 * Our own client over a site: updates from what `cache` holds, at least a root, then visits the roles that a search for `paths` needs, or
 * all of them. Refusals are faults here, named after what is wrong, with the site, the role and the date. `reached` is told
 * each state from the newest root on, so that somebody knows how far it came.
 */
export async function walk(
  site: Site,
  cache: ClientCache,
  paths: readonly string[] | "all",
  { now, verifier }: { readonly now: Instant; readonly verifier: Verifier },
  reached: (state: Trusted) => void = () => undefined,
): Promise<Trusted> {
  let state = remembered(cache, site, verifier);
  const take = (file: File, before = state): void => {
    const verdict = trust(before, file, now);
    if (verdict.kind === "refused") throw refused(verdict, site);
    state = verdict.state;
    if (file.role !== "root" && file.role !== "delegated") reached(state);
  };
  const need = async (role: string, name: string, limit: number): Promise<Uint8Array> => {
    const bytes = await fetchBytes(site, name, limit);
    if (bytes === undefined) throw clientFaults.SITE_FILE_MISSING({ file: name, role, site: site.metadata });
    return bytes;
  };
  const needListed = async (role: string): Promise<Uint8Array> => {
    const listed = state.snapshot?.signed.meta.get(`${role}.json`);
    if (listed === undefined) throw tufFaults.ROLE_NOT_LISTED({ role, step: "5.6.1", site: site.metadata });
    return need(role, `${listed.version}.${encodeURIComponent(role)}.json`, limits.targets);
  };
  // 5.3.3: after so many roots an update goes on with the last one.
  for (let rotations = 0; rotations < limits.rootRotations; rotations++) {
    const next = await fetchBytes(site, `${state.root.signed.version + 1}.root.json`, limits.root);
    if (next === undefined) break;
    take({ role: "root", bytes: next });
  }
  reached(state);
  take({ role: "timestamp", bytes: await need("timestamp", "timestamp.json", limits.timestamp) });
  const snapshot = state.timestamp?.signed.snapshot.version ?? 0;
  take({ role: "snapshot", bytes: await need("snapshot", `${snapshot}.snapshot.json`, limits.snapshot) });
  take({ role: "targets", bytes: await needListed("targets") });
  if (paths === "all") {
    const roles = new Map(state.targets);
    for (const { role, delegator } of delegations(roles, site)) {
      const above = roles.get(delegator);
      // Two roles may delegate to one: its file is the same, whoever vouches for it.
      const bytes = roles.get(role)?.bytes ?? (await needListed(role));
      // One delegator at a time: a state with every role in it would be copied for each of thousands.
      take(
        { role: "delegated", name: role, delegator, bytes },
        { ...state, targets: new Map(above && [[delegator, above]]) },
      );
      const taken = state.targets.get(role);
      if (taken !== undefined) roles.set(role, taken);
      state = { ...state, targets: roles };
      reached(state);
    }
    return state;
  }
  for (const path of paths) {
    for (let result = search(state, path); result.kind === "needs"; result = search(state, path)) {
      const { role, delegator } = result;
      take({ role: "delegated", name: role, delegator, bytes: await needListed(role) });
      reached(state);
    }
  }
  return state;
}

/**
 * Each delegation below targets, breadth first, by the roles as they are when the next one is asked for. A role is gone into once, whatever
 * delegates to it; a role that a search would never come back to, because it delegated to this one, is left out (T80). Faults
 * `DELEGATIONS_TOO_MANY`, `DELEGATIONS_TOO_DEEP`, `ONLINE_ROLE_DELEGATES`.
 */
function* delegations(
  roles: ReadonlyMap<string, Envelope<Targets>>,
  site: Site,
): Generator<{ role: string; delegator: string }> {
  const above = new Map<string, ReadonlySet<string>>([["targets", new Set(["targets"])]]);
  const pending = ["targets"];
  const data = { site: site.metadata };
  let followed = 0;
  for (let delegator = pending.shift(); delegator !== undefined; delegator = pending.shift()) {
    const found = roles.get(delegator)?.signed.delegations;
    const ancestors = above.get(delegator);
    if (found === undefined || ancestors === undefined) continue;
    if (isOnlineRole(delegator)) throw repositoryFaults.ONLINE_ROLE_DELEGATES({ role: delegator, ...data });
    followed += delegatedCount(found);
    if (followed > treeLimits.roles)
      throw tufFaults.DELEGATIONS_TOO_MANY({ role: delegator, limit: treeLimits.roles, ...data });
    for (const role of delegatedNames(found)) {
      if (ancestors.has(role)) continue;
      if (ancestors.size > treeLimits.depth)
        throw tufFaults.DELEGATIONS_TOO_DEEP({ role: delegator, limit: treeLimits.depth, ...data });
      yield { role, delegator };
      if (above.has(role)) continue;
      above.set(role, new Set([...ancestors, role]));
      pending.push(role);
    }
  }
}

/** A client as it was after its last update. A timestamp or snapshot that cannot be read is as good as none. */
function remembered(cache: ClientCache, site: Site, verifier: Verifier): Trusted {
  const root = cache.get("root");
  if (root === undefined) throw new RangeError("a client starts from a root");
  const timestamp = readable(cache.get("timestamp"), decodeTimestamp);
  const snapshot = readable(cache.get("snapshot"), decodeSnapshot);
  return {
    ...locating({ role: "root", file: "root.json", site: site.metadata }, () => bootstrap(root, verifier)),
    ...(timestamp && { timestamp }),
    ...(snapshot && { snapshot }),
  };
}

function readable<T>(bytes: Uint8Array | undefined, decode: Decode<T>): Envelope<T> | undefined {
  try {
    return bytes && decodeEnvelope(bytes, decode);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function refused({ fault, role, step }: Refusal, site: Site): Fault {
  return fault.with({ file: `${role}.json`, step, site: site.metadata });
}
