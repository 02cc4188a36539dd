import type { Clock } from "../base/clock.ts";
import { type Fault, isFault } from "../base/fault.ts";
import { type Instant, instant } from "../base/time.ts";
import { isOnlineRole } from "../config/names.ts";
import { repositoryFaults } from "../repository/faults.ts";
import type { Trusted } from "../tuf/client.ts";
import { tufFaults } from "../tuf/faults.ts";
import { search } from "../tuf/search.ts";
import type { Verifier } from "../tuf/verifier.ts";
import type { OutputFile, Workspace } from "../workspace/workspace.ts";
import { clientFaults } from "./faults.ts";
import { type MemoryOptions, openMemory } from "./memory.ts";
import { recorded } from "./record.ts";
import type { ClientMemory, Fetch, FoundTarget, Oracle, UpdatedClient } from "./reference-client.ts";
import { pinnedRoot, type Site, walk, withDeadline } from "./site-client.ts";

export interface ClientPorts {
  readonly oracle: Oracle;
  readonly clock: Clock;
  readonly verifier: Verifier;
  /** Where a client keeps what it trusted last, so that nobody can show it an older state later. */
  readonly memory: Workspace;
}

export interface ClientOptions extends MemoryOptions {
  readonly site: Site;
  /** URL of the directory that holds the target files. */
  readonly targets: string;
  /** The root file that trust starts from, with the name that it was given by. Without one the root with the digest `pin` is taken from the site. */
  readonly root?: { readonly file: string; readonly bytes: Uint8Array };
}

/** A target to download, and where to. */
export interface Wanted {
  readonly path: string;
  readonly to: OutputFile;
}

/** A target that was downloaded, or was there already. */
export type Downloaded = FoundTarget & { readonly fetched: boolean };

/**
 * Fetches targets through tuf-js, verified, in the order given and in one run; `done` is told of each. `fetchFile` fetches their bytes.
 * Ends at the first that fails. Faults `TARGET_NOT_FOUND`, and what is wrong with the site by name.
 */
export async function download(
  ports: ClientPorts,
  { fetchFile, ...given }: ClientOptions & { readonly fetchFile: Fetch },
  wanted: readonly Wanted[],
  done: (target: Downloaded) => void,
): Promise<void> {
  const options = bounded(ports, given);
  const from = { fetch: fetchFile, base: options.targets };
  const paths = wanted.map(({ path }) => path);
  try {
    await asClient(ports, options, paths, async (client) => {
      for (const { path, to } of wanted) {
        const target = await client.download(path, from, to);
        if (target === undefined) throw repositoryFaults.TARGET_NOT_FOUND({ path, site: options.site.metadata });
        if (target.fetched) await to.keep();
        done(target);
      }
    });
  } finally {
    for (const { to } of wanted) await to.discard();
  }
}

/** What a client trusts after an update. */
export type Refreshed = Pick<UpdatedClient, "versions" | "expires">;

/** Updates a client's memory, and nothing more. Faults with what is wrong with the site; what was verified before that is kept (T81). */
export async function refresh(ports: ClientPorts, options: ClientOptions): Promise<Refreshed> {
  return asClient(ports, bounded(ports, options), [], async ({ versions, expires }) => ({ versions, expires }));
}

