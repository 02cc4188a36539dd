import type { ClientCache, Fetch } from "../ports/oracle.ts";
import { limits } from "../repository/layout.ts";
import { gather } from "../tuf/bytes.ts";
import { bootstrap, type File, type Refusal, type Trusted, trust } from "../tuf/client.ts";
import { delegatedNames } from "../tuf/delegation.ts";
import { sha256 } from "../tuf/digest.ts";
import { decodeEnvelope } from "../tuf/envelope.ts";
import { Fault } from "../tuf/fault.ts";
import { search } from "../tuf/search.ts";
import { decodeSnapshot, decodeTimestamp } from "../tuf/snapshot.ts";
import type { Instant } from "../tuf/time.ts";

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
    tooMuch: (actual) => new Fault("FILE_TOO_LARGE", { file: name, actual, limit }),
    broken: (cause, length) => {
      const why = cause instanceof Error ? `: ${cause.message}` : "";
      const reason = `${name} was cut off after ${length} bytes${why}`;
      return new Fault("CLIENT_OFFLINE", { site: metadata, reason }, { cause });
    },
  });
}

/** The root whose file has the SHA-256 `pin`. Faults `ROOT_NOT_PINNED` when the site has none, `CLIENT_OFFLINE` when it has no roots at all. */
export async function pinnedRoot(site: Site, pin: string): Promise<Uint8Array> {
  for (let version = 1; version <= limits.rootRotations; version++) {
    const bytes = await fetchBytes(site, `${version}.root.json`, limits.root);
    if (bytes === undefined && version === 1)
      throw new Fault("CLIENT_OFFLINE", { site: site.metadata, reason: "there is no 1.root.json" });
    if (bytes === undefined) break;
    if (sha256(bytes) === pin) return bytes;
  }
  throw new Fault("ROOT_NOT_PINNED", { pin, site: site.metadata });
}

/**
 * Our own client over a site: updates from what `cache` holds, at least a root, then visits the roles that a search for `paths` needs, or all of them. Refusals
 * are faults here, named after what is wrong, with the site, the role and the date (product §5). `reached` is told each state from
 * the newest root on, so that somebody knows how far it came.
 */
export async function walk(
  site: Site,
  cache: ClientCache,
  paths: readonly string[] | "all",
  now: Instant,
  reached: (state: Trusted) => void = () => undefined,
): Promise<Trusted> {
  let state = remembered(cache);
  const take = (file: File): void => {
    const verdict = trust(state, file, now);
    if (verdict.kind === "refused") throw refused(verdict, site);
    state = verdict.state;
    if (file.role !== "root") reached(state);
  };
  const need = async (role: string, name: string, limit: number): Promise<Uint8Array> => {
    const bytes = await fetchBytes(site, name, limit);
    if (bytes === undefined) throw new Fault("SITE_FILE_MISSING", { file: name, role, site: site.metadata });
    return bytes;
  };
  for (;;) {
    const next = await fetchBytes(site, `${state.root.signed.version + 1}.root.json`, limits.root);
    if (next === undefined) break;
    take({ role: "root", bytes: next });
  }
  reached(state);
  take({ role: "timestamp", bytes: await need("timestamp", "timestamp.json", limits.timestamp) });
  const snapshot = state.timestamp?.signed.snapshot.version ?? 0;
  take({ role: "snapshot", bytes: await need("snapshot", `${snapshot}.snapshot.json`, limits.snapshot) });
  const version = (role: string): number => state.snapshot?.signed.meta.get(`${role}.json`)?.version ?? 0;
  take({ role: "targets", bytes: await need("targets", `${version("targets")}.targets.json`, limits.targets) });
  const delegated = async (name: string, delegator: string): Promise<void> => {
    take({
      role: "delegated",
      name,
      delegator,
      bytes: await need(name, `${version(name)}.${name}.json`, limits.targets),
    });
  };
  if (paths === "all") {
    const pending = ["targets"];
    for (let delegator = pending.shift(); delegator !== undefined; delegator = pending.shift()) {
      const delegations = state.targets.get(delegator)?.signed.delegations;
      for (const name of delegations === undefined ? [] : delegatedNames(delegations)) {
        await delegated(name, delegator);
        pending.push(name);
      }
    }
    return state;
  }
  for (const path of paths) {
    for (let result = search(state, path); result.kind === "needs"; result = search(state, path))
      await delegated(result.role, result.delegator);
  }
  return state;
}

/** A client as it was after its last update. */
function remembered(cache: ClientCache): Trusted {
  const root = cache.get("root");
  if (root === undefined) throw new RangeError("a client starts from a root");
  const timestamp = cache.get("timestamp");
  const snapshot = cache.get("snapshot");
  return {
    ...bootstrap(root),
    ...(timestamp && { timestamp: decodeEnvelope(timestamp, decodeTimestamp) }),
    ...(snapshot && { snapshot: decodeEnvelope(snapshot, decodeSnapshot) }),
  };
}

function refused({ code, data, role, step }: Refusal, site: Site): Fault {
  return new Fault(code, { file: `${role}.json`, ...data, step, site: site.metadata });
}
