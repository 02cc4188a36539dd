import type { Instant } from "../tuf/time.ts";

/** A file server as a client sees it: the bytes at a URL, or undefined for "not found". Anything else that goes wrong rejects. */
export type Fetch = (url: string) => Promise<ReadableStream<Uint8Array> | undefined>;

/** What a client stored after an update: metadata files by role name (`root`, `timestamp`, …). */
export type ClientCache = ReadonlyMap<string, Uint8Array>;

/** One update of a client. */
export interface UpdateRequest {
  readonly fetch: Fetch;
  /** URL of the metadata directory. */
  readonly metadata: string;
  /** Must hold at least `root`, which is trusted as it is. */
  readonly cache: ClientCache;
  /** The clock that expiry is judged by. */
  readonly now: Instant;
}

/** A target as a client found it. */
export interface FoundTarget {
  readonly path: string;
  readonly length: number;
  readonly sha256: string;
}

/**
 * A TUF client that somebody else wrote: the judge of what Kaprien publishes (T71), and the way people download. Adapters:
 * tuf-js. Faults `CLIENT_REFUSED` with the client's own words when it does not trust what it got, `CLIENT_OFFLINE` when the site
 * cannot be reached.
 */
export interface Oracle {
  /** Updates, then looks up `paths`: undefined for those it does not find. Resolves to the cache for a later update. */
  update(
    request: UpdateRequest,
    paths: readonly string[],
  ): Promise<{ cache: ClientCache; targets: ReadonlyMap<string, FoundTarget | undefined> }>;
  /** Updates and downloads one target to the file `to`, verified; undefined, and nothing written, when it does not find it. */
  download(
    request: UpdateRequest,
    path: string,
    targets: string,
    to: string,
  ): Promise<{ cache: ClientCache; target: FoundTarget | undefined }>;
}