/** What a site says of `paths`, through tuf-js. */
export async function lookUp(
  ports: ClientPorts,
  options: ClientOptions,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FoundTarget | undefined>> {
  return asClient(ports, bounded(ports, options), paths, async (client) => {
    const targets = new Map<string, FoundTarget | undefined>();
    for (const path of paths) targets.set(path, await client.find(path));
    return targets;
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
export async function verifySite(ports: ClientPorts, given: ClientOptions): Promise<Verified> {
  const options = bounded(ports, given);
  const paths: string[] = [];
  // T81: a client comes first, so that it has kept what it verified even when the rest of the site fails.
  return asClient(ports, options, paths, async (client) => {
    const state = await readSite(ports, options, ports.clock.now());
    paths.push(...samplesOf(state));
    await findAll(client, options, paths);
    return {
      roles: state.targets.size + 3,
      targets: targetsOf(state).length,
      root: state.root.signed.version,
      snapshot: state.snapshot?.signed.version ?? 0,
      timestamp: state.timestamp?.signed.version ?? 0,
      expires: state.timestamp?.signed.expires ?? instant(0),
    };
  });
}

/** Our own client over every role of a site, from the root that trust starts from and with no memory of later ones; `reached` as in {@link walk}. */
export async function readSite(
  ports: ClientPorts,
  options: ClientOptions,
  now: Instant,
  reached?: (state: Trusted) => void,
): Promise<Trusted> {
  const { bytes } = await firstRoot(ports, options);
  return walk(options.site, new Map([["root", bytes]]), "all", { now, verifier: ports.verifier }, reached);
}

/** Up to {@link maximumSamples} of the targets that a state lists, spread over all of them. */
export function samplesOf(state: Trusted): readonly string[] {
  const paths = targetsOf(state);
  const every = Math.max(1, Math.ceil(paths.length / maximumSamples));
  return paths.filter((_, index) => index % every === 0);
}

/** Faults `TARGET_NOT_FOUND` with the first target that a client does not find, and like {@link UpdatedClient.find}. */
export async function findAll(client: UpdatedClient, { site }: ClientOptions, paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if ((await client.find(path)) === undefined) throw repositoryFaults.TARGET_NOT_FOUND({ path, site: site.metadata });
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

/** The same options with one deadline for all that is fetched from now on (T80). */
export function bounded<T extends ClientOptions>({ clock }: ClientPorts, options: T): T {
  return { ...options, site: withDeadline(options.site, clock) };
}

/** The root of a client that remembers none, and where it is from. Faults `TRUSTED_ROOT_NEEDED`. */
async function firstRoot(
  ports: ClientPorts,
  { site, root, pin, ...rest }: ClientOptions,
): Promise<{ bytes: Uint8Array; place: string }> {
  if (root !== undefined) return { bytes: root.bytes, place: root.file };
  if (pin !== undefined) return { bytes: await pinnedRoot(site, pin), place: site.metadata };
  const memory = await openMemory(ports.memory, { site, ...rest });
  const bytes = await memory.read("root");
  if (bytes === undefined) throw repositoryFaults.TRUSTED_ROOT_NEEDED();
  return { bytes, place: memory.place };
}

/**
 * Runs a client with its memory, once it is up to date. When it refuses, our own client says in words what is wrong with the site, or with
 * the roles that lead to `paths`; when ours finds nothing, or stops at another file, the client's own words stand. `run` may add to `paths`.
 */
export async function asClient<T>(
  ports: ClientPorts,
  options: ClientOptions,
  paths: readonly string[],
  run: (client: UpdatedClient) => Promise<T>,
): Promise<T> {
  const { metadata } = options.site;
  const now = ports.clock.now();
  const memory = await openMemory(ports.memory, options);
  const root = (await memory.read("root")) === undefined ? await firstRoot(ports, options) : undefined;
  const { fetch, replay, together } = recorded(options.site, memory);
  try {
    return await run(await ports.oracle.update({ fetch, metadata, memory, now, ...(root && { root }) }));
  } catch (error) {
    if (!isFault(error, clientFaults.CLIENT_REFUSED)) throw error;
    const how = { now, verifier: ports.verifier };
    const words = await inWords({ fetch: replay, metadata }, memory, root?.bytes, paths, how);
    // What stops our own client elsewhere is another matter, and must not take the place of the judge's reason.
    throw words !== undefined && together() ? inPlaceOf(error, words) : error;
  }
}

/** What our own client may say in the other one's place. Anything else is about how a file is written, and the two differ in what they read. */
const explaining = [
  ...[tufFaults.ROLE_SIGNATURES_MISSING, tufFaults.ROLE_EXPIRED, tufFaults.ROLE_ROLLBACK],
  ...[tufFaults.ROLE_VERSION_MISMATCH, tufFaults.ROLE_HASH_MISMATCH, tufFaults.ROLE_NOT_LISTED],
  ...[tufFaults.ROLE_NOT_DELEGATED, tufFaults.JSON_INVALID, clientFaults.SITE_FILE_MISSING],
  tufFaults.ROLE_KEYS_UNREADABLE,
];

/** That ours cannot read some keys is no reason of a client that may: it is said beside the reason. */
function inPlaceOf(refusal: Fault, words: Fault): Fault {
  if (!isFault(words, tufFaults.ROLE_KEYS_UNREADABLE)) return words;
  const reason = `${refusal.data["reason"]} (Kaprien cannot read these keys of ${words.data["role"]}: ${words.data["keys"]})`;
  const [client, site] = [String(refusal.data["client"]), String(refusal.data["site"])];
  return clientFaults.CLIENT_REFUSED({ client, site, reason }, { cause: refusal });
}

async function inWords(
  site: Site,
  memory: ClientMemory,
  root: Uint8Array | undefined,
  paths: readonly string[],
  how: Parameters<typeof walk>[3],
): Promise<Fault | undefined> {
  const cache = new Map<string, Uint8Array>(root && [["root", root]]);
  for (const role of ["root", "timestamp", "snapshot"]) {
    const bytes = await memory.read(role);
    if (bytes !== undefined) cache.set(role, bytes);
  }
  try {
    await walk(site, cache, paths, how);
    return undefined;
  } catch (error) {
    if (!isFault(error)) throw error;
    return isFault(error, ...explaining) ? error : undefined;
  }
}
