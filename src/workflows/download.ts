import type { Clock } from "../ports/clock.ts";
import type { ClientCache, FoundTarget, Oracle } from "../ports/oracle.ts";
import type { Workspace } from "../ports/workspace.ts";
import { isOnlineRole, limits } from "../repository/layout.ts";
import type { Trusted } from "../tuf/client.ts";
import { sha256 } from "../tuf/digest.ts";
import { Fault } from "../tuf/fault.ts";
import { search } from "../tuf/search.ts";
import { type Instant, instant } from "../tuf/time.ts";
import { pinnedRoot, type Site, walk } from "./client.ts";

export interface ClientPorts {
  readonly oracle: Oracle;
  readonly clock: Clock;
  /** Where a client keeps what it trusted last, so that nobody can show it an older state later. */
  readonly memory: Workspace;
}

export interface ClientOptions {
  readonly site: Site;
  /** URL of the directory that holds the target files. */
  readonly targets: string;
  readonly pin: string;
}

/** Fetches one target through tuf-js into the file `to`, verified. Faults `TARGET_NOT_FOUND`, and what is wrong with the site by name. */
export async function download(
  ports: ClientPorts,
  options: ClientOptions,
  path: string,
  to: string,
): Promise<FoundTarget> {
  const target = await asClient(ports, options, [path], async (cache) => {
    const request = { fetch: options.site.fetch, metadata: options.site.metadata, cache, now: ports.clock.now() };
    const result = await ports.oracle.download(request, path, options.targets, to);
    return { cache: result.cache, result: result.target };
  });
  if (target === undefined) throw new Fault("TARGET_NOT_FOUND", { path, site: options.site.metadata });
  return target;
}

/** What a site says of `paths`, through tuf-js. */
export async function lookUp(
  ports: ClientPorts,
  options: ClientOptions,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FoundTarget | undefined>> {
  return asClient(ports, options, paths, async (cache) => {
    const request = { fetch: options.site.fetch, metadata: options.site.metadata, cache, now: ports.clock.now() };
    const result = await ports.oracle.update(request, paths);
    return { cache: result.cache, result: result.targets };
  });
}

/** Every role and target of a site, verified by Kaprien's own client, and a sample of targets by tuf-js. */
export interface Verified {
  readonly roles: number;
  readonly targets: number;
  readonly root: number;
  readonly snapshot: number;
  readonly timestamp: number;
  /** When the timestamp runs out. */
  readonly expires: Instant;
}

const maximumSamples = 100;

/** Verifies a whole site. Faults with the first thing that does not hold. */
export async function verifySite(ports: ClientPorts, options: ClientOptions): Promise<Verified> {
  const state = await readSite(options, ports.clock.now());
  await judgeSite(ports, options, state);
  return {
    roles: state.targets.size + 3,
    targets: targetsOf(state).length,
    root: state.root.signed.version,
    snapshot: state.snapshot?.signed.version ?? 0,
    timestamp: state.timestamp?.signed.version ?? 0,
    expires: state.timestamp?.signed.expires ?? instant(0),
  };
}

/** Our own client over every role of a site, from the pinned root and with no memory; `reached` as in {@link walk}. */
export async function readSite(
  { site, pin }: ClientOptions,
  now: Instant,
  reached?: (state: Trusted) => void,
): Promise<Trusted> {
  const root = await pinnedRoot(site, pin);
  return walk(site, new Map([["root", root]]), "all", now, reached);
}

/** tuf-js, with its memory, over a sample of the targets that `state` lists. */
export async function judgeSite(ports: ClientPorts, options: ClientOptions, state: Trusted | undefined): Promise<void> {
  const paths = state === undefined ? [] : targetsOf(state);
  const every = Math.max(1, Math.ceil(paths.length / maximumSamples));
  const samples = paths.filter((_, index) => index % every === 0);
  for (const [path, found] of await lookUp(ports, options, samples)) {
    if (found === undefined) throw new Fault("TARGET_NOT_FOUND", { path, site: options.site.metadata });
  }
}

/** Paths of every target, by role. What people list in a role whose paths do not hold it, or behind another role, no client looks for. */
export function targetsOf(state: Trusted): readonly string[] {
  return [...state.targets].flatMap(([role, { signed }]) => {
    const paths = [...signed.targets.keys()];
    return isOnlineRole(role) ? paths : paths.filter((path) => foundIn(state, path) === role);
  });
}

function foundIn(state: Trusted, path: string): string | undefined {
  const found = search(state, path);
  return found.kind === "found" ? found.role : undefined;
}

/**
 * Runs a client with its memory. When it refuses, our own client walks the same way to say what is wrong in words; when ours
 * finds nothing, the client's own words stand.
 */
async function asClient<T>(
  ports: ClientPorts,
  { site, pin }: ClientOptions,
  paths: readonly string[],
  run: (cache: ClientCache) => Promise<{ cache: ClientCache; result: T }>,
): Promise<T> {
  const directory = `clients/${sha256(`${site.metadata} ${pin}`).slice(0, 32)}`;
  const remembered = await recall(ports.memory, directory);
  const root = remembered.get("root") ?? (await pinnedRoot(site, pin));
  const known = new Map([...remembered, ["root", root]] as const);
  try {
    const { cache, result } = await run(known);
    await ports.memory.write(
      new Map(topLevel(cache).map(([role, bytes]) => [`${directory}/${role}.json`, bytes])),
      "replace",
    );
    return result;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "CLIENT_REFUSED") throw error;
    await walk(site, known, paths, ports.clock.now());
    throw error;
  }
}

const roles = ["root", "timestamp", "snapshot", "targets"];

function topLevel(cache: ClientCache): [string, Uint8Array][] {
  return [...cache].filter(([role]) => roles.includes(role));
}

async function recall(memory: Workspace, directory: string): Promise<ClientCache> {
  const cache = new Map<string, Uint8Array>();
  for (const role of roles) {
    const bytes = await memory.read(`${directory}/${role}.json`, limits.targets);
    if (bytes !== undefined) cache.set(role, bytes);
  }
  return cache;
}
